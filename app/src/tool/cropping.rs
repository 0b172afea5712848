//! Cropping by hand: the frame over the picture, its proportions, and the two ways out.

use leptos::prelude::*;

use crate::app::focus_on;
use crate::command::Command;
use crate::crop;
use crate::session::Session;
use crate::text::text;
use crate::ui::frame::frame;
use crate::ui::icon::{Icon, icon};
use crate::ui::live::live;

/// The two ways out. Escape takes the first.
pub fn ends(session: Session) -> AnyView {
    let t = &text().library;
    let cancel = move |_| {
        let (crop, only_this) = session.uncropped.get_value();
        if untrack(|| session.recipe().crop) != crop {
            session.edit("uncrop", |recipe| recipe.crop = crop);
        }
        session.only_this.set(only_this);
        session.cropping.set(false);
        focus_on("#crop");
    };
    let done = move |_| {
        Command::Crop.run(session);
        focus_on("#crop");
    };
    view! {
        <button type="button" id="crop-cancel" title=format!("{} (Esc)", t.not_now) data-escape="" on:click=cancel>
            {t.not_now}
        </button>
        <button type="button" id="crop-done" class="primary" on:click=done>
            {t.done}
        </button>
    }
    .into_any()
}

/// The frame of the crop.
pub fn framed(session: Session, ratio: Signal<Option<f32>>) -> impl IntoView {
    let crop = move || session.recipe().crop.unwrap_or(crop::WHOLE);
    let change =
        move |crop| session.edit("crop", |recipe| recipe.crop = (crop != crop::WHOLE).then_some(crop));
    frame(crop, change, ratio)
}

/// The button of the frame, which stays down while the frame is on view.
pub fn toggle(session: Session) -> impl IntoView {
    let name = (text().command)(Command::Crop);
    view! {
        <button
            type="button"
            id="crop"
            class="quiet icon-only"
            title=format!("{name} (C)")
            aria-label=name
            aria-keyshortcuts="C"
            aria-pressed=live(move || session.cropping.get().to_string())
            on:click=move |_| Command::Crop.run(session)
        >
            {icon(Icon::Crop)}
        </button>
    }
}

/// The proportions that are offered: name, width to height.
const RATIOS: [(&str, f32); 7] = [
    ("1:1", 1.0),
    ("4:3", 4.0 / 3.0),
    ("3:2", 1.5),
    ("16:9", 16.0 / 9.0),
    ("3:4", 0.75),
    ("2:3", 2.0 / 3.0),
    ("9:16", 0.5625),
];

/// The proportions, as a choice.
pub fn ratios(
    session: Session,
    shape: RwSignal<Option<f32>>,
    upright: Memo<Option<(u32, u32)>>,
) -> impl IntoView {
    let t = text();
    let choose = move |name: String| {
        let ratio = RATIOS.into_iter().find(|(other, _)| *other == name).map(|(_, ratio)| ratio);
        shape.set(ratio);
        if let (Some(ratio), Some((w, h))) = (ratio, upright.get_untracked()) {
            let crop = crop::middle(ratio * h as f32 / w as f32);
            session.edit("ratio", |recipe| recipe.crop = (crop != crop::WHOLE).then_some(crop));
        }
    };
    view! {
        <select id="ratio" aria-label=t.ratio on:change=move |event| choose(event_target_value(&event))>
            <option value="">{t.ratio_free}</option>
            {RATIOS.map(|(name, _)| view! { <option value=name>{name}</option> }).collect_view()}
        </select>
    }
}
