//! Markdown and plain text: read, kept while they are written, and made into HTML and plain text.
//!
//! A [`Draft`] is a text under edit. It knows where the blocks of its top level begin, so a keystroke costs the parsing of the
//! blocks around it and not that of a megabyte, and blocks become a [`Tree`] only when somebody looks at them. The tree holds
//! values and no markup: no HTML that a document brings along is ever live in what is made of it.

mod link;
mod settings;
mod tree;

pub use link::{Way, way};
pub use settings::{Change, Edit, Flavour, Heading, Page, Piece, Tree};
pub use tree::{Align, Block, Colour, Inline, Item, words};

#[cfg(feature = "markdown")]
mod code;
#[cfg(feature = "markdown")]
mod draft;
#[cfg(feature = "markdown")]
mod facts;
#[cfg(feature = "markdown")]
mod front;
#[cfg(feature = "markdown")]
pub mod html;
#[cfg(feature = "markdown")]
mod label;
#[cfg(feature = "markdown")]
mod notes;
#[cfg(feature = "markdown")]
mod parse;
#[cfg(feature = "markdown")]
mod plain;
#[cfg(feature = "markdown")]
mod read;
#[cfg(feature = "markdown")]
mod search;

#[cfg(feature = "markdown")]
pub use code::{colour, colours};
#[cfg(feature = "markdown")]
pub use draft::Draft;
#[cfg(feature = "press")]
pub(crate) use html::is_comment;
#[cfg(feature = "press")]
pub(crate) use link::Anchors;
#[cfg(feature = "press")]
pub(crate) use notes::Notes;
#[cfg(feature = "markdown")]
pub use plain::plain;
#[cfg(feature = "markdown")]
pub use read::{LIMIT, Reading, admit, read};
#[cfg(feature = "markdown")]
pub use search::search;
