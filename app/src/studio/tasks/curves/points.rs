//! The points of a curve: which there are, and what may be done to them.

use leptos::prelude::*;
use video::pixels::Tone;

use crate::app::focus_on;
use crate::studio::state::Studio;

/// What a curve is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    Light,
    Red,
    Green,
    Blue,
}

pub use Channel::{Blue, Green, Light, Red};

/// Old and new, 0 to 1.
pub type Point = (f32, f32);

/// The curve that changes nothing.
pub const STRAIGHT: [Point; 2] = [(0.0, 0.0), (1.0, 1.0)];
/// How near to each other points may lie, side by side.
const NEAR: f32 = 0.02;
/// More points than these nobody can tell apart.
pub const MOST: usize = 12;

impl Channel {
    /// In the order in which they are shown.
    pub const ALL: [Channel; 4] = [Light, Red, Green, Blue];

    /// Its name in the markup.
    pub fn word(self) -> &'static str {
        match self {
            Light => "light",
            Red => "red",
            Green => "green",
            Blue => "blue",
        }
    }

    /// Its points as they are kept; none where nothing is changed.
    pub fn of(self, tone: &mut Tone) -> &mut Vec<Point> {
        match self {
            Light => &mut tone.curve,
            Red => &mut tone.red,
            Green => &mut tone.green,
            Blue => &mut tone.blue,
        }
    }

    /// Its points, two at least. Tracked.
    pub fn points(self, studio: Studio) -> Vec<Point> {
        let set = studio.plan.with(|plan| self.of(&mut plan.look.filters.tone.clone()).clone());
        if set.len() < 2 { STRAIGHT.into() } else { set }
    }

    /// Changes its points.
    pub fn set(self, studio: Studio, points: Vec<Point>) {
        let points = if points == STRAIGHT { Vec::new() } else { points };
        studio.edit("curve", |plan| *self.of(&mut plan.look.filters.tone) = points);
    }
}

/// Puts a point in, and the focus on it.
pub fn insert(studio: Studio, channel: Channel, point: Point) -> Option<usize> {
    let mut points = untrack(|| channel.points(studio));
    let at = points.iter().take_while(|one| one.0 < point.0).count();
    let near = points.iter().any(|one| (one.0 - point.0).abs() < NEAR);
    if near || points.len() >= MOST {
        return None;
    }
    points.insert(at, point);
    channel.set(studio, points);
    focus(at);
    Some(at)
}

/// Puts the focus on a point once it is there.
pub fn focus(at: usize) {
    request_animation_frame(move || focus_on(&format!(".curve-point[data-at='{at}']")));
}

/// Moves a point, as far as its neighbours let it.
pub fn drag(studio: Studio, channel: Channel, at: usize, (x, y): Point) {
    let mut points = untrack(|| channel.points(studio));
    let least = at.checked_sub(1).map_or(0.0, |before| points[before].0 + NEAR);
    let most = points.get(at + 1).map_or(1.0, |after| after.0 - NEAR);
    if let Some(point) = points.get_mut(at) {
        let hundredth = |share: f32| (share.clamp(0.0, 1.0) * 100.0).round() / 100.0;
        *point = (hundredth(x).max(least).min(most.max(least)), hundredth(y));
        channel.set(studio, points);
    }
}

/// Takes a point away that is not one of the two ends.
pub fn remove(studio: Studio, channel: Channel, at: usize) {
    let mut points = untrack(|| channel.points(studio));
    if at > 0 && at + 1 < points.len() {
        points.remove(at);
        channel.set(studio, points);
        focus(at - 1);
    }
}
