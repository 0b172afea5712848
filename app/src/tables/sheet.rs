//! A table on view: what it is, which rows are wanted, and the calls that bring them.
//!
//! One call at a time goes to the worker, so that the one worker that has the table in memory answers them all. Nor is a call
//! cancelled for a newer wish, which would end that worker: the newest wish waits for it, those between are forgotten.

use std::ops::Range;
use std::pin::Pin;
use std::sync::Arc;

use document::table::{Dialect, Filter, Sort, Summary, Test, View, Window};
use futures_util::future::{AbortHandle, abortable};
use leptos::prelude::*;
use leptos::task::spawn_local;
use nearside::{File, Job, Priority};
use serde::de::DeserializeOwned;
use worker::table;

use super::blocks::{self, Blocks};
use super::{choice, width};

/// A table on view.
#[derive(Clone, Copy)]
pub struct Sheet {
    file: StoredValue<File, LocalStorage>,
    /// How it is written: as the person says, or as it looks.
    pub dialect: RwSignal<Option<Dialect>>,
    /// What it is; of its beginning only until `whole` says otherwise.
    pub summary: RwSignal<Option<Arc<Summary>>>,
    /// Whether all of it has been read.
    pub whole: RwSignal<bool>,
    /// The rows that are wanted. Those on the screen follow when the worker has found them.
    pub view: RwSignal<View>,
    /// How many rows there are on view.
    pub total: RwSignal<u64>,
    /// Widths of the columns in pixels.
    pub widths: RwSignal<Vec<f64>>,
    /// The cell that keys move: a row of the view and a column.
    pub cell: RwSignal<(u64, usize)>,
    /// Where a choice of several cells began, which goes to the one that keys move.
    pub from: RwSignal<Option<(u64, usize)>>,
    /// The column whose figures are shown.
    pub column: RwSignal<Option<usize>>,
    /// How far the worker is.
    pub busy: RwSignal<Option<f64>>,
    /// What went wrong.
    pub fault: RwSignal<Option<String>>,
    /// Rows have arrived, or others are on view.
    pub news: RwSignal<Option<News>>,
    blocks: StoredValue<Blocks, LocalStorage>,
    task: StoredValue<Option<Task>, LocalStorage>,
    next: StoredValue<Wishes, LocalStorage>,
}

/// What waits for the call that runs: of each sort the newest, rows before figures.
#[derive(Default)]
struct Wishes {
    rows: Option<Work>,
    figures: Option<Work>,
}

type Work = Pin<Box<dyn Future<Output = nearside::Result<()>>>>;

/// What has happened to the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    /// Some more have arrived.
    More,
    /// They are others, and looked at from the first one.
    Other,
}

/// Work that is given up when this is dropped.
pub struct Task(AbortHandle);

impl Task {
    pub fn start(work: impl Future<Output = ()> + 'static) -> Task {
        let (work, handle) = abortable(work);
        spawn_local(async move {
            // Whether it ended or was given up.
            let _ = work.await;
        });
        Task(handle)
    }
}

impl Drop for Task {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Sheet {
    /// Opens a table, at the rows with `needle` in them if there is one.
    pub fn open(file: File, needle: Option<String>) -> Sheet {
        let sheet = Sheet {
            file: StoredValue::new_local(file),
            dialect: RwSignal::new(None),
            summary: RwSignal::new(None),
            whole: RwSignal::new(false),
            view: RwSignal::default(),
            total: RwSignal::new(0),
            widths: RwSignal::new(Vec::new()),
            cell: RwSignal::new((0, 0)),
            from: RwSignal::new(None),
            column: RwSignal::new(None),
            busy: RwSignal::new(None),
            fault: RwSignal::new(None),
            news: RwSignal::new(None),
            blocks: StoredValue::new_local(Blocks::default()),
            task: StoredValue::new_local(None),
            next: StoredValue::new_local(Wishes::default()),
        };
        on_cleanup(move || drop(sheet.task.try_update_value(Option::take)));
        sheet.start(None, needle);
        sheet
    }

    /// Reads it from the start, as `dialect` says or as it looks.
    pub fn read(self, dialect: Option<Dialect>) {
        self.start(dialect, None);
    }

    fn start(self, dialect: Option<Dialect>, needle: Option<String>) {
        self.fault.set(None);
        self.column.set(None);
        self.whole.set(false);
        self.view.set(View::default());
        self.run(async move {
            let peek = self.ask(table::peek(self.file(), dialect)).await?;
            self.dialect.set(Some(peek.summary.dialect));
            self.widths.set(width::fitting(&peek.summary.columns, &peek.window));
            self.summary.set(Some(Arc::new(peek.summary)));
            self.show(View::default(), 0, peek.window);
            let dialect = self.dialect.get_untracked();
            let summary = self.ask(table::open(self.file(), dialect)).await?;
            if self.widths.with_untracked(Vec::len) < summary.columns.len() {
                // Columns that only rows farther down have.
                let rows = blocks::SIZE as u32 * 2;
                let window = self.ask(table::rows(self.file(), dialect, View::default(), 0, rows)).await?;
                let fitting = width::fitting(&summary.columns, &window);
                self.widths.update(|widths| widths.extend_from_slice(&fitting[widths.len()..]));
                self.blocks.update_value(|blocks| blocks.add(0, window));
            }
            self.total.set(summary.rows);
            self.summary.set(Some(Arc::new(summary)));
            self.whole.set(true);
            self.news.set(Some(News::More));
            if let Some(needle) = needle {
                self.look(|view| view.filters.push(Filter { column: None, test: Test::Contains(needle) }));
            }
            Ok(())
        });
    }

    /// Looks at other rows, or at the same in another order.
    pub fn look(self, change: impl FnOnce(&mut View)) {
        self.view.update(change);
        let view = self.view.get_untracked();
        self.run(async move {
            let window = table::rows(
                self.file(),
                self.dialect.get_untracked(),
                view.clone(),
                0,
                blocks::SIZE as u32 * 2,
            );
            let window = self.ask(window).await?;
            self.show(view, 0, window);
            Ok(())
        });
    }

    /// Brings the rows of a part of the view, if they are not there.
    pub fn want(self, first: u64, last: u64) {
        let idle = self.busy.get_untracked().is_none() && self.fault.with_untracked(Option::is_none);
        let total = self.total.get_untracked();
        let missing = self.blocks.with_value(|blocks| blocks.missing(first, last, total));
        let Some(block) = missing.filter(|_| idle && self.whole.get_untracked()) else { return };
        let view = self.blocks.with_value(|blocks| blocks.view.clone());
        self.run(async move {
            let from = block * blocks::SIZE;
            let window =
                table::rows(self.file(), self.dialect.get_untracked(), view, from, blocks::SIZE as u32);
            let window = self.ask(window).await?;
            self.blocks.update_value(|blocks| blocks.add(from, window));
            self.news.set(Some(News::More));
            Ok(())
        });
    }

    /// Looks at a row of the view, where it is there.
    pub fn row<T>(self, row: u64, look: impl FnOnce(u32, &[String]) -> T) -> Option<T> {
        self.blocks.with_value(|blocks| blocks.row(row).map(|(number, cells)| look(number, cells)))
    }

    /// The chosen cells: their rows and columns. Not tracked.
    pub fn chosen(self) -> (Range<u64>, Range<usize>) {
        let cell = self.cell.get_untracked();
        choice::between(self.from.get_untracked().unwrap_or(cell), cell)
    }

    /// The text of chosen cells, where all of them are here.
    pub fn text(self) -> Option<String> {
        let (rows, columns) = self.chosen();
        let cells =
            |row| self.row(row, |_, cells| cells.get(columns.clone()).map(<[String]>::to_vec)).flatten();
        rows.map(cells).collect::<Option<Vec<_>>>().map(|rows| choice::tabbed(&rows))
    }

    /// The text of chosen cells, brought from the worker.
    ///
    /// # Errors
    /// Those of the call.
    pub async fn bring_text(self, (rows, columns): (Range<u64>, Range<usize>)) -> nearside::Result<String> {
        let view = self.blocks.with_value(|blocks| blocks.view.clone());
        let count = (rows.end - rows.start) as u32;
        let job = table::rows(self.file(), self.dialect.get_untracked(), view, rows.start, count);
        let mut window = self.ask(job).await?;
        window.rows.iter_mut().for_each(|row| {
            row.truncate(columns.end);
            row.drain(..columns.start.min(row.len()));
        });
        Ok(choice::tabbed(&window.rows))
    }

    /// Sorts by a column: upwards, downwards, as it comes; with `also`, where what decided until now finds no difference.
    pub fn sort(self, column: usize, also: bool) {
        self.look(|view| {
            let sort = &mut view.sort;
            if !also {
                sort.retain(|sort| sort.column == column);
            }
            match sort.iter().position(|sort| sort.column == column) {
                None => sort.push(Sort { column, descending: false }),
                Some(at) if sort[at].descending => drop(sort.remove(at)),
                Some(at) => sort[at].descending = true,
            }
        });
    }

    /// Whether the rows are sorted by a column, and whether downwards. Tracked.
    pub fn sorted(self, column: usize) -> Option<bool> {
        self.view.with(|view| view.sort.iter().find(|sort| sort.column == column).map(|sort| sort.descending))
    }

    /// Which place a column has among those that rows are sorted by, from 1; none if it is the only one. Tracked.
    pub fn rank(self, column: usize) -> Option<usize> {
        let place = |view: &View| view.sort.iter().position(|sort| sort.column == column).map(|at| at + 1);
        self.view.with(|view| if view.sort.len() > 1 { place(view) } else { None })
    }

    /// Looks for a text in all columns; nothing looks for nothing.
    pub fn search(self, text: &str) {
        self.look(|view| {
            view.filters.retain(|filter| filter.column.is_some());
            if !text.is_empty() {
                view.filters.insert(0, Filter { column: None, test: Test::Contains(text.to_owned()) });
            }
        });
    }

    /// The file.
    pub fn file(self) -> File {
        self.file.get_value()
    }

    /// A call to the worker that has the table, with its progress told.
    pub fn ask<T: DeserializeOwned + 'static>(self, job: Job<T>) -> Job<T> {
        let key = table::key(&self.file());
        job.near(key).priority(Priority::Interactive).on_progress(move |done| {
            self.busy.try_update(|busy| {
                if busy.is_some() {
                    *busy = Some(done);
                }
            });
        })
    }

    /// Brings rows, after what is being done and instead of rows that wait for that.
    fn run(self, work: impl Future<Output = nearside::Result<()>> + 'static) {
        self.next.update_value(|next| next.rows = Some(Box::pin(work)));
        self.go_on();
    }

    /// Counts something, when no rows are waited for.
    pub fn count(self, work: impl Future<Output = nearside::Result<()>> + 'static) {
        self.next.update_value(|next| next.figures = Some(Box::pin(work)));
        self.go_on();
    }

    fn go_on(self) {
        self.fault.set(None);
        if self.busy.get_untracked().is_some() {
            return;
        }
        self.busy.set(Some(0.0));
        let task = Task::start(async move {
            // The place may have been left: then nothing is there to be done or told.
            let next =
                move || self.next.try_update_value(|next| next.rows.take().or_else(|| next.figures.take()));
            while let Some(work) = next().flatten() {
                self.busy.try_set(Some(0.0));
                if let Err(error) = work.await {
                    self.fault.try_set(Some(crate::run::fault(&error).message));
                }
            }
            self.busy.try_set(None);
        });
        self.task.set_value(Some(task));
    }

    /// Puts the beginning of another view on the screen.
    fn show(self, view: View, from: u64, window: Window) {
        self.total.set(window.total);
        self.cell.update(|cell| cell.0 = 0);
        self.from.set(None);
        self.blocks.set_value(Blocks::of(view));
        self.blocks.update_value(|blocks| blocks.add(from, window));
        self.news.set(Some(News::Other));
    }
}
