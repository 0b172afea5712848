//! Walking over the content of a page, once to see what is there and once more to leave some of it out.
//!
//! Both walks are the same code, so that the glyph of one is the glyph of the other. What is left out leaves no trace in what
//! stays: the letters after a gap move by a part of an em, so that every gap is some whole ems wide and does not tell which
//! word was there.

mod content;
mod glyph;
mod object;
mod paint;
mod written;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use self::content::{Content, State};
pub(crate) use self::glyph::Glyph;
use self::written::Written;
use super::Face;
use crate::cos::{Dict, Document, Object, Stream, print};
use crate::edit::changes::Changes;
use crate::edit::content::{CONTENT, Operation, Operations};
use crate::edit::space::{Matrix, SAME, number, then};
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

/// The line that is being written.
struct Line {
    last: Glyph,
    /// Where its last glyph ends.
    end: f64,
    /// How far its glyphs were moved.
    shift: f64,
    /// Where the gap began, and whether it gets a box.
    gap: Option<(f64, bool)>,
    /// Where the gap ends so far.
    gone: f64,
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

    /// Leaves only those objects in reach that are drawn: others may hold what was removed.
    fn prune(&mut self, content: &mut Content) -> Result<()> {
        let objects = self.changes.dict(self.document, content.resources.get("XObject"))?;
        let mut kept = Dict::new();
        for (name, object) in objects.iter().filter(|(name, _)| content.used.contains(*name)) {
            kept.set_bytes(name, object.clone());
        }
        content.resources.set("XObject", if kept.is_empty() { Object::Null } else { kept.into() });
        if self.areas() {
            let mut patterns = Dict::new();
            for (name, object) in self.changes.dict(self.document, content.resources.get("Pattern"))?.iter() {
                let tiles = matches!(self.changes.get(self.document, object)?, Object::Stream(_));
                if !tiles || content.patterns.contains(name) {
                    patterns.set_bytes(name, object.clone());
                }
            }
            content
                .resources
                .set("Pattern", if patterns.is_empty() { Object::Null } else { patterns.into() });
        }
        let mut properties = self.changes.dict(self.document, content.resources.get("Properties"))?;
        for (_, value) in properties.iter_mut() {
            let dict = self.changes.dict(self.document, value)?;
            if spoken(&dict) {
                *value = unspoken(dict).into();
            }
        }
        if !properties.is_empty() {
            content.resources.set("Properties", properties);
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

    fn face(&mut self, resources: &Dict, name: &[u8]) -> Result<Option<Rc<Face>>> {
        let fonts = self.changes.dict(self.document, resources.get("Font"))?;
        self.face_of(fonts.get_bytes(name))
    }

    fn face_of(&mut self, object: &Object) -> Result<Option<Rc<Face>>> {
        if let Some(face) = object.as_ref().and_then(|id| self.faces.get(&id.number)) {
            return Ok(Some(face.clone()));
        }
        let font = self.changes.dict(self.document, object)?;
        let number = object.as_ref().map(|id| id.number);
        let face = Face::read(self.document, self.changes, &font, number)?;
        if let Some(number) = number {
            self.faces.insert(number, face.clone());
        }
        Ok(Some(face))
    }

    /// A graphics state may bring a font.
    fn settings(&mut self, name: &[u8], content: &mut Content) -> Result<()> {
        let states = self.changes.dict(self.document, content.resources.get("ExtGState"))?;
        let state = self.changes.dict(self.document, states.get_bytes(name))?;
        if let [font, size] = &self.changes.array(self.document, state.get("Font"))?[..] {
            content.state.face = self.face_of(font)?;
            content.state.size = size.as_number().unwrap_or(0.0);
        }
        Ok(())
    }

    fn show(&mut self, operation: &Operation, content: &mut Content) -> Result<()> {
        content.patterns.extend(content.state.patterns(b"B").cloned());
        let mut before = Vec::new();
        if let b"'" | b"\"" = operation.operator {
            if operation.operator == b"\"" {
                (content.state.words, content.state.spacing) = (operation.number(0), operation.number(1));
                let (words, spacing) = (number(content.state.words), number(content.state.spacing));
                before.extend(format!("{words} Tw {spacing} Tc ").into_bytes());
            }
            content.next(0.0, -content.state.leading);
            before.extend(b"T* ");
        }
        let items: Vec<Object> = match operation.operands.last() {
            Some(Object::Array(items)) => items.to_vec(),
            Some(other) => vec![other.clone()],
            None => Vec::new(),
        };
        let Some(face) = content.state.face.clone() else {
            content.copy(operation);
            return Ok(());
        };
        let most = items.iter().map(|item| item.as_string().map_or(0, <[u8]>::len)).sum::<usize>();
        if self.reading.glyphs.len() + most > GLYPHS {
            self.charge(OPERATORS)?;
        }
        let mut written = Written::default();
        let mut touched = content.drift.abs() > 1e-9;
        for item in &items {
            match item {
                Object::String(bytes) => {
                    let codes = face.codes(bytes);
                    if let (Some(shown), Some(number)) = (&mut self.reading.shown, face.number) {
                        let known = shown.entry(number).or_insert_with(|| (face.clone(), BTreeSet::new()));
                        known.1.extend(codes.iter().map(|(code, _)| *code));
                    }
                    for (code, raw) in codes {
                        touched |= self.glyph(&face, code, raw, content, &mut written);
                    }
                }
                other => {
                    let by = other.as_number().unwrap_or(0.0) / 1000.0 * content.state.size;
                    let by = if face.vertical { by } else { -by * content.state.stretch };
                    content.advance(by, face.vertical);
                    content.drift -= by;
                }
            }
        }
        // Numbers at the end move what comes next.
        if touched {
            before.extend(written.finish());
            content.replace(&before);
        } else {
            content.drift = 0.0;
            content.copy(operation);
        }
        Ok(())
    }

    /// One code. Answers whether anything is other than it was.
    fn glyph(
        &mut self,
        face: &Face,
        code: u32,
        raw: &[u8],
        content: &mut Content,
        written: &mut Written,
    ) -> bool {
        let state = &content.state;
        let extra = state.spacing + if face.is_space(raw) { state.words } else { 0.0 };
        let by = if face.vertical {
            state.size - extra
        } else {
            (face.width(code) * state.size + extra) * state.stretch
        };
        let glyph = content.glyph(face, code, by);
        let index = self.at;
        self.at += 1;
        let unit = glyph.advance / by.abs().max(1e-9);
        let mut touched = false;
        if self.verdict.is_none() {
            self.reading.glyphs.push(glyph);
        } else {
            let gone = self.verdict.as_ref().is_some_and(|verdict| verdict.glyphs.contains(&index));
            let boxed = self.verdict.as_ref().is_some_and(|verdict| verdict.boxed.contains(&index));
            let shift = self.write(glyph, gone, boxed) / if by.abs() > 1e-9 { unit } else { 1.0 };
            if gone {
                content.drift -= by;
                touched = true;
            } else {
                let kern = shift - content.drift;
                if kern.abs() > 1e-4 * content.state.size.abs() {
                    let em = content.state.size * if face.vertical { 1.0 } else { -content.state.stretch };
                    if em.abs() > 1e-9 {
                        written.kern(kern * 1000.0 / em);
                        content.drift = shift;
                    }
                }
                touched |= shift.abs() > 1e-9;
                written.text(raw);
            }
        }
        content.advance(by, face.vertical);
        touched
    }

    /// Goes on in the line with a glyph: answers how far that is moved.
    fn write(&mut self, glyph: Glyph, gone: bool, boxed: bool) -> f64 {
        let (from, _) = glyph.place();
        let goes_on = self.line.as_ref().is_some_and(|line| {
            line.last.in_line(&glyph)
                && from > line.end - 0.6 * glyph.size
                && from < line.end + 1.3 * glyph.size
        });
        if !goes_on {
            self.close_gap(None);
            self.line = None;
        }
        let end = from + glyph.advance;
        if gone {
            let line = self.line.get_or_insert_with(|| Line {
                last: glyph.clone(),
                end: from,
                shift: 0.0,
                gap: None,
                gone: from,
            });
            let start = line.end.min(from.max(line.end - 0.1 * glyph.size));
            let (start, was) = line.gap.unwrap_or((start, false));
            line.gap = Some((start, was || boxed));
            line.gone = line.gone.max(end);
            line.end = line.end.max(end);
            line.last = glyph;
            return line.shift;
        }
        self.close_gap(Some(from));
        let shift = self.line.as_ref().map_or(0.0, |line| line.shift);
        self.line = Some(Line { last: glyph, end, shift, gap: None, gone: end });
        shift
    }

    /// Makes the gap some whole ems wide.
    fn close_gap(&mut self, next: Option<f64>) {
        let Some(line) = &mut self.line else { return };
        let Some((start, boxed)) = line.gap.take() else { return };
        let size = line.last.size.max(1e-3);
        let wide = next.unwrap_or(line.gone) - start;
        let whole = (wide / size - 1e-6).ceil().max(1.0) * size;
        let glyph = &line.last;
        let (own, _) = glyph.place();
        if boxed {
            let from = start + line.shift - own;
            self.reading.gaps.push(glyph.corners(from, from + whole, glyph.below, glyph.above));
        }
        if next.is_some() {
            line.shift += whole - wide;
        }
    }
}

/// Whether two boxes share any room.
pub(crate) fn meet(a: [f64; 4], b: [f64; 4]) -> bool {
    a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]
}

/// Without any text, for what stands in content itself.
fn silent(dict: &Dict) -> Dict {
    let mut silent = Dict::new();
    for (name, value) in dict.iter().filter(|(name, value)| *name == b"Lang" || value.as_string().is_none()) {
        silent.set_bytes(name, value.clone());
    }
    silent
}

const SPOKEN: [&str; 4] = ["ActualText", "Alt", "E", "T"];

fn spoken(dict: &Dict) -> bool {
    SPOKEN.iter().any(|name| dict.has(name))
}

/// Without the text that stands for what is drawn.
pub(crate) fn unspoken(mut dict: Dict) -> Dict {
    SPOKEN.iter().for_each(|name| dict.remove(name));
    dict
}
