//! The document engine: a pure function of bytes and settings.
//!
//! The settings and the plain answers compile without features, so that an app can name them for free.

#![forbid(unsafe_code)]
#![deny(missing_docs)]

#[cfg(feature = "objects")]
pub mod cos;
pub mod edit;
mod error;
pub mod table;

pub use error::{Error, Kind, Result};
