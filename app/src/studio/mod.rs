//! The place where video and sound are played, cut and made into something else.
//!
//! What a person sets is one value, the [`plan`]; what it comes to is settled before anything starts; what is started is a
//! [`works`] entry, which goes on when the place is left. The codecs, the pictures and the sound are the worker's. All of it is
//! one chunk of code that is fetched when the first such file is opened; the rest of the app knows [`code`] only.

mod clock;
mod plan;
mod timeline;

#[cfg(target_arch = "wasm32")]
mod captions;
#[cfg(target_arch = "wasm32")]
mod deed;
#[cfg(target_arch = "wasm32")]
mod icons;
#[cfg(target_arch = "wasm32")]
mod keys;
#[cfg(target_arch = "wasm32")]
mod look;
#[cfg(target_arch = "wasm32")]
mod memory;
#[cfg(target_arch = "wasm32")]
pub mod names;
#[cfg(target_arch = "wasm32")]
mod page;
#[cfg(target_arch = "wasm32")]
mod paint;
#[cfg(target_arch = "wasm32")]
mod player;
#[cfg(target_arch = "wasm32")]
mod preview;
#[cfg(target_arch = "wasm32")]
mod recipes;
#[cfg(target_arch = "wasm32")]
mod stage;
#[cfg(target_arch = "wasm32")]
mod state;
#[cfg(target_arch = "wasm32")]
mod tasks;
#[cfg(target_arch = "wasm32")]
mod transport;
#[cfg(target_arch = "wasm32")]
mod works;

#[cfg(target_arch = "wasm32")]
mod code;
#[cfg(target_arch = "wasm32")]
pub use code::{go_on, look, page};
#[cfg(target_arch = "wasm32")]
pub use deed::Deed;
#[cfg(target_arch = "wasm32")]
pub use plan::preset::Preset;
#[cfg(target_arch = "wasm32")]
pub use plan::settle::{Refusal, Remark};
#[cfg(target_arch = "wasm32")]
pub use tasks::Task;
