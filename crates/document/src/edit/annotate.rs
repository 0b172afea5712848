//! Additions as annotations that carry their own look, so that every program shows them alike.

use super::arrange::{Input, Origin, assemble};
use super::changes::Changes;
use super::font::{self, CAPITALS};
use super::picture::Picture;
use super::space::{around, inside, line, number, then};
use super::{Addition, Plan, Point, Rect, Shape};
use crate::cos::{Dict, Object, Page, Sink};
use crate::{Error, Kind, Result};

/// Between lines of text, in sizes.
const LEADING: f64 = 1.2;
/// The side of the sign of a note, in points.
const SIGN: f32 = 18.0;
/// Additions to one document, and points of one of them.
const MOST: usize = 100_000;

/// Writes the document with additions; `pictures` are the bytes and names of those that the additions speak of.
///
/// # Errors
/// [`Kind::Settings`], [`Kind::Missing`] and [`Kind::Unsupported`] for what cannot be added, and those of the source, the sink
/// and `step`.
pub fn annotate(
    input: Input,
    additions: &[Addition],
    pictures: Vec<(Vec<u8>, String)>,
    sink: &mut dyn Sink,
    step: &mut dyn FnMut(f32) -> Result<()>,
) -> Result<()> {
    let document = input.document;
    let mut changes = Changes::new(document);
    let mut placed = Vec::new();
    for (bytes, name) in pictures {
        let picture = Picture::read(bytes, &name)?;
        let upright = picture.upright([0.0, 0.0, 1.0, 1.0]);
        placed.push((picture.objects(|object| Ok(changes.add(object)))?, upright));
    }
    for addition in additions {
        let page = changes.page(document, addition.page)?;
        look_at(addition, placed.len())?;
        let drawing = Drawing::of(addition, &page, &placed)?;
        let look = drawing.form(addition, &mut changes);
        let mut dict = drawing
            .dict
            .clone()
            .with("Rect", Object::numbers(drawing.rect))
            .with("AP", Dict::new().with("N", look));
        let colour = [addition.colour.r, addition.colour.g, addition.colour.b];
        dict.set("Type", Object::name("Annot"));
        dict.set("C", Object::numbers(colour.map(|part| f64::from(part) / 255.0)));
        dict.set("CA", Object::Real(f64::from(addition.opacity)));
        // Printed as well.
        dict.set("F", 4);
        for (name, text) in [("Contents", &addition.comment), ("T", &addition.author)] {
            if !text.is_empty() {
                dict.set(name, Object::text(text));
            }
        }
        if let Some(id) = page.id {
            dict.set("P", id);
        }
        let annotation = changes.add(dict);
        let mut own = changes.array(document, page.dict.get("Annots"))?.to_vec();
        own.push(annotation);
        let page_dict = page.dict.with("Annots", Object::array(own));
        changes.set_page(addition.page, page_dict);
    }
    let origin = Origin::changed(document, input.name, changes);
    assemble(vec![origin], &Plan::merge(1), sink, step).map(drop)
}

fn look_at(addition: &Addition, pictures: usize) -> Result<()> {
    let bad = |why: &str| {
        Err(Error::new(
            Kind::Settings,
            format!("What is added to page {} {why}", u64::from(addition.page) + 1),
        ))
    };
    let point = |point: &Point| point.x.is_finite() && point.y.is_finite();
    let rect = |at: &Rect| {
        [at.x, at.y, at.width, at.height].iter().all(|n| n.is_finite()) && at.width > 0.0 && at.height > 0.0
    };
    let (fine, count) = match &addition.shape {
        Shape::Highlight(rects) | Shape::Underline(rects) | Shape::Strike(rects) => {
            (!rects.is_empty() && rects.iter().all(rect), rects.len())
        }
        Shape::Note(at) => (point(at), 1),
        Shape::Ink { strokes, width } => {
            let points = strokes.iter().map(Vec::len).sum();
            let fine = strokes.iter().flatten().all(point) && (0.0..=1000.0).contains(width);
            (fine && points > 0, points)
        }
        Shape::Text { at, text, size } => {
            font::check(text)?;
            (rect(at) && (1.0..=1000.0).contains(size), text.len())
        }
        Shape::Picture { at, picture } => {
            if *picture >= pictures {
                return bad(&format!("needs picture {}, but {pictures} were given.", picture + 1));
            }
            (rect(at), 1)
        }
    };
    if !fine || !(0.0..=1.0).contains(&addition.opacity) {
        return bad("has no size or lies nowhere. Draw it again.");
    }
    if count > MOST {
        return bad("has more than 100,000 points. Draw less at a time.");
    }
    Ok(())
}

/// An addition in the page's own space.
struct Drawing {
    dict: Dict,
    rect: [f64; 4],
    content: String,
    resources: Dict,
}

impl Drawing {
    fn of(addition: &Addition, page: &Page, pictures: &[(Object, [f64; 6])]) -> Result<Self> {
        let colour =
            [addition.colour.r, addition.colour.g, addition.colour.b].map(|part| f64::from(part) / 255.0);
        let (fill, pen) = (line(&colour, "rg"), line(&colour, "RG"));
        Ok(match &addition.shape {
            Shape::Highlight(rects) => {
                let mut drawing = Self::over(rects, page, "Highlight", 0.0);
                drawing.content.push_str(&fill);
                for at in rects {
                    let [left, bottom, right, top] = inside(page, *at);
                    drawing.content.push_str(&line(&[left, bottom, right - left, top - bottom], "re f"));
                }
                drawing
            }
            Shape::Underline(rects) => Self::ruled(rects, page, "Underline", 0.92, &pen),
            Shape::Strike(rects) => Self::ruled(rects, page, "StrikeOut", 0.55, &pen),
            Shape::Note(at) => Self::note(*at, page, &fill),
            Shape::Ink { strokes, width } => Self::ink(strokes, f64::from(*width), page, &pen),
            Shape::Text { at, text, size } => Self::text(*at, text, f64::from(*size), page, &fill, colour),
            Shape::Picture { at, picture } => {
                let (object, upright) = &pictures[*picture];
                // Pictures count from below, the page as it is shown from above.
                let (x, y, w, h) =
                    (f64::from(at.x), f64::from(at.y), f64::from(at.width), f64::from(at.height));
                let place = then(then(*upright, [w, 0.0, 0.0, -h, x, y + h]), page.matrix());
                Self {
                    dict: Dict::new().with("Subtype", Object::name("Stamp")),
                    rect: inside(page, *at),
                    content: format!("q\n{}/Picture Do\nQ\n", line(&place, "cm")),
                    resources: Dict::new().with("XObject", Dict::new().with("Picture", object.clone())),
                }
            }
        })
    }

    /// Over boxes of text, with room around them.
    fn over(rects: &[Rect], page: &Page, kind: &str, room: f64) -> Self {
        let mut corners = Vec::new();
        let mut all = [f64::MAX, f64::MAX, f64::MIN, f64::MIN];
        for at in rects {
            let (x, y) = (f64::from(at.x), f64::from(at.y));
            let (right, low) = (x + f64::from(at.width), y + f64::from(at.height));
            // The order that programs agree on, which is not that of the standard.
            for (x, y) in [(x, y), (right, y), (x, low), (right, low)] {
                let (x, y) = super::space::apply(page.matrix(), x, y);
                corners.extend([x, y]);
                all = [all[0].min(x), all[1].min(y), all[2].max(x), all[3].max(y)];
            }
        }
        let dict =
            Dict::new().with("Subtype", Object::name(kind)).with("QuadPoints", Object::numbers(corners));
        let rect = [all[0] - room, all[1] - room, all[2] + room, all[3] + room];
        Self { dict, rect, content: String::new(), resources: Dict::new() }
    }

    /// A line at a part of the height of each box.
    fn ruled(rects: &[Rect], page: &Page, kind: &str, part: f64, pen: &str) -> Self {
        let mut drawing = Self::over(rects, page, kind, 1.0);
        drawing.content.push_str(pen);
        for at in rects {
            let (x, height) = (f64::from(at.x), f64::from(at.height));
            let y = f64::from(at.y) + height * part;
            let from = super::space::apply(page.matrix(), x, y);
            let to = super::space::apply(page.matrix(), x + f64::from(at.width), y);
            drawing.content.push_str(&line(&[(height / 14.0).clamp(0.5, 4.0)], "w"));
            drawing.content.push_str(&line(&[from.0, from.1], "m"));
            drawing.content.push_str(&line(&[to.0, to.1], "l S"));
        }
        drawing
    }

    /// A sheet with lines on it.
    fn note(at: Point, page: &Page, fill: &str) -> Self {
        let side = f64::from(SIGN);
        let rect = inside(page, Rect { x: at.x, y: at.y, width: SIGN, height: SIGN });
        let place = then([side, 0.0, 0.0, side, f64::from(at.x), f64::from(at.y)], page.matrix());
        let mut content = format!("q\n{}{fill}0.25 G 0.06 w\n", line(&place, "cm"));
        content.push_str("0.08 0.08 0.84 0.84 re B\n");
        for y in [0.32, 0.5, 0.68] {
            content.push_str(&format!("0.24 {y} m 0.76 {y} l S\n"));
        }
        content.push_str("Q\n");
        let dict = Dict::new().with("Subtype", Object::name("Text")).with("Name", Object::name("Note"));
        Self { dict, rect, content, resources: Dict::new() }
    }

    fn ink(strokes: &[Vec<Point>], width: f64, page: &Page, pen: &str) -> Self {
        let mut content = format!("{pen}{}1 J 1 j\n", line(&[width], "w"));
        let mut lists = Vec::new();
        let mut all = [f64::MAX, f64::MAX, f64::MIN, f64::MIN];
        for stroke in strokes.iter().filter(|stroke| !stroke.is_empty()) {
            let points: Vec<(f64, f64)> = stroke
                .iter()
                .map(|point| super::space::apply(page.matrix(), f64::from(point.x), f64::from(point.y)))
                .collect();
            for (at, (x, y)) in points.iter().enumerate() {
                content.push_str(&line(&[*x, *y], if at == 0 { "m" } else { "l" }));
                all = [all[0].min(*x), all[1].min(*y), all[2].max(*x), all[3].max(*y)];
            }
            if let [(x, y)] = points[..] {
                content.push_str(&line(&[x, y], "l"));
            }
            content.push_str("S\n");
            lists.push(Object::numbers(points.into_iter().flat_map(|(x, y)| [x, y])));
        }
        let room = width / 2.0 + 1.0;
        let dict = Dict::new()
            .with("Subtype", Object::name("Ink"))
            .with("InkList", Object::array(lists))
            .with("BS", Dict::new().with("W", Object::Real(width)));
        let rect = [all[0] - room, all[1] - room, all[2] + room, all[3] + room];
        Self { dict, rect, content, resources: Dict::new() }
    }

    fn text(at: Rect, text: &str, size: f64, page: &Page, fill: &str, colour: [f64; 3]) -> Self {
        let (x, y) = (f64::from(at.x), f64::from(at.y));
        let mut content = format!("BT\n{fill}/F {} Tf\n", number(size));
        for (n, own) in font::lines(text, size, f64::from(at.width)).iter().enumerate() {
            let base = y + CAPITALS * size + n as f64 * size * LEADING;
            // Letters stand upright on a page that counts from the top.
            let place = then([1.0, 0.0, 0.0, -1.0, x, base], page.matrix());
            content.push_str(&line(&place, "Tm"));
            content.push_str(&format!("{} Tj\n", font::literal(own)));
        }
        content.push_str("ET\n");
        let look = format!("/Helv {} Tf {}", number(size), line(&colour, "rg"));
        let dict = Dict::new()
            .with("Subtype", Object::name("FreeText"))
            .with("Contents", Object::text(text))
            .with("DA", Object::string(look.trim_end()))
            .with("BS", Dict::new().with("W", 0));
        let resources = Dict::new().with("Font", Dict::new().with("F", font::helvetica()));
        Self { dict, rect: inside(page, at), content, resources }
    }

    /// The look, which is in the page's own space.
    fn form(&self, addition: &Addition, changes: &mut Changes) -> Object {
        let opacity = Object::Real(f64::from(addition.opacity));
        let marker = matches!(addition.shape, Shape::Highlight(_));
        let mut state = Dict::new().with("ca", opacity.clone()).with("CA", opacity);
        if marker {
            state.set("BM", Object::name("Multiply"));
        }
        let frame = Object::numbers(around(super::space::SAME, self.rect));
        let form = |resources: Dict| {
            Dict::new()
                .with("Type", Object::name("XObject"))
                .with("Subtype", Object::name("Form"))
                .with("BBox", frame.clone())
                .with("Resources", resources)
        };
        let states = Dict::new().with("Look", state);
        if !marker {
            let resources = self.resources.clone().with("ExtGState", states);
            return changes.stream(form(resources), format!("/Look gs\n{}", self.content).as_bytes());
        }
        // What is below shows through a group of its own, to some readers only if it is laid on the page from without.
        let group = Dict::new().with("S", Object::name("Transparency"));
        let inner =
            changes.stream(form(self.resources.clone()).with("Group", group), self.content.as_bytes());
        let resources =
            Dict::new().with("ExtGState", states).with("XObject", Dict::new().with("Marker", inner));
        changes.stream(form(resources), b"/Look gs\n/Marker Do\n")
    }
}
