//! What the end-to-end tests share: the Workbench in a browser, pictures to feed it, and other builds of it.
//!
//! The tests run against the release `dist/`, as people get it, served by a server without a single helpful header and under a
//! sub-path. They use the interface as a person does and `window.nearside` where a person cannot go (calls made to crash).
#![cfg(not(target_family = "wasm"))]

pub mod age;
mod bucket;
pub mod builds;
pub mod film;
pub mod flows;
pub mod hostile;
pub mod paper;
pub mod pictures;
pub mod readers;
pub mod scribe;
mod through;
mod workbench;
pub mod writing;

pub use bucket::Bucket;
pub use through::{Through, spot};
pub use workbench::{STARTED, Workbench, corpus, dist, repository};
