//! Most of a large film, cut at key frames: until it can be read, and until it is on the disk.

use std::process::Command;

use anyhow::{Result, ensure};
use serde::Deserialize;
use serde_json::{Value, json};

use super::files::{Files, RATE};
use super::native::{packets, run};
use super::{AREA, choose, contestant};
use crate::options::Options;
use crate::row::{Bar, Row};
use crate::stage::{Stage, Tab, load};

const EVERYONE: [&str; 3] = ["near", "mediabunny", "handle"];

#[derive(Deserialize)]
struct Turn {
    milliseconds: f64,
    bytes: f64,
}

pub async fn measure(stage: &mut Stage, files: &Files, options: &Options) -> Result<Vec<Row>> {
    let path = files.big()?;
    choose(stage, std::slice::from_ref(&path)).await?;
    // A quarter is cut off, and both ends lie on key frames: it begins at the one before what is asked for.
    let (from, to) = (files.seconds() / 16 * 3, files.seconds() / 16 * 15);
    let pictures = (to - from) * RATE;
    let begin = f64::from(from) + 0.5;
    let ask = json!({ "from": begin, "to": to, "pictures": pictures, "seconds": to - from });
    let mut ready = Vec::new();
    for _ in 0..options.rounds {
        ready.push(stage.measure::<f64>(Tab::Bench, "ready", &ask).await?);
    }
    let original = packets(&path, "v")?;
    let kept = &original[(from * RATE) as usize..(to * RATE) as usize];
    let mut rates = EVERYONE.map(|_| Vec::new());
    let (mut limit, out, mut size) = (Vec::new(), files.at("trimmed.mp4"), 0.0);
    for round in 1..=options.rounds {
        for at in stage.shuffled(EVERYONE.len()) {
            let who = contestant("disk", EVERYONE[at], &ask);
            let turn: Turn = stage.measure(Tab::Bench, who.measure, &who.options).await?;
            rates[at].push(turn.bytes / turn.milliseconds / 1e3);
            if at == 0 {
                size = turn.bytes;
            }
            if round == 1 {
                stage.measure::<Value>(Tab::Bench, "fetch", &who.options).await?;
                let made = stage.download(&format!("{}.mp4", EVERYONE[at])).await?;
                ensure!(packets(&made, "v")? == kept, "{}: other pictures are left", EVERYONE[at]);
                std::fs::remove_file(made)?;
            }
        }
        let mut ffmpeg = Command::new("ffmpeg");
        ffmpeg
            .args(["-v", "error", "-y", "-ss", &begin.to_string(), "-to", &to.to_string(), "-i"])
            .arg(&path);
        let told = run(ffmpeg.args(["-c", "copy"]).arg(&out))?;
        limit.push(out.metadata()?.len() as f64 / told.milliseconds / 1e3);
        eprintln!("   trim round {round} of {}, load {:.1}", options.rounds, load());
    }
    std::fs::remove_file(out)?;
    let title = format!("copy-trim of an MP4 of 1.2 GB to {:.2} GB", size / 1e9);
    let row = |rival: &[f64], name: &str, bar| {
        Row::new(AREA, format!("{title}, on disk, MB/s; beside: {name}"), &rates[0], Some(rival), bar)
    };
    Ok(vec![
        Row::new(AREA, format!("{title}, ready as a Blob, ms"), &ready, None, Bar::Most(150.0)),
        row(&rates[1], "mediabunny", Bar::Over(2.0)),
        row(&rates[2], "mediabunny into a sync access handle", Bar::None),
        row(&limit, "ffmpeg as a native program", Bar::None),
    ])
}
