//! Printing: pages are drawn sharply, one after the other, into a part of the document that only the printer sees.
//!
//! The browser keeps all of them in memory until it has printed. So many pages go in parts, one after the other, each of which a
//! person sends off; how sharp they are depends on how many go at once.

use std::cell::Cell;
use std::time::Duration;

use document::Look;
use futures_util::future::{AbortHandle, abortable};
use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use nearside::Priority;
use web_sys::Element;
use worker::document as call;

use super::canvas::{self, PATIENCE};
use super::modal::modal;
use super::reader::Reader;
use crate::text::documents::{fault, text};
use crate::ui::live::live;
use crate::ui::toast;
use crate::wait;

/// Pages that are printed at once: a part.
const MOST: usize = 60;
/// Pixels of all of them together.
const PIXELS: f64 = 90e6;
/// Pixels per point at most: 200 dots per inch.
const SHARP: f64 = 200.0 / 72.0;
/// Some browsers print long after they were told to.
const LIFE: Duration = Duration::from_secs(600);

/// How far printing has come.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// A person chooses the pages.
    Asked,
    /// So many pages of so many are drawn.
    Drawing(usize, usize),
    /// A part was handed to the printer; these pages, from the first to before the last, are left.
    Next(usize, usize),
}

/// Asks which pages to print.
pub fn open(reader: Reader) {
    reader.printing.set(Some(Step::Asked));
}

/// The dialog, while it is needed.
pub fn form(reader: Reader) -> AnyView {
    let open = Memo::new(move |_| reader.printing.with(Option::is_some));
    live(move || if open.get() { untrack(|| dialog(reader)) } else { ().into_any() }).into_any()
}

fn dialog(reader: Reader) -> AnyView {
    let t = text();
    let pages = reader.stage.pages();
    let page = reader.stage.page.get_untracked();
    let (first, last) = (NodeRef::<html::Input>::new(), NodeRef::<html::Input>::new());
    let next = match reader.printing.get_untracked() {
        Some(Step::Next(from, to)) => Some((from, to)),
        _ => None,
    };
    let (from, to) = next.map_or((1, pages), |(from, to)| (from + 1, to));
    let from_here = move |_| {
        if let Some(field) = first.get_untracked() {
            field.set_value(&(page + 1).to_string());
        }
    };
    let job = StoredValue::new(None::<AbortHandle>);
    let stop = move || {
        job.try_update_value(|job| job.take().inspect(AbortHandle::abort));
        reader.printing.try_set(None);
        clear();
    };
    on_cleanup(move || drop(job.try_update_value(|job| job.take().inspect(AbortHandle::abort))));
    let refused = reader.document.with_untracked(|document| {
        document.as_ref().is_some_and(|document| document.refused.contains(&document::Refusal::Print))
    });
    let number = move |node: NodeRef<html::Input>, other: usize| {
        let written = node.get_untracked().and_then(|field| field.value().trim().parse::<usize>().ok());
        written.unwrap_or(other).clamp(1, pages.max(1))
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let from = number(first, from);
        let to = number(last, to).clamp(from, pages.max(from));
        let end = to.min(from - 1 + MOST);
        let (work, handle) = abortable(draw(reader, from - 1, end));
        job.set_value(Some(handle));
        spawn_local(async move {
            let Ok(drawn) = work.await else { return };
            reader.printing.try_set(None);
            if let Some(job) = drawn {
                print(reader, &job, (end < to).then_some((end, to))).await;
            }
        });
    };
    let field = move |id: &'static str, words: &'static str, node: NodeRef<html::Input>, value: usize| {
        view! {
            <label class="field" for=id>
                <span>{words}</span>
                <input type="number" id=id node_ref=node min="1" max=pages value=value />
            </label>
        }
        .into_any()
    };
    let drawing = move || match reader.printing.get() {
        Some(Step::Drawing(done, all)) => view! {
            <p role="status">{(t.print_drawing)(done, all)}</p>
            <progress max=all value=done aria-label=t.print_title></progress>
        }
        .into_any(),
        _ => ().into_any(),
    };
    modal(
        "print-dialog",
        t.print_title,
        "#print-from",
        stop,
        view! {
            <form class="stack" on:submit=submit>
                {next.map(|(from, to)| {
                    let end = to.min(from + MOST);
                    view! { <p role="status" id="print-next">{(t.print_next)(from + 1, end, to)}</p> }
                })}
                {field("print-from", t.print_from, first, from)}
                {field("print-to", t.print_to, last, to)}
                {(page > 0 && next.is_none()).then(|| view! {
                    <button type="button" class="quiet" on:click=from_here>{(t.print_here)(page + 1)}</button>
                })}
                {(pages > MOST).then(|| view! { <p class="hint">{(t.print_parts)(MOST)}</p> })}
                {refused.then(|| view! { <p class="hint">{t.print_refused}</p> })}
                {live(drawing)}
                <div class="actions">
                    <button
                        type="submit"
                        class="primary"
                        id="print-now"
                        disabled=live(move || matches!(reader.printing.get(), Some(Step::Drawing(..))))
                    >
                        {t.print_now}
                    </button>
                    <button type="button" on:click=move |_| stop()>{t.cancel}</button>
                </div>
            </form>
        }
        .into_any(),
    )
}

/// Draws the pages `from..to`. None if one of them cannot be drawn, which is told.
async fn draw(reader: Reader, from: usize, to: usize) -> Option<Element> {
    let (file, password) = reader.source()?;
    let (stage, layers) = (reader.stage, reader.layers.get_untracked());
    let turn = stage.turn.get_untracked();
    let surface: f64 =
        (from..to).map(|page| stage.with(|layout| layout.lying(page))).map(|(w, h)| w * h).sum();
    let scale = SHARP.min((PIXELS / surface.max(1.0)).sqrt()) as f32;
    let job = element("print-job")?;
    for page in from..to {
        reader.printing.try_set(Some(Step::Drawing(page - from, to - from)));
        let look =
            Look { scale, turn, hide: layers.hide.clone(), show: layers.show.clone(), ..Look::default() };
        let near = call::key(&file);
        let sheet = call::page(file.clone(), password.clone(), page as u32, look).near(near);
        let sheet = match sheet.priority(Priority::Visible).deadline(PATIENCE).await {
            Ok(sheet) => sheet,
            Err(error) => {
                toast::show(reader.session, (text().print_failed)(page + 1, &fault(&error)));
                return None;
            }
        };
        let (Some(canvas), Some(paper)) = (canvas::canvas(&sheet).await, element("print-page")) else {
            toast::show(reader.session, crate::text::text().fault_memory);
            return None;
        };
        // Elements of ours in one another.
        let _ =
            paper.set_attribute("data-lying", if sheet.width > sheet.height { "across" } else { "upright" });
        let _ = paper.append_child(&canvas);
        let _ = job.append_child(&paper);
    }
    Some(job)
}

/// Hands what was drawn to the printer, and takes it away afterwards. Then the pages that are left are asked for.
async fn print(reader: Reader, job: &Element, left: Option<(usize, usize)>) {
    clear();
    let Some(body) = document().body() else { return };
    let _ = body.append_child(job);
    // The dialog is gone before the printer looks.
    wait(50).await;
    let left = Cell::new(left);
    let over = window_event_listener_untyped("afterprint", move |_| {
        clear();
        if let Some((from, to)) = left.take() {
            reader.printing.try_set(Some(Step::Next(from, to)));
        }
    });
    // A browser that cannot print does nothing.
    let _ = window().print();
    set_timeout(move || over.remove(), LIFE);
}

fn element(class: &str) -> Option<Element> {
    let element = document().create_element("div").ok()?;
    element.set_class_name(class);
    Some(element)
}

/// Takes what was to be printed out of the page.
fn clear() {
    while let Ok(Some(job)) = document().query_selector(".print-job") {
        job.remove();
    }
}
