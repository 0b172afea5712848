//! Where everything begins: two places for one small record, written in turn.
//!
//! A root names the checkpoint (the whole index) and the segment where the log goes on after it. The next root is written to
//! the other place, so a torn one never damages the one before it, which still names what has not been reused.

use super::disk::Handle;
use crate::zip::crc;
use crate::{Error, Kind, Result};

/// Bytes from one root to the other: no sector holds parts of both.
const APART: u64 = 4096;
const LENGTH: usize = 49;
const MAGIC: &[u8; 7] = b"nearlog";
/// Raised when an older program could misread what a newer one writes.
const VERSION: u8 = 1;

/// What a root says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Root {
    /// Grows by one from root to root.
    pub generation: u64,
    /// The slot that holds the checkpoint.
    pub checkpoint: u32,
    /// Bytes of the checkpoint, and their checksum.
    pub length: u64,
    pub sum: u32,
    /// The slot in which the log goes on.
    pub segment: u32,
    /// The number of the last record that the checkpoint holds.
    pub number: u64,
    /// The checksum that the first record of the segment continues.
    pub chain: u32,
    /// Whether a slot that it names, or its own, might not survive a power cut. Then the carrier has all records.
    pub young: bool,
}

impl Root {
    fn encode(&self) -> [u8; LENGTH + 4] {
        let mut bytes = [0; LENGTH + 4];
        bytes[..7].copy_from_slice(MAGIC);
        bytes[7] = VERSION;
        bytes[8..16].copy_from_slice(&self.generation.to_le_bytes());
        bytes[16..20].copy_from_slice(&self.checkpoint.to_le_bytes());
        bytes[20..28].copy_from_slice(&self.length.to_le_bytes());
        bytes[28..32].copy_from_slice(&self.sum.to_le_bytes());
        bytes[32..36].copy_from_slice(&self.segment.to_le_bytes());
        bytes[36..44].copy_from_slice(&self.number.to_le_bytes());
        bytes[44..48].copy_from_slice(&self.chain.to_le_bytes());
        bytes[48] = self.young.into();
        let check = crc(0, &bytes[..LENGTH]);
        bytes[LENGTH..].copy_from_slice(&check.to_le_bytes());
        bytes
    }

    fn decode(bytes: &[u8; LENGTH + 4]) -> Option<Self> {
        let long = |at: usize| bytes[at..at + 8].try_into().map(u64::from_le_bytes).unwrap_or_default();
        let word = |at: usize| bytes[at..at + 4].try_into().map(u32::from_le_bytes).unwrap_or_default();
        let root = Self {
            generation: long(8),
            checkpoint: word(16),
            length: long(20),
            sum: word(28),
            segment: word(32),
            number: long(36),
            chain: word(44),
            young: bytes[48] != 0,
        };
        (crc(0, &bytes[..LENGTH]) == word(LENGTH)).then_some(root)
    }

    /// The same, with a chain that no other root of this disk had.
    pub fn chained(self) -> Self {
        Self { chain: crc(self.generation as u32, &self.encode()), ..self }
    }

    /// Whether there is anything; a root that was [given up](Root::give_up) names nothing.
    pub fn names_something(&self) -> bool {
        self.checkpoint != 0
    }

    /// Writes a root that names nothing; returns its generation.
    pub fn give_up(&self, to: &dyn Handle) -> Result<u64> {
        let nothing = Self { generation: self.generation + 1, young: true, ..Self::default() };
        nothing.write(to)?;
        Ok(nothing.generation)
    }

    /// Writes it where the root before last was. It counts when this returns.
    pub fn write(&self, to: &dyn Handle) -> Result<()> {
        to.write_at((self.generation & 1) * APART, &self.encode())?;
        to.flush()
    }

    /// The newest root there is; `None` in a store that was never begun.
    ///
    /// # Errors
    /// [`Kind::Corrupt`] when there must have been one, [`Kind::Unsupported`] when a newer program wrote it.
    pub fn read(from: &dyn Handle) -> Result<Option<Self>> {
        let mut roots = Vec::new();
        let mut damaged = 0;
        for at in [0, APART] {
            let mut bytes = [0; LENGTH + 4];
            from.read_at(at, &mut bytes)?;
            if bytes[..7] != *MAGIC {
                continue;
            }
            match Self::decode(&bytes) {
                Some(_) if bytes[7] > VERSION => {
                    return Err(Error::new(
                        Kind::Unsupported,
                        "The files of this browser were written by a newer version of this app. Reload the page to get it.",
                    ));
                }
                Some(root) => roots.push(root),
                None => damaged += 1,
            }
        }
        match roots.into_iter().max_by_key(|root| root.generation) {
            // The first root of all may be torn; nothing was promised before it was whole.
            None if damaged > 1 => Err(damage("both of its roots are unreadable")),
            root => Ok(root),
        }
    }
}

/// The error for what a power cut or a kill cannot have done.
pub(super) fn damage(what: &str) -> Error {
    Error::new(
        Kind::Corrupt,
        format!(
            "The storage of this browser is damaged: {what}. Nothing was changed; restore the files from a backup."
        ),
    )
}
