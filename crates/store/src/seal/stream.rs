//! Bodies through the cipher, some chunks at a time.
//!
//! A block of 8 MiB is read at once (asking a browser for each 64 KiB costs more than encrypting them), its chunks are
//! worked on together, and the next block is on its way meanwhile. What is in memory is two blocks, whatever the size.

use std::ops::Range;

use futures_util::future::try_join_all;
use futures_util::{StreamExt, TryStreamExt, stream};
use nearside::File;

use super::cipher::Cipher;
use super::key::{FileKey, Head};
use super::record::{CHUNK, HEAD, MORE, RECORD, count, nonce};
use super::{Key, Machine};
use crate::{Error, Kind, Path, Result, body};

/// Chunks of a block.
const BLOCK: u64 = 128;
/// Blocks in flight.
const FLIGHT: usize = 2;

/// What is sealed with one head, from one record on.
pub(super) struct Seal<'a> {
    pub key: &'a Key,
    pub head: Head,
    pub path: &'a Path,
    /// The number of the first record.
    pub first: u64,
    /// Whether the file ends here.
    pub last: bool,
}

fn blocks(size: u64) -> impl Iterator<Item = Range<u64>> {
    let count = count(size);
    (0..count).step_by(BLOCK as usize).map(move |start| start..(start + BLOCK).min(count))
}

fn bound(head: &Head, path: &Path) -> Vec<u8> {
    [&head.0, path.as_str().as_bytes()].concat()
}

impl Seal<'_> {
    /// Seals a body; all but the last of a file are whole chunks.
    pub async fn body(&self, body: &File) -> Result<File> {
        let key = self.key.of_file(&self.head).await?;
        let total = count(body.size());
        let pieces: Vec<File> = stream::iter(blocks(body.size()))
            .map(|block| self.block(&key, body, block, total))
            .buffered(FLIGHT)
            .try_collect()
            .await?;
        match <[File; 1]>::try_from(pieces) {
            // It is in memory, and whoever sends it need not ask the browser for it.
            Ok([piece]) => Ok(piece.renamed("sealed")),
            Err(pieces) => body::join("sealed", &pieces).await,
        }
    }

    async fn block(&self, key: &FileKey, body: &File, block: Range<u64>, total: u64) -> Result<File> {
        let bytes = Machine::read(body, block.start * CHUNK..block.end * CHUNK).await?;
        let pieces = try_join_all(block.clone().map(|number| {
            let start = ((number - block.start) * CHUNK) as usize;
            let chunk = Machine::part(&bytes, start..(start + CHUNK as usize).min(Machine::len(&bytes)));
            let head = self.head.last(self.last && number + 1 == total);
            async move {
                let nonce = nonce(self.first + number, head.is_last());
                let sealed = Machine::seal(key, &nonce, &bound(&head, self.path), chunk).await?;
                Ok::<_, Error>([Machine::bytes(&head.0), sealed])
            }
        }))
        .await?;
        Machine::file(pieces.into_iter().flatten().collect())
    }
}

/// Opens records of the file at `path`, from number `first` on. With `end`, the last of them must be the file's last one.
pub(super) async fn open(key: &Key, path: &Path, sealed: &File, first: u64, end: bool) -> Result<File> {
    let total = sealed.size().div_ceil(RECORD);
    let blocks = (0..total).step_by(BLOCK as usize).map(|start| start..(start + BLOCK).min(total));
    let opened: Vec<(File, Vec<u8>, bool)> = stream::iter(blocks)
        .map(|block| open_block(key, path, sealed, first, block, total))
        .buffered(FLIGHT)
        .try_collect()
        .await?;
    let one_file = opened.windows(2).all(|pair| pair[0].1 == pair[1].1);
    let ended = opened.last().is_some_and(|(.., last)| *last);
    if !one_file || (end && !ended) {
        return Err(damaged(path));
    }
    let pieces: Vec<File> = opened.into_iter().map(|(piece, ..)| piece).collect();
    body::join(path.name(), &pieces).await
}

/// A block opened, the file that it is of, and whether the file ends with it.
async fn open_block(
    key: &Key,
    path: &Path,
    sealed: &File,
    first: u64,
    block: Range<u64>,
    total: u64,
) -> Result<(File, Vec<u8>, bool)> {
    let bytes = Machine::read(sealed, block.start * RECORD..block.end * RECORD).await?;
    let mut chunks = Vec::new();
    let mut known: Option<(Head, std::rc::Rc<FileKey>)> = None;
    for number in block.clone() {
        let start = ((number - block.start) * RECORD) as usize;
        let end = (start + RECORD as usize).min(Machine::len(&bytes));
        if (end.saturating_sub(start) as u64) < MORE {
            return Err(damaged(path));
        }
        let mut head = Head([0; HEAD]);
        head.0.copy_from_slice(&Machine::to_vec(&Machine::part(&bytes, start..start + HEAD)));
        if !key.is_ours(&head) {
            return Err(foreign(path));
        }
        // Nothing follows the last one, and no other one is short.
        let whole = (end - start) as u64 == RECORD;
        let same = known.as_ref().is_none_or(|(before, _)| before.file() == head.file());
        if !same || (head.is_last() && number + 1 != total) || (!head.is_last() && !whole) {
            return Err(damaged(path));
        }
        let key = match &known {
            Some((before, key)) if *before == head.last(false) => key.clone(),
            _ => std::rc::Rc::new(key.of_file(&head).await?),
        };
        known = Some((head.last(false), key.clone()));
        chunks.push((head, key, first + number, Machine::part(&bytes, start + HEAD..end)));
    }
    let last = chunks.last().is_some_and(|(head, ..)| head.is_last());
    let file = known.map(|(head, _)| head.file().to_vec()).unwrap_or_default();
    let pieces = try_join_all(chunks.into_iter().map(|(head, key, number, chunk)| async move {
        let nonce = nonce(number, head.is_last());
        Machine::open(&key, &nonce, &bound(&head, path), chunk).await.ok_or_else(|| damaged(path))
    }))
    .await?;
    Ok((Machine::file(pieces)?, file, last))
}

pub(super) fn damaged(path: &Path) -> Error {
    let text = format!(
        "{path} is not as it was sealed: the place that keeps it has damaged or changed it. Take it from a backup."
    );
    Error::new(Kind::Corrupt, text)
}

fn foreign(path: &Path) -> Error {
    let text = format!("{path} was sealed with the key of another vault. Open that vault to read it.");
    Error::new(Kind::Locked, text)
}
