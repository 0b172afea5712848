//! Whether packets of one description can follow those of another.
//!
//! Descriptions also tell what decoders need not know: how long a whole is, what its first encoder was given, who sang it. Two files
//! of one encoder differ in that, and are to be joined all the same.

use crate::headers::vorbis;
use crate::{Codec, Format};

/// Whether a decoder that was told the one decodes packets of the other.
pub fn same(one: &Format, other: &Format) -> bool {
    (&one.codec, &one.packing, essence(one)) == (&other.codec, &other.packing, essence(other))
}

/// What a decoder has to know.
fn essence(format: &Format) -> [&[u8]; 2] {
    let config = format.config.as_slice();
    match (&format.codec, config) {
        // All but the smallest and the largest frame, the length and the checksum.
        (Codec::Flac, _) if config.len() >= 42 => [&config[8..12], &config[18..21]],
        // All but the comments.
        (Codec::Vorbis, _) => match vorbis::split(config) {
            Some([first, _, setup]) => [first, setup],
            None => [config, &[]],
        },
        // All but the rate of what was once encoded.
        (Codec::Opus, _) if config.starts_with(b"OpusHead") && config.len() > 16 => {
            [&config[..12], &config[16..]]
        }
        // An extension that says nothing new may follow the plain kinds; what it could say, the rate of the track tells.
        (Codec::Aac, &[first, second, ..])
            if (1..=4).contains(&(first >> 3))
                && (u16::from_be_bytes([first, second]) >> 7) & 15 != 15
                && second & 0x78 != 0 =>
        {
            [&config[..2], &[]]
        }
        _ => [config, &[]],
    }
}

/// A description of FLAC without what only the whole can say: sizes of frames, length and checksum. The last frame of a film is
/// shorter than the others, and may now have others behind it: so frames differ in length, down to the shortest that is allowed.
pub fn unmeasured(format: &Format) -> Format {
    let mut format = format.clone();
    if format.codec == Codec::Flac && format.config.len() >= 42 {
        format.config[8..10].copy_from_slice(&16_u16.to_be_bytes());
        format.config[12..18].fill(0);
        format.config[21] &= 0xf0;
        format.config[22..42].fill(0);
        format.entry.clear();
    }
    format
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(codec: Codec, config: &[u8]) -> Format {
        Format::new(codec, "", config.to_vec())
    }

    #[test]
    fn what_decoders_need_not_know_makes_no_difference() {
        let vorbis = |comment: &[u8], setup: &[u8]| {
            let lengths = [2, 4, comment.len() as u8];
            of(Codec::Vorbis, &[&lengths, &b"head"[..], comment, setup].concat())
        };
        assert!(same(&vorbis(b"One", b"books"), &vorbis(b"Another", b"books")));
        assert!(!same(&vorbis(b"One", b"books"), &vorbis(b"One", b"other")));
        let opus = |rate: u32, gain: u16| {
            let gain = gain.to_le_bytes();
            of(Codec::Opus, &[&b"OpusHead\x01\x02\x38\x01"[..], &rate.to_le_bytes(), &gain, &[0]].concat())
        };
        assert!(same(&opus(44_100, 0), &opus(48_000, 0)));
        assert!(!same(&opus(48_000, 256), &opus(48_000, 0)));
        let aac = |config: &[u8]| of(Codec::Aac, config);
        assert!(same(&aac(&[0x11, 0x90]), &aac(&[0x11, 0x90, 0x56, 0xe5, 0])));
        assert!(!same(&aac(&[0x11, 0x90]), &aac(&[0x13, 0x10])), "half the rate, doubled by the decoder");
    }

    #[test]
    fn flac_of_two_recordings_is_the_same_kind() {
        let flac = |largest: u8, rate: u8, sum: u8| {
            let mut config = vec![0; 42];
            config[..8].copy_from_slice(b"fLaC\x80\0\0\x22");
            (config[17], config[18], config[30]) = (largest, rate, sum);
            of(Codec::Flac, &config)
        };
        assert!(same(&flac(9, 10, 1), &flac(8, 10, 2)));
        assert!(!same(&flac(9, 10, 1), &flac(9, 11, 1)));
        assert_eq!(unmeasured(&flac(9, 10, 1)), unmeasured(&flac(8, 10, 2)));
    }
}
