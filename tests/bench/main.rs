//! `cargo xtask bench [AREA] [--json FILE]`: Nearside beside other libraries, in one run of one browser for each area.
//!
//! Absolute numbers say more about the machine than about the code, so every number stands beside its rival's of the same round:
//! the contestants of a row take turns in shuffled order, and a row's ratio is the median of its rounds' ratios. A measure that
//! gets a wrong answer fails instead of being fast.

#[cfg(not(target_family = "wasm"))]
mod calls;
#[cfg(not(target_family = "wasm"))]
mod documents;
#[cfg(not(target_family = "wasm"))]
mod edits;
#[cfg(not(target_family = "wasm"))]
mod options;
#[cfg(not(target_family = "wasm"))]
mod photos;
#[cfg(not(target_family = "wasm"))]
mod row;
#[cfg(not(target_family = "wasm"))]
mod sink;
#[cfg(not(target_family = "wasm"))]
mod size;
#[cfg(not(target_family = "wasm"))]
mod stage;
#[cfg(not(target_family = "wasm"))]
mod storage;
#[cfg(not(target_family = "wasm"))]
mod video;

#[cfg(target_family = "wasm")]
fn main() {}

#[cfg(not(target_family = "wasm"))]
#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let options = options::Options::read()?;
    let mut rows = Vec::new();
    if options.wants("calls") {
        rows.extend(calls::measure(&options).await?);
    }
    if options.wants("photos") {
        rows.extend(photos::measure(&options).await?);
        rows.extend(size::measure()?);
    }
    if options.wants("edits") {
        rows.extend(edits::measure(&options).await?);
    }
    if options.wants("storage") {
        rows.extend(storage::measure(&options).await?);
    }
    if options.wants("documents") {
        rows.extend(documents::measure(&options).await?);
    }
    if options.wants("video") {
        rows.extend(video::measure(&options).await?);
    }
    println!("\n{}", row::table(&rows));
    if let Some(path) = &options.json {
        std::fs::write(path, serde_json::to_string_pretty(&rows)?)?;
    }
    Ok(())
}
