//! The place: what is seen, what plays, the timeline, and the tasks beside them.

use leptos::prelude::*;

use super::keys;
use super::stage::stage;
use super::state::{Opening, Studio};
use super::tasks::{offers, panel};
use super::timeline::timeline;
use super::transport::transport;
use crate::command::Command;
use crate::desk;
use crate::number;
use crate::route::Route;
use crate::session::Session;
use crate::text::studio::studio as words;
use crate::ui::button::{Show as Face, button};
use crate::ui::icon::{Icon, icon};
use crate::ui::live::live;
use crate::ui::palette;

/// The studio of the row that the address names.
pub fn page(session: Session) -> AnyView {
    let row = match session.route.get() {
        Route::View(id) => session.row(id),
        _ => None,
    };
    let Some(row) = row else { return ().into_any() };
    let name = row.name();
    let title = view! {
        <header class="view-head">
            {button(session, Command::Back, Face::Icon, "back", "quiet")}
            <h1 id="view-title" tabindex="-1" title=name.clone()>
                {name.clone()}
            </h1>
            <span class="muted numbers">{number::bytes(row.size())}</span>
        </header>
    };
    let Some(file) = desk::file(row.id) else {
        return view! {
            <section class="studio" aria-labelledby="view-title">
                <div class="studio-main">{title} {problem(crate::text::text().missing_one.to_owned(), None)}</div>
            </section>
        }
        .into_any();
    };
    let studio = Studio::open(session, row, file);
    keys::listen(studio);
    palette::offer(session, move || offers(studio));
    skip(studio);
    let body = move || match studio.opening.get() {
        Opening::Looking => {
            view! { <progress class="working" aria-label=words().opening></progress> }.into_any()
        }
        Opening::Failed(sentence) => problem(sentence, Some(studio)),
        Opening::Open => view! {
            {stage(studio)}
            {transport(studio)}
            {timeline(studio)}
        }
        .into_any(),
    };
    let side = move || studio.opening.with(|opening| *opening == Opening::Open).then(|| panel(studio));
    view! {
        <section class="studio" aria-labelledby="view-title">
            <div class="studio-main" class:sound=live(move || !studio.has_pictures())>
                {title} {live(body)}
            </div>
            {live(side)}
        </section>
    }
    .into_any()
}

/// What is cut out is skipped while it plays, unless a person went there.
fn skip(studio: Studio) {
    let player = studio.player;
    Effect::new(move |before: Option<f64>| {
        let time = player.time.get();
        let plays = player.shuttle.get_untracked() > 0.0 && studio.skips.get_untracked();
        let before = before.unwrap_or(time);
        if !plays || time < before || time - before > 0.5 {
            return time;
        }
        let next = studio.plan.with_untracked(|plan| {
            let left = plan.kept.at(before).is_some() && plan.kept.at(time).is_none();
            left.then(|| plan.kept.after(time))
        });
        match next {
            Some(Some(next)) => player.seek(next),
            Some(None) => player.stop(),
            None => {}
        }
        time
    });
}

fn problem(message: String, again: Option<Studio>) -> AnyView {
    let again = again.map(|studio| {
        view! {
            <button type="button" on:click=move |_| studio.read()>
                {words().again}
            </button>
        }
    });
    view! {
        <div class="problem" role="alert">
            {icon(Icon::Warn)}
            <p>{message}</p>
            {again}
        </div>
    }
    .into_any()
}
