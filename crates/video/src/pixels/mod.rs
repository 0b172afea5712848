//! Pictures as numbers: scale, turn, filter, blend, watch.
//!
//! Frames stay as decoders give them, planes of brightness and colour: a round trip through RGB would cost more than most
//! of what is done here, and lose bits. Loops are plain and narrow, so that the compiler finds SIMD in them by itself: no
//! intrinsics, hence nothing to be miscompiled but what a test in wasm compares.
//!
//! The settings compile without the feature `pixels`.

mod curve;
mod settings;

pub use curve::Curve;
pub use settings::{Area, Deinterlace, Filters, Flip, Resampling, Tone, Turn};

#[cfg(feature = "pixels")]
mod blur;
#[cfg(feature = "pixels")]
mod color;
#[cfg(feature = "pixels")]
mod cube;
#[cfg(feature = "pixels")]
mod deinterlace;
#[cfg(feature = "pixels")]
mod denoise;
#[cfg(feature = "pixels")]
mod filter;
#[cfg(feature = "pixels")]
mod frame;
#[cfg(feature = "pixels")]
mod grade;
#[cfg(feature = "pixels")]
mod overlay;
#[cfg(feature = "pixels")]
mod scale;
#[cfg(feature = "pixels")]
mod selfcheck;
#[cfg(feature = "pixels")]
mod tone;
#[cfg(feature = "pixels")]
mod turn;
#[cfg(feature = "pixels")]
mod watch;

#[cfg(feature = "pixels")]
pub use {
    color::{Matrix, Meaning, Transfer, convert},
    cube::Cube,
    filter::Filter,
    frame::{Frame, Pixels, Plane},
    overlay::Overlay,
    scale::Scaler,
    selfcheck::selfcheck,
    watch::{Cut, Watch},
};
