//! Azure's Blob storage, by the address that its portal calls a *Blob SAS URL*: a container with a signature in its query.
//!
//! The signature travels in the address, so reading costs no preflight. Files are written whole, which a blob may be up to
//! 5,000 MiB: blocks that were not committed cannot be told apart by upload, so there are no uploads in parts.

use std::ops::Range;
use std::rc::Rc;

use async_trait::async_trait;
use nearside::File;

use crate::address::escape;
use crate::http::{Http, Request, Response, date, entry, failed, whole, xml};
use crate::{Address, Can, Durability, Entry, Error, Kind, Page, Path, Result, Store, When, Written};

/// A container that was connected.
pub struct Azure {
    name: String,
    place: Address,
    /// The query that allows it all.
    signature: String,
    http: Rc<dyn Http>,
    can: Can,
}

impl Azure {
    /// Connects a container, and finds out what its signature allows and what conditions do with a file of eight bytes.
    ///
    /// # Errors
    /// [`Kind::Denied`] for a signature that is wrong or over, [`Kind::NotFound`], [`Kind::Cors`], [`Kind::Offline`].
    pub async fn connect(name: &str, address: &str, http: Rc<dyn Http>) -> Result<Azure> {
        let mut store = Azure::open(name, address, Can { ranges: true, ..Can::default() }, http)?;
        let listed = store.list(&Path::root(), None).await;
        store.can.list = listed.is_ok();
        let path = Path::new(format!(".nearside-probe-{}", store.http.nonce()))?;
        let probe = || File::new("probe", b"nearside".to_vec());
        let written = match store.write(&path, probe(), When::Always).await {
            Err(error) if error.kind() == Kind::Denied => return listed.map(|_| store),
            written => written?,
        };
        let refused = |done: Result<Written>, kind| done.is_err_and(|error| error.kind() == kind);
        store.can.write_new = refused(store.write(&path, probe(), When::New).await, Kind::Exists);
        let other = When::Unchanged("0x0".to_owned());
        store.can.write_unchanged = refused(store.write(&path, probe(), other).await, Kind::Changed);
        store.can.etag = written.etag.is_some();
        store.can.ranges = store.read(&path, Some(2..5)).await?.size() == 3;
        store.can.write = store.delete(&path).await.is_ok();
        Ok(store)
    }

    /// A container that was connected before.
    ///
    /// # Errors
    /// [`Kind::Invalid`] for an address that is none, or has no signature.
    pub fn open(name: &str, address: &str, can: Can, http: Rc<dyn Http>) -> Result<Azure> {
        let place = Address::new(address)?;
        let Some((_, signature)) = address.trim().split_once('?') else {
            let text = "This address has no signature. Copy the one that is called Blob SAS URL.";
            return Err(Error::new(Kind::Invalid, text));
        };
        let name = if name.is_empty() { place.host.clone() } else { name.to_owned() };
        Ok(Azure { name, place, signature: signature.to_owned(), http, can })
    }

    /// Sends a request, whose address is the query so far. Azure answers 409 for a file that exists, 412 for a changed one.
    async fn ask(&self, path: &Path, when: &When, request: Request) -> Result<Response> {
        let url = format!("{}?{}{}", self.place.url(path), request.url, self.signature);
        let response = self.http.send(Request { url, ..request }).await?;
        let (kind, why) = match (response.status, when) {
            (409 | 412, When::New) => (Kind::Exists, "is there already. Choose another name."),
            (404 | 412, When::Unchanged(_)) => (Kind::Changed, "has changed. Open it again before saving."),
            (200..300 | 416, _) => return Ok(response),
            _ => return Err(failed(&self.name, path, &response)),
        };
        Err(Error::new(kind, format!("{path} on {} {why}", self.name)))
    }
}

/// A mark without its quotes, which listings lack.
fn mark(etag: &str) -> String {
    etag.trim_matches('"').to_owned()
}

#[async_trait(?Send)]
impl Store for Azure {
    fn name(&self) -> &str {
        &self.name
    }

    fn can(&self) -> Can {
        self.can.clone()
    }

    async fn stat(&self, path: &Path) -> Result<Entry> {
        let head = self.ask(path, &When::Always, Request::new("HEAD", "")).await?;
        Ok(entry(path, &head, mark))
    }

    async fn list(&self, folder: &Path, after: Option<&str>) -> Result<Page> {
        let prefix = if folder.is_root() { String::new() } else { format!("{folder}/") };
        let (within, marker) = (escape(&prefix), escape(after.unwrap_or_default()));
        let query = format!("restype=container&comp=list&delimiter=%2F&prefix={within}&marker={marker}&");
        let answer = self.ask(&Path::root(), &When::Always, Request::new("GET", query)).await?.text().await?;
        let document = xml::parse(&self.name, &answer)?;
        let found = |node: xml::Node<'_>| {
            let text = |name| xml::text(node, name);
            // Names that are no paths cannot be opened by anybody here, and are left out.
            let path = folder.join(text("Name")?.strip_prefix(&prefix)?.trim_end_matches('/')).ok()?;
            let folder = node.name() == "BlobPrefix";
            let size = text("Content-Length").and_then(|size| size.parse().ok()).unwrap_or_default();
            let modified = text("Last-Modified").and_then(date::parse);
            Some(Entry { path, folder, size, modified, etag: text("Etag").map(mark) })
        };
        let blobs = xml::find(document.root(), "Blobs");
        let entries = blobs.into_iter().flat_map(|blobs| blobs.children()).filter_map(found).collect();
        let next = xml::text(document.root(), "NextMarker").filter(|next| !next.is_empty());
        Ok(Page { entries, next: next.map(str::to_owned) })
    }

    async fn read(&self, path: &Path, range: Option<Range<u64>>) -> Result<File> {
        let request = match &range {
            Some(range) if range.start >= range.end => {
                return self.stat(path).await.map(|_| File::new(path.name(), Vec::new()));
            }
            Some(range) => Request::new("GET", "").range(range),
            None => Request::new("GET", ""),
        };
        whole(&self.name, path, range.as_ref(), self.ask(path, &When::Always, request).await?)
    }

    async fn write(&self, path: &Path, body: File, when: When) -> Result<Written> {
        let request = Request::new("PUT", "").header("x-ms-blob-type", "BlockBlob").body(body);
        let request = match &when {
            When::Always => request,
            When::New => request.header("if-none-match", "*"),
            When::Unchanged(etag) => request.header("if-match", format!("\"{etag}\"")),
        };
        let etag = self.ask(path, &when, request).await?.header("etag").map(mark);
        Ok(Written { etag, durability: Durability::Replicated })
    }

    async fn delete(&self, path: &Path) -> Result<()> {
        match self.ask(path, &When::Always, Request::new("DELETE", "")).await {
            Err(error) if error.kind() == Kind::NotFound => Ok(()),
            done => done.map(drop),
        }
    }
}
