//! All pages of a document of text, on all cores.

use anyhow::Result;
use serde_json::json;

use super::files::Files;
use super::{AREA, contestant};
use crate::options::Options;
use crate::row::{Bar, Row};
use crate::stage::Stage;

pub async fn measure(stage: &mut Stage, files: &Files, options: &Options) -> Result<Vec<Row>> {
    let pages = files.pages;
    let all = ["near", "door", "pdfium", "pdfiums", "pdfjs"]
        .map(|who| contestant("all", who, json!({ "pages": pages })));
    let times = stage.rounds::<f64>(options.rounds, &all).await?;
    let speed =
        |who: &str| -> Vec<f64> { times[who].iter().map(|time| f64::from(pages) / time * 1e3).collect() };
    let row = |rival: &str, name: &str, bar| {
        let title =
            format!("all {pages} pages of a text at 96 dpi, all cores, pages per second; beside: {name}");
        Row::new(AREA, title, &speed("near"), Some(&speed(rival)), bar)
    };
    Ok(vec![
        row("pdfium", "@embedpdf/pdfium as shipped (one worker)", Bar::Over(1.5)),
        row("pdfjs", "pdf.js as shipped", Bar::Over(2.0)),
        row("pdfiums", "PDFium wasm in as many workers", Bar::Over(0.9)),
        row("door", "the same as Files, as scripts get them", Bar::None),
    ])
}
