//! A web server that knows nothing: GET and HEAD of a folder, content types, content lengths, and not one header more.
//!
//! It is written by hand on std, because every server library helps (ETag, ranges, compression, cache headers), and an app that
//! works here works on any host. It serves under a sub-path, keeps a log, and shows the [`Faults`] it is told to.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use crate::faults::{Fate, Faults};

/// Where the folder is mounted: an app that assumes to be at `/` fails here.
const MOUNT: &str = "/some/sub/path/";

/// One request that the server has answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// `GET` or `HEAD` (others are answered 405 and logged too).
    pub method: String,
    /// The path below the mount point, without the query (`index.html` for the folder itself); the whole path if it is outside.
    pub path: String,
    /// The status that was sent.
    pub status: u16,
}

/// A dist folder served on loopback. Stops when dropped.
pub struct Cdn {
    address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    stop: AtomicBool,
    /// Lets pages of other origins read the answers.
    open: bool,
    offline: AtomicBool,
    state: Mutex<State>,
}

struct State {
    folder: PathBuf,
    faults: Faults,
    extra: HashMap<String, Vec<u8>>,
    turns: HashMap<String, u64>,
    log: Vec<Hit>,
    open: Vec<TcpStream>,
}

impl Shared {
    /// The state; a panicked connection thread leaves it whole, because no change to it can be half done.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Cdn {
    /// Serves `folder` on a free port of 127.0.0.1, under `/some/sub/path/`.
    pub fn serve(folder: impl AsRef<Path>) -> Result<Cdn> {
        Cdn::start(folder, false)
    }

    /// The same for everybody: pages of other origins may read its answers (CORS).
    pub fn open(folder: impl AsRef<Path>) -> Result<Cdn> {
        Cdn::start(folder, true)
    }

    fn start(folder: impl AsRef<Path>, open: bool) -> Result<Cdn> {
        let folder = folder.as_ref();
        ensure!(folder.join("index.html").is_file(), "{} holds no index.html to serve", folder.display());
        let listener = TcpListener::bind("127.0.0.1:0").context("no free port on 127.0.0.1")?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            stop: AtomicBool::new(false),
            open,
            offline: AtomicBool::new(false),
            state: Mutex::new(State {
                folder: folder.to_path_buf(),
                faults: Faults::default(),
                extra: HashMap::new(),
                turns: HashMap::new(),
                log: Vec::new(),
                open: Vec::new(),
            }),
        });
        let accepting = shared.clone();
        std::thread::spawn(move || accept(&listener, &accepting));
        Ok(Cdn { address, shared })
    }

    /// The address of the app: `http://127.0.0.1:<port>/some/sub/path/`.
    pub fn url(&self) -> String {
        format!("{}{MOUNT}", self.origin())
    }

    /// Scheme, host and port.
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Every request since the start, or since the log was cleared.
    pub fn log(&self) -> Vec<Hit> {
        self.shared.state().log.clone()
    }

    /// Forgets the requests so far.
    pub fn clear_log(&self) {
        self.shared.state().log.clear();
    }

    /// From now on serves another folder: a deploy that is done at once.
    pub fn deploy(&self, folder: impl AsRef<Path>) {
        self.shared.state().folder = folder.as_ref().to_path_buf();
    }

    /// From now on shows these faults, each path starting at its first turn again.
    pub fn misbehave(&self, faults: Faults) {
        let mut state = self.shared.state();
        state.faults = faults;
        state.turns.clear();
    }

    /// Serves `body` at `path` (below the mount point) beside what the folder holds: a page of the test's own.
    pub fn put(&self, path: &str, body: impl Into<Vec<u8>>) {
        self.shared.state().extra.insert(path.to_owned(), body.into());
    }

    /// `true`: hangs up on everybody, as if the cable had been pulled. `false`: is back.
    pub fn set_offline(&self, offline: bool) {
        self.shared.offline.store(offline, Ordering::SeqCst);
        if offline {
            self.hang_up();
        }
    }

    /// Ends the connections that are open; browsers keep them for minutes.
    fn hang_up(&self) {
        for stream in self.shared.state().open.drain(..) {
            let _ = stream.shutdown(Shutdown::Both); // it may be closed already
        }
    }
}

impl Drop for Cdn {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.address); // wakes the accept loop, which then ends
        self.hang_up();
    }
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    for stream in listener.incoming() {
        if shared.stop.load(Ordering::SeqCst) {
            return;
        }
        let Ok(stream) = stream else { continue };
        if shared.offline.load(Ordering::SeqCst) {
            continue;
        }
        if let Ok(copy) = stream.try_clone() {
            shared.state().open.push(copy);
        }
        let shared = shared.clone();
        std::thread::spawn(move || {
            let _ = converse(&stream, &shared); // a browser that hangs up is not an error
            let _ = stream.shutdown(Shutdown::Both);
        });
    }
}

/// Answers the requests of one connection until either side closes it.
fn converse(stream: &TcpStream, shared: &Shared) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream);
    loop {
        let mut first = String::new();
        if reader.read_line(&mut first)? == 0 {
            return Ok(());
        }
        let mut line = String::new();
        while reader.read_line(&mut line)? > 2 {
            line.clear();
        }
        let mut words = first.split_whitespace();
        let (Some(method), Some(target)) = (words.next(), words.next()) else { return Ok(()) };
        if !answer(stream, shared, method, target)? {
            return Ok(());
        }
    }
}

/// Answers one request; `false` closes the connection.
fn answer(mut stream: &TcpStream, shared: &Shared, method: &str, target: &str) -> std::io::Result<bool> {
    let plain = unescape(target.split(['?', '#']).next().unwrap_or_default());
    let (inside, path) = match plain.strip_prefix(MOUNT) {
        Some(rest) if rest.is_empty() || rest.ends_with('/') => (true, format!("{rest}index.html")),
        Some(rest) => (true, rest.to_owned()),
        None => (false, plain),
    };
    let known_method = method == "GET" || method == "HEAD";
    let (mut fate, body, spa, delay) = {
        let mut state = shared.state();
        let turn = state.turns.entry(path.clone()).or_default();
        let now = *turn;
        *turn += 1;
        let safe = inside && known_method && !path.split('/').any(|part| part == "..");
        let folder = state.faults.other(&path, now).unwrap_or(&state.folder);
        let body = match state.extra.get(&path) {
            Some(body) => Some(body.clone()),
            None if safe => std::fs::read(folder.join(&path)).ok(),
            None => None,
        };
        let page = state.faults.spa.then(|| std::fs::read(state.folder.join("index.html")).ok()).flatten();
        (state.faults.fate(&path, now), body, page.filter(|_| safe), state.faults.delay)
    };
    std::thread::sleep(delay.unwrap_or(Duration::ZERO));
    if shared.offline.load(Ordering::SeqCst) {
        return Ok(false);
    }
    let (status, kind, body) = match (fate, body) {
        _ if !known_method => (405, "text/plain", b"only GET and HEAD".to_vec()),
        (Fate::Broken, _) => (503, "text/html", b"<h1>Busy</h1>".to_vec()),
        (Fate::Missing, _) | (_, None) => {
            fate = Fate::Served;
            match spa {
                Some(page) => (200, "text/html", page),
                None => (404, "text/html", b"<h1>Not found</h1>".to_vec()),
            }
        }
        (_, Some(body)) => (200, content_type(&path), body),
    };
    shared.state().log.push(Hit { method: method.to_owned(), path, status });
    let short = body.len() * 3 / 5;
    let (promised, sent) = match fate {
        Fate::CutOff => (body.len(), &body[..short]),
        Fate::CutShort => (short, &body[..short]),
        _ => (body.len(), &body[..]),
    };
    let cors = if shared.open { "Access-Control-Allow-Origin: *\r\n" } else { "" };
    let head =
        format!("HTTP/1.1 {status} -\r\nContent-Type: {kind}\r\nContent-Length: {promised}\r\n{cors}\r\n");
    stream.write_all(head.as_bytes())?;
    if method != "HEAD" {
        stream.write_all(sent)?;
    }
    Ok(fate != Fate::CutOff)
}

/// A path as it was before it became a part of an address.
pub(crate) fn unescape(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let escaped = after.get(..2).filter(|_| *first == b'%').and_then(|hex| std::str::from_utf8(hex).ok());
        match escaped.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" | "ts" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpStream;

    use super::{Cdn, Faults, Hit};

    fn site() -> (tempfile::TempDir, Cdn) {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("index.html"), "<p>home</p>").unwrap();
        std::fs::write(folder.path().join("a b.js"), "0123456789").unwrap();
        let cdn = Cdn::serve(folder.path()).unwrap();
        (folder, cdn)
    }

    /// Sends one request and reads until the server closes or 200 ms pass in silence.
    fn ask(cdn: &Cdn, request: &str) -> String {
        let mut stream = TcpStream::connect(cdn.address).unwrap();
        stream.set_read_timeout(Some(std::time::Duration::from_millis(200))).unwrap();
        stream.write_all(format!("{request}\r\nHost: x\r\n\r\n").as_bytes()).unwrap();
        let (mut all, mut part) = (Vec::new(), [0; 4096]);
        while let Ok(n @ 1..) = stream.read(&mut part) {
            all.extend_from_slice(&part[..n]);
        }
        String::from_utf8(all).unwrap()
    }

    #[test]
    fn serves_the_folder_below_the_sub_path_with_two_headers_only() {
        let (_folder, cdn) = site();
        let reply = ask(&cdn, "GET /some/sub/path/?v=1 HTTP/1.1");
        assert_eq!(
            reply,
            "HTTP/1.1 200 -\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: 11\r\n\r\n<p>home</p>"
        );
        assert!(ask(&cdn, "GET /some/sub/path/a%20b.js HTTP/1.1").ends_with("0123456789"));
        assert!(ask(&cdn, "GET / HTTP/1.1").starts_with("HTTP/1.1 404"));
        assert!(ask(&cdn, "GET /some/sub/path/../x HTTP/1.1").starts_with("HTTP/1.1 404"));
        assert!(ask(&cdn, "POST /some/sub/path/ HTTP/1.1").starts_with("HTTP/1.1 405"));
        assert_eq!(cdn.log()[0], Hit { method: "GET".into(), path: "index.html".into(), status: 200 });
        assert_eq!(cdn.log().len(), 5);
    }

    #[test]
    fn head_sends_no_body() {
        let (_folder, cdn) = site();
        assert!(ask(&cdn, "HEAD /some/sub/path/a%20b.js HTTP/1.1").ends_with("Content-Length: 10\r\n\r\n"));
    }

    #[test]
    fn shows_the_faults_it_is_told_to() {
        let (_folder, cdn) = site();
        let get = "GET /some/sub/path/a%20b.js HTTP/1.1";
        cdn.misbehave(Faults { cut_off: 1.0, ..Faults::default() });
        assert!(ask(&cdn, get).ends_with("Content-Length: 10\r\n\r\n012345"));
        cdn.misbehave(Faults { cut_short: 1.0, ..Faults::default() });
        assert!(ask(&cdn, get).ends_with("Content-Length: 6\r\n\r\n012345"));
        cdn.misbehave(Faults { missing: 1.0, spa: true, ..Faults::default() });
        assert!(ask(&cdn, get).ends_with("<p>home</p>"));
        cdn.misbehave(Faults { broken: 1.0, ..Faults::default() });
        assert!(ask(&cdn, get).starts_with("HTTP/1.1 503"));
    }

    #[test]
    fn a_half_finished_deploy_answers_from_both_builds() {
        let (_folder, cdn) = site();
        let other = tempfile::tempdir().unwrap();
        std::fs::write(other.path().join("index.html"), "<p>other</p>").unwrap();
        cdn.misbehave(Faults { mixed_with: Some(other.path().into()), ..Faults::default() });
        let pages: Vec<String> = (0..20).map(|_| ask(&cdn, "GET /some/sub/path/ HTTP/1.1")).collect();
        assert!(pages.iter().any(|page| page.contains("home")));
        assert!(pages.iter().any(|page| page.contains("other")));
    }

    #[test]
    fn offline_hangs_up_and_comes_back() {
        let (_folder, cdn) = site();
        cdn.set_offline(true);
        assert_eq!(ask(&cdn, "GET /some/sub/path/ HTTP/1.1"), "");
        cdn.set_offline(false);
        assert!(ask(&cdn, "GET /some/sub/path/ HTTP/1.1").ends_with("<p>home</p>"));
    }
}
