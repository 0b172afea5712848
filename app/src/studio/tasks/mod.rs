//! The tasks beside the picture: each is a verb with a small form, and a button that starts it.

mod convert;
mod cut;
mod fields;
mod forms;
mod gif;
mod info;
mod join;
mod list;
mod ours;
mod picture;
mod query;
mod sound;
mod start;
mod stills;
mod subtitles;

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

pub use forms::Forms;

use super::icons;
use super::state::Studio;
use crate::app::focus_on;
use crate::text::studio::studio as words;
use crate::ui::icon::{Icon, drawn, icon};
use crate::ui::live::live;

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
        matches!(self, Task::Picture | Task::Convert | Task::Subtitles)
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

    fn face(self) -> AnyView {
        match self {
            Task::Cut => drawn(icons::SCISSORS).into_any(),
            Task::Convert => drawn(icons::CONVERT).into_any(),
            Task::Picture => drawn(icons::PICTURE).into_any(),
            Task::Sound => icon(Icon::Sound).into_any(),
            Task::Subtitles => drawn(icons::CAPTIONS).into_any(),
            Task::Gif => drawn(icons::MOVING).into_any(),
            Task::Stills => drawn(icons::CAMERA).into_any(),
            Task::Join => drawn(icons::JOIN).into_any(),
            Task::Info => icon(Icon::Info).into_any(),
        }
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
    let tasks: Vec<Task> = {
        let pictures = untrack(|| studio.has_pictures());
        Task::ALL.into_iter().filter(|task| pictures || task.is_for_sound()).collect()
    };
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
                {task.face()}
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

fn choose(studio: Studio, task: Task) {
    studio.cropping.set(false);
    studio.task.set(task);
}
