//! Tests a nearside app where it runs: in Chromium, Firefox and WebKitGTK, served by a deliberately dumb web server.
//!
//! A worker's calls can be tested natively (`calls()` is a service), but what breaks in the field is what only a browser has:
//! crashed instances, files by handle, service workers, policies, half-finished deploys. So this crate holds the three things
//! such a test needs and nothing of any particular app: a [`Browser`] that starts fresh and leaves nothing behind, a [`Cdn`]
//! that serves a `dist` folder without one helpful header and can be told to misbehave, and an [`Outside`] that counts whoever
//! reaches beyond that server.
//!
//! ```no_run
//! # async fn demo() -> anyhow::Result<()> {
//! use nearside_testing::{Browser, Cdn};
//!
//! let cdn = Cdn::serve("dist")?;
//! let browser = Browser::chromium().await?;
//! browser.open(&cdn.url()).await?;
//! browser.wait_for("window.nearside").await?;
//! # Ok(()) }
//! ```
#![forbid(unsafe_code)]
#![cfg(not(target_family = "wasm"))]

mod axe;
mod browser;
mod cdn;
mod chance;
mod chromium;
mod driver;
mod faults;
mod outside;
mod page;
pub mod proxy;
pub mod servers;
mod service;

pub use axe::Violation;
pub use browser::{Browser, Engine, Options};
pub use cdn::{Cdn, Hit};
pub use faults::Faults;
pub use outside::Outside;
pub use proxy::Proxy;
pub use service::Page;
