//! Making the new document: the board becomes a plan, the worker carries it out, and the result is saved or stays open.

use document::Look;
use document::edit::{Finish, Plan, Split};
use futures_util::StreamExt;
use image::Recipe;
use leptos::prelude::*;
use leptos::task::spawn_local;
use nearside::{File, Result};
use worker::{document as reader, pages as call};

use super::board::Board;
use super::cards::Card;
use super::{bound, cards};
use crate::app::go;
use crate::awake;
use crate::documents::password;
use crate::route::Route;
use crate::row::Row;
use crate::save::{self, pack};
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
    /// Each document by itself is made anew, of the pages that are left of it; they are saved as one zip.
    Each,
    /// Each open document is saved without its lock, as it is.
    Decrypt,
    /// Each open document is written anew, as far as it can be read.
    Repair,
    /// Its pages are saved as pictures; several come in one zip.
    Pictures(Recipe, f32),
}

/// Makes the new document.
pub fn make(board: Board, name: String, way: Way) {
    if board.making.get_untracked().is_some() {
        return;
    }
    board.problem.set(None);
    board.making.set(Some(0.0));
    // The board may be left, and another one take its place, long before all is made.
    let finish = board.finish.get_untracked();
    spawn_local(async move {
        let _work = awake::work();
        let made = made(board, &name, &way, &finish).await;
        board.making.try_set(None);
        if let Err(error) = made {
            board.problem.try_set(Some(fault(&error)));
        }
    });
}

async fn made(board: Board, name: &str, way: &Way, finish: &Finish) -> Result<()> {
    if matches!(way, Way::Decrypt | Way::Repair) {
        return anew(board, way, name).await;
    }
    let cards = board.cards.get_untracked();
    if *way == Way::Each {
        let documents: Vec<Order> =
            cards::apart(&cards).iter().map(|cards| order(cards, finish)).collect::<Result<_>>()?;
        let count = documents.len() as f64;
        let mut files = Vec::new();
        for (done, (of, passwords, plan)) in documents.into_iter().enumerate() {
            let told = move |part: f64| {
                board.making.try_set(Some((done as f64 + part) / count));
            };
            files.push(call::arrange(of, passwords, plan).on_progress(told).await);
        }
        return save(board, files, name).await;
    }
    let told = move |done: f64| {
        board.making.try_set(Some(done));
    };
    let (of, passwords, plan) = order(&cards, finish)?;
    let file = call::arrange(of, passwords, plan).on_progress(told).await?.renamed(name);
    match way {
        Way::Each | Way::Decrypt | Way::Repair => {}
        Way::Save => save::made(board.session, &file, (pages().saved)(file.name())),
        Way::Open => {
            toast::show(board.session, (pages().opened)(file.name()));
            board.session.open(vec![Incoming { file, folder: String::new(), handle: None }]);
            go(Route::Files);
        }
        Way::Cut(split) => {
            let parts = call::split(file, key(finish), split.clone());
            save(board, parts.collect().await, name).await?;
        }
        Way::Pictures(recipe, scale) => {
            let look = Look { scale: *scale, ..Look::default() };
            let pictures = reader::pictures(file, key(finish), Vec::new(), look, recipe.clone());
            save(board, pictures.collect().await, name).await?;
        }
    }
    Ok(())
}

/// Each open document by itself, unlocked or repaired. What cannot be made is told, the others are saved.
async fn anew(board: Board, way: &Way, name: &str) -> Result<()> {
    let t = pages();
    let rows: Vec<Row> = board.documents();
    let count = rows.len() as f64;
    let (mut files, mut failed, mut damaged) = (Vec::new(), Vec::new(), 0);
    for (done, row) in rows.into_iter().enumerate() {
        let told = move |part: f64| {
            board.making.try_set(Some((done as f64 + part) / count));
        };
        let Some(file) = bound::file(row.id) else { continue };
        let (own, key) = (file.name().to_owned(), password::of(row.id));
        let made = match way {
            Way::Decrypt => call::decrypt(file, key).on_progress(told).await.map(|file| (file, t.unlocked)),
            _ => call::repair(file, key).on_progress(told).await.map(|(file, repair)| {
                damaged += usize::from(repair.damaged);
                (file, t.repaired)
            }),
        };
        match made {
            Ok((file, ending)) => {
                let stem = own.rsplit_once('.').map_or(own.as_str(), |(stem, _)| stem);
                let name = format!("{stem}-{ending}.pdf");
                files.push(Ok(file.renamed(&name)));
            }
            Err(error) => {
                let words = fault(&error);
                // Some sentences name their file already.
                let words = if words.contains(&own) { words } else { format!("{own}: {words}") };
                failed.push(words);
            }
        }
    }
    if !failed.is_empty() {
        board.problem.try_set(Some(failed.join(" ")));
    }
    if files.is_empty() {
        return Ok(());
    }
    let made = files.len();
    save(board, files, name).await?;
    if *way == Way::Repair {
        toast::show(board.session, (t.repairs)(damaged, made));
    }
    Ok(())
}

/// The files, their passwords, and what is made of them.
type Order = (Vec<File>, Vec<String>, Plan);

/// One document of these cards.
fn order(cards: &[Card], finish: &Finish) -> Result<Order> {
    let (rows, plan) = cards::plan(cards);
    let plan = Plan { finish: finish.clone(), ..plan };
    let files: Vec<File> = rows.iter().filter_map(|row| bound::file(*row)).collect();
    if files.len() < rows.len() {
        return Err(nearside::Error::new(nearside::Kind::Failed, crate::text::text().missing_one));
    }
    let passwords = rows.iter().map(|row| password::of(*row)).collect();
    Ok((files, passwords, plan))
}

/// What opens the new document.
fn key(finish: &Finish) -> String {
    let locked = finish.lock.clone();
    locked.map(|lock| if lock.owner.is_empty() { lock.password } else { lock.owner }).unwrap_or_default()
}

/// Saves one file as it is, and several as a zip that is called after the document.
async fn save(board: Board, files: Vec<Result<File>>, name: &str) -> Result<()> {
    let files = files.into_iter().collect::<Result<Vec<_>>>()?;
    let made = match &files[..] {
        [file] => file.clone(),
        files => {
            let told = move |done: f64| {
                board.making.try_set(Some(done));
            };
            let zip = pack(files, told).await;
            let failed = |_| nearside::Error::new(nearside::Kind::Failed, crate::text::text().save_failed);
            let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
            File::from_blob(format!("{stem}.zip"), zip.map_err(failed)?)
        }
    };
    save::made(board.session, &made, (pages().saved)(made.name()));
    Ok(())
}
