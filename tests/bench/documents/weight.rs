//! What the workers of documents weigh as a CDN sends them.

use anyhow::{Context, Result};
use tests::builds::identity;
use tests::dist;

use super::AREA;
use crate::row::{Bar, Row};
use crate::size::brotli;
use crate::stage::here;

pub fn measure() -> Result<Vec<Row>> {
    let dist = dist()?;
    let build = identity(&dist)?;
    let worker = |name: &str| {
        let wasm = build["workers"][name]["wasm"].as_str().context("a worker names its wasm")?;
        brotli(&[dist.join(wasm)])
    };
    let npm = |files: &[&str]| {
        brotli(&files.iter().map(|file| here().join("node_modules").join(file)).collect::<Vec<_>>())
    };
    let viewing = worker("document")?;
    let row = |name: &str, ours: f64, rival: Option<f64>, bar| {
        let rival = rival.as_ref().map(std::slice::from_ref);
        Row::new(AREA, format!("{name}, brotli, kB"), &[ours], rival, bar)
    };
    let pdfium = npm(&["@embedpdf/pdfium/dist/pdfium.wasm", "@embedpdf/pdfium/dist/index.browser.js"])?;
    let mupdf = npm(&["mupdf/dist/mupdf-wasm.wasm", "mupdf/dist/mupdf-wasm.js", "mupdf/dist/mupdf.js"])?;
    let pdfjs = npm(&["pdfjs-dist/build/pdf.min.mjs", "pdfjs-dist/build/pdf.worker.min.mjs"])?;
    Ok(vec![
        row("document worker, wasm; beside: PDFium", viewing, Some(pdfium), Bar::Most(1900.0)),
        row("document worker, wasm; beside: mupdf", viewing, Some(mupdf), Bar::None),
        row(
            "document worker, wasm; beside: pdf.js without its fonts and codecs",
            viewing,
            Some(pdfjs),
            Bar::None,
        ),
        row("pages worker, wasm", worker("pages")?, None, Bar::Most(800.0)),
        row("table worker, wasm", worker("table")?, None, Bar::None),
        row("Markdown worker, wasm", worker("markdown")?, None, Bar::None),
        row("worker that makes pages of text, with its fonts, wasm", worker("press")?, None, Bar::None),
    ])
}
