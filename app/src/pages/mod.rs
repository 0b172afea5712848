//! The place where documents are made of documents: pages of several files in one order, turned, taken out, doubled, and what
//! is done to the whole. Merge, split, extract and reorder are the same thing here, as they are for the engine: a list of pages.
//! A picture is a document of one page.
//!
//! Its code travels with that of the reader, whose pictures and passwords it uses.

mod cards;
#[cfg_attr(not(target_arch = "wasm32"), allow(dead_code, reason = "only the tests use it there"))]
mod wish;

#[cfg(target_arch = "wasm32")]
mod board;
#[cfg(target_arch = "wasm32")]
mod bound;
#[cfg(target_arch = "wasm32")]
mod form;
#[cfg(target_arch = "wasm32")]
mod grid;
#[cfg(target_arch = "wasm32")]
mod make;
#[cfg(target_arch = "wasm32")]
mod page;
#[cfg(target_arch = "wasm32")]
mod panel;
#[cfg(target_arch = "wasm32")]
mod recipes;
#[cfg(target_arch = "wasm32")]
pub mod verbs;

#[cfg(target_arch = "wasm32")]
pub use page::page;
