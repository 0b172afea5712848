//! Lines in the order in which a person reads them.
//!
//! Columns are found as gutters that hardly any line crosses. The lines that do (titles, wide figures' captions) part the page
//! into bands, which are read one after the other and each column by column. A table has gutters too, but its cells are
//! short: it is read row by row.

use super::lines::Line;
use crate::End;

/// The lines in reading order, each with what follows it.
pub(super) fn order(lines: Vec<Line>) -> Vec<(Line, End)> {
    let mut ordered = Vec::with_capacity(lines.len());
    columns(lines, 0, &mut ordered);
    let ends: Vec<End> = ordered
        .iter()
        .enumerate()
        .map(|(index, line)| ordered.get(index + 1).map_or(End::Block, |next| end(line, next)))
        .collect();
    ordered.into_iter().zip(ends).collect()
}

/// How deep columns are looked for within columns.
const DEPTH: usize = 8;

fn columns(lines: Vec<Line>, depth: usize, ordered: &mut Vec<Line>) {
    let gutter = if depth < DEPTH { gutter(&lines) } else { None };
    let Some(gutter) = gutter else {
        ordered.extend(rows(lines));
        return;
    };
    let (mut across, beside): (Vec<_>, Vec<_>) =
        lines.into_iter().partition(|line| line.from < gutter && line.to > gutter);
    across.sort_by(|a, b| a.base.total_cmp(&b.base));
    let mut bands: Vec<Vec<Line>> = (0..=across.len()).map(|_| Vec::new()).collect();
    for line in beside {
        let band = across.partition_point(|other| other.base < line.base);
        bands[band].push(line);
    }
    let mut across = across.into_iter();
    for band in bands {
        let (left, right): (Vec<_>, Vec<_>) = band.into_iter().partition(|line| line.to <= gutter);
        columns(left, depth + 1, ordered);
        columns(right, depth + 1, ordered);
        ordered.extend(across.next());
    }
}

/// Row by row. Lines on almost one baseline are a row.
fn rows(mut lines: Vec<Line>) -> Vec<Line> {
    lines.sort_by(|a, b| a.base.total_cmp(&b.base).then(a.from.total_cmp(&b.from)));
    let mut start = 0;
    while start < lines.len() {
        let first = &lines[start];
        let reach = first.base + 0.3 * first.size;
        let length = lines[start..].iter().take_while(|line| line.base <= reach).count();
        lines[start..start + length].sort_by(|a, b| a.from.total_cmp(&b.from).then(a.drawn.cmp(&b.drawn)));
        start += length;
    }
    lines
}

/// The middle of a gap between two columns.
fn gutter(lines: &[Line]) -> Option<f32> {
    if lines.len() < 6 {
        return None;
    }
    let left = lines.iter().map(|line| line.from).fold(f32::MAX, f32::min);
    let right = lines.iter().map(|line| line.to).fold(f32::MIN, f32::max);
    let step = (right - left) / 200.0;
    if step.is_nan() || step <= 0.1 {
        return None;
    }
    // How many lines lie over each of 200 places.
    let mut over = [0_i32; 202];
    let place = |x: f32| (((x - left) / step) as usize).min(200);
    for line in lines {
        over[place(line.from)] += 1;
        over[place(line.to) + 1] -= 1;
    }
    let mut sum = 0;
    for count in &mut over {
        sum += *count;
        *count = sum;
    }
    let few = (lines.len() / 8) as i32;
    let mut best: Option<(i32, usize, f32)> = None;
    let mut start = 0;
    while start < 200 {
        let count = over[start];
        let length = over[start..200].iter().take_while(|other| **other == count).count();
        if count <= few && start > 0 {
            let middle = left + step * (start as f32 + length as f32 / 2.0);
            let better =
                best.is_none_or(|(least, long, _)| count < least || (count == least && length > long));
            if better && prose(lines, middle) {
                best = Some((count, length, middle));
            }
        }
        start += length;
    }
    best.map(|(_, _, middle)| middle)
}

/// Whether what lies on both sides of a place are columns of text that stand beside each other.
fn prose(lines: &[Line], middle: f32) -> bool {
    let side = |keep: &dyn Fn(&Line) -> bool| {
        let kept: Vec<&Line> = lines.iter().filter(|line| keep(line)).collect();
        let mut widths: Vec<f32> = kept.iter().map(|line| (line.to - line.from) / line.size).collect();
        widths.sort_by(f32::total_cmp);
        let top = kept.iter().map(|line| line.top()).fold(f32::MAX, f32::min);
        let bottom = kept.iter().map(|line| line.bottom()).fold(f32::MIN, f32::max);
        (kept.len(), widths.get(widths.len() / 2).copied().unwrap_or_default(), top, bottom)
    };
    let (count, width, top, bottom) = side(&|line| line.to <= middle);
    let (other_count, other_width, other_top, other_bottom) = side(&|line| line.from >= middle);
    let shared = bottom.min(other_bottom) - top.max(other_top);
    let shorter = (bottom - top).min(other_bottom - other_top);
    count >= 3 && other_count >= 3 && width > 8.0 && other_width > 8.0 && shared > 0.5 * shorter
}

/// What comes between a line and the next.
fn end(line: &Line, next: &Line) -> End {
    let size = line.size.max(next.size);
    if (next.base - line.base).abs() < 0.3 * size && next.from > line.from {
        return End::Space;
    }
    let down = next.base - line.base;
    let alike = line.size.min(next.size) > 0.8 * size;
    let below = down > 0.0 && down < 1.9 * size;
    let overlap = next.from < line.to && next.to > line.from;
    if !(alike && below && overlap) {
        return End::Block;
    }
    match divided(line, next) {
        true => End::Hyphen,
        false => End::Line,
    }
}

fn divided(line: &Line, next: &Line) -> bool {
    let Some(last) = line.words.last() else { return false };
    let mut ending = last.chars.iter().rev().map(|char| char.c);
    let hyphen = ending.next().is_some_and(|c| matches!(c, '-' | '\u{2010}' | '\u{ad}'));
    let letter = ending.next().is_some_and(char::is_alphabetic);
    let first = next.words.first().and_then(|word| word.chars.first());
    hyphen && letter && first.is_some_and(|char| char.c.is_lowercase())
}
