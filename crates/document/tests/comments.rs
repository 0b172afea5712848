//! What people wrote on pages is read, and annotations without a look are seen, in a file of any size and when flattened.
#![cfg(all(feature = "view", feature = "edit"))]
#![allow(clippy::unwrap_used, reason = "these are tests")]

mod support;

use std::rc::Rc;

use nearside_document::edit::{Addition, Colour, Finish, Input, Plan, Rect, Shape, annotate, arrange};
use nearside_document::view::{Book, Drawing, Limits};
use nearside_document::{CommentKind, Kind, Look};
use support::*;

/// A page of 400 × 400 points with these annotations; `objects` follow from the number 5 on.
fn page(turn: u32, annotations: &str, objects: &[&str]) -> Vec<u8> {
    let mut all = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 400]/Rotate {turn}/Contents 4 0 R/Annots[{annotations}]>>"
        ),
        "<</Length 0>>\nstream\n\nendstream".to_owned(),
    ];
    all.extend(objects.iter().map(|object| (*object).to_owned()));
    let mut file = "%PDF-1.7\n".to_owned();
    let mut starts = Vec::new();
    for (at, object) in all.iter().enumerate() {
        starts.push(file.len());
        file.push_str(&format!("{} 0 obj\n{object}\nendobj\n", at + 1));
    }
    let table = file.len();
    file.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", all.len() + 1));
    starts.iter().for_each(|start| file.push_str(&format!("{start:010} 00000 n \n")));
    file.push_str(&format!("trailer\n<</Size {}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF", all.len() + 1));
    file.into_bytes()
}

fn book(bytes: &[u8]) -> Book {
    Book::open(Rc::new(bytes.to_vec()), "", Limits::default()).unwrap()
}

/// The same in a file that is too large to be read whole.
fn large(bytes: &[u8]) -> Book {
    let mut bytes = bytes.to_vec();
    bytes.resize(nearside_document::view::WHOLE as usize + 2, b'\n');
    bytes.extend(b"startxref\n0\n%%EOF");
    book(&bytes)
}

const TALK: [&str; 5] = [
    "<</Type/Annot/Subtype/Text/Rect[10 350 30 390]/Contents(First\\rsecond)/T(Ada)/M(D:20260102030405Z)>>",
    "<</Type/Annot/Subtype/Text/Rect[10 350 30 390]/IRT 5 0 R/F 30/Contents(Yes)/T(Bob)>>",
    "<</Type/Annot/Subtype/Text/Rect[10 350 30 390]/IRT 6 0 R/F 30/Contents(<b>No</b>)>>",
    "<</Type/Annot/Subtype/Text/Rect[10 350 30 390]/IRT 5 0 R/F 30/StateModel(Review)/State(Accepted)/Contents(Accepted)>>",
    "<</Type/Annot/Subtype/Text/Rect[10 350 30 390]/IRT 99 0 R/Contents(Orphan)>>",
];
const TALKED: &str = "5 0 R 6 0 R 7 0 R 8 0 R 9 0 R
    <</Type/Annot/Subtype/Highlight/Rect[100 100 200 120]>>
    <</Type/Annot/Subtype/Link/Rect[0 0 9 9]/Contents(link)>>
    <</Type/Annot/Subtype/Square/Rect[0 0 9 9]/F 2/Contents(hidden)>>
    <</Type/Annot/Subtype/Ink/Rect[0 0 9 9]/Contents(\\376\\377\\0\\304)>>";

#[test]
fn comments_are_read_with_their_answers() {
    for book in [book(&page(0, TALKED, &TALK)), large(&page(0, TALKED, &TALK))] {
        let comments = book.comments(0).unwrap();
        assert_eq!(
            comments.iter().map(|one| &one.said.text[..]).collect::<Vec<_>>(),
            ["First\nsecond", "Ä", "Orphan"]
        );
        let first = &comments[0];
        assert_eq!((first.kind, first.said.author.as_deref()), (CommentKind::Note, Some("Ada")));
        assert_eq!(first.said.date.as_deref(), Some("2026-01-02T03:04:05Z"));
        let replies: Vec<_> =
            first.replies.iter().map(|said| (&said.text[..], said.author.as_deref())).collect();
        assert_eq!(replies, [("Yes", Some("Bob")), ("<b>No</b>", None)]);
        assert_eq!(book.text(0).unwrap().comments, comments);
        assert_eq!(book.comments(1).unwrap_err().kind, Kind::Missing);
    }
}

#[test]
fn comments_lie_where_they_are_seen_on_a_turned_page() {
    let places: Vec<_> = [0, 90, 180, 270]
        .into_iter()
        .map(|turn| {
            let area = book(&page(turn, TALKED, &TALK)).comments(0).unwrap()[0].area;
            (area.x, area.y, area.width, area.height)
        })
        .collect();
    assert_eq!(
        places,
        [
            (10.0, 10.0, 20.0, 40.0),
            (350.0, 10.0, 40.0, 20.0),
            (370.0, 350.0, 20.0, 40.0),
            (10.0, 370.0, 40.0, 20.0)
        ]
    );
}

#[test]
fn chains_of_answers_that_go_round_end() {
    let ring = [
        "<</Subtype/Text/Rect[0 0 9 9]/IRT 6 0 R/Contents(a)>>",
        "<</Subtype/Text/Rect[0 0 9 9]/IRT 5 0 R/Contents(b)>>",
    ];
    assert_eq!(book(&page(0, "5 0 R 6 0 R", &ring)).comments(0).unwrap().len(), 2);
}

/// One of each sort without a look, in bands of 40 points from the bottom.
const BARE: [&str; 9] = [
    "/Subtype/Highlight/Rect[20 0 380 36]/C[1 1 0]",
    "/Subtype/Underline/Rect[20 40 380 76]/C[1 0 0]",
    "/Subtype/StrikeOut/Rect[20 80 380 116]/QuadPoints[20 116 380 116 20 80 380 80]/C[1 0 0]",
    "/Subtype/Square/Rect[20 120 380 156]/C[1 0 0]/IC[0 0 1]/BS<</W 2>>",
    "/Subtype/Circle/Rect[20 160 380 196]/C[1 0 0]/Border[0 0 3]",
    "/Subtype/Line/Rect[20 200 380 236]/L[25 205 375 230]/LE[/None/OpenArrow]/C[0 0.5 0]",
    "/Subtype/Ink/Rect[20 240 380 276]/InkList[[25 245 200 270 375 245]]/C[0 0 1]/BS<</W 3>>",
    "/Subtype/Text/Rect[20 280 40 300]/Contents(hello)",
    "/Subtype/FreeText/Rect[20 320 380 356]/Contents(Free text)/DA(/Helv 14 Tf 1 0 0 rg)",
];

fn bare() -> Vec<u8> {
    let all: String = BARE.iter().map(|rest| format!("<</Type/Annot{rest}>>")).collect();
    page(0, &all, &[])
}

/// Which bands have something in them.
fn seen(drawing: &Drawing) -> Vec<bool> {
    let row = drawing.width as usize * 4;
    let band = |at: usize| {
        let rows = 400 - at * 40 - 40..400 - at * 40;
        drawing.pixels[rows.start * row..rows.end * row].chunks(4).any(|pixel| pixel[..3] != [255; 3])
    };
    (0..10).map(band).collect()
}

#[test]
fn annotations_without_a_look_are_drawn() {
    let look = Look { scale: 1.0, ..Look::default() };
    let drawn = [book(&bare()), large(&bare())].map(|book| book.draw(0, &look).unwrap());
    assert_eq!(seen(&drawn[0]), [true, true, true, true, true, true, true, true, true, false]);
    assert_eq!(drawn[0].pixels, drawn[1].pixels);
    let without = Look { annotations: false, ..look };
    assert_eq!(seen(&book(&bare()).draw(0, &without).unwrap()), [false; 10]);
}

/// Of a page of 400 points whose left half is black: a pixel of the left half and one of the right, as we draw them.
fn halves(file: &[u8]) -> [[u8; 3]; 2] {
    let drawing = book(file).draw(0, &Look { scale: 1.0, ..Look::default() }).unwrap();
    [100, 300].map(|x| drawing.pixels[(200 * 400 + x) * 4..][..3].try_into().unwrap())
}

/// The same as another program draws it.
fn halves_elsewhere(file: &[u8]) -> [[u8; 3]; 2] {
    let picture = drawn(file);
    let pixels = &picture[picture.len() - 278 * 278 * 3..];
    [70, 208].map(|x| pixels[(139 * 278 + x) * 3..][..3].try_into().unwrap())
}

#[test]
fn words_show_through_a_highlight() {
    let content = "0 g 0 0 200 400 re f";
    let content = format!("<</Length {}>>\nstream\n{content}\nendstream", content.len());
    let file = |annotations: &str| {
        let file = String::from_utf8(page(0, annotations, &[&content])).unwrap();
        file.replace("/Contents 4 0 R", "/Contents 5 0 R").into_bytes()
    };
    let through = [[0, 0, 0], [255, 255, 0]];
    let bare = file("<</Subtype/Highlight/Rect[0 0 400 400]/C[1 1 0]>>");
    assert_eq!(halves(&bare), through);
    let (document, clean) = (open(&bare).unwrap(), open(&file("")).unwrap());
    let plan = Plan::whole(Finish { flatten: true, ..Finish::default() });
    let mut flat = Vec::new();
    arrange(&[Input { document: &document, name: "a.pdf" }], &plan, &mut flat, &mut |_| Ok(())).unwrap();
    assert_eq!(halves(&flat), through);
    let addition = Addition {
        page: 0,
        shape: Shape::Highlight(vec![Rect { x: 0.0, y: 0.0, width: 400.0, height: 400.0 }]),
        colour: Colour { r: 255, g: 255, b: 0 },
        opacity: 1.0,
        comment: String::new(),
        author: String::new(),
    };
    let mut added = Vec::new();
    annotate(Input { document: &clean, name: "a.pdf" }, &[addition], Vec::new(), &mut added, &mut |_| Ok(()))
        .unwrap();
    if has("pdftoppm") {
        assert_eq!(halves_elsewhere(&flat), through);
        assert_eq!(halves_elsewhere(&added), through);
    }
    assert_eq!(halves(&added), through);
}

#[test]
fn words_show_through_a_highlight_whose_own_look_hides_them() {
    let stream = |dict: &str, content: &str| {
        format!("<<{dict}/Length {}>>\nstream\n{content}\nendstream", content.len())
    };
    let content = stream("", "0 g 0 0 200 400 re f");
    // Half as large as its annotation, and turned.
    let look = stream("/Subtype/Form/BBox[0 0 200 200]/Matrix[0 1 -1 0 0 0]", "1 1 0 rg 0 0 200 200 re f");
    let annotation = "<</Subtype/Highlight/Rect[0 0 400 400]/AP<</N 6 0 R>>>>";
    let file = String::from_utf8(page(0, annotation, &[&content, &look])).unwrap();
    let file = file.replace("/Contents 4 0 R", "/Contents 5 0 R").into_bytes();
    let through = [[0, 0, 0], [255, 255, 0]];
    assert_eq!(halves(&file), through);
    let document = open(&file).unwrap();
    let plan = Plan::whole(Finish { flatten: true, ..Finish::default() });
    let mut flat = Vec::new();
    arrange(&[Input { document: &document, name: "a.pdf" }], &plan, &mut flat, &mut |_| Ok(())).unwrap();
    assert_eq!(halves(&flat), through);
    if has("pdftoppm") {
        assert_eq!(halves_elsewhere(&flat), through);
    }
}

#[test]
fn what_is_seen_stays_when_flattened() {
    let look = Look { scale: 1.0, ..Look::default() };
    let seen_before = book(&bare()).draw(0, &look).unwrap();
    let document = open(&bare()).unwrap();
    let plan = Plan::whole(Finish { flatten: true, ..Finish::default() });
    let mut flat = Vec::new();
    arrange(&[Input { document: &document, name: "a.pdf" }], &plan, &mut flat, &mut |_| Ok(())).unwrap();
    let book = book(&flat);
    assert_eq!(book.comments(0).unwrap(), []);
    assert_eq!(seen(&book.draw(0, &look).unwrap()), seen(&seen_before));
    if has("qpdf") {
        assert_eq!(qpdf(&flat, "").0, 0);
    }
}

#[test]
fn looks_that_make_no_sense_are_left_out() {
    let bad = "<</Subtype/Ink/Rect[0 0 9 9]/InkList[5 [1] [] [1 2 (x) 3]]>>
        <</Subtype/Line/Rect[0 0 9 9]/L[1 2]>><</Subtype/Polygon/Rect[0 0 9 9]/Vertices 7>>
        <</Subtype/Circle/Rect[0 0 0 0]/BS<</W 1e30>>>><</Subtype/Highlight/Rect 3>>
        <</Subtype/FreeText/Rect[0 0 1 1]/DA(/F -5 Tf (x)>>";
    assert!(book(&page(0, bad, &[])).draw(0, &Look::default()).is_ok());
}
