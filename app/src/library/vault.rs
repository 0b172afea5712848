//! The vault: what seals the keys of places, and private places with all that is in them. Made, opened and locked in one dialog.

use std::cell::RefCell;

use leptos::prelude::*;
use leptos::task::spawn_local;
use store::{Lock, LockState, Secret};
use worker::keys as calls;

use super::Form;
use super::load::{self, fault, places};
use super::passkey;
use super::ways::ways;
use crate::app::focus_on;
use crate::session::Session;
use crate::text::text;
use crate::ui::dialog::{Dialog, head};
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

thread_local! {
    /// The words of a fresh vault, until somebody says that they are written down.
    static UNSEEN: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// What a dialog is about to do, and why the last thing did not work.
#[derive(Clone, Copy)]
pub struct Talk {
    pub busy: RwSignal<bool>,
    pub why: RwSignal<Option<String>>,
}

impl Default for Talk {
    fn default() -> Self {
        Talk { busy: RwSignal::new(false), why: RwSignal::new(None) }
    }
}

impl Talk {
    /// Something is asked.
    pub fn begin(self) {
        self.why.set(None);
        self.busy.set(true);
    }

    /// It is answered, or a sentence says why not. The dialog may be closed by then.
    pub fn end<T>(self, answer: Result<T, String>) -> Option<T> {
        let _ = self.busy.try_set(false);
        answer.map_err(|why| drop(self.why.try_set(Some(why)))).ok()
    }

    /// How it is, as part of the dialog.
    pub fn told(self) -> AnyView {
        let Talk { busy, why } = self;
        let problem = move || {
            why.get().map(|why| {
                view! { <div class="problem">{icon(Icon::Warn).into_any()}<p>{why}</p></div> }.into_any()
            })
        };
        let waits = || view! { <progress aria-label=text().library.looking></progress> }.into_any();
        view! {
            <div class="findings" aria-live="polite">
                {live(problem)}
                {when(move || busy.get(), waits)}
            </div>
        }
        .into_any()
    }
}

/// What was typed where passphrase or words are wanted.
pub fn secret(given: String) -> Secret {
    let words = given.split_whitespace().count() == WORDS;
    if words { Secret::Words(given) } else { Secret::Passphrase(given) }
}

/// The inside of its dialog.
pub fn form(session: Session) -> AnyView {
    let t = &text().library;
    let (stage, lock) = (RwSignal::new(Stage::Looking), RwSignal::new(None::<Lock>));
    let (phrase, again) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let talk = Talk::default();
    let Talk { busy, why } = talk;
    if let Some(words) = UNSEEN.with_borrow(Clone::clone) {
        stage.set(Stage::Made(words));
    }
    spawn_local(async move {
        if stage.with_untracked(|stage| *stage != Stage::Looking) {
            return;
        }
        let found = calls::vault().await.map_err(|error| fault(&error));
        if let Some(found) = talk.end(found) {
            let state = found.state;
            let _ = (lock.try_set(Some(found)), stage.try_set(Stage::Is(state)));
            request_animation_frame(|| focus_on("#phrase"));
        }
    });
    let finish = move |words: Option<String>| {
        // The dialog may be closed by now, and another one open.
        let here = !stage.is_disposed();
        match words {
            Some(words) => {
                UNSEEN.set(Some(words.clone()));
                if here {
                    stage.set(Stage::Made(words));
                } else if session.dialog.with_untracked(Option::is_none) {
                    session.dialog.set(Some(Dialog::Library(Form::Vault)));
                }
            }
            None => {
                if here {
                    session.dialog.set(None);
                }
                toast::show(session, t.vault_done);
            }
        }
        spawn_local(async move {
            // What was sealed otherwise before has new values now.
            places(session.shelf).await;
            load::again(session.shelf);
        });
    };
    let unlock = move |_| {
        talk.begin();
        spawn_local(async move {
            talk.end(by_passkey(lock.get_untracked()).await).map(|()| finish(None)).unwrap_or_default()
        });
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if matches!(stage.get_untracked(), Stage::Made(_)) {
            UNSEEN.set(None);
            return session.dialog.set(None);
        }
        let given = phrase.get_untracked();
        if stage.get_untracked() == Stage::Is(LockState::Absent) && given != again.get_untracked() {
            return why.set(Some(t.not_the_same.into()));
        }
        talk.begin();
        let before = stage.get_untracked();
        spawn_local(async move {
            let end = act(before, given).await.map_err(|error| fault(&error));
            talk.end(end).map(finish).unwrap_or_default();
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
    let other = move || {
        let offered = stage.get() == Stage::Is(LockState::Locked) && passkey::there();
        (offered && !credentials(lock.get_untracked()).is_empty()).then(|| {
            view! {
                <button type="button" id="use-passkey" disabled=live(move || busy.get()) on:click=unlock>
                    {t.passkey_use}
                </button>
            }
            .into_any()
        })
    };
    view! {
        {head(session, t.vault_title.into())}
        {when(move || stage.get() == Stage::Is(LockState::Open), move || ways(lock, talk))}
        <form class="stack" id="vault-form" on:submit=submit>
            {live(body)}
            {talk.told()}
            <div class="actions">
                <button type="submit" class="primary" disabled=live(move || busy.get() || stage.get() == Stage::Looking)>
                    {live(verb)}
                </button>
                {live(other)}
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
        Stage::Is(LockState::Locked) => calls::unlock_vault(secret(given)).await.map(|_| None),
        Stage::Is(LockState::Open) => calls::lock_vault().await.map(|_| None),
        Stage::Looking | Stage::Made(_) => Ok(None),
    }
}

/// The passkeys that open a vault.
pub fn credentials(lock: Option<Lock>) -> Vec<String> {
    lock.into_iter().flat_map(|lock| lock.ways).filter_map(|way| way.credential).collect()
}

async fn by_passkey(lock: Option<Lock>) -> Result<(), String> {
    let output = passkey::ask(&credentials(lock)).await?;
    calls::unlock_vault(Secret::Passkey(output)).await.map(drop).map_err(|error| fault(&error))
}
