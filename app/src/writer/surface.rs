//! The element that the text stands in: a child for each chunk.

use std::ops::Range;

use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, Node};

use super::build::{append, element, set};
use super::selection::{Map, NUMBER};
use super::source::{Changed, Source};

/// The text on the screen.
pub struct Surface {
    root: HtmlElement,
    source: Source,
    /// How many letters a line has room for.
    columns: usize,
}

impl Surface {
    /// Shows a text in an empty element.
    pub fn new(root: HtmlElement, text: &str) -> Surface {
        let mut surface = Surface { root, source: Source::new(text), columns: 80 };
        let count = surface.source.chunks().len();
        surface.show(&Changed { at: 0, removed: 0, inserted: count });
        surface
    }

    /// The text.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// Places on the screen.
    pub fn map(&self) -> Map<'_> {
        Map { root: &self.root, source: &self.source }
    }

    /// The element.
    pub fn root(&self) -> &HtmlElement {
        &self.root
    }

    /// Lines have room for so many letters: what is not on the screen is as tall as it would be.
    pub fn fit(&mut self, columns: usize) {
        if columns == self.columns || columns == 0 {
            return;
        }
        self.columns = columns;
        for index in 0..self.source.chunks().len() {
            if let Some(chunk) = self.root.children().item(index as u32) {
                self.measure(&chunk.unchecked_into(), index);
            }
        }
    }

    /// Replaces a part of the text.
    pub fn replace(&mut self, range: Range<usize>, text: &str) {
        let changed = self.source.splice(range.start, range.len(), text);
        self.show(&changed);
    }

    /// Builds what is different.
    fn show(&mut self, changed: &Changed) {
        let last = self.source.chunks().len() - 1;
        if changed.removed == 1 && changed.inserted == 1 {
            self.fill(changed.at);
        } else {
            let before = self.root.children().item((changed.at + changed.removed) as u32);
            for _ in 0..changed.removed {
                if let Some(gone) = self.root.children().item(changed.at as u32) {
                    gone.remove();
                }
            }
            for index in changed.at..changed.at + changed.inserted {
                let Some(chunk) = element("div", "") else { return };
                set(&chunk, NUMBER, &self.source.chunks()[index].id.to_string());
                let before: Option<&Node> = before.as_ref().map(|before| before.unchecked_ref());
                // It was a child a moment ago.
                let _ = self.root.insert_before(&chunk, before);
                self.fill(index);
            }
        }
        // What became the last one, or is not any more.
        for index in [last.checked_sub(1), Some(last)].into_iter().flatten() {
            if !(changed.at..changed.at + changed.inserted).contains(&index) {
                self.fill(index);
            }
        }
    }

    /// Writes the text of a chunk into its element.
    fn fill(&self, index: usize) {
        let Some(chunk) = self.root.children().item(index as u32) else { return };
        let chunk: HtmlElement = chunk.unchecked_into();
        let text = &self.source.chunks()[index].text;
        let node = chunk.first_child().filter(|node| node.node_type() == Node::TEXT_NODE);
        match (node, text.is_empty()) {
            (Some(node), false) => {
                if node.node_value().as_deref() != Some(text) {
                    node.set_node_value(Some(text));
                }
                while let Some(other) = node.next_sibling() {
                    // It is a child.
                    let _ = chunk.remove_child(&other);
                }
            }
            _ => chunk.set_text_content(Some(text)),
        }
        // An empty last line has no height without it.
        let is_last = index + 1 == self.source.chunks().len();
        if is_last
            && (text.is_empty() || text.ends_with('\n'))
            && let Some(line) = element("br", "")
        {
            append(&chunk, &line);
        }
        self.measure(&chunk, index);
    }

    /// Tells how tall a chunk is about.
    fn measure(&self, chunk: &HtmlElement, index: usize) {
        let rows = |line: &str| line.len().div_ceil(self.columns).max(1);
        let rows: usize = self.source.chunks()[index].text.lines().map(rows).sum();
        // A property of our own.
        let _ = chunk.style().set_property("--rows", &rows.max(1).to_string());
    }

    /// The text of an element as it is on the screen, where the browser has changed it by itself: where that is in the text,
    /// and what it is now.
    pub fn seen(&self, at: usize) -> Option<(Range<usize>, String)> {
        if self.root.child_element_count() as usize != self.source.chunks().len() {
            let mut all = String::new();
            let children = self.root.child_nodes();
            for index in 0..children.length() {
                let text = children.item(index).and_then(|node| node.text_content()).unwrap_or_default();
                all.push_str(&text);
                if index + 1 < children.length() && !text.ends_with('\n') {
                    all.push('\n');
                }
            }
            return difference(0, &self.source.text(), &all);
        }
        let (index, _) = self.source.locate(at);
        let seen = self.root.children().item(index as u32)?.text_content().unwrap_or_default();
        difference(self.source.start(index), &self.source.chunks()[index].text, &seen)
    }

    /// Takes over what was seen, without touching what the browser shows while letters are put together.
    pub fn take(&mut self, range: Range<usize>, text: &str) {
        let changed = self.source.splice(range.start, range.len(), text);
        let same = changed.removed == 1 && changed.inserted == 1;
        if !same || self.root.child_element_count() as usize != self.source.chunks().len() {
            self.rebuild();
        }
    }

    /// Shows all of it anew.
    fn rebuild(&mut self) {
        self.root.set_text_content(None);
        let count = self.source.chunks().len();
        self.show(&Changed { at: 0, removed: 0, inserted: count });
    }

    /// After letters were put together: what is on the screen is as it should be.
    pub fn settle(&mut self, at: usize) {
        let (index, _) = self.source.locate(at);
        self.fill(index);
    }
}

/// Where two texts differ: a range of the first and what the second has there. `None` if they are the same.
fn difference(start: usize, old: &str, new: &str) -> Option<(Range<usize>, String)> {
    if old == new {
        return None;
    }
    let same = old.bytes().zip(new.bytes()).take_while(|(a, b)| a == b).count();
    let head =
        (0..=same).rev().find(|at| old.is_char_boundary(*at) && new.is_char_boundary(*at)).unwrap_or(0);
    let most = old.len().min(new.len()) - head;
    let same = old.bytes().rev().zip(new.bytes().rev()).take(most).take_while(|(a, b)| a == b).count();
    let is_between =
        |tail: &usize| old.is_char_boundary(old.len() - tail) && new.is_char_boundary(new.len() - tail);
    let tail = (0..=same).rev().find(is_between).unwrap_or(0);
    Some((start + head..start + old.len() - tail, new[head..new.len() - tail].to_owned()))
}
