//! ffmpeg as a function: arguments and bytes in, bytes out.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Runs ffmpeg, or fails with what it complained about.
pub fn ffmpeg(arguments: &str, input: &[u8]) -> Vec<u8> {
    run(arguments, input).0
}

/// What ffmpeg writes to its output, and what it tells meanwhile.
pub fn run(arguments: &str, input: &[u8]) -> (Vec<u8>, String) {
    let mut child = Command::new("ffmpeg")
        .args(["-hide_banner", "-nostats", "-y"])
        .args(arguments.split_whitespace())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("these tests compare with ffmpeg: install it, such as by `apt-get install ffmpeg`");
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    // It may stop reading when it has enough.
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "ffmpeg {arguments}: {told}");
    (output.stdout, told)
}

/// A place for a file of this name.
pub fn file(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("frames");
    std::fs::create_dir_all(&folder).unwrap();
    folder.join(name)
}

/// Peak signal-to-noise ratio in dB.
pub fn psnr(one: &[u8], other: &[u8]) -> f64 {
    assert_eq!(one.len(), other.len());
    let squares: f64 = one.iter().zip(other).map(|(a, b)| f64::from(a.abs_diff(*b)).powi(2)).sum();
    10.0 * (255.0 * 255.0 * one.len() as f64 / squares.max(1e-9)).log10()
}
