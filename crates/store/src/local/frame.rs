//! How records lie in the log: one after another, each with a checksum that continues the one before it.
//!
//! A power cut may leave any mixture of old and new sectors. A frame is believed only if its checksum fits *and* continues that
//! of the frame before *and* its number is the next one, so what an earlier life of the slot left behind is never taken for
//! news. Zeros, as in room that was reserved, are no frame.

use crate::zip::crc;

/// Bytes before the head: length of the rest, checksum, number, length of the head.
pub(super) const HEADER: usize = 20;

/// One record.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Frame<'a> {
    pub head: &'a [u8],
    /// The body of a small file, or nothing.
    pub body: &'a [u8],
    /// The checksum that the next frame continues.
    pub chain: u32,
}

impl Frame<'_> {
    /// Bytes it takes in the log.
    pub fn len(&self) -> usize {
        HEADER + self.head.len() + self.body.len()
    }

    /// Where its body begins, from where it begins.
    pub fn body_at(&self) -> usize {
        HEADER + self.head.len()
    }
}

/// Adds a frame to `log`; `chain` becomes its checksum. Returns where its body begins in `log`.
pub(super) fn write(log: &mut Vec<u8>, chain: &mut u32, number: u64, head: &[u8], body: &[u8]) -> usize {
    let start = log.len();
    log.extend(((8 + 4 + head.len() + body.len()) as u32).to_le_bytes());
    log.extend([0; 4]);
    log.extend(number.to_le_bytes());
    log.extend((head.len() as u32).to_le_bytes());
    log.extend(head);
    log.extend(body);
    *chain = crc(*chain, &log[start + 8..]);
    log[start + 4..start + 8].copy_from_slice(&chain.to_le_bytes());
    start + HEADER + head.len()
}

/// The frame at the start of `log`, if it is a whole one with this number that continues `chain`.
pub(super) fn read(log: &[u8], chain: u32, number: u64) -> Option<Frame<'_>> {
    let (frame, found) = parse(log)?;
    let whole = found == number && crc(chain, &log[8..frame.len()]) == frame.chain;
    whole.then_some(frame)
}

/// The frame at the start of `log`, and its number, as something kept it that does not tear.
pub(super) fn parse(log: &[u8]) -> Option<(Frame<'_>, u64)> {
    let word = |at: usize| Some(u32::from_le_bytes(log.get(at..at + 4)?.try_into().ok()?));
    let (rest, chain, head) = (word(0)? as usize, word(4)?, word(16)? as usize);
    let content = log.get(8..8_usize.checked_add(rest)?)?;
    if rest < 12 || head > rest - 12 {
        return None;
    }
    let number = u64::from_le_bytes(content[..8].try_into().ok()?);
    Some((Frame { head: &content[12..12 + head], body: &content[12 + head..], chain }, number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read() {
        let (mut log, mut chain) = (Vec::new(), 7);
        assert_eq!(write(&mut log, &mut chain, 1, b"head", b"body"), 24);
        write(&mut log, &mut chain, 2, b"", b"");
        let first = read(&log, 7, 1).unwrap();
        assert_eq!((first.head, first.body, first.len()), (&b"head"[..], &b"body"[..], 28));
        let second = read(&log[28..], first.chain, 2).unwrap();
        assert_eq!((second.len(), second.chain), (20, chain));
    }

    #[test]
    fn no_flipped_bit_and_no_cut_is_believed() {
        let (mut log, mut chain) = (Vec::new(), 7);
        write(&mut log, &mut chain, 1, b"head", b"body");
        for bit in 0..log.len() * 8 {
            let mut torn = log.clone();
            torn[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(read(&torn, 7, 1), None, "bit {bit}");
        }
        assert!((0..log.len()).all(|end| read(&log[..end], 7, 1).is_none()));
    }

    #[test]
    fn a_frame_of_another_life_is_not_believed() {
        let (mut log, mut chain) = (Vec::new(), 7);
        write(&mut log, &mut chain, 1, b"head", b"body");
        assert_eq!(read(&log, 8, 1), None);
        assert_eq!(read(&log, 7, 2), None);
        assert_eq!(read(&[0; 64], 0, 0), None);
    }
}
