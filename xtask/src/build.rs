//! `cargo xtask build`: the release, in `dist/`.

use anyhow::Result;

use crate::setup;
use crate::shell::{self, command, step};

/// The command that Trunk gives for each worker, for all of them.
const WORKERS: &str =
    "cargo build --quiet --release --target wasm32-unknown-unknown --manifest-path worker/Cargo.toml --bins";
/// The same for those of the storage, which are built for size as the app is.
const STORES: &str = "cargo build --quiet --profile app --target wasm32-unknown-unknown --manifest-path worker/store/Cargo.toml --bins";

/// Installs what is missing and builds.
pub fn run() -> Result<()> {
    setup::builder()?;
    packer()?;
    step("build dist/", || {
        // Trunk asks for one worker after the other, and the last minute of each keeps a single core busy: asked for at once, they
        // share them. Trunk finds them compiled, and says so if one is not.
        let (mut workers, mut stores) = (command(WORKERS).spawn()?, command(STORES).spawn()?);
        let built = shell::run(quiet(&mut command("trunk build --release")));
        workers.wait()?;
        stores.wait()?;
        built
    })
}

/// Compiles the packer first: as Trunk's hook it would compile in silence.
pub fn packer() -> Result<()> {
    step("build the packer", || shell::run(&mut command("cargo build --bin nearside-pack")))
}

/// Trunk takes `NO_COLOR=1` for a malformed option.
pub fn quiet(trunk: &mut std::process::Command) -> &mut std::process::Command {
    trunk.env_remove("NO_COLOR")
}
