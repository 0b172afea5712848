//! hayro's interpreter as a producer of [`List`]s.

use std::collections::HashMap;

use hayro::hayro_interpret::font::{Glyph as Shape, GlyphRun, PositionedGlyph};
use hayro::hayro_interpret::hayro_cmap::{BfString, WritingMode};
use hayro::hayro_interpret::util::TransformExt;
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, SoftMask,
    interpret_page,
};
use hayro::hayro_syntax::object::{Dict, String as PdfString};
use hayro::hayro_syntax::page::Page;
use hayro::kurbo::{Affine, BezPath, Point, Rect, Vec2};

use super::links::{area, links};
use super::session::Session;
use super::strings;
use super::{Face, Glyph, Glyphs, Item, List};
use crate::Size;

/// Everything that is drawn on a page.
pub(super) fn record<'a>(session: &Session<'a>, page: &'a Page<'a>) -> List {
    let (width, height) = page.render_dimensions();
    let mut recorder = Recorder {
        items: Vec::new(),
        faces: vec![Face::default()],
        known: HashMap::new(),
        actual: Vec::new(),
        most: session.limits.items,
    };
    let bounds = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
    let transform = page.initial_transform(true).to_kurbo();
    let mut context = Context::new(transform, bounds, &session.fonts, page.xref(), session.settings.clone());
    interpret_page(page, &mut context, &mut recorder);
    List {
        size: Size { width, height },
        items: recorder.items,
        faces: recorder.faces,
        links: links(session, page),
        notes: session.noticed(),
    }
}

struct Recorder {
    items: Vec<Item>,
    faces: Vec<Face>,
    known: HashMap<u128, u32>,
    /// Of each open stretch of marked content, the text that it says it is.
    actual: Vec<Actual>,
    most: usize,
}

enum Actual {
    /// It says nothing: what is around it decides.
    None,
    /// What the next glyph stands for, and nothing for those after it.
    Text(Option<String>),
}

impl Recorder {
    /// One more than allowed is kept, to be noticed.
    fn push(&mut self, item: Item) {
        if self.items.len() <= self.most {
            self.items.push(item);
        }
    }

    fn face(&mut self, glyph: &Shape<'_>) -> u32 {
        let Shape::Outline(glyph) = glyph else { return 0 };
        let Some(data) = glyph.font_data() else { return 0 };
        let faces = &mut self.faces;
        *self.known.entry(data.cache_key).or_insert_with(|| {
            faces.push(Face {
                name: data.postscript_name,
                bold: data.weight.is_some_and(|weight| weight >= 600),
                italic: data.is_italic,
                mono: data.is_monospace,
            });
            (faces.len() - 1) as u32
        })
    }

    /// What a glyph says, by the marked content around it or by its font.
    fn say(&mut self, glyph: &Shape<'_>, text: &mut String) {
        let stated = self.actual.iter_mut().rev().find_map(|actual| match actual {
            Actual::None => None,
            Actual::Text(text) => Some(text.take().unwrap_or_default()),
        });
        match stated {
            Some(stated) => text.push_str(&stated),
            None => match glyph.as_unicode() {
                Some(BfString::Char(c)) => text.push(c),
                Some(BfString::String(s)) => text.push_str(&s),
                None => {}
            },
        }
    }
}

impl<'a> Device<'a> for Recorder {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, _: &DrawMode) {
        self.push(Item::Path(area(props.transform.transform_rect_bbox(path.control_box()))));
    }

    fn draw_rect(&mut self, rect: &Rect, props: DrawProps<'a>, _: &DrawMode) {
        self.push(Item::Path(area(props.transform.transform_rect_bbox(*rect))));
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let whole = Rect::new(0.0, 0.0, f64::from(image.width()), f64::from(image.height()));
        self.push(Item::Picture(area(props.transform.transform_rect_bbox(whole))));
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        let Some(first) = run.glyphs().first() else { return };
        // Text that is filled and outlined comes twice.
        if matches!(mode, DrawMode::Stroke(_)) && self.repeats(run, props.transform) {
            return;
        }
        let vertical = run.writing_mode() == WritingMode::Vertical;
        let measure = Measure::of(run.glyphs(), props.transform, vertical);
        let mut text = String::new();
        let mut glyphs = Vec::with_capacity(run.glyphs().len());
        for glyph in run.glyphs() {
            self.say(glyph, &mut text);
            let origin = origin(glyph, props.transform);
            glyphs.push(Glyph {
                id: id(glyph),
                end: text.len() as u32,
                x: origin.x as f32,
                y: origin.y as f32,
                advance: measure.advance(glyph),
            });
        }
        let face = self.face(first);
        self.push(Item::Glyphs(Glyphs {
            face,
            size: measure.size,
            along: measure.along,
            hidden: matches!(mode, DrawMode::Invisible),
            text,
            glyphs,
        }));
    }

    fn begin_marked_content(&mut self, _: &[u8], properties: Option<&Dict<'_>>) {
        let stated = properties.and_then(|properties| properties.get::<PdfString<'_>>(b"ActualText"));
        self.actual
            .push(stated.map_or(Actual::None, |text| Actual::Text(Some(strings::text(text.as_bytes())))));
    }

    fn end_marked_content(&mut self) {
        self.actual.pop();
    }

    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_clip_rect(&mut self, _: &Rect) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

impl Recorder {
    fn repeats(&self, run: &GlyphRun<'_, '_>, transform: Affine) -> bool {
        let (Some(Item::Glyphs(last)), Some(first)) = (self.items.last(), run.glyphs().first()) else {
            return false;
        };
        let origin = origin(first, transform);
        last.glyphs.len() == run.glyphs().len()
            && last
                .glyphs
                .first()
                .is_some_and(|glyph| (glyph.x, glyph.y) == (origin.x as f32, origin.y as f32))
    }
}

fn id(glyph: &Shape<'_>) -> u32 {
    match glyph {
        Shape::Outline(glyph) => glyph.glyph_id().to_u32(),
        Shape::Type3(glyph) => glyph.char_code(),
    }
}

fn width(glyph: &Shape<'_>) -> f64 {
    let width = match glyph {
        Shape::Outline(glyph) => glyph.advance_width(),
        Shape::Type3(glyph) => glyph.advance_width(),
    };
    f64::from(width.unwrap_or(0.0))
}

fn origin(glyph: &PositionedGlyph<'_>, transform: Affine) -> Point {
    (transform * glyph.transform()) * Point::ORIGIN
}

/// Size and direction of a run.
struct Measure {
    size: f32,
    along: [f32; 2],
    /// Points per unit of width.
    unit: f64,
    vertical: bool,
}

impl Measure {
    /// A glyph of a substituted font is stretched to the width that the file expects, which its advance already is. So
    /// where the glyphs of a run are stretched differently, their height tells the scale.
    fn of(glyphs: &[PositionedGlyph<'_>], transform: Affine, vertical: bool) -> Self {
        let axes = |glyph: &PositionedGlyph<'_>| {
            let [a, b, c, d, ..] = (transform * glyph.transform()).as_coeffs();
            (Vec2::new(a, b), Vec2::new(c, d))
        };
        let (x, y) = glyphs.first().map(axes).unwrap_or_default();
        let wide = x.length();
        let uniform = glyphs.iter().all(|glyph| (axes(glyph).0.length() - wide).abs() <= 0.01 * wide);
        let along = if vertical { -y } else { x };
        let length = along.length();
        let along = if length > 0.0 { along / length } else { Vec2::new(1.0, 0.0) };
        let mut size = y.length() * 1000.0;
        let unit = if uniform { wide } else { y.length() };
        if let Some(guess) = type3_size(glyphs, unit) {
            size = if size * 3.0 < guess || size > guess * 3.0 { guess } else { size };
        }
        Self { size: size as f32, along: [along.x as f32, along.y as f32], unit, vertical }
    }

    fn advance(&self, glyph: &PositionedGlyph<'_>) -> f32 {
        match self.vertical {
            true => self.size,
            false => (width(glyph) * self.unit) as f32,
        }
    }
}

/// The space of Type 3 glyphs is free, so their size is guessed: letters are about half as wide as the font is high.
fn type3_size(glyphs: &[PositionedGlyph<'_>], unit: f64) -> Option<f64> {
    let widths =
        glyphs.iter().filter(|glyph| matches!(***glyph, Shape::Type3(_))).map(|glyph| width(glyph) * unit);
    let (sum, count) =
        widths.filter(|width| *width > 0.0).fold((0.0, 0), |(sum, count), width| (sum + width, count + 1));
    (count > 0).then(|| sum / f64::from(count) * 2.0)
}
