//! One store for all tabs: a worker leads and has the files open, the others ask it.
//!
//! Sync access handles exclude each other, so whoever holds the lock opens the files and says so; the rest send what they want
//! over the channel. A leader may end at any moment. The next one opens the files again and announces itself, and everybody asks
//! it what was not answered yet, under the same number, so that a change is made once (see [`Keeper`]).

use std::cell::{Cell, RefCell};
use std::ops::Range;
use std::rc::{Rc, Weak};

use async_trait::async_trait;
use futures_channel::oneshot;
use nearside::File;
use serde::{Deserialize, Serialize};
use wasm_bindgen_futures::spawn_local;

use super::ask::{Answer, Ask, perform};
use super::browser::{persisted, sleep};
use super::channel::{Channel, Lead, lead, lead_if_free, renounce};
use super::files::can;
use super::keeper::Keeper;
use super::medium::Medium;
use super::opfs::read_handed;
use crate::body::{join, load};
use crate::table::Table;
use crate::{Can, Entry, Error, Kind, Page, Part, Path, Result, State, Store, Upload, When, Written};

/// Milliseconds from one look after the files to the next.
const TEND: f64 = 10_000.0;
/// Milliseconds from the opening to the first one, so that it does not delay what somebody waits for.
const FIRST: f64 = 1_000.0;

/// From how many bytes on it takes less time to open a file than to have it read.
const LARGE: u64 = 1 << 20;
/// So many files are asked for at a time: fewer than a leader remembers to have been asked for.
const BATCH: usize = 1000;

/// What workers say to each other.
#[derive(Serialize, Deserialize)]
enum Message {
    /// Somebody leads from now on.
    Lead,
    /// Nobody could open the files.
    Failed(Error),
    Ask(u64, Ask),
    Answer(u64, Result<Answer>),
}

type Settled = Result<(Answer, Option<File>)>;

struct Waiting {
    ask: Ask,
    body: Option<File>,
    /// Another worker may have heard it, and done it.
    said: bool,
    settle: oneshot::Sender<Settled>,
}

#[derive(Default)]
enum Role {
    /// Waits for the lock, or has given up until somebody asks again.
    #[default]
    Follower,
    Leader(Rc<dyn Keeper>, #[allow(dead_code, reason = "held until the role ends")] Lead),
}

struct Inner {
    name: String,
    channel: Option<Channel>,
    role: RefCell<Role>,
    standing: Cell<bool>,
    waiting: RefCell<Table<u64, Waiting>>,
}

/// The files of this browser, the same for all its tabs.
#[derive(Clone)]
pub struct Local(Rc<Inner>);

/// A wish that nobody waits for any more is forgotten.
struct Guard(Rc<Inner>, u64);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.waiting.borrow_mut().remove(&self.1);
    }
}

impl Local {
    /// Joins the workers of this origin that share the store `name`. To be called in a worker, once in each.
    pub fn join(name: &str) -> Self {
        renounce();
        let inner = Rc::new_cyclic(|this: &Weak<Inner>| {
            let this = this.clone();
            let hear = move |text: String, file: Option<File>| {
                if let (Some(inner), Ok(message)) = (this.upgrade(), serde_json::from_str(&text)) {
                    Local(inner).hear(message, file);
                }
            };
            Inner {
                name: name.to_owned(),
                // Without a channel this worker is alone, as far as it can know.
                channel: Channel::join(name, hear).ok(),
                role: RefCell::default(),
                standing: Cell::new(false),
                waiting: RefCell::default(),
            }
        });
        let local = Self(inner);
        local.stand();
        local
    }

    /// How safe the files are, and how many bytes they take.
    ///
    /// # Errors
    /// When the files cannot be opened.
    pub async fn health(&self) -> Result<(State, u64)> {
        match self.ask(Ask::Health, None).await? {
            // A person may have allowed it since the files were opened.
            (Answer::Health(State::Evictable, used), _) if persisted().await => Ok((State::Safe, used)),
            (Answer::Health(state, used), _) => Ok((state, used)),
            _ => Err(unexpected()),
        }
    }

    /// Waits for its turn to lead, unless it does already.
    fn stand(&self) {
        if self.0.standing.replace(true) {
            return;
        }
        let local = self.clone();
        spawn_local(async move {
            let Some(medium) = local.reach().await else { return };
            match local.take_over(medium).await {
                Ok((keeper, lead)) => {
                    local.0.role.replace(Role::Leader(keeper.clone(), lead));
                    local.say(&Message::Lead, None);
                    local.again();
                    tend(keeper.as_ref()).await;
                }
                Err(error) => {
                    // The next one who asks tries again.
                    local.0.standing.set(false);
                    local.say(&Message::Failed(error.clone()), None);
                    local.fail(&error);
                }
            }
        });
    }

    /// Makes ready what can be before the lock is asked for: when its turn comes, others wait too. `None` if that fails while
    /// nobody leads. That is no news to the others, who may have better luck.
    async fn reach(&self) -> Option<Medium> {
        loop {
            let error = match Medium::reach(&self.0.name).await {
                Ok(medium) => return Some(medium),
                Err(error) => error,
            };
            if !matches!(lead_if_free(&self.0.name).await, Ok(None)) {
                // The next one who asks tries again.
                self.0.standing.set(false);
                self.fail(&error);
                return None;
            }
            // Whoever leads answers meanwhile.
            sleep(FIRST).await;
        }
    }

    async fn take_over(&self, medium: Medium) -> Result<(Rc<dyn Keeper>, Lead)> {
        let lead = lead(&self.0.name).await?;
        Ok((medium.open().await?, lead))
    }

    fn leader(&self) -> Option<Rc<dyn Keeper>> {
        match &*self.0.role.borrow() {
            Role::Leader(keeper, _) => Some(keeper.clone()),
            Role::Follower => None,
        }
    }

    fn say(&self, message: &Message, file: Option<&File>) {
        let Some(channel) = &self.0.channel else { return };
        // Our own messages always have a JSON; what cannot be said now is asked again of the next leader.
        if let Ok(text) = serde_json::to_string(message) {
            let _ = channel.say(&text, file);
        }
    }

    fn hear(&self, message: Message, file: Option<File>) {
        match message {
            Message::Lead => self.again(),
            Message::Failed(error) => self.fail(&error),
            Message::Answer(number, answer) => self.settle(number, answer.map(|answer| (answer, file))),
            Message::Ask(number, ask) => {
                let Some(keeper) = self.leader() else { return };
                let local = self.clone();
                spawn_local(async move {
                    let (answer, file) = match perform(keeper.as_ref(), Some(number), ask, file).await {
                        Ok((answer, file)) => (Ok(answer), file),
                        Err(error) => (Err(error), None),
                    };
                    local.say(&Message::Answer(number, answer), file.as_ref());
                });
            }
        }
    }

    fn fail(&self, error: &Error) {
        for (_, waiting) in std::mem::take(&mut *self.0.waiting.borrow_mut()) {
            // Whoever asked may be gone.
            let _ = waiting.settle.send(Err(error.clone()));
        }
    }

    fn settle(&self, number: u64, settled: Settled) {
        let waiting = self.0.waiting.borrow_mut().remove(&number);
        if let Some(waiting) = waiting {
            // Whoever asked may be gone.
            let _ = waiting.settle.send(settled);
        }
    }

    /// Asks the new leader what the old one has not answered.
    fn again(&self) {
        let numbers: Vec<u64> = self.0.waiting.borrow().keys().copied().collect();
        numbers.into_iter().for_each(|number| self.pose(number));
    }

    /// Asks whoever leads.
    fn pose(&self, number: u64) {
        let keeper = self.leader();
        let (ask, body, said) = {
            let mut all = self.0.waiting.borrow_mut();
            let Some(waiting) = all.get_mut(&number) else { return };
            let said = waiting.said;
            waiting.said |= keeper.is_none();
            (waiting.ask.clone(), waiting.body.clone(), said)
        };
        let Some(keeper) = keeper else { return self.say(&Message::Ask(number, ask), body.as_ref()) };
        let local = self.clone();
        spawn_local(async move {
            let settled = perform(keeper.as_ref(), said.then_some(number), ask, body).await;
            local.settle(number, settled);
        });
    }

    async fn ask(&self, ask: Ask, body: Option<File>) -> Settled {
        self.stand();
        let number = (js_sys::Math::random() * 2f64.powi(53)) as u64;
        let (settle, settled) = oneshot::channel();
        self.0.waiting.borrow_mut().insert(number, Waiting { ask, body, said: false, settle });
        let _guard = Guard(self.0.clone(), number);
        self.pose(number);
        let gone = |_| Error::new(Kind::Failed, "The files of this browser were closed. Reload the page.");
        settled.await.unwrap_or_else(|canceled| Err(gone(canceled)))
    }
}

/// Asks, and takes the answer apart.
macro_rules! ask {
    ($local:expr, $ask:expr, $body:expr, $pattern:pat => $value:expr) => {
        match $local.ask($ask, $body).await? {
            $pattern => Ok($value),
            _ => Err(unexpected()),
        }
    };
}

impl Local {
    /// A file as a handle, and the slot that it lies in.
    async fn find(&self, path: &Path, range: Option<Range<u64>>) -> Result<(File, Option<String>)> {
        let ask = Ask::Read(path.clone(), range.map(|range| (range.start, range.end)));
        ask!(self, ask, None, (Answer::Read(slot), Some(file)) => (file, slot))
    }

    async fn write_batch(&self, files: Vec<(Path, File)>, when: When) -> Result<Vec<Written>> {
        if let Some(keeper) = self.leader() {
            return keeper.write_all_once(None, files, when).await;
        }
        let sizes = files.iter().map(|(path, file)| (path.clone(), file.size())).collect();
        let bodies: Vec<File> = files.into_iter().map(|(_, file)| file).collect();
        let body = join("files", &bodies).await?;
        ask!(self, Ask::WriteAll(sizes, when), Some(body), (Answer::AllWritten(written), _) => written)
    }
}

async fn tend(keeper: &dyn Keeper) {
    sleep(FIRST).await;
    loop {
        keeper.tend().await;
        sleep(TEND).await;
    }
}

fn unexpected() -> Error {
    Error::new(Kind::Failed, "Another tab has another version of this app. Reload all tabs.")
}

#[async_trait(?Send)]
impl Store for Local {
    fn name(&self) -> &str {
        "This browser"
    }

    fn can(&self) -> Can {
        can()
    }

    async fn stat(&self, path: &Path) -> Result<Entry> {
        ask!(self, Ask::Stat(path.clone()), None, (Answer::Entry(entry), _) => entry)
    }

    async fn list(&self, folder: &Path, after: Option<&str>) -> Result<Page> {
        let ask = Ask::List(folder.clone(), after.map(str::to_owned));
        ask!(self, ask, None, (Answer::Page(page), _) => page)
    }

    async fn read(&self, path: &Path, range: Option<Range<u64>>) -> Result<File> {
        Ok(self.find(path, range).await?.0)
    }

    /// Whoever leads has the files at hand; the others are told where to find one.
    async fn load(&self, path: &Path, range: Option<Range<u64>>) -> Result<File> {
        if let Some(keeper) = self.leader() {
            return load(keeper.load(path, range).await?).await;
        }
        let start = range.as_ref().map_or(0, |range| range.start);
        let (file, slot) = self.find(path, range).await?;
        if let Some(slot) = slot.filter(|_| file.size() >= LARGE)
            && let Some(file) = read_handed(&self.0.name, &slot, start, &file).await
        {
            return Ok(file);
        }
        load(file).await
    }

    async fn write(&self, path: &Path, body: File, when: When) -> Result<Written> {
        ask!(self, Ask::Write(path.clone(), when), Some(body), (Answer::Written(written), _) => written)
    }

    async fn write_all(&self, files: Vec<(Path, File)>, when: When) -> Result<Vec<Written>> {
        let mut written = Vec::with_capacity(files.len());
        let mut files = files.into_iter();
        loop {
            let batch: Vec<(Path, File)> = files.by_ref().take(BATCH).collect();
            if batch.is_empty() {
                return Ok(written);
            }
            written.extend(self.write_batch(batch, when.clone()).await?);
        }
    }

    async fn delete(&self, path: &Path) -> Result<()> {
        ask!(self, Ask::Delete(path.clone()), None, (Answer::Done, _) => ())
    }

    async fn rename(&self, from: &Path, to: &Path, when: When) -> Result<()> {
        ask!(self, Ask::Rename(from.clone(), to.clone(), when), None, (Answer::Done, _) => ())
    }

    async fn begin(&self, path: &Path, size: u64, when: When) -> Result<Upload> {
        ask!(self, Ask::Begin(path.clone(), size, when), None, (Answer::Upload(upload), _) => upload)
    }

    async fn put(&self, upload: &Upload, number: u32, body: File) -> Result<Part> {
        ask!(self, Ask::Put(upload.clone(), number), Some(body), (Answer::Part(part), _) => part)
    }

    async fn parts(&self, upload: &Upload) -> Result<Vec<Part>> {
        ask!(self, Ask::Parts(upload.clone()), None, (Answer::Parts(parts), _) => parts)
    }

    async fn commit(&self, upload: &Upload) -> Result<Written> {
        ask!(self, Ask::Commit(upload.clone()), None, (Answer::Written(written), _) => written)
    }

    async fn abort(&self, upload: &Upload) -> Result<()> {
        ask!(self, Ask::Abort(upload.clone()), None, (Answer::Done, _) => ())
    }
}
