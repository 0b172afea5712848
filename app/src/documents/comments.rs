//! What people wrote on the pages: signs over the words, each of which opens a card, and a list of all of them in the side.
//!
//! A document may say anything, so its words are set as text and never as markup.

use std::sync::Arc;

use document::{Comment, Comments, Said};
use futures_util::StreamExt;
use futures_util::future::{AbortHandle, abortable};
use leptos::prelude::*;
use leptos::task::spawn_local;
use nearside::Priority;
use worker::document as call;

use super::facts::day;
use super::reader::Reader;
use crate::text::documents::{fault, text};
use crate::ui::live::{live, when};
pub use card::card;
pub use signs::lay;

mod card;
mod signs;

/// Parts of the answer that are taken together.
const PARTS: usize = 64;
/// So many are listed at first, and with each click more.
const SOME: usize = 200;

/// The comments of one document.
#[derive(Clone, Copy)]
pub struct Talk {
    /// The one whose card is open.
    card: RwSignal<Option<Arc<Comment>>>,
    /// All of them by their page, as far as they were asked for.
    all: RwSignal<Vec<Comments>>,
    /// How much is read; none when it is over.
    progress: RwSignal<Option<f64>>,
    fault: RwSignal<Option<String>>,
    begun: StoredValue<bool>,
    running: StoredValue<Option<AbortHandle>>,
}

impl Talk {
    /// Nothing was asked for.
    pub fn new() -> Talk {
        Talk {
            card: RwSignal::new(None),
            all: RwSignal::default(),
            progress: RwSignal::new(None),
            fault: RwSignal::new(None),
            begun: StoredValue::new(false),
            running: StoredValue::new(None),
        }
    }

    /// Ends what is under way.
    pub fn stop(self) {
        self.running.try_update_value(|running| running.take().inspect(AbortHandle::abort));
    }
}

/// Asks for the comments of all pages, once.
fn ask(reader: Reader) {
    let talk = reader.talk;
    let Some((file, password)) = reader.source().filter(|_| !talk.begun.get_value()) else { return };
    talk.begun.set_value(true);
    talk.progress.set(Some(0.0));
    let work = async move {
        let near = call::key(&file);
        let parts = call::comments(file, password).with(|job| {
            job.near(near).priority(Priority::Visible).on_progress(move |done| {
                talk.progress.try_update(|progress| *progress = progress.map(|_| done));
            })
        });
        let mut parts = parts.ready_chunks(PARTS);
        while let Some(some) = parts.next().await {
            if talk.all.is_disposed() {
                return;
            }
            for part in some {
                match part {
                    Ok(part) => talk.all.update(|all| all.push(part)),
                    // Who opens the list again asks again.
                    Err(error) => {
                        talk.begun.set_value(false);
                        return talk.fault.set(Some(fault(&error)));
                    }
                }
            }
        }
    };
    talk.fault.set(None);
    talk.all.set(Vec::new());
    let (work, handle) = abortable(work);
    talk.running.set_value(Some(handle));
    spawn_local(async move {
        if work.await.is_ok() {
            talk.progress.try_set(None);
        }
    });
}

/// The list of the side.
pub fn list(reader: Reader) -> AnyView {
    let (t, talk) = (text(), reader.talk);
    ask(reader);
    let most = RwSignal::new(SOME);
    let lines = move || {
        let most = most.get();
        talk.all.with(|all| {
            let each =
                all.iter().flat_map(|page| page.comments.iter().map(move |one| (page.page as usize, one)));
            each.take(most).map(|(page, comment)| line(reader, page, comment)).collect::<Vec<AnyView>>()
        })
    };
    let count = move || talk.all.with(|all| all.iter().map(|page| page.comments.len()).sum::<usize>());
    let told = move || {
        let missed = talk.all.with(|all| all.iter().filter(|page| page.failed.is_some()).count());
        let words = talk.fault.get().or_else(|| (missed > 0).then(|| (t.comments_missed)(missed)));
        let none = || (count() == 0 && talk.progress.get().is_none()).then(|| t.comments_none.to_owned());
        words.or_else(none).map(|words| view! { <p class="hint side-told">{words}</p> }.into_any())
    };
    view! {
        {when(
            move || talk.progress.get().is_some(),
            move || view! {
                <progress
                    max="1"
                    aria-label=t.comments_reading
                    prop:value=live(move || talk.progress.get().unwrap_or(1.0))
                ></progress>
            }
            .into_any(),
        )}
        <div role="status">{live(told)}</div>
        <ul class="lines comments" aria-label=(t.deed)(super::deed::Deed::Comments)>{live(lines)}</ul>
        {when(
            move || count() > most.get(),
            move || view! {
                <button type="button" class="quiet wide" on:click=move |_| most.update(|most| *most += SOME)>
                    {t.more_hits}
                </button>
            }
            .into_any(),
        )}
    }
    .into_any()
}

fn line(reader: Reader, page: usize, comment: &Comment) -> AnyView {
    let area = comment.area;
    view! {
        <li>
            <button type="button" class="quiet hit" on:click=move |_| reader.stage.reveal(page, area)>
                <span class="numbers muted">{page + 1}</span>
                <span class="comment-talk">{talk(comment)}</span>
            </button>
        </li>
    }
    .into_any()
}

/// What was written and what was answered.
fn talk(comment: &Comment) -> AnyView {
    let first = (!comment.said.text.is_empty()).then_some((&comment.said, "comment-said"));
    let answers = comment.replies.iter().map(|said| (said, "comment-said reply"));
    first
        .into_iter()
        .chain(answers)
        .map(|(words, class)| said(words, class))
        .collect::<Vec<AnyView>>()
        .into_any()
}

fn said(said: &Said, class: &'static str) -> AnyView {
    let date = said.date.as_deref().map(day);
    let who = (said.author.is_some() || date.is_some()).then(|| {
        view! {
            <span class="hint">
                {said.author.clone().map(|author| view! { <b>{author}</b> " " })}
                {date}
            </span>
        }
    });
    view! {
        <span class=class>
            {who}
            <span class="comment-words">{said.text.clone()}</span>
        </span>
    }
    .into_any()
}
