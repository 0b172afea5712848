//! TIFF's directories, of 32 and of 64 bits, in either byte order.
//!
//! Own rather than a crate's: the crates that read TIFF refuse or misread too much that scanners and microscopes write.

use crate::header::{broken, truncated};
use crate::{Result, Source};

/// The bytes of a file, and how its numbers are written.
#[derive(Clone, Copy)]
pub(super) struct File<'a> {
    pub bytes: &'a [u8],
    /// Most significant byte first.
    pub big: bool,
    /// BigTIFF: places are of 64 bits.
    wide: bool,
}

/// One directory: what is said of one page.
pub(super) struct Directory<'a> {
    file: File<'a>,
    /// Tag, kind, count, and where the value or its place lies.
    entries: Vec<(u16, u16, u64, u64)>,
    /// Where the next one lies.
    next: u64,
}

impl<'a> File<'a> {
    /// The file, and where its first directory lies.
    pub fn open(bytes: &'a [u8]) -> Result<(Self, u64)> {
        let big = bytes.starts_with(b"MM");
        let narrow = Self { bytes, big, wide: false };
        let file = Self { wide: narrow.number(2, 2) == Some(43), ..narrow };
        let first = if file.wide { file.number(8, 8) } else { file.number(4, 4) };
        Ok((file, first.ok_or_else(|| truncated(Source::Tiff))?))
    }

    fn number(&self, place: u64, size: usize) -> Option<u64> {
        let start = usize::try_from(place).ok()?;
        Some(number(self.bytes.get(start..start.checked_add(size)?)?, self.big))
    }

    /// The directory at this place.
    pub fn directory(self, place: u64) -> Result<Directory<'a>> {
        let cut = || truncated(Source::Tiff);
        let (head, size, word) = if self.wide { (8, 20, 8) } else { (2, 12, 4) };
        let count = self.number(place, head).ok_or_else(cut)?;
        let start = place.saturating_add(head as u64);
        let end = start.saturating_add(count.saturating_mul(size));
        if end > self.bytes.len() as u64 {
            return Err(cut());
        }
        let entry = |place| {
            let count = self.number(place + 4, word)?;
            Some((
                self.number(place, 2)? as u16,
                self.number(place + 2, 2)? as u16,
                count,
                place + 4 + word as u64,
            ))
        };
        let entries = (0..count).filter_map(|index| entry(start + index * size)).collect();
        // Some writers forget the link at the end.
        Ok(Directory { file: self, entries, next: self.number(end, word).unwrap_or(0) })
    }
}

impl<'a> Directory<'a> {
    /// The directory of the next page, if there is one.
    pub fn next(&self) -> Option<Self> {
        (self.next != 0).then(|| self.file.directory(self.next).ok()).flatten()
    }

    /// Whether this is the other one.
    pub fn same(&self, other: &Self) -> bool {
        self.entries == other.entries && self.next == other.next
    }

    /// The bytes of a value and the size of each of its numbers.
    fn raw(&self, tag: u16) -> Option<(&'a [u8], usize)> {
        let &(_, kind, count, place) = self.entries.iter().find(|entry| entry.0 == tag)?;
        let size = match kind {
            1 | 2 | 6 | 7 => 1,
            3 | 8 => 2,
            4 | 9 | 11 | 13 => 4,
            5 | 10 | 12 | 16 | 17 | 18 => 8,
            _ => return None,
        };
        let length = usize::try_from(count).ok()?.checked_mul(size)?;
        let word = if self.file.wide { 8 } else { 4 };
        let start = if length <= word { place } else { self.file.number(place, word)? };
        let start = usize::try_from(start).ok()?;
        Some((self.file.bytes.get(start..start.checked_add(length)?)?, size))
    }

    /// The bytes of a value.
    pub fn bytes(&self, tag: u16) -> Option<&'a [u8]> {
        self.raw(tag).map(|(raw, _)| raw)
    }

    /// The whole numbers of a value.
    pub fn numbers(&self, tag: u16) -> impl Iterator<Item = u64> + 'a {
        let (raw, size) = self.raw(tag).unwrap_or((&[], 1));
        let big = self.file.big;
        raw.chunks_exact(size).map(move |raw| number(raw, big))
    }

    /// The first number of a value.
    pub fn number(&self, tag: u16) -> Option<u64> {
        self.numbers(tag).next()
    }

    /// The first number of a value that must be there.
    pub fn needed(&self, tag: u16, what: &str) -> Result<u64> {
        self.number(tag).ok_or_else(|| broken(Source::Tiff, format_args!("it does not say {what}")))
    }
}

/// A whole number of up to eight bytes.
pub(super) fn number(raw: &[u8], big: bool) -> u64 {
    let join = |sum: u64, &byte: &u8| sum << 8 | u64::from(byte);
    if big { raw.iter().fold(0, join) } else { raw.iter().rev().fold(0, join) }
}
