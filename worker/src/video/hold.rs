//! A file as the engine reads it, and what a worker keeps of the files that it was asked about.

use std::ops::Range;
use std::rc::Rc;

use ::video::index::Sample;
use ::video::{Format, Media, Movie, Reader, Role, Source, Stream, Track};
use nearside::prelude::*;

use super::error::spoken;
use super::{clock, codec, ear};

/// A file as the engine reads it.
struct Ranges(File);

impl Source for Ranges {
    fn size(&self) -> u64 {
        self.0.size()
    }

    fn read(&self, range: Range<u64>) -> std::io::Result<Vec<u8>> {
        self.0.read(range).map_err(|error| std::io::Error::other(error.message().to_owned()))
    }
}

/// An opened file.
pub(super) struct Held {
    /// The file.
    pub file: File,
    /// What it holds.
    pub movie: Movie,
    /// What reads it.
    pub reader: Reader,
}

/// The file, opened now or before.
pub(super) fn hold(file: &File, cx: &Context) -> Result<Rc<Held>> {
    let key = super::key(file);
    if let Some(held) = cx.recall(&key) {
        return Ok(held);
    }
    let held = read(file)?;
    let bytes: usize = held.movie.streams.iter().map(|stream| stream.index.memory()).sum();
    Ok(cx.keep(&key, bytes as u64, held))
}

/// A file that was made on the way to another one, and that nobody will ask for again.
pub(super) fn open(file: &File) -> Result<Rc<Held>> {
    read(file).map(Rc::new)
}

fn read(file: &File) -> Result<Held> {
    let reader = Reader::new(Rc::new(Ranges(file.clone())));
    let movie = ::video::open(&reader).map_err(|error| spoken(&error))?;
    Ok(Held { file: file.clone(), movie, reader })
}

/// What a file holds, as far as is known without reading it through.
pub(super) fn look(file: &File, cx: &Context) -> Result<Media> {
    if let Some(held) = cx.recall::<Held>(&super::key(file)) {
        return Ok(held.movie.media.clone());
    }
    let reader = Reader::new(Rc::new(Ranges(file.clone())));
    ::video::peek(&reader).map_err(|error| spoken(&error))
}

impl Held {
    /// Which tracks can be decoded: by this browser, or here.
    pub async fn decodes(&self, cx: &Context) -> Result<Vec<bool>> {
        let mut all = Vec::new();
        for (track, stream) in self.movie.media.tracks.iter().zip(&self.movie.streams) {
            all.push(match stream.formats.first() {
                Some(format) if ear::decodes(format, track) => true,
                Some(format) => cx.wait(codec::decodes(format, track)).await?,
                None => false,
            });
        }
        Ok(all)
    }

    /// When the key frames of the first track with pictures are shown.
    pub fn keys(&self) -> Result<Vec<f64>> {
        let Some(at) = self.picture() else { return Ok(Vec::new()) };
        let stream = self.track(at)?.1;
        let keys = stream.index.iter().filter(|sample| sample.key);
        Ok(keys.map(|sample| clock::seconds(stream, sample.pts)).collect())
    }

    /// A track and where its packets lie, by its place.
    pub fn track(&self, at: usize) -> Result<(&Track, &Stream)> {
        let found = self.movie.media.tracks.get(at).zip(self.movie.streams.get(at));
        found.ok_or_else(|| {
            Error::new(
                Kind::Failed,
                format!("{} has no track {}. Choose another one.", self.file.name(), at + 1),
            )
        })
    }

    /// The place of the first track with pictures.
    pub fn picture(&self) -> Option<usize> {
        self.movie.media.tracks.iter().position(|track| matches!(track.role, Role::Video(_)))
    }

    /// The place of the first track with sound.
    pub fn sound(&self) -> Option<usize> {
        self.sounds().next()
    }

    /// The places of all tracks with sound.
    pub fn sounds(&self) -> impl Iterator<Item = usize> {
        let tracks = self.movie.media.tracks.iter().enumerate();
        tracks.filter(|(_, track)| matches!(track.role, Role::Audio(_))).map(|(at, _)| at)
    }

    /// The place of the first track with pictures, or a sentence.
    pub fn need_picture(&self) -> Result<usize> {
        let none = || format!("{} has no pictures. Choose a video.", self.file.name());
        self.picture().ok_or_else(|| Error::new(Kind::Failed, none()))
    }

    /// The place of this track with sound or the first such, or a sentence.
    pub fn need_sound(&self, track: Option<u32>) -> Result<usize> {
        let none = || format!("{} has no sound. Choose another file.", self.file.name());
        match track {
            Some(track) => self.track(track as usize).map(|_| track as usize),
            None => self.sound().ok_or_else(|| Error::new(Kind::Failed, none())),
        }
    }

    /// What a track is called in a sentence.
    pub fn name(&self, at: usize) -> String {
        let codec =
            self.movie.media.tracks.get(at).map_or("?".into(), |track| match track.codec_string.as_str() {
                "" => track.codec.to_string(),
                name => name.to_owned(),
            });
        format!("Track {} of {} ({codec})", at + 1, self.file.name())
    }
}

/// How much is read at first, and at most where one read follows the other: a call to the browser costs as much as a megabyte
/// does, but who looks at a key here and there would read a film for nothing.
const FIRST: u64 = 256 << 10;
const BLOCK: u64 = 2 << 20;
/// How many blocks stay: pictures and sound of a file are read side by side, and may lie apart.
const BLOCKS: usize = 3;

/// Reads packets of a file, a block at a time.
pub(super) struct Packets {
    held: Rc<Held>,
    /// Where they begin, the latest last.
    blocks: Vec<(u64, Vec<u8>)>,
}

impl Packets {
    /// Of this file.
    pub fn of(held: &Rc<Held>) -> Self {
        Self { held: held.clone(), blocks: Vec::new() }
    }

    /// The packet as a decoder wants it.
    ///
    /// # Errors
    /// It cannot be read or unpacked.
    pub fn read(&mut self, sample: &Sample, format: &Format) -> Result<Vec<u8>> {
        let bytes = self.bytes(sample.offset..sample.offset + u64::from(sample.size))?;
        Ok(format.packing.unpack(bytes).map_err(|error| spoken(&error))?.into_owned())
    }

    /// A range of the file.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn bytes(&mut self, range: Range<u64>) -> Result<&[u8]> {
        let size = range.end - range.start;
        let holds = |(start, block): &(u64, Vec<u8>)| {
            *start <= range.start && range.end <= start + block.len() as u64
        };
        match self.blocks.iter().rposition(holds) {
            Some(at) => {
                let block = self.blocks.remove(at);
                self.blocks.push(block);
            }
            None => {
                let follows = |(start, block): &&(u64, Vec<u8>)| {
                    let length = block.len() as u64;
                    (*start..=start + 2 * length).contains(&range.start)
                };
                let before = self.blocks.iter().filter(follows).map(|(_, block)| block.len() as u64).max();
                let ahead = before.map_or(FIRST, |length| (2 * length).min(BLOCK));
                let block = self.held.reader.read(range.start..range.start + size.max(ahead));
                let block = block.map_err(|error| spoken(&error))?;
                if self.blocks.len() == BLOCKS {
                    self.blocks.remove(0);
                }
                self.blocks.push((range.start, block));
            }
        }
        let found = self.blocks.last().and_then(|(start, block)| {
            let first = (range.start - start) as usize;
            block.get(first..first + size as usize)
        });
        found.ok_or_else(|| {
            Error::new(Kind::Failed, "The file ends in the middle of a packet. Try another copy of it.")
        })
    }
}
