//! Matrices and boxes: from a page as it is shown to its own space, and back.

use super::Rect;
use crate::cos::{Object, Page};

/// A matrix as PDF writes it: x' = ax + cy + e, y' = bx + dy + f.
pub(crate) type Matrix = [f64; 6];

/// Changes nothing.
pub(crate) const SAME: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

/// First `a`, then `b`.
pub(crate) fn then(a: Matrix, b: Matrix) -> Matrix {
    [
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    ]
}

/// Where a point goes.
pub(crate) fn apply(matrix: Matrix, x: f64, y: f64) -> (f64, f64) {
    (matrix[0] * x + matrix[2] * y + matrix[4], matrix[1] * x + matrix[3] * y + matrix[5])
}

/// The way back; the same where there is none.
pub(crate) fn inverse(matrix: Matrix) -> Matrix {
    let [a, b, c, d, e, f] = matrix;
    let det = a * d - b * c;
    if det.abs() < 1e-12 || !det.is_finite() {
        return SAME;
    }
    [d / det, -b / det, -c / det, a / det, (c * f - d * e) / det, (b * e - a * f) / det]
}

/// The box around a box that was moved: left, bottom, right, top.
pub(crate) fn around(matrix: Matrix, area: [f64; 4]) -> [f64; 4] {
    let [left, bottom, right, top] = area;
    let corners =
        [(left, bottom), (right, bottom), (left, top), (right, top)].map(|(x, y)| apply(matrix, x, y));
    corners.iter().fold([f64::MAX, f64::MAX, f64::MIN, f64::MIN], |[l, b, r, t], (x, y)| {
        [l.min(*x), b.min(*y), r.max(*x), t.max(*y)]
    })
}

/// A box of the page as it is shown, in the page's own space.
pub(crate) fn inside(page: &Page, at: Rect) -> [f64; 4] {
    let (x, y) = (f64::from(at.x), f64::from(at.y));
    around(page.matrix(), [x, y, x + f64::from(at.width), y + f64::from(at.height)])
}

/// A box of the page's own space as it is shown.
pub(crate) fn shown(page: &Page, area: [f64; 4]) -> Rect {
    let [left, top, right, bottom] = around(inverse(page.matrix()), area);
    Rect { x: left as f32, y: top as f32, width: (right - left) as f32, height: (bottom - top) as f32 }
}

/// The numbers of a matrix that may be missing.
pub(crate) fn matrix(items: &[Object]) -> Matrix {
    if items.len() < 6 {
        return SAME;
    }
    let numbers = [0, 1, 2, 3, 4, 5].map(|at| items[at].as_number().unwrap_or(0.0));
    if numbers.iter().all(|number| number.is_finite()) { numbers } else { SAME }
}

/// A number as content has it.
pub(crate) fn number(number: f64) -> String {
    let number = if number.is_finite() { number.clamp(-1e9, 1e9) } else { 0.0 };
    let text = format!("{number:.4}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" || text.is_empty() { "0".to_owned() } else { text.to_owned() }
}

/// Numbers and an operator as content has them, with a line end.
pub(crate) fn line(numbers: &[f64], operator: &str) -> String {
    let mut text = String::new();
    for n in numbers {
        text.push_str(&number(*n));
        text.push(' ');
    }
    text + operator + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back_again() {
        let matrix = then([0.0, 2.0, -3.0, 0.5, 7.0, -1.0], [1.0, 0.3, 0.0, 1.0, 4.0, 4.0]);
        let (x, y) = apply(matrix, 3.0, 9.0);
        let (x, y) = apply(inverse(matrix), x, y);
        assert!((x - 3.0).abs() < 1e-9 && (y - 9.0).abs() < 1e-9);
        assert_eq!((number(-0.00001), number(2.50)), ("0".to_owned(), "2.5".to_owned()));
    }
}
