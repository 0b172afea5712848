//! Many small packets from one file to another of the same kind.

use std::process::Command;

use anyhow::{Result, ensure};
use serde_json::json;

use super::files::Files;
use super::native::{packets, run};
use super::{AREA, choose, contestant};
use crate::options::Options;
use crate::row::{Bar, Row};
use crate::stage::{Stage, Tab, load};

const EVERYONE: [&str; 3] = ["near", "mediabunny", "ffmpeg"];

pub async fn measure(stage: &mut Stage, files: &Files, options: &Options) -> Result<Vec<Row>> {
    let path = files.opus()?;
    choose(stage, std::slice::from_ref(&path)).await?;
    let ask = json!({ "packets": files.packets() });
    let original = packets(&path, "a")?;
    let mut times = EVERYONE.map(|_| Vec::new());
    let (mut limit, out) = (Vec::new(), files.at("remuxed.webm"));
    for round in 1..=options.rounds {
        for at in stage.shuffled(EVERYONE.len()) {
            let who = contestant("remux", EVERYONE[at], &ask);
            times[at].push(stage.measure::<f64>(Tab::Bench, who.measure, &who.options).await?);
            if round == 1 {
                let name = format!("{}.webm", EVERYONE[at]);
                stage.measure::<f64>(Tab::Bench, "save", &json!({ "name": name })).await?;
                let made = packets(&stage.download(&name).await?, "a")?;
                ensure!(made == original, "{}: other packets than in the original", EVERYONE[at]);
            }
        }
        let mut ffmpeg = Command::new("ffmpeg");
        let words = ["-map", "0:a", "-c", "copy"];
        ffmpeg.args(["-v", "error", "-y", "-i"]).arg(&path).args(words).arg(&out);
        limit.push(run(&mut ffmpeg)?.milliseconds);
        eprintln!("   remux round {round} of {}, load {:.1}", options.rounds, load());
    }
    std::fs::remove_file(out)?;
    let speed = |times: &[f64]| super::rates(f64::from(files.packets()), times);
    let title = format!("remux of {} Opus packets, WebM to WebM, packets a second", files.packets());
    let row = |rival: &[f64], name: &str, bar| {
        Row::new(AREA, format!("{title}; beside: {name}"), &speed(&times[0]), Some(&speed(rival)), bar)
    };
    Ok(vec![
        row(&times[1], "mediabunny", Bar::Over(8.0)),
        row(&times[2], "ffmpeg.wasm", Bar::Over(1.5)),
        row(&limit, "ffmpeg as a native program", Bar::None),
    ])
}
