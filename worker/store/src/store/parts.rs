//! Large files in parts, several on their way at a time.

use std::ops::Range;

use ::store::{Part, PlaceKind, Result, Store, Upload, When, Written};
use futures_util::stream::{self, StreamExt, TryStreamExt};
use nearside::File;

use super::open::Opened;
use super::{Spot, uploads};

/// Files above this size are written in parts, where the store takes parts.
pub(super) const WHOLE: u64 = 16 << 20;
/// The same for this browser: each part is flushed by itself, and nothing is sent again when it fails.
const WHOLE_HERE: u64 = 256 << 20;
/// How many parts travel at a time: browsers keep six connections to a host, and some are left for the person.
pub(super) const LANES: usize = 4;

/// Writes a file whole, or in parts where it is large.
pub(super) async fn put(
    store: &Opened,
    spot: &Spot,
    file: File,
    when: When,
    progress: &dyn Fn(f64),
) -> Result<Written> {
    let path = &spot.path;
    let limit = if spot.place.kind == PlaceKind::Browser { WHOLE_HERE } else { WHOLE };
    if file.size() <= limit || store.can().parts.is_none() {
        return store.write(path, file, when).await;
    }
    uploads::write(store, spot, file, when, progress).await
}

/// Sends the parts of an upload that are not `there` yet.
pub(super) async fn send(
    store: &Opened,
    upload: &Upload,
    there: &[Part],
    piece: impl AsyncFn(Range<u64>) -> Result<File>,
    progress: &dyn Fn(f64),
) -> Result<()> {
    let size = |number| upload.range(number).end - upload.range(number).start;
    let arrived =
        |number: &u32| there.iter().any(|part| part.number == *number && part.size == size(*number));
    let (arrived, missing): (Vec<u32>, Vec<u32>) = (0..upload.parts()).partition(arrived);
    let mut sent: u64 = arrived.into_iter().map(size).sum();
    let one = async |number| store.put(upload, number, piece(upload.range(number)).await?).await;
    let mut parts = stream::iter(missing).map(one).buffer_unordered(LANES);
    while let Some(part) = parts.try_next().await? {
        sent += part.size;
        progress(sent as f64 / upload.size as f64);
    }
    Ok(())
}
