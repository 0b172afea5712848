//! Small pictures from all over a large film, as a list or a timeline shows them.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use serde_json::json;

use super::files::{Files, KEYS};
use super::{AREA, choose, contestant};
use crate::options::Options;
use crate::row::{Bar, Row};
use crate::stage::Stage;

const COUNT: u32 = 32;
const WIDTH: usize = 320;
const HEIGHT: usize = 180;
/// A mean colour of a field may differ from ffmpeg's by so much of 255: scalers and matrices differ.
const NEAR: f64 = 8.0;

#[derive(Deserialize)]
struct Turn {
    milliseconds: f64,
    fields: Vec<Vec<f64>>,
}

pub async fn measure(stage: &mut Stage, files: &Files, options: &Options) -> Result<Vec<Row>> {
    let path = files.big()?;
    choose(stage, std::slice::from_ref(&path)).await?;
    // A little behind a key frame: it is the nearest one, and the one before.
    let share = files.seconds() / COUNT;
    let keys: Vec<u32> = (0..COUNT).map(|nth| (nth * share + share / 2) / KEYS * KEYS).collect();
    let times: Vec<f64> = keys.iter().map(|key| f64::from(*key) + 0.51).collect();
    let ask = json!({ "times": times, "width": WIDTH, "height": HEIGHT });
    let all = ["near", "mediabunny", "every"].map(|who| contestant("stills", who, &ask));
    let turns = stage.rounds::<Turn>(options.rounds, &all).await?;
    let right = keys.iter().map(|key| fields(&path, *key)).collect::<Result<Vec<_>>>()?;
    for who in ["near", "mediabunny"] {
        for turn in &turns[who] {
            for (nth, (made, right)) in turn.fields.iter().zip(&right).enumerate() {
                let apart: f64 = made.iter().zip(right).map(|(made, right)| (made - right).abs()).sum();
                let apart = apart / right.len() as f64;
                ensure!(apart < NEAR, "{who}: picture {nth} is {apart:.1} away from ffmpeg's");
            }
        }
    }
    let time = |who: &str| -> Vec<f64> { turns[who].iter().map(|turn| turn.milliseconds).collect() };
    let title = format!("{COUNT} thumbnails of an MP4 of 1.2 GB, ms");
    let row = |rival: &str, name: &str, bar| {
        Row::new(AREA, format!("{title}; beside: {name}"), &time("near"), Some(&time(rival)), bar)
    };
    Ok(vec![
        row("mediabunny", "mediabunny's key-frame way", Bar::Under(0.5)),
        row("every", "mediabunny at exactly these moments", Bar::None),
    ])
}

/// Mean colours of the 4 × 4 fields of the picture at this second, as ffmpeg sees it.
fn fields(path: &Path, second: u32) -> Result<Vec<f64>> {
    let mut ffmpeg = Command::new("ffmpeg");
    ffmpeg.args(["-v", "error", "-ss", &second.to_string(), "-i"]).arg(path).args(["-frames:v", "1"]);
    let scale = format!("scale={WIDTH}:{HEIGHT}:flags=area:in_color_matrix=bt709");
    ffmpeg.args(["-vf", &scale, "-pix_fmt", "rgb24", "-f", "rawvideo", "-"]);
    let pixels = ffmpeg.output().context("cannot start ffmpeg")?.stdout;
    ensure!(pixels.len() == WIDTH * HEIGHT * 3, "ffmpeg has no picture at {second} s");
    let mut sums = vec![0.0; 48];
    for (at, pixel) in pixels.chunks_exact(3).enumerate() {
        let (x, y) = (at % WIDTH, at / WIDTH);
        let field = 3 * (4 * (4 * y / HEIGHT) + 4 * x / WIDTH);
        sums[field..].iter_mut().zip(pixel).for_each(|(sum, value)| *sum += f64::from(*value));
    }
    let size = (WIDTH * HEIGHT / 16) as f64;
    Ok(sums.into_iter().map(|sum| sum / size).collect())
}
