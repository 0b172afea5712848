//! A fresh browser for one test: a profile of its own, no window, nothing left behind.
//!
//! WebDriver is the one protocol that all three engines speak, so a test that runs in Chromium runs in Firefox and WebKitGTK by
//! changing one word; what only Chromium can do is in `chromium.rs`.

use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use fantoccini::wd::TimeoutConfiguration;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::driver::Driver;

/// Browsers at one time, over all tests of a process: one per core. More only make each other late.
static SLOTS: LazyLock<Arc<Semaphore>> =
    LazyLock::new(|| Arc::new(Semaphore::new(std::thread::available_parallelism().map_or(1, usize::from))));

/// The three engines that a web app meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Engine {
    /// Chromium, through chromedriver.
    Chromium,
    /// Firefox, through geckodriver.
    Firefox,
    /// WebKitGTK's MiniBrowser, through WebKitWebDriver and a screen that nobody sees: the nearest to Safari off a Mac.
    WebKit,
}

/// How a browser is started.
#[derive(Clone, Debug)]
pub struct Options {
    /// Which one.
    pub engine: Engine,
    /// A profile folder that outlives the browser, for tests that start it again (Chromium only). Default: a fresh one.
    pub profile: Option<PathBuf>,
    /// The language that pages are asked for, as in `Accept-Language` (not in WebKit).
    pub language: String,
    /// Further command line arguments.
    pub arguments: Vec<String>,
    /// Size of the window in CSS pixels.
    pub size: (u32, u32),
}

impl Options {
    /// The usual: a fresh profile, English, 1280 × 900.
    pub fn new(engine: Engine) -> Options {
        Options { engine, profile: None, language: "en-US".into(), arguments: Vec::new(), size: (1280, 900) }
    }
}

/// A running browser with one tab. Ends when dropped, with every process it started.
///
/// At most one browser per core runs at a time, and further starts wait: a test that holds one while it starts another may wait
/// for ever. Use a second tab, or one after the other.
pub struct Browser {
    pub(crate) client: Client,
    engine: Engine,
    downloads: TempDir,
    // Dropped in this order: processes, then their folders, then the right to start another.
    driver: Driver,
    _profile: Option<TempDir>,
    _slot: OwnedSemaphorePermit,
}

impl Browser {
    /// Starts Chromium.
    pub async fn chromium() -> Result<Browser> {
        Browser::start(Options::new(Engine::Chromium)).await
    }

    /// Starts Firefox.
    pub async fn firefox() -> Result<Browser> {
        Browser::start(Options::new(Engine::Firefox)).await
    }

    /// Starts WebKitGTK.
    pub async fn webkit() -> Result<Browser> {
        Browser::start(Options::new(Engine::WebKit)).await
    }

    /// Starts a browser as told.
    pub async fn start(options: Options) -> Result<Browser> {
        let slot = SLOTS.clone().acquire_owned().await.context("the semaphore is never closed")?;
        let downloads = tempfile::tempdir()?;
        let fresh = match options.profile {
            None => Some(tempfile::tempdir()?),
            Some(_) => None,
        };
        let profile = options.profile.as_deref().or(fresh.as_ref().map(TempDir::path));
        let wanted = capabilities(&options, profile, downloads.path())?;
        let mut driver = Driver::start(options.engine)?;
        let client = tokio::time::timeout(Duration::from_secs(90), connect(&driver, wanted))
            .await
            .with_context(|| format!("{:?} did not start within 90 s", options.engine))?
            .with_context(|| format!("{:?} did not start", options.engine))?;
        driver.set_session(client.session_id().await?);
        // The driver must not end the session when the client is dropped: `Driver` does, at a moment that is known.
        client.persist().await?;
        let patience = Some(Duration::from_secs(120));
        client.update_timeouts(TimeoutConfiguration::new(patience, patience, Some(Duration::ZERO))).await?;
        let engine = options.engine;
        let browser = Browser { client, engine, downloads, driver, _profile: fresh, _slot: slot };
        if options.engine == Engine::Chromium {
            browser.prepare_chromium().await?;
        } else {
            browser.client.set_window_size(options.size.0, options.size.1).await?;
        }
        Ok(browser)
    }

    /// Stops all its processes where they are; what is left of it can only be [killed](Browser::kill).
    pub fn freeze(&self) {
        self.driver.freeze();
    }

    /// Bytes that all its processes hold for themselves: heaps of every kind, and nothing that is shared or on disk (Linux).
    pub fn memory(&self) -> Result<u64> {
        self.driver.memory()
    }

    /// Bytes that its processes for pages and workers hold, what several share counted by each one's share (Chromium on Linux).
    pub fn renderers(&self) -> Result<u64> {
        self.driver.renderers()
    }

    /// Ends all its processes at once: nothing is closed, nothing written down.
    pub fn kill(mut self) {
        self.driver.forget_session();
    }

    /// Which engine this is.
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// The WebDriver client, for what this crate has no word for.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Where downloads arrive (Chromium and Firefox).
    pub fn downloads(&self) -> &Path {
        self.downloads.path()
    }
}

async fn connect(driver: &Driver, wanted: Value) -> Result<Client> {
    let Value::Object(wanted) = wanted else { bail!("capabilities are an object") };
    Ok(ClientBuilder::new(HttpConnector::new()).capabilities(wanted).connect(&driver.url()).await?)
}

fn capabilities(options: &Options, profile: Option<&Path>, downloads: &Path) -> Result<Value> {
    let (width, height) = options.size;
    Ok(match options.engine {
        Engine::Chromium => {
            // Alone in its profile and quiet: none of its own services may reach out while a test counts contacts.
            let mut arguments: Vec<String> = [
                "--headless",
                "--no-sandbox",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--disable-dev-shm-usage",
                "--disable-gpu",
                "--js-flags=--expose-gc",
            ]
            .map(String::from)
            .into();
            arguments.push(format!("--window-size={width},{height}"));
            arguments.push(format!("--accept-lang={}", options.language));
            arguments.extend(profile.map(|path| format!("--user-data-dir={}", path.display())));
            arguments.extend(options.arguments.iter().cloned());
            json!({
                "browserName": "chrome",
                "goog:loggingPrefs": { "browser": "ALL" },
                "goog:chromeOptions": {
                    "args": arguments,
                    "prefs": {
                        "download.default_directory": downloads,
                        "download.prompt_for_download": false,
                        // A page may give a second file without a click.
                        "profile.default_content_setting_values.automatic_downloads": 1,
                    },
                },
            })
        }
        Engine::Firefox => {
            let mut arguments =
                vec!["-headless".to_owned(), format!("--width={width}"), format!("--height={height}")];
            arguments.extend(options.arguments.iter().cloned());
            json!({
                "browserName": "firefox",
                "moz:firefoxOptions": {
                    "args": arguments,
                    "prefs": {
                        "browser.download.folderList": 2,
                        "browser.download.dir": downloads,
                        "browser.download.useDownloadDir": true,
                        "browser.download.alwaysOpenPanel": false,
                        "browser.download.manager.addToRecentDocs": false,
                        "intl.accept_languages": options.language,
                        "network.captive-portal-service.enabled": false,
                        "network.connectivity-service.enabled": false,
                    },
                },
            })
        }
        Engine::WebKit => {
            let mut arguments = vec!["--automation".to_owned()];
            arguments.extend(options.arguments.iter().cloned());
            json!({
                "browserName": "MiniBrowser",
                "webkitgtk:browserOptions": { "binary": mini_browser()?, "args": arguments },
            })
        }
    })
}

/// Debian keeps MiniBrowser beside the library, in a folder named after the machine and the library's version.
fn mini_browser() -> Result<PathBuf> {
    let folders = ["/usr/lib", "/usr/libexec", "/usr/lib64"];
    let machines = folders.iter().filter_map(|folder| std::fs::read_dir(folder).ok()).flatten().flatten();
    let mut candidates: Vec<PathBuf> = machines
        .map(|entry| entry.path())
        .chain(folders.iter().map(PathBuf::from))
        .flat_map(|machine| {
            ["webkit2gtk-4.1", "webkitgtk-6.0", "webkit2gtk-4.0"].map(|library| machine.join(library))
        })
        .map(|library| library.join("MiniBrowser"))
        .filter(|path| path.is_file())
        .collect();
    candidates.sort();
    candidates.pop().context("there is no MiniBrowser: install webkit2gtk-driver (`cargo xtask setup` does)")
}
