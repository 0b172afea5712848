//! Join: files of the desk, one after the other, in an order that is dragged or stepped.

use leptos::ev::{DragEvent, KeyboardEvent};
use leptos::prelude::*;

use super::ours::go;
use super::start;
use crate::app::focus_on;
use crate::command::Command;
use crate::row::{Leaf, Row};
use crate::studio::clock;
use crate::studio::state::Studio;
use crate::text::studio::studio as words;
use crate::ui;
use crate::ui::button::{Show as Face, button};
use crate::ui::field;
use crate::ui::icon::{Icon, drawn, icon};
use crate::ui::live::{live, when};

const UP: &str = "M12 19V5M6 11l6-6 6 6";
const DOWN: &str = "M12 5v14M6 13l6 6 6-6";

/// Its form and its button.
pub fn parts(studio: Studio) -> (AnyView, AnyView) {
    let t = words();
    let order = studio.forms.order;
    // Files that were opened or closed meanwhile.
    Effect::new(move |_| {
        let rows = studio.rows();
        order.maybe_update(|order| {
            let before = order.clone();
            order.retain(|(id, _)| rows.iter().any(|row| row.id == *id));
            for row in &rows {
                if !order.iter().any(|(id, _)| *id == row.id) {
                    order.push((row.id, true));
                }
            }
            *order != before
        });
    });
    let wanted = move || {
        let rows = studio.rows();
        let order = order.get();
        let of = |id: u32| rows.iter().copied().find(|row| row.id == id);
        order.into_iter().filter(|(_, on)| *on).filter_map(|(id, _)| of(id)).collect::<Vec<Row>>()
    };
    let form = view! {
        {list(studio)}
        {when(move || studio.rows().len() < 2, move || view! { <p class="hint">{t.join_more}</p> }.into_any())}
        {button(studio.session, Command::OpenFiles, Face::Both, "join-add", "wide")}
        {field::check("join-fit", t.join_fit, move || studio.forms.fit.get(), move |on| studio.forms.fit.set(on))}
        <p class="hint">{t.join_hint}</p>
    };
    let name = move || (t.join_now)(wanted().len());
    let foot =
        go("studio-join-now", name, move || wanted().len() > 1, move || start::join(studio, untrack(wanted)));
    (form.into_any(), foot)
}

fn list(studio: Studio) -> AnyView {
    let t = words();
    let order = studio.forms.order;
    let ids = Memo::new(move |_| order.with(|order| order.iter().map(|(id, _)| *id).collect::<Vec<u32>>()));
    view! {
        <ol class="join-list" id="studio-join" aria-label=t.order>
            <For each=move || ids.get() key=|id| *id let:id>
                {studio.session.rows.with_untracked(|rows| rows.iter().copied().find(|row| row.id == id)).map(|row| line(studio, row))}
            </For>
        </ol>
    }
    .into_any()
}

fn line(studio: Studio, row: Row) -> AnyView {
    let t = words();
    let order = studio.forms.order;
    let name = row.name();
    let place = move || order.with(|order| order.iter().position(|(id, _)| *id == row.id));
    let on = move || order.with(|order| order.iter().any(|(id, on)| *id == row.id && *on));
    let move_by = move |by: isize| {
        order.update(|order| {
            let Some(from) = order.iter().position(|(id, _)| *id == row.id) else { return };
            let to = (from as isize + by).clamp(0, order.len() as isize - 1) as usize;
            let one = order.remove(from);
            order.insert(to, one);
        });
        let place = untrack(place).unwrap_or(0) + 1;
        studio.session.say((t.said_place)(place));
    };
    let step = move |id: &'static str, name: String, path: &'static str, by: isize| {
        let can = move || {
            let last = order.with(Vec::len).saturating_sub(1);
            place().is_some_and(|at| if by < 0 { at > 0 } else { at < last })
        };
        view! {
            <button
                type="button"
                class=format!("quiet icon-only {id}")
                title=name.clone()
                aria-label=name
                disabled=live(move || !can())
                on:click=move |_| {
                    move_by(by);
                    // At the end the button has nothing more to do, and its neighbour has.
                    request_animation_frame(move || focus_on(&format!("[data-join='{}'] .{id}:not(:disabled), [data-join='{}'] button:not(:disabled)", row.id, row.id)));
                }
            >
                {drawn(path)}
            </button>
        }
    };
    let start = move |event: DragEvent| {
        if let Some(carried) = event.data_transfer() {
            // What is dragged is a line of this list, which no other place understands.
            let _ = carried.set_data(MIME, &row.id.to_string());
            carried.set_effect_allowed("move");
        }
    };
    let over = move |event: DragEvent| {
        if event.data_transfer().is_some_and(|carried| carried.types().includes(&MIME.into(), 0)) {
            event.prevent_default();
            event.stop_propagation();
        }
    };
    let drop = move |event: DragEvent| {
        let carried = event.data_transfer().and_then(|carried| carried.get_data(MIME).ok());
        let Some(id) = carried.and_then(|id| id.parse::<u32>().ok()) else { return };
        event.prevent_default();
        event.stop_propagation();
        order.update(|order| {
            let find = |wanted: u32, order: &[(u32, bool)]| order.iter().position(|(id, _)| *id == wanted);
            let (Some(from), Some(to)) = (find(id, order), find(row.id, order)) else { return };
            let one = order.remove(from);
            order.insert(to, one);
        });
    };
    let keyed = move |event: KeyboardEvent| {
        let by = match (event.alt_key(), event.key().as_str()) {
            (true, "ArrowUp") => -1,
            (true, "ArrowDown") => 1,
            _ => return,
        };
        event.prevent_default();
        move_by(by);
    };
    view! {
        <li data-join=row.id draggable="true" class:off=live(move || !on()) on:dragstart=start on:dragover=over on:drop=drop on:keydown=keyed>
            <input
                type="checkbox"
                aria-label=(t.take)(&name)
                prop:checked=live(on)
                on:change=move |event| {
                    let checked = event_target_checked(&event);
                    order.update(|order| order.iter_mut().filter(|(id, _)| *id == row.id).for_each(|one| one.1 = checked));
                }
            />
            <span class="thumb">
                {live(move || match row.thumb.get() {
                    Some(url) => view! { <img src=url alt="" /> }.into_any(),
                    None => icon(Icon::Film).into_any(),
                })}
            </span>
            <span class="what" title=name.clone()>
                {ui::name::name(&name)}
                <small class="muted numbers">
                    {live(move || {
                        let mut facts = match row.leaf.get() {
                            Some(Leaf::Facts(facts)) => facts,
                            _ => Vec::new(),
                        };
                        facts.extend(cut(studio, row));
                        facts.join(" · ")
                    })}
                </small>
            </span>
            {step("join-up", (t.earlier_in)(&name), UP, -1)}
            {step("join-down", (t.later_in)(&name), DOWN, 1)}
        </li>
    }
    .into_any()
}

/// What stays of a file, where something was cut out, tracked.
fn cut(studio: Studio, row: Row) -> Option<String> {
    let kept = start::plan(studio, row)?.kept;
    let length = clock::length(kept.length());
    (!kept.is_all()).then(|| (words().done_cut)(kept.stretches().len(), &length))
}

/// What a dragged line is called.
const MIME: &str = "application/x-nearside-join";
