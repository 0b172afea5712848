//! A library: files that keep their earlier versions, a trash, and a note of where else they are.
//!
//! A library is a [`Store`] itself: a write makes a version of what it replaces, a delete moves to the trash. It is made of
//! names only, so it works on any store: what is current is under `files/`, what was before under
//! `versions/`, what was thrown away under `trash/`. No step takes the only copy of anything away: new content arrives
//! under `incoming/` first, the old one moves aside, the new one takes its name, and [`tidy`](Library::tidy) finishes what a
//! kill cut short.

mod archive;
mod store;
#[cfg(test)]
mod tests;

use std::any::Any;
use std::ops::Range;

use futures_util::future::LocalBoxFuture;
use nearside::File;

use crate::{Aside, Backup, Entry, Error, Item, Kind, Path, Result, Store, When, Written, sort_by};

const FILES: &str = "files";
const VERSIONS: &str = "versions";
const TRASH: &str = "trash";
const INCOMING: &str = "incoming";
const BACKUPS: &str = "backups";

/// Earlier versions of one file that are kept.
const KEPT: usize = 20;
/// Milliseconds after which what has arrived and did not settle was left by a kill.
const STALE: f64 = 10.0 * 60.0 * 1000.0;
/// Milliseconds that the trash keeps a file for.
const MONTH: f64 = 30.0 * 24.0 * 3600.0 * 1000.0;

/// The right to give names and take them away, which one has at a time. Dropping it gives it back.
pub type Turn = Box<dyn Any>;

/// Files with versions and a trash, on a store.
pub struct Library<S> {
    store: S,
    now: fn() -> f64,
    turn: fn() -> LocalBoxFuture<'static, Result<Turn>>,
}

impl<S: Store> Library<S> {
    /// The library on a store; `now` says the milliseconds since 1970.
    pub fn new(store: S, now: fn() -> f64) -> Self {
        Self { store, now, turn: || Box::pin(async { Ok(Box::new(()) as Turn) }) }
    }

    /// The same, where others use the same store at the same time: `turn` waits until it is this one's turn. New content takes
    /// its name in two steps, and a condition is a third one; between them nobody else may look.
    #[must_use]
    pub fn in_turn(self, turn: fn() -> LocalBoxFuture<'static, Result<Turn>>) -> Self {
        Self { turn, ..self }
    }

    /// Keeps a file. What had this name becomes a version of it.
    ///
    /// # Errors
    /// What the store says. Then the library is as before.
    pub async fn keep(&self, path: &Path, file: File, when: When) -> Result<Written> {
        self.check(path, &when).await?;
        let fresh = self.incoming(path)?;
        let written = self.store.write(&fresh, file, When::Always).await?;
        self.arrive(&fresh, path, written, &when).await
    }

    /// Keeps many small files. New ones take their names at once, in one turn; the others are kept one after the other.
    ///
    /// # Errors
    /// The first one of any file. Others may have been kept.
    async fn keep_all(&self, files: Vec<(Path, File)>, when: When) -> Result<Vec<Written>> {
        let mut written = vec![None; files.len()];
        let (mut new, mut known) = (Vec::new(), Vec::new());
        {
            let _turn = (self.turn)().await?;
            for (index, (path, file)) in files.into_iter().enumerate() {
                let current = under(FILES, &path)?;
                match when == When::New || self.store.stat(&current).await.is_err() {
                    true => new.push((index, (current, file))),
                    false => known.push((index, path, file)),
                }
            }
            if let When::Unchanged(_) = when {
                // None of these has the mark that it should have.
                new.iter().try_for_each(|(_, (path, _))| verdict(path, &when, Err(gone(path))))?;
            }
            let (places, new): (Vec<usize>, Vec<_>) = new.into_iter().unzip();
            for (place, done) in places.into_iter().zip(self.store.write_all(new, When::New).await?) {
                written[place] = Some(done);
            }
        }
        for (place, path, file) in known {
            written[place] = Some(self.keep(&path, file, when.clone()).await?);
        }
        Ok(written.into_iter().flatten().collect())
    }

    /// Where new content of a file arrives: where no other tab's does, not even in the same millisecond.
    fn incoming(&self, path: &Path) -> Result<Path> {
        under(INCOMING, format!("{}-{:08x}", stamp((self.now)()), nonce()))?.join(path)
    }

    /// What has arrived takes its name.
    async fn arrive(&self, fresh: &Path, path: &Path, written: Written, when: &When) -> Result<Written> {
        let since = stamp((self.now)());
        let etag = match self.settle(fresh, path, &since, when).await {
            Ok(etag) => etag,
            Err(error) => {
                // Where the old content moved aside and could not come back, this one is all that can take the name: `tidy`
                // sees to it. Otherwise what matters is why it could not settle; `tidy` takes away what stays.
                let aside = self.store.stat(&under(VERSIONS, path)?.join(&since)?).await;
                if aside.is_err_and(|error| error.kind() == Kind::NotFound) {
                    let _ = self.store.delete(fresh).await;
                }
                return Err(error);
            }
        };
        self.thin(path, KEPT, f64::INFINITY).await?;
        Ok(Written { etag, ..written })
    }

    /// New content takes its name, and what had it moves aside. Returns its mark, read before anybody else may write: with that
    /// of somebody else, the next write would take theirs for known. When it fails, what had the name has it again.
    async fn settle(&self, fresh: &Path, path: &Path, since: &str, when: &When) -> Result<Option<String>> {
        let current = under(FILES, path)?;
        let _turn = (self.turn)().await?;
        if self.store.stat(fresh).await.is_err_and(|error| error.kind() == Kind::NotFound) {
            return Err(gone(path));
        }
        if let When::Unchanged(_) = when {
            // Somebody else may have written since it was asked first.
            verdict(path, when, self.store.stat(&current).await)?;
        }
        if *when == When::New {
            self.store.rename(fresh, &current, When::New).await?;
            return Ok(self.store.stat(&current).await?.etag);
        }
        let aside = under(VERSIONS, path)?.join(since)?;
        let moved = match self.store.rename(&current, &aside, When::Always).await {
            Err(error) if error.kind() != Kind::NotFound => return Err(error),
            moved => moved.is_ok(),
        };
        if let Err(error) = self.store.rename(fresh, &current, When::Always).await {
            if moved {
                // Why it failed first is what counts.
                let _ = self.store.rename(&aside, &current, When::New).await;
            }
            return Err(error);
        }
        Ok(self.store.stat(&current).await?.etag)
    }

    /// Looks at something that has a name. What seems to be missing may be between its two steps.
    async fn seen<T>(&self, look: impl AsyncFn() -> Result<T>) -> Result<T> {
        match look().await {
            Err(error) if error.kind() == Kind::NotFound => {
                let _turn = (self.turn)().await?;
                look().await
            }
            seen => seen,
        }
    }

    /// Whether a write may begin: as it seems.
    async fn check(&self, path: &Path, when: &When) -> Result<()> {
        verdict(path, when, self.stat(path).await)
    }

    /// Forgets what a file was up to a moment, but not its newest versions: so many are kept.
    async fn thin(&self, path: &Path, kept: usize, until: f64) -> Result<()> {
        for old in self.versions(path).await?.iter().skip(kept).filter(|old| old.since <= until) {
            self.store.delete(&under(VERSIONS, path)?.join(stamp(old.since))?).await?;
        }
        Ok(())
    }

    /// What is in a folder, and whether it is anywhere else.
    pub async fn items(&self, folder: &Path) -> Result<Vec<Item>> {
        let _turn = (self.turn)().await?;
        let entries = self.all(&under(FILES, folder)?).await?;
        let noted: Vec<Path> =
            self.all(&under(BACKUPS, folder)?).await?.into_iter().map(|entry| entry.path).collect();
        let mut items = Vec::with_capacity(entries.len());
        for mut entry in entries {
            entry.path = below(FILES, &entry.path)?;
            let note = under(BACKUPS, &entry.path)?;
            let backup = match noted.contains(&note) && !entry.folder {
                true => self.note(&note).await?,
                false => None,
            };
            items.push(Item { entry, backup });
        }
        Ok(items)
    }

    /// Files whose names contain all words of `query`, whatever folder they are in; at most `most`.
    pub async fn find(&self, query: &str, most: usize) -> Result<Vec<Item>> {
        self.seek(query, most, &|_| true).await
    }

    /// The same among the files that were changed within this span of time, in milliseconds since 1970.
    pub async fn find_dated(&self, query: &str, when: Range<f64>, most: usize) -> Result<Vec<Item>> {
        self.seek(query, most, &|entry| entry.modified.is_some_and(|at| when.contains(&at))).await
    }

    async fn seek(&self, query: &str, most: usize, fits: &dyn Fn(&Entry) -> bool) -> Result<Vec<Item>> {
        let words: Vec<String> = query.split_whitespace().map(str::to_lowercase).collect();
        let mut folders = vec![Path::root()];
        let mut found = Vec::new();
        while let Some(folder) = folders.pop() {
            for item in self.items(&folder).await? {
                if item.entry.folder {
                    folders.push(item.entry.path);
                } else if fits(&item.entry)
                    && words.iter().all(|word| item.entry.path.as_str().to_lowercase().contains(word))
                {
                    found.push(item);
                    if found.len() == most {
                        return Ok(found);
                    }
                }
            }
        }
        Ok(found)
    }

    /// Earlier versions of a file, newest first.
    pub async fn versions(&self, path: &Path) -> Result<Vec<Aside>> {
        let entries = self.all(&under(VERSIONS, path)?).await?;
        let version = |entry: &Entry| {
            let since = time(entry.path.name()).filter(|_| !entry.folder)?;
            Some(Aside { path: path.clone(), since, size: entry.size })
        };
        Ok(newest_first(entries.iter().filter_map(version).collect()))
    }

    /// Makes a version the current content again; what is current becomes a version.
    pub async fn revert(&self, version: &Aside) -> Result<Written> {
        let path = under(VERSIONS, &version.path)?.join(stamp(version.since))?;
        let file = self.store.read(&path, None).await?;
        self.keep(&version.path, file, When::Always).await
    }

    /// Moves a file, or all that a folder holds, to the trash.
    pub async fn discard(&self, path: &Path) -> Result<()> {
        let since = stamp((self.now)());
        for path in self.files_of(path).await? {
            let to = under(TRASH, &since)?.join(&path)?;
            self.store.rename(&under(FILES, &path)?, &to, When::Always).await?;
        }
        Ok(())
    }

    /// What is in the trash, newest first.
    pub async fn trash(&self) -> Result<Vec<Aside>> {
        let mut thrown = Vec::new();
        for day in self.all(&Path::new(TRASH)?).await? {
            let since = time(day.path.name()).unwrap_or(0.0);
            for entry in self.tree(&day.path).await? {
                let path = below(day.path.as_str(), &entry.path)?;
                thrown.push(Aside { path, since, size: entry.size });
            }
        }
        Ok(newest_first(thrown))
    }

    /// Takes a file out of the trash. What has its name by now becomes a version.
    pub async fn restore(&self, thrown: &Aside) -> Result<()> {
        let from = under(TRASH, stamp(thrown.since))?.join(&thrown.path)?;
        self.settle(&from, &thrown.path, &stamp((self.now)()), &When::Always).await.map(drop)
    }

    /// Deletes what is in the trash for good: all of it, or what has been there for a month. What a file was before goes with
    /// it, unless another one has its name.
    pub async fn empty(&self, all: bool) -> Result<()> {
        let oldest = (self.now)() - MONTH;
        for thrown in self.trash().await? {
            if all || thrown.since < oldest {
                // First: nobody comes again for those of a file that is not in the trash.
                if self.stat(&thrown.path).await.is_err() {
                    self.thin(&thrown.path, 0, thrown.since).await?;
                }
                self.store.delete(&under(TRASH, stamp(thrown.since))?.join(&thrown.path)?).await?;
            }
        }
        Ok(())
    }

    /// Gives a file, or all that a folder holds, another name. What it was before goes along.
    async fn move_to(&self, from: &Path, to: &Path, when: &When) -> Result<()> {
        for path in self.files_of(from).await? {
            let to = match path.within(from) {
                Some(rest) => to.join(rest)?,
                None => to.clone(),
            };
            self.check(&to, when).await?;
            self.settle(&under(FILES, &path)?, &to, &stamp((self.now)()), when).await?;
            for old in self.versions(&path).await? {
                let at = |path| under(VERSIONS, path)?.join(stamp(old.since));
                self.store.rename(&at(&path)?, &at(&to)?, When::Always).await?;
            }
        }
        Ok(())
    }

    /// Notes that a file has been copied to another place, when its content had the mark `etag`.
    pub async fn copied(&self, path: &Path, place: &str, etag: Option<String>) -> Result<()> {
        let note = self.backup(place, etag)?;
        self.store.write(&under(BACKUPS, path)?, note, When::Always).await.map(drop)
    }

    /// Notes of all files that have not been written since a moment, in milliseconds since 1970, that they were copied to another
    /// place.
    pub async fn copied_all(&self, place: &str, since: f64) -> Result<()> {
        let mut notes = Vec::new();
        for entry in self.tree(&Path::new(FILES)?).await? {
            if entry.modified.is_some_and(|written| written < since) {
                let path = below(FILES, &entry.path)?;
                notes.push((under(BACKUPS, &path)?, self.backup(place, entry.etag)?));
            }
        }
        self.store.write_all(notes, When::Always).await.map(drop)
    }

    fn backup(&self, place: &str, etag: Option<String>) -> Result<File> {
        let backup = Backup { place: place.to_owned(), at: (self.now)(), etag };
        let text = serde_json::to_vec(&backup)
            .map_err(|error| Error::new(Kind::Failed, format!("The copy could not be noted ({error}).")))?;
        Ok(File::new("backup", text))
    }

    /// Finishes what a kill cut short, and empties the trash of what is old. To be called once at start.
    pub async fn tidy(&self) -> Result<()> {
        let stale = (self.now)() - STALE;
        let mut arrivals = self.all(&Path::new(INCOMING)?).await?;
        // The newest one takes the name: an older one was left by an earlier kill.
        sort_by(&mut arrivals, |one, other| other.path.cmp(&one.path));
        for arrival in arrivals {
            for entry in self.tree(&arrival.path).await? {
                // Its folder tells when it was begun; a large one may have arrived only now.
                let begun = arrival.path.name().split('-').next().and_then(time);
                let late = [begun, entry.modified].iter().flatten().all(|time| *time <= stale);
                let path = below(arrival.path.as_str(), &entry.path)?;
                self.finish(&entry.path, &path, begun.unwrap_or_default(), late).await?;
            }
        }
        self.empty(false).await
    }

    /// Content that has arrived without its name takes it, if nothing has it. Where an older one has moved aside since this one was
    /// `begun`, a kill came between the two steps. Otherwise it is about to take its name by itself, until it is `late`. Where
    /// there is an older content nobody was told of this one, and then it goes.
    async fn finish(&self, fresh: &Path, path: &Path, begun: f64, late: bool) -> Result<()> {
        let current = under(FILES, path)?;
        let _turn = (self.turn)().await?;
        match self.store.stat(&current).await {
            Ok(_) if late => self.store.delete(fresh).await,
            Ok(_) => Ok(()),
            Err(error) if error.kind() == Kind::NotFound => {
                let aside = self.versions(path).await?;
                if !late && aside.iter().all(|aside| aside.since < begun) {
                    return Ok(());
                }
                match self.store.rename(fresh, &current, When::New).await {
                    // It has just been settled by whoever brought it.
                    Err(error) if error.kind() == Kind::NotFound => Ok(()),
                    done => done,
                }
            }
            Err(error) => Err(error),
        }
    }

    async fn note(&self, path: &Path) -> Result<Option<Backup>> {
        let bytes = match self.store.read(path, None).await {
            Ok(file) => file.bytes().await,
            Err(error) if error.kind() == Kind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        // A note that cannot be read is as good as none: the file counts as not backed up.
        Ok(bytes.ok().and_then(|bytes| serde_json::from_str(str::from_utf8(&bytes).ok()?).ok()))
    }

    /// A file itself, or the files in a folder.
    async fn files_of(&self, path: &Path) -> Result<Vec<Path>> {
        let root = under(FILES, path)?;
        let found = match self.store.stat(&root).await {
            Ok(entry) if !entry.folder => return Ok(vec![path.clone()]),
            Err(error) if error.kind() != Kind::NotFound => return Err(error),
            _ => self.tree(&root).await?,
        };
        match found.is_empty() {
            true => Err(gone(path)),
            false => found.iter().map(|entry| below(FILES, &entry.path)).collect(),
        }
    }

    /// All files below a folder.
    async fn tree(&self, folder: &Path) -> Result<Vec<Entry>> {
        let mut folders = vec![folder.clone()];
        let mut files = Vec::new();
        while let Some(folder) = folders.pop() {
            for entry in self.all(&folder).await? {
                if entry.folder { folders.push(entry.path) } else { files.push(entry) }
            }
        }
        Ok(files)
    }

    /// All pages of a folder's listing.
    async fn all(&self, folder: &Path) -> Result<Vec<Entry>> {
        let mut page = self.store.list(folder, None).await?;
        let mut entries = std::mem::take(&mut page.entries);
        while let Some(next) = page.next.take() {
            page = self.store.list(folder, Some(&next)).await?;
            entries.append(&mut page.entries);
        }
        Ok(entries)
    }
}

#[cfg(target_arch = "wasm32")]
fn nonce() -> u32 {
    (js_sys::Math::random() * f64::from(u32::MAX)) as u32
}

/// Natively there is one program.
#[cfg(not(target_arch = "wasm32"))]
fn nonce() -> u32 {
    use std::sync::atomic::{AtomicU32, Ordering};
    static NEXT: AtomicU32 = AtomicU32::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// Whether a file that is so, or is not there, may be written.
fn verdict(path: &Path, when: &When, is: Result<Entry>) -> Result<()> {
    let is = match is {
        Ok(entry) => Some(entry.etag),
        Err(error) if error.kind() == Kind::NotFound => None,
        Err(error) => return Err(error),
    };
    match (when, is) {
        (When::New, Some(_)) => {
            Err(Error::new(Kind::Exists, format!("{path} is there already. Choose another name.")))
        }
        (When::Unchanged(was), is) if is.as_ref().and_then(Option::as_ref) != Some(was) => {
            let text = format!("{path} has changed since it was opened. Save it under another name.");
            Err(Error::new(Kind::Changed, text))
        }
        _ => Ok(()),
    }
}

fn newest_first(mut asides: Vec<Aside>) -> Vec<Aside> {
    sort_by(&mut asides, |one, other| other.since.total_cmp(&one.since));
    asides
}

fn gone(path: &Path) -> Error {
    Error::new(Kind::NotFound, format!("{path} is not there any more."))
}

fn under(folder: &str, path: impl AsRef<str>) -> Result<Path> {
    Path::new(folder)?.join(path)
}

fn below(folder: &str, path: &Path) -> Result<Path> {
    Path::new(path.within(&Path::new(folder)?).unwrap_or_default())
}

/// A time as a name that sorts.
fn stamp(time: f64) -> String {
    format!("{:014}", time as u64)
}

/// The time that such a name tells.
fn time(stamp: &str) -> Option<f64> {
    stamp.parse::<u64>().ok().map(|time| time as f64)
}
