//! What a visitor downloads until the first photo is converted, compressed as a CDN does it once and for all.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use tests::builds::identity;
use tests::dist;

use crate::row::{Bar, Row};
use crate::stage::{files, here};

const AREA: &str = "photos";

/// The rows of the download, in kilobytes.
pub fn measure() -> Result<Vec<Row>> {
    let dist = dist()?;
    let build = identity(&dist)?;
    let path = |part: &Value, file: &str| {
        part[file].as_str().map(|path| dist.join(path)).context("a part names its files")
    };
    let (app, photo) = (&build["app"], &build["workers"]["photo"]);
    let rest = others(&dist, &[path(app, "js")?, path(photo, "js")?])?;
    let ours = [brotli(&[path(app, "wasm")?])?, brotli(&[path(photo, "wasm")?])?, brotli(&rest)?];
    let npm = |files: &[&str]| {
        brotli(&files.iter().map(|file| here().join("node_modules").join(file)).collect::<Vec<_>>())
    };
    let jsquash = npm(&[
        "@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm",
        "@jsquash/jpeg/codec/dec/mozjpeg_dec.js",
        "@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm",
        "@jsquash/jpeg/codec/enc/mozjpeg_enc.js",
        "@jsquash/resize/lib/resize/pkg/squoosh_resize_bg.wasm",
        "@jsquash/resize/lib/resize/pkg/squoosh_resize.js",
    ])?;
    let vips = npm(&["wasm-vips/lib/vips.wasm", "wasm-vips/lib/vips-es6.js"])?;
    let row = |title: &str, ours: f64, rival: Option<f64>, bar| {
        Row::new(
            AREA,
            format!("download to the first result, brotli, kB: {title}"),
            &[ours],
            rival.as_ref().map(std::slice::from_ref),
            bar,
        )
    };
    Ok(vec![
        row("app wasm", ours[0], None, Bar::Most(400.0)),
        row("photo worker wasm", ours[1], None, Bar::Most(600.0)),
        row("everything else", ours[2], None, Bar::Most(120.0)),
        row("photo worker; beside: jSquash (JPEG only)", ours[1], Some(jsquash), Bar::None),
        row("photo worker; beside: wasm-vips", ours[1], Some(vips), Bar::None),
    ])
}

/// The document, these, and the scripts, styles and icons that the document names.
fn others(dist: &Path, more: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let page = std::fs::read_to_string(dist.join("index.html"))?;
    let named = files(dist)?.into_iter().filter(|(name, path)| {
        let kind = name.rsplit('.').next().unwrap_or_default();
        let loads = ["css", "js", "svg", "png", "woff2", "webmanifest"].contains(&kind);
        loads && page.contains(&format!("/{name}\"")) && !more.contains(path)
    });
    let named = named.map(|(_, path)| path);
    Ok(more.iter().cloned().chain([dist.join("index.html")]).chain(named).collect())
}

/// Kilobytes after `brotli -q 11`, each file by itself.
pub fn brotli(files: &[PathBuf]) -> Result<f64> {
    let mut bytes = 0;
    for file in files {
        let output =
            Command::new("brotli").args(["-q", "11", "--stdout"]).arg(file).stderr(Stdio::inherit()).output();
        let output = output.context("cannot start brotli: install it (`cargo xtask setup` does)")?;
        ensure!(output.status.success(), "brotli fails on {}", file.display());
        bytes += output.stdout.len();
    }
    Ok(bytes as f64 / 1e3)
}
