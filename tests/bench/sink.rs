//! A bucket without a disk: as much of S3 as an upload and its rivals need, so that no server's work is measured.
//!
//! Small objects are kept. Large bodies are looked at and dropped: each word of the bench's files is its own place, so a part
//! that arrives torn, doubled or elsewhere is seen on the way. What a server does with signatures, conditions and disks is
//! tested with real ones (`crates/store/tests/remote`); here it would only be in everybody's time.

use std::collections::{BTreeMap, HashMap};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::{Context, Result};

/// Bodies up to so many bytes are kept whatever they are.
const SMALL: usize = 1 << 20;
/// How much of a body is read at a time.
const BLOCK: usize = 256 << 10;
/// What every answer says, so that pages may read it.
const CORS: &str = "Access-Control-Allow-Origin: *\r\nAccess-Control-Expose-Headers: ETag\r\n";

/// A running bucket server. It ends with the process.
pub struct Sink {
    origin: String,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    objects: BTreeMap<String, Object>,
    uploads: HashMap<String, BTreeMap<u32, Object>>,
    begun: u64,
    /// How often each method was asked for.
    methods: HashMap<String, u64>,
    /// What was wrong with a body.
    wrong: Vec<String>,
    /// Whether large bodies are kept, not looked at: sealed ones, to be read again.
    keep: bool,
}

#[derive(Clone, Default)]
struct Object {
    size: usize,
    /// Nothing for a large one, whose words are their places.
    bytes: Option<Arc<Vec<u8>>>,
}

impl Object {
    fn read(&self, range: Range<usize>) -> Vec<u8> {
        match &self.bytes {
            Some(bytes) => bytes[range].to_vec(),
            None => {
                let words =
                    (range.start / 4..range.end.div_ceil(4)).flat_map(|word| (word as u32).to_le_bytes());
                words.skip(range.start % 4).take(range.len()).collect()
            }
        }
    }

    fn tag(&self) -> String {
        let sum = self.bytes.as_ref().map_or(0, |bytes| crc32fast::hash(bytes));
        format!("\"{:024x}{sum:08x}\"", self.size)
    }
}

impl Sink {
    /// Starts one on a free port of loopback.
    pub fn start() -> Result<Sink> {
        let listener = TcpListener::bind("127.0.0.1:0").context("no free port on 127.0.0.1")?;
        let origin = format!("http://{}", listener.local_addr()?);
        let state = Arc::<Mutex<State>>::default();
        let shared = state.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = shared.clone();
                // A client that goes away ends its connection; what it sent was not answered.
                std::thread::spawn(move || drop(serve(&stream, &shared)));
            }
        });
        Ok(Sink { origin, state })
    }

    /// Scheme, host and port.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Keeps large bodies from now on, or looks at them and drops them.
    pub fn keep(&self, keep: bool) {
        lock(&self.state).keep = keep;
    }

    /// Lets go of all objects that are large.
    pub fn forget(&self) {
        lock(&self.state).objects.retain(|_, object| object.size <= SMALL);
    }

    /// How often a method was asked for, since this was asked last.
    pub fn count(&self, method: &str) -> u64 {
        lock(&self.state).methods.remove(method).unwrap_or(0)
    }

    /// Puts an object there whose words are their places.
    pub fn put(&self, key: &str, size: usize) {
        lock(&self.state).objects.insert(key.to_owned(), Object { size, bytes: None });
    }

    /// The size of an object, if it is there.
    pub fn size(&self, key: &str) -> Option<usize> {
        lock(&self.state).objects.get(key).map(|object| object.size)
    }

    /// What was wrong so far, and forgets it.
    pub fn wrong(&self) -> Vec<String> {
        std::mem::take(&mut lock(&self.state).wrong)
    }
}

/// The state; a panicked connection leaves it whole, because no change to it can be half done.
fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

struct Request {
    method: String,
    /// Without the bucket.
    key: String,
    query: HashMap<String, String>,
    headers: HashMap<String, String>,
    body: Object,
}

type Answer = (u16, String, Vec<u8>);

fn serve(stream: &TcpStream, state: &Mutex<State>) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::with_capacity(BLOCK, stream);
    while let Some(request) = read(&mut reader, state)? {
        let head_only = request.method == "HEAD";
        let (status, headers, body) = answer(request, &mut lock(state));
        let length = body.len();
        let mut out =
            format!("HTTP/1.1 {status} -\r\n{CORS}{headers}Content-Length: {length}\r\n\r\n").into_bytes();
        if !head_only {
            out.extend(body);
        }
        (&mut &*stream).write_all(&out)?;
    }
    Ok(())
}

fn read(reader: &mut BufReader<&TcpStream>, state: &Mutex<State>) -> std::io::Result<Option<Request>> {
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let mut words = line.split(' ');
    let (Some(method), Some(target)) = (words.next(), words.next()) else { return Ok(None) };
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (name.to_owned(), plain(value))
    };
    let query = query.split('&').filter(|part| !part.is_empty()).map(pair).collect::<HashMap<_, _>>();
    let key = plain(path.trim_start_matches('/').split_once('/').map_or("", |(_, key)| key));
    let method = method.to_owned();
    let mut headers = HashMap::new();
    loop {
        line.clear();
        if reader.read_line(&mut line)? <= 2 {
            break;
        }
        if let Some((name, value)) = line.split_once(':') {
            headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
        }
    }
    let length = headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    // Where in its file a part begins: all parts but the last are of 8 MiB, as everybody here cuts them.
    let part = query.get("partNumber").and_then(|number| number.parse::<usize>().ok()).unwrap_or(1);
    let body = body(reader, length, (part - 1) * (8 << 20), &key, state)?;
    *lock(state).methods.entry(method.clone()).or_default() += 1;
    Ok(Some(Request { method, key, query, headers, body }))
}

/// Takes a body in.
fn body(
    reader: &mut impl Read,
    length: usize,
    start: usize,
    key: &str,
    state: &Mutex<State>,
) -> std::io::Result<Object> {
    if length <= SMALL || lock(state).keep {
        let mut bytes = vec![0; length];
        reader.read_exact(&mut bytes)?;
        return Ok(Object { size: length, bytes: Some(Arc::new(bytes)) });
    }
    let mut block = vec![0; BLOCK];
    let mut at = 0;
    while at < length {
        let end = (at + BLOCK).min(length);
        reader.read_exact(&mut block[..end - at])?;
        for place in [at, (end - 4).next_multiple_of(4).min(end - 4)] {
            let word = block[place - at..place - at + 4].try_into().map(u32::from_le_bytes);
            if word.ok() != u32::try_from((start + place) / 4).ok() {
                lock(state).wrong.push(format!("{key} has {word:?} at {}", start + place));
            }
        }
        at = end;
    }
    Ok(Object { size: length, bytes: None })
}

fn plain(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let coded = (byte == b'%').then(|| rest.as_slice_hex());
        bytes.push(coded.flatten().unwrap_or(byte));
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The byte that two hexadecimal digits mean.
trait Hex {
    fn as_slice_hex(&mut self) -> Option<u8>;
}

impl Hex for std::str::Bytes<'_> {
    fn as_slice_hex(&mut self) -> Option<u8> {
        let digits = [self.next()?, self.next()?];
        u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()
    }
}

fn answer(request: Request, state: &mut State) -> Answer {
    let Request { method, key, query, headers, body } = request;
    let header = |name: &str| headers.get(name).map(String::as_str);
    match (method.as_str(), query.get("uploadId")) {
        ("OPTIONS", _) => allowed(header("access-control-request-headers").unwrap_or_default()),
        ("POST", None) => {
            state.begun += 1;
            let id = state.begun.to_string();
            state.uploads.insert(id.clone(), BTreeMap::new());
            document("InitiateMultipartUploadResult", &format!("<UploadId>{id}</UploadId>"))
        }
        ("PUT", Some(id)) => {
            let number = query.get("partNumber").and_then(|number| number.parse().ok()).unwrap_or(0);
            let tag = body.tag();
            match state.uploads.get_mut(id) {
                Some(parts) => drop(parts.insert(number, body)),
                None => return failed(404, "NoSuchUpload"),
            }
            (200, format!("ETag: {tag}\r\n"), Vec::new())
        }
        ("GET", Some(id)) => match state.uploads.get(id) {
            Some(parts) => document("ListPartsResult", &parts.iter().map(listed).collect::<String>()),
            None => failed(404, "NoSuchUpload"),
        },
        ("POST", Some(id)) => match refused(state, &key, &headers).or_else(|| finish(state, id, &key)) {
            Some(failed) => failed,
            None => document("CompleteMultipartUploadResult", &format!("<ETag>{}</ETag>", tag(state, &key))),
        },
        ("DELETE", Some(id)) => {
            state.uploads.remove(id);
            (204, String::new(), Vec::new())
        }
        ("PUT", None) if header("x-amz-copy-source").is_some() => failed(501, "NotImplemented"),
        ("PUT", None) => match refused(state, &key, &headers) {
            Some(refused) => refused,
            None => {
                state.objects.insert(key.clone(), body);
                (200, format!("ETag: {}\r\n", tag(state, &key)), Vec::new())
            }
        },
        ("DELETE", None) => {
            state.objects.remove(&key);
            (204, String::new(), Vec::new())
        }
        ("GET" | "HEAD", None) if key.is_empty() => {
            list(state, query.get("prefix").map_or("", String::as_str))
        }
        ("GET" | "HEAD", None) => match state.objects.get(&key) {
            Some(object) => content(object, header("range")),
            None => failed(404, "NoSuchKey"),
        },
        _ => failed(405, "MethodNotAllowed"),
    }
}

fn allowed(asked: &str) -> Answer {
    let may = format!(
        "Access-Control-Allow-Methods: GET, HEAD, PUT, POST, DELETE\r\nAccess-Control-Allow-Headers: {asked}\r\n"
    );
    (200, may, Vec::new())
}

fn document(name: &str, inner: &str) -> Answer {
    (200, "Content-Type: application/xml\r\n".to_owned(), format!("<{name}>{inner}</{name}>").into_bytes())
}

fn failed(status: u16, code: &str) -> Answer {
    let text = format!("<Error><Code>{code}</Code><Message>-</Message></Error>");
    (status, "Content-Type: application/xml\r\n".to_owned(), text.into_bytes())
}

fn listed((number, part): (&u32, &Object)) -> String {
    let (tag, size) = (part.tag(), part.size);
    format!("<Part><PartNumber>{number}</PartNumber><ETag>{tag}</ETag><Size>{size}</Size></Part>")
}

fn tag(state: &State, key: &str) -> String {
    state.objects.get(key).map(Object::tag).unwrap_or_default()
}

/// Why a condition keeps this from being written.
fn refused(state: &State, key: &str, headers: &HashMap<String, String>) -> Option<Answer> {
    let there = state.objects.get(key);
    let new = headers.contains_key("if-none-match") && there.is_some();
    let other = headers.get("if-match").is_some_and(|tag| there.is_none_or(|object| object.tag() != *tag));
    (new || other).then(|| failed(412, "PreconditionFailed"))
}

/// Makes an object of the parts; says why it cannot.
fn finish(state: &mut State, id: &str, key: &str) -> Option<Answer> {
    let Some(parts) = state.uploads.remove(id) else { return Some(failed(404, "NoSuchUpload")) };
    let size = parts.values().map(|part| part.size).sum();
    let kept = parts.values().all(|part| part.bytes.is_some());
    let whole = || {
        let mut whole = Vec::with_capacity(size);
        parts
            .values()
            .filter_map(|part| part.bytes.as_deref())
            .for_each(|part| whole.extend_from_slice(part));
        whole
    };
    let bytes = kept.then(|| Arc::new(whole()));
    state.objects.insert(key.to_owned(), Object { size, bytes });
    None
}

fn list(state: &State, prefix: &str) -> Answer {
    let found = state.objects.iter().filter(|(key, _)| key.starts_with(prefix));
    let found = found.map(|(key, object)| {
        let (tag, size) = (object.tag(), object.size);
        let date = "2026-01-01T00:00:00.000Z";
        format!("<Contents><Key>{key}</Key><LastModified>{date}</LastModified><ETag>{tag}</ETag><Size>{size}</Size></Contents>")
    });
    document("ListBucketResult", &format!("<IsTruncated>false</IsTruncated>{}", found.collect::<String>()))
}

fn content(object: &Object, range: Option<&str>) -> Answer {
    let (size, tag) = (object.size, object.tag());
    let range = range.and_then(|range| {
        let (start, end) = range.strip_prefix("bytes=")?.split_once('-')?;
        let end = end.parse::<usize>().map_or(size, |end| (end + 1).min(size));
        Some(start.parse::<usize>().ok()?.min(end)..end)
    });
    match range {
        Some(range) => {
            let said = format!("bytes {}-{}/{size}", range.start, range.end.saturating_sub(1));
            (206, format!("ETag: {tag}\r\nContent-Range: {said}\r\n"), object.read(range))
        }
        None => (200, format!("ETag: {tag}\r\n"), object.read(0..size)),
    }
}
