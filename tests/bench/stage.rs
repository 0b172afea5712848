//! The stage: one browser with the bench's page and wasm-vips's page, and the servers that they come from.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, anyhow, ensure};
use fantoccini::wd::WindowHandle;
use nearside_testing::{Browser, Cdn, Engine, Options};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// Where a contestant runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    /// The page with everything but wasm-vips.
    Bench,
    /// wasm-vips's page, served with COOP and COEP.
    Vips,
}

/// Who is measured by what.
pub struct Contestant {
    /// As the rows know it.
    pub name: &'static str,
    /// The measure of the page.
    pub measure: &'static str,
    /// The measure's options.
    pub options: Value,
    /// The page.
    pub tab: Tab,
}

/// The browser and what it looks at.
pub struct Stage {
    browser: Browser,
    cdn: Cdn,
    host: Option<Host>,
    page: &'static str,
    bench: WindowHandle,
    vips: Option<WindowHandle>,
    seed: u64,
}

impl Stage {
    /// Opens the bench's page in a fresh browser.
    pub async fn open() -> Result<Stage> {
        Stage::open_at("bench.html").await
    }

    /// Opens a page of the bench in a fresh browser.
    pub async fn open_at(page: &'static str) -> Result<Stage> {
        let packages = ["comlink/dist/esm", "@jsquash/jpeg", "@jsquash/resize"];
        Stage::start(Engine::Chromium, Cdn::serve(built()?)?, page, &packages).await
    }

    /// Opens a page of the bench beside the release as people get it.
    pub async fn open_beside(dist: &Path, page: &'static str, packages: &[&str]) -> Result<Stage> {
        Stage::open_in(Engine::Chromium, dist, page, packages).await
    }

    /// The same in another browser.
    pub async fn open_in(
        engine: Engine,
        dist: &Path,
        page: &'static str,
        packages: &[&str],
    ) -> Result<Stage> {
        Stage::start(engine, Cdn::serve(dist)?, page, packages).await
    }

    async fn start(engine: Engine, cdn: Cdn, page: &'static str, packages: &[&str]) -> Result<Stage> {
        let web = here().join("web");
        for (path, file) in files(&web)? {
            // What comes bundled takes the place of its source, which no browser can resolve.
            let bundled = target().join("bench-npm").join(&path);
            let file = if bundled.exists() { bundled } else { file };
            let place = if path.ends_with(".html") { path } else { format!("bench/{path}") };
            cdn.put(&place, std::fs::read(file)?);
        }
        for package in packages {
            for (path, file) in files(&here().join("node_modules").join(package))? {
                cdn.put(&format!("npm/{package}/{path}"), std::fs::read(file)?);
            }
        }
        let browser = Browser::start(Options::new(engine)).await?;
        let bench = browser.client().window().await?;
        let seed = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
        let stage = Stage { browser, cdn, host: None, page, bench, vips: None, seed };
        stage.fresh().await?;
        Ok(stage)
    }

    /// Opens the bench's page again: no workers, nothing remembered.
    pub async fn fresh(&self) -> Result<()> {
        self.browser.client().switch_to_window(self.bench.clone()).await?;
        self.browser.open(&format!("{}{}", self.cdn.url(), self.page)).await?;
        self.browser.wait_for("window.bench").await.map(drop)
    }

    /// Opens wasm-vips's page in a second tab.
    pub async fn invite_vips(&mut self, photos: &Path) -> Result<()> {
        let host = Host::start(photos)?;
        let tab = self.browser.client().new_window(true).await?.handle;
        self.browser.client().switch_to_window(tab.clone()).await?;
        self.browser.open(&format!("{}vips.html", host.url)).await?;
        self.browser.wait_for("window.bench && crossOriginIsolated").await?;
        (self.host, self.vips) = (Some(host), Some(tab));
        Ok(())
    }

    /// Chooses files in an input of a tab.
    pub async fn choose(&self, tab: Tab, selector: &str, paths: &[PathBuf]) -> Result<()> {
        self.turn_to(tab).await?;
        self.browser.upload(selector, paths).await
    }

    /// Bytes of all heaps of the browser.
    pub fn memory(&self) -> Result<u64> {
        self.browser.memory()
    }

    /// Bytes of the processes that run pages and their workers, what they share counted by their share.
    pub fn renderers(&self) -> Result<u64> {
        self.browser.renderers()
    }

    /// Waits for a file that the page gives to the browser to keep.
    pub async fn download(&self, name: &str) -> Result<PathBuf> {
        self.browser.download(name).await
    }

    /// Bytes of all heaps of the browser once it has come to rest and has given back what it does not need any more.
    pub async fn settled(&self) -> Result<u64> {
        self.browser.js::<()>("for (let n = 0; n < 3; n++) gc();", ()).await?;
        tokio::time::sleep(Duration::from_secs(1)).await;
        self.memory()
    }

    /// Takes one measure.
    pub async fn measure<T: DeserializeOwned>(&self, tab: Tab, measure: &str, options: &Value) -> Result<T> {
        self.turn_to(tab).await?;
        let mut pause = Duration::from_millis(10);
        self.watched(measure, options, || {
            pause = (pause * 2).min(Duration::from_millis(500));
            pause
        })
        .await
    }

    /// Takes one measure of the tab that is in front. Meanwhile `look` is called again and again, after the pause that it asked
    /// for.
    pub async fn watched<T: DeserializeOwned>(
        &self,
        measure: &str,
        options: &Value,
        mut look: impl FnMut() -> Duration,
    ) -> Result<T> {
        self.browser.js::<()>("window.bench.begin(args[0], args[1])", json!([measure, options])).await?;
        loop {
            tokio::time::sleep(look()).await;
            let Some(done) = self.browser.js::<Option<Value>>("return window.bench.look()", ()).await? else {
                continue;
            };
            if let Some(error) = done.get("error") {
                return Err(anyhow!("{measure} {options}: {}", error.as_str().unwrap_or_default()));
            }
            return serde_json::from_value(done["value"].clone())
                .with_context(|| format!("{measure} answered {done}"));
        }
    }

    async fn turn_to(&self, tab: Tab) -> Result<()> {
        let handle = match tab {
            Tab::Bench => &self.bench,
            Tab::Vips => self.vips.as_ref().context("wasm-vips was not invited")?,
        };
        Ok(self.browser.client().switch_to_window(handle.clone()).await?)
    }

    /// Lets every contestant have its turn in each round, in an order of the round's own.
    pub async fn rounds<T: DeserializeOwned>(
        &mut self,
        rounds: usize,
        contestants: &[Contestant],
    ) -> Result<BTreeMap<&'static str, Vec<T>>> {
        let mut values: BTreeMap<&'static str, Vec<T>> = BTreeMap::new();
        for round in 1..=rounds {
            for index in self.shuffled(contestants.len()) {
                let Contestant { name, measure, options, tab } = &contestants[index];
                values.entry(name).or_default().push(self.measure(*tab, measure, options).await?);
            }
            eprintln!("   {} round {round} of {rounds}, load {:.1}", contestants[0].measure, load());
        }
        Ok(values)
    }

    /// So many numbers in an order of their own.
    pub fn shuffled(&mut self, count: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..count).collect();
        for last in (1..count).rev() {
            self.seed =
                self.seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            order.swap(last, (self.seed >> 33) as usize % (last + 1));
        }
        order
    }

    /// A line on where this was measured.
    pub async fn conditions(&self) -> Result<String> {
        #[derive(Deserialize)]
        struct About {
            cores: u32,
            agent: String,
            isolated: bool,
        }
        let about: About = self.measure(Tab::Bench, "about", &Value::Null).await?;
        ensure!(!about.isolated, "the bench's page has to do without COOP and COEP");
        let chrome =
            about.agent.split("Chrome/").nth(1).and_then(|rest| rest.split(' ').next()).unwrap_or("?");
        Ok(format!(
            "Chromium {chrome} headless, hardwareConcurrency {}, load average {:.1}",
            about.cores,
            load()
        ))
    }
}

/// The number of running programs over the last minute, where the system tells it.
pub fn load() -> f64 {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').next().and_then(|first| first.parse().ok()).unwrap_or(f64::NAN)
}

/// The folder of this bench.
pub fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("bench")
}

/// Cargo's target folder, where everything is kept that is made once.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../target"), PathBuf::from)
}

/// The bench's page as `cargo xtask bench` has built it.
fn built() -> Result<PathBuf> {
    let folder = target().join("bench-page");
    ensure!(folder.join("index.html").is_file(), "there is no {}: run `cargo xtask bench`", folder.display());
    Ok(folder)
}

/// All files below a folder, with their paths in it.
pub fn files(folder: &Path) -> Result<Vec<(String, PathBuf)>> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(|| format!("there is no {}", folder.display()))? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            all.extend(files(&path)?.into_iter().map(|(inner, file)| (format!("{name}/{inner}"), file)));
        } else {
            all.push((name, path));
        }
    }
    all.sort();
    Ok(all)
}

/// Node, with wasm-vips's page and sharp. Ends when dropped.
struct Host {
    process: Child,
    url: String,
}

impl Host {
    fn start(photos: &Path) -> Result<Host> {
        let mut node = Command::new("node");
        node.arg(here().join("node/host.mjs")).arg(photos);
        let mut process = node
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("cannot start node: install Node.js")?;
        let mut url = String::new();
        BufReader::new(process.stdout.take().context("node has an output")?).read_line(&mut url)?;
        Ok(Host { process, url: url.trim().to_owned() })
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
