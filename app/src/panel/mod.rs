//! What goes on inside: the workers, the network, what the browser enforces.

mod about;
pub mod jobs;
pub mod network;
mod privacy;

use leptos::prelude::*;

use crate::route::Route;
use crate::ui::lazy::Build;

/// The page of a place.
#[nearside::lazy(panels)]
pub fn of(place: Route) -> Build {
    match place {
        Route::Network => |_| network::network().into_any(),
        Route::Privacy => |session| privacy::privacy(session).into_any(),
        Route::About => |_| about::about().into_any(),
        _ => |session| jobs::jobs(session).into_any(),
    }
}

/// A page with a heading that takes the focus when it is come to.
pub fn page(title: &'static str, lead: &'static str, body: impl IntoView) -> impl IntoView {
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
