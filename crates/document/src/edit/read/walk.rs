//! Walking over the content of a page, once to see what is there and once more to leave some of it out.
//!
//! Both walks are the same code, so that the glyph of one is the glyph of the other. What is left out leaves no trace in what
//! stays: the letters after a gap move by a part of an em, so that every gap is some whole ems wide and does not tell which
//! word was there.

mod content;
mod glyph;
mod line;
mod object;
mod paint;
mod prune;
mod text;
mod written;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use self::content::{Content, State};
pub(crate) use self::glyph::Glyph;
use self::line::Line;
use self::prune::silent;
pub(crate) use self::prune::unspoken;
use super::Face;
use crate::cos::{Dict, Document, Object, Stream, print};
use crate::edit::changes::Changes;
use crate::edit::content::{CONTENT, Operation, Operations};
use crate::edit::space::{Matrix, SAME, then};
use crate::{Error, Kind, Result};

/// Forms inside each other.
const DEPTH: usize = 12;
/// Operators of one page with everything in it.
const OPERATORS: usize = 20_000_000;
/// Glyphs of one page.
const GLYPHS: usize = 2_000_000;

/// What shall go.
#[derive(Default)]
pub(crate) struct Verdict {
    /// Glyphs by their number.
    pub glyphs: HashSet<usize>,
    /// Those of them that get a box of their own.
    pub boxed: HashSet<usize>,
    /// Boxes in the page's own space, in which nothing shall stay.
    pub areas: Vec<[f64; 4]>,
    /// Boxes of visible words that go: pictures below them are painted over where that can be done.
    pub words: Vec<[f64; 4]>,
}

/// A gap that was left, as four corners.
type Gap = [(f64, f64); 4];

/// The fonts that show text, by their numbers, and the codes that each shows.
pub(crate) type Shown = HashMap<u32, (Rc<Face>, BTreeSet<u32>)>;

/// What a walk saw.
#[derive(Default)]
pub(crate) struct Reading {
    pub glyphs: Vec<Glyph>,
    /// The gaps that get boxes.
    pub gaps: Vec<Gap>,
    pub pictures: u64,
    /// In the first walk: the numbers of pictures, and how wide and high they are shown.
    pub placed: Vec<(u32, f64, f64)>,
    pub paths: u64,
    /// Which codes were shown, if somebody wants to know.
    pub shown: Option<Shown>,
    /// Sentences about what could not be done as it should.
    pub notes: BTreeSet<String>,
}

/// The walk.
pub(crate) struct Walk<'w, 'd> {
    pub document: &'d Document,
    pub changes: &'w mut Changes,
    faces: HashMap<u32, Rc<Face>>,
    pub reading: Reading,
    /// In the second walk: what shall go.
    verdict: Option<Verdict>,
    line: Option<Line>,
    operators: usize,
    at: usize,
}

impl<'w, 'd> Walk<'w, 'd> {
    pub fn new(document: &'d Document, changes: &'w mut Changes, verdict: Option<Verdict>) -> Self {
        Self {
            document,
            changes,
            faces: HashMap::new(),
            reading: Reading::default(),
            verdict,
            line: None,
            operators: 0,
            at: 0,
        }
    }

    /// Walks over content; answers with what it becomes, if that is anything else, and its resources.
    pub fn content(&mut self, data: &[u8], resources: &Dict, ctm: Matrix) -> Result<(Option<Vec<u8>>, Dict)> {
        let done = self.inner(data, resources.clone(), State::new(ctm), 0);
        self.close_gap(None);
        done
    }

    /// Walks over a form that is shown by itself.
    pub fn form(&mut self, stream: &Stream) -> Result<()> {
        let bytes = self.document.decode(stream, CONTENT)?.bytes;
        let resources = self.changes.dict(self.document, stream.dict.get("Resources"))?;
        self.content(&bytes, &resources, SAME).map(drop)
    }

    fn inner(
        &mut self,
        data: &[u8],
        resources: Dict,
        state: State,
        depth: usize,
    ) -> Result<(Option<Vec<u8>>, Dict)> {
        let mut content = Content {
            data,
            resources,
            state,
            saved: Vec::new(),
            text: SAME,
            start: SAME,
            drift: 0.0,
            out: Vec::new(),
            changed: self.verdict.is_some() && data.contains(&b'%'),
            used: HashSet::new(),
            patterns: HashSet::new(),
            path: Vec::new(),
            clips: false,
        };
        // A form that is drawn often is unpacked often.
        self.charge(data.len() / 32)?;
        for operation in Operations::new(data) {
            self.charge(1)?;
            self.step(&operation, &mut content, depth)?;
        }
        if self.verdict.is_some() {
            self.prune(&mut content)?;
        }
        Ok((content.changed.then_some(content.out), content.resources))
    }

    fn charge(&mut self, work: usize) -> Result<()> {
        self.operators = self.operators.saturating_add(work);
        if self.operators > OPERATORS || self.reading.glyphs.len() > GLYPHS {
            return Err(Error::new(
                Kind::BudgetExceeded,
                "A page of this PDF draws millions of things, so it was not looked through.",
            ));
        }
        Ok(())
    }

    fn step(&mut self, operation: &Operation, content: &mut Content, depth: usize) -> Result<()> {
        let n = |at: usize| operation.number(at);
        let state = &mut content.state;
        match operation.operator {
            b"q" => content.saved.push(state.clone()),
            b"Q" => {
                if let Some(saved) = content.saved.pop() {
                    content.state = saved;
                }
            }
            b"cm" => state.ctm = then(operation.matrix(), state.ctm),
            b"BT" => content.begin(SAME),
            b"Tc" => state.spacing = n(0),
            b"Tw" => state.words = n(0),
            b"Tz" => state.stretch = n(0) / 100.0,
            b"TL" => state.leading = n(0),
            b"Ts" => state.rise = n(0),
            b"Tr" => state.mode = n(0) as i64,
            b"Tf" => {
                state.size = operation.operands.get(1).and_then(Object::as_number).unwrap_or(0.0);
                let name = operation.operands.first().and_then(Object::as_name).unwrap_or_default();
                state.face = self.face(&content.resources, name)?;
            }
            b"gs" => self.settings(operation.name(), content)?,
            b"scn" => content.state.fill = self.pattern(operation, content)?,
            b"SCN" => content.state.stroke = self.pattern(operation, content)?,
            b"g" | b"rg" | b"k" | b"cs" | b"sc" => state.fill = None,
            b"G" | b"RG" | b"K" | b"CS" | b"SC" => state.stroke = None,
            b"Td" => content.next(n(0), n(1)),
            b"TD" => {
                content.state.leading = -n(1);
                content.next(n(0), n(1));
            }
            b"Tm" => content.begin(operation.matrix()),
            b"T*" => content.next(0.0, -content.state.leading),
            b"Tj" | b"TJ" | b"'" | b"\"" => return self.show(operation, content),
            b"Do" => return self.draw(operation, content, depth),
            b"BI" => return self.inline(operation, content),
            b"BDC" | b"DP" => {
                if self.verdict.is_some()
                    && let Some(Object::Dict(dict)) = operation.operands.last()
                    && silent(dict).len() < dict.len()
                {
                    let mut bytes = Vec::new();
                    operation.operands[..operation.operands.len() - 1].iter().for_each(|operand| {
                        print(operand, &mut bytes);
                        bytes.push(b' ');
                    });
                    print(&silent(dict).into(), &mut bytes);
                    bytes.push(b' ');
                    bytes.extend(operation.operator);
                    content.replace(&bytes);
                    return Ok(());
                }
            }
            b"m" | b"re" | b"l" | b"c" | b"v" | b"y" | b"h" if self.areas() => {
                content.path(operation);
                return Ok(());
            }
            b"W" | b"W*" if self.areas() => content.clips = true,
            b"f" | b"F" | b"f*" | b"B" | b"B*" | b"b" | b"b*" | b"S" | b"s" | b"n" if self.areas() => {
                self.paint(operation, content);
                return Ok(());
            }
            _ => {}
        }
        content.copy(operation);
        Ok(())
    }

    fn areas(&self) -> bool {
        self.verdict.as_ref().is_some_and(|verdict| !verdict.areas.is_empty())
    }
}

/// Whether two boxes share any room.
pub(crate) fn meet(a: [f64; 4], b: [f64; 4]) -> bool {
    a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]
}
