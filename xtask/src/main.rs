//! The commands of this repository: `cargo xtask serve | build | test | bench | setup`.
//!
//! They are plain Rust instead of a script, so that they work where cargo works; each installs what it lacks, prints one line per
//! step with its duration, and stops at the first step that fails, saying what to do.

mod bench;
mod build;
mod serve;
mod servers;
mod setup;
mod shell;
mod test;

use std::process::ExitCode;

use anyhow::{Result, bail};

const USAGE: &str = "cargo xtask <command>

  serve                        builds the app for development, serves it, and rebuilds on every change
  build                        builds the release into dist/
  test                         installs what the tests need, builds the release, runs every test
  bench [AREA] [--json FILE]   measures beside other libraries; AREA: calls, photos, edits,
                               storage, documents, video (default: all)
  setup                        installs what the commands above need, and nothing else";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nxtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    std::env::set_current_dir(shell::root())?;
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let rest = arguments.get(1..).unwrap_or_default();
    match arguments.first().map(String::as_str) {
        Some("serve") => serve::run(rest),
        Some("build") => build::run(),
        Some("test") => test::run(),
        Some("bench") => bench::run(rest),
        Some("setup") => setup::everything(),
        Some("--help" | "-h" | "help") => {
            println!("{USAGE}");
            Ok(())
        }
        _ => bail!("{USAGE}"),
    }
}
