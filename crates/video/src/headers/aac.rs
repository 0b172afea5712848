//! AAC (ISO/IEC 14496-3): AudioSpecificConfig, and the header of a frame in an ADTS stream.

use crate::bits::Bits;

const RATES: [u32; 13] =
    [96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350];

/// AudioSpecificConfig.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Config {
    /// The audio object type: 2 is AAC-LC, 5 HE-AAC, 29 HE-AAC v2.
    pub object: u32,
    /// Samples per second that come out.
    pub rate: u32,
    /// Samples per second of the core, which packets are counted in: half of it for HE-AAC.
    pub core: u32,
    /// How many channels come out, if the number says it.
    pub channels: Option<u16>,
    /// How many samples of the core a packet has.
    pub frame: u32,
}

impl Config {
    /// Reads the configuration.
    pub fn read(config: &[u8]) -> Option<Self> {
        let mut bits = Bits::new(config);
        let object = object(&mut bits);
        let core = rate(&mut bits)?;
        let mut channels = match bits.take(4) {
            0 | 8..=10 | 15 => None,
            7 | 12 | 14 => Some(8),
            11 => Some(7),
            13 => Some(24),
            few => Some(few as u16),
        };
        let (mut out, mut kind) = (core, object);
        if matches!(object, 5 | 29) {
            out = rate(&mut bits)?;
            kind = self::object(&mut bits);
        }
        // Of the general codec's configuration the first bit is whether frames are shorter (960 or 480).
        let frame = match (kind, bits.flag()) {
            (23 | 39, short) => 512 - 32 * u32::from(short),
            (_, short) => 1024 - 64 * u32::from(short),
        };
        if bits.over() || core == 0 {
            return None;
        }
        if object == 2 && channels.is_some() {
            // Behind what an old decoder reads, the higher rate may be told.
            out = behind(&mut bits).unwrap_or(out);
        }
        if object == 29 {
            channels = channels.map(|count| count.max(2));
        }
        Some(Self { object, rate: out, core, channels, frame })
    }

    /// The name for WebCodecs.
    pub fn name(&self) -> String {
        format!("mp4a.40.{}", self.object)
    }

    /// The shortest configuration of AAC-LC.
    pub fn plain(object: u32, rate: u32, channels: u16) -> Vec<u8> {
        let number = RATES.iter().position(|known| *known == rate).map_or(15, |at| at as u32);
        let channels = u64::from(if channels == 8 { 7 } else { channels.min(6) });
        let head = u64::from(object & 31) << 4 | u64::from(number);
        if number == 15 {
            // 5 + 4 + 24 + 4 bits and three of the general codec.
            let all = (head << 24 | u64::from(rate & 0xff_ffff)) << 4 | channels;
            return (all << 3).to_be_bytes()[3..].to_vec();
        }
        ((head << 4 | channels) << 3).to_be_bytes()[6..].to_vec()
    }
}

fn object(bits: &mut Bits) -> u32 {
    match bits.take(5) {
        31 => 32 + bits.take(6),
        small => small,
    }
}

fn rate(bits: &mut Bits) -> Option<u32> {
    match bits.take(4) {
        15 => Some(bits.take(24)),
        number => RATES.get(number as usize).copied(),
    }
}

/// The rate that the second half of a configuration tells: behind the rest of the general codec's, 11 bits announce it.
fn behind(bits: &mut Bits) -> Option<u32> {
    if bits.flag() {
        bits.skip(14);
    }
    bits.skip(1);
    let told = bits.take(11) == 0x2b7 && object(bits) == 5 && bits.flag();
    let rate = rate(bits)?;
    (told && !bits.over()).then_some(rate)
}

/// The header of a frame in an ADTS stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Adts {
    /// The audio object type.
    pub object: u32,
    /// Samples per second of the core.
    pub rate: u32,
    /// How many channels; 0 if only the stream tells.
    pub channels: u16,
    /// How many bytes the header has.
    pub length: u32,
    /// How many bytes the frame has with its header.
    pub size: u32,
    /// How many packets are in the frame: 1 but for a few old encoders.
    pub packets: u32,
}

impl Adts {
    /// Reads the first seven bytes of a frame.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut bits = Bits::new(bytes.get(..7)?);
        if bits.take(12) != 0xfff {
            return None;
        }
        bits.skip(1);
        let (layer, bare) = (bits.take(2), bits.flag());
        let object = bits.take(2) + 1;
        let rate = *RATES.get(bits.take(4) as usize)?;
        bits.skip(1);
        let channels = bits.take(3);
        bits.skip(4);
        let size = bits.take(13);
        bits.skip(11);
        let packets = bits.take(2) + 1;
        let length = if bare { 7 } else { 9 };
        let channels = if channels == 7 { 8 } else { channels as u16 };
        (layer == 0 && size > length).then_some(Self { object, rate, channels, length, size, packets })
    }

    /// The header for a packet of this size; `None` if ADTS cannot say it.
    pub fn write(config: &[u8], packet: u64) -> Option<[u8; 7]> {
        let Config { object, core, channels, .. } = Config::read(config)?;
        let object = if matches!(object, 5 | 29) { 2 } else { object };
        let rate = RATES.iter().position(|known| *known == core)? as u64;
        let channels = channels.unwrap_or(0);
        let channels = if channels == 8 { 7 } else { u64::from(channels) };
        let size = packet + 7;
        if !(1..=4).contains(&object) || size > 0x1fff || channels > 7 {
            return None;
        }
        let head = 0xfff1_u64 << 40 | u64::from(object - 1) << 38 | rate << 34 | channels << 30;
        let all = head | size << 13 | 0x7ff << 2;
        all.to_be_bytes()[1..].try_into().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_configuration_reads_back() {
        for (rate, channels) in [(44_100, 2), (48_000, 1), (8_000, 6), (96_000, 8), (12_345, 2)] {
            let config = Config::read(&Config::plain(2, rate, channels)).unwrap();
            assert_eq!(
                (config.object, config.rate, config.channels, config.frame),
                (2, rate, Some(channels), 1024)
            );
        }
    }

    #[test]
    fn an_adts_header_reads_back() {
        let header = Adts::write(&Config::plain(2, 44_100, 2), 500).unwrap();
        let read = Adts::read(&header).unwrap();
        assert_eq!((read.object, read.rate, read.channels, read.size, read.length), (2, 44_100, 2, 507, 7));
        assert_eq!(header, [0xff, 0xf1, 0x50, 0x80, 0x3f, 0x7f, 0xfc]);
        assert_eq!(Adts::write(&Config::plain(2, 44_100, 2), 9000), None);
    }

    #[test]
    fn the_rate_that_comes_out_is_told() {
        let read = |bytes: &[u8]| Config::read(bytes).map(|aac| (aac.object, aac.rate, aac.channels));
        assert_eq!(read(&[0x12, 0x10]), Some((2, 44_100, Some(2))));
        assert_eq!(read(&[0x13, 0x10, 0x56, 0xe5, 0x98]), Some((2, 48_000, Some(2))));
        assert_eq!(read(&[0x2b, 0x11, 0x88, 0]), Some((5, 48_000, Some(2))));
        assert_eq!(read(&[0x12]), None);
    }

    #[test]
    fn he_aac_counts_in_half_of_its_rate() {
        let config = Config::read(&[0x2b, 0x92, 0x08, 0x00]).unwrap();
        assert_eq!((config.object, config.core, config.rate, config.channels), (5, 22_050, 44_100, Some(2)));
    }
}
