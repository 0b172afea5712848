//! What can be undone: a line of states with a finger on the present one.
//!
//! The app's state that people edit (which files are open, with which settings) is small and shared by `Arc`, so a step
//! is simply the whole state before it. That makes undo correct by construction: nobody writes an inverse of anything.
//! Steps with the same key that follow one another closely (a slider being dragged) melt into one.

use std::collections::VecDeque;

/// More steps than anybody walks back, few enough to forget what removed files held on to.
const DEPTH: usize = 100;
/// Two edits of the same thing within this time are one step, in milliseconds.
const CLOSE: f64 = 1000.0;

/// The past and the future around a present that somebody else keeps.
pub struct Undo<T> {
    past: VecDeque<T>,
    future: Vec<T>,
    last: Option<(&'static str, f64)>,
}

impl<T> Default for Undo<T> {
    fn default() -> Self {
        Undo { past: VecDeque::new(), future: Vec::new(), last: None }
    }
}

impl<T> Undo<T> {
    /// Remembers `before`, the state that is about to change, at the time `now` in milliseconds.
    /// `key` says what is being edited, so that one drag is one step.
    pub fn remember(&mut self, key: &'static str, now: f64, before: T) {
        let melts =
            matches!(self.last, Some((k, at)) if k == key && now - at < CLOSE && self.future.is_empty());
        self.last = Some((key, now));
        if melts && !self.past.is_empty() {
            return;
        }
        self.future.clear();
        self.past.push_back(before);
        if self.past.len() > DEPTH {
            self.past.pop_front();
        }
    }

    /// Goes one step back: hands out the earlier state and keeps `present` for redo.
    pub fn back(&mut self, present: T) -> Option<T> {
        let earlier = self.past.pop_back()?;
        self.last = None;
        self.future.push(present);
        Some(earlier)
    }

    /// Goes one step forward again.
    pub fn forth(&mut self, present: T) -> Option<T> {
        let later = self.future.pop()?;
        self.last = None;
        self.past.push_back(present);
        Some(later)
    }

    /// Whether there is something to go back to.
    pub fn can_go_back(&self) -> bool {
        !self.past.is_empty()
    }

    /// Whether there is something to go forward to.
    pub fn can_go_forth(&self) -> bool {
        !self.future.is_empty()
    }

    /// Every state that can still be reached, in no special order.
    pub fn reachable(&self) -> impl Iterator<Item = &T> {
        self.past.iter().chain(&self.future)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn back_and_forth_meet_the_same_states() {
        let mut undo = Undo::default();
        undo.remember("quality", 0.0, 1);
        undo.remember("format", 1.0, 2);
        assert_eq!(undo.back(3), Some(2));
        assert_eq!(undo.back(2), Some(1));
        assert_eq!(undo.back(1), None);
        assert_eq!(undo.forth(1), Some(2));
        assert_eq!(undo.forth(2), Some(3));
        assert!(!undo.can_go_forth());
    }

    #[test]
    fn one_drag_is_one_step() {
        let mut undo = Undo::default();
        for (at, state) in [(0.0, 80), (100.0, 79), (200.0, 78)] {
            undo.remember("quality", at, state);
        }
        undo.remember("quality", 5000.0, 70);
        assert_eq!(undo.back(60), Some(70));
        assert_eq!(undo.back(70), Some(80));
        assert!(!undo.can_go_back());
    }

    #[test]
    fn a_new_edit_forgets_the_future() {
        let mut undo = Undo::default();
        undo.remember("a", 0.0, 1);
        undo.back(2);
        undo.remember("a", 1.0, 1);
        assert!(!undo.can_go_forth());
        assert_eq!(undo.back(9), Some(1));
    }

    #[test]
    fn the_past_is_bounded() {
        let mut undo = Undo::default();
        for step in 0..500 {
            undo.remember("step", f64::from(step) * 2000.0, step);
        }
        assert_eq!(undo.reachable().count(), DEPTH);
    }
}
