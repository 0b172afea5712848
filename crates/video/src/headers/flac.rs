//! FLAC (RFC 9639): the stream's description and the header of a frame.

use crate::Sound;

/// The first block of metadata, STREAMINFO.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Info {
    /// The smallest and the largest number of samples in a frame.
    pub block: (u16, u16),
    /// The largest frame in bytes, 0 if not known.
    pub largest: u32,
    /// Samples per second.
    pub rate: u32,
    /// How many channels.
    pub channels: u16,
    /// Bits of each sample.
    pub bits: u16,
    /// How many samples there are, 0 if not known.
    pub total: u64,
}

impl Info {
    /// Reads `fLaC` and the block after it.
    pub fn read(config: &[u8]) -> Option<Self> {
        let block = config.strip_prefix(b"fLaC")?;
        (block.first()? & 0x7f == 0).then(|| Self::of(block.get(4..)?))?
    }

    /// Reads the block without its header.
    pub fn of(block: &[u8]) -> Option<Self> {
        let two = |at: usize| Some(u16::from_be_bytes(*block.get(at..)?.first_chunk()?));
        let packed = u64::from_be_bytes(*block.get(10..)?.first_chunk()?);
        let sizes = u64::from_be_bytes(*block.get(4..)?.first_chunk()?);
        Some(Self {
            block: (two(0)?, two(2)?),
            largest: (sizes >> 16) as u32 & 0xff_ffff,
            rate: (packed >> 44) as u32,
            channels: (packed >> 41 & 7) as u16 + 1,
            bits: (packed >> 36 & 31) as u16 + 1,
            total: packed & 0xf_ffff_ffff,
        })
    }

    /// The same as plain facts.
    pub fn sound(&self) -> Sound {
        Sound { rate: self.rate, channels: self.channels, bits: Some(self.bits) }
    }
}

/// The header of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Frame {
    /// How many samples each channel has.
    pub samples: u32,
    /// The number of the frame, or of its first sample where frames differ in length.
    pub number: u64,
    /// Whether frames differ in length.
    pub variable: bool,
    /// How many bytes the header has, with its checksum.
    pub length: usize,
}

impl Frame {
    /// Reads a header that has the right checksum.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let &[sync, strategy, sizes, shape] = bytes.first_chunk()?;
        if sync != 0xff || strategy & 0xfe != 0xf8 || shape & 1 != 0 || shape >> 4 > 10 || sizes & 15 == 15 {
            return None;
        }
        let (number, mut at) = coded(bytes.get(4..)?)?;
        at += 4;
        let mut extra = |count: usize| {
            let part = bytes.get(at..at + count)?;
            at += count;
            Some(part.iter().fold(0, |value, byte| value << 8 | u32::from(*byte)))
        };
        let samples = match sizes >> 4 {
            0 => return None,
            1 => 192,
            size @ 2..=5 => 576 << (size - 2),
            6 => extra(1)? + 1,
            7 => extra(2)? + 1,
            size => 256 << (size - 8),
        };
        extra(match sizes & 15 {
            12 => 1,
            13 | 14 => 2,
            _ => 0,
        })?;
        let sum = *bytes.get(at)?;
        let frame = Self { samples, number, variable: strategy & 1 == 1, length: at + 1 };
        (crc8(bytes.get(..at)?) == sum).then_some(frame)
    }
}

/// The frame as one of those that differ in length: with the number of its first sample, and the checksums that follow from that.
pub(crate) fn numbered(bytes: &[u8], sample: u64) -> Option<Vec<u8>> {
    let header = Frame::read(bytes)?.length - 1;
    let (_, old) = coded(bytes.get(4..)?)?;
    let body = bytes.get(header + 1..bytes.len().checked_sub(2)?)?;
    let mut out = Vec::with_capacity(bytes.len() + 6);
    out.extend([0xff, 0xf9, bytes[2], bytes[3]]);
    // So many bytes have six bits each, and the first what is left.
    let more = (0..6).find(|more| sample >> (5 * more + if *more == 0 { 7 } else { 6 }) == 0).unwrap_or(6);
    let marks = if more == 0 { 0 } else { 0xff00_u16 >> (more + 1) };
    out.push(marks as u8 | (sample >> (6 * more)) as u8);
    out.extend((0..more).rev().map(|nth| 0x80 | (sample >> (6 * nth)) as u8 & 0x3f));
    out.extend(&bytes[4 + old..header]);
    out.push(crc8(&out));
    out.extend(body);
    out.extend(crc16(0, &out).to_be_bytes());
    Some(out)
}

/// A number packed as UTF-8 would, and how many bytes it takes.
fn coded(bytes: &[u8]) -> Option<(u64, usize)> {
    let &first = bytes.first()?;
    let length = match first.leading_ones() {
        0 => return Some((u64::from(first), 1)),
        ones @ 2..=7 => ones as usize,
        _ => return None,
    };
    let start = if length == 7 { 0 } else { u64::from(first) & (0x7f >> length) };
    bytes
        .get(1..length)?
        .iter()
        .try_fold(start, |value, byte| (byte & 0xc0 == 0x80).then(|| value << 6 | u64::from(byte & 0x3f)))
        .map(|value| (value, length))
}

fn crc8(bytes: &[u8]) -> u8 {
    bytes.iter().fold(0, |sum, byte| {
        (0..8).fold(sum ^ byte, |sum, _| if sum & 0x80 != 0 { sum << 1 ^ 7 } else { sum << 1 })
    })
}

const CRC16: [u16; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let (mut sum, mut bit) = ((byte as u16) << 8, 0);
        while bit < 8 {
            sum = if sum & 0x8000 != 0 { sum << 1 ^ 0x8005 } else { sum << 1 };
            bit += 1;
        }
        table[byte] = sum;
        byte += 1;
    }
    table
};

/// The checksum of a frame goes on with these bytes; over a whole frame with its last two bytes it is 0.
pub(crate) fn crc16(sum: u16, bytes: &[u8]) -> u16 {
    bytes.iter().fold(sum, |sum, byte| sum << 8 ^ CRC16[usize::from((sum >> 8) as u8 ^ byte)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_gets_another_number_and_stays_whole() {
        // 4096 samples, stereo, 16 bits; number 3.
        let mut frame = vec![0xff, 0xf8, 0xc9, 0x18, 3];
        frame.push(crc8(&frame));
        frame.extend(b"sound");
        frame.extend(crc16(0, &frame).to_be_bytes());
        for sample in
            [0, 0x7f, 0x80, 0x7ff, 0x800, 0xffff, 0x1_0000, 1 << 21, 1 << 26, 1 << 31, (1 << 36) - 1]
        {
            let made = numbered(&frame, sample).unwrap();
            let told = Frame::read(&made).unwrap();
            assert_eq!((told.number, told.variable, told.samples), (sample, true, 4096));
            assert_eq!(crc16(0, &made), 0, "{sample}");
            assert_eq!(&made[told.length..made.len() - 2], b"sound");
        }
    }
}
