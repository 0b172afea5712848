//! MPEG audio (ISO/IEC 11172-3 and 13818-3), layers I to III: the header of a frame.

/// The header of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Frame {
    /// 1, 2 or 3; of MP3 it is 3.
    pub layer: u8,
    /// Samples per second.
    pub rate: u32,
    /// How many channels.
    pub channels: u16,
    /// How many samples each channel has.
    pub samples: u32,
    /// How many bytes the frame has with its header; 0 if it does not say (free format).
    pub size: u32,
    /// Whether it belongs to MPEG-1; else to one of the two lower sampling frequencies.
    pub first: bool,
}

const RATES: [u32; 3] = [44_100, 48_000, 32_000];
/// Kilobits per second: the layers of MPEG-1, then layer I and the others of MPEG-2.
const BITRATES: [[u32; 15]; 5] = [
    [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
    [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
    [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
    [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
    [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
];

impl Frame {
    /// Reads the first four bytes of a frame.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let header = u32::from_be_bytes(*bytes.first_chunk()?);
        let (version, layer) = (header >> 19 & 3, 4 - (header >> 17 & 3) as u8);
        let (bitrate, rate, padding) =
            ((header >> 12 & 15) as usize, (header >> 10 & 3) as usize, header >> 9 & 1);
        if header >> 21 != 0x7ff
            || version == 1
            || layer == 4
            || bitrate == 15
            || rate == 3
            || header & 3 == 2
        {
            return None;
        }
        let first = version == 3;
        let rate = RATES[rate] >> (if first { 0 } else { 1 + u32::from(version == 0) });
        let row = if first { usize::from(layer) - 1 } else { 3 + usize::from(layer > 1) };
        let samples = match layer {
            1 => 384,
            3 if !first => 576,
            _ => 1152,
        };
        let bitrate = BITRATES[row][bitrate] * 1000;
        let size = match (bitrate, layer) {
            (0, _) => 0,
            (_, 1) => (12 * bitrate / rate + padding) * 4,
            _ => samples / 8 * bitrate / rate + padding,
        };
        Some(Self { layer, rate, channels: if header >> 6 & 3 == 3 { 1 } else { 2 }, samples, size, first })
    }

    /// Whether another frame can follow this one in the same stream.
    pub fn agrees(&self, other: &Self) -> bool {
        (self.layer, self.rate, self.first) == (other.layer, other.rate, other.first)
    }

    /// How many bytes of a frame of layer III tell how it is coded; what follows is sound.
    pub fn side(&self) -> usize {
        match (self.first, self.channels) {
            (true, 1) | (false, 2) => 17,
            (true, _) => 32,
            (false, _) => 9,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_tells_the_size_of_its_frame() {
        let frame = Frame::read(&[0xff, 0xfb, 0x90, 0x64]).unwrap();
        assert_eq!((frame.rate, frame.channels, frame.samples, frame.size), (44_100, 2, 1152, 417));
        let low = Frame::read(&[0xff, 0xf3, 0x80, 0xc0]).unwrap();
        assert_eq!((low.rate, low.channels, low.samples, low.size), (22_050, 1, 576, 208));
        assert_eq!(Frame::read(&[0xff, 0xf1, 0x50, 0x80]), None);
    }
}
