//! Jobs in Leptos components.
//!
//! The framework itself knows no library for pages. What a component wants of it is little and always the same: run this while I
//! am there, tell how far it is, forget it when I ask for something else. [`use_job`] is that; [`jobs`] shows, in any app, what
//! the pool is doing and what went wrong in it.
#![forbid(unsafe_code)]

mod job;
#[cfg(target_arch = "wasm32")]
mod panel;

pub use job::{Running, use_job};
#[cfg(target_arch = "wasm32")]
pub use panel::{Words, figures, jobs, save_trace, table};
