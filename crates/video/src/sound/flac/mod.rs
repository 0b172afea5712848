//! FLAC (RFC 9639), frame by frame.
//!
//! What a frame becomes depends on no other, so sound leaves the memory as soon as a block is full; only lengths and the check
//! sum of all samples wait for the end, and go into the head.

mod bits;
mod predict;
mod rice;
mod subframe;

use bits::Bits;
use md5::{Digest, Md5};
use subframe::Subframe;

use crate::{Error, Kind, Result};

/// Samples of each channel in a frame, as the reference encoder takes.
const BLOCK: usize = 4096;

/// Makes FLAC of sound, block by block.
#[derive(Clone, Debug)]
pub struct FlacEncoder {
    channels: usize,
    rate: u32,
    bits: u32,
    waiting: Vec<i32>,
    /// How many frames there are, and how many samples of a channel.
    count: u32,
    total: u64,
    /// The smallest and the largest frame in bytes.
    sizes: (usize, usize),
    digest: Md5,
}

impl FlacEncoder {
    /// For this many channels (1 to 8), samples per second and bits (16 or 24).
    ///
    /// # Errors
    /// `Unsupported` for other numbers.
    pub fn new(channels: usize, rate: u32, bits: u8) -> Result<Self> {
        if !(1..=8).contains(&channels) || !(1..1 << 20).contains(&rate) || !matches!(bits, 16 | 24) {
            return Err(Error::new(
                Kind::Unsupported,
                format!(
                    "FLAC of {channels} channels, {rate} samples per second and {bits} bits cannot be made. Choose stereo, 48000 and 16 or 24."
                ),
            ));
        }
        Ok(Self {
            channels,
            rate,
            bits: bits.into(),
            waiting: Vec::new(),
            count: 0,
            total: 0,
            sizes: (usize::MAX, 0),
            digest: Md5::new(),
        })
    }

    /// Takes a block and calls `write` with each frame that is full, and with how many samples of a channel it has.
    pub fn push(&mut self, block: &[f32], write: &mut dyn FnMut(&[u8], u32)) {
        let full = (1_i32 << (self.bits - 1)) as f32;
        self.waiting
            .extend(block.iter().map(|n| (n * full).round_ties_even().clamp(-full, full - 1.0) as i32));
        let waiting = std::mem::take(&mut self.waiting);
        let frames = waiting.chunks_exact(BLOCK * self.channels);
        self.waiting = frames.remainder().to_vec();
        frames.for_each(|samples| self.frame(samples, write));
    }

    /// Makes the last frame of what is left, and gives `fLaC` with the block STREAMINFO: the head of a file, and what other containers
    /// want to know first.
    pub fn finish(&mut self, write: &mut dyn FnMut(&[u8], u32)) -> Vec<u8> {
        let rest = std::mem::take(&mut self.waiting);
        let whole = rest.len() / self.channels * self.channels;
        if whole > 0 {
            self.frame(&rest[..whole], write);
        }
        let mut info = Bits::default();
        // The only block, hence the last.
        info.put(0x80, 8);
        info.put(34, 24);
        // All frames but the last have this many samples.
        info.put(BLOCK as u64, 16);
        info.put(BLOCK as u64, 16);
        info.put(self.sizes.0.min(self.sizes.1) as u64, 24);
        info.put(self.sizes.1 as u64, 24);
        info.put(self.rate.into(), 20);
        info.put(self.channels as u64 - 1, 3);
        info.put(u64::from(self.bits) - 1, 5);
        info.put(self.total, 36);
        let mut head = [b"fLaC", info.bytes()].concat();
        head.extend_from_slice(&std::mem::take(&mut self.digest).finalize());
        head
    }

    fn frame(&mut self, samples: &[i32], write: &mut dyn FnMut(&[u8], u32)) {
        let size = self.bits as usize / 8;
        let packed: Vec<u8> = samples.iter().flat_map(|n| n.to_le_bytes().into_iter().take(size)).collect();
        self.digest.update(&packed);
        let length = samples.len() / self.channels;
        let mut channels: Vec<Vec<i32>> = (0..self.channels)
            .map(|channel| samples.iter().skip(channel).step_by(self.channels).copied().collect())
            .collect();
        let (assignment, side) = match &channels[..] {
            [left, right] => {
                let (assignment, side, new) = stereo(left, right);
                channels = new.unwrap_or(channels);
                (assignment, side)
            }
            _ => (self.channels as u64 - 1, None),
        };
        let mut bits = Bits::default();
        bits.put(0xfff8, 16);
        // The number of samples comes in 16 bits; the rate as in the head.
        bits.put(0x70, 8);
        bits.put(assignment << 4 | if self.bits == 16 { 0x8 } else { 0xc }, 8);
        bits.number(self.count);
        bits.put(length as u64 - 1, 16);
        bits.put(bits::crc8(bits.bytes()).into(), 8);
        for (n, channel) in channels.iter().enumerate() {
            // A difference needs one more bit.
            Subframe::new(channel, self.bits + u32::from(side == Some(n))).write(&mut bits);
        }
        bits.fill();
        bits.put(bits::crc16(bits.bytes()).into(), 16);
        self.sizes = (self.sizes.0.min(bits.bytes().len()), self.sizes.1.max(bits.bytes().len()));
        self.count += 1;
        self.total += length as u64;
        write(bits.bytes(), length as u32);
    }
}

/// How two channels are told: as they are, or one of them or their mean beside their difference. Gives the number for it, which of both is
/// the difference, and the new channels where there are such.
fn stereo(left: &[i32], right: &[i32]) -> (u64, Option<usize>, Option<Vec<Vec<i32>>>) {
    let side: Vec<i32> = left.iter().zip(right).map(|(left, right)| left - right).collect();
    let mean: Vec<i32> = left.iter().zip(right).map(|(left, right)| (left + right) >> 1).collect();
    // Second differences tell well enough what each would take.
    let weight = |channel: &[i32]| -> f64 {
        let curved = channel
            .windows(3)
            .map(|n| (i64::from(n[0]) - 2 * i64::from(n[1]) + i64::from(n[2])).unsigned_abs());
        (curved.sum::<u64>() as f64 + 1.0).log2()
    };
    let (l, r, s, m) = (weight(left), weight(right), weight(&side), weight(&mean));
    let ways = [(l + r, 1), (l + s, 8), (s + r, 9), (m + s, 10)];
    let best = ways.into_iter().min_by(|a, b| a.0.total_cmp(&b.0)).map_or(1, |(_, way)| way);
    match best {
        8 => (8, Some(1), Some(vec![left.to_vec(), side])),
        9 => (9, Some(0), Some(vec![side, right.to_vec()])),
        10 => (10, Some(1), Some(vec![mean, side])),
        way => (way, None, None),
    }
}
