//! Films that shall be joined and are not alike: each is converted to what the first becomes, then they are joined as they are.

use std::rc::Rc;

use ::video::cut::same;
use ::video::plan::Upright;
use ::video::settings::{Audio, Convert, Encode, Resize, Video};
use ::video::{Container, Role};
use nearside::prelude::*;

use super::hold::{Held, open};
use super::reel::facts;
use super::remake::remake;

/// Whether packets of the films can follow each other in this container.
pub(super) fn alike(films: &[Rc<Held>], container: Option<Container>) -> bool {
    let Some(first) = films.first() else { return true };
    let traits = |held: &Rc<Held>, at: Option<usize>| {
        let track = &held.movie.media.tracks[at?];
        let shape = match &track.role {
            Role::Video(picture) => (picture.width, picture.height, u32::from(picture.turn), picture.flip),
            Role::Audio(sound) => (sound.rate, u32::from(sound.channels), 0, false),
            _ => (0, 0, 0, false),
        };
        Some((track.codec.clone(), shape, track.encrypted))
    };
    let fits = |at: Option<usize>| {
        let codec = at.map(|at| &first.movie.media.tracks[at].codec);
        codec.is_none_or(|codec| {
            container.is_none_or(|container| container.keeps(codec, first.movie.media.container))
        })
    };
    let several = container.unwrap_or(first.movie.media.container).is_mp4();
    let heard = |held: &Rc<Held>| held.movie.streams[held.sound()?].formats.first().cloned();
    let sounds = |held: &Rc<Held>| match (heard(held), heard(first)) {
        (Some(one), Some(other)) => several || same(&one, &other),
        _ => true,
    };
    fits(first.picture())
        && fits(first.sound())
        && films.iter().all(|held| {
            traits(held, held.picture()) == traits(first, first.picture())
                && traits(held, held.sound()) == traits(first, first.sound())
                && sounds(held)
        })
}

/// The films, all converted: their pictures as large as those of the first, their sound with as many channels and samples.
pub(super) async fn converted(films: &[Rc<Held>], how: &Convert, cx: &Context) -> Result<Vec<Rc<Held>>> {
    // The joining itself copies, which takes a small part of the time.
    const ENCODING: f64 = 0.95;
    let total: f64 = films.iter().map(|held| held.movie.media.duration).sum();
    let mut how = Convert { stretches: Vec::new(), ..how.clone() };
    let (size, mut gone, mut made, mut heard) = (how.size, 0.0, Vec::new(), false);
    for (nth, held) in films.iter().enumerate() {
        let share = held.movie.media.duration / total.max(1e-3);
        how.size = size.map(|size| (size as f64 * share) as u64);
        cx.within(gone * ENCODING, (gone + share) * ENCODING);
        gone += share;
        let done = remake(held, how.clone(), Vec::new(), cx).await;
        let film = open(&done?.file)?;
        if nth == 0 {
            how.video = pictures(held, &how)?;
        }
        // The first of them may be silent.
        if let (false, Some(at)) = (heard, film.sound()) {
            how.audio = sound(&film.movie.media.tracks[at].role, &how);
            heard = true;
        }
        made.push(film);
    }
    cx.within(ENCODING, 1.0);
    Ok(made)
}

/// Pictures of the other films, when the first has become as it shall.
fn pictures(film: &Rc<Held>, how: &Convert) -> Result<Video> {
    let (Video::Encode(encode), Some(at)) = (&how.video, film.picture()) else {
        return Ok(how.video.clone());
    };
    let size = Upright::new(facts(film, at)?, &encode.filters, encode.resize);
    let resize = Some(Resize::Fill { width: size.width, height: size.height });
    Ok(Video::Encode(Box::new(Encode { resize, ..(**encode).clone() })))
}

/// Sound of the other films, when the first that has some became this.
fn sound(first: &Role, how: &Convert) -> Audio {
    let (Audio::Encode(sound), Role::Audio(facts)) = (&how.audio, first) else { return how.audio.clone() };
    let mut sound = sound.clone();
    sound.adjust.channels = Some(facts.channels);
    sound.adjust.rate = Some(facts.rate);
    Audio::Encode(sound)
}
