//! Stretches of a film whose pictures are copied, while something else of it is made anew.
//!
//! What is copied is cut first, as a cut does it: pictures and what is copied beside them, exact where this browser can encode the
//! few that have lost their foundation. What is made anew is made of the stretches that the cut kept, so that both agree to the picture.

use std::rc::Rc;

use ::video::Media;
use ::video::settings::{Audio, Convert, Cut};
use nearside::prelude::*;

use super::hold::{Held, open};
use super::make::{Came, Copied, Lane, Order, Tune, make, segments};
use super::remake::{needs, renamed, texts};
use super::{Made, cutting};

/// Makes the file.
pub(super) async fn clip(held: &Rc<Held>, how: Convert, files: Vec<File>, cx: &Context) -> Result<Made> {
    let again = matches!(how.audio, Audio::Encode(_)) && held.sound().is_some();
    cx.within(0.0, if again { 0.3 } else { 1.0 });
    let mut made = cut(held, &how, cx).await?;
    let media = &held.movie.media;
    let how = Convert { stretches: made.stretches.clone(), ..how };
    let sound = match &how.audio {
        Audio::Encode(sound) => held.sound().map(|at| (at, sound)),
        _ => None,
    };
    let said = texts(held, &how, &files, &mut made.notes).await?;
    if sound.is_none() && said.is_empty() && how.tags.is_none() {
        return Ok(made);
    }
    let part = open(&made.file)?;
    cx.within(0.3, 1.0);
    let mut lanes = Vec::new();
    for at in 0..part.movie.media.tracks.len() {
        lanes.push(Lane::Copied(Copied::all(&part, at, 0)?));
    }
    if let Some((at, sound)) = sound {
        needs(how.container, &sound.codec.codec())?;
        let parts = segments(held.track(at)?.1, &how.stretches, media.duration, 1.0);
        let tune = Tune::open(held, at, sound, parts, made.duration, 1.0, cx).await?;
        lanes.push(Lane::Tune(Box::new(tune)));
    }
    lanes.extend(said);
    let tags = how.tags.unwrap_or_else(|| media.tags.clone());
    let order = Order {
        name: renamed(&held.file, how.container),
        container: how.container,
        media: Media { tags, ..part.movie.media.clone() },
        duration: made.duration,
        most: None,
        sources: vec![part],
    };
    match make(order, lanes, cx).await? {
        Came::Whole(file) => Ok(Made { file, ..made }),
        Came::Larger(_) => Err(Error::new(Kind::Failed, "The film became too large. Try again.")),
    }
}

/// The pictures, and the sound if it is copied: exact if that can be done, else at key frames.
async fn cut(held: &Rc<Held>, how: &Convert, cx: &Context) -> Result<Made> {
    let mut tracks: Vec<usize> = held.picture().into_iter().collect();
    if how.audio == Audio::Copy {
        tracks.extend(held.sound());
    }
    for at in &tracks {
        needs(how.container, &held.track(*at)?.0.codec)?;
    }
    let cut = |exact| Cut {
        stretches: how.stretches.clone(),
        exact,
        container: Some(how.container),
        tracks: Some(tracks.iter().map(|at| *at as u32).collect()),
    };
    match cutting::cut(held.file.clone(), cut(true), cx).await {
        Err(error) if unsupported(&error) => {
            let mut made = cutting::cut(held.file.clone(), cut(false), cx).await?;
            let note = "These pictures can be cut at key frames only without encoding them: the film begins a little earlier than asked for.";
            made.notes.push(note.into());
            Ok(made)
        }
        other => other,
    }
}

/// Whether it is the browser or the codec that cannot.
fn unsupported(error: &Error) -> bool {
    let own = error.failed::<::video::Error>();
    error.kind() == Kind::Unsupported || own.is_some_and(|own| own.kind == ::video::Kind::Unsupported)
}
