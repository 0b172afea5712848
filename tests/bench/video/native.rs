//! ffmpeg, ffprobe and mkvmerge: they make the files, are the limit, and judge what came of them.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, ensure};

/// ffmpeg with words that hold no space, and a path behind them.
pub fn make(words: &str, path: &Path) -> Result<()> {
    let mut ffmpeg = Command::new("ffmpeg");
    ffmpeg.env("SVT_LOG", "1"); // else that encoder tells about itself where errors go
    let told = run(ffmpeg.args(["-v", "error", "-y"]).args(words.split_whitespace()).arg(path))?;
    ensure!(told.errors.is_empty(), "ffmpeg says of {}: {}", path.display(), told.errors);
    Ok(())
}

/// What a program has said, when it has done what it should.
pub struct Told {
    /// On its standard output.
    pub text: String,
    /// On its standard error, spaces at the ends cut off.
    pub errors: String,
    /// How long it took.
    pub milliseconds: f64,
}

/// Runs a program to its end.
///
/// # Errors
/// It is not there, or does not end well.
pub fn run(command: &mut Command) -> Result<Told> {
    let start = Instant::now();
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.stdin(std::process::Stdio::null()).output();
    let output =
        output.with_context(|| format!("cannot start {name}: install it (`cargo xtask setup` does)"))?;
    let milliseconds = start.elapsed().as_secs_f64() * 1e3;
    let errors = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    ensure!(output.status.success(), "{name} ends with {}: {errors}", output.status);
    Ok(Told { text: String::from_utf8_lossy(&output.stdout).into_owned(), errors, milliseconds })
}

/// ffmpeg on a file, its words behind it.
pub fn ffmpeg(path: &Path, words: &[&str]) -> Result<Told> {
    run(Command::new("ffmpeg").args(["-v", "error", "-i"]).arg(path).args(words))
}

/// The sums of all pictures as ffmpeg decodes them, in the order of showing; and what it says against the file.
pub fn pictures(path: &Path) -> Result<(Vec<String>, String)> {
    let told = ffmpeg(path, &["-map", "0:v:0", "-vsync", "passthrough", "-f", "framemd5", "-"])?;
    Ok((sums(&told.text), told.errors))
}

/// The sixth column of ffmpeg's lists; behind it are the sums of what goes along with some packets.
fn sums(text: &str) -> Vec<String> {
    let sum = |line: &str| line.split(',').nth(5).unwrap_or_default().trim().to_owned();
    text.lines().filter(|line| !line.starts_with('#')).map(sum).collect()
}

/// What ffprobe says of the pictures of a file: a line for each of what is asked for, by `frame=` or `packet=`.
pub fn probe(path: &Path, entries: &str) -> Result<Vec<String>> {
    let mut ffprobe = Command::new("ffprobe");
    ffprobe.args(["-v", "error", "-select_streams", "v:0", "-show_entries", entries, "-of", "csv=p=0"]);
    let told = run(ffprobe.arg(path))?;
    Ok(told.text.lines().map(str::to_owned).filter(|line| !line.is_empty()).collect())
}

/// The sums of all packets of a kind of track (`v`, `a`).
pub fn packets(path: &Path, kind: &str) -> Result<Vec<String>> {
    let map = format!("0:{kind}:0");
    let told = ffmpeg(path, &["-map", &map, "-c", "copy", "-f", "framemd5", "-"])?;
    ensure!(told.errors.is_empty(), "ffmpeg says of {}: {}", path.display(), told.errors);
    Ok(sums(&told.text))
}

/// How alike pictures are in dB, on average and at worst: those of a file, and those of another from one number to the next,
/// both after a filter.
pub fn likeness(path: &Path, other: &Path, span: std::ops::Range<usize>, filter: &str) -> Result<(f64, f64)> {
    let (from, to) = (span.start, span.end);
    let graph = format!(
        "[0:v]setpts=N/25/TB[made];[1:v]trim=start_frame={from}:end_frame={to},setpts=N/25/TB,{filter}[there];[made][there]psnr"
    );
    let mut command = Command::new("ffmpeg");
    command.args(["-nostdin", "-hide_banner", "-i"]).arg(path).arg("-i").arg(other);
    let told = run(command.args(["-lavfi", &graph, "-f", "null", "-"]))?;
    let number = |name: &str| -> Result<f64> {
        let text = told.errors.rsplit_once(name).with_context(|| format!("no {name} in {}", told.errors))?.1;
        let word = text.split_whitespace().next().unwrap_or_default();
        Ok(if word == "inf" { 100.0 } else { word.parse()? })
    };
    Ok((number("average:")?, number("min:")?))
}

/// What mkvmerge has against a file: 0 nothing, 1 warnings, 2 errors.
pub fn mkvmerge(path: &Path, out: &Path) -> Result<(i32, String)> {
    let output = Command::new("mkvmerge").arg("-q").arg("-o").arg(out).arg(path).output();
    let output = output.context("cannot start mkvmerge: install mkvtoolnix (`cargo xtask setup` does)")?;
    let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    Ok((output.status.code().unwrap_or(2), text))
}
