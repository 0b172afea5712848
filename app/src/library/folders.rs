//! Folders as what they hold. Stores know files: a folder is what those have in common, and some stores keep empty ones.

use nearside::Error;
use store::{Kind, Path, Place, PlaceKind, When};
use worker::store::{self as calls, Spot, at};

use super::carry::{From, Piece};
use super::line::Line;
use super::load::{kind, list};
use crate::text::text;

/// What some lines hold.
pub struct Held {
    /// All files; what is in a folder keeps it.
    pub files: Vec<Piece>,
    /// All folders, what is inside before what is around it.
    pub folders: Vec<Spot>,
}

impl Held {
    /// The folders that are empty once the files have gone; those that hold none stay as they are.
    pub fn left(&self) -> Vec<Spot> {
        let held = |folder: &&Spot| {
            let inside = |file: &Piece| match &file.from {
                From::Place(spot) => spot.path.within(&folder.path).is_some(),
                _ => false,
            };
            self.files.iter().any(inside)
        };
        self.folders.iter().filter(held).cloned().collect()
    }
}

/// Looks what some lines hold.
pub async fn held(place: &Place, lines: &[Line]) -> nearside::Result<Held> {
    let mut todo: Vec<(Path, Line)> =
        lines.iter().filter_map(|line| Some((Path::new(line.path().name()).ok()?, line.clone()))).collect();
    let mut held = Held { files: Vec::new(), folders: Vec::new() };
    while let Some((name, line)) = todo.pop() {
        let path = line.path().clone();
        let spot = Spot { place: place.clone(), path: path.clone() };
        if line.item.entry.folder {
            for item in list(place.clone(), path).await? {
                if let Ok(name) = name.join(item.entry.path.name()) {
                    todo.push((name, Line { item, since: None }));
                }
            }
            held.folders.push(spot);
        } else {
            let from = From::Place(spot);
            held.files.push(Piece { from, name, size: line.item.entry.size, when: When::Always });
        }
    }
    // The last in was the first out, and a folder came before what is in it.
    held.files.reverse();
    held.folders.reverse();
    Ok(held)
}

/// Deletes a file, or a folder with all that it holds.
pub async fn delete(place: &Place, line: &Line) -> nearside::Result<()> {
    let held = held(place, std::slice::from_ref(line)).await?;
    for piece in held.files {
        if let From::Place(spot) = piece.from {
            at(place, calls::delete(spot)).await?;
        }
    }
    clear(&held.folders).await
}

/// Deletes folders that hold nothing any more.
pub async fn clear(folders: &[Spot]) -> nearside::Result<()> {
    for folder in folders.iter().filter(|folder| folder.place.kind != PlaceKind::Browser) {
        match at(&folder.place, calls::stat(folder.clone())).await {
            // A bucket may have a file of the same name.
            Ok(entry) if !entry.folder => {}
            Err(error) if kind(&error) != Some(Kind::NotFound) => return Err(error),
            // One that is not there may have a mark of its own, as a bucket's console makes it.
            _ => at(&folder.place, calls::delete(folder.clone())).await?,
        }
    }
    Ok(())
}

/// Gives a file, or a folder with all that it holds, a name that nothing has.
pub async fn rename(place: &Place, line: &Line, to: Path) -> nearside::Result<()> {
    let moves_folders = match place.kind {
        PlaceKind::Browser => true,
        PlaceKind::WebDav => place.can.rename && !place.private,
        _ => false,
    };
    if line.item.entry.folder && &to != line.path() {
        // Files would be mixed with those there, or the first name that is taken would leave half of them behind.
        vacant(place, &to).await?;
        if !list(place.clone(), to.clone()).await?.is_empty() {
            return Err(taken(place, &to));
        }
    }
    if !line.item.entry.folder || moves_folders {
        return rename_file(Spot { place: place.clone(), path: line.path().clone() }, to).await;
    }
    let held = held(place, std::slice::from_ref(line)).await?;
    if held.files.is_empty() {
        return Err(Error::own(&store::Error::new(Kind::Failed, text().library.empty_keeps_name)));
    }
    let left = held.left();
    for piece in held.files {
        let From::Place(spot) = piece.from else { continue };
        let to = spot.path.within(line.path()).map_or(Ok(to.clone()), |rest| to.join(rest));
        rename_file(spot, to.map_err(|error| Error::own(&error))?).await?;
    }
    clear(&left).await
}

async fn rename_file(spot: Spot, to: Path) -> nearside::Result<()> {
    let place = spot.place.clone();
    let mut when = When::New;
    if !place.can.write_new {
        // Its server refuses no name that is taken, so it is looked at before.
        vacant(&place, &to).await?;
        when = When::Always;
    }
    at(&place, calls::rename(spot, to, when)).await
}

/// Fails if something has a name.
async fn vacant(place: &Place, path: &Path) -> nearside::Result<()> {
    match at(place, calls::stat(Spot { place: place.clone(), path: path.clone() })).await {
        Err(error) if kind(&error) == Some(Kind::NotFound) => Ok(()),
        Err(error) => Err(error),
        Ok(_) => Err(taken(place, path)),
    }
}

fn taken(place: &Place, path: &Path) -> Error {
    let words = format!("{path} is on {} already. Choose another name.", place.name);
    Error::own(&store::Error::new(Kind::Exists, words))
}
