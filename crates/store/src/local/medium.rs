//! The best that this browser offers to keep files in.
//!
//! In two steps, because most of the first can be done while another worker has the files open: so the next one takes over
//! sooner.

use std::rc::Rc;

use futures_util::future::try_join;

use super::browser::now;
use super::carrier::Carrier;
use super::chest::Chest;
use super::indexed::Indexed;
use super::keeper::Keeper;
use super::opfs::{Offer, Opfs};
use super::shelf::Shelf;
use crate::{Durability, Memory, Result, State};

/// What there is to keep files in, reached and not opened: any number of workers may have it.
pub(super) struct Medium {
    files: Offer,
    database: Option<Indexed>,
}

impl Medium {
    /// What this browser offers under that name.
    ///
    /// # Errors
    /// When there is something that cannot be reached: then nothing may be begun elsewhere, or files would seem to be lost.
    pub async fn reach(name: &str) -> Result<Self> {
        let (files, database) = try_join(Opfs::open(name), Indexed::open(name)).await?;
        Ok(Self { files, database })
    }

    /// Opens the store in it: files, else a database, else memory. By one worker at a time.
    ///
    /// # Errors
    /// When there is something that does not open.
    pub async fn open(self) -> Result<Rc<dyn Keeper>> {
        Ok(match (self.files, self.database) {
            (Offer::Folder(disk), database) => {
                let carrier = database.map(|database| Rc::new(database) as Rc<dyn Carrier>);
                Rc::new(Shelf::open(Rc::new(disk), carrier).await?)
            }
            (offer, Some(database)) => {
                let state = if matches!(offer, Offer::Refused) { State::Window } else { State::Database };
                // What a power cut leaves of such a database was measured in Chromium only, which has files.
                Rc::new(Chest::open(Rc::new(database), Durability::Accepted, state, now).await?)
            }
            (_, None) => Rc::<Memory>::default(),
        })
    }
}
