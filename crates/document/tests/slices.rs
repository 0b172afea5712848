//! A page alone: complete, sound, and cheap to get at.
#![allow(clippy::unwrap_used, reason = "these are tests")]

mod support;

use std::cell::Cell;
use std::rc::Rc;
use std::time::Instant;

use nearside_document::Kind;
use nearside_document::cos::{Document, Object, Source};
use support::*;

#[test]
fn a_slice_has_the_page_and_what_it_inherits() {
    let whole = open(&texts(&["one", "two", "three"])).unwrap();
    assert_eq!(whole.page_count().unwrap(), 3);
    let slice = open(&whole.slice(1, 1 << 20).unwrap()).unwrap();
    assert_eq!(slice.page_count().unwrap(), 1);
    let page = slice.page(0).unwrap();
    assert_eq!(page.media, [0.0, 0.0, 612.0, 792.0]);
    assert!(!slice.dict(page.dict.get("Resources")).unwrap().is_empty());
    assert_eq!(whole.slice(3, 1 << 20).unwrap_err().kind, Kind::Missing);
    assert_eq!(whole.slice(0, 99).unwrap_err().kind, Kind::BudgetExceeded);
}

#[test]
fn the_same_page_gives_the_same_bytes() {
    let whole = texts(&["one", "two"]);
    assert_eq!(open(&whole).unwrap().slice(1, 1 << 20), open(&whole).unwrap().slice(1, 1 << 20));
}

#[test]
fn the_last_of_forty_thousand_pages_is_near() {
    for packed in [false, true] {
        let content =
            |page: usize| format!("BT /F1 24 Tf 72 700 Td (Page {page} {}) Tj ET", "of many ".repeat(30));
        let bytes = pages(40_000, content, packed);
        let source = Rc::new(Counted { bytes, read: Cell::new(0) });
        let start = Instant::now();
        let whole = Document::open(source.clone(), "").unwrap();
        let slice = whole.slice(39_999, 1 << 20).unwrap();
        let (took, read, size) = (start.elapsed(), source.read.get(), source.size());
        println!("packed {packed}: {size} bytes, {read} read, {took:?}");
        assert!(slice.windows(10).any(|window| window == b"Page 39999"));
        assert!(read < 2 << 20, "{read} of {size} bytes were read");
        assert!(took.as_millis() < 400, "it took {took:?}");
    }
}

#[test]
fn qpdf_accepts_every_slice_of_the_corpus() {
    if !has("qpdf") {
        return;
    }
    let (mut opened, mut slices, mut bad) = (0, 0, Vec::new());
    for path in corpus() {
        let bytes = std::fs::read(&path).unwrap();
        let (whole, _) = qpdf(&bytes, "");
        let document = match open(&bytes) {
            Ok(document) => document,
            Err(error) => {
                println!("{}: {error} (qpdf: {whole})", name(&path));
                assert!(error.message.ends_with('.'), "{error}");
                continue;
            }
        };
        opened += 1;
        for page in 0..document.page_count().unwrap().min(40) {
            let slice = match document.slice(page, 256 << 20) {
                Ok(slice) => slice,
                Err(error) => {
                    bad.push(format!("{} page {page}: {error}", name(&path)));
                    continue;
                }
            };
            slices += 1;
            let (verdict, words) = qpdf(&slice, "");
            if verdict != 0 && !(verdict == 3 && whole != 0) && whole != 2 {
                bad.push(format!("{} page {page}: {verdict} (whole: {whole}) {words}", name(&path)));
            }
        }
    }
    println!("{opened} files opened, {slices} slices, {} not accepted", bad.len());
    assert!(bad.is_empty(), "{}", bad.join("\n"));
}

/// A page with a black layer on the left, which is shown, and one on the right, which is not; and the layers' numbers.
#[cfg(feature = "view")]
fn layered() -> (Vec<u8>, [u32; 2]) {
    use nearside_document::cos::{Dict, Writer};
    let mut out = Vec::new();
    let mut writer = Writer::new(&mut out, false).unwrap();
    let (root, tree) = (writer.reserve(), writer.reserve());
    let [left, right] = ["Left", "Right"].map(|name| {
        let group = Dict::new().with("Type", Object::name("OCG")).with("Name", Object::text(name));
        writer.add(&group.into()).unwrap()
    });
    let content = "/OC /L BDC 0 0 50 100 re f EMC /OC /R BDC 50 0 50 100 re f EMC";
    let content = writer.add(&Object::stream(Dict::new(), content.as_bytes().to_vec())).unwrap();
    let properties = Dict::new().with("L", left).with("R", right);
    let page = Dict::new()
        .with("Type", Object::name("Page"))
        .with("Parent", tree)
        .with("MediaBox", Object::numbers([0.0, 0.0, 100.0, 100.0]))
        .with("Resources", Dict::new().with("Properties", properties))
        .with("Contents", content);
    let page = writer.add(&page.into()).unwrap();
    let pages = Dict::new().with("Type", Object::name("Pages")).with("Count", 1);
    writer.put(tree, &pages.with("Kids", Object::array([page.into()])).into()).unwrap();
    let layers = Dict::new()
        .with("OCGs", Object::array([left, right].map(Object::Ref)))
        .with("D", Dict::new().with("OFF", Object::array([right.into()])));
    let catalog = Dict::new().with("Type", Object::name("Catalog")).with("Pages", tree);
    writer.put(root, &catalog.with("OCProperties", layers).into()).unwrap();
    writer.finish(Dict::new().with("Root", root)).unwrap();
    (out, [left.number, right.number])
}

#[cfg(feature = "view")]
#[test]
fn layers_are_seen_as_they_are_switched() {
    use nearside_document::Look;
    use nearside_document::view::{Book, Limits};
    let (bytes, [left, right]) = layered();
    let book = Book::open(std::rc::Rc::new(bytes), "", Limits::default()).unwrap();
    let known: Vec<_> = book.document().unwrap().layers.iter().map(|layer| (layer.id, layer.shown)).collect();
    assert_eq!(known, [(left, true), (right, false)]);
    let black = |hide: &[u32], show: &[u32]| {
        let look = Look { hide: hide.to_vec(), show: show.to_vec(), ..Look::default() };
        let drawing = book.draw(0, &look).unwrap();
        let at = |x: u32| drawing.pixels[((50 * drawing.width + x * drawing.width / 100) * 4) as usize] == 0;
        (at(25), at(75))
    };
    assert_eq!(black(&[], &[]), (true, false));
    assert_eq!(black(&[left], &[]), (false, false));
    assert_eq!(black(&[], &[right]), (true, true));
    assert_eq!(black(&[left], &[right]), (false, true));
}
