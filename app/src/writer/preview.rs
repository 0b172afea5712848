//! The preview: the groups that are near the screen are built, the others are as tall as they are thought to be.

use std::collections::HashMap;

use document::markdown::{Block, Change, Piece};
use js_sys::Array;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{
    Element, HtmlElement, IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit, Node,
};

use super::build::{blocks, element, set};
use super::groups::{Group, Groups};

/// What is so near the screen is built, in pixels.
const NEAR: &str = "900px 0px";
/// The number of the group that an element shows.
const NUMBER: &str = "data-g";

/// The preview of a text.
pub struct Preview {
    root: HtmlElement,
    groups: Groups,
    shown: HashMap<u32, Shown>,
    observer: Option<IntersectionObserver>,
    /// Lives as long as the observer that calls it.
    _hear: Closure<dyn Fn(Array)>,
}

/// A group on the screen.
struct Shown {
    element: HtmlElement,
    near: bool,
    state: State,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    /// Nothing is built.
    Empty,
    /// Its blocks are there.
    Full,
    /// They are, but they may be other ones by now.
    Old,
}

impl Preview {
    /// An empty preview in `root`, which scrolls in `frame`. `near` is told which groups come near the screen.
    pub fn new(frame: &Element, root: HtmlElement, near: impl Fn(Vec<(u32, bool)>) + 'static) -> Preview {
        let hear = Closure::<dyn Fn(Array)>::new(move |entries: Array| {
            let news = entries.iter().filter_map(|entry| {
                let entry: IntersectionObserverEntry = entry.unchecked_into();
                Some((entry.target().get_attribute(NUMBER)?.parse().ok()?, entry.is_intersecting()))
            });
            near(news.collect());
        });
        let options = IntersectionObserverInit::new();
        options.set_root(Some(frame));
        options.set_root_margin(NEAR);
        // Every browser that runs WebAssembly has it.
        let observer = IntersectionObserver::new_with_options(hear.as_ref().unchecked_ref(), &options).ok();
        Preview { root, groups: Groups::default(), shown: HashMap::new(), observer, _hear: hear }
    }

    /// The pieces.
    pub fn groups(&self) -> &Groups {
        &self.groups
    }

    /// Shows another document.
    pub fn reset(&mut self, pieces: &[Piece]) {
        let gone: Vec<u32> = self.shown.keys().copied().collect();
        gone.into_iter().for_each(|id| self.remove(id));
        self.groups = Groups::of(pieces);
        (0..self.groups.all().len()).for_each(|index| self.insert(index));
    }

    fn remove(&mut self, id: u32) {
        if let Some(shown) = self.shown.remove(&id) {
            if let Some(observer) = &self.observer {
                observer.unobserve(&shown.element);
            }
            shown.element.remove();
        }
    }

    fn insert(&mut self, index: usize) {
        let group = &self.groups.all()[index];
        let Some(element) = element("div", "group") else { return };
        set(&element, NUMBER, &group.id.to_string());
        measure(&element, group);
        let before = self.root.children().item(index as u32);
        let before: Option<&Node> = before.as_ref().map(|before| before.unchecked_ref());
        // It is a child of the root, or nothing.
        let _ = self.root.insert_before(&element, before);
        if let Some(observer) = &self.observer {
            observer.observe(&element);
        }
        self.shown.insert(group.id, Shown { element, near: false, state: State::Empty });
    }

    /// Follows a change. `blocks` are those of the first pieces that came.
    pub fn apply(&mut self, change: &Change, blocks: &[Vec<Block>]) {
        let shift = self.groups.apply(change);
        shift.gone.into_iter().for_each(|id| self.remove(id));
        for index in shift.new {
            self.insert(index);
            self.fill_from(index, change.at, blocks);
        }
        if let Some((index, from, removed, inserted)) = shift.same {
            let group = &self.groups.all()[index];
            if let Some(shown) = self.shown.get_mut(&group.id) {
                measure(&shown.element, group);
                match shown.state {
                    State::Empty => {}
                    _ if blocks.len() < inserted => shown.state = State::Old,
                    _ => patch(&shown.element, from, removed, blocks),
                }
            }
        }
        if change.everywhere {
            for shown in self.shown.values_mut().filter(|shown| shown.state == State::Full) {
                shown.state = State::Old;
            }
        }
    }

    /// Fills a new group with blocks that came with the change, if they are all there: then nothing flickers.
    fn fill_from(&mut self, index: usize, at: usize, blocks: &[Vec<Block>]) {
        let group = &self.groups.all()[index];
        let (first, count) = (self.groups.first(index), group.pieces.len());
        let known = first.checked_sub(at).and_then(|from| blocks.get(from..from + count));
        if let Some(known) = known {
            self.fill(group.id, known);
        }
    }

    /// Groups have come near the screen, or left it.
    pub fn near(&mut self, news: &[(u32, bool)]) {
        for (id, near) in news {
            if let Some(shown) = self.shown.get_mut(id) {
                shown.near = *near;
                // What is far away costs memory. It stays as tall as it was.
                if !near && shown.state != State::Empty {
                    let tall = format!("{}px", shown.element.get_bounding_client_rect().height());
                    // A property of our own.
                    let _ = shown.element.style().set_property("--tall", &tall);
                    shown.element.set_text_content(None);
                    shown.state = State::Empty;
                }
            }
        }
    }

    /// A group whose blocks are to be asked for: its number, its first piece and how many it has.
    pub fn wanted(&self) -> Option<(u32, u32, u32)> {
        let mut first = 0;
        for group in self.groups.all() {
            let count = group.pieces.len() as u32;
            if self.shown.get(&group.id).is_some_and(|shown| shown.near && shown.state != State::Full) {
                return Some((group.id, first, count));
            }
            first += count;
        }
        None
    }

    /// Builds a group.
    pub fn fill(&mut self, id: u32, pieces: &[Vec<Block>]) {
        let Some(index) = self.groups.find(id) else { return };
        // It may have changed while its blocks were on their way; then they are asked for again.
        let same = self.groups.all()[index].pieces.len() == pieces.len();
        if let Some(shown) = self.shown.get_mut(&id).filter(|_| same) {
            shown.element.set_text_content(None);
            patch(&shown.element, 0, 0, pieces);
            shown.state = State::Full;
        }
    }

    /// The element of a group, and of a piece in it if that is built.
    pub fn find(&self, piece: usize) -> Option<(HtmlElement, Option<HtmlElement>, f64)> {
        let (index, within) = self.groups.locate(piece);
        let group = self.groups.all().get(index)?;
        let shown = self.shown.get(&group.id)?;
        let built = shown.element.children().item(within as u32).map(JsCast::unchecked_into);
        Some((shown.element.clone(), built, within as f64 / group.pieces.len().max(1) as f64))
    }

    /// The piece at a height of the screen, and how far that is through it, from 0 to 1.
    pub fn at_height(&self, y: f64) -> Option<(usize, f64)> {
        let mut first = 0;
        for group in self.groups.all() {
            let count = group.pieces.len();
            if let Some(shown) = self.shown.get(&group.id).filter(|shown| shown.near) {
                let area = shown.element.get_bounding_client_rect();
                if area.bottom() > y {
                    let pieces = shown.element.children();
                    for index in 0..pieces.length() {
                        let area = pieces.item(index)?.get_bounding_client_rect();
                        if area.bottom() > y {
                            let share = (y - area.top()) / area.height().max(1.0);
                            return Some((first + index as usize, share.clamp(0.0, 1.0)));
                        }
                    }
                    let share = ((y - area.top()) / area.height().max(1.0)).clamp(0.0, 1.0);
                    return Some((first + (share * count as f64) as usize, 0.0));
                }
            }
            first += count;
        }
        None
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        if let Some(observer) = &self.observer {
            observer.disconnect();
        }
    }
}

/// Replaces pieces in a group.
fn patch(group: &HtmlElement, from: usize, removed: usize, pieces: &[Vec<Block>]) {
    for _ in 0..removed {
        if let Some(gone) = group.children().item(from as u32) {
            gone.remove();
        }
    }
    let before = group.children().item(from as u32);
    for piece in pieces {
        let Some(made) = element("div", "piece") else { return };
        blocks(&made, piece);
        let before: Option<&Node> = before.as_ref().map(|before| before.unchecked_ref());
        // It is a child of the group, or nothing.
        let _ = group.insert_before(&made, before);
    }
}

/// Tells how tall a group is about, in lines.
fn measure(element: &HtmlElement, group: &Group) {
    // Properties of our own.
    let _ = element.style().set_property("--rows", &group.lines().to_string());
    let _ = element.style().remove_property("--tall");
}
