//! Nothing that was kept is ever gone, whatever is done to it and wherever it stops.

use std::cell::Cell;
use std::ops::Range;
use std::rc::Rc;

use async_trait::async_trait;
use futures_executor::block_on;

use super::*;
use crate::{Can, Imported, Memory, Page};

thread_local! {
    static CLOCK: Cell<f64> = const { Cell::new(1_800_000_000_000.0) };
}

/// A clock that never says the same twice.
fn now() -> f64 {
    CLOCK.set(CLOCK.get() + 1.0);
    CLOCK.get()
}

fn path(name: &str) -> Path {
    Path::new(name).unwrap_or_default()
}

fn file(text: &str) -> File {
    File::new("x", text.as_bytes().to_vec())
}

async fn text(library: &Library<impl Store>, name: &str) -> String {
    match library.read(&path(name), None).await {
        Ok(file) => String::from_utf8(file.bytes().await.unwrap_or_default()).unwrap_or_default(),
        Err(error) => format!("{:?}", error.kind()),
    }
}

fn content(library: &Library<impl Store>, name: &str) -> String {
    block_on(text(library, name))
}

fn keep(library: &Library<impl Store>, name: &str, content: &str) {
    block_on(keep_async(library, name, content));
}

async fn keep_async(library: &Library<impl Store>, name: &str, content: &str) {
    let kept = library.keep(&path(name), file(content), When::Always).await;
    assert!(kept.is_ok(), "{kept:?}");
}

fn library() -> Library<Memory> {
    Library::new(Memory::default(), now)
}

#[test]
fn many_are_kept_as_each_by_itself_would_be() {
    block_on(async {
        let library = library();
        keep_async(&library, "b", "old").await;
        let files = ["a", "b", "c"].map(|name| (path(name), file(name)));
        let exists = library.write_all(files.to_vec(), When::New).await.map_err(|error| error.kind());
        assert_eq!(exists.err(), Some(Kind::Exists));
        assert_eq!(text(&library, "b").await, "old");
        let written = library.write_all(files.to_vec(), When::Always).await.unwrap();
        for ((name, _), written) in files.iter().zip(&written) {
            assert_eq!(text(&library, name.as_str()).await, name.as_str());
            assert_eq!(library.stat(name).await.unwrap().etag, written.etag);
        }
        assert_eq!(library.versions(&path("b")).await.unwrap().len(), 1);
    });
}

#[test]
fn what_is_written_over_becomes_a_version_and_comes_back() {
    block_on(async {
        let library = library();
        for content in ["one", "two", "three"] {
            library.keep(&path("a/b.txt"), file(content), When::Always).await.unwrap();
        }
        assert_eq!(text(&library, "a/b.txt").await, "three");
        let versions = library.versions(&path("a/b.txt")).await.unwrap();
        assert_eq!(versions.len(), 2);
        library.revert(&versions[1]).await.unwrap();
        assert_eq!(text(&library, "a/b.txt").await, "one");
        assert_eq!(library.versions(&path("a/b.txt")).await.unwrap().len(), 3);
    });
}

#[test]
fn a_library_is_a_store_like_any_other() {
    block_on(async {
        let library = library();
        let report = crate::suite::Suite::new(&library, path("trial")).run().await;
        assert_eq!(report.failures(), [""; 0], "{report}");
    });
}

#[test]
fn old_versions_go_when_there_are_many() {
    block_on(async {
        let library = library();
        for count in 0..KEPT + 5 {
            library.keep(&path("a"), file(&count.to_string()), When::Always).await.unwrap();
        }
        let versions = library.versions(&path("a")).await.unwrap();
        assert_eq!(versions.len(), KEPT);
        assert!(versions[0].since > versions[KEPT - 1].since);
    });
}

#[test]
fn the_trash_gives_back_a_file_and_a_folder() {
    block_on(async {
        let library = library();
        for name in ["a", "folder/b", "folder/deep/c"] {
            library.keep(&path(name), file(name), When::Always).await.unwrap();
        }
        library.discard(&path("a")).await.unwrap();
        library.discard(&path("folder")).await.unwrap();
        assert!(library.items(&Path::root()).await.unwrap().is_empty());
        let thrown = library.trash().await.unwrap();
        assert_eq!(thrown.len(), 3);
        library.keep(&path("a"), file("newer"), When::Always).await.unwrap();
        for thrown in &thrown {
            library.restore(thrown).await.unwrap();
        }
        for name in ["a", "folder/b", "folder/deep/c"] {
            assert_eq!(text(&library, name).await, name);
        }
        assert_eq!(library.versions(&path("a")).await.unwrap().len(), 1, "the newer one is a version");
        assert!(library.trash().await.unwrap().is_empty());
    });
}

#[test]
fn what_is_deleted_for_good_leaves_nothing_of_what_it_was() {
    block_on(async {
        let library = library();
        for name in ["film", "kept", "again"] {
            keep_async(&library, name, "first").await;
            keep_async(&library, name, "second").await;
        }
        library.discard(&path("film")).await.unwrap();
        library.discard(&path("again")).await.unwrap();
        keep_async(&library, "again", "another one").await;
        library.empty(true).await.unwrap();
        assert_eq!(library.versions(&path("film")).await.unwrap(), []);
        // Those of a name that somebody has can still be seen, and go with that one.
        for name in ["kept", "again"] {
            assert_eq!(library.versions(&path(name)).await.unwrap().len(), 1, "{name}");
        }
        library.discard(&path("again")).await.unwrap();
        library.empty(true).await.unwrap();
        assert_eq!(library.tree(&path(VERSIONS)).await.unwrap().len(), 1);
    });
}

#[test]
fn versions_follow_a_file_to_its_new_name() {
    block_on(async {
        let library = library();
        keep_async(&library, "draft/letter", "first").await;
        keep_async(&library, "draft/letter", "second").await;
        library.rename(&path("draft/letter"), &path("draft/brief"), When::New).await.unwrap();
        library.rename(&path("draft"), &path("sent"), When::New).await.unwrap();
        assert_eq!(library.versions(&path("draft/letter")).await.unwrap(), []);
        let versions = library.versions(&path("sent/brief")).await.unwrap();
        assert_eq!(versions.len(), 1);
        library.revert(&versions[0]).await.unwrap();
        assert_eq!(text(&library, "sent/brief").await, "first");
    });
}

#[test]
fn the_trash_forgets_after_a_month() {
    block_on(async {
        let library = library();
        library.keep(&path("old"), file("x"), When::Always).await.unwrap();
        library.discard(&path("old")).await.unwrap();
        CLOCK.set(CLOCK.get() + MONTH);
        library.keep(&path("young"), file("x"), When::Always).await.unwrap();
        library.discard(&path("young")).await.unwrap();
        library.tidy().await.unwrap();
        let left: Vec<Path> = library.trash().await.unwrap().into_iter().map(|thrown| thrown.path).collect();
        assert_eq!(left, [path("young")]);
    });
}

#[test]
fn files_are_found_by_words_of_their_names() {
    block_on(async {
        let library = library();
        for name in ["Holiday/Beach 1.jpg", "Holiday/beach 2.jpg", "work/beach plan.txt"] {
            library.keep(&path(name), file("x"), When::Always).await.unwrap();
        }
        assert_eq!(library.find("BEACH", 10).await.unwrap().len(), 3);
        assert_eq!(library.find("holiday 2", 10).await.unwrap().len(), 1);
        assert_eq!(library.find("beach", 2).await.unwrap().len(), 2);
    });
}

#[test]
fn files_are_found_by_their_date() {
    block_on(async {
        let library = library();
        for (name, at) in [("Rome/old.jpg", 10.0), ("new.jpg", 20.0), ("newer.txt", 30.0)] {
            library.keep(&path(name), file("x").dated(Some(at)), When::Always).await.unwrap();
        }
        library.keep(&path("undated"), file("x"), When::Always).await.unwrap();
        let found = async |query: &str, when| library.find_dated(query, when, 10).await.unwrap().len();
        assert_eq!(found("", f64::MIN..f64::MAX).await, 3);
        assert_eq!(found("", 10.0..30.0).await, 2, "the end is not in it");
        assert_eq!(found("jpg", 20.0..40.0).await, 1);
        assert_eq!(found("", 31.0..f64::MAX).await, 0);
        assert_eq!(library.find_dated("", f64::MIN..f64::MAX, 2).await.unwrap().len(), 2);
    });
}

#[test]
fn what_left_as_a_whole_is_backed_up_but_for_what_was_written_since() {
    block_on(async {
        let library = library();
        for (name, at) in [("Rome/old.jpg", 10.0), ("new.txt", 20.0), ("later.txt", 30.0)] {
            library.keep(&path(name), file("x").dated(Some(at)), When::Always).await.unwrap();
        }
        library.copied_all("all.zip", 30.0).await.unwrap();
        let items = library.find("", 10).await.unwrap();
        let safe = |item: &&Item| item.is_backed_up() && item.backup.as_ref().unwrap().place == "all.zip";
        let mut safe: Vec<&str> = items.iter().filter(safe).map(|item| item.entry.path.as_str()).collect();
        safe.sort();
        assert_eq!(safe, ["Rome/old.jpg", "new.txt"]);
        library.keep(&path("new.txt"), file("y"), When::Always).await.unwrap();
        let items = library.items(&Path::root()).await.unwrap();
        assert!(!items.iter().find(|item| item.entry.path == path("new.txt")).unwrap().is_backed_up());
    });
}

#[test]
fn a_backup_is_known_until_the_file_changes() {
    block_on(async {
        let library = library();
        library.keep(&path("a"), file("x"), When::Always).await.unwrap();
        let etag = library.stat(&path("a")).await.unwrap().etag;
        library.copied(&path("a"), "Cloud", etag.clone()).await.unwrap();
        assert!(library.items(&Path::root()).await.unwrap()[0].is_backed_up());
        library.keep(&path("a"), file("y"), When::Always).await.unwrap();
        let item = library.items(&Path::root()).await.unwrap().remove(0);
        assert!(item.backup.is_some() && !item.is_backed_up());
        // The note of a copy that took a while is about what was copied.
        library.copied(&path("a"), "Cloud", etag).await.unwrap();
        assert!(!library.items(&Path::root()).await.unwrap()[0].is_backed_up());
    });
}

#[test]
fn renaming_takes_nobodys_name() {
    block_on(async {
        let library = library();
        library.keep(&path("a/x"), file("1"), When::Always).await.unwrap();
        library.keep(&path("b"), file("2"), When::Always).await.unwrap();
        let error = library.rename(&path("a/x"), &path("b"), When::New).await.unwrap_err();
        assert_eq!(error.kind(), Kind::Exists);
        library.rename(&path("a"), &path("c"), When::New).await.unwrap();
        assert_eq!(text(&library, "c/x").await, "1");
    });
}

/// A store that does so many steps and then no more, like a tab that is killed; or that fails for one step, like a disk that is
/// full for the moment.
struct Mortal {
    store: Rc<Memory>,
    steps: Cell<u32>,
    recovers: bool,
}

impl Mortal {
    fn step(&self) -> Result<()> {
        let left = self.steps.get().checked_sub(1);
        self.steps.set(left.unwrap_or(if self.recovers { u32::MAX } else { 0 }));
        left.map(drop).ok_or_else(|| Error::new(Kind::Failed, "killed"))
    }
}

#[async_trait(?Send)]
impl Store for Mortal {
    fn name(&self) -> &str {
        self.store.name()
    }
    fn can(&self) -> Can {
        self.store.can()
    }
    async fn stat(&self, path: &Path) -> Result<Entry> {
        self.store.stat(path).await
    }
    async fn list(&self, folder: &Path, after: Option<&str>) -> Result<Page> {
        self.store.list(folder, after).await
    }
    async fn read(&self, path: &Path, range: Option<Range<u64>>) -> Result<File> {
        self.store.read(path, range).await
    }
    async fn write(&self, path: &Path, body: File, when: When) -> Result<Written> {
        self.step()?;
        self.store.write(path, body, when).await
    }
    async fn delete(&self, path: &Path) -> Result<()> {
        self.step()?;
        self.store.delete(path).await
    }
    async fn rename(&self, from: &Path, to: &Path, when: When) -> Result<()> {
        self.step()?;
        self.store.rename(from, to, when).await
    }
}

#[test]
fn a_kill_at_any_step_leaves_the_old_or_the_new_content() {
    block_on(async {
        for steps in 0..4 {
            let store = Rc::new(Memory::default());
            Library::new(store.clone(), now).keep(&path("a/b"), file("old"), When::Always).await.unwrap();
            let mortal = Mortal { store: store.clone(), steps: Cell::new(steps), recovers: false };
            let mortal = Library::new(mortal, now);
            let told = mortal.keep(&path("a/b"), file("new"), When::Always).await.is_ok();
            let library = Library::new(store, now);
            CLOCK.set(CLOCK.get() + STALE);
            library.tidy().await.unwrap();
            let found = text(&library, "a/b").await;
            assert!(found == "new" || (found == "old" && !told), "after {steps} steps: {found}");
            assert!(library.all(&path(INCOMING)).await.unwrap().is_empty(), "nothing lies about");
            let versions = library.versions(&path("a/b")).await.unwrap();
            assert_eq!(versions.len(), usize::from(found == "new"), "the old content is a version");
        }
    });
}

#[test]
fn a_step_that_fails_leaves_the_library_as_before() {
    block_on(async {
        for steps in 0..3 {
            let store = Rc::new(Memory::default());
            let library = Library::new(store.clone(), now);
            library.keep(&path("a"), file("old"), When::Always).await.unwrap();
            let weak = || {
                Library::new(Mortal { store: store.clone(), steps: Cell::new(steps), recovers: true }, now)
            };
            weak().keep(&path("a"), file("new"), When::Always).await.unwrap_err();
            assert_eq!(text(&library, "a").await, "old", "after {steps} steps");
            assert!(library.versions(&path("a")).await.unwrap().is_empty(), "it is not a version too");
            assert!(library.all(&path(INCOMING)).await.unwrap().is_empty(), "nothing lies about");

            library.keep(&path("thrown"), file("thrown"), When::Always).await.unwrap();
            library.discard(&path("thrown")).await.unwrap();
            library.keep(&path("thrown"), file("newer"), When::Always).await.unwrap();
            let thrown = library.trash().await.unwrap().remove(0);
            let restored = weak().restore(&thrown).await;
            let expected = if restored.is_ok() { "thrown" } else { "newer" };
            assert_eq!((restored.is_ok(), text(&library, "thrown").await.as_str()), (steps > 1, expected));
        }
    });
}

#[test]
fn content_that_can_have_no_name_at_once_gets_it_later() {
    block_on(async {
        let store = Rc::new(Memory::default());
        let library = Library::new(store.clone(), now);
        library.keep(&path("a"), file("old"), When::Always).await.unwrap();
        let dead = Mortal { store, steps: Cell::new(2), recovers: false };
        Library::new(dead, now).keep(&path("a"), file("new"), When::Always).await.unwrap_err();
        library.tidy().await.unwrap();
        assert_eq!(text(&library, "a").await, "new");
    });
}

#[test]
fn what_took_long_to_arrive_is_not_taken_for_what_a_kill_left() {
    block_on(async {
        let library = library();
        library.keep(&path("a"), file("old"), When::Always).await.unwrap();
        let upload = library.begin(&path("a"), 5, When::Always).await.unwrap();
        CLOCK.set(CLOCK.get() + 2.0 * STALE);
        // It has arrived this moment, and another worker tidies up before it takes its name.
        let body = file("large").dated(Some(now()));
        library.store.write(&upload.path, body, When::Always).await.unwrap();
        library.tidy().await.unwrap();
        assert!(library.store.stat(&upload.path).await.is_ok());
        CLOCK.set(CLOCK.get() + 2.0 * STALE);
        library.tidy().await.unwrap();
        assert!(library.store.stat(&upload.path).await.is_err());
    });
}

#[test]
fn content_that_is_gone_is_not_said_to_be_kept() {
    block_on(async {
        let library = library();
        for name in ["a", "b"] {
            library.keep(&path(name), file("old"), When::Always).await.unwrap();
        }
        library.discard(&path("a")).await.unwrap();
        let thrown = library.trash().await.unwrap().remove(0);
        library.keep(&path("a"), file("other"), When::Always).await.unwrap();
        library.empty(true).await.unwrap();
        assert_eq!(library.restore(&thrown).await.unwrap_err().kind(), Kind::NotFound);
        let fresh = library.incoming(&path("b")).unwrap();
        let written = library.store.write(&fresh, file("new"), When::Always).await.unwrap();
        library.store.delete(&fresh).await.unwrap();
        let lost = library.arrive(&fresh, &path("b"), written, &When::Always).await.unwrap_err();
        assert_eq!(lost.kind(), Kind::NotFound);
        assert_eq!(text(&library, "b").await, "old");
    });
}

#[test]
fn what_is_about_to_take_its_name_is_left_to_whoever_brought_it() {
    block_on(async {
        let library = library();
        for name in ["new", "thrown away before"] {
            library.keep(&path("thrown away before"), file("old"), When::Always).await.unwrap();
            library.keep(&path("thrown away before"), file("newer"), When::Always).await.unwrap();
            library.discard(&path("thrown away before")).await.unwrap();
            let fresh = library.incoming(&path(name)).unwrap();
            let written = library.store.write(&fresh, file("fresh"), When::Always).await.unwrap();
            // Another worker starts, and tidies up.
            library.tidy().await.unwrap();
            let written = library.arrive(&fresh, &path(name), written, &When::New).await.unwrap();
            assert_eq!(text(&library, name).await, "fresh");
            assert_eq!(library.stat(&path(name)).await.unwrap().etag, written.etag);
        }
        // Without anybody who brought it, it has its name when it is late.
        let fresh = library.incoming(&path("left")).unwrap();
        library.store.write(&fresh, file("left"), When::Always).await.unwrap();
        CLOCK.set(CLOCK.get() + STALE);
        library.tidy().await.unwrap();
        assert_eq!(text(&library, "left").await, "left");
    });
}

#[test]
fn everything_goes_into_a_zip_and_comes_back() {
    let old = library();
    for (name, text) in
        [("a.txt", "first"), ("a.txt", "second"), ("deep/in/b.txt", ""), ("gone.txt", "thrown")]
    {
        keep(&old, name, text);
    }
    block_on(old.discard(&path("gone.txt"))).unwrap();
    let zip = block_on(old.export(true, true, &|_| ())).unwrap();
    let new = library();
    let brought = block_on(new.import(&zip, &Path::root(), &|_| ())).unwrap();
    assert_eq!(brought, Imported { new: 2, aside: 2, ..Imported::default() });
    assert_eq!((content(&new, "a.txt"), content(&new, "deep/in/b.txt")), ("second".into(), String::new()));
    assert_eq!(
        block_on(new.versions(&path("a.txt"))).unwrap(),
        block_on(old.versions(&path("a.txt"))).unwrap()
    );
    assert_eq!(block_on(new.trash()).unwrap(), block_on(old.trash()).unwrap());
    block_on(new.restore(&block_on(new.trash()).unwrap()[0])).unwrap();
    assert_eq!(content(&new, "gone.txt"), "thrown");

    let again = block_on(new.import(&zip, &Path::root(), &|_| ())).unwrap();
    assert_eq!(again, Imported { same: 3, aside: 1, ..Imported::default() });
}

#[test]
fn what_an_import_replaces_becomes_a_version() {
    let (old, new) = (library(), library());
    keep(&old, "a.txt", "theirs");
    keep(&new, "in/a.txt", "mine");
    let zip = block_on(old.export(false, false, &|_| ())).unwrap();
    let brought = block_on(new.import(&zip, &path("in"), &|_| ())).unwrap();
    assert_eq!(brought, Imported { replaced: 1, ..Imported::default() });
    assert_eq!(content(&new, "in/a.txt"), "theirs");
    let versions = block_on(new.versions(&path("in/a.txt"))).unwrap();
    block_on(new.revert(&versions[0])).unwrap();
    assert_eq!(content(&new, "in/a.txt"), "mine");
}
