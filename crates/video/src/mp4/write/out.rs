//! Boxes on their way out.

use std::ops::Range;

use crate::mp4::bytes::Name;

/// Bytes that end in the box that is being written.
#[derive(Debug, Default)]
pub(super) struct Out {
    pub bytes: Vec<u8>,
    /// Where places of packets stand, which are counted from the end of the head until that is known: from where on, how many
    /// bytes, and whether each has eight.
    pub places: Vec<(Range<usize>, bool)>,
}

impl Out {
    /// A box: its body is what the function appends.
    pub fn boxed(&mut self, name: &Name, body: impl FnOnce(&mut Self)) {
        let start = self.bytes.len();
        self.u32(0);
        self.put(name);
        body(self);
        // A head of 4 GB would need more memory than there is.
        let size = (self.bytes.len() - start) as u32;
        self.bytes[start..start + 4].copy_from_slice(&size.to_be_bytes());
    }

    /// A box with version and flags.
    pub fn full(&mut self, name: &Name, version: u8, flags: u32, body: impl FnOnce(&mut Self)) {
        self.boxed(name, |out| {
            out.u32(u32::from(version) << 24 | flags);
            body(out);
        });
    }

    pub fn put(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    pub fn zeros(&mut self, count: usize) {
        self.bytes.resize(self.bytes.len() + count, 0);
    }

    pub fn u8(&mut self, value: u8) {
        self.bytes.push(value);
    }

    pub fn u16(&mut self, value: u16) {
        self.put(&value.to_be_bytes());
    }

    pub fn u32(&mut self, value: u32) {
        self.put(&value.to_be_bytes());
    }

    pub fn u64(&mut self, value: u64) {
        self.put(&value.to_be_bytes());
    }

    /// Eight bytes in version 1 of a box, four in version 0.
    pub fn wide(&mut self, version: u8, value: u64) {
        if version == 1 { self.u64(value) } else { self.u32(value as u32) }
    }

    /// A table: its count comes before its rows, and is known when they are.
    pub fn table(&mut self, rows: impl FnOnce(&mut Self) -> u32) {
        let start = self.bytes.len();
        self.u32(0);
        let count = rows(self);
        self.bytes[start..start + 4].copy_from_slice(&count.to_be_bytes());
    }

    /// Moves all places of packets.
    pub fn moved(&mut self, base: u64) {
        for (range, wide) in &self.places {
            for place in self.bytes[range.clone()].chunks_exact_mut(if *wide { 8 } else { 4 }) {
                let moved =
                    place.iter().fold(0, |place, byte| place << 8 | u64::from(*byte)).saturating_add(base);
                let moved = moved.to_be_bytes();
                place.copy_from_slice(&moved[8 - place.len()..]);
            }
        }
    }
}
