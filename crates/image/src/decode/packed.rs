//! The packed rows of a BMP (RLE8, RLE4), unpacked into a byte per pixel.
//!
//! The `image` crate refuses files whose last row has an end of its own before the end of the picture, and runs that go
//! a little beyond their row. Both are common, and other programs read them.

use super::room;
use crate::header::{broken, truncated};
use crate::{Result, Source};

/// Rows of `width` indexes each, filled up to a multiple of four bytes, in the order of the file. What is jumped over
/// has the first colour.
pub(super) fn unpack(data: &[u8], width: usize, height: usize, four: bool) -> Result<Vec<u8>> {
    let stride = width.next_multiple_of(4);
    let mut rows: Vec<u8> = room(stride as u64 * height as u64)?;
    let (mut x, mut y, mut beyond) = (0, 0, false);
    let mut left = data;
    while let [count, value, rest @ ..] = left {
        left = rest;
        let mut put = |count: usize, index: &dyn Fn(usize) -> u8| {
            if y < height && x < width {
                let row = &mut rows[y * stride + x..][..count.min(width - x)];
                row.iter_mut().enumerate().for_each(|(at, pixel)| *pixel = index(at));
            }
            x += count;
            x > width || y >= height
        };
        match (*count, usize::from(*value)) {
            (0, 0) => (x, y) = (0, y + 1),
            (0, 1) if beyond && y + 1 < height => {
                return Err(broken(Source::Bmp, "its packed rows are longer than the picture is wide"));
            }
            (0, 1) => return Ok(rows),
            (0, 2) => {
                let [right, down, rest @ ..] = left else { break };
                (x, y, left) = (x + usize::from(*right), y + usize::from(*down), rest);
            }
            (0, count) => {
                let bytes = if four { count.div_ceil(2) } else { count };
                let Some((plain, rest)) = left.split_at_checked(bytes) else { break };
                beyond |= put(count, &|at| if four { half(plain[at / 2], at) } else { plain[at] });
                left = rest.get(bytes % 2..).unwrap_or(&[]);
            }
            (count, _) => beyond |= put(count.into(), &|at| if four { half(*value, at) } else { *value }),
        }
    }
    // Without an end, the picture ends where its last row does.
    if y >= height || (y + 1 == height && x >= width) { Ok(rows) } else { Err(truncated(Source::Bmp)) }
}

/// The first of two indexes in a byte, or the second.
fn half(byte: u8, at: usize) -> u8 {
    if at.is_multiple_of(2) { byte >> 4 } else { byte & 15 }
}
