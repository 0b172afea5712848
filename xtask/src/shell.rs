//! Running other programs: with their output shown, timed, and with an error that can be pasted into a terminal.

use std::env;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, ensure};

/// The repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}

/// Cargo's target folder, wherever the developer keeps it.
pub fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// Runs one step and prints how long it took.
pub fn step<T>(name: &str, body: impl FnOnce() -> Result<T>) -> Result<T> {
    println!("── {name}");
    let start = Instant::now();
    let outcome = body();
    let seconds = start.elapsed().as_secs_f64();
    match &outcome {
        Ok(_) => println!("   {name}: done in {seconds:.1} s"),
        Err(_) => println!("   {name}: FAILED after {seconds:.1} s"),
    }
    outcome
}

/// A command by words: `command("trunk build --release")`. No word of ours holds a space.
pub fn command(line: &str) -> Command {
    let mut words = line.split_whitespace();
    let mut command = Command::new(words.next().unwrap_or_default());
    command.args(words);
    command
}

/// Runs a command with its output on the screen.
pub fn run(command: &mut Command) -> Result<()> {
    let line = written(command);
    let status = command.stdin(Stdio::null()).status().with_context(|| format!("cannot start `{line}`"))?;
    ensure!(status.success(), "`{line}` failed ({status})");
    Ok(())
}

/// How many tests have passed, failed and been left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub passed: u32,
    pub failed: u32,
    pub skipped: u32,
}

impl Counts {
    /// Adds the counts of a line such as "test result: ok. 5 passed; 0 failed; 1 ignored; …"; other lines have none.
    pub fn read(&mut self, line: &str) {
        let Some((_, counts)) = line.split_once("test result: ") else { return };
        let of = |word: &str| -> u32 {
            let before = counts.split(word).next().unwrap_or_default().trim_end();
            before.rsplit(' ').next().and_then(|number| number.parse().ok()).unwrap_or_default()
        };
        self.passed += of("passed");
        self.failed += of("failed");
        self.skipped += of("ignored");
    }
}

/// Runs tests with their output on the screen, and adds up their counts.
///
/// # Errors
/// When they fail, and when there were none: a test that is not run proves nothing.
pub fn tests(command: &mut Command, all: &mut Counts) -> Result<()> {
    let line = written(command);
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn();
    let mut child = child.with_context(|| format!("cannot start `{line}`"))?;
    let mut counts = Counts::default();
    for line in child.stdout.take().into_iter().flat_map(|output| BufReader::new(output).lines()) {
        let line = line?;
        println!("{line}");
        counts.read(&line);
    }
    let status = child.wait()?;
    all.passed += counts.passed;
    all.failed += counts.failed;
    all.skipped += counts.skipped;
    ensure!(status.success(), "`{line}` failed ({status})");
    ensure!(counts.passed > 0, "`{line}` ran no test");
    Ok(())
}

/// Runs a command and returns what it prints, or nothing if it is not there or fails.
pub fn output(line: &str) -> Option<String> {
    let output = command(line).stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Whether a program of this name is on PATH.
pub fn has(program: &str) -> bool {
    let paths = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&paths)
        .any(|folder| folder.join(program).is_file() || folder.join(format!("{program}.exe")).is_file())
}

fn written(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::Counts;

    #[test]
    fn counts_are_read_from_the_runners_lines() {
        let mut counts = Counts::default();
        counts.read(
            "test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s",
        );
        counts.read("test result: FAILED. 2 passed; 3 failed; 0 ignored; 0 measured; 0 filtered out");
        counts.read("test reading ... ok");
        assert_eq!(counts, Counts { passed: 7, failed: 3, skipped: 1 });
    }
}
