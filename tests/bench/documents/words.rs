//! Words as `pdftotext` finds them.

use std::collections::HashMap;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::json;
use unicode_normalization::UnicodeNormalization;

use super::AREA;
use super::files::Files;
use crate::row::{Bar, Row};
use crate::stage::{Stage, Tab};

pub async fn measure(stage: &Stage, files: &Files) -> Result<Vec<Row>> {
    Command::new("pdftotext")
        .arg("-v")
        .output()
        .context("cannot start pdftotext: install poppler-utils (`cargo xtask setup` does)")?;
    let (mut same, mut ours, mut theirs, mut count) = (0, 0, 0, 0);
    for (at, path) in files.corpus.iter().enumerate() {
        let Some(told) = told(path).map(|text| bag(&text)).filter(|bag| !bag.is_empty()) else { continue };
        let text: Option<String> = stage.measure(Tab::Bench, "words", &json!({ "at": at })).await?;
        let Some(own) = text.map(|text| bag(&text)) else {
            println!("documents: only pdftotext reads {}", path.display());
            continue;
        };
        same += told.iter().map(|(word, times)| *times.min(own.get(word).unwrap_or(&0))).sum::<u64>();
        (ours, theirs) = (ours + own.values().sum::<u64>(), theirs + told.values().sum::<u64>());
        count += 1;
    }
    ensure!(count > 0, "pdftotext finds no words in any file");
    let score = 2.0 * same as f64 / (ours + theirs) as f64;
    let title = format!("words of {count} files as pdftotext finds them, F1 of all {theirs}");
    Ok(vec![Row::new(AREA, title, &[score], None, Bar::Least(0.97))])
}

fn told(path: &Path) -> Option<String> {
    // Bombs keep it busy for ever.
    let mut reader = Command::new("timeout");
    reader.args(["10", "pdftotext", "-enc", "UTF-8"]).arg(path).arg("-");
    let out = reader.output().ok()?;
    out.status.success().then(|| String::from_utf8_lossy(&out.stdout).into_owned())
}

fn bag(text: &str) -> HashMap<String, u64> {
    let mut bag = HashMap::new();
    for word in text.nfkc().collect::<String>().split_whitespace() {
        *bag.entry(word.to_owned()).or_insert(0) += 1;
    }
    bag
}
