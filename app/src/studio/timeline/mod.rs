//! The timeline: pictures, sound and key frames of the whole file, and on them what stays.
//!
//! The ground is as wide as the file at its scale and scrolls as anything does; what is drawn on it is only what the window
//! shows, so a file of three hours costs as much as one of three seconds.

pub mod scale;

#[cfg(target_arch = "wasm32")]
mod edges;
#[cfg(target_arch = "wasm32")]
pub mod lane;
#[cfg(target_arch = "wasm32")]
mod ruler;
#[cfg(target_arch = "wasm32")]
mod strip;
#[cfg(target_arch = "wasm32")]
mod tools;
#[cfg(target_arch = "wasm32")]
mod view;
#[cfg(target_arch = "wasm32")]
mod wave;

#[cfg(target_arch = "wasm32")]
pub use view::timeline;
