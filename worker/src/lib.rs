//! What the Workbench's workers can be asked to do: a module per worker, a function per call.
//!
//! The app depends on this crate without its feature `engines` and sees the stubs only.
#![cfg_attr(not(feature = "engines"), allow(unused_imports, dead_code))]

pub mod document;
pub mod heic;
pub mod lab;
pub mod markdown;
pub mod pages;
pub mod photo;
pub mod press;
pub mod table;
pub mod video;

pub use worker_store::{archive, keys, store};
