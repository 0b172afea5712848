//! Connecting a WebDAV folder: finding out what the server does, by letting it do it.
//!
//! A server that does not know a condition ignores it and overwrites, and none says so in advance. Everything is tried on
//! files of eight bytes in `.nearside/`, which are removed again.

use std::rc::Rc;

use nearside::File;
use serde::{Deserialize, Serialize};

use super::store::WORKSHOP;
use super::{Settings, WebDav, parts};
use crate::Address;
use crate::http::{Http, Request};
use crate::{Can, Entry, Kind, PartLimits, Path, Result, When};

/// What was found out. Kept, it saves two dozen requests when the same folder is opened again.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Probed {
    /// What the store can do.
    pub can: Can,
}

/// No content has this mark.
const OTHER: &str = "\"nearside-other\"";
const DAY: f64 = 86_400e3;

impl WebDav {
    /// Connects a folder and probes its server. One that may only be read connects as well.
    ///
    /// # Errors
    /// [`Kind::Denied`] for a wrong password, [`Kind::NotFound`] without such a folder, [`Kind::Cors`], [`Kind::Offline`].
    pub async fn connect(settings: &Settings, http: Rc<dyn Http>) -> Result<WebDav> {
        let mut store = WebDav::open(settings, Probed::default(), http)?;
        store.probed.can.list = store.lists().await?;
        let folder = Path::new(format!("{WORKSHOP}/probe-{}", store.http.nonce()))?;
        match store.write_probe(&folder).await {
            Ok(()) => store.probe(&folder).await?,
            Err(error) if matches!(error.kind(), Kind::Denied | Kind::Unsupported) => {
                store.probed.can.ranges = true
            }
            Err(error) => return Err(error),
        }
        Ok(store)
    }

    /// A folder that was probed before.
    ///
    /// # Errors
    /// [`Kind::Invalid`] for an address that is none.
    pub fn open(settings: &Settings, probed: Probed, http: Rc<dyn Http>) -> Result<WebDav> {
        let place = Address::new(&settings.address)?;
        let name = if settings.name.is_empty() { place.host.clone() } else { settings.name.clone() };
        Ok(WebDav { name, place, auth: settings.auth.header(), http, probed })
    }

    async fn lists(&self) -> Result<bool> {
        match self.find(&Path::root(), "0").await {
            Ok(_) => Ok(true),
            Err(error) if error.kind() == Kind::Unsupported => {
                self.ask(&Path::root(), &When::Always, Request::new("HEAD", "")).await.map(|_| false)
            }
            Err(error) => Err(error),
        }
    }

    async fn write_probe(&self, folder: &Path) -> Result<()> {
        self.make_folders(folder).await?;
        self.upload(&folder.join("a")?, body(), &When::Always).await.map(drop)
    }

    async fn probe(&mut self, folder: &Path) -> Result<()> {
        let found = self.probe_in(folder).await;
        self.remove_folder(folder).await?;
        self.probed = found?;
        Ok(())
    }

    async fn probe_in(&self, folder: &Path) -> Result<Probed> {
        let (a, b) = (folder.join("a")?, folder.join("b")?);
        let mut can = Can { write: true, list: self.probed.can.list, ..Can::default() };
        let told = self.upload(&a, body(), &When::Always).await?;
        let response = self.send(&a, Request::new("GET", "").header("range", "bytes=2-4")).await?;
        can.ranges = response.status == 206 && response.body.size() == 3;
        // What has arrived is seen in a listing.
        if can.list && self.writes_inside(&a).await? {
            can.parts = Some(PartLimits { smallest: 1, largest: 1 << 40, most: parts::MOST_PARTS });
        }
        can.rename = self.obeys(self.carry(&a, &b, &When::Always).await)?;
        let known = |entry: Option<Entry>| entry.and_then(|entry| entry.etag);
        if can.rename {
            self.upload(&a, body(), &When::Always).await?;
            can.write_new = self.refuses(self.carry(&a, &b, &When::New).await)?;
            let before = if can.list { known(self.find(&a, "0").await?.0) } else { told };
            let there = if can.list { known(self.find(&b, "0").await?.0) } else { None };
            if let Some(mark) = there {
                let wrong = self.carry(&a, &b, &When::Unchanged(OTHER.to_owned())).await;
                let refused = self.refuses(wrong)?;
                // A server that ignored the wrong mark has moved the file already.
                can.write_unchanged =
                    refused && self.obeys(self.carry(&a, &b, &When::Unchanged(mark)).await)?;
                can.etag = refused && before.is_some() && before == known(self.find(&b, "0").await?.0);
            }
        } else {
            can.parts = None; // they are put in place by a move
            can.write_new = self.refuses(self.upload(&a, body(), &When::New).await.map(drop))?;
            let wrong = self.upload(&a, body(), &When::Unchanged(OTHER.to_owned())).await.map(drop);
            can.write_unchanged = can.list && self.refuses(wrong)?;
            can.etag = told.is_some();
        }
        if can.list {
            self.sweep(folder).await?;
        }
        Ok(Probed { can })
    }

    /// Whether a PUT can write into the middle of a file.
    async fn writes_inside(&self, path: &Path) -> Result<bool> {
        let request = Request::new("PUT", "")
            .header("content-range", "bytes 2-3/8")
            .body(File::new("", b"XY".to_vec()));
        let response = self.send(path, request).await?;
        let after = self.send(path, Request::new("GET", "")).await?;
        let inside = response.is_ok() && after.text().await? == "neXYside";
        if !inside {
            self.upload(path, body(), &When::Always).await?;
        }
        Ok(inside)
    }

    fn obeys(&self, done: Result<()>) -> Result<bool> {
        match done {
            Err(error) if error.is_temporary() => Err(error),
            done => Ok(done.is_ok()),
        }
    }

    fn refuses(&self, done: Result<()>) -> Result<bool> {
        match done {
            Err(error) if matches!(error.kind(), Kind::Exists | Kind::Changed) => Ok(true),
            Err(error) if error.is_temporary() => Err(error),
            _ => Ok(false),
        }
    }

    /// Removes what broken connections left behind: files after a day, uploads in parts after a month. The server's own
    /// clock counts, by the date of what was just written.
    async fn sweep(&self, fresh: &Path) -> Result<()> {
        let inside = self.find(fresh, "1").await?.1;
        let Some(now) = inside.iter().filter_map(|entry| entry.modified).reduce(f64::max) else {
            return Ok(());
        };
        for entry in self.find(&Path::new(WORKSHOP)?, "1").await?.1 {
            let (age, path) = match entry.folder {
                false => (1.0, entry.path.clone()),
                true => (30.0, entry.path.join("data")?),
            };
            let modified = match entry.folder {
                false => entry.modified,
                true => {
                    self.find(&path, "0").await.ok().and_then(|found| found.0).and_then(|data| data.modified)
                }
            };
            if modified.is_some_and(|modified| now - modified > age * DAY) {
                match entry.folder {
                    true => self.remove_folder(&entry.path).await?,
                    false => self.remove(&entry.path).await?,
                }
            }
        }
        Ok(())
    }
}

fn body() -> File {
    File::new("probe", b"nearside".to_vec())
}
