//! ADPCM, as old WAV and QuickTime files have it: each sample is a step from the one before, in four bits.
//!
//! A packet is a block that stands for itself. What is cut off gives as many samples as it has.

use crate::Codec;

/// Appends the sound of a block of so many channels.
type Decode = fn(&[u8], usize, &mut Vec<f32>);

/// One of the three kinds, for packets of any number of blocks.
#[derive(Clone, Copy, Debug)]
pub struct Adpcm {
    decode: Decode,
    channels: usize,
    /// How many bytes a block has, one or more.
    block: usize,
}

impl Adpcm {
    /// For a track of this codec, with what its container says of it: WAVEFORMATEX, or what that has behind its fixed part.
    /// `None` for other codecs, and if it is not said how long a block is.
    pub fn new(codec: &Codec, config: &[u8], channels: usize) -> Option<Self> {
        let Codec::Other(name) = codec else { return None };
        let number = |at: usize| config.get(at..)?.first_chunk().map(|two| u16::from_le_bytes(*two));
        // Nobody has blocks of so few samples as the numbers of these formats are.
        let samples = || number(if matches!(number(0)?, 2 | 0x11) { 18 } else { 0 }).map(usize::from);
        let (decode, block): (Decode, usize) = match (name.as_str(), channels) {
            ("ADPCM (IMA)", 1..) => (ima_wav, (4 + samples()?.checked_sub(1)? / 8 * 4) * channels),
            ("ADPCM (Microsoft)", 1 | 2) => {
                (microsoft, 7 * channels + (samples()?.checked_sub(2)? * channels).div_ceil(2))
            }
            ("ima4", 1..) => (ima_quicktime, 34 * channels),
            _ => return None,
        };
        Some(Self { decode, channels, block })
    }

    /// Appends the sound of a packet.
    pub fn unpack(&self, packet: &[u8], sound: &mut Vec<f32>) {
        packet.chunks(self.block).for_each(|block| (self.decode)(block, self.channels, sound));
    }
}

/// IMA's sizes of steps (Recommended Practices for Enhancing Digital Audio Compatibility, 3.00).
const STEPS: [i32; 89] = [
    7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 19, 21, 23, 25, 28, 31, 34, 37, 41, 45, 50, 55, 60, 66, 73, 80, 88,
    97, 107, 118, 130, 143, 157, 173, 190, 209, 230, 253, 279, 307, 337, 371, 408, 449, 494, 544, 598, 658,
    724, 796, 876, 963, 1060, 1166, 1282, 1411, 1552, 1707, 1878, 2066, 2272, 2499, 2749, 3024, 3327, 3660,
    4026, 4428, 4871, 5358, 5894, 6484, 7132, 7845, 8630, 9493, 10442, 11487, 12635, 13899, 15289, 16818,
    18500, 20350, 22385, 24623, 27086, 29794, 32767,
];

/// A channel of IMA's ADPCM.
#[derive(Clone, Copy, Debug)]
struct Ima {
    sample: i32,
    index: i32,
}

impl Ima {
    fn new(sample: i32, index: u8) -> Self {
        Self { sample, index: i32::from(index).min(88) }
    }

    fn next(&mut self, nibble: u8) -> f32 {
        let step = STEPS[self.index as usize];
        let mut difference = step >> 3;
        for (bit, part) in [(4, step), (2, step >> 1), (1, step >> 2)] {
            difference += if nibble & bit != 0 { part } else { 0 };
        }
        self.sample += if nibble & 8 != 0 { -difference } else { difference };
        self.sample = self.sample.clamp(-32_768, 32_767);
        self.index += [-1, -1, -1, -1, 2, 4, 6, 8][usize::from(nibble & 7)];
        self.index = self.index.clamp(0, 88);
        self.sample as f32 / 32_768.0
    }
}

/// Appends the sound of one block as WAV has it: format 0x11.
pub fn ima_wav(block: &[u8], channels: usize, sound: &mut Vec<f32>) {
    let (heads, words) = block.as_chunks::<4>().0.split_at(channels.min(block.len() / 4));
    if heads.is_empty() || heads.len() < channels {
        return;
    }
    let mut states: Vec<Ima> = heads
        .iter()
        .map(|[low, high, index, _]| Ima::new(i16::from_le_bytes([*low, *high]).into(), *index))
        .collect();
    sound.extend(states.iter().map(|state| state.sample as f32 / 32_768.0));
    // Eight samples of each channel in turn, the lower half of a byte first.
    for words in words.chunks_exact(channels) {
        let start = sound.len();
        sound.resize(start + 8 * channels, 0.0);
        for (channel, word) in words.iter().enumerate() {
            for n in 0..8 {
                let nibble = word[n / 2] >> (n % 2 * 4) & 15;
                sound[start + n * channels + channel] = states[channel].next(nibble);
            }
        }
    }
}

/// Appends the sound of a packet as QuickTime has it, `ima4`: 34 bytes for each channel, 64 samples. Each begins with nine bits of the last
/// sample of the one before, which is all that is known of it.
pub fn ima_quicktime(packet: &[u8], channels: usize, sound: &mut Vec<f32>) {
    if channels == 0 {
        return;
    }
    for group in packet.chunks_exact(34 * channels) {
        let start = sound.len();
        sound.resize(start + 64 * channels, 0.0);
        for (channel, block) in group.chunks_exact(34).enumerate() {
            let head = i16::from_be_bytes([block[0], block[1]]);
            let mut state = Ima::new((head & !0x7f).into(), (head & 0x7f) as u8);
            for n in 0..64 {
                let nibble = block[2 + n / 2] >> (n % 2 * 4) & 15;
                sound[start + n * channels + channel] = state.next(nibble);
            }
        }
    }
}

/// Appends the sound of one block of Microsoft's ADPCM: format 2 of WAV, with its seven usual pairs of coefficients.
pub fn microsoft(block: &[u8], channels: usize, sound: &mut Vec<f32>) {
    const PAIRS: [(i32, i32); 7] =
        [(256, 0), (512, -256), (0, 0), (192, 64), (240, 0), (460, -208), (392, -232)];
    const GROW: [i32; 16] = [230, 230, 230, 230, 307, 409, 512, 614, 768, 614, 512, 409, 307, 230, 230, 230];
    if !(1..=2).contains(&channels) || block.len() < 7 * channels {
        return;
    }
    let (head, rest) = block.split_at(7 * channels);
    let word = |n: usize, channel: usize| {
        let at = channels + (n * channels + channel) * 2;
        i32::from(i16::from_le_bytes([head[at], head[at + 1]]))
    };
    let mut states: Vec<_> = (0..channels)
        .map(|channel| {
            (PAIRS[usize::from(head[channel]).min(6)], word(0, channel), word(1, channel), word(2, channel))
        })
        .collect();
    sound.extend(states.iter().map(|(.., older)| *older as f32 / 32_768.0));
    sound.extend(states.iter().map(|(_, _, old, _)| *old as f32 / 32_768.0));
    let nibbles = rest.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    for (n, nibble) in nibbles.take(rest.len() * 2 / channels * channels).enumerate() {
        let (pair, delta, old, older) = &mut states[n % channels];
        let guess = (*old * pair.0 + *older * pair.1) >> 8;
        let signed = i32::from(nibble) - if nibble & 8 != 0 { 16 } else { 0 };
        let sample = (guess + signed.saturating_mul(*delta)).clamp(-32_768, 32_767);
        (*older, *old) = (*old, sample);
        *delta = (GROW[usize::from(nibble)].saturating_mul(*delta) >> 8).clamp(16, 1 << 24);
        sound.push(sample as f32 / 32_768.0);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn blocks_are_as_long_as_their_samples_say() {
        let named = |name: &str| Codec::Other(name.into());
        let block = |name: &str, config: &[u8], channels| {
            Adpcm::new(&named(name), config, channels).map(|adpcm| adpcm.block)
        };
        // 2,041 samples in 1,024 bytes, alone and behind a whole WAVEFORMATEX.
        let alone = 2041_u16.to_le_bytes();
        let whole = [&[0x11, 0][..], &[0; 14], &[2, 0], &alone].concat();
        assert_eq!(block("ADPCM (IMA)", &alone, 1), Some(1024));
        assert_eq!(block("ADPCM (IMA)", &whole, 2), Some(2048));
        assert_eq!(block("ADPCM (Microsoft)", &1012_u16.to_le_bytes(), 2), Some(1024));
        assert_eq!(block("ima4", &[], 2), Some(68));
        for (name, config, channels) in [
            ("ADPCM (IMA)", &[][..], 1),
            ("ADPCM (Microsoft)", &alone, 6),
            ("ima4", &[], 0),
            ("GSM", &alone, 1),
        ] {
            assert_eq!(block(name, config, channels), None, "{name}");
        }
    }

    proptest! {
        #[test]
        fn no_block_makes_them_panic(block: Vec<u8>, channels in 0_usize..9) {
            let mut sound = Vec::new();
            ima_wav(&block, channels, &mut sound);
            ima_quicktime(&block, channels, &mut sound);
            microsoft(&block, channels, &mut sound);
            prop_assert!(sound.iter().all(|n| (-1.0..1.0).contains(n)));
        }
    }
}
