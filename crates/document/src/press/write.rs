//! What is on the pages, as PDF.

use krilla::Document;
use krilla::action::{Action, LinkAction};
use krilla::annotation::{Annotation, LinkAnnotation, Target};
use krilla::color::rgb;
use krilla::destination::XyzDestination;
use krilla::geom::{Path, PathBuilder, Point, Rect};
use krilla::metadata::Metadata;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, SpanTag};
use krilla::text::KrillaGlyph;

use super::colour::MUTED;
use super::face::Face;
use super::make::stopped;
use super::page::{Frame, Placed};
use super::row::{Colour, Look, Mark};
use super::set::{Link, Set};
use super::tag::{Slot, Tags};
use super::{Paper, Sheet};
use crate::{Error, Kind, Result};

/// Writes the document.
pub fn write(
    set: Set,
    pages: &[Vec<Placed>],
    title: &str,
    paper: &Paper,
    step: &mut dyn FnMut(f32) -> bool,
) -> Result<Vec<u8>> {
    let frame = paper.frame();
    let places = places(&set, pages, frame);
    let mut document = Document::new();
    let mut metadata = Metadata::new().title(title.to_owned()).creator("Nearside".to_owned());
    if !paper.language.is_empty() {
        metadata = metadata.language(paper.language.clone());
    }
    document.set_metadata(metadata);
    if let Some(outline) = outline(&set, &places) {
        document.set_outline(outline);
    }
    let (width, height) = Sheet::size(paper.sheet);
    let mut set = set;
    let mut tags = std::mem::take(&mut set.tags);
    let settings = PageSettings::from_wh(width, height).ok_or_else(failed)?;
    for (index, rows) in pages.iter().enumerate() {
        if !step(0.5 + 0.5 * index as f32 / pages.len() as f32) {
            return Err(stopped());
        }
        let mut page = document.start_page_with(settings.clone());
        let mut painter = Painter { set: &set, tags: &mut tags, frame, links: Vec::new() };
        let mut surface = page.surface();
        rows.iter().for_each(|row| painter.row(&mut surface, row));
        if paper.numbers && pages.len() > 1 {
            painter.number(&mut surface, index + 1);
        }
        surface.finish();
        for (link, slot, area) in std::mem::take(&mut painter.links) {
            let target = match &set.links[link] {
                Some(Link::Out(address)) => Target::Action(Action::Link(LinkAction::new(encoded(address)))),
                Some(Link::Within(place)) => match &places[*place] {
                    Some(destination) => Target::Destination(destination.clone().into()),
                    None => continue,
                },
                None => continue,
            };
            let annotation = Annotation::new_link(LinkAnnotation::new(area, target), None);
            tags.fill(slot, page.add_tagged_annotation(annotation));
        }
        page.finish();
    }
    document.set_tag_tree(tags.finish());
    document.finish().map_err(|_| failed())
}

fn failed() -> Error {
    let message = "The pages could not be written, as they have more in them than a PDF can hold. Divide the text into parts.";
    Error::new(Kind::Unsupported, message)
}

/// An address as PDF wants it: in letters of ASCII.
fn encoded(address: &str) -> String {
    let mut out = String::new();
    for byte in address.bytes() {
        match byte {
            b'!'..=b'~' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// Where on pages the places are that something leads to.
fn places(set: &Set, pages: &[Vec<Placed>], frame: Frame) -> Vec<Option<XyzDestination>> {
    let mut places = vec![None; set.places];
    for (index, rows) in pages.iter().enumerate() {
        for placed in rows.iter().filter(|placed| placed.head.is_none()) {
            for place in &placed.row(set).places {
                let y = (frame.top + placed.y - 8.0).max(0.0);
                places[*place] = Some(XyzDestination::new(index, Point::from_xy(frame.left, y)));
            }
        }
    }
    places
}

/// The outline: headings in the headings before them that are of a higher level.
fn outline(set: &Set, places: &[Option<XyzDestination>]) -> Option<Outline> {
    let mut open: Vec<(u8, OutlineNode)> = Vec::new();
    let mut outline = Outline::new();
    fn close(open: &mut Vec<(u8, OutlineNode)>, level: u8, outline: &mut Outline) {
        while open.last().is_some_and(|(last, _)| *last >= level) {
            let Some((_, node)) = open.pop() else { return };
            match open.last_mut() {
                Some((_, above)) => above.push_child(node),
                None => outline.push_child(node),
            }
        }
    }
    for (level, text, place) in &set.outline {
        let Some(destination) = &places[*place] else { continue };
        close(&mut open, *level, &mut outline);
        open.push((*level, OutlineNode::new(text.clone(), destination.clone()).with_open(*level < 2)));
    }
    close(&mut open, 0, &mut outline);
    (!set.outline.is_empty()).then_some(outline)
}

struct Painter<'a> {
    set: &'a Set,
    tags: &'a mut Tags,
    frame: Frame,
    /// Links on the page: which one, where in the structure, and where on the page.
    links: Vec<(usize, Slot, Rect)>,
}

impl Painter<'_> {
    fn row(&mut self, surface: &mut Surface, placed: &Placed) {
        let set = self.set;
        let row = placed.row(set);
        let (left, top) = (self.frame.left, self.frame.top + placed.y);
        let fills = row.marks.iter().any(|mark| matches!(mark, Mark::Fill { .. }));
        let behind = row
            .marks
            .iter()
            .any(|mark| matches!(mark, Mark::Word { look: Look { behind: Some(_), .. }, .. }));
        if fills || behind {
            surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)));
            for mark in &row.marks {
                match mark {
                    Mark::Fill { x, y, width, height, colour } => {
                        fill(surface, *colour, rect(left + x, top + y, *width, *height));
                    }
                    Mark::Word { x, baseline, word, look } => {
                        if let Some(colour) = look.behind {
                            let (up, tall) = (look.size * 0.98, look.size * 1.3);
                            let width =
                                (word.width + if word.space > 0.0 { word.space } else { 0.0 }) * look.size;
                            fill(
                                surface,
                                colour,
                                rect(left + x - 1.2, top + baseline - up, width + 2.4, tall),
                            );
                        }
                    }
                    Mark::Check { .. } => {}
                }
            }
            surface.end_tagged();
        }
        let mut marks = row.marks.iter().filter(|mark| !matches!(mark, Mark::Fill { .. })).peekable();
        while let Some(mark) = marks.next() {
            let slot = slot(mark);
            if placed.head.is_some() {
                surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Other)));
            } else {
                let identifier = surface.start_tagged(ContentTag::Span(SpanTag::empty()));
                self.tags.fill(slot, identifier);
            }
            let mut run = vec![mark];
            while let Some(next) = marks.next_if(|next| self::slot(next) == slot) {
                run.push(next);
            }
            self.run(surface, &run, left, top, placed.head.is_none());
            surface.end_tagged();
        }
    }

    /// Things that belong to the same place in the structure; words in the same look are written in one go.
    fn run(&mut self, surface: &mut Surface, marks: &[&Mark], left: f32, top: f32, linked: bool) {
        let mut text = String::new();
        let mut glyphs: Vec<KrillaGlyph> = Vec::new();
        let mut start: Option<(f32, f32, Look)> = None;
        let mut end = 0.0;
        let flush = |surface: &mut Surface,
                     start: &mut Option<(f32, f32, Look)>,
                     text: &mut String,
                     glyphs: &mut Vec<KrillaGlyph>,
                     set: &Set| {
            if let Some((x, y, look)) = start.take() {
                ink(surface, look.colour);
                let font = set.faces.font(look.face);
                surface.draw_glyphs(Point::from_xy(x, y - look.raised), glyphs, font, text, look.size, false);
                text.clear();
                glyphs.clear();
            }
        };
        for mark in marks {
            match mark {
                Mark::Word { x, baseline, word, look } => {
                    let (x, y) = (left + x, top + baseline);
                    // Words of one line in one look follow each other.
                    let goes_on = start
                        .is_some_and(|(_, line, last)| last == *look && line == y && (end - x).abs() < 0.01);
                    if !goes_on {
                        flush(surface, &mut start, &mut text, &mut glyphs, self.set);
                        start = Some((x, y, *look));
                    }
                    let from = text.len();
                    text.push_str(&word.text);
                    glyphs.extend(word.glyphs.iter().map(|glyph| {
                        let range = from + glyph.text_range.start..from + glyph.text_range.end;
                        KrillaGlyph { text_range: range, ..glyph.clone() }
                    }));
                    end = x + (word.width + word.space) * look.size;
                    if look.struck {
                        flush(surface, &mut start, &mut text, &mut glyphs, self.set);
                        let line = rect(x, y - look.size * 0.26, word.width * look.size, look.size * 0.06);
                        fill(surface, look.colour, line);
                    }
                    if let (Some(link), true) = (look.link, linked) {
                        self.area(link, look, x, y, word.width * look.size);
                    }
                }
                Mark::Check { x, y, side, done, .. } => {
                    flush(surface, &mut start, &mut text, &mut glyphs, self.set);
                    check(surface, left + x, top + y, *side, *done);
                }
                Mark::Fill { .. } => {}
            }
        }
        flush(surface, &mut start, &mut text, &mut glyphs, self.set);
    }

    /// Adds a word to the links of the page: to the one before it, if it goes on on the same line.
    fn area(&mut self, link: usize, look: &Look, x: f32, y: f32, width: f32) {
        let (top, bottom) = (y - look.raised - look.size * 0.95, y - look.raised + look.size * 0.3);
        let right = x + width;
        if let Some((same, slot, area)) = self.links.last_mut()
            && (*same, *slot) == (link, look.slot)
            && (area.top() - top).abs() < 0.5
            && let Some(wider) = Rect::from_ltrb(area.left(), area.top(), right, area.bottom())
        {
            *area = wider;
        } else if let Some(area) = Rect::from_ltrb(x, top, right, bottom) {
            self.links.push((link, look.slot, area));
        }
    }

    fn number(&self, surface: &mut Surface, number: usize) {
        let size = 8.5;
        let word = self.set.faces.word(Face::Regular, &number.to_string());
        surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Footer)));
        ink(surface, MUTED);
        let x = self.frame.left + (self.frame.width - word.width * size) / 2.0;
        let font = self.set.faces.font(Face::Regular);
        surface.draw_glyphs(Point::from_xy(x, self.frame.foot), &word.glyphs, font, &word.text, size, false);
        surface.end_tagged();
    }
}

fn slot(mark: &Mark) -> Slot {
    match mark {
        Mark::Word { look, .. } => look.slot,
        Mark::Check { slot, .. } => *slot,
        Mark::Fill { .. } => Slot::MAX,
    }
}

fn paint((red, green, blue): Colour) -> krilla::paint::Paint {
    rgb::Color::new(red, green, blue).into()
}

fn ink(surface: &mut Surface, colour: Colour) {
    surface.set_stroke(None);
    surface.set_fill(Some(Fill { paint: paint(colour), ..Fill::default() }));
}

fn fill(surface: &mut Surface, colour: Colour, path: Option<Path>) {
    if let Some(path) = path {
        ink(surface, colour);
        surface.draw_path(&path);
    }
}

fn rect(x: f32, y: f32, width: f32, height: f32) -> Option<Path> {
    let mut path = PathBuilder::new();
    path.push_rect(Rect::from_xywh(x, y, width, height)?);
    path.finish()
}

/// The box of a task.
fn check(surface: &mut Surface, x: f32, y: f32, side: f32, done: bool) {
    let stroke = |width: f32| Stroke { paint: paint(MUTED), width, ..Stroke::default() };
    surface.set_fill(None);
    surface.set_stroke(Some(stroke(0.7)));
    if let Some(path) = rect(x, y, side, side) {
        surface.draw_path(&path);
    }
    if done {
        let mut path = PathBuilder::new();
        path.move_to(x + side * 0.22, y + side * 0.52);
        path.line_to(x + side * 0.43, y + side * 0.74);
        path.line_to(x + side * 0.8, y + side * 0.26);
        if let Some(path) = path.finish() {
            surface.set_stroke(Some(stroke(1.1)));
            surface.draw_path(&path);
        }
    }
    surface.set_stroke(None);
}
