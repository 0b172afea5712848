//! The vault: what seals the keys of places, and private places with all that is in them. Made, opened and locked in one dialog.

use leptos::prelude::*;
use leptos::task::spawn_local;
use store::{LockState, Secret};
use worker::keys as calls;

use super::load::{self, fault, places};
use crate::app::focus_on;
use crate::session::Session;
use crate::text::text;
use crate::ui::dialog::head;
use crate::ui::field::entry;
use crate::ui::icon::{Icon, icon};
use crate::ui::live::{live, when};
use crate::ui::toast;

/// How many recovery words there are.
const WORDS: usize = 24;

/// What the dialog shows.
#[derive(Clone, PartialEq)]
enum Stage {
    /// Nobody knows yet how the vault is.
    Looking,
    /// How it is.
    Is(LockState),
    /// It was made: words to write down.
    Made(String),
}

/// The inside of its dialog.
pub fn form(session: Session) -> AnyView {
    let t = &text().library;
    let (stage, busy) = (RwSignal::new(Stage::Looking), RwSignal::new(false));
    let (phrase, again, why) =
        (RwSignal::new(String::new()), RwSignal::new(String::new()), RwSignal::new(None::<String>));
    // Whatever is answered below, the dialog may be closed by then.
    spawn_local(async move {
        match calls::vault().await {
            Ok(lock) => {
                let _ = stage.try_set(Stage::Is(lock.state));
                request_animation_frame(|| focus_on("#phrase"));
            }
            Err(error) => drop(why.try_set(Some(fault(&error)))),
        }
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if matches!(stage.get_untracked(), Stage::Made(_)) {
            return session.dialog.set(None);
        }
        let given = phrase.get_untracked();
        why.set(None);
        if stage.get_untracked() == Stage::Is(LockState::Absent) && given != again.get_untracked() {
            return why.set(Some(t.not_the_same.into()));
        }
        busy.set(true);
        let before = stage.get_untracked();
        spawn_local(async move {
            let end = act(before, given).await;
            let _ = busy.try_set(false);
            match end {
                Ok(Some(words)) => drop(stage.try_set(Stage::Made(words))),
                Ok(None) => {
                    session.dialog.set(None);
                    toast::show(session, t.vault_done);
                }
                Err(error) => return drop(why.try_set(Some(fault(&error)))),
            }
            // What was sealed otherwise before has new values now.
            places(session.shelf).await;
            load::again(session.shelf);
        });
    };
    let body = move || {
        let lead = |words: &'static str| view! { <p class="muted">{words}</p> }.into_any();
        match stage.get() {
            Stage::Looking => when(
                move || why.with(Option::is_none),
                move || view! { <progress aria-label=t.looking></progress> }.into_any(),
            ),
            Stage::Is(LockState::Absent) => view! {
                {lead(t.vault_absent)}
                {entry("phrase", t.passphrase, "password", phrase, true, "")}
                {entry("phrase-again", t.passphrase_again, "password", again, true, "")}
            }
            .into_any(),
            Stage::Is(LockState::Locked) => view! {
                {lead(t.vault_locked)}
                {entry("phrase", t.passphrase_or_words, "password", phrase, true, "")}
            }
            .into_any(),
            Stage::Is(LockState::Open) => lead(t.vault_open),
            Stage::Made(words) => view! {
                {lead(t.vault_made)}
                <pre tabindex="0" id="words">{words}</pre>
            }
            .into_any(),
        }
    };
    let verb = move || match stage.get() {
        Stage::Looking => None,
        Stage::Is(LockState::Absent) => Some(t.vault_make),
        Stage::Is(LockState::Locked) => Some(t.vault_unlock),
        Stage::Is(LockState::Open) => Some(t.vault_lock),
        Stage::Made(_) => Some(t.vault_written),
    };
    let problem = move || {
        why.get().map(|why| {
            view! { <div class="problem">{icon(Icon::Warn).into_any()}<p>{why}</p></div> }.into_any()
        })
    };
    view! {
        {head(session, t.vault_title.into())}
        <form class="stack" id="vault-form" on:submit=submit>
            {live(body)}
            <div class="findings" aria-live="polite">
                {live(problem)}
                {when(move || busy.get(), move || view! { <progress aria-label=t.looking></progress> }.into_any())}
            </div>
            <div class="actions">
                <button type="submit" class="primary" disabled=live(move || busy.get() || stage.get() == Stage::Looking)>
                    {live(verb)}
                </button>
            </div>
        </form>
    }
    .into_any()
}

/// Does what the button says. What comes back are the words of a fresh vault.
async fn act(stage: Stage, given: String) -> nearside::Result<Option<String>> {
    match stage {
        Stage::Is(LockState::Absent) => {
            calls::make_vault(given.clone()).await?;
            calls::add_words(Secret::Passphrase(given)).await.map(Some)
        }
        Stage::Is(LockState::Locked) => {
            let words = given.split_whitespace().count() == WORDS;
            calls::unlock_vault(if words { Secret::Words(given) } else { Secret::Passphrase(given) }).await?;
            Ok(None)
        }
        Stage::Is(LockState::Open) => calls::lock_vault().await.map(|_| None),
        Stage::Looking | Stage::Made(_) => Ok(None),
    }
}
