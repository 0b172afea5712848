//! What several tasks show: whom they are for, what will be done with the plan, what a person should know before.

use leptos::prelude::*;
use video::pixels::{Flip, Turn};
use video::settings::Burn;
use video::sound::Adjust;

use super::start::{rows, several};
use crate::studio::clock;
use crate::studio::plan::Plan;
use crate::studio::plan::settle::Settled;
use crate::studio::state::Studio;
use crate::text::studio::{refusal, remark, studio as words};
use crate::ui::field;
use crate::ui::icon::{Icon, icon};
use crate::ui::live::{live, when};

/// For this file, or for all like it; nothing where there is one only.
pub fn scope(studio: Studio) -> AnyView {
    let t = words();
    let count = Memo::new(move |_| several(studio).len());
    when(
        move || count.get() > 1,
        move || {
            let all = (t.all_files)(count.get_untracked());
            field::segments(
                "studio-scope",
                t.for_whom,
                vec![(false, t.this_file.into_any()), (true, all.into_any())],
                move || studio.forms.together.get(),
                move |together| studio.forms.together.set(together),
            )
        },
    )
}

/// What else is set and will be done, each with a button that takes it back.
pub fn applied(studio: Studio) -> AnyView {
    chips(studio, done)
}

/// The same as far as pictures show it: of cuts, sound and speed a picture knows nothing.
pub fn seen(studio: Studio) -> AnyView {
    chips(studio, |plan| {
        let look =
            Plan { look: plan.look.clone(), burn: plan.burn, over: plan.over.clone(), ..Plan::new(0.0) };
        done(&look)
    })
}

fn chips(studio: Studio, done: fn(&Plan) -> Vec<(String, Reset)>) -> AnyView {
    let t = words();
    let chip = move |(words, reset): (String, fn(&mut Plan))| {
        let name = format!("{}: {words}", t.take_back);
        view! {
            <li>
                <span>{words}</span>
                <button
                    type="button"
                    class="quiet icon-only"
                    title=t.take_back
                    aria-label=name
                    on:click=move |_| studio.edit("reset", reset)
                >
                    {icon(Icon::Close)}
                </button>
            </li>
        }
    };
    let chips = Memo::new(move |_| studio.plan.with(done));
    live(move || {
        let chips: Vec<_> = chips.get().into_iter().map(|(words, reset)| chip((words, reset.0))).collect();
        (!chips.is_empty()).then(|| view! { <ul class="chips" aria-label=t.applied>{chips}</ul> })
    })
    .into_any()
}

/// A way back, which is equal to itself only.
#[derive(Clone, Copy)]
struct Reset(fn(&mut Plan));

impl PartialEq for Reset {
    fn eq(&self, _: &Self) -> bool {
        // Words tell them apart.
        true
    }
}

fn done(plan: &Plan) -> Vec<(String, Reset)> {
    let t = words();
    let mut done: Vec<(String, Reset)> = Vec::new();
    let mut add = |is: bool, words: String, reset: fn(&mut Plan)| {
        if is {
            done.push((words, Reset(reset)));
        }
    };
    let kept = &plan.kept;
    add(!kept.is_all(), (t.done_cut)(kept.stretches().len(), &clock::length(kept.length())), |plan| {
        plan.kept = crate::studio::plan::kept::Kept::all(plan.kept.duration());
    });
    let look = &plan.look;
    let filters = &look.filters;
    add(filters.crop.is_some(), t.done_crop.into(), |plan| plan.look.filters.crop = None);
    let turned = filters.turn != Turn::None || filters.flip != Flip::None;
    add(turned, t.done_turn.into(), |plan| {
        (plan.look.filters.turn, plan.look.filters.flip) = (Turn::None, Flip::None);
    });
    add(look.is_filtered(), t.done_look.into(), |plan| plan.look = plan.look.shape());
    add(matches!(plan.burn, Some(Burn::Track(_) | Burn::File(_))), t.done_burn.into(), |plan| {
        plan.burn = None
    });
    add(plan.over.is_some(), t.done_over.into(), |plan| plan.over = None);
    add(plan.tone.is_heard(), t.done_sound.into(), |plan| {
        let Adjust { channels, rate, .. } = plan.tone.adjust;
        plan.tone.adjust = Adjust { channels, rate, ..Adjust::default() };
    });
    add(plan.speed != 1.0, (t.done_speed)(plan.speed), |plan| plan.speed = 1.0);
    done
}

/// What a person should know before it starts.
pub fn remarks(studio: Studio) -> AnyView {
    let told = Memo::new(move |_| studio.settled());
    live(move || {
        let Settled { remarks, refusal: refused, .. } = told.get()?;
        let lines = match &refused {
            Some(why) => vec![refusal(why)],
            None => remarks.iter().map(remark).collect(),
        };
        let class = if refused.is_some() { "remarks bad" } else { "remarks muted" };
        Some(view! {
            <ul class=class id="studio-remarks" aria-live="polite">
                {lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}
            </ul>
        })
    })
    .into_any()
}

/// Whether what is set can be made, tracked.
pub fn can_convert(studio: Studio) -> bool {
    studio.settled().is_some_and(|settled| settled.refusal.is_none())
}

/// The button that converts.
pub fn convert(studio: Studio) -> AnyView {
    let t = words();
    let name = move || match rows(studio).len() {
        1 => t.convert_now.to_owned(),
        count => (t.convert_all)(count),
    };
    go("studio-convert-now", name, move || can_convert(studio), move || super::start::convert(studio))
}

/// The button that starts a task.
pub fn go(
    id: &'static str,
    name: impl Fn() -> String + Send + Sync + 'static,
    can: impl Fn() -> bool + Send + Sync + 'static,
    run: impl Fn() + 'static,
) -> AnyView {
    view! {
        <button type="button" class="primary large wide" id=id disabled=live(move || !can()) on:click=move |_| run()>
            <span>{live(name)}</span>
        </button>
    }
    .into_any()
}
