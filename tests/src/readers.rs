//! What programs that are not ours say of a document.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

/// What a program says about a file, if it accepts it. `cargo xtask setup` installs these programs.
pub fn told(program: &str, arguments: &[&str], file: &Path) -> Result<String> {
    // These write to a file unless they are told otherwise.
    let writes = program == "pdftotext" || arguments.contains(&"--qdf");
    let output = Command::new(program).args(arguments).arg(file).args(writes.then_some("-")).output();
    let output =
        output.with_context(|| format!("cannot start {program}: `cargo xtask setup` installs it"))?;
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    ensure!(output.status.success(), "{program}: {told}{}", String::from_utf8_lossy(&output.stderr));
    Ok(told)
}
