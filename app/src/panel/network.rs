//! The Network panel: every request since the start, as the browser itself counts them.

use std::cell::RefCell;

use crate::ui::live::live;
use js_sys::{Array, Reflect};
use leptos::prelude::*;
use nearside::Pool;
use nearside_leptos::table;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{PerformanceObserver, PerformanceObserverEntryList, PerformanceObserverInit};

use super::page;
use crate::number;
use crate::open::property;
use crate::text::text;

/// One request.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    url: String,
    by: String,
    bytes: f64,
    cached: bool,
}

thread_local! {
    static SEEN: RefCell<Vec<Request>> = RefCell::default();
    static CHANGED: RefCell<Option<Trigger>> = RefCell::default();
}

/// Counts from now on, and what the browser remembers from before.
pub fn listen() {
    CHANGED.set(Some(Trigger::new()));
    let see = Closure::<dyn Fn(PerformanceObserverEntryList)>::new(|list: PerformanceObserverEntryList| {
        note(&list.get_entries().unchecked_into());
    });
    let Ok(observer) = PerformanceObserver::new(see.as_ref().unchecked_ref()) else { return };
    let options = PerformanceObserverInit::new(&Array::new());
    // With a list of types the browser leaves out what came before; with one type it hands that over too.
    let _ = Reflect::delete_property(&options, &"entryTypes".into());
    let _ = Reflect::set(&options, &"type".into(), &"resource".into());
    options.set_buffered(true);
    // Browsers that do not know the type show an empty list.
    observer.observe(&options);
    // It counts as long as the page lives.
    see.forget();
}

fn note(entries: &Array) {
    let fresh = entries.iter().map(|entry| Request {
        url: property(&entry, "name").as_string().unwrap_or_default(),
        by: property(&entry, "initiatorType").as_string().unwrap_or_default(),
        bytes: property(&entry, "decodedBodySize").as_f64().unwrap_or(0.0),
        cached: property(&entry, "transferSize").as_f64() == Some(0.0),
    });
    let fresh: Vec<Request> = fresh.filter(|request| !request.url.starts_with("blob:")).collect();
    if !fresh.is_empty() {
        SEEN.with_borrow_mut(|seen| seen.extend(fresh));
        CHANGED.with_borrow(|changed| changed.iter().for_each(Trigger::notify));
    }
}

/// The panel.
pub fn network() -> impl IntoView {
    let t = text();
    let own = window().location().origin().unwrap_or_default();
    let base = document().base_uri().ok().flatten().unwrap_or_default();
    let requests = Memo::new(move |_| {
        CHANGED.with_borrow(|changed| changed.iter().for_each(Trigger::track));
        SEEN.with_borrow(Vec::clone)
    });
    let origin = own.clone();
    let foreign = move || requests.with(|all| all.iter().filter(|r| !r.url.starts_with(&origin)).count());
    let total = move || requests.with(|all| all.iter().map(|request| request.bytes).sum::<f64>());
    let lines = move || {
        requests
            .get()
            .into_iter()
            .map(|request| {
                let outside = !request.url.starts_with(&own);
                let name = request.url.strip_prefix(&base).unwrap_or(&request.url).to_string();
                view! {
                    <tr class:bad=outside>
                        <th scope="row">
                            <code>{name}</code>
                        </th>
                        <td>{if outside { t.net_other } else { t.net_own }}</td>
                        <td>{request.by}</td>
                        <td class="numbers">{number::bytes(request.bytes)}</td>
                        <td>{if request.cached { t.net_cache } else { t.net_line }}</td>
                    </tr>
                }
                .into_any()
            })
            .collect::<Vec<AnyView>>()
    };
    let count = move || requests.with(Vec::len);
    // The page's own list has nothing of what goes through a gate.
    let reached = Pool::get().status().reached;
    page(
        t.net_title,
        t.net_lead,
        view! {
            <p class="claim" id="net-claim">
                {live(move || match (foreign(), reached.is_empty()) {
                    (0, true) => t.net_none.to_string(),
                    (0, false) => (t.net_places)(&reached.join(", ")),
                    (some, _) => (t.net_some)(some),
                })}
            </p>
            <p class="muted">{live(move || (t.net_sum)(count(), &number::bytes(total())))}</p>
            {live(move || {
                table(&[(t.net_what, false), (t.net_where, false), (t.net_by, false), (t.net_size, true), (t.net_from, false)], lines())
            })}
            <p class="hint">{t.net_hint}</p>
        },
    )
}
