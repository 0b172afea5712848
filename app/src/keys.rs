//! Keys: from an event to a command, and from a command to what a tooltip says.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

use crate::browser::lower;
use crate::command::{Command, Key};
use crate::session::Session;

/// Whether the command key is ⌘.
pub fn is_mac() -> bool {
    window()
        .navigator()
        .platform()
        .is_ok_and(|platform| platform.starts_with("Mac") || platform.starts_with("iP"))
}

/// A key as a tooltip shows it: `Ctrl+K`, `⌘K`.
pub fn shown(key: Key) -> String {
    let mac = is_mac();
    let mut out = String::new();
    if key.command {
        out.push_str(if mac { "⌘" } else { "Ctrl+" });
    }
    if key.shift {
        out.push_str(if mac { "⇧" } else { "Shift+" });
    }
    match key.key {
        "enter" => out.push_str(if mac { "↩" } else { "Enter" }),
        "delete" => out.push_str("Del"),
        "escape" => out.push_str("Esc"),
        "backspace" => out.push('⌫'),
        "arrowleft" => out.push('←'),
        "arrowright" => out.push('→'),
        "arrowup" => out.push('↑'),
        "arrowdown" => out.push('↓'),
        "pageup" => out.push_str("PgUp"),
        "pagedown" => out.push_str("PgDn"),
        "home" => out.push_str("Home"),
        "end" => out.push_str("End"),
        other => out.push_str(&other.to_ascii_uppercase()),
    }
    out
}

/// A key as `aria-keyshortcuts` wants it: `Control+K`.
pub fn spoken(key: Key) -> String {
    let mut out = String::new();
    if key.command {
        out.push_str(if is_mac() { "Meta+" } else { "Control+" });
    }
    if key.shift {
        out.push_str("Shift+");
    }
    match key.key {
        "arrowleft" => out.push_str("ArrowLeft"),
        "arrowright" => out.push_str("ArrowRight"),
        "arrowup" => out.push_str("ArrowUp"),
        other => {
            let mut letters = other.chars();
            out.extend(letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters));
        }
    }
    out
}

/// Listens for the life of the page.
pub fn listen(session: Session) {
    let _ = window_event_listener(ev::keydown, move |event| {
        let Some(pressed) = pressed(&event) else { return };
        if pressed == "escape" && closes(session, &event) {
            return;
        }
        let Some((command, key)) = meant(session, &event, &pressed) else { return };
        let enabled = untrack(|| command.enabled(session));
        // Ctrl+S never means the browser's own Save here. A plain key that has nothing to do stays the browser's.
        if enabled || key.command {
            event.prevent_default();
        }
        if enabled {
            command.run(session);
        }
    });
}

/// The key, in lower case. Some browsers send key events without one when a form is filled in.
pub fn pressed(event: &KeyboardEvent) -> Option<String> {
    Some(lower(&js_sys::Reflect::get(event, &"key".into()).ok()?.as_string()?))
}

/// Whether Escape closes something inside of the place: an open menu, or what the last button with `data-escape` closes.
fn closes(session: Session, event: &KeyboardEvent) -> bool {
    if event.is_composing() || session.dialog.with_untracked(Option::is_some) {
        return false;
    }
    // The browser does it.
    if document().query_selector(".menu:popover-open").is_ok_and(|menu| menu.is_some()) {
        return true;
    }
    let Ok(all) = document().query_selector_all("[data-escape]") else { return false };
    let last = all.item(all.length().wrapping_sub(1)).and_then(|last| last.dyn_into::<HtmlElement>().ok());
    let Some(last) = last else { return false };
    // A field has Escape to itself, unless it is a part of what the button closes.
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let around = target.as_ref().and_then(|target| target.closest("aside, .settings").ok().flatten());
    if is_field(target) && !around.is_some_and(|around| around.contains(Some(&last))) {
        return false;
    }
    event.prevent_default();
    last.click();
    true
}

fn meant(session: Session, event: &KeyboardEvent, pressed: &str) -> Option<(Command, Key)> {
    let modified = if is_mac() { event.meta_key() } else { event.ctrl_key() };
    if event.alt_key() || event.is_composing() {
        return None;
    }
    let single = session.prefs.with_untracked(|prefs| prefs.keys);
    let dialog = session.dialog.with_untracked(Option::is_some);
    let target = event.target().and_then(|t| t.dyn_into::<Element>().ok());
    let on_list =
        target.as_ref().is_some_and(|target| target.get_attribute("role").as_deref() == Some("listbox"));
    let typing = is_field(target);
    let keys =
        Command::ALL.into_iter().flat_map(|command| command.keys().iter().map(move |key| (command, *key)));
    let mut hits: Vec<(Command, Key)> = keys.collect();
    hits.retain(|(_, key)| {
        let hit = key.key == pressed
                && key.command == modified
                // What Shift does to a sign is the layout's business: `?` is `?`.
                && (key.shift == event.shift_key() || (!key.command && pressed.chars().count() == 1));
        let free = match key.command {
            true => !typing || !matches!(key.key, "z" | "y" | "a"),
            // Letters and signs can be switched off; Escape and Delete are no words that somebody dictates.
            false => !typing && (single || key.key.len() > 1),
        };
        // Enter presses the button that has the focus.
        hit && free && !dialog && (on_list || key.command || key.key != "enter")
    });
    let enabled = hits.iter().position(|(command, _)| untrack(|| command.enabled(session)));
    hits.get(enabled.unwrap_or(0)).copied()
}

fn is_field(target: Option<Element>) -> bool {
    target.is_some_and(|element| match element.tag_name().as_str() {
        "TEXTAREA" | "SELECT" => true,
        "INPUT" => !matches!(element.get_attribute("type").as_deref(), Some("checkbox" | "button")),
        _ => false,
    })
}
