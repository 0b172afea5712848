//! Pictures, sound and text against ffmpeg, which is asked for the same.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "clippy takes helpers of tests for something else")]

mod ffmpeg;
#[cfg(feature = "gif")]
mod gif;
#[cfg(feature = "pixels")]
mod pixels;
#[cfg(feature = "sound")]
mod sound;
#[cfg(feature = "text")]
mod subtitle;
