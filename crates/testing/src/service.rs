//! A browser answers calls: `thumbnail(photo, 64).on(browser.page()).await` runs in a real worker, from `cargo test`.
//!
//! The call goes through `window.nearside`, the door that plain JavaScript uses, so what is tested is what people get. Files
//! enter through an `<input type="file">`, as handles, and come back in blocks. The page keeps each running call in a table and
//! is asked about it, because a WebDriver command that waits would keep every other command waiting too.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use fantoccini::Client;
use nearside::wire::Parcel;
use nearside::{Answer, Call, Error, File, Kind, Options, Part, Priority, Result, Service};
use serde::Deserialize;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::browser::Browser;
use crate::page::{hand_over, js};

/// How much of a reply's file one command brings: WebDriver's answers are JSON, and Chromium's may not be of any size.
const BLOCK: u64 = 4 << 20;

/// Starts a call and keeps it in the page's table.
const START: &str = r#"
const { id, path, text, files: notes, options } = args;
const near = window.nearside;
if (!near) throw new Error("the page has no window.nearside: is it a nearside app, and has it started?");
const input = document.getElementById(id);
const files = [...input.files].map((file, n) =>
  new File([file], notes[n].name, { type: notes[n].kind, ...(notes[n].modified === null ? {} : { lastModified: notes[n].modified }) }));
input.remove();
const abort = new AbortController();
const call = { abort, progress: null, parts: [], end: null };
(window.nearsideCalls ??= new Map()).set(id, call);
// Where the value holds one of the reply's files, the text gets its mark.
const pack = reply => {
  const files = [...reply];
  const mark = (_, value) => files.includes(value) ? { $file: files.indexOf(value) } : value;
  return { text: JSON.stringify(reply.value ?? null, mark), files };
};
near.call(path, JSON.parse(text), files, {
  ...options,
  signal: abort.signal,
  onprogress: fraction => { call.progress = fraction; },
  onpart: part => { call.parts.push(pack(part)); },
}).then(
  reply => { call.end = { reply: pack(reply) }; },
  error => { call.end = { error: { kind: error.kind ?? "Failed", message: String(error.message ?? error), detail: error.detail, stack: error.stackTrace } }; });
"#;

/// Asks how far a call is. Files stay in the page, and are spoken of by their place in `held`.
const ASK: &str = r#"
const call = window.nearsideCalls?.get(args);
if (!call) throw new Error("the page was left or reloaded while the call ran");
const held = call.held ??= [];
const tell = ({ text, files }) => ({
  text,
  files: files.map(file => ({ place: held.push(file) - 1, name: file.name ?? "", kind: file.type, size: file.size, modified: file.lastModified ?? null })),
});
const { progress } = call;
call.progress = null;
return { progress, parts: call.parts.splice(0).map(tell), reply: call.end?.reply ? tell(call.end.reply) : null, error: call.end?.error ?? null };
"#;

/// Reads a block of a held file.
const READ: &str = r#"
const { id, place, from, to } = args;
const block = window.nearsideCalls.get(id).held[place].slice(from, to);
return await new Promise((done, fail) => {
  const reader = new FileReader();
  reader.onload = () => done(reader.result.slice(reader.result.indexOf(",") + 1));
  reader.onerror = () => fail(reader.error);
  reader.readAsDataURL(block);
});
"#;

const FORGET: &str = "window.nearsideCalls?.get(args)?.abort.abort(); window.nearsideCalls?.delete(args);";

#[derive(Deserialize)]
struct State {
    progress: Option<f64>,
    parts: Vec<Held>,
    reply: Option<Held>,
    error: Option<Error>,
}

#[derive(Deserialize)]
struct Held {
    text: String,
    files: Vec<HeldFile>,
}

#[derive(Deserialize)]
struct HeldFile {
    place: usize,
    name: String,
    size: u64,
    modified: Option<f64>,
}

/// The page of a [`Browser`]'s tab, as a service: whatever nearside app is open in it answers.
#[derive(Clone)]
pub struct Page {
    client: Client,
}

impl Browser {
    /// The open page, to run calls on.
    pub fn page(&self) -> Page {
        Page { client: self.client.clone() }
    }
}

impl Service for Page {
    fn call(&self, call: Call) -> Answer {
        let client = self.client.clone();
        Box::pin(async move { Running::start(client, &call).await?.settle(&call).await })
    }
}

/// A call that runs in the page; dropping it cancels it there.
struct Running {
    client: Client,
    id: String,
    // The page may read the arguments' files as long as the call runs.
    _files: TempDir,
}

impl Running {
    async fn start(client: Client, call: &Call) -> Result<Running> {
        let folder = tempfile::tempdir()?;
        let id = format!("nearside-{}", unique());
        let (mut paths, mut notes) = (Vec::new(), Vec::new());
        for (place, file) in call.args.files.iter().enumerate() {
            let path = folder.path().join(place.to_string());
            std::fs::write(&path, file.bytes().await?)?;
            paths.push(path);
            notes.push(json!({ "name": file.name(), "kind": file.kind(), "modified": file.modified() }));
        }
        hand_over(&client, &id, &paths).await.map_err(broken)?;
        let options = options(&call.options);
        let start = json!({ "id": id, "path": call.path, "text": call.args.text, "files": notes, "options": options });
        js::<()>(&client, START, start).await.map_err(broken)?;
        Ok(Running { client, id, _files: folder })
    }

    async fn settle(self, call: &Call) -> Result<Parcel> {
        let mut pause = Duration::from_millis(2);
        loop {
            let state: State = js(&self.client, ASK, &self.id).await.map_err(broken)?;
            if let (Some(done), Some(listener)) = (state.progress, &call.watch.progress) {
                listener(done);
            }
            for part in state.parts {
                let value = self.fetch(part).await?;
                if let Some(listener) = &call.watch.parts {
                    listener(Part { value, taken: Box::new(|| ()) });
                }
            }
            match (state.reply, state.error) {
                (Some(reply), _) => return self.fetch(reply).await,
                (None, Some(error)) => return Err(error),
                (None, None) => tokio::time::sleep(pause).await,
            }
            pause = (pause * 2).min(Duration::from_millis(50));
        }
    }

    /// Brings a reply here, with the bytes of its files.
    async fn fetch(&self, held: Held) -> Result<Parcel> {
        let mut files = Vec::new();
        for file in &held.files {
            let mut bytes = Vec::with_capacity(usize::try_from(file.size)?);
            while (bytes.len() as u64) < file.size {
                let (from, to) = (bytes.len() as u64, (bytes.len() as u64 + BLOCK).min(file.size));
                let ask = json!({ "id": self.id, "place": file.place, "from": from, "to": to });
                let block: String = js(&self.client, READ, ask).await.map_err(broken)?;
                bytes.extend(STANDARD.decode(block)?);
            }
            files.push(File::new(file.name.clone(), bytes).dated(file.modified));
        }
        Ok(Parcel { text: held.text, files })
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let (client, id) = (self.client.clone(), std::mem::take(&mut self.id));
        // Outside a runtime the browser is about to end anyway.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move { js::<()>(&client, FORGET, id).await });
        }
    }
}

fn options(options: &Options) -> Value {
    let priority = match options.priority {
        Priority::Interactive => "interactive",
        Priority::Visible => "visible",
        Priority::Batch => "batch",
    };
    let mut all = json!({ "priority": priority });
    if let Some(deadline) = options.deadline {
        all["deadline"] = json!(deadline.as_millis() as u64);
    }
    if let Some(key) = &options.near {
        all["near"] = json!(key);
    }
    if let Some(gate) = &options.gate {
        all["gate"] = json!(gate);
    }
    if options.hard {
        all["hard"] = json!(true);
    }
    if options.memory > 0 {
        all["memory"] = json!(options.memory);
    }
    all
}

/// A number that no other call of this process has.
fn unique() -> u64 {
    use std::sync::atomic::{AtomicU64, Ordering};
    static NEXT: AtomicU64 = AtomicU64::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// The browser itself failed, not the call.
fn broken(error: anyhow::Error) -> Error {
    Error::new(Kind::WorkerLost, format!("{error:#}"))
}
