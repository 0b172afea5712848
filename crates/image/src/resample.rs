//! Lanczos-3 resampling.
//!
//! Eight-bit RGB and RGBA go through fast_image_resize, whose SIMD is twice as fast as libvips's. Its 16-bit kinds would
//! add 225 kB (compressed) to the wasm, ten times the 8-bit ones; so the rare kinds, gray and 16 bits, go through
//! a plain resampler below, in floating point, which never rounds between its two passes.

use crate::decode::room;
use crate::recipe::Cut;
use crate::{Channels, Error, Kind, Picture, Result, Samples};
use fast_image_resize::images::{TypedImage, TypedImageRef};
use fast_image_resize::pixels::{InnerPixel, U8x3, U8x4};
use fast_image_resize::{FilterType, PixelTrait, ResizeAlg, ResizeOptions, Resizer};
use std::f64::consts::PI;

/// Resamples a part of a picture to a new size. Colours are weighted by alpha, so that hidden ones do not bleed.
pub(crate) fn resample(picture: Picture, cut: Cut, width: u32, height: u32) -> Result<Picture> {
    let veiled = !picture.is_opaque();
    let (from_width, from_height, channels, samples, tags) = picture.into_parts();
    let size = (from_width, from_height);
    let samples = match (channels, samples) {
        (Channels::Rgb, Samples::Eight(samples)) => {
            Samples::Eight(fast::<U8x3>(&samples, size, cut, (width, height))?)
        }
        (Channels::Rgba, Samples::Eight(mut samples)) => {
            // In place: a multiplied copy of a large picture may be one too many.
            if veiled {
                multiply(&mut samples);
            }
            let mut out = fast::<U8x4>(&samples, size, cut, (width, height))?;
            drop(samples);
            if veiled {
                divide(&mut out);
            }
            Samples::Eight(out)
        }
        (_, samples) => {
            let picture = Picture::assemble(from_width, from_height, channels, samples, tags);
            return resample_plainly(picture, cut, width, height);
        }
    };
    Ok(Picture::new(width, height, channels, samples)?.with_tags(tags))
}

/// The same for any kind of pixel, without SIMD of its own.
pub(crate) fn resample_plainly(picture: Picture, cut: Cut, width: u32, height: u32) -> Result<Picture> {
    let veiled = !picture.is_opaque();
    let (from_width, from_height, channels, samples, tags) = picture.into_parts();
    let size = (from_width, from_height);
    let samples = match samples {
        Samples::Eight(samples) => {
            let plane = Plane { samples: &samples, size, channels, most: 255.0, veiled };
            Samples::Eight(plane.resample(cut, width, height, |value| value as u8)?)
        }
        Samples::Sixteen(samples) => {
            let plane = Plane { samples: &samples, size, channels, most: 65_535.0, veiled };
            Samples::Sixteen(plane.resample(cut, width, height, |value| value as u16)?)
        }
    };
    Ok(Picture::new(width, height, channels, samples)?.with_tags(tags))
}

fn fast<P: PixelTrait + InnerPixel>(
    samples: &[u8],
    (w, h): (u32, u32),
    cut: Cut,
    (width, height): (u32, u32),
) -> Result<Vec<u8>> {
    let wrong = |error: &dyn std::fmt::Display| {
        Error::new(
            Kind::Settings,
            format!("This picture cannot be resized like that ({error}). Choose another size."),
        )
    };
    let source = TypedImageRef::<P>::from_buffer(w, h, samples).map_err(|error| wrong(&error))?;
    let mut out = room(u64::from(width) * u64::from(height) * P::size() as u64)?;
    let mut target = TypedImage::<P>::from_buffer(width, height, &mut out).map_err(|error| wrong(&error))?;
    let options = ResizeOptions::new()
        .resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3))
        .crop(cut.x, cut.y, cut.width, cut.height)
        .use_alpha(false);
    Resizer::new().resize_typed(&source, &mut target, &options).map_err(|error| wrong(&error))?;
    Ok(out)
}

/// Multiplies colours by alpha, rounded.
fn multiply(samples: &mut [u8]) {
    for pixel in samples.as_chunks_mut::<4>().0 {
        let alpha = u16::from(pixel[3]);
        for sample in &mut pixel[..3] {
            let product = u16::from(*sample) * alpha + 128;
            *sample = ((product + (product >> 8)) >> 8) as u8;
        }
    }
}

/// Divides colours by alpha, rounded.
fn divide(samples: &mut [u8]) {
    for pixel in samples.as_chunks_mut::<4>().0 {
        let alpha = u32::from(pixel[3]);
        for sample in &mut pixel[..3] {
            let value = (u32::from(*sample) * 255 + alpha / 2).checked_div(alpha).unwrap_or(0);
            *sample = value.min(255) as u8;
        }
    }
}

/// A picture for the plain resampler.
struct Plane<'a, T> {
    samples: &'a [T],
    size: (u32, u32),
    channels: Channels,
    most: f32,
    veiled: bool,
}

impl<T: Copy + Default + Into<f32>> Plane<'_, T> {
    fn resample(&self, cut: Cut, width: u32, height: u32, narrow: impl Fn(f32) -> T) -> Result<Vec<T>> {
        let count = self.channels.count();
        let across = Kernel::line(cut.x, cut.width, self.size.0, width);
        let down = Kernel::line(cut.y, cut.height, self.size.1, height);
        let line = width as usize * count;
        // Rows that are already resampled across. The kernel moves down monotonically: a ring of its height is enough.
        let ring = down.iter().map(|kernel| kernel.weights.len()).max().unwrap_or(1);
        let mut rows: Vec<f32> = room((ring * line) as u64)?;
        let mut wide = vec![0f32; self.size.0 as usize * count];
        let mut next = 0;
        let mut sum = vec![0f32; line];
        let mut out: Vec<T> = room((line * height as usize) as u64)?;
        for (kernel, out) in down.iter().zip(out.chunks_exact_mut(line)) {
            next = next.max(kernel.start);
            while next < kernel.start + kernel.weights.len() {
                self.widen(next, &mut wide);
                let row = &mut rows[next % ring * line..][..line];
                for (kernel, pixel) in across.iter().zip(row.chunks_exact_mut(count)) {
                    pixel.fill(0.0);
                    for (weight, from) in
                        kernel.weights.iter().zip(wide[kernel.start * count..].chunks_exact(count))
                    {
                        pixel.iter_mut().zip(from).for_each(|(pixel, from)| *pixel += weight * from);
                    }
                }
                next += 1;
            }
            sum.fill(0.0);
            for (i, weight) in kernel.weights.iter().enumerate() {
                let row = &rows[(kernel.start + i) % ring * line..][..line];
                sum.iter_mut().zip(row).for_each(|(sum, value)| *sum += weight * value);
            }
            if self.veiled {
                for pixel in sum.chunks_exact_mut(count) {
                    let alpha = pixel[count - 1].clamp(0.0, self.most);
                    let scale = if alpha > 0.0 { self.most / alpha } else { 0.0 };
                    pixel[..count - 1].iter_mut().for_each(|sample| *sample *= scale);
                }
            }
            for (out, sum) in out.iter_mut().zip(&sum) {
                *out = narrow((sum + 0.5).clamp(0.0, self.most));
            }
        }
        Ok(out)
    }

    /// One row in floating point, multiplied by alpha if there is any.
    fn widen(&self, row: usize, wide: &mut [f32]) {
        let count = self.channels.count();
        let line = &self.samples[row * wide.len()..][..wide.len()];
        wide.iter_mut().zip(line).for_each(|(wide, sample)| *wide = (*sample).into());
        if self.veiled {
            for pixel in wide.chunks_exact_mut(count) {
                let alpha = pixel[count - 1] / self.most;
                pixel[..count - 1].iter_mut().for_each(|sample| *sample *= alpha);
            }
        }
    }
}

/// Which samples make one sample of the result, and by how much.
struct Kernel {
    start: usize,
    weights: Vec<f32>,
}

impl Kernel {
    /// The kernels of a whole line: `length` samples from `start` on become `to` samples.
    fn line(start: f64, length: f64, side: u32, to: u32) -> Vec<Self> {
        let scale = length / f64::from(to);
        let stretch = scale.max(1.0);
        let reach = 3.0 * stretch;
        (0..to)
            .map(|i| {
                let centre = start + (f64::from(i) + 0.5) * scale;
                let first = (centre - reach).floor().max(0.0) as usize;
                let last = ((centre + reach).ceil() as usize).clamp(first + 1, side as usize);
                let weights: Vec<f64> =
                    (first..last).map(|j| lanczos((j as f64 + 0.5 - centre) / stretch)).collect();
                let sum: f64 = weights.iter().sum();
                Self { start: first, weights: weights.iter().map(|weight| (weight / sum) as f32).collect() }
            })
            .collect()
    }
}

/// Lanczos' window with three lobes.
fn lanczos(x: f64) -> f64 {
    let sinc = |x: f64| if x == 0.0 { 1.0 } else { (PI * x).sin() / (PI * x) };
    if x.abs() < 3.0 { sinc(x) * sinc(x / 3.0) } else { 0.0 }
}
