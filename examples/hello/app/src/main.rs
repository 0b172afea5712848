//! Pick text files; each is counted in a worker, on all cores.

use leptos::prelude::*;
use nearside::File;
use nearside_leptos::{Words, jobs, use_job};
use web_sys::HtmlInputElement;

fn main() {
    nearside::start(|| leptos::mount::mount_to_body(app));
}

fn app() -> impl IntoView {
    let files = RwSignal::new_local(Vec::<File>::new());
    let pick = move |event| {
        let list = event_target::<HtmlInputElement>(&event).files().into_iter();
        let picked = list.flat_map(|list| (0..list.length()).filter_map(move |at| list.get(at)));
        files.update(|files| files.extend(picked.map(File::from)));
    };
    let one = move |at: usize| line(files.with_untracked(|files| files[at].clone()));
    view! {
        <main>
            <h1>"Count words without a server"</h1>
            <label>"Text files " <input type="file" multiple on:change=pick /></label>
            <ul><For each=move || 0..files.with(Vec::len) key=|at| *at children=one /></ul>
            <details><summary>"What the workers do"</summary>{jobs(Words::ENGLISH)}</details>
        </main>
    }
}

fn line(file: File) -> impl IntoView {
    let name = file.name().to_owned();
    let count = use_job(move || Some(worker::text::count(file.clone())));
    let told = move || match count.reply() {
        None => format!("{name}: {:.0} %", count.progress() * 100.0),
        Some(Ok(count)) => format!("{name}: {} words, {} lines", count.words, count.lines),
        Some(Err(error)) => format!("{name}: {error}"),
    };
    view! { <li>{told}</li> }
}
