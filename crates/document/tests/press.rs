//! Pages: accepted by other readers, with their text, their outline, their links and their structure.
#![allow(clippy::unwrap_used, reason = "these are tests")]

mod support;

use std::process::Command;

use nearside_document::Kind;
use nearside_document::markdown::{Draft, Flavour};
use nearside_document::press::{Paper, Pressed, Sheet, plain, press};
use support::{has, qpdf};

fn pressed(text: &str, paper: &Paper) -> (Vec<u8>, Pressed) {
    let tree = Draft::new(text.to_owned(), Flavour::Github).tree();
    press(&tree, "note.md", paper, &mut |_| true).unwrap()
}

fn accepted(bytes: &[u8]) {
    if has("qpdf") {
        let (verdict, words) = qpdf(bytes, "");
        assert_eq!(verdict, 0, "{words}");
    }
}

/// What a program of poppler says of a document.
fn told(program: &str, arguments: &[&str], bytes: &[u8]) -> Option<String> {
    if !has(program) {
        return None;
    }
    let path = std::env::temp_dir().join(format!(
        "nearside-press-{}-{:?}.pdf",
        std::process::id(),
        std::thread::current().id()
    ));
    std::fs::write(&path, bytes).unwrap();
    let mut command = Command::new(program);
    command.args(arguments).arg(&path);
    if program == "pdftotext" {
        command.arg("-");
    }
    let output = command.output().unwrap();
    let _ = std::fs::remove_file(&path);
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn the_text_of_a_document_comes_back_in_its_order() {
    let text = "# Title\n\nLatin façade, Ελληνικά, кириллица, Łódź, Nguyễn and “quotes” – *all* of **it**.\n\n- one\n- two\n\n1. first\n\n> said\n\n```rust\nlet a = 1;\n```\n\n| a | b |\n|---|---|\n| c | d |\n\nEnd[^1].\n\n[^1]: Note.\n";
    let (bytes, made) = pressed(text, &Paper::default());
    accepted(&bytes);
    assert_eq!(made, Pressed { pages: 1, missing: Vec::new() });
    let Some(words) = told("pdftotext", &["-raw"], &bytes) else { return };
    let words: Vec<&str> = words.split_whitespace().collect();
    let wanted = "Title Latin façade, Ελληνικά, кириллица, Łódź, Nguyễn and “quotes” – all of it. • one • two 1. first said \
        let a = 1; a b c d End1. 1. Note.";
    assert_eq!(words.join(" "), wanted);
}

#[test]
fn letters_that_no_face_has_are_told_and_can_be_copied() {
    let (bytes, made) = pressed("漢字 and 🎉\n", &Paper::default());
    accepted(&bytes);
    assert_eq!(made.missing, ['字', '漢', '🎉']);
    if let Some(words) = told("pdftotext", &[], &bytes) {
        assert!(words.contains("漢字 and 🎉"), "{words}");
    }
}

#[test]
fn headings_become_an_outline_and_links_lead_on() {
    let text = "# A\n\n[out](https://a.example/ü?x=(1)) [in](#b) [no](javascript:alert(1)) [gone](#nowhere)\n\n## B\n\n# C\n";
    let (bytes, _) = pressed(text, &Paper::default());
    accepted(&bytes);
    let Some(structure) = told("pdfinfo", &["-struct-text"], &bytes) else { return };
    for part in ["H1", "H2", "Link", "\"out\""] {
        assert!(structure.contains(part), "no {part} in {structure}");
    }
    let urls = told("pdfinfo", &["-url"], &bytes).unwrap();
    assert!(urls.contains("https://a.example/%C3%BC?x=(1)"), "{urls}");
    assert!(!urls.contains("javascript"), "{urls}");
    if has("qpdf") {
        let json = told("qpdf", &["--json"], &bytes).unwrap();
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        let titles: Vec<&str> =
            json["outlines"].as_array().unwrap().iter().map(|one| one["title"].as_str().unwrap()).collect();
        assert_eq!(titles, ["A", "C"]);
        assert_eq!(json["outlines"][0]["kids"][0]["title"], "B");
    }
}

#[test]
fn a_long_table_says_its_head_on_every_page() {
    let rows: String = (0..200).map(|row| format!("| row{row} | x |\n")).collect();
    let (bytes, made) = pressed(&format!("| Head | y |\n|---|---|\n{rows}"), &Paper::default());
    accepted(&bytes);
    assert!(made.pages > 3);
    let Some(words) = told("pdftotext", &["-layout"], &bytes) else { return };
    assert_eq!(words.matches("Head").count() as u32, made.pages);
    assert!((0..200).all(|row| words.contains(&format!("row{row} "))));
}

#[test]
fn a_wide_table_has_smaller_letters_before_its_words_are_divided() {
    let cells = |cell: &str, count| format!("|{}\n", format!(" {cell} |").repeat(count));
    let table = |text: &str| {
        let (bytes, _) = pressed(text, &Paper::default());
        accepted(&bytes);
        told("pdftotext", &["-layout"], &bytes)
    };
    let rows = [cells("a head", 8), cells("---", 8), cells("international", 8)].concat();
    let Some(words) = table(&rows) else { return };
    assert_eq!(words.matches("international").count(), 8, "{words}");
    // Where even those are too large, short words stay whole beside the long ones.
    let mixed = format!("{} | 1234567 | x7", ["internationalization"; 9].join(" | "));
    let words = table(&[cells("h", 11), cells("---", 11), cells(&mixed, 1)].concat()).unwrap();
    assert!(words.contains("1234567") && words.contains("x7"), "{words}");
}

#[test]
fn a_heading_is_not_left_behind_at_the_foot_of_a_page() {
    if !has("pdftotext") {
        return;
    }
    for lines in 20..60 {
        let text = format!("{}# Alone\n\nNext to it.\n", "line\n\n".repeat(lines));
        let (bytes, _) = pressed(&text, &Paper::default());
        let words = told("pdftotext", &[], &bytes).unwrap();
        let page = words.split('\u{c}').find(|page| page.contains("Alone")).unwrap();
        assert!(page.contains("Next to it."), "after {lines} lines");
    }
}

#[test]
fn plain_text_keeps_its_lines_and_spaces() {
    let text = "a   b\n\n  c\td\n\nlast <script> # *x*\n";
    let (bytes, made) =
        plain(text, "x.txt", &Paper { sheet: Sheet::Letter, ..Paper::default() }, &mut |_| true).unwrap();
    accepted(&bytes);
    assert_eq!(made.pages, 1);
    if let Some(words) = told("pdftotext", &["-layout"], &bytes) {
        let line = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
        let lines: Vec<String> = words.lines().map(line).filter(|line| !line.is_empty()).collect();
        assert_eq!(lines, ["a b", "c d", "last <script> # *x*"]);
    }
    if let Some(facts) = told("pdfinfo", &[], &bytes) {
        assert!(facts.contains("612 x 792") && facts.contains("Tagged:          yes"), "{facts}");
        assert!(facts.contains("x.txt"), "{facts}");
    }
}

#[test]
fn nothing_at_all_is_one_empty_page() {
    let (bytes, made) = pressed("", &Paper::default());
    accepted(&bytes);
    assert_eq!(made.pages, 1);
}

#[test]
fn the_same_text_becomes_the_same_bytes() {
    let text = "# A\n\nb *c* `d`\n\n- e\n";
    assert_eq!(pressed(text, &Paper::default()), pressed(text, &Paper::default()));
}

#[test]
fn no_room_for_text_is_told_and_a_stop_is_heard() {
    let tree = Draft::new("a".into(), Flavour::Github).tree();
    let narrow = Paper { margin: 400.0, ..Paper::default() };
    assert_eq!(press(&tree, "x", &narrow, &mut |_| true).unwrap_err().kind, Kind::Settings);
    assert_eq!(press(&tree, "x", &Paper::default(), &mut |_| false).unwrap_err().kind, Kind::Stopped);
}

#[test]
fn hostile_texts_become_pages_too() {
    let texts = [
        ">".repeat(5_000) + "a",
        "x".repeat(100_000),
        (0..300).map(|depth| format!("{}- a\n", "  ".repeat(depth))).collect(),
        format!("|{}\n|{}\n|{}\n", "a|".repeat(400), "-|".repeat(400), "word|".repeat(400)),
        format!("| a |\n|---|\n| {} |\n", "long word ".repeat(5_000)),
        "**a**b".repeat(4_000),
        "\u{202e}\u{200f}\u{0}\u{7f}\u{1b}[a](\u{0})".to_owned(),
        "`".repeat(3) + "\n" + &"\n".repeat(5_000),
        "# ".to_owned() + &"h".repeat(5_000),
    ];
    for text in texts {
        let (bytes, made) = pressed(&text, &Paper::default());
        accepted(&bytes);
        assert!(made.pages >= 1);
    }
}
