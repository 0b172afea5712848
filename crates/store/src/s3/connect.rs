//! Connecting a bucket: finding out what it can do, by doing it.
//!
//! Servers that call themselves compatible differ in exactly the things that keep data whole (conditions above all), and say
//! nothing about it: an unknown condition is ignored. So each is tried on an object that is removed at the end.

use std::cell::Cell;
use std::rc::Rc;

use nearside::File;
use serde::{Deserialize, Serialize};

use super::store::Ask;
use super::{S3, Settings};
use crate::http::Http;
use crate::{Can, Kind, PartLimits, Path, Result, Store, Upload, When};

/// What was found out. Kept, it saves a dozen requests when the same bucket is opened again.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Probed {
    /// What the store can do.
    pub can: Can,
    /// A write in parts can be made to fail when there is a file already.
    pub commit_new: bool,
    /// A write in parts can be made to fail when the file has changed.
    pub commit_unchanged: bool,
    /// A copy can be made to fail when there is a file already.
    pub copy_new: bool,
    /// A copy can be made to fail when the file has changed.
    pub copy_unchanged: bool,
}

/// Amazon's limits, which the others share or exceed.
const LIMITS: PartLimits = PartLimits { smallest: 5 << 20, largest: 5 << 30, most: 10_000 };
/// No content has this mark.
const OTHER: &str = "00000000000000000000000000000000";

impl S3 {
    /// Connects a bucket and probes it with a small object, which is removed again. Keys that may only read connect as well, and so
    /// do those that may write and not delete, as for backups that nobody shall take away; then the small object stays.
    ///
    /// # Errors
    /// [`Kind::Denied`] for wrong keys, [`Kind::NotFound`] without such a bucket, [`Kind::Clock`], [`Kind::Cors`],
    /// [`Kind::Offline`]: whatever keeps even listing and reading from working.
    pub async fn connect(settings: Settings, http: Rc<dyn Http>) -> Result<S3> {
        let mut store = S3::open(settings, Probed::default(), http)?;
        store.probed = store.probe().await?;
        Ok(store)
    }

    /// A bucket that was probed before.
    ///
    /// # Errors
    /// [`Kind::Invalid`] for settings that cannot be right.
    pub fn open(settings: Settings, probed: Probed, http: Rc<dyn Http>) -> Result<S3> {
        let (name, place) = (settings.shown(), settings.place()?);
        Ok(S3 { settings, name, place, http, probed, skew: Cell::new(0.0) })
    }

    async fn probe(&self) -> Result<Probed> {
        let listed = self.list(&Path::root(), None).await;
        let mut can = Can { list: listed.is_ok(), ranges: true, presign: true, ..Can::default() };
        if let Err(error) = &listed
            && error.kind() != Kind::Denied
        {
            return Err(error.clone());
        }
        // A name that no other tab probes with at this moment.
        let path = Path::new(format!(".nearside-probe-{}", self.http.nonce()))?;
        let first =
            match self.ask(&path, Ask::new("PUT").body(File::new("probe", b"nearside".to_vec()))).await {
                Ok(first) => first,
                Err(error) if error.kind() == Kind::Denied => {
                    // Neither listing nor writing: then it is the keys, or a bucket of which single files may be read.
                    listed?;
                    return Ok(Probed { can, ..Probed::default() });
                }
                Err(error) => return Err(error),
            };
        can.write = true;
        can.etag = first.header("etag").is_some();
        let probed = self.probe_with(&path, can.clone()).await;
        let keeps = self.stays(&path, &can).await?;
        let probed = probed?;
        Ok(Probed { can: Can { keeps, ..probed.can }, ..probed })
    }

    /// What can be found out with an object of eight bytes.
    async fn probe_with(&self, path: &Path, mut can: Can) -> Result<Probed> {
        let mut probed = Probed::default();
        let etag = match can.list {
            true => self.with(Can { etag: false, ..can.clone() }).stat(path).await?.etag,
            false => self.stat(path).await?.etag,
        };
        let other = When::Unchanged(OTHER.to_owned());
        can.ranges = self.part_of(path).await?;
        can.write_new = self.refuses(path, Ask::new("PUT").body(body()).when(&When::New)).await?;
        if let Some(etag) = etag {
            let wrong = self.refuses(path, Ask::new("PUT").body(body()).when(&other)).await?;
            let right = Ask::new("PUT").body(body()).when(&When::Unchanged(etag));
            can.write_unchanged = wrong && self.ask(path, right).await.is_ok();
        }
        let copy = Path::new(format!("{path}-copy"))?;
        let source = format!("/{}/{}", self.settings.bucket, self.key(path)?);
        let copying = |when: &When| Ask::new("PUT").header("x-amz-copy-source", source.clone()).when(when);
        if self.ask(&copy, copying(&When::Always)).await.is_ok() {
            probed.copy_new = self.refuses(&copy, copying(&When::New)).await?;
            probed.copy_unchanged = self.refuses(&copy, copying(&other)).await?;
            self.stays(&copy, &can).await?;
        }
        probed.can = Can { parts: Some(LIMITS), ..can };
        let parts = self.with_probed(Probed { commit_new: true, commit_unchanged: true, ..probed.clone() });
        match parts.probe_parts(path).await {
            Ok((new, unchanged)) => (probed.commit_new, probed.commit_unchanged) = (new, unchanged),
            Err(error) if error.is_temporary() => return Err(error),
            Err(_) => probed.can.parts = None,
        }
        Ok(probed)
    }

    /// Deletes what was written to probe; whether it stays, because the keys do not allow that. A server that stumbles over a
    /// marker of a folder is known to have none only where it lists.
    async fn stays(&self, path: &Path, can: &Can) -> Result<bool> {
        match self.with(can.clone()).delete(path).await {
            Err(error) if error.kind() == Kind::Denied => Ok(true),
            done => done.map(|()| false),
        }
    }

    /// Whether uploads in parts work, and whether their commit obeys conditions.
    async fn probe_parts(&self, path: &Path) -> Result<(bool, bool)> {
        let mut obeyed = [false; 2];
        for (n, when) in [When::New, When::Unchanged(OTHER.to_owned())].into_iter().enumerate() {
            let upload = self.begin(path, 8, when).await?;
            let refused = self.probe_commit(&upload).await;
            self.abort(&upload).await?;
            obeyed[n] = refused?;
        }
        Ok((obeyed[0], obeyed[1]))
    }

    async fn probe_commit(&self, upload: &Upload) -> Result<bool> {
        self.put(upload, 0, body()).await?;
        match self.commit(upload).await {
            Err(error) if matches!(error.kind(), Kind::Exists | Kind::Changed) => Ok(true),
            Err(error) if error.kind() == Kind::Unsupported => Ok(false),
            done => done.map(|_| false),
        }
    }

    /// Whether a request is refused because of its condition.
    async fn refuses(&self, path: &Path, ask: Ask<'_>) -> Result<bool> {
        match self.ask(path, ask).await {
            Err(error) if matches!(error.kind(), Kind::Exists | Kind::Changed) => Ok(true),
            Err(error) if error.is_temporary() => Err(error),
            _ => Ok(false),
        }
    }

    /// Whether three bytes from the middle are three bytes from the middle.
    async fn part_of(&self, path: &Path) -> Result<bool> {
        let response = self.ask(path, Ask::new("GET").header("range", "bytes=2-4")).await?;
        Ok(response.status == 206 && response.body.size() == 3)
    }

    fn with(&self, can: Can) -> S3 {
        self.with_probed(Probed { can, ..self.probed.clone() })
    }

    /// The same bucket, trusted with more than is known yet.
    fn with_probed(&self, probed: Probed) -> S3 {
        let (settings, name, place) = (self.settings.clone(), self.name.clone(), self.place.clone());
        S3 { settings, name, place, http: self.http.clone(), probed, skew: Cell::new(self.skew.get()) }
    }
}

fn body() -> File {
    File::new("probe", b"nearside".to_vec())
}
