//! Files of the web, read-only: a folder on any HTTP server, with ranges where the server has them.
//!
//! Every request is one that a page may send without asking leave: no conditions, no credentials, ranges with both ends.

use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use async_trait::async_trait;
use nearside::File;

use crate::Address;
use crate::http::{Http, Request, Response, content_range, date, failed, whole};
use crate::{Can, Entry, Error, Kind, Page, Path, Result, Store, When, Written};

/// A folder of a web server.
pub struct Web {
    name: String,
    place: Address,
    http: Rc<dyn Http>,
    can: RefCell<Can>,
}

impl Web {
    /// Connects a folder: its server answers, and lets this page read what. What is at the folder's own address does not
    /// matter, because few folders show anything there.
    ///
    /// # Errors
    /// [`Kind::Invalid`] for an address that is none, [`Kind::Denied`] for a server that wants a password,
    /// [`Kind::Cors`], [`Kind::Offline`].
    pub async fn connect(name: &str, address: &str, http: Rc<dyn Http>) -> Result<Web> {
        let store = Web::open(name, address, Can::default(), http)?;
        let response = store.get(&Path::root(), Some(&(0..1))).await?;
        match response.status {
            200..300 | 403 | 404 | 405 | 416 => Ok(store),
            _ => Err(failed(store.name(), &Path::root(), &response)),
        }
    }

    /// A folder that was connected before.
    ///
    /// # Errors
    /// [`Kind::Invalid`] for an address that is none.
    pub fn open(name: &str, address: &str, can: Can, http: Rc<dyn Http>) -> Result<Web> {
        let place = Address::new(address)?;
        let name = if name.is_empty() { place.host.clone() } else { name.to_owned() };
        Ok(Web { name, place, http, can: RefCell::new(can) })
    }

    /// What an answer shows that the server can do.
    fn learn(&self, response: &Response) {
        let mut can = self.can.borrow_mut();
        can.ranges |= response.status == 206;
        can.etag |= response.header("etag").is_some();
    }

    async fn get(&self, path: &Path, range: Option<&Range<u64>>) -> Result<Response> {
        let mut request = Request::new("GET", self.place.url(path));
        if let Some(range) = range {
            request = request.range(range);
        }
        let response = self.http.send(request).await?;
        self.learn(&response);
        Ok(response)
    }
}

#[async_trait(?Send)]
impl Store for Web {
    fn name(&self) -> &str {
        &self.name
    }

    fn can(&self) -> Can {
        self.can.borrow().clone()
    }

    /// Asks with HEAD, and where that tells no size, with a range of one byte; at worst with the whole file.
    async fn stat(&self, path: &Path) -> Result<Entry> {
        let head = self.http.send(Request::new("HEAD", self.place.url(path))).await?;
        let told = |response: &Response| response.header("content-length").and_then(|size| size.parse().ok());
        let (size, response) = match (head.status, told(&head)) {
            (200, Some(size)) => (size, head),
            (200 | 405 | 501, _) => {
                let byte = self.get(path, Some(&(0..1))).await?;
                let all = byte.header("content-range").and_then(content_range).and_then(|(.., all)| all);
                match (byte.status, all) {
                    (206, Some(all)) => (all, byte),
                    (200, _) => (byte.body.size(), byte),
                    _ => {
                        let file = self.get(path, None).await?;
                        (file.body.size(), file)
                    }
                }
            }
            _ => return Err(failed(self.name(), path, &head)),
        };
        if !response.is_ok() {
            return Err(failed(self.name(), path, &response));
        }
        Ok(Entry {
            path: path.clone(),
            folder: false,
            size,
            modified: response.header("last-modified").and_then(date::parse),
            etag: response.header("etag").map(str::to_owned),
        })
    }

    async fn list(&self, _folder: &Path, _after: Option<&str>) -> Result<Page> {
        Err(self.cannot("list folders"))
    }

    async fn read(&self, path: &Path, range: Option<Range<u64>>) -> Result<File> {
        if range.as_ref().is_some_and(|range| range.start >= range.end) {
            self.stat(path).await?;
            return Ok(File::new(path.name(), Vec::new()));
        }
        let response = self.get(path, range.as_ref()).await?;
        whole(self.name(), path, range.as_ref(), response)
    }

    async fn write(&self, _path: &Path, _body: File, _when: When) -> Result<Written> {
        Err(self.read_only())
    }

    async fn delete(&self, _path: &Path) -> Result<()> {
        Err(self.read_only())
    }

    async fn rename(&self, _from: &Path, _to: &Path, _when: When) -> Result<()> {
        Err(self.read_only())
    }
}

impl Web {
    fn read_only(&self) -> Error {
        Error::new(
            Kind::Unsupported,
            format!("{} can only be read. Save the file somewhere else.", self.name),
        )
    }
}
