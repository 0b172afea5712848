//! The video and audio engine: a pure function of bytes and settings.
//!
//! Codecs are the browser's, by WebCodecs; what is here is everything around them: what a file holds and where each packet lies
//! in it, files made of ranges of other files, pictures and sound as numbers. The settings and the plain answers compile without
//! features, so that an app can name them for free.
//!
//! | what | module | feature |
//! |---|---|---|
//! | what a file holds, where its packets lie | [`Movie`], [`index`], [`Piece`] | `containers` |
//! | scale, turn, filter, blend, watch pictures | [`pixels`] | `pixels` |
//! | mix, resample, measure, level, pack sound | [`sound`] | `sound`; decoders that browsers lack: `decode` |
//! | animated GIF and WebP | [`gif`](mod@gif) | `gif` |
//! | subtitles | [`subtitle`] | `text` |
//! | bit rates, sizes, frame rates | [`plan`] | none |

#![forbid(unsafe_code)]
#![deny(missing_docs)]

#[cfg(feature = "containers")]
pub mod adts;
#[cfg(feature = "containers")]
mod avi;
#[cfg(any(feature = "containers", feature = "sound"))]
mod bits;
mod codec;
#[cfg(feature = "containers")]
pub mod cut;
mod error;
#[cfg(feature = "containers")]
pub mod flac;
#[cfg(feature = "containers")]
mod flow;
pub mod gif;
#[cfg(feature = "containers")]
pub mod h264;
#[cfg(feature = "containers")]
mod headers;
#[cfg(feature = "containers")]
pub mod index;
#[cfg(feature = "containers")]
pub mod matroska;
mod media;
#[cfg(feature = "containers")]
mod movie;
#[cfg(feature = "containers")]
pub mod mp3;
#[cfg(feature = "containers")]
pub mod mp4;
#[cfg(feature = "containers")]
mod name;
#[cfg(feature = "containers")]
pub mod ogg;
#[cfg(feature = "containers")]
mod open;
#[cfg(feature = "containers")]
mod packing;
#[cfg(feature = "containers")]
mod piece;
pub mod pixels;
pub mod plan;
mod profile;
#[cfg(feature = "containers")]
mod riff;
pub mod settings;
#[cfg(feature = "containers")]
mod single;
pub mod sound;
#[cfg(feature = "containers")]
mod source;
pub mod subtitle;
#[cfg(feature = "containers")]
pub mod wav;
#[cfg(feature = "containers")]
mod window;

pub use codec::Codec;
pub use error::{Error, Kind, Result};
#[cfg(feature = "containers")]
pub use flow::encoder;
#[cfg(feature = "containers")]
pub use headers::configuration;
pub use media::{Chapter, Color, Container, Media, Picture, Role, Sound, Tag, Track};
#[cfg(feature = "containers")]
pub use movie::{Edit, Format, Movie, Stream};
#[cfg(feature = "containers")]
pub use open::{open, peek};
#[cfg(feature = "containers")]
pub use packing::Packing;
#[cfg(feature = "containers")]
pub use piece::{Data, Mux, Packet, Piece, Pieces};
pub use profile::{Hdr, Profile};
#[cfg(feature = "containers")]
pub use source::{Reader, Source};
