//! What is copied: one content, whatever happens to its name meanwhile.
//!
//! A copy takes a while, and parts that were asked for by name would be of one content first, then of another. What is on this
//! device is held by one handle, which reads that content or fails; of a server it is asked again, before the parts become a
//! file, whether the name still has it.

use std::ops::Range;

use ::store::{Entry, Error, Kind, PlaceKind, Result, Store};
use nearside::File;

use super::Transfer;
use super::open::{Opened, open};

/// The source of a copy.
pub(super) struct Source<'a> {
    store: Opened,
    transfer: &'a Transfer,
    /// The content, where one handle holds it.
    held: Option<File>,
}

impl<'a> Source<'a> {
    /// Finds the content that a copy was begun with; all of it at once if it goes `whole`.
    pub async fn open(transfer: &'a Transfer, whole: bool) -> Result<Self> {
        let (store, place) = (open(&transfer.from.place).await?, &transfer.from.place);
        // A sealed file is read by opening it, and a large one not at once.
        let here = matches!(place.kind, PlaceKind::Browser | PlaceKind::Folder) && !place.private;
        let held = match whole || here {
            true => Some(store.read(&transfer.from.path, None).await?),
            false => None,
        };
        let source = Self { store, transfer, held };
        // After it was taken, so that it is the content of this mark.
        source.check().await?;
        Ok(source)
    }

    /// Fails unless the name has the content that the copy was begun with.
    pub async fn check(&self) -> Result<()> {
        let Entry { size, etag, .. } = self.store.stat(&self.transfer.from.path).await?;
        match (size, &etag) == (self.transfer.size, &self.transfer.etag) {
            true => Ok(()),
            false => Err(self.changed()),
        }
    }

    /// Fails if pieces may have been of different contents.
    pub async fn check_pieces(&self) -> Result<()> {
        if self.held.is_some() { Ok(()) } else { self.check().await.map_err(|error| self.ours(error)) }
    }

    /// Some of its bytes.
    pub async fn piece(&self, range: Range<u64>) -> Result<File> {
        if let Some(file) = &self.held {
            return Ok(file.range(range));
        }
        self.store.read(&self.transfer.from.path, Some(range)).await.map_err(|error| self.ours(error))
    }

    /// A source that is gone half way is another content: what is not found is taken for the target's.
    fn ours(&self, error: Error) -> Error {
        if error.kind() == Kind::NotFound { self.changed() } else { error }
    }

    fn changed(&self) -> Error {
        let text =
            format!("{} was changed after its copy was begun. Begin it again.", self.transfer.from.path);
        Error::new(Kind::Changed, text)
    }
}

#[cfg(test)]
mod tests {
    use ::store::{Path, Place, When};
    use futures_executor::block_on;

    use super::super::{Spot, transfer};
    use super::*;

    #[test]
    fn a_source_that_is_deleted_on_the_way_has_changed() {
        block_on(async {
            let spot = |path| Spot { place: Place::browser(), path: Path::new(path).unwrap() };
            let store = open(&Place::browser()).await.unwrap();
            let path = spot("brief").path;
            store.write(&path, File::new("brief", vec![1; 100]), When::Always).await.unwrap();
            let noted = transfer::begin(spot("brief"), spot("later"), When::New).await.unwrap();
            // As of a server, whose pieces are asked for one by one.
            let source = Source { store: store.clone(), transfer: &noted, held: None };
            source.check_pieces().await.unwrap();
            store.delete(&path).await.unwrap();
            assert_eq!(source.piece(0..1).await.unwrap_err().kind(), Kind::Changed);
            assert_eq!(source.check_pieces().await.unwrap_err().kind(), Kind::Changed);
            transfer::abandon(&noted).await.unwrap();
        });
    }
}
