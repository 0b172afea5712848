//! What goes on inside: the workers, the network, what the browser enforces.

pub mod about;
pub mod jobs;
pub mod network;
pub mod privacy;

use leptos::prelude::*;

/// A page with a heading that takes the focus when it is come to.
fn page(title: &'static str, lead: &'static str, body: impl IntoView) -> impl IntoView {
    view! {
        <section class="page" aria-labelledby="title">
            <h1 id="title" tabindex="-1">
                {title}
            </h1>
            <p class="lead">{lead}</p>
            {body}
        </section>
    }
}
