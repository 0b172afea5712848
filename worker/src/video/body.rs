//! A file that is made of packets: its body leaves the memory while it is written, its head comes last and goes first.

use std::io::Write;
use std::rc::Rc;

use ::video::{Data, Mux, Packet, Piece, Pieces};
use nearside::Output;
use nearside::prelude::*;

use super::error::{full, spoken};
use super::hold::Held;
use super::readers::Readers;

/// From this size on a range is handed on instead of read: a part of a Blob costs as much as a few kilobytes do.
const LARGE: u64 = 256 << 10;
/// How much may gather before it leaves the memory.
const GATHER: u64 = 1 << 20;
/// What a piece costs beside its bytes.
const PIECE: u64 = 64;

/// A file in the making.
pub(super) struct Body {
    mux: Box<dyn Mux>,
    pieces: Pieces,
    gathered: u64,
    output: Output,
    name: String,
    /// Whose ranges the pieces are, and what reads them.
    sources: Vec<Rc<Held>>,
    readers: Readers,
    /// How far the job was when pieces last left the memory, and how far it is with those that gather.
    done: Option<(f64, f64)>,
}

impl Body {
    /// One that this muxer writes, of ranges of these files.
    pub fn new(name: String, mux: Box<dyn Mux>, sources: Vec<Rc<Held>>, cx: &Context) -> Self {
        let output = cx.output(name.clone());
        let readers = Readers::of(&sources);
        Self { mux, pieces: Pieces::default(), gathered: 0, output, name, sources, readers, done: None }
    }

    /// How many bytes the body has so far.
    pub fn size(&self) -> u64 {
        self.pieces.size()
    }

    /// Says how far the job is, from 0 to 1, once all packets up to now have been written.
    pub fn reach(&mut self, done: f64) {
        let (from, to) = self.done.unwrap_or((done, done));
        self.done = Some((from, to.max(done)));
    }

    /// Appends a packet.
    ///
    /// # Errors
    /// The container does not take it, there is no room, or the job is not wanted any more.
    pub async fn packet(&mut self, packet: &Packet<'_>, cx: &Context) -> Result<()> {
        let read = match &packet.data {
            Data::Range { source, range } if self.mux.reads() => {
                self.readers.at(usize::from(*source)).map(|reader| reader.bytes(range.clone()))
            }
            _ => None,
        };
        let data = match read.transpose()? {
            Some(bytes) => Data::Bytes(bytes),
            None => packet.data.clone(),
        };
        self.gathered += PIECE;
        if let Data::Bytes(bytes) = data {
            self.gathered += bytes.len() as u64;
        }
        let packet = Packet { data, ..packet.clone() };
        self.mux.packet(&packet, &mut self.pieces).map_err(|error| spoken(&error))?;
        if self.gathered >= GATHER {
            self.leave(cx).await?;
        }
        Ok(())
    }

    /// Says what a decoder of a track has to know, now that all its packets have been appended.
    pub fn settle(&mut self, track: usize, config: &[u8]) {
        self.mux.settle(track, config);
    }

    /// The file.
    ///
    /// # Errors
    /// As [`packet`](Self::packet).
    pub async fn finish(mut self, cx: &Context) -> Result<File> {
        let head = self.mux.finish(&mut self.pieces).map_err(|error| spoken(&error))?;
        self.leave(cx).await?;
        let body = self.output.finish().map_err(|error| full(&error))?;
        let mut whole = cx.output(self.name);
        whole.write_all(&head).map_err(|error| full(&error))?;
        whole.append(&body).map_err(|error| full(&error))?;
        whole.finish().map_err(|error| full(&error))
    }

    /// Lets go of what has gathered. Small ranges are read here, which takes most of the time of a copy: so here it is told
    /// how far that is, and here it ends when it is not wanted any more.
    async fn leave(&mut self, cx: &Context) -> Result<()> {
        self.gathered = 0;
        let pieces = self.pieces.take();
        let count = pieces.len() as f64;
        for (nth, piece) in pieces.into_iter().enumerate() {
            cx.tick().await?;
            if let Some((from, to)) = self.done {
                cx.progress(from + (to - from) * nth as f64 / count);
            }
            let done = match piece {
                Piece::Bytes(bytes) => self.output.write_all(&bytes),
                Piece::Range { source, range } => {
                    let source = usize::from(source);
                    let (Some(held), Some(reader)) = (self.sources.get(source), self.readers.at(source))
                    else {
                        continue;
                    };
                    if range.end - range.start >= LARGE {
                        self.output.append(&held.file.range(range))
                    } else {
                        self.output.write_all(reader.bytes(range)?)
                    }
                }
            };
            done.map_err(|error| full(&error))?;
        }
        self.done = self.done.map(|(_, to)| (to, to));
        Ok(())
    }
}
