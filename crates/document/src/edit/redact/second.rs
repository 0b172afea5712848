//! A second opinion: the words that another reader sees, looked through for those that should be gone.

use super::super::{Rect, Word};
use super::search::{Hay, Needles};
use crate::{End, Text};

/// For each word, the boxes of each time that it stands in the text of a page.
pub fn spots(text: &Text, words: &[Word]) -> Vec<Vec<Vec<Rect>>> {
    let mut hay = Hay::default();
    for (at, run) in text.runs.iter().enumerate() {
        hay.add(&run.text, at);
        match run.end {
            End::Word => {}
            End::Space => hay.add(" ", at),
            End::Line | End::Hyphen | End::Block => hay.line(at),
        }
    }
    let place = |run: &usize| {
        let (area, angle) = (text.runs[*run].area, text.runs[*run].angle.to_radians());
        // A turned run is turned around its upper left corner: this is the box around it.
        let corners = [(0.0, 0.0), (area.width, 0.0), (0.0, area.height), (area.width, area.height)]
            .map(|(x, y)| (x * angle.cos() - y * angle.sin(), x * angle.sin() + y * angle.cos()));
        let least = |part: fn(&(f32, f32)) -> f32| corners.iter().map(part).fold(f32::MAX, f32::min);
        let most = |part: fn(&(f32, f32)) -> f32| corners.iter().map(part).fold(f32::MIN, f32::max);
        let (left, top) = (least(|corner| corner.0), least(|corner| corner.1));
        let (width, height) = (most(|corner| corner.0) - left, most(|corner| corner.1) - top);
        Rect { x: area.x + left, y: area.y + top, width, height }
    };
    let runs = |hit: &[usize]| {
        let mut runs = hit.to_vec();
        runs.dedup();
        runs.iter().map(place).collect()
    };
    Needles::new(words).hits(&hay).iter().map(|hits| hits.iter().map(|hit| runs(hit)).collect()).collect()
}
