//! Ogg (RFC 3533) with Opus (RFC 7845), Vorbis, FLAC and Theora.
//!
//! Pages hold parts of packets and tell a time now and then: that at which the last packet that ends on the page has been
//! played. Exact times come from how long packets last. A packet that goes on on another page does not lie in one piece, so its
//! range begins with the header of its first page, and [`Packing::Pages`](crate::Packing::Pages) takes it out of its pages.

mod page;
mod read;
mod stream;
mod write;

pub use write::Writer;

pub(crate) use page::join;
pub(crate) use read::{open, peek};
