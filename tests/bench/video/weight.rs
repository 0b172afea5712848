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
    let rival = brotli(&[here().join("node_modules/mediabunny/dist/bundles/mediabunny.min.mjs")])?;
    let title =
        "video worker, wasm, brotli, kB; beside: mediabunny, all of it, minified, without a wasm codec";
    Ok(vec![Row::new(AREA, title, &[ours], Some(&[rival]), Bar::Most(450.0))])
}
