//! What can be done here, by the names that people know: the palette finds each, does it or leads to its field.

use std::rc::Rc;

use leptos::prelude::*;

use super::board::Board;
use crate::app::focus_on;
use crate::text::pages::pages;
use crate::ui::icon::Icon;
use crate::ui::palette::{self, Item};

/// Something that can be done here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    TurnLeft,
    TurnRight,
    Double,
    Delete,
    Blank,
    Split,
    Compress,
    Sheet,
    Crop,
    Numbers,
    Header,
    Watermark,
    Flatten,
    Metadata,
    Encrypt,
    Decrypt,
    Repair,
    Pictures,
    Recipes,
}

/// Where a verb leads: what it does at once, or the field that it is about.
enum Way {
    Run(fn(Board)),
    Field(&'static str),
}

impl Verb {
    const ALL: [Verb; 19] = {
        use Verb::*;
        [
            TurnLeft, TurnRight, Double, Delete, Blank, Split, Compress, Sheet, Crop, Numbers, Header,
            Watermark, Flatten, Metadata, Encrypt, Decrypt, Repair, Pictures, Recipes,
        ]
    };

    const fn way(self) -> Way {
        match self {
            Verb::TurnLeft => Way::Run(|board| board.turn(-1)),
            Verb::TurnRight => Way::Run(|board| board.turn(1)),
            Verb::Double => Way::Run(Board::double),
            Verb::Delete => Way::Run(Board::remove),
            Verb::Blank => Way::Run(Board::blank),
            Verb::Split => Way::Field("#pages-cut"),
            Verb::Compress => Way::Field("#pages-smaller"),
            Verb::Sheet => Way::Field("#pages-sheet"),
            Verb::Crop => Way::Field("#pages-crop-left"),
            Verb::Numbers => Way::Field("#pages-numbers"),
            Verb::Header => Way::Field("#pages-head"),
            Verb::Watermark => Way::Field("#pages-watermark"),
            Verb::Flatten => Way::Field("#pages-flatten"),
            Verb::Metadata => Way::Field("#pages-title"),
            Verb::Encrypt => Way::Field("#pages-password"),
            Verb::Decrypt => Way::Field("#pages-decrypt"),
            Verb::Repair => Way::Field("#pages-repair"),
            Verb::Pictures => Way::Field("#pages-format"),
            Verb::Recipes => Way::Field("#pages-recipe-name"),
        }
    }

    const fn icon(self) -> Icon {
        match self {
            Verb::TurnLeft => Icon::TurnLeft,
            Verb::TurnRight => Icon::TurnRight,
            Verb::Double => Icon::Copy,
            Verb::Delete => Icon::Trash,
            Verb::Blank => Icon::Plus,
            Verb::Split => Icon::Zip,
            Verb::Crop => Icon::Crop,
            Verb::Encrypt | Verb::Decrypt => Icon::Lock,
            Verb::Repair | Verb::Recipes => Icon::Spark,
            Verb::Pictures => Icon::Picture,
            Verb::Numbers | Verb::Header | Verb::Watermark | Verb::Metadata => Icon::Pencil,
            Verb::Compress | Verb::Sheet | Verb::Flatten => Icon::Pages,
        }
    }

    /// Whether it changes the chosen pages and needs some.
    const fn wants_pages(self) -> bool {
        matches!(self, Verb::TurnLeft | Verb::TurnRight | Verb::Double | Verb::Delete)
    }
}

/// Offers the verbs while the board is on screen.
pub fn offer(board: Board) {
    let item = move |verb: Verb| Item {
        name: (pages().verb)(verb),
        key: None,
        path: verb.icon().path(),
        run: Rc::new(move || match verb.way() {
            Way::Run(run) => run(board),
            Way::Field(field) => reveal(field),
        }),
    };
    palette::offer(board.session, move || {
        let some = board.chosen.with_untracked(|chosen| !chosen.is_empty());
        Verb::ALL.into_iter().filter(|verb| some || !verb.wants_pages()).map(item).collect()
    });
}

/// Unfolds what a field lies in, and goes to it.
fn reveal(field: &'static str) {
    let found = document().query_selector(field).ok().flatten();
    if let Some(fold) = found.and_then(|field| field.closest("details").ok().flatten()) {
        // It is an attribute that every fold has.
        let _ = fold.set_attribute("open", "");
    }
    focus_on(field);
}
