//! The place where all open documents and tables are searched at once: hits come while they are still being read, each leads
//! into its document.
//!
//! Its code travels with that of the reader. What a hit hands over, the reader and the tables take when they open.

pub mod wish;

#[cfg(target_arch = "wasm32")]
mod group;
#[cfg(target_arch = "wasm32")]
mod page;

#[cfg(target_arch = "wasm32")]
pub use page::page;
