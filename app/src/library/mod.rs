//! The library: what a person sees of storage. Files of this browser and of every place that was connected, the trash,
//! and what is on its way between them.
//!
//! The state is one struct of signals, the [`Shelf`]; what people do to it are functions; what is on its way is carried by
//! futures that can be dropped, which is how a transfer is paused and cancelled. The rest of the app holds the state and knows
//! the functions by [`code`] only, which is fetched when the library is first needed.

pub mod line;

#[cfg(target_arch = "wasm32")]
mod act;
#[cfg(target_arch = "wasm32")]
mod age;
#[cfg(target_arch = "wasm32")]
mod carry;
#[cfg(target_arch = "wasm32")]
mod connect;
#[cfg(target_arch = "wasm32")]
mod folders;
#[cfg(target_arch = "wasm32")]
mod list;
#[cfg(target_arch = "wasm32")]
mod load;
#[cfg(target_arch = "wasm32")]
mod noted;
#[cfg(target_arch = "wasm32")]
mod page;
#[cfg(target_arch = "wasm32")]
mod passkey;
#[cfg(target_arch = "wasm32")]
mod send;
#[cfg(target_arch = "wasm32")]
mod share;
#[cfg(target_arch = "wasm32")]
mod shelf;
#[cfg(target_arch = "wasm32")]
mod side;
#[cfg(target_arch = "wasm32")]
mod transfers;
#[cfg(target_arch = "wasm32")]
mod vault;
#[cfg(target_arch = "wasm32")]
mod versions;
#[cfg(target_arch = "wasm32")]
mod ways;

#[cfg(target_arch = "wasm32")]
mod code;
#[cfg(target_arch = "wasm32")]
pub use code::{Form, add, form, page, run, start, transfers, unseal};
#[cfg(target_arch = "wasm32")]
pub use shelf::Shelf;
