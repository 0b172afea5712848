//! The board: the pages of some documents, in an order that a person makes, and what shall be done to all of them.

use std::cell::RefCell;
use std::collections::BTreeSet;

use document::edit::Finish;
use document::{Document, Kind};
use leptos::prelude::*;
use leptos::task::spawn_local;
use nearside::{File, Priority};
use worker::document as call;

use super::bound::{self, PAPERS};
use super::cards::{self, Card};
use super::form::Form;
use super::panel::suggested;
use super::recipes::{self, Recipe};
use crate::desk;
use crate::documents::password;
use crate::row::{Row, Tool};
use crate::session::Session;
use crate::text::documents::fault;
use crate::undo::Undo;

/// A document on the board.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// Its row of the desk.
    pub row: u32,
    /// Its name.
    pub name: String,
    /// Whether its pages are there, or why not.
    pub state: State,
}

/// How far a document has come.
#[derive(Clone, Debug, PartialEq)]
pub enum State {
    /// The worker reads it.
    Opening,
    /// Its pages are on the board.
    Open,
    /// It wants a password; whether a wrong one was given.
    Locked(bool),
    /// It cannot be read, and why.
    Failed(String),
}

/// The board.
#[derive(Clone, Copy)]
pub struct Board {
    /// The app.
    pub session: Session,
    /// The documents, in the order in which they came.
    pub sources: RwSignal<Vec<Source>>,
    /// The pages, in the order of the new document.
    pub cards: RwSignal<Vec<Card>>,
    /// Those that are chosen, by their keys.
    pub chosen: RwSignal<BTreeSet<u32>>,
    /// The page that keys move from, by its place.
    pub cursor: RwSignal<usize>,
    /// What a person enters beside the pages.
    pub form: Form,
    /// The recipes that are kept.
    pub recipes: RwSignal<Vec<Recipe>>,
    /// What is done to the whole.
    pub finish: RwSignal<Finish>,
    /// How far making the new document has come.
    pub making: RwSignal<Option<f64>>,
    /// Why it could not be made.
    pub problem: RwSignal<Option<String>>,
    /// Whether there is something to undo, and to redo.
    pub history: RwSignal<(bool, bool)>,
    undo: StoredValue<Undo<Vec<Card>>>,
    next: StoredValue<u32>,
}

thread_local! {
    /// The board that was last on screen, with the owner of its signals: who comes back finds everything as it was.
    static LAST: RefCell<Option<(Owner, Board)>> = const { RefCell::new(None) };
}

impl Board {
    /// The board of the selected documents and pictures of the desk; where none is selected, of all documents, or else of all
    /// pictures. It is the one that was left if all that lies on it is still meant.
    pub fn shown(session: Session) -> Board {
        let all = move || {
            let pages = |row: &Row| row.tool() == Tool::Reader || row.is_picture();
            session.rows.get().into_iter().filter(pages)
        };
        let before: Vec<Row> = untrack(|| all().collect());
        let any = |test: fn(&Row) -> bool| untrack(|| before.iter().any(test));
        let (selected, documents) = (any(|row| row.selected.get()), any(|row| row.tool() == Tool::Reader));
        let taken = |row: &&Row| match selected {
            true => row.selected.get(),
            false => !documents || row.tool() == Tool::Reader,
        };
        let (meant, left_out): (Vec<Row>, Vec<Row>) =
            untrack(|| before.into_iter().partition(|row| taken(&row)));
        let ids = |rows: Vec<Row>| rows.into_iter().map(|row| row.id).collect::<Vec<_>>();
        let (meant, left_out) = (ids(meant), ids(left_out));
        let last = LAST.with_borrow(|last| last.as_ref().map(|(_, board)| *board));
        let board = match last.filter(|board| board.goes_on(&meant, &left_out)) {
            Some(board) => board,
            None => Board::fresh(session),
        };
        // What is opened later comes along.
        Effect::new(move |_| {
            for row in all() {
                let known = board.sources.with_untracked(|all| all.iter().any(|source| source.row == row.id));
                if !known && !left_out.contains(&row.id) {
                    board.take(row);
                }
            }
        });
        board
    }

    /// An empty one, in the place of the last.
    fn fresh(session: Session) -> Board {
        bound::clear();
        let owner = Owner::default();
        let board = owner.with(|| Board {
            session,
            sources: RwSignal::default(),
            cards: RwSignal::default(),
            chosen: RwSignal::default(),
            cursor: RwSignal::new(0),
            form: Form::new(suggested(session)),
            recipes: RwSignal::new(recipes::load()),
            finish: RwSignal::default(),
            making: RwSignal::new(None),
            problem: RwSignal::new(None),
            history: RwSignal::new((false, false)),
            undo: StoredValue::new(Undo::default()),
            next: StoredValue::new(0),
        });
        LAST.set(Some((owner, board)));
        board
    }

    /// Whether this board can be shown again for these rows of the desk, of which others are left out. Documents that were
    /// closed meanwhile are taken off, and those that could not be read are read again.
    fn goes_on(self, meant: &[u32], left_out: &[u32]) -> bool {
        let rows: Vec<u32> = self.sources.with_untracked(|all| all.iter().map(|source| source.row).collect());
        if !rows.iter().any(|row| meant.contains(row)) || rows.iter().any(|row| left_out.contains(row)) {
            return false;
        }
        let stays = |row: u32| row == cards::BLANK || meant.contains(&row);
        if !rows.iter().all(|row| stays(*row)) {
            self.sources.update(|all| all.retain(|source| stays(source.row)));
            // No step back leads to pages that are gone.
            self.undo.set_value(Undo::default());
            self.show(self.cards.get_untracked().into_iter().filter(|card| stays(card.row)).collect());
        }
        let unread = |source: &&Source| matches!(source.state, State::Failed(_) | State::Locked(_));
        let unread: Vec<u32> =
            self.sources.with_untracked(|all| all.iter().filter(unread).map(|source| source.row).collect());
        unread.into_iter().for_each(|row| self.read(row));
        true
    }

    /// Lays the pictures on the paper that is chosen now.
    pub fn rebind(self) {
        let rows = untrack(|| self.session.rows.get());
        let pictures = rows.iter().filter(|row| row.is_picture()).map(|row| row.id);
        let known: Vec<u32> =
            self.sources.with_untracked(|all| all.iter().map(|source| source.row).collect());
        pictures.filter(|row| known.contains(row)).for_each(|row| self.read(row));
    }

    /// Whether there is a picture on the board.
    pub fn has_pictures(self) -> bool {
        let rows = self.session.rows.get();
        let is_picture = |row: u32| rows.iter().any(|other| other.id == row && other.is_picture());
        self.sources.with(|all| all.iter().any(|source| is_picture(source.row)))
    }

    /// The documents of the board as rows of the desk, whether they could be read or not; pictures are none.
    pub fn documents(self) -> Vec<Row> {
        let known: Vec<u32> =
            self.sources.with_untracked(|all| all.iter().map(|source| source.row).collect());
        let is_one = |row: &Row| known.contains(&row.id) && row.tool() == Tool::Reader;
        untrack(|| self.session.rows.get().into_iter().filter(is_one).collect())
    }

    fn take(self, row: Row) {
        let source = Source { row: row.id, name: row.name(), state: State::Opening };
        self.sources.update(|all| all.push(source));
        self.read(row.id);
    }

    /// Reads a document, with the password that is known by now.
    pub fn read(self, row: u32) {
        let Some(file) = desk::file(row) else {
            return self.tell(row, State::Failed(crate::text::text().missing_one.into()));
        };
        let password = password::of(row);
        let tried = !password.is_empty();
        let is_picture = untrack(|| self.session.rows.get().iter().any(|it| it.id == row && it.is_picture()));
        let paper =
            self.form.paper.with_untracked(|word| PAPERS.into_iter().find(|(known, _)| known == word));
        let paper = paper.and_then(|(_, paper)| paper);
        self.tell(row, State::Opening);
        spawn_local(async move {
            let file = if is_picture { bound::bind(row, file, paper).await } else { Ok(file) };
            let read = async { opened(&file?, password).await };
            match read.await {
                Ok((document, sizes)) => {
                    self.tell(row, State::Open);
                    self.lay(row, document.pages, &sizes);
                }
                Err(error) => {
                    let locked =
                        error.failed::<document::Error>().is_some_and(|own| own.kind == Kind::Locked);
                    if locked {
                        password::forget(row);
                    }
                    self.tell(row, if locked { State::Locked(tried) } else { State::Failed(fault(&error)) });
                }
            }
        });
    }

    fn tell(self, row: u32, state: State) {
        // The board may be left by now.
        self.sources.try_update(|all| {
            if let Some(source) = all.iter_mut().find(|source| source.row == row) {
                source.state = state;
            }
        });
    }

    /// Lays the pages of a document behind those of the documents that came before it. Pages that lie there already, because
    /// their picture was bound anew, are drawn anew.
    fn lay(self, row: u32, pages: u32, sizes: &[document::Size]) {
        let lies = self.cards.try_with_untracked(|cards| cards.iter().any(|card| card.row == row));
        if lies == Some(true) {
            let size = sizes.first().map_or((595.0, 842.0), |size| (size.width, size.height));
            return self.cards.update(|cards| {
                cards.iter_mut().filter(|card| card.row == row).for_each(|card| card.size = size);
            });
        }
        let Some(first) = self.next.try_get_value() else { return };
        self.next.set_value(first + pages);
        let fresh = (0..pages).map(|page| {
            let size = sizes.get(page as usize).map_or((595.0, 842.0), |size| (size.width, size.height));
            Card { key: first + page, row, page, turn: 0, size }
        });
        let order: Vec<u32> =
            self.sources.with_untracked(|all| all.iter().map(|source| source.row).collect());
        let place = |row: u32| order.iter().position(|other| *other == row);
        self.cards.update(|cards| {
            let at = cards.iter().rposition(|card| place(card.row) < place(row)).map_or(0, |at| at + 1);
            cards.splice(at..at, fresh);
        });
    }

    /// Changes the pages, so that it can be undone.
    pub fn edit(self, key: &'static str, change: impl FnOnce(&[Card], &BTreeSet<u32>) -> Vec<Card>) {
        let before = self.cards.get_untracked();
        let after = self.chosen.with_untracked(|chosen| change(&before, chosen));
        if after != before {
            self.undo.update_value(|undo| undo.remember(key, js_sys::Date::now(), before));
            self.show(after);
        }
    }

    /// One step back, or forth again.
    pub fn walk(self, back: bool) {
        let now = self.cards.get_untracked();
        let step = |undo: &mut Undo<Vec<Card>>| if back { undo.back(now) } else { undo.forth(now) };
        if let Some(cards) = self.undo.try_update_value(step).flatten() {
            self.show(cards);
        }
    }

    fn show(self, cards: Vec<Card>) {
        self.chosen.update(|chosen| chosen.retain(|key| cards.iter().any(|card| card.key == *key)));
        self.cursor.update(|at| *at = (*at).min(cards.len().saturating_sub(1)));
        self.cards.set(cards);
        self.history.set(self.undo.with_value(|undo| (undo.can_go_back(), undo.can_go_forth())));
    }

    /// Turns the chosen pages.
    pub fn turn(self, quarters: i32) {
        self.edit("turn", |cards, chosen| {
            let turned = |card: &Card| Card { turn: card.turn + quarters, ..*card };
            cards.iter().map(|card| if chosen.contains(&card.key) { turned(card) } else { *card }).collect()
        });
    }

    /// Takes the chosen pages away.
    pub fn remove(self) {
        self.edit("remove", |cards, chosen| {
            cards.iter().filter(|card| !chosen.contains(&card.key)).copied().collect()
        });
    }

    /// Puts a second one behind each of the chosen pages.
    pub fn double(self) {
        let next = self.next;
        self.edit("double", move |cards, chosen| {
            let mut all = Vec::new();
            for card in cards {
                all.push(*card);
                if chosen.contains(&card.key) {
                    let key = next.get_value();
                    next.set_value(key + 1);
                    all.push(Card { key, ..*card });
                }
            }
            all
        });
    }

    /// Puts a blank page behind the chosen ones, or at the end.
    pub fn blank(self) {
        let Some(key) = self.next.try_update_value(|next| {
            *next += 1;
            *next - 1
        }) else {
            return;
        };
        self.edit("blank", |cards, chosen| cards::with_blank(cards, chosen, key));
        self.chosen.set(BTreeSet::from([key]));
    }

    /// Moves the chosen pages one place.
    pub fn nudge(self, forth: bool) {
        self.edit("nudge", |cards, chosen| cards::nudged(cards, chosen, forth));
        let first = self.chosen.with_untracked(|chosen| {
            self.cards.with_untracked(|cards| cards.iter().position(|card| chosen.contains(&card.key)))
        });
        if let Some(first) = first {
            self.cursor.set(first);
        }
    }

    /// Puts the chosen pages before the one that is at `to`.
    pub fn place(self, to: usize) {
        self.edit("place", |cards, chosen| cards::moved(cards, chosen, to));
    }

    /// Chooses the page at a place: alone, as well, or all from the cursor to it.
    pub fn choose(self, at: usize, as_well: bool, range: bool) {
        let from = self.cursor.get_untracked();
        self.cards.with_untracked(|cards| {
            let Some(card) = cards.get(at) else { return };
            self.chosen.update(|chosen| match (range, as_well) {
                (true, _) => {
                    let span = from.min(at)..=from.max(at).min(cards.len() - 1);
                    chosen.extend(cards[span].iter().map(|card| card.key));
                }
                (false, true) => {
                    if !chosen.remove(&card.key) {
                        chosen.insert(card.key);
                    }
                }
                (false, false) => *chosen = BTreeSet::from([card.key]),
            });
        });
        self.cursor.set(at);
    }
}

/// The document and the sizes of all its pages.
async fn opened(file: &File, password: String) -> nearside::Result<(Document, Vec<document::Size>)> {
    let near = call::key(file);
    let job = call::open(file.clone(), password.clone()).near(near.clone()).priority(Priority::Interactive);
    let mut document = job.await?;
    let mut sizes = std::mem::take(&mut document.sizes);
    while (sizes.len() as u32) < document.pages {
        let from = sizes.len() as u32;
        let more =
            call::sizes(file.clone(), password.clone(), from, document.pages).near(near.clone()).await?;
        if more.is_empty() {
            break;
        }
        sizes.extend(more);
    }
    Ok((document, sizes))
}
