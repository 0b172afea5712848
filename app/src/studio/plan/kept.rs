//! What stays of a file: stretches of time, in order, never overlapping, never none.
//!
//! Every change is one of a few that people know from any cutting room: begin here, end here, split, take out, pull an edge.
//! Whatever is asked for, the stretches stay in order and inside the file, so nobody has to check afterwards.

use serde::{Deserialize, Serialize};
use video::settings::Stretch;

/// The shortest stretch, in seconds: one picture of a video.
const LEAST: f64 = 0.04;

/// What stays of a file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    duration: f64,
    stretches: Vec<Stretch>,
}

/// An edge of a stretch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// Where it begins.
    From,
    /// Where it ends.
    To,
}

impl Kept {
    /// All of a file.
    pub fn all(duration: f64) -> Kept {
        Kept { duration, stretches: vec![Stretch { from: 0.0, to: duration }] }
    }

    /// How long the file is.
    pub fn duration(&self) -> f64 {
        self.duration
    }

    /// Whether it is about a file that is so long.
    pub fn fits(&self, duration: f64) -> bool {
        (self.duration - duration).abs() < 1e-3 && !self.stretches.is_empty()
    }

    /// The stretches.
    pub fn stretches(&self) -> &[Stretch] {
        &self.stretches
    }

    /// The stretches as the worker wants them: none where all stays.
    pub fn asked(&self) -> Vec<Stretch> {
        if self.is_all() { Vec::new() } else { self.stretches.clone() }
    }

    /// Whether nothing is taken out. A file that is only split is still whole.
    pub fn is_all(&self) -> bool {
        self.gaps().is_empty()
    }

    /// How long it plays.
    pub fn length(&self) -> f64 {
        self.stretches.iter().map(|stretch| stretch.to - stretch.from).sum()
    }

    /// What is taken out.
    pub fn gaps(&self) -> Vec<Stretch> {
        let ends = self.stretches.iter().map(|stretch| stretch.to);
        let begins = self.stretches.iter().map(|stretch| stretch.from);
        let (from, to) = (std::iter::once(0.0).chain(ends), begins.chain([self.duration]));
        from.zip(to).map(|(from, to)| Stretch { from, to }).filter(|gap| gap.to - gap.from > 1e-6).collect()
    }

    /// The stretch at a moment, by its place.
    pub fn at(&self, time: f64) -> Option<usize> {
        let last = self.stretches.len().checked_sub(1);
        self.stretches.iter().enumerate().position(|(at, stretch)| {
            stretch.from <= time && (time < stretch.to || (Some(at) == last && time <= stretch.to))
        })
    }

    /// Where what stays goes on after a moment, if that is not at once.
    pub fn after(&self, time: f64) -> Option<f64> {
        self.stretches.iter().map(|stretch| stretch.from).find(|from| *from > time)
    }

    /// Where what stays begins, if nothing of it comes after a moment.
    pub fn first_if_over(&self, time: f64) -> Option<f64> {
        let (first, last) = (self.stretches.first()?, self.stretches.last()?);
        (time >= last.to - LEAST).then_some(first.from)
    }

    /// Every edge, in order.
    pub fn edges(&self) -> Vec<f64> {
        let mut edges: Vec<f64> =
            self.stretches.iter().flat_map(|stretch| [stretch.from, stretch.to]).collect();
        edges.dedup_by(|one, other| (*one - *other).abs() < 1e-6);
        edges
    }

    /// The stretch at a moment, or the next one, begins there.
    pub fn begin(&mut self, time: f64) {
        let next = || self.stretches.iter().position(|stretch| stretch.from > time);
        if let Some(at) = self.at(time).or_else(next) {
            self.pull(at, Edge::From, time);
        }
    }

    /// The stretch at a moment, or the one before, ends there.
    pub fn end(&mut self, time: f64) {
        let before = || self.stretches.iter().rposition(|stretch| stretch.to < time);
        // At its very beginning a stretch cannot end: the one before is meant.
        let at = self.at(time).filter(|at| time - self.stretches[*at].from >= LEAST).or_else(before);
        if let Some(at) = at {
            self.pull(at, Edge::To, time);
        }
    }

    /// Takes out whatever lies in these stretches, unless nothing would be left.
    pub fn without(&mut self, gone: &[Stretch]) {
        let mut left = Vec::new();
        for stretch in &self.stretches {
            let mut from = stretch.from;
            for gap in gone.iter().filter(|gap| gap.to > stretch.from && gap.from < stretch.to) {
                left.push(Stretch { from, to: gap.from.max(from) });
                from = gap.to.min(stretch.to).max(from);
            }
            left.push(Stretch { from, to: stretch.to });
        }
        left.retain(|stretch| stretch.to - stretch.from >= LEAST);
        if !left.is_empty() {
            self.stretches = left;
        }
    }

    /// The same of a file that is so long: at the same times, and to its end where it was to the end. Nothing where none of it is left.
    pub fn onto(&self, duration: f64) -> Option<Kept> {
        let end = |to: f64| if self.duration - to < LEAST { duration } else { to.min(duration) };
        let stretches = self.stretches.iter().map(|one| Stretch { from: one.from, to: end(one.to) });
        let stretches: Vec<Stretch> = stretches.filter(|one| one.to - one.from >= LEAST).collect();
        (!stretches.is_empty()).then_some(Kept { duration, stretches })
    }

    /// One stretch alone, by its place.
    pub fn only(&self, at: usize) -> Option<Kept> {
        let stretches = vec![*self.stretches.get(at)?];
        Some(Kept { duration: self.duration, stretches })
    }

    /// Makes two stretches of the one at a moment.
    pub fn split(&mut self, time: f64) {
        let Some(at) = self.at(time).filter(|_| self.can_split(time)) else { return };
        let to = std::mem::replace(&mut self.stretches[at].to, time);
        self.stretches.insert(at + 1, Stretch { from: time, to });
    }

    /// Whether there would be two stretches.
    pub fn can_split(&self, time: f64) -> bool {
        let here = self.at(time).map(|at| self.stretches[at]);
        here.is_some_and(|Stretch { from, to }| time - from >= LEAST && to - time >= LEAST)
    }

    /// Takes a stretch out, unless nothing would be left.
    pub fn remove(&mut self, at: usize) {
        if self.stretches.len() > 1 && at < self.stretches.len() {
            self.stretches.remove(at);
        }
    }

    /// Takes out the stretch at a moment, or brings back what was taken out there.
    pub fn toggle(&mut self, time: f64) {
        match self.at(time) {
            Some(at) => self.remove(at),
            None => self.bring_back(time),
        }
    }

    fn bring_back(&mut self, time: f64) {
        let Some(gap) = self.gaps().into_iter().find(|gap| gap.from <= time && time <= gap.to) else {
            return;
        };
        let at = self.stretches.iter().take_while(|stretch| stretch.to <= gap.from + 1e-6).count();
        self.stretches.insert(at, gap);
        // What was split and put together again is one stretch.
        if at + 1 < self.stretches.len() {
            self.join(at);
        }
        if at > 0 {
            self.join(at - 1);
        }
    }

    fn join(&mut self, at: usize) {
        self.stretches[at].to = self.stretches[at + 1].to;
        self.stretches.remove(at + 1);
    }

    /// Moves an edge, as far as its neighbours let it.
    pub fn pull(&mut self, at: usize, edge: Edge, time: f64) {
        let Some(Stretch { from, to }) = self.stretches.get(at).copied() else { return };
        match edge {
            Edge::From => {
                let least = at.checked_sub(1).map_or(0.0, |before| self.stretches[before].to);
                self.stretches[at].from = time.max(least).min((to - LEAST).max(least));
            }
            Edge::To => {
                let most = self.stretches.get(at + 1).map_or(self.duration, |next| next.from);
                self.stretches[at].to = time.min(most).max((from + LEAST).min(most));
            }
        }
    }
}

/// The key frame with which a stretch begins that is cut without encoding: the last one not after a moment.
pub fn key_before(keys: &[f64], time: f64) -> f64 {
    let after = keys.partition_point(|key| *key <= time + 1e-3);
    after.checked_sub(1).map_or(0.0, |at| keys[at])
}

/// The key frame nearest to a moment.
pub fn nearest_key(keys: &[f64], time: f64) -> f64 {
    let before = key_before(keys, time);
    let after = keys.get(keys.partition_point(|key| *key <= time + 1e-3)).copied();
    after.filter(|after| after - time < time - before).unwrap_or(before)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn kept(pairs: &[(f64, f64)]) -> Kept {
        let stretches = pairs.iter().map(|(from, to)| Stretch { from: *from, to: *to }).collect();
        Kept { duration: 60.0, stretches }
    }

    #[test]
    fn the_middle_is_cut_out_with_two_splits() {
        let mut all = Kept::all(60.0);
        all.split(10.0);
        all.split(50.0);
        assert!(all.is_all(), "what is only split is whole");
        all.toggle(20.0);
        assert_eq!(all, kept(&[(0.0, 10.0), (50.0, 60.0)]));
        assert_eq!(all.gaps(), [Stretch { from: 10.0, to: 50.0 }]);
        assert_eq!(all.length(), 20.0);
    }

    #[test]
    fn what_was_taken_out_comes_back_in_one_piece() {
        let mut some = kept(&[(0.0, 10.0), (50.0, 60.0)]);
        some.toggle(30.0);
        assert_eq!(some, Kept::all(60.0));
        let mut some = kept(&[(10.0, 20.0)]);
        some.toggle(5.0);
        some.toggle(40.0);
        assert_eq!(some, Kept::all(60.0));
    }

    #[test]
    fn another_file_is_cut_at_the_same_times_and_to_its_own_end() {
        let intro = kept(&[(5.0, 60.0)]);
        assert_eq!(intro.onto(20.0).unwrap().stretches(), [Stretch { from: 5.0, to: 20.0 }]);
        assert_eq!(intro.onto(90.0).unwrap().stretches(), [Stretch { from: 5.0, to: 90.0 }]);
        assert_eq!(intro.onto(4.0), None);
        let parts = kept(&[(0.0, 10.0), (20.0, 30.0)]);
        assert_eq!(parts.onto(25.0).unwrap().gaps(), [Stretch { from: 10.0, to: 20.0 }]);
        assert_eq!(parts.only(1).unwrap().onto(15.0), None);
    }

    #[test]
    fn silence_is_taken_out_wherever_it_is() {
        let mut some = kept(&[(0.0, 10.0), (20.0, 60.0)]);
        let silent = [(9.0, 12.0), (15.0, 21.0), (30.0, 31.0)].map(|(from, to)| Stretch { from, to });
        some.without(&silent);
        assert_eq!(some, kept(&[(0.0, 9.0), (21.0, 30.0), (31.0, 60.0)]));
        some.without(&[Stretch { from: 0.0, to: 60.0 }]);
        assert_eq!(some.stretches().len(), 3, "something always stays");
    }

    #[test]
    fn the_last_stretch_stays() {
        let mut one = kept(&[(5.0, 6.0)]);
        one.toggle(5.5);
        assert_eq!(one, kept(&[(5.0, 6.0)]));
    }

    #[test]
    fn in_and_out_concern_the_stretch_under_the_playhead_or_the_one_that_is_near() {
        let mut some = kept(&[(10.0, 20.0), (40.0, 50.0)]);
        some.begin(12.0);
        some.begin(30.0);
        some.end(45.0);
        some.end(25.0);
        assert_eq!(some, kept(&[(12.0, 25.0), (30.0, 45.0)]));
    }

    #[test]
    fn an_edge_stops_at_its_neighbour() {
        let mut some = kept(&[(0.0, 10.0), (20.0, 30.0)]);
        some.pull(0, Edge::To, 25.0);
        some.pull(1, Edge::To, 99.0);
        some.pull(1, Edge::From, 99.0);
        assert_eq!(some, kept(&[(0.0, 20.0), (59.96, 60.0)]));
    }

    #[test]
    fn a_cut_without_encoding_begins_at_the_key_frame_before() {
        let keys = [0.0, 4.8, 9.6];
        assert_eq!(key_before(&keys, 4.7), 0.0);
        assert_eq!(key_before(&keys, 4.8), 4.8);
        assert_eq!(key_before(&keys, 99.0), 9.6);
        assert_eq!(key_before(&[], 5.0), 0.0);
        assert_eq!(nearest_key(&keys, 4.0), 4.8);
        assert_eq!(nearest_key(&keys, 2.0), 0.0);
    }

    proptest! {
        #[test]
        fn stretches_stay_in_order_whatever_is_done(steps in prop::collection::vec((0..6u8, 0.0..70.0f64, 0..4usize), 0..60)) {
            let mut kept = Kept::all(60.0);
            for (step, time, at) in steps {
                match step {
                    0 => kept.begin(time),
                    1 => kept.end(time),
                    2 => kept.split(time),
                    3 => kept.toggle(time),
                    4 => kept.pull(at, Edge::From, time),
                    _ => kept.pull(at, Edge::To, time),
                }
                prop_assert!(!kept.stretches.is_empty());
                let mut end = 0.0;
                for stretch in &kept.stretches {
                    prop_assert!(stretch.from >= end && stretch.to > stretch.from && stretch.to <= 60.0, "{kept:?}");
                    end = stretch.to;
                }
            }
        }
    }
}
