//! What people do to files of a place. Each ends in a message that says what happened, and in a fresh look.

use leptos::prelude::*;
use leptos::task::spawn_local;
use nearside::{File, Pool};
use store::{Aside, Item, Path, Place, PlaceKind, When};
use worker::store::{self as calls, Spot, at};

use super::carry::{From, Piece, To, carry};
use super::folders::{self, delete, held};
use super::line::Line;
use super::load::{again, fault, kind, list, places};
use super::send::{keep, keep_made};
use super::shelf::{Look, Shelf, Where};
use super::side::name;
use crate::command::Command;
use crate::save::folder::Clash;
use crate::save::name::{numbered, safe};
use crate::session::{Incoming, Session};
use crate::text::text;
use crate::ui::dialog::{self, confirm};
use crate::ui::toast::{self, Offer};

/// The place and the lines that a command is about.
fn chosen(shelf: Shelf) -> Option<(Place, Vec<Line>)> {
    untrack(|| Some((shelf.place()?, shelf.picked())))
}

/// Does what a command says.
pub fn run(session: Session, command: Command) {
    match command {
        Command::Keep => keep(session),
        Command::KeepMade => keep_made(session, Place::browser(), Path::root()),
        Command::ItemsOpen | Command::OpenAge => open(session),
        Command::Download => download(session),
        Command::Restore => restore(session),
        Command::Discard => discard(session),
        Command::EmptyTrash => empty(session),
        Command::FolderUp => up(session.shelf),
        Command::Refresh => refresh(session),
        Command::Forget => forget(session),
        Command::Export => export(session),
        Command::Undo => undo(session),
        // The others open a form, or are not the library's.
        _ => {}
    }
}

/// Opens what the cursor is on: a folder here, files on the desk.
fn open(session: Session) {
    let shelf = session.shelf;
    let Some((place, lines)) = chosen(shelf) else { return };
    if let [line] = lines.as_slice()
        && line.item.entry.folder
    {
        return shelf.at.get_untracked().folder(line.path().clone()).go();
    }
    fetch(session, place, lines, To::Desk, text().library.opening);
}

/// Hands the chosen files to the browser's downloads.
fn download(session: Session) {
    if let Some((place, lines)) = chosen(session.shelf) {
        fetch(session, place, lines, To::Downloads, text().library.downloading);
    }
}

/// Shows a file of a place that has no list, by its path.
pub fn reach(session: Session, path: &str) {
    let shelf = session.shelf;
    let Some((place, _)) = chosen(shelf) else { return };
    let path = match Path::new(path.trim().trim_matches('/')) {
        Ok(path) if !path.is_root() => path,
        Ok(_) => return,
        Err(error) => return toast::show(session, fault(&nearside::Error::own(&error))),
    };
    spawn_local(async move {
        match at(&place, calls::stat(Spot { place: place.clone(), path })).await {
            Ok(entry) if untrack(|| shelf.place()).is_some_and(|here| here.id == place.id) => {
                let found = Line { item: Item { entry, backup: None }, since: None };
                let mut lines = shelf.lines.get_untracked();
                lines.retain(|line| !line.is(&found));
                lines.push(found);
                let last = lines.len() as u32 - 1;
                shelf.fill(lines);
                shelf.chosen.set(vec![last]);
            }
            Ok(_) => {}
            Err(error) => toast::show(session, fault(&error)),
        }
    });
}

/// Has the chosen file leave sealed with a passphrase: into the downloads, or as a file beside it.
pub fn seal(session: Session, passphrase: String, beside: bool) {
    let Some((place, lines)) = chosen(session.shelf) else { return };
    let [line] = lines.as_slice() else { return };
    let words = (text().library.sealing)(line.path().name());
    let Ok(name) = Path::new([line.path().name(), ".age"].concat()) else { return };
    let from = From::Sealed(Spot { place: place.clone(), path: line.path().clone() }, passphrase);
    let pieces = vec![Piece { from, name, size: line.item.entry.size, when: When::Always }];
    match beside {
        true => spawn_local(into(session, words, pieces, place, line.path().parent(), None)),
        false => carry(session, words, pieces, To::Downloads, None),
    }
}

fn fetch(session: Session, place: Place, lines: Vec<Line>, to: To, words: fn(&str) -> String) {
    spawn_local(async move {
        match held(&place, &lines).await {
            Ok(held) => carry(session, words(&what(&lines)), held.files, to, None),
            Err(error) => toast::show(session, fault(&error)),
        }
    });
}

/// Copies or moves chosen files into a folder of a place.
pub fn send(session: Session, to: Place, folder: Path, moving: bool) {
    if let Some((place, lines)) = chosen(session.shelf) {
        these(session, place, lines, to, folder, moving);
    }
}

fn these(session: Session, place: Place, lines: Vec<Line>, to: Place, folder: Path, moving: bool) {
    let t = &text().library;
    let same = place.id == to.id;
    // What lies there already, or would go into itself, has nowhere to go.
    let stays = |line: &Line| {
        same && (line.path().parent() == folder
            || folder == *line.path()
            || folder.within(line.path()).is_some())
    };
    if lines.iter().any(stays) {
        return toast::show(session, t.already_there);
    }
    spawn_local(async move {
        match held(&place, &lines).await {
            Ok(held) => {
                let words = if moving { t.moving } else { t.copying };
                let left = moving.then(|| held.left());
                into(session, words(&what(&lines), &name(&to)), held.files, to, folder, left).await;
            }
            Err(error) => toast::show(session, fault(&error)),
        }
    });
}

/// Writes files of the desk, or from outside, into a folder of a place.
pub fn put(session: Session, pieces: Vec<Piece>, to: Place, folder: Path) {
    let t = &text().library;
    let words = match pieces.as_slice() {
        [one] => one.name.name().to_owned(),
        many => (t.count)(many.len()),
    };
    let words = (t.keeping)(&words, &name(&to));
    spawn_local(into(session, words, pieces, to, folder, None));
}

/// Files that were picked or dropped while the library was open: they are for the folder on view.
pub fn add(session: Session, files: Vec<Incoming>) {
    let Some((place, _)) = chosen(session.shelf) else { return };
    let folder = session.shelf.at.get_untracked().folder;
    let named = |Incoming { file, folder, .. }: Incoming| ([&folder, "/", file.name()].concat(), file, None);
    put(session, pieces(session, files.into_iter().map(named)), place, folder);
}

/// Files of this page as something to carry, by their paths. One that no place could take is told of.
pub fn pieces(
    session: Session,
    files: impl Iterator<Item = (String, File, Option<crate::row::Row>)>,
) -> Vec<Piece> {
    let (mut pieces, mut refused) = (Vec::new(), None);
    for (path, file, row) in files {
        match named(&path) {
            Ok(name) => pieces.push(piece(file, name, row)),
            Err(error) => refused = refused.or(Some(error)),
        }
    }
    if let Some(error) = refused {
        toast::show(session, fault(&nearside::Error::own(&error)));
    }
    pieces
}

/// A path that a disk gave; parts that places refuse are spelt otherwise.
fn named(path: &str) -> store::Result<Path> {
    Path::new(path).or_else(|_| {
        let parts: Vec<String> = path.split('/').filter(|part| !part.is_empty()).map(safe).collect();
        Path::new(parts.join("/"))
    })
}

/// A file of this page as something to carry.
fn piece(file: File, name: Path, row: Option<crate::row::Row>) -> Piece {
    let size = file.size();
    Piece { from: From::Desk(file, row), name, size, when: When::Always }
}

/// Carries files into a folder, after the question what to do with names that are taken. This browser keeps what was there
/// as a version, so there it is no question. A move names the folders that go with its originals.
async fn into(
    session: Session,
    words: String,
    mut pieces: Vec<Piece>,
    to: Place,
    folder: Path,
    moving: Option<Vec<Spot>>,
) {
    if to.kind != PlaceKind::Browser {
        let (taken, folders) = match taken(&to, &folder, &pieces).await {
            Ok(taken) => taken,
            Err(error) => return toast::show(session, fault(&error)),
        };
        let clashes = pieces.iter().filter(|piece| taken.contains(&piece.name)).count();
        if clashes > 0 {
            let Some(clash) = dialog::ask(session, clashes).await else { return };
            match clash {
                // A folder is nothing that a file could replace.
                Clash::Replace => {
                    for piece in pieces.iter_mut().filter(|piece| folders.contains(&piece.name)) {
                        piece.name = free(&taken, &piece.name);
                    }
                }
                Clash::Skip => pieces.retain(|piece| !taken.contains(&piece.name)),
                Clash::KeepBoth => pieces.iter_mut().for_each(|piece| piece.name = free(&taken, &piece.name)),
            }
        }
        // Somebody else may have written the name since the question.
        for piece in pieces.iter_mut().filter(|piece| to.can.write_new && !taken.contains(&piece.name)) {
            piece.when = When::New;
        }
    }
    carry(session, words, pieces, To::Place(to, folder), moving);
}

/// The names of the target that are taken, of those folders that something goes into; and those of them that folders have.
async fn taken(to: &Place, folder: &Path, pieces: &[Piece]) -> nearside::Result<(Vec<Path>, Vec<Path>)> {
    let mut folders: Vec<Path> = pieces.iter().map(|piece| piece.name.parent()).collect();
    folders.sort();
    folders.dedup();
    let (mut taken, mut held) = (Vec::new(), Vec::new());
    for below in folders {
        let Ok(inside) = folder.join(&below) else { continue };
        match list(to.clone(), inside).await {
            Ok(items) => {
                for entry in items.into_iter().map(|item| item.entry) {
                    let Ok(name) = below.join(entry.path.name()) else { continue };
                    if entry.folder {
                        held.push(name.clone());
                    }
                    taken.push(name);
                }
            }
            // A folder that is not there yet has no names.
            Err(error) if kind(&error) == Some(store::Kind::NotFound) => {}
            Err(error) => return Err(error),
        }
    }
    Ok((taken, held))
}

/// The first name of its kind that is not taken.
fn free(taken: &[Path], name: &Path) -> Path {
    if !taken.contains(name) {
        return name.clone();
    }
    let numbered = (2..).filter_map(|n| Path::new(numbered(name.as_str(), n)).ok());
    numbered.into_iter().find(|name| !taken.contains(name)).unwrap_or_else(|| name.clone())
}

/// A file by its name, several by their number.
fn what(lines: &[Line]) -> String {
    match lines {
        [line] => line.path().name().to_owned(),
        lines => (text().library.count)(lines.len()),
    }
}

/// Moves chosen files to the trash, or deletes them after a question where there is none.
pub fn discard(session: Session) {
    let Some((place, lines)) = chosen(session.shelf).filter(|(_, lines)| !lines.is_empty()) else { return };
    let t = &text().library;
    spawn_local(async move {
        let browser = place.kind == PlaceKind::Browser;
        if !browser
            && !confirm(session, (t.delete_title)(&what(&lines), &name(&place)), t.delete_text, t.delete)
                .await
        {
            return;
        }
        let mut gone = Vec::new();
        let mut end = Ok(());
        for line in &lines {
            end = match browser {
                true => calls::discard(line.path().clone()).await,
                false => delete(&place, line).await,
            };
            match end {
                Ok(()) => gone.push(line.path().clone()),
                Err(_) => break,
            }
        }
        session.shelf.chosen.set(Vec::new());
        if browser && !gone.is_empty() {
            toast::offer(session, (t.discarded)(&what(&lines[..gone.len()])), Offer::PutBack);
            session.shelf.thrown.set(gone);
        }
        finish(session, end);
    });
}

/// Says what went wrong, if something did, and looks again.
fn finish<T>(session: Session, end: nearside::Result<T>) {
    if let Err(error) = end {
        toast::show(session, fault(&error));
    }
    again(session.shelf);
}

/// Takes back what was moved to the trash last.
fn undo(session: Session) {
    let thrown = session.shelf.thrown.get_untracked();
    session.shelf.thrown.set(Vec::new());
    spawn_local(async move {
        let end = async {
            let trash = calls::trash().await?;
            for path in thrown {
                let is = |aside: &&Aside| aside.path == path || aside.path.within(&path).is_some();
                // The newest of a name comes first, and it is the one that was thrown last.
                let Some(since) = trash.iter().find(is).map(|aside| aside.since) else { continue };
                for aside in trash.iter().filter(is).filter(|aside| aside.since == since) {
                    calls::restore(aside.clone()).await?;
                }
            }
            Ok(())
        };
        finish(session, end.await);
    });
}

/// Takes chosen files out of the trash.
fn restore(session: Session) {
    let lines = untrack(|| session.shelf.picked());
    let asides: Vec<Aside> = lines.iter().filter_map(Line::aside).collect();
    spawn_local(async move {
        let mut end = Ok(());
        for aside in asides {
            end = calls::restore(aside).await;
            if end.is_err() {
                break;
            }
        }
        if end.is_ok() {
            toast::show(session, (text().library.restored)(&what(&lines)));
        }
        finish(session, end);
    });
}

/// Empties the trash, after a question.
fn empty(session: Session) {
    let t = &text().library;
    spawn_local(async move {
        if confirm(session, t.empty_title.into(), t.empty_text, t.empty_now).await {
            finish(session, calls::empty().await);
        }
    });
}

/// Everything in this browser as one zip, to the downloads.
fn export(session: Session) {
    let today = js_sys::Date::new_0().to_iso_string().as_string().unwrap_or_default();
    let name = format!("nearside-{}.zip", today.split('T').next().unwrap_or_default());
    if let Ok(name) = Path::new(name) {
        let piece = Piece { from: From::Everything, name, size: 1, when: When::Always };
        carry(session, text().library.exporting.into(), vec![piece], To::Downloads, None);
    }
}

/// Brings the files of a zip into the folder on view.
pub fn import(session: Session, zip: File) {
    let (name, size) = (zip.name().to_owned(), zip.size());
    let to = To::Place(Place::browser(), session.shelf.at.get_untracked().folder);
    if let Ok(path) = Path::new(&name) {
        let piece = Piece { from: From::Zip(zip), name: path, size, when: When::Always };
        carry(session, (text().library.importing)(&name), vec![piece], to, None);
    }
}

/// Gives the chosen file or folder another name.
pub fn rename(session: Session, name: String) {
    let Some((place, lines)) = chosen(session.shelf) else { return };
    let [line] = lines.as_slice() else { return };
    let (line, path) = (line.clone(), line.path().parent().join(&name));
    spawn_local(async move {
        let end = match path {
            Ok(path) => folders::rename(&place, &line, path).await,
            Err(error) => Err(nearside::Error::own(&error)),
        };
        finish(session, end);
    });
}

/// Makes a folder: for what is chosen, or else for what will be put into it, and goes there.
pub fn folder(session: Session, name: &str) {
    let at = session.shelf.at.get_untracked();
    let folder = match at.folder.join(name) {
        Ok(folder) => folder,
        Err(error) => return finish::<()>(session, Err(nearside::Error::own(&error))),
    };
    match chosen(session.shelf).filter(|(_, lines)| !lines.is_empty()) {
        Some((place, lines)) => these(session, place.clone(), lines, place, folder, true),
        None => at.folder(folder).go(),
    }
}

/// Makes an earlier version the current one.
pub fn revert(session: Session, version: Aside) {
    spawn_local(async move {
        let end = calls::revert(version).await;
        if end.is_ok() {
            toast::show(session, text().library.reverted);
        }
        finish(session, end);
    });
}

/// Forgets the place on view, after a question. Its files stay there.
fn forget(session: Session) {
    let t = &text().library;
    let shelf = session.shelf;
    let Some(place) = untrack(|| shelf.place()) else { return };
    spawn_local(async move {
        if !confirm(session, (t.forget_title)(&name(&place)), t.forget_text, t.forget_now).await {
            return;
        }
        match calls::forget(place.clone()).await {
            Ok(()) => {
                if place.kind == PlaceKind::Folder {
                    // A handle that stays behind leads nowhere without the place.
                    let _ = store::folder::forget(&place.id).await;
                }
                places(shelf).await;
                let others =
                    shelf.places.with_untracked(|all| all.iter().any(|one| one.origin == place.origin));
                if let Some(origin) = place.origin.filter(|_| !others) {
                    Pool::get().close_gate(&origin);
                }
                Where::default().go();
            }
            Err(error) => toast::show(session, fault(&error)),
        }
    });
}

/// Goes to the folder above.
fn up(shelf: Shelf) {
    let at = shelf.at.get_untracked();
    at.folder(at.folder.parent()).go();
}

/// Looks again. For a folder on disk a browser may want to be asked for leave again.
pub fn refresh(session: Session) {
    let shelf = session.shelf;
    let place = untrack(|| shelf.place()).filter(|place| place.kind == PlaceKind::Folder);
    let refused = shelf.look.with_untracked(|look| matches!(look, Look::Failed(..)));
    if let Some(place) = place.filter(|_| refused) {
        return spawn_local(async move {
            // If leave is refused, the look that follows says so.
            if let Err(error) = store::folder::allow(&place).await {
                toast::show(session, fault(&nearside::Error::own(&error)));
            }
            again(shelf);
        });
    }
    again(shelf);
}
