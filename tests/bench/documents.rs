//! Documents: first pages of real files beside PDFium and mupdf, large files made here, a scroll, tables, a merge, words, what
//! a redaction leaves, files that mean harm, hashes of drawings in every engine, and downloads.
//!
//! The release is measured through the door of its page for scripts (`nearside.js`). The clock stops when the page has the
//! pixels in hand: a buffer, from ours (`web/hands.js`) as from the others. Whose pages agree, and whose words, is compared here.

mod files;
mod first;
mod hashes;
mod hostile;
mod large;
mod look;
mod merge;
mod paper;
mod redaction;
mod scroll;
mod table;
mod text;
mod weight;
mod words;
mod writer;

use anyhow::{Result, bail};
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

/// The groups of rows, in their order.
const GROUPS: [&str; 13] = [
    "first",
    "text",
    "large",
    "look",
    "scroll",
    "table",
    "merge",
    "words",
    "redaction",
    "hostile",
    "hashes",
    "writer",
    "weight",
];

/// All rows of the area.
pub async fn measure(options: &Options) -> Result<Vec<Row>> {
    let groups = options.groups(&GROUPS)?;
    let files = Files::make(options.quick)?;
    let measure = async |group| match group {
        "scroll" => scroll::measure(&files, options).await,
        "hashes" => hashes::measure(&files).await,
        "writer" => writer::measure(options).await,
        "weight" => weight::measure(),
        group => on_stage(group, &files, options).await,
    };
    Ok(options.gather(AREA, groups, measure).await)
}

/// A group that needs the bench's page, in a browser that remembers nothing.
async fn on_stage(group: &str, files: &Files, options: &Options) -> Result<Vec<Row>> {
    let mut stage = Stage::open_beside(&dist()?, "documents.html", &PACKAGES).await?;
    files.choose(&stage).await?;
    println!("documents: {group}: {}", stage.conditions().await?);
    match group {
        "first" => first::measure(&mut stage, files, options).await,
        "text" => text::measure(&mut stage, files, options).await,
        "large" => large::measure(&mut stage, files, options).await,
        "look" => look::measure(&stage, files).await,
        "table" => table::measure(&stage, files, options).await,
        "merge" => merge::measure(&stage, files).await,
        "words" => words::measure(&stage, files).await,
        "redaction" => redaction::measure(&stage, files).await,
        "hostile" => hostile::measure(&stage, files).await,
        _ => bail!("{group} is measured nowhere"),
    }
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
