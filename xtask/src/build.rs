//! `cargo xtask build`: the release, in `dist/`.

use anyhow::Result;

use crate::setup;
use crate::shell::{self, command, step};

/// Installs what is missing and builds.
pub fn run() -> Result<()> {
    setup::builder()?;
    packer()?;
    step("build dist/", || shell::run(quiet(&mut command("trunk build --release"))))
}

/// Compiles the packer first: as Trunk's hook it would compile in silence.
pub fn packer() -> Result<()> {
    step("build the packer", || shell::run(&mut command("cargo build --package nearside-pack")))
}

/// Trunk takes `NO_COLOR=1` for a malformed option.
pub fn quiet(trunk: &mut std::process::Command) -> &mut std::process::Command {
    trunk.env_remove("NO_COLOR")
}
