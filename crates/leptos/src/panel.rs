//! What the pool is doing, for every app: its workers, its functions and how long they take, its last failures.
//!
//! Plain elements with a few class names (`figures`, `numbers`, `table`, `muted`, `failures`), so that an app's own style applies.

use leptos::prelude::*;
use nearside::Pool;
use nearside::pool::{Failure, Status};

pub use words::Words;

mod words;

/// The whole panel: the figures, and a button that saves a trace of what was run.
pub fn jobs(words: Words) -> impl IntoView {
    view! {
        {figures(words)}
        <p>
            <button type="button" on:click=|_| save_trace()>
                {words.save_trace}
            </button>
        </p>
    }
}

/// Saves what was run as a trace that the profilers of browsers open.
pub fn save_trace() {
    save("nearside-trace.json", Pool::get().trace());
}

/// The figures, kept up to date while they are shown.
pub fn figures(words: Words) -> impl IntoView {
    let changed = Trigger::new();
    let watcher = StoredValue::new_local(Some(Pool::get().on_change(move || changed.notify())));
    on_cleanup(move || drop(watcher.try_update_value(Option::take)));
    let part = move |show: fn(Words, Status) -> AnyView| -> Box<dyn FnMut() -> AnyView + Send> {
        Box::new(move || {
            changed.track();
            show(words, Pool::get().status())
        })
    };
    view! {
        {part(totals)}
        <h2>{words.workers}</h2>
        {part(workers)}
        <h2>{words.calls}</h2>
        {part(calls)}
        <h2>{words.failures}</h2>
        {part(failures)}
    }
}

fn totals(words: Words, status: Status) -> AnyView {
    let memory = status.workers.iter().map(|worker| worker.memory).sum::<u64>() as f64;
    let totals = [
        (words.running, (words.number)(status.running as f64)),
        (words.waiting, (words.number)(status.queued as f64)),
        (words.workers, (words.number)(status.workers.len() as f64)),
        (words.memory, (words.bytes)(memory)),
    ];
    let total =
        |(name, value)| view! { <div><dt>{name}</dt><dd class="numbers">{value}</dd></div> }.into_any();
    view! { <dl class="figures" id="figures">{Vec::from(totals.map(total))}</dl> }.into_any()
}

fn workers(words: Words, status: Status) -> AnyView {
    let lines = status.workers.into_iter().map(|worker| {
        let name = view! { {worker.engine} " " {worker.id} }.into_any();
        let rest = [
            ((words.state)(worker.state).to_owned(), false),
            ((words.number)(worker.jobs.into()), true),
            ((words.bytes)(worker.memory as f64), true),
        ];
        line(name, &rest)
    });
    let heads = [(words.worker, false), (words.status, false), (words.settled, true), (words.memory, true)];
    filled(words.no_workers, &heads, lines.collect())
}

fn calls(words: Words, status: Status) -> AnyView {
    let lines = status.paths.into_iter().map(|path| {
        let name = view! { <code>{path.path}</code> }.into_any();
        let rest = [
            ((words.number)(path.calls.into()), true),
            ((words.number)(path.failed.into()), true),
            ((words.time)(path.wait), true),
            ((words.time)(path.run), true),
        ];
        line(name, &rest)
    });
    let heads = [
        (words.call, false),
        (words.count, true),
        (words.failed, true),
        (words.waited, true),
        (words.ran, true),
    ];
    filled(words.no_calls, &heads, lines.collect())
}

fn failures(words: Words, status: Status) -> AnyView {
    if status.failures.is_empty() {
        return view! { <p class="muted">{words.no_failures}</p> }.into_any();
    }
    let failure = |failure: Failure| {
        let stack = failure.stack.map(|stack| {
            view! {
                <details>
                    <summary>{words.details}</summary>
                    <pre tabindex="0">{stack}</pre>
                </details>
            }
        });
        view! {
            <li>
                <p>
                    <code>{failure.path.to_string()}</code>
                    " "
                    <span class="tag">{format!("{:?}", failure.kind)}</span>
                </p>
                <p>{failure.message}</p>
                {stack}
            </li>
        }
        .into_any()
    };
    let latest_first: Vec<AnyView> = status.failures.into_iter().rev().map(failure).collect();
    view! { <ul class="failures">{latest_first}</ul> }.into_any()
}

fn filled(empty: &'static str, heads: &[(&'static str, bool)], lines: Vec<AnyView>) -> AnyView {
    match lines.is_empty() {
        true => view! { <p class="muted">{empty}</p> }.into_any(),
        false => table(heads, lines),
    }
}

/// A table that scrolls by itself where the screen is narrow, of heads, each with whether numbers are below it, and lines.
pub fn table(heads: &[(&'static str, bool)], lines: Vec<AnyView>) -> AnyView {
    let heads: Vec<AnyView> = heads
        .iter()
        .map(|(head, numbers)| view! { <th scope="col" class:numbers=*numbers>{*head}</th> }.into_any())
        .collect();
    view! {
        <div class="table" tabindex="0" role="group">
            <table>
                <thead>
                    <tr>{heads}</tr>
                </thead>
                <tbody>{lines}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn line(name: AnyView, rest: &[(String, bool)]) -> AnyView {
    let cell = |(text, numbers): &(String, bool)| {
        view! { <td class:numbers=*numbers>{text.clone()}</td> }.into_any()
    };
    let cells: Vec<AnyView> = rest.iter().map(cell).collect();
    view! { <tr><th scope="row">{name}</th>{cells}</tr> }.into_any()
}

/// Has the browser save a text as a file.
fn save(name: &str, text: String) {
    use wasm_bindgen::JsCast;

    let blob = nearside::File::new(name, text.into_bytes()).blob();
    let Ok(url) = web_sys::Url::create_object_url_with_blob(&blob) else { return };
    if let Ok(link) = document().create_element("a")
        && let Ok(link) = link.dyn_into::<web_sys::HtmlAnchorElement>()
    {
        link.set_href(&url);
        link.set_download(name);
        link.click();
    }
    // The browser takes its copy in this turn.
    set_timeout(move || drop(web_sys::Url::revoke_object_url(&url)), std::time::Duration::from_secs(60));
}
