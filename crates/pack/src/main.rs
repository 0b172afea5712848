//! The command: Trunk's `post_build` hook, which finds everything in its environment, or by hand with a folder.

use anyhow::{Context, Result, bail};
use nearside_pack::{Options, pack};
use std::{env, path::PathBuf, process::ExitCode};

const USAGE: &str = "usage: nearside-pack <folder> [--release] [--previous <dist that it replaces>]
As a hook of Trunk it needs no arguments:
  [[hooks]]
  stage = \"post_build\"
  command = \"nearside-pack\"";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("nearside-pack: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let packed = pack(&options()?)?;
    let mut line = format!(
        "nearside-pack: build {}, {} files, workers: {}",
        packed.build,
        packed.files,
        packed.workers.join(", ")
    );
    if let Some(kept) = packed.kept {
        line += &format!("; kept the files of build {kept}");
    }
    println!("{line}");
    Ok(())
}

/// Arguments win over Trunk's environment.
fn options() -> Result<Options> {
    let mut options = Options {
        dir: PathBuf::new(),
        release: env::var("TRUNK_PROFILE").is_ok_and(|profile| profile == "release"),
        previous: env::var_os("TRUNK_DIST_DIR").map(PathBuf::from),
        source: env::var_os("TRUNK_HTML_FILE").map(PathBuf::from),
    };
    let mut dir = env::var_os("TRUNK_STAGING_DIR").map(PathBuf::from);
    let mut args = env::args_os().skip(1);
    while let Some(arg) = args.next() {
        match arg.to_str() {
            Some("--release") => options.release = true,
            Some("--previous") => {
                options.previous = Some(args.next().context("--previous needs a folder")?.into());
            }
            Some("--help" | "-h") => bail!(USAGE),
            Some(flag) if flag.starts_with('-') => bail!("{flag} is not an option.\n{USAGE}"),
            _ => dir = Some(arg.into()),
        }
    }
    options.dir = dir.context(USAGE)?;
    Ok(options)
}
