//! What is measured, how often, and where the numbers go.

use std::path::PathBuf;

use anyhow::{Context, Result, bail, ensure};

use crate::row::Row;
use crate::stage::load;

const AREAS: [&str; 6] = ["calls", "photos", "edits", "storage", "documents", "video"];

/// The command line.
pub struct Options {
    area: Option<String>,
    only: Option<String>,
    /// Where the rows go as JSON.
    pub json: Option<PathBuf>,
    /// How often every contestant of a row has its turn.
    pub rounds: usize,
    /// How many photos a round converts.
    pub photos: usize,
    /// How many good and bad calls there are in all.
    pub calls: usize,
    /// How many megabytes are uploaded.
    pub megabytes: u64,
    /// Whether the large documents and films are made smaller: for trying out.
    pub quick: bool,
}

impl Options {
    /// Reads `[AREA] [--json FILE]`, and for trying out `--rounds N --photos N --calls N --megabytes N --quick --only GROUP`.
    pub fn read() -> Result<Options> {
        let mut options = Options {
            area: None,
            only: None,
            json: None,
            rounds: 7,
            photos: 100,
            calls: 10_000,
            megabytes: 1024,
            quick: false,
        };
        let mut words = std::env::args().skip(1);
        while let Some(word) = words.next() {
            let mut value = || words.next().with_context(|| format!("{word} needs a value"));
            match word.as_str() {
                "--bench" => {} // cargo says so
                "--json" => options.json = Some(value()?.into()),
                "--only" => options.only = Some(value()?),
                "--rounds" => options.rounds = value()?.parse()?,
                "--photos" => options.photos = value()?.parse()?,
                "--megabytes" => options.megabytes = value()?.parse()?,
                "--quick" => options.quick = true,
                "--calls" => options.calls = value()?.parse()?,
                area if AREAS.contains(&area) => options.area = Some(word),
                _ => bail!("{word}? usage: cargo xtask bench [{}] [--json FILE]", AREAS.join(" | ")),
            }
        }
        ensure!(options.rounds > 0, "there has to be a round");
        Ok(options)
    }

    /// Whether an area is to be measured.
    pub fn wants(&self, area: &str) -> bool {
        self.area.as_ref().is_none_or(|wanted| wanted == area)
    }

    /// Those of an area's groups of rows that are to be measured.
    pub fn groups(&self, all: &[&'static str]) -> Result<Vec<&'static str>> {
        let Some(only) = &self.only else { return Ok(all.to_vec()) };
        let group = all.iter().find(|group| *group == only);
        let group = group.with_context(|| format!("--only {only}? There are {}", all.join(", ")))?;
        Ok(vec![group])
    }

    /// The rows of these groups of an area. A group that fails is told and left out: the others are worth having.
    pub async fn gather(
        &self,
        area: &str,
        groups: Vec<&'static str>,
        measure: impl AsyncFn(&'static str) -> Result<Vec<Row>>,
    ) -> Vec<Row> {
        println!("{area}: {} rounds", self.rounds);
        let mut rows = Vec::new();
        for group in groups {
            match measure(group).await {
                Ok(more) => rows.extend(more),
                Err(error) => {
                    // The stacks of scripts say nothing here.
                    let text = format!("{error:#}");
                    println!("{area}: no rows of {group}: {}", text.lines().next().unwrap_or_default());
                }
            }
        }
        println!("{area}: done, load average {:.1}", load());
        rows
    }
}
