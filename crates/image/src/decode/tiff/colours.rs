//! What the samples of a TIFF mean, as the colours of a picture.

use super::layout::{Colours, Layout};
use crate::color::{self, Cmyk};
use crate::decode::room;
use crate::header::broken;
use crate::picture::to_eight;
use crate::{Picture, Result, Samples, Source, Tags};

pub(super) fn picture(
    mut samples: Samples,
    layout: &Layout,
    palette: impl Iterator<Item = u64>,
    mut tags: Tags,
) -> Result<Picture> {
    match layout.colours {
        Colours::Gray { inverted: true } => {
            let count = layout.channels().count();
            match &mut samples {
                Samples::Eight(samples) => {
                    samples.chunks_exact_mut(count).for_each(|pixel| pixel[0] = !pixel[0])
                }
                Samples::Sixteen(samples) => {
                    samples.chunks_exact_mut(count).for_each(|pixel| pixel[0] = !pixel[0])
                }
            }
        }
        Colours::Gray { .. } | Colours::Rgb => {}
        Colours::Palette => {
            if let Samples::Eight(indices) = &samples {
                let palette: Vec<u16> = palette.take(3 << 16).map(|sample| sample as u16).collect();
                samples = Samples::Eight(look_up(indices, &palette, layout.alpha.is_some())?);
            }
        }
        Colours::Cmyk => {
            // Inks are measured in 8 bits: no press prints more.
            let mut inks = match samples {
                Samples::Eight(samples) => samples,
                Samples::Sixteen(samples) => samples.into_iter().map(to_eight).collect(),
            };
            color::cmyk_to_rgb(&mut inks, Cmyk::Plain, tags.icc.take().as_deref());
            samples = Samples::Eight(inks);
        }
        Colours::Ycc => {
            if let Samples::Eight(samples) = &mut samples {
                color::ycc_pixels_to_rgb(samples);
            }
        }
        Colours::Lab { signed } => {
            // A profile of Lab says nothing of the RGB that it becomes.
            tags.icc = None;
            match &mut samples {
                Samples::Eight(samples) => {
                    let centre = |v: u8| if signed { f32::from(v as i8) } else { f32::from(v) - 128.0 };
                    for pixel in samples.as_chunks_mut::<3>().0 {
                        let lab = [f32::from(pixel[0]) / 2.55, centre(pixel[1]), centre(pixel[2])];
                        *pixel = lab_to_srgb(lab).map(|v| (v * 255.0).round() as u8);
                    }
                }
                Samples::Sixteen(samples) => {
                    let centre =
                        |v: u16| if signed { f32::from(v as i16) } else { f32::from(v) - 32_768.0 } / 256.0;
                    for pixel in samples.as_chunks_mut::<3>().0 {
                        let lab = [f32::from(pixel[0]) / 655.35, centre(pixel[1]), centre(pixel[2])];
                        *pixel = lab_to_srgb(lab).map(|v| (v * 65_535.0).round() as u16);
                    }
                }
            }
        }
    }
    let (width, height) = (layout.width as u32, layout.height as u32);
    let picture = Picture::new(width, height, layout.channels(), samples)?.with_tags(tags);
    Ok(if layout.alpha == Some(true) { color::unpremultiply(picture) } else { picture })
}

/// A palette holds all reds, then all greens, then all blues, in 16 bits; some writers use only 8 of them.
fn look_up(indices: &[u8], palette: &[u16], alpha: bool) -> Result<Vec<u8>> {
    let size = palette.len() / 3;
    let short = palette.iter().all(|&sample| sample < 256);
    let narrow = |sample| if short { sample as u8 } else { to_eight(sample) };
    let (from, to) = if alpha { (2, 4) } else { (1, 3) };
    let mut out: Vec<u8> = room((indices.len() / from * to) as u64)?;
    for (pixel, out) in indices.chunks_exact(from).zip(out.chunks_exact_mut(to)) {
        let index = usize::from(pixel[0]);
        if index >= size {
            return Err(broken(Source::Tiff, "a pixel has a colour that is not in the palette"));
        }
        for plane in 0..3 {
            out[plane] = narrow(palette[plane * size + index]);
        }
        if alpha {
            out[3] = pixel[1];
        }
    }
    Ok(out)
}

/// CIE Lab under D50 to sRGB (ICC's adaptation of its primaries), 0 to 1.
fn lab_to_srgb([l, a, b]: [f32; 3]) -> [f32; 3] {
    let y = (l + 16.0) / 116.0;
    let linear = |f: f32| if f > 6.0 / 29.0 { f * f * f } else { (f - 4.0 / 29.0) * 108.0 / 841.0 };
    let [x, y, z] = [linear(y + a / 500.0) * 0.9642, linear(y), linear(y - b / 200.0) * 0.8249];
    [
        3.13386 * x - 1.61687 * y - 0.49061 * z,
        -0.97877 * x + 1.91614 * y + 0.03345 * z,
        0.07194 * x - 0.22899 * y + 1.40524 * z,
    ]
    .map(|v| if v > 0.003_130_8 { 1.055 * v.powf(1.0 / 2.4) - 0.055 } else { 12.92 * v }.clamp(0.0, 1.0))
}
