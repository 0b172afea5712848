//! Dialogs: one `<dialog>` that the browser traps focus in and gives it back from.

use std::cell::RefCell;

use crate::ui::live::live;
use futures_util::future::{AbortHandle, Abortable, pending};
use leptos::html;
use leptos::prelude::*;
use web_sys::HtmlInputElement;

use super::icon::{Icon, icon};
use super::palette::palette;
use crate::command::Command;
use crate::keys;
use crate::prefs::Preset;
use crate::save::folder::Clash;
use crate::session::Session;
use crate::text::text;

/// A dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialog {
    /// Everything that can be done.
    Palette,
    /// Every key.
    Shortcuts,
    /// So many names are taken in the folder.
    Clash(usize),
    /// A name for the present settings.
    SavePreset,
}

thread_local! {
    /// The answer to the question that is open, and who waits for it.
    static ANSWER: RefCell<(Option<Clash>, Option<AbortHandle>)> = RefCell::default();
}

/// Asks what to do with taken names. `None` if the person closed the question.
pub async fn ask(session: Session, taken: usize) -> Option<Clash> {
    let (handle, registration) = AbortHandle::new_pair();
    ANSWER.set((None, Some(handle)));
    session.dialog.set(Some(Dialog::Clash(taken)));
    // Answering ends the waiting.
    let _ = Abortable::new(pending::<()>(), registration).await;
    ANSWER.take().0
}

fn answer(session: Session, clash: Clash) {
    ANSWER.with_borrow_mut(|answer| answer.0 = Some(clash));
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
            true if !dialog.open() => drop(dialog.show_modal()),
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
                        Dialog::Clash(count) => clash(session, count).into_any(),
                        Dialog::SavePreset => preset(session).into_any(),
                    })
            })}
        </dialog>
    }
}

fn head(session: Session, title: String) -> impl IntoView {
    view! {
        <header class="dialog-head">
            <h2 id="dialog-title">{title}</h2>
            <button
                type="button"
                class="quiet icon-only"
                aria-label=text().close
                on:click=move |_| session.dialog.set(None)
            >
                {icon(Icon::Close)}
            </button>
        </header>
    }
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

fn clash(session: Session, count: usize) -> impl IntoView {
    let t = text();
    view! {
        {head(session, (t.clash_title)(count))}
        <p>{t.clash_question}</p>
        <div class="actions">
            <button type="button" class="primary" on:click=move |_| answer(session, Clash::KeepBoth)>
                {t.keep_both}
            </button>
            <button type="button" on:click=move |_| answer(session, Clash::Replace)>
                {t.replace}
            </button>
            <button type="button" on:click=move |_| answer(session, Clash::Skip)>
                {t.skip_these}
            </button>
        </div>
    }
}

fn preset(session: Session) -> impl IntoView {
    let t = text();
    let input = NodeRef::<html::Input>::new();
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let name = input.get_untracked().map(|input: HtmlInputElement| input.value()).unwrap_or_default();
        let name = name.trim().to_string();
        if name.is_empty() {
            return;
        }
        let recipe = untrack(|| (*session.recipe()).clone());
        session.prefs.update(|prefs| {
            prefs.presets.retain(|preset| preset.name != name);
            prefs.presets.push(Preset { name, recipe });
        });
        session.prefs.with_untracked(|prefs| prefs.keep());
        session.dialog.set(None);
    };
    view! {
        {head(session, (t.command)(Command::SavePreset).trim_end_matches('…').to_string())}
        <form class="stack" on:submit=save>
            <label class="stack">
                <span>{t.preset_name}</span>
                <input type="text" node_ref=input autofocus maxlength="60" required />
            </label>
            <div class="actions">
                <button type="submit" class="primary">
                    {t.save}
                </button>
            </div>
        </form>
    }
}
