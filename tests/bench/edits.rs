//! Edits: how long it takes in `trunk serve` until a line that was changed is on the screen.
//!
//! A copy of the repository is served, so that nothing of it is touched; it is compiled once before anything is measured.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use nearside_testing::Browser;
use serde_json::json;
use tests::repository;

use crate::options::Options;
use crate::row::{Bar, Row};
use crate::stage::target;

const AREA: &str = "edits";
/// The first build compiles everything.
const FIRST: Duration = Duration::from_secs(30 * 60);
/// A later one that takes longer has failed.
const LATER: Duration = Duration::from_secs(120);

/// A line of the app, and what of it is on the screen: the title of the start page.
const APP: (&str, &str, &str) = ("app/src/text/en.rs", "empty_title: \"", "empty_title: \"EDIT ");
/// A line of a worker.
const WORKER: (&str, &str, &str) =
    ("worker/src/lab.rs", "Ok(a.wrapping_add(b))", "Ok(a.wrapping_add(b) + EDIT)");

/// All rows of the area.
pub async fn measure(options: &Options) -> Result<Vec<Row>> {
    let served = Served::start()?;
    let browser = Browser::chromium().await?;
    served.answers(FIRST).await?;
    browser.open(&served.url).await?;
    let sum = "return (await window.nearside.call('lab/add', { a: 40, b: 2 })).value";
    served.shows(&browser, sum, &json!(42), FIRST).await?;
    let (mut app, mut worker) = (Vec::new(), Vec::new());
    for round in 1..=options.rounds as u32 {
        let title = "return document.querySelector('h1')?.textContent.split(' ')[0]";
        app.push(served.edit(&browser, APP, &round.to_string(), title, &json!(round.to_string())).await?);
        worker.push(served.edit(&browser, WORKER, &round.to_string(), sum, &json!(42 + round)).await?);
        println!("edits: round {round} of {}", options.rounds);
    }
    let row = |what: &str, times: &[f64], most| {
        Row::new(
            AREA,
            format!("trunk serve, an edit in {what} is on the screen, s"),
            times,
            None,
            Bar::Most(most),
        )
    };
    Ok(vec![row("the app", &app, 8.0), row("a worker", &worker, 15.0)])
}

/// A copy of the repository under `trunk serve`. It ends when dropped.
struct Served {
    folder: PathBuf,
    url: String,
    trunk: Child,
}

impl Served {
    fn start() -> Result<Served> {
        // Not in cargo's target folder, whose changes trunk does not look at.
        let folder = std::env::temp_dir().join("nearside-bench-edits");
        copy(&repository(), &folder)?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let log = std::fs::File::create(folder.with_extension("log"))?;
        let mut trunk = Command::new("trunk");
        trunk.args(["serve", "--dist", "dist-dev", "--port", &port.to_string()]).current_dir(&folder);
        trunk.env_remove("NO_COLOR").env("CARGO_TARGET_DIR", target()).stdout(Stdio::null()).stderr(log);
        let trunk = trunk.spawn().context("cannot start trunk: run `cargo xtask setup`")?;
        Ok(Served { folder, url: format!("http://127.0.0.1:{port}/"), trunk })
    }

    /// Waits for the first build.
    async fn answers(&self, patience: Duration) -> Result<()> {
        let (start, index) = (Instant::now(), self.folder.join("dist-dev/index.html"));
        while !index.is_file() {
            ensure!(start.elapsed() < patience, "nothing is served; see {}", self.log());
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
        Ok(())
    }

    /// Waits until the page answers a question so. In between it is reloaded, and answers nothing.
    async fn shows(
        &self,
        browser: &Browser,
        question: &str,
        answer: &serde_json::Value,
        patience: Duration,
    ) -> Result<()> {
        let start = Instant::now();
        while browser.js::<serde_json::Value>(question, ()).await.ok().as_ref() != Some(answer) {
            ensure!(
                start.elapsed() < patience,
                "{answer} was not seen: {}, {}",
                browser.describe().await,
                self.log()
            );
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(())
    }

    /// Seconds from an edit to its effect.
    async fn edit(
        &self,
        browser: &Browser,
        (file, before, after): (&str, &str, &str),
        mark: &str,
        question: &str,
        answer: &serde_json::Value,
    ) -> Result<f64> {
        let text = std::fs::read_to_string(repository().join(file))?;
        let edited = text.replacen(before, &after.replace("EDIT", mark), 1);
        ensure!(edited != text, "{file} has no {before}");
        let start = Instant::now();
        std::fs::write(self.folder.join(file), edited)?;
        self.shows(browser, question, answer, LATER).await?;
        Ok(start.elapsed().as_secs_f64())
    }

    fn log(&self) -> String {
        self.folder.with_extension("log").display().to_string()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.trunk.kill();
        let _ = self.trunk.wait();
    }
}

/// Copies what belongs to the repository; a file that is the same already is left alone, so that it is not compiled again.
fn copy(from: &Path, to: &Path) -> Result<()> {
    let list = Command::new("git").args(["ls-files", "-z"]).current_dir(from).output()?;
    for name in String::from_utf8(list.stdout)?.split_terminator('\0') {
        let (source, copy) = (from.join(name), to.join(name));
        let Ok(content) = std::fs::read(&source) else { continue };
        if std::fs::read(&copy).ok().as_ref() != Some(&content) {
            std::fs::create_dir_all(copy.parent().unwrap_or(to))?;
            std::fs::write(&copy, content)?;
        }
    }
    Ok(())
}
