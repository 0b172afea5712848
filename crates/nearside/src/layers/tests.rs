//! Each layer over a service that does as it is told.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use futures_executor::block_on;
use futures_util::future::{join, join_all};

use super::*;
use crate::wire::Parcel;
use crate::{Answer, File, Job, Kind};

/// Fails so many times, then counts its calls; remembers the most that ran at once.
#[derive(Clone, Default)]
struct Counter {
    failures: Rc<Cell<u32>>,
    calls: Rc<Cell<u32>>,
    running: Rc<Cell<usize>>,
    most: Rc<Cell<usize>>,
    deadlines: Rc<RefCell<Vec<Option<Duration>>>>,
}

impl Service for Counter {
    fn call(&self, call: Call) -> Answer {
        let this = self.clone();
        this.deadlines.borrow_mut().push(call.options.deadline);
        Box::pin(async move {
            this.running.set(this.running.get() + 1);
            this.most.set(this.most.get().max(this.running.get()));
            // Lets the others begin.
            let mut waited = false;
            std::future::poll_fn(|task| {
                task.waker().wake_by_ref();
                if std::mem::replace(&mut waited, true) {
                    std::task::Poll::Ready(())
                } else {
                    std::task::Poll::Pending
                }
            })
            .await;
            this.running.set(this.running.get() - 1);
            this.calls.set(this.calls.get() + 1);
            match this.failures.get() {
                0 => Parcel::pack(&this.calls.get()),
                left => {
                    this.failures.set(left - 1);
                    Err(Error::new(Kind::WorkerLost, "Gone."))
                }
            }
        })
    }
}

fn job(args: &str) -> Job<u32> {
    Job::new("test/count", 1, &args)
}

#[test]
fn a_lost_call_is_repeated_and_a_panicked_one_is_not() {
    let counter = Counter::default();
    counter.failures.set(2);
    assert_eq!(block_on(job("a").on(counter.clone().retry(2))).unwrap(), 3);
    counter.failures.set(2);
    assert_eq!(block_on(job("a").on(counter.clone().retry(1))).unwrap_err().kind(), Kind::WorkerLost);
}

#[test]
fn an_exact_reply_is_remembered_by_path_and_arguments() {
    let counter = Counter::default();
    let cached = counter.clone().cache(2, |call| !call.args.text.contains("fast"));
    let ask = |args| block_on(job(args).on(cached.clone())).unwrap();
    assert_eq!([ask("a"), ask("a"), ask("b"), ask("a"), ask("c"), ask("b")], [1, 1, 2, 1, 3, 4]);
    assert_eq!([ask("fast"), ask("fast")], [5, 6]);
}

#[test]
fn a_file_without_a_date_is_not_cached() {
    let cached = Counter::default().cache(9, |_| true);
    let ask = |file| block_on(Job::<u32>::new("test/count", 1, &(file,)).on(cached.clone())).unwrap();
    let dated = || File::new("a", vec![1]).dated(Some(7.0));
    assert_eq!([ask(File::new("a", vec![1])), ask(File::new("a", vec![1]))], [1, 2]);
    assert_eq!([ask(dated()), ask(dated())], [3, 3]);
}

#[test]
fn a_limit_holds_and_everybody_comes_through() {
    let counter = Counter::default();
    let limited = counter.clone().limit(2);
    let dropped = job("x").on(limited.clone());
    drop(dropped);
    let all = join_all((0..9).map(|_| job("a").on(limited.clone())));
    assert!(block_on(all).into_iter().all(|reply| reply.is_ok()));
    assert_eq!((counter.calls.get(), counter.most.get()), (9, 2));
}

#[test]
fn who_stops_waiting_at_the_limit_blocks_nobody() {
    let counter = Counter::default();
    let limited = counter.clone().limit(1);
    block_on(async {
        let first = job("a").on(limited.clone());
        let mut second = Box::pin(job("b").on(limited.clone()));
        let both = join(first, async {
            // Waits at the limit, then is dropped there.
            assert!(futures_util::poll!(second.as_mut()).is_pending());
            drop(second);
        });
        both.await.0.unwrap();
        job("c").on(limited.clone()).await.unwrap();
    });
    assert_eq!(counter.calls.get(), 2);
}

#[test]
fn the_shorter_deadline_counts() {
    let counter = Counter::default();
    let second = Duration::from_secs(1);
    let hurried = counter.clone().deadline(second);
    block_on(job("a").on(hurried.clone())).unwrap();
    block_on(job("a").deadline(second / 2).on(hurried.clone())).unwrap();
    block_on(job("a").deadline(second * 2).on(hurried)).unwrap();
    assert_eq!(*counter.deadlines.borrow(), [Some(second), Some(second / 2), Some(second)]);
}

#[test]
fn a_trace_hears_every_end() {
    let counter = Counter::default();
    counter.failures.set(1);
    let heard = Rc::new(RefCell::new(Vec::new()));
    let list = heard.clone();
    let traced = counter
        .trace(move |call, error| list.borrow_mut().push((call.path.to_string(), error.map(Error::kind))));
    let _ = block_on(job("a").on(traced.clone()));
    let _ = block_on(job("a").on(traced));
    let path = "test/count".to_owned();
    assert_eq!(*heard.borrow(), [(path.clone(), Some(Kind::WorkerLost)), (path, None)]);
}
