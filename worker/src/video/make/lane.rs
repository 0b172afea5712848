//! A track of a file in the making.

use std::ops::Range;

use ::video::{Stream, Track};
use nearside::prelude::*;

use super::{Copied, Pictures, Said, Tune};

/// A packet on its way into a file, in ticks of its lane's clock.
pub(crate) struct Out {
    /// When it is shown.
    pub pts: i64,
    /// When it is decoded.
    pub dts: i64,
    /// For how long.
    pub duration: u32,
    /// Whether decoding can begin with it.
    pub key: bool,
    /// Which of the lane's formats.
    pub format: u16,
    /// Its bytes.
    pub data: Payload,
}

/// The bytes of a packet, or where they are.
pub(crate) enum Payload {
    /// They are here.
    Bytes(Vec<u8>),
    /// They are in a file, where they can stay.
    Range {
        /// Which of the files.
        source: u16,
        /// Where in it.
        range: Range<u64>,
    },
}

/// Who gives the packets of a track.
pub(crate) enum Lane {
    /// They are copied.
    Copied(Copied),
    /// Pictures are encoded.
    Pictures(Box<Pictures>),
    /// Sound is encoded.
    Tune(Box<Tune>),
    /// Subtitles of a file, or in another form.
    Said(Box<Said>),
}

impl Lane {
    /// The next packet in the order in which they are decoded.
    ///
    /// # Errors
    /// Those of the file and the browser, or the job is not wanted any more.
    pub async fn next(&mut self, cx: &Context) -> Result<Option<Out>> {
        match self {
            Lane::Copied(lane) => lane.next(),
            Lane::Pictures(lane) => lane.next(cx).await,
            Lane::Tune(lane) => lane.next(cx).await,
            Lane::Said(lane) => Ok(lane.next()),
        }
    }

    /// What a decoder has to know, where that is known only when the last packet has come.
    pub fn settled(&self) -> Option<&[u8]> {
        match self {
            Lane::Tune(lane) => lane.settled(),
            _ => None,
        }
    }

    /// What the track is, once its first packet has come.
    pub fn plan(&self) -> (Track, Stream) {
        match self {
            Lane::Copied(lane) => lane.plan(),
            Lane::Pictures(lane) => lane.plan(),
            Lane::Tune(lane) => lane.plan(),
            Lane::Said(lane) => lane.plan(),
        }
    }
}
