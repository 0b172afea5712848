//! Turning, mirroring and trimming.

use crate::ui::live::live;
use image::{Crop, Flip, Turn};
use leptos::prelude::*;

use crate::crop::WHOLE;
use crate::session::Session;
use crate::text::text;
use crate::ui::field::number;
use crate::ui::icon::{Icon, icon};

/// The fields.
pub fn shape(session: Session) -> impl IntoView {
    let t = text();
    let press = |id: &'static str,
                 label: &'static str,
                 picture: Icon,
                 pressed: Signal<Option<bool>>,
                 act: Box<dyn Fn()>| {
        view! {
            <button
                type="button"
                id=id
                class="icon-only"
                title=label
                aria-label=label
                aria-pressed=live(move || pressed.get().map(|pressed| pressed.to_string()))
                on:click=move |_| act()
            >
                {icon(picture)}
            </button>
        }
    };
    let flips = move |flip: Flip| Signal::derive(move || Some(session.recipe().flip == flip));
    let turn = move |by: u8| move || session.edit("turn", |recipe| recipe.turn = turned(recipe.turn, by));
    let flip = move |to: Flip| {
        move || session.edit("flip", |recipe| recipe.flip = if recipe.flip == to { Flip::None } else { to })
    };
    let never = Signal::derive(|| None);
    let degrees = move || match session.recipe().turn {
        Turn::None => "",
        Turn::Right => "90°",
        Turn::Half => "180°",
        Turn::Left => "270°",
    };
    view! {
        <div class="field">
            <span id="turn-label">{t.turn} " " <span class="muted">{live(degrees)}</span></span>
            <div class="row-of-buttons" role="group" aria-labelledby="turn-label">
                {press("turn-left", t.turn_left, Icon::TurnLeft, never, Box::new(turn(3)))}
                {press("turn-right", t.turn_right, Icon::TurnRight, never, Box::new(turn(1)))}
                {press(
                    "flip-across",
                    t.flip_across,
                    Icon::FlipAcross,
                    flips(Flip::Horizontal),
                    Box::new(flip(Flip::Horizontal)),
                )}
                {press("flip-down", t.flip_down, Icon::FlipDown, flips(Flip::Vertical), Box::new(flip(Flip::Vertical)))}
            </div>
        </div>
        <details>
            <summary>
                {t.crop} " "
                <span class="muted">{live(move || session.recipe().crop.is_some().then_some(t.crop_on))}</span>
            </summary>
            <div class="grid-2">{EDGES.map(|edge| trim(session, edge)).collect_view()}</div>
        </details>
    }
}

/// An edge of the picture.
#[derive(Clone, Copy, PartialEq)]
enum Edge {
    Left,
    Right,
    Top,
    Bottom,
}

const EDGES: [Edge; 4] = [Edge::Left, Edge::Right, Edge::Top, Edge::Bottom];

fn trim(session: Session, edge: Edge) -> AnyView {
    let t = text();
    let (id, label) = match edge {
        Edge::Left => ("crop-left", t.crop_left),
        Edge::Right => ("crop-right", t.crop_right),
        Edge::Top => ("crop-top", t.crop_top),
        Edge::Bottom => ("crop-bottom", t.crop_bottom),
    };
    number(
        id,
        label,
        "%",
        (0.0, 95.0),
        move || {
            let crop = session.recipe().crop.unwrap_or(WHOLE);
            let share = match edge {
                Edge::Left => crop.x,
                Edge::Right => 1.0 - crop.x - crop.width,
                Edge::Top => crop.y,
                Edge::Bottom => 1.0 - crop.y - crop.height,
            };
            (f64::from(share) * 1000.0).round() / 10.0
        },
        move |percent| {
            session.edit("crop", |recipe| {
                let crop = trimmed(recipe.crop.unwrap_or(WHOLE), edge, percent as f32 / 100.0);
                recipe.crop = (crop != WHOLE).then_some(crop);
            });
        },
    )
}

/// The crop with one edge moved. Something always stays: a hundredth of the side at least.
fn trimmed(crop: Crop, edge: Edge, share: f32) -> Crop {
    let (right, bottom) = (1.0 - crop.x - crop.width, 1.0 - crop.y - crop.height);
    let most = |other: f32| share.clamp(0.0, (0.99 - other).max(0.0));
    let (mut left, mut right, mut top, mut bottom) = (crop.x, right.max(0.0), crop.y, bottom.max(0.0));
    match edge {
        Edge::Left => left = most(right),
        Edge::Right => right = most(left),
        Edge::Top => top = most(bottom),
        Edge::Bottom => bottom = most(top),
    }
    // Rounded, so that moving an edge back gives the whole picture again and not nearly all of it.
    let width = ((1.0 - left - right) * 1e4).round() / 1e4;
    let height = ((1.0 - top - bottom) * 1e4).round() / 1e4;
    Crop { x: left, y: top, width, height }
}

/// A turn and some quarters more, clockwise.
fn turned(turn: Turn, quarters: u8) -> Turn {
    let now = match turn {
        Turn::None => 0,
        Turn::Right => 1,
        Turn::Half => 2,
        Turn::Left => 3,
    };
    match (now + quarters) % 4 {
        1 => Turn::Right,
        2 => Turn::Half,
        3 => Turn::Left,
        _ => Turn::None,
    }
}
