//! New documents of the pages of others, as other programs and our own reader see them.
#![cfg(feature = "edit")]
#![allow(clippy::unwrap_used, reason = "these are tests")]

mod support;

use std::ops::Range;
use std::rc::Rc;

use nearside_document::cos::{Dict, Document, Object, Sink, Source, Writer, text};
use nearside_document::edit::*;
use nearside_document::{Kind, Result};
use support::*;

fn make(inputs: &[(&Document, &str)], plan: &Plan) -> Result<Vec<u8>> {
    let inputs: Vec<_> = inputs.iter().map(|(document, name)| Input { document, name }).collect();
    let mut out = Vec::new();
    let size = arrange(&inputs, plan, &mut out, &mut |_| Ok(()))?;
    assert_eq!(size, out.len() as u64);
    Ok(out)
}

fn sound(bytes: &[u8], password: &str) {
    if has("qpdf") {
        let (verdict, words) = qpdf(bytes, password);
        assert_eq!(verdict, 0, "{words}");
    }
}

/// The words of each page.
fn words(bytes: &[u8]) -> Vec<String> {
    let text = pdftotext(bytes);
    text.split('\u{c}')
        .map(|page| page.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|page| !page.is_empty())
        .collect()
}

fn page(file: usize, page: u32, turn: i32) -> Leaf {
    Leaf::Page { file, page, turn }
}

#[test]
fn pages_of_several_files_come_in_the_order_of_the_plan() {
    let (one, two) = (open(&texts(&["one", "two", "three"])).unwrap(), open(&texts(&["four"])).unwrap());
    let blank = Leaf::Blank { width: 300.0, height: 200.0 };
    let plan = Plan { pages: vec![page(0, 2, 1), page(1, 0, 0), blank, page(0, 0, -1)], ..Plan::default() };
    let made = make(&[(&one, "a.pdf"), (&two, "b.pdf")], &plan).unwrap();
    sound(&made, "");
    let document = open(&made).unwrap();
    let turns: Vec<_> = (0..4).map(|at| document.page(at).unwrap().turn).collect();
    assert_eq!(turns, [1, 0, 0, 3]);
    assert_eq!(document.page(2).unwrap().size(), (300.0, 200.0));
    if has("pdftotext") {
        assert_eq!(words(&made), ["three", "four", "one"]);
    }
}

#[test]
fn a_page_that_comes_twice_is_stored_once() {
    let content = |_: usize| {
        format!(
            "% {}\n",
            (0..20_000u32).map(|n| (b'a' + (n * n * 7 / 13 % 23) as u8) as char).collect::<String>()
        )
    };
    let whole = open(&pages(1, content, false)).unwrap();
    let size = |times: usize| {
        make(&[(&whole, "a")], &Plan { pages: vec![page(0, 0, 0); times], ..Plan::default() }).unwrap().len()
    };
    assert!(size(9) < size(1) + 2000, "{} and {}", size(1), size(9));
}

#[test]
fn plans_that_cannot_be_followed_are_told_in_sentences() {
    let whole = open(&texts(&["one"])).unwrap();
    for (pages, kind) in [
        (vec![], Kind::Settings),
        (vec![page(0, 1, 0)], Kind::Missing),
        (vec![page(1, 0, 0)], Kind::Missing),
        (vec![Leaf::Blank { width: f32::NAN, height: 9.0 }], Kind::Settings),
    ] {
        let error = make(&[(&whole, "a.pdf")], &Plan { pages, ..Plan::default() }).unwrap_err();
        assert!(error.kind == kind && error.message.ends_with('.'), "{error}");
    }
    let far = Finish { crop: Some(Edges { left: 700.0, ..Edges::default() }), ..Finish::default() };
    assert_eq!(make(&[(&whole, "a")], &Plan::whole(far)).unwrap_err().kind, Kind::Settings);
    let chinese = Finish { marks: vec![Mark::watermark("秘")], ..Finish::default() };
    assert_eq!(make(&[(&whole, "a")], &Plan::whole(chinese)).unwrap_err().kind, Kind::Settings);
    let stopped =
        arrange(&[Input { document: &whole, name: "a" }], &Plan::merge(1), &mut Vec::new(), &mut |_| {
            Err(nearside_document::Error::new(Kind::Stopped, "Stopped."))
        });
    assert_eq!(stopped.unwrap_err().kind, Kind::Stopped);
}

/// Three pages with an outline, links by name and by page, labels, and a form with a field on the first and the last page.
fn rich() -> Vec<u8> {
    let mut out = Vec::new();
    let mut writer = Writer::new(&mut out, false).unwrap();
    let ids: Vec<_> = (0..12).map(|_| writer.reserve()).collect();
    let [root, tree, a, b, c, outline, first, second, field, one, two, link] = ids[..] else { panic!() };
    let font = Dict::new()
        .with("Type", Object::name("Font"))
        .with("Subtype", Object::name("Type1"))
        .with("BaseFont", Object::name("Helvetica"));
    let font = writer.add(&font.into()).unwrap();
    let go = Dict::new().with("S", Object::name("GoTo")).with("D", Object::string("the end"));
    let rect = Object::numbers([10.0, 10.0, 60.0, 30.0]);
    let annotation = |kind: &str| {
        Dict::new()
            .with("Type", Object::name("Annot"))
            .with("Subtype", Object::name(kind))
            .with("Rect", rect.clone())
    };
    writer.put(link, &annotation("Link").with("A", go).into()).unwrap();
    writer.put(one, &annotation("Widget").with("Parent", field).with("P", a).into()).unwrap();
    writer.put(two, &annotation("Widget").with("Parent", field).with("P", c).into()).unwrap();
    let dict = Dict::new()
        .with("FT", Object::name("Tx"))
        .with("T", Object::string("name"))
        .with("V", Object::string("Ada"))
        .with("DA", Object::string("/F1 12 Tf 0 g"))
        .with("Kids", Object::array([one.into(), two.into()]));
    writer.put(field, &dict.into()).unwrap();
    for (page, word, annotations) in
        [(a, "first", vec![link, one]), (b, "middle", vec![]), (c, "last", vec![two])]
    {
        let content = format!("q BT /F1 24 Tf 72 700 Td ({word}) Tj ET");
        let content = writer.add(&Object::stream(Dict::new(), content.into_bytes())).unwrap();
        let dict = Dict::new()
            .with("Type", Object::name("Page"))
            .with("Parent", tree)
            .with("Contents", content)
            .with("Annots", Object::array(annotations.into_iter().map(Object::Ref)));
        writer.put(page, &dict.into()).unwrap();
    }
    let heading = |title: &str, page| {
        Dict::new()
            .with("Title", Object::text(title))
            .with("Parent", outline)
            .with("Dest", Object::array([Object::Ref(page), Object::name("Fit")]))
    };
    writer.put(first, &heading("First", a).with("Next", second).into()).unwrap();
    writer.put(second, &heading("Last", c).with("Prev", first).into()).unwrap();
    writer
        .put(outline, &Dict::new().with("First", first).with("Last", second).with("Count", 2).into())
        .unwrap();
    let pages = Dict::new()
        .with("Type", Object::name("Pages"))
        .with("Count", 3)
        .with("Kids", Object::array([a, b, c].map(Object::Ref)))
        .with("MediaBox", Object::numbers([0.0, 0.0, 612.0, 792.0]))
        .with("Resources", Dict::new().with("Font", Dict::new().with("F1", font)));
    writer.put(tree, &pages.into()).unwrap();
    let end = Object::array([Object::Ref(c), Object::name("Fit")]);
    let names =
        Dict::new().with("Dests", Dict::new().with("Names", Object::array([Object::string("the end"), end])));
    let labels = Object::array([
        Object::Int(0),
        Dict::new().with("S", Object::name("r")).into(),
        Object::Int(2),
        Dict::new().with("S", Object::name("D")).with("P", Object::string("A-")).into(),
    ]);
    let form = Dict::new()
        .with("Fields", Object::array([field.into()]))
        .with("CO", Object::array([field.into()]))
        .with("DR", Dict::new().with("Font", Dict::new().with("F1", font)));
    let catalog = Dict::new()
        .with("Type", Object::name("Catalog"))
        .with("Pages", tree)
        .with("Outlines", outline)
        .with("Names", names)
        .with("PageLabels", Dict::new().with("Nums", labels))
        .with("AcroForm", form);
    writer.put(root, &catalog.into()).unwrap();
    writer.finish(Dict::new().with("Root", root)).unwrap();
    out
}

#[test]
fn links_headings_labels_and_fields_go_with_their_pages() {
    let whole = open(&rich()).unwrap();
    let made =
        make(&[(&whole, "a.pdf")], &Plan { pages: vec![page(0, 2, 0), page(0, 0, 0)], ..Plan::default() })
            .unwrap();
    sound(&made, "");
    let document = open(&made).unwrap();
    let catalog = document.catalog().unwrap();
    let outline = document.dict(catalog.get("Outlines")).unwrap();
    assert_eq!(outline.get("Count"), &Object::Int(2));
    let first = document.dict(outline.get("First")).unwrap();
    assert_eq!(document.target(first.get("Dest")).unwrap().unwrap().0, 1);
    let annotations = document.array(document.page(1).unwrap().dict.get("Annots")).unwrap();
    let link = document.dict(&annotations[0]).unwrap();
    let to = document.dict(link.get("A")).unwrap().get("D").clone();
    assert_eq!(document.target(&to).unwrap().unwrap().0, 0);
    let labels = document.array(document.dict(catalog.get("PageLabels")).unwrap().get("Nums")).unwrap();
    assert_eq!(labels.len(), 4);
    assert!(document.dict(&labels[1]).unwrap().get("P").as_string() == Some(b"A-"));
    let form = document.dict(catalog.get("AcroForm")).unwrap();
    let field = document.dict(&document.array(form.get("Fields")).unwrap()[0]).unwrap();
    assert_eq!(document.array(field.get("Kids")).unwrap().len(), 2);
    // Without it nothing is calculated any more.
    assert_eq!(document.array(form.get("CO")).unwrap()[..], document.array(form.get("Fields")).unwrap()[..]);
}

#[test]
fn what_leads_to_dropped_pages_is_dropped() {
    let whole = open(&rich()).unwrap();
    let made = make(&[(&whole, "a.pdf")], &Plan { pages: vec![page(0, 0, 0)], ..Plan::default() }).unwrap();
    sound(&made, "");
    let document = open(&made).unwrap();
    let catalog = document.catalog().unwrap();
    assert_eq!(document.dict(catalog.get("Outlines")).unwrap().get("Count"), &Object::Int(1));
    let annotations = document.array(document.page(0).unwrap().dict.get("Annots")).unwrap();
    assert!(!document.dict(&annotations[0]).unwrap().has("A"));
    let form = document.dict(catalog.get("AcroForm")).unwrap();
    let field = document.dict(&document.array(form.get("Fields")).unwrap()[0]).unwrap();
    assert_eq!(document.array(field.get("Kids")).unwrap().len(), 1);
    assert!(!made.windows(6).any(|window| window == b"middle"));
}

#[test]
fn fields_of_one_name_in_two_files_stay_two() {
    let (one, two) = (open(&rich()).unwrap(), open(&rich()).unwrap());
    let plan =
        Plan { finish: Finish { bookmarks: Bookmarks::PerFile, ..Finish::default() }, ..Plan::merge(2) };
    let made = make(&[(&one, "a.pdf"), (&two, "b.pdf")], &plan).unwrap();
    sound(&made, "");
    let document = open(&made).unwrap();
    let catalog = document.catalog().unwrap();
    let form = document.dict(catalog.get("AcroForm")).unwrap();
    let names: Vec<_> = document
        .array(form.get("Fields"))
        .unwrap()
        .iter()
        .map(|field| text(document.dict(field).unwrap().get("T").as_string().unwrap()))
        .collect();
    assert_eq!(names, ["name", "name 2"]);
    let first = document.dict(document.dict(catalog.get("Outlines")).unwrap().get("First")).unwrap();
    assert_eq!(text(first.get("Title").as_string().unwrap()), "a");
    assert_eq!(first.get("Count"), &Object::Int(-2));
}

#[test]
fn sheets_marks_and_crops_are_readable() {
    let whole = open(&rich()).unwrap();
    let finish = Finish {
        crop: Some(Edges { left: 20.0, top: 30.0, right: 20.0, bottom: 5.0 }),
        sheet: Some(Sheet { columns: 2, rows: 1, paper: Paper::A4, gap: 12.0 }),
        marks: vec![
            Mark { text: "{file} {page} of {pages}".into(), ..Mark::default() },
            Mark::watermark("Draft"),
        ],
        metadata: Some(Metadata { title: Some("Größe".into()), ..Metadata::default() }),
        ..Finish::default()
    };
    let made = make(&[(&whole, "a.pdf")], &Plan::whole(finish)).unwrap();
    sound(&made, "");
    let document = open(&made).unwrap();
    assert_eq!(document.page_count().unwrap(), 2);
    assert!(document.page(0).unwrap().size().0 > 800.0);
    if has("pdftotext") {
        let words = words(&made);
        for word in ["first", "middle", "a 1 of 2", "ra"] {
            assert!(words[0].contains(word), "{words:?}");
        }
        assert!(words[1].contains("last") && words[1].contains("a 2 of 2"), "{words:?}");
    }
}

#[test]
fn what_is_not_said_anew_stays_as_it_was_said() {
    let about = |metadata| Plan::whole(Finish { metadata: Some(metadata), ..Finish::default() });
    let some = |text: &str| Some(text.to_owned());
    let whole = open(&texts(&["words"])).unwrap();
    let first = Metadata { title: some("A title"), author: some("Somebody"), ..Metadata::default() };
    let first = make(&[(&whole, "a.pdf")], &about(first)).unwrap();
    let then = Metadata { author: some(""), subject: some("A subject"), ..Metadata::default() };
    let then = make(&[(&open(&first).unwrap(), "a.pdf")], &about(then)).unwrap();
    let document = open(&then).unwrap();
    let info = document.dict(document.trailer().get("Info")).unwrap();
    let told = |name: &str| info.get(name).as_string().map(text);
    assert_eq!((told("Title"), told("Author"), told("Subject")), (some("A title"), None, some("A subject")));
}

#[test]
fn a_lock_opens_with_its_passwords_only() {
    let whole = open(&texts(&["secret"])).unwrap();
    let lock = Lock { password: "a".into(), owner: "b".into(), seed: vec![7; 48], ..Lock::default() };
    let made =
        make(&[(&whole, "a.pdf")], &Plan::whole(Finish { lock: Some(lock), ..Finish::default() })).unwrap();
    sound(&made, "a");
    sound(&made, "b");
    assert_eq!(open(&made).err().unwrap().kind, Kind::Locked);
    let opened = Document::open(std::rc::Rc::new(made), "a").unwrap();
    let unlocked = make(&[(&opened, "a.pdf")], &Plan::merge(1)).unwrap();
    sound(&unlocked, "");
    assert!(!open(&unlocked).unwrap().is_encrypted());
}

#[test]
fn the_same_plan_makes_the_same_bytes() {
    let bytes = rich();
    let make = || make(&[(&open(&bytes).unwrap(), "a.pdf")], &Plan::merge(1)).unwrap();
    assert_eq!(make(), make());
}

#[test]
fn a_document_is_split_where_it_is_told() {
    let whole = open(&rich()).unwrap();
    let input = Input { document: &whole, name: "a.pdf" };
    let cut = |split: Split| cuts(input, &split, &mut |_| Ok(()));
    assert_eq!(cut(Split::Every(2)).unwrap(), [(0, 1), (2, 2)]);
    assert_eq!(cut(Split::Outline(1)).unwrap(), [(0, 1), (2, 2)]);
    assert_eq!(cut(Split::Size(1)).unwrap(), [(0, 0), (1, 1), (2, 2)]);
    assert_eq!(cut(Split::Size(1 << 20)).unwrap(), [(0, 2)]);
    assert_eq!(cut(Split::Ranges(vec![(1, 2), (0, 1)])).unwrap(), [(1, 2), (0, 1)]);
    assert_eq!(cut(Split::Ranges(vec![(1, 3)])).unwrap_err().kind, Kind::Missing);
    assert_eq!(cut(Split::Every(0)).unwrap_err().kind, Kind::Settings);
    let content =
        |page: usize| (0..3000u32).map(|n| format!("{} ", n * (page as u32 + 3) % 977)).collect::<String>();
    let long = open(&pages(40, content, false)).unwrap();
    let input = Input { document: &long, name: "a.pdf" };
    let runs = cuts(input, &Split::Size(60_000), &mut |_| Ok(())).unwrap();
    let sizes: Vec<_> = runs.iter().map(|cut| make(&[(&long, "a")], &run(*cut)).unwrap().len()).collect();
    assert!(sizes.iter().all(|size| *size <= 60_000), "{sizes:?}");
    assert!(sizes.iter().rev().skip(1).all(|size| *size > 40_000), "{sizes:?}");
}

#[test]
fn the_corpus_is_merged_into_what_other_programs_accept() {
    if !has("qpdf") || !has("pdftotext") {
        return;
    }
    let (mut good, mut bad) = (0, Vec::new());
    for path in corpus() {
        let bytes = std::fs::read(&path).unwrap();
        let Ok(document) = open(&bytes) else { continue };
        let name = name(&path);
        if document.page_count().unwrap() > 400 || qpdf(&bytes, "").0 == 2 {
            continue;
        }
        let cover = open(&texts(&["cover"])).unwrap();
        let made = match make(&[(&cover, "cover.pdf"), (&document, &name)], &Plan::merge(2)) {
            Ok(made) => made,
            Err(error) => {
                bad.push(format!("{name}: {error}"));
                continue;
            }
        };
        let (verdict, words) = qpdf(&made, "");
        let (before, after) = (pdftotext(&bytes), pdftotext(&made));
        let bag = |text: &str| {
            let mut bag: Vec<_> = text.split_whitespace().map(str::to_owned).collect();
            bag.sort();
            bag
        };
        let (before, mut after) = (bag(&before), bag(&after));
        after.iter().position(|word| word == "cover").map(|at| after.remove(at));
        if verdict == 2 || (verdict == 3 && qpdf(&bytes, "").0 == 0) {
            bad.push(format!("{name}: {words}"));
        } else if before != after {
            bad.push(format!("{name}: {} words became {}", before.len(), after.len()));
        } else {
            good += 1;
        }
    }
    println!("{good} good, {} bad: {bad:#?}", bad.len());
    assert!(bad.len() * 40 <= good, "{bad:#?}");
}

/// A file with a stream of zeros that is never there as a whole.
struct Large {
    head: Vec<u8>,
    zeros: u64,
    tail: Vec<u8>,
    read: std::cell::Cell<u64>,
}

impl Source for Large {
    fn size(&self) -> u64 {
        self.head.len() as u64 + self.zeros + self.tail.len() as u64
    }

    fn read(&self, range: Range<u64>) -> Result<Vec<u8>> {
        self.read.set(self.read.get() + range.end - range.start);
        let (head, zeros) = (self.head.len() as u64, self.zeros);
        let byte = |at: u64| match at {
            at if at < head => self.head[at as usize],
            at if at < head + zeros => b'0',
            at => self.tail[(at - head - zeros) as usize],
        };
        Ok(range.map(byte).collect())
    }
}

/// Counts what it is given, and reads nothing.
#[derive(Default)]
struct Scale {
    written: u64,
    copied: u64,
}

impl Sink for Scale {
    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.written += bytes.len() as u64;
        Ok(())
    }

    fn copy(&mut self, _: &Rc<dyn Source>, range: Range<u64>) -> Result<()> {
        self.copied += range.end - range.start;
        Ok(())
    }
}

#[test]
fn gigabytes_are_merged_without_being_read() {
    let zeros = 3 << 30;
    let mut head = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<</XObject<</I 4 0 R>>>>>>\nendobj\n".to_vec();
    let start = head.len();
    head.extend(format!("4 0 obj\n<</Subtype/Image/Width 9/Height 9/BitsPerComponent 8/ColorSpace/DeviceGray/Length {zeros}>>\nstream\n").into_bytes());
    let mut tail = b"\nendstream\nendobj\n".to_vec();
    let table = head.len() as u64 + zeros + tail.len() as u64;
    let find = |text: &str| head.windows(text.len()).position(|part| part == text.as_bytes()).unwrap();
    tail.extend(b"xref\n0 5\n0000000000 65535 f \n");
    for at in [find("1 0 obj"), find("2 0 obj"), find("3 0 obj"), start] {
        tail.extend(format!("{at:010} 00000 n \n").into_bytes());
    }
    tail.extend(format!("trailer\n<</Size 5/Root 1 0 R>>\nstartxref\n{table}\n%%EOF").into_bytes());
    let source = Rc::new(Large { head, zeros, tail, read: Default::default() });
    let document = Document::open(source.clone(), "").unwrap();
    let input = Input { document: &document, name: "a.pdf" };
    let mut scale = Scale::default();
    let mark = Finish { marks: vec![Mark::default()], ..Finish::default() };
    arrange(&[input, input, input], &Plan { finish: mark, ..Plan::merge(3) }, &mut scale, &mut |_| Ok(()))
        .unwrap();
    assert_eq!(scale.copied, 3 * zeros);
    assert!(source.read.get() < 4 << 20 && scale.written < 99_000, "{} read", source.read.get());
}
