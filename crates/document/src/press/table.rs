//! Tables: columns as wide as their cells need, rows whose cells break into lines, a head that every page repeats.

use krilla::tagging::{TableHeaderScope, Tag};

use super::block::{Setter, Spot};
use super::colour::{LINE, MUTED};
use super::face::Face;
use super::line::Paragraph;
use super::row::{Look, Mark, Row};
use crate::markdown::{Align, Inline, Notes};

/// Rows of a table with more lines than this may go on on the next page.
const TALL: usize = 12;
/// In a table that is too wide for its words, letters become smaller, but not smaller than so much of their size.
const SMALLEST: f32 = 0.6;

/// Sets a table.
pub fn set(
    setter: &mut Setter,
    columns: &[Align],
    head: &[Vec<Inline>],
    rows: &[Vec<Vec<Inline>>],
    spot: Spot,
    gap: f32,
    notes: &Notes,
) {
    let table = setter.set.tags.part(spot.part, Tag::Table);
    let mut size = setter.size * 0.92;
    let look = Look { size, ..spot.look };
    let mut cells = |cells: &[Vec<Inline>], is_head: bool| -> Vec<Paragraph> {
        let row = setter.set.tags.part(Some(table), Tag::TR);
        let mut cell = |cell: &Vec<Inline>| {
            let part = match is_head {
                true => setter.set.tags.part(Some(row), Tag::TH(TableHeaderScope::Column)),
                false => setter.set.tags.part(Some(row), Tag::TD),
            };
            let look = if is_head { Look { face: Face::Bold, ..look } } else { look };
            setter.paragraph(cell, look, part, notes)
        };
        cells.iter().map(&mut cell).collect()
    };
    let mut heads = cells(head, true);
    let mut bodies: Vec<Vec<Paragraph>> = rows.iter().map(|row| cells(row, false)).collect();
    let mut pad = (setter.size * 0.6).min(spot.width / columns.len().max(1) as f32 * 0.2);
    let mut needs = needs(setter, &heads, &bodies, columns.len(), pad);
    let least: f32 = needs.iter().map(|(word, _)| word).sum();
    if least > spot.width {
        let by = (spot.width / least).max(SMALLEST);
        heads.iter_mut().chain(bodies.iter_mut().flatten()).for_each(|cell| cell.scale(by));
        needs.iter_mut().for_each(|(word, line)| (*word, *line) = (*word * by, *line * by));
        (size, pad) = (size * by, pad * by);
    }
    let widths = widths(&needs, spot.width);
    let mut head = merged(setter, &heads, &widths, columns, pad, size);
    rule(&mut head, widths.iter().sum(), 1.0, MUTED);
    head.iter_mut().for_each(|row| row.keep = true);
    let number = setter.set.heads.len();
    let mut again = head.clone();
    again.iter_mut().for_each(|row| row.shift(spot.left));
    setter.set.heads.push(again);
    setter.push(head, spot, gap);
    for cells in &bodies {
        let mut rows = merged(setter, cells, &widths, columns, pad, size);
        rule(&mut rows, widths.iter().sum(), 0.5, LINE);
        let count = rows.len();
        for (index, row) in rows.iter_mut().enumerate() {
            row.head = Some(number);
            row.keep = count <= TALL && index + 1 < count;
        }
        setter.push(rows, spot, 0.0);
    }
}

/// What each column needs with so much space at the sides of its cells: for its longest word, and for all in one line.
fn needs(
    setter: &Setter,
    head: &[Paragraph],
    rows: &[Vec<Paragraph>],
    count: usize,
    pad: f32,
) -> Vec<(f32, f32)> {
    let mut needs = vec![(0.0f32, 0.0f32); count];
    for cells in std::iter::once(head).chain(rows.iter().map(Vec::as_slice)) {
        for (need, cell) in needs.iter_mut().zip(cells) {
            let (word, line) = cell.widths(&setter.set.faces);
            *need = (need.0.max(word + 2.0 * pad), need.1.max(line + 2.0 * pad));
        }
    }
    needs
}

/// The widths of the columns: what each needs; if that is too much, those that need more than their share share what the others
/// leave, none less than its longest word unless there is no room for all of these.
fn widths(needs: &[(f32, f32)], room: f32) -> Vec<f32> {
    let least: f32 = needs.iter().map(|(word, _)| word).sum();
    let fits = least < room;
    let mut widths = vec![0.0; needs.len()];
    let wanted = |column: usize| if fits { needs[column].1 } else { needs[column].0 };
    let mut order: Vec<usize> = (0..needs.len()).collect();
    order.sort_by(|a, b| wanted(*a).total_cmp(&wanted(*b)));
    let (mut left, mut words) = (room, least);
    for (index, column) in order.into_iter().enumerate() {
        let share = left / (needs.len() - index) as f32;
        widths[column] = if fits {
            let (word, line) = needs[column];
            words -= word;
            line.min(share.max(word).min(left - words)).max(word)
        } else {
            wanted(column).min(share)
        };
        left -= widths[column];
    }
    widths
}

/// The lines of cells beside each other.
fn merged(
    setter: &Setter,
    cells: &[Paragraph],
    widths: &[f32],
    columns: &[Align],
    pad: f32,
    size: f32,
) -> Vec<Row> {
    let mut merged: Vec<Row> = Vec::new();
    let mut left = 0.0;
    let mut height = 0.0;
    for ((cell, width), align) in cells.iter().zip(widths).zip(columns) {
        let mut lines = setter.lines((width - 2.0 * pad).max(1.0), size, 1.42);
        lines.align = *align;
        height = lines.leading;
        for (index, mut row) in cell.rows(&setter.set.faces, lines).into_iter().enumerate() {
            row.shift(left + pad);
            match merged.get_mut(index) {
                Some(same) => same.marks.append(&mut row.marks),
                None => merged.push(row),
            }
        }
        left += width;
    }
    if merged.is_empty() {
        merged.push(Row { height, ..Row::default() });
    }
    let space = size * 0.36;
    let last = merged.len() - 1;
    merged[last].height += space;
    merged[0].height += space;
    for mark in &mut merged[0].marks {
        if let Mark::Word { baseline, .. } = mark {
            *baseline += space;
        }
    }
    merged
}

/// A line below rows.
fn rule(rows: &mut [Row], width: f32, height: f32, colour: super::row::Colour) {
    if let Some(last) = rows.last_mut() {
        let y = last.height - height;
        last.marks.insert(0, Mark::Fill { x: 0.0, y, width, height, colour });
    }
}
