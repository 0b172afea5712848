//! Where records lie: numbers only.

use std::ops::Range;

/// Bytes of a file in each record but the last.
pub(super) const CHUNK: u64 = 64 << 10;
/// What is in front of a record.
pub(super) const HEAD: usize = 32;
/// Bytes that a record has more than its chunk.
pub(super) const MORE: u64 = HEAD as u64 + 16;
/// Bytes of each record but the last.
pub(super) const RECORD: u64 = CHUNK + MORE;

/// How many records a file of `size` bytes has; an empty one has one too, so that its end is sealed.
pub(super) fn count(size: u64) -> u64 {
    size.div_ceil(CHUNK).max(1)
}

/// Bytes of a sealed file.
pub(super) fn sealed_size(size: u64) -> u64 {
    size.saturating_add(count(size) * MORE)
}

/// Bytes of the file in so many sealed ones; `None` if no file is sealed to that many.
pub(super) fn plain_size(sealed: u64) -> Option<u64> {
    let size = sealed.checked_sub(sealed.div_ceil(RECORD) * MORE)?;
    (sealed_size(size) == sealed).then_some(size)
}

/// The records that hold a range that is not empty.
pub(super) fn around(range: &Range<u64>) -> Range<u64> {
    range.start / CHUNK..range.end.div_ceil(CHUNK)
}

/// Where some records lie.
pub(super) fn place(records: &Range<u64>) -> Range<u64> {
    records.start.saturating_mul(RECORD)..records.end.saturating_mul(RECORD)
}

/// The nonce of a record: its number, and whether it is the last one.
pub(super) fn nonce(number: u64, last: bool) -> [u8; 12] {
    let mut nonce = [0; 12];
    nonce[3..11].copy_from_slice(&number.to_be_bytes());
    nonce[11] = u8::from(last);
    nonce
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn sizes_of_small_files() {
        assert_eq!([0, 1, CHUNK, CHUNK + 1].map(sealed_size), [48, 49, RECORD, RECORD + 49]);
        for odd in [0, 1, 47, RECORD + 1, RECORD + 48] {
            assert_eq!(plain_size(odd), None, "{odd}");
        }
    }

    proptest! {
        #[test]
        fn a_size_is_found_again(size in 0..(1u64 << 50)) {
            prop_assert_eq!(plain_size(sealed_size(size)), Some(size));
        }

        #[test]
        fn records_cover_their_range(start in 0..(1u64 << 40), length in 1..(1u64 << 30)) {
            let records = around(&(start..start + length));
            prop_assert!(records.start * CHUNK <= start && records.end * CHUNK >= start + length);
            prop_assert!((records.start + 1) * CHUNK > start && (records.end - 1) * CHUNK < start + length);
        }
    }
}
