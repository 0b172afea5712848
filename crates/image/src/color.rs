//! Colours: CMYK to RGB, and any profile to sRGB where a format cannot carry the profile.
//!
//! The profile does the work where there is one that can be read (moxcms). Without one, CMYK is multiplied out,
//! as every viewer does.

use crate::{Channels, Picture, Result, Samples, profile};
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformExecutor, TransformOptions};

/// How much ink a number means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cmyk {
    /// 255 is full ink: TIFF, and JPEG without Adobe's marker.
    Plain,
    /// 255 is no ink: JPEG with Adobe's marker.
    Inverted,
}

/// YCbCr of the whole range to RGB (BT.601 in 16.16, as JFIF says).
fn ycc_to_rgb(y: u8, cb: u8, cr: u8) -> [u8; 3] {
    let (y, cb, cr) = (i32::from(y) << 16, i32::from(cb) - 128, i32::from(cr) - 128);
    [y + 91_881 * cr, y - 22_554 * cb - 46_802 * cr, y + 116_130 * cb]
        .map(|value| ((value + (1 << 15)) >> 16).clamp(0, 255) as u8)
}

/// YCbCr pixels to RGB, in place.
pub(crate) fn ycc_pixels_to_rgb(samples: &mut [u8]) {
    samples
        .as_chunks_mut::<3>()
        .0
        .iter_mut()
        .for_each(|pixel| *pixel = ycc_to_rgb(pixel[0], pixel[1], pixel[2]));
}

/// YCCK to CMYK, in place: the first three are YCbCr of the inverted inks (Adobe TN 5116).
pub(crate) fn ycck_to_cmyk(samples: &mut [u8]) {
    for pixel in samples.as_chunks_mut::<4>().0 {
        let rgb = ycc_to_rgb(pixel[0], pixel[1], pixel[2]);
        pixel[..3].copy_from_slice(&rgb.map(|value| 255 - value));
    }
}

/// CMYK to sRGB, in place: four bytes per pixel become three.
pub(crate) fn cmyk_to_rgb(samples: &mut Vec<u8>, ink: Cmyk, icc: Option<&[u8]>) {
    // Both ways below read plain ink.
    if ink == Cmyk::Inverted {
        samples.iter_mut().for_each(|sample| *sample = 255 - *sample);
    }
    let pixels = samples.len() / 4;
    let transform = icc.and_then(|icc| {
        let profile =
            ColorProfile::new_from_slice(icc).ok().filter(|p| p.color_space == DataColorSpace::Cmyk)?;
        let srgb = ColorProfile::new_srgb();
        profile.create_transform_8bit(Layout::Rgba, &srgb, Layout::Rgb, TransformOptions::default()).ok()
    });
    let mut line = [0; LINE * 3];
    for start in (0..pixels).step_by(LINE) {
        let count = LINE.min(pixels - start);
        let inks = &samples[start * 4..(start + count) * 4];
        let out = &mut line[..count * 3];
        let done = transform.as_ref().is_some_and(|transform| transform.transform(inks, out).is_ok());
        if !done {
            for (pixel, rgb) in inks.chunks_exact(4).zip(out.chunks_exact_mut(3)) {
                let black = 255 - u32::from(pixel[3]);
                for (ink, light) in pixel.iter().zip(rgb) {
                    *light = (((255 - u32::from(*ink)) * black + 127) / 255) as u8;
                }
            }
        }
        // Three bytes are written where four were read: never ahead of the reading.
        samples[start * 3..(start + count) * 3].copy_from_slice(out);
    }
    samples.truncate(pixels * 3);
}

/// Pixels that are converted at a time.
const LINE: usize = 1024;

/// Makes pixels and profile agree: gray pixels with a colour profile become colour, a profile of another kind goes.
pub(crate) fn reconcile(mut picture: Picture) -> Result<Picture> {
    let kind = picture.tags.icc.as_ref().map(|icc| icc.get(16..20).map(<[u8]>::to_vec).unwrap_or_default());
    match (kind.as_deref(), picture.channels().is_gray()) {
        (None, _) | (Some(b"GRAY"), true) | (Some(b"RGB "), false) => Ok(picture),
        (Some(b"RGB "), true) => spread_gray(picture),
        _ => {
            picture.tags.icc = None;
            Ok(picture)
        }
    }
}

/// The light of a number in the middle of sRGB.
const SRGB_HALF: f32 = 0.214;

/// Whether the colours already are sRGB, as far as anyone can see.
fn is_srgb(profile: &ColorProfile) -> bool {
    let srgb = ColorProfile::new_srgb();
    let near = |a: moxcms::Xyzd, b: moxcms::Xyzd| {
        (a.x - b.x).abs() < 2e-3 && (a.y - b.y).abs() < 2e-3 && (a.z - b.z).abs() < 2e-3
    };
    near(profile.red_colorant, srgb.red_colorant)
        && near(profile.green_colorant, srgb.green_colorant)
        && near(profile.blue_colorant, srgb.blue_colorant)
        && profile.red_trc.as_ref().is_some_and(|curve| (profile::half(curve) - SRGB_HALF).abs() < 1e-2)
        && profile.description.as_ref().is_some_and(|text| format!("{text:?}").contains("sRGB"))
}

/// Converts a picture of 8 bits to sRGB and drops the profile. Returns whether pixels changed. A profile that cannot be
/// read is dropped. (No format without profiles holds 16 bits, and a second set of transforms would weigh 12 kB.)
pub(crate) fn to_srgb(picture: Picture) -> Result<(Picture, bool)> {
    let (width, height, channels, samples, mut tags) = picture.into_parts();
    let profile = tags.icc.take().and_then(|icc| ColorProfile::new_from_slice(&icc).ok());
    let (profile, mut samples) = match (profile.filter(|profile| !is_srgb(profile)), samples) {
        (Some(profile), Samples::Eight(samples)) => (profile, samples),
        (_, samples) => return Ok((Picture::new(width, height, channels, samples)?.with_tags(tags), false)),
    };
    let layout = match channels {
        Channels::Gray => Layout::Gray,
        Channels::GrayAlpha => Layout::GrayAlpha,
        Channels::Rgb => Layout::Rgb,
        Channels::Rgba => Layout::Rgba,
    };
    let target = if channels.is_gray() { profile::srgb_gray() } else { ColorProfile::new_srgb() };
    let transform = profile.create_transform_8bit(layout, &target, layout, TransformOptions::default());
    let line = width as usize * channels.count();
    let changed = transform.is_ok_and(|transform| by_line(&mut samples, line, &*transform));
    Ok((Picture::new(width, height, channels, Samples::Eight(samples))?.with_tags(tags), changed))
}

/// Runs a transform over the rows, in place.
fn by_line(samples: &mut [u8], line: usize, transform: &(impl TransformExecutor<u8> + ?Sized)) -> bool {
    let mut source = vec![0; line];
    for row in samples.chunks_exact_mut(line) {
        source.copy_from_slice(row);
        if transform.transform(&source, row).is_err() {
            return false;
        }
    }
    true
}

/// Gray as colour, sample by sample.
pub(crate) fn spread_gray(picture: Picture) -> Result<Picture> {
    fn spread<T: Copy>(samples: &[T], count: usize) -> Vec<T> {
        samples
            .chunks_exact(count)
            .flat_map(|pixel| [pixel[0], pixel[0]].into_iter().chain(pixel.iter().copied()))
            .collect()
    }
    let (width, height, channels, samples, tags) = picture.into_parts();
    let count = channels.count();
    let samples = match samples {
        Samples::Eight(samples) => Samples::Eight(spread(&samples, count)),
        Samples::Sixteen(samples) => Samples::Sixteen(spread(&samples, count)),
    };
    let channels = if channels.has_alpha() { Channels::Rgba } else { Channels::Rgb };
    Ok(Picture::new(width, height, channels, samples)?.with_tags(tags))
}

/// Divides the colours by alpha: TIFF may store them multiplied.
pub(crate) fn unpremultiply(picture: Picture) -> Picture {
    let (width, height, channels, samples, tags) = picture.into_parts();
    let count = channels.count();
    let samples = match samples {
        Samples::Eight(mut samples) if channels.has_alpha() => {
            divide(&mut samples, count, 255, u32::from, |v| v as u8);
            Samples::Eight(samples)
        }
        Samples::Sixteen(mut samples) if channels.has_alpha() => {
            divide(&mut samples, count, 65_535, u32::from, |v| v as u16);
            Samples::Sixteen(samples)
        }
        other => other,
    };
    Picture::assemble(width, height, channels, samples, tags)
}

fn divide<T: Copy>(
    samples: &mut [T],
    count: usize,
    most: u32,
    wide: impl Fn(T) -> u32,
    narrow: impl Fn(u32) -> T,
) {
    for pixel in samples.chunks_exact_mut(count) {
        let alpha = wide(pixel[count - 1]);
        for sample in &mut pixel[..count - 1] {
            let value = (wide(*sample) * most + alpha / 2).checked_div(alpha).unwrap_or(0);
            *sample = narrow(value.min(most));
        }
    }
}
