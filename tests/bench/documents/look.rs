//! Whose first pages look alike. A page looks like another where the structural similarity of their luma is 0.95 and more.

use anyhow::{Context, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::json;

use super::AREA;
use super::files::Files;
use crate::row::{Bar, Row};
use crate::stage::{Stage, Tab};

/// From here on pages agree.
const ALIKE: f64 = 0.95;
/// The side of a window, and how far the next one is.
const WINDOW: usize = 8;
const STEP: usize = 4;
/// Renderers round the size of a page in their own ways.
const SLACK: usize = 3;

#[derive(Deserialize)]
struct Sent {
    width: usize,
    height: usize,
    luma: String,
}

struct Picture {
    width: usize,
    height: usize,
    luma: Vec<u8>,
}

pub async fn measure(stage: &Stage, files: &Files) -> Result<Vec<Row>> {
    let (mut ours, mut theirs, mut settled) = (Vec::new(), Vec::new(), Vec::new());
    for (at, path) in files.corpus.iter().enumerate() {
        let near = look(stage, "near", at).await?;
        let pdfium = look(stage, "pdfium", at).await?;
        let mupdf = look(stage, "mupdf", at).await?;
        let Some(pdfium) = pdfium else { continue };
        let own = near.as_ref().map(|near| similarity(near, &pdfium));
        ours.extend(own);
        let Some(mupdf) = mupdf else { continue };
        let rival = similarity(&mupdf, &pdfium);
        theirs.push(rival);
        if rival >= ALIKE {
            // Those that we cannot draw count against us.
            let other = near.as_ref().map(|near| similarity(near, &mupdf));
            settled.push(own.unwrap_or(0.0).max(other.unwrap_or(0.0)));
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if own.unwrap_or(0.0) < ALIKE {
            println!("documents: {:.3} (mupdf {rival:.3}) {name}", own.unwrap_or(0.0));
        }
    }
    ensure!(!ours.is_empty() && !theirs.is_empty(), "no page was drawn by two");
    let share = |all: &[f64]| {
        100.0 * all.iter().filter(|one| **one >= ALIKE).count() as f64 / all.len().max(1) as f64
    };
    let title = "first pages that look as PDFium draws them (SSIM ≥ 0.95), %";
    Ok(vec![
        Row::new(
            AREA,
            format!("{title}, of {}; beside: mupdf, of {}", ours.len(), theirs.len()),
            &[share(&ours)],
            Some(&[share(&theirs)]),
            Bar::Least(90.0),
        ),
        Row::new(
            AREA,
            format!("the same where PDFium and mupdf agree, with either, of {}", settled.len()),
            &[share(&settled)],
            None,
            Bar::Least(97.0),
        ),
    ])
}

async fn look(stage: &Stage, who: &str, at: usize) -> Result<Option<Picture>> {
    let sent: Option<Sent> = stage.measure(Tab::Bench, "luma", &json!({ "who": who, "at": at })).await?;
    let Some(Sent { width, height, luma }) = sent else { return Ok(None) };
    let luma = STANDARD.decode(luma).context("the page sends base64")?;
    ensure!(luma.len() == width * height, "{who} sent {} of {width} × {height}", luma.len());
    Ok(Some(Picture { width, height, luma }))
}

/// The mean structural similarity of windows of 8 × 8 (Wang et al. 2004, without weights), over what both cover.
fn similarity(one: &Picture, other: &Picture) -> f64 {
    let near = |a: usize, b: usize| a.abs_diff(b) <= SLACK;
    if !near(one.width, other.width) || !near(one.height, other.height) {
        return 0.0;
    }
    let (width, height) = (one.width.min(other.width), one.height.min(other.height));
    let (across, down) = (width.saturating_sub(WINDOW), height.saturating_sub(WINDOW));
    let (mut sum, mut count) = (0.0, 0.0);
    for y in (0..=down).step_by(STEP) {
        for x in (0..=across).step_by(STEP) {
            let (right, bottom) = ((x + WINDOW).min(width), (y + WINDOW).min(height));
            sum += window(one, other, x..right, y..bottom);
            count += 1.0;
        }
    }
    sum / count
}

fn window(
    one: &Picture,
    other: &Picture,
    columns: std::ops::Range<usize>,
    rows: std::ops::Range<usize>,
) -> f64 {
    const LOW: f64 = (0.01 * 255.0) * (0.01 * 255.0);
    const HIGH: f64 = (0.03 * 255.0) * (0.03 * 255.0);
    let count = (columns.len() * rows.len()) as f64;
    let (mut a, mut b, mut aa, mut bb, mut ab) = (0_u32, 0_u32, 0_u32, 0_u32, 0_u32);
    for row in rows {
        let first = &one.luma[row * one.width..][columns.clone()];
        let second = &other.luma[row * other.width..][columns.clone()];
        for (p, q) in first.iter().zip(second) {
            let (p, q) = (u32::from(*p), u32::from(*q));
            (a, b, aa, bb, ab) = (a + p, b + q, aa + p * p, bb + q * q, ab + p * q);
        }
    }
    let mean = |sum: u32| f64::from(sum) / count;
    let (p, q) = (mean(a), mean(b));
    let (spread, both) = (mean(aa) - p * p + mean(bb) - q * q, mean(ab) - p * q);
    (2.0 * p * q + LOW) * (2.0 * both + HIGH) / ((p * p + q * q + LOW) * (spread + HIGH))
}
