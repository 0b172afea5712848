//! One file in the studio: what is known of it and what is set for it, as signals that every part of the place copies.

use std::collections::HashMap;
use std::sync::Arc;

use futures_util::future::join;
use leptos::prelude::*;
use leptos::task::spawn_local;
use nearside::{File, Job, Priority};
use serde::de::DeserializeOwned;
use video::plan::Upright;
use video::{Media, Role};
use worker::video::{self as call, Abilities, Need};

use super::captions::{Captions, Whose, Wish};
use super::memory::{self, Memory};
use super::names;
use super::plan::Plan;
use super::plan::kept::{key_before, nearest_key};
use super::plan::settle::{Settled, pictures, settle, sound};
use super::player::Player;
use super::tasks::{Forms, Task};
use super::timeline::lane::Lane;
use crate::desk;
use crate::keep::picked;
use crate::row::{Leaf, Row};
use crate::session::Session;
use crate::text::studio::{fault, studio};
use crate::ui::toast;
use crate::undo::Undo;
use crate::wait;

/// What is set and rests this long is remembered, in milliseconds.
const REST: u32 = 400;

/// How far opening has come.
#[derive(Clone, Debug, PartialEq)]
pub enum Opening {
    /// The worker looks into it.
    Looking,
    /// It cannot be read, and why.
    Failed(String),
    /// It is open.
    Open,
}

/// One file in the studio.
#[derive(Clone, Copy)]
pub struct Studio {
    /// The app.
    pub session: Session,
    /// Its row of the desk.
    pub row: Row,
    /// How far opening has come.
    pub opening: RwSignal<Opening>,
    /// What it holds.
    pub media: RwSignal<Option<Arc<Media>>>,
    /// Which of its tracks this browser decodes.
    pub decodes: RwSignal<Vec<bool>>,
    /// What this browser encodes.
    pub abilities: RwSignal<Option<Arc<Abilities>>>,
    /// When its key frames are shown.
    pub keys: RwSignal<Arc<Vec<f64>>>,
    /// What plays.
    pub player: Player,
    /// Its subtitles.
    pub captions: Captions,
    /// Whether what is cut out is skipped while it plays.
    pub skips: RwSignal<bool>,
    /// How it lies in the window.
    pub lane: Lane,
    /// What is set.
    pub plan: RwSignal<Plan>,
    /// Whether there is something to undo, and to redo.
    pub history: RwSignal<(bool, bool)>,
    /// What the panel is for.
    pub task: RwSignal<Task>,
    /// Whether the frame of the crop is on view.
    pub cropping: RwSignal<bool>,
    /// What is entered in the tasks.
    pub forms: Forms,
    undo: StoredValue<Undo<Plan>>,
    file: StoredValue<File, LocalStorage>,
    beside: StoredValue<HashMap<String, File>, LocalStorage>,
}

impl Studio {
    /// Opens a file.
    pub fn open(session: Session, row: Row, file: File) -> Studio {
        let player = Player::new();
        let studio = Studio {
            session,
            row,
            opening: RwSignal::new(Opening::Looking),
            media: RwSignal::new(None),
            decodes: RwSignal::default(),
            abilities: RwSignal::new(None),
            keys: RwSignal::default(),
            player,
            captions: Captions::new(),
            skips: RwSignal::new(true),
            lane: Lane::new(player.duration),
            plan: RwSignal::default(),
            history: RwSignal::default(),
            task: RwSignal::new(Task::Cut),
            cropping: RwSignal::new(false),
            forms: Forms::new(),
            undo: StoredValue::new(Undo::default()),
            file: StoredValue::new_local(file),
            beside: StoredValue::new_local(HashMap::new()),
        };
        studio.look_for_encoders();
        studio.read();
        // What was changed in the last moment is remembered as well.
        on_cleanup(move || {
            if studio.opening.with_untracked(|opening| *opening == Opening::Open) {
                studio.remember();
            }
        });
        studio
    }

    /// Reads it, from the start.
    pub fn read(self) {
        self.opening.set(Opening::Looking);
        spawn_local(async move {
            let looked = self.ask(call::look(self.file())).await;
            if self.opening.is_disposed() {
                return;
            }
            match looked {
                Ok(media) => self.show(media).await,
                Err(error) => self.opening.set(Opening::Failed(fault(&error))),
            }
        });
    }

    async fn show(self, media: Media) {
        let media = Arc::new(media);
        let mut facts = names::brief(&media);
        facts.insert(0, super::clock::length(media.duration));
        self.row.leaf.set(Some(Leaf::Facts(facts)));
        self.player.duration.set(media.duration);
        if let Some((_, track)) = pictures(&media)
            && let Role::Video(picture) = &track.role
        {
            self.player.rate.set(picture.rate.filter(|rate| *rate > 0.5).unwrap_or(25.0));
        }
        let sound_only = pictures(&media).is_none();
        self.media.set(Some(media.clone()));
        self.begin(&media, sound_only);
        self.opening.set(Opening::Open);
        let playable = async {
            let made = self.ask(call::playable(self.file())).await;
            match (made, self.opening.is_disposed()) {
                (_, true) => {}
                (Ok(file), _) => self.player.load(&file),
                (Err(_), _) => self.player.failed.set(true),
            }
        };
        let rest = async {
            if let Ok(decodes) = self.ask(call::decodes(self.file())).await {
                self.decodes.try_set(decodes);
            }
            if sound_only || self.opening.is_disposed() {
                return;
            }
            if let Ok(keys) = self.ask(call::keys(self.file())).await {
                self.keys.try_set(Arc::new(keys));
            }
        };
        join(playable, rest).await;
    }

    /// Asks what this browser encodes, and again when the plan makes something of another size.
    fn look_for_encoders(self) {
        let need =
            Memo::new(move |_| self.media.get().map(|media| self.plan.with(|plan| need(plan, &media))));
        Effect::new(move |before: Option<Option<Need>>| {
            let now = need.get();
            let first = before.flatten().is_none();
            let wanted = move || need.try_get_untracked() == Some(now);
            let Some(asked) = now else { return now };
            spawn_local(async move {
                if !first {
                    wait(REST).await;
                }
                if !wanted() {
                    return;
                }
                // Every worker knows that; what it answers is about the browser and not the file.
                let abilities = call::abilities(asked).priority(Priority::Visible).await;
                if wanted() {
                    self.abilities.try_set(Some(Arc::new(abilities.unwrap_or_default())));
                }
            });
            now
        });
    }

    /// What was set before, or nothing yet; from now on it is remembered.
    fn begin(self, media: &Media, sound_only: bool) {
        let kept = memory::load(&self.file());
        // A file that was replaced by another one of the same name and size is another length, at most.
        let kept = kept.filter(|kept| kept.plan.kept.fits(media.duration));
        match kept {
            Some(Memory { plan, time, task, captions }) => {
                self.captions.wish.set(captions);
                self.plan.set(self.with_files(plan));
                self.player.seek(time);
                self.task.set(if sound_only && !task.is_for_sound() { Task::Cut } else { task });
            }
            None => {
                let mut plan = Plan::new(media.duration);
                if video::Container::WRITTEN.contains(&media.container) {
                    plan.container = media.container;
                }
                self.plan.set(plan);
            }
        }
        let asked = StoredValue::new(0_u32);
        Effect::new(move |before: Option<()>| {
            self.plan.track();
            self.captions.wish.track();
            self.task.track();
            self.player.time.track();
            if before.is_none() {
                return;
            }
            let mine = asked.get_value().wrapping_add(1);
            asked.set_value(mine);
            spawn_local(async move {
                wait(REST).await;
                if asked.try_get_value() == Some(mine) {
                    self.remember();
                }
            });
        });
    }

    /// A plan that was remembered, with the files beside it. Where they are gone, that is said, and it is set without them.
    fn with_files(self, mut plan: Plan) -> Plan {
        let files = picked::of(self.row);
        match plan.beside.named(files.iter().map(|file| file.name().to_owned())) {
            Some(named) => plan.beside = named,
            None => {
                toast::show(self.session, studio().beside_gone);
                plan = plan.without_files();
            }
        }
        self.beside.set_value(files.into_iter().map(|file| (file.name().to_owned(), file)).collect());
        plan
    }

    /// Who left the studio meanwhile has nothing any more that could be remembered.
    fn remember(self) {
        let known = (
            self.file.try_get_value(),
            self.plan.try_get_untracked(),
            self.player.time.try_get_untracked(),
            self.task.try_get_untracked(),
            self.captions.wish.try_get_untracked(),
        );
        if let (Some(file), Some(plan), Some(time), Some(task), Some(Wish { on, whose })) = known {
            picked::set(self.session, self.row, self.files());
            // Rows have other numbers another time.
            let whose = whose.filter(|whose| !matches!(whose, Whose::Row(_)));
            memory::store(&file, Memory { plan, time, task, captions: Wish { on, whose } });
        }
    }

    /// The file.
    pub fn file(self) -> File {
        self.file.get_value()
    }

    /// A call about the file, to the worker that has its index in memory.
    pub fn ask<T: DeserializeOwned + 'static>(self, job: Job<T>) -> Job<T> {
        job.near(call::key(&self.file())).priority(Priority::Interactive)
    }

    /// Changes what is set. `key` names what is changed, so that a drag is one step of undo.
    pub fn edit(self, key: &'static str, change: impl FnOnce(&mut Plan)) {
        let before = self.plan.get_untracked();
        let mut next = before.clone();
        change(&mut next);
        if next == before {
            return;
        }
        self.undo.update_value(|undo| undo.remember(key, js_sys::Date::now(), before));
        self.plan.set(next);
        self.undone();
    }

    /// Takes the last change back, or makes it again.
    pub fn walk(self, back: bool) {
        let now = self.plan.get_untracked();
        let walked = self.undo.try_update_value(|undo| if back { undo.back(now) } else { undo.forth(now) });
        if let Some(plan) = walked.flatten() {
            self.plan.set(plan);
        }
        self.undone();
    }

    fn undone(self) {
        self.history.set(self.undo.with_value(|undo| (undo.can_go_back(), undo.can_go_forth())));
    }

    /// A moment as an edge can have it: where nothing is encoded, a stretch begins with a key frame.
    pub fn snapped(self, time: f64, beginning: bool, nearest: bool) -> f64 {
        if self.plan.with_untracked(|plan| plan.exact) || !beginning {
            return time;
        }
        let find = if nearest { nearest_key } else { key_before };
        self.keys.with_untracked(|keys| if keys.is_empty() { time } else { find(keys, time) })
    }

    /// Lays a file that was picked beside this one, and changes what is set with its name.
    pub fn lay_beside(self, file: Option<File>, change: impl FnOnce(&mut Plan, Option<String>)) {
        let name = file.as_ref().map(|file| file.name().to_owned());
        if let Some(file) = file {
            self.beside.update_value(|files| drop(files.insert(file.name().to_owned(), file)));
        }
        self.edit("beside", |plan| change(plan, name));
    }

    /// The files that settings speak of, in their order.
    pub fn files(self) -> Vec<File> {
        let plan = self.plan.get_untracked();
        self.beside
            .with_value(|files| plan.beside.names().filter_map(|name| files.get(name).cloned()).collect())
    }

    /// What the plan comes to, tracked; nothing until it is known what the browser can do.
    pub fn settled(self) -> Option<Settled> {
        let (media, abilities) = (self.media.get()?, self.abilities.get()?);
        Some(self.plan.with(|plan| self.decodes.with(|decodes| settle(plan, &media, decodes, &abilities))))
    }

    /// Why it does not play here, as a sentence with what can still be done. Tracked.
    pub fn mute_sentence(self) -> Option<String> {
        let media = self.media.get()?;
        let t = studio();
        let blind = |found: Option<(usize, &video::Track)>| {
            let (at, track) = found?;
            if track.encrypted {
                return Some((t.encrypted)(&names::codec(&track.codec)));
            }
            let decoded = self.decodes.with(|decodes| decodes.get(at).copied().unwrap_or(true));
            (!decoded).then(|| (t.undecoded)(&names::codec(&track.codec)))
        };
        let told = [blind(pictures(&media)), blind(sound(&media))].into_iter().flatten().next();
        told.or_else(|| self.player.failed.get().then(|| t.unplayable.to_owned()))
    }

    /// Whether there are pictures, tracked.
    pub fn has_pictures(self) -> bool {
        self.media.with(|media| media.as_ref().is_some_and(|media| pictures(media).is_some()))
    }

    /// Whether there is sound, tracked.
    pub fn has_sound(self) -> bool {
        self.media.with(|media| media.as_ref().is_some_and(|media| sound(media).is_some()))
    }

    /// Width and height of the upright picture, tracked.
    pub fn size(self) -> Option<(u32, u32)> {
        self.media.with(|media| media.as_ref()?.tracks.iter().find_map(names::upright))
    }

    /// Other files like this one on the desk, and this one, in the desk's order. Tracked.
    pub fn rows(self) -> Vec<Row> {
        let mut rows = self.session.rows.get();
        rows.retain(|row| {
            matches!(row.tool(), crate::row::Tool::Studio { .. }) && desk::file(row.id).is_some()
        });
        rows
    }
}

/// What is asked of the browser: encoders see what a plan makes of a file, not what the file is.
pub fn need(plan: &Plan, media: &Media) -> Need {
    let mut need = Need::default();
    for track in media.tracks.iter().rev() {
        match &track.role {
            Role::Video(picture) => {
                let made = Upright::new(picture, &plan.look.filters, plan.look.resize);
                (need.width, need.height) = (made.width, made.height);
                need.rate = plan.rate.unwrap_or(picture.rate.unwrap_or(need.rate) * plan.speed);
            }
            Role::Audio(sound) => {
                let adjust = &plan.tone.adjust;
                need.channels = adjust.channels.unwrap_or(sound.channels);
                need.samples = adjust.rate.unwrap_or(sound.rate);
            }
            _ => {}
        }
    }
    need
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::studio::plan::settle::tests::holiday;
    use video::settings::{AudioCodec, Resize};
    use video::{Picture, Sound};

    #[test]
    fn encoders_are_asked_for_what_the_plan_makes() {
        let mut media = holiday();
        media.tracks[0].role =
            Role::Video(Picture { width: 7680, height: 4320, turn: 90, ..Picture::default() });
        media.tracks[1].role = Role::Audio(Sound { rate: 96_000, channels: 6, bits: None });
        let mut plan = Plan::new(60.0);
        let whole = need(&plan, &media);
        assert_eq!((whole.width, whole.height), (4320, 7680), "it is encoded upright");
        plan.look.resize = Some(Resize::Fit { width: 1920, height: 1920 });
        let small = need(&plan, &media);
        assert_eq!((small.width, small.height), (1080, 1920));
        assert_eq!(AudioCodec::Opus.shape(small.channels, small.samples), (2, 48_000));
        assert_eq!(AudioCodec::Aac.shape(small.channels, small.samples), (2, 48_000));
        assert_eq!(AudioCodec::Flac.shape(small.channels, small.samples), (6, 96_000));
        media.tracks[0].role = Role::Video(Picture { width: 641, height: 361, ..Picture::default() });
        let odd = need(&Plan::new(60.0), &media);
        assert_eq!((odd.width % 2, odd.height % 2), (0, 0), "codecs want even sides");
    }
}
