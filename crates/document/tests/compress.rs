//! Compressed files are smaller and say and show the same.
#![cfg(feature = "edit")]
#![allow(clippy::unwrap_used, reason = "these are tests")]

mod support;

use nearside_document::cos::{Dict, Document, Id, Object, Stream, Writer};
use nearside_document::edit::*;
use nearside_document::{Kind, Result};
use std::rc::Rc;
use support::*;

fn make(documents: &[&Document], compress: Compress) -> Result<Vec<u8>> {
    let inputs: Vec<_> = documents.iter().map(|document| Input { document, name: "a.pdf" }).collect();
    let finish = Finish { compress: Some(compress), ..Finish::default() };
    let mut out = Vec::new();
    arrange(&inputs, &Plan { finish, ..Plan::merge(documents.len()) }, &mut out, &mut |_| Ok(()))?;
    Ok(out)
}

/// A page that shows a picture of so many pixels in two inches, with a mask.
fn picture(side: usize) -> Vec<u8> {
    let mut out = Vec::new();
    let mut writer = Writer::new(&mut out, false).unwrap();
    let (root, tree) = (writer.reserve(), writer.reserve());
    let name = Object::name;
    let image = |space: &str| {
        Dict::new()
            .with("Type", name("XObject"))
            .with("Subtype", name("Image"))
            .with("Width", side as i64)
            .with("Height", side as i64)
            .with("BitsPerComponent", 8)
            .with("ColorSpace", name(space))
    };
    let wave = |x: usize, y: usize, n: usize| ((x * (n + 2) + y * 3 + x * y / (90 + n)) % 256) as u8;
    let pixels: Vec<u8> =
        (0..side * side).flat_map(|at| [0, 1, 2].map(|n| wave(at % side, at / side, n))).collect();
    let mask = writer.add(&Object::stream(image("DeviceGray"), vec![128; side * side])).unwrap();
    let image = writer.add(&Object::stream(image("DeviceRGB").with("SMask", mask), pixels)).unwrap();
    let content =
        writer.add(&Object::stream(Dict::new(), b"q 144 0 0 144 72 72 cm /I Do Q".to_vec())).unwrap();
    let page = Dict::new()
        .with("Type", name("Page"))
        .with("Parent", tree)
        .with("Contents", content)
        .with("MediaBox", Object::numbers([0.0, 0.0, 300.0, 300.0]))
        .with("Resources", Dict::new().with("XObject", Dict::new().with("I", image)));
    let page = writer.add(&page.into()).unwrap();
    writer
        .put(
            tree,
            &Dict::new()
                .with("Type", name("Pages"))
                .with("Count", 1)
                .with("Kids", Object::array([page.into()]))
                .into(),
        )
        .unwrap();
    writer.put(root, &Dict::new().with("Type", name("Catalog")).with("Pages", tree).into()).unwrap();
    writer.finish(Dict::new().with("Root", root)).unwrap();
    out
}

fn images(bytes: &[u8]) -> Vec<Rc<Stream>> {
    let document = open(bytes).unwrap();
    let load = |number| document.load(Id { number, generation: 0 }).unwrap();
    let streams = (1..document.size())
        .filter_map(|number| if let Object::Stream(stream) = load(number) { Some(stream) } else { None });
    streams.filter(|stream| stream.dict.get("Subtype").is_name("Image")).collect()
}

#[test]
fn pictures_have_no_more_pixels_than_are_seen() {
    let bytes = picture(900);
    let made = make(&[&open(&bytes).unwrap()], Compress { dpi: Some(150), quality: Some(70) }).unwrap();
    if has("qpdf") {
        assert_eq!(qpdf(&made, "").0, 0);
    }
    for image in images(&made) {
        // Two inches of 150 dots.
        assert_eq!(
            (image.dict.get("Width"), image.dict.get("Height")),
            (&Object::Int(300), &Object::Int(300))
        );
        let mask = image.dict.get("ColorSpace").is_name("DeviceGray");
        assert!(image.dict.get("Filter").is_name(if mask { "FlateDecode" } else { "DCTDecode" }));
    }
    assert!(made.len() * 20 < bytes.len(), "{} of {}", made.len(), bytes.len());
    let same = make(&[&open(&bytes).unwrap()], Compress { dpi: None, quality: None }).unwrap();
    assert!(images(&same).iter().all(|image| image.dict.get("Width") == &Object::Int(900)));
}

#[test]
fn what_two_files_share_is_kept_once() {
    let (one, two) = (open(&picture(200)).unwrap(), open(&picture(200)).unwrap());
    let nothing = Compress { dpi: None, quality: None };
    let (single, both) = (make(&[&one], nothing).unwrap(), make(&[&one, &two], nothing).unwrap());
    assert_eq!((images(&single).len(), images(&both).len()), (2, 2));
    assert!(both.len() < single.len() + 2000, "{} and {}", single.len(), both.len());
    assert_eq!(open(&both).unwrap().page_count().unwrap(), 2);
}

#[test]
fn what_is_there_twice_on_pages_that_go_goes_with_them() {
    let line = "BT /F1 24 Tf 72 700 Td (nobody wants this twin) Tj ET ".repeat(4);
    let content =
        |page: usize| if page == 0 { "BT /F1 24 Tf 72 700 Td (stays) Tj ET".into() } else { line.clone() };
    let whole = open(&pages(3, content, false)).unwrap();
    let finish = Finish { compress: Some(Compress { dpi: None, quality: None }), ..Finish::default() };
    let plan = Plan { pages: vec![Leaf::Page { file: 0, page: 0, turn: 0 }], finish };
    let mut out = Vec::new();
    arrange(&[Input { document: &whole, name: "a.pdf" }], &plan, &mut out, &mut |_| Ok(())).unwrap();
    let made = open(&out).unwrap();
    let streams = (1..made.size()).filter(|number| {
        matches!(made.load(Id { number: *number, generation: 0 }), Ok(Object::Stream(stream)) if !stream.dict.has("Type"))
    });
    assert_eq!(streams.count(), 1);
}

#[test]
fn settings_that_make_no_sense_are_told_in_a_sentence() {
    let whole = open(&texts(&["a"])).unwrap();
    for compress in [Compress { dpi: Some(0), quality: None }, Compress { dpi: None, quality: Some(0) }] {
        let error = make(&[&whole], compress).unwrap_err();
        assert!(error.kind == Kind::Settings && error.message.ends_with('.'), "{error}");
    }
}

#[test]
fn the_corpus_says_the_same_when_it_is_smaller() {
    if !has("qpdf") || !has("pdftotext") {
        return;
    }
    let (mut before, mut after, mut good, mut bad) = (0, 0, 0, Vec::new());
    for path in corpus() {
        let bytes = std::fs::read(&path).unwrap();
        let Ok(document) = open(&bytes) else { continue };
        let whole = qpdf(&bytes, "").0;
        if document.page_count().unwrap() > 400 || whole == 2 {
            continue;
        }
        let name = name(&path);
        let made = match make(&[&document], Compress::default()) {
            Ok(made) => made,
            Err(error) => {
                bad.push(format!("{name}: {error}"));
                continue;
            }
        };
        let (verdict, words) = qpdf(&made, "");
        if verdict == 2 || (verdict == 3 && whole == 0) {
            bad.push(format!("{name}: {words}"));
        } else if pdftotext(&bytes) != pdftotext(&made) {
            bad.push(format!("{name}: other words"));
        } else {
            (before, after, good) = (before + bytes.len(), after + made.len(), good + 1);
        }
    }
    println!("{good} good: {before} bytes became {after}; bad: {bad:#?}");
    assert!(bad.len() * 40 <= good, "{bad:#?}");
    assert!(after < before);
}

#[test]
fn pages_look_the_same_to_others_with_the_glyphs_that_are_seen_only() {
    if !has("pdftoppm") {
        return;
    }
    let (mut before, mut after) = (0, 0);
    for path in corpus() {
        let bytes = std::fs::read(&path).unwrap();
        let Ok(document) = open(&bytes) else { continue };
        let Ok(made) = make(&[&document], Compress { dpi: None, quality: None }) else { continue };
        // Where there is a font to cut, much is won.
        let cut = bytes.windows(9).any(|word| word == b"FontFile2" || word == b"FontFile3");
        if made.len() * 10 > bytes.len() * 9 || !cut {
            continue;
        }
        (before, after) = (before + bytes.len(), after + made.len());
        assert!(drawn(&bytes) == drawn(&made), "{} looks otherwise", name(&path));
    }
    println!("{before} bytes of files with fonts to cut became {after}");
}

/// Compact outlines of three glyphs, numbers 0, 1 and 2, each of the last two 3,000 bytes that cannot be packed.
fn compact() -> Vec<u8> {
    let index = |items: &[&[u8]]| {
        let mut bytes = vec![0, items.len() as u8, 2];
        let mut end = 1_u16;
        bytes.extend(end.to_be_bytes());
        for item in items {
            end += item.len() as u16;
            bytes.extend(end.to_be_bytes());
        }
        [bytes, items.concat()].concat()
    };
    let noise = |seed: u32| {
        let mut state = seed;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        };
        (0..3000).map(|_| next()).chain([14]).collect::<Vec<u8>>()
    };
    let dict = |charset: u8, outlines: u8| {
        [139, 139, 139, 12, 30, 29, 0, 0, 0, charset, 15, 29, 0, 0, 0, outlines, 17]
    };
    let head = |dict: &[u8]| [&[1, 0, 4, 2], index(&[b"Name"]).as_slice(), &index(&[dict])].concat();
    let charset = head(&dict(0, 0)).len() as u8;
    let set = [1, 0, 1, 1];
    [head(&dict(charset, charset + 4)).as_slice(), &set, &index(&[&[14], &noise(1), &noise(2)])].concat()
}

#[test]
fn compact_fonts_keep_the_glyphs_that_are_seen() {
    let mut file = Vec::new();
    let mut writer = Writer::new(&mut file, false).unwrap();
    let (root, tree) = (writer.reserve(), writer.reserve());
    let outlines = Object::stream(Dict::new().with("Subtype", Object::name("CIDFontType0C")), compact());
    let outlines = writer.add(&outlines).unwrap();
    let described = Dict::new().with("Type", Object::name("FontDescriptor")).with("FontFile3", outlines);
    let inner = Dict::new()
        .with("Type", Object::name("Font"))
        .with("Subtype", Object::name("CIDFontType0"))
        .with("FontDescriptor", described);
    let inner = writer.add(&inner.into()).unwrap();
    let font = Dict::new()
        .with("Type", Object::name("Font"))
        .with("Subtype", Object::name("Type0"))
        .with("Encoding", Object::name("Identity-H"))
        .with("DescendantFonts", Object::array([inner.into()]));
    let font = writer.add(&font.into()).unwrap();
    let content = Object::stream(Dict::new(), b"BT /F 20 Tf 50 50 Td <0002> Tj ET".to_vec());
    let content = writer.add(&content).unwrap();
    let page = Dict::new()
        .with("Type", Object::name("Page"))
        .with("Parent", tree)
        .with("MediaBox", Object::numbers([0.0, 0.0, 200.0, 200.0]))
        .with("Resources", Dict::new().with("Font", Dict::new().with("F", font)))
        .with("Contents", content);
    let page = writer.add(&page.into()).unwrap();
    let kids = Object::array([page.into()]);
    let pages = Dict::new().with("Type", Object::name("Pages")).with("Count", 1).with("Kids", kids);
    writer.put(tree, &pages.into()).unwrap();
    let catalog = Dict::new().with("Type", Object::name("Catalog")).with("Pages", tree);
    writer.put(root, &catalog.into()).unwrap();
    writer.finish(Dict::new().with("Root", root)).unwrap();
    let made = make(&[&open(&file).unwrap()], Compress { dpi: None, quality: None }).unwrap();
    assert!((3000..4500).contains(&made.len()), "{} bytes became {}", file.len(), made.len());
}
