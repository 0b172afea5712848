//! A place whose code arrives when it is first opened, so that nobody waits for what they do not use.

use std::future::Future;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::live::live;
use crate::app::focus_on;
use crate::panel::page;
use crate::session::Session;
use crate::text::text;

/// What builds the place, once it is there.
pub type Build = fn(Session) -> AnyView;

/// Shows what `fetch` brings (a `#[lazy]` function): nothing for the moment that it takes, a sentence and a button when it
/// does not come. The first element of the selector `focus` gets the focus if nothing else has it.
pub fn lazy<F>(
    session: Session,
    focus: Option<&'static str>,
    fetch: impl Fn() -> F + Copy + Send + Sync + 'static,
) -> AnyView
where
    F: Future<Output = nearside::Result<Build>> + 'static,
{
    let code = RwSignal::new(None::<Option<Build>>);
    let ask = move || {
        code.set(None);
        spawn_local(async move {
            let arrived = fetch().await.ok();
            // The person may have gone elsewhere meanwhile.
            if code.try_set(Some(arrived)).is_none() {
                request_animation_frame(move || focus.into_iter().for_each(refocus));
            }
        });
    };
    ask();
    live(move || match code.get() {
        None => ().into_any(),
        Some(Some(build)) => untrack(|| build(session)),
        Some(None) => missing(ask),
    })
    .into_any()
}

/// What opened the place looked for something to focus before it was there.
fn refocus(selector: &'static str) {
    let lost =
        document().active_element().is_none_or(|it| matches!(it.tag_name().as_str(), "BODY" | "DIALOG"));
    if lost {
        focus_on(selector);
    }
}

fn missing(ask: impl Fn() + Copy + Send + Sync + 'static) -> AnyView {
    let t = text();
    let again = view! {
        <button type="button" class="primary" on:click=move |_| ask()>
            {t.part_again}
        </button>
    };
    view! { <div class="missing" role="alert">{page(t.part_missing, t.part_advice, again)}</div> }.into_any()
}
