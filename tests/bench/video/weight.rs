//! What the video worker weighs as a CDN sends it.

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
    let wasm = build["workers"]["video"]["wasm"].as_str().context("the video worker names its wasm")?;
    let ours = brotli(&[dist.join(wasm)])?;
    let npm = |file: &str| brotli(&[here().join("node_modules").join(file)]);
    let row = |name: &str, rival: f64, bar| {
        Row::new(
            AREA,
            format!("video worker, wasm, brotli, kB; beside: {name}"),
            &[ours],
            Some(&[rival]),
            bar,
        )
    };
    Ok(vec![
        row(
            "mediabunny, all of it, minified",
            npm("mediabunny/dist/bundles/mediabunny.min.mjs")?,
            Bar::Most(450.0),
        ),
        row("ffmpeg.wasm", npm("@ffmpeg/core/dist/esm/ffmpeg-core.wasm")?, Bar::None),
    ])
}
