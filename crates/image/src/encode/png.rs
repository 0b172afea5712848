//! PNG through the `png` crate.
//!
//! `Fast` compresses with the quick scheme made for PNG, `Balanced` with a thorough one. `Smallest` also looks whether
//! gray or a palette says the same in fewer bytes, tries the filters against each other and keeps the best. oxipng
//! would do a little better, but it brings a C compressor, which a wasm build without a C toolchain cannot use.

use super::failed;
use crate::{Channels, Effort, Format, Picture, Result, Samples};
use png::{BitDepth, ColorType, DeflateCompression, Encoder, Filter};
use std::collections::HashMap;

pub(super) fn encode(picture: &Picture, effort: Effort) -> Result<Vec<u8>> {
    let kind = match picture.channels() {
        Channels::Gray => ColorType::Grayscale,
        Channels::GrayAlpha => ColorType::GrayscaleAlpha,
        Channels::Rgb => ColorType::Rgb,
        Channels::Rgba => ColorType::Rgba,
    };
    let size = (picture.width(), picture.height());
    let (depth, raw) = match picture.samples() {
        Samples::Eight(samples) => (BitDepth::Eight, std::borrow::Cow::Borrowed(&samples[..])),
        Samples::Sixteen(samples) => {
            (BitDepth::Sixteen, samples.iter().flat_map(|sample| sample.to_be_bytes()).collect())
        }
    };
    let plain = Layout { size, kind, depth, raw: &raw, palette: None };
    match effort {
        Effort::Fast => plain.write(DeflateCompression::FdeflateUltraFast, Filter::Adaptive),
        Effort::Balanced => plain.write(DeflateCompression::Level(6), Filter::Adaptive),
        Effort::Smallest => {
            let indexed = Indexed::new(picture);
            let layout = match &indexed {
                Some(indexed) => Layout {
                    kind: ColorType::Indexed,
                    depth: indexed.depth,
                    raw: &indexed.rows,
                    palette: Some(indexed),
                    ..plain
                },
                None => plain,
            };
            let filters: &[Filter] = if indexed.is_some() {
                &[Filter::NoFilter, Filter::Adaptive]
            } else {
                &[Filter::Adaptive, Filter::Paeth, Filter::Sub, Filter::NoFilter]
            };
            let mut best: Option<Vec<u8>> = None;
            for &filter in filters {
                let file = layout.write(DeflateCompression::Level(9), filter)?;
                if best.as_ref().is_none_or(|best| file.len() < best.len()) {
                    best = Some(file);
                }
            }
            best.ok_or_else(|| failed(Format::Png, "there is no filter"))
        }
    }
}

/// Pixels as PNG stores them.
#[derive(Clone, Copy)]
struct Layout<'a> {
    size: (u32, u32),
    kind: ColorType,
    depth: BitDepth,
    raw: &'a [u8],
    palette: Option<&'a Indexed>,
}

impl Layout<'_> {
    fn write(self, compression: DeflateCompression, filter: Filter) -> Result<Vec<u8>> {
        let mut out = Vec::new();
        let mut encoder = Encoder::new(&mut out, self.size.0, self.size.1);
        encoder.set_color(self.kind);
        encoder.set_depth(self.depth);
        encoder.set_deflate_compression(compression);
        encoder.set_filter(filter);
        if let Some(palette) = self.palette {
            encoder.set_palette(&palette.colours[..]);
            if !palette.alphas.is_empty() {
                encoder.set_trns(&palette.alphas[..]);
            }
        }
        let write = || -> std::result::Result<(), png::EncodingError> {
            let mut writer = encoder.write_header()?;
            writer.write_image_data(self.raw)?;
            writer.finish()
        };
        write().map_err(|error| failed(Format::Png, error))?;
        Ok(out)
    }
}

/// A picture of at most 256 colours.
struct Indexed {
    colours: Vec<u8>,
    alphas: Vec<u8>,
    rows: Vec<u8>,
    depth: BitDepth,
}

impl Indexed {
    fn new(picture: &Picture) -> Option<Self> {
        let Samples::Eight(samples) = picture.samples() else { return None };
        let count = picture.channels().count();
        // A gray picture is not made smaller by a palette, unless it has few shades; a gray profile forbids one.
        if count < 3 {
            return None;
        }
        let mut known: HashMap<[u8; 4], u8> = HashMap::new();
        let mut palette: Vec<[u8; 4]> = Vec::new();
        let mut last = ([0; 4], None);
        let mut indices = Vec::with_capacity(samples.len() / count);
        for pixel in samples.chunks_exact(count) {
            let colour = [pixel[0], pixel[1], pixel[2], pixel.get(3).copied().unwrap_or(255)];
            if last.1.is_none() || last.0 != colour {
                let index = match known.get(&colour) {
                    Some(&index) => index,
                    None => {
                        let index = u8::try_from(palette.len()).ok()?;
                        palette.push(colour);
                        known.insert(colour, index);
                        index
                    }
                };
                last = (colour, Some(index));
            }
            indices.push(last.1?);
        }
        let (bits, depth) = match palette.len() {
            0..=2 => (1, BitDepth::One),
            3..=4 => (2, BitDepth::Two),
            5..=16 => (4, BitDepth::Four),
            _ => (8, BitDepth::Eight),
        };
        let rows = indices.chunks_exact(picture.width() as usize).flat_map(|row| {
            row.chunks(8 / bits).map(move |group| {
                let full = group.iter().fold(0u16, |byte, index| byte << bits | u16::from(*index));
                (full << (8 - bits * group.len())) as u8
            })
        });
        let alphas: Vec<u8> = palette.iter().map(|colour| colour[3]).collect();
        Some(Self {
            rows: rows.collect(),
            colours: palette.iter().flat_map(|&[r, g, b, _]| [r, g, b]).collect(),
            alphas: if alphas.iter().all(|&alpha| alpha == 255) { Vec::new() } else { alphas },
            depth,
        })
    }
}
