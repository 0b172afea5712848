//! Debian's `age`, which wants a terminal for a passphrase.

use std::process::Command;

use anyhow::{Context, Result, ensure};

/// Opens a file with a passphrase.
pub fn open(sealed: &[u8], passphrase: &str) -> Result<Vec<u8>> {
    let folder = tempfile::tempdir()?;
    std::fs::write(folder.path().join("a.age"), sealed)?;
    let input = format!("(sleep 0.3; echo '{passphrase}'; sleep 5)");
    let line = format!("{input} | script -qec 'age -d -o a a.age' /dev/null");
    let run = Command::new("sh").arg("-c").arg(line).current_dir(folder.path()).output()?;
    ensure!(run.status.success(), "age did not open it: {}", String::from_utf8_lossy(&run.stdout));
    std::fs::read(folder.path().join("a")).context("age wrote nothing")
}
