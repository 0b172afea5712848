//! One file, before and after, live: the result is made anew whenever its settings rest for a moment.
//!
//! Dropping the old job cancels it, so dragging a slider never queues work. Both sides are pictures that our own
//! encoders made; the foreign file itself is never shown. "Before" has the geometry of the result (crop, turn, mirror)
//! without its losses, so that the two lie exactly on one another.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use crate::ui::live::{either, live, when};
use futures_util::future::{AbortHandle, abortable};
use image::{Codecs, Effort, Format, Info, Metadata, Recipe, Resize, Size};
use leptos::prelude::*;
use leptos::task::spawn_local;
use nearside::{File, Kind, Priority};
use worker::photo::Made;

use super::cropping::{ends, framed, ratios, toggle};
use super::file::dimensions;
use crate::app::go;
use crate::command::Command;
use crate::desk::{self, Url};
use crate::number;
use crate::open;
use crate::route::Route;
use crate::row::{Fault, Row};
use crate::save::name;
use crate::session::Session;
use crate::text::text;
use crate::ui::button::{Show as Face, button};
use crate::ui::compare::{FIT, Lens, compare};
use crate::ui::icon::{Icon, icon};
use crate::ui::palette;
use crate::wait;

/// A slider that rests this long shall be heard, in milliseconds.
const REST: u32 = 200;
/// The longer side of "before" when the whole picture is on view.
const SCREEN: u32 = 2400;

thread_local! {
    static LENS: RefCell<Option<RwSignal<Lens>>> = RefCell::default();
    static AHEAD: RefCell<Option<Ahead>> = RefCell::default();
}

/// The newest preview, so that converting does not make the same thing twice.
struct Ahead {
    id: u32,
    recipe: Arc<Recipe>,
    made: Made,
}

/// What the preview has made of this row with this recipe already.
pub fn ahead(id: u32, recipe: &Arc<Recipe>) -> Option<Made> {
    AHEAD.with_borrow(|ahead| {
        ahead
            .as_ref()
            .filter(|ahead| ahead.id == id && ahead.recipe == *recipe)
            .map(|ahead| ahead.made.clone())
    })
}

/// Goes to the next file, or the one before.
pub fn step(session: Session, by: isize) {
    let Route::View(id) = session.route.get_untracked() else { return };
    let next = session.rows.with_untracked(|rows| {
        let at = rows.iter().position(|row| row.id == id)? as isize;
        rows.get(usize::try_from(at + by).ok()?).map(|row| row.id)
    });
    if let Some(next) = next {
        go(Route::View(next));
    }
}

/// Shows so many pixels of the screen for each of the picture; 0 fits the whole into the stage.
pub fn zoom(_session: Session, scale: f64) {
    if let Some(lens) = LENS.with_borrow(|lens| *lens) {
        lens.set(Lens { zoom: scale / window().device_pixel_ratio(), ..FIT });
    }
}

/// One side of the comparison.
#[derive(Clone, Default, PartialEq)]
struct Side {
    url: Option<String>,
    bytes: f64,
    size: (u32, u32),
    kind: String,
}

/// The view of one file.
pub fn preview(session: Session, row: Row) -> impl IntoView {
    let t = text();
    let before = RwSignal::new(Side::default());
    let after = RwSignal::new(Side::default());
    let fault = RwSignal::new(None::<Fault>);
    let busy = RwSignal::new(0u32);
    let lens = RwSignal::new(FIT);
    LENS.set(Some(lens));
    on_cleanup(|| LENS.set(None));

    let recipe = Memo::new(move |_| row.recipe.get());
    let large = Memo::new(move |_| lens.get().zoom > 0.0);
    let upright = Memo::new(move |_| row.info.with(|info| info.as_ref().map(Info::upright)));
    let size = Memo::new(move |_| {
        let (w, h) = match (upright.get(), after.with(|side| side.size)) {
            (Some(whole), _) if session.cropping.get() => whole,
            (Some((w, h)), _) => recipe.get().target_size(w, h),
            (None, (0, 0)) => before.with(|side| side.size),
            (None, size) => size,
        };
        (f64::from(w), f64::from(h))
    });

    // While the frame is on view the whole upright picture is, and nothing else needs to be made.
    let cropping = session.cropping;
    cropping.set(false);
    let geometry = Memo::new(move |_| match cropping.get() {
        true => original(&Recipe::default(), Some(SCREEN)),
        false => original(&recipe.get(), (!large.get()).then_some(SCREEN)),
    });
    let wanted = Memo::new(move |_| (!cropping.get()).then(|| recipe.get()));
    Effect::new(move |_| {
        if cropping.get() {
            lens.set(FIT);
        }
    });
    whenever(geometry, busy, move |wanted| async move {
        let Some(file) = desk::file(row.id) else { return };
        if row.info.with_untracked(Option::is_none)
            && let Ok(info) = worker::photo::inspect(file.clone()).priority(Priority::Interactive).await
        {
            row.info.set(Some(info));
        }
        match worker::photo::convert(file, wanted).priority(Priority::Interactive).await {
            Ok(made) => show(before, &made.file, made.width, made.height),
            Err(error) => fail(fault, &error),
        }
    });
    whenever(wanted, busy, move |wanted| async move {
        let Some(wanted) = wanted else { return };
        fault.set(None);
        let made = match ready(row, &wanted) {
            Some(made) => made,
            None => {
                let Some(file) = desk::file(row.id) else { return };
                let job = worker::photo::convert(file, (*wanted).clone()).priority(Priority::Interactive);
                match job.await {
                    Ok(made) => {
                        AHEAD.set(Some(Ahead { id: row.id, recipe: wanted, made: made.clone() }));
                        Ready::from(made)
                    }
                    Err(error) => return fail(fault, &error),
                }
            }
        };
        let bytes = made.file.size() as f64;
        let picture = match made.ending.as_str() {
            "jpg" | "png" | "webp" => made.file,
            // Browsers cannot show the others; the thumbnail call turns them into what they can.
            _ => {
                let side = made.width.max(made.height);
                match worker::photo::thumbnail(made.file, side).priority(Priority::Interactive).await {
                    Ok(picture) => picture,
                    Err(error) => return fail(fault, &error),
                }
            }
        };
        show(after, &picture, made.width, made.height);
        after.update(|side| {
            side.bytes = bytes;
            side.kind = name::known_as(&made.ending);
        });
    });

    palette::offer(session, || {
        let t = text();
        let turns = [
            ("turn-left", t.turn_left, Icon::TurnLeft),
            ("turn-right", t.turn_right, Icon::TurnRight),
            ("flip-across", t.flip_across, Icon::FlipAcross),
            ("flip-down", t.flip_down, Icon::FlipDown),
        ];
        turns
            .map(|(id, name, icon)| palette::Item {
                name,
                key: None,
                path: icon.path(),
                run: Rc::new(move || open::click(id)),
            })
            .into()
    });
    let shape = RwSignal::new(None::<f32>);
    // What the frame wants to know: the ratio in shares of this picture.
    let share = Signal::derive(move || {
        let (w, h) = upright.get()?;
        Some(shape.get()? * h as f32 / w as f32)
    });
    let place = Memo::new(move |_| {
        session.rows.with(|rows| rows.iter().position(|r| r.id == row.id).map_or(0, |at| at + 1))
    });
    let all = Memo::new(move |_| session.rows.with(Vec::len));
    let saved = move || {
        let (size, made) = (row.size(), after.with(|side| side.bytes));
        (made > 0.0 && size > 0.0).then(|| (number::change(made / size - 1.0), made <= size))
    };
    let name = row.name();
    view! {
        <section class="view" aria-labelledby="view-title">
            <header class="view-head">
                {button(session, Command::Back, Face::Icon, "back", "quiet")}
                <h2 id="view-title" tabindex="-1" title=name.clone()>
                    {name.clone()}
                </h2>
                <span class="muted numbers">{live(move || (t.place)(place.get(), all.get()))}</span>
                <span class="grow"></span>
                {when(move || cropping.get(), move || ratios(session, shape, upright).into_any())}
                {toggle(session)}
                {either(
                    move || cropping.get(),
                    move || ends(session),
                    move || view! {
                        {button(session, Command::Previous, Face::Icon, "previous", "quiet")}
                        {button(session, Command::Next, Face::Icon, "next", "quiet")}
                        {button(session, Command::Fit, Face::Icon, "fit", "quiet")}
                        {button(session, Command::Actual, Face::Icon, "actual", "quiet")}
                        {button(session, Command::SavePicture, Face::Both, "save-picture", "")}
                    }
                    .into_any(),
                )}
            </header>
            <div class="view-body" class:cropping=live(move || cropping.get()) aria-busy=live(move || (busy.get() > 0).to_string())>
                {compare(
                    Signal::derive(move || before.with(|side| side.url.clone())),
                    Signal::derive(move || after.with(|side| side.url.clone())),
                    Signal::derive(move || size.get()),
                    lens,
                    name,
                    view! {
                        {when(move || cropping.get(), move || framed(session, share).into_any())}
                    },
                )}
                <p class="label left">
                    <strong>{t.before}</strong>
                    <span class="numbers">{number::bytes(row.size())}</span>
                    <span class="muted">{live(move || row.kind())} " " {live(move || upright.get().map(dimensions))}</span>
                </p>
                <p class="label right" id="preview-after">
                    <strong>{t.after}</strong>
                    <span class="numbers">
                        {live(move || {
                            let bytes = after.with(|side| side.bytes);
                            (bytes > 0.0).then(|| number::bytes(bytes))
                        })}
                    </span>
                    {live(move || {
                        saved()
                            .map(|(change, less)| {
                                view! {
                                    <strong class=if less { "change less" } else { "change more" }>{change}</strong>
                                }
                            })
                    })}
                    <span class="muted">
                        {live(move || after.with(|side| side.kind.clone()))} " "
                        {live(move || after.with(|side| (side.size.0 > 0).then(|| dimensions(side.size))))}
                    </span>
                </p>
                {when(move || { busy.get() > 0 }, move || view! { <progress class="working" aria-label=t.converting></progress> }.into_any())}
                {live(move || {
                    fault
                        .get()
                        .map(|fault| {
                            view! {
                                <div class="problem" role="alert">
                                    {icon(Icon::Warn)}
                                    <p>{fault.message}</p>
                                </div>
                            }
                        })
                })}
            </div>
        </section>
    }
}

/// A finished picture, wherever it came from.
struct Ready {
    file: File,
    width: u32,
    height: u32,
    ending: String,
}

impl From<Made> for Ready {
    fn from(made: Made) -> Self {
        let ending = name::split(made.file.name()).1.to_string();
        Ready { file: made.file, width: made.width, height: made.height, ending }
    }
}

/// The result, if the batch or an earlier look at it has made it already.
fn ready(row: Row, recipe: &Arc<Recipe>) -> Option<Ready> {
    if let Some(made) = ahead(row.id, recipe) {
        return Some(made.into());
    }
    let outcome = row.outcome.get_untracked().filter(|outcome| outcome.recipe == *recipe)?;
    let file = desk::made(row.id)?;
    Some(Ready { file, width: outcome.width, height: outcome.height, ending: outcome.ending })
}

/// The recipe of "before": everything that moves pixels, nothing that loses any.
fn original(recipe: &Recipe, longest: Option<u32>) -> Recipe {
    // These change proportions, so "before" must go through them as well.
    let shaped = recipe.resize.filter(|resize| matches!(resize.to, Size::Fill { .. } | Size::Exact { .. }));
    Recipe {
        resize: shaped.or(longest.map(Resize::longest)),
        format: Format::Png,
        effort: Effort::Fast,
        metadata: Metadata::Drop,
        codecs: Codecs::Fast,
        ..recipe.clone()
    }
}

/// Runs `work` for every new value that rests, and drops what an older one started.
fn whenever<T, F>(value: Memo<T>, busy: RwSignal<u32>, work: impl Fn(T) -> F + Copy + 'static)
where
    T: Clone + PartialEq + Send + Sync + 'static,
    F: Future<Output = ()> + 'static,
{
    let running = StoredValue::new(None::<AbortHandle>);
    let stop = move || {
        running.try_update_value(|running| {
            if let Some(handle) = running.take() {
                handle.abort();
            }
        });
    };
    Effect::new(move |seen: Option<bool>| {
        let value = value.get();
        stop();
        let (future, handle) = abortable(async move {
            // The first picture at once, the following ones when the slider rests.
            if seen.is_some() {
                wait(REST).await;
            }
            work(value).await;
        });
        running.set_value(Some(handle));
        busy.update(|busy| *busy += 1);
        spawn_local(async move {
            // Whether it ended or was stopped: it is not at work any more. The view may be gone by then.
            let _ = future.await;
            busy.try_update(|busy| *busy = busy.saturating_sub(1));
        });
        true
    });
    on_cleanup(stop);
}

fn show(side: RwSignal<Side>, file: &File, width: u32, height: u32) {
    thread_local! {
        static SHOWN: RefCell<Vec<(RwSignal<Side>, Url)>> = RefCell::default();
    }
    let Some(url) = Url::of(file) else { return };
    let href = url.href();
    // What either side showed before is let go of, also that of views which are closed.
    SHOWN.with_borrow_mut(|shown| {
        shown.retain(|(other, _)| *other != side && !other.is_disposed());
        shown.push((side, url));
    });
    side.try_update(|side| {
        side.url = Some(href);
        side.size = (width, height);
    });
}

fn fail(fault: RwSignal<Option<Fault>>, error: &nearside::Error) {
    if error.kind() != Kind::Cancelled {
        fault.try_set(Some(crate::run::fault(error)));
    }
}
