//! Making the new document: the board becomes a plan, the worker carries it out, and the result is saved or stays open.

use document::edit::Split;
use futures_util::StreamExt;
use leptos::prelude::*;
use leptos::task::spawn_local;
use nearside::{File, Result};
use worker::pages as call;

use super::board::Board;
use super::cards;
use crate::app::go;
use crate::desk;
use crate::documents::password;
use crate::route::Route;
use crate::save::{download, pack};
use crate::session::Incoming;
use crate::text::documents::fault;
use crate::text::pages::pages;
use crate::ui::toast;

/// What becomes of the new document.
#[derive(Clone, Debug, PartialEq)]
pub enum Way {
    /// It is saved.
    Save,
    /// It is opened beside the others.
    Open,
    /// It is cut, and the parts are saved as one zip.
    Cut(Split),
}

/// Makes the new document.
pub fn make(board: Board, name: String, way: Way) {
    if board.making.get_untracked().is_some() {
        return;
    }
    board.problem.set(None);
    board.making.set(Some(0.0));
    spawn_local(async move {
        let made = made(board, &name, &way).await;
        // The board may be left by now; what was made is saved all the same.
        board.making.try_set(None);
        if let Err(error) = made {
            board.problem.try_set(Some(fault(&error)));
        }
    });
}

async fn made(board: Board, name: &str, way: &Way) -> Result<()> {
    let (rows, mut plan) = board.cards.with_untracked(|cards| cards::plan(cards));
    plan.finish = board.finish.get_untracked();
    let files: Vec<File> = rows.iter().filter_map(|row| desk::file(*row)).collect();
    if files.len() < rows.len() {
        return Err(nearside::Error::new(nearside::Kind::Failed, crate::text::text().missing_one));
    }
    let passwords = rows.iter().map(|row| password::of(*row)).collect();
    let told = move |done: f64| {
        board.making.try_set(Some(done));
    };
    let file = call::arrange(files, passwords, plan).on_progress(told).await?.renamed(name);
    match way {
        Way::Save => {
            download(&file.blob(), file.name());
            board.session.say((pages().saved)(file.name()));
        }
        Way::Open => {
            toast::show(board.session, (pages().opened)(file.name()));
            board.session.open(vec![Incoming { file, folder: String::new(), handle: None }]);
            go(Route::Files);
        }
        Way::Cut(split) => {
            let locked = board.finish.with_untracked(|finish| finish.lock.clone());
            let key = locked.map(|lock| if lock.owner.is_empty() { lock.password } else { lock.owner });
            let mut parts = call::split(file, key.unwrap_or_default(), split.clone());
            let mut files = Vec::new();
            while let Some(part) = parts.next().await {
                files.push(part?);
            }
            let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
            let zip = pack(&files, told).await;
            let zip = zip
                .map_err(|_| nearside::Error::new(nearside::Kind::Failed, crate::text::text().save_failed))?;
            download(&zip, &format!("{stem}.zip"));
            board.session.say((pages().saved)(&format!("{stem}.zip")));
        }
    }
    Ok(())
}
