//! Everything that a reader can do, in one list. Toolbar, menu and keys are views of it.
//!
//! It is a list of its own, and no part of the app's commands, because it travels with the reader and not with the app.

use std::rc::Rc;

use document::Turn;

use super::edit::{Tool, layer, make, pictures, selection};
use super::print;
use super::reader::{Reader, State};
use super::side::Tab;
use super::stage::{FULL, Fit};
use super::{find, place, words};
use crate::app::{focus_on, go};
use crate::command::{Command, Key};
use crate::keys;
use crate::route::Route;
use crate::text::documents::text;
use crate::ui::palette::Item;
use leptos::prelude::*;

/// Something that a reader can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    Back,
    Side,
    PageField,
    ZoomOut,
    ZoomIn,
    FitWidth,
    FitPage,
    Full,
    Find,
    FindNext,
    FindPrevious,
    TurnRight,
    TurnLeft,
    Dark,
    Print,
    Pages,
    Outline,
    Comments,
    Attachments,
    Layers,
    About,
    NextPage,
    PreviousPage,
    First,
    Last,
    Down,
    Up,
    Right,
    Left,
    WindowDown,
    WindowUp,
    SelectAll,
    Edit,
    Redact,
    Highlight,
    Underline,
    Strike,
    Note,
    Text,
    Ink,
    Sign,
    Put,
    Undo,
    Redo,
    SaveCopy,
    Arrange,
}

const fn plain(key: &'static str) -> Key {
    Key { command: false, shift: false, key }
}
const fn command(key: &'static str) -> Key {
    Key { command: true, shift: false, key }
}
const fn shift(key: &'static str) -> Key {
    Key { command: false, shift: true, key }
}
const fn command_shift(key: &'static str) -> Key {
    Key { command: true, shift: true, key }
}

impl Deed {
    /// All of them, as the keys are looked through.
    pub const ALL: [Deed; 46] = {
        use Deed::*;
        [
            Back,
            Side,
            PageField,
            ZoomOut,
            ZoomIn,
            FitWidth,
            FitPage,
            Full,
            Find,
            FindNext,
            FindPrevious,
            TurnRight,
            TurnLeft,
            Dark,
            Print,
            Pages,
            Outline,
            Comments,
            Attachments,
            Layers,
            About,
            NextPage,
            PreviousPage,
            First,
            Last,
            Down,
            Up,
            Right,
            Left,
            WindowDown,
            WindowUp,
            SelectAll,
            Edit,
            Redact,
            Highlight,
            Underline,
            Strike,
            Note,
            Text,
            Ink,
            Sign,
            Put,
            Undo,
            Redo,
            SaveCopy,
            Arrange,
        ]
    };

    /// What the palette shows of them now, untracked. What moves by a bit is done by keys; going back is the app's command too.
    pub fn offers(reader: Reader) -> Vec<Item> {
        use Deed::*;
        const NONE: [Deed; 8] = [Back, Down, Up, Right, Left, WindowDown, WindowUp, Put];
        let possible = |deed: &Deed| !NONE.contains(deed) && untrack(|| deed.is_possible(reader));
        let item = |deed: Deed| Item {
            name: (text().deed)(deed),
            key: deed.keys().first().copied().map(keys::shown),
            path: deed.path(),
            run: Rc::new(move || deed.run(reader)),
        };
        Self::ALL.into_iter().filter(possible).map(item).collect()
    }

    /// What the side has tabs for.
    pub const TABS: [Deed; 6] =
        [Deed::Pages, Deed::Outline, Deed::Comments, Deed::Attachments, Deed::Layers, Deed::About];

    /// The keys that call it; the first one is shown.
    pub const fn keys(self) -> &'static [Key] {
        match self {
            Deed::Back => const { &[plain("escape")] },
            Deed::Side => const { &[plain("s")] },
            Deed::PageField => const { &[plain("g")] },
            Deed::ZoomOut => const { &[plain("-"), command("-")] },
            Deed::ZoomIn => const { &[plain("+"), plain("="), command("+"), command("=")] },
            Deed::FitWidth => const { &[plain("0"), command("0")] },
            Deed::FitPage => const { &[plain("f")] },
            Deed::Full => const { &[plain("1"), command("1")] },
            Deed::Find => const { &[command("f"), plain("/")] },
            Deed::FindNext => const { &[command("g"), plain("f3")] },
            Deed::FindPrevious => const { &[command_shift("g"), shift("f3")] },
            Deed::TurnRight => const { &[plain("r")] },
            Deed::TurnLeft => const { &[shift("r")] },
            Deed::Dark => const { &[plain("d")] },
            Deed::Print => const { &[command("p")] },
            Deed::Pages => const { &[plain("t")] },
            Deed::Outline => const { &[plain("o")] },
            Deed::Comments => const { &[plain("c")] },
            Deed::About => const { &[plain("i")] },
            Deed::NextPage => const { &[plain("n"), plain("j")] },
            Deed::PreviousPage => const { &[plain("p"), plain("k")] },
            Deed::First => const { &[plain("home"), command("home")] },
            Deed::Last => const { &[plain("end"), command("end")] },
            Deed::Down => const { &[plain("arrowdown")] },
            Deed::Up => const { &[plain("arrowup")] },
            Deed::Right => const { &[plain("arrowright")] },
            Deed::Left => const { &[plain("arrowleft")] },
            Deed::WindowDown => const { &[plain("pagedown"), plain(" ")] },
            Deed::WindowUp => const { &[plain("pageup"), shift(" ")] },
            Deed::SelectAll => const { &[command("a")] },
            Deed::Edit => const { &[plain("e")] },
            Deed::Redact => const { &[plain("x")] },
            Deed::Highlight => const { &[plain("h")] },
            Deed::Underline => const { &[plain("u")] },
            Deed::Strike => const { &[shift("u")] },
            Deed::Note => const { &[plain("m")] },
            Deed::Text => const { &[plain("w")] },
            Deed::Ink => const { &[plain("b")] },
            Deed::Sign => const { &[shift("s")] },
            Deed::Put => const { &[plain("enter")] },
            Deed::Undo => const { &[command("z")] },
            Deed::Redo => const { &[command_shift("z"), command("y")] },
            Deed::SaveCopy => const { &[command("s")] },
            Deed::Arrange => const { &[shift("p")] },
            Deed::Attachments | Deed::Layers => &[],
        }
    }

    /// Its icon, as a path on the grid of the icons.
    pub const fn path(self) -> &'static str {
        match self {
            Deed::Side => "M4 5h16v14H4zM9.5 5v14",
            Deed::PageField => "M10 4L8 20M16 4l-2 16M4.5 9h16M3.5 15h16",
            Deed::ZoomOut => "M5 12h14",
            Deed::ZoomIn => "M12 5v14M5 12h14",
            Deed::FitWidth => "M3 5v14M21 5v14M7 12h10M10 9l-3 3 3 3M14 9l3 3-3 3",
            Deed::FitPage => "M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5",
            Deed::Full => "M6 8l2.5-2v12M16 8l2.5-2v12M12.5 10v.01M12.5 15v.01",
            Deed::Find => "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5L20 20",
            Deed::FindNext | Deed::NextPage => "M5 9l7 7 7-7",
            Deed::FindPrevious | Deed::PreviousPage => "M5 15l7-7 7 7",
            Deed::TurnRight => "M20 4v5h-5M19.5 9A8 8 0 1 0 20 14",
            Deed::TurnLeft => "M4 4v5h5M4.5 9A8 8 0 1 1 4 14",
            Deed::Dark => "M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5z",
            Deed::Print => "M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z",
            Deed::Pages => "M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z",
            Deed::Outline => "M4 6h16M8 12h12M12 18h8M4 12v.01M8 18v.01",
            Deed::Comments => "M4 4h12v9H9l-3 3v-3H4zM19 8h1v9h-2v3l-3-3h-5",
            Deed::Attachments => {
                "M19 11l-7.5 7.5a4.5 4.5 0 0 1-6.4-6.4L13 4.3a3 3 0 0 1 4.2 4.2l-7.8 7.8a1.5 1.5 0 0 1-2.1-2.1L14.5 7"
            }
            Deed::Layers => "M12 4l9 5-9 5-9-5zM4 13.5l8 4.5 8-4.5",
            Deed::About => "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 11v5.5M12 7.5v.01",
            Deed::Edit => "M4 20h4L19 9l-4-4L4 16zM13 7l4 4",
            Deed::Redact => "M4 6h16M4 18h16M4 10h16v4H4zM6 12h12",
            Deed::Highlight => "M9 14l8-9 3 3-9 8zM9 14l-2 4 4-2M4 21h16",
            Deed::Underline => "M7 4v7a5 5 0 0 0 10 0V4M5 20h14",
            Deed::Strike => {
                "M4 12h16M16.5 7.5C16 5.5 14.5 4.5 12 4.5c-3 0-4.5 1.5-4.5 3.5 0 2 2 3 4.5 4 3 1 5 2 5 4.2 0 2-2 3.3-5 3.3-3 0-4.700-1.5-5-3.5"
            }
            Deed::Note => "M4 5h16v11H10l-4 4v-4H4zM8 9h8M8 12h5",
            Deed::Text => "M5 7V5h14v2M12 5v14M9 19h6",
            Deed::Ink => "M4 17c3-9 6-12 7-10s-4 9-2 10 5-8 7-7-3 7-1 7 3-1 5-3",
            Deed::Sign => "M4 20h16M5 15c4-3 7-11 5-11s-2 12 1 11 3-4 4-4 0 3 2 3 2-1 3-1",
            Deed::Undo => "M8 5L4 9l4 4M4 9h10a5 5 0 0 1 0 10h-3",
            Deed::Redo => "M16 5l4 4-4 4M20 9H10a5 5 0 0 0 0 10h3",
            Deed::Arrange => "M4 4h7v9H4zM13 11h7v9h-7zM16 7l2-3 2 3M18 4v5",
            _ => "M15 5l-7 7 7 7",
        }
    }

    /// Whether it is on, tracked; none if it is nothing that stays.
    pub fn is_on(self, reader: Reader) -> Option<bool> {
        let fits = |fit| Some(reader.stage.fit.get() == fit);
        match self {
            Deed::Side => Some(reader.tab.get().is_some()),
            Deed::Dark => Some(reader.dark.get()),
            Deed::FitWidth => fits(Fit::Width),
            Deed::FitPage => fits(Fit::Page),
            Deed::Find => Some(reader.find.open.get()),
            Deed::Edit => Some(reader.edits.strip.get()),
            _ => match self.tool() {
                Some(tool) => Some(reader.edits.tool.get() == Some(tool)),
                None => self.tab().map(|tab| reader.tab.get() == Some(tab)),
            },
        }
    }

    /// The tool that it takes in hand.
    const fn tool(self) -> Option<Tool> {
        match self {
            Deed::Redact => Some(Tool::Redact),
            Deed::Highlight => Some(Tool::Highlight),
            Deed::Underline => Some(Tool::Underline),
            Deed::Strike => Some(Tool::Strike),
            Deed::Note => Some(Tool::Note),
            Deed::Text => Some(Tool::Text),
            Deed::Ink => Some(Tool::Ink),
            Deed::Sign => Some(Tool::Sign),
            _ => None,
        }
    }

    /// The tab of the side that it opens.
    const fn tab(self) -> Option<Tab> {
        match self {
            Deed::Pages => Some(Tab::Pages),
            Deed::Outline => Some(Tab::Outline),
            Deed::Comments => Some(Tab::Comments),
            Deed::Attachments => Some(Tab::Attachments),
            Deed::Layers => Some(Tab::Layers),
            Deed::About => Some(Tab::About),
            _ => None,
        }
    }

    /// Whether this document has what it is for, tracked.
    pub fn is_offered(self, reader: Reader) -> bool {
        reader.document.with(|document| {
            let Some(document) = document else { return false };
            match self {
                Deed::Outline => !document.outline.is_empty(),
                Deed::Attachments => !document.attachments.is_empty(),
                Deed::Layers => !document.layers.is_empty(),
                _ => true,
            }
        })
    }

    /// Whether it makes sense now, tracked.
    pub fn is_possible(self, reader: Reader) -> bool {
        let open = || reader.state.with(|state| *state == State::Open);
        let idle = || reader.edits.making.with(Option::is_none);
        self == Deed::Back
            || (open()
                && self.is_offered(reader)
                && match self {
                    Deed::Undo => idle() && reader.edits.history.get().0,
                    Deed::Redo => idle() && reader.edits.history.get().1,
                    Deed::SaveCopy => idle() && reader.edits.draft.with(|draft| draft.count() > 0),
                    Deed::Put => reader.edits.tool.get().is_some(),
                    _ => true,
                })
    }

    /// Does it.
    pub fn run(self, reader: Reader) {
        let stage = reader.stage;
        let page = stage.page.get_untracked();
        match self {
            Deed::Back if leave(reader) => {}
            Deed::Back if reader.find.open.get_untracked() => find::close(reader),
            Deed::Back => Command::Back.run(reader.session),
            Deed::Side => reader.tab.update(|tab| {
                *tab = if tab.is_some() { None } else { Some(Tab::first(reader)) };
            }),
            Deed::PageField => focus_on("#page-number"),
            Deed::ZoomOut => stage.zoom_step(false),
            Deed::ZoomIn => stage.zoom_step(true),
            Deed::FitWidth => stage.set_fit(Fit::Width),
            Deed::FitPage => stage.set_fit(Fit::Page),
            Deed::Full => stage.zoom(FULL, None),
            Deed::Find => find::open(reader),
            Deed::FindNext => find::step(reader, true),
            Deed::FindPrevious => find::step(reader, false),
            Deed::TurnRight => stage.set_turn(turned(stage.turn.get_untracked(), 1)),
            Deed::TurnLeft => stage.set_turn(turned(stage.turn.get_untracked(), 3)),
            Deed::Dark => {
                let dark = !reader.dark.get_untracked();
                reader.dark.set(dark);
                place::keep_dark(dark);
            }
            Deed::Print => print::open(reader),
            Deed::Pages | Deed::Outline | Deed::Comments | Deed::Attachments | Deed::Layers | Deed::About => {
                let tab = self.tab();
                reader.tab.update(|now| *now = if *now == tab { None } else { tab });
            }
            Deed::NextPage => stage.go((page + 1).min(stage.pages().saturating_sub(1)), None),
            Deed::PreviousPage => stage.go(page.saturating_sub(1), None),
            Deed::First => stage.go(0, None),
            Deed::Last => stage.go(stage.pages().saturating_sub(1), None),
            Deed::Down => stage.step(0.0, 60.0),
            Deed::Up => stage.step(0.0, -60.0),
            Deed::Right => stage.aside(60.0),
            Deed::Left => stage.aside(-60.0),
            Deed::WindowDown => stage.step(1.0, 0.0),
            Deed::WindowUp => stage.step(-1.0, 0.0),
            Deed::SelectAll => words::select_all(reader),
            Deed::Edit => {
                let open = !reader.edits.strip.get_untracked();
                reader.edits.strip.set(open);
                if !open {
                    reader.edits.take(None);
                }
            }
            Deed::Redact
            | Deed::Highlight
            | Deed::Underline
            | Deed::Strike
            | Deed::Note
            | Deed::Text
            | Deed::Ink
            | Deed::Sign => {
                if let Some(tool) = self.tool() {
                    take(reader, tool);
                }
            }
            Deed::Put => layer::put(reader),
            Deed::Undo => reader.edits.walk(true),
            Deed::Redo => reader.edits.walk(false),
            Deed::SaveCopy => make::make(reader, make::Way::Save),
            Deed::Arrange => {
                let rows = reader.session.rows.get_untracked();
                rows.into_iter().for_each(|row| row.selected.set(row.id == reader.row.id));
                go(Route::Pages);
            }
        }
    }
}

/// Takes a tool in hand, or puts it away. What is selected it is used on at once.
fn take(reader: Reader, tool: Tool) {
    let edits = reader.edits;
    if tool.takes_words() && selection::apply(reader, tool) {
        return;
    }
    if edits.tool.get_untracked() == Some(tool) {
        return edits.take(None);
    }
    edits.strip.set(true);
    edits.take(Some(tool));
    if tool == Tool::Sign && pictures::last().is_none() {
        edits.signing.set(true);
    }
}

/// Leaves what a person is in: a field, a mark, a tool, the strip of tools. False if there is nothing of the kind.
fn leave(reader: Reader) -> bool {
    let edits = reader.edits;
    let inside = leptos::prelude::document().query_selector(".edits :focus").is_ok_and(|it| it.is_some());
    if inside {
        focus_on("#pages");
    } else if edits.tool.get_untracked().is_some() {
        edits.take(None);
    } else if edits.chosen.get_untracked().is_some() {
        edits.chosen.set(None);
    } else if edits.strip.get_untracked() && !reader.find.open.get_untracked() {
        edits.strip.set(false);
    } else {
        return false;
    }
    true
}

fn turned(turn: Turn, quarters: usize) -> Turn {
    const TURNS: [Turn; 4] = [Turn::None, Turn::Right, Turn::Over, Turn::Left];
    let at = TURNS.iter().position(|known| *known == turn).unwrap_or(0);
    TURNS[(at + quarters) % 4]
}
