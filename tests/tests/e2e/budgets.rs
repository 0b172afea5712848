//! What a visitor downloads, as a CDN sends it: compressed once, with brotli at its best.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use tests::builds::identity;
use tests::dist;

const APP: u64 = 400_000;
const PHOTO: u64 = 600_000;
const EVERYTHING_ELSE: u64 = 120_000;

/// The size of a file after `brotli -q 11`.
fn compressed(path: &Path) -> Result<u64> {
    let output =
        Command::new("brotli").args(["-q", "11", "--stdout"]).arg(path).stderr(Stdio::inherit()).output();
    let output = output.context("cannot start brotli: install it (`cargo xtask setup` does)")?;
    ensure!(output.status.success(), "brotli fails on {}", path.display());
    Ok(output.stdout.len() as u64)
}

#[test]
fn the_first_result_is_a_small_download() -> Result<()> {
    let dist = dist()?;
    let build = identity(&dist)?;
    let path = |part: &serde_json::Value, file: &str| {
        part[file].as_str().map(|path| dist.join(path)).context("a part names its files")
    };
    let (app, photo) = (&build["app"], &build["workers"]["photo"]);
    // Of the chunks only a language comes along, for those who read it.
    let app_wasm =
        compressed(&path(app, "wasm")?)? + compressed(&path(&app["chunks"]["split_german"], "wasm")?)?;
    let photo_wasm = compressed(&path(photo, "wasm")?)?;
    // What the page loads on the way to its first result, as its document and its style sheets name it.
    let page = std::fs::read_to_string(dist.join("index.html"))?;
    let mut others = vec![dist.join("index.html"), path(app, "js")?, path(photo, "js")?];
    for file in all(&dist)? {
        let name = file.strip_prefix(&dist)?.to_string_lossy().replace('\\', "/");
        let ending = name.rsplit('.').next().unwrap_or_default();
        if page.contains(&format!("/{name}\""))
            && matches!(ending, "css" | "js" | "svg" | "png" | "woff2" | "webmanifest")
            && !others.contains(&file)
        {
            others.push(file);
        }
    }
    let rest = others.iter().map(|file| compressed(file)).sum::<Result<u64>>()?;
    println!(
        "app wasm {app_wasm} of {APP}, photo wasm {photo_wasm} of {PHOTO}, everything else {rest} of {EVERYTHING_ELSE}"
    );
    assert!(app_wasm <= APP, "the app's wasm is {app_wasm} bytes, {APP} are allowed");
    assert!(photo_wasm <= PHOTO, "the photo worker's wasm is {photo_wasm} bytes, {PHOTO} are allowed");
    assert!(
        rest <= EVERYTHING_ELSE,
        "everything else is {rest} bytes, {EVERYTHING_ELSE} are allowed: {others:?}"
    );
    Ok(())
}

#[test]
fn documents_come_in_small_downloads() -> Result<()> {
    within(&[
        ("document", 1_900_000),
        ("pages", 800_000),
        ("table", 300_000),
        ("markdown", 300_000),
        ("press", 1_000_000),
    ])
}

/// What is wanted of the storage worker is 150 kB (see the README): until then it does not grow again.
#[test]
fn storage_does_not_grow() -> Result<()> {
    within(&[("store", 335_000), ("keys", 320_000), ("archive", 235_000)])
}

fn within(bars: &[(&str, u64)]) -> Result<()> {
    let dist = dist()?;
    let build = identity(&dist)?;
    for &(worker, bar) in bars {
        let wasm = build["workers"][worker]["wasm"].as_str().context("a worker names its wasm")?;
        let size = compressed(&dist.join(wasm))?;
        println!("{worker} wasm {size} of {bar}");
        assert!(size <= bar, "the {worker} worker's wasm is {size} bytes, {bar} are allowed");
    }
    Ok(())
}

fn all(folder: &Path) -> Result<Vec<std::path::PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() { files.extend(all(&path)?) } else { files.push(path) }
    }
    files.sort();
    Ok(files)
}
