//! The first page of every file, one after the other in one worker, beside PDFium.

use std::collections::BTreeMap;

use anyhow::{Result, ensure};
use serde::Deserialize;
use serde_json::json;

use super::files::Files;
use super::{AREA, renew};
use crate::options::Options;
use crate::row::{Bar, Row, median, quantile};
use crate::stage::{Stage, Tab, load};

const EVERYONE: [&str; 2] = ["near", "pdfium"];

/// What became of a file.
#[derive(Deserialize)]
struct Verdict {
    name: String,
    milliseconds: f64,
    worker: Option<f64>,
    width: Option<u32>,
    height: Option<u32>,
    error: Option<String>,
    #[serde(default)]
    slow: bool,
}

type Turns = BTreeMap<&'static str, Vec<Vec<Verdict>>>;

pub async fn measure(stage: &mut Stage, files: &Files, options: &Options) -> Result<Vec<Row>> {
    let (turns, dead) = rounds(stage, files, options.rounds).await?;
    for who in EVERYONE {
        ensure!(turns.contains_key(who), "{who} did not survive a single round");
    }
    let drawn = |who: &str| -> Vec<f64> {
        turns[who].iter().map(|turn| turn.iter().filter(|one| one.error.is_none()).count() as f64).collect()
    };
    let late = turns["near"].iter().map(|turn| turn.iter().filter(|one| one.slow).count()).max();
    let late = late.unwrap_or_default() as f64;
    tell(&turns);
    let title = format!("first pages of {} files at 96 dpi", files.corpus.len());
    let mut rows = vec![
        Row::new(
            AREA,
            format!("{title}: drawn; beside: PDFium wasm"),
            &drawn("near"),
            Some(&drawn("pdfium")),
            Bar::Over(1.0),
        ),
        Row::new(AREA, format!("{title}: without a verdict after 10 s"), &[late], None, Bar::Exactly(0.0)),
        Row::new(AREA, format!("{title}: dead tabs"), &[f64::from(dead)], None, Bar::Exactly(0.0)),
    ];
    rows.extend(times(&title, &turns));
    Ok(rows)
}

/// Both in each round, in an order of its own. A tab that dies is counted, and its turn is not.
async fn rounds(stage: &mut Stage, files: &Files, rounds: usize) -> Result<(Turns, u32)> {
    let (mut turns, mut dead) = (Turns::new(), 0);
    for round in 1..=rounds {
        for at in stage.shuffled(EVERYONE.len()) {
            let who = EVERYONE[at];
            match stage.measure::<Vec<Verdict>>(Tab::Bench, "first", &json!({ "who": who })).await {
                Ok(turn) => turns.entry(who).or_default().push(turn),
                Err(error) if stage.conditions().await.is_ok() => return Err(error),
                Err(error) => {
                    println!("documents: {who} lost the tab: {error:#}");
                    dead += u32::from(who == "near");
                    renew(stage, files).await?;
                }
            }
        }
        eprintln!("   first round {round} of {rounds}, load {:.1}", load());
    }
    Ok((turns, dead))
}

/// Files that only one of them draws, or in another size.
fn tell(turns: &Turns) {
    for (ours, theirs) in turns["near"][0].iter().zip(&turns["pdfium"][0]) {
        match (&ours.error, &theirs.error) {
            (Some(error), None) => println!("documents: only PDFium draws {}: {error}", ours.name),
            (None, Some(error)) => println!("documents: PDFium does not draw {}: {error}", ours.name),
            (None, None) if (ours.width, ours.height) != (theirs.width, theirs.height) => println!(
                "documents: {} is {:?} × {:?}, and {:?} × {:?} to PDFium",
                ours.name, ours.width, ours.height, theirs.width, theirs.height
            ),
            _ => {}
        }
    }
}

/// Of files that both draw: a file's time is the median of its rounds, and so is its ratio.
fn times(title: &str, turns: &Turns) -> Vec<Row> {
    let rounds = turns["near"].len().min(turns["pdfium"].len());
    let both = |file: &usize| {
        EVERYONE.iter().all(|who| turns[who][..rounds].iter().all(|turn| turn[*file].error.is_none()))
    };
    let files: Vec<usize> = (0..turns["near"][0].len()).filter(both).collect();
    let title = format!("{title}, one worker, of {} that both draw", files.len());
    let mut rows = Vec::new();
    for (what, pick) in [
        ("as the page sees it", (|one| one.milliseconds) as fn(&Verdict) -> f64),
        ("in the worker, from the file to the pixels", |one| one.worker.unwrap_or(f64::NAN)),
    ] {
        let of = |who: &str, file: usize| -> Vec<f64> {
            turns[who][..rounds].iter().map(|turn| pick(&turn[file])).collect()
        };
        let middle = |who: &str| -> Vec<f64> { files.iter().map(|file| median(&of(who, *file))).collect() };
        let ratio = |file: &usize| {
            let (near, rival) = (of("near", *file), of("pdfium", *file));
            let ratios: Vec<f64> = near.iter().zip(&rival).map(|(near, rival)| near / rival).collect();
            median(&ratios)
        };
        let (ours, theirs, ratios): (_, _, Vec<f64>) =
            (middle("near"), middle("pdfium"), files.iter().map(ratio).collect());
        for (share, name, most) in [(0.5, "median", 0.7), (0.95, "p95", 1.2), (0.99, "p99", 1.0)] {
            let (near, rival) = (quantile(&ours, share), quantile(&theirs, share));
            let text = format!("{title}, ms {what}: {name} of the files; beside: PDFium wasm");
            rows.push(Row::new(AREA, text, &[near], Some(&[rival]), Bar::Under(most)));
            let text = format!("{title}, {what}: {name} of the files' ratios to PDFium wasm");
            rows.push(Row::new(AREA, text, &[quantile(&ratios, share)], None, Bar::None));
        }
    }
    rows
}
