//! Pick text files; each is counted in a worker, on all cores.

use leptos::prelude::*;
use nearside::File;
use nearside_leptos::{Words, jobs, use_job};
use web_sys::HtmlInputElement;
use worker::text;

fn main() {
    nearside::start(|| leptos::mount::mount_to_body(App));
}

#[component]
fn App() -> impl IntoView {
    let files = RwSignal::new_local(Vec::<File>::new());
    let pick = move |event| {
        let picked = event_target::<HtmlInputElement>(&event).files().into_iter();
        let picked = picked.flat_map(|list| (0..list.length()).filter_map(move |index| list.get(index)));
        files.update(|files| files.extend(picked.map(File::from)));
    };
    view! {
        <main>
            <h1>"Count words without a server"</h1>
            <label>"Text files " <input type="file" multiple on:change=pick /></label>
            <ul>
                <For each=move || 0..files.with(Vec::len) key=|at| *at let(at)>
                    <Line file=files.with_untracked(|files| files[at].clone()) />
                </For>
            </ul>
            <details><summary>"What the workers do"</summary>{jobs(Words::ENGLISH)}</details>
        </main>
    }
}

#[component]
fn Line(file: File) -> impl IntoView {
    let name = file.name().to_owned();
    let count = use_job(move || Some(text::count(file.clone())));
    let told = move || match count.reply() {
        None => format!("{name}: {:.0} %", count.progress() * 100.0),
        Some(Ok(count)) => format!("{name}: {} words, {} lines", count.words, count.lines),
        Some(Err(error)) => format!("{name}: {error}"),
    };
    view! { <li>{told}</li> }
}
