//! Files of `age`: one leaves sealed with a passphrase, and one that came sealed is opened.
//!
//! What is sealed travels as all that leaves does. Opening stays in its dialog, which asks until the passphrase is right; a file
//! that is shut is nothing for the desk, so it is asked for before it comes there.

use std::cell::RefCell;

use futures_util::future::{AbortHandle, abortable};
use leptos::prelude::*;
use leptos::task::spawn_local;
use nearside::File;
use worker::archive;

use super::act;
use super::code::Form;
use super::load::kind;
use super::vault::Talk;
use crate::save;
use crate::session::{Incoming, Session};
use crate::text::text;
use crate::ui::dialog::{Dialog, head};
use crate::ui::field::{check, entry};
use crate::ui::live::live;

/// Passphrases of fewer letters are refused, as for the vault.
const SHORTEST: usize = 10;

thread_local! {
    /// The files that the dialog asks for.
    static SHUT: RefCell<Vec<File>> = const { RefCell::new(Vec::new()) };
}

/// Asks for what opens some files.
pub fn unseal(session: Session, files: Vec<File>) {
    SHUT.set(files);
    session.dialog.set(Some(Dialog::Library(Form::OpenAge)));
}

/// Asks for the passphrase that the chosen file shall have.
pub fn sealing(session: Session) -> AnyView {
    let t = &text().library;
    let shelf = session.shelf;
    let name = untrack(|| shelf.picked()).first().map(|line| line.path().name().to_owned());
    let (phrase, again) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (beside, talk) = (RwSignal::new(false), Talk::default());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let given = phrase.get_untracked();
        let refused = match () {
            () if given.chars().count() < SHORTEST => Some(t.age_short),
            () if given != again.get_untracked() => Some(t.not_the_same),
            () => None,
        };
        talk.why.set(refused.map(str::to_owned));
        if refused.is_none() {
            session.dialog.set(None);
            act::seal(session, given, beside.get_untracked());
        }
    };
    let here = untrack(|| shelf.takes())
        .then(|| check("age-beside", t.age_beside, move || beside.get(), move |on| beside.set(on)));
    view! {
        {head(session, (t.age_title)(&name.unwrap_or_default()))}
        <form class="stack" id="age-form" on:submit=submit>
            <p class="muted">{t.age_lead}</p>
            {entry("phrase", t.passphrase, "password", phrase, true, "")}
            {entry("phrase-again", t.passphrase_again, "password", again, true, "")}
            <p class="muted">{t.age_strength}</p>
            {here}
            {talk.told()}
            <div class="actions">
                <button type="submit" class="primary">
                    {t.age_export}
                </button>
            </div>
        </form>
    }
    .into_any()
}

/// Asks for what opens the files that wait for it.
pub fn opening(session: Session) -> AnyView {
    let t = &text().library;
    let shut = StoredValue::new_local(SHUT.take());
    let title = shut.with_value(|files| match files.as_slice() {
        [one] => (t.opening)(one.name()),
        many => (t.opening)(&(t.count)(many.len())),
    });
    let (secret, talk) = (RwSignal::new(String::new()), Talk::default());
    // Who closes the dialog has changed their mind.
    let work = StoredValue::new(None::<AbortHandle>);
    on_cleanup(move || work.try_get_value().flatten().into_iter().for_each(|work| work.abort()));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if talk.busy.get_untracked() {
            return;
        }
        talk.begin();
        let (files, given) = (shut.get_value(), secret.get_untracked());
        let (opening, handle) = abortable(opened(files, given));
        work.set_value(Some(handle));
        spawn_local(async move {
            let Ok((opened, left)) = opening.await else { return };
            if !opened.is_empty() {
                show(session, opened);
            }
            match left {
                None => {
                    talk.end(Ok(()));
                    session.dialog.set(None);
                }
                Some((left, why)) => {
                    shut.try_set_value(left);
                    talk.end::<()>(Err(why));
                }
            }
        });
    };
    view! {
        {head(session, title)}
        <form class="stack" id="age-open-form" on:submit=submit>
            <p class="muted">{t.age_open_lead}</p>
            {entry("age-secret", t.age_secret, "password", secret, true, "")}
            {talk.told()}
            <div class="actions">
                <button type="submit" class="primary" disabled=live(move || talk.busy.get())>
                    {t.age_open}
                </button>
            </div>
        </form>
    }
    .into_any()
}

/// Opens files with one secret. What comes back beside them are those that stay shut, and why the first of them does.
async fn opened(files: Vec<File>, secret: String) -> (Vec<File>, Option<(Vec<File>, String)>) {
    let (mut opened, mut left, mut why) = (Vec::new(), Vec::new(), None);
    for file in files {
        match archive::open(file.clone(), secret.clone()).await {
            Ok(open) => opened.push(open),
            Err(error) => {
                let words = || match (kind(&error), error.failed::<store::Error>()) {
                    (Some(kind), Some(own)) => {
                        (text().library.age_fault)(kind, file.name(), &own.to_string())
                    }
                    _ => crate::run::fault(&error).message,
                };
                why.get_or_insert_with(words);
                left.push(file);
            }
        }
    }
    (opened, why.map(|why| (left, why)))
}

/// Lays what is open on the desk. A single one can be kept at once.
fn show(session: Session, files: Vec<File>) {
    if let [file] = files.as_slice() {
        save::offer(session, file.clone(), (text().library.age_opened)(file.name()));
    }
    let incoming = files.into_iter().map(|file| Incoming { file, folder: String::new(), handle: None });
    crate::open::open(session, incoming.collect());
}
