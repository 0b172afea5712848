//! What the fast resampler computes with: many small numbers at a time.
//!
//! One room for each kind of machine, with the same functions, which give the same numbers.

#[cfg(not(target_arch = "wasm32"))]
mod scalar;
#[cfg(target_arch = "wasm32")]
mod simd;

#[cfg(not(target_arch = "wasm32"))]
pub(super) use scalar::*;
#[cfg(target_arch = "wasm32")]
pub(super) use simd::*;

/// Four pairs of pixels, a byte for each sample: red, red, green, green, blue, blue, alpha, alpha.
pub(super) type Block = [u64; 4];
