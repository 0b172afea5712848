//! `cargo xtask serve`: the app in development, rebuilt and reloaded on every change.

use anyhow::Result;

use crate::shell::{self, command};
use crate::{build, setup};

/// A dist folder of its own: development must not overwrite a release that is about to be deployed.
const DIST: &str = "dist-dev";

/// Installs what is missing, builds, serves until it is stopped. Further arguments are Trunk's (`--port 9000`, `--open`).
pub fn run(arguments: &[String]) -> Result<()> {
    setup::builder()?;
    build::packer()?;
    let port = arguments.iter().position(|word| word == "--port").and_then(|at| arguments.get(at + 1));
    let port = port.map_or("8080", String::as_str);
    println!("── serve: http://localhost:{port}/ once the first build is done; stop with Ctrl+C");
    shell::run(build::quiet(command("trunk serve --dist").arg(DIST).args(arguments)))
}
