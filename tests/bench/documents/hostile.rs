//! Files that mean harm: each is opened and its first page is drawn, or not, within ten seconds and a gigabyte; and whatever
//! became of it, a good page is drawn after it.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use serde_json::json;

use super::AREA;
use super::files::Files;
use crate::row::{Bar, Row};
use crate::stage::Stage;

const MIB: f64 = 1_048_576.0;
/// Those that take longer or hold more are named.
const SLOW: f64 = 3_000.0;
const LARGE: f64 = 300.0;

#[derive(Deserialize)]
struct Verdict {
    late: bool,
    milliseconds: f64,
    kind: Option<String>,
    told: Option<String>,
    workers: Vec<String>,
}

pub async fn measure(stage: &Stage, files: &Files) -> Result<Vec<Row>> {
    let before = stage.settled().await?;
    let (mut late, mut most, mut longest) = (0, 0.0_f64, 0.0_f64);
    let mut ends: BTreeMap<String, u32> = BTreeMap::new();
    for (at, path) in files.hostile.iter().enumerate() {
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let mut peak = 0;
        let look = || {
            peak = peak.max(stage.memory().unwrap_or(0));
            Duration::from_millis(50)
        };
        let verdict: Verdict = stage
            .watched("harm", &json!({ "at": at }), look)
            .await
            .with_context(|| format!("{name} cost the tab, or the page after it"))?;
        let peak = peak.saturating_sub(before) as f64 / MIB;
        (most, longest) = (most.max(peak), longest.max(verdict.milliseconds));
        late += u32::from(verdict.late);
        if let Some(told) = &verdict.told {
            ensure!(told.trim_end().ends_with('.'), "{name}: no sentence: {told}");
        }
        if verdict.late || verdict.milliseconds > SLOW || peak > LARGE {
            println!(
                "documents: {name}: {:.0} ms, {peak:.0} MiB: {:?} {:?}",
                verdict.milliseconds, verdict.told, verdict.workers
            );
        }
        let end = if verdict.late { "open".into() } else { verdict.kind.unwrap_or_else(|| "drawn".into()) };
        *ends.entry(end).or_default() += 1;
    }
    println!("documents: hostile files ended so: {ends:?}");
    let title = format!("{} hostile PDFs opened and their first page drawn", files.hostile.len());
    let heaps = "heaps of all of the browser's processes, beyond what they were, MiB";
    Ok(vec![
        Row::new(
            AREA,
            format!("{title}: still open after 10 s, each with a good page after it"),
            &[late.into()],
            None,
            Bar::Exactly(0.0),
        ),
        Row::new(AREA, format!("{title}: longest, ms"), &[longest], None, Bar::Most(10_500.0)),
        Row::new(AREA, format!("{title}: most {heaps}"), &[most], None, Bar::Most(1024.0)),
    ])
}
