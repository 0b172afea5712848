//! The place: documents above, their pages in the middle, what is done to the whole beside them.

use leptos::ev::SubmitEvent;
use leptos::html;
use leptos::prelude::*;

use super::board::{Board, Source, State};
use super::grid::grid;
use super::panel::panel;
use crate::command::Command;
use crate::documents::password;
use crate::session::Session;
use crate::text::pages::pages;
use crate::ui::button::{Show as Face, button};
use crate::ui::icon::{Icon, icon};
use crate::ui::live::live;

/// The board of the desk's documents.
pub fn page(session: Session) -> AnyView {
    let t = pages();
    let board = Board::shown(session);
    let none = move || board.chosen.with(|chosen| chosen.is_empty());
    let tool = move |id: &'static str, name: &'static str, sign: Icon, key: &'static str, run: fn(Board)| {
        view! {
            <button
                type="button"
                class="quiet icon-only"
                id=id
                title=format!("{name} ({key})")
                aria-label=name
                disabled=live(none)
                on:click=move |_| run(board)
            >
                {icon(sign)}
            </button>
        }
    };
    let step = move |id: &'static str, back: bool, command: Command| {
        let name = (crate::text::text().command)(command);
        let can = move || if back { board.history.get().0 } else { board.history.get().1 };
        view! {
            <button type="button" class="quiet icon-only" id=id title=name aria-label=name disabled=live(move || !can()) on:click=move |_| board.walk(back)>
                {icon(command.icon())}
            </button>
        }
    };
    view! {
        <section class="arrange" aria-labelledby="view-title">
            <div class="arrange-main">
                <header class="view-head">
                    {button(session, Command::Back, Face::Icon, "back", "quiet")}
                    <h1 id="view-title" tabindex="-1">{t.heading}</h1>
                    <span class="muted numbers" id="pages-count">{live(move || count(board))}</span>
                    <span class="grow"></span>
                    {tool("pages-earlier", t.earlier, Icon::Left, "Alt+←", |board| board.nudge(false))}
                    {tool("pages-later", t.later, Icon::Right, "Alt+→", |board| board.nudge(true))}
                    {tool("pages-left", t.turn_left, Icon::TurnLeft, "Shift+R", |board| board.turn(-1))}
                    {tool("pages-right", t.turn_right, Icon::TurnRight, "R", |board| board.turn(1))}
                    {tool("pages-double", t.double, Icon::Copy, "D", Board::double)}
                    <button
                        type="button"
                        class="quiet icon-only"
                        id="pages-blank"
                        title=format!("{} (B)", t.insert_blank)
                        aria-label=t.insert_blank
                        on:click=move |_| board.blank()
                    >
                        {icon(Icon::File)}
                    </button>
                    {tool("pages-remove", t.remove, Icon::Trash, "Delete", Board::remove)}
                    {step("pages-undo", true, Command::Undo)}
                    {step("pages-redo", false, Command::Redo)}
                    {button(session, Command::OpenFiles, Face::Both, "add-files", "")}
                </header>
                {live(move || sources(board))}
                {grid(board)}
            </div>
            {panel(board)}
        </section>
    }
    .into_any()
}

fn count(board: Board) -> String {
    let t = pages();
    let (all, chosen) = (board.cards.with(Vec::len), board.chosen.with(|chosen| chosen.len()));
    if chosen == 0 { (t.pages)(all) } else { (t.chosen)(chosen, all) }
}

/// Documents whose pages are not there: on their way, locked, or not to be read.
fn sources(board: Board) -> AnyView {
    let waiting = board.sources.with(|all| {
        all.iter().filter(|source| source.state != State::Open).cloned().collect::<Vec<Source>>()
    });
    let lines: Vec<_> = waiting.into_iter().map(|source| line(board, source)).collect();
    if lines.is_empty() { ().into_any() } else { view! { <ul class="sources">{lines}</ul> }.into_any() }
}

fn line(board: Board, source: Source) -> AnyView {
    let t = pages();
    let Source { row, name, state } = source;
    let told = match state {
        State::Opening | State::Open => view! { <progress aria-label=t.opening></progress> }.into_any(),
        State::Failed(words) => view! { <p class="bad">{words}</p> }.into_any(),
        State::Locked(tried) => {
            let field = NodeRef::<html::Input>::new();
            let submit = move |event: SubmitEvent| {
                event.prevent_default();
                let entered = field.get_untracked().map(|field| field.value()).unwrap_or_default();
                if !entered.is_empty() {
                    password::learn(row, entered);
                    board.read(row);
                }
            };
            view! {
                <form on:submit=submit>
                    <input node_ref=field type="password" autocomplete="off" aria-label=t.password placeholder=t.password />
                    <button type="submit">{t.unlock}</button>
                    {tried.then(|| view! { <span class="bad" role="alert">{t.wrong}</span> })}
                </form>
            }
            .into_any()
        }
    };
    view! {
        <li>
            <strong>{name}</strong>
            {told}
        </li>
    }
    .into_any()
}
