//! Files that are made of ranges of other files and a few new bytes.
//!
//! A file that was cut out of another one need not be copied: the browser joins slices of the old one and a new head to a
//! Blob in milliseconds, whatever the size. So who writes a container hands out pieces. The head is made last, when all packets
//! are known, and comes first in the file: what is joined from pieces is always ready to be played while it loads.

use std::ops::Range;

use crate::Result;

/// A piece of a file that is being made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// New bytes.
    Bytes(Vec<u8>),
    /// A range of one of the files it is made of.
    Range {
        /// Which of them.
        source: u16,
        /// Where in it.
        range: Range<u64>,
    },
}

/// Pieces in the order in which they make up a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pieces {
    list: Vec<Piece>,
    size: u64,
}

impl Pieces {
    /// How many bytes they have together, those included that were [taken](Self::take).
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Appends new bytes, to those before them if the last piece is such.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.size += bytes.len() as u64;
        match self.list.last_mut() {
            Some(Piece::Bytes(last)) => last.extend_from_slice(bytes),
            _ => self.list.push(Piece::Bytes(bytes.to_vec())),
        }
    }

    /// Appends a range of a file. One that goes on where the last piece ends makes that longer.
    pub fn range(&mut self, source: u16, range: Range<u64>) {
        self.size += range.end - range.start;
        match self.list.last_mut() {
            Some(Piece::Range { source: same, range: last })
                if *same == source && last.end == range.start =>
            {
                last.end = range.end;
            }
            _ => self.list.push(Piece::Range { source, range }),
        }
    }

    /// Appends the data of a packet.
    pub fn data(&mut self, data: &Data) {
        match data {
            Data::Bytes(bytes) => self.bytes(bytes),
            Data::Range { source, range } => self.range(*source, range.clone()),
        }
    }

    /// Takes what has gathered, so that it can leave the memory. The [size](Self::size) goes on counting.
    pub fn take(&mut self) -> Vec<Piece> {
        std::mem::take(&mut self.list)
    }
}

/// A packet on its way into a container.
#[derive(Clone, Debug)]
pub struct Packet<'a> {
    /// Which of the tracks that the container was begun with.
    pub track: usize,
    /// When it is shown, in ticks of the track's clock.
    pub pts: i64,
    /// When it is decoded, in the same ticks; grows from packet to packet.
    pub dts: i64,
    /// How long it is shown.
    pub duration: u32,
    /// Whether decoding can begin with it.
    pub key: bool,
    /// Which of the track's formats.
    pub format: u16,
    /// Its bytes.
    pub data: Data<'a>,
}

/// The bytes of a packet.
#[derive(Clone, Debug)]
pub enum Data<'a> {
    /// They are here.
    Bytes(&'a [u8]),
    /// They are in a file, where they can stay.
    Range {
        /// Which of the files.
        source: u16,
        /// Where in it.
        range: Range<u64>,
    },
}

impl Data<'_> {
    /// How many they are.
    pub fn size(&self) -> u64 {
        match self {
            Data::Bytes(bytes) => bytes.len() as u64,
            Data::Range { range, .. } => range.end - range.start,
        }
    }
}

/// Who writes a container.
pub trait Mux {
    /// Appends a packet to the body.
    ///
    /// # Errors
    /// [`Settings`](crate::Kind::Settings) when the container cannot hold it, such as one that is decoded before the last one.
    fn packet(&mut self, packet: &Packet, body: &mut Pieces) -> Result<()>;

    /// Whether it looks at the bytes of packets, so that each has to be [here](Data::Bytes) and none can stay where it lies.
    fn reads(&self) -> bool {
        false
    }

    /// Says what a decoder of a track has to know, where that is known only when all packets are, as the length and the checksum of
    /// FLAC: instead of what its first format said, and with as many bytes. Who has written that already does nothing.
    fn settle(&mut self, track: usize, config: &[u8]) {
        let _ = (track, config);
    }

    /// Ends the body, and makes the head that comes before it.
    ///
    /// # Errors
    /// As [`packet`](Self::packet).
    fn finish(&mut self, body: &mut Pieces) -> Result<Vec<u8>>;
}
