//! Thumbnails and headers, made in workers, for the rows that somebody can see.
//!
//! The newest wish is granted first: whoever scrolls quickly wants what is on the screen now. A row that cannot be
//! read says so at once instead of waiting for Convert.

use std::cell::RefCell;

use leptos::prelude::*;
use leptos::task::spawn_local;
use nearside::{Kind, Priority};

use crate::desk::{self, Url};
use crate::row::{Phase, Row, Tool};

/// Enough to keep the workers fed.
const AT_ONCE: usize = 4;
/// More wishes than this were scrolled past.
const WISHES: usize = 60;

#[derive(Default)]
struct Wishes {
    rows: Vec<Row>,
    running: usize,
}

thread_local! {
    static WISHES_OPEN: RefCell<Wishes> = RefCell::default();
}

/// Looks at a row when a worker has time, unless it was looked at before.
pub fn want(row: Row) {
    let looked = match row.tool() {
        Tool::Darkroom => {
            row.info.with_untracked(Option::is_some) && row.thumb.with_untracked(Option::is_some)
        }
        Tool::Reader | Tool::Studio { .. } => row.leaf.with_untracked(Option::is_some),
        // They show what they are when they are opened.
        Tool::Grid | Tool::Pen => true,
    };
    if looked || desk::file(row.id).is_none() {
        return;
    }
    WISHES_OPEN.with_borrow_mut(|wishes| {
        wishes.rows.retain(|other| other.id != row.id);
        wishes.rows.push(row);
        if wishes.rows.len() > WISHES {
            wishes.rows.remove(0);
        }
    });
    pump();
}

/// A row left the screen before its turn came.
pub fn forget(row: Row) {
    WISHES_OPEN.with_borrow_mut(|wishes| wishes.rows.retain(|other| other.id != row.id));
}

fn pump() {
    loop {
        let next = WISHES_OPEN.with_borrow_mut(|wishes| {
            let row = if wishes.running < AT_ONCE { wishes.rows.pop() } else { None };
            wishes.running += usize::from(row.is_some());
            row
        });
        let Some(row) = next else { return };
        spawn_local(async move {
            look(row).await;
            WISHES_OPEN.with_borrow_mut(|wishes| wishes.running -= 1);
            pump();
        });
    }
}

async fn look(row: Row) {
    let Some(file) = desk::file(row.id) else { return };
    match row.tool() {
        Tool::Reader => return crate::documents::look(row, file).await,
        Tool::Studio { .. } => return crate::studio::look(row, file).await,
        Tool::Darkroom | Tool::Grid | Tool::Pen => {}
    }
    if row.info.with_untracked(Option::is_none) {
        match worker::photo::inspect(file.clone()).priority(Priority::Visible).await {
            Ok(info) => row.info.set(Some(info)),
            Err(error) => {
                // A crash of the worker says nothing about the file yet; the file's own fault does.
                let own = matches!(error.kind(), Kind::Failed | Kind::BudgetExceeded | Kind::Unsupported);
                if own && row.phase.get_untracked() == Phase::Idle {
                    row.phase.set(Phase::Failed(crate::run::fault_of(row, &error)));
                }
                return;
            }
        }
    }
    let side = (56.0 * window().device_pixel_ratio()).min(168.0) as u32;
    // Without a thumbnail the row keeps its plain tile; converting will say what is wrong, if something is.
    if let Ok(thumb) = worker::photo::thumbnail(file, side).priority(Priority::Visible).await {
        let url = Url::of(&thumb);
        row.thumb.set(url.as_ref().map(Url::href));
        desk::with(row.id, |held| held.thumb = url);
    }
}
