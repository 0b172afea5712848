//! One document made of many large ones: how much memory that takes, and whether others accept it.

use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use serde_json::json;

use super::AREA;
use super::files::Files;
use crate::row::{Bar, Row};
use crate::stage::Stage;

const NAME: &str = "merged.pdf";

#[derive(Deserialize)]
struct Made {
    milliseconds: f64,
    bytes: f64,
}

pub async fn measure(stage: &Stage, files: &Files) -> Result<Vec<Row>> {
    let before = stage.settled().await?;
    let mut peak = before;
    let look = || {
        peak = peak.max(stage.memory().unwrap_or(0));
        Duration::from_millis(50)
    };
    let pages = files.parts.len() * files.leaves as usize;
    let made: Made = stage.watched("merge", &json!({ "pages": pages, "name": NAME }), look).await?;
    let path = stage.download(NAME).await?;
    let size = std::fs::metadata(&path)?.len();
    ensure!(size as f64 == made.bytes, "{size} of {} bytes arrived", made.bytes);
    let check = Command::new("qpdf").arg("--check").arg(&path).output();
    let check = check.context("cannot start qpdf: install it (`cargo xtask setup` does)")?;
    let told = String::from_utf8_lossy(&check.stderr);
    if !check.status.success() {
        println!("documents: qpdf says of the merged file: {}", told.trim());
    }
    std::fs::remove_file(path)?;
    let title = format!("merge of {} files of {} MiB", files.parts.len(), files.leaves);
    let heaps = "heaps of all of the browser's processes, beyond what they were, MiB";
    Ok(vec![
        Row::new(
            AREA,
            format!("{title}: {heaps}"),
            &[(peak - before) as f64 / 1_048_576.0],
            None,
            Bar::Most(250.0),
        ),
        Row::new(AREA, format!("{title}, s"), &[made.milliseconds / 1e3], None, Bar::None),
        Row::new(
            AREA,
            format!("{title}: accepted by qpdf --check (1 is yes)"),
            &[f64::from(u8::from(check.status.success()))],
            None,
            Bar::Exactly(1.0),
        ),
    ])
}
