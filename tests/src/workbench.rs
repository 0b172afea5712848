//! The Workbench in a browser, with the words of its interface: open, convert, cancel, save.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Result, ensure};
use nearside_testing::{Browser, Cdn, Engine, Options};
use serde_json::Value;
use tempfile::TempDir;

/// The Workbench, open in a browser of its own, on a server of its own.
pub struct Workbench {
    /// The browser; its one tab shows the app.
    pub browser: Browser,
    /// The server.
    pub cdn: Cdn,
    /// A folder for the test's files.
    pub folder: TempDir,
}

impl Workbench {
    /// Opens the release in a fresh browser.
    pub async fn open(engine: Engine) -> Result<Workbench> {
        Workbench::open_with(Options::new(engine)).await
    }

    /// Opens the release in a browser that is started as told.
    pub async fn open_with(options: Options) -> Result<Workbench> {
        let cdn = Cdn::serve(dist()?)?;
        let folder = tempfile::tempdir()?;
        let browser = Browser::start(options).await?;
        if browser.engine() == Engine::Chromium {
            // Dialogs of the system cannot be answered by a driver. Without these the app does what it does in Firefox and
            // Safari; tests of the pickers bring their own.
            browser.preload("for (const name of ['showOpenFilePicker', 'showSaveFilePicker', 'showDirectoryPicker']) delete window[name];").await?;
        }
        let workbench = Workbench { browser, cdn, folder };
        workbench.browser.open(&workbench.cdn.url()).await?;
        workbench.started().await?;
        Ok(workbench)
    }

    /// Kills the browser and starts another one, with the same files from the same server.
    pub async fn kill_and_open(self, options: Options) -> Result<Workbench> {
        let Workbench { browser, cdn, folder } = self;
        browser.kill();
        let workbench = Workbench { browser: Browser::start(options).await?, cdn, folder };
        workbench.browser.open(&workbench.cdn.url()).await?;
        workbench.started().await?;
        Ok(workbench)
    }

    /// Waits until the app shows itself and answers calls.
    pub async fn started(&self) -> Result<()> {
        self.browser.wait_for(STARTED).await.map(drop)
    }

    /// Waits until the whole build is on the device.
    pub async fn offline_ready(&self) -> Result<()> {
        let complete = "(async () => { for (const name of await caches.keys()) for (const { url } of await (await caches.open(name)).keys()) if (url.endsWith('.nearside-complete')) return navigator.serviceWorker.controller !== null; })()";
        self.browser.wait_for(&format!("await {complete}")).await.map(drop)
    }

    /// Waits until what is open is written down: edits come in bursts, and the app waits for their end.
    pub async fn kept(&self) -> Result<()> {
        let written = "(async () => {
            const read = async () => {
                const names = (await indexedDB.databases()).map(({ name }) => name);
                let all = '';
                for (const name of names) {
                    const db = await new Promise((done, fail) => { const open = indexedDB.open(name); open.onsuccess = () => done(open.result); open.onerror = () => fail(open.error); });
                    for (const store of db.objectStoreNames) {
                        const values = await new Promise(done => { const ask = db.transaction(store).objectStore(store).getAll(); ask.onsuccess = () => done(ask.result); });
                        all += `${store} ${values.length} ${JSON.stringify(values).length};`;
                    }
                    db.close();
                }
                return all;
            };
            const before = await read();
            await new Promise(done => setTimeout(done, 700));
            return before !== '' && before === await read();
        })()";
        self.browser.wait_for(&format!("await {written}")).await.map(drop)
    }

    /// Reloads the page and waits for the app.
    pub async fn reload(&self) -> Result<()> {
        self.browser.reload().await?;
        self.started().await
    }

    /// Writes a file into the test's folder.
    pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> Result<PathBuf> {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes)?;
        Ok(path)
    }

    /// Opens files with the picker, and waits for their rows.
    pub async fn add<P: AsRef<Path>>(&self, files: &[P]) -> Result<()> {
        let before = self.states().await?.len();
        self.browser.upload("#open-files", files).await?;
        let all = before + files.len();
        self.browser
            .wait_for(&format!("document.querySelectorAll('li.file').length === {all}"))
            .await
            .map(drop)
    }

    /// Clicks Convert.
    pub async fn convert(&self) -> Result<()> {
        self.browser.wait_for("!document.querySelector('#convert-all')?.disabled").await?;
        self.browser.click("#convert-all").await
    }

    /// Waits until nothing waits or runs any more.
    pub async fn settled(&self) -> Result<()> {
        const SETTLED: &str = "document.querySelectorAll('li.file').length > 0 && !document.querySelector('li.file[data-state=running]')
            && !document.querySelector('#cancel-all')";
        self.browser.wait_within(SETTLED, Duration::from_secs(120)).await.map(drop)
    }

    /// The state of each row: waiting, running, done, failed, cancelled.
    pub async fn states(&self) -> Result<Vec<String>> {
        self.browser
            .js("return [...document.querySelectorAll('li.file')].map(row => row.dataset.state)", ())
            .await
    }

    /// The names of the rows.
    pub async fn names(&self) -> Result<Vec<String>> {
        self.browser
            .js("return [...document.querySelectorAll('li.file .name')].map(name => name.textContent)", ())
            .await
    }

    /// The sentences of the rows that failed.
    pub async fn problems(&self) -> Result<Vec<String>> {
        self.browser
            .js("return [...document.querySelectorAll('li.file .problem p')].map(p => p.textContent)", ())
            .await
    }

    /// Picks an option of a select, as a person does.
    pub async fn choose(&self, select: &str, value: &str) -> Result<()> {
        let script = "
            const select = document.querySelector(args[0]);
            if (![...select.options].some(option => option.value === args[1])) throw new Error(`${args[0]} has no ${args[1]}`);
            select.value = args[1];
            select.dispatchEvent(new Event('change', { bubbles: true }));";
        self.browser.js(script, [select, value]).await
    }

    /// Does what the palette finds first for these letters.
    pub async fn palette(&self, letters: &str) -> Result<()> {
        self.browser.press(&["Control+k"]).await?;
        self.browser.wait_for("document.activeElement.matches('dialog[open] .palette-input')").await?;
        self.browser.write(letters).await?;
        self.browser.press(&["Enter"]).await
    }

    /// What the pool says of itself.
    pub async fn status(&self) -> Result<Value> {
        self.browser.js("return nearside.status()", ()).await
    }

    /// Saves all results as a zip and reads it back: name and bytes of every entry.
    pub async fn save_zip(&self) -> Result<Vec<(String, Vec<u8>)>> {
        self.browser.click("#save-zip").await?;
        let limit = std::time::Instant::now() + Duration::from_secs(30);
        let name = loop {
            if let Some(name) = self.browser.arrivals()?.into_iter().find(|name| name.ends_with(".zip")) {
                break name;
            }
            ensure!(
                std::time::Instant::now() < limit,
                "no zip arrived; there are {:?}",
                self.browser.arrivals()?
            );
            tokio::time::sleep(Duration::from_millis(50)).await;
        };
        let path = self.browser.download(&name).await?;
        let mut archive = zip::ZipArchive::new(std::fs::File::open(path)?)?;
        (0..archive.len())
            .map(|index| {
                let mut entry = archive.by_index(index)?;
                let mut bytes = Vec::new();
                std::io::Read::read_to_end(&mut entry, &mut bytes)?;
                Ok((entry.name().to_owned(), bytes))
            })
            .collect()
    }

    /// Fails if anything was reported as an error: by the page, by the policy, or by the browser.
    pub async fn no_errors(&self) -> Result<()> {
        let errors = self.browser.errors().await?;
        ensure!(errors.is_empty(), "errors were reported:\n{}", errors.join("\n"));
        Ok(())
    }
}

/// True when the app is on screen and its pool can be called.
pub const STARTED: &str = "window.nearside && document.querySelector('#choose-files, li.file') !== null";

/// The release: `dist/`, or the folder that `NEARSIDE_DIST` names.
pub fn dist() -> Result<PathBuf> {
    let folder = std::env::var_os("NEARSIDE_DIST").map_or_else(|| repository().join("dist"), PathBuf::from);
    ensure!(
        folder.join("index.html").is_file(),
        "there is no {}: run `cargo xtask build` first",
        folder.display()
    );
    Ok(folder)
}

/// A folder of the corpus beside the repository, where it is present.
pub fn corpus(folder: &str) -> Option<PathBuf> {
    let path = repository().parent()?.join("shared/corpus").join(folder);
    path.is_dir().then_some(path)
}

/// The repository.
pub fn repository() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}
