//! Three thousand operations over a bad line: nothing that was acknowledged is lost, nothing that is read is wrong.
//!
//! Several lanes work at the same time on one server, each in a folder of its own, with a model of what may be there. After a
//! failure that is honest (the tries are used up) two contents are possible, until somebody looks: that is what a program knows,
//! too. At the end everything is compared over a faultless line.

use std::collections::BTreeMap;
use std::ops::Range;
use std::time::Duration;

use futures_executor::block_on;
use nearside::File;
use nearside_store::http::Native;
use nearside_store::layers::{Clock, Patience, Retry};
use nearside_store::s3::S3;
use nearside_store::webdav::WebDav;
use nearside_store::{Error, Kind, Page, Path, Result, Store, When};
use nearside_testing::Proxy;
use nearside_testing::proxy::{Fate, Trouble};
use nearside_testing::servers::Server;

use crate::places::{bucket, connect_bucket, connect_folder, folder};

/// Operations in all.
const OPERATIONS: usize = 3_000;
/// How many threads do them.
const LANES: usize = 8;
/// Different files in a lane: few, so that they are replaced, renamed and deleted all the time.
const NAMES: u32 = 10;
/// How long a client waits for an answer: longer than a busy server takes, so that only what is stalled is given up.
const PATIENCE: Duration = Duration::from_secs(10);
/// Bytes of a part of an upload, as both adapters choose it.
const PART: u64 = 8 << 20;

/// About every seventh request meets some trouble.
fn trouble(seed: u64) -> Trouble {
    Trouble {
        seed,
        busy: 0.04,
        refused: 0.02,
        torn_request: 0.02,
        lost_answer: 0.02,
        gave_up: 0.01,
        torn_answer: 0.03,
        stalled: 0.002,
        late: 0.1,
        ..Trouble::default()
    }
}

/// Waits a twentieth of what it should, so that a test of patience needs none.
struct Hasty(std::cell::Cell<u64>);

#[async_trait::async_trait(?Send)]
impl Clock for Hasty {
    async fn sleep(&self, millis: f64) {
        std::thread::sleep(Duration::from_secs_f64(millis / 20e3));
    }

    fn chance(&self) -> f64 {
        (next(&self.0) % 1000) as f64 / 1000.0
    }
}

/// Xorshift: what a lane does follows from its seed.
fn next(state: &std::cell::Cell<u64>) -> u64 {
    let mut x = state.get();
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    state.set(x);
    x
}

/// A content, by its seed and its size: no two writes have the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Content {
    seed: u64,
    size: u64,
}

impl Content {
    fn bytes(self) -> Vec<u8> {
        let state = std::cell::Cell::new(self.seed | 1);
        let words = (0..self.size.div_ceil(8)).flat_map(|_| next(&state).to_le_bytes());
        words.take(self.size as usize).collect()
    }

    fn file(self, path: &Path) -> File {
        File::new(path.name(), self.bytes())
    }
}

/// What may be at a path: one thing after a success, more after a failure.
type Possible = Vec<Option<Content>>;

/// What one lane has done.
#[derive(Default)]
struct Tally {
    done: usize,
    failed: usize,
    writes: usize,
    read: u64,
}

struct Lane<'a> {
    store: &'a dyn Store,
    folder: Path,
    chance: std::cell::Cell<u64>,
    model: BTreeMap<Path, Possible>,
    tally: Tally,
}

impl Lane<'_> {
    fn draw(&self, below: u64) -> u64 {
        next(&self.chance) % below
    }

    fn path(&self) -> Path {
        let n = self.draw(NAMES.into());
        // Two folders, names that have to be escaped.
        let name = if n.is_multiple_of(2) { format!("file {n}") } else { format!("sub/Datei+{n}%") };
        self.folder.join(name).unwrap()
    }

    fn content(&self, size: u64) -> Content {
        Content { seed: next(&self.chance), size }
    }

    fn possible(&self, path: &Path) -> Possible {
        self.model.get(path).cloned().unwrap_or_else(|| vec![None])
    }

    fn set(&mut self, path: &Path, possible: Possible) {
        self.model.insert(path.clone(), possible);
    }

    /// Notes how an operation ended. Only what a bad line explains may fail.
    fn ended<T>(&mut self, what: &str, path: &Path, done: Result<T>) -> Option<T> {
        self.tally.done += 1;
        match done {
            Ok(done) => Some(done),
            Err(error) => {
                assert!(error.is_temporary(), "{what} {path}: {:?}: {error}", error.kind());
                self.tally.failed += 1;
                None
            }
        }
    }

    /// After a change that failed for the moment, both are possible.
    fn either(&mut self, path: &Path, after: Option<Content>) {
        let mut possible = self.possible(path);
        possible.push(after);
        self.set(path, possible);
    }

    /// What is there is among what may be there; from now on it is that.
    fn saw(&mut self, path: &Path, found: Option<&[u8]>, range: Option<Range<u64>>) {
        let possible = self.possible(path);
        let fits = |content: &Option<Content>| match (content, found) {
            (None, None) => true,
            (Some(content), Some(found)) => {
                let bytes = content.bytes();
                let at = |n: u64| (n as usize).min(bytes.len());
                let range = range.clone().unwrap_or(0..content.size);
                &bytes[at(range.start)..at(range.end)] == found
            }
            _ => false,
        };
        let left: Possible = possible.iter().copied().filter(fits).collect();
        let bytes = found.map(<[u8]>::len);
        assert!(
            !left.is_empty(),
            "wrong bytes in {path} ({bytes:?} of {range:?}); there may be {possible:?}"
        );
        self.set(path, left);
    }

    async fn read(&mut self, range: Option<Range<u64>>) {
        let path = self.path();
        let found = match self.store.read(&path, range.clone()).await {
            Err(error) if error.kind() == Kind::NotFound => Ok(None),
            found => found.map(Some),
        };
        let Some(found) = self.ended("read", &path, found) else { return };
        let bytes = match &found {
            Some(file) => Some(file.bytes().await.unwrap()),
            None => None,
        };
        self.tally.read += bytes.as_ref().map_or(0, |bytes| bytes.len() as u64);
        self.saw(&path, bytes.as_deref(), range);
    }

    async fn write(&mut self) {
        let path = self.path();
        let content = self.content(self.draw(20_000));
        let can = self.store.can();
        let (when, expected) = match self.draw(4) {
            0 if can.write_new => (When::New, Kind::Exists),
            1 if can.write_unchanged => match self.store.stat(&path).await {
                Ok(entry) => (When::Unchanged(entry.etag.unwrap()), Kind::Changed),
                Err(_) => return,
            },
            _ => (When::Always, Kind::Failed),
        };
        let done = match self.store.write(&path, content.file(&path), when.clone()).await {
            Err(error) if when == When::New && error.kind() == expected => {
                // Refused: so there is something, and it is not this.
                let left: Possible = self.possible(&path).into_iter().filter(Option::is_some).collect();
                assert!(!left.is_empty(), "{path} is refused as if it were there");
                self.set(&path, left);
                Ok(false)
            }
            done => done.map(|_| true),
        };
        match self.ended("write", &path, done) {
            Some(true) => {
                self.tally.writes += 1;
                self.set(&path, vec![Some(content)]);
            }
            Some(false) => {}
            None => self.either(&path, Some(content)),
        }
    }

    async fn delete(&mut self) {
        let path = self.path();
        let done = self.store.delete(&path).await;
        match self.ended("delete", &path, done) {
            Some(()) => self.set(&path, vec![None]),
            None => self.either(&path, None),
        }
    }

    async fn rename(&mut self) {
        let (from, to) = (self.path(), self.path());
        if from == to {
            return;
        }
        let source = self.possible(&from);
        let new = self.draw(2) == 0 && self.store.can().write_new;
        let done = match self.store.rename(&from, &to, if new { When::New } else { When::Always }).await {
            Err(error) if error.kind() == Kind::NotFound => {
                self.saw(&from, None, None);
                Ok(false)
            }
            Err(error) if new && error.kind() == Kind::Exists => {
                let left: Possible = self.possible(&to).into_iter().filter(Option::is_some).collect();
                assert!(!left.is_empty(), "{to} is refused as if it were there");
                self.set(&to, left);
                Ok(false)
            }
            done => done.map(|()| true),
        };
        let moved: Possible = source.iter().copied().filter(Option::is_some).collect();
        match self.ended("rename", &from, done) {
            Some(true) => {
                assert!(!moved.is_empty(), "{from} was renamed, but it cannot have been there");
                self.set(&to, moved);
                self.set(&from, vec![None]);
            }
            Some(false) => {}
            None => {
                moved.into_iter().for_each(|content| self.either(&to, content));
                self.either(&from, None);
            }
        }
    }

    /// All of a folder, page by page: names and sizes are among what may be.
    async fn list(&mut self) {
        let folder = if self.draw(2) == 0 { self.folder.clone() } else { self.folder.join("sub").unwrap() };
        let page: Result<Page> = self.store.list(&folder, None).await;
        let Some(page) = self.ended("list", &folder, page) else { return };
        assert_eq!(page.next, None, "a lane has few files");
        let sizes: BTreeMap<Path, u64> = page
            .entries
            .iter()
            .filter(|entry| !entry.folder)
            .map(|entry| (entry.path.clone(), entry.size))
            .collect();
        for path in sizes.keys() {
            assert!(self.model.contains_key(path), "{path} is listed, and nobody wrote it");
        }
        let known: Vec<Path> = self.model.keys().filter(|path| path.parent() == folder).cloned().collect();
        for path in known {
            let size = sizes.get(&path).copied();
            let left: Possible = self
                .possible(&path)
                .into_iter()
                .filter(|content| content.map(|content| content.size) == size)
                .collect();
            assert!(
                !left.is_empty(),
                "{path} is listed with {size:?}; there may be {:?}",
                self.possible(&path)
            );
            self.set(&path, left);
        }
    }

    /// An upload in parts; every call of it counts.
    async fn upload(&mut self, size: u64) {
        let path = self.path();
        let content = self.content(size);
        let body = content.file(&path);
        let begun = self.store.begin(&path, size, When::Always).await;
        let Some(upload) = self.ended("begin", &path, begun) else { return };
        for number in 0..upload.parts() {
            let put = self.store.put(&upload, number, body.range(upload.range(number))).await;
            if self.ended("put", &path, put).is_none() {
                let aborted = self.store.abort(&upload).await;
                self.ended("abort", &path, aborted);
                return;
            }
        }
        let committed = self.store.commit(&upload).await;
        match self.ended("commit", &path, committed) {
            Some(_) => {
                self.tally.writes += 1;
                self.set(&path, vec![Some(content)]);
            }
            None => self.either(&path, Some(content)),
        }
    }

    async fn work(&mut self, operations: usize) {
        while self.tally.done < operations {
            match self.draw(100) {
                0..30 => self.write().await,
                30..45 => self.read(None).await,
                45..65 => {
                    let start = self.draw(20_000);
                    self.read(Some(start..start + 1 + self.draw(5_000))).await;
                }
                65..75 => self.list().await,
                75..85 => self.rename().await,
                85..93 => self.delete().await,
                93..99 => self.upload(1 + self.draw(30_000)).await,
                _ if self.draw(4) == 0 => self.upload(PART + 1 + self.draw(1 << 20)).await,
                _ => {}
            }
        }
    }

    /// Compares the model with what is there, over a line without faults.
    async fn agree(&mut self, truth: &dyn Store) {
        let paths: Vec<Path> = self.model.keys().cloned().collect();
        let mut there = Vec::new();
        for folder in [self.folder.clone(), self.folder.join("sub").unwrap()] {
            let files =
                truth.list(&folder, None).await.unwrap().entries.into_iter().filter(|entry| !entry.folder);
            there.extend(files.map(|entry| entry.path));
        }
        for path in paths {
            let bytes = match truth.read(&path, None).await {
                Ok(file) => Some(file.bytes().await.unwrap()),
                Err(error) if error.kind() == Kind::NotFound => None,
                Err(error) => panic!("{path}: {error}"),
            };
            assert_eq!(there.contains(&path), bytes.is_some(), "the listing and the file {path} disagree");
            self.saw(&path, bytes.as_deref(), None);
        }
        for path in there {
            assert!(self.model.contains_key(&path), "{path} is there, and nobody wrote it");
        }
    }
}

/// Works over `proxy` on stores that `open` makes, and compares over stores that `truth` makes.
fn survive<S: Store>(
    proxy: &Proxy,
    seed: u64,
    open: impl Fn(std::rc::Rc<Native>) -> Result<S> + Sync,
    truth: impl Fn() -> Result<S> + Sync,
) {
    proxy.misbehave(trouble(seed));
    let start = std::time::Instant::now();
    let tallies: Vec<Tally> = std::thread::scope(|scope| {
        let lanes: Vec<_> = (0..LANES as u64)
            .map(|number| {
                let (open, truth) = (&open, &truth);
                scope.spawn(move || {
                    let store = open(std::rc::Rc::new(Native::new(PATIENCE))).unwrap();
                    let clock = Hasty(std::cell::Cell::new(seed * 100 + number + 1));
                    let store = Retry::new(store, clock, Patience::default());
                    let folder = Path::new(format!("lane {number}")).unwrap();
                    let chance =
                        std::cell::Cell::new((seed * 1000 + number + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
                    let (model, tally) = (BTreeMap::new(), Tally::default());
                    let mut lane = Lane { store: &store, folder, chance, model, tally };
                    block_on(async {
                        lane.work(OPERATIONS / LANES).await;
                        lane.agree(&truth().unwrap()).await;
                    });
                    lane.tally
                })
            })
            .collect();
        lanes.into_iter().map(|lane| lane.join().unwrap()).collect()
    });
    let sum = |of: fn(&Tally) -> usize| tallies.iter().map(of).sum::<usize>();
    let (done, failed, writes) = (sum(|t| t.done), sum(|t| t.failed), sum(|t| t.writes));
    let read: u64 = tallies.iter().map(|tally| tally.read).sum();
    let log = proxy.log();
    let hit = |fits: fn(&Fate) -> bool| log.iter().filter(|passage| fits(&passage.fate)).count();
    let bad = hit(|fate| !matches!(fate, Fate::Passed | Fate::Late));
    println!(
        "{done} operations, {writes} acknowledged writes, {read} bytes read and compared, {failed} gave up honestly; \
         {bad} of {} requests met trouble; {:.1} s",
        log.len(),
        start.elapsed().as_secs_f64()
    );
    // A line without troubles would prove nothing.
    for (name, count) in [
        ("busy", hit(|fate| matches!(fate, Fate::Busy(..)))),
        ("refused", hit(|fate| *fate == Fate::Refused)),
        ("torn request", hit(|fate| *fate == Fate::TornRequest)),
        ("lost answer", hit(|fate| *fate == Fate::LostAnswer)),
        ("gave up", hit(|fate| *fate == Fate::GaveUp)),
        ("torn answer", hit(|fate| matches!(fate, Fate::TornAnswer(_)))),
        ("stalled", hit(|fate| *fate == Fate::Stalled)),
        ("late", hit(|fate| *fate == Fate::Late)),
    ] {
        assert!(count > 0, "no request was hit by: {name}");
    }
    assert!(done >= OPERATIONS && writes > OPERATIONS / 5, "{done} operations, {writes} writes");
    assert!(failed * 100 < done, "{failed} of {done} operations gave up");
}

fn lost(error: Error) -> ! {
    panic!("{error}")
}

#[test]
fn a_bucket_over_a_bad_line_loses_nothing() {
    let server = Server::moto().unwrap();
    let proxy = Proxy::before(&server.origin()).unwrap();
    let probed =
        block_on(connect_bucket(&proxy.origin())).unwrap_or_else(|error| lost(error)).probed().clone();
    let at = |origin: String, http| S3::open(bucket(&origin), probed.clone(), http);
    survive(
        &proxy,
        11,
        |http| at(proxy.origin(), http),
        || at(server.origin(), std::rc::Rc::new(Native::default())),
    );
}

#[test]
fn a_folder_over_a_bad_line_loses_nothing() {
    let server = Server::apache("").unwrap();
    let proxy = Proxy::before(&server.origin()).unwrap();
    let address = |origin: String| format!("{origin}/dav");
    let connected = block_on(connect_folder(&address(proxy.origin())));
    let probed = connected.unwrap_or_else(|error| lost(error)).probed().clone();
    let at = |origin: String, http| WebDav::open(&folder(&address(origin)), probed.clone(), http);
    survive(
        &proxy,
        12,
        |http| at(proxy.origin(), http),
        || at(server.origin(), std::rc::Rc::new(Native::default())),
    );
}
