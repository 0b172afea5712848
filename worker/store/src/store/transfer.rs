//! Copies that outlive their tab: each is written down in this browser before it begins, and crossed out when it is done.
//!
//! What has arrived is asked of the target and never remembered, so the note changes once only, when the target has named
//! the upload. A kill at any moment costs the parts that were on their way, at most [`LANES`](super::parts::LANES) of them.

use ::store::{Durability, Entry, Error, Kind, Part, PlaceKind, Result, Store, Upload, When, Written};
use nearside::File;

use super::notes::{self, TRANSFERS, forget, note, note_new, noted, over};
use super::open::{Opened, alone, later, library, now, open, places};
use super::parts::{WHOLE, send};
use super::source::Source;
use super::{Spot, Transfer, uploads};

/// A copy that was noted so many milliseconds ago is at its first try.
const YOUNG: f64 = 5e3;
/// Bytes that are compared at a time.
const STEP: u64 = 8 << 20;

/// The copies that are not done, oldest first.
pub(super) async fn all() -> Result<Vec<Transfer>> {
    let places = places().await?;
    let mut transfers = notes::all(TRANSFERS).await?;
    for transfer in &mut transfers {
        for spot in [&mut transfer.from, &mut transfer.to] {
            // It may have been connected anew, with other keys.
            if let Some(place) = places.iter().find(|place| place.id == spot.place.id) {
                spot.place = place.clone();
            }
        }
    }
    Ok(transfers)
}

/// Writes a copy down.
pub(super) async fn begin(from: Spot, to: Spot, when: When) -> Result<Transfer> {
    let Entry { size, etag, .. } = open(&from.place).await?.stat(&from.path).await?;
    let mut transfer = Transfer { id: String::new(), from, to, when, size, etag, begun: now(), upload: None };
    note_new(&mut transfer).await?;
    Ok(transfer)
}

/// Goes on with a copy until it is done.
pub(super) async fn resume(transfer: &Transfer, progress: &dyn Fn(f64)) -> Result<Written> {
    let busy =
        || Error::new(Kind::Temporary, format!("{} is being copied in another tab.", transfer.from.path));
    let _alone = alone(&format!("nearside transfer {}", transfer.id)).await?.ok_or_else(busy)?;
    // Where its upload is, only the note knows; how to get in, whoever asks may know better.
    let (known, mark) = noted(TRANSFERS, transfer).await?;
    let target = open(&transfer.to.place).await?;
    let whole = transfer.size <= WHOLE || target.can().parts.is_none();
    let source = Source::open(transfer, whole).await?;
    let sent = match whole {
        true => {
            let file = source.piece(0..transfer.size).await?;
            target.write(&transfer.to.path, file, transfer.when.clone()).await
        }
        false => {
            let mut transfer = Transfer { upload: known.upload, ..transfer.clone() };
            in_parts(&mut transfer, mark, &source, &target, progress).await
        }
    };
    let written = match sent {
        Err(error) if matches!(error.kind(), Kind::Exists | Kind::Changed) => {
            arrived(transfer, &source, &target).await?.ok_or(error)?
        }
        sent => sent?,
    };
    if transfer.from.place.kind == PlaceKind::Browser && transfer.to.place.kind != PlaceKind::Browser {
        let (path, place) = (&transfer.from.path, &transfer.to.place.name);
        // The copy is there; a note that cannot be made leaves the file to be copied once more.
        let _ = library().await?.copied(path, place, transfer.etag.clone()).await;
    }
    forget(TRANSFERS, transfer).await?;
    Ok(written)
}

async fn in_parts(
    transfer: &mut Transfer,
    mark: Option<String>,
    source: &Source<'_>,
    target: &Opened,
    progress: &dyn Fn(f64),
) -> Result<Written> {
    if let Some(upload) = &transfer.upload {
        match finish(upload, source, target, progress).await {
            // The server has cleared it away; or made the file of it, without anybody who heard of that.
            Err(error) if error.kind() == Kind::NotFound => {
                if let Some(written) = arrived(transfer, source, target).await? {
                    return Ok(written);
                }
            }
            done => return done,
        }
    }
    if transfer.upload.is_none() && transfer.begun + YOUNG < now() {
        // It may have been begun by somebody who was killed before that was noted. What cannot be cleared away costs room there, and
        // is no reason not to copy.
        let _ = uploads::clear(target, transfer).await;
    }
    let upload = target.begin(&transfer.to.path, transfer.size, transfer.when.clone()).await?;
    transfer.upload = Some(upload.clone());
    // Another tab may have given the copy up meanwhile.
    if let Err(error) = note(TRANSFERS, transfer, mark.map_or(When::Always, When::Unchanged)).await {
        // Why it ends is what counts.
        let _ = target.abort(&upload).await;
        return Err(if error.kind() == Kind::Changed { over(transfer) } else { error });
    }
    fill(&upload, &[], source, target, progress).await
}

/// Sends what has not arrived, and makes the file of it.
async fn finish(
    upload: &Upload,
    source: &Source<'_>,
    target: &Opened,
    progress: &dyn Fn(f64),
) -> Result<Written> {
    let there = match target.parts(upload).await {
        // Whether it was made into the file by somebody who died before he could say so, the store knows.
        Err(error) if error.kind() == Kind::NotFound => return target.commit(upload).await,
        parts => parts?,
    };
    fill(upload, &there, source, target, progress).await
}

async fn fill(
    upload: &Upload,
    there: &[Part],
    source: &Source<'_>,
    target: &Opened,
    progress: &dyn Fn(f64),
) -> Result<Written> {
    send(target, upload, there, async |range| source.piece(range).await, progress).await?;
    source.check_pieces().await?;
    target.commit(upload).await
}

/// Whether what has the name at the target is this content: a copy whose arrival nobody was told of.
async fn arrived(transfer: &Transfer, source: &Source<'_>, target: &Opened) -> Result<Option<Written>> {
    let path = &transfer.to.path;
    let there = match target.stat(path).await {
        Err(error) if error.kind() == Kind::NotFound => return Ok(None),
        there => there?,
    };
    if there.folder || there.size != transfer.size {
        return Ok(None);
    }
    let step = if target.can().ranges { STEP } else { transfer.size.max(1) };
    let mut start = 0;
    while start < transfer.size {
        let range = start..transfer.size.min(start + step);
        start = range.end;
        let ours = bytes(source.piece(range.clone()).await?).await?;
        if ours != bytes(target.read(path, Some(range)).await?).await? {
            return Ok(None);
        }
    }
    source.check().await?;
    Ok(Some(Written { etag: there.etag, durability: Durability::Accepted }))
}

async fn bytes(file: File) -> Result<Vec<u8>> {
    file.bytes().await.map_err(|error| {
        let text = format!("{} could not be read ({error}). Begin its copy again.", file.name());
        Error::new(Kind::Temporary, text)
    })
}

/// Gives a copy up.
pub(super) async fn abandon(transfer: &Transfer) -> Result<()> {
    let (Transfer { upload, .. }, _) = noted(TRANSFERS, transfer).await?;
    // First, so that a target that is gone for good does not keep it in the list for ever.
    forget(TRANSFERS, transfer).await?;
    match upload {
        Some(upload) => uploads::abandon(&Transfer { upload: Some(upload), ..transfer.clone() }).await,
        None => {
            // Nothing was heard of an upload; if there is one all the same, nobody has to wait until it is found.
            let transfer = transfer.clone();
            later(async move {
                // What cannot be cleared away now is noted.
                let _ = uploads::abandon(&transfer).await;
            });
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use ::store::{Kind, Path, Place, When};
    use futures_executor::block_on;
    use nearside::File;

    use super::super::{self as store, Spot};
    use super::{Source, Store, TRANSFERS, note_new, noted, open};

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

    #[test]
    fn a_copy_that_arrived_unheard_is_not_in_its_own_way() {
        block_on(async {
            for size in [100, 20 << 20] {
                let (from, to) = (format!("from {size}"), format!("to {size}"));
                write(&from, vec![3; size]).await;
                let copy = || store::begin(spot(&from), spot(&to), When::New).on(store::calls());
                let (first, second) = (copy().await.unwrap(), copy().await.unwrap());
                store::resume(first).on(store::calls()).await.unwrap();
                // The second note stands for that of a tab that died when the file was there.
                store::resume(second.clone()).on(store::calls()).await.unwrap();
                write(&to, vec![4; size]).await;
                let third = copy().await.unwrap();
                let failed = store::resume(third.clone()).on(store::calls()).await.unwrap_err();
                assert_eq!(failed.failed::<::store::Error>().unwrap().kind(), Kind::Exists);
                store::abandon(third).on(store::calls()).await.unwrap();
            }
        });
    }

    #[test]
    fn a_copy_that_is_given_up_elsewhere_is_not_begun_again() {
        block_on(async {
            write("long", vec![5; 20 << 20]).await;
            let transfer =
                store::begin(spot("long"), spot("elsewhere"), When::Always).on(store::calls()).await.unwrap();
            let source = Source::open(&transfer, false).await.unwrap();
            let target = open(&transfer.to.place).await.unwrap();
            let (_, mark) = noted(TRANSFERS, &transfer).await.unwrap();
            store::abandon(transfer.clone()).on(store::calls()).await.unwrap();
            let stopped =
                super::in_parts(&mut transfer.clone(), mark, &source, &target, &|_| ()).await.unwrap_err();
            assert_eq!(stopped.kind(), Kind::NotFound);
            assert_eq!(store::transfers().on(store::calls()).await.unwrap(), []);
            assert_eq!(target.stat(&transfer.to.path).await.unwrap_err().kind(), Kind::NotFound);
        });
    }

    #[test]
    fn a_source_that_changes_on_the_way_stays_one_content() {
        block_on(async {
            write("film", vec![1; 20 << 20]).await;
            let transfer =
                store::begin(spot("film"), spot("copy of it"), When::New).on(store::calls()).await.unwrap();
            let source = Source::open(&transfer, false).await.unwrap();
            write("film", vec![2; 20 << 20]).await;
            let late = source.piece(19 << 20..20 << 20).await.unwrap();
            assert_eq!(late.bytes().await.unwrap(), vec![1; 1 << 20]);
            store::abandon(transfer).on(store::calls()).await.unwrap();
        });
    }

    #[test]
    fn more_copies_than_a_page_of_a_listing_are_all_known() {
        block_on(async {
            write("tiny", vec![1]).await;
            let mut transfer =
                store::begin(spot("tiny"), spot("many"), When::Always).on(store::calls()).await.unwrap();
            for _ in 0..1100 {
                transfer.begun += 1.0;
                note_new(&mut transfer).await.unwrap();
            }
            let all = store::transfers().on(store::calls()).await.unwrap();
            assert_eq!(all.len(), 1101);
            for transfer in all {
                store::abandon(transfer).on(store::calls()).await.unwrap();
            }
        });
    }
}
