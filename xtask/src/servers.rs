//! Installing the servers that the remote stores are tested against.
//!
//! They are other people's, because a server of our own would share our misreadings. Apache and rclone are the system's packages
//! (`setup.rs`); moto, s3s-fs and azurite go into the target folder, where `nearside-testing` looks for them, pinned to a version.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::setup::npm;
use crate::shell::{command, run, step, target};

/// S3 in Python: CORS rules, conditions. Apache-2.0.
const MOTO: &str = "5.2.5";
/// S3 in Rust: signatures. Apache-2.0.
const S3S: &str = "0.14.1";
/// Azure's Blob storage in Node, by Microsoft. MIT.
const AZURITE: &str = "3.35.0";

/// Installs those that are only fetched, if they are not there in these versions.
pub fn fetched() -> Result<()> {
    moto()?;
    npm("azurite", AZURITE)
}

/// Installs the one that is compiled.
pub fn compiled() -> Result<()> {
    s3s()
}

fn moto() -> Result<()> {
    install_once("moto", MOTO, |home| {
        run(command("python3 -m venv --clear").arg(home)).context("the tests need Python's venv")?;
        // `moto[server]` would bring all of Amazon's services along, which takes minutes.
        let mut pip = Command::new(home.join("bin/pip"));
        pip.args(["install", "--quiet", "--disable-pip-version-check", "flask", "flask-cors"]);
        run(pip.arg(format!("moto[s3]=={MOTO}"))).context("the tests need moto, an S3 server in Python")
    })
}

fn s3s() -> Result<()> {
    install_once("s3s", S3S, |home| {
        // Without optimisation and debug information: a quarter of the time of a release.
        let line = format!("cargo install s3s-fs --version {S3S} --features binary --locked --force --debug");
        let mut cargo = command(&line);
        cargo.arg("--root").arg(home).env("CARGO_PROFILE_DEV_DEBUG", "false");
        run(&mut cargo).context("the tests need s3s-fs, an S3 server in Rust")
    })
}

/// Installs into a folder below the target folder, and notes there which version it is.
fn install_once(name: &str, version: &str, install: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
    let home = target().join(name);
    let note = home.join("version");
    if fs::read_to_string(&note).is_ok_and(|found| found == version) {
        return Ok(());
    }
    step(&format!("install {name} {version}"), || {
        install(&home)?;
        Ok(fs::write(&note, version)?)
    })
}
