//! Frame after frame.

use crate::headers::aac::{Adts, Config};
use crate::headers::describe;
use crate::index::{Builder, Sample};
use crate::mp3;
use crate::single::Single;
use crate::window::Window;
use crate::{Codec, Container, Error, Format, Kind, Movie, Reader, Result, Role, Sound};

/// How far the first frame is looked for.
const SEARCH: u64 = 1 << 20;
/// No frame is longer, with the header of the next one.
const LONGEST: usize = 8192 + 7;
/// A packet of AAC, in samples of the core.
const SAMPLES: u32 = 1024;

/// Opens a file.
pub(crate) fn open(source: &Reader) -> Result<Movie> {
    let (from, tags) = mp3::after(source)?;
    let found = frames(source, from, source.size())?.ok_or_else(|| {
        let message = "No frames of AAC were found in this file. It is damaged, or something else: try another copy of it.";
        Error::new(Kind::Broken, message)
    })?;
    let mut movie = found.movie(source.size(), Container::Adts);
    (movie.media.tags, movie.media.chapters) = (tags.tags, tags.chapters);
    Ok(movie)
}

/// The frames in a stretch of a file; `None` if there are none.
pub(crate) fn frames(source: &Reader, from: u64, until: u64) -> Result<Option<Single>> {
    let mut window = Window::new(source);
    let Some((mut at, first)) = next(&mut window, from, until.min(from.saturating_add(SEARCH)), until)?
    else {
        return Ok(None);
    };
    let config = Config::plain(first.object, first.rate, first.channels);
    let mut role = Role::Audio(Sound { rate: first.rate, channels: first.channels, bits: None });
    let name = describe(&Codec::Aac, &config, &[], &mut role);
    let (mut builder, mut time, mut bytes, mut notes, mut damage) =
        (Builder::default(), 0_i64, 0, Vec::new(), None);
    let mut joined = false;
    while at < until {
        let frame = Adts::read(window.at(at, 7)?).filter(|frame| frame.rate == first.rate);
        let Some(frame) = frame else {
            match next(&mut window, at + 1, until, until)? {
                Some((found, _)) => {
                    damage.get_or_insert(at);
                    at = found;
                    continue;
                }
                None => break,
            }
        };
        if at + u64::from(frame.size) > until {
            notes.push("The last frame ends too early; it is left out.".into());
            break;
        }
        joined |= frame.packets > 1;
        let (size, duration) = (frame.size - frame.length, SAMPLES * frame.packets);
        let offset = at + u64::from(frame.length);
        builder.push(Sample { offset, size, dts: time, pts: time, duration, key: true, format: 0 });
        time += i64::from(duration);
        bytes += u64::from(size);
        at += u64::from(frame.size);
    }
    if let Some(at) = damage {
        notes.push(format!("Something that is no frame lies at byte {at} and is left out."));
    }
    if joined {
        notes.push("Several packets share a frame, which few players expect.".into());
    }
    let format = Format::new(Codec::Aac, name, config);
    let (timescale, index) = (first.rate, builder.finish());
    Ok(Some(Single { role, format, timescale, edits: Vec::new(), index, bytes, notes }))
}

/// The next frame that begins before `limit`: one that is followed by another like it, or by the end.
fn next(window: &mut Window, from: u64, limit: u64, until: u64) -> Result<Option<(u64, Adts)>> {
    let mut at = from;
    while at < limit {
        let Some(found) = window.find(&[0xff], at, limit)? else { return Ok(None) };
        at = found;
        // Both at once, or the window would go to and fro.
        let bytes = window.at(at, LONGEST)?;
        if let Some(frame) = Adts::read(bytes) {
            let end = at + u64::from(frame.size);
            let like = |next: Adts| (next.rate, next.object) == (frame.rate, frame.object);
            let after = bytes.get(frame.size as usize..).unwrap_or_default();
            if end == until || Adts::read(after).is_some_and(like) {
                return Ok(Some((at, frame)));
            }
        }
        at += 1;
    }
    Ok(None)
}
