//! What a file holds, told over and over; and where all its packets lie.

use anyhow::Result;
use serde_json::json;

use super::files::{Files, KEYS, RATE};
use super::{AREA, choose, contestant, rates};
use crate::options::Options;
use crate::row::{Bar, Row};
use crate::stage::Stage;

/// How often a round asks.
const COUNT: u32 = 40;

pub async fn info(stage: &mut Stage, files: &Files, options: &Options) -> Result<Vec<Row>> {
    choose(stage, &[files.big()?]).await?;
    let ask = json!({ "count": COUNT, "duration": files.seconds() });
    let all = ["near", "mediabunny", "headers"].map(|who| contestant("info", who, &ask));
    let times = stage.rounds::<f64>(options.rounds, &all).await?;
    let rate = |who: &str| rates(COUNT.into(), &times[who]);
    let title = "media info of an MP4 of 1.2 GB, files a second";
    let row = |rival: &str, name: &str, bar| {
        Row::new(AREA, format!("{title}; beside: {name}"), &rate("near"), Some(&rate(rival)), bar)
    };
    Ok(vec![
        row("mediabunny", "mediabunny", Bar::Over(4.0)),
        row("headers", "mediabunny, which trusts the duration in the headers", Bar::None),
    ])
}

pub async fn table(stage: &mut Stage, files: &Files, options: &Options) -> Result<Vec<Row>> {
    choose(stage, &[files.big()?]).await?;
    let packets = files.seconds() * RATE;
    let ask = json!({ "packets": packets, "keys": { "count": files.seconds() / KEYS, "apart": KEYS } });
    let all = ["near", "mediabunny"].map(|who| contestant("table", who, &ask));
    let times = stage.rounds::<f64>(options.rounds, &all).await?;
    let rate = |who: &str| rates(packets.into(), &times[who]);
    let title = format!("an MP4 opened and its {packets} packets of pictures gone through, packets a second");
    let title = format!("{title}; beside: mediabunny");
    Ok(vec![Row::new(AREA, title, &rate("near"), Some(&rate("mediabunny")), Bar::Over(5.0))])
}
