//! Small pictures along the timeline: those of the window are asked for, a few at a time, and what is known stays.
//!
//! Their moments lie on grids that double, so that enlarging finds half of them there already. Until a picture arrives, the
//! nearest that is known stands in for it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use futures_util::StreamExt;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use nearside::Priority;
use video::settings::{Moments, Stills};
use web_sys::HtmlCanvasElement;
use worker::video as call;

use crate::studio::paint;
use crate::studio::state::Studio;
use crate::ui::live::live;
use crate::wait;

/// The height of a picture, in pixels: what the style sheet says.
const HEIGHT: f64 = 56.0;
/// So many are asked for at a time: what comes into view meanwhile is not far behind.
const SOME: usize = 12;
/// Who scrolls by asks for nothing, in milliseconds.
const REST: u32 = 120;
/// More than these are let go of, those far away first.
const MOST: usize = 600;

/// A moment in milliseconds.
type Moment = u64;

#[derive(Default)]
struct Known {
    pictures: BTreeMap<Moment, HtmlCanvasElement>,
    /// Moments for which there is no picture.
    none: Vec<Moment>,
    busy: bool,
}

type Shared = Rc<RefCell<Known>>;

/// The strip.
pub fn strip(studio: Studio) -> AnyView {
    let lane = studio.lane;
    let known = StoredValue::new_local(Shared::default());
    let news = RwSignal::new(0_u32);
    let aspect = Memo::new(move |_| {
        let (width, height) = studio.size().unwrap_or((16, 9));
        f64::from(width.max(1)) / f64::from(height.max(1))
    });
    let step = Memo::new(move |_| {
        let scale = lane.scale();
        scale.tile((HEIGHT * aspect.get()).clamp(40.0, 200.0))
    });
    let tiles = Memo::new(move |_| {
        let ((from, to), step) = (lane.span(), step.get());
        if !lane.is_there() {
            return Vec::new();
        }
        let (first, last) = ((from / step).floor().max(0.0) as u64, (to / step).ceil() as u64);
        (first..last)
            .map(|at| ((at as f64 * step * 1000.0).round() as Moment, step.to_bits()))
            .collect::<Vec<_>>()
    });
    Effect::new(move |_| {
        let _ = (tiles.get(), news.get());
        known.with_value(|known| want(studio, tiles, news, known.clone()));
    });
    view! {
        <div class="strip" aria-hidden="true">
            <For each=move || tiles.get() key=|tile| *tile let:tile>
                {tile_of(studio, tile.0, f64::from_bits(tile.1), known, news)}
            </For>
        </div>
    }
    .into_any()
}

fn tile_of(
    studio: Studio,
    moment: Moment,
    step: f64,
    known: StoredValue<Shared, LocalStorage>,
    news: RwSignal<u32>,
) -> AnyView {
    let lane = studio.lane;
    let node = NodeRef::<html::Span>::new();
    let drawn = StoredValue::new(None::<Moment>);
    Effect::new(move |_| {
        news.track();
        let Some(node) = node.get() else { return };
        let found = known.with_value(|known| nearest(&known.borrow().pictures, moment));
        let Some((which, picture)) = found.filter(|(which, _)| drawn.get_value() != Some(*which)) else {
            return;
        };
        if let Some(copy) = paint::copy(&picture) {
            drawn.set_value(Some(which));
            node.replace_children_with_node_1(&copy);
        }
    });
    view! {
        <span
            node_ref=node
            style:left=live(move || format!("{:.1}px", lane.scale().x(moment as f64 / 1000.0)))
            style:width=live(move || format!("{:.1}px", lane.scale().per_second() * step))
        ></span>
    }
    .into_any()
}

fn nearest(
    pictures: &BTreeMap<Moment, HtmlCanvasElement>,
    moment: Moment,
) -> Option<(Moment, HtmlCanvasElement)> {
    let before = pictures.range(..=moment).next_back();
    let after = pictures.range(moment..).next();
    let found = match (before, after) {
        (Some(before), Some(after)) => {
            Some(if moment - before.0 <= after.0 - moment { before } else { after })
        }
        (one, other) => one.or(other),
    };
    found.map(|(moment, picture)| (*moment, picture.clone()))
}

/// Asks for what the window shows and nobody knows yet, unless something was asked for already.
fn want(studio: Studio, tiles: Memo<Vec<(Moment, u64)>>, news: RwSignal<u32>, known: Shared) {
    if std::mem::replace(&mut known.borrow_mut().busy, true) {
        return;
    }
    spawn_local(async move {
        wait(REST).await;
        while let Some(tiles) = tiles.try_get_untracked() {
            let missing: Vec<Moment> = {
                let known = known.borrow();
                let is_known = |at: &Moment| known.pictures.contains_key(at) || known.none.contains(at);
                tiles.iter().map(|tile| tile.0).filter(|at| !is_known(at)).take(SOME).collect()
            };
            if missing.is_empty() {
                break;
            }
            ask(studio, &missing, news, &known).await;
            forget(&mut known.borrow_mut(), &tiles);
        }
        known.borrow_mut().busy = false;
    });
}

async fn ask(studio: Studio, moments: &[Moment], news: RwSignal<u32>, known: &Shared) {
    let double = window().device_pixel_ratio().clamp(1.0, 2.0);
    let times = moments.iter().map(|moment| *moment as f64 / 1000.0).collect();
    let stills = Stills {
        at: Moments::Times(times),
        width: (HEIGHT * 3.0 * double) as u32,
        height: (HEIGHT * double) as u32,
        exact: false,
    };
    let file = studio.file();
    let key = call::key(&file);
    let mut frames = call::stills(file, stills).with(|job| job.near(key).priority(Priority::Visible));
    let mut next = moments.iter();
    while let Some(frame) = frames.next().await {
        // Whoever left, or a worker that gave up: what has not come is not asked for again.
        let (Ok(frame), Some(moment)) = (frame, next.next()) else { break };
        if let Some(picture) = paint::canvas(&frame).await {
            known.borrow_mut().pictures.insert(*moment, picture);
        }
        if news.try_update(|news| *news = news.wrapping_add(1)).is_none() {
            return;
        }
    }
    let mut known = known.borrow_mut();
    let none: Vec<Moment> = moments.iter().copied().filter(|at| !known.pictures.contains_key(at)).collect();
    known.none.extend(none);
}

fn forget(known: &mut Known, tiles: &[(Moment, u64)]) {
    let Some(middle) = tiles.get(tiles.len() / 2).map(|tile| tile.0) else { return };
    while known.pictures.len() > MOST {
        let (first, last) =
            (known.pictures.keys().next().copied(), known.pictures.keys().next_back().copied());
        let (Some(first), Some(last)) = (first, last) else { return };
        let far = if middle.abs_diff(first) > middle.abs_diff(last) { first } else { last };
        known.pictures.remove(&far);
    }
}
