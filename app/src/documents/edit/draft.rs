//! What is to be changed, as a value: marks on pages, words to be removed everywhere, and what fields shall hold.

use std::collections::BTreeMap;
use std::sync::Arc;

use document::edit::{Addition, Area, Point, Rect, Redaction, Shape, Value, Word};

/// How large a note's sign is, in points.
pub const NOTE: f32 = 18.0;
/// Nothing becomes smaller than this, in points.
const LEAST: f32 = 6.0;

/// What a mark does.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// What lies under it is removed for good.
    Redact(Area),
    /// It is added on top.
    Add(Addition),
}

/// A mark on a page.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// Its number.
    pub id: u32,
    /// What it does.
    pub what: What,
}

impl Mark {
    /// Its page, from 0.
    pub fn page(&self) -> u32 {
        match &self.what {
            What::Redact(area) => area.page,
            What::Add(addition) => addition.page,
        }
    }

    /// The box around it.
    pub fn frame(&self) -> Rect {
        match &self.what {
            What::Redact(area) => area.at,
            What::Add(addition) => match &addition.shape {
                Shape::Highlight(lines) | Shape::Underline(lines) | Shape::Strike(lines) => around(
                    lines.iter().flat_map(|at| [(at.x, at.y), (at.x + at.width, at.y + at.height)]),
                    0.0,
                ),
                Shape::Note(at) => Rect { x: at.x, y: at.y, width: NOTE, height: NOTE },
                Shape::Ink { strokes, width } => {
                    around(strokes.iter().flatten().map(|point| (point.x, point.y)), *width)
                }
                Shape::Text { at, .. } | Shape::Picture { at, .. } => *at,
            },
        }
    }

    /// Whether it can be made larger and smaller.
    pub fn is_sizable(&self) -> bool {
        match &self.what {
            What::Redact(_) => true,
            What::Add(addition) => matches!(addition.shape, Shape::Text { .. } | Shape::Picture { .. }),
        }
    }

    /// Whether it stands where words stand, and so stays there.
    pub fn is_bound(&self) -> bool {
        matches!(&self.what, What::Add(addition) if matches!(addition.shape, Shape::Highlight(_) | Shape::Underline(_) | Shape::Strike(_)))
    }

    /// The same, moved and made larger or smaller by so many points.
    #[must_use]
    pub fn changed(&self, moved: (f32, f32), grown: (f32, f32)) -> Mark {
        let mut mark = self.clone();
        let change = |at: &mut Rect, keep: bool| {
            let before = *at;
            (at.x, at.y) = (at.x + moved.0, at.y + moved.1);
            at.width = (at.width + grown.0).max(LEAST);
            // A picture keeps its shape.
            at.height = match keep {
                true => before.height * at.width / before.width.max(1.0),
                false => (at.height + grown.1).max(LEAST),
            };
        };
        match &mut mark.what {
            What::Redact(area) => change(&mut area.at, false),
            What::Add(addition) => match &mut addition.shape {
                Shape::Text { at, .. } => change(at, false),
                Shape::Picture { at, .. } => change(at, true),
                Shape::Note(at) => (at.x, at.y) = (at.x + moved.0, at.y + moved.1),
                Shape::Ink { strokes, .. } => {
                    let shift = |at: &mut Point| (at.x, at.y) = (at.x + moved.0, at.y + moved.1);
                    strokes.iter_mut().flatten().for_each(shift);
                }
                Shape::Highlight(_) | Shape::Underline(_) | Shape::Strike(_) => {}
            },
        }
        mark
    }
}

/// The box around points, with so much room at each side.
fn around(points: impl Iterator<Item = (f32, f32)>, room: f32) -> Rect {
    let start = (f32::MAX, f32::MAX, f32::MIN, f32::MIN);
    let (left, top, right, bottom) = points.fold(start, |(left, top, right, bottom), (x, y)| {
        (left.min(x), top.min(y), right.max(x), bottom.max(y))
    });
    if left > right {
        return Rect::default();
    }
    Rect {
        x: left - room,
        y: top - room,
        width: right - left + 2.0 * room,
        height: bottom - top + 2.0 * room,
    }
}

/// Everything that is to be changed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Draft {
    /// Marks, in the order in which they were made.
    pub marks: Vec<Arc<Mark>>,
    /// Words that are removed wherever they stand.
    pub words: Vec<Word>,
    /// What else is removed when something is, and what is left in its place: only its switches are used.
    pub also: Redaction,
    /// What fields shall hold, by their names.
    pub values: BTreeMap<String, Value>,
}

impl Draft {
    /// How many changes there are.
    pub fn count(&self) -> usize {
        self.marks.len() + self.words.len() + self.values.len()
    }

    /// A mark by its number.
    pub fn mark(&self, id: u32) -> Option<Arc<Mark>> {
        self.marks.iter().find(|mark| mark.id == id).cloned()
    }

    /// A number that no mark has.
    pub fn next(&self) -> u32 {
        self.marks.iter().map(|mark| mark.id + 1).max().unwrap_or(0)
    }

    /// Adds a mark and hands out its number.
    pub fn add(&mut self, what: What) -> u32 {
        let id = self.next();
        self.marks.push(Arc::new(Mark { id, what }));
        id
    }

    /// What is to be removed for good, if anything is.
    pub fn redaction(&self) -> Option<Redaction> {
        let areas = self.marks.iter().filter_map(|mark| match &mark.what {
            What::Redact(area) => Some(*area),
            What::Add(_) => None,
        });
        let areas: Vec<Area> = areas.collect();
        let any = !areas.is_empty() || !self.words.is_empty();
        any.then(|| Redaction { areas, words: self.words.clone(), ..self.also.clone() })
    }

    /// What is added, and which pictures that needs: their numbers become places in that list.
    pub fn additions(&self) -> (Vec<Addition>, Vec<usize>) {
        let mut pictures: Vec<usize> = Vec::new();
        let added = self.marks.iter().filter_map(|mark| {
            let What::Add(addition) = &mark.what else { return None };
            let mut addition = addition.clone();
            match &mut addition.shape {
                // Nobody has written into this box.
                Shape::Text { text, .. } if text.trim().is_empty() => return None,
                Shape::Picture { picture, .. } => {
                    let known = pictures.iter().position(|known| known == picture);
                    let place = known.unwrap_or(pictures.len());
                    if known.is_none() {
                        pictures.push(*picture);
                    }
                    *picture = place;
                }
                _ => {}
            }
            Some(addition)
        });
        let added = added.collect();
        (added, pictures)
    }
}
