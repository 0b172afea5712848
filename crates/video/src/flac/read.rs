//! The blocks of metadata, then frame after frame.

use crate::headers::flac::{Frame, Info, crc16};
use crate::headers::{comment, cover, describe};
use crate::index::{Builder, Index, Sample};
use crate::single::Single;
use crate::window::Window;
use crate::{Chapter, Codec, Container, Error, Format, Kind, Media, Movie, Reader, Result, Role, Tag, mp3};

/// Comments are not larger, except in attacks.
const LARGEST: u64 = 16 << 20;
/// The longest header of a frame.
const HEADER: usize = 16;

/// Opens a file.
pub(crate) fn open(source: &Reader) -> Result<Movie> {
    let head = Head::read(source)?;
    let (index, notes) = frames(source, &head)?;
    Ok(head.movie(source.size(), index, notes, true))
}

/// What a file holds, by its head.
pub(crate) fn peek(source: &Reader) -> Result<Media> {
    let head = Head::read(source)?;
    // Streams that were recorded do not say how long they are.
    if head.info.total == 0 {
        return Ok(open(source)?.media);
    }
    Ok(head.movie(source.size(), Index::default(), Vec::new(), false).media)
}

struct Head {
    info: Info,
    config: Vec<u8>,
    /// Where the first frame begins.
    end: u64,
    tags: Vec<Tag>,
    chapters: Vec<Chapter>,
    cover: Option<Vec<u8>>,
    /// Whether there are other pictures.
    picture: bool,
}

impl Head {
    fn read(source: &Reader) -> Result<Self> {
        let broken = || {
            let message = "This FLAC file does not say how its sound is coded; its beginning is damaged. Try another copy of it.";
            Error::new(Kind::Broken, message)
        };
        let (start, _) = mp3::after(source)?;
        let (mut at, mut last) = (start + 4, false);
        let (mut tags, mut chapters, mut config) = (Vec::new(), Vec::new(), Vec::new());
        let (mut cover, mut picture) = (None, false);
        // There can be 127 kinds of blocks; that a file has thousands of them is an attack.
        for _ in 0..1000 {
            if last {
                break;
            }
            let head = source.read(at..at + 4)?;
            let [kind, size @ ..] = *head.first_chunk::<4>().ok_or_else(broken)?;
            let size = size.iter().fold(0, |size, byte| size << 8 | u64::from(*byte));
            last = kind & 0x80 != 0;
            let body = || source.read(at + 4..at + 4 + size.min(LARGEST));
            match kind & 0x7f {
                0 if config.is_empty() => {
                    config = [b"fLaC\x80\0\0\x22", &body()?[..]].concat();
                    config.truncate(42);
                }
                4 => {
                    comment::read(&body()?, &mut tags, &mut chapters);
                }
                6 if cover.is_none() => {
                    cover = cover::read(&body()?);
                    picture |= cover.is_none();
                }
                6 => picture = true,
                _ => {}
            }
            at += 4 + size;
        }
        let info =
            Info::read(&config).filter(|info| info.rate > 0 && config.len() == 42).ok_or_else(broken)?;
        Ok(Self { info, config, end: at, tags, chapters, cover, picture })
    }

    fn movie(self, size: u64, index: Index, mut notes: Vec<String>, whole: bool) -> Movie {
        let mut role = Role::Audio(self.info.sound());
        let name = describe(&Codec::Flac, &self.config, &[], &mut role);
        let bytes = index.iter().map(|sample| u64::from(sample.size)).sum();
        if self.picture || self.cover.is_some() {
            notes.push("A picture is attached.".into());
        }
        let format = Format::new(Codec::Flac, name, self.config);
        let timescale = self.info.rate;
        let single = Single { role, format, timescale, edits: Vec::new(), index, bytes, notes };
        let mut movie = single.movie(size, Container::Flac);
        (movie.media.tags, movie.media.chapters) = (self.tags, self.chapters);
        (movie.media.cover, movie.media.attached) = (self.cover, self.picture);
        if !whole {
            movie.media.duration = self.info.total as f64 / f64::from(timescale);
            movie.media.tracks[0].duration = movie.media.duration;
        }
        movie
    }
}

/// All frames, and what is wrong with them.
fn frames(source: &Reader, head: &Head) -> Result<(Index, Vec<String>)> {
    let mut window = Window::new(source);
    let (mut builder, mut notes, mut damage) = (Builder::default(), Vec::new(), None);
    // No frame is longer than its samples would be without coding, and a header.
    let info = &head.info;
    let plain = u64::from(info.block.1) * u64::from(info.channels) * u64::from(info.bits + 1).div_ceil(8);
    let longest = plain + 1024;
    // Looking for the ends of what only looks like frames must not take longer than a few times reading the file.
    let mut patience = source.size().saturating_mul(4).saturating_add(longest);
    let mut at = head.end;
    while at < source.size() {
        let Some(frame) = Frame::read(window.at(at, HEADER)?) else {
            damage.get_or_insert(at);
            match sync(&mut window, at + 1)? {
                Some(next) => at = next,
                None => break,
            }
            continue;
        };
        let Some(end) = end(&mut window, at, &frame, longest)? else {
            damage.get_or_insert(at);
            patience = patience.saturating_sub(longest.min(source.size() - at));
            if patience == 0 {
                break;
            }
            match sync(&mut window, at + 1)? {
                Some(next) => at = next,
                None => break,
            }
            continue;
        };
        let time = if frame.variable { frame.number } else { frame.number * u64::from(info.block.1) };
        let time = i64::try_from(time).unwrap_or(i64::MAX);
        let size = (end - at) as u32;
        builder.push(Sample {
            offset: at,
            size,
            dts: time,
            pts: time,
            duration: frame.samples,
            key: true,
            format: 0,
        });
        at = end;
    }
    if let Some(at) = damage {
        notes.push(format!("Something that is no frame lies at byte {at} and is left out."));
    }
    Ok((builder.finish(), notes))
}

/// Where the next header of a frame may be.
fn sync(window: &mut Window, from: u64) -> Result<Option<u64>> {
    let (mut at, size) = (from, window.size());
    while let Some(found) = window.find(&[0xff], at, size)? {
        if Frame::read(window.at(found, HEADER)?).is_some() {
            return Ok(Some(found));
        }
        at = found + 1;
    }
    Ok(None)
}

/// Where a frame ends: where the next one begins, or the file ends, and the checksum comes out even.
fn end(window: &mut Window, at: u64, frame: &Frame, longest: u64) -> Result<Option<u64>> {
    let limit = window.size().min(at.saturating_add(longest));
    // As much as most frames have is looked at first, because to look at more is to read it.
    let mut reach = 64 << 10;
    loop {
        let whole = at.saturating_add(reach) >= limit;
        let length = (limit - at).min(reach) as usize;
        let bytes = window.at(at, (length + HEADER).min((window.size() - at) as usize))?;
        let next = if frame.variable { frame.number + u64::from(frame.samples) } else { frame.number + 1 };
        let (mut sum, mut summed) = (0, 0);
        for place in frame.length..length.min(bytes.len()) {
            if bytes[place] != 0xff || bytes.get(place + 1).is_none_or(|second| second & 0xfe != 0xf8) {
                continue;
            }
            let header = Frame::read(&bytes[place..]);
            if header.is_some_and(|header| header.number == next && header.variable == frame.variable) {
                sum = crc16(sum, &bytes[summed..place]);
                summed = place;
                if sum == 0 {
                    return Ok(Some(at + place as u64));
                }
            }
        }
        if whole {
            let rest = (window.size() - at).min(longest) as usize;
            let bytes = window.at(at, rest)?;
            let rest = bytes.get(..rest).unwrap_or_default();
            // A tag of MP3 may stand behind the last frame.
            let tagged = rest.len().checked_sub(128).filter(|from| rest[*from..].starts_with(b"TAG"));
            let last = [Some(rest.len()), tagged].into_iter().flatten();
            let ends = last.into_iter().find(|end| *end > frame.length && crc16(0, &rest[..*end]) == 0);
            return Ok(ends.map(|end| at + end as u64));
        }
        reach *= 8;
    }
}
