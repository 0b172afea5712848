//! One content stream on its way: what is read of it, what its operators have set, and what is written in its place.

use std::collections::HashSet;
use std::ops::Range;
use std::rc::Rc;

use super::{Face, Glyph};
use crate::cos::{Dict, print};
use crate::edit::content::{Operation, Operations};
use crate::edit::space::{Matrix, apply, then};

/// What one content stream does.
pub(super) struct Content<'c> {
    pub(super) data: &'c [u8],
    pub(super) resources: Dict,
    pub(super) state: State,
    pub(super) saved: Vec<State>,
    pub(super) text: Matrix,
    pub(super) start: Matrix,
    /// How far what is written is ahead of what was there, in text space.
    pub(super) drift: f64,
    pub(super) out: Vec<u8>,
    pub(super) changed: bool,
    pub(super) used: HashSet<Vec<u8>>,
    /// Patterns that something is still painted with.
    pub(super) patterns: HashSet<Rc<[u8]>>,
    pub(super) path: Vec<Part>,
    pub(super) clips: bool,
}

/// A part of a path: where its operators are, and the box around it.
pub(super) struct Part {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) area: [f64; 4],
}

impl Content<'_> {
    /// As it was.
    pub(super) fn copy(&mut self, operation: &Operation) {
        self.emit(operation.range.clone());
    }

    /// Writes a part of the content as it was, but without comments: those may say anything.
    pub(super) fn emit(&mut self, range: Range<usize>) {
        let part = &self.data[range];
        if !part.contains(&b'%') {
            self.out.extend_from_slice(part);
            self.out.push(b'\n');
            return;
        }
        for operation in Operations::new(part) {
            if operation.inline.is_some() {
                self.out.extend_from_slice(&part[operation.range]);
            } else {
                for operand in &operation.operands {
                    print(operand, &mut self.out);
                    self.out.push(b' ');
                }
                self.out.extend_from_slice(operation.operator);
            }
            self.out.push(b'\n');
        }
    }

    pub(super) fn replace(&mut self, bytes: &[u8]) {
        self.changed = true;
        self.out.extend_from_slice(bytes);
        self.out.push(b'\n');
    }

    pub(super) fn begin(&mut self, matrix: Matrix) {
        (self.text, self.start, self.drift) = (matrix, matrix, 0.0);
    }

    pub(super) fn next(&mut self, x: f64, y: f64) {
        self.begin(then([1.0, 0.0, 0.0, 1.0, x, y], self.start));
    }

    pub(super) fn advance(&mut self, by: f64, vertical: bool) {
        let (x, y) = if vertical { (0.0, -by) } else { (by, 0.0) };
        self.text = then([1.0, 0.0, 0.0, 1.0, x, y], self.text);
    }

    pub(super) fn glyph(&self, face: &Face, code: u32, by: f64) -> Glyph {
        let state = &self.state;
        let matrix = then(self.text, state.ctm);
        let (along, up) = ((matrix[0], matrix[1]), (matrix[2], matrix[3]));
        let length = |(x, y): (f64, f64)| x.hypot(y);
        let unit = |v: (f64, f64)| {
            let length = length(v);
            if length > 1e-12 { (v.0 / length, v.1 / length) } else { (1.0, 0.0) }
        };
        let size = (state.size * face.em * length(up)).abs();
        let hidden = matches!(state.mode, 3 | 7);
        let (text, readable) = (face.text(code), face.readable);
        let (above, below) = (face.above, face.below);
        if face.vertical {
            let (down, right) = ((-up.0, -up.1), unit(along));
            let at = apply(matrix, -0.5 * state.size, state.rise);
            return Glyph {
                text,
                at,
                along: unit(down),
                up: right,
                advance: by * length(up),
                size,
                above: 1.0,
                below: 0.0,
                hidden,
                readable,
            };
        }
        // Sizes may be negative: then text runs the other way.
        let turned = by < 0.0;
        let along = if turned { (-along.0, -along.1) } else { along };
        Glyph {
            text,
            at: apply(matrix, 0.0, state.rise),
            along: unit(along),
            up: unit(if state.size < 0.0 { (-up.0, -up.1) } else { up }),
            advance: (by * length(along)).abs(),
            size,
            above,
            below,
            hidden,
            readable,
        }
    }

    /// A step of a path, which waits for its painting.
    pub(super) fn path(&mut self, operation: &Operation) {
        let n = |at: usize| operation.number(at);
        let new = matches!(operation.operator, b"m" | b"re") || self.path.is_empty();
        let count = operation.operands.len() / 2;
        let mut points: Vec<(f64, f64)> = (0..count).map(|at| (n(2 * at), n(2 * at + 1))).collect();
        if operation.operator == b"re" {
            points = vec![(n(0), n(1)), (n(0) + n(2), n(1) + n(3)), (n(0) + n(2), n(1)), (n(0), n(1) + n(3))];
        }
        if new {
            let (from, to) = (operation.range.start, operation.range.end);
            self.path.push(Part { from, to, area: [f64::MAX, f64::MAX, f64::MIN, f64::MIN] });
        }
        let Some(part) = self.path.last_mut() else { return };
        part.to = operation.range.end;
        for (x, y) in points {
            let (x, y) = apply(self.state.ctm, x, y);
            let [l, b, r, t] = part.area;
            part.area = [l.min(x), b.min(y), r.max(x), t.max(y)];
        }
    }
}

#[derive(Clone)]
pub(super) struct State {
    pub(super) ctm: Matrix,
    pub(super) face: Option<Rc<Face>>,
    pub(super) size: f64,
    pub(super) spacing: f64,
    pub(super) words: f64,
    pub(super) stretch: f64,
    pub(super) leading: f64,
    pub(super) rise: f64,
    pub(super) mode: i64,
    /// The tiling patterns that areas and lines are painted with: those hold content of their own.
    pub(super) fill: Option<Rc<[u8]>>,
    pub(super) stroke: Option<Rc<[u8]>>,
}

impl State {
    pub(super) fn new(ctm: Matrix) -> Self {
        Self {
            ctm,
            face: None,
            size: 0.0,
            spacing: 0.0,
            words: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
            mode: 0,
            fill: None,
            stroke: None,
        }
    }

    /// The patterns that an operator paints with.
    pub(super) fn patterns(&self, operator: &[u8]) -> impl Iterator<Item = &Rc<[u8]>> {
        let fills = !matches!(operator, b"S" | b"s" | b"n");
        let strokes = !matches!(operator, b"f" | b"F" | b"f*" | b"n");
        self.fill.iter().filter(move |_| fills).chain(self.stroke.iter().filter(move |_| strokes))
    }
}
