//! What this is.

use leptos::prelude::*;

use super::page;
use crate::text::text;

/// The page.
pub fn about() -> impl IntoView {
    let t = text();
    page(
        t.about_title,
        t.about_lead,
        view! {
            {t.about_text.iter().map(|paragraph| view! { <p>{*paragraph}</p> }).collect_view()}
            <p class="muted">{format!("Nearside {}", env!("CARGO_PKG_VERSION"))}</p>
        },
    )
}
