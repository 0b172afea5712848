//! The layers around a store whose answers are lost on purpose.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::future::Future;
use std::rc::Rc;

use async_trait::async_trait;
use futures_executor::block_on;
use futures_util::future::join_all;
use nearside::File;

use super::around::{Call, around};
use super::*;
use crate::suite::Suite;
use crate::{Error, Kind, Memory, Path, Result, Store, When};

/// What happens to one operation.
#[derive(Clone, Copy)]
enum Fault {
    /// It never arrives.
    Request,
    /// It is carried out, but nobody hears of it.
    Answer,
    /// The server asks for so many seconds.
    Busy(f64),
    /// Nothing.
    None,
}

/// A store that loses what its script says, operation by operation, except for those that only look.
struct Lossy<S> {
    inner: S,
    script: RefCell<VecDeque<Fault>>,
    count: Cell<u32>,
}

impl Lossy<Rc<Memory>> {
    fn new(script: &[Fault]) -> (Rc<Memory>, Self) {
        let memory = Rc::new(Memory::default());
        let script = RefCell::new(script.iter().copied().collect());
        (memory.clone(), Self { inner: memory, script, count: Cell::new(0) })
    }
}

impl<S> Lossy<S> {
    async fn around<T, F: Future<Output = Result<T>>>(
        &self,
        call: Call<'_, T>,
        run: impl Fn() -> F,
    ) -> Result<T> {
        let lost = |text: &str| Error::new(Kind::Temporary, text);
        if matches!(call.op, Op::Stat) {
            return run().await;
        }
        self.count.set(self.count.get() + 1);
        let fault = self.script.borrow_mut().pop_front().unwrap_or(Fault::None);
        match fault {
            Fault::Request => Err(lost("The request was lost.")),
            Fault::Busy(seconds) => Err(lost("Busy.").retry_after(Some(seconds))),
            Fault::Answer => {
                run().await?;
                Err(lost("The answer was lost."))
            }
            Fault::None => run().await,
        }
    }
}

around!(Lossy);

/// Sleeps at once, and remembers how long it would have been.
#[derive(Default)]
struct Slept(RefCell<Vec<f64>>);

#[async_trait(?Send)]
impl Clock for Slept {
    async fn sleep(&self, millis: f64) {
        self.0.borrow_mut().push(millis);
    }
    fn chance(&self) -> f64 {
        0.5
    }
}

type Tried = Retry<Lossy<Rc<Memory>>, Rc<Slept>>;

fn retry(script: &[Fault]) -> (Rc<Memory>, Rc<Slept>, Tried) {
    let (memory, lossy) = Lossy::new(script);
    let slept = Rc::new(Slept::default());
    (memory, slept.clone(), Retry::new(lossy, slept, Patience::default()))
}

fn path(text: &str) -> Path {
    Path::new(text).unwrap()
}

fn file(text: &str) -> File {
    File::new("a", text.as_bytes().to_vec())
}

fn passes(store: &dyn Store) -> usize {
    let report = block_on(Suite::new(store, path("trial")).run());
    assert_eq!(report.failures(), [""; 0]);
    report.passed()
}

fn content(store: &impl Store, name: &str) -> String {
    block_on(async {
        let file = store.read(&path(name), None).await.unwrap();
        String::from_utf8(file.bytes().await.unwrap()).unwrap()
    })
}

#[test]
fn a_lost_request_is_made_again_after_a_growing_random_wait() {
    let (memory, slept, store) = retry(&[Fault::Request, Fault::Request, Fault::Answer]);
    block_on(store.write(&path("a"), file("x"), When::Always)).unwrap();
    assert_eq!(*slept.0.borrow(), [125.0, 250.0, 500.0]);
    assert_eq!(content(&memory, "a"), "x");
}

#[test]
fn a_server_that_is_busy_is_asked_when_it_says() {
    let (_, slept, store) = retry(&[Fault::Busy(3.0)]);
    block_on(store.delete(&path("a"))).unwrap();
    assert_eq!(*slept.0.borrow(), [3125.0]);
}

#[test]
fn a_server_that_wants_too_long_a_wait_is_not_waited_for() {
    let (_, slept, store) = retry(&[Fault::Busy(3600.0)]);
    let error = block_on(store.delete(&path("a"))).unwrap_err();
    assert_eq!((error.kind(), error.wait()), (Kind::Temporary, Some(3600.0)));
    assert!(slept.0.borrow().is_empty());
}

#[test]
fn tries_end() {
    let (_, slept, store) = retry(&[Fault::Request; 50]);
    assert_eq!(block_on(store.delete(&path("a"))).unwrap_err().kind(), Kind::Temporary);
    assert_eq!((store.inner.count.get(), slept.0.borrow().len()), (6, 5));
}

#[test]
fn what_will_not_get_better_is_not_tried_again() {
    let (_, _, store) = retry(&[]);
    assert_eq!(block_on(store.read(&path("absent"), None)).unwrap_err().kind(), Kind::NotFound);
    assert_eq!(store.inner.count.get(), 1);
}

#[test]
fn a_new_file_whose_answer_was_lost_is_not_somebody_elses() {
    let (memory, _, store) = retry(&[Fault::Answer]);
    let written = block_on(store.write(&path("a"), file("x"), When::New)).unwrap();
    assert_eq!(written.etag, block_on(memory.stat(&path("a"))).unwrap().etag);
}

#[test]
fn a_new_file_that_somebody_else_made_meanwhile_is_theirs() {
    let (memory, _, store) = retry(&[Fault::Request]);
    block_on(memory.write(&path("a"), file("y"), When::New)).unwrap();
    assert_eq!(block_on(store.write(&path("a"), file("x"), When::New)).unwrap_err().kind(), Kind::Exists);
    assert_eq!(content(&memory, "a"), "y");
}

#[test]
fn a_change_whose_answer_was_lost_happens_once() {
    let (memory, _, store) = retry(&[Fault::Answer]);
    let first = block_on(memory.write(&path("a"), file("1"), When::Always)).unwrap();
    let mark = When::Unchanged(first.etag.unwrap());
    let second = block_on(store.write(&path("a"), file("2"), mark.clone())).unwrap();
    assert_eq!(second.etag, block_on(memory.stat(&path("a"))).unwrap().etag);
    assert_eq!(block_on(store.write(&path("a"), file("3"), mark)).unwrap_err().kind(), Kind::Changed);
}

#[test]
fn a_change_that_was_lost_and_overtaken_is_refused() {
    let (memory, _, store) = retry(&[Fault::Request]);
    let first = block_on(memory.write(&path("a"), file("1"), When::Always)).unwrap();
    block_on(memory.write(&path("a"), file("other"), When::Always)).unwrap();
    let mark = When::Unchanged(first.etag.unwrap());
    assert_eq!(block_on(store.write(&path("a"), file("2"), mark)).unwrap_err().kind(), Kind::Changed);
    assert_eq!(content(&memory, "a"), "other");
}

#[test]
fn a_rename_whose_answer_was_lost_has_happened() {
    let (memory, _, store) = retry(&[Fault::Answer]);
    block_on(memory.write(&path("a"), file("x"), When::Always)).unwrap();
    block_on(store.rename(&path("a"), &path("b"), When::New)).unwrap();
    assert_eq!(content(&memory, "b"), "x");
    assert_eq!(block_on(memory.stat(&path("a"))).unwrap_err().kind(), Kind::NotFound);
}

#[test]
fn a_commit_whose_answer_was_lost_has_happened() {
    for fault in [Fault::Answer, Fault::Request] {
        let (memory, _, store) = retry(&[Fault::None, Fault::None, fault]);
        block_on(async {
            let upload = store.begin(&path("a"), 1, When::New).await.unwrap();
            store.put(&upload, 0, file("x")).await.unwrap();
            store.commit(&upload).await.unwrap();
        });
        assert_eq!(content(&memory, "a"), "x");
    }
}

/// A store that counts how many are inside, and makes each stay for some turns.
struct Crowd<S> {
    inner: S,
    inside: Rc<Cell<usize>>,
    most: Rc<Cell<usize>>,
}

impl<S> Crowd<S> {
    async fn around<T, F: Future<Output = Result<T>>>(
        &self,
        _: Call<'_, T>,
        run: impl Fn() -> F,
    ) -> Result<T> {
        struct Leave<'a>(&'a Cell<usize>);
        impl Drop for Leave<'_> {
            fn drop(&mut self) {
                self.0.set(self.0.get() - 1);
            }
        }
        self.inside.set(self.inside.get() + 1);
        let _leave = Leave(&self.inside);
        self.most.set(self.most.get().max(self.inside.get()));
        let mut turns = 3;
        std::future::poll_fn(|cx| {
            turns -= 1;
            cx.waker().wake_by_ref();
            if turns == 0 { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
        })
        .await;
        run().await
    }
}

around!(Crowd);

#[test]
fn no_more_than_the_limit_are_inside_and_all_come_through() {
    let most = Rc::new(Cell::new(0));
    let crowd = Crowd { inner: Memory::default(), inside: Rc::default(), most: most.clone() };
    let store = Limit::new(crowd, 3);
    let names: Vec<Path> = (0..20).map(|n| path(&n.to_string())).collect();
    let written = block_on(join_all(names.iter().map(|name| store.write(name, file("x"), When::New))));
    assert!(written.iter().all(Result::is_ok));
    assert_eq!(most.get(), 3);
}

#[test]
fn whoever_leaves_the_line_keeps_nobody_waiting() {
    let most = Rc::new(Cell::new(0));
    let crowd = Crowd { inner: Memory::default(), inside: Rc::default(), most: most.clone() };
    let store = Limit::new(crowd, 1);
    let (a, b, c) = (path("a"), path("b"), path("c"));
    block_on(async {
        let mut first = store.write(&a, file("x"), When::New);
        let mut second = store.write(&b, file("x"), When::New);
        let third = store.write(&c, file("x"), When::New);
        assert!(futures_util::poll!(&mut first).is_pending());
        assert!(futures_util::poll!(&mut second).is_pending());
        drop((first, second));
        third.await.unwrap();
    });
}

#[test]
fn a_line_tells_what_was_done_with_bytes_and_time() {
    let lines = Rc::new(RefCell::new(Vec::new()));
    let (time, told) = (Cell::new(0.0), lines.clone());
    let now = move || {
        time.set(time.get() + 5.0);
        time.get()
    };
    let store = Trace::new(Memory::default(), now, move |line| told.borrow_mut().push(line));
    block_on(async {
        store.write(&path("a"), file("12345"), When::New).await.unwrap();
        store.read(&path("a"), Some(0..2)).await.unwrap();
        store.stat(&path("b")).await.unwrap_err();
    });
    let shown: Vec<String> = lines.borrow().iter().map(Line::to_string).collect();
    assert_eq!(shown, ["write a 5.0 ms, 5 bytes", "read a 5.0 ms, 2 bytes", "stat b 5.0 ms, NotFound"]);
}

#[test]
fn layers_pass_the_suite_as_the_store_inside_does() {
    let (_, lossy) = Lossy::new(&[]);
    let store = Trace::new(Limit::new(lossy, 2), || 0.0, |_| {});
    let store = Retry::new(store, Rc::new(Slept::default()), Patience::default());
    let count = passes(&store);
    assert!(count >= 100);
}

/// Every seventh operation is lost, by turns before and after it happened: the store behaves as if nothing were.
#[test]
fn a_store_that_loses_answers_passes_the_suite_when_tried_again() {
    let turns = (0..200_000).map(|n| match (n % 7, n % 2) {
        (0, 0) => Fault::Request,
        (0, _) => Fault::Answer,
        _ => Fault::None,
    });
    let (_, lossy) = Lossy::new(&turns.collect::<Vec<_>>());
    let store = Retry::new(lossy, Rc::new(Slept::default()), Patience::default());
    assert!(passes(&store) >= 100);
}
