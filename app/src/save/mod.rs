//! Results leave: one by one, as a zip, or into a folder; what is [`made`] of other files than pictures has a way of its own.
//!
//! Every way saves the same list: the finished rows, or the selected ones of them, under names that the template gives
//! and that are unique in the batch. Nothing is copied: a result stays the Blob that its worker made.

#[cfg(target_arch = "wasm32")]
mod archive;
#[cfg(target_arch = "wasm32")]
mod download;
#[cfg(target_arch = "wasm32")]
pub mod folder;
#[cfg(target_arch = "wasm32")]
mod list;
#[cfg(target_arch = "wasm32")]
mod made;
pub mod name;

#[cfg(target_arch = "wasm32")]
pub use archive::{archive, pack};
#[cfg(target_arch = "wasm32")]
pub use download::{all, download, each, one, saved};
#[cfg(target_arch = "wasm32")]
pub use list::{Item, items, name_of};
#[cfg(target_arch = "wasm32")]
pub use made::{last, made, offer};
