//! Pick text files; each is counted in a worker, on all cores.

use leptos::prelude::*;
use nearside::File;
use web_sys::HtmlInputElement;
use worker::text;

fn main() {
    nearside::start(|| leptos::mount::mount_to_body(App));
}

#[component]
fn App() -> impl IntoView {
    let lines = RwSignal::new(Vec::new());
    let count = move |file: File| async move {
        let name = file.name().to_owned();
        let line = match text::count(file).await {
            Ok(count) => format!("{name}: {} words, {} lines", count.words, count.lines),
            Err(error) => format!("{name}: {error}"),
        };
        lines.update(|lines| lines.push(line));
    };
    let picked = move |event| {
        let input: HtmlInputElement = event_target(&event);
        let files = input.files().into_iter();
        for file in files.flat_map(|files| (0..files.length()).filter_map(move |index| files.get(index))) {
            leptos::task::spawn_local(count(file.into()));
        }
    };
    view! {
        <main>
            <h1>"Count words without a server"</h1>
            <label>"Text files " <input type="file" multiple on:change=picked /></label>
            <ul>
                <For each=move || lines.get().into_iter().enumerate() key=|(index, _)| *index let((_, line))>
                    <li>{line}</li>
                </For>
            </ul>
        </main>
    }
}
