//! TIFF 6.0 with Deflate and the horizontal predictor: small, lossless, and read everywhere that matters.
//!
//! An own writer of one directory rather than a crate's: it is shorter than the glue would be.

use super::failed;
use crate::{Effort, Format, Picture, Result, Samples, zlib};

/// Rows are compressed in strips of about this many bytes, so that readers need not hold the whole.
const STRIP: usize = 1 << 20;

pub(super) fn encode(picture: &Picture, effort: Effort) -> Result<Vec<u8>> {
    let count = picture.channels().count();
    let level = match effort {
        Effort::Fast => 1,
        Effort::Balanced => 6,
        Effort::Smallest => 9,
    };
    let line = picture.width() as usize * count;
    let bytes_per_line = line * usize::from(picture.depth() / 8);
    let rows = (STRIP / bytes_per_line).clamp(1, picture.height() as usize);
    let mut file = File { bytes: b"II*\0\0\0\0\0".to_vec(), entries: Vec::new() };
    let (mut offsets, mut lengths) = (Vec::new(), Vec::new());
    let mut put = |raw: Vec<u8>| {
        let packed = zlib::pack(&raw, level);
        offsets.push(file.bytes.len() as u32);
        lengths.push(packed.len() as u32);
        file.bytes.extend_from_slice(&packed);
    };
    match picture.samples() {
        Samples::Eight(samples) => {
            for strip in samples.chunks(rows * line) {
                put(differences(strip, line, count, u8::wrapping_sub));
            }
        }
        Samples::Sixteen(samples) => {
            for strip in samples.chunks(rows * line) {
                let words = differences(strip, line, count, u16::wrapping_sub);
                put(words.into_iter().flat_map(u16::to_le_bytes).collect());
            }
        }
    }
    let (channels, tags) = (picture.channels(), &picture.tags);
    // In ascending order of their numbers, as the format wants.
    file.long(256, &[picture.width()]);
    file.long(257, &[picture.height()]);
    file.short(258, &vec![u16::from(picture.depth()); count]);
    file.short(259, &[8]);
    file.short(262, &[if channels.is_gray() { 1 } else { 2 }]);
    file.long(273, &offsets);
    file.short(277, &[count as u16]);
    file.long(278, &[rows as u32]);
    file.long(279, &lengths);
    file.short(317, &[2]);
    if channels.has_alpha() {
        // Not multiplied into the colours.
        file.short(338, &[2]);
    }
    tags.xmp.iter().for_each(|xmp| file.entry(700, 1, xmp.len(), xmp));
    tags.icc.iter().for_each(|icc| file.entry(34_675, 7, icc.len(), icc));
    file.entries.sort_by_key(|entry| entry.0);
    file.finish()
}

/// Each sample minus the one before it in its row and channel.
fn differences<T: Copy>(samples: &[T], line: usize, count: usize, minus: fn(T, T) -> T) -> Vec<T> {
    let mut out = samples.to_vec();
    for row in out.chunks_exact_mut(line) {
        for i in (count..line).rev() {
            row[i] = minus(row[i], row[i - count]);
        }
    }
    out
}

/// A file under construction: bytes so far, and its one directory.
struct File {
    bytes: Vec<u8>,
    entries: Vec<(u16, [u8; 12])>,
}

impl File {
    fn short(&mut self, tag: u16, values: &[u16]) {
        let raw: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        self.entry(tag, 3, values.len(), &raw);
    }

    fn long(&mut self, tag: u16, values: &[u32]) {
        let raw: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
        self.entry(tag, 4, values.len(), &raw);
    }

    /// Up to four bytes lie in the entry itself, more of them elsewhere, on an even place.
    fn entry(&mut self, tag: u16, kind: u16, count: usize, raw: &[u8]) {
        let mut entry = [0; 12];
        entry[..2].copy_from_slice(&tag.to_le_bytes());
        entry[2..4].copy_from_slice(&kind.to_le_bytes());
        entry[4..8].copy_from_slice(&(count as u32).to_le_bytes());
        if raw.len() <= 4 {
            entry[8..8 + raw.len()].copy_from_slice(raw);
        } else {
            self.bytes.resize(self.bytes.len().next_multiple_of(2), 0);
            entry[8..].copy_from_slice(&(self.bytes.len() as u32).to_le_bytes());
            self.bytes.extend_from_slice(raw);
        }
        self.entries.push((tag, entry));
    }

    fn finish(mut self) -> Result<Vec<u8>> {
        self.bytes.resize(self.bytes.len().next_multiple_of(2), 0);
        let place =
            u32::try_from(self.bytes.len()).map_err(|_| failed(Format::Tiff, "it has more than 4 GB"))?;
        self.bytes[4..8].copy_from_slice(&place.to_le_bytes());
        self.bytes.extend_from_slice(&(self.entries.len() as u16).to_le_bytes());
        self.entries.iter().for_each(|(_, entry)| self.bytes.extend_from_slice(entry));
        self.bytes.extend_from_slice(&[0; 4]);
        Ok(self.bytes)
    }
}
