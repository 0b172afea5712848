//! What people wrote on the pages: signs over the words, each of which opens a card, and a list of all of them in the side.
//!
//! A document may say anything, so its words are set as text and never as markup.

use std::sync::Arc;

use document::{Comment, CommentKind, Comments, Said};
use futures_util::StreamExt;
use futures_util::future::{AbortHandle, abortable};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use nearside::Priority;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Element, HtmlElement, MouseEvent};
use worker::document as call;

use super::edit::place::points;
use super::facts::day;
use super::reader::Reader;
use crate::app::focus_on;
use crate::text::documents::{fault, text};
use crate::ui::live::{live, when};

/// Parts of the answer that are taken together.
const PARTS: usize = 64;
/// So many are listed at first, and with each click more.
const SOME: usize = 200;
/// Letters of a comment that name it.
const NAME: usize = 80;
/// From the card to its sign and to the window's edges, in pixels.
const ROOM: f64 = 8.0;

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

/// Lays a sign over each comment of a page, after its words in the order of reading.
pub fn lay(reader: Reader, layer: &HtmlElement, comments: Vec<Comment>) {
    let mut over_words = false;
    for comment in comments {
        // A text that stands on the page needs no card to be read.
        if comment.kind == CommentKind::Text && comment.replies.is_empty() {
            continue;
        }
        let marks =
            matches!(comment.kind, CommentKind::Highlight | CommentKind::Underline | CommentKind::Strike);
        over_words |= marks;
        let class = if marks { "noted over-words" } else { "noted" };
        let Some(node) = sign(&comment, class) else { continue };
        let (comment, anchor) = (Arc::new(comment), node.clone());
        let open = Closure::<dyn Fn()>::new(move || show(reader, &comment, anchor.unchecked_ref()));
        // The element alone holds it: it goes when the page goes.
        let _ = node.add_event_listener_with_callback("click", open.into_js_value().unchecked_ref());
        let _ = layer.append_child(&node);
    }
    if over_words {
        let own = layer.clone();
        let through =
            Closure::<dyn Fn(MouseEvent)>::new(move |event: MouseEvent| click_through(&own, &event));
        let _ = layer.add_event_listener_with_callback("click", through.into_js_value().unchecked_ref());
    }
}

fn sign(comment: &Comment, class: &str) -> Option<HtmlElement> {
    let node: HtmlElement = document().create_element("button").ok()?.dyn_into().ok()?;
    let first = if comment.said.text.is_empty() { comment.replies.first()? } else { &comment.said };
    let words: String = first.text.chars().take(NAME).collect();
    let name = format!("{}: {words}", (text().comment_by)(first.author.as_deref()));
    for (name, value) in [
        ("class", class),
        ("type", "button"),
        ("aria-haspopup", "dialog"),
        ("title", &name),
        ("aria-label", &name),
    ] {
        let _ = node.set_attribute(name, value);
    }
    let (style, area) = (node.style(), comment.area);
    for (edge, length) in [("left", area.x), ("top", area.y), ("width", area.width), ("height", area.height)]
    {
        let _ = style.set_property(edge, &points(length));
    }
    Some(node)
}

/// Signs over words let the pointer through, so that the words can be selected; a mere click is meant for the sign.
fn click_through(layer: &HtmlElement, event: &MouseEvent) {
    let on_button = event.target().and_then(|it| it.dyn_into::<Element>().ok());
    let on_button = on_button.is_some_and(|it| it.closest("button").is_ok_and(|button| button.is_some()));
    let selecting = window().get_selection().ok().flatten().is_some_and(|it| !it.is_collapsed());
    if on_button || selecting {
        return;
    }
    let (x, y) = (f64::from(event.client_x()), f64::from(event.client_y()));
    let Ok(signs) = layer.query_selector_all(".over-words") else { return };
    for sign in (0..signs.length()).filter_map(|at| signs.item(at)?.dyn_into::<HtmlElement>().ok()) {
        let bounds = sign.get_bounding_client_rect();
        if (bounds.left()..=bounds.right()).contains(&x) && (bounds.top()..=bounds.bottom()).contains(&y) {
            return sign.click();
        }
    }
}

/// Opens the card of a comment beside its sign.
fn show(reader: Reader, comment: &Arc<Comment>, sign: &Element) {
    if reader.state.is_disposed() {
        return;
    }
    reader.talk.card.set(Some(comment.clone()));
    let sign = sign.clone();
    request_animation_frame(move || {
        let card =
            document().get_element_by_id("comment").and_then(|card| card.dyn_into::<HtmlElement>().ok());
        let Some(card) = card.filter(|_| sign.is_connected()) else { return };
        // It fails when the card is open already.
        let _ = card.show_popover();
        let (at, own) = (sign.get_bounding_client_rect(), card.get_bounding_client_rect());
        let size =
            |size: Result<wasm_bindgen::JsValue, _>| size.ok().and_then(|size| size.as_f64()).unwrap_or(0.0);
        let (wide, high) = (size(window().inner_width()), size(window().inner_height()));
        let x = at.left().min(wide - own.width() - ROOM).max(ROOM);
        let below = at.bottom() + ROOM;
        let fits = below + own.height() + ROOM <= high;
        let y = if fits { below } else { (at.top() - own.height() - ROOM).max(ROOM) };
        for (name, at) in [("--x", x), ("--y", y)] {
            // A property of our own takes any value.
            let _ = card.style().set_property(name, &format!("{at:.0}px"));
        }
        focus_on("#comment");
    });
}

/// The card, which the browser opens and closes. Who scrolls on closes it.
pub fn card(reader: Reader) -> AnyView {
    let node = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        if !reader.stage.resting.get()
            && let Some(card) = node.get_untracked()
        {
            // It fails when the card is closed already.
            let _ = card.hide_popover();
        }
    });
    let inside = move || reader.talk.card.get().map(|comment| talk(&comment));
    view! {
        <div
            class="menu comment-card"
            id="comment"
            popover
            role="dialog"
            tabindex="0"
            node_ref=node
            aria-label=(text().comment_by)(None)
        >
            <div class="comment-talk">{live(inside)}</div>
        </div>
    }
    .into_any()
}
