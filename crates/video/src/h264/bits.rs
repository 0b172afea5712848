//! Bits of a unit, without the bytes that keep start codes out of it (7.3.1).

use std::ops::Range;

/// Reads bits from the front.
pub(super) struct Bits {
    bytes: Vec<u8>,
    at: usize,
}

impl Bits {
    /// Of the body of a unit, behind its head byte.
    pub fn new(body: &[u8]) -> Self {
        Self { bytes: bare(body), at: 0 }
    }

    /// How many bits were read.
    pub fn at(&self) -> usize {
        self.at
    }

    /// The bare bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub fn bit(&mut self) -> Option<bool> {
        let byte = self.bytes.get(self.at / 8)?;
        let bit = byte >> (7 - self.at % 8) & 1 == 1;
        self.at += 1;
        Some(bit)
    }

    /// A number of at most 32 bits.
    pub fn take(&mut self, count: u32) -> Option<u32> {
        (0..count).try_fold(0, |value, _| self.bit().map(|bit| value << 1 | u32::from(bit)))
    }

    pub fn skip(&mut self, count: u32) -> Option<()> {
        self.take(count).map(|_| ())
    }

    /// ue(v)
    pub fn unsigned(&mut self) -> Option<u32> {
        let mut zeros = 0;
        while !self.bit()? {
            zeros += 1;
            if zeros > 31 {
                return None;
            }
        }
        Some((1 << zeros) - 1 + self.take(zeros)?)
    }

    /// se(v)
    pub fn signed(&mut self) -> Option<i32> {
        let value = i64::from(self.unsigned()?);
        Some(if value % 2 == 1 { (value + 1) / 2 } else { -value / 2 } as i32)
    }
}

/// The bytes without those of them that keep start codes out.
pub(super) fn bare(body: &[u8]) -> Vec<u8> {
    let mut bare = Vec::with_capacity(body.len());
    let mut zeros = 0;
    for &byte in body {
        if zeros >= 2 && byte == 3 {
            zeros = 0;
            continue;
        }
        zeros = if byte == 0 { zeros + 1 } else { 0 };
        bare.push(byte);
    }
    bare
}

/// Writes bits.
#[derive(Default)]
pub(super) struct Writer {
    bytes: Vec<u8>,
    /// How many bits of the last byte are free.
    free: u32,
}

impl Writer {
    pub fn bit(&mut self, bit: bool) {
        if self.free == 0 {
            self.bytes.push(0);
            self.free = 8;
        }
        self.free -= 1;
        if let Some(last) = self.bytes.last_mut() {
            *last |= u8::from(bit) << self.free;
        }
    }

    /// The lowest bits of a number.
    pub fn put(&mut self, value: u32, count: u32) {
        (0..count).rev().for_each(|at| self.bit(value >> at & 1 == 1));
    }

    /// ue(v)
    pub fn unsigned(&mut self, value: u32) {
        let bits = value.saturating_add(1).ilog2();
        self.put(0, bits);
        self.put(value.saturating_add(1), bits + 1);
    }

    /// Bits of other bytes.
    pub fn copy(&mut self, bytes: &[u8], range: Range<usize>) {
        for at in range {
            self.bit(bytes.get(at / 8).is_some_and(|byte| byte >> (7 - at % 8) & 1 == 1));
        }
    }

    /// Fills the last byte.
    pub fn align(&mut self, bit: bool) {
        while self.free > 0 {
            self.bit(bit);
        }
    }

    /// Whole bytes, on the border of a byte.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// What was written, with bytes that keep start codes out.
    pub fn finish(mut self, head: u8) -> Vec<u8> {
        self.align(false);
        let mut out = Vec::with_capacity(self.bytes.len() + self.bytes.len() / 64 + 2);
        out.push(head);
        let mut zeros = 0;
        for byte in self.bytes {
            if zeros >= 2 && byte <= 3 {
                out.push(3);
                zeros = 0;
            }
            zeros = if byte == 0 { zeros + 1 } else { 0 };
            out.push(byte);
        }
        out
    }
}

/// Where the payload of a unit ends: before the bit that ends it and the zeros behind that.
pub(super) fn end(bytes: &[u8]) -> Option<usize> {
    let last = bytes.iter().rposition(|byte| *byte != 0)?;
    Some(last * 8 + 7 - bytes[last].trailing_zeros() as usize)
}
