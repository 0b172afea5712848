//! Words as `pdftotext` finds them, over the corpus.
#![cfg(feature = "view")]
#![allow(clippy::unwrap_used, reason = "these are tests")]

use std::collections::HashMap;
use std::path::Path;
use std::process::Command;

use document::view::{Limits, Reader};
use nearside_document as document;
use unicode_normalization::UnicodeNormalization;

/// The corpus is data of others and no part of the project.
const CORPUS: &str = "../../../shared/corpus/documents/pdf";
const BAR: f64 = 0.97;

fn bag(text: &str) -> HashMap<String, i64> {
    let mut bag = HashMap::new();
    for word in text.nfkc().collect::<String>().split_whitespace() {
        *bag.entry(word.to_owned()).or_insert(0) += 1;
    }
    bag
}

fn theirs(path: &Path) -> Option<String> {
    // Bombs keep it busy for ever.
    let out = Command::new("timeout")
        .args(["10", "pdftotext", "-enc", "UTF-8"])
        .arg(path)
        .arg("-")
        .output()
        .ok()?;
    out.status.success().then(|| String::from_utf8_lossy(&out.stdout).into_owned())
}

fn ours(path: &Path) -> Option<String> {
    let reader = Reader::open(std::fs::read(path).ok()?, "", Limits::default()).ok()?;
    Some((0..reader.pages()).filter_map(|page| reader.plain(page).ok()).collect::<Vec<_>>().join("\n"))
}

#[test]
fn the_words_of_the_corpus_are_those_of_pdftotext() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join(CORPUS);
    let Ok(folder) = std::fs::read_dir(&corpus) else {
        return eprintln!("Skipped: there is no corpus in {}.", corpus.display());
    };
    if Command::new("pdftotext").arg("-v").output().is_err() {
        return eprintln!("Skipped: pdftotext is missing, which `apt-get install poppler-utils` brings.");
    }
    let mut paths: Vec<_> = folder.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    let (mut sum, mut files) = (0.0, 0);
    let (mut all_same, mut all_ours, mut all_theirs) = (0, 0, 0);
    for path in paths {
        let Some(theirs) = theirs(&path).map(|text| bag(&text)).filter(|bag| !bag.is_empty()) else {
            continue;
        };
        let Some(ours) = ours(&path).map(|text| bag(&text)) else { continue };
        let count = |bag: &HashMap<String, i64>| bag.values().sum::<i64>();
        let same: i64 = theirs.iter().map(|(word, n)| *n.min(ours.get(word).unwrap_or(&0))).sum();
        let f1 = 2.0 * same as f64 / (count(&ours) + count(&theirs)) as f64;
        (all_same, all_ours, all_theirs) =
            (all_same + same, all_ours + count(&ours), all_theirs + count(&theirs));
        (sum, files) = (sum + f1, files + 1);
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        println!("{f1:.4} {name}: {same} of {} and {}", count(&ours), count(&theirs));
    }
    let whole = 2.0 * all_same as f64 / (all_ours + all_theirs) as f64;
    let mean = sum / f64::from(files);
    println!("{files} files: {mean:.4} a file, {whole:.4} of all words");
    assert!(whole >= BAR, "{mean:.4} a file, {whole:.4} of all words");
}

/// A page of which this is drawn.
fn page(content: &str) -> Vec<u8> {
    let font = "<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>";
    let length = content.len();
    format!(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
         3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font{font}>>>>endobj\n\
         4 0 obj<</Length {length}>>stream\n{content}\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    )
    .into_bytes()
}

#[test]
fn the_shadow_of_words_is_not_read_into_them() {
    let read = |shift: f32| {
        let (x, y) = (50.0 + shift, 700.0 - shift);
        let twice = format!(
            "BT /F 16 Tf {x} {y} Td (Shadow of all) Tj ET BT /F 16 Tf 50 700 Td (Shadow of all) Tj ET"
        );
        Reader::open(page(&twice), "", Limits::default()).unwrap().plain(0).unwrap()
    };
    for shift in [0.0, 0.5, 2.0, 2.3] {
        assert_eq!(read(shift).trim(), "Shadow of all", "shifted by {shift}");
    }
    // Letters that stand side by side are no shadows of each other, nor is a word that is said twice.
    let text = "BT /F 16 Tf 50 700 Td [(l) 10 (l) 10 (l)] TJ ( so so) Tj ET";
    let read = Reader::open(page(text), "", Limits::default()).unwrap().plain(0).unwrap();
    assert_eq!(read.trim(), "lll so so");
}
