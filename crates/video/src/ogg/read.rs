//! The walk through the pages, and what is found.

use super::page::{HEADER, Page};
use super::stream::Stream;
use std::collections::{BTreeMap, BTreeSet};

use crate::headers::describe;
use crate::index::{Builder, Sample};
use crate::window::Window;
use crate::{
    Container, Edit, Error, Format, Kind, Media, Movie, Packing, Picture, Reader, Result, Role, Sound, Track,
};

/// How much of the end is looked at for facts alone.
const TAIL: u64 = 256 << 10;
/// A file has some few; more are an attack.
const MOST: usize = 1000;

/// Opens a file.
pub(crate) fn open(source: &Reader) -> Result<Movie> {
    let mut scan = Scan::new(source);
    while scan.page()? {}
    scan.movie(true)
}

/// What a file holds, by its beginning and its end.
pub(crate) fn peek(source: &Reader) -> Result<Media> {
    let mut scan = Scan::new(source);
    while scan.page()? && !scan.begun() {}
    let tail = source.size().saturating_sub(TAIL);
    if scan.at < tail {
        scan.streams.iter_mut().for_each(Stream::jump);
        scan.at = scan.window.find(b"OggS\0", tail, source.size())?.unwrap_or(source.size());
    }
    while scan.page()? {}
    // Recordings that nobody has seen begin lie in the middle of a chain: only a walk through all of it tells how long that is.
    if scan.missed {
        return Ok(open(source)?.media);
    }
    Ok(scan.movie(false)?.media)
}

struct Scan<'a> {
    window: Window<'a>,
    at: u64,
    streams: Vec<Stream>,
    /// The latest stream of each number.
    serials: BTreeMap<u32, usize>,
    /// The numbers of streams that have nothing to play.
    others: BTreeSet<u32>,
    /// Whether there are pages of a stream whose beginning was not seen.
    missed: bool,
    damage: Option<u64>,
    cut: bool,
}

impl<'a> Scan<'a> {
    fn new(source: &'a Reader) -> Self {
        Self {
            window: Window::new(source),
            at: 0,
            streams: Vec::new(),
            serials: BTreeMap::new(),
            others: BTreeSet::new(),
            missed: false,
            damage: None,
            cut: false,
        }
    }

    /// Whether each stream has told all about itself.
    fn begun(&self) -> bool {
        !self.streams.is_empty()
            && self.streams.iter().all(|stream| stream.complete() && !stream.index.is_empty())
    }

    /// Reads a page. `false` at the end.
    fn page(&mut self) -> Result<bool> {
        let at = self.at;
        let size = self.window.size();
        let Some(page) = Page::read(self.window.at(at, HEADER)?) else {
            if at >= size {
                return Ok(false);
            }
            let next = self.window.find(b"OggS\0", at + 1, size)?;
            // What follows the last page, such as tags of MP3, is not missed.
            if next.is_some() {
                self.damage.get_or_insert(at);
            }
            self.at = next.unwrap_or(size);
            return Ok(next.is_some());
        };
        let start = at + page.header() as u64;
        let bytes = self.window.at(start, page.body())?;
        let Some(bytes) = bytes.get(..page.body()) else {
            self.cut = true;
            self.at = size;
            return Ok(false);
        };
        self.at = start + page.body() as u64;
        if page.first
            && self.streams.len() < MOST
            && let Some((0, end, true)) = page.stretches().next()
        {
            if let Some(stream) = Stream::new(at, &bytes[..end]) {
                self.serials.insert(page.serial, self.streams.len());
                self.streams.push(stream);
            } else {
                self.others.insert(page.serial);
            }
            return Ok(true);
        }
        let stream = self.serials.get(&page.serial).and_then(|nth| self.streams.get_mut(*nth));
        let Some(stream) = stream else {
            self.missed |= !self.others.contains(&page.serial);
            return Ok(true);
        };
        for (nth, (from, to, ends)) in page.stretches().enumerate() {
            stream.stretch(start + from as u64, at, &bytes[from..to], nth == 0 && page.continued, ends);
        }
        stream.close(page.granule, page.last);
        stream.last = at;
        Ok(true)
    }

    fn movie(self, whole: bool) -> Result<Movie> {
        let size = self.window.size();
        let mut media = Media {
            container: Container::Ogg,
            size,
            duration: 0.0,
            tracks: Vec::new(),
            chapters: Vec::new(),
            tags: Vec::new(),
            fragmented: false,
            fast_start: true,
            notes: Vec::new(),
            cover: None,
            attached: false,
        };
        if let Some(at) = self.damage {
            media.notes.push(format!("The file is damaged at byte {at}; what lies there was left out."));
        }
        if self.cut {
            media.notes.push("The file ends in the middle of a page; it was not copied completely.".into());
        }
        let mut chains: Vec<Chain> = Vec::new();
        for stream in self.streams {
            stream.comments(&mut media);
            let (began, last) = (stream.began, stream.last);
            let (track, stream) = finished(chains.len() as u64 + 1, stream, whole);
            // A stream of the same kind that begins when another has ended goes on with it.
            let fits = |chain: &&mut Chain| {
                chain.last < began && (&chain.track.codec, &chain.track.role) == (&track.codec, &track.role)
            };
            match chains.iter_mut().find(fits) {
                Some(chain) => chain.add(track, stream, last),
                None => chains.push(Chain { track, links: vec![stream], last }),
            }
        }
        let (mut streams, mut links) = (Vec::new(), 1);
        for chain in chains {
            links = links.max(chain.links.len());
            let (track, stream) = chain.join();
            media.tracks.push(track);
            streams.push(stream);
        }
        if links > 1 {
            media.notes.push(format!("The file is a chain of {links} recordings, one after the other."));
        }
        if streams.is_empty() {
            let message = "This Ogg file holds no Opus, Vorbis, FLAC or Theora that could be read. Try another copy of it.";
            return Err(Error::new(Kind::Broken, message));
        }
        media.duration = media.tracks.iter().map(|track| track.start + track.duration).fold(0.0, f64::max);
        Ok(Movie { media, streams })
    }
}

fn finished(number: u64, stream: Stream, whole: bool) -> (Track, crate::Stream) {
    let mut role = match stream.pictures() {
        Some(theora) => Role::Video(Picture {
            width: theora.width,
            height: theora.height,
            pixel: Some(theora.pixel).filter(|(across, down)| *across > 0 && *down > 0 && across != down),
            rate: Some(f64::from(stream.rate) / f64::from(theora.step)),
            ..Picture::default()
        }),
        None => Role::Audio(Sound { rate: stream.rate, channels: 1, bits: None }),
    };
    let name = describe(&stream.codec, &stream.config, &stream.sound, &mut role);
    let index = stream.index.finish();
    let first = index.get(0).map_or(0, |sample| sample.pts);
    let full = index.iter().last().map_or(0, |sample| sample.pts.saturating_add(i64::from(sample.duration)));
    let skip = i64::from(stream.skip);
    let mut edits = Vec::new();
    // Sound before time 0 is left out, as what a decoder adds is.
    if skip > 0 || first < 0 || stream.end < full {
        edits.push(Edit { from: Some(skip), length: stream.end.saturating_sub(skip).max(0) as u64 });
    }
    let format =
        Format { packing: Packing::Pages, ..Format::new(stream.codec.clone(), name.clone(), stream.config) };
    let out = crate::Stream { timescale: stream.rate, formats: vec![format], edits, index };
    let start = first.saturating_sub(skip).max(0);
    let played = stream.end.saturating_sub(skip).saturating_sub(start).max(0);
    let track = Track {
        id: number,
        role,
        codec: stream.codec,
        codec_string: name,
        language: None,
        name: None,
        start: out.seconds(start),
        duration: out.seconds(played),
        packets: if whole { out.index.len() as u64 } else { 0 },
        keys: if whole { stream.keys } else { 0 },
        bytes: if whole { stream.bytes } else { 0 },
        encrypted: false,
        chosen: true,
        forced: false,
    };
    (track, out)
}

/// Streams of one kind, one after the other.
struct Chain {
    track: Track,
    links: Vec<crate::Stream>,
    /// Where the last page lies.
    last: u64,
}

impl Chain {
    fn add(&mut self, track: Track, link: crate::Stream, last: u64) {
        self.track.duration += track.duration;
        self.track.packets += track.packets;
        self.track.keys += track.keys;
        self.track.bytes += track.bytes;
        self.links.push(link);
        self.last = last;
    }

    /// All links on one clock: each begins where the one before ends, and has its own beginning left out.
    fn join(mut self) -> (Track, crate::Stream) {
        if self.links.len() == 1
            && let Some(link) = self.links.pop()
        {
            return (self.track, link);
        }
        let (mut index, mut formats, mut edits) = (Builder::default(), Vec::new(), Vec::new());
        let (mut base, mut timescale) = (0_i64, 1);
        for link in self.links {
            timescale = link.timescale;
            let first = link.index.get(0).map_or(0, |sample| sample.pts);
            let mut end = first;
            let format = link.formats.into_iter().next();
            let known = formats.iter().position(|known| Some(known) == format.as_ref());
            let nth = known.unwrap_or(formats.len());
            formats.extend(format.filter(|_| known.is_none()));
            for sample in link.index.iter() {
                end = sample.pts.saturating_add(i64::from(sample.duration));
                let at = base.saturating_add(sample.pts.saturating_sub(first));
                index.push(Sample {
                    dts: at,
                    pts: at,
                    format: nth.min(usize::from(u16::MAX)) as u16,
                    ..sample
                });
            }
            let whole = Edit { from: Some(first), length: end.saturating_sub(first).max(0) as u64 };
            let edit = link.edits.first().copied().unwrap_or(whole);
            let from = edit.from.unwrap_or(first).saturating_sub(first).max(0);
            edits.push(Edit { from: Some(base.saturating_add(from)), ..edit });
            base = base.saturating_add(end.saturating_sub(first));
        }
        (self.track, crate::Stream { timescale, formats, edits, index: index.finish() })
    }
}
