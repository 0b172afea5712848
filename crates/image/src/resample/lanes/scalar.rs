//! The lanes in plain numbers, for machines that run only the tests.

use super::Block;
use std::array::from_fn;

/// Sixteen samples.
pub(in super::super) type Bytes = [u8; 16];

/// Two pixels as eight numbers, each channel's two beside each other.
pub(in super::super) type Pair = [i32; 8];

/// The sums of four channels.
pub(in super::super) type Sum = [i32; 4];

pub(in super::super) fn load(bytes: [u8; 16]) -> Bytes {
    bytes
}

/// Four pixels of one row and of the next as pairs of pixels above each other.
pub(in super::super) fn weave<const N: usize>(above: Bytes, below: Bytes) -> Block {
    let sample = |row: &Bytes, pixel: usize, channel: usize| row[pixel * N + channel.min(N - 1)];
    from_fn(|pixel| {
        let pair = |at: usize| sample(if at.is_multiple_of(2) { &above } else { &below }, pixel, at / 2);
        u64::from_le_bytes(from_fn(pair))
    })
}

/// Four pixels of a row as pairs of pixels beside each other.
pub(in super::super) fn beside(pixels: Bytes) -> [u64; 2] {
    [0, 8].map(|first| u64::from_le_bytes(from_fn(|at| pixels[first + at % 2 * 4 + at / 2])))
}

/// The numbers of a pair.
pub(in super::super) fn pair(pair: u64) -> Pair {
    pair.to_le_bytes().map(i32::from)
}

/// The weights of both pixels of a pair.
pub(in super::super) type Weight = [i32; 2];

/// A weight of the first pixel of each pair in its lower half, and of the second one in its upper half.
pub(in super::super) fn weight(weight: i32) -> Weight {
    [i32::from(weight as i16), weight >> 16]
}

/// What is added first, so that the bits behind the point are rounded when they go.
pub(in super::super) fn half(bits: u32) -> Sum {
    [1 << (bits - 1); 4]
}

/// A sum and two more weighted pixels.
pub(in super::super) fn add(sum: Sum, pair: Pair, [first, second]: Weight) -> Sum {
    from_fn(|channel| sum[channel] + pair[2 * channel] * first + pair[2 * channel + 1] * second)
}

/// The pixels of four sums, without the bits behind the point.
pub(in super::super) fn settle(sums: [Sum; 4], bits: u32) -> Bytes {
    from_fn(|at| (sums[at / 4][at % 4] >> bits).clamp(0, 255) as u8)
}

/// One pixel of four rows each, and their right neighbours, row by row.
pub(in super::super) fn rows([left, right]: [Bytes; 2]) -> Block {
    from_fn(|row| u64::from_le_bytes(from_fn(|at| (if at < 4 { left } else { right })[row * 4 + at % 4])))
}

/// Colours weighted by alpha, rounded.
pub(in super::super) fn multiply(pixels: Bytes) -> Bytes {
    from_fn(|at| {
        let alpha = if at % 4 == 3 { 255 } else { u32::from(pixels[at / 4 * 4 + 3]) };
        let product = u32::from(pixels[at]) * alpha + 128;
        ((product + (product >> 8)) >> 8) as u8
    })
}

/// The bits that two groups of samples have in common.
pub(in super::super) fn common(one: Bytes, other: Bytes) -> Bytes {
    from_fn(|at| one[at] & other[at])
}

/// Whether the last sample of each pixel is 255.
pub(in super::super) fn opaque(pixels: Bytes) -> bool {
    pixels.iter().skip(3).step_by(4).all(|alpha| *alpha == u8::MAX)
}
