//! What is on its way, in a corner of every page: how far it is, and how to hold or end it. Other work goes on.

use leptos::prelude::*;

use super::carry::{Stage, Transfer, cancel, go_on, pause};
use crate::session::Session;
use crate::text::text;
use crate::ui::icon::{Icon, icon};
use crate::ui::live::live;

/// The list.
pub fn transfers(session: Session) -> AnyView {
    let t = &text().library;
    let all = session.shelf.transfers;
    let lines =
        move || all.get().into_iter().map(|transfer| line(session, transfer)).collect::<Vec<AnyView>>();
    view! {
        <section class="transfers" aria-label=t.transfers>
            <ul>{live(lines)}</ul>
        </section>
    }
    .into_any()
}

fn line(session: Session, transfer: Transfer) -> AnyView {
    let t = &text().library;
    let Transfer { id, words, stage, done, of, share } = transfer;
    let count = (of > 1).then(|| (t.done_of)(done, of));
    let act = |label: String, picture: Icon, act: fn(Session, u32)| {
        view! {
            <button type="button" class="quiet icon-only" title=label.clone() aria-label=label on:click=move |_| act(session, id)>
                {icon(picture).into_any()}
            </button>
        }
        .into_any()
    };
    let (state, first, last) = match &stage {
        Stage::Running => ("running", Some((t.pause, Icon::Pause, pause as fn(Session, u32))), t.cancel),
        Stage::Paused => ("paused", Some((t.go_on, Icon::Play, go_on as fn(Session, u32))), t.cancel),
        Stage::Failed(..) => {
            ("failed", Some((t.try_again, Icon::Spark, go_on as fn(Session, u32))), t.dismiss)
        }
        Stage::Done => ("done", None, t.dismiss),
    };
    let about = match &stage {
        Stage::Done => Some(view! { <p class="muted">{t.done}</p> }.into_any()),
        Stage::Paused => Some(view! { <p class="muted">{t.paused}</p> }.into_any()),
        Stage::Failed(count, why) => {
            let words = if of > 1 { format!("{} {why}", (t.not_arrived)(*count)) } else { why.clone() };
            Some(view! { <p class="bad" role="alert">{words}</p> }.into_any())
        }
        Stage::Running => None,
    };
    view! {
        <li data-stage=state>
            <p class="words" title=words.clone()>{words.clone()}</p>
            <span class="muted numbers">{count}</span>
            <span class="row-of-buttons">
                {first.map(|(label, picture, go)| act(label(&words), picture, go))}
                {act(last(&words), Icon::Close, cancel)}
            </span>
            <progress max="1" aria-label=words.clone() prop:value=share></progress>
            {about}
        </li>
    }
    .into_any()
}
