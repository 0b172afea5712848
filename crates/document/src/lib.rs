//! The document engine: a pure function of bytes and settings.
//!
//! The settings and the plain answers compile without features, so that an app can name them for free.

#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod about;
#[cfg(feature = "objects")]
mod bare;
mod comment;
#[cfg(feature = "objects")]
pub mod cos;
#[cfg(any(feature = "markdown", feature = "table"))]
mod decode;
pub mod edit;
mod error;
#[cfg(any(feature = "edit", feature = "view"))]
mod fold;
pub mod markdown;
mod page;
pub mod press;
mod search;
pub mod table;
#[cfg(feature = "view")]
pub mod view;

pub use about::{Attachment, Document, Entry, Facts, Form, Format, Layer, Refusal, Target};
pub use comment::{Comment, CommentKind, Comments, Said};
pub use error::{Error, Kind, Result};
pub use page::{Area, End, Inside, Link, Look, Note, Run, Size, Text, Turn};
pub use search::{Found, Hit, Search, find};
