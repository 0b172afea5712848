//! What is seen while files are dragged over the window.

use crate::ui::live::when;
use leptos::prelude::*;

use super::icon::{Icon, icon};
use crate::session::Session;
use crate::text::text;

/// A veil over the whole window: it can be dropped anywhere.
pub fn veil(session: Session) -> impl IntoView {
    view! {
        {when(move || session.dragged.get(), move || view! { <div class="veil" aria-hidden="true">
                <div>{icon(Icon::Plus)} <p>{text().drop_now}</p></div>
            </div> }.into_any())}
    }
}
