//! Curves under a name, to begin with.

use leptos::prelude::*;

use super::points::{Blue, Channel, Green, Light, Point, Red};
use crate::studio::state::Studio;
use crate::studio::tasks::fields::Choice;
use crate::text::studio::studio as words;

/// Curves of some channels.
type Curves = &'static [(Channel, &'static [Point])];

/// Curves under a name.
const PRESETS: [(&str, Curves); 7] = [
    ("contrast", &[(Light, &[(0.0, 0.0), (0.25, 0.17), (0.75, 0.83), (1.0, 1.0)])]),
    ("faded", &[(Light, &[(0.0, 0.1), (0.25, 0.29), (0.75, 0.72), (1.0, 0.93)])]),
    ("lighter", &[(Light, &[(0.0, 0.0), (0.4, 0.54), (1.0, 1.0)])]),
    ("darker", &[(Light, &[(0.0, 0.0), (0.54, 0.4), (1.0, 1.0)])]),
    (
        "warm",
        &[(Red, &[(0.0, 0.0), (0.5, 0.56), (1.0, 1.0)]), (Blue, &[(0.0, 0.0), (0.5, 0.43), (1.0, 1.0)])],
    ),
    (
        "cool",
        &[(Red, &[(0.0, 0.0), (0.5, 0.44), (1.0, 1.0)]), (Blue, &[(0.0, 0.0), (0.5, 0.57), (1.0, 1.0)])],
    ),
    (
        "negative",
        &[
            (Red, &[(0.0, 1.0), (1.0, 0.0)]),
            (Green, &[(0.0, 1.0), (1.0, 0.0)]),
            (Blue, &[(0.0, 1.0), (1.0, 0.0)]),
        ],
    ),
];

/// What there is to choose from.
pub fn presets() -> Vec<Choice> {
    let t = words();
    let names = ["", "own"].into_iter().chain(PRESETS.iter().map(|(word, _)| *word));
    names.map(|word| Choice { can: word != "own", ..Choice::new(word, (t.curve_preset)(word)) }).collect()
}

/// The curves of a preset, in the order of the channels.
fn curves_of(word: &str) -> Option<[Vec<Point>; 4]> {
    let (_, set) = PRESETS.iter().find(|(name, _)| *name == word)?;
    Some(Channel::ALL.map(|channel| {
        set.iter().find(|(one, _)| *one == channel).map(|(_, points)| points.to_vec()).unwrap_or_default()
    }))
}

/// Which one is set, tracked.
pub fn preset(studio: Studio) -> String {
    let mut tone = studio.plan.with(|plan| plan.look.filters.tone.clone());
    let now = Channel::ALL.map(|channel| channel.of(&mut tone).clone());
    if now.iter().all(Vec::is_empty) {
        return String::new();
    }
    let known = PRESETS.iter().find(|(word, _)| curves_of(word).as_ref() == Some(&now));
    known.map_or("own", |(word, _)| word).to_owned()
}

/// Sets those of a name.
pub fn choose(studio: Studio, word: &str) {
    let curves = curves_of(word).unwrap_or_default();
    studio.edit("curves", |plan| {
        for (channel, points) in Channel::ALL.into_iter().zip(curves) {
            *channel.of(&mut plan.look.filters.tone) = points;
        }
    });
}
