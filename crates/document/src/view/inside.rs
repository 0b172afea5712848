//! What of a page lies inside of boxes: the word of another reader, for who has removed what was there.
//!
//! Letters count where their middle is inside, lines and surfaces where all of them is, and pictures where they have more than
//! one colour there: a picture that was painted over is still a picture.

use hayro::hayro_interpret::font::{Glyph, GlyphRun};
use hayro::hayro_interpret::hayro_cmap::BfString;
use hayro::hayro_interpret::util::TransformExt;
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageData, ImageDrawProps, SoftMask,
    interpret_page,
};
use hayro::hayro_syntax::object::Dict;
use hayro::hayro_syntax::page::Page;
use hayro::kurbo::{Affine, BezPath, Point, Rect, Shape};

use super::session::Session;
use crate::{Area, Inside};

/// What lies so close to an edge is beside the box, in points.
const EDGE: f64 = 0.5;
/// So far colours may be from one another and be one: some pictures are packed with loss.
const SAME: u8 = 12;

/// What lies inside of the boxes of a page.
pub(super) fn inside<'a>(session: &Session<'a>, page: &'a Page<'a>, areas: &[Area]) -> Inside {
    let (width, height) = page.render_dimensions();
    let bounds = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
    let transform = page.initial_transform(true).to_kurbo();
    let mut context = Context::new(transform, bounds, &session.fonts, page.xref(), session.settings.clone());
    let mut witness =
        Witness { areas: areas.iter().map(rect).collect(), found: Inside::default(), artifacts: Vec::new() };
    interpret_page(page, &mut context, &mut witness);
    session.noticed();
    witness.found
}

fn rect(area: &Area) -> Rect {
    let (x, y) = (f64::from(area.x), f64::from(area.y));
    Rect::new(x, y, x + f64::from(area.width), y + f64::from(area.height))
}

struct Witness {
    areas: Vec<Rect>,
    found: Inside,
    /// Of each open stretch of marked content, whether it is no part of the document: so are the boxes that are left behind.
    artifacts: Vec<bool>,
}

impl Witness {
    fn shape(&mut self, bounds: Rect, corners: usize, filled: bool) {
        // A box that was left behind lies in itself.
        let left_behind = filled && corners <= 6 && self.artifacts.contains(&true);
        let within = |area: &Rect| {
            let wide = area.inflate(EDGE, EDGE);
            bounds.x0 >= wide.x0 && bounds.x1 <= wide.x1 && bounds.y0 >= wide.y0 && bounds.y1 <= wide.y1
        };
        if !left_behind && bounds.is_finite() && self.areas.iter().any(within) {
            self.found.paths += 1;
        }
    }
}

impl<'a> Device<'a> for Witness {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        let bounds = props.transform.transform_rect_bbox(path.bounding_box());
        self.shape(bounds, path.elements().len(), matches!(mode, DrawMode::Fill(_)));
    }

    fn draw_rect(&mut self, rect: &Rect, props: DrawProps<'a>, mode: &DrawMode) {
        self.shape(props.transform.transform_rect_bbox(*rect), 4, matches!(mode, DrawMode::Fill(_)));
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let whole = Rect::new(0.0, 0.0, f64::from(image.width()), f64::from(image.height()));
        let bounds = props.transform.transform_rect_bbox(whole);
        let under: Vec<Rect> = self
            .areas
            .iter()
            .map(|area| area.inset(-EDGE))
            .filter(|area| {
                let shared = area.intersect(bounds);
                shared.width() > 0.0 && shared.height() > 0.0
            })
            .collect();
        if under.is_empty() {
            return;
        }
        let mut several = false;
        let mut look = |width: u32, height: u32, data: &[u8], parts: usize| {
            several |= under.iter().any(|area| {
                !plain(*area, props.transform * stretched(whole, width, height), (width, height), data, parts)
            });
        };
        match &image {
            Image::Stencil(image) => {
                image.with_stencil(|luma, _| look(luma.width, luma.height, &luma.data, 1), None);
            }
            Image::Raster(image) => image.with_rgba(
                |data, _| match data {
                    ImageData::Rgb(rgb) => look(rgb.width, rgb.height, &rgb.data, 3),
                    ImageData::Luma(luma) => look(luma.width, luma.height, &luma.data, 1),
                },
                None,
            ),
        }
        self.found.pictures += u64::from(several);
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        for glyph in run.glyphs() {
            let place = props.transform * glyph.transform();
            let wide = match &**glyph {
                Glyph::Outline(glyph) => glyph.advance_width(),
                Glyph::Type3(glyph) => glyph.advance_width(),
            };
            if glyph.as_unicode() == Some(BfString::Char(' ')) {
                continue;
            }
            // A third of the way up: where small letters have their middle.
            let middle = place * Point::new(f64::from(wide.unwrap_or(0.0)) / 2.0, 250.0);
            if self.areas.iter().any(|area| area.inset(-EDGE).contains(middle)) {
                self.found.glyphs += 1;
            }
        }
    }

    fn begin_marked_content(&mut self, tag: &[u8], _: Option<&Dict<'_>>) {
        self.artifacts.push(tag == b"Artifact");
    }

    fn end_marked_content(&mut self) {
        self.artifacts.pop();
    }

    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_clip_rect(&mut self, _: &Rect) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

/// From the pixels of a picture to what it says its pixels are: some say it wrongly.
fn stretched(whole: Rect, width: u32, height: u32) -> Affine {
    Affine::scale_non_uniform(
        whole.width() / f64::from(width.max(1)),
        whole.height() / f64::from(height.max(1)),
    )
}

/// Whether a picture has one colour inside of an area.
fn plain(area: Rect, place: Affine, (width, height): (u32, u32), data: &[u8], parts: usize) -> bool {
    if !place.is_finite() || place.determinant().abs() < 1e-12 {
        return true;
    }
    let pixels = place.inverse().transform_rect_bbox(area);
    let span = |from: f64, to: f64, most: u32| {
        from.floor().clamp(0.0, f64::from(most)) as u32..to.ceil().clamp(0.0, f64::from(most)) as u32
    };
    // The edge of a pixel may lie outside, and so may its colour come from there.
    let room = 0.5 * place.determinant().abs().sqrt();
    let inner = area.inset(-room);
    let mut first: Option<&[u8]> = None;
    for y in span(pixels.y0, pixels.y1, height) {
        for x in span(pixels.x0, pixels.x1, width) {
            if !inner.contains(place * Point::new(f64::from(x) + 0.5, f64::from(y) + 0.5)) {
                continue;
            }
            let at = (y as usize * width as usize + x as usize) * parts;
            let Some(pixel) = data.get(at..at + parts) else { continue };
            let known = *first.get_or_insert(pixel);
            if known.iter().zip(pixel).any(|(one, other)| one.abs_diff(*other) > SAME) {
                return false;
            }
        }
    }
    true
}
