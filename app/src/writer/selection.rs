//! The browser's selection in the text, in bytes, and the other way round.

use std::ops::Range;

use js_sys::{Function, Reflect};
use leptos::prelude::{document as page, window};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DomRect, HtmlElement, Node};

use super::source::{Source, bytes, units};

/// The number of the chunk that an element shows.
pub const NUMBER: &str = "data-n";

/// Where things are in the element that shows a text.
pub struct Map<'a> {
    pub root: &'a HtmlElement,
    pub source: &'a Source,
}

impl Map<'_> {
    /// The bytes before a place of the page; `None` if it is not in the text.
    pub fn bytes(&self, node: &Node, offset: u32) -> Option<usize> {
        if !self.root.contains(Some(node)) {
            return None;
        }
        let offset = offset as usize;
        if node.is_same_node(Some(self.root)) {
            let count = self.source.chunks().len();
            return Some(if offset >= count { self.source.len() } else { self.source.start(offset) });
        }
        let mut chunk = node.clone();
        while let Some(parent) = chunk.parent_node().filter(|parent| !parent.is_same_node(Some(self.root))) {
            chunk = parent;
        }
        let number = chunk.dyn_ref::<HtmlElement>()?.get_attribute(NUMBER)?.parse().ok()?;
        let index = self.source.find(number)?;
        let text = &self.source.chunks()[index].text;
        let within = match node.node_type() {
            Node::TEXT_NODE => bytes(text, offset),
            _ if offset == 0 => 0,
            _ => text.len(),
        };
        Some(self.source.start(index) + within)
    }

    /// What is selected, and whether its end moves rather than its beginning.
    pub fn selected(&self) -> Option<(Range<usize>, bool)> {
        let selection = window().get_selection().ok().flatten()?;
        let anchor = self.bytes(&selection.anchor_node()?, selection.anchor_offset())?;
        let focus = self.bytes(&selection.focus_node()?, selection.focus_offset())?;
        Some((anchor.min(focus)..anchor.max(focus), focus >= anchor))
    }

    /// The place of the page that has so many bytes before it.
    pub fn place(&self, at: usize) -> Option<(Node, u32)> {
        let (index, within) = self.source.locate(at);
        let chunk = self.root.children().item(index as u32)?;
        match chunk.first_child().filter(|node| node.node_type() == Node::TEXT_NODE) {
            Some(text) => Some((text, units(&self.source.chunks()[index].text, within) as u32)),
            None => Some((chunk.unchecked_into(), 0)),
        }
    }

    /// Selects a part of the text.
    pub fn select(&self, range: Range<usize>, forward: bool) {
        let Some(selection) = window().get_selection().ok().flatten() else { return };
        let (anchor, focus) = if forward { (range.start, range.end) } else { (range.end, range.start) };
        if let (Some((anchor, from)), Some((focus, to))) = (self.place(anchor), self.place(focus)) {
            // Both places are in the page.
            let _ = selection.set_base_and_extent(&anchor, from, &focus, to);
        }
    }

    /// The area of the screen that a place takes, as tall as its line.
    pub fn area(&self, at: usize) -> Option<DomRect> {
        let range = page().create_range().ok()?;
        let (node, offset) = self.place(at)?;
        let length = node.text_content().map_or(0, |text| text.encode_utf16().count() as u32);
        let whole = node.node_type() != Node::TEXT_NODE || length == 0;
        if whole {
            return Some(node.dyn_into::<HtmlElement>().ok()?.get_bounding_client_rect());
        }
        // A place has no height of its own everywhere; a letter has.
        let from = offset.min(length - 1);
        range.set_start(&node, from).ok()?;
        range.set_end(&node, from + 1).ok()?;
        let rects = range.get_client_rects()?;
        rects.item(rects.length().saturating_sub(1))
    }

    /// The place that is shown at a point of the screen.
    pub fn at_point(&self, x: f64, y: f64) -> Option<usize> {
        let page: JsValue = page().into();
        let call = |name: &str| {
            let function = Reflect::get(&page, &name.into()).ok()?.dyn_into::<Function>().ok()?;
            function.call2(&page, &x.into(), &y.into()).ok().filter(|found| found.is_object())
        };
        let (found, node, offset) = match call("caretPositionFromPoint") {
            Some(found) => (found, "offsetNode", "offset"),
            None => (call("caretRangeFromPoint")?, "startContainer", "startOffset"),
        };
        let node: Node = Reflect::get(&found, &node.into()).ok()?.dyn_into().ok()?;
        let offset = Reflect::get(&found, &offset.into()).ok()?.as_f64()?;
        self.bytes(&node, offset as u32)
    }
}
