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

    /// The next bits as a number; at most 32.
    pub fn take(&mut self, count: u32) -> u32 {
        (0..count).fold(0, |value, _| value << 1 | u32::from(self.flag()))
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

    /// Whether more was taken than there is.
    pub fn over(&self) -> bool {
        self.at > self.bytes.len() * 8
    }
}
