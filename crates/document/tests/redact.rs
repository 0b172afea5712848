//! What was removed is gone: for our own reader, for poppler, for mutool, and in the raw streams.
#![cfg(feature = "edit")]
#![allow(clippy::unwrap_used, reason = "these are tests")]

mod support;

use std::process::Command;

use nearside_document::cos::{Dict, Document, Object, Writer};
use nearside_document::edit::*;
use nearside_document::{Kind, Result};
use support::*;

fn word(text: &str) -> Word {
    Word { text: text.into(), ..Word::default() }
}

fn words(words: &[&str]) -> Redaction {
    Redaction { words: words.iter().map(|text| word(text)).collect(), ..Redaction::default() }
}

/// Redacts and checks.
fn make(document: &Document, redaction: &Redaction) -> Result<(Vec<u8>, Certificate)> {
    let mut out = Vec::new();
    let input = Input { document, name: "a.pdf" };
    let mut certificate = redact(input, redaction, &mut out, &mut |_| Ok(()))?;
    check(&open(&out)?, redaction, &mut certificate, &mut |_| Ok(()))?;
    Ok((out, certificate))
}

fn run(program: &str, arguments: &[&str], bytes: &[u8]) -> Vec<u8> {
    let path = std::env::temp_dir().join(format!(
        "nearside-r-{}-{:?}.pdf",
        std::process::id(),
        std::thread::current().id()
    ));
    std::fs::write(&path, bytes).unwrap();
    let file = path.to_str().unwrap();
    let arguments: Vec<&str> = arguments.iter().map(|one| if *one == "FILE" { file } else { one }).collect();
    let out = Command::new("timeout").arg("20").arg(program).args(arguments).output().unwrap();
    let _ = std::fs::remove_file(&path);
    out.stdout
}

/// How often other programs find a word: poppler, mutool, and whoever looks at the unpacked bytes.
fn hits(bytes: &[u8], word: &str) -> [usize; 3] {
    let count = |text: &str| {
        let text: String = text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
        text.matches(&word.to_lowercase()).count()
    };
    let raw = |bytes: &[u8]| {
        let wide: Vec<u8> = word.encode_utf16().flat_map(u16::to_be_bytes).collect();
        [word.as_bytes(), &wide]
            .iter()
            .map(|needle| {
                bytes.windows(needle.len()).filter(|part| part.eq_ignore_ascii_case(needle)).count()
            })
            .sum()
    };
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    [
        if has("pdftotext") { count(&text(run("pdftotext", &["FILE", "-"], bytes))) } else { 0 },
        if has("mutool") {
            count(&text(run("mutool", &["draw", "-q", "-F", "txt", "FILE"], bytes)))
        } else {
            0
        },
        if has("qpdf") {
            raw(&run("qpdf", &["--qdf", "--object-streams=disable", "FILE", "-"], bytes))
        } else {
            raw(bytes)
        },
    ]
}

fn sound(bytes: &[u8]) {
    if has("qpdf") {
        let (verdict, words) = qpdf(bytes, "");
        assert_eq!(verdict, 0, "{words}");
    }
}

#[test]
fn a_word_is_gone_and_its_neighbours_stay() {
    let whole = open(&texts(&["Dear Mr Secretman, welcome", "nothing here"])).unwrap();
    let (made, certificate) = make(&whole, &words(&["secretman"])).unwrap();
    sound(&made);
    assert_eq!(hits(&made, "secretman"), [0, 0, 0]);
    assert_eq!((certificate.words[0].removed, certificate.words[0].left), (1, 0));
    assert_eq!((certificate.touched.clone(), certificate.glyphs), (vec![0], 9));
    if has("pdftotext") {
        let text = pdftotext(&made);
        assert!(
            text.contains("Dear Mr") && text.contains(", welcome") && text.contains("nothing here"),
            "{text}"
        );
    }
}

#[test]
fn words_of_a_like_width_leave_the_same_gap() {
    let gap = |name: &str| {
        let whole = open(&texts(&[&format!("Dear {name} welcome")])).unwrap();
        let (made, _) = make(&whole, &words(&[name])).unwrap();
        // The hash of the file differs by what it is made of: compare what is drawn.
        let text = run("qpdf", &["--qdf", "--object-streams=disable", "FILE", "-"], &made);
        let text = String::from_utf8_lossy(&text).into_owned();
        text.lines()
            .filter(|line| line.ends_with("TJ") || line.ends_with("h f"))
            .collect::<Vec<_>>()
            .join("\n")
    };
    if has("qpdf") {
        let (one, other) = (gap("Ada"), gap("Eve"));
        assert!(!one.is_empty() && one == other, "{one}\n{other}");
    }
}

#[test]
fn pieces_of_a_word_are_found_together() {
    let contents = [
        "BT /F1 12 Tf 72 700 Td [(Sec) -20 (ret) 15 (man)] TJ ET",
        "BT /F1 12 Tf 72 700 Td (Sec) Tj (ret) Tj (man) Tj ET",
        "BT /F1 12 Tf 1 0 0 1 107 700 Tm (man) Tj 1 0 0 1 93.3 700 Tm (ret) Tj 1 0 0 1 72 700 Tm (Sec) Tj ET",
        "BT /F1 12 Tf 72 700 Td (a Secret-) Tj 0 -14 Td (man b) Tj ET",
        "BT /F1 12 Tf 14 TL 72 700 Td (a) Tj (b Secretman) ' 1 2 (Secretman) \" ET",
        "BT 3 Tr /F1 12 Tf 72 700 Td (Secretman) Tj ET",
        "q 0 1 -1 0 300 300 cm BT /F1 12 Tf (Secretman) Tj ET Q",
        "/Span <</ActualText (Secretman)>> BDC BT /F1 12 Tf 72 700 Td (Secretman) Tj ET EMC",
    ];
    let whole = open(&pages(contents.len(), |page| contents[page].to_owned(), false)).unwrap();
    let (made, certificate) = make(&whole, &words(&["secretman"])).unwrap();
    sound(&made);
    assert_eq!(hits(&made, "secretman"), [0, 0, 0]);
    for part in ["ret", "Secret-"] {
        assert_eq!(hits(&made, part)[..2], [0, 0], "{part}");
    }
    assert_eq!(certificate.touched.len(), contents.len());
    assert_eq!(certificate.words[0].left, 0);
}

/// A page with this content, a white picture, and a pattern of words.
fn scan(content: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut writer = Writer::new(&mut out, false).unwrap();
    let (root, tree) = (writer.reserve(), writer.reserve());
    let image = Dict::new()
        .with("Type", Object::name("XObject"))
        .with("Subtype", Object::name("Image"))
        .with("Width", 60)
        .with("Height", 80)
        .with("ColorSpace", Object::name("DeviceGray"))
        .with("BitsPerComponent", 8);
    let image = writer.add(&Object::stream(image, vec![255; 60 * 80])).unwrap();
    let font = Dict::new()
        .with("Type", Object::name("Font"))
        .with("Subtype", Object::name("Type1"))
        .with("BaseFont", Object::name("Helvetica"));
    let content = writer.add(&Object::stream(Dict::new(), content.as_bytes().to_vec())).unwrap();
    let fonts = Dict::new().with("Font", Dict::new().with("F1", font));
    let pattern = Dict::new()
        .with("PatternType", 1)
        .with("PaintType", 1)
        .with("TilingType", 1)
        .with("BBox", Object::numbers([0.0, 0.0, 90.0, 20.0]))
        .with("XStep", 90)
        .with("YStep", 20)
        .with("Resources", fonts.clone());
    let pattern = writer.add(&Object::stream(pattern, b"BT /F1 12 Tf (Hiddenman) Tj ET".to_vec())).unwrap();
    let resources =
        fonts.with("XObject", Dict::new().with("Im", image)).with("Pattern", Dict::new().with("P", pattern));
    let page = Dict::new()
        .with("Type", Object::name("Page"))
        .with("Parent", tree)
        .with("MediaBox", Object::numbers([0.0, 0.0, 600.0, 800.0]))
        .with("Resources", resources)
        .with("Contents", content);
    let page = writer.add(&page.into()).unwrap();
    let pages = Dict::new().with("Type", Object::name("Pages")).with("Count", 1);
    writer.put(tree, &pages.with("Kids", Object::array([page.into()])).into()).unwrap();
    writer.put(root, &Dict::new().with("Type", Object::name("Catalog")).with("Pages", tree).into()).unwrap();
    writer.finish(Dict::new().with("Root", root)).unwrap();
    out
}

#[test]
fn what_a_scan_shows_goes_with_the_words_that_were_recognised_in_it() {
    for (content, gone) in [("3 Tr (Secretman)", true), ("(Secretman)", true), ("3 Tr (Nobody)", false)] {
        let page = format!("q 600 0 0 800 0 0 cm /Im Do Q BT /F1 20 Tf 100 400 Td {content} Tj ET");
        let whole = open(&scan(&page)).unwrap();
        let (made, certificate) = make(&whole, &words(&["secretman"])).unwrap();
        sound(&made);
        let made = open(&made).unwrap();
        let page = made.page(0).unwrap();
        let objects = made.dict(made.dict(page.dict.get("Resources")).unwrap().get("XObject")).unwrap();
        let (_, image) = objects.iter().next().unwrap();
        let Object::Stream(image) = made.get(image).unwrap() else { panic!("{content}: no picture") };
        let pixels = made.decode(&image, 1 << 20).unwrap().bytes;
        // The word begins at 100, 400 of 600 × 800 points: ten points a pixel.
        let at = |x: usize, y: usize| pixels[(79 - y) * 60 + x];
        assert_eq!((at(12, 40), at(16, 41)), if gone { (0, 0) } else { (255, 255) }, "{content}");
        assert_eq!((at(7, 40), at(30, 40), at(12, 36), at(12, 45)), (255, 255, 255, 255), "{content}");
        assert_eq!(certificate.pictures, u64::from(gone), "{content}");
    }
}

#[test]
fn what_is_painted_with_a_pattern_under_a_box_goes_with_it() {
    let whole = open(&scan("/Pattern cs /P scn 100 100 400 300 re f 0 g 100 600 50 50 re f")).unwrap();
    // On the surface, and beside it; counted from the top.
    for (y, left) in [(450.0, 0), (700.0, 1)] {
        let at = Rect { x: 120.0, y, width: 60.0, height: 20.0 };
        let redaction = Redaction { areas: vec![Area { page: 0, at }], ..Redaction::default() };
        let (made, certificate) = make(&whole, &redaction).unwrap();
        sound(&made);
        if has("qpdf") {
            assert_eq!(hits(&made, "hiddenman")[2], left, "at {y}");
        }
        assert_eq!(certificate.paths, 1 - left as u64, "{certificate:?}");
        assert_eq!(certificate.notes.iter().any(|note| note.contains("pattern")), left == 0);
    }
}

#[test]
fn what_the_search_finds_is_removed() {
    let whole = open(&texts(&["Dear all of Hauptstra\\373e 1990\\2611995"])).unwrap();
    let (made, certificate) = make(&whole, &words(&["hauptstrasse", "1990-1995"])).unwrap();
    assert_eq!(
        certificate.words.iter().map(|word| (word.removed, word.left)).collect::<Vec<_>>(),
        [(1, 0), (1, 0)]
    );
    if has("pdftotext") {
        let text = pdftotext(&made);
        assert!(text.contains("Dear") && !text.contains("1990") && !text.contains("Haupt"), "{text}");
    }
}

/// A page with a form, a picture, lines, annotations, a field, an attachment, an outline, a title: all of them say the word.
fn leaky(jpeg: Option<Vec<u8>>) -> Vec<u8> {
    let mut out = Vec::new();
    let mut writer = Writer::new(&mut out, false).unwrap();
    let ids: Vec<_> = (0..4).map(|_| writer.reserve()).collect();
    let [root, tree, page, outline] = ids[..] else { panic!() };
    let name = Object::name;
    let font = Dict::new()
        .with("Type", name("Font"))
        .with("Subtype", name("Type1"))
        .with("BaseFont", name("Helvetica"));
    let font = Object::from(writer.add(&font.into()).unwrap());
    let fonts = Dict::new().with("Font", Dict::new().with("F1", font));
    let form = Dict::new()
        .with("Type", name("XObject"))
        .with("Subtype", name("Form"))
        .with("BBox", Object::numbers([0.0, 0.0, 300.0, 50.0]))
        .with("Resources", fonts.clone());
    let form = writer
        .add(&Object::stream(form, b"BT /F1 12 Tf 10 10 Td (Secretman in a form) Tj ET".to_vec()))
        .unwrap();
    let unused = Dict::new()
        .with("Type", name("XObject"))
        .with("Subtype", name("Form"))
        .with("BBox", Object::numbers([0.0, 0.0, 300.0, 50.0]))
        .with("Resources", fonts.clone());
    let unused = writer
        .add(&Object::stream(unused, b"BT /F1 12 Tf 10 10 Td (Secretman unused) Tj ET".to_vec()))
        .unwrap();
    let image = Dict::new()
        .with("Type", name("XObject"))
        .with("Subtype", name("Image"))
        .with("Width", 16)
        .with("Height", 16)
        .with("BitsPerComponent", 8)
        .with("ColorSpace", name("DeviceGray"));
    let image = match jpeg {
        Some(bytes) => Object::stream(image.with("Filter", name("DCTDecode")), bytes),
        None => Object::stream(image, [200; 256].to_vec()),
    };
    let image = writer.add(&image).unwrap();
    let annotation = |kind: &str, x: f64| {
        Dict::new()
            .with("Type", name("Annot"))
            .with("Subtype", name(kind))
            .with("Rect", Object::numbers([x, 10.0, x + 50.0, 30.0]))
    };
    let note = writer
        .add(&annotation("Text", 10.0).with("Contents", Object::text("über Secretman")).into())
        .unwrap();
    let link = annotation("Link", 70.0)
        .with("A", Dict::new().with("S", name("URI")).with("URI", Object::string("http://a/Secretman")));
    let link = writer.add(&link.into()).unwrap();
    let look = Dict::new()
        .with("Subtype", name("Form"))
        .with("BBox", Object::numbers([0.0, 0.0, 50.0, 20.0]))
        .with("Resources", fonts.clone());
    let look = writer.add(&Object::stream(look, b"BT /F1 9 Tf 2 5 Td (Secretman) Tj ET".to_vec())).unwrap();
    let field = annotation("Widget", 130.0)
        .with("FT", name("Tx"))
        .with("T", Object::string("name"))
        .with("V", Object::string("Secretman"))
        .with("AP", Dict::new().with("N", look));
    let field = writer.add(&field.into()).unwrap();
    let content = "BT /F1 12 Tf 72 700 Td (Dear Secretman) Tj ET q 1 0 0 1 72 600 cm /X Do Q \
        q 100 0 0 100 72 400 cm /I Do Q 80 300 40 10 re f 80 320 m 120 325 l S 0 0 600 5 re f";
    let content = writer.add(&Object::stream(Dict::new(), content.as_bytes().to_vec())).unwrap();
    let objects = Dict::new().with("X", form).with("I", image).with("U", unused);
    let dict = Dict::new()
        .with("Type", name("Page"))
        .with("Parent", tree)
        .with("Contents", content)
        .with("MediaBox", Object::numbers([0.0, 0.0, 612.0, 792.0]))
        .with("Resources", fonts.with("XObject", objects))
        .with("Annots", Object::array([note, link, field].map(Object::Ref)));
    writer.put(page, &dict.into()).unwrap();
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
    let heading = Dict::new()
        .with("Title", Object::text("About Secretman"))
        .with("Parent", outline)
        .with("Dest", Object::array([page.into(), name("Fit")]));
    let heading = writer.add(&heading.into()).unwrap();
    writer
        .put(outline, &Dict::new().with("First", heading).with("Last", heading).with("Count", 1).into())
        .unwrap();
    let file = writer
        .add(&Object::stream(Dict::new().with("Type", name("EmbeddedFile")), b"Secretman's file".to_vec()))
        .unwrap();
    let file = Dict::new()
        .with("Type", name("Filespec"))
        .with("F", Object::string("Secretman.txt"))
        .with("EF", Dict::new().with("F", file));
    let file = writer.add(&file.into()).unwrap();
    let names = Dict::new().with(
        "EmbeddedFiles",
        Dict::new().with("Names", Object::array([Object::string("Secretman.txt"), file.into()])),
    );
    let xmp = writer
        .add(&Object::stream(Dict::new().with("Type", name("Metadata")), b"<x>Secretman</x>".to_vec()))
        .unwrap();
    let catalog = Dict::new()
        .with("Type", name("Catalog"))
        .with("Pages", tree)
        .with("Outlines", outline)
        .with("Names", names)
        .with("Metadata", xmp)
        .with("AcroForm", Dict::new().with("Fields", Object::array([field.into()])));
    writer.put(root, &catalog.into()).unwrap();
    let info = writer.add(&Dict::new().with("Title", Object::string("Secretman's paper")).into()).unwrap();
    writer.finish(Dict::new().with("Root", root).with("Info", info)).unwrap();
    out
}

#[test]
fn no_object_keeps_the_word() {
    let bytes = leaky(None);
    if has("qpdf") {
        assert!(hits(&bytes, "secretman")[2] > 9);
    }
    let whole = open(&bytes).unwrap();
    for redaction in [words(&["secretman"]), Redaction { metadata: false, ..words(&["secretman"]) }] {
        let (made, certificate) = make(&whole, &redaction).unwrap();
        sound(&made);
        assert_eq!(hits(&made, "secretman"), [0, 0, 0]);
        assert_eq!(certificate.words[0].left, 0, "{certificate:?}");
        assert!(certificate.words[0].removed >= 6 && certificate.attachments == 1, "{certificate:?}");
    }
}

#[test]
fn what_is_under_a_box_is_gone() {
    let whole = open(&leaky(None)).unwrap();
    let at = |x: f32, y: f32, width: f32, height: f32| Area { page: 0, at: Rect { x, y, width, height } };
    // The text, half of the picture, the lines; all counted from the top.
    let areas = vec![
        at(60.0, 70.0, 150.0, 30.0),
        at(72.0, 292.0, 50.0, 100.0),
        at(75.0, 460.0, 60.0, 40.0),
        at(5.0, 755.0, 200.0, 30.0),
    ];
    let (made, certificate) = make(&whole, &Redaction { areas, ..Redaction::default() }).unwrap();
    sound(&made);
    assert_eq!(
        (certificate.pictures, certificate.paths, certificate.annotations),
        (1, 2, 3),
        "{certificate:?}"
    );
    if has("pdftotext") {
        let text = pdftotext(&made);
        assert!(!text.contains("Dear") && text.contains("in a form"), "{text}");
    }
    let document = open(&made).unwrap();
    let image = (1..document.size()).find_map(|number| {
        match document.load(nearside_document::cos::Id { number, generation: 0 }).unwrap() {
            Object::Stream(stream) if stream.dict.get("Subtype").is_name("Image") => Some(stream),
            _ => None,
        }
    });
    let pixels = document.decode(&image.unwrap(), 1 << 20).unwrap().bytes;
    let row = &pixels[5 * 16..6 * 16];
    assert!(
        row[..8].iter().all(|pixel| *pixel == 0) && row[10..].iter().all(|pixel| *pixel == 200),
        "{row:?}"
    );
}

#[test]
fn hidden_text_goes_when_asked() {
    let content = |_: usize| "BT /F1 12 Tf 72 700 Td (seen) Tj 3 Tr (unseen) Tj ET".to_owned();
    let whole = open(&pages(1, content, false)).unwrap();
    let (made, certificate) = make(&whole, &Redaction { hidden: true, ..Redaction::default() }).unwrap();
    sound(&made);
    assert_eq!(certificate.glyphs, 6);
    assert_eq!(hits(&made, "unseen"), [0, 0, 0]);
}

#[test]
fn what_cannot_be_removed_is_told_in_sentences() {
    let whole = open(&texts(&["one"])).unwrap();
    let area = |page, width| Redaction {
        areas: vec![Area { page, at: Rect { width, height: 9.0, ..Rect::default() } }],
        ..Redaction::default()
    };
    for (redaction, kind) in
        [(area(1, 9.0), Kind::Missing), (area(0, f32::NAN), Kind::Settings), (words(&[" "]), Kind::Settings)]
    {
        let error = make(&whole, &redaction).unwrap_err();
        assert!(error.kind == kind && error.message.ends_with('.'), "{error}");
    }
}

#[test]
fn words_of_the_corpus_cannot_be_recovered() {
    if !has("qpdf") || !has("pdftotext") || !has("mutool") {
        return;
    }
    let (mut files, mut removed, mut bad, mut lost) = (0, 0, Vec::new(), Vec::new());
    for path in corpus() {
        let bytes = std::fs::read(&path).unwrap();
        let Ok(document) = open(&bytes) else { continue };
        let name = name(&path);
        if document.page_count().unwrap() > 60 || bytes.len() > 4 << 20 || qpdf(&bytes, "").0 == 2 {
            continue;
        }
        let text = pdftotext(&bytes);
        // The longest plain word, as it is the rarest; but none that is also a word of PDF itself or of fonts.
        let unpacked = run("qpdf", &["--qdf", "--object-streams=disable", "FILE", "-"], &bytes);
        let structural = |word: &str| {
            // A name begins with a slash and has no space in it.
            let named = |at: usize| {
                let before = unpacked[..at].iter().rev();
                before.take_while(|byte| byte.is_ascii_graphic()).any(|byte| *byte == b'/')
            };
            let is = |at: &usize| unpacked[*at..at + word.len()].eq_ignore_ascii_case(word.as_bytes());
            word == "Microsoft" || (0..unpacked.len().saturating_sub(word.len())).filter(is).any(named)
        };
        let plain = |word: &&str| word.len() < 30 && word.bytes().all(|byte| byte.is_ascii_alphabetic());
        let longest = text
            .split_whitespace()
            .filter(plain)
            .filter(|word| !structural(word))
            .max_by_key(|word| word.len());
        let Some(longest) = longest.filter(|word| word.len() > 4) else { continue };
        let (made, certificate) = match make(&document, &words(&[longest])) {
            Ok(made) => made,
            Err(error) => {
                bad.push(format!("{name}: {error}"));
                continue;
            }
        };
        files += 1;
        removed += certificate.words[0].removed;
        let found = hits(&made, longest);
        if found != [0, 0, 0] || certificate.words[0].left > 0 {
            bad.push(format!(
                "{name}: “{longest}” removed {}, left {} and {found:?}",
                certificate.words[0].removed, certificate.words[0].left
            ));
        }
        let (before, after) = (text.split_whitespace().count(), pdftotext(&made).split_whitespace().count());
        if after * 100 < before.saturating_sub(3 * certificate.words[0].removed as usize) * 95 {
            lost.push(format!(
                "{name}: {before} words became {after}, “{longest}” {} times",
                certificate.words[0].removed
            ));
        }
    }
    println!("{files} files, {removed} removed; bad: {bad:#?}; lost: {lost:#?}");
    assert!(bad.is_empty(), "{bad:#?}");
    assert!(lost.len() * 20 <= files, "{lost:#?}");
}

#[test]
fn scans_are_painted_over_and_not_lost() {
    if !has("qpdf") {
        return;
    }
    let (mut painted, mut lost, mut bad) = (0, Vec::new(), Vec::new());
    for path in corpus() {
        let bytes = std::fs::read(&path).unwrap();
        let Ok(document) = open(&bytes) else { continue };
        if bytes.len() > 4 << 20 || qpdf(&bytes, "").0 != 0 {
            continue;
        }
        let Ok(page) = document.page(0) else { continue };
        let (width, height) = page.size();
        let at = Rect { x: 0.0, y: 0.0, width: width as f32, height: height as f32 / 2.0 };
        let redaction = Redaction { areas: vec![Area { page: 0, at }], ..Redaction::default() };
        match make(&document, &redaction) {
            Ok((made, certificate)) => {
                let verdict = qpdf(&made, "");
                if verdict.0 != 0 {
                    bad.push(format!("{}: {}", name(&path), verdict.1));
                }
                let whole = certificate.notes.iter().any(|note| note.contains("as a whole"));
                painted += certificate.pictures;
                if whole {
                    lost.push(name(&path));
                }
            }
            Err(error) => bad.push(format!("{}: {error}", name(&path))),
        }
    }
    println!("{painted} pictures painted over; {lost:?} lost some; bad: {bad:#?}");
    assert!(bad.is_empty(), "{bad:#?}");
    assert!(lost.len() as u64 * 4 <= painted, "{lost:?}");
}
