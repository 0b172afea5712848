//! The scroll: where a person is in the document, how large it is, and which pages are on the screen.
//!
//! Places are those of the [`Layout`]; the browser's own scroll follows along the shorter [`Runway`]. Width, height and
//! scroll are written at once and not by effects: between the two a page would jump.

use std::ops::Range;

use document::{Size, Turn};
use leptos::html;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::layout::{Layout, SIDE};
use super::runway::Runway;

/// How the scale is chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fit {
    /// As wide as the window, but not so wide that the lines are hard to follow.
    #[default]
    Reading,
    /// As wide as the window.
    Width,
    /// A whole page in the window.
    Page,
    /// As somebody has set it.
    Free,
}

/// Pixels per point of 100 %.
pub const FULL: f64 = 96.0 / 72.0;
/// Pixels per point at which lines are still easy to follow.
const READING: f64 = FULL * 1.25;
/// From 8 % to 6400 %.
const SCALES: (f64, f64) = (FULL * 0.08, FULL * 64.0);
/// What the keys and buttons step through, in percent.
const STEPS: [f64; 15] =
    [10.0, 25.0, 33.0, 50.0, 67.0, 75.0, 90.0, 100.0, 125.0, 150.0, 200.0, 300.0, 400.0, 800.0, 1600.0];
/// A leap of more windows than this was made with the bar, not by wheel or key.
const LEAP: f64 = 3.0;
/// Windows above and below the visible one whose pages are in the page already.
const SPARE: f64 = 0.75;

/// Where a person is: a page, and how far its top is above the window's, in points; below it if that is negative.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Spot {
    /// The page, from 0.
    pub page: usize,
    /// Points below its upper edge.
    pub down: f64,
}

/// What is scrolled, and how.
#[derive(Clone, Copy)]
pub struct Stage {
    /// The window.
    pub node: NodeRef<html::Div>,
    /// What is scrolled in it.
    pub ground: NodeRef<html::Div>,
    /// How the scale is chosen.
    pub fit: RwSignal<Fit>,
    /// Pixels per point.
    pub scale: RwSignal<f64>,
    /// The reader's turn.
    pub turn: RwSignal<Turn>,
    /// The pages that are in the page.
    pub span: RwSignal<(usize, usize)>,
    /// The page that a person reads.
    pub page: RwSignal<usize>,
    /// Tells that pages have moved.
    pub moved: Trigger,
    /// Tells that something else is in the window.
    pub seen: Trigger,
    /// Whether the scroll rests.
    pub resting: RwSignal<bool>,
    layout: StoredValue<Layout>,
    at: StoredValue<At>,
}

/// The scroll in numbers.
#[derive(Clone, Copy, Debug, Default)]
struct At {
    /// The top of the window in the document.
    top: f64,
    /// What the bar says.
    bar: f64,
    left: f64,
    width: f64,
    height: f64,
    /// The page that was asked for, and the top that it led to.
    asked: Option<(usize, f64)>,
}

impl Stage {
    /// A stage without a document.
    pub fn new() -> Stage {
        Stage {
            node: NodeRef::new(),
            ground: NodeRef::new(),
            fit: RwSignal::new(Fit::Reading),
            scale: RwSignal::new(FULL),
            turn: RwSignal::new(Turn::None),
            span: RwSignal::new((0, 0)),
            page: RwSignal::new(0),
            moved: Trigger::new(),
            seen: Trigger::new(),
            resting: RwSignal::new(true),
            layout: StoredValue::new(Layout::new(0, &[])),
            at: StoredValue::new(At::default()),
        }
    }

    /// Takes the pages of a document.
    pub fn fill(self, pages: usize, known: &[Size]) {
        self.layout.set_value(Layout::new(pages, known));
    }

    /// Takes sizes that have become known, without moving what is read.
    pub fn learn(self, from: usize, known: &[Size]) {
        let spot = self.spot();
        if self.layout.try_update_value(|layout| layout.learn(from, known)) == Some(true) {
            self.lay();
            self.show(spot);
        }
    }

    /// Looks at the layout.
    pub fn with<T>(self, look: impl FnOnce(&Layout) -> T) -> T {
        self.layout.with_value(look)
    }

    /// How many pages there are.
    pub fn pages(self) -> usize {
        self.with(Layout::pages)
    }

    /// Whether the pages lie on their side.
    fn sideways(self) -> bool {
        matches!(self.turn.get_untracked(), Turn::Right | Turn::Left)
    }

    /// The size of the window.
    pub fn window(self) -> (f64, f64) {
        let at = self.at.get_value();
        (at.width, at.height)
    }

    /// The part of the document that is in the window.
    pub fn visible(self) -> (f64, f64) {
        let at = self.at.get_value();
        (at.top, at.top + at.height)
    }

    /// The pages in the window.
    pub fn visible_pages(self) -> Range<usize> {
        let (from, to) = self.visible();
        self.with(|layout| layout.span(from, to))
    }

    /// The part of a page that is in the window, in shares of the page as it lies: left, top, right, bottom.
    pub fn window_on(self, page: usize) -> (f64, f64, f64, f64) {
        let (at, (left, _)) = (self.at.get_value(), self.place(page));
        let ((width, height), top) = self.with(|layout| (layout.size(page), layout.top(page)));
        let share = |from: f64, of: f64| (from / of).clamp(0.0, 1.0);
        (
            share(at.left - left, width),
            share(at.top - top, height),
            share(at.left + at.width - left, width),
            share(at.top + at.height - top, height),
        )
    }

    /// Where a page stands on the ground: its left edge, and its upper one by the measure of the bar.
    pub fn place(self, page: usize) -> (f64, f64) {
        let at = self.at.get_value();
        self.with(|layout| {
            let left = ((at.width.max(layout.width()) - layout.size(page).0) / 2.0).round();
            (left, layout.top(page) - at.top + at.bar)
        })
    }

    /// Where the top of the window is, seen from the page that is read.
    pub fn spot(self) -> Spot {
        let (top, page) = (self.at.with_value(|at| at.top), self.page.get_untracked());
        self.with(|layout| Spot { page, down: (top - layout.top(page)) / layout.scale() })
    }

    /// Brings a spot to the top of the window.
    pub fn show(self, spot: Spot) {
        let page = spot.page.min(self.pages().saturating_sub(1));
        let top = self.with(|layout| layout.top(page) + spot.down * layout.scale());
        // What fits is in the middle, also beside wider pages.
        let (left, _) = self.place(page);
        let (width, _) = self.with(|layout| layout.size(page));
        let fits = self.fit.get_untracked() != Fit::Free;
        let left = fits.then(|| (left + (width - self.window().0) / 2.0).max(0.0));
        self.scroll(top, left, Some(page));
    }

    /// Goes to a page: to a height of it in points, or to its upper edge.
    pub fn go(self, page: usize, down: Option<f64>) {
        // A little of the gap, or of what stands above, shows where one is.
        let down = down.map_or(-4.0, |down| down - 24.0);
        let down = if self.turn.get_untracked() == Turn::None { down } else { -4.0 };
        self.show(Spot { page, down: down.max(-4.0) });
    }

    /// Brings a part of a page (in points, unturned) into the window, if it is not there.
    pub fn reveal(self, page: usize, area: document::Area) {
        let (from, to) = self.visible();
        let (top, scale) = self.with(|layout| (layout.top(page), layout.scale()));
        let upright = self.turn.get_untracked() == Turn::None;
        let y = if upright { top + f64::from(area.y) * scale } else { top };
        let below = y + f64::from(area.height) * scale;
        let (left, _) = self.place(page);
        let at = self.at.get_value();
        let x = left + f64::from(area.x) * scale;
        let aside = upright && (x < at.left || x + f64::from(area.width) * scale > at.left + at.width);
        let left = aside.then(|| x - at.width / 3.0);
        if y < from + 8.0 || below > to - 8.0 {
            self.scroll(y - at.height / 3.0, left, Some(page));
        } else if left.is_some() {
            self.scroll(at.top, left, None);
        }
    }

    /// Moves by so many windows, or pixels.
    pub fn step(self, windows: f64, pixels: f64) {
        let at = self.at.get_value();
        self.scroll(at.top + windows * (at.height - 40.0) + pixels, None, None);
    }

    /// Moves sideways by so many pixels.
    pub fn aside(self, pixels: f64) {
        let at = self.at.get_value();
        self.scroll(at.top, Some(at.left + pixels), None);
    }

    /// Goes to a height of the document.
    fn scroll(self, top: f64, left: Option<f64>, asked: Option<usize>) {
        let Some(node) = self.node.get_untracked() else { return };
        let height = self.with(Layout::height);
        let mut at = self.at.get_value();
        at.top = top.clamp(0.0, (height - at.height).max(0.0)).round();
        at.bar = Runway::new(height).short(at.top).round();
        at.left = left.unwrap_or(at.left);
        at.asked = asked.map(|page| (page, at.top));
        self.at.set_value(at);
        node.scroll_to_with_x_and_y(at.left, at.bar);
        self.moved.notify();
        self.look();
    }

    /// Hears what the browser scrolled.
    pub fn scrolled(self) {
        let Some(node) = self.node.get_untracked() else { return };
        let runway = Runway::new(self.with(Layout::height));
        let mut at = self.at.get_value();
        let bar = f64::from(node.scroll_top());
        at.left = f64::from(node.scroll_left());
        if runway.is_short() && (bar - at.bar).abs() > LEAP * at.height {
            at.top = runway.whole(bar).round();
            self.moved.notify();
        } else {
            at.top += bar - at.bar;
        }
        at.bar = bar;
        // The end is reached when the bar's is, whatever was rounded on the way.
        let last = (self.with(Layout::height) - at.height).max(0.0);
        if !(0.0..=last).contains(&at.top) {
            at.top = at.top.clamp(0.0, last);
            self.moved.notify();
        }
        self.at.set_value(at);
        self.look();
    }

    /// Once the scroll rests: puts the bar where it belongs.
    pub fn rested(self) {
        self.resting.maybe_update(|now| !std::mem::replace(now, true));
        let Some(node) = self.node.get_untracked() else { return };
        let runway = Runway::new(self.with(Layout::height));
        let mut at = self.at.get_value();
        let bar = runway.short(at.top).round();
        if runway.is_short() && (bar - at.bar).abs() >= 1.0 {
            at.bar = bar;
            self.at.set_value(at);
            node.scroll_to_with_x_and_y(at.left, bar);
            self.moved.notify();
        }
    }

    /// Finds the pages that are in the window now.
    fn look(self) {
        let at = self.at.get_value();
        let (span, page) = self.with(|layout| {
            let spare = at.height * SPARE;
            let span = layout.span(at.top - spare, at.top + at.height + spare);
            let page = match at.asked {
                Some((page, top)) if (top - at.top).abs() < 2.0 => page,
                _ if at.top + at.height >= layout.height() - 1.0 => layout.pages().saturating_sub(1),
                _ => layout.page_at(at.top + at.height / 3.0),
            };
            ((span.start, span.end), page)
        });
        self.span.maybe_update(|now| std::mem::replace(now, span) != span);
        self.page.maybe_update(|now| std::mem::replace(now, page) != page);
        self.resting.maybe_update(|now| std::mem::replace(now, false));
        self.seen.notify();
    }

    /// Hears that the window has another size.
    pub fn resized(self) {
        let Some(node) = self.node.get_untracked() else { return };
        let (width, height) = (f64::from(node.client_width()), f64::from(node.client_height()));
        let (before, spot) = (self.at.get_value(), self.spot());
        // A window that is hidden has no size, and comes back as it was.
        if width < 1.0 || height < 1.0 || (before.width, before.height) == (width, height) {
            return;
        }
        self.at.update_value(|at| (at.width, at.height) = (width, height));
        if before.width == 0.0 {
            return self.lay();
        }
        match self.fitting() {
            Some(scale) => self.rescale(scale),
            None => self.lay(),
        }
        self.show(spot);
    }

    /// The scale at which the page that is read fits.
    fn fitting(self) -> Option<f64> {
        let (width, height) = self.window();
        if width < 1.0 {
            return None;
        }
        let page = self.page.get_untracked();
        let (w, h) = self.with(|layout| layout.lying(page));
        let wide = (width - 2.0 * SIDE) / w;
        let scale = match self.fit.get_untracked() {
            Fit::Free => return None,
            Fit::Reading => wide.min(READING),
            Fit::Width => wide,
            Fit::Page => wide.min((height - 16.0) / h),
        };
        Some(scale.clamp(SCALES.0, SCALES.1))
    }

    fn rescale(self, scale: f64) {
        let sideways = self.sideways();
        self.layout.update_value(|layout| layout.set(scale, sideways));
        self.scale.set(scale);
        self.lay();
    }

    /// Gives the ground its size and its scale.
    fn lay(self) {
        let Some(ground) = self.ground.get_untracked() else { return };
        let (width, height, scale) = self.with(|layout| (layout.width(), layout.height(), layout.scale()));
        let style = web_sys::HtmlElement::style(&ground);
        let pixels = |value: f64| format!("{}px", value.ceil());
        // None of these can be refused.
        let _ = style.set_property("width", &pixels(width.max(self.at.with_value(|at| at.width))));
        let _ = style.set_property("height", &pixels(Runway::new(height).length()));
        let _ = style.set_property("--scale", &scale.to_string());
    }

    /// Chooses how the scale is chosen.
    pub fn set_fit(self, fit: Fit) {
        self.fit.set(fit);
        if let Some(scale) = self.fitting() {
            let (page, spot) = (self.page.get_untracked(), self.spot());
            self.rescale(scale);
            match fit {
                Fit::Page => self.go(page, None),
                _ => self.show(spot),
            }
        }
    }

    /// Chooses a scale. What is under `at` (pixels from the corner of the window; its middle if none) stays there.
    pub fn zoom(self, scale: f64, at: Option<(f64, f64)>) {
        let scale = scale.clamp(SCALES.0, SCALES.1);
        let now = self.at.get_value();
        let (x, y) = at.unwrap_or((now.width / 2.0, now.height / 3.0));
        let page = self.with(|layout| layout.page_at(now.top + y));
        let share = |(width, height): (f64, f64), left: f64, top: f64| {
            ((now.left + x - left) / width, (now.top + y - top) / height)
        };
        let (left, _) = self.place(page);
        let (across, down) = self.with(|layout| share(layout.size(page), left, layout.top(page)));
        self.fit.set(Fit::Free);
        self.rescale(scale);
        let (left, _) = self.place(page);
        let ((width, height), top) = self.with(|layout| (layout.size(page), layout.top(page)));
        self.scroll(top + down * height - y, Some((left + across * width - x).max(0.0)), None);
    }

    /// The next scale of the list, or the one before.
    pub fn zoom_step(self, larger: bool) {
        let percent = self.scale.get_untracked() / FULL * 100.0;
        let next = match larger {
            true => STEPS.into_iter().find(|step| *step > percent * 1.01),
            false => STEPS.into_iter().rev().find(|step| *step < percent * 0.99),
        };
        if let Some(next) = next {
            self.zoom(next / 100.0 * FULL, None);
        }
    }

    /// Turns all pages.
    pub fn set_turn(self, turn: Turn) {
        let page = self.page.get_untracked();
        self.turn.set(turn);
        let scale = self.fitting().unwrap_or_else(|| self.scale.get_untracked());
        self.rescale(scale);
        self.go(page, None);
    }

    /// Shows a document where somebody left it.
    pub fn restore(self, fit: Fit, scale: f64, turn: Turn, spot: Spot) {
        self.fit.set(fit);
        self.turn.set(turn);
        self.page.set(spot.page.min(self.pages().saturating_sub(1)));
        let scale = self.fitting().unwrap_or(scale.clamp(SCALES.0, SCALES.1));
        self.rescale(scale);
        self.show(spot);
    }
}
