//! Dialogs: one `<dialog>` that the browser traps focus in and gives it back from.

use std::cell::RefCell;

use crate::ui::live::live;
use futures_util::future::{AbortHandle, Abortable, pending};
use leptos::html;
use leptos::prelude::*;

use super::icon::{Icon, icon};
use super::lazy::lazy;
use super::palette::palette;
use crate::app::focus_on;
use crate::command::Command;
use crate::keys;
use crate::library::{self, Form};
use crate::save::folder::Clash;
use crate::session::Session;
use crate::text::text;
use crate::tool::preset;

/// What takes the focus in a form.
const FIELD: &str = "dialog[open] form :is(input, select)";

/// A dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialog {
    /// Everything that can be done.
    Palette,
    /// Every key.
    Shortcuts,
    /// A question: the one in [`QUESTION`].
    Question,
    /// A form of the library.
    Library(Form),
    /// A name for the present settings.
    SavePreset,
}

/// Something that has to be asked before it is done. The first choice is the one to take.
#[derive(Clone, Default)]
struct Question {
    title: String,
    text: &'static str,
    choices: Vec<&'static str>,
}

thread_local! {
    /// The question that is open.
    static QUESTION: RefCell<Question> = RefCell::default();
    /// Which of its choices was taken, and who waits for that.
    static ANSWER: RefCell<(Option<usize>, Option<AbortHandle>)> = RefCell::default();
}

/// Asks. `None` if the person closed the question.
async fn question(session: Session, question: Question) -> Option<usize> {
    let (handle, registration) = AbortHandle::new_pair();
    QUESTION.set(question);
    ANSWER.set((None, Some(handle)));
    session.dialog.set(Some(Dialog::Question));
    // Answering ends the waiting.
    let _ = Abortable::new(pending::<()>(), registration).await;
    ANSWER.take().0
}

/// Asks what to do with taken names. `None` if the person closed the question.
pub async fn ask(session: Session, taken: usize) -> Option<Clash> {
    let t = text();
    let choices = vec![t.keep_both, t.replace, t.skip_these];
    let asked = Question { title: (t.clash_title)(taken), text: t.clash_question, choices };
    let chosen = question(session, asked).await?;
    [Clash::KeepBoth, Clash::Replace, Clash::Skip].get(chosen).copied()
}

/// Asks whether to do something that cannot be taken back.
pub async fn confirm(session: Session, title: String, words: &'static str, verb: &'static str) -> bool {
    let choices = vec![verb, text().library.not_now];
    question(session, Question { title, text: words, choices }).await == Some(0)
}

fn answer(session: Session, choice: usize) {
    ANSWER.with_borrow_mut(|answer| answer.0 = Some(choice));
    session.dialog.set(None);
}

fn closed(session: Session) {
    if let Some(handle) = ANSWER.with_borrow_mut(|answer| answer.1.take()) {
        handle.abort();
    }
    session.dialog.set(None);
}

/// The place where dialogs open.
pub fn dialogs(session: Session) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let open = session.dialog.get().is_some();
        let Some(dialog) = node.get() else { return };
        match open {
            // It throws only when it is open already.
            true if !dialog.open() => {
                let _ = dialog.show_modal();
                // A form is there to be filled in; the way out comes first on the page only.
                request_animation_frame(|| focus_on(FIELD));
            }
            false if dialog.open() => dialog.close(),
            _ => {}
        }
    });
    let on_backdrop = move |event: leptos::ev::MouseEvent| {
        let own = node.get_untracked().is_some_and(|dialog| {
            let dialog: &web_sys::EventTarget = dialog.as_ref();
            event.target().as_ref() == Some(dialog)
        });
        if own {
            closed(session);
        }
    };
    view! {
        <dialog
            node_ref=node
            class=live(move || match session.dialog.get() {
                Some(Dialog::Palette) => "dialog palette-dialog",
                _ => "dialog",
            })
            aria-labelledby="dialog-title"
            on:close=move |_| closed(session)
            on:click=on_backdrop
        >
            {live(move || {
                session
                    .dialog
                    .get()
                    .map(|dialog| match dialog {
                        Dialog::Palette => palette(session).into_any(),
                        Dialog::Shortcuts => shortcuts(session).into_any(),
                        Dialog::Question => asked(session),
                        Dialog::Library(_) => lazy(session, Some(FIELD), library::form),
                        Dialog::SavePreset => preset::form(session),
                    })
            })}
        </dialog>
    }
}

/// Title and a way out. No `<header>`, which would be a second banner of the page.
pub fn head(session: Session, title: String) -> AnyView {
    view! {
        <div class="dialog-head">
            <h2 id="dialog-title">{title}</h2>
            <button
                type="button"
                class="quiet icon-only"
                aria-label=text().close
                on:click=move |_| session.dialog.set(None)
            >
                {icon(Icon::Close)}
            </button>
        </div>
    }
    .into_any()
}

fn shortcuts(session: Session) -> impl IntoView {
    let t = text();
    let lines = Command::ALL.into_iter().filter(|command| !command.keys().is_empty());
    let lines: Vec<_> = lines
        .map(|command| {
            let keys: Vec<_> =
                command.keys().iter().map(|key| view! { <kbd>{keys::shown(*key)}</kbd> }).collect();
            view! {
                <div>
                    <dt>{(t.command)(command)}</dt>
                    <dd>{keys}</dd>
                </div>
            }
        })
        .collect();
    view! {
        {head(session, t.shortcuts_title.into())}
        <dl class="keys">{lines}</dl>
        <label class="check">
            <input
                type="checkbox"
                prop:checked=live(move || session.prefs.with(|prefs| prefs.keys))
                on:change=move |_| Command::SingleKeys.run(session)
            />
            <span>{t.single_keys}</span>
        </label>
    }
}

fn asked(session: Session) -> AnyView {
    let Question { title, text: words, choices } = QUESTION.with_borrow(Clone::clone);
    let choices = choices.into_iter().enumerate().map(|(at, choice)| {
        view! {
            <button type="button" class:primary=at == 0 on:click=move |_| answer(session, at)>
                {choice}
            </button>
        }
        .into_any()
    });
    view! {
        {head(session, title)}
        <p>{words}</p>
        <div class="actions">{choices.collect::<Vec<AnyView>>()}</div>
    }
    .into_any()
}
