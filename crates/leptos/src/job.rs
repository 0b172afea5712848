//! A job that lives as long as the component that asks for it, and that is asked for anew when what it was asked of changes.

use futures_util::future::{AbortHandle, abortable};
use leptos::prelude::*;
use leptos::task::spawn_local;
use nearside::{Job, Result};
use serde::de::DeserializeOwned;

/// What a component sees of its job. Reading it in a view or an effect is noticed, as with every signal.
pub struct Running<T: 'static> {
    progress: RwSignal<f64>,
    reply: RwSignal<Option<Result<T>>, LocalStorage>,
    running: RwSignal<bool>,
    asked: Trigger,
    handle: StoredValue<Option<AbortHandle>>,
}

/// Runs the job that `make` makes, and makes it anew whenever a signal that `make` read changes. The one before is dropped then,
/// and the last one with the component, which cancels them in their workers. `None` runs nothing.
///
/// ```no_run
/// # use leptos::prelude::*;
/// # mod text {
/// #     use nearside::prelude::*;
/// #     #[call]
/// #     pub async fn words(file: File) -> Result<usize> { Ok(file.size() as usize) }
/// # }
/// # use nearside::File;
/// use nearside_leptos::use_job;
///
/// #[component]
/// fn Words(file: RwSignal<Option<File>, LocalStorage>) -> impl IntoView {
///     let count = use_job(move || file.get().map(text::words));
///     move || match count.reply() {
///         None => format!("{:.0} %", count.progress() * 100.0),
///         Some(Ok(words)) => format!("{words} words"),
///         Some(Err(error)) => error.to_string(),
///     }
/// }
/// ```
pub fn use_job<T: DeserializeOwned + 'static>(make: impl Fn() -> Option<Job<T>> + 'static) -> Running<T> {
    let job = Running {
        progress: RwSignal::new(0.0),
        reply: RwSignal::new_local(None),
        running: RwSignal::new(false),
        asked: Trigger::new(),
        handle: StoredValue::new(None),
    };
    Effect::new(move |_| {
        job.asked.track();
        job.cancel();
        job.reply.set(None);
        job.progress.set(0.0);
        if let Some(made) = make() {
            job.start(made);
        }
    });
    on_cleanup(move || job.cancel());
    job
}

impl<T: DeserializeOwned + 'static> Running<T> {
    fn start(self, job: Job<T>) {
        // Whoever asked may be gone when it tells something.
        let job = job.on_progress(move |done| {
            self.progress.try_set(done);
        });
        let (job, handle) = abortable(job);
        self.handle.set_value(Some(handle));
        self.running.set(true);
        spawn_local(async move {
            let Ok(reply) = job.await else { return };
            if reply.is_ok() {
                self.progress.try_set(1.0);
            }
            self.reply.try_set(Some(reply));
            self.running.try_set(false);
        });
    }
}

impl<T> Running<T> {
    /// How far it is, from 0 to 1, where it is done.
    pub fn progress(self) -> f64 {
        self.progress.get()
    }

    /// Whether it runs or waits for a worker.
    pub fn running(self) -> bool {
        self.running.get()
    }

    /// How it ended; `None` until then.
    pub fn reply(self) -> Option<Result<T>>
    where
        T: Clone,
    {
        self.reply.get()
    }

    /// The same without a copy of it.
    pub fn with<R>(self, look: impl FnOnce(Option<&Result<T>>) -> R) -> R {
        self.reply.with(|reply| look(reply.as_ref()))
    }

    /// Drops it. There will be no reply unless it is asked for [again](Running::again).
    pub fn cancel(self) {
        if let Some(handle) = self.handle.try_update_value(Option::take).flatten() {
            handle.abort();
            self.running.try_set(false);
        }
    }

    /// Runs it once more, from the start.
    pub fn again(self) {
        self.asked.notify();
    }
}

impl<T> Clone for Running<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Running<T> {}

impl<T> std::fmt::Debug for Running<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Running").field("running", &self.running.try_get_untracked()).finish_non_exhaustive()
    }
}
