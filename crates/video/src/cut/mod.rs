//! Cutting and joining without encoding what stays: which packets are copied, and which few pictures are encoded again.
//!
//! Pictures build on each other, so a cut between two keys leaves some whose foundation is gone. With [`Mode::Keys`] the cut moves
//! to where nothing is lost; with [`Mode::Exact`] those pictures, and only those, are decoded and encoded again. Here is the
//! plan and the joining; the codecs are the caller's. What is copied is named by its range in the original and never read.
//!
//! ```text
//! plan ──▶ Encode steps ──(decode, show, encode)──▶ supply ──▶ finish ──▶ packets ──▶ any Mux
//! ```

mod clock;
mod format;
mod join;
mod key;
mod picture;
mod plan;
mod sound;
mod step;
mod table;

use std::borrow::Cow;
use std::ops::Range;

pub use format::{same, unmeasured};
pub use join::Cut;
pub use key::begins;
pub use plan::{Plan, chapters, join, plan};
pub use step::{Copy, Encode, Encoded, Frame, Step};

use crate::index::Sample;
use crate::{Movie, Reader, Result, Stream};

/// Where a cut may fall.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Mode {
    /// At keys only: a stretch grows until nothing has to be encoded.
    #[default]
    Keys,
    /// At any picture.
    Exact,
}

/// How films are cut.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Settings {
    /// Where a cut may fall.
    pub mode: Mode,
    /// Which tracks of the first film are kept, by their places in the list; all of pictures, sound and text if empty.
    pub tracks: Vec<usize>,
    /// Whether the container can hide packets that decoders need before the first that is shown, as edit lists of MP4 do.
    pub edits: bool,
    /// Whether the container can describe packets of one track in different ways, as MP4 can.
    pub several: bool,
    /// Whether what is encoded may be followed by an open group of H.264. Not every encoder's pictures fit there, which
    /// [`Plan::finish`] says; without it, more pictures are encoded.
    pub open: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self { mode: Mode::Keys, tracks: Vec::new(), edits: true, several: true, open: true }
    }
}

/// A film that is cut, and where its bytes are.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    /// What it holds.
    pub movie: &'a Movie,
    /// Its bytes, of which a few are looked at around each cut.
    pub reader: &'a Reader,
}

impl Input<'_> {
    /// A packet of one of its tracks, as a decoder wants it.
    fn packet(&self, stream: &Stream, sample: &Sample) -> Result<Vec<u8>> {
        let bytes = self.reader.read(sample.offset..sample.offset.saturating_add(u64::from(sample.size)))?;
        let format = stream.formats.get(usize::from(sample.format)).or(stream.formats.first());
        Ok(format.map_or(Ok(Cow::Borrowed(&*bytes)), |format| format.packing.unpack(&bytes))?.into_owned())
    }
}

/// A stretch that is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Stretch {
    /// Of which of the films.
    pub input: usize,
    /// From when to when, in seconds of that film.
    pub range: Range<f64>,
}
