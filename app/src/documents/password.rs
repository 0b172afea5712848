//! The password of a locked document: asked for in a dialog, kept for as long as the tab lives, and never written down.

use std::cell::RefCell;
use std::collections::HashMap;

use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;

use super::modal::modal;
use super::reader::{Reader, State};
use crate::text::documents::text;
use crate::ui::icon::{Icon, icon};

thread_local! {
    static KNOWN: RefCell<HashMap<u32, String>> = RefCell::default();
}

/// The password of a row; empty where none is known.
pub fn of(row: u32) -> String {
    KNOWN.with_borrow(|known| known.get(&row).cloned().unwrap_or_default())
}

/// A person gave it.
pub fn learn(row: u32, password: String) {
    KNOWN.with_borrow_mut(|known| known.insert(row, password));
}

/// It was the wrong one.
pub fn forget(row: u32) {
    KNOWN.with_borrow_mut(|known| known.remove(&row));
}

/// The dialog. `tried` says that a password was given already, and was the wrong one.
pub fn ask(reader: Reader, tried: bool) -> AnyView {
    let t = text();
    let field = NodeRef::<html::Input>::new();
    let shown = RwSignal::new(false);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let Some(field) = field.get_untracked() else { return };
        let password = field.value();
        if password.is_empty() {
            let _ = field.focus();
            return;
        }
        learn(reader.row.id, password);
        reader.open();
    };
    let cancel = move || reader.state.set(State::Shut);
    modal(
        "password-dialog",
        t.password_title,
        "#password",
        cancel,
        view! {
            <form class="stack" on:submit=submit>
                <p>{(t.password_text)(&reader.row.name())}</p>
                {tried
                    .then(|| {
                        view! {
                            <p class="problem" role="alert">{icon(Icon::Warn).into_any()} {t.password_wrong}</p>
                        }
                    })}
                <label class="stack">
                    <span>{t.password}</span>
                    <input
                        node_ref=field
                        id="password"
                        type=move || if shown.get() { "text" } else { "password" }
                        autocomplete="off"
                        spellcheck="false"
                        aria-invalid=tried.then_some("true")
                    />
                </label>
                <label class="check">
                    <input type="checkbox" on:change=move |event| shown.set(event_target_checked(&event)) />
                    <span>{t.password_show}</span>
                </label>
                <div class="actions">
                    <button type="submit" class="primary">{t.open}</button>
                    <button type="button" id="password-cancel" on:click=move |_| cancel()>{t.cancel}</button>
                </div>
            </form>
        }
        .into_any(),
    )
}
