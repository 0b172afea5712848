//! The place where all open documents, tables and texts are searched at once: hits come while they are still being read, and
//! each leads into its file.
//!
//! Its code travels with that of the reader. What a hit hands over, whoever opens the file takes.

pub mod wish;

#[cfg(target_arch = "wasm32")]
mod group;
#[cfg(target_arch = "wasm32")]
mod page;

#[cfg(target_arch = "wasm32")]
pub use page::page;
