//! How wide columns are: first as their first rows need it, then as the person wants it.

use std::ops::Range;

use document::table::{Column, Window};

/// The narrowest and the widest that a column is made.
pub const BOUNDS: (f64, f64) = (56.0, 900.0);
/// Wider ones are cut at first.
const WIDEST: f64 = 340.0;
/// About a letter's width, and what is around the letters of a cell and of a head with its buttons.
const LETTER: f64 = 7.6;
const AROUND: (f64, f64) = (22.0, 70.0);
/// Rows that are looked at.
const SAMPLE: usize = 60;

/// The widths that these rows need, in pixels.
pub fn fitting(columns: &[Column], window: &Window) -> Vec<f64> {
    let letters = |text: &str| text.chars().take(60).count() as f64 * LETTER;
    let needed = |(index, column): (usize, &Column)| {
        let cells = window.rows.iter().take(SAMPLE).filter_map(|row| row.get(index));
        let widest = cells.map(|cell| letters(cell)).fold(0.0, f64::max) + AROUND.0;
        widest.max(letters(&column.name) + AROUND.1).clamp(BOUNDS.0, WIDEST)
    };
    columns.iter().enumerate().map(needed).collect()
}

/// Where the columns begin, and behind the last one where it ends.
pub fn edges(widths: &[f64]) -> Vec<f64> {
    let mut sum = 0.0;
    let mut edges = vec![0.0];
    edges.extend(widths.iter().map(|width| {
        sum += width;
        sum
    }));
    edges
}

/// The columns that a viewport from `left` to `right` shows.
pub fn visible(edges: &[f64], left: f64, right: f64) -> Range<usize> {
    let count = edges.len().saturating_sub(1);
    let first = edges.partition_point(|edge| *edge <= left).saturating_sub(1).min(count);
    let last = edges.partition_point(|edge| *edge < right).min(count);
    first..last.max(first)
}

#[cfg(test)]
mod tests {
    use super::{edges, fitting, visible};
    use document::table::{Column, Window};

    #[test]
    fn long_cells_make_wide_columns_up_to_a_limit() {
        let column = |name: &str| Column { name: name.into(), number: false };
        let rows = vec![vec!["1".into(), "x".repeat(30), "x".repeat(500)]];
        let window = Window { total: 1, numbers: vec![0], rows };
        let widths = fitting(&[column("a"), column("b"), column("c")], &window);
        assert!(widths[0] < widths[1] && widths[1] < widths[2] && widths[2] <= 340.0, "{widths:?}");
    }

    #[test]
    fn only_columns_in_view_are_drawn() {
        let edges = edges(&[100.0; 5]);
        assert_eq!(visible(&edges, 0.0, 100.0), 0..1);
        assert_eq!(visible(&edges, 150.0, 310.0), 1..4);
        assert_eq!(visible(&edges, 460.0, 900.0), 4..5);
        assert_eq!(visible(&[0.0], 0.0, 100.0), 0..0);
    }
}
