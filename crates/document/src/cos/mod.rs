//! The objects of a PDF ("Carousel object structure" is their old name), read lazily by byte ranges.
//!
//! A file of gigabytes costs what is looked at: the cross-references stay in the file where they can be found again, the
//! page tree is walked down to one page, and streams are read when somebody wants their bytes. Readers of whole files need
//! their size in memory, several times in every worker.
//!
//! What is damaged is read as far as it goes, as other viewers do: a missing object is null, a broken cross-reference leads
//! to one scan of the file. Only what cannot be read at all, a lock and a budget are errors.

mod copy;
mod crypt;
mod dict;
mod document;
mod filter;
mod lex;
mod limits;
mod names;
mod object;
mod objstm;
mod pages;
mod repair;
mod slice;
mod source;
mod write;
mod xref;

#[cfg(feature = "edit")]
pub(crate) use copy::Twin;
pub use copy::{Copy, Editor};
pub use crypt::Crypt;
#[cfg(feature = "view")]
pub(crate) use crypt::relocked;
pub use dict::Dict;
pub use document::Document;
pub use filter::{Decoded, deflate};
#[cfg(feature = "edit")]
pub(crate) use filter::{inflate, undo};
pub use lex::{Lexer, Token};
pub use object::{Data, Id, Object, Stream, text};
pub use pages::Page;
pub use source::Source;
#[cfg(feature = "edit")]
pub(crate) use write::Censor;
pub use write::{Sink, Writer, print};
