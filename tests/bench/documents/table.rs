//! A large table: its beginning, all of it by a column, and a window that is scrolled.

use anyhow::Result;
use serde::Deserialize;
use serde_json::json;

use super::files::Files;
use super::{AREA, renew};
use crate::options::Options;
use crate::row::{Bar, Row, p95};
use crate::stage::{Stage, Tab};

#[derive(Deserialize)]
struct Turn {
    peek: f64,
    open: f64,
    sort: f64,
    steps: Vec<f64>,
}

pub async fn measure(stage: &Stage, files: &Files, options: &Options) -> Result<Vec<Row>> {
    let mut turns = Vec::new();
    for _ in 0..options.rounds.min(3) {
        renew(stage, files).await?;
        turns.push(stage.measure::<Turn>(Tab::Bench, "table", &json!({ "rows": files.rows })).await?);
    }
    let title = format!("CSV of {} MB and {} rows, ms", files.rows * 80 / 1_000_000, files.rows);
    let row = |what: &str, pick: &dyn Fn(&Turn) -> f64, bar| {
        let times: Vec<f64> = turns.iter().map(pick).collect();
        Row::new(AREA, format!("{title}: {what}"), &times, None, bar)
    };
    Ok(vec![
        row("first rows, while its worker starts", &|turn| turn.peek, Bar::Most(300.0)),
        row("read whole", &|turn| turn.open, Bar::None),
        row("first rows by a column", &|turn| turn.sort, Bar::Most(3000.0)),
        row("a step of 60 rows, p95", &|turn| p95(&turn.steps), Bar::Most(16.0)),
    ])
}
