//! The worked example as a newcomer has it: copied out of the repository, built by its own two commands, used in a browser.
#![cfg(not(target_family = "wasm"))]

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use nearside_testing::{Browser, Cdn};
use tests::repository;

/// Copies the example, without what says that it lies in this repository and what a build has left there.
fn copy(from: &Path, to: &Path) -> Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let name = entry.file_name();
        if name == ".cargo" || name == "target" || name == "dist" {
            continue;
        }
        let target = to.join(&name);
        if entry.path().is_dir() {
            copy(&entry.path(), &target)?
        } else {
            std::fs::copy(entry.path(), target).map(drop)?
        }
    }
    Ok(())
}

fn run(command: &mut Command) -> Result<()> {
    let output = command.output().with_context(|| format!("cannot start {command:?}"))?;
    let text =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    ensure!(output.status.success(), "{command:?} failed:\n{text}");
    Ok(())
}

/// Where cargo keeps what it builds here; the example's copy has a folder of its own in it, so that a second run is quick.
fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| repository().join("target"), PathBuf::from)
}

#[tokio::test]
async fn the_example_is_built_and_used_outside_the_repository() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let hello = folder.path().join("hello");
    copy(&repository().join("examples/hello"), &hello)?;
    // What a newcomer gets from crates.io comes from this repository: the library by a patch, the packer by PATH.
    std::fs::create_dir(hello.join(".cargo"))?;
    let mut patch = "[patch.crates-io]\n".to_owned();
    for (name, room) in [("nearside", "nearside"), ("nearside-leptos", "leptos")] {
        let path = repository().join("crates").join(room);
        writeln!(patch, "{name} = {{ path = {:?} }}", path.display().to_string())?;
    }
    std::fs::write(hello.join(".cargo/config.toml"), patch)?;
    run(Command::new("cargo").args(["build", "--bin", "nearside-pack"]).current_dir(repository()))?;
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path =
        std::env::join_paths([target().join("debug")].into_iter().chain(std::env::split_paths(&path)))?;
    let own = target().join("hello");

    run(Command::new("cargo")
        .args(["test", "--package", "worker"])
        .current_dir(&hello)
        .env("CARGO_TARGET_DIR", &own))?;
    let mut trunk = Command::new("trunk");
    trunk.args(["build", "--release"]).current_dir(&hello).env("PATH", path).env("CARGO_TARGET_DIR", &own);
    // That it works is seen without an optimiser's minutes, and NO_COLOR=1 is no value that Trunk takes.
    run(trunk
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .env_remove("NO_COLOR"))?;

    let cdn = Cdn::serve(hello.join("dist"))?;
    let browser = Browser::chromium().await?;
    browser.open(&cdn.url()).await?;
    browser.wait_for("window.nearside && document.querySelector('input[type=file]')").await?;
    let text = folder.path().join("poem.txt");
    std::fs::write(&text, "far side\nnear side of the moon\n")?;
    browser.upload("input[type=file]", &[text]).await?;
    browser.wait_for("document.querySelector('li')?.textContent === 'poem.txt: 7 words, 2 lines'").await?;
    // What the pool did is shown without a line of the example's own.
    browser.wait_for("document.querySelector('details code')?.textContent === 'text/count'").await?;
    let errors = browser.errors().await?;
    // The example has no icon, which the browser asks every site for.
    let errors: Vec<_> = errors.iter().filter(|error| !error.contains("favicon.ico")).collect();
    ensure!(errors.is_empty(), "{errors:?}");
    Ok(())
}

#[test]
fn the_example_stays_small() -> Result<()> {
    let hello = repository().join("examples/hello");
    let files = ["app/src/main.rs", "worker/src/lib.rs", "worker/src/text.rs", "worker/src/bin/text.rs"];
    let lines = files.iter().map(|file| Ok(std::fs::read_to_string(hello.join(file))?.lines().count()));
    let lines: usize = lines.sum::<Result<usize>>()?;
    ensure!(lines < 80, "the example has {lines} lines of Rust; a newcomer is promised fewer than 80");
    Ok(())
}
