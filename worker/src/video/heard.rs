//! The sound of a new file: all tracks that the old one has, because nobody knows which of the languages is wanted.

use std::rc::Rc;

use ::video::Stream;
use ::video::settings::{Audio, Convert, Sound};
use nearside::prelude::*;

use super::hold::Held;
use super::make::{Copied, Lane, Said, Segment, Tune, ending_after, segments};
use super::remake::{keeps, needs};

/// The tracks that go in: all that can be copied or are encoded, but into a file of sound only the first. What is left out is noted.
pub(super) fn heard(held: &Held, how: &Convert, notes: &mut Vec<String>) -> Vec<usize> {
    if how.audio == Audio::None {
        return Vec::new();
    }
    // What holds text as well is made for films.
    let many = Said::speaks(how.container);
    let goes = |(nth, at): &(usize, usize)| {
        *nth == 0 || many && (how.audio != Audio::Copy || keeps(how.container, held, *at).is_ok())
    };
    let (heard, left): (Vec<_>, Vec<_>) = held.sounds().enumerate().partition(goes);
    let kind = how.container.extension().to_uppercase();
    let note =
        |(_, at): (usize, usize)| format!("{} is left out: {kind} has no place for it.", held.name(at));
    notes.extend(left.into_iter().map(note));
    heard.into_iter().map(|(_, at)| at).collect()
}

/// Tracks that are copied.
pub(super) fn copies(held: &Rc<Held>, heard: &[usize], how: &Convert) -> Result<Vec<Lane>> {
    let copied = |at: usize| {
        keeps(how.container, held, at)?;
        let (_, stream) = held.track(at)?;
        // Other containers than MP4 cannot say that something between the packets is not played.
        let listed = how.container.is_mp4() || !stream.is_edited();
        let copied = match how.stretches.is_empty() && listed {
            true => Copied::all(held, at, 0)?,
            false => {
                let parts = segments(stream, &how.stretches, held.movie.media.duration, how.speed);
                Copied::parts(held, at, 0, &parts, how.container)?
            }
        };
        Ok(Lane::Copied(copied))
    };
    heard.iter().map(|at| copied(*at)).collect()
}

/// Tracks that are encoded.
pub(super) async fn tunes(
    held: &Rc<Held>,
    heard: &[usize],
    how: &Convert,
    sound: &Sound,
    duration: f64,
    notes: &mut Vec<String>,
    cx: &Context,
) -> Result<Vec<Lane>> {
    needs(how.container, &sound.codec.codec())?;
    let mut lanes = Vec::new();
    let parts = |at: usize| {
        let stream = held.track(at)?.1;
        let parts = segments(stream, &how.stretches, held.movie.media.duration, how.speed);
        Ok::<_, Error>((parts.iter().any(|part| sounds(stream, part)), parts))
    };
    let all = heard.iter().map(|at| parts(*at)).collect::<Result<Vec<_>>>()?;
    let any = all.iter().any(|(sounds, _)| *sounds);
    for (nth, (at, (sounds, parts))) in heard.iter().copied().zip(all).enumerate() {
        if !sounds && (any || nth > 0) {
            notes.push(format!("Track {} is left out: it has no sound in what is kept.", at + 1));
            continue;
        }
        match Tune::open(held, at, sound, parts, duration, how.speed, cx).await {
            // A second one that cannot be decoded is missed less than the whole film would be.
            Err(error) if nth > 0 && matches!(error.kind(), Kind::Unsupported | Kind::Failed) => {
                notes.push(format!("Track {} is left out. {}", at + 1, error.message()));
            }
            tune => lanes.push(Lane::Tune(Box::new(tune?))),
        }
    }
    Ok(lanes)
}

/// Whether any packet of a track is heard in a part.
fn sounds(stream: &Stream, part: &Segment) -> bool {
    ending_after(&stream.index, part.ticks.start) < stream.index.decoded_from(part.ticks.end)
}
