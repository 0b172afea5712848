//! What a plan is made of.

use std::ops::Range;

use crate::h264::{Lead, Renumber};
use crate::index::{Index, Sample};

/// A part of a track of the new film.
#[derive(Clone, Debug)]
pub enum Step {
    /// Packets that are taken as they are.
    Copy(Copy),
    /// Pictures that are encoded again.
    Encode(Encode),
}

/// Packets that are taken as they are.
#[derive(Clone, Debug)]
pub struct Copy {
    /// Of which of the films.
    pub input: usize,
    /// Of which of its tracks.
    pub stream: usize,
    /// For which track of the new film.
    pub track: usize,
    /// Which packets, in the order of decoding.
    pub packets: Range<usize>,
    /// What is shown of them, in ticks of their clock: pictures shown outside are left out, text is shortened, plain sound is cut.
    pub shown: Range<i64>,
    /// Where `shown` begins in the new film, in ticks of the new track.
    pub at: i64,
    /// Bytes that come before the first packet, for a decoder that goes on with others.
    pub(super) prefix: Vec<u8>,
    /// Whether it begins with a key of H.264 that goes on with the numbers of what was before it.
    pub(super) open: bool,
    /// In which part of the new film it lies.
    pub(super) part: usize,
}

/// Pictures that are encoded again.
#[derive(Clone, Debug)]
pub struct Encode {
    /// Of which of the films.
    pub input: usize,
    /// Of which of its tracks.
    pub stream: usize,
    /// For which track of the new film.
    pub track: usize,
    /// Which packets a decoder is given, beginning with a key. Of them, [`packets`](Self::packets) leaves out what nobody needs.
    pub decode: Range<usize>,
    /// When the pictures are shown that are encoded, in ticks of their clock, ascending. What else comes out of the decoder is let go.
    pub frames: Vec<i64>,
    /// Whether each of the pictures has to be a key: they take the places of others in the order of decoding.
    pub keys: bool,
    /// Which of the track's formats of the original the pictures have.
    pub format: u16,
    /// Where the first picture is shown in the new film, in ticks of the new track.
    pub at: i64,
    pub(super) lead: Option<Lead>,
    pub(super) follow: Option<u32>,
    /// The first of the packets whose places they take.
    pub(super) place: Option<usize>,
    pub(super) placed: Option<Box<Renumber>>,
    /// How many pictures of the encoder a decoder keeps at the end, and the number of the last.
    pub(super) kept: Option<(u32, u32)>,
    pub(super) encoded: Option<Encoded>,
}

impl Encode {
    /// The packets to decode.
    pub fn packets<'a>(&self, index: &'a Index) -> impl Iterator<Item = Sample> + use<'a> {
        let first = index.get(self.decode.start).map_or(0, |key| key.pts);
        let needed = move |sample: &Sample| sample.pts >= first;
        index.from(self.decode.start).take(self.decode.len()).filter(needed)
    }
}

/// Pictures that were encoded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Encoded {
    /// What a decoder of them has to know: `avcC` for H.264, which has to be length-prefixed.
    pub config: Vec<u8>,
    /// The packets in the order in which they came out of the encoder.
    pub frames: Vec<Frame>,
}

/// A picture that was encoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Which of [`Encode::frames`].
    pub frame: usize,
    /// Whether it is a key; the first has to be one.
    pub key: bool,
    /// Its packet.
    pub data: Vec<u8>,
}
