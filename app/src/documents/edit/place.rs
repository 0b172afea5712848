//! From the screen to a page and back: points of a page as it is shown, whatever turn and size the reader gives it.

use document::edit::{Point, Rect};
use document::{Area, Turn};
use leptos::prelude::*;
use web_sys::{DomRect, Element};

use crate::documents::reader::Reader;

/// A length of a page as styles have it.
pub fn points(value: f32) -> String {
    format!("calc(var(--scale) * {value:.2}px)")
}

/// What lies over an area of a page.
pub fn over(class: &'static str, area: Area) -> AnyView {
    view! {
        <div
            class=class
            style:left=points(area.x)
            style:top=points(area.y)
            style:width=points(area.width)
            style:height=points(area.height)
        ></div>
    }
    .into_any()
}

/// The point of a page that lies at a point of the screen. `paper` is the page's element.
pub fn on_page(reader: Reader, page: usize, paper: &Element, (x, y): (f64, f64)) -> Point {
    let (u, v) = share(&paper.get_bounding_client_rect(), x, y);
    let turned = turn(reader.stage.turn.get_untracked(), u, v);
    let size = reader.stage.with(|layout| layout.points(page));
    let at = |share: f64, of: f32| (share.clamp(0.0, 1.0) * f64::from(of)) as f32;
    Point { x: at(turned.0, size.width), y: at(turned.1, size.height) }
}

/// The box of a page that lies under a box of the screen.
pub fn box_on_page(reader: Reader, page: usize, paper: &Element, bounds: &DomRect) -> Rect {
    let one = on_page(reader, page, paper, (bounds.left(), bounds.top()));
    let other = on_page(reader, page, paper, (bounds.right(), bounds.bottom()));
    between(one, other)
}

/// The box between two points.
pub fn between(one: Point, other: Point) -> Rect {
    Rect {
        x: one.x.min(other.x),
        y: one.y.min(other.y),
        width: (one.x - other.x).abs(),
        height: (one.y - other.y).abs(),
    }
}

/// A way on the screen as a way on the page, in points.
pub fn way(reader: Reader, x: f64, y: f64) -> (f32, f32) {
    let scale = reader.stage.scale.get_untracked();
    let (x, y) = ((x / scale) as f32, (y / scale) as f32);
    match reader.stage.turn.get_untracked() {
        Turn::None => (x, y),
        Turn::Right => (y, -x),
        Turn::Over => (-x, -y),
        Turn::Left => (-y, x),
    }
}

/// The middle of the part of a page that is in the window.
pub fn middle(reader: Reader, page: usize) -> Point {
    let (left, top, right, bottom) = reader.stage.window_on(page);
    let (u, v) = turn(reader.stage.turn.get_untracked(), (left + right) / 2.0, (top + bottom) / 2.0);
    let size = reader.stage.with(|layout| layout.points(page));
    Point { x: u as f32 * size.width, y: v as f32 * size.height }
}

fn share(bounds: &DomRect, x: f64, y: f64) -> (f64, f64) {
    ((x - bounds.left()) / bounds.width().max(1.0), (y - bounds.top()) / bounds.height().max(1.0))
}

/// Shares of the page as it lies, as shares of the page as it stands.
fn turn(turn: Turn, u: f64, v: f64) -> (f64, f64) {
    match turn {
        Turn::None => (u, v),
        Turn::Right => (v, 1.0 - u),
        Turn::Over => (1.0 - u, 1.0 - v),
        Turn::Left => (1.0 - v, u),
    }
}
