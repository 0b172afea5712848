//! A question to the worker that takes a while: asked by a button, answered in its place, given up by the same button.

use futures_util::future::{AbortHandle, abortable};
use leptos::prelude::*;
use leptos::task::spawn_local;
use nearside::Job;
use serde::de::DeserializeOwned;

use crate::text::studio::{fault, studio as words};
use crate::ui::icon::{Icon, icon};
use crate::ui::live::{either, live};

/// A question and its answer.
pub struct Query<T: Send + Sync + 'static> {
    /// The answer.
    pub answer: RwSignal<Option<T>>,
    busy: RwSignal<Option<f64>>,
    fault: RwSignal<Option<String>>,
    running: StoredValue<Option<AbortHandle>>,
}

impl<T: Send + Sync> Clone for Query<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync> Copy for Query<T> {}

impl<T: DeserializeOwned + Send + Sync + 'static> Query<T> {
    /// Not asked yet.
    pub fn new() -> Query<T> {
        Query {
            answer: RwSignal::new(None),
            busy: RwSignal::new(None),
            fault: RwSignal::new(None),
            running: StoredValue::new(None),
        }
    }

    /// Asks.
    pub fn ask(self, job: Job<T>) {
        self.fault.set(None);
        self.busy.set(Some(0.0));
        let job = job.on_progress(move |done| {
            self.busy.try_set(Some(done));
        });
        let (work, handle) = abortable(job);
        self.running.set_value(Some(handle));
        spawn_local(async move {
            if let Ok(answer) = work.await {
                match answer {
                    Ok(answer) => drop(self.answer.try_set(Some(answer))),
                    Err(error) => drop(self.fault.try_set(Some(fault(&error)))),
                }
            }
            self.busy.try_set(None);
        });
    }

    fn stop(self) {
        if let Some(handle) = self.running.try_update_value(Option::take).flatten() {
            handle.abort();
        }
    }

    /// The button that asks, or how far the answer is and the button that gives it up.
    pub fn button(
        self,
        id: &'static str,
        name: &'static str,
        ask: impl Fn() + Copy + Send + Sync + 'static,
    ) -> AnyView {
        let t = words();
        view! {
            {either(
                move || self.busy.get().is_some(),
                move || view! {
                    <div class="asking">
                        <progress
                            aria-label=name
                            value=live(move || self.busy.get().filter(|done| *done > 0.0).map(|done| done.to_string()))
                        ></progress>
                        <button type="button" class="quiet icon-only" title=t.cancel aria-label=t.cancel on:click=move |_| self.stop()>
                            {icon(Icon::Close)}
                        </button>
                    </div>
                }.into_any(),
                move || view! {
                    <button type="button" class="wide" id=id on:click=move |_| ask()>
                        {icon(Icon::Search)}
                        <span>{name}</span>
                    </button>
                }.into_any(),
            )}
            {live(move || self.fault.get().map(|words| view! { <p class="bad" role="alert">{words}</p> }))}
        }
        .into_any()
    }
}
