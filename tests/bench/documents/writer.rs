//! Markdown: from a key to the picture that shows it in the preview, in the Workbench itself; and the examples of CommonMark.

use std::process::Command;

use anyhow::{Context, Result, ensure};
use nearside_testing::Engine::Chromium;
use tests::{Workbench, repository, writing};

use super::AREA;
use crate::options::Options;
use crate::row::{Bar, Row, median, p95};

/// Keys of a round, in the middle of the text.
const KEYS: usize = 30;
const SIZE: usize = 1_000_000;

pub async fn measure(options: &Options) -> Result<Vec<Row>> {
    let (mut middle, mut late) = (Vec::new(), Vec::new());
    for _ in 0..options.rounds.min(3) {
        let workbench = Workbench::open(Chromium).await?;
        writing::open(&workbench, "long.md", &writing::long(SIZE)).await?;
        workbench.browser.wait_for("document.querySelector('.prose h1')").await?;
        writing::to_line(&workbench, 9_000).await?;
        let times = writing::keystrokes(&workbench, KEYS).await?;
        middle.push(median(&times));
        late.push(p95(&times));
    }
    Ok(vec![
        Row::new(
            AREA,
            "Markdown of 1 MB, a key to its picture in the preview, ms: median",
            &middle,
            None,
            Bar::Most(50.0),
        ),
        Row::new(AREA, "the same, p95", &late, None, Bar::Most(50.0)),
        Row::new(AREA, "examples of CommonMark 0.31, of 652", &[examples()?], None, Bar::Exactly(652.0)),
    ])
}

/// How many examples become what they should: the engine's own test says how many do not.
fn examples() -> Result<f64> {
    let output = Command::new("cargo")
        .args(["test", "--quiet", "--package", "nearside-document", "--test", "markdown", "--", "all_652"])
        .current_dir(repository())
        .output()
        .context("cannot start cargo")?;
    let said = String::from_utf8_lossy(&output.stdout);
    if output.status.success() {
        return Ok(652.0);
    }
    let wrong = said
        .split(" are wrong:")
        .next()
        .and_then(|before| before.rsplit(|letter: char| !letter.is_ascii_digit()).next());
    let wrong: f64 = wrong.unwrap_or_default().parse().unwrap_or(f64::NAN);
    ensure!(wrong.is_finite(), "the examples could not be tried: {said}");
    Ok(652.0 - wrong)
}
