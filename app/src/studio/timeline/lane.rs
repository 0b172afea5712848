//! The window onto the timeline: how wide, how far enlarged, how far scrolled.

use leptos::html;
use leptos::prelude::*;

use super::scale::Scale;

/// The window.
#[derive(Clone, Copy)]
pub struct Lane {
    /// What scrolls.
    pub node: NodeRef<html::Div>,
    /// How much larger than the window the file is.
    pub zoom: RwSignal<f64>,
    /// How far it is scrolled, in pixels.
    pub left: RwSignal<f64>,
    window: RwSignal<f64>,
    duration: RwSignal<f64>,
}

impl Lane {
    /// A window that shows all of a file.
    pub fn new(duration: RwSignal<f64>) -> Lane {
        Lane {
            node: NodeRef::new(),
            zoom: RwSignal::new(1.0),
            left: RwSignal::new(0.0),
            window: RwSignal::new(0.0),
            duration,
        }
    }

    /// How the file lies in it, tracked.
    pub fn scale(self) -> Scale {
        Scale { duration: self.duration.get(), window: self.window.get().max(1.0), zoom: self.zoom.get() }
    }

    /// The moments at its edges, tracked.
    pub fn span(self) -> (f64, f64) {
        let (scale, left) = (self.scale(), self.left.get());
        (scale.time(left), scale.time(left + scale.window))
    }

    /// Whether it has been measured, tracked.
    pub fn is_there(self) -> bool {
        self.window.get() > 1.0
    }

    /// Measures it.
    pub fn measure(self) {
        let Some(node) = self.node.get_untracked() else { return };
        let (window, left) = (f64::from(node.client_width()), f64::from(node.scroll_left()));
        self.window.maybe_update(|now| std::mem::replace(now, window) != window);
        self.left.maybe_update(|now| std::mem::replace(now, left) != left);
    }

    /// Enlarges it by a factor; what is at a moment stays where it is.
    pub fn zoom_by(self, factor: f64, around: f64) {
        let before = untrack(|| self.scale());
        self.zoom_to(before.zoom * factor, around);
    }

    /// Enlarges it to so many times the window.
    pub fn zoom_to(self, zoom: f64, around: f64) {
        let before = untrack(|| self.scale());
        let after = Scale { zoom: zoom.clamp(1.0, before.most()), ..before };
        let kept = before.x(around) - self.left.get_untracked();
        // What is not in the window comes into its middle.
        let kept = if (0.0..=before.window).contains(&kept) { kept } else { before.window / 2.0 };
        self.zoom.set(after.zoom);
        let left = after.x(around) - kept;
        // The ground has its new width with the next picture only.
        request_animation_frame(move || self.scroll(left));
    }

    fn scroll(self, left: f64) {
        if self.zoom.is_disposed() {
            return;
        }
        if let Some(node) = self.node.get_untracked() {
            node.set_scroll_left(left.round() as i32);
            self.measure();
        }
    }

    /// Scrolls as far as it takes to see a moment; while the file plays, a window at a time.
    pub fn follow(self, time: f64, plays: bool) {
        let (scale, left) = (untrack(|| self.scale()), self.left.get_untracked());
        let x = scale.x(time) - left;
        let margin = scale.window * 0.04;
        if x < 0.0 || x > scale.window {
            let ahead = if plays { margin } else { scale.window / 2.0 };
            self.scroll(scale.x(time) - ahead);
        }
    }
}
