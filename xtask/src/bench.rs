//! `cargo xtask bench [AREA] [--json FILE]`: the numbers, beside those of other libraries, in one run of one browser.

use anyhow::Result;

use crate::shell::{self, command};
use crate::{build, setup};

/// Installs what is missing, builds the release, measures. The arguments are the benchmark's.
pub fn run(arguments: &[String]) -> Result<()> {
    setup::tester()?;
    build::run()?;
    shell::run(command("cargo bench --package tests --bench bench --").args(arguments))
}
