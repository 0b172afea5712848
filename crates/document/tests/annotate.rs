//! Additions are where they were put, and other programs see them.
#![cfg(feature = "edit")]
#![allow(clippy::unwrap_used, reason = "these are tests")]

mod support;

use nearside_document::cos::Document;
use nearside_document::edit::*;
use nearside_document::{Kind, Result};
use support::*;

/// A PNG of one red pixel.
const DOT: &[u8] = &[
    137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0, 144,
    119, 83, 222, 0, 0, 0, 12, 73, 68, 65, 84, 120, 156, 99, 248, 207, 192, 0, 0, 3, 1, 1, 0, 201, 254, 146,
    239, 0, 0, 0, 0, 73, 69, 78, 68, 174, 66, 96, 130,
];

fn add(page: u32, shape: Shape) -> Addition {
    let colour = Colour { r: 255, g: 220, b: 0 };
    Addition { page, shape, colour, opacity: 0.8, comment: "Look".into(), author: "Ada".into() }
}

fn make(document: &Document, additions: &[Addition]) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    let pictures = vec![(DOT.to_vec(), "dot.png".to_owned())];
    annotate(Input { document, name: "a.pdf" }, additions, pictures, &mut out, &mut |_| Ok(()))?;
    Ok(out)
}

fn at(x: f32, y: f32, width: f32, height: f32) -> Rect {
    Rect { x, y, width, height }
}

fn shapes() -> Vec<Shape> {
    let point = |x: f32, y: f32| Point { x, y };
    vec![
        Shape::Highlight(vec![at(70.0, 70.0, 100.0, 20.0), at(70.0, 95.0, 50.0, 20.0)]),
        Shape::Underline(vec![at(70.0, 120.0, 100.0, 20.0)]),
        Shape::Strike(vec![at(70.0, 150.0, 100.0, 20.0)]),
        Shape::Note(point(200.0, 70.0)),
        Shape::Ink {
            strokes: vec![vec![point(20.0, 20.0), point(50.0, 60.0)], vec![point(9.0, 9.0)]],
            width: 2.0,
        },
        Shape::Text {
            at: at(70.0, 200.0, 150.0, 60.0),
            text: "Größe of a text that is broken".into(),
            size: 14.0,
        },
        Shape::Picture { at: at(300.0, 300.0, 80.0, 40.0), picture: 0 },
    ]
}

#[test]
fn every_shape_has_a_place_and_a_look() {
    let whole = open(&texts(&["one", "two"])).unwrap();
    for turn in 0..4 {
        let turned = Plan { pages: vec![Leaf::All { file: 0, turn }], ..Plan::default() };
        let mut bytes = Vec::new();
        arrange(&[Input { document: &whole, name: "a" }], &turned, &mut bytes, &mut |_| Ok(())).unwrap();
        let document = open(&bytes).unwrap();
        let additions: Vec<_> = shapes().into_iter().map(|shape| add(1, shape)).collect();
        let made = make(&document, &additions).unwrap();
        if has("qpdf") {
            let (verdict, words) = qpdf(&made, "");
            assert_eq!(verdict, 0, "{words}");
        }
        let document = open(&made).unwrap();
        let page = document.page(1).unwrap();
        let annotations = document.array(page.dict.get("Annots")).unwrap();
        assert_eq!(annotations.len(), 7);
        for annotation in annotations.iter() {
            let dict = document.dict(annotation).unwrap();
            let look = document.dict(document.dict(dict.get("AP")).unwrap().get("N")).unwrap();
            let [left, bottom, right, top] = document.rect(look.get("BBox")).unwrap().unwrap();
            assert!(right > left && top > bottom && dict.has("Contents"));
            assert_eq!(document.rect(dict.get("Rect")).unwrap(), document.rect(look.get("BBox")).unwrap());
        }
        // The picture is 80 wide and 40 high as it is shown.
        let rect = document.rect(document.dict(&annotations[6]).unwrap().get("Rect")).unwrap().unwrap();
        let (wide, high) = (rect[2] - rect[0], rect[3] - rect[1]);
        assert_eq!(if turn % 2 == 0 { (wide, high) } else { (high, wide) }, (80.0, 40.0));
        let flat = Plan::whole(Finish { flatten: true, ..Finish::default() });
        let mut out = Vec::new();
        arrange(&[Input { document: &document, name: "a" }], &flat, &mut out, &mut |_| Ok(())).unwrap();
        if has("pdftotext") {
            assert!(pdftotext(&out).contains("Größe of a text"), "{turn}: {}", pdftotext(&out));
        }
    }
}

#[test]
fn what_cannot_be_added_is_told_in_sentences() {
    let whole = open(&texts(&["one"])).unwrap();
    let text = |text: &str, size| Shape::Text { at: at(0.0, 0.0, 9.0, 9.0), text: text.into(), size };
    for (addition, kind) in [
        (add(1, Shape::Note(Point::default())), Kind::Missing),
        (add(0, Shape::Highlight(Vec::new())), Kind::Settings),
        (add(0, Shape::Highlight(vec![at(0.0, 0.0, f32::NAN, 1.0)])), Kind::Settings),
        (add(0, Shape::Ink { strokes: Vec::new(), width: 1.0 }), Kind::Settings),
        (add(0, text("日", 9.0)), Kind::Settings),
        (add(0, text("a", 0.0)), Kind::Settings),
        (add(0, Shape::Picture { at: at(0.0, 0.0, 9.0, 9.0), picture: 1 }), Kind::Settings),
    ] {
        let error = make(&whole, &[addition]).unwrap_err();
        assert!(error.kind == kind && error.message.ends_with('.'), "{error}");
    }
}
