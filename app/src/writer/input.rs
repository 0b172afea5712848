//! What is typed, pasted, cut and undone.
//!
//! The browser says beforehand what it would do and where; that is made a change of the text, and the browser does nothing.
//! Only where letters are put together from several keys, which no page may prevent, is what it did read back.

use std::ops::Range;

use document::markdown::Edit;
use js_sys::{Array, Function};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{DataTransfer, Event, InputEvent, KeyboardEvent, Node};

use super::history::{Step, Turn};
use super::lists::{Enter, enter};
use super::page::Writer;
use super::selection::Map;
use crate::keys;
use crate::open::property;

/// The kind of what is on the clipboard.
const PLAIN: &str = "text/plain";

/// The text that an event brings along, its lines as ours.
fn brought(event: &Event, from: &str) -> Option<String> {
    let data: DataTransfer = property(event, from).dyn_into().ok()?;
    let text = data.get_data(PLAIN).ok()?;
    Some(text.replace("\r\n", "\n").replace('\r', "\n"))
}

/// What the browser would replace.
fn target(event: &InputEvent, map: &Map) -> Option<Range<usize>> {
    let ask: Function = property(event, "getTargetRanges").dyn_into().ok()?;
    let ranges: Array = ask.call0(event).ok()?.dyn_into().ok()?;
    let range = ranges.get(0);
    let place = |node: &str, offset: &str| {
        let node: Node = property(&range, node).dyn_into().ok()?;
        map.bytes(&node, property(&range, offset).as_f64()? as u32)
    };
    let (start, end) = (place("startContainer", "startOffset")?, place("endContainer", "endOffset")?);
    Some(start.min(end)..start.max(end))
}

impl Writer {
    /// The browser is about to change the text.
    pub fn before_input(self, event: &InputEvent) {
        if event.is_composing() && !event.cancelable() {
            return;
        }
        let kind = property(event, "inputType").as_string().unwrap_or_default();
        if kind == "insertCompositionText" {
            return;
        }
        event.prevent_default();
        let Some((selected, _)) = self.selected() else { return };
        let wanted = self.surface.with_value(|s| s.as_ref().and_then(|s| target(event, &s.map())));
        let wanted = wanted.unwrap_or_else(|| selected.clone());
        match kind.as_str() {
            "historyUndo" => self.undo(),
            "historyRedo" => self.redo(),
            "insertParagraph" | "insertLineBreak" => self.enter(wanted),
            _ if kind.starts_with("insert") => {
                let text = event.data().or_else(|| brought(event, "dataTransfer")).unwrap_or_default();
                self.write(wanted, &text.replace("\r\n", "\n"));
            }
            _ if kind.starts_with("delete") => {
                let range = if wanted.is_empty() {
                    self.beside(wanted.start, kind.ends_with("Forward"))
                } else {
                    wanted
                };
                self.write(range, "");
            }
            _ => {}
        }
    }

    /// The letter before or behind a place.
    fn beside(self, at: usize, behind: bool) -> Range<usize> {
        self.surface.with_value(|surface| {
            let Some(source) = surface.as_ref().map(|surface| surface.source()) else { return at..at };
            match behind {
                true => {
                    let next = source.slice(at..at + 4);
                    at..at + next.chars().next().map_or(0, char::len_utf8)
                }
                false => {
                    let (index, within) = source.locate(at);
                    let before = match within {
                        0 if index > 0 => source.chunks()[index - 1].text.as_str(),
                        _ => &source.chunks()[index].text[..within],
                    };
                    at - before.chars().next_back().map_or(0, char::len_utf8)..at
                }
            }
        })
    }

    /// The browser has changed the text by itself.
    pub fn after_input(self) {
        let seen = self.surface.with_value(|surface| {
            let surface = surface.as_ref()?;
            let map = surface.map();
            let at = map.selected().map_or(0, |(range, _)| range.end);
            // While letters are put together the place may lie behind what is known.
            surface.seen(at.min(surface.source().len()))
        });
        let Some((range, text)) = seen else { return };
        let removed = self.surface.with_value(|s| s.as_ref().map(|s| s.source().slice(range.clone())));
        self.surface.update_value(|surface| surface.iter_mut().for_each(|s| s.take(range.clone(), &text)));
        self.record(Step { at: range.start, removed: removed.unwrap_or_default(), inserted: text });
    }

    /// Letters were put together.
    pub fn composed(self) {
        self.after_input();
        let Some((range, _)) = self.selected() else { return };
        self.surface.update_value(|surface| surface.iter_mut().for_each(|s| s.settle(range.end)));
        self.select(range.end..range.end);
    }

    /// A key, before anything else hears of it. Keys that mean something only here go no further.
    pub fn key(self, event: &KeyboardEvent) {
        let command = if keys::is_mac() { event.meta_key() } else { event.ctrl_key() };
        let key = keys::pressed(event).unwrap_or_default();
        let mine = match (key.as_str(), event.shift_key()) {
            _ if !command || event.alt_key() || event.is_composing() => false,
            ("z", false) => {
                self.undo();
                true
            }
            ("z", true) | ("y", _) => {
                self.redo();
                true
            }
            ("b", false) if !self.plain => {
                self.wrap("**");
                true
            }
            ("i", false) if !self.plain => {
                self.wrap("*");
                true
            }
            _ => false,
        };
        if mine {
            event.prevent_default();
        }
        if mine || !command || matches!(key.as_str(), "a" | "c" | "x" | "v" | "arrowup" | "arrowdown") {
            event.stop_propagation();
        }
    }

    /// Copies what is selected; takes it away if it is to be `cut`.
    pub fn copy(self, event: &Event, cut: bool) {
        let Some((range, _)) = self.selected().filter(|(range, _)| !range.is_empty()) else { return };
        let text = self.surface.with_value(|s| s.as_ref().map(|s| s.source().slice(range.clone())));
        let data: Result<DataTransfer, _> = property(event, "clipboardData").dyn_into();
        if let (Some(text), Ok(data)) = (text, data) {
            event.prevent_default();
            // A kind that every browser knows.
            let _ = data.set_data(PLAIN, &text);
            if cut {
                self.write(range, "");
            }
        }
    }

    /// Pastes text. Files are the app's.
    pub fn paste(self, event: &Event) {
        let Some(text) = brought(event, "clipboardData").filter(|text| !text.is_empty()) else { return };
        event.prevent_default();
        event.stop_propagation();
        if let Some((range, _)) = self.selected() {
            self.apart();
            self.write(range, &text);
            self.apart();
        }
    }

    fn enter(self, range: Range<usize>) {
        let found = self.surface.with_value(|surface| {
            let source = surface.as_ref()?.source();
            let (_, begins) = source.line(range.start);
            let rest = source.slice(range.end..range.end + 200);
            let rest = rest.split('\n').next().unwrap_or_default().to_owned();
            Some(enter(&source.slice(begins..range.start), &rest))
        });
        match found.filter(|_| !self.plain) {
            Some(Enter::Writes(text)) => self.write(range, &text),
            Some(Enter::Ends(count)) => self.write(range.start - count..range.end, "\n"),
            None => self.write(range, "\n"),
        }
    }

    /// Puts marks around what is selected, or takes them away.
    fn wrap(self, mark: &str) {
        let Some((range, _)) = self.selected() else { return };
        let (inner, before, behind) = self
            .surface
            .with_value(|surface| {
                let source = surface.as_ref()?.source();
                let before = range.start.saturating_sub(mark.len())..range.start;
                let behind = range.end..range.end + mark.len();
                Some((source.slice(range.clone()), source.slice(before), source.slice(behind)))
            })
            .unwrap_or_default();
        let count = mark.len();
        self.apart();
        if before == mark && behind == mark {
            self.write(range.start - count..range.end + count, &inner);
            self.select(range.start - count..range.end - count);
        } else {
            self.write(range.clone(), &format!("{mark}{inner}{mark}"));
            self.select(range.start + count..range.end + count);
        }
        self.apart();
    }

    /// Replaces a part of the text, with the caret behind what came.
    pub fn write(self, range: Range<usize>, text: &str) {
        if range.is_empty() && text.is_empty() {
            return;
        }
        let removed = self.surface.with_value(|s| s.as_ref().map(|s| s.source().slice(range.clone())));
        let step = Step { at: range.start, removed: removed.unwrap_or_default(), inserted: text.to_owned() };
        self.put(range, text);
        self.record(step);
    }

    fn put(self, range: Range<usize>, text: &str) {
        let end = range.start + text.len();
        self.surface.update_value(|surface| surface.iter_mut().for_each(|s| s.replace(range.clone(), text)));
        self.select(end..end);
        self.reveal(end);
    }

    /// Remembers and tells a change that was made.
    fn record(self, step: Step) {
        self.tell(&step.at, step.removed.len(), &step.inserted);
        self.history.update_value(|history| history.remember(step, js_sys::Date::now()));
        self.can.set(self.history.with_value(|history| history.can()));
    }

    fn tell(self, at: &usize, removed: usize, inserted: &str) {
        let edit = Edit { at: *at, removed, inserted: inserted.to_owned() };
        self.draft.update_value(|draft| draft.iter_mut().for_each(|draft| draft.push(edit.clone())));
        self.edited();
        self.follow();
    }

    /// What follows is undone by itself.
    fn apart(self) {
        self.history.update_value(|history| history.part());
    }

    /// Takes the last change back.
    pub fn undo(self) {
        let turn = self.history.try_update_value(|history| history.undo()).flatten();
        self.turn(turn);
    }

    /// Makes the last undone change again.
    pub fn redo(self) {
        let turn = self.history.try_update_value(|history| history.redo()).flatten();
        self.turn(turn);
    }

    fn turn(self, turn: Option<Turn>) {
        if let Some(Turn { at, removed, inserted }) = turn {
            self.put(at..at + removed, &inserted);
            self.tell(&at, removed, &inserted);
        }
        self.can.set(self.history.with_value(|history| history.can()));
    }

    /// What is selected.
    pub fn selected(self) -> Option<(Range<usize>, bool)> {
        self.surface.with_value(|surface| surface.as_ref()?.map().selected())
    }

    /// Selects a part of the text.
    pub fn select(self, range: Range<usize>) {
        self.surface.with_value(|surface| surface.iter().for_each(|s| s.map().select(range.clone(), true)));
    }

    /// Brings a place into view with the least movement.
    pub fn reveal(self, at: usize) {
        self.surface.with_value(|surface| {
            let Some(surface) = surface else { return };
            let Some(area) = surface.map().area(at) else { return };
            let root = surface.root();
            let frame = root.get_bounding_client_rect();
            let over = (area.bottom() + 16.0 - frame.bottom()).max(0.0);
            let under = (frame.top() + 16.0 - area.top()).max(0.0);
            if over > 0.0 || under > 0.0 {
                let by = if under > 0.0 { -under } else { over };
                root.set_scroll_top((f64::from(root.scroll_top()) + by).round() as i32);
            }
        });
    }
}
