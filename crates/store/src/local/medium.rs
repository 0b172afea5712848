//! The best that this browser offers to keep files in, opened.

use std::rc::Rc;

use super::browser::now;
use super::carrier::Carrier;
use super::chest::Chest;
use super::indexed::Indexed;
use super::keeper::Keeper;
use super::opfs::{Offer, Opfs};
use super::shelf::Shelf;
use crate::{Durability, Memory, Result, State};

/// Opens the store of that name: files, else a database, else memory.
///
/// # Errors
/// When there is something that does not open: then nothing may be begun elsewhere, or files would seem to be lost.
pub(super) async fn open(name: &str) -> Result<Rc<dyn Keeper>> {
    let offer = Opfs::open(name).await?;
    let database = Indexed::open(name).await?;
    Ok(match (offer, database) {
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
