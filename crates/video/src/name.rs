//! The names that WebCodecs knows codecs by (W3C, WebCodecs Codec Registry), out of what decoders are told.
//!
//! A name says the profile and the level, so a browser can answer whether it decodes a track before it sees a packet.

use std::fmt::Write;

use crate::{Codec, Color};

/// The name of a codec that has no profiles; empty for others.
pub(crate) fn plain(codec: &Codec) -> &'static str {
    match codec {
        Codec::Vp8 => "vp8",
        Codec::Mp3 => "mp3",
        Codec::Opus => "opus",
        Codec::Vorbis => "vorbis",
        Codec::Flac => "flac",
        Codec::Alac => "alac",
        Codec::Alaw => "alaw",
        Codec::Ulaw => "ulaw",
        Codec::Pcm { big: false, bits, float, signed } => match (bits, float, signed) {
            (8, false, false) => "pcm-u8",
            (16, false, true) => "pcm-s16",
            (24, false, true) => "pcm-s24",
            (32, false, true) => "pcm-s32",
            (32, true, _) => "pcm-f32",
            _ => "",
        },
        _ => "",
    }
}

/// H.264 by its `avcC`; `inband` where parameter sets may come between the packets.
pub(crate) fn h264(config: &[u8], inband: bool) -> Option<String> {
    let [1, profile, compatible, level, ..] = config else { return None };
    Some(format!("avc{}.{profile:02x}{compatible:02x}{level:02x}", if inband { 3 } else { 1 }))
}

/// H.265 by its `hvcC`.
pub(crate) fn h265(config: &[u8], inband: bool) -> Option<String> {
    let (profile, flags, level) = (*config.get(1)?, config.get(2..6)?, *config.get(12)?);
    let flags = u32::from_be_bytes(*flags.first_chunk()?).reverse_bits();
    let space = ["", "A", "B", "C"][usize::from(profile >> 6)];
    let tier = if profile & 0x20 > 0 { 'H' } else { 'L' };
    let mut name =
        format!("{}.{space}{}.{flags:X}.{tier}{level}", if inband { "hev1" } else { "hvc1" }, profile & 31);
    let constraints = config.get(6..12)?;
    let used = constraints.iter().rposition(|byte| *byte > 0).map_or(0, |last| last + 1);
    for byte in &constraints[..used] {
        // Writing to a string does not fail.
        let _ = write!(name, ".{byte:X}");
    }
    Some(name)
}

/// Whether pictures of H.265 are interlaced, where its `hvcC` says.
pub(crate) fn scan(config: &[u8]) -> Option<bool> {
    match config.get(6)? >> 6 {
        0b01 => Some(true),
        0b10 => Some(false),
        _ => None,
    }
}

/// AV1 by its `av1C`.
pub(crate) fn av1(config: &[u8]) -> Option<String> {
    let [_, first, second, ..] = config else { return None };
    let tier = if second & 0x80 > 0 { 'H' } else { 'M' };
    let bits = match second >> 5 & 3 {
        0 | 1 => 8,
        2 => 10,
        _ => 12,
    };
    Some(format!("av01.{}.{:02}{tier}.{bits:02}", first >> 5, first & 31))
}

/// What `vpcC` and the name of VP9 say alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Vp9 {
    pub profile: u8,
    pub level: u8,
    pub bits: u8,
    pub chroma: u8,
    pub color: Option<Color>,
}

impl Vp9 {
    /// Reads the body of `vpcC`, without version and flags.
    pub fn read(body: &[u8]) -> Option<Self> {
        let [profile, level, packed, primaries, transfer, matrix, ..] = *body else { return None };
        let color = Color { primaries, transfer, matrix, full: packed & 1 > 0 };
        Some(Self { profile, level, bits: packed >> 4, chroma: packed >> 1 & 7, color: Some(color) })
    }

    /// Reads a name, short or long.
    pub fn parse(name: &str) -> Option<Self> {
        let mut parts = name.strip_prefix("vp09.")?.split('.').map(|part| part.parse::<u8>().ok());
        let mut next = || parts.next().flatten();
        let (profile, level, bits) = (next()?, next()?, next()?);
        let chroma = next().unwrap_or(1);
        let mut color = || {
            Some(Color { primaries: next()?, transfer: next()?, matrix: next()?, full: next() == Some(1) })
        };
        Some(Self { profile, level, bits, chroma, color: color() })
    }

    /// The body of `vpcC`, without version and flags.
    pub fn write(&self) -> Vec<u8> {
        let color = self.color.unwrap_or(Color { primaries: 2, transfer: 2, matrix: 2, full: false });
        let packed = self.bits << 4 | self.chroma << 1 | u8::from(color.full);
        vec![self.profile, self.level, packed, color.primaries, color.transfer, color.matrix, 0, 0]
    }

    pub fn name(&self) -> String {
        let mut name = format!("vp09.{:02}.{:02}.{:02}", self.profile, self.level, self.bits);
        if let Some(Color { primaries, transfer, matrix, full }) = self.color {
            // Writing to a string does not fail.
            let _ = write!(
                name,
                ".{:02}.{primaries:02}.{transfer:02}.{matrix:02}.{:02}",
                self.chroma,
                u8::from(full)
            );
        }
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_pictures_follow_their_records() {
        assert_eq!(h264(&[1, 0x64, 0, 0x28, 0xff], false).as_deref(), Some("avc1.640028"));
        let main = [1, 1, 0x60, 0, 0, 0, 0x90, 0, 0, 0, 0, 0, 93];
        assert_eq!(h265(&main, true).as_deref(), Some("hev1.1.6.L93.90"));
        assert_eq!(av1(&[0x81, 0x04, 0x4c]).as_deref(), Some("av01.0.04M.10"));
        let vp9 = Vp9::parse("vp09.02.10.10.01.09.16.09.01").unwrap();
        assert_eq!(
            (vp9.name().as_str(), Vp9::read(&vp9.write())),
            ("vp09.02.10.10.01.09.16.09.01", Some(vp9))
        );
        assert_eq!(Vp9::parse("vp09.00.41.08").unwrap().name(), "vp09.00.41.08");
    }
}
