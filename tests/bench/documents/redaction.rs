//! What is left of a word that was removed: by our own reader, by poppler, by mutool, and in the bytes of every object.

use std::collections::HashMap;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use serde_json::json;

use super::AREA;
use super::files::Files;
use crate::row::{Bar, Row};
use crate::stage::{Stage, Tab};

/// So many files at most.
const MOST: usize = 100;
/// Larger ones take the others' time.
const LARGE: u64 = 8 << 20;
/// Letters of a word at least.
const LETTERS: usize = 5;
const READERS: [&str; 4] = ["ours", "pdftotext", "mutool", "objects"];

#[derive(Deserialize)]
struct Made {
    told: Option<String>,
    #[serde(default)]
    removed: u64,
    #[serde(default)]
    left: u64,
    #[serde(default)]
    plain: String,
}

pub async fn measure(stage: &Stage, files: &Files) -> Result<Vec<Row>> {
    let (mut found, mut removed, mut count, mut lost) = ([0; READERS.len()], 0, 0, 0);
    for (at, path) in files.corpus.iter().enumerate() {
        if count == MOST || std::fs::metadata(path)?.len() > LARGE {
            continue;
        }
        let Some(before) = read("pdftotext", &["-enc", "UTF-8"], path, &["-"]) else { continue };
        let Some(word) = objects(path).and_then(|objects| chosen(&text(&before), &objects)) else { continue };
        let name = format!("redacted-{at}.pdf");
        let ask = json!({ "at": at, "word": word, "name": name });
        let made: Made = stage.measure(Tab::Bench, "redact", &ask).await?;
        if let Some(told) = made.told {
            println!("documents: {}: “{word}” was not removed: {told}", path.display());
            continue;
        }
        let result = stage.download(&name).await?;
        let after = read("pdftotext", &["-enc", "UTF-8"], &result, &["-"])
            .with_context(|| format!("pdftotext does not read the redacted {}", path.display()))?;
        let mutool = read("mutool", &["draw", "-q", "-F", "txt"], &result, &[])
            .with_context(|| format!("mutool does not read the redacted {}", path.display()))?;
        let objects = objects(&result)
            .with_context(|| format!("qpdf does not read the redacted {}", path.display()))?;
        let hits = [
            times(&made.plain, &word),
            times(&text(&after), &word),
            times(&text(&mutool), &word),
            raw(&objects, &word),
        ];
        if hits != [0; READERS.len()] || made.left > 0 {
            let (removed, left) = (made.removed, made.left);
            println!(
                "documents: {}: “{word}”, {removed} removed, {left} told as left, found by {READERS:?}: {hits:?}",
                path.display()
            );
        }
        found.iter_mut().zip(hits).for_each(|(sum, hits)| *sum += hits);
        // What was not to go is still there.
        let words = |bytes: &[u8]| text(bytes).split_whitespace().count();
        let kept = words(&before).saturating_sub(3 * made.removed as usize);
        if words(&after) * 100 < kept * 95 {
            println!(
                "documents: {}: {} words became {}, “{word}” {} times",
                path.display(),
                words(&before),
                words(&after),
                made.removed
            );
            lost += 1;
        }
        std::fs::remove_file(result)?;
        (count, removed) = (count + 1, removed + made.removed);
    }
    ensure!(count > 0, "no file has a word of {LETTERS} letters that could be removed");
    ensure!(lost * 20 <= count, "{lost} of {count} files lost words that were to stay");
    let title = format!("a word removed {removed} times from {count} files, recovered by");
    let names =
        ["our own reader", "pdftotext", "mutool", "a search of the unpacked objects (ASCII, UTF-16, hex)"];
    let row = |(name, hits): (&str, usize)| {
        Row::new(AREA, format!("{title} {name}"), &[hits as f64], None, Bar::Exactly(0.0))
    };
    Ok(names.into_iter().zip(found).map(row).collect())
}

/// The most frequent plain word that stands for itself in all objects, and not for a name of PDF or of a font.
fn chosen(text: &str, objects: &[u8]) -> Option<String> {
    let plain = |word: &&str| {
        (LETTERS..30).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_alphabetic())
    };
    let mut counts: HashMap<String, usize> = HashMap::new();
    for word in text.split_whitespace().filter(plain) {
        *counts.entry(word.to_lowercase()).or_default() += 1;
    }
    let mut words: Vec<(usize, String)> = counts.into_iter().map(|(word, count)| (count, word)).collect();
    words.sort_by(|one, other| other.cmp(one));
    words.into_iter().map(|(_, word)| word).find(|word| !structural(objects, word))
}

/// Whether a word is a part of a name, which begins with a slash and has no space in it.
fn structural(objects: &[u8], word: &str) -> bool {
    let named = |at: usize| {
        let before = objects[..at].iter().rev();
        before.take_while(|byte| byte.is_ascii_graphic()).any(|byte| *byte == b'/')
    };
    places(objects, word.as_bytes()).any(named)
}

/// Where the letters stand, in capitals or not.
fn places<'a>(bytes: &'a [u8], word: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
    let windows = bytes.windows(word.len()).enumerate();
    windows.filter(move |(_, window)| window.eq_ignore_ascii_case(word)).map(|(at, _)| at)
}

/// How often a text has a word, also inside of others and across the ends of lines.
fn times(text: &str, word: &str) -> usize {
    let text: Vec<&str> = text.split_whitespace().collect();
    text.join(" ").to_lowercase().matches(word).count()
}

/// How often bytes have a word as ASCII, as UTF-16, and as either in hex.
fn raw(bytes: &[u8], word: &str) -> usize {
    let wide: Vec<u8> = word.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>().into_bytes();
    let capital = word[..1].to_uppercase() + &word[1..];
    let mut needles = vec![word.as_bytes().to_vec(), wide];
    for form in [word, &capital, &word.to_uppercase()] {
        let wide: Vec<u8> = form.encode_utf16().flat_map(u16::to_be_bytes).collect();
        needles.extend([hex(form.as_bytes()), hex(&wide)]);
    }
    needles.iter().map(|needle| places(bytes, needle).count()).sum()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// All objects unpacked, without qpdf's own words about them.
fn objects(path: &Path) -> Option<Vec<u8>> {
    read("qpdf", &["--qdf", "--no-original-object-ids", "--object-streams=disable"], path, &["-"])
}

/// What a program writes of a file; nothing where it cannot.
fn read(program: &str, before: &[&str], path: &Path, after: &[&str]) -> Option<Vec<u8>> {
    // Bombs keep them busy for ever.
    let mut reader = Command::new("timeout");
    reader.args(["20", program]).args(before).arg(path).args(after);
    let out = reader.output().ok()?;
    (!out.stdout.is_empty()).then_some(out.stdout)
}
