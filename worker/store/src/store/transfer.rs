//! Copies that outlive their tab: each is written down in this browser before it begins, and crossed out when it is done.
//!
//! What has arrived is asked of the target and never remembered, so the note changes once only, when the target has named
//! the upload. A kill at any moment costs the parts that were on their way, at most [`LANES`](super::parts::LANES) of them.

use ::store::{Entry, Error, Kind, Path, PlaceKind, Result, Store, Upload, When, Written, sort_by};
use nearside::File;

use super::json;
use super::open::{Opened, alone, library, local, now, open, places};
use super::parts::{WHOLE, send};
use super::{Spot, Transfer};

/// Where the notes are, beside the library.
const TRANSFERS: &str = "transfers";

fn note_of(id: &str) -> Result<Path> {
    Path::new(TRANSFERS)?.join(id)
}

async fn note(transfer: &Transfer, when: When) -> Result<()> {
    let text = serde_json::to_vec(transfer).map_err(|error| {
        Error::new(Kind::Failed, format!("The copy of {} cannot be noted ({error}).", transfer.from.path))
    })?;
    local().await?.write(&note_of(&transfer.id)?, File::new("transfer.json", text), when).await.map(drop)
}

async fn forget(transfer: &Transfer) -> Result<()> {
    local().await?.delete(&note_of(&transfer.id)?).await
}

/// What is noted of a copy.
async fn noted(transfer: &Transfer) -> Result<Transfer> {
    let bytes =
        local().await?.read(&note_of(&transfer.id)?, None).await.map_err(|error| match error.kind() {
            Kind::NotFound => Error::new(
                Kind::NotFound,
                format!(
                    "The copy of {} is not under way any more: it was finished or given up.",
                    transfer.from.path
                ),
            ),
            _ => error,
        })?;
    let unreadable = || {
        Error::new(
            Kind::Corrupt,
            format!("The note of the copy of {} cannot be read. Begin it again.", transfer.from.path),
        )
    };
    json::read(&bytes.bytes().await.map_err(|_| unreadable())?).ok_or_else(unreadable)
}

/// The copies that are not done, oldest first.
pub(super) async fn all() -> Result<Vec<Transfer>> {
    let (store, places) = (local().await?, places().await?);
    let mut transfers = Vec::new();
    for entry in store.list(&Path::new(TRANSFERS)?, None).await?.entries {
        let bytes = store.read(&entry.path, None).await?.bytes().await;
        // One that cannot be read is of another version of the app.
        let transfer = bytes.ok().and_then(|bytes| json::read::<Transfer>(&bytes));
        transfers.extend(transfer.map(|mut transfer| {
            for spot in [&mut transfer.from, &mut transfer.to] {
                // It may have been connected anew, with other keys.
                if let Some(place) = places.iter().find(|place| place.id == spot.place.id) {
                    spot.place = place.clone();
                }
            }
            transfer
        }));
    }
    sort_by(&mut transfers, |one: &Transfer, other| one.id.cmp(&other.id));
    Ok(transfers)
}

/// Writes a copy down.
pub(super) async fn begin(from: Spot, to: Spot, when: When) -> Result<Transfer> {
    let Entry { size, etag, .. } = open(&from.place).await?.stat(&from.path).await?;
    let mut transfer = Transfer { id: String::new(), from, to, when, size, etag, begun: now(), upload: None };
    loop {
        transfer.id = format!("{:014}", transfer.begun as u64);
        match note(&transfer, When::New).await {
            // Another one was begun in this millisecond.
            Err(error) if error.kind() == Kind::Exists => transfer.begun += 1.0,
            noted => return noted.map(|()| transfer),
        }
    }
}

/// Goes on with a copy until it is done.
pub(super) async fn resume(transfer: &Transfer, progress: &dyn Fn(f64)) -> Result<Written> {
    let busy =
        || Error::new(Kind::Temporary, format!("{} is being copied in another tab.", transfer.from.path));
    let _alone = alone(&format!("nearside transfer {}", transfer.id)).await?.ok_or_else(busy)?;
    // Where its upload is, only the note knows; how to get in, whoever asks may know better.
    let mut transfer = Transfer { upload: noted(transfer).await?.upload, ..transfer.clone() };
    let (source, target) = (open(&transfer.from.place).await?, open(&transfer.to.place).await?);
    let Entry { size, etag, .. } = source.stat(&transfer.from.path).await?;
    if (size, &etag) != (transfer.size, &transfer.etag) {
        let text = format!("{} was changed after its copy was begun. Begin it again.", transfer.from.path);
        return Err(Error::new(Kind::Changed, text));
    }
    let written = if size <= WHOLE || target.can().parts.is_none() {
        let file = source.read(&transfer.from.path, None).await?;
        target.write(&transfer.to.path, file, transfer.when.clone()).await?
    } else {
        in_parts(&mut transfer, &source, &target, progress).await?
    };
    if transfer.from.place.kind == PlaceKind::Browser && transfer.to.place.kind != PlaceKind::Browser {
        // The copy is there; a note that cannot be made leaves the file to be copied once more.
        let _ = library().await?.copied(&transfer.from.path, &transfer.to.place.name).await;
    }
    forget(&transfer).await?;
    Ok(written)
}

async fn in_parts(
    transfer: &mut Transfer,
    source: &Opened,
    target: &Opened,
    progress: &dyn Fn(f64),
) -> Result<Written> {
    if let Some(upload) = &transfer.upload {
        match finish(upload, &transfer.from.path, source, target, progress).await {
            // The server has cleared it away.
            Err(error) if error.kind() == Kind::NotFound => {}
            done => return done,
        }
    }
    let upload = target.begin(&transfer.to.path, transfer.size, transfer.when.clone()).await?;
    transfer.upload = Some(upload.clone());
    note(transfer, When::Always).await?;
    finish(&upload, &transfer.from.path, source, target, progress).await
}

/// Sends what has not arrived, and makes the file of it.
async fn finish(
    upload: &Upload,
    from: &Path,
    source: &Opened,
    target: &Opened,
    progress: &dyn Fn(f64),
) -> Result<Written> {
    let there = match target.parts(upload).await {
        // Whether it was made into the file by somebody who died before he could say so, the store knows.
        Err(error) if error.kind() == Kind::NotFound => return target.commit(upload).await,
        parts => parts?,
    };
    send(target, upload, &there, |range| source.read(from, Some(range)), progress).await?;
    target.commit(upload).await
}

/// Gives a copy up.
pub(super) async fn abandon(transfer: &Transfer) -> Result<()> {
    let Transfer { upload, .. } = noted(transfer).await?;
    // First, so that a target that is gone for good does not keep it in the list for ever.
    forget(transfer).await?;
    match upload {
        Some(upload) => open(&transfer.to.place).await?.abort(&upload).await,
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use ::store::{Kind, Path, Place, When};
    use futures_executor::block_on;
    use nearside::File;

    use super::super::{self as store, Spot};

    fn spot(path: &str) -> Spot {
        Spot { place: Place::browser(), path: Path::new(path).unwrap() }
    }

    async fn write(path: &str, bytes: Vec<u8>) {
        let file = File::new("body", bytes);
        store::write(spot(path), file, When::Always).on(store::calls()).await.unwrap();
    }

    #[test]
    fn a_copy_is_listed_until_it_is_done() {
        block_on(async {
            let large = vec![7; 20 << 20];
            write("large", large.clone()).await;
            let transfer =
                store::begin(spot("large"), spot("copy"), When::New).on(store::calls()).await.unwrap();
            assert_eq!(store::transfers().on(store::calls()).await.unwrap(), std::slice::from_ref(&transfer));
            store::resume(transfer.clone()).on(store::calls()).await.unwrap();
            assert_eq!(store::transfers().on(store::calls()).await.unwrap(), []);
            let copy = store::read(spot("copy"), None).on(store::calls()).await.unwrap();
            assert_eq!(copy.bytes().await.unwrap(), large);
            let again = store::resume(transfer).on(store::calls()).await.unwrap_err();
            assert_eq!(again.failed::<::store::Error>().unwrap().kind(), Kind::NotFound);
        });
    }

    #[test]
    fn calls_that_wait_answer_as_others_do() {
        block_on(async {
            let files = ["x", "y"].map(|name| File::new(name, name.as_bytes().to_vec()));
            let calls = store::calls().waiting();
            let written = store::write_all(spot("many"), files.to_vec(), When::New).on(calls.clone()).await;
            assert_eq!(written.unwrap().len(), 2);
            let read = store::read(spot("many/y"), None).on(calls.clone()).await.unwrap();
            assert_eq!(read.bytes().await.unwrap(), b"y");
            let missing = store::stat(spot("many/z")).on(calls).await.unwrap_err();
            assert_eq!(missing.failed::<::store::Error>().unwrap().kind(), Kind::NotFound);
        });
    }

    #[test]
    fn a_source_that_was_changed_is_not_mixed() {
        block_on(async {
            write("one", vec![1; 100]).await;
            let transfer =
                store::begin(spot("one"), spot("two"), When::New).on(store::calls()).await.unwrap();
            write("one", vec![2; 100]).await;
            let failed = store::resume(transfer.clone()).on(store::calls()).await.unwrap_err();
            assert_eq!(failed.failed::<::store::Error>().unwrap().kind(), Kind::Changed);
            store::abandon(transfer).on(store::calls()).await.unwrap();
            assert_eq!(store::transfers().on(store::calls()).await.unwrap(), []);
        });
    }
}
