//! Cut: what stays, in one file or in several, with or without encoding.

use leptos::prelude::*;
use video::settings::Stretch;

use super::ours::{go, scope};
use super::{fields, start};
use crate::app::focus_on;
use crate::studio::clock;
use crate::studio::plan::kept::{Kept, key_before};
use crate::studio::state::Studio;
use crate::text::studio::studio as words;
use crate::ui::field;
use crate::ui::icon::{Icon, icon};
use crate::ui::live::{live, when};

/// Its form and its button.
pub fn parts(studio: Studio) -> (AnyView, AnyView) {
    let t = words();
    let exact = move || studio.plan.with(|plan| plan.exact);
    let form = view! {
        {scope(studio)}
        {when(move || start::rows(studio).len() > 1, move || view! { <p class="hint">{t.cut_alike}</p> }.into_any())}
        {when(move || studio.has_pictures(), move || view! {
            {field::segments(
                "studio-exact",
                t.cut_how,
                vec![(true, t.exact.into_any()), (false, t.instant.into_any())],
                exact,
                move |exact| studio.edit("exact", |plan| plan.exact = exact),
            )}
            <p class="hint">{live(move || if exact() { t.exact_hint } else { t.instant_hint })}</p>
        }.into_any())}
        {stretches(studio)}
        {when(
            move || studio.plan.with(|plan| plan.kept.stretches().len() > 1),
            move || field::check(
                "studio-apart",
                t.apart,
                move || studio.forms.apart.get(),
                move |on| studio.forms.apart.set(on),
            ),
        )}
        {found(studio)}
        <p class="hint keys-hint">{t.cut_keys}</p>
    };
    let cuts = move || studio.plan.with(|plan| !plan.kept.is_all() || plan.kept.stretches().len() > 1);
    let name = move || {
        let apart = studio.forms.apart.get();
        let count = studio.plan.with(|plan| plan.kept.stretches().len());
        let files = start::rows(studio).len();
        if files > 1 {
            return (t.cut_all)(files);
        }
        if apart && count > 1 { (t.cut_apart)(count) } else { t.cut_now.to_owned() }
    };
    (form.into_any(), go("studio-cut-now", name, cuts, move || start::cut(studio)))
}

fn stretches(studio: Studio) -> AnyView {
    let t = words();
    let all = Memo::new(move |_| studio.plan.with(|plan| plan.kept.stretches().to_vec()));
    let line = move |(at, Stretch { from, to }): (usize, Stretch)| {
        let current = move || {
            let time = studio.player.time.get();
            studio.plan.with(|plan| plan.kept.at(time) == Some(at))
        };
        let earlier = move || {
            let exact = studio.plan.with(|plan| plan.exact);
            let key = studio.keys.with(|keys| if keys.is_empty() { from } else { key_before(keys, from) });
            (!exact && from - key > 0.02).then(|| (t.earlier)(&clock::length(from - key)))
        };
        let remove = move |_| {
            studio.edit("take", |plan| plan.kept.remove(at));
            request_animation_frame(|| focus_on("#studio-parts button"));
        };
        view! {
            <li class:current=live(current)>
                <button type="button" class="quiet part-go" on:click=move |_| studio.player.seek(from)>
                    <span class="numbers">{format!("{} – {}", clock::length(from), clock::length(to))}</span>
                    <strong class="numbers">{clock::length(to - from)}</strong>
                    {live(move || earlier().map(|words| view! { <small class="muted">{words}</small> }))}
                </button>
                <button
                    type="button"
                    class="quiet icon-only"
                    title=t.take_out
                    aria-label=(t.take_out_part)(at + 1)
                    disabled=live(move || all.with(Vec::len) < 2)
                    on:click=remove
                >
                    {icon(Icon::Trash)}
                </button>
            </li>
        }
    };
    view! {
        <ol class="parts-list" id="studio-parts" aria-label=t.parts>
            {live(move || all.get().into_iter().enumerate().map(line).collect_view())}
        </ol>
        {when(
            move || studio.plan.with(|plan| !plan.kept.is_all() || plan.kept.stretches().len() > 1),
            move || view! {
                <button
                    type="button"
                    class="quiet strong"
                    id="studio-all"
                    on:click=move |_| studio.edit("all", |plan| plan.kept = Kept::all(plan.kept.duration()))
                >
                    {t.all_again}
                </button>
            }.into_any(),
        )}
    }
    .into_any()
}

/// What can be looked for, and what can be done with what was found.
fn found(studio: Studio) -> AnyView {
    let t = words();
    let query = studio.forms.scenes;
    let ask = move || query.ask(studio.ask(worker::video::scenes(studio.file())));
    let act = move |id: &'static str, name: String, run: Box<dyn Fn()>| {
        view! {
            <button type="button" class="wide" id=id on:click=move |_| run()>
                {name}
            </button>
        }
    };
    fields::group(
        t.look_for,
        view! {
            {query.button("studio-scenes", t.find_scenes, ask)}
            {live(move || {
                let scenes = query.answer.get()?;
                let (cuts, black, silent) = (scenes.cuts.clone(), scenes.black.clone(), scenes.silent.clone());
                if cuts.is_empty() && black.is_empty() && silent.is_empty() {
                    return Some(view! { <p class="hint">{t.nothing_found}</p> }.into_any());
                }
                Some(view! {
                    {(!cuts.is_empty()).then(|| act("studio-split-scenes", (t.split_scenes)(cuts.len()), Box::new(move || {
                        studio.edit("scenes", |plan| cuts.iter().for_each(|time| plan.kept.split(*time)));
                    })))}
                    {(!black.is_empty()).then(|| act("studio-cut-black", (t.cut_black)(black.len()), Box::new(move || {
                        studio.edit("black", |plan| plan.kept.without(&black));
                    })))}
                    {(!silent.is_empty()).then(|| act("studio-cut-silent", (t.cut_silent)(silent.len()), Box::new(move || {
                        studio.edit("silent", |plan| plan.kept.without(&silent));
                    })))}
                }.into_any())
            })}
        },
    )
}
