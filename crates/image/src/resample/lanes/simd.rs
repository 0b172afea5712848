//! The lanes in WebAssembly's SIMD.

use super::Block;
use bytemuck::cast;
use core::arch::wasm32::*;

/// Sixteen samples.
pub(in super::super) type Bytes = v128;

/// Two pixels as eight numbers, each channel's two beside each other.
pub(in super::super) type Pair = v128;

/// The sums of four channels.
pub(in super::super) type Sum = v128;

#[inline(always)]
pub(in super::super) fn load(bytes: [u8; 16]) -> Bytes {
    cast(bytes)
}

/// Four pixels of one row and of the next as pairs of pixels above each other.
#[inline(always)]
pub(in super::super) fn weave<const N: usize>(above: Bytes, below: Bytes) -> Block {
    let pairs = match N {
        3 => [
            u8x16_shuffle::<0, 16, 1, 17, 2, 18, 2, 18, 3, 19, 4, 20, 5, 21, 5, 21>(above, below),
            u8x16_shuffle::<6, 22, 7, 23, 8, 24, 8, 24, 9, 25, 10, 26, 11, 27, 11, 27>(above, below),
        ],
        _ => [
            u8x16_shuffle::<0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23>(above, below),
            u8x16_shuffle::<8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31>(above, below),
        ],
    };
    cast(pairs)
}

/// Four pixels of a row as pairs of pixels beside each other.
#[inline(always)]
pub(in super::super) fn beside(pixels: Bytes) -> [u64; 2] {
    cast(u8x16_swizzle(pixels, i8x16(0, 4, 1, 5, 2, 6, 3, 7, 8, 12, 9, 13, 10, 14, 11, 15)))
}

/// The numbers of a pair.
#[inline(always)]
pub(in super::super) fn pair(pair: u64) -> Pair {
    u16x8_extend_low_u8x16(u64x2(pair, 0))
}

/// The weights of both pixels of a pair.
pub(in super::super) type Weight = v128;

/// A weight of the first pixel of each pair in its lower half, and of the second one in its upper half.
pub(in super::super) fn weight(weight: i32) -> Weight {
    i32x4_splat(weight)
}

/// What is added first, so that the bits behind the point are rounded when they go.
#[inline(always)]
pub(in super::super) fn half(bits: u32) -> Sum {
    i32x4_splat(1 << (bits - 1))
}

/// A sum and two more weighted pixels.
#[inline(always)]
pub(in super::super) fn add(sum: Sum, pair: Pair, weight: Weight) -> Sum {
    i32x4_add(sum, i32x4_dot_i16x8(pair, weight))
}

/// The pixels of four sums, without the bits behind the point.
#[inline(always)]
pub(in super::super) fn settle(sums: [Sum; 4], bits: u32) -> Bytes {
    let [a, b, c, d] = sums.map(|sum| i32x4_shr(sum, bits));
    u8x16_narrow_i16x8(i16x8_narrow_i32x4(a, b), i16x8_narrow_i32x4(c, d))
}

/// One pixel of four rows each, and their right neighbours, row by row.
#[inline(always)]
pub(in super::super) fn rows([left, right]: [Bytes; 2]) -> Block {
    cast([u32x4_shuffle::<0, 4, 1, 5>(left, right), u32x4_shuffle::<2, 6, 3, 7>(left, right)])
}

/// Colours weighted by alpha, rounded.
#[inline(always)]
pub(in super::super) fn multiply(pixels: Bytes) -> Bytes {
    let opaque = u16x8(0, 0, 0, 255, 0, 0, 0, 255);
    let two = |pixels: v128| {
        let alpha = u16x8_shuffle::<3, 3, 3, 8, 7, 7, 7, 8>(pixels, u16x8_splat(0));
        let product = u16x8_add(u16x8_mul(pixels, v128_or(alpha, opaque)), u16x8_splat(128));
        u16x8_shr(u16x8_add(product, u16x8_shr(product, 8)), 8)
    };
    let [low, high] = [u16x8_extend_low_u8x16(pixels), u16x8_extend_high_u8x16(pixels)].map(two);
    u8x16_narrow_i16x8(low, high)
}

/// The bits that two groups of samples have in common.
#[inline(always)]
pub(in super::super) fn common(one: Bytes, other: Bytes) -> Bytes {
    v128_and(one, other)
}

/// Whether the last sample of each pixel is 255.
pub(in super::super) fn opaque(pixels: Bytes) -> bool {
    i8x16_bitmask(i8x16_eq(pixels, i8x16_splat(-1))) & 0x8888 == 0x8888
}
