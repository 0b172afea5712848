//! Keys of the reader: from an event to a [`Deed`].
//!
//! They are heard at the document, before the app's own at the window, and wherever the focus is: a person who has just
//! clicked a button still scrolls with the arrows. What is meant here is kept from the app.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Element, KeyboardEvent};

use super::deed::Deed;
use super::reader::Reader;
use crate::keys::{is_mac, pressed};

/// Listens for the life of the reader.
pub fn listen(reader: Reader) {
    let heard = Closure::<dyn Fn(KeyboardEvent)>::new(move |event: KeyboardEvent| {
        if !reader.state.is_disposed() {
            hear(reader, &event);
        }
    });
    // A listener for keys is nothing that a document refuses.
    let _ = document().add_event_listener_with_callback("keydown", heard.as_ref().unchecked_ref());
    let heard = StoredValue::new_local(heard);
    on_cleanup(move || {
        heard.try_with_value(|heard| {
            document().remove_event_listener_with_callback("keydown", heard.as_ref().unchecked_ref())
        });
    });
}

fn hear(reader: Reader, event: &KeyboardEvent) {
    // A dialog, ours or the app's, has the keys to itself.
    let dialog = document().query_selector("dialog[open]").ok().flatten();
    if let Some(dialog) = dialog {
        if dialog.closest(".reader").is_ok_and(|own| own.is_some()) {
            event.stop_propagation();
        }
        return;
    }
    // An open menu takes Escape for itself.
    if document().query_selector(".menu:popover-open").is_ok_and(|menu| menu.is_some()) {
        return event.stop_propagation();
    }
    let Some(deed) = meant(reader, event) else { return };
    event.stop_propagation();
    event.prevent_default();
    if untrack(|| deed.is_possible(reader)) {
        deed.run(reader);
    }
}

fn meant(reader: Reader, event: &KeyboardEvent) -> Option<Deed> {
    let pressed = pressed(event)?;
    if event.alt_key() || event.is_composing() || event.default_prevented() {
        return None;
    }
    let modified = if is_mac() { event.meta_key() } else { event.ctrl_key() };
    let other = if is_mac() { event.ctrl_key() } else { event.meta_key() };
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let on = |selector: &str| target.as_ref().is_some_and(|target| target.matches(selector).unwrap_or(false));
    let typing = on("input:not([type=checkbox], [type=radio], [type=range]), textarea, select");
    // What a button does with Space, a list with arrows and a radio with both is theirs.
    let own = matches!(pressed.as_str(), " ") && on("button, summary, a, label, input")
        || pressed == "enter" && !on("#pages, body")
        || pressed.starts_with("arrow") && on("input, summary, .lines *");
    let single = reader.session.prefs.with_untracked(|prefs| prefs.keys);
    let signed =
        pressed.chars().count() == 1 && pressed.chars().all(|sign| !sign.is_alphabetic() && sign != ' ');
    Deed::ALL.into_iter().find(|deed| {
        deed.keys().iter().any(|key| {
            let hit = key.key == pressed
                && key.command == modified
                && !other
                // What Shift does to a sign is the layout's business.
                && (key.shift == event.shift_key() || signed);
            let free = match key.command {
                // In a field the ends are those of its text.
                true => !typing || (key.key.len() == 1 && !matches!(key.key, "a" | "z" | "y")),
                // Letters and signs can be switched off; Page Down is no word that somebody dictates.
                false => {
                    (!typing || key.key == "escape" || key.key == "f3")
                        && !own
                        && (single || key.key.len() > 1 || key.key == " ")
                }
            };
            hit && free
        })
    })
}
