//! Keys of the studio: from an event to a [`Deed`].
//!
//! They are heard at the document, before the app's own at the window, and wherever the focus is: a person who has just clicked a
//! button still plays with Space. What is meant here is kept from the app.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Element, KeyboardEvent};

use super::deed::Deed;
use super::state::Studio;
use crate::keys::{is_mac, pressed};

/// Listens for the life of the studio.
pub fn listen(studio: Studio) {
    let heard = Closure::<dyn Fn(KeyboardEvent)>::new(move |event: KeyboardEvent| {
        if !studio.opening.is_disposed() {
            hear(studio, &event);
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

fn hear(studio: Studio, event: &KeyboardEvent) {
    // A dialog has the keys to itself.
    if document().query_selector("dialog[open]").is_ok_and(|dialog| dialog.is_some()) {
        return;
    }
    let Some(deed) = meant(studio, event) else { return };
    event.stop_propagation();
    event.prevent_default();
    if untrack(|| deed.is_possible(studio)) {
        deed.run(studio);
    }
}

fn meant(studio: Studio, event: &KeyboardEvent) -> Option<Deed> {
    let pressed = pressed(event)?;
    if event.alt_key() || event.is_composing() || event.default_prevented() {
        return None;
    }
    let modified = if is_mac() { event.meta_key() } else { event.ctrl_key() };
    let other = if is_mac() { event.ctrl_key() } else { event.meta_key() };
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let on = |selector: &str| target.as_ref().is_some_and(|target| target.matches(selector).unwrap_or(false));
    if on("input:not([type=checkbox], [type=radio], [type=range]), textarea, select") || other {
        return None;
    }
    // What a list, a slider and a row of tabs do with arrows is theirs, as is what a box to tick does with Space.
    let moves =
        pressed.starts_with("arrow") || matches!(pressed.as_str(), "home" | "end" | "pageup" | "pagedown");
    if (moves && on("input, summary, [role=tab], .handle, .works *"))
        || (pressed == " " && on("input, summary, a, .panel button, [role=tab]"))
    {
        return None;
    }
    let single = studio.session.prefs.with_untracked(|prefs| prefs.keys);
    let letter = pressed.chars().count() == 1 && pressed != " ";
    // Letters and signs can be switched off; Delete is no word that somebody dictates.
    if letter && !modified && !single {
        return None;
    }
    // What Shift does to a sign is the layout's business.
    let sign = letter && !pressed.chars().all(char::is_alphabetic);
    Deed::ALL.into_iter().find(|deed| {
        deed.keys().iter().any(|key| {
            key.key == pressed && key.command == modified && (key.shift == event.shift_key() || sign)
        })
    })
}
