//! A bucket as a [`Store`].

use std::cell::Cell;
use std::ops::Range;
use std::rc::Rc;
use std::time::Duration;

use async_trait::async_trait;
use nearside::File;

use super::answer::{self, Refusal};
use super::connect::Probed;
use super::sign::{self, Grant};
use super::{Settings, answer::document};
use crate::address::{Address, escape_path};
use crate::http::{self, Http, Request, Response, date, failed, whole, xml};
use crate::{Can, Durability, Entry, Error, Kind, Page, Part, Path, Result, Store, Upload, When, Written};

/// How long the address of one request is good, in seconds: longer than a clock is wrong unnoticed.
const LASTS: u64 = 3600;
/// A presigned address lasts a week at most.
const WEEK: u64 = 7 * 86400;

/// A bucket that was connected.
pub struct S3 {
    pub(super) settings: Settings,
    pub(super) name: String,
    pub(super) place: Address,
    pub(super) http: Rc<dyn Http>,
    pub(super) probed: Probed,
    /// Milliseconds that the server's clock is ahead of this device's.
    pub(super) skew: Cell<f64>,
}

/// A request before it is signed.
#[derive(Clone, Default)]
pub(super) struct Ask<'a> {
    pub method: &'static str,
    pub query: &'a [(&'a str, &'a str)],
    pub headers: Vec<(&'static str, String)>,
    pub body: Option<File>,
    pub when: When,
}

impl<'a> Ask<'a> {
    pub fn new(method: &'static str) -> Self {
        Self { method, ..Self::default() }
    }

    pub fn query(self, query: &'a [(&'a str, &'a str)]) -> Self {
        Self { query, ..self }
    }

    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub fn body(self, body: File) -> Self {
        Self { body: Some(body), ..self }
    }

    /// Adds the header of a condition.
    pub fn when(mut self, when: &When) -> Self {
        match when {
            When::Always => (),
            When::New => self.headers.push(("if-none-match", "*".to_owned())),
            When::Unchanged(etag) => self.headers.push(("if-match", format!("\"{etag}\""))),
        }
        Self { when: when.clone(), ..self }
    }
}

impl S3 {
    /// What was probed, to [`open`](Self::open) the same bucket again without asking.
    pub fn probed(&self) -> &Probed {
        &self.probed
    }

    /// How many milliseconds this device's clock is behind the server's, as far as it mattered.
    pub fn skew(&self) -> f64 {
        self.skew.get()
    }

    /// The key of a path, which may be the folder that everything is in.
    pub(super) fn key(&self, path: &Path) -> Result<Path> {
        if path.is_root() {
            Ok(self.settings.folder.clone())
        } else {
            self.settings.folder.join(path.as_str())
        }
    }

    /// The address under which a request is allowed, and when it was signed.
    fn sign(&self, route: &str, ask: &Ask<'_>, lasts: u64) -> (String, f64) {
        let now = self.http.now() + self.skew.get();
        let headers: Vec<_> =
            ask.headers.iter().filter(|(name, _)| name.starts_with("x-amz-")).cloned().collect();
        let grant = Grant { method: ask.method, route, query: ask.query, headers: &headers, now, lasts };
        (sign::presign(&self.settings, &self.place, &grant), now)
    }

    /// Sends a request for a key. A wrong clock is corrected by what the server says, and the request signed again.
    pub(super) async fn ask(&self, path: &Path, ask: Ask<'_>) -> Result<Response> {
        let route = self.place.route(&self.key(path)?);
        self.ask_at(path, &route, ask).await
    }

    /// The same for an address that no path has.
    pub(super) async fn ask_at(&self, path: &Path, route: &str, ask: Ask<'_>) -> Result<Response> {
        let mut corrected = false;
        loop {
            let (url, signed) = self.sign(route, &ask, LASTS);
            let request =
                Request { method: ask.method, url, headers: ask.headers.clone(), body: ask.body.clone() };
            let response = self.http.send(request).await?;
            if matches!(response.status, 206 | 416)
                || (response.is_ok() && matches!(ask.method, "GET" | "HEAD"))
            {
                return Ok(response);
            }
            // An answer to HEAD has no body, so it cannot say why; one byte of the file can.
            if ask.method == "HEAD" && matches!(response.status, 400 | 403) {
                let (byte, skew) = (Ask::new("GET").header("range", "bytes=0-0"), self.skew.get());
                let told = Box::pin(self.ask_at(path, route, byte)).await;
                if told.is_ok() && self.skew.get() != skew && !corrected {
                    // It was the clock, which is right by now.
                    corrected = true;
                    continue;
                }
                return told.and(Err(failed(&self.name, path, &response)));
            }
            let Some(refusal) = Refusal::read(&response).await else {
                return Ok(response);
            };
            match refusal.time {
                Some(time) if refusal.is_clock(signed) && !corrected => {
                    corrected = true;
                    self.skew.set(self.skew.get() + time - signed);
                }
                _ => return Err(refusal.error(&self.name, path, &ask.when, signed, &response)),
            }
        }
    }

    /// What the listing says of a key, which shows its ETag to any page.
    async fn listed(&self, path: &Path) -> Result<Entry> {
        let key = self.key(path)?;
        let query =
            [("list-type", "2"), ("encoding-type", "url"), ("prefix", key.as_str()), ("max-keys", "1")];
        let response = self.ask_at(path, &self.place.folder, Ask::new("GET").query(&query)).await?;
        let found = document(&self.name, &response, |root| {
            let found = xml::each(root, "Contents").next()?;
            (answer::key(root, xml::text(found, "Key")?) == key.as_str()).then(|| entry(path.clone(), found))
        });
        found.await?.ok_or_else(|| self.absent(path))
    }

    /// Whether there is an empty file that makes a folder of this path.
    async fn has_marker(&self, path: &Path) -> Result<bool> {
        let marker = format!("{}/", self.key(path)?);
        let query =
            [("list-type", "2"), ("encoding-type", "url"), ("prefix", marker.as_str()), ("max-keys", "1")];
        let response = self.ask_at(path, &self.place.folder, Ask::new("GET").query(&query)).await?;
        document(&self.name, &response, |root| {
            let first = xml::each(root, "Contents").next().and_then(|found| xml::text(found, "Key"));
            first.is_some_and(|key| answer::key(root, key) == marker)
        })
        .await
    }

    pub(super) fn absent(&self, path: &Path) -> Error {
        let text = format!("{path} on {} is not there. It may have been moved or deleted.", self.name);
        Error::new(Kind::NotFound, text)
    }

    /// Refuses what was found out not to work, before anything is sent.
    pub(super) fn check(&self, when: &When, new: bool, unchanged: bool) -> Result<()> {
        match when {
            When::New if !new => Err(self.cannot("make a file only if there is none of its name")),
            When::Unchanged(_) if !unchanged => Err(self.cannot("replace a file only if it is unchanged")),
            _ => Ok(()),
        }
    }

    /// Refuses what the keys were found not to allow.
    fn may_delete(&self, path: &Path) -> Result<()> {
        if !self.probed.can.keeps {
            return Ok(());
        }
        let text = format!(
            "{path} stays where it is: the keys of {} may write, but neither delete nor move. Ask its owner for the right to do it, \
             and connect again.",
            self.name
        );
        Err(Error::new(Kind::Denied, text))
    }

    /// Copies inside of the server.
    pub(super) async fn copy(&self, from: &Path, to: &Path, when: &When) -> Result<()> {
        let source = format!("/{}/{}", self.settings.bucket, escape_path(self.key(from)?.as_str()));
        let ask = Ask::new("PUT").header("x-amz-copy-source", source).when(when);
        let copied = self.ask(to, ask).await;
        copied.map(|_| ()).map_err(|error| match error.kind() {
            Kind::NotFound => self.absent(from),
            _ => error,
        })
    }
}

/// An element `Contents` of a listing.
fn entry(path: Path, found: xml::Node<'_>) -> Entry {
    Entry {
        path,
        folder: false,
        size: answer::number(found, "Size").unwrap_or_default(),
        modified: xml::text(found, "LastModified").and_then(date::parse),
        etag: xml::text(found, "ETag").map(answer::etag),
    }
}

/// A path that names a file.
fn file<'a>(path: &'a Path, who: &str) -> Result<&'a Path> {
    if path.is_root() {
        return Err(Error::new(
            Kind::NotFound,
            format!("The folder of {who} is no file. Name a file in it."),
        ));
    }
    Ok(path)
}

#[async_trait(?Send)]
impl Store for S3 {
    fn name(&self) -> &str {
        &self.name
    }

    fn can(&self) -> Can {
        self.probed.can.clone()
    }

    async fn stat(&self, path: &Path) -> Result<Entry> {
        file(path, &self.name)?;
        if !self.probed.can.etag && self.probed.can.list {
            return self.listed(path).await;
        }
        let response = self.ask(path, Ask::new("HEAD")).await?;
        Ok(http::entry(path, &response, answer::etag))
    }

    async fn list(&self, folder: &Path, after: Option<&str>) -> Result<Page> {
        let key = self.key(folder)?;
        let prefix = if key.is_root() { String::new() } else { format!("{key}/") };
        let mut query =
            vec![("list-type", "2"), ("encoding-type", "url"), ("delimiter", "/"), ("prefix", &prefix)];
        query.extend(after.map(|after| ("continuation-token", after)));
        let response = self.ask_at(folder, &self.place.folder, Ask::new("GET").query(&query)).await?;
        document(&self.name, &response, |root| {
            // Keys that are no paths (`a//b`, a folder's own marker) cannot be named by anybody here, and are left out.
            let below = |node, name| {
                let key = answer::key(root, xml::text(node, name)?);
                folder
                    .join(key.strip_prefix(&prefix)?.trim_end_matches('/'))
                    .ok()
                    .filter(|path| path != folder)
            };
            let files = xml::each(root, "Contents").filter_map(|node| Some(entry(below(node, "Key")?, node)));
            let folders = xml::each(root, "CommonPrefixes").filter_map(|node| {
                let path = below(node, "Prefix")?;
                Some(Entry { path, folder: true, size: 0, modified: None, etag: None })
            });
            let more = xml::text(root, "IsTruncated") == Some("true");
            let next = xml::text(root, "NextContinuationToken").filter(|_| more).map(str::to_owned);
            Page { entries: files.chain(folders).collect(), next }
        })
        .await
    }

    async fn read(&self, path: &Path, range: Option<Range<u64>>) -> Result<File> {
        file(path, &self.name)?;
        let mut ask = Ask::new("GET");
        match &range {
            Some(range) if range.start >= range.end => {
                self.stat(path).await?;
                return Ok(File::new(path.name(), Vec::new()));
            }
            // As `Request::range` has it.
            Some(range) => ask.headers.extend(Request::new("GET", "").range(range).headers),
            None => (),
        }
        let response = self.ask(path, ask).await?;
        whole(&self.name, path, range.as_ref(), response)
    }

    async fn write(&self, path: &Path, body: File, when: When) -> Result<Written> {
        file(path, &self.name)?;
        self.check(&when, self.probed.can.write_new, self.probed.can.write_unchanged)?;
        let response = self.ask(path, Ask::new("PUT").body(body).when(&when)).await.map_err(|error| {
            match (error.kind(), &when) {
                // The file was deleted: that is a change, too.
                (Kind::NotFound, When::Unchanged(_)) => Error::new(Kind::Changed, error.to_string()),
                _ => error,
            }
        })?;
        Ok(Written { etag: response.header("etag").map(answer::etag), durability: Durability::Replicated })
    }

    async fn delete(&self, path: &Path) -> Result<()> {
        self.may_delete(file(path, &self.name)?)?;
        // The console of a bucket makes folders of empty files with a slash at their end.
        let marker = format!("{}/", self.place.route(&self.key(path)?));
        let both = futures_util::future::join(
            self.ask(path, Ask::new("DELETE")),
            self.ask_at(path, &marker, Ask::new("DELETE")),
        );
        let (file, marker) = both.await;
        let gone = |done: Result<Response>| match done {
            Err(error) if error.kind() == Kind::NotFound => Ok(()),
            done => done.map(drop),
        };
        gone(file)?;
        match gone(marker) {
            // Servers that keep a bucket in a folder stumble over a marker that cannot be there.
            Err(error) if error.is_temporary() && self.probed.can.list && !self.has_marker(path).await? => {
                Ok(())
            }
            done => done,
        }
    }

    async fn rename(&self, from: &Path, to: &Path, when: When) -> Result<()> {
        file(from, &self.name)?;
        file(to, &self.name)?;
        if from == to {
            return self.stat(from).await.map(|_| ());
        }
        // Before there is a copy that nobody wants.
        self.may_delete(from)?;
        let in_place = match &when {
            When::Always => self.probed.can.write,
            When::New => self.probed.copy_new,
            When::Unchanged(_) => self.probed.copy_unchanged,
        };
        match in_place {
            true => self.copy(from, to, &when).await?,
            false => {
                let body = self.read(from, None).await?;
                self.write(to, body, when).await?;
            }
        }
        self.delete(from).await
    }

    async fn begin(&self, path: &Path, size: u64, when: When) -> Result<Upload> {
        self.begin_parts(file(path, &self.name)?, size, when).await
    }

    async fn put(&self, upload: &Upload, number: u32, body: File) -> Result<Part> {
        self.put_part(upload, number, body).await
    }

    async fn parts(&self, upload: &Upload) -> Result<Vec<Part>> {
        self.list_parts(upload).await
    }

    async fn commit(&self, upload: &Upload) -> Result<Written> {
        self.commit_parts(upload).await
    }

    async fn abort(&self, upload: &Upload) -> Result<()> {
        self.abort_parts(upload).await
    }

    async fn strays(&self, path: &Path, begun: f64) -> Result<Vec<Upload>> {
        self.stray_parts(path, begun).await
    }

    async fn presign(&self, path: &Path, lasts: Duration) -> Result<String> {
        let route = self.place.route(&self.key(file(path, &self.name)?)?);
        Ok(self.sign(&route, &Ask::new("GET"), lasts.as_secs().clamp(1, WEEK)).0)
    }
}
