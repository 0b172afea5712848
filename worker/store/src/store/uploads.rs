//! Large files that a page writes into a place, in parts, so that nothing of them stays when they do not arrive.
//!
//! Who pauses, cancels or closes a tab says so to nobody: the call is dropped where it waits, or killed. So each upload is noted
//! while it is under way, and whoever finds the note of one that nobody is at gives that upload up: a moment later, with the
//! next large file for the same place, or at the next start for those into this browser.

use ::store::{Kind, Place, Result, Store, When, Written};
use nearside::File;

use super::notes::{UPLOADS, all, forget, note, noted, stamp};
use super::open::{Lead, Opened, alone, later, now, open};
use super::parts::send;
use super::{Spot, Transfer};

/// Looks for what was left, some time after its own upload has ended in whatever way.
struct Guard(Place);

impl Drop for Guard {
    fn drop(&mut self) {
        let place = self.0.clone();
        later(async move {
            // What could not be given up stays noted.
            let _ = sweep(&place).await;
        });
    }
}

fn lock_of(transfer: &Transfer) -> String {
    format!("nearside upload {}", transfer.id)
}

/// Notes an upload under an id that nobody else has, and holds its lock from before the note can be seen: who finds a note without
/// a holder gives its upload up. Whether there was room for the note comes with it.
async fn enter(upload: &mut Transfer) -> Result<(Lead, bool)> {
    loop {
        upload.id = stamp(upload);
        if let Some(lead) = alone(&lock_of(upload)).await? {
            match note(UPLOADS, upload, When::New).await {
                Err(error) if error.kind() == Kind::Exists => {}
                noted => return Ok((lead, noted.is_ok())),
            }
        }
        // Another one was begun in this millisecond, or is being given up.
        upload.begun += 1.0;
    }
}

/// Writes a file in parts.
pub(super) async fn write(
    store: &Opened,
    spot: &Spot,
    file: File,
    when: When,
    progress: &dyn Fn(f64),
) -> Result<Written> {
    // What an earlier one left may be the room that this one needs; if it cannot be given up, that one says why.
    let _ = sweep(&spot.place).await;
    let (from, to, size) = (spot.clone(), spot.clone(), file.size());
    let (id, etag, upload) = (String::new(), None, None);
    let mut noted = Transfer { id, from, to, when: when.clone(), size, etag, begun: now(), upload };
    // Without room for a note here, as on a full disk, a file can go elsewhere all the same.
    let _guard = Guard(spot.place.clone());
    let (_alone, has_note) = enter(&mut noted).await?;
    let written = async {
        let upload = store.begin(&spot.path, size, when).await?;
        noted.upload = Some(upload.clone());
        if has_note {
            let _ = note(UPLOADS, &noted, When::Always).await;
        }
        send(store, &upload, &[], async |range| Ok(file.range(range)), progress).await?;
        store.commit(&upload).await
    };
    let written = written.await;
    // Why it failed is what counts; what cannot be given up now stays noted.
    let _ = give_up(store, &noted, written.is_ok()).await;
    written
}

/// Gives up what is left of an upload, if it has not become a file, and forgets it.
async fn give_up(store: &Opened, noted: &Transfer, arrived: bool) -> Result<()> {
    if !arrived {
        clear(store, noted).await?;
    }
    forget(UPLOADS, noted).await
}

/// Gives up what is left of an upload. Whoever is killed between the store's answer and the note of it leaves an upload that has no
/// name here: then the store is asked for it.
pub(super) async fn clear(store: &Opened, noted: &Transfer) -> Result<()> {
    let left = match &noted.upload {
        Some(upload) => vec![upload.clone()],
        None => store.strays(&noted.to.path, noted.begun).await?,
    };
    for upload in left {
        match store.abort(&upload).await {
            Err(error) if error.kind() != Kind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// Gives up the uploads to a place that nobody is at any more.
pub(super) async fn sweep(place: &Place) -> Result<()> {
    for found in all(UPLOADS).await? {
        if found.to.place.id != place.id {
            continue;
        }
        let Some(_alone) = alone(&lock_of(&found)).await? else { continue };
        // Since it was found, its upload may have been begun, or have ended.
        match noted(UPLOADS, &found).await {
            Ok((noted, _)) => give_up(&open(place).await?, &noted, false).await?,
            Err(error) if error.kind() == Kind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Gives up the upload of a copy. One that cannot be reached now is left to a later [`sweep`], if there is room to note it.
pub(super) async fn abandon(transfer: &Transfer) -> Result<()> {
    let mut left = transfer.clone();
    let _alone = enter(&mut left).await?;
    give_up(&open(&left.to.place).await?, &left, false).await
}

#[cfg(test)]
mod tests {
    use ::store::Path;
    use futures_executor::block_on;

    use super::*;

    #[test]
    fn an_upload_that_nobody_is_at_is_given_up_with_the_next_one() {
        block_on(async {
            let store = open(&Place::browser()).await.unwrap();
            let spot = Spot { place: Place::browser(), path: Path::new("large").unwrap() };
            let file = File::new("large", vec![7; 20 << 20]);
            // A kill leaves the upload and its note, and nobody who is at it.
            let upload = store.begin(&spot.path, file.size(), When::Always).await.unwrap();
            let mut noted = Transfer {
                id: String::new(),
                from: spot.clone(),
                to: spot.clone(),
                when: When::Always,
                size: file.size(),
                etag: None,
                begun: now(),
                upload: Some(upload.clone()),
            };
            let (held, _) = enter(&mut noted).await.unwrap();
            write(&store, &spot, file.clone(), When::Always, &|_| ()).await.unwrap();
            assert!(store.parts(&upload).await.is_ok(), "somebody is at it");
            drop(held);
            write(&store, &spot, file, When::Always, &|_| ()).await.unwrap();
            assert_eq!(store.parts(&upload).await.unwrap_err().kind(), Kind::NotFound);
            assert_eq!(all(UPLOADS).await.unwrap(), [], "what has arrived is not noted either");
            // Somebody may be about to clear away a note of the same millisecond.
            let sweeping = alone(&lock_of(&noted)).await.unwrap().unwrap();
            let mut next = Transfer { begun: noted.begun, ..noted.clone() };
            let (held, has_note) = enter(&mut next).await.unwrap();
            assert!(has_note && next.id != noted.id);
            assert!(alone(&lock_of(&next)).await.unwrap().is_none(), "its own lock is held");
            drop(sweeping);
            sweep(&spot.place).await.unwrap();
            assert_eq!(all(UPLOADS).await.unwrap(), std::slice::from_ref(&next));
            drop(held);
            sweep(&spot.place).await.unwrap();
            assert_eq!(all(UPLOADS).await.unwrap(), []);
        });
    }
}
