//! Large pictures made small and encoded anew, with frames in memory as a machine without a graphics card has them.

use std::process::Command;

use anyhow::{Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::Deserialize;
use serde_json::json;

use super::files::{Files, RATE};
use super::native::{likeness, run};
use super::{AREA, choose, contestant, rates};
use crate::options::Options;
use crate::row::{Bar, Row};
use crate::stage::{Stage, Tab, load};

const EVERYONE: [&str; 3] = ["near", "mediabunny", "ffmpeg"];
const WIDTH: u32 = 320;
const HEIGHT: u32 = 180;
const PICTURES: u32 = 10 * RATE;
/// What comes out has to look like the original at least so much, in dB.
const ALIKE: f64 = 24.0;

#[derive(Deserialize)]
struct Turn {
    milliseconds: f64,
    bytes: String,
}

pub async fn measure(stage: &mut Stage, files: &Files, options: &Options) -> Result<Vec<Row>> {
    let path = files.clip()?;
    choose(stage, std::slice::from_ref(&path)).await?;
    let mut rows = Vec::new();
    for (codec, name, words) in [
        ("vp9", "VP9", &["-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8"][..]),
        ("h264", "H.264", &["-c:v", "libx264", "-preset", "ultrafast"]),
    ] {
        let ask = json!({ "codec": codec, "pictures": PICTURES, "width": WIDTH, "height": HEIGHT });
        let mut times = EVERYONE.map(|_| Vec::new());
        let (mut limit, out) = (Vec::new(), files.at("small.mkv"));
        for round in 1..=options.rounds {
            for at in stage.shuffled(EVERYONE.len()) {
                let who = contestant("shrink", EVERYONE[at], &ask);
                let turn: Turn = stage.measure(Tab::Bench, who.measure, &who.options).await?;
                times[at].push(turn.milliseconds);
                let made = files.at(&format!("small-{}", EVERYONE[at]));
                std::fs::write(&made, BASE64.decode(turn.bytes)?)?;
                let filter = format!("scale={WIDTH}:{HEIGHT}:flags=area,format=yuv420p");
                let (alike, _) = likeness(&made, &path, 0..PICTURES as usize, &filter)?;
                ensure!(alike >= ALIKE, "{}: {alike} dB are not the original", EVERYONE[at]);
                if round == 1 {
                    let bytes = made.metadata()?.len();
                    println!("video: shrink: {name} by {}: {alike:.1} dB, {bytes} bytes", EVERYONE[at]);
                }
            }
            let mut ffmpeg = Command::new("ffmpeg");
            ffmpeg.args(["-v", "error", "-y", "-i"]).arg(&path);
            ffmpeg.args(["-vf", &format!("scale={WIDTH}:{HEIGHT}:flags=area"), "-b:v", "500k"]);
            limit.push(run(ffmpeg.args(words).arg(&out))?.milliseconds);
            eprintln!("   {codec} round {round} of {}, load {:.1}", options.rounds, load());
        }
        let speed = |times: &[f64]| rates(PICTURES.into(), times);
        let title = format!("1080p to {WIDTH} × {HEIGHT}, {name}, software frames, pictures a second");
        let row = |rival: &[f64], who: &str, bar| {
            Row::new(AREA, format!("{title}; beside: {who}"), &speed(&times[0]), Some(&speed(rival)), bar)
        };
        rows.push(row(&times[1], "mediabunny", Bar::Over(2.0)));
        let wasm = if codec == "vp9" { "ffmpeg.wasm, which makes VP8: its VP9 traps" } else { "ffmpeg.wasm" };
        rows.push(row(&times[2], wasm, Bar::Over(2.0)));
        rows.push(row(&limit, "ffmpeg as a native program", Bar::None));
    }
    Ok(rows)
}
