//! A hook needs a page's executor to run in: its promises, in a browser.
#![cfg(target_arch = "wasm32")]

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::*;
use leptos::reactive::owner::Owner;
use nearside::{Answer, Call, Service};
use nearside_leptos::use_job;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

mod far {
    use nearside::prelude::*;

    /// Twice as many, after some steps.
    #[call]
    pub async fn twice(number: u32, cx: &Context) -> Result<u32> {
        for step in 0..4 {
            cx.progress(f64::from(step) / 4.0);
            cx.tick().await?;
        }
        Ok(2 * number)
    }
    calls![twice];
}

/// A component with its owner, as `mount_to` has it.
fn owned<T>(make: impl FnOnce() -> T) -> (Owner, T) {
    let owner = Owner::new();
    let made = owner.with(make);
    (owner, made)
}

/// Waits for some milliseconds, as the worker's breaths are timers.
async fn moment() {
    let (ring, rung) = futures_util::future::abortable(std::future::pending::<()>());
    set_timeout(move || rung.abort(), Duration::from_millis(4));
    _ = ring.await;
}

async fn until(done: impl Fn() -> bool) {
    for _ in 0..500 {
        if untrack(&done) {
            return;
        }
        moment().await;
    }
    panic!("it did not come to that");
}

/// Answers after a while, and counts who asked.
#[derive(Clone, Default)]
struct Slow(Rc<Cell<u32>>);

impl Service for Slow {
    fn call(&self, call: Call) -> Answer {
        self.0.set(self.0.get() + 1);
        Box::pin(async move {
            moment().await;
            moment().await;
            far::calls().call(call).await
        })
    }
}

#[wasm_bindgen_test]
async fn the_reply_arrives_and_is_asked_for_anew_when_the_question_changes() {
    _ = any_spawner::Executor::init_wasm_bindgen();
    let slow = Slow::default();
    let service = slow.clone();
    let (_owner, (number, job)) = owned(|| {
        let number = RwSignal::new(4);
        (number, use_job(move || Some(far::twice(number.get()).on(service.clone()))))
    });
    until(|| job.running() && job.reply().is_none()).await;
    until(|| matches!(job.reply(), Some(Ok(8))) && job.progress() == 1.0 && !job.running()).await;
    number.set(5);
    until(|| job.reply().is_none()).await;
    until(|| matches!(job.reply(), Some(Ok(10)))).await;
    job.again();
    until(|| job.running()).await;
    until(|| matches!(job.reply(), Some(Ok(10)))).await;
    assert_eq!(slow.0.get(), 3);
}

#[wasm_bindgen_test]
async fn a_cancelled_job_says_nothing_any_more() {
    _ = any_spawner::Executor::init_wasm_bindgen();
    let (_owner, job) = owned(|| use_job(|| Some(far::twice(4).on(Slow::default()))));
    until(|| job.running()).await;
    job.cancel();
    assert!(!untrack(|| job.running()));
    for _ in 0..20 {
        moment().await;
    }
    assert!(untrack(|| job.reply()).is_none());
}

#[wasm_bindgen_test]
async fn a_component_that_is_gone_takes_its_job_along() {
    _ = any_spawner::Executor::init_wasm_bindgen();

    /// Tells when the service is dropped with its call.
    struct Held(Rc<Cell<bool>>);
    impl Drop for Held {
        fn drop(&mut self) {
            self.0.set(true);
        }
    }
    impl Service for Held {
        fn call(&self, _: Call) -> Answer {
            Box::pin(std::future::pending())
        }
    }

    let dropped = Rc::new(Cell::new(false));
    let told = Rc::clone(&dropped);
    let (owner, job) = owned(move || use_job(move || Some(far::twice(4).on(Held(Rc::clone(&told))))));
    until(|| job.running()).await;
    assert!(!dropped.get());
    owner.cleanup();
    until(|| dropped.get()).await;
}
