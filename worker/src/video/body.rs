//! A file that is made of packets: its body leaves the memory while it is written, its head comes last and goes first.

use std::io::Write;
use std::rc::Rc;

use ::video::{Data, Mux, Packet, Piece, Pieces};
use nearside::Output;
use nearside::prelude::*;

use super::error::{full, spoken};
use super::hold::{Held, Packets};

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
    /// Whose ranges the pieces are.
    sources: Vec<Rc<Held>>,
}

impl Body {
    /// One that this muxer writes, of ranges of these files.
    pub fn new(name: String, mux: Box<dyn Mux>, sources: Vec<Rc<Held>>, cx: &Context) -> Self {
        let output = cx.output(name.clone());
        Self { mux, pieces: Pieces::default(), gathered: 0, output, name, sources }
    }

    /// How many bytes the body has so far.
    pub fn size(&self) -> u64 {
        self.pieces.size()
    }

    /// Appends a packet.
    ///
    /// # Errors
    /// The container does not take it, or there is no room.
    pub fn packet(&mut self, packet: &Packet) -> Result<()> {
        self.mux.packet(packet, &mut self.pieces).map_err(|error| spoken(&error))?;
        self.gathered += PIECE;
        if let Data::Bytes(bytes) = packet.data {
            self.gathered += bytes.len() as u64;
        }
        if self.gathered >= GATHER {
            self.leave()?;
        }
        Ok(())
    }

    /// The file.
    ///
    /// # Errors
    /// As [`packet`](Self::packet).
    pub fn finish(mut self, cx: &Context) -> Result<File> {
        let head = self.mux.finish(&mut self.pieces).map_err(|error| spoken(&error))?;
        self.leave()?;
        let body = self.output.finish().map_err(|error| full(&error))?;
        let mut whole = cx.output(self.name);
        whole.write_all(&head).map_err(|error| full(&error))?;
        whole.append(&body).map_err(|error| full(&error))?;
        whole.finish().map_err(|error| full(&error))
    }

    /// Lets go of what has gathered.
    fn leave(&mut self) -> Result<()> {
        self.gathered = 0;
        write(self.pieces.take(), &self.sources, &mut self.output)
    }
}

fn write(pieces: Vec<Piece>, sources: &[Rc<Held>], output: &mut Output) -> Result<()> {
    let mut readers: Vec<_> = sources.iter().map(Packets::of).collect();
    for piece in pieces {
        let done = match piece {
            Piece::Bytes(bytes) => output.write_all(&bytes),
            Piece::Range { source, range } => {
                let source = usize::from(source);
                let (Some(held), Some(reader)) = (sources.get(source), readers.get_mut(source)) else {
                    continue;
                };
                if range.end - range.start >= LARGE {
                    output.append(&held.file.range(range))
                } else {
                    output.write_all(reader.bytes(range)?)
                }
            }
        };
        done.map_err(|error| full(&error))?;
    }
    Ok(())
}
