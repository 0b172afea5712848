//! A server that is strict about addresses: as nginx, it makes and deletes folders only by addresses that end with a slash.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use async_trait::async_trait;
use futures_executor::block_on;
use nearside::File;

use super::{Settings, WebDav};
use crate::http::{Http, Request, Response};
use crate::{Path, Result, Store, When};

const ADDRESS: &str = "http://127.0.0.1:1";

/// What nginx with `dav_methods PUT DELETE MKCOL MOVE` does, which knows no listings.
#[derive(Default)]
struct Strict {
    folders: RefCell<BTreeSet<String>>,
    files: RefCell<BTreeMap<String, File>>,
}

impl Strict {
    fn has_folder_of(&self, path: &str) -> bool {
        let above = path.trim_end_matches('/').rsplit_once('/').map_or("", |(above, _)| above);
        above.is_empty() || self.folders.borrow().contains(above)
    }

    fn answer(&self, request: &Request) -> (u16, File) {
        let nothing = File::new("", Vec::new());
        let path = request.url.trim_start_matches(ADDRESS);
        let (name, slash) = (path.trim_end_matches('/'), path.ends_with('/'));
        let status = match request.method {
            "MKCOL" if !slash || !self.has_folder_of(name) => 409,
            "MKCOL" if !self.folders.borrow_mut().insert(name.to_owned()) => 405,
            "MKCOL" => 201,
            "PUT" if slash || !self.has_folder_of(name) => 409,
            "PUT" => {
                self.files
                    .borrow_mut()
                    .insert(name.to_owned(), request.body.clone().unwrap_or(nothing.clone()));
                201
            }
            "GET" | "HEAD" => match self.files.borrow().get(name) {
                Some(file) => return (200, file.clone()),
                None if name.is_empty() => 200,
                None => 404,
            },
            "MOVE" => {
                let to = request.headers.iter().find(|(name, _)| *name == "destination");
                let to = to.map_or("", |(_, to)| to.trim_start_matches(ADDRESS));
                let found = self.files.borrow().get(name).cloned();
                match found {
                    Some(file) if self.has_folder_of(to) => {
                        let mut files = self.files.borrow_mut();
                        files.remove(name);
                        files.insert(to.to_owned(), file);
                        201
                    }
                    Some(_) => 409,
                    None => 404,
                }
            }
            "DELETE" if self.folders.borrow().contains(name) != slash => 409,
            "DELETE" => {
                let inside = |path: &String| path.starts_with(&format!("{name}/")) || path == name;
                self.folders.borrow_mut().retain(|folder| !inside(folder));
                self.files.borrow_mut().retain(|file, _| !inside(file));
                204
            }
            _ => 405,
        };
        (status, nothing)
    }
}

#[async_trait(?Send)]
impl Http for Strict {
    async fn send(&self, request: Request) -> Result<Response> {
        let (status, body) = self.answer(&request);
        Ok(Response { status, headers: Vec::new(), body })
    }

    async fn reaches(&self, _: &str) -> Option<bool> {
        None
    }

    fn now(&self) -> f64 {
        0.0
    }

    fn nonce(&self) -> String {
        "nonce".to_owned()
    }
}

#[test]
fn folders_are_made_and_deleted_where_they_need_a_slash() {
    let server = Rc::new(Strict::default());
    let settings = Settings { address: ADDRESS.to_owned(), ..Settings::default() };
    block_on(async {
        let store = WebDav::connect(&settings, server.clone()).await.unwrap();
        assert!(store.can().write && store.can().rename && !store.can().list, "{:?}", store.can());
        let left: Vec<String> = server.folders.borrow().iter().cloned().collect();
        assert_eq!(left, ["/.nearside"], "the folder of the trial is gone");
        let path = Path::new("new/folder/a").unwrap();
        store.write(&path, File::new("a", b"content".to_vec()), When::Always).await.unwrap();
        assert_eq!(store.read(&path, None).await.unwrap().bytes().await.unwrap(), b"content");
    });
}
