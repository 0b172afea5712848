//! Bits of a unit, without the bytes that keep start codes out of it (7.3.1).

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
