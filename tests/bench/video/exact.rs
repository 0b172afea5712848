//! Cuts at any picture: every clip has exactly the pictures that were asked for, and those outside of the joins are the
//! original's, bit by bit, as ffmpeg decodes them.
//!
//! The joins are the groups of pictures that a cut goes through: only there may anything be encoded again.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::Deserialize;
use serde_json::json;

use super::files::Files;
use super::native::{likeness, mkvmerge, pictures, probe};
use super::{AREA, choose};
use crate::options::Options;
use crate::row::{Bar, Row};
use crate::stage::{Stage, Tab, load};

/// Clips of each of the twelve films.
const CLIPS: usize = 5;
/// The shortest clip has so many pictures.
const SHORT: usize = 10;
/// Where the dice begin: the same clips every time.
const SEED: u64 = 2026;

#[derive(Deserialize)]
struct Made {
    milliseconds: f64,
    notes: Vec<String>,
    name: String,
    bytes: String,
}

/// A film as ffmpeg knows it.
struct Film {
    path: PathBuf,
    /// When each picture is shown.
    times: Vec<f64>,
    /// The sum of each, decoded.
    sums: Vec<String>,
    /// Which of them are keys.
    keys: Vec<usize>,
}

/// What all clips together came to.
#[derive(Default)]
struct Sum {
    outside: usize,
    equal: usize,
    all: usize,
    copied: usize,
    wrong: Vec<String>,
    refused: Vec<String>,
    warned: usize,
    worst: Vec<f64>,
    times: Vec<f64>,
}

pub async fn measure(stage: &mut Stage, files: &Files, options: &Options) -> Result<Vec<Row>> {
    let films = files.films()?.into_iter().map(Film::read).collect::<Result<Vec<_>>>()?;
    let paths: Vec<PathBuf> = films.iter().map(|film| film.path.clone()).collect();
    choose(stage, &paths).await?;
    let folder = files.at("cuts");
    std::fs::create_dir_all(&folder)?;
    let (mut dice, mut sum) = (SEED, Sum::default());
    let clips = if options.quick { 1 } else { CLIPS };
    for (at, film) in films.iter().enumerate() {
        for clip in 0..clips {
            let count = film.sums.len();
            let first = roll(&mut dice, count - SHORT);
            let end = first + SHORT + roll(&mut dice, count - first - SHORT + 1);
            // Some containers round times to milliseconds: a picture is asked for by the one before.
            let time = |nth: usize| film.times.get(nth).map_or(1e6, |time| (time - 0.001).max(0.0));
            let ask = json!({ "at": at, "from": time(first), "to": time(end) });
            let name = format!("{} {first}..{end}", film.name());
            match stage.measure::<Made>(Tab::Bench, "exact", &ask).await {
                Ok(made) => sum.clip(&folder, film, first..end, &name, &made)?,
                Err(error) => {
                    // What is not there does not equal anything.
                    sum.outside += film.outside(&(first..end)).len();
                    sum.all += end - first;
                    sum.refused.push(format!("{name}: {error:#}"));
                }
            }
            if clip + 1 == clips {
                eprintln!("   exact: {}, load {:.1}", film.name(), load());
            }
        }
    }
    for text in sum.wrong.iter().chain(&sum.refused) {
        println!("video: exact: {}", text.lines().next().unwrap_or_default());
    }
    println!("video: exact: mkvmerge warns of {} clips", sum.warned);
    let title = format!("exact cut of {} seeded clips of H.264, VP9 and AV1", clips * films.len());
    let share = |part: usize, all: usize| part as f64 / all.max(1) as f64 * 100.0;
    let row = |what: &str, value: f64, bar| Row::new(AREA, format!("{title}: {what}"), &[value], None, bar);
    let worst = sum.worst.iter().copied().fold(f64::INFINITY, f64::min);
    Ok(vec![
        row(
            "pictures outside of the joins that equal the original's, %",
            share(sum.equal, sum.outside),
            Bar::Exactly(100.0),
        ),
        row("clips with other pictures than asked for", sum.wrong.len() as f64, Bar::Exactly(0.0)),
        row(
            "clips that are not made, or that ffmpeg or mkvmerge finds errors in",
            sum.refused.len() as f64,
            Bar::Exactly(0.0),
        ),
        row("all pictures that equal the original's, %", share(sum.copied, sum.all), Bar::None),
        row("the picture least like the original's, PSNR in dB", worst, Bar::None),
        Row::new(AREA, format!("{title}: ms for a clip"), &sum.times, None, Bar::None),
    ])
}

impl Film {
    fn read(path: PathBuf) -> Result<Film> {
        let (sums, errors) = pictures(&path)?;
        ensure!(errors.is_empty(), "ffmpeg says of {}: {errors}", path.display());
        let seconds = |line: &str| line.split(',').next().unwrap_or_default().parse::<f64>();
        let lines = probe(&path, "frame=pts_time")?;
        let times: Vec<f64> = lines.iter().map(|line| seconds(line)).collect::<Result<_, _>>()?;
        ensure!(
            times.len() == sums.len(),
            "{}: {} times of {} pictures",
            path.display(),
            times.len(),
            sums.len()
        );
        let mut keys = Vec::new();
        for line in probe(&path, "packet=pts_time,flags")?.iter().filter(|line| line.contains(",K_")) {
            let time = seconds(line)?;
            let near = times.iter().position(|other| (other - time).abs() < 1e-4);
            keys.push(near.with_context(|| format!("{}: no picture of a key at {time}", path.display()))?);
        }
        keys.sort_unstable();
        Ok(Film { path, times, sums, keys })
    }

    fn name(&self) -> String {
        self.path.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// Which pictures of a clip no cut goes through the group of.
    fn outside(&self, clip: &std::ops::Range<usize>) -> std::ops::Range<usize> {
        let count = self.sums.len();
        let from = self.keys.iter().copied().find(|key| *key >= clip.start).unwrap_or(count);
        let last = self.keys.iter().copied().rfind(|key| *key <= clip.end).unwrap_or(0);
        let to = if clip.end == count { count } else { last };
        from.min(clip.end)..to.max(from.min(clip.end))
    }
}

impl Sum {
    fn clip(
        &mut self,
        folder: &Path,
        film: &Film,
        clip: std::ops::Range<usize>,
        name: &str,
        made: &Made,
    ) -> Result<()> {
        let path = folder.join(&made.name);
        std::fs::write(&path, BASE64.decode(&made.bytes)?)?;
        self.times.push(made.milliseconds);
        let (there, errors) = pictures(&path)?;
        if !errors.is_empty() {
            self.refused.push(format!("{name}: ffmpeg: {errors}"));
        }
        let (code, told) = mkvmerge(&path, &folder.join("merged.mkv"))?;
        self.warned += usize::from(code == 1);
        if code > 1 {
            self.refused.push(format!("{name}: mkvmerge: {told}"));
        }
        if there.len() != clip.len() {
            self.wrong.push(format!("{name}: {} of {} pictures, {:?}", there.len(), clip.len(), made.notes));
        }
        let equal = |nth: usize| there.get(nth - clip.start) == Some(&film.sums[nth]);
        let outside = film.outside(&clip);
        let right = outside.clone().filter(|nth| equal(*nth)).count();
        if right < outside.len() {
            self.wrong.push(format!(
                "{name}: {} of {} pictures outside of the joins ({outside:?}) differ",
                outside.len() - right,
                outside.len()
            ));
        }
        self.outside += outside.len();
        self.equal += right;
        self.all += clip.len();
        self.copied += clip.clone().filter(|nth| equal(*nth)).count();
        self.worst.push(likeness(&path, &film.path, clip, "null")?.1);
        Ok(())
    }
}

/// A number below `below`, by dice that fall the same way every time.
fn roll(state: &mut u64, below: usize) -> usize {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*state >> 33) as usize % below
}
