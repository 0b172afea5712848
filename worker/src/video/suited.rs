//! What of films goes into the container of a new one: tracks as they are, and text that is written anew.

use std::rc::Rc;

use ::video::settings::Stretch;
use ::video::subtitle::Subtitles;
use ::video::{Codec, Container, Role};
use nearside::prelude::*;

use super::hold::Held;
use super::make::Said;
use super::remake::{as_it_is, milliseconds};
use super::words;

/// How a file can be copied.
pub(super) struct Suited {
    pub container: Container,
    /// Which tracks of text are written anew, because the container has another form for them.
    pub told: Vec<usize>,
    /// What of it does not go in, as a sentence.
    pub dropped: Option<String>,
}

/// In which container a file can be copied, and which of its tracks: those that were chosen, as far as they go in.
/// Of several films the first decides.
pub(super) fn suited(
    films: &[Rc<Held>],
    wanted: Option<Container>,
    tracks: &mut Vec<usize>,
) -> Result<Suited> {
    let Some(held) = films.first() else {
        return Err(Error::new(Kind::Malformed, "There are no files. Hand over at least one."));
    };
    let all = &held.movie.media.tracks;
    let chosen = |at: &usize| tracks.is_empty() || tracks.contains(at);
    let lasting = |at: &usize| !matches!(all[*at].role, Role::Other);
    let present: Vec<usize> = (0..all.len()).filter(chosen).filter(lasting).collect();
    let own = held.movie.media.container;
    let takes = |container: Container| {
        present.iter().filter(move |at| container.keeps(&all[**at].codec, own)).count()
    };
    let container = wanted.unwrap_or_else(|| {
        let written = Container::WRITTEN.contains(&own) && takes(own) == present.len();
        if written {
            own
        } else {
            [own, Container::Mp4, Container::Matroska]
                .into_iter()
                .filter(|one| Container::WRITTEN.contains(one))
                .rev()
                .max_by_key(|one| takes(*one))
                .unwrap_or(Container::Matroska)
        }
    });
    let text = |at: &usize| {
        let known = matches!(all[*at].codec, Codec::Text | Codec::WebVtt | Codec::Ass);
        let nth = all[..*at].iter().filter(|track| track.role == Role::Text).count();
        let same = |film: &Rc<Held>| {
            let media = &film.movie.media;
            let other = media.tracks.iter().filter(|track| track.role == Role::Text).nth(nth);
            other.is_none_or(|other| {
                other.codec == all[*at].codec && as_it_is(container, &other.codec, media.container)
            })
        };
        known && Said::speaks(container) && !films.iter().all(same)
    };
    let told: Vec<usize> = present.iter().copied().filter(text).collect();
    *tracks = present
        .iter()
        .copied()
        .filter(|at| !told.contains(at) && container.keeps(&all[*at].codec, own))
        .collect();
    if tracks.is_empty() {
        let text = format!(
            "No track of {} goes into a file of the kind {}. Choose another container.",
            held.file.name(),
            container.extension().to_uppercase()
        );
        return Err(Error::new(Kind::Failed, text));
    }
    let left: Vec<String> = present
        .iter()
        .filter(|at| !tracks.contains(at) && !told.contains(at))
        .map(|at| format!("{} ({})", at + 1, all[*at].codec))
        .collect();
    let note = || {
        format!(
            "{} cannot hold track {}, which is left out.",
            container.extension().to_uppercase(),
            left.join(", ")
        )
    };
    Ok(Suited { container, dropped: (!left.is_empty()).then(note), told })
}

/// What is attached to a file and is not in the new one, as a sentence.
pub(super) fn lost(held: &Held, container: Container) -> Option<String> {
    let holds = container.is_mp4() || matches!(container, Container::Mp3 | Container::Flac);
    let media = &held.movie.media;
    let text = || format!("What is attached to {}, as its cover or fonts, is left out.", held.file.name());
    (media.attached || media.cover.is_some() && !holds).then(text)
}

/// What is said in parts of films, in the form of the container. `at` is the place of the track in the first film.
pub(super) fn said(
    held: &[Rc<Held>],
    parts: &[(usize, Stretch)],
    at: usize,
    container: Container,
) -> Option<Said> {
    let all = |film: usize| held.get(film).map_or(&[][..], |held| &held.movie.media.tracks);
    let texts = |film| (0..all(film).len()).filter(move |at| all(film)[*at].role == Role::Text);
    let nth = texts(0).position(|text| text == at)?;
    let (mut cues, mut gone) = (Vec::new(), 0_u64);
    let mut known: Option<(usize, Subtitles)> = None;
    for (film, kept) in parts {
        if known.as_ref().is_none_or(|(known, _)| known != film) {
            let found = texts(*film).nth(nth).and_then(|at| words::of_track(&held[*film], at).ok());
            known = Some((*film, found.unwrap_or_default()));
        }
        let stretch = milliseconds(kept);
        let length = stretch.end.saturating_sub(stretch.start);
        let words =
            known.iter().map(|(_, words)| words.kept(std::slice::from_ref(&stretch)).moved(1.0, gone as i64));
        cues.extend(words.flat_map(|words| words.cues().to_vec()));
        gone += length;
    }
    let track = all(0).get(at)?;
    Said::new(&Subtitles::new(cues), container, track.language.clone(), track.name.clone())
}
