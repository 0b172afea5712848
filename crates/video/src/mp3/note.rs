//! The note that encoders leave in the first frame: how many frames there are, where each hundredth lies, what they have added
//! (Xing, Info, LAME; Fraunhofer's VBRI).

use crate::headers::mpeg::Frame;

/// A decoder of layer III adds so many samples.
pub(super) const DECODER: u32 = 529;

/// The note.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Note {
    /// How many samples the encoder has added at the beginning and at the end, if it says so.
    pub added: Option<(u32, u32)>,
    /// How many frames follow.
    pub frames: Option<u32>,
}

impl Note {
    /// Reads the note of a frame; `None` if it has none and is to be played.
    pub fn read(frame: &Frame, bytes: &[u8]) -> Option<Self> {
        let four = |rest: &[u8]| rest.first_chunk().map(|four| u32::from_be_bytes(*four));
        if let Some(rest) = bytes.get(36..).and_then(|rest| rest.strip_prefix(b"VBRI")) {
            return Some(Self { added: None, frames: rest.get(10..).and_then(four) });
        }
        let rest = bytes.get(4 + frame.side()..)?;
        if !rest.starts_with(b"Xing") && !rest.starts_with(b"Info") {
            return None;
        }
        let flags = four(rest.get(4..)?)?;
        let frames = (flags & 1 != 0).then(|| rest.get(8..).and_then(four)).flatten();
        let lengths = [(1, 4), (2, 4), (4, 100), (8, 4)];
        let at =
            8 + lengths.iter().filter(|(flag, _)| flags & flag != 0).map(|(_, length)| length).sum::<usize>();
        // The name of the encoder, as LAME and those after it write it, then among others two numbers of twelve bits.
        let named = rest.get(at..at + 4).is_some_and(|name| name.iter().all(u8::is_ascii_graphic));
        let added = rest.get(at + 21..at + 24).filter(|_| named).map(|three| {
            let both = u32::from_be_bytes([0, three[0], three[1], three[2]]);
            (both >> 12, both & 0xfff)
        });
        Some(Self { added, frames })
    }

    /// Writes a frame with a note for frames like this one: `places` says where each hundredth of the time lies, in 256ths of
    /// the file.
    pub fn write(
        &self,
        rate: u32,
        channels: u16,
        bytes: u32,
        places: &[u8; 100],
        steady: bool,
    ) -> Option<Vec<u8>> {
        // Which of the bitrates gives room for the note: try them from the lowest.
        let (version, number) = [
            (3, 44_100),
            (3, 48_000),
            (3, 32_000),
            (2, 22_050),
            (2, 24_000),
            (2, 16_000),
            (0, 11_025),
            (0, 12_000),
            (0, 8_000),
        ]
        .iter()
        .enumerate()
        .find(|(_, (_, known))| *known == rate)
        .map(|(nth, (version, _))| (*version, nth as u32 % 3))?;
        let mode = if channels == 1 { 3 } else { 0 };
        let mut candidates = (1..15).filter_map(|bitrate| {
            let header = 0xffe0_0000_u32
                | version << 19
                | 1 << 17
                | 1 << 16
                | bitrate << 12
                | number << 10
                | mode << 6;
            Some((header, Frame::read(&header.to_be_bytes())?))
        });
        let (header, frame) = candidates.find(|(_, frame)| frame.size as usize >= 4 + frame.side() + 156)?;
        let mut out = header.to_be_bytes().to_vec();
        out.resize(4 + frame.side(), 0);
        out.extend_from_slice(if steady { b"Info" } else { b"Xing" });
        out.extend_from_slice(&7_u32.to_be_bytes());
        out.extend_from_slice(&self.frames.unwrap_or(0).to_be_bytes());
        out.extend_from_slice(&(bytes + frame.size).to_be_bytes());
        out.extend_from_slice(places);
        // The name of the note rather than of who writes it: players read the numbers behind it under this name only.
        if let Some((before, behind)) = self.added {
            out.extend_from_slice(b"LAME3.100");
            out.resize(out.len() + 12, 0);
            out.extend_from_slice(&(before.min(0xfff) << 12 | behind.min(0xfff)).to_be_bytes()[1..]);
        }
        out.resize(frame.size as usize, 0);
        Some(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_reads_back() {
        for (rate, channels) in [(44_100, 2), (48_000, 1), (22_050, 2), (8_000, 1)] {
            let note = Note { added: Some((576, 1234)), frames: Some(77) };
            let bytes = note.write(rate, channels, 5000, &[3; 100], false).unwrap();
            let frame = Frame::read(&bytes).unwrap();
            assert_eq!((frame.rate, frame.channels, frame.size as usize), (rate, channels, bytes.len()));
            assert_eq!(Note::read(&frame, &bytes), Some(note));
        }
    }
}
