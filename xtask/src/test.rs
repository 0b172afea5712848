//! `cargo xtask test`: every test there is. A missing tool is installed or is an error; nothing is skipped.
//!
//! The order is that of what a failure costs to find: native tests in seconds, wasm tests in a browser, the app as people get it.
//! No command names a package where it need not: cargo would compile what they share once more for each choice of packages.

use std::process::Command;

use anyhow::{Result, bail};

use crate::shell::{self, Counts, step};
use crate::{build, setup};

/// Runs them all. One part that fails does not keep the others from running; a build that fails does.
pub fn run() -> Result<()> {
    setup::everything()?;
    let mut counts = Counts::default();
    let mut broken = Vec::new();
    let mut part = |name: &'static str, command: &mut Command| {
        if let Err(error) = step(name, || shell::tests(command, &mut counts)) {
            broken.push(format!("{name}: {error:#}"));
        }
    };
    part("native tests", &mut cargo("test --no-fail-fast"));
    part("wasm tests in Chromium", &mut in_chromium());
    part("the harness in three browsers", &mut cargo("test --test three_browsers"));
    build::run()?;
    part(
        "end-to-end tests",
        &mut cargo("test --no-fail-fast --test e2e --test hello --test power -- --test-threads=2"),
    );
    println!();
    broken.iter().for_each(|line| println!("{line}"));
    println!("{} passed, {} failed, {} skipped", counts.passed, counts.failed, counts.skipped);
    if broken.is_empty() { Ok(()) } else { bail!("{} of the parts failed", broken.len()) }
}

/// Tests of what only wasm does: the browser's files, SIMD against scalar, the same bytes as natively.
fn in_chromium() -> Command {
    let mut command = cargo(
        "test --target wasm32-unknown-unknown --package nearside --package nearside-image --package nearside-leptos --package nearside-store \
         --package nearside-video \
         --test browser",
    );
    command.env("CHROMEDRIVER", "chromedriver");
    // The runner serves its page with COOP and COEP otherwise, and the framework must not need them.
    command.env("WASM_BINDGEN_TEST_NO_ORIGIN_ISOLATION", "1").env("WASM_BINDGEN_TEST_TIMEOUT", "120");
    command
}

/// Tests with random inputs try the same ones each time, unless somebody names another seed.
fn cargo(line: &str) -> Command {
    let mut command = Command::new("cargo");
    command.args(line.split_whitespace());
    command.env("PROPTEST_RNG_SEED", std::env::var("PROPTEST_RNG_SEED").as_deref().unwrap_or("20261129"));
    command
}
