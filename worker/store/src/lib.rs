//! What the workers of the storage can be asked to do; `worker` has it as [`store`], [`keys`] and [`archive`].
//!
//! A crate of its own, because the optimiser's aims are set by the crate: the other workers compute, these wait for disks and
//! servers, and a small download serves them best (see `[profile.release.package]`).
#![cfg_attr(not(feature = "engines"), allow(unused_imports, dead_code))]

pub mod archive;
pub mod keys;
pub mod store;
