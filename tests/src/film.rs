//! Films to feed the studio, and what a person does in it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use crate::Workbench;

/// So long anything may take that encodes.
pub const LONG: Duration = Duration::from_secs(300);
/// The studio, once the element plays what our own muxer wrote.
pub const READY: &str = "document.querySelector('.studio-stage video:not(.waiting)') && document.querySelector('#studio-play:not(:disabled)')";

/// A film of so many seconds: 320 × 180, 25 pictures a second, a key frame every second, a tone.
pub fn film(folder: &Path, name: &str, seconds: u32) -> Result<PathBuf> {
    let path = folder.join(name);
    let pictures = format!("testsrc2=s=320x180:r=25:d={seconds}");
    let tone = format!("sine=f=440:d={seconds}:r=48000");
    let inputs = ["-f", "lavfi", "-i", &pictures, "-f", "lavfi", "-i", &tone];
    let codecs = ["-c:v", "libx264", "-g", "25", "-bf", "2", "-pix_fmt", "yuv420p", "-c:a", "aac"];
    ffmpeg(&[&inputs[..], &codecs[..]].concat(), &path)?;
    Ok(path)
}

/// Makes a file with Debian's ffmpeg.
pub fn ffmpeg(arguments: &[&str], path: &Path) -> Result<()> {
    let done = Command::new("ffmpeg").args(["-v", "error", "-y"]).args(arguments).arg(path).status();
    let done = done.context("ffmpeg is not there: `cargo xtask setup` installs it")?;
    ensure!(done.success(), "ffmpeg made no {}", path.display());
    Ok(())
}

/// What ffprobe says of a file: its duration, and the codecs of its tracks.
pub fn probed(path: &Path) -> Result<(f64, Vec<String>)> {
    let asked = ["-v", "error", "-show_entries", "format=duration:stream=codec_name", "-of", "json"];
    let output = Command::new("ffprobe").args(asked).arg(path).output().context("ffprobe is not there")?;
    let told: serde_json::Value = serde_json::from_slice(&output.stdout)?;
    let duration = told["format"]["duration"].as_str().and_then(|text| text.parse().ok());
    let streams = told["streams"].as_array().cloned().unwrap_or_default();
    let codecs =
        streams.iter().filter_map(|stream| stream["codec_name"].as_str().map(str::to_owned)).collect();
    Ok((duration.with_context(|| format!("{} has no duration", path.display()))?, codecs))
}

/// After so many pictures the [film of a gigabyte](gigabyte) begins anew.
pub const LOOP: usize = 300;

/// A film of a gigabyte: 640 × 360, 25 pictures a second, noisy, a key frame every second and a half, a tone.
pub fn gigabyte(folder: &Path, name: &str) -> Result<PathBuf> {
    let part = folder.join(format!("part of {name}"));
    let pictures = ["-f", "lavfi", "-i", "testsrc2=s=640x360:r=25:d=12,noise=alls=30:allf=t"];
    let codec = ["-c:v", "libx264", "-preset", "ultrafast", "-qp", "4", "-g", "37", "-pix_fmt", "yuv420p"];
    ffmpeg(&[&pictures[..], &codec[..]].concat(), &part)?;
    let (path, size) = (folder.join(name), std::fs::metadata(&part)?.len());
    let times = 1_000_000_000_u64.div_ceil(size).max(8);
    // A tone in the part would be a little longer than the pictures, and move them each time.
    let (loops, tone) = ((times - 1).to_string(), format!("sine=f=440:r=48000:d={}", times * 12));
    let source = part.display().to_string();
    let inputs = ["-stream_loop", &loops, "-i", &source, "-f", "lavfi", "-i", &tone];
    ffmpeg(&[&inputs[..], &["-c:v", "copy", "-c:a", "aac", "-movflags", "+faststart"]].concat(), &path)?;
    std::fs::remove_file(part)?;
    Ok(path)
}

/// A picture of a film by its number, in shades of gray, at 640 × 360.
pub fn picture(path: &Path, number: usize) -> Result<Vec<u8>> {
    let select = format!("select=eq(n\\,{number}),scale=640:360:flags=area");
    let raw = ["-frames:v", "1", "-fps_mode", "passthrough", "-f", "rawvideo", "-pix_fmt", "gray", "-"];
    let mut ffmpeg = Command::new("ffmpeg");
    ffmpeg.args(["-v", "error", "-i"]).arg(path).args(["-vf", &select]).args(raw);
    let pixels = ffmpeg.output().context("ffmpeg is not there: `cargo xtask setup` installs it")?.stdout;
    ensure!(pixels.len() == 640 * 360, "{} has no picture {number}", path.display());
    Ok(pixels)
}

/// How far two pictures are apart between two rows, as a mean of shades.
pub fn apart(one: &[u8], other: &[u8], rows: std::ops::Range<usize>) -> f64 {
    let (one, other) = (&one[rows.start * 640..rows.end * 640], &other[rows.start * 640..rows.end * 640]);
    let sum: f64 = one.iter().zip(other).map(|(a, b)| f64::from(a.abs_diff(*b))).sum();
    sum / one.len() as f64
}

/// How many pixels between two rows have quite another shade: words that stand there, and no noise.
pub fn struck(one: &[u8], other: &[u8], rows: std::ops::Range<usize>) -> usize {
    let (one, other) = (&one[rows.start * 640..rows.end * 640], &other[rows.start * 640..rows.end * 640]);
    one.iter().zip(other).filter(|(a, b)| a.abs_diff(**b) > 90).count()
}

/// The Workbench with these files, the first of them in the studio.
pub async fn opened(files: &[PathBuf], workbench: Workbench) -> Result<Workbench> {
    workbench.add(files).await?;
    workbench.browser.click("li.file .open").await?;
    workbench.browser.wait_for(READY).await?;
    Ok(workbench)
}

/// Goes to a moment by writing it.
pub async fn go_to(workbench: &Workbench, clock: &str) -> Result<()> {
    workbench.browser.click("#studio-time").await?;
    workbench.browser.write(clock).await?;
    workbench.browser.press(&["Enter"]).await?;
    workbench.browser.js::<()>("document.activeElement.blur()", ()).await?;
    let there = format!("document.querySelector('#studio-time').value.startsWith('{clock}')");
    workbench.browser.wait_for(&there).await.map(drop)
}

/// Waits for the newest work to be done; its name.
pub async fn done(workbench: &Workbench) -> Result<String> {
    workbench.browser.wait_within("document.querySelector('.work-line:first-child[data-state=done], .work-line:first-child[data-state=failed]')", LONG).await?;
    let script = "const line = document.querySelector('.work-line:first-child');
        return [line.dataset.state, line.querySelector('.work-name')?.textContent ?? line.textContent]";
    let (state, name): (String, String) = workbench.browser.js(script, ()).await?;
    ensure!(state == "done", "it failed: {name}");
    Ok(name)
}

/// Waits for the newest work to be done, and saves it.
pub async fn saved(workbench: &Workbench) -> Result<PathBuf> {
    let name = done(workbench).await?;
    workbench.browser.click(".work-line:first-child .work-save").await?;
    workbench.browser.download(&name).await
}
