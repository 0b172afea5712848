//! A WebDAV folder as a [`Store`].

use std::ops::Range;
use std::rc::Rc;

use async_trait::async_trait;
use nearside::File;

use super::answer;
use super::connect::Probed;
use crate::Address;
use crate::http::{self, Http, Request, Response, failed, whole};
use crate::{Can, Durability, Entry, Error, Kind, Page, Part, Path, Result, Store, Upload, When, Written};

/// The folder for what is on its way. Listings do not show it.
pub(super) const WORKSHOP: &str = ".nearside";

/// A WebDAV folder that was connected.
pub struct WebDav {
    pub(super) name: String,
    pub(super) place: Address,
    /// The value of `Authorization`.
    pub(super) auth: Option<String>,
    pub(super) http: Rc<dyn Http>,
    pub(super) probed: Probed,
}

impl WebDav {
    /// What was probed, to [`open`](Self::open) the same folder again without asking.
    pub fn probed(&self) -> &Probed {
        &self.probed
    }

    /// A request for a path; its answer may have any status.
    pub(super) async fn send(&self, path: &Path, request: Request) -> Result<Response> {
        self.send_to(self.place.url(path), request).await
    }

    /// The same for a folder, whose address ends with a slash: nginx makes and deletes none by another one.
    async fn send_to_folder(&self, path: &Path, request: Request) -> Result<Response> {
        self.send_to(format!("{}/", self.place.url(path)), request).await
    }

    async fn send_to(&self, url: String, request: Request) -> Result<Response> {
        let mut request = Request { url, ..request };
        request.headers.extend(self.auth.clone().map(|auth| ("authorization", auth)));
        self.http.send(request).await
    }

    /// A request that has to succeed.
    pub(super) async fn ask(&self, path: &Path, when: &When, request: Request) -> Result<Response> {
        self.succeeded(path, when, self.send(path, request).await?)
    }

    /// Turns a status that is none of success into an error. A 207 to anything but a listing tells of something that failed.
    pub(super) fn succeeded(&self, path: &Path, when: &When, response: Response) -> Result<Response> {
        match (response.status, when) {
            (412, When::New) => {
                let text = format!("{path} is on {} already. Choose another name.", self.name);
                Err(Error::new(Kind::Exists, text))
            }
            _ if response.is_ok() => Ok(response),
            _ => Err(failed(&self.name, path, &response)),
        }
    }

    pub(super) async fn find(&self, path: &Path, depth: &str) -> Result<(Option<Entry>, Vec<Entry>)> {
        let request = Request::new("PROPFIND", "")
            .header("depth", depth)
            .header("content-type", "application/xml; charset=utf-8")
            .body(File::new("ask.xml", answer::ASK.into()));
        let response = self.ask(path, &When::Always, request).await?;
        answer::entries(&self.name, &response.text().await?, path, &self.place.route(path))
    }

    /// Uploads to exactly this name, and tells the mark if the server does.
    pub(super) async fn upload(&self, path: &Path, body: File, when: &When) -> Result<Option<String>> {
        let mut request = Request::new("PUT", "").body(body);
        match when {
            When::Always => (),
            When::New => request = request.header("if-none-match", "*"),
            When::Unchanged(etag) => request = request.header("if-match", etag.clone()),
        }
        let response = self.with_folders(path, || self.send(path, request.clone())).await?;
        let response = self.succeeded(path, when, response)?;
        Ok(response.header("etag").map(answer::mark))
    }

    /// Gives what is at `from` the name `to`, if `when` allows.
    ///
    /// To overwrite is to delete first, a folder with everything in it. So what has the name is looked at before, unless a
    /// condition rules out that it is a folder: those are told no marks of.
    pub(super) async fn carry(&self, from: &Path, to: &Path, when: &When) -> Result<()> {
        if *when == When::Always && self.probed.can.list {
            match self.find(to, "0").await {
                Ok((Some(entry), _)) if entry.folder => {
                    let text = format!("{to} on {} is a folder. Choose another name.", self.name);
                    return Err(Error::new(Kind::Invalid, text));
                }
                Err(error) if error.kind() != Kind::NotFound => {
                    self.no_file_in(&to.parent()).await?;
                    return Err(error);
                }
                _ => {}
            }
        }
        let url = self.place.url(to);
        let mut request = Request::new("MOVE", "")
            .header("destination", url.clone())
            .header("overwrite", if *when == When::New { "F" } else { "T" });
        if let When::Unchanged(etag) = when {
            request = request.header("if", format!("<{url}> ([{etag}])"));
        }
        let response = self.with_folders(to, || self.send(from, request.clone())).await?;
        if matches!(response.status, 403 | 404) {
            // Some servers forbid to move what is not there.
            self.stat(from).await?;
        }
        self.succeeded(to, when, response).map(drop)
    }

    /// Runs a request, and once more when it failed because the folders of `path` had to be made first. Servers say so with
    /// different statuses.
    async fn with_folders<F: Future<Output = Result<Response>>>(
        &self,
        path: &Path,
        run: impl Fn() -> F,
    ) -> Result<Response> {
        let folders = |response: &Response| matches!(response.status, 400 | 403 | 404 | 409 | 500);
        let mut response = run().await?;
        if folders(&response) && self.make_folders(&path.parent()).await? {
            response = run().await?;
        }
        if folders(&response) {
            self.no_file_in(&path.parent()).await?;
        }
        Ok(response)
    }

    /// Explains the commonest reason why nothing can be made in a folder that seems to be there: on the way to it is a file.
    async fn no_file_in(&self, folder: &Path) -> Result<()> {
        let mut above = folder.clone();
        while self.probed.can.list && !above.is_root() {
            match self.find(&above, "0").await {
                Ok((Some(entry), _)) if !entry.folder => {
                    let text = format!("{above} on {} is a file, so nothing can be in it.", self.name);
                    return Err(Error::new(Kind::Invalid, text));
                }
                _ => above = above.parent(),
            }
        }
        Ok(())
    }

    /// Makes a folder and those around it, and tells whether one was missing.
    pub(super) async fn make_folders(&self, folder: &Path) -> Result<bool> {
        let mut missing = false;
        let mut path = Path::root();
        for name in folder.as_str().split('/').filter(|name| !name.is_empty()) {
            path = path.join(name)?;
            let response = self.send_to_folder(&path, Request::new("MKCOL", "")).await?;
            match response.status {
                201 => missing = true,
                // There is one already; or somebody else is making it at this moment.
                405 | 409 | 423 => (),
                _ => {
                    self.no_file_in(&path).await?;
                    return Err(failed(&self.name, &path, &response));
                }
            }
        }
        Ok(missing)
    }

    /// A name that nobody else writes to.
    pub(super) fn workshop(&self) -> Result<Path> {
        Path::new(format!("{WORKSHOP}/{}", self.http.nonce()))
    }

    /// Deletes a file, whether it is there or not.
    pub(super) async fn remove(&self, path: &Path) -> Result<()> {
        self.removed(path, self.send(path, Request::new("DELETE", "")).await?)
    }

    /// Deletes a folder with everything in it, whether it is there or not.
    pub(super) async fn remove_folder(&self, path: &Path) -> Result<()> {
        self.removed(path, self.send_to_folder(path, Request::new("DELETE", "")).await?)
    }

    fn removed(&self, path: &Path, response: Response) -> Result<()> {
        match response.status {
            404 | 410 => Ok(()),
            207 => Err(Error::new(
                Kind::Failed,
                format!("{} could not delete all of {path}. Try again.", self.name),
            )),
            _ => self.succeeded(path, &When::Always, response).map(drop),
        }
    }

    fn check(&self, when: &When) -> Result<()> {
        match when {
            When::New if !self.probed.can.write_new => {
                Err(self.cannot("make a file only if there is none of its name"))
            }
            When::Unchanged(_) if !self.probed.can.write_unchanged => {
                Err(self.cannot("replace a file only if it is unchanged"))
            }
            _ => Ok(()),
        }
    }

    /// Uploads beside, then puts in place: a reader sees the old content or the new one.
    async fn write_beside(&self, path: &Path, body: File, when: &When) -> Result<Option<String>> {
        let beside = self.workshop()?;
        let written = async {
            let etag = match self.upload(&beside, body, &When::Always).await? {
                // Nobody else writes there, so the mark is that of this content.
                None if self.probed.can.list => self.find(&beside, "0").await?.0.and_then(|entry| entry.etag),
                etag => etag,
            };
            self.carry(&beside, path, when).await.map(|()| etag)
        };
        match written.await {
            Err(error) if !error.is_temporary() => {
                // What is left behind is swept at some later connection; that this failed is what counts.
                let _ = self.remove(&beside).await;
                Err(error)
            }
            written => written,
        }
    }
}

/// A path that names a file.
pub(super) fn file<'a>(path: &'a Path, who: &str) -> Result<&'a Path> {
    if path.is_root() {
        return Err(Error::new(
            Kind::NotFound,
            format!("The folder of {who} is no file. Name a file in it."),
        ));
    }
    Ok(path)
}

#[async_trait(?Send)]
impl Store for WebDav {
    fn name(&self) -> &str {
        &self.name
    }

    fn can(&self) -> Can {
        self.probed.can.clone()
    }

    async fn stat(&self, path: &Path) -> Result<Entry> {
        if self.probed.can.list {
            let absent = || {
                failed(
                    &self.name,
                    path,
                    &Response { status: 404, headers: vec![], body: File::new("", vec![]) },
                )
            };
            return self.find(path, "0").await?.0.ok_or_else(absent);
        }
        let response = self.ask(path, &When::Always, Request::new("HEAD", "")).await?;
        Ok(http::entry(path, &response, answer::mark))
    }

    async fn list(&self, folder: &Path, _after: Option<&str>) -> Result<Page> {
        if !self.probed.can.list {
            return Err(self.cannot("list folders"));
        }
        let mut entries = match self.find(folder, "1").await {
            Err(error) if error.kind() == Kind::NotFound && !folder.is_root() => Vec::new(),
            found => found?.1,
        };
        if folder.is_root() {
            entries.retain(|entry| entry.path.as_str() != WORKSHOP);
        }
        Ok(Page { entries, next: None })
    }

    async fn read(&self, path: &Path, range: Option<Range<u64>>) -> Result<File> {
        file(path, &self.name)?;
        let mut request = Request::new("GET", "");
        match &range {
            Some(range) if range.start >= range.end => {
                self.stat(path).await?;
                return Ok(File::new(path.name(), Vec::new()));
            }
            Some(range) => request = request.range(range),
            None => (),
        }
        let response = self.send(path, request).await?;
        // Some servers show a folder as a page, others redirect to it.
        let folder =
            || Error::new(Kind::NotFound, format!("{path} on {} is a folder, not a file.", self.name));
        if matches!(response.status, 405) {
            return Err(folder());
        }
        whole(&self.name, path, range.as_ref(), response)
    }

    async fn write(&self, path: &Path, body: File, when: When) -> Result<Written> {
        file(path, &self.name)?;
        self.check(&when)?;
        let etag = match self.probed.can.rename {
            true => self.write_beside(path, body, &when).await?,
            false => self.upload(path, body, &when).await?,
        };
        Ok(Written { etag, durability: Durability::Replicated })
    }

    /// A server deletes a folder with everything in it, so what is there is looked at first.
    async fn delete(&self, path: &Path) -> Result<()> {
        file(path, &self.name)?;
        if self.probed.can.list {
            let (itself, inside) = match self.find(path, "1").await {
                Err(error) if error.kind() == Kind::NotFound => return Ok(()),
                found => found?,
            };
            if itself.is_some_and(|entry| entry.folder) {
                if inside.is_empty() {
                    return self.remove_folder(path).await;
                }
                let text = format!("{path} on {} is not empty. Delete what is in it first.", self.name);
                return Err(Error::new(Kind::Invalid, text));
            }
        }
        self.remove(path).await
    }

    async fn rename(&self, from: &Path, to: &Path, when: When) -> Result<()> {
        file(from, &self.name)?;
        file(to, &self.name)?;
        if from == to {
            return self.stat(from).await.map(drop);
        }
        self.check(&when)?;
        if self.probed.can.rename {
            // Some servers delete what is at `to` before they notice that there is nothing at `from`.
            self.stat(from).await?;
            return self.carry(from, to, &when).await;
        }
        let body = self.read(from, None).await?;
        self.write(to, body, when).await?;
        self.delete(from).await
    }

    async fn begin(&self, path: &Path, size: u64, when: When) -> Result<Upload> {
        self.check(&when)?;
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
        self.remove_folder(&parts_folder(upload)?).await
    }
}

/// Where the parts of an upload are.
pub(super) fn parts_folder(upload: &Upload) -> Result<Path> {
    Path::new(WORKSHOP)?.join(&upload.id)
}
