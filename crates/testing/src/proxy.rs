//! A bad line: a proxy on loopback in front of a real server, which counts what passes and shows the [`Trouble`] it is told to.
//!
//! Faults are made here and not in a server of our own, because only a real server does what it does when half a request
//! arrives. One connection carries one request, so that a reset hits exactly that one, and headers pass as they came, `Host`
//! among them: signatures and WebDAV's `Destination` depend on it.

mod cors;
mod trouble;

use std::collections::HashMap;
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use socket2::SockRef;

use cors::{Asker, Rule};

pub use trouble::{Fate, Trouble};

/// Bytes of a body that are taken at once.
const BLOCK: usize = 64 << 10;

/// One request that came by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// `GET`, `PROPFIND`, …
    pub method: String,
    /// The address without host and query, escaped as it came.
    pub path: String,
    /// What became of it.
    pub fate: Fate,
    /// Bytes of the request's body.
    pub sent: u64,
    /// The status that the client was sent, if it was.
    pub status: Option<u16>,
}

/// A line to a server. Ends when dropped.
pub struct Proxy {
    address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    server: SocketAddr,
    stop: AtomicBool,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    trouble: Trouble,
    /// What pages may do; `None` leaves it to the server.
    rules: Option<Vec<Rule>>,
    turns: HashMap<String, u64>,
    log: Vec<Passage>,
    begun: Vec<String>,
}

impl Shared {
    /// The state; a panicked connection thread leaves it whole, because no change to it can be half done.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Proxy {
    /// A faultless line to the server at `origin`, such as `http://127.0.0.1:8080`.
    pub fn before(origin: &str) -> Result<Proxy> {
        let server = origin.strip_prefix("http://").context("a server without http:// has no line")?;
        let server = server.parse().with_context(|| format!("{origin} is no address of this machine"))?;
        let listener = TcpListener::bind("127.0.0.1:0").context("no free port on 127.0.0.1")?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared { server, stop: AtomicBool::new(false), state: Mutex::default() });
        let accepting = shared.clone();
        std::thread::spawn(move || accept(&listener, &accepting));
        Ok(Proxy { address, shared })
    }

    /// Scheme, host and port.
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// From now on shows these troubles, each address starting at its first turn again.
    pub fn misbehave(&self, trouble: Trouble) {
        let mut state = self.shared.state();
        state.trouble = trouble;
        state.turns.clear();
    }

    /// From now on obeys a CORS policy in the JSON of `aws s3api put-bucket-cors`, in the place of a server that has none.
    pub fn allow(&self, policy: &str) -> Result<()> {
        self.shared.state().rules = Some(serde_json::from_str(policy).context("that is no CORS policy")?);
        Ok(())
    }

    /// Every request since the start, or since the log was cleared, in the order in which they ended.
    pub fn log(&self) -> Vec<Passage> {
        self.shared.state().log.clone()
    }

    /// Every request that began to come by, whether all of it came or not, as `PUT /address?query`.
    pub fn begun(&self) -> Vec<String> {
        self.shared.state().begun.clone()
    }

    /// Forgets the requests so far.
    pub fn clear_log(&self) {
        let mut state = self.shared.state();
        state.log.clear();
        state.begun.clear();
    }

    /// How many requests of a method came by.
    pub fn count(&self, method: &str) -> usize {
        self.shared.state().log.iter().filter(|passage| passage.method == method).count()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.address); // wakes the accept loop, which then ends
    }
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    for stream in listener.incoming() {
        if shared.stop.load(Ordering::SeqCst) {
            return;
        }
        let Ok(stream) = stream else { continue };
        let shared = shared.clone();
        std::thread::spawn(move || carry(&stream, &shared));
    }
}

/// A request as it came.
struct Request {
    method: String,
    path: String,
    /// The head without the line that ends it.
    head: Vec<u8>,
    body: Vec<u8>,
    asker: Asker,
}

/// Carries the one request of a connection. A client that hangs up in between is not an error.
fn carry(client: &TcpStream, shared: &Shared) {
    let Ok(Some(request)) = read(client, shared) else { return };
    let (fate, latency) = {
        let mut state = shared.state();
        let what = format!("{} {}", request.method, request.path);
        let turn = state.turns.entry(what.clone()).or_default();
        let now = *turn;
        *turn += 1;
        (state.trouble.fate(&what, now), state.trouble.latency)
    };
    let (answer, end) = meet(client, shared, &request, fate, latency).unwrap_or((Vec::new(), End::Reset));
    let status = answer.split(|byte| *byte == b' ').nth(1).and_then(|word| std::str::from_utf8(word).ok());
    let status = status.and_then(|word| word.parse().ok());
    let Request { method, path, body, .. } = request;
    // Noted first: whoever has the answer finds it in the log.
    shared.state().log.push(Passage { method, path, fate, sent: body.len() as u64, status });
    // A client that has gone away misses nothing.
    let _ = (&mut &*client).write_all(&answer).and_then(|()| match end {
        End::Close => client.shutdown(Shutdown::Write),
        End::Reset => reset(client),
    });
}

/// How a connection ends.
enum End {
    Close,
    Reset,
}

/// Lets a request meet its fate: what the client is sent, and how that ends.
fn meet(
    client: &TcpStream,
    shared: &Shared,
    request: &Request,
    fate: Fate,
    latency: Duration,
) -> std::io::Result<(Vec<u8>, End)> {
    let nothing = (Vec::new(), End::Reset);
    Ok(match fate {
        Fate::Busy(status, when) => (say(status, if when { "Retry-After: 1\r\n" } else { "" }), End::Close),
        Fate::Refused => nothing,
        Fate::TornRequest => {
            let server = TcpStream::connect(shared.server)?;
            send(&server, request, request.body.len() / 2)?;
            reset(&server)?;
            nothing
        }
        Fate::LostAnswer => exchange(shared, request).map(|_| nothing)?,
        Fate::GaveUp => exchange(shared, request).map(|_| (say(504, ""), End::Close))?,
        Fate::Stalled => stall(client, shared).map(|()| nothing)?,
        Fate::TornAnswer(with_reset) => {
            let mut answer = answer(shared, request)?;
            let body = answer.windows(4).position(|at| at == b"\r\n\r\n").map_or(answer.len(), |at| at + 4);
            // Without a body there is a head to tear.
            let end = if body < answer.len() { body + (answer.len() - body) / 2 } else { body / 2 };
            answer.truncate(end);
            (answer, if with_reset { End::Reset } else { End::Close })
        }
        Fate::Passed => (answer(shared, request)?, End::Close),
        Fate::Late => {
            std::thread::sleep(latency);
            (answer(shared, request)?, End::Close)
        }
    })
}

/// Holds a client until it goes away by itself.
fn stall(mut client: &TcpStream, shared: &Shared) -> std::io::Result<()> {
    let start = Instant::now();
    client.set_read_timeout(Some(Duration::from_millis(100)))?;
    while start.elapsed() < Duration::from_secs(300) && !shared.stop.load(Ordering::SeqCst) {
        match client.read(&mut [0]) {
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
            _ => break,
        }
    }
    Ok(())
}

/// Closes a connection as a router does that has forgotten it.
fn reset(stream: &TcpStream) -> std::io::Result<()> {
    SockRef::from(stream).set_linger(Some(Duration::ZERO))
}

/// An answer in the server's place.
fn say(status: u16, headers: &str) -> Vec<u8> {
    let body = "<h1>Come back later</h1>";
    let length = body.len();
    // Pages have to be able to tell this from a missing CORS rule, as they are at any server that is set up with care.
    format!(
        "HTTP/1.1 {status} -\r\nAccess-Control-Allow-Origin: *\r\nAccess-Control-Expose-Headers: Retry-After\r\n\
         Content-Type: text/html\r\nContent-Length: {length}\r\nConnection: close\r\n{headers}\r\n{body}"
    )
    .into_bytes()
}

/// What the server answers, with what the policy adds to it.
fn answer(shared: &Shared, request: &Request) -> std::io::Result<Vec<u8>> {
    let rules = shared.state().rules.clone();
    let Some(rules) = rules else { return exchange(shared, request) };
    let leave = cors::leave(&rules, &request.asker, &request.method);
    if request.method == "OPTIONS" && request.asker.asks() {
        let status = if leave.is_some() { 200 } else { 403 };
        let headers = leave.unwrap_or_default();
        let head = format!("HTTP/1.1 {status} -\r\nContent-Length: 0\r\nConnection: close\r\n{headers}\r\n");
        return Ok(head.into_bytes());
    }
    let mut answer = exchange(shared, request)?;
    if let (Some(leave), Some(first)) = (leave, answer.iter().position(|byte| *byte == b'\n')) {
        answer.splice(first + 1..first + 1, leave.into_bytes());
    }
    Ok(answer)
}

/// What the server answers, whole.
fn exchange(shared: &Shared, request: &Request) -> std::io::Result<Vec<u8>> {
    let mut server = TcpStream::connect(shared.server)?;
    send(&server, request, request.body.len())?;
    let (mut answer, mut length) = (Vec::new(), None);
    let mut reader = BufReader::new(&mut server);
    // Not every server hangs up when it is asked to, so the answer ends where it says.
    loop {
        let start = answer.len();
        reader.read_until(b'\n', &mut answer)?;
        let line = String::from_utf8_lossy(&answer[start..]).to_ascii_lowercase();
        if line.len() <= 2 {
            break;
        }
        length =
            line.strip_prefix("content-length:").and_then(|length| length.trim().parse().ok()).or(length);
    }
    let status = answer.get(8..).unwrap_or_default();
    let bodiless = request.method == "HEAD" || status.starts_with(b" 204 ") || status.starts_with(b" 304 ");
    reader.take(if bodiless { 0 } else { length.unwrap_or(u64::MAX) }).read_to_end(&mut answer)?;
    Ok(answer)
}

/// Sends a request with as many bytes of its body.
fn send(mut server: &TcpStream, request: &Request, bytes: usize) -> std::io::Result<()> {
    server.write_all(&request.head)?;
    server.write_all(b"Connection: close\r\n\r\n")?;
    server.write_all(&request.body[..bytes])
}

/// Reads a request, without what it says of its connection; `None` when there is none.
fn read(client: &TcpStream, shared: &Shared) -> std::io::Result<Option<Request>> {
    client.set_nodelay(true)?;
    let mut reader = BufReader::new(client);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let mut words = line.split(' ');
    let (Some(method), Some(target)) = (words.next(), words.next()) else { return Ok(None) };
    let path = target.split('?').next().unwrap_or_default();
    let begun = format!("{method} {target}");
    let (method, path) = (method.to_owned(), path.to_owned());
    let (mut head, mut length, mut asker) = (line.clone().into_bytes(), 0, Asker::default());
    loop {
        line.clear();
        if reader.read_line(&mut line)? <= 2 {
            break;
        }
        let (name, value) = line.split_once(':').unwrap_or((&line, ""));
        match name.to_ascii_lowercase().as_str() {
            "connection" => continue,
            "content-length" => length = value.trim().parse().unwrap_or_default(),
            "origin" => asker.origin = Some(value.trim().to_owned()),
            "access-control-request-method" => asker.method = Some(value.trim().to_owned()),
            "access-control-request-headers" => {
                let names = value.split(',').map(|name| name.trim().to_ascii_lowercase());
                asker.headers = names.filter(|name| !name.is_empty()).collect();
            }
            _ => {}
        }
        head.extend_from_slice(line.as_bytes());
    }
    let pace = {
        let mut state = shared.state();
        state.begun.push(begun);
        state.trouble.pace
    };
    let mut body = vec![0; length];
    for block in body.chunks_mut(BLOCK) {
        let start = Instant::now();
        reader.read_exact(block)?;
        if let Some(pace) = pace {
            let wanted = Duration::from_secs_f64(block.len() as f64 / pace as f64);
            std::thread::sleep(wanted.saturating_sub(start.elapsed()));
        }
    }
    Ok(Some(Request { method, path, head, body, asker }))
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpStream;
    use std::time::Duration;

    use super::{Fate, Proxy, Trouble};
    use crate::Cdn;

    const BODY: &str = "<p>0123456789</p>";

    fn line() -> (tempfile::TempDir, Cdn, Proxy) {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("index.html"), BODY).unwrap();
        let cdn = Cdn::serve(folder.path()).unwrap();
        let proxy = Proxy::before(&cdn.origin()).unwrap();
        (folder, cdn, proxy)
    }

    /// All that comes back, and whether it ended as it should.
    fn ask(proxy: &Proxy) -> (String, bool) {
        let mut stream = TcpStream::connect(proxy.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_millis(500))).unwrap();
        stream.write_all(b"GET /some/sub/path/?x=1 HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
        let mut answer = Vec::new();
        let ended = stream.read_to_end(&mut answer).is_ok();
        (String::from_utf8(answer).unwrap(), ended)
    }

    #[test]
    fn a_faultless_line_changes_nothing_and_counts() {
        let (_folder, cdn, proxy) = line();
        let (answer, ended) = ask(&proxy);
        assert!(ended && answer.starts_with("HTTP/1.1 200") && answer.ends_with(BODY), "{answer}");
        assert_eq!((proxy.count("GET"), proxy.count("OPTIONS"), cdn.log().len()), (1, 0, 1));
        assert_eq!(proxy.begun(), ["GET /some/sub/path/?x=1"]);
        let [passage] = proxy.log().try_into().unwrap();
        assert_eq!((passage.path.as_str(), passage.sent, passage.status), ("/some/sub/path/", 0, Some(200)));
    }

    #[test]
    fn each_trouble_is_what_it_is_called() {
        let (_folder, cdn, proxy) = line();
        let meet = |trouble: Trouble| {
            cdn.clear_log();
            proxy.misbehave(trouble);
            let (answer, ended) = ask(&proxy);
            // A request that is torn for good may still be on its way.
            (answer, ended, cdn.log().len())
        };
        let none = Trouble::default;
        assert_eq!(meet(Trouble { refused: 1.0, ..none() }), (String::new(), false, 0));
        assert_eq!(meet(Trouble { lost_answer: 1.0, ..none() }), (String::new(), false, 1));
        assert_eq!(meet(Trouble { stalled: 1.0, ..none() }), (String::new(), false, 0));
        let (answer, ended, reached) = meet(Trouble { gave_up: 1.0, ..none() });
        assert!(answer.starts_with("HTTP/1.1 504") && ended && reached == 1);
        let (answer, _, reached) = meet(Trouble { busy: 1.0, ..none() });
        assert!(answer.contains("Come back later") && reached == 0);
        let (answer, _, reached) = meet(Trouble { torn_answer: 1.0, ..none() });
        assert!(
            answer.contains("Content-Length: 17\r\n\r\n<p>") && !answer.contains("9</p>") && reached == 1
        );
        assert!(matches!(proxy.log().last().unwrap().fate, Fate::TornAnswer(_)));
    }
}
