//! Stretches of a film whose pictures are copied, while something else of it is made anew.
//!
//! What is copied is cut first, as a cut does it: pictures and what is copied beside them, exact where this browser can encode the
//! few that have lost their foundation. What is made anew is made of the stretches that the cut kept, so that both agree to the picture.

use std::rc::Rc;

use ::video::Media;
use ::video::settings::{Audio, Convert, Cut};
use nearside::prelude::*;

use super::heard::{heard, tunes};
use super::hold::{Held, open};
use super::make::{Came, Copied, Lane, Order, make};
use super::remake::{keeps, renamed, texts};
use super::{Made, cutting};

/// Makes the file.
pub(super) async fn clip(held: &Rc<Held>, how: Convert, files: Vec<File>, cx: &Context) -> Result<Made> {
    let mut left = Vec::new();
    let heard = heard(held, &how, &mut left);
    let again = matches!(how.audio, Audio::Encode(_)) && !heard.is_empty();
    cx.within(0.0, if again { 0.3 } else { 1.0 });
    let mut made = cut(held, &how, &heard, cx).await?;
    made.notes.append(&mut left);
    let media = &held.movie.media;
    let how = Convert { stretches: made.stretches.clone(), ..how };
    let sound = match &how.audio {
        Audio::Encode(sound) if again => Some(sound),
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
    if let Some(sound) = sound {
        lanes.extend(tunes(held, &heard, &how, sound, made.duration, &mut made.notes, cx).await?);
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
async fn cut(held: &Rc<Held>, how: &Convert, heard: &[usize], cx: &Context) -> Result<Made> {
    let mut tracks: Vec<usize> = held.picture().into_iter().collect();
    if how.audio == Audio::Copy {
        tracks.extend(heard);
    }
    for at in &tracks {
        keeps(how.container, held, *at)?;
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
