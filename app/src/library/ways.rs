//! What opens the vault: a list, from which passkeys can be taken, and a form that adds one.

use leptos::prelude::*;
use leptos::task::spawn_local;
use store::{Lock, WayIn, WayKind};
use worker::keys as calls;

use super::load::fault;
use super::passkey;
use super::vault::{Talk, credentials, secret};
use crate::app::focus_on;
use crate::number;
use crate::text::text;
use crate::ui::field::entry;
use crate::ui::icon::{Icon, icon};
use crate::ui::live::live;

/// The list and the form. `lock` is how the vault is.
pub fn ways(lock: RwSignal<Option<Lock>>, talk: Talk) -> AnyView {
    let t = &text().library;
    let all = move || lock.get().map(|lock| lock.ways).unwrap_or_default();
    let lines = move || all().into_iter().map(|way| line(way, lock, talk)).collect::<Vec<AnyView>>();
    view! {
        <section aria-labelledby="ways-title">
            <h3 class="saved-title" id="ways-title">
                {t.ways}
            </h3>
            <ul class="saved" id="ways" tabindex="-1">
                {live(lines)}
            </ul>
        </section>
        {passkey::there().then(|| form(lock, talk))}
    }
    .into_any()
}

fn line(way: WayIn, lock: RwSignal<Option<Lock>>, talk: Talk) -> AnyView {
    let t = &text().library;
    let name = match way.kind {
        WayKind::Passphrase => t.way_passphrase.to_owned(),
        WayKind::Words => t.way_words.to_owned(),
        WayKind::Passkey => format!("{}, {}", t.way_passkey, way.label),
    };
    // Only these are many; the others are what is left when a device is lost.
    let removable = way.kind == WayKind::Passkey;
    let remove = move |_| {
        let way = way.clone();
        talk.begin();
        spawn_local(async move {
            let left = calls::remove_way(way).await.map_err(|error| fault(&error));
            talk.end(left.map(|left| drop(lock.try_set(Some(left)))));
            // The button that was pressed is gone.
            request_animation_frame(|| focus_on("#ways"));
        });
    };
    let button = removable.then(|| {
        let label = (text().remove_one)(&name);
        view! {
            <button
                type="button"
                class="quiet icon-only"
                aria-label=label.clone()
                title=label
                disabled=live(move || talk.busy.get())
                on:click=remove
            >
                {icon(Icon::Trash)}
            </button>
        }
    });
    view! {
        <li>
            <span>{name}</span>
            {button}
        </li>
    }
    .into_any()
}

fn form(lock: RwSignal<Option<Lock>>, talk: Talk) -> AnyView {
    let t = &text().library;
    let known = RwSignal::new(String::new());
    let add = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let (given, others) = (known.get_untracked(), credentials(lock.get_untracked()));
        talk.begin();
        spawn_local(async move {
            let label = number::date(js_sys::Date::now());
            let made = async {
                // Before the device makes one that nothing would open with.
                calls::unlock_vault(secret(given.clone())).await.map_err(|error| fault(&error))?;
                let made =
                    passkey::make(&format!("{}, {label}", text().library.vault_title), &others).await?;
                let all = calls::add_passkey(secret(given), made.output, label.clone(), made.credential);
                all.await.map_err(|error| fault(&error))
            };
            let made = made.await;
            if made.is_ok() {
                let _ = known.try_set(String::new());
            }
            talk.end(made.map(|made| drop(lock.try_set(Some(made)))));
        });
    };
    view! {
        <details id="passkeys">
            <summary>{t.passkey_add}</summary>
            <form class="stack" id="passkey-form" on:submit=add>
                <p class="muted">{t.passkey_lead}</p>
                {entry("known", t.passphrase_or_words, "password", known, true, "")}
                <div class="actions">
                    <button type="submit" disabled=live(move || talk.busy.get())>
                        {t.passkey_add}
                    </button>
                </div>
            </form>
        </details>
    }
    .into_any()
}
