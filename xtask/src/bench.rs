//! `cargo xtask bench [AREA] [--json FILE]`: the numbers, beside those of other libraries, in one run of one browser.

use anyhow::Result;

use crate::shell::{self, command, root, step, target};
use crate::{build, setup};

/// The areas that are measured in the release as it is, without the bench's own page.
const PLAIN: [&str; 2] = ["documents", "video"];

/// Installs what is missing, builds the release and the bench's own page, measures. The arguments are the benchmark's. A release
/// that `NEARSIDE_DIST` names is measured as it is.
pub fn run(arguments: &[String]) -> Result<()> {
    setup::everything()?;
    if std::env::var_os("NEARSIDE_DIST").is_none() {
        build::run()?;
    }
    rivals()?;
    if !arguments.iter().any(|word| PLAIN.contains(&word.as_str())) {
        page()?;
    }
    // The driver only waits for the browser: nothing is gained by optimising it for minutes.
    shell::run(command("cargo bench --profile dev --bench bench --").args(arguments))
}

/// What is measured beside Nearside, in the versions of the bench's lock file.
fn rivals() -> Result<()> {
    let folder = root().join("tests/bench");
    let written = |file: &str| folder.join(file).metadata().and_then(|file| file.modified()).ok();
    if written("node_modules/.package-lock.json") <= written("package-lock.json") {
        step("install the bench's rivals from npm", || {
            shell::run(command("npm ci --no-audit --no-fund --ignore-scripts").current_dir(&folder))
        })?;
    }
    step("bundle those that come as modules", || {
        let mut esbuild =
            command("node node_modules/esbuild/bin/esbuild bundle/aws.js --bundle --format=esm --minify");
        esbuild.arg(format!("--outfile={}", target().join("bench-npm/aws.js").display()));
        shell::run(esbuild.current_dir(&folder))
    })
}

/// The page that calls through Rust, with the Workbench's own workers in it.
fn page() -> Result<()> {
    step("build the bench's page", || {
        let mut trunk = command("trunk build --release --dist");
        trunk.arg(target().join("bench-page")).current_dir(root().join("tests/bench/page"));
        // One target folder, so that the workers are not built twice.
        shell::run(build::quiet(&mut trunk).env("CARGO_TARGET_DIR", target()))
    })
}
