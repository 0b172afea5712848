//! A decoded picture: samples in rows without padding, and the tags that came with them.
//!
//! Eight or sixteen bits, one to four channels, alpha never premultiplied: enough for every format here without a
//! conversion that loses something.

use crate::{Error, Kind, Result, Text};

/// A decoded picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    width: u32,
    height: u32,
    channels: Channels,
    samples: Samples,
    /// What came with the pixels.
    pub tags: Tags,
}

/// What the samples of a pixel mean, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channels {
    /// Luminance.
    Gray,
    /// Luminance, alpha.
    GrayAlpha,
    /// Red, green, blue.
    Rgb,
    /// Red, green, blue, alpha.
    Rgba,
}

/// The samples of a picture, row by row from the top, without padding.
#[derive(Clone, Debug, PartialEq)]
pub enum Samples {
    /// 0 to 255.
    Eight(Vec<u8>),
    /// 0 to 65535.
    Sixteen(Vec<u16>),
}

/// What a file carries besides pixels.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tags {
    /// An ICC profile. `None` means sRGB.
    pub icc: Option<Vec<u8>>,
    /// EXIF as a TIFF structure, without the `Exif\0\0` that JPEG puts before it.
    pub exif: Option<Vec<u8>>,
    /// An XMP packet.
    pub xmp: Option<Vec<u8>>,
    /// What stands beside them under keywords.
    pub texts: Vec<Text>,
    /// How the pixels must be turned to stand upright, 1 to 8 as in EXIF; 0 and 1 mean that they do.
    pub orientation: u8,
    /// Whether the file said more than these fields hold: IPTC in a JPEG, a TIFF's own EXIF, what was too damaged to keep.
    pub left: bool,
}

impl Channels {
    /// Samples per pixel.
    pub const fn count(self) -> usize {
        match self {
            Self::Gray => 1,
            Self::GrayAlpha => 2,
            Self::Rgb => 3,
            Self::Rgba => 4,
        }
    }

    /// Whether the last sample is alpha.
    pub const fn has_alpha(self) -> bool {
        matches!(self, Self::GrayAlpha | Self::Rgba)
    }

    /// Whether there is no colour.
    pub const fn is_gray(self) -> bool {
        matches!(self, Self::Gray | Self::GrayAlpha)
    }
}

impl Samples {
    /// How many samples there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Eight(samples) => samples.len(),
            Self::Sixteen(samples) => samples.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Picture {
    /// A picture of these samples. Fails if their number does not fit the size.
    pub fn new(width: u32, height: u32, channels: Channels, samples: Samples) -> Result<Self> {
        let needed = u64::from(width) * u64::from(height) * channels.count() as u64;
        if width == 0 || height == 0 || samples.len() as u64 != needed {
            return Err(Error::new(
                Kind::Broken,
                format!(
                    "A picture of {width} × {height} pixels needs {needed} samples, not {}.",
                    samples.len()
                ),
            ));
        }
        Ok(Self { width, height, channels, samples, tags: Tags::default() })
    }

    /// A picture of red, green, blue and alpha bytes, as browsers hand them out.
    pub fn from_rgba(width: u32, height: u32, samples: Vec<u8>) -> Result<Self> {
        Self::new(width, height, Channels::Rgba, Samples::Eight(samples))
    }

    /// The same picture with these tags.
    pub fn with_tags(mut self, tags: Tags) -> Self {
        self.tags = tags;
        self
    }

    /// Width in pixels, as stored.
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Height in pixels, as stored.
    pub fn height(&self) -> u32 {
        self.height
    }

    /// What the samples mean.
    pub fn channels(&self) -> Channels {
        self.channels
    }

    /// The samples.
    pub fn samples(&self) -> &Samples {
        &self.samples
    }

    /// The samples, without a copy.
    pub fn into_samples(self) -> Samples {
        self.samples
    }

    /// Bits per channel, 8 or 16.
    pub fn depth(&self) -> u8 {
        match self.samples {
            Samples::Eight(_) => 8,
            Samples::Sixteen(_) => 16,
        }
    }

    /// Whether every pixel is opaque, with an alpha channel or without.
    pub fn is_opaque(&self) -> bool {
        let count = self.channels.count();
        !self.channels.has_alpha()
            || match &self.samples {
                Samples::Eight(samples) => {
                    samples.chunks_exact(count).all(|pixel| pixel[count - 1] == u8::MAX)
                }
                Samples::Sixteen(samples) => {
                    samples.chunks_exact(count).all(|pixel| pixel[count - 1] == u16::MAX)
                }
            }
    }

    /// Red, green, blue and alpha bytes, as browsers take them: for a canvas, not for files.
    pub fn to_rgba(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.width as usize * self.height as usize * 4);
        let mut push = |pixel: [u8; 4]| out.extend_from_slice(&pixel);
        match &self.samples {
            Samples::Eight(samples) => spread(samples, self.channels, u8::MAX, &mut push),
            Samples::Sixteen(samples) => {
                spread(samples, self.channels, u16::MAX, &mut |pixel: [u16; 4]| push(pixel.map(to_eight)));
            }
        }
        out
    }

    /// The same picture with 8 bits per channel, rounded.
    pub(crate) fn into_eight(mut self) -> Self {
        if let Samples::Sixteen(samples) = &self.samples {
            self.samples = Samples::Eight(samples.iter().map(|&sample| to_eight(sample)).collect());
        }
        self
    }

    /// The same picture without the alpha channel, whatever it says.
    pub fn without_alpha(mut self) -> Self {
        let count = self.channels.count();
        self.channels = match self.channels {
            Channels::GrayAlpha => Channels::Gray,
            Channels::Rgba => Channels::Rgb,
            opaque => return Self { channels: opaque, ..self },
        };
        match &mut self.samples {
            Samples::Eight(samples) => drop_last(samples, count),
            Samples::Sixteen(samples) => drop_last(samples, count),
        }
        self
    }

    /// A picture of parts that are known to fit.
    pub(crate) fn assemble(
        width: u32,
        height: u32,
        channels: Channels,
        samples: Samples,
        tags: Tags,
    ) -> Self {
        Self { width, height, channels, samples, tags }
    }

    /// The parts, for the modules that rebuild a picture.
    pub(crate) fn into_parts(self) -> (u32, u32, Channels, Samples, Tags) {
        (self.width, self.height, self.channels, self.samples, self.tags)
    }
}

/// A 16-bit sample as 8 bits, rounded to nearest.
pub(crate) fn to_eight(sample: u16) -> u8 {
    ((u32::from(sample) * 255 + 32_767) / 65_535) as u8
}

/// Hands out every pixel as red, green, blue, alpha.
fn spread<T: Copy>(samples: &[T], channels: Channels, opaque: T, push: &mut impl FnMut([T; 4])) {
    for pixel in samples.chunks_exact(channels.count()) {
        push(match *pixel {
            [gray] => [gray, gray, gray, opaque],
            [gray, alpha] => [gray, gray, gray, alpha],
            [red, green, blue] => [red, green, blue, opaque],
            [red, green, blue, alpha] => [red, green, blue, alpha],
            _ => return,
        });
    }
}

/// Drops the last of every `count` samples, in place.
fn drop_last<T: Copy>(samples: &mut Vec<T>, count: usize) {
    let pixels = samples.len() / count;
    for pixel in 0..pixels {
        samples.copy_within(pixel * count..pixel * count + count - 1, pixel * (count - 1));
    }
    samples.truncate(pixels * (count - 1));
}
