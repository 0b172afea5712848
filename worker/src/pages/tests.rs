//! The calls, run natively on documents made by themselves.

use ::document::Kind;
use ::document::edit::{
    Addition, Album, Area, Colour, Finish, Leaf, Lock, Plan, Rect, Redaction, Shape, Split, Value, Word,
};
use futures_executor::block_on;
use futures_util::StreamExt;
use nearside::File;

use super::{album, annotate, arrange, calls, decrypt, fields, fill, redact, repair, split};
use crate::document::tests::paper;

fn none() -> Vec<String> {
    Vec::new()
}

fn pages(file: &File) -> u32 {
    block_on(crate::document::open(file.clone(), String::new()).on(crate::document::calls())).unwrap().pages
}

#[test]
fn files_are_merged_and_split_again() {
    let files = vec![paper(&["one", "two"]), paper(&["three"])];
    let merged = block_on(arrange(files, none(), Plan::merge(2)).on(calls())).unwrap();
    assert_eq!((merged.name(), pages(&merged)), ("paper.pdf", 3));
    let parts = split(merged, String::new(), Split::Every(2)).with(|job| job.on(calls()));
    let parts: Vec<File> = block_on(parts.map(Result::unwrap).collect());
    let names: Vec<_> = parts.iter().map(|part| (part.name(), pages(part))).collect();
    assert_eq!(names, [("paper 1.pdf", 2), ("paper 2.pdf", 1)]);
}

#[test]
fn a_lock_is_random_and_opens_with_its_password() {
    let lock = Lock { password: "a".into(), ..Lock::default() };
    let plan = Plan::whole(Finish { lock: Some(lock), ..Finish::default() });
    let make = || block_on(arrange(vec![paper(&["one"])], none(), plan.clone()).on(calls())).unwrap();
    let (one, other) = (make(), make());
    assert_ne!(block_on(one.bytes()).unwrap(), block_on(other.bytes()).unwrap());
    let again = |password: &str| {
        let passwords = vec![password.to_owned()];
        block_on(arrange(vec![one.clone()], passwords, Plan::merge(1)).on(calls()))
    };
    assert_eq!(pages(&again("a").unwrap()), 1);
    let error = again("b").unwrap_err();
    assert_eq!(error.failed::<::document::Error>().unwrap().kind, Kind::Locked);
}

#[test]
fn a_lock_is_taken_off_with_its_password() {
    let lock = Lock { password: "a".into(), ..Lock::default() };
    let plan = Plan::whole(Finish { lock: Some(lock), ..Finish::default() });
    let locked = block_on(arrange(vec![paper(&["one"])], none(), plan).on(calls())).unwrap();
    let decrypted = |password: &str| block_on(decrypt(locked.clone(), password.to_owned()).on(calls()));
    let open = decrypted("a").unwrap();
    assert_eq!(pages(&open), 1);
    assert_eq!(decrypted("b").unwrap_err().failed::<::document::Error>().unwrap().kind, Kind::Locked);
    let error = block_on(decrypt(open, String::new()).on(calls())).unwrap_err();
    assert_eq!(error.failed::<::document::Error>().unwrap().kind, Kind::Settings);
    assert!(error.message().starts_with("paper.pdf is not locked"), "{error}");
}

#[test]
fn a_damaged_document_is_written_anew() {
    let whole = paper(&["one", "two"]);
    let bytes = block_on(whole.bytes()).unwrap();
    // Everything after the last object is lost: the table and what says where it is.
    let end = bytes.windows(4).rposition(|four| four == b"xref").unwrap();
    let cut = bytes[..bytes[..end].windows(4).rposition(|four| four == b"xref").unwrap_or(end)].to_vec();
    let (made, report) = block_on(repair(File::new("cut.pdf", cut), String::new()).on(calls())).unwrap();
    assert_eq!((report.damaged, report.pages, pages(&made)), (true, 2, 2));
    let (made, report) = block_on(repair(made, String::new()).on(calls())).unwrap();
    assert_eq!((report.damaged, report.pages, pages(&made)), (false, 2, 2));
    let bad = block_on(repair(File::new("bad.pdf", b"hello".to_vec()), String::new()).on(calls()));
    assert!(bad.unwrap_err().message().ends_with('.'));
}

#[test]
fn which_file_is_broken_is_told() {
    let files = vec![paper(&["one"]), File::new("bad.pdf", b"hello".to_vec())];
    let error = block_on(arrange(files, none(), Plan::merge(2)).on(calls())).unwrap_err();
    assert!(error.message().starts_with("bad.pdf: ") && error.message().ends_with('.'), "{error}");
    let plan = Plan { pages: vec![Leaf::Page { file: 0, page: 9, turn: 0 }], ..Plan::default() };
    let error = block_on(arrange(vec![paper(&["one"])], none(), plan).on(calls())).unwrap_err();
    assert_eq!(error.failed::<::document::Error>().unwrap().kind, Kind::Missing);
}

/// A BMP of 2 × 1 pixels, which no page can have as it is.
fn dot() -> File {
    let mut bytes = b"BM\x3e\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x02\0\0\0\x01\0\0\0\x01\0\x18\0".to_vec();
    bytes.extend([0; 24]);
    bytes.extend([9, 9, 9, 200, 200, 200, 0, 0]);
    File::new("dot.bmp", bytes)
}

#[test]
fn pictures_of_any_kind_become_pages() {
    let workers = || calls().and(&crate::photo::calls());
    let made = block_on(album(vec![dot(), dot()], Album::default()).on(workers())).unwrap();
    assert_eq!((made.name(), pages(&made)), ("dot.pdf", 2));
    let error = block_on(album(Vec::new(), Album::default()).on(workers())).unwrap_err();
    assert_eq!(error.failed::<::document::Error>().unwrap().kind, Kind::Settings);
}

#[test]
fn a_redacted_word_is_found_by_neither_reader() {
    let workers = || calls().and(&crate::document::calls());
    let word = Word { text: "Secretman".into(), ..Word::default() };
    let redaction = Redaction { words: vec![word], ..Redaction::default() };
    let file = paper(&["a Secretman b", "nothing"]);
    let (made, certificate) = block_on(redact(file.clone(), String::new(), redaction).on(workers())).unwrap();
    assert_eq!((certificate.words[0].removed, certificate.words[0].left), (1, 0));
    assert_eq!((certificate.pages, certificate.touched), (2, vec![0]));
    assert!(certificate.before.len() == 64 && certificate.before != certificate.after);
    let search = ::document::Search { needle: "secretman".into(), ..::document::Search::default() };
    let find = |file: File| {
        let found = crate::document::find(file, String::new(), search.clone());
        block_on(found.with(|job| job.on(crate::document::calls())).collect::<Vec<_>>()).len()
    };
    assert_eq!((find(file), find(made)), (1, 0));
}

#[test]
fn another_reader_looks_into_the_boxes() {
    let workers = || calls().and(&crate::document::calls());
    let file = paper(&["a Secretman b", "nothing"]);
    let at = Rect { x: 0.0, y: 30.0, width: 200.0, height: 30.0 };
    let inside = |file: &File| {
        let areas = vec![::document::Area { x: at.x, y: at.y, width: at.width, height: at.height }];
        let job = crate::document::inside(file.clone(), String::new(), 0, areas);
        block_on(job.on(crate::document::calls())).unwrap()
    };
    assert_eq!(inside(&file).glyphs, 11);
    let redaction = Redaction { areas: vec![Area { page: 0, at }], ..Redaction::default() };
    let (made, certificate) = block_on(redact(file, String::new(), redaction).on(workers())).unwrap();
    assert_eq!((certificate.boxes, certificate.under.count(), certificate.touched), (1, 0, vec![0]));
    assert_eq!(inside(&made), certificate.under);
}

#[test]
fn pages_are_annotated_with_pictures_of_any_kind() {
    let workers = || calls().and(&crate::photo::calls());
    let shape = Shape::Picture { at: Rect { x: 9.0, y: 9.0, width: 30.0, height: 15.0 }, picture: 0 };
    let addition = Addition {
        page: 0,
        shape,
        colour: Colour::default(),
        opacity: 1.0,
        comment: String::new(),
        author: String::new(),
    };
    let job = annotate(paper(&["one"]), String::new(), vec![addition], vec![dot()]);
    let made = block_on(job.on(workers())).unwrap();
    assert_eq!((made.name(), pages(&made)), ("paper.pdf", 1));
}

#[test]
fn what_has_no_form_has_no_fields() {
    let none = block_on(fields(paper(&["one"]), String::new()).on(calls())).unwrap();
    assert!(none.is_empty());
    let values = vec![("name".to_owned(), Value::Text("Ada".into()))];
    let error = block_on(fill(paper(&["one"]), String::new(), values).on(calls())).unwrap_err();
    assert_eq!(error.failed::<::document::Error>().unwrap().kind, Kind::Missing);
}
