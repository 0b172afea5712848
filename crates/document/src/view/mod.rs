//! Looking into documents: opening, drawing, reading and searching their pages.
//!
//! Whatever the format, a page becomes a [`List`] of what is drawn on it; text, reading order and hits are made of that list
//! and so written once. Drawing PDF pages is hayro's work.

mod attach;
mod book;
mod brought;
mod comments;
mod device;
mod draw;
mod facts;
mod find;
mod inside;
mod kind;
mod labels;
mod limits;
mod links;
mod list;
mod names;
mod outline;
mod reader;
mod session;
mod sliced;
mod strings;
mod switched;
mod text;

pub use book::{Book, WHOLE};
pub use draw::Drawing;
pub use kind::{Sort, sort};
pub use limits::Limits;
pub use list::{Face, Glyph, Glyphs, Item, List};
pub use reader::Reader;
