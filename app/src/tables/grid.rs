//! The grid: the heads of the columns above the rows, one scroll bar for each direction, and a cell that keys move.

use std::ops::Range;

use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlElement, KeyboardEvent, ResizeObserver, WheelEvent};

use super::body::{Body, Place};
use super::head::head;
use super::sheet::{News, Sheet};
use super::travel::{ROW, Travel};
use super::width;
use crate::session::Session;
use crate::text::tables::tables;
use crate::ui::live::live;
use crate::ui::toast;

/// The width of the row numbers and the height of the heads, in pixels; the style sheet says the same.
pub const GUTTER: f64 = 76.0;
const HEAD: f64 = 36.0;
/// No more rows than this are copied: a clipboard is memory.
const COPIED: u64 = 50_000;

/// What the grid knows of its own size and position.
#[derive(Clone, Copy)]
struct Frame {
    session: Session,
    sheet: Sheet,
    scroller: NodeRef<Div>,
    body: StoredValue<Option<Body>, LocalStorage>,
    /// The upper edge of the viewport in rows, exact where the scroll bar is not.
    top: StoredValue<f64>,
    columns: RwSignal<Range<usize>>,
    size: RwSignal<(f64, f64)>,
    edition: StoredValue<u32>,
    asked: StoredValue<bool>,
    /// The cell on which the pointer went down.
    grip: StoredValue<Option<(u64, usize)>>,
}

/// The grid of a table.
pub fn grid(session: Session, sheet: Sheet) -> impl IntoView {
    let t = tables();
    let frame = Frame {
        session,
        sheet,
        scroller: NodeRef::new(),
        body: StoredValue::new_local(None),
        top: StoredValue::new(0.0),
        columns: RwSignal::new(0..0),
        size: RwSignal::new((0.0, 0.0)),
        edition: StoredValue::new(0),
        asked: StoredValue::new(false),
        grip: StoredValue::new(None),
    };
    let space = NodeRef::<Div>::new();
    Effect::new(move |_| {
        let (Some(scroller), Some(space)) = (frame.scroller.get(), space.get()) else { return };
        let space: HtmlElement = space.unchecked_into();
        frame.body.set_value(Some(Body::new(space)));
        watch_size(&scroller, move |width, height| frame.size.set((width, height)));
    });
    let idle = Memo::new(move |_| sheet.busy.with(Option::is_none));
    Effect::new(move |_| {
        // Whatever is drawn follows from these, and what is missing is asked for when the worker rests.
        idle.track();
        frame.size.track();
        sheet.widths.track();
        sheet.cell.track();
        sheet.from.track();
        if sheet.news.get() == Some(News::Other) {
            sheet.news.set(None);
            frame.go_to(0.0);
        }
        frame.edition.update_value(|edition| *edition += 1);
        frame.soon();
    });
    let edges = Memo::new(move |_| width::edges(&sheet.widths.get()));
    let whole =
        move || format!("{}px", GUTTER + edges.with(|edges| edges.last().copied().unwrap_or_default()));
    let height = move || format!("{}px", frame.travel_of(sheet.total.get(), frame.size.get().1).height());
    let columns = move || sheet.summary.with(|summary| summary.as_ref().map_or(0, |s| s.columns.len()) + 1);
    view! {
        <div
            class="grid"
            id="table-grid"
            role="grid"
            tabindex="0"
            node_ref=frame.scroller
            aria-label=t.grid
            aria-rowcount=live(move || (sheet.total.get() + 1).to_string())
            aria-colcount=live(move || columns().to_string())
            aria-activedescendant="table-cell"
            aria-multiselectable="true"
            aria-busy=live(move || sheet.busy.get().is_some().to_string())
            on:scroll=move |_| frame.soon()
            on:wheel=move |event| frame.wheel(&event)
            on:keydown=move |event| frame.key(&event)
            on:copy=move |event| frame.copy(&event)
        >
            <div class="grid-heads" role="row" aria-rowindex="1" style:width=live(whole)>
                {head(sheet, frame.columns, edges)}
            </div>
            <div
                class="space"
                role="rowgroup"
                node_ref=space
                style:width=live(whole)
                style:height=live(height)
                on:pointerdown=move |event| frame.grip(&event)
                on:pointermove=move |event| frame.drag(&event)
                on:click=move |event| frame.click(&event)
            ></div>
        </div>
    }
}

impl Frame {
    fn travel(self) -> Travel {
        self.travel_of(self.sheet.total.get_untracked(), self.size.get_untracked().1)
    }

    fn travel_of(self, rows: u64, height: f64) -> Travel {
        Travel { rows, view: (height - HEAD).max(ROW) }
    }

    /// Paints before the browser's next picture, however often it is asked to until then.
    fn soon(self) {
        if !self.asked.get_value() {
            self.asked.set_value(true);
            request_animation_frame(move || {
                if self.asked.try_set_value(false).is_none() {
                    self.paint();
                }
            });
        }
    }

    /// Draws what is on the screen, and asks for what is missing there.
    fn paint(self) {
        let Some(scroller) = self.scroller.try_get_untracked().flatten() else { return };
        let (sheet, travel) = (self.sheet, self.travel());
        let scrolled = f64::from(scroller.scroll_top());
        // The bar was moved by hand, unless it stands where the row that was gone to puts it.
        let mut top = self.top.get_value();
        if (travel.scrolled(top) - scrolled).abs() >= 1.0 {
            top = travel.top(scrolled);
            self.top.set_value(top);
        }
        let first = top as u64;
        let last = ((top + travel.view / ROW).ceil() as u64).min(travel.rows);
        let edges = sheet.widths.with_untracked(|widths| width::edges(widths));
        let left = f64::from(scroller.scroll_left());
        let columns = width::visible(&edges, left, left + self.size.get_untracked().0 - GUTTER);
        if self.columns.with_untracked(|shown| *shown != columns) {
            self.columns.set(columns.clone());
        }
        let numbers: Vec<bool> = sheet.summary.with_untracked(|summary| {
            summary.iter().flat_map(|summary| summary.columns.iter().map(|column| column.number)).collect()
        });
        let place = Place {
            top,
            scrolled,
            rows: (first, last.max(first)),
            columns: &columns,
            edges: &edges,
            numbers: &numbers,
            cell: sheet.cell.get_untracked(),
            chosen: sheet.from.get_untracked().map(|_| sheet.chosen()),
            edition: self.edition.get_value(),
        };
        self.body.update_value(|body| {
            if let Some(body) = body {
                body.paint(place, |row, show| sheet.row(row, |number, cells| show(number, cells)).is_some());
            }
        });
        sheet.want(first, last.saturating_sub(1).max(first));
    }

    /// Puts a row at the upper edge.
    fn go_to(self, top: f64) {
        let travel = self.travel();
        self.top.set_value(top.clamp(0.0, travel.last()));
        if let Some(scroller) = self.scroller.get_untracked() {
            scroller.set_scroll_top(travel.scrolled(self.top.get_value()).round() as i32);
        }
        self.paint();
    }

    /// Where the scroll bar is too coarse, the wheel moves by rows.
    fn wheel(self, event: &WheelEvent) {
        let travel = self.travel();
        if !travel.is_scaled() || event.ctrl_key() || event.delta_y() == 0.0 {
            return;
        }
        event.prevent_default();
        let pixels = match event.delta_mode() {
            WheelEvent::DOM_DELTA_LINE => event.delta_y() * ROW,
            WheelEvent::DOM_DELTA_PAGE => event.delta_y() * travel.view,
            _ => event.delta_y(),
        };
        self.go_to(self.top.get_value() + pixels / ROW);
    }

    fn key(self, event: &KeyboardEvent) {
        if event.alt_key() || event.target() != event.current_target() {
            return;
        }
        let (row, column) = self.sheet.cell.get_untracked();
        let (rows, columns) = (self.sheet.total.get_untracked(), self.sheet.widths.with_untracked(Vec::len));
        let (end, far) = (rows.saturating_sub(1), event.ctrl_key() || event.meta_key());
        let page = (self.travel().view / ROW) as u64;
        let next = match event.key().as_str() {
            "ArrowDown" if far => (end, column),
            "ArrowUp" if far => (0, column),
            "ArrowDown" => (row + 1, column),
            "ArrowUp" => (row.saturating_sub(1), column),
            "ArrowRight" => (row, column + 1),
            "ArrowLeft" => (row, column.saturating_sub(1)),
            "PageDown" => (row + page, column),
            "PageUp" => (row.saturating_sub(page), column),
            "Home" if far => (0, 0),
            "End" if far => (end, columns.saturating_sub(1)),
            "Home" => (row, 0),
            "End" => (row, columns.saturating_sub(1)),
            "a" if far && rows > 0 => {
                event.prevent_default();
                self.sheet.cell.set((0, 0));
                return self.sheet.from.set(Some((end, columns.saturating_sub(1))));
            }
            "Escape" if self.sheet.from.get_untracked().is_some() => {
                event.stop_propagation();
                return self.sheet.from.set(None);
            }
            _ => return,
        };
        event.prevent_default();
        self.choose(event.shift_key(), (row, column));
        self.sheet.cell.set((next.0.min(end), next.1.min(columns.saturating_sub(1))));
        self.reveal();
    }

    /// Brings the current cell into view.
    fn reveal(self) {
        let (row, column) = self.sheet.cell.get_untracked();
        let edges = self.sheet.widths.with_untracked(|widths| width::edges(widths));
        if let (Some(scroller), Some(pair)) = (self.scroller.get_untracked(), edges.get(column..column + 2)) {
            let (left, room) = (f64::from(scroller.scroll_left()), self.size.get_untracked().0 - GUTTER);
            let wanted = left.min(pair[0]).max((pair[1] - room).min(pair[0]));
            scroller.set_scroll_left(wanted.round() as i32);
        }
        self.go_to(self.travel().towards(row, self.top.get_value()));
    }

    /// Begins a choice at a cell, or goes on with the one that there is, or gives it up.
    fn choose(self, on: bool, at: (u64, usize)) {
        let from = self.sheet.from.get_untracked().unwrap_or(at);
        self.sheet.from.set(on.then_some(from));
    }

    fn grip(self, event: &web_sys::PointerEvent) {
        let is_mouse = event.pointer_type() == "mouse" && event.button() == 0;
        self.grip.set_value(at(event).filter(|_| is_mouse && !event.shift_key()));
        if !event.shift_key() && event.button() == 0 {
            self.sheet.from.set(None);
        }
    }

    /// Chooses from the cell where the pointer went down to where it is; letters of one cell are selected as ever.
    fn drag(self, event: &web_sys::PointerEvent) {
        let (Some(from), Some(cell)) =
            (self.grip.get_value().filter(|_| event.buttons() & 1 == 1), at(event))
        else {
            return;
        };
        if cell != from || self.sheet.from.get_untracked().is_some() {
            unselect();
            self.sheet.from.set(Some(from));
            self.sheet.cell.set(cell);
        }
    }

    fn click(self, event: &web_sys::MouseEvent) {
        let Some(cell) = at(event) else { return };
        // A drag may end on the cell where it began.
        let dragged = self.grip.get_value().is_some() && self.sheet.from.get_untracked().is_some();
        if !dragged {
            self.choose(event.shift_key(), self.sheet.cell.get_untracked());
            self.sheet.cell.set(cell);
        }
        if event.shift_key() {
            unselect();
        }
    }

    /// Copies what is not here yet, as soon as it is.
    fn copy_later(self) {
        let (session, chosen, t) = (self.session, self.sheet.chosen(), tables());
        if chosen.0.end - chosen.0.start > COPIED {
            return toast::show(session, t.too_many);
        }
        let sheet = self.sheet;
        sheet.count(async move {
            let text = sheet.bring_text(chosen).await?;
            let copied = JsFuture::from(window().navigator().clipboard().write_text(&text)).await.is_ok();
            toast::show(session, if copied { t.copied } else { t.not_copied });
            Ok(())
        });
    }

    /// Copies the chosen cells, unless letters are selected.
    fn copy(self, event: &web_sys::Event) {
        let is_selected = window().get_selection().ok().flatten().is_some_and(|it| !it.is_collapsed());
        let data = js_sys::Reflect::get(event, &"clipboardData".into());
        let data = data.ok().and_then(|data| data.dyn_into::<web_sys::DataTransfer>().ok());
        if is_selected {
            return;
        }
        event.prevent_default();
        match (data, self.sheet.text()) {
            // A kind that every browser knows.
            (Some(data), Some(text)) => drop(data.set_data("text/plain", &text)),
            _ => self.copy_later(),
        }
    }
}

/// The cell that an event happened on.
fn at(event: &web_sys::MouseEvent) -> Option<(u64, usize)> {
    let target: HtmlElement = event.target()?.dyn_into().ok()?;
    let index = |element: &HtmlElement, name: &str| element.get_attribute(name)?.parse::<u64>().ok();
    let row = index(target.parent_element()?.unchecked_ref(), "aria-rowindex")?;
    let column = index(&target, "aria-colindex")?;
    Some((row.checked_sub(2)?, (column as usize).checked_sub(2)?))
}

/// Letters are selected no longer.
fn unselect() {
    if let Ok(Some(selection)) = window().get_selection() {
        // Where nothing is selected, nothing happens.
        let _ = selection.remove_all_ranges();
    }
}

/// Hears of the size of an element for as long as the view lives.
fn watch_size(element: &HtmlElement, hear: impl Fn(f64, f64) + 'static) {
    let watched = element.clone();
    let hear = Closure::<dyn Fn()>::new(move || {
        hear(f64::from(watched.client_width()), f64::from(watched.client_height()));
    });
    let Ok(observer) = ResizeObserver::new(hear.as_ref().unchecked_ref()) else { return };
    observer.observe(element);
    let kept = StoredValue::new_local(Some((observer, hear)));
    on_cleanup(move || {
        if let Some((observer, _)) = kept.try_update_value(Option::take).flatten() {
            observer.disconnect();
        }
    });
}
