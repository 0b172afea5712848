//! Frame after frame.

use super::id3;
use super::note::{DECODER, Note};
use crate::headers::describe;
use crate::headers::mpeg::Frame;
use crate::index::{Builder, Sample};
use crate::single::Single;
use crate::window::Window;
use crate::{Codec, Container, Edit, Error, Format, Kind, Movie, Reader, Result, Role, Sound};

/// How far the first frame is looked for, and how far it goes on behind damage.
const SEARCH: u64 = 1 << 20;
/// No frame is longer, with the header of the next one.
const LONGEST: usize = 4096;
/// So much of the first frame holds its note.
const NOTE: usize = 256;

/// Opens a file.
pub(crate) fn open(source: &Reader) -> Result<Movie> {
    let (from, mut tags) = id3::after(source)?;
    let size = source.size();
    let last = source.read(size.saturating_sub(128)..size)?;
    let until = if last.starts_with(b"TAG") { size - 128 } else { size };
    tags.last(&last);
    let found = frames(source, from, until)?.ok_or_else(|| {
        let message = "No frames of MP3 were found in this file. It is damaged, or something else: try another copy of it.";
        Error::new(Kind::Broken, message)
    })?;
    let mut movie = found.movie(source.size(), Container::Mp3);
    if tags.picture || tags.cover.is_some() {
        movie.media.notes.push("A picture is attached.".into());
    }
    (movie.media.tags, movie.media.chapters) = (tags.tags, tags.chapters);
    (movie.media.cover, movie.media.attached) = (tags.cover, tags.picture);
    Ok(movie)
}

/// The frames in a stretch of a file; `None` if there are none.
pub(crate) fn frames(source: &Reader, from: u64, until: u64) -> Result<Option<Single>> {
    let mut window = Window::new(source);
    let Some((mut at, first)) = next(&mut window, from, until.min(from.saturating_add(SEARCH)), until, None)?
    else {
        return Ok(None);
    };
    if first.size == 0 {
        let message = "This MP3 file does not say how long its frames are (free format), which is hardly used and not read here. \
                       Code it anew with another program.";
        return Err(Error::new(Kind::Unsupported, message));
    }
    let head = window.at(at, NOTE)?;
    let note = (first.layer == 3).then(|| Note::read(&first, &head[..head.len().min(NOTE)])).flatten();
    let mut role = Role::Audio(Sound { rate: first.rate, channels: first.channels, bits: None });
    let name = describe(&Codec::Mp3, &[], head, &mut role);
    let mut notes = Vec::new();
    if note.is_some() {
        at += u64::from(first.size);
    }
    let (mut builder, mut time, mut bytes, mut damage) = (Builder::default(), 0_i64, 0, None);
    while at < until {
        let frame = Frame::read(window.at(at, 4)?).filter(|frame| frame.size > 0 && frame.agrees(&first));
        let Some(frame) = frame else {
            match next(&mut window, at + 1, until, until, Some(&first))? {
                Some((found, _)) => {
                    damage.get_or_insert(at);
                    at = found;
                    continue;
                }
                // Tags of other kinds stand at the end.
                None => break,
            }
        };
        if at + u64::from(frame.size) > until {
            notes.push("The last frame ends too early; it is left out.".into());
            break;
        }
        let sample = Sample {
            offset: at,
            size: frame.size,
            dts: time,
            pts: time,
            duration: frame.samples,
            key: true,
            format: 0,
        };
        builder.push(sample);
        time += i64::from(frame.samples);
        bytes += u64::from(frame.size);
        at += u64::from(frame.size);
    }
    if let Some(at) = damage {
        notes.push(format!("Something that is no frame lies at byte {at} and is left out."));
    }
    let edits = match note.and_then(|note| note.added) {
        Some((before, behind)) => {
            let from = i64::from(before + DECODER);
            let length = time - i64::from(before) - i64::from(behind);
            vec![Edit { from: Some(from), length: length.min(time - from).max(0) as u64 }]
        }
        None => Vec::new(),
    };
    let format = Format::new(Codec::Mp3, name, Vec::new());
    Ok(Some(Single { role, format, timescale: first.rate, edits, index: builder.finish(), bytes, notes }))
}

/// The next frame that begins before `limit`: one that is followed by another like it, or by the end.
fn next(
    window: &mut Window,
    from: u64,
    limit: u64,
    until: u64,
    like: Option<&Frame>,
) -> Result<Option<(u64, Frame)>> {
    let mut at = from;
    while at < limit {
        let Some(found) = window.find(&[0xff], at, limit)? else { return Ok(None) };
        at = found;
        // Both at once, or the window would go to and fro.
        let bytes = window.at(at, LONGEST)?;
        let frame = Frame::read(bytes).filter(|frame| like.is_none_or(|like| frame.agrees(like)));
        if let Some(frame) = frame {
            let end = at + u64::from(frame.size);
            let after = bytes.get(frame.size as usize..).unwrap_or_default();
            let follows = Frame::read(after).is_some_and(|next| next.agrees(&frame));
            // Of frames that do not say their size the next one cannot be found.
            if frame.size == 0 && like.is_none() && at == from || frame.size > 0 && (follows || end == until)
            {
                return Ok(Some((at, frame)));
            }
        }
        at += 1;
    }
    Ok(None)
}
