//! A film that is larger than any memory: most of it cut out, and ten seconds of it made anew. What the page's processes hold
//! meanwhile is counted by the system, shared memory by its share.

use std::time::Duration;

use anyhow::{Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::Deserialize;
use serde_json::{Value, json};

use super::files::{Files, RATE};
use super::native::pictures;
use super::{AREA, choose};
use crate::options::Options;
use crate::row::{Bar, Row};
use crate::stage::{Stage, Tab};

const MIB: f64 = 1_048_576.0;
const SECONDS: u32 = 10;

#[derive(Deserialize)]
struct Turn {
    cutting: f64,
    converting: f64,
    bytes: String,
}

pub async fn measure(stage: &mut Stage, files: &Files, options: &Options) -> Result<Vec<Row>> {
    let path = files.huge()?;
    let gigabytes = path.metadata()?.len() as f64 / 1e9;
    let late = files.late();
    let (from, to) = (late / 16 / 2 * 2, late / 16 * 15 / 2 * 2);
    let ask = json!({
        "from": f64::from(from) + 0.5, "to": to, "pictures": (to - from) * RATE, "seconds": to - from,
        "late": late - 60, "length": SECONDS,
    });
    let (mut growth, mut whole, mut cutting, mut converting) = (vec![], vec![], vec![], vec![]);
    for _ in 0..options.rounds.min(3) {
        stage.fresh().await?;
        choose(stage, std::slice::from_ref(&path)).await?;
        let heaps = stage.settled().await?;
        let before = stage.renderers()?;
        let (mut peak, mut most) = (before, heaps);
        let look = || {
            peak = peak.max(stage.renderers().unwrap_or(0));
            most = most.max(stage.memory().unwrap_or(0));
            Duration::from_millis(50)
        };
        let turn: Turn = stage.watched("part", &ask, look).await?;
        stage.measure::<Value>(Tab::Bench, "checked", &ask).await?;
        growth.push((peak - before) as f64 / MIB);
        whole.push((most - heaps) as f64 / MIB);
        cutting.push(turn.cutting);
        converting.push(turn.converting);
        let made = files.at("part.mp4");
        std::fs::write(&made, BASE64.decode(turn.bytes)?)?;
        let (all, errors) = pictures(&made)?;
        ensure!(errors.is_empty(), "ffmpeg says of the ten seconds: {errors}");
        // The stretch may begin in the middle of a picture, and end in that of another.
        let count = (SECONDS * RATE) as usize;
        ensure!(all.len().abs_diff(count) <= 1, "{} pictures in ten seconds", all.len());
    }
    let title =
        format!("an MP4 of {gigabytes:.1} GB, cut by key frames to 14/16, then {SECONDS} s made anew");
    let row = |what: &str, values: &[f64], bar| Row::new(AREA, format!("{title}: {what}"), values, None, bar);
    Ok(vec![
        row("growth of the renderers, MiB", &growth, Bar::Most(150.0)),
        row("heaps of all of the browser's processes, beyond what they were, MiB", &whole, Bar::None),
        row("until the cut can be read, ms", &cutting, Bar::None),
        row("until the ten seconds are there, ms", &converting, Bar::None),
    ])
}
