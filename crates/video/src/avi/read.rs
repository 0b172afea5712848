//! The chunks, by the index or one by one.

use super::head::{self, Entry};
use super::order;
use crate::headers::describe;
use crate::index::{Builder, Sample};
use crate::window::Window;
use crate::{
    Codec, Container, Error, Format, Kind, Media, Movie, Packing, Reader, Result, Role, Stream, Tag, Track,
    h264, riff,
};

/// A head is not larger, except in attacks.
const LARGEST: u64 = 16 << 20;
/// How much of a packet has its parameters in it.
const PARAMETERS: u64 = 16 << 10;

/// Opens a file.
pub(crate) fn open(source: &Reader) -> Result<Movie> {
    read(source, true)
}

/// What it holds. In which order pictures are shown is not asked, because each of them would have to be looked at.
pub(crate) fn peek(source: &Reader) -> Result<Media> {
    Ok(read(source, false)?.media)
}

fn read(source: &Reader, ordered: bool) -> Result<Movie> {
    let mut scan = Scan { window: Window::new(source), lanes: Vec::new(), tags: Vec::new(), cut: false };
    let parts = scan.parts()?;
    if scan.lanes.is_empty() {
        let message =
            "This AVI file does not say what is in it; its beginning is damaged. Try another copy of it.";
        return Err(Error::new(Kind::Broken, message));
    }
    let index = parts.index.filter(|_| parts.movies.len() == 1);
    let known = match (index, parts.movies.first()) {
        (Some((at, size)), Some((movie, _))) => scan.index(at, size, *movie)?,
        _ => false,
    };
    if !known {
        for (from, until) in &parts.movies {
            scan.walk(*from, *until)?;
        }
    }
    scan.parameters()?;
    scan.movie(source.size(), known, ordered)
}

/// Where the lists of chunks and the index are.
#[derive(Default)]
struct Parts {
    movies: Vec<(u64, u64)>,
    index: Option<(u64, u64)>,
}

struct Scan<'a> {
    window: Window<'a>,
    lanes: Vec<Lane>,
    tags: Vec<Tag>,
    cut: bool,
}

/// A stream and its packets so far.
struct Lane {
    entry: Entry,
    builder: Builder,
    /// When the next packet begins, in the stream's own units.
    clock: i64,
    keys: u64,
    bytes: u64,
    /// Where the first packet lies, and its first bytes.
    begin: Option<(u64, u64)>,
    first: Vec<u8>,
    packing: Packing,
}

impl Scan<'_> {
    /// Reads a chunk's name and size; `None` at the end.
    fn chunk(&mut self, at: u64) -> Result<Option<([u8; 4], u64)>> {
        let bytes = self.window.at(at, 8)?;
        let Some((name, rest)) = bytes.split_first_chunk::<4>() else { return Ok(None) };
        let name = *name;
        Ok(rest.first_chunk().map(|size| (name, u64::from(u32::from_le_bytes(*size)))))
    }

    fn body(&mut self, at: u64, size: u64) -> Result<Vec<u8>> {
        let size = size.min(LARGEST) as usize;
        let bytes = self.window.at(at, size)?;
        Ok(bytes[..size.min(bytes.len())].to_vec())
    }

    /// Walks through the file on its upper levels.
    fn parts(&mut self) -> Result<Parts> {
        let (mut parts, mut at, size) = (Parts::default(), 0, self.window.size());
        while let Some((name, length)) = self.chunk(at)? {
            let body = at + 8;
            let kind = self.body(body, 4)?;
            let inside = match (&name, &kind[..]) {
                // The first part, then others of a gigabyte each.
                (b"RIFF", _) => true,
                (b"LIST", b"hdrl") if self.lanes.is_empty() => {
                    let entries = head::streams(self.body(body, length)?.get(4..).unwrap_or_default());
                    self.lanes = entries.into_iter().map(Lane::new).collect();
                    false
                }
                (b"LIST", b"INFO") => {
                    let list = self.body(body, length)?;
                    riff::tags(&list, &mut self.tags);
                    false
                }
                (b"LIST", b"movi") => {
                    let until = body.saturating_add(length);
                    // What was recorded until the disk was full has no size, or a wrong one.
                    self.cut |= length == 0 || until > size;
                    let until = if length == 0 { size } else { until.min(size) };
                    parts.movies.push((body + 4, until));
                    if length == 0 {
                        break;
                    }
                    false
                }
                (b"idx1", _) => {
                    parts.index = Some((body, length.min(size.saturating_sub(body))));
                    false
                }
                _ => false,
            };
            at = if inside { body + 4 } else { body.saturating_add(length).saturating_add(length & 1) };
            if parts.movies.len() > 10_000 {
                break;
            }
        }
        Ok(parts)
    }

    /// Reads the index; `false` if it does not agree with the file.
    fn index(&mut self, at: u64, size: u64, movie: u64) -> Result<bool> {
        let mut base = None;
        let end = at + size / 16 * 16;
        for entry in (at..end).step_by(16) {
            let bytes = self.window.at(entry, 16)?;
            let Some((name, rest)) = bytes.split_first_chunk::<4>() else { break };
            let name = *name;
            let number = |at: usize| {
                rest.get(at..)
                    .and_then(|rest| rest.first_chunk())
                    .map_or(0, |four| u64::from(u32::from_le_bytes(*four)))
            };
            let (flags, offset, length) = (number(0), number(4), number(8));
            let Some(nth) = stream(&name).filter(|nth| *nth < self.lanes.len()) else { continue };
            // Places count from the list's name, or from the beginning of the file: the first chunk tells.
            let base = match base {
                Some(base) => base,
                None => {
                    let mut fits = None;
                    for guess in [movie - 4, 0] {
                        if self.chunk(guess + offset)? == Some((name, length)) {
                            fits = Some(guess);
                            break;
                        }
                    }
                    let Some(fits) = fits else { return Ok(false) };
                    base = Some(fits);
                    fits
                }
            };
            let place = base + offset + 8;
            if place + length > self.window.size() {
                self.cut = true;
                continue;
            }
            self.lanes[nth].push(place, length, flags & 0x10 != 0);
        }
        for nth in 0..self.lanes.len() {
            if let Some((at, size)) = self.lanes[nth].begin {
                self.lanes[nth].first = self.body(at, size.min(256))?;
            }
        }
        Ok(self.lanes.iter().any(|lane| !lane.builder.is_empty()))
    }

    /// Walks from chunk to chunk.
    fn walk(&mut self, from: u64, until: u64) -> Result<()> {
        let mut at = from;
        while at < until {
            let Some((name, length)) = self.chunk(at)? else { break };
            let body = at + 8;
            if &name == b"LIST" {
                // A list of chunks that belong together.
                at = body + 4;
                continue;
            }
            if body.saturating_add(length) > until {
                self.cut = true;
                break;
            }
            if let Some(nth) = stream(&name).filter(|nth| *nth < self.lanes.len()) {
                let head = self.body(body, length.min(256))?;
                let lane = &mut self.lanes[nth];
                // Without an index the packet itself tells: of MPEG-4 a picture of the first kind, of others all.
                let key = !matches!(lane.entry.role, Role::Video(_))
                    || key(&lane.entry, &head, lane.builder.is_empty());
                if lane.first.is_empty() {
                    lane.first = head;
                }
                lane.push(body, length, key);
            }
            at = body + length + (length & 1);
        }
        Ok(())
    }

    /// H.264 has its parameters in the first packet, between start codes.
    fn parameters(&mut self) -> Result<()> {
        for nth in 0..self.lanes.len() {
            let lane = &self.lanes[nth];
            if lane.entry.codec != Codec::H264 || !lane.entry.config.is_empty() {
                continue;
            }
            let Some((at, size)) = lane.begin else { continue };
            if let Some(record) = h264::record(&self.body(at, size.min(PARAMETERS))?) {
                let lane = &mut self.lanes[nth];
                (lane.entry.config, lane.packing) = (record, Packing::StartCodes);
            }
        }
        Ok(())
    }

    fn movie(mut self, size: u64, known: bool, ordered: bool) -> Result<Movie> {
        let mut media = Media {
            container: Container::Avi,
            size,
            duration: 0.0,
            tracks: Vec::new(),
            chapters: Vec::new(),
            tags: self.tags,
            fragmented: false,
            fast_start: false,
            notes: Vec::new(),
            cover: None,
            attached: false,
        };
        if self.cut {
            media.notes.push("The file ends in the middle; it was not copied or recorded completely.".into());
        }
        if !known {
            media.notes.push(
                "The file has no index of all of its packets, so players can hardly jump in it.".into(),
            );
        }
        let mut streams = Vec::new();
        for (nth, lane) in self.lanes.into_iter().enumerate() {
            let (track, stream) = lane.finish(nth as u64, ordered.then_some(&mut self.window))?;
            media.tracks.push(track);
            streams.push(stream);
        }
        media.duration = media.tracks.iter().map(|track| track.start + track.duration).fold(0.0, f64::max);
        Ok(Movie { media, streams })
    }
}

/// The number of a chunk's stream, if it is one of pictures, sound or text.
fn stream(name: &[u8; 4]) -> Option<usize> {
    let [tens @ b'0'..=b'9', ones @ b'0'..=b'9', kind @ ..] = name else { return None };
    matches!(kind, b"dc" | b"db" | b"wb" | b"tx" | b"pc")
        .then(|| usize::from(tens - b'0') * 10 + usize::from(ones - b'0'))
}

/// Whether decoding can begin with a picture, as far as its first bytes tell.
fn key(entry: &Entry, head: &[u8], first: bool) -> bool {
    match &entry.codec {
        Codec::H264 => head.windows(4).any(|part| part[..3] == [0, 0, 1] && matches!(part[3] & 31, 5 | 7)),
        Codec::Other(name)
            if ["XVID", "DIVX", "DX50", "FMP4", "MP4V"].contains(&name.to_uppercase().as_str()) =>
        {
            // The kind of picture follows the start code of a picture.
            let picture = head.windows(5).find(|part| part[..4] == [0, 0, 1, 0xb6]);
            picture.is_some_and(|part| part[4] >> 6 == 0)
        }
        Codec::Other(_) => true,
        _ => first,
    }
}

impl Lane {
    fn new(entry: Entry) -> Self {
        Self {
            clock: i64::from(entry.start),
            entry,
            builder: Builder::default(),
            keys: 0,
            bytes: 0,
            begin: None,
            first: Vec::new(),
            packing: Packing::Plain,
        }
    }

    fn push(&mut self, offset: u64, size: u64, key: bool) {
        let key = key || !matches!(self.entry.role, Role::Video(_));
        let steps = if self.entry.each > 0 { size / u64::from(self.entry.each) } else { 1 };
        let at = self.clock;
        self.clock = self.clock.saturating_add(steps as i64);
        // An empty chunk shows the picture before it once more.
        if size == 0 {
            return;
        }
        self.begin.get_or_insert((offset, size));
        self.bytes += size;
        self.keys += u64::from(key);
        let duration = steps.min(u64::from(u32::MAX)) as u32;
        self.builder.push(Sample { offset, size: size as u32, dts: at, pts: at, duration, key, format: 0 });
    }

    fn finish(self, number: u64, window: Option<&mut Window>) -> Result<(Track, Stream)> {
        let Self { entry, builder, clock, keys, bytes, first, packing, .. } = self;
        let (timescale, step) = (entry.rate, i64::from(entry.scale));
        let index = builder.finish();
        let times = match (&entry.codec, window) {
            (Codec::H264, Some(window)) => order::times(window, &index, &entry.config, &packing)?,
            _ => None,
        };
        let mut exact = Builder::default();
        for (nth, sample) in index.iter().enumerate() {
            let (dts, pts) = times.as_ref().map_or((sample.dts, sample.pts), |times| times[nth]);
            let (dts, pts) = (dts.saturating_mul(step), pts.saturating_mul(step));
            let duration =
                u64::from(sample.duration).saturating_mul(step as u64).min(u64::from(u32::MAX)) as u32;
            exact.push(Sample { dts, pts, duration, ..sample });
        }
        let mut role = entry.role;
        let name = describe(&entry.codec, &entry.config, &first, &mut role);
        let format = Format { packing, ..Format::new(entry.codec.clone(), name.clone(), entry.config) };
        let stream = Stream { timescale, formats: vec![format], edits: Vec::new(), index: exact.finish() };
        let start = i64::from(entry.start).saturating_mul(step);
        let track = Track {
            id: number,
            role,
            codec: entry.codec,
            codec_string: name,
            language: None,
            name: entry.name,
            start: stream.seconds(start),
            duration: stream.seconds(clock.saturating_mul(step).saturating_sub(start)),
            packets: stream.index.len() as u64,
            keys,
            bytes,
            encrypted: false,
            chosen: true,
            forced: false,
        };
        Ok((track, stream))
    }
}
