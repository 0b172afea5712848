//! Video and sound: told of, gone through, remuxed, cut, made small, looked at and measured, beside mediabunny and ffmpeg.wasm,
//! with ffmpeg as a native program for the limit.
//!
//! The files are made here by ffmpeg and handed to the page as a person does it. The clock stops when the page has the result;
//! whether that is right is asked of our own reader in the page, and of ffmpeg and mkvmerge, which had no part in it, here.

mod exact;
mod files;
mod huge;
mod info;
mod loudness;
mod native;
mod remux;
mod shrink;
mod stills;
mod trim;
mod weight;

use std::path::PathBuf;

use anyhow::{Result, bail};
use tests::dist;

use self::files::Files;
use crate::options::Options;
use crate::row::Row;
use crate::stage::{Contestant, Stage, Tab};

const AREA: &str = "video";
/// What the others consist of.
const PACKAGES: [&str; 2] = ["@ffmpeg/core/dist/esm", "mediabunny/dist/bundles"];

/// The groups of rows, in their order.
const GROUPS: [&str; 10] =
    ["info", "table", "remux", "trim", "exact", "shrink", "stills", "huge", "loudness", "weight"];

/// All rows of the area.
pub async fn measure(options: &Options) -> Result<Vec<Row>> {
    let groups = options.groups(&GROUPS)?;
    let files = Files::new(options.quick)?;
    let measure = async |group| match group {
        "weight" => weight::measure(),
        group => on_stage(group, &files, options).await,
    };
    Ok(options.gather(AREA, groups, measure).await)
}

/// A group that needs the bench's page, in a browser that remembers nothing.
async fn on_stage(group: &str, files: &Files, options: &Options) -> Result<Vec<Row>> {
    let mut stage = Stage::open_beside(&dist()?, "video.html", &PACKAGES).await?;
    println!("video: {group}: {}", stage.conditions().await?);
    match group {
        "info" => info::info(&mut stage, files, options).await,
        "table" => info::table(&mut stage, files, options).await,
        "remux" => remux::measure(&mut stage, files, options).await,
        "trim" => trim::measure(&mut stage, files, options).await,
        "exact" => exact::measure(&mut stage, files, options).await,
        "shrink" => shrink::measure(&mut stage, files, options).await,
        "stills" => stills::measure(&mut stage, files, options).await,
        "huge" => huge::measure(&mut stage, files, options).await,
        "loudness" => loudness::measure(&mut stage, files).await,
        _ => bail!("{group} is measured nowhere"),
    }
}

/// Chooses files in the page.
async fn choose(stage: &Stage, paths: &[PathBuf]) -> Result<()> {
    stage.choose(Tab::Bench, "#file", paths).await
}

/// Who takes a measure of the page.
fn contestant(measure: &'static str, who: &'static str, options: &serde_json::Value) -> Contestant {
    let mut options = options.clone();
    options["who"] = who.into();
    Contestant { name: who, measure, options, tab: Tab::Bench }
}

/// So many things in so many milliseconds are so many a second.
fn rates(count: f64, milliseconds: &[f64]) -> Vec<f64> {
    milliseconds.iter().map(|time| count / time * 1e3).collect()
}
