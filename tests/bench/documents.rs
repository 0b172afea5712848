//! Documents: first pages of real files beside PDFium and mupdf, large files made here, tables, a merge, words, and downloads.
//!
//! The release is measured through the door of its page for scripts (`nearside.js`). The clock stops when the page has the
//! pixels in hand: a buffer, from ours (`web/hands.js`) as from the others. Whose pages agree, and whose words, is compared here.

mod files;
mod first;
mod large;
mod look;
mod merge;
mod paper;
mod table;
mod text;
mod weight;
mod words;
mod writer;

use anyhow::Result;
use tests::dist;

use self::files::Files;
use crate::options::Options;
use crate::row::Row;
use crate::stage::{Contestant, Stage, Tab};

const AREA: &str = "documents";
/// What the others consist of.
const PACKAGES: [&str; 7] = [
    "@embedpdf/pdfium/dist",
    "mupdf/dist",
    "pdfjs-dist/build",
    "pdfjs-dist/cmaps",
    "pdfjs-dist/iccs",
    "pdfjs-dist/standard_fonts",
    "pdfjs-dist/wasm",
];

/// All rows of the area. A group of rows that fails is told and left out: the others are worth having.
pub async fn measure(options: &Options) -> Result<Vec<Row>> {
    let files = Files::make(options.quick)?;
    let mut stage = open(&files).await?;
    println!("documents: {}, {} rounds", stage.conditions().await?, options.rounds);
    let mut rows = Vec::new();
    take(&mut rows, "first pages", first::measure(&mut stage, &files, options).await);
    stage = again(stage, &files).await?;
    take(&mut rows, "the text", text::measure(&mut stage, &files, options).await);
    stage = again(stage, &files).await?;
    take(&mut rows, "large files", large::measure(&mut stage, &files, options).await);
    stage = again(stage, &files).await?;
    take(&mut rows, "agreement", look::measure(&stage, &files).await);
    stage = again(stage, &files).await?;
    take(&mut rows, "the table", table::measure(&stage, &files, options).await);
    stage = again(stage, &files).await?;
    take(&mut rows, "the merge", merge::measure(&stage, &files).await);
    stage = again(stage, &files).await?;
    take(&mut rows, "words", words::measure(&stage, &files).await);
    take(&mut rows, "writing", writer::measure(options).await);
    take(&mut rows, "downloads", weight::measure());
    println!("documents: done at {}", stage.conditions().await?);
    Ok(rows)
}

fn take(rows: &mut Vec<Row>, group: &str, measured: Result<Vec<Row>>) {
    match measured {
        Ok(more) => rows.extend(more),
        Err(error) => {
            // The stacks of scripts say nothing here.
            let text = format!("{error:#}");
            println!("documents: no rows of {group}: {}", text.lines().next().unwrap_or_default());
        }
    }
}

async fn open(files: &Files) -> Result<Stage> {
    let stage = Stage::open_beside(&dist()?, "documents.html", &PACKAGES).await?;
    files.choose(&stage).await?;
    Ok(stage)
}

/// A page that remembers nothing; in another browser if the tab is dead.
async fn again(stage: Stage, files: &Files) -> Result<Stage> {
    if renew(&stage, files).await.is_ok() {
        return Ok(stage);
    }
    drop(stage);
    open(files).await
}

/// Opens the page again, with its files chosen.
async fn renew(stage: &Stage, files: &Files) -> Result<()> {
    stage.fresh().await?;
    files.choose(stage).await
}

/// Who takes a measure of the page.
fn contestant(measure: &'static str, who: &'static str, mut options: serde_json::Value) -> Contestant {
    options["who"] = who.into();
    Contestant { name: who, measure, options, tab: Tab::Bench }
}
