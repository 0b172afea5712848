//! Which page is drawn next, how sharp, and what is let go of.
//!
//! A plan is made anew whenever something moves: what a person looks at first, then what is close. Few drawings are on their
//! way at a time. One that has begun is let finish even when its page was scrolled away, since stopping it would cost its
//! worker; only if it takes long is it dropped. The old drawing stays, stretched, until the new one is there.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use document::{Area, Look, Turn};
use futures_util::future::{AbortHandle, abortable};
use leptos::prelude::*;
use leptos::task::spawn_local;
use nearside::{Kind, Priority};
use web_sys::{HtmlCanvasElement, HtmlElement};
use worker::document as call;

use super::canvas;
use super::facts::Layers;
use super::reader::Reader;
use crate::text::documents::fault;

/// Pixels of a whole page; where more are wanted, the part in the window gets a drawing of its own.
const WHOLE: f64 = 8e6;
/// Pixels of that part.
const DETAIL: f64 = 16e6;
/// How much more than the window such a part shows, at each side, as a share of the window.
const AROUND: f64 = 0.15;
/// A drawing that nobody wants any more is dropped after so many milliseconds.
const TOO_LONG: f64 = 1500.0;
/// A drawing that takes longer than this is given up, and longer than that where a person has asked for it again.
const PATIENCE: Duration = Duration::from_secs(10);
const ASKED_AGAIN: Duration = Duration::from_secs(60);
/// Scrolling is looked at so often, in milliseconds; a scale has to rest so long.
const SCROLL: u64 = 30;
const ZOOM: u64 = 140;

/// What a page shows in place of its drawing.
#[derive(Clone, Debug, PartialEq)]
pub enum Face {
    /// It will be there soon.
    Waiting,
    /// It takes long.
    Slow,
    /// It cannot be drawn, and why.
    Failed(String),
    /// Nothing: it is drawn.
    Drawn,
}

struct Drawn {
    canvas: HtmlCanvasElement,
    scale: f32,
    part: Option<Area>,
    layers: Layers,
}

struct Paper {
    node: HtmlElement,
    face: RwSignal<Face>,
    whole: Option<Drawn>,
    detail: Option<Drawn>,
}

struct Run {
    page: usize,
    detail: bool,
    since: f64,
    handle: AbortHandle,
}

/// Something to draw.
struct Wish {
    page: usize,
    scale: f32,
    part: Option<Area>,
    /// 0 in the window, 1 to sharpen what is in the window, 2 close to it.
    rank: u8,
    away: usize,
}

/// What draws pages.
#[derive(Default)]
pub struct Painter {
    papers: HashMap<usize, Paper>,
    running: Vec<Run>,
    /// Pages that a person asked for again.
    patient: HashSet<usize>,
    timer: Option<TimeoutHandle>,
}

impl Drop for Painter {
    fn drop(&mut self) {
        self.running.iter().for_each(|run| run.handle.abort());
    }
}

/// A page is in the page now.
pub fn enter(reader: Reader, page: usize, node: HtmlElement, face: RwSignal<Face>) {
    let paper = Paper { node, face, whole: None, detail: None };
    reader.painter.update_value(|painter| drop(painter.papers.insert(page, paper)));
    soon(reader, SCROLL, false);
}

/// A page has left the page.
pub fn exit(reader: Reader, page: usize) {
    let gone = reader.painter.try_update_value(|painter| painter.papers.remove(&page)).flatten();
    let Some(gone) = gone else { return };
    gone.whole.iter().chain(&gone.detail).for_each(|drawn| canvas::discard(&drawn.canvas));
}

/// Draws a page once more that failed, or that took too long.
pub fn again(reader: Reader, page: usize) {
    reader.painter.update_value(|painter| {
        painter.running.retain(|run| {
            let this = run.page == page;
            if this {
                run.handle.abort();
            }
            !this
        });
        painter.patient.insert(page);
        painter.papers.get(&page).inspect(|paper| paper.face.set(Face::Waiting));
    });
    soon(reader, 0, false);
}

/// Watches what makes drawings necessary.
pub fn watch(reader: Reader) {
    Effect::new(move |_| {
        reader.stage.seen.track();
        reader.layers.track();
        soon(reader, SCROLL, false);
    });
    Effect::new(move |_| {
        reader.stage.scale.track();
        soon(reader, ZOOM, true);
    });
}

/// Plans before long. `rest` waits anew, as long as things move.
fn soon(reader: Reader, wait: u64, rest: bool) {
    let waits = reader.painter.try_with_value(|painter| painter.timer.is_some());
    match waits {
        Some(true) if !rest => return,
        None => return,
        _ => {}
    }
    let go = move || {
        // The reader may be closed by now.
        if reader.painter.try_update_value(|painter| painter.timer = None).is_some() {
            plan(reader);
        }
    };
    let fresh = set_timeout_with_handle(go, Duration::from_millis(wait)).ok();
    let before = reader.painter.try_update_value(|painter| std::mem::replace(&mut painter.timer, fresh));
    before.flatten().inspect(TimeoutHandle::clear);
}

fn plan(reader: Reader) {
    let now = js_sys::Date::now();
    let wishes = wishes(reader);
    let (from, to) = reader.stage.span.get_untracked();
    reader.painter.update_value(|painter| {
        // What is kept for a selection needs no drawing.
        let kept = painter.papers.iter_mut().filter(|(page, _)| !(from..to).contains(*page));
        for drawn in kept.flat_map(|(_, paper)| [paper.whole.take(), paper.detail.take()]).flatten() {
            canvas::discard(&drawn.canvas);
        }
        let (papers, running) = (&painter.papers, &mut painter.running);
        running.retain(|run| {
            let wanted = papers.contains_key(&run.page) || now - run.since < TOO_LONG;
            if !wanted {
                run.handle.abort();
            }
            wanted
        });
    });
    let most = window().navigator().hardware_concurrency().clamp(2.0, 4.0) as usize;
    for wish in wishes {
        if reader.painter.with_value(|painter| painter.running.len()) >= most {
            return;
        }
        draw(reader, wish);
    }
}

/// What is missing, the most urgent first.
fn wishes(reader: Reader) -> Vec<Wish> {
    let stage = reader.stage;
    let visible = stage.visible_pages();
    let (from, to) = stage.span.get_untracked();
    let middle = (visible.start + visible.end) / 2;
    let wanted = stage.scale.get_untracked() * window().device_pixel_ratio().clamp(1.0, 3.0);
    let layers = reader.layers.get_untracked();
    let mut wishes = Vec::new();
    reader.painter.with_value(|painter| {
        let busy = |page, detail| painter.running.iter().any(|run| run.page == page && run.detail == detail);
        for (page, paper) in &painter.papers {
            let page = *page;
            if !(from..to).contains(&page) {
                continue;
            }
            if paper.face.try_get_untracked().is_none_or(|face| matches!(face, Face::Failed(_))) {
                continue;
            }
            let seen = visible.contains(&page);
            let size = stage.with(|layout| layout.points(page));
            let surface = f64::from(size.width).max(1.0) * f64::from(size.height).max(1.0);
            let scale = wanted.min((WHOLE / surface).sqrt()) as f32;
            let fits = |drawn: &Drawn| drawn.layers == layers && (drawn.scale / scale - 1.0).abs() < 0.01;
            let away = page.abs_diff(middle);
            if !paper.whole.as_ref().is_some_and(fits) && !busy(page, false) {
                wishes.push(Wish { page, scale, part: None, rank: if seen { 0 } else { 2 }, away });
            }
            if !seen || wanted < f64::from(scale) * 1.02 || busy(page, true) {
                continue;
            }
            let shares = upright(stage.window_on(page), stage.turn.get_untracked());
            let part = part(shares, size, AROUND);
            let sharp = wanted
                .min((DETAIL / (f64::from(part.width) * f64::from(part.height)).max(1.0)).sqrt())
                as f32;
            let covers = paper.detail.as_ref().is_some_and(|drawn| {
                drawn.layers == layers
                    && (drawn.scale / sharp - 1.0).abs() < 0.01
                    && drawn.part.is_some_and(|own| holds(own, self::part(shares, size, 0.0)))
            });
            if !covers && part.width > 0.0 && part.height > 0.0 {
                wishes.push(Wish { page, scale: sharp, part: Some(part), rank: 1, away });
            }
        }
    });
    wishes.sort_by_key(|wish| (wish.rank, wish.away, wish.page));
    wishes
}

/// Shares of a page as it lies (left, top, right, bottom), as shares of it unturned.
fn upright((left, top, right, bottom): (f64, f64, f64, f64), turn: Turn) -> (f64, f64, f64, f64) {
    match turn {
        Turn::None => (left, top, right, bottom),
        Turn::Right => (top, 1.0 - right, bottom, 1.0 - left),
        Turn::Over => (1.0 - right, 1.0 - bottom, 1.0 - left, 1.0 - top),
        Turn::Left => (1.0 - bottom, left, 1.0 - top, right),
    }
}

/// The part of a page between shares of it, and so much around.
fn part((left, top, right, bottom): (f64, f64, f64, f64), size: document::Size, around: f64) -> Area {
    let (x, y) = ((right - left) * around, (bottom - top) * around);
    let (left, top) = ((left - x).max(0.0), (top - y).max(0.0));
    let (right, bottom) = ((right + x).min(1.0), (bottom + y).min(1.0));
    let (width, height) = (f64::from(size.width), f64::from(size.height));
    Area {
        x: (left * width) as f32,
        y: (top * height) as f32,
        width: ((right - left).max(0.0) * width) as f32,
        height: ((bottom - top).max(0.0) * height) as f32,
    }
}

fn holds(outer: Area, inner: Area) -> bool {
    // Half a point is nothing that anybody sees the edge of.
    outer.x <= inner.x + 0.5
        && outer.y <= inner.y + 0.5
        && outer.x + outer.width >= inner.x + inner.width - 0.5
        && outer.y + outer.height >= inner.y + inner.height - 0.5
}

fn draw(reader: Reader, wish: Wish) {
    let Some((file, password)) = reader.source() else { return };
    let layers = reader.layers.get_untracked();
    let (page, detail) = (wish.page, wish.part.is_some());
    let look = Look {
        scale: wish.scale,
        part: wish.part,
        hide: layers.hide.clone(),
        show: layers.show.clone(),
        ..Look::default()
    };
    let near = call::key(&file);
    let priority = if wish.rank == 0 { Priority::Interactive } else { Priority::Visible };
    let patient = reader.painter.with_value(|painter| painter.patient.contains(&page));
    let patience = if patient { ASKED_AGAIN } else { PATIENCE };
    let work = async move {
        let sheet = call::page(file, password, page as u32, look).near(near).priority(priority);
        let mut sheet = sheet.deadline(patience).await?;
        let notes = std::mem::take(&mut sheet.notes);
        Ok::<_, nearside::Error>((canvas::canvas(&sheet).await, notes))
    };
    let (work, handle) = abortable(work);
    let run = Run { page, detail, since: js_sys::Date::now(), handle };
    reader.painter.update_value(|painter| painter.running.push(run));
    spawn_local(async move {
        // Whoever stopped it has taken it off the list.
        let Ok(done) = work.await else { return };
        let known = reader.painter.try_update_value(|painter| {
            painter.running.retain(|run| run.page != page || run.detail != detail);
        });
        if known.is_none() {
            return;
        }
        match done {
            Ok((Some(canvas), notes)) => {
                reader.note(notes);
                hang(reader, page, Drawn { canvas, scale: wish.scale, part: wish.part, layers });
            }
            Ok((None, _)) => fail(reader, page, detail, crate::text::text().fault_memory.into()),
            Err(error) if error.kind() == Kind::Cancelled => {}
            Err(error) => fail(reader, page, detail, fault(&error)),
        }
        soon(reader, 0, false);
    });
}

/// Puts a drawing on its page.
fn hang(reader: Reader, page: usize, drawn: Drawn) {
    reader.painter.update_value(|painter| {
        let Some(paper) = painter.papers.get_mut(&page) else { return canvas::discard(&drawn.canvas) };
        let canvas = &drawn.canvas;
        // A canvas of ours in an element of ours: none of these can be refused.
        let _ = canvas.set_attribute("aria-hidden", "true");
        let old = match drawn.part {
            None => {
                // Below a detail that is there already, and below the words.
                let _ = paper.node.insert_before(canvas, paper.node.first_child().as_ref());
                paper.whole.replace(drawn)
            }
            Some(part) => {
                let size = reader.stage.with(|layout| layout.points(page));
                let style = HtmlElement::style(canvas);
                for (name, at, of) in [
                    ("left", part.x, size.width),
                    ("top", part.y, size.height),
                    ("width", part.width, size.width),
                    ("height", part.height, size.height),
                ] {
                    let _ = style.set_property(name, &format!("{}%", at / of * 100.0));
                }
                let below = paper.whole.as_ref().and_then(|whole| whole.canvas.next_sibling());
                let _ = paper.node.insert_before(canvas, below.as_ref());
                paper.detail.replace(drawn)
            }
        };
        old.inspect(|old| canvas::discard(&old.canvas));
        // Sharp enough as a whole: the detail has done its work.
        let wanted = reader.stage.scale.get_untracked() * window().device_pixel_ratio().clamp(1.0, 3.0);
        if paper.whole.as_ref().is_some_and(|whole| f64::from(whole.scale) * 1.02 >= wanted) {
            paper.detail.take().inspect(|detail| canvas::discard(&detail.canvas));
        }
        if paper.whole.is_some() {
            paper.face.try_set(Face::Drawn);
        }
    });
}

/// A page that cannot be drawn says why; one whose detail cannot be drawn stays as it is.
fn fail(reader: Reader, page: usize, detail: bool, words: String) {
    reader.painter.with_value(|painter| {
        let Some(paper) = painter.papers.get(&page) else { return };
        if paper.whole.is_none() || !detail {
            paper.face.try_set(Face::Failed(words));
        }
    });
}
