//! From a place to its store: who answers there, with which layers around.

use std::rc::Rc;

use ::store::{Error, Kind, Library, Path, Place, PlaceKind, Result, Store, sort_by};
#[cfg(target_arch = "wasm32")]
use ::store::{s3, webdav};

use super::json;
#[cfg(target_arch = "wasm32")]
use super::locksmith;

/// A store with its layers.
pub(super) type Opened = Rc<dyn Store>;

/// What is sealed into a place: how to get in, and what was found out there.
#[cfg(target_arch = "wasm32")]
#[derive(serde::Serialize, serde::Deserialize)]
pub(super) enum Way {
    Bucket(s3::Settings, s3::Probed),
    WebDav(webdav::Settings, webdav::Probed),
    Azure(String, String, ::store::Can),
    Web(String, String, ::store::Can),
    /// Its handle is kept by the browser under a key; what may be done there the browser says anew each time.
    Folder(String, String),
}

/// This browser's library, on its store.
type Own = Rc<Library<Opened>>;

/// Where the connected places are kept, beside the library.
const PLACES: &str = "places";

async fn own(library: Library<Opened>) -> Result<Own> {
    library.tidy().await?;
    Ok(Rc::new(library))
}

pub(super) fn file_of(place: &Place) -> Result<Path> {
    Path::new(PLACES)?.join(&place.id)
}

/// The contents of all files in a folder beside the library that can be read.
pub(super) async fn kept(folder: &str) -> Result<Vec<Vec<u8>>> {
    let (store, folder) = (local().await?, Path::new(folder)?);
    let (mut contents, mut after) = (Vec::new(), None);
    loop {
        let page = store.list(&folder, after.as_deref()).await?;
        for entry in page.entries {
            contents.extend(store.read(&entry.path, None).await?.bytes().await.ok());
        }
        after = page.next;
        if after.is_none() {
            return Ok(contents);
        }
    }
}

/// The places that are connected.
pub(super) async fn places() -> Result<Vec<Place>> {
    let kept = kept(PLACES).await?;
    // One that cannot be read is of another version of the app; connecting it again writes it anew.
    let mut places: Vec<Place> = kept.iter().filter_map(|bytes| json::read(bytes)).collect();
    sort_by(&mut places, |one, other| one.name.to_lowercase().cmp(&other.name.to_lowercase()));
    Ok(places)
}

/// Forgets a place.
pub(super) async fn forget(place: &Place) -> Result<()> {
    local().await?.delete(&file_of(place)?).await
}

#[cfg(not(target_arch = "wasm32"))]
mod here {
    //! Natively there is memory, as this browser, and nothing else: tests of adapters have their own servers.

    use std::cell::RefCell;

    use super::*;

    thread_local! {
        static FILES: Opened = Rc::new(::store::Memory::default());
    }

    pub async fn local() -> Result<Opened> {
        Ok(FILES.with(Clone::clone))
    }

    pub fn now() -> f64 {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        // Whole milliseconds, as in a browser.
        since.map_or(0.0, |since| since.as_millis() as f64)
    }

    pub async fn library() -> Result<Own> {
        own(Library::new(local().await?, now)).await
    }

    thread_local! {
        static LED: RefCell<Vec<String>> = RefCell::default();
    }

    /// The right to do something alone.
    pub struct Lead(String);

    impl Drop for Lead {
        fn drop(&mut self) {
            LED.with_borrow_mut(|led| led.retain(|what| *what != self.0));
        }
    }

    /// The right to do something that nobody else does meanwhile; `None` if somebody does.
    pub async fn alone(what: &str) -> Result<Option<Lead>> {
        let free = LED.with_borrow(|led| led.iter().all(|other| other != what));
        Ok(free.then(|| {
            LED.with_borrow_mut(|led| led.push(what.to_owned()));
            Lead(what.to_owned())
        }))
    }

    /// Natively nothing goes on by itself.
    pub fn later(_: impl Future<Output = ()>) {}

    pub async fn open(place: &Place) -> Result<Opened> {
        match place.kind {
            PlaceKind::Browser => Ok(library().await?),
            _ => {
                Err(Error::new(Kind::Unsupported, format!("{} is reached from a browser only.", place.name)))
            }
        }
    }
}

#[cfg(target_arch = "wasm32")]
mod here {
    use std::cell::{OnceCell, RefCell};

    use ::store::folder::Folder;
    use ::store::http::{Fetch, Http};
    use ::store::layers::{Browser, Clock, Patience, Retry};
    pub use ::store::local::Lead;
    use ::store::local::Local;
    use ::store::seal::{Key, Sealed};
    use ::store::{State, Turn};
    use futures_util::future::LocalBoxFuture;

    use super::*;

    /// What folder, database, channel and lock of the files are called; the page has a database of its own, `nearside`.
    const FILES: &str = "nearside-files";

    thread_local! {
        static HTTP: Rc<dyn Http> = Rc::new(Fetch::default());
        /// Stores that were opened, by what was sealed: opening one again would lose what it learned.
        static OPEN: RefCell<Vec<(String, Opened)>> = RefCell::default();
        static LOCAL: OnceCell<Local> = const { OnceCell::new() };
        static OWN: OnceCell<Own> = const { OnceCell::new() };
    }

    /// This browser's library.
    pub async fn library() -> Result<Own> {
        match OWN.with(|own| own.get().cloned()) {
            Some(own) => Ok(own),
            None => {
                let opened = own(Library::new(local().await?, now).in_turn(turn)).await?;
                Ok(OWN.with(|own| own.get_or_init(|| opened).clone()))
            }
        }
    }

    /// The store of a place.
    pub async fn open(place: &Place) -> Result<Opened> {
        if place.kind == PlaceKind::Browser {
            return Ok(library().await?);
        }
        let key = key(place).await?;
        if let Some(store) = known(place) {
            return Ok(store);
        }
        let mut store = found(unseal(place, &key).await?).await?;
        if place.private {
            locksmith::refresh(&store).await?;
            store = Rc::new(Sealed::new(store, key.of_places().await?));
        }
        OPEN.with_borrow_mut(|open| open.push((place.sealed.clone(), store.clone())));
        Ok(store)
    }

    fn known(place: &Place) -> Option<Opened> {
        OPEN.with_borrow(|open| {
            open.iter().find(|(sealed, _)| *sealed == place.sealed).map(|(_, store)| store.clone())
        })
    }

    /// What the library is kept in: the same for all tabs of this origin.
    pub async fn local() -> Result<Opened> {
        Ok(Rc::new(browser()))
    }

    fn browser() -> Local {
        LOCAL.with(|local| local.get_or_init(|| Local::join(FILES)).clone())
    }

    /// The right to do something that no other worker of any tab does meanwhile; `None` if one does.
    pub async fn alone(what: &str) -> Result<Option<Lead>> {
        // Joining gives up what a broken instance of this worker held, so it comes first.
        let _ = browser();
        ::store::local::lead_if_free(what).await
    }

    /// Does something in a while, when who is about to end has ended.
    pub fn later(what: impl Future<Output = ()> + 'static) {
        wasm_bindgen_futures::spawn_local(async {
            Browser.sleep(1000.0).await;
            what.await;
        });
    }

    /// The library's turn among all workers of all tabs.
    fn turn() -> LocalBoxFuture<'static, Result<Turn>> {
        Box::pin(async { Ok(Box::new(::store::local::lead("nearside library").await?) as Turn) })
    }

    pub fn now() -> f64 {
        js_sys::Date::now()
    }

    /// How safe the files of this browser are, and how many bytes they take.
    pub async fn health() -> Result<(State, u64)> {
        browser().health().await
    }

    /// Who carries requests: one for all stores, so that it learns which servers can be read.
    pub fn http() -> Rc<dyn Http> {
        HTTP.with(Clone::clone)
    }

    async fn found(way: Way) -> Result<Opened> {
        let http = http();
        // One layer for all kinds of stores: for each kind of its own it would be in the worker as often.
        fn patient(store: impl Store + 'static) -> Opened {
            let store: Opened = Rc::new(store);
            Rc::new(Retry::new(store, Browser, Patience::default()))
        }
        Ok(match way {
            Way::Bucket(settings, probed) => patient(s3::S3::open(settings, probed, http)?),
            Way::WebDav(settings, probed) => patient(webdav::WebDav::open(&settings, probed, http)?),
            Way::Azure(name, address, can) => patient(::store::Azure::open(&name, &address, can, http)?),
            Way::Web(name, address, can) => patient(::store::Web::open(&name, &address, can, http)?),
            Way::Folder(name, key) => Rc::new(Folder::open(&name, &key).await?),
        })
    }

    /// The key that the credentials of a place are sealed with. While the vault is locked, its places are shut.
    async fn key(place: &Place) -> Result<Key> {
        let key = match &place.vault {
            Some(vault) => locksmith::key_of(vault).await,
            None => Key::of_device().await,
        };
        if key.is_err() {
            OPEN.with_borrow_mut(|open| open.retain(|(sealed, _)| *sealed != place.sealed));
        }
        key
    }

    async fn unseal(place: &Place, key: &Key) -> Result<Way> {
        let text = key.open_secret(&place.id, &place.sealed).await?;
        json::read(&text).ok_or_else(|| {
            let text = format!(
                "What was kept of {} is of another version of the app. Connect it again.",
                place.name
            );
            Error::new(Kind::Corrupt, text)
        })
    }
}

pub(crate) use here::library;
pub(super) use here::{Lead, alone, later, local, now, open};
#[cfg(target_arch = "wasm32")]
pub(super) use here::{health, http};
