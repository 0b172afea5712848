//! Bits, the highest first, and the check sums over them.

/// Bits that become bytes.
#[derive(Clone, Debug, Default)]
pub(super) struct Bits {
    bytes: Vec<u8>,
    /// Bits that make no whole byte yet, at the lower end.
    rest: u64,
    count: u32,
}

impl Bits {
    /// Appends the lower `count` bits of a value, at most 56.
    pub fn put(&mut self, value: u64, count: u32) {
        self.rest = self.rest << count | value & ((1 << count) - 1);
        self.count += count;
        while self.count >= 8 {
            self.count -= 8;
            self.bytes.push((self.rest >> self.count) as u8);
        }
    }

    /// Appends so many zeros and a one.
    pub fn unary(&mut self, mut zeros: u32) {
        while zeros >= 48 {
            self.put(0, 48);
            zeros -= 48;
        }
        self.put(1, zeros + 1);
    }

    /// Appends a number in the way of UTF-8, which FLAC stretches to 36 bits.
    pub fn number(&mut self, value: u32) {
        if value < 0x80 {
            return self.put(value.into(), 8);
        }
        // Each further byte takes six bits; the first tells their number in ones and keeps what is left of it.
        let further = (1..6).find(|n| value >> (n * 6) < 1 << (6 - n)).unwrap_or(6);
        let ones = 0xff_u64 << (7 - further) & 0xff;
        self.put(ones | u64::from(value) >> (further * 6), 8);
        (0..further).rev().for_each(|n| self.put(0x80 | u64::from(value) >> (n * 6) & 0x3f, 8));
    }

    /// Appends zeros up to a whole byte.
    pub fn fill(&mut self) {
        self.put(0, (8 - self.count) % 8);
    }

    /// The whole bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// The check sum of a frame's head: polynomial x⁸ + x² + x + 1.
pub(super) fn crc8(bytes: &[u8]) -> u8 {
    bytes
        .iter()
        .fold(0, |crc, byte| (0..8).fold(crc ^ byte, |crc, _| crc << 1 ^ if crc & 0x80 != 0 { 7 } else { 0 }))
}

/// The check sum of a frame: polynomial x¹⁶ + x¹⁵ + x² + 1.
pub(super) fn crc16(bytes: &[u8]) -> u16 {
    const TABLE: [u16; 256] = {
        let mut table = [0; 256];
        let mut n = 0;
        while n < 256 {
            let mut crc = (n as u16) << 8;
            let mut bit = 0;
            while bit < 8 {
                crc = crc << 1 ^ if crc & 0x8000 != 0 { 0x8005 } else { 0 };
                bit += 1;
            }
            table[n] = crc;
            n += 1;
        }
        table
    };
    bytes.iter().fold(0, |crc, byte| crc << 8 ^ TABLE[usize::from((crc >> 8) as u8 ^ byte)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_utf8() {
        for letter in ['a', 'ß', '€', '🎬'] {
            let mut bits = Bits::default();
            bits.number(letter as u32);
            assert_eq!(bits.bytes(), letter.encode_utf8(&mut [0; 4]).as_bytes());
        }
    }

    #[test]
    fn sums_are_those_of_their_catalogues() {
        // "123456789": CRC-8/SMBUS and CRC-16/UMTS.
        assert_eq!(crc8(b"123456789"), 0xf4);
        assert_eq!(crc16(b"123456789"), 0xfee8);
    }

    #[test]
    fn bits_come_highest_first() {
        let mut bits = Bits::default();
        bits.put(0b101, 3);
        bits.unary(60);
        bits.fill();
        assert_eq!(bits.bytes(), [0xa0, 0, 0, 0, 0, 0, 0, 1]);
    }
}
