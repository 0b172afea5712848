//! What was found in one file.

use std::collections::HashSet;

use document::table::{Filter, Test, View};
use document::{Kind, Search};
use leptos::prelude::*;
use nearside::{Error, File, Priority};
use worker::{document as reader, markdown, table};

use super::wish::{self, Wish};
use crate::app::go;
use crate::desk;
use crate::documents::{password, sought};
use crate::route::Route;
use crate::row::{Row, Tool};
use crate::text::documents::{fault, text};
use crate::ui::live::{live, when};

/// So many hits of a file are listed; the file itself shows all.
const LISTED: usize = 8;
/// More hits than these are not counted.
const MOST: usize = 20_000;

/// A file and what was found in it.
#[derive(Clone, Copy)]
pub struct Group {
    row: Row,
    lines: RwSignal<Vec<Line>>,
    /// How many hits there are.
    pub count: RwSignal<usize>,
    /// Whether it is still being searched.
    pub busy: RwSignal<bool>,
    fault: RwSignal<Option<String>>,
    /// Pages that could not be searched.
    missed: RwSignal<usize>,
}

/// A hit with the words around it.
#[derive(Clone, PartialEq)]
struct Line {
    place: (usize, usize),
    before: String,
    text: String,
    after: String,
}

impl Line {
    /// A line or a row of this number, with the needle in it.
    fn of(number: usize, line: &str, needle: &str) -> Line {
        let (before, text, after) = around(line, needle);
        Line { place: (number, 0), before, text, after }
    }
}

impl Group {
    /// A file in which nothing was found yet; none if its tool has no search.
    pub fn of(row: Row) -> Option<Group> {
        let group = Group {
            row,
            lines: RwSignal::default(),
            count: RwSignal::new(0),
            busy: RwSignal::new(true),
            fault: RwSignal::new(None),
            missed: RwSignal::new(0),
        };
        matches!(row.tool(), Tool::Reader | Tool::Grid | Tool::Pen).then_some(group)
    }

    /// Searches it.
    pub async fn search(self, needle: String) {
        let told = match desk::file(self.row.id) {
            None => Some(crate::text::text().missing_one.to_string()),
            Some(file) => {
                let found = match self.row.tool() {
                    Tool::Grid => self.table(file, &needle).await,
                    Tool::Pen => self.lines(file, &needle).await,
                    _ => self.document(file, needle).await,
                };
                found.err().map(|error| spoken(&error))
            }
        };
        self.fault.try_set(told);
        self.busy.try_set(false);
    }

    async fn document(self, file: File, needle: String) -> nearside::Result<()> {
        let password = password::of(self.row.id);
        let opened =
            reader::open(file.clone(), password.clone()).near(reader::key(&file)).priority(Priority::Visible);
        let pages = opened.await?.pages;
        let search = Search { needle, ..Search::default() };
        let (mut known, mut missed) = (HashSet::new(), 0);
        let searched = sought::search(
            &file,
            &password,
            &search,
            pages,
            |_| {},
            |found| {
                missed += usize::from(found.failed.is_some());
                let page = found.page as usize;
                if !found.hits.is_empty() && known.insert(page) {
                    let lines = found.hits.into_iter().enumerate().map(|(at, hit)| Line {
                        place: (page, at),
                        before: hit.before,
                        text: hit.text,
                        after: hit.after,
                    });
                    self.add(lines.collect());
                }
                // Who has gone away needs no more of them.
                self.count.try_get_untracked().is_some_and(|count| count <= MOST)
            },
        );
        searched.await?;
        self.missed.try_set(missed);
        Ok(())
    }

    async fn table(self, file: File, needle: &str) -> nearside::Result<()> {
        let filter = Filter { column: None, test: Test::Contains(needle.to_owned()) };
        let view = View { filters: vec![filter], sort: Vec::new() };
        let near = table::key(&file);
        let job = table::rows(file, None, view, 0, LISTED as u32).near(near).priority(Priority::Visible);
        let window = job.await?;
        let lines = window.rows.iter().zip(&window.numbers);
        let lines = lines.map(|(cells, number)| Line::of(*number as usize, &cells.join(" · "), needle));
        self.add(lines.collect());
        self.count.try_set(window.total as usize);
        Ok(())
    }

    async fn lines(self, file: File, needle: &str) -> nearside::Result<()> {
        let job = markdown::search(file, needle.to_owned(), LISTED as u32).priority(Priority::Visible);
        let (count, lines) = job.await?;
        self.add(lines.iter().map(|(number, line)| Line::of(*number, line, needle)).collect());
        self.count.try_set(count);
        Ok(())
    }

    fn add(self, lines: Vec<Line>) {
        self.count.try_update(|count| *count += lines.len());
        self.lines.try_maybe_update(|all| {
            let room = LISTED - all.len();
            all.extend(lines.into_iter().take(room));
            (room > 0, ())
        });
    }

    /// The file with its hits; nothing while there is nothing to say.
    pub fn view(self, needle: Signal<String>) -> AnyView {
        let t = text();
        let silent =
            move || self.count.get() == 0 && self.fault.with(Option::is_none) && self.missed.get() == 0;
        let open = move |place| {
            wish::make(Wish { row: self.row.id, needle: needle.get_untracked(), place });
            go(Route::View(self.row.id));
        };
        let first =
            move || self.lines.with_untracked(|lines| lines.first().map_or((0, 0), |line| line.place));
        let lines = move || {
            self.lines
                .get()
                .into_iter()
                .map(|line| {
                    let Line { place, before, text, after } = line;
                    view! {
                        <li>
                            <button type="button" class="quiet hit" on:click=move |_| open(place)>
                                <span class="numbers muted">{place.0 + 1}</span>
                                <span>{before} <mark>{text}</mark> {after}</span>
                            </button>
                        </li>
                    }
                })
                .collect::<Vec<_>>()
        };
        let more = move || self.count.get().saturating_sub(LISTED);
        view! {
            <section class="seek-group" hidden=live(silent) aria-label=self.row.name()>
                <h2>
                    <button type="button" class="quiet" on:click=move |_| open(first())>{self.row.name()}</button>
                    <span class="muted numbers">{live(move || (t.seek_hits)(self.count.get().min(MOST)))}</span>
                </h2>
                <ul class="lines">{live(lines)}</ul>
                {when(
                    move || { more() > 0 },
                    move || view! { <p class="muted">{live(move || (t.seek_more)(more()))}</p> }.into_any(),
                )}
                {live(move || {
                    let missed = self.missed.get();
                    let words = self.fault.get().or_else(|| (missed > 0).then(|| (t.find_missed)(missed)));
                    words.map(|words| view! { <p class="bad">{words}</p> })
                })}
            </section>
        }
        .into_any()
    }
}

/// A locked document is opened first, then searched.
fn spoken(error: &Error) -> String {
    match error.failed::<document::Error>() {
        Some(own) if own.kind == Kind::Locked => text().seek_locked.to_string(),
        _ => fault(error),
    }
}

/// The words before and after the needle, whatever its capitals.
fn around(line: &str, needle: &str) -> (String, String, String) {
    let place = document::find(line, needle).unwrap_or(line.len()..line.len());
    let (before, text, after) = (&line[..place.start], &line[place.clone()], &line[place.end..]);
    let last: String = before.chars().rev().take(40).collect::<Vec<_>>().into_iter().rev().collect();
    (last, text.to_owned(), after.chars().take(60).collect())
}
