//! The tasks beside the picture: each is a verb with a small form, and a button that starts it.

mod batch;
mod convert;
mod curves;
mod cut;
mod facts;
mod fields;
mod forms;
mod gif;
mod info;
mod join;
mod list;
mod ours;
mod picture;
mod query;
mod recipes;
mod sound;
mod start;
mod stills;
mod subtitles;

use std::rc::Rc;

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

pub use forms::Forms;

use super::deed::{Deed, shown};
use super::icons;
use super::state::{Opening, Studio};
use crate::app::focus_on;
use crate::text::studio::studio as words;
use crate::ui::icon::{Icon, drawn};
use crate::ui::live::live;
use crate::ui::palette::Item;

/// What the panel is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Task {
    Cut,
    Convert,
    Picture,
    Sound,
    Subtitles,
    Gif,
    Stills,
    Join,
    Info,
}

impl Task {
    /// All of them.
    pub const ALL: [Task; 9] = [
        Task::Cut,
        Task::Convert,
        Task::Picture,
        Task::Sound,
        Task::Subtitles,
        Task::Gif,
        Task::Stills,
        Task::Join,
        Task::Info,
    ];

    /// Whether it makes sense where there are no pictures.
    pub fn is_for_sound(self) -> bool {
        matches!(self, Task::Cut | Task::Convert | Task::Sound | Task::Join | Task::Info)
    }

    /// Whether the picture is seen as it would become meanwhile.
    pub fn shows_picture(self) -> bool {
        matches!(self, Task::Picture | Task::Convert | Task::Subtitles | Task::Gif | Task::Stills)
    }

    /// The word of its elements' names.
    fn word(self) -> &'static str {
        match self {
            Task::Cut => "cut",
            Task::Convert => "convert",
            Task::Picture => "picture",
            Task::Sound => "sound",
            Task::Subtitles => "subtitles",
            Task::Gif => "gif",
            Task::Stills => "stills",
            Task::Join => "join",
            Task::Info => "info",
        }
    }

    /// Its icon, as a path on the grid of the icons.
    fn path(self) -> &'static str {
        match self {
            Task::Cut => icons::SCISSORS,
            Task::Convert => icons::CONVERT,
            Task::Picture => icons::PICTURE,
            Task::Sound => Icon::Sound.path(),
            Task::Subtitles => icons::CAPTIONS,
            Task::Gif => icons::MOVING,
            Task::Stills => icons::CAMERA,
            Task::Join => icons::JOIN,
            Task::Info => Icon::Info.path(),
        }
    }

    /// Those that make sense for what is open, untracked.
    fn of(studio: Studio) -> Vec<Task> {
        let pictures = untrack(|| studio.has_pictures());
        Task::ALL.into_iter().filter(|task| pictures || task.is_for_sound()).collect()
    }

    /// Its form and its buttons.
    fn parts(self, studio: Studio) -> (AnyView, AnyView) {
        match self {
            Task::Cut => cut::parts(studio),
            Task::Convert => convert::parts(studio),
            Task::Picture => picture::parts(studio),
            Task::Sound => sound::parts(studio),
            Task::Subtitles => subtitles::parts(studio),
            Task::Gif => gif::parts(studio),
            Task::Stills => stills::parts(studio),
            Task::Join => join::parts(studio),
            Task::Info => info::parts(studio),
        }
    }
}

/// The panel: tabs for the tasks, the form of one of them, and what is being made.
pub fn panel(studio: Studio) -> AnyView {
    let t = words();
    let tasks = Task::of(studio);
    let step = {
        let tasks = tasks.clone();
        move |event: KeyboardEvent| {
            let here = tasks.iter().position(|task| *task == studio.task.get_untracked()).unwrap_or(0);
            let last = tasks.len() - 1;
            let next = match event.key().as_str() {
                "ArrowDown" | "ArrowRight" => (here + 1) % tasks.len(),
                "ArrowUp" | "ArrowLeft" => here.checked_sub(1).unwrap_or(last),
                "Home" => 0,
                "End" => last,
                _ => return,
            };
            event.prevent_default();
            event.stop_propagation();
            choose(studio, tasks[next]);
            focus_on(&format!("#task-{}", tasks[next].word()));
        }
    };
    let tab = move |task: Task| {
        view! {
            <button
                type="button"
                role="tab"
                class="quiet"
                id=format!("task-{}", task.word())
                aria-selected=live(move || (studio.task.get() == task).to_string())
                aria-controls="studio-task"
                tabindex=live(move || if studio.task.get() == task { "0" } else { "-1" })
                on:click=move |_| choose(studio, task)
            >
                {drawn(task.path())}
                <span>{(t.task)(task)}</span>
            </button>
        }
    };
    let inside = move || {
        let task = studio.task.get();
        let (form, foot) = untrack(|| task.parts(studio));
        view! {
            <div class="panel-scroll" tabindex="0">
                <h2>{(t.task)(task)}</h2>
                {form}
            </div>
            <div class="panel-foot">{foot} {list::works(studio)}</div>
        }
    };
    view! {
        <aside class="panel" aria-label=t.tasks>
            <div class="rail" role="tablist" aria-label=t.tasks aria-orientation="vertical" on:keydown=step>
                {tasks.into_iter().map(tab).collect_view()}
            </div>
            <div class="panel-body" id="studio-task" role="tabpanel" aria-labelledby=live(move || format!("task-{}", studio.task.get().word()))>
                {live(inside)}
            </div>
        </aside>
    }
    .into_any()
}

/// What the palette shows of the studio now: its tasks, and what its keys do.
pub fn offers(studio: Studio) -> Vec<Item> {
    if studio.opening.with_untracked(|opening| *opening != Opening::Open) {
        return Vec::new();
    }
    let task = |task: Task| {
        let run = move || {
            choose(studio, task);
            focus_on(&format!("#task-{}", task.word()));
        };
        Item { name: (words().task)(task), key: None, path: task.path(), run: Rc::new(run) }
    };
    let deed = |deed: Deed| {
        let key = deed.keys().first().copied().map(shown);
        let (name, path) = untrack(|| (deed.name(studio), deed.path(studio)));
        Item { name, key, path, run: Rc::new(move || deed.run(studio)) }
    };
    let deeds = Deed::ALL.into_iter().filter(|deed| untrack(|| deed.is_possible(studio)));
    Task::of(studio).into_iter().map(task).chain(deeds.map(deed)).collect()
}

fn choose(studio: Studio, task: Task) {
    studio.cropping.set(false);
    studio.task.set(task);
}
