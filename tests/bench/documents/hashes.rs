//! The same pixels everywhere: first pages as 1, 2 and 4 workers draw them at once in Chromium, in Firefox and in WebKitGTK, and
//! as this very program draws them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use anyhow::{Result, ensure};
use document::Look;
use document::view::{Book, Limits};
use nearside_testing::Engine::{self, Chromium, Firefox, WebKit};
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use tests::dist;

use super::AREA;
use super::files::Files;
use crate::row::{Bar, Row};
use crate::stage::{Stage, Tab};

/// Of a hash; what is said instead is shorter.
const DIGITS: usize = 64;
/// In which browser, on which page of the bench, and in how many workers if the page says so.
const TURNS: [(Engine, &str, Option<usize>); 5] = [
    (Chromium, "documents.html?cores=1", Some(1)),
    (Chromium, "documents.html?cores=2", Some(2)),
    (Chromium, "documents.html?cores=4", Some(4)),
    (Firefox, "documents.html", None),
    (WebKit, "documents.html", None),
];

#[derive(Deserialize)]
struct Turn {
    workers: usize,
    pages: Vec<String>,
}

pub async fn measure(files: &Files) -> Result<Vec<Row>> {
    let sample = files.sample();
    let native: Vec<String> = sample.iter().map(|path| drawn(path)).collect::<Result<_>>()?;
    let sound = native.iter().filter(|hash| hash.len() == DIGITS).count();
    ensure!(sound * 10 >= sample.len() * 9, "only {sound} of {} pages can be drawn", sample.len());
    let mut all: Vec<BTreeSet<String>> = vec![BTreeSet::new(); sample.len()];
    for (engine, page, workers) in TURNS {
        let turn = turn(engine, page, &sample).await?;
        println!("documents: hashes: {engine:?}, {} workers at once", turn.workers);
        ensure!(
            workers.is_none_or(|wanted| wanted == turn.workers),
            "{workers:?} workers were to draw, and {} did",
            turn.workers
        );
        ensure!(turn.pages.len() == sample.len(), "{} of {} pages", turn.pages.len(), sample.len());
        all.iter_mut().zip(turn.pages).for_each(|(seen, hash)| seen.extend([hash]));
    }
    let (mut apart, mut foreign) = (0, 0);
    for ((path, seen), own) in sample.iter().zip(&all).zip(&native) {
        apart += u32::from(seen.len() > 1);
        foreign += u32::from(!seen.contains(own));
        if seen.len() > 1 || !seen.contains(own) {
            println!("documents: {}: {seen:?} in browsers, natively {own}", path.display());
        }
    }
    let title = format!("first pages of {} files whose hash differs", sample.len());
    let row = |what: &str, count: u32| {
        Row::new(AREA, format!("{title}: {what}"), &[count.into()], None, Bar::Exactly(0.0))
    };
    Ok(vec![
        row("between 1, 2 and 4 workers in Chromium, Firefox and WebKitGTK", apart),
        row("between browsers and the engine as a native program", foreign),
    ])
}

async fn turn(engine: Engine, page: &'static str, sample: &[PathBuf]) -> Result<Turn> {
    let stage = Stage::open_in(engine, &dist()?, page, &[]).await?;
    stage.choose(Tab::Bench, "#corpus", sample).await?;
    stage.measure(Tab::Bench, "hashes", &Value::Null).await
}

/// The hash of a first page, or what kind of error it is.
fn drawn(path: &Path) -> Result<String> {
    let bytes = Rc::new(std::fs::read(path)?);
    let drawing = Book::open(bytes, "", Limits::default()).and_then(|book| book.draw(0, &Look::default()));
    Ok(match drawing {
        Ok(drawing) => {
            let mut sum = Sha256::new();
            sum.update(drawing.width.to_le_bytes());
            sum.update(drawing.height.to_le_bytes());
            sum.update(&drawing.pixels);
            sum.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
        }
        Err(error) => format!("{:?}", error.kind),
    })
}
