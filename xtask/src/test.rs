//! `cargo xtask test`: every test there is. A missing tool is installed or is an error; nothing is skipped.
//!
//! The order is that of what a failure costs to find: native tests in seconds, wasm tests in a browser, the app as people get it.

use std::process::Command;

use anyhow::Result;

use crate::shell::{self, command, step};
use crate::{build, setup};

/// Runs them all.
pub fn run() -> Result<()> {
    setup::everything()?;
    step("native tests", || {
        cargo("test --workspace --exclude tests --exclude app --exclude nearside-testing")
    })?;
    step("the app's native tests", || cargo("test --package app"))?;
    step("the harness in three browsers", || cargo("test --package nearside-testing"))?;
    step("wasm tests in Chromium", || {
        shell::run(
            Command::new("cargo")
                .args([
                    "test",
                    "--target",
                    "wasm32-unknown-unknown",
                    "--package",
                    "nearside",
                    "--package",
                    "nearside-image",
                ])
                .args(["--lib", "--tests"])
                .env("CHROMEDRIVER", "chromedriver")
                .env("WASM_BINDGEN_TEST_TIMEOUT", "120")
                .env("WASM_BINDGEN_TEST_NO_ORIGIN_ISOLATION", "1"),
        )
    })?;
    build::run()?;
    // Last: its counts are what a reader of the log looks for.
    step("end-to-end tests", || cargo("test --package tests --no-fail-fast -- --test-threads=2"))
}

fn cargo(line: &str) -> Result<()> {
    shell::run(command("cargo").args(line.split_whitespace()))
}
