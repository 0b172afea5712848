//! The pages as cards, as many in the page as somebody can see: chosen with pointer and keys, moved by drag and by keys.

use document::edit::Edges;
use document::{Look, Turn};
use leptos::html::{Div, Span};
use leptos::prelude::*;
use leptos::task::spawn_local;
use nearside::Priority;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent, PointerEvent};
use worker::document as call;

use super::board::Board;
use super::bound;
use super::cards::{BLANK, Card};
use crate::documents::canvas::{self, PATIENCE};
use crate::documents::password;
use crate::text::pages::pages;
use crate::ui::live::{live, when};
use crate::wait;

/// A card with the room around it, in pixels, and the longer side of its picture; the style sheet says the same.
const CELL: (f64, f64) = (164.0, 196.0);
const SIDE: f64 = 132.0;
/// Who scrolls by asks for no picture, in milliseconds.
const REST: u32 = 120;
/// A pointer that has moved so far drags.
const SLOP: f64 = 6.0;

/// A drag: where it began, whether it has become one, and the place that it points to.
#[derive(Clone, Copy)]
struct Drag {
    from: (f64, f64),
    at: usize,
    moved: bool,
}

#[derive(Clone, Copy)]
struct Grid {
    board: Board,
    node: NodeRef<Div>,
    /// Width of the grid, what is scrolled away, and height.
    frame: RwSignal<(f64, f64, f64)>,
    drag: StoredValue<Option<Drag>>,
    drop: RwSignal<Option<usize>>,
}

/// The cards.
pub fn grid(board: Board) -> AnyView {
    let t = pages();
    let grid = Grid {
        board,
        node: NodeRef::new(),
        frame: RwSignal::new((0.0, 0.0, 0.0)),
        drag: StoredValue::new(None),
        drop: RwSignal::new(None),
    };
    Effect::new(move |_| {
        grid.node.track();
        request_animation_frame(move || grid.measure());
    });
    let _ = window_event_listener(leptos::ev::resize, move |_| grid.measure());
    let columns = Memo::new(move |_| grid.columns());
    let height = move || {
        let rows = board.cards.with(Vec::len).div_ceil(columns.get());
        format!("{}px", rows as f64 * CELL.1)
    };
    let seen = Memo::new(move |_| {
        let (_, top, height) = grid.frame.get();
        let first = (top / CELL.1).floor() as usize;
        let last = ((top + height) / CELL.1).ceil() as usize + 1;
        let all = board.cards.with(Vec::len);
        ((first.saturating_sub(1) * columns.get()).min(all), (last * columns.get()).min(all))
    });
    let cells = move || {
        let (first, last) = seen.get();
        board.cards.with(|cards| {
            (first..last.min(cards.len())).map(|at| (at, cards[at])).collect::<Vec<(usize, Card)>>()
        })
    };
    // A card is made anew where it is another page, or turned, and only moved where its place is another one.
    let key = |(at, card): &(usize, Card)| {
        (card.key, card.turn.rem_euclid(4), *at, card.size.0.to_bits(), card.size.1.to_bits())
    };
    view! {
        <div
            class="cards"
            id="cards"
            role="listbox"
            tabindex="0"
            aria-multiselectable="true"
            aria-label=t.cards
            aria-activedescendant=live(move || format!("card-{}", board.cursor.get()))
            node_ref=grid.node
            on:scroll=move |_| grid.measure()
            on:keydown=move |event| grid.key(&event)
            on:pointerdown=move |event| grid.press(&event)
            on:pointermove=move |event| grid.pull(&event)
            on:pointerup=move |event| grid.release(&event)
            on:pointercancel=move |_| grid.forget()
        >
            <div class="cards-ground" role="presentation" style:height=live(height)>
                <For each=cells key=key let:cell>
                    {card(grid, columns, cell.0, cell.1)}
                </For>
                {when(
                    move || grid.drop.get().is_some(),
                    move || {
                        let place = move || grid.place(grid.drop.get().unwrap_or_default());
                        view! {
                            <span
                                class="drop-mark"
                                style:left=live(move || format!("{}px", place().0 - 3.0))
                                style:top=live(move || format!("{}px", place().1))
                            ></span>
                        }
                        .into_any()
                    },
                )}
            </div>
        </div>
    }
    .into_any()
}

fn card(grid: Grid, columns: Memo<usize>, at: usize, card: Card) -> AnyView {
    let t = pages();
    let board = grid.board;
    let is_chosen = move || board.chosen.with(|chosen| chosen.contains(&card.key));
    let frame = NodeRef::<Span>::new();
    let (width, height) = card.lying();
    let scale = SIDE / f64::from(width.max(height)).max(1.0);
    Effect::new(move |_| {
        if let Some(frame) = frame.get() {
            spawn_local(draw(card, scale, frame.unchecked_into()));
        }
    });
    let name = board.sources.with_untracked(|all| {
        all.iter().find(|source| source.row == card.row).map(|source| source.name.clone()).unwrap_or_default()
    });
    let several = move || board.sources.with(Vec::len) > 1;
    let left = move || (at % columns.get()) as f64 * CELL.0;
    let top = move || (at / columns.get()) as f64 * CELL.1;
    let blank = card.row == BLANK;
    let label = if blank { (t.blank_card)(at + 1) } else { (t.card)(at + 1, &name, card.page as usize + 1) };
    let title = if blank { t.blank.to_owned() } else { name.clone() };
    view! {
        <div
            class="card"
            class:chosen=live(is_chosen)
            class:cursor=live(move || board.cursor.get() == at)
            id=format!("card-{at}")
            role="option"
            aria-selected=live(move || is_chosen().to_string())
            aria-label=label
            title=title
            style:left=live(move || format!("{}px", left()))
            style:top=live(move || format!("{}px", top()))
        >
            <span class="card-room">
                <span
                    class="card-page"
                    node_ref=frame
                    style:width=format!("{:.0}px", f64::from(width) * scale)
                    style:height=format!("{:.0}px", f64::from(height) * scale)
                >
                    {live(move || board.finish.with(|finish| finish.crop).map(|edges| kept(edges, scale)))}
                </span>
            </span>
            <span class="card-name numbers">
                {at + 1} " "
                {when(several, move || view! { <span class="muted">{name.clone()}</span> }.into_any())}
            </span>
        </div>
    }
    .into_any()
}

impl Grid {
    fn measure(self) {
        if let Some(node) = self.node.try_get_untracked().flatten() {
            let node: HtmlElement = node.unchecked_into();
            let frame = (node.client_width(), node.scroll_top(), node.client_height());
            self.frame.set((f64::from(frame.0), f64::from(frame.1), f64::from(frame.2)));
        }
    }

    fn columns(self) -> usize {
        (((self.frame.get().0 - 24.0) / CELL.0) as usize).max(1)
    }

    /// Where the card at a place stands.
    fn place(self, at: usize) -> (f64, f64) {
        let columns = untrack(|| self.columns());
        ((at % columns) as f64 * CELL.0, (at / columns) as f64 * CELL.1)
    }

    /// The place that a pointer is at: of the card below it, and of the gap that is closest.
    fn under(self, event: &PointerEvent) -> Option<(Option<usize>, usize)> {
        let node = self.node.get_untracked()?;
        let ground = node.first_element_child()?.get_bounding_client_rect();
        let x = f64::from(event.client_x()) - ground.left();
        let y = f64::from(event.client_y()) - ground.top();
        let (columns, all) = (untrack(|| self.columns()), self.board.cards.with_untracked(Vec::len));
        let (column, row) = ((x / CELL.0).floor(), (y / CELL.1).floor().max(0.0));
        let inside = column >= 0.0 && (column as usize) < columns && y >= 0.0;
        let at = row as usize * columns + column.max(0.0) as usize;
        let gap = row as usize * columns + ((x / CELL.0).round().max(0.0) as usize).min(columns);
        Some(((inside && at < all).then_some(at), gap.min(all)))
    }

    fn press(self, event: &PointerEvent) {
        if event.button() != 0 {
            return;
        }
        if let Some((Some(at), _)) = self.under(event) {
            let from = (f64::from(event.client_x()), f64::from(event.client_y()));
            self.drag.set_value(Some(Drag { from, at, moved: false }));
        }
    }

    fn pull(self, event: &PointerEvent) {
        let Some(drag) = self.drag.get_value() else { return };
        let way = (f64::from(event.client_x()) - drag.from.0, f64::from(event.client_y()) - drag.from.1);
        if !drag.moved {
            if way.0.hypot(way.1) < SLOP {
                return;
            }
            self.drag.set_value(Some(Drag { moved: true, ..drag }));
            // What is dragged is what is chosen.
            let is_chosen = self.board.cards.with_untracked(|cards| {
                cards
                    .get(drag.at)
                    .is_some_and(|card| self.board.chosen.with_untracked(|c| c.contains(&card.key)))
            });
            if !is_chosen {
                self.board.choose(drag.at, false, false);
            }
            if let Some(node) = self.node.get_untracked() {
                // The drag works without it as long as the pointer stays inside.
                let _ = node.set_pointer_capture(event.pointer_id());
            }
        }
        self.drop.set(self.under(event).map(|(_, gap)| gap));
        self.follow(event);
    }

    /// Scrolls when the pointer is close to an edge.
    fn follow(self, event: &PointerEvent) {
        let Some(node) = self.node.get_untracked() else { return };
        let room = node.get_bounding_client_rect();
        let y = f64::from(event.client_y());
        let step = if y < room.top() + 40.0 {
            -24
        } else if y > room.bottom() - 40.0 {
            24
        } else {
            0
        };
        node.set_scroll_top(node.scroll_top() + step);
    }

    fn release(self, event: &PointerEvent) {
        let Some(drag) = self.drag.get_value() else { return };
        if drag.moved {
            if let Some(to) = self.drop.get_untracked() {
                self.board.place(to);
            }
        } else {
            self.board.choose(drag.at, event.ctrl_key() || event.meta_key(), event.shift_key());
        }
        self.forget();
    }

    fn forget(self) {
        self.drag.set_value(None);
        self.drop.set(None);
    }

    fn key(self, event: &KeyboardEvent) {
        let board = self.board;
        let (at, columns) = (board.cursor.get_untracked(), untrack(|| self.columns()));
        let last = board.cards.with_untracked(Vec::len).saturating_sub(1);
        let far = event.ctrl_key() || event.meta_key();
        let go = |to: usize| self.go(to.min(last), event.shift_key(), far);
        match event.key().as_str() {
            "ArrowLeft" if event.alt_key() => board.nudge(false),
            "ArrowRight" if event.alt_key() => board.nudge(true),
            "ArrowLeft" => go(at.saturating_sub(1)),
            "ArrowRight" => go(at + 1),
            "ArrowUp" => go(at.checked_sub(columns).unwrap_or(at)),
            "ArrowDown" => go(at + columns),
            "Home" => go(0),
            "End" => go(last),
            " " => board.choose(at, true, false),
            "Delete" | "Backspace" => board.remove(),
            "a" if far => board.cards.with_untracked(|cards| {
                board.chosen.set(cards.iter().map(|card| card.key).collect());
            }),
            "z" if far && !event.shift_key() => board.walk(true),
            "z" | "Z" | "y" if far => board.walk(false),
            "r" if !far => board.turn(1),
            "R" if !far => board.turn(-1),
            "d" if !far => board.double(),
            "b" if !far => board.blank(),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    }

    /// Moves the cursor; the page there is chosen, unless only the cursor shall move.
    fn go(self, to: usize, range: bool, only: bool) {
        match only {
            true => self.board.cursor.set(to),
            false => {
                let from = self.board.cursor.get_untracked();
                self.board.choose(to, false, range);
                if range && to == from {
                    return;
                }
            }
        }
        if let Some(node) = self.node.get_untracked() {
            let (top, room) = (self.place(to).1, f64::from(node.client_height()));
            let shown = f64::from(node.scroll_top());
            let wanted = shown.min(top).max(top + CELL.1 - room);
            node.set_scroll_top(wanted.round() as i32);
        }
    }
}

/// What a crop leaves of a card; the rest is covered.
fn kept(edges: Edges, scale: f64) -> AnyView {
    let Edges { left, top, right, bottom } = edges;
    let inset =
        [top, right, bottom, left].map(|points| format!("{:.1}px", f64::from(points) * scale)).join(" ");
    view! { <span class="card-kept" style:inset=inset></span> }.into_any()
}

/// Draws the picture of a card, if it is still there after a moment.
async fn draw(card: Card, scale: f64, frame: HtmlElement) {
    wait::wait(REST).await;
    let Some(file) = bound::file(card.row).filter(|_| frame.is_connected()) else { return };
    let turn = match card.turn.rem_euclid(4) {
        0 => Turn::None,
        1 => Turn::Right,
        2 => Turn::Over,
        _ => Turn::Left,
    };
    let scale = (scale * window().device_pixel_ratio().clamp(1.0, 2.0)) as f32;
    let near = call::key(&file);
    let look = Look { scale, turn, ..Look::default() };
    let job =
        call::page(file, password::of(card.row), card.page, look).near(near).priority(Priority::Visible);
    // Without a picture the card stays blank, and the page comes along all the same.
    let Ok(sheet) = job.deadline(PATIENCE).await else { return };
    if let Some(canvas) = canvas::canvas(&sheet).await.filter(|_| frame.is_connected()) {
        // A canvas of ours in an element of ours.
        let _ = frame.append_child(&canvas);
    }
}
