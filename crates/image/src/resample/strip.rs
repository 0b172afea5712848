//! The fast resampler, for 8-bit RGB and RGBA.
//!
//! A picture is read once, row by row, and nothing of it is copied but what the kernels down need at the time; four rows of
//! the result are made at once, down first, then across, while they are in the cache. Both passes round to eight bits, as
//! fast_image_resize does, whose results these are bit by bit.

use super::kernel::Kernel;
use super::lanes::{self, Block};
use super::twos::{Two, Twos};
use super::weave::weave;
use crate::Result;
use crate::decode::room;
use crate::recipe::Cut;

/// Resamples pixels of `N` samples. Also says whether colours were weighted by alpha, which is to be undone then.
pub(super) fn resample<const N: usize>(
    samples: &[u8],
    (from_width, from_height): (u32, u32),
    cut: Cut,
    (width, height): (u32, u32),
) -> Result<(Vec<u8>, bool)> {
    let across = Twos::new(&Kernel::line(cut.x, cut.width, from_width, width));
    let down = Twos::new(&Kernel::line(cut.y, cut.height, from_height, height));
    let source =
        Source::<N> { samples, width: from_width as usize, left: across.first * 2, top: down.first * 2 };
    // Four pixels are a block. An odd number of cache lines to a row spreads the rows over the cache.
    let blocks = across.span().div_ceil(2);
    let line = blocks.next_multiple_of(2) | 2;
    // The kernels move down monotonically: a ring of their height is enough.
    let slots = down.twos.iter().map(Two::len).max().unwrap_or(0);
    let mut ring: Vec<Block> = room((slots * line) as u64)?;
    let mut strip: Vec<Block> = room(2 * blocks as u64)?;
    let mut made: Vec<Block> = room(across.twos.len() as u64)?;
    let mut out = room(u64::from(width) * u64::from(height) * N as u64)?;
    let (mut next, mut veiled) = (0, false);
    for (fours, out) in down.twos.chunks(2).zip(out.chunks_mut(4 * width as usize * N)) {
        for (i, two) in fours.iter().enumerate() {
            next = next.max(two.start);
            while next < two.end() {
                veiled |= source.read(next, &mut ring[next % slots * line..][..blocks]);
                next += 1;
            }
            let rows = (two.start..two.end()).map(|row| &ring[row % slots * line..][..blocks]);
            let rows: Vec<&[Block]> = rows.collect();
            for (x, strip) in strip.as_chunks_mut::<2>().0.iter_mut().enumerate() {
                let sums = two.sums(down.bits, &rows, |row| &row[x]);
                for (row, sums) in sums.into_iter().enumerate() {
                    let [left, right] = lanes::beside(lanes::settle(sums, down.bits));
                    (strip[0][2 * i + row], strip[1][2 * i + row]) = (left, right);
                }
            }
        }
        for (two, made) in across.twos.iter().zip(&mut made) {
            let sums = two.sums(across.bits, &strip[two.start..two.end()], |block| block);
            *made = lanes::rows(sums.map(|sums| lanes::settle(sums, across.bits)));
        }
        for (row, out) in out.chunks_exact_mut(width as usize * N).enumerate() {
            for (out, made) in out.chunks_mut(2 * N).zip(&made) {
                lay::<N>(made[row], out);
            }
        }
    }
    Ok((out, veiled))
}

/// The rows of a picture.
struct Source<'a, const N: usize> {
    samples: &'a [u8],
    /// In pixels.
    width: usize,
    /// What is needed of it begins here.
    left: usize,
    top: usize,
}

impl<const N: usize> Source<'_, N> {
    /// Weaves two rows together, weighted by alpha if they are not opaque, which it answers.
    fn read(&self, pair: usize, to: &mut [Block]) -> bool {
        let row = |y: usize| {
            let row = self.samples.chunks_exact(self.width * N).nth(y)?;
            Some(&row[self.left * N..(self.left + to.len() * 4).min(self.width) * N])
        };
        let above = row(self.top + pair * 2).unwrap_or_default();
        // The row below the last one has no weight.
        let below = row(self.top + pair * 2 + 1).unwrap_or(above);
        let opaque = weave::<N>(above, below, to, |pixels| pixels);
        if !opaque {
            weave::<N>(above, below, to, lanes::multiply);
        }
        !opaque
    }
}

/// Two pixels of a row of the result, or one at its end.
#[inline(always)]
fn lay<const N: usize>(pixels: u64, out: &mut [u8]) {
    let bytes = pixels.to_le_bytes();
    if let Some(out) = out.first_chunk_mut::<8>().filter(|_| N == 4) {
        *out = bytes;
        return;
    }
    for (pixel, out) in bytes.as_chunks::<4>().0.iter().zip(out.chunks_exact_mut(N)) {
        out.copy_from_slice(&pixel[..N]);
    }
}
