//! Subtitles over the picture: whose, whether they are wanted, and what they say.
//!
//! They are words of the page and no track of the element: what plays is a copy without them, every browser shows such tracks in
//! another way, and a file of subtitles may come while it plays. What cannot be read costs the words and not the player.

mod view;

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use nearside::File;
use serde::{Deserialize, Serialize};
use video::subtitle::Cue;
use video::{Codec, Role};
use worker::video as call;

use super::names;
use super::state::Studio;
use crate::desk;
use crate::row::Row;
use crate::save::name::split;
use crate::text::studio::{fault, studio as words};

pub use view::overlay;

/// What files with subtitles end with, as a field for files takes it.
pub const ENDINGS: &str = ".srt,.vtt,.ass,.ssa";

/// Whose subtitles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Whose {
    /// Those of a track, by its place in the file.
    Track(u32),
    /// Those of the file that was picked beside it.
    Beside,
    /// Those of a row of the desk.
    Row(u32),
}

/// What is wanted of subtitles, as it is remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Wish {
    /// Whether they are shown.
    pub on: bool,
    /// Whose. `None`: those that suit best.
    pub whose: Option<Whose>,
}

impl Default for Wish {
    fn default() -> Wish {
        Wish { on: true, whose: None }
    }
}

/// The subtitles of what is open.
#[derive(Clone, Copy)]
pub struct Captions {
    /// What a person wants of them.
    pub wish: RwSignal<Wish>,
    /// What they say.
    pub cues: RwSignal<Arc<Vec<Cue>>>,
    /// Why they are not shown, as a sentence.
    pub fault: RwSignal<Option<String>>,
}

impl Captions {
    /// None yet.
    pub fn new() -> Captions {
        Captions { wish: RwSignal::default(), cues: RwSignal::default(), fault: RwSignal::new(None) }
    }

    /// Shows them, or does not any more.
    pub fn toggle(self) {
        self.wish.update(|wish| wish.on = !wish.on);
    }

    /// Shows these, or none.
    pub fn choose(self, whose: Option<Whose>) {
        self.wish.update(|wish| match whose {
            Some(_) => *wish = Wish { on: true, whose },
            None => wish.on = false,
        });
    }
}

/// The tracks with words, by their places, and what they are called. Tracked.
pub fn tracks(studio: Studio) -> Vec<(u32, String)> {
    let Some(media) = studio.media.get() else { return Vec::new() };
    let text = media.tracks.iter().enumerate().filter(|(_, track)| track.role == Role::Text);
    text.map(|(at, track)| {
        let known = [track.name.clone(), track.language.clone(), Some(names::codec(&track.codec))];
        let name = known.into_iter().flatten().collect::<Vec<_>>().join(", ");
        (at as u32, format!("{} {}: {name}", words().track, at + 1))
    })
    .collect()
}

/// The rows of the desk that are subtitles, tracked.
pub fn rows(studio: Studio) -> Vec<Row> {
    let mut rows = studio.session.rows.get();
    rows.retain(|row| {
        let name = row.name().to_ascii_lowercase();
        ENDINGS.split(',').any(|ending| name.ends_with(ending)) && desk::file(row.id).is_some()
    });
    rows
}

/// All that can be shown, tracked. Subtitles that are pictures are none.
pub fn all(studio: Studio) -> Vec<(Whose, String)> {
    if !studio.has_pictures() {
        return Vec::new();
    }
    let readable = |at: u32| {
        let has = |codec: &Codec| matches!(codec, Codec::Text | Codec::WebVtt | Codec::Ass);
        studio.media.with(|media| {
            let track = media.as_ref().and_then(|media| media.tracks.get(at as usize));
            track.is_some_and(|track| has(&track.codec) && !track.encrypted)
        })
    };
    let tracks = tracks(studio).into_iter().filter(|(at, _)| readable(*at));
    let beside = studio.plan.with(|plan| plan.beside.subtitles.clone());
    let beside = beside.into_iter().map(|name| (Whose::Beside, name));
    let rows = rows(studio).into_iter().map(|row| (Whose::Row(row.id), row.name()));
    beside.chain(tracks.map(|(at, name)| (Whose::Track(at), name))).chain(rows).collect()
}

/// Whose are shown if any are, tracked: those that a person chose, else those that were picked, those of a file with the film's
/// name, those that players show by themselves, the first.
pub fn chosen(studio: Studio) -> Option<Whose> {
    let wish = studio.captions.wish.get().whose;
    let all = all(studio);
    let of_film = split(&studio.row.name()).0.to_owned();
    let by_itself = |at: u32| {
        studio.media.with(|media| {
            let track = media.as_ref().and_then(|media| media.tracks.get(at as usize));
            track.is_some_and(|track| track.chosen && !track.forced)
        })
    };
    let find = |test: &dyn Fn(&(Whose, String)) -> bool| all.iter().find(|one| test(one)).map(|one| one.0);
    find(&|(whose, _)| Some(*whose) == wish)
        .or_else(|| find(&|(whose, _)| *whose == Whose::Beside))
        .or_else(|| find(&|(whose, name)| matches!(whose, Whose::Row(_)) && split(name).0 == of_film))
        .or_else(|| find(&|(whose, _)| matches!(whose, Whose::Track(at) if by_itself(*at))))
        .or_else(|| find(&|(whose, _)| matches!(whose, Whose::Track(_))))
        .or_else(|| all.first().map(|one| one.0))
}

/// Reads what is wanted from now on.
fn read(studio: Studio) {
    let Captions { wish, cues, fault: told } = studio.captions;
    let wanted = Memo::new(move |_| {
        let whose = wish.with(|wish| wish.on).then(|| chosen(studio)).flatten()?;
        // Another file may have been picked.
        all(studio).into_iter().find(|one| one.0 == whose)
    });
    Effect::new(move |_| {
        let asked = wanted.get();
        cues.set(Arc::default());
        told.set(None);
        let Some((whose, name)) = asked.clone() else { return };
        let Some((file, track)) = file(studio, whose) else { return };
        let job = studio.ask(call::cues(file, track));
        spawn_local(async move {
            let answer = job.await;
            if wanted.try_get_untracked() != Some(asked) {
                return;
            }
            match answer {
                Ok(found) => cues.set(Arc::new(found)),
                Err(error) => told.set(Some((words().captions_fault)(&name, &fault(&error)))),
            }
        });
    });
}

fn file(studio: Studio, whose: Whose) -> Option<(File, Option<u32>)> {
    match whose {
        Whose::Track(at) => Some((studio.file(), Some(at))),
        Whose::Beside => Some((studio.files().into_iter().next()?, None)),
        Whose::Row(row) => Some((desk::file(row)?, None)),
    }
}
