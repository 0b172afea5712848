//! How loud sounds are, beside ffmpeg's own measure (`ebur128`).

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use serde_json::json;

use super::files::Files;
use super::native::ffmpeg;
use super::{AREA, choose};
use crate::row::{Bar, Row};
use crate::stage::{Stage, Tab};

#[derive(Deserialize)]
struct Loudness {
    integrated: Option<f64>,
    range: f64,
}

pub async fn measure(stage: &mut Stage, files: &Files) -> Result<Vec<Row>> {
    let sounds = files.sounds()?;
    choose(stage, &sounds).await?;
    let ours: Vec<Loudness> =
        stage.measure(Tab::Bench, "loudness", &json!({ "count": sounds.len() })).await?;
    ensure!(ours.len() == sounds.len(), "{} of {} sounds", ours.len(), sounds.len());
    let (mut most, mut wide) = (0.0_f64, 0.0_f64);
    for (path, told) in sounds.iter().zip(&ours) {
        let filter = "ebur128=metadata=1,ametadata=mode=print:file=-";
        let theirs = ffmpeg(path, &["-af", filter, "-f", "null", "-"])?.text;
        // The last number is that of the whole.
        let number = |key: &str| -> Result<f64> {
            let text = theirs.rsplit_once(key).with_context(|| format!("ffmpeg tells no {key}"))?.1;
            Ok(text.lines().next().unwrap_or_default().parse()?)
        };
        let (integrated, range) = (number("lavfi.r128.I=")?, number("lavfi.r128.LRA=")?);
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let own = told.integrated.with_context(|| format!("{name} is silent to us"))?;
        println!(
            "video: loudness: {name}: {own:.2} LUFS, range {:.2}; ffmpeg {integrated:.2}, {range:.2}",
            told.range
        );
        most = most.max((own - integrated).abs());
        wide = wide.max((told.range - range).abs());
    }
    let title = format!("loudness of {} sounds, largest distance to ffmpeg's ebur128, LU", sounds.len());
    Ok(vec![
        Row::new(AREA, title, &[most], None, Bar::Most(0.1)),
        Row::new(AREA, "the same: loudness range", &[wide], None, Bar::None),
    ])
}
