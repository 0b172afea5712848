//! Bits from the most significant to the least, as codecs pack their headers.

/// Bits that are left. Beyond the end all are 0, and [`over`](Self::over) tells so.
#[derive(Clone)]
pub(crate) struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Bits<'a> {
    /// All bits of these bytes.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// The next 32 bits, which stay.
    pub fn peek(&self) -> u32 {
        let rest = self.bytes.get(self.at / 8..).unwrap_or_default();
        let eight = rest.first_chunk().copied().unwrap_or_else(|| {
            let mut eight = [0; 8];
            eight[..rest.len()].copy_from_slice(rest);
            eight
        });
        (u64::from_be_bytes(eight) << (self.at % 8) >> 32) as u32
    }

    /// The next bits as a number; at most 32.
    pub fn take(&mut self, count: u32) -> u32 {
        let value = self.peek().checked_shr(32 - count).unwrap_or_default();
        self.skip(count);
        value
    }

    /// The next bits as a number that may be less than 0; from 1 to 32.
    pub fn signed(&mut self, count: u32) -> i32 {
        let shift = 32 - count;
        ((self.take(count) << shift) as i32) >> shift
    }

    /// The next bit.
    pub fn flag(&mut self) -> bool {
        let bit = self.bytes.get(self.at / 8).is_some_and(|byte| byte >> (7 - self.at % 8) & 1 == 1);
        self.at += 1;
        bit
    }

    /// Goes past bits.
    pub fn skip(&mut self, count: u32) {
        self.at += count as usize;
    }

    /// Goes to the next whole byte.
    pub fn align(&mut self) {
        self.at = self.at.next_multiple_of(8);
    }

    /// Whether more was taken than there is.
    pub fn over(&self) -> bool {
        self.at > self.bytes.len() * 8
    }
}
