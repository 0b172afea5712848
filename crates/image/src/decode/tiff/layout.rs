//! How the pixels of a TIFF lie in it: what a sample is, what it means, and in which strips or tiles to find it.

use super::directory::{Directory, File};
use crate::header::{broken, unsupported};
use crate::{Channels, Error, Kind, Limits, Result, Source};

/// What the samples of a pixel mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Colours {
    Gray {
        inverted: bool,
    },
    Palette,
    Rgb,
    Cmyk,
    Ycc,
    /// With `a` and `b` as signed numbers (TIFF's own) or shifted up by half (ICC's).
    Lab {
        signed: bool,
    },
}

/// How the numbers of a sample are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Number {
    Whole,
    Signed,
    Real,
}

/// How the pixels lie in the file.
#[derive(Debug)]
pub(super) struct Layout {
    pub width: usize,
    pub height: usize,
    pub bits: usize,
    pub number: Number,
    pub colours: Colours,
    /// Whether alpha follows the colours, and whether they are multiplied by it.
    pub alpha: Option<bool>,
    /// Samples of a pixel in the file.
    pub samples: usize,
    /// Each sample in strips or tiles of its own.
    pub planar: bool,
    pub compression: u64,
    pub predictor: u64,
    /// Least significant bit first.
    pub reversed: bool,
    pub fax_options: u64,
    /// How many pixels share one colour, across and down.
    pub shared: (usize, usize),
    /// Width and height of a strip or tile.
    pub chunk: (usize, usize),
    /// How many of them lie side by side.
    pub across: usize,
    /// Place and length of each.
    pub places: Vec<(u64, u64)>,
}

impl Colours {
    pub fn count(self) -> usize {
        match self {
            Self::Gray { .. } | Self::Palette => 1,
            Self::Rgb | Self::Ycc | Self::Lab { .. } => 3,
            Self::Cmyk => 4,
        }
    }
}

impl Layout {
    /// What the directory says, without the places of the chunks.
    pub fn read(page: &Directory<'_>) -> Result<Self> {
        let refuse = |what: std::fmt::Arguments<'_>| unsupported(Source::Tiff, what);
        let side = |tag, what| -> Result<usize> {
            u32::try_from(page.needed(tag, what)?)
                .map(|side| side as usize)
                .map_err(|_| broken(Source::Tiff, "its size is not possible"))
        };
        let (width, height) = (side(256, "how wide it is")?, side(257, "how high it is")?);
        let compression = page.number(259).unwrap_or(1);
        if compression == 6 {
            return Err(refuse(format_args!("JPEG as it was before 1995")));
        }
        let samples = page.number(277).unwrap_or(1) as usize;
        let depths: Vec<u64> = page.numbers(258).take(samples.min(64)).collect();
        let bits = depths.first().copied().unwrap_or(1);
        if depths.iter().any(|&depth| depth != bits) {
            return Err(refuse(format_args!("channels of different depths")));
        }
        let colours = match (page.number(262), samples) {
            (Some(0), _) => Colours::Gray { inverted: true },
            (Some(1 | 4), _) => Colours::Gray { inverted: false },
            (Some(2), _) => Colours::Rgb,
            (Some(3), _) => Colours::Palette,
            (Some(5), _) => Colours::Cmyk,
            (Some(6), _) => Colours::Ycc,
            (Some(8), _) => Colours::Lab { signed: true },
            (Some(9), _) => Colours::Lab { signed: false },
            (Some(32_803 | 34_892), _) => {
                return Err(refuse(format_args!("the raw data of a camera's sensor")));
            }
            (Some(other), _) => return Err(refuse(format_args!("colours of kind {other}"))),
            // Where nothing is said: fax has black ink, everything else has light.
            (None, 3..) => Colours::Rgb,
            (None, _) => Colours::Gray { inverted: matches!(compression, 2..=4) },
        };
        if samples < colours.count() || samples > 64 {
            return Err(broken(
                Source::Tiff,
                format_args!("pixels of {samples} channels cannot be of its kind"),
            ));
        }
        let number = match page.number(339).unwrap_or(1) {
            1 | 4 => Number::Whole,
            2 => Number::Signed,
            3 => Number::Real,
            _ => return Err(refuse(format_args!("complex numbers"))),
        };
        let extra = (samples > colours.count()).then(|| page.number(338).unwrap_or(2));
        let tall = |tag| page.number(tag).map_or(usize::MAX, |side| side as usize);
        let tiled = page.number(322).is_some();
        let chunk = if tiled { (tall(322), tall(323)) } else { (width, tall(278).min(height)) };
        let mut shared = page.numbers(530).map(|step| step as usize);
        let layout = Self {
            width,
            height,
            bits: bits as usize,
            number,
            colours,
            alpha: match (colours, extra) {
                (Colours::Gray { .. } | Colours::Palette | Colours::Rgb, Some(1)) => Some(true),
                (Colours::Gray { .. } | Colours::Palette | Colours::Rgb, Some(2)) => Some(false),
                _ => None,
            },
            samples,
            planar: page.number(284) == Some(2) && samples > 1,
            compression,
            predictor: if matches!(compression, 5 | 8 | 32_946) { page.number(317).unwrap_or(1) } else { 1 },
            reversed: page.number(266) == Some(2),
            fax_options: page.number(292).unwrap_or(0),
            shared: if colours == Colours::Ycc && compression != 7 {
                (shared.next().unwrap_or(2), shared.next().unwrap_or(2))
            } else {
                (1, 1)
            },
            chunk,
            across: 0,
            places: Vec::new(),
        };
        layout.judge()?;
        Ok(layout)
    }

    /// Refuses what is not read here.
    fn judge(&self) -> Result<()> {
        let known = match self.number {
            Number::Whole => (1..=16).contains(&self.bits) || self.bits == 32,
            Number::Signed => matches!(self.bits, 8 | 16 | 32),
            Number::Real => matches!(self.bits, 16 | 32 | 64),
        };
        let simple = match self.colours {
            Colours::Palette => self.bits <= 8,
            Colours::Lab { .. } => matches!(self.bits, 8 | 16),
            Colours::Ycc => self.bits == 8,
            _ => true,
        };
        // Lab is signed by nature; some say so.
        let plain = matches!(self.colours, Colours::Gray { .. } | Colours::Rgb | Colours::Lab { .. });
        if !known || !simple || !plain && self.number != Number::Whole {
            return Err(unsupported(
                Source::Tiff,
                format_args!("{} bits per channel of its kind", self.bits),
            ));
        }
        if !matches!(self.shared, (1 | 2 | 4, 1 | 2 | 4)) || self.planar && self.shared != (1, 1) {
            return Err(unsupported(Source::Tiff, "colours that are shared by several pixels in a rare way"));
        }
        if self.shared != (1, 1) && self.samples != 3 {
            return Err(unsupported(Source::Tiff, "shared colours beside another channel"));
        }
        if matches!(self.compression, 2..=4) && (self.bits != 1 || self.samples != 1) {
            return Err(broken(Source::Tiff, "fax is black and white"));
        }
        Ok(())
    }

    /// What the decoded pixels will be.
    pub fn channels(&self) -> Channels {
        match (self.colours, self.alpha.is_some()) {
            (Colours::Gray { .. }, false) => Channels::Gray,
            (Colours::Gray { .. }, true) => Channels::GrayAlpha,
            (_, false) => Channels::Rgb,
            (_, true) => Channels::Rgba,
        }
    }

    /// Whether the decoded samples will have 16 bits.
    pub fn sixteen(&self) -> bool {
        self.bits > 8 && self.colours != Colours::Cmyk || self.spread()
    }

    /// Whether the numbers do not say by themselves which of them is white.
    pub fn spread(&self) -> bool {
        !matches!(self.colours, Colours::Lab { .. }) && (self.number != Number::Whole || self.bits > 16)
    }

    /// Samples of a pixel within one chunk.
    pub fn in_chunk(&self) -> usize {
        if self.planar { 1 } else { self.samples }
    }

    /// Bytes of a row of a chunk.
    pub fn row(&self) -> usize {
        (self.chunk.0 as u64 * (self.in_chunk() * self.bits) as u64).div_ceil(8) as usize
    }

    /// Finds the chunks; refuses what would cost more than the limits.
    pub fn find(&mut self, page: &Directory<'_>, file: &File<'_>, limits: &Limits) -> Result<()> {
        let (wide, high) = self.chunk;
        if wide == 0 || high == 0 {
            return Err(broken(Source::Tiff, "its strips or tiles have no pixels"));
        }
        self.across = self.width.div_ceil(wide);
        let planes = if self.planar { self.samples as u64 } else { 1 };
        let per_plane = self.across as u64 * self.height.div_ceil(high) as u64;
        let count = usize::try_from(per_plane * planes).unwrap_or(usize::MAX);
        // Every pixel costs work, also those of tiles that reach beyond the picture; JPEG unpacks all that are in it.
        let rows = if self.compression == 7 { high } else { high.min(self.height) } as u64;
        let area = (wide as u64).saturating_mul(rows);
        let sample = if self.spread() { 6 } else { 2 };
        let kept = self.width as u64 * self.height as u64 * (self.colours.count() + 1) as u64 * sample;
        let held = area.saturating_mul(self.in_chunk() as u64 * (self.bits as u64).max(8) / 4);
        if area.saturating_mul(per_plane) > limits.pixels.max(1 << 26)
            || held.saturating_add(kept) > limits.bytes
        {
            return Err(Error::new(
                Kind::BudgetExceeded,
                "This TIFF file needs more memory than is allowed here. Make it smaller in another program first.",
            ));
        }
        let tag = if page.number(324).is_some() { 324 } else { 273 };
        let mut lengths = page.numbers(tag + if tag == 324 { 1 } else { 6 });
        let places = page.numbers(tag).take(count);
        // A length that is not said reaches to the end: the decoder knows when it has enough.
        let rest = file.bytes.len() as u64;
        self.places = places
            .map(|place| (place, lengths.next().filter(|&length| length > 0).unwrap_or(rest)))
            .collect();
        if self.places.len() < count {
            return Err(broken(Source::Tiff, "it does not say where its pixels are"));
        }
        Ok(())
    }
}
