//! Short messages in a corner. They go by themselves, unless they offer something to do.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::icon::{Icon, icon};
use crate::command::Command;
use crate::session::Session;
use crate::text::text;
use crate::wait;

/// What a toast offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offer {
    /// Nothing.
    None,
    /// To load the new version.
    Reload,
    /// To take back what just happened on the desk.
    Undo,
    /// To take back what was moved to the trash.
    PutBack,
    /// To keep what was just saved, in the library or a place.
    Keep,
}

/// What is offered, in words and as a deed.
type Choice = (&'static str, fn(Session));

/// A short message.
#[derive(Clone, Debug, PartialEq)]
pub struct Toast {
    id: u32,
    words: String,
    offer: Offer,
}

const STAYS: u32 = 6000;
/// Whoever is to choose has longer.
const CHOICE: u32 = 15_000;

/// Shows a message for some seconds.
pub fn show(session: Session, words: impl Into<String>) {
    offer(session, words, Offer::None);
}

/// Shows a message with something to do.
pub fn offer(session: Session, words: impl Into<String>, offer: Offer) {
    let words = words.into();
    let id = (js_sys::Math::random() * f64::from(u32::MAX)) as u32;
    session.toasts.update(|toasts| {
        toasts.retain(|toast| toast.words != words);
        toasts.push(Toast { id, words, offer });
    });
    if offer != Offer::Reload {
        spawn_local(async move {
            wait(if offer == Offer::Keep { CHOICE } else { STAYS }).await;
            close(session, id);
        });
    }
}

/// Takes back what was offered, once it would do something else.
pub fn retract(session: Session, offer: Offer) {
    if session.toasts.with_untracked(|toasts| toasts.iter().any(|toast| toast.offer == offer)) {
        session.toasts.update(|toasts| toasts.retain(|toast| toast.offer != offer));
    }
}

fn close(session: Session, id: u32) {
    session.toasts.update(|toasts| toasts.retain(|toast| toast.id != id));
}

/// Where they appear. A live region, so that they are heard.
pub fn toasts(session: Session) -> impl IntoView {
    let t = text();
    // The browser refuses nothing here: it is our own page.
    let reload: fn(Session) = |_| drop(window().location().reload());
    let choices = move |offer: Offer| -> Vec<Choice> {
        let words = t.command;
        match offer {
            Offer::None => Vec::new(),
            Offer::Reload => vec![(t.reload, reload)],
            Offer::Undo => vec![(words(Command::Undo), Session::undo)],
            Offer::PutBack => {
                vec![(words(Command::Undo), |session| crate::library::run(session, Command::Undo))]
            }
            Offer::Keep => vec![
                (words(Command::Keep), |session| Command::KeepMade.run(session)),
                (words(Command::SaveTo), |session| Command::SaveMade.run(session)),
            ],
        }
    };
    let choice = move |id: u32, (words, act): Choice| {
        view! {
            <button
                type="button"
                class="quiet strong"
                on:click=move |_| {
                    act(session);
                    close(session, id);
                }
            >
                {words}
            </button>
        }
        .into_any()
    };
    view! {
        <div class="toasts" role="status">
            <For each=move || session.toasts.get() key=|toast| toast.id let:toast>
                <div class="toast">
                    <span>{toast.words.clone()}</span>
                    {choices(toast.offer).into_iter().map(|one| choice(toast.id, one)).collect::<Vec<AnyView>>()}
                    <button
                        type="button"
                        class="quiet icon-only"
                        aria-label=t.close
                        on:click=move |_| close(session, toast.id)
                    >
                        {icon(Icon::Close)}
                    </button>
                </div>
            </For>
        </div>
    }
}
