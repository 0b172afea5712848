//! The plain resampler, for gray and for 16 bits: floating point, which is never rounded between the two passes.

use super::kernel::Kernel;
use crate::decode::room;
use crate::recipe::Cut;
use crate::{Channels, Result};

/// A picture for the plain resampler.
pub(super) struct Plane<'a, T> {
    pub(super) samples: &'a [T],
    pub(super) size: (u32, u32),
    pub(super) channels: Channels,
    /// The largest sample there can be.
    pub(super) most: f32,
    /// Whether some of it is not opaque.
    pub(super) veiled: bool,
}

impl<T: Copy + Default + Into<f32>> Plane<'_, T> {
    pub(super) fn resample(
        &self,
        cut: Cut,
        width: u32,
        height: u32,
        narrow: impl Fn(f32) -> T,
    ) -> Result<Vec<T>> {
        let count = self.channels.count();
        let single = |line: Vec<Kernel<f64>>| line.iter().map(Kernel::single).collect();
        let across: Vec<Kernel<f32>> = single(Kernel::line(cut.x, cut.width, self.size.0, width));
        let down: Vec<Kernel<f32>> = single(Kernel::line(cut.y, cut.height, self.size.1, height));
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
