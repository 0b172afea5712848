//! What is being made, and what was made: progress with the time that is left, and what can be done with a result.

use leptos::prelude::*;

use super::batch;
use crate::app::go;
use crate::desk::Url;
use crate::number;
use crate::route::Route;
use crate::save::{self, name};
use crate::session::{Incoming, Session};
use crate::studio::clock;
use crate::studio::state::Studio;
use crate::studio::works::{self, Done, State, Work};
use crate::text::studio::studio as words;
use crate::ui;
use crate::ui::icon::{Icon, icon};
use crate::ui::live::live;

/// Pictures of more bytes than this are not shown.
const LARGE: f64 = 30e6;

/// The list: works of the files that are open.
pub fn works(studio: Studio) -> AnyView {
    let t = words();
    let list = works::list();
    let ids = {
        let list = list.clone();
        Memo::new(move |_| {
            let open = studio.session.rows.with(|rows| rows.iter().map(|row| row.id).collect::<Vec<u32>>());
            let here = |list: &Vec<Work>| {
                list.iter().filter(|work| open.contains(&work.row)).map(|work| work.id).collect::<Vec<u32>>()
            };
            list.with(here)
        })
    };
    live(move || {
        if ids.with(Vec::is_empty) {
            return ().into_any();
        }
        view! {
            {batch::head(studio.session)}
            <ul class="works" aria-label=t.works>
                <For each=move || ids.get() key=|id| *id let:id>
                    {line(studio.session, id)}
                </For>
            </ul>
        }
        .into_any()
    })
    .into_any()
}

fn line(session: Session, id: u32) -> AnyView {
    let list = works::list();
    let work = Memo::new(move |_| list.with(|list| list.iter().find(|work| work.id == id).cloned()));
    // What changes twenty times a second is a part of its own.
    let kind = Memo::new(move |_| {
        work.with(|work| {
            work.as_ref().map(|work| match &work.state {
                State::Running(..) => State::Running(0.0, 0.0),
                state => state.clone(),
            })
        })
    });
    let word = move || match kind.get() {
        Some(State::Waiting) => "waiting",
        Some(State::Running(..)) => "running",
        Some(State::Paused { .. }) => "paused",
        Some(State::Done(_)) => "done",
        Some(State::Failed(_)) => "failed",
        _ => "cancelled",
    };
    view! {
        <li class="work-line" data-state=live(word)>
            {live(move || {
                let state = kind.get()?;
                let Work { what, of, .. } = work.get_untracked()?;
                Some(match state {
                    State::Done(done) => result(session, id, done),
                    state => going(session, id, what, of, state, work),
                })
            })}
        </li>
    }
    .into_any()
}

fn going(
    session: Session,
    id: u32,
    what: &'static str,
    of: String,
    state: State,
    work: Memo<Option<Work>>,
) -> AnyView {
    let t = words();
    let busy = state.is_busy();
    let told = match &state {
        State::Waiting => view! { <p class="muted">{t.waits}</p> }.into_any(),
        State::Failed(sentence) => view! { <p class="bad" role="alert">{sentence.clone()}</p> }.into_any(),
        State::Paused { done, .. } => {
            let done = *done;
            view! {
                <progress max="1" aria-label=what value=done.to_string()></progress>
                <p class="muted numbers work-left">
                    <span>{number::percent(done)}</span>
                    <span>{t.paused}</span>
                </p>
            }
            .into_any()
        }
        State::Cancelled => view! { <p class="muted">{t.cancelled}</p> }.into_any(),
        _ => {
            let done = move || match work.get()?.state {
                State::Running(done, since) => Some((done, since)),
                _ => None,
            };
            let left = move || {
                let (done, since) = done()?;
                works::left(done, since).map(t.left_over)
            };
            view! {
                <progress max="1" aria-label=what value=live(move || done().filter(|(done, _)| *done > 0.0).map(|(done, _)| done.to_string()))></progress>
                <p class="muted numbers work-left">
                    <span>{live(move || done().map(|(done, _)| number::percent(done)))}</span>
                    <span>{live(left)}</span>
                </p>
            }
            .into_any()
        }
    };
    let (label, act): (&str, Box<dyn Fn()>) = match busy {
        true => (t.cancel, Box::new(move || works::cancel(id))),
        false => (t.dismiss, Box::new(move || works::dismiss(session, id))),
    };
    let still = matches!(state, State::Paused { .. });
    let (pause, sign) = if still { (t.go_on, Icon::Play) } else { (t.stand_still, Icon::Pause) };
    let pause = busy.then(|| {
        view! {
            <button type="button" class="quiet icon-only work-pause" title=pause aria-label=format!("{pause}: {of}") on:click=move |_| works::pause(id, !still)>
                {icon(sign)}
            </button>
        }
    });
    view! {
        <div class="work-head">
            <span class="work-what"><strong>{what}</strong> {ui::name::name(&of)}</span>
            {pause}
            <button type="button" class="quiet icon-only work-stop" title=label aria-label=format!("{label}: {of}") on:click=move |_| act()>
                {icon(Icon::Close)}
            </button>
        </div>
        {told}
    }
    .into_any()
}

fn result(session: Session, id: u32, done: Done) -> AnyView {
    let t = words();
    let Done { name: file_name, size, duration, notes, kept } = done;
    // Made by our own encoders, so that the page may show it.
    let ending = name::split(&file_name).1.to_ascii_lowercase();
    let shown = matches!(ending.as_str(), "gif" | "png" | "jpg" | "jpeg" | "webp") && size < LARGE;
    let url = works::file(id).filter(|_| shown).and_then(|file| Url::of(&file));
    let href = url.as_ref().map(Url::href);
    let url = StoredValue::new_local(url);
    on_cleanup(move || drop(url.try_update_value(Option::take)));
    let save = move |_| {
        if let Some(file) = works::file(id) {
            save::made(session, &file, (t.said_saved)(file.name()));
            works::kept(session, id);
        }
    };
    let open = move |_| {
        let Some(file) = works::file(id) else { return };
        works::kept(session, id);
        session.open(vec![Incoming { file, folder: String::new(), handle: None }]);
        // What was just opened is the last one.
        if let Some(row) = session.rows.with_untracked(|rows| rows.last().copied()) {
            go(Route::View(row.id));
        }
    };
    let facts = match duration {
        Some(duration) => format!("{} · {}", number::bytes(size), clock::length(duration)),
        None => number::bytes(size),
    };
    view! {
        <div class="work-head">
            {href.map(|href| view! { <img class="work-picture" src=href alt="" /> })}
            <span class="work-what">
                <span class="work-name" title=file_name.clone()>{ui::name::name(&file_name)}</span>
                <small class="muted numbers">{facts}</small>
            </span>
            <button type="button" class="quiet icon-only work-stop" title=t.dismiss aria-label=format!("{}: {file_name}", t.dismiss) on:click=move |_| works::dismiss(session, id)>
                {icon(Icon::Close)}
            </button>
        </div>
        {(!notes.is_empty()).then(|| view! { <p class="muted work-notes">{notes.join(" ")}</p> })}
        <div class="work-actions">
            <button type="button" class="work-save" class:primary=!kept aria-label=format!("{}: {file_name}", t.save) on:click=save>
                {icon(Icon::Save)}
                <span>{t.save}</span>
            </button>
            <button type="button" class="work-open" aria-label=format!("{}: {file_name}", t.open_beside) on:click=open>
                {icon(Icon::Open)}
                <span>{t.open_beside}</span>
            </button>
        </div>
    }
    .into_any()
}
