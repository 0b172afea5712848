//! What WAV, AVI and Matroska's Windows tracks share: Microsoft's descriptions of sound and pictures.

use crate::{Codec, Sound, Tag};

/// WAVEFORMATEX, as far as it is needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wave {
    /// The codec.
    pub codec: Codec,
    /// Rate, channels and bits.
    pub sound: Sound,
    /// How many bytes belong together: of plain numbers one for each channel.
    pub block: u16,
    /// Bytes per second on average.
    pub pace: u32,
    /// What the codec adds.
    pub config: Vec<u8>,
}

impl Wave {
    /// Reads the description; the same number stands for the format of Matroska and of WAV.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let two = |at: usize| bytes.get(at..)?.first_chunk().map(|two| u16::from_le_bytes(*two));
        let four = |at: usize| bytes.get(at..)?.first_chunk().map(|four| u32::from_le_bytes(*four));
        let mut tag = two(0)?;
        let bits = two(14).unwrap_or(8);
        let extra = two(16).map_or(0, usize::from);
        let mut config = bytes.get(18..).map_or(&[][..], |rest| &rest[..extra.min(rest.len())]);
        // WAVE_FORMAT_EXTENSIBLE: bits that count, speakers, and the real format as the beginning of a GUID.
        if tag == 0xfffe && extra >= 22 {
            tag = two(24)?;
            config = config.get(22..).unwrap_or_default();
        }
        let pcm = |float: bool| {
            let bits = bits.div_ceil(8).saturating_mul(8).min(64) as u8;
            Codec::Pcm { bits, float, signed: bits > 8, big: false }
        };
        let codec = match tag {
            1 => pcm(false),
            3 => pcm(true),
            6 => Codec::Alaw,
            7 => Codec::Ulaw,
            0x50 | 0x55 => Codec::Mp3,
            0xff | 0x1600 | 0x706d => Codec::Aac,
            0xf1ac => Codec::Flac,
            0x704f => Codec::Opus,
            2 => Codec::Other("ADPCM (Microsoft)".into()),
            0x11 => Codec::Other("ADPCM (IMA)".into()),
            0x31 => Codec::Other("GSM 6.10".into()),
            0x160 | 0x161 => Codec::Other("WMA".into()),
            0x162 => Codec::Other("WMA Pro".into()),
            0x163 => Codec::Other("WMA Lossless".into()),
            0x2000 => Codec::Other("AC-3".into()),
            0x2001 => Codec::Other("DTS".into()),
            other => Codec::Other(format!("0x{other:04x}")),
        };
        let telling = matches!(codec, Codec::Pcm { .. }).then_some(bits);
        let sound = Sound { rate: four(4)?, channels: two(2)?, bits: telling };
        Some(Self { codec, sound, block: two(12)?, pace: four(8)?, config: config.to_vec() })
    }
}

/// The codec of a four-character code of Windows.
pub(crate) fn fourcc(code: [u8; 4]) -> Codec {
    match &code.map(|letter| letter.to_ascii_uppercase()) {
        b"H264" | b"X264" | b"AVC1" | b"DAVC" => Codec::H264,
        b"HEVC" | b"H265" | b"HVC1" | b"HEV1" | b"X265" => Codec::H265,
        b"VP80" => Codec::Vp8,
        b"VP90" => Codec::Vp9,
        b"AV01" => Codec::Av1,
        b"\0\0\0\0" => Codec::Other("RGB".into()),
        _ => Codec::Other(String::from_utf8_lossy(&code).trim_end_matches(['\0', ' ']).into()),
    }
}

/// What a list of chunks says about a file: INAM, IART and the like.
pub(crate) fn tags(list: &[u8], tags: &mut Vec<Tag>) {
    let Some(mut rest) = list.strip_prefix(b"INFO") else { return };
    while let Some((name, after)) = rest.split_first_chunk::<4>()
        && let Some((size, after)) = after.split_first_chunk()
    {
        let size = u32::from_le_bytes(*size) as usize;
        let value = &after[..size.min(after.len())];
        let end = value.iter().position(|byte| *byte == 0).unwrap_or(value.len());
        let value = String::from_utf8_lossy(&value[..end]).trim().to_owned();
        if let Some((_, key)) = NAMES.iter().find(|(known, _)| *known == name)
            && !value.is_empty()
        {
            tags.push(Tag { key: (*key).into(), value });
        }
        rest = after.get(size.saturating_add(size & 1)..).unwrap_or_default();
    }
}

/// The chunk of `LIST INFO` for these tags; empty if it can say none of them.
pub(crate) fn list(tags: &[Tag]) -> Vec<u8> {
    let mut body = b"INFO".to_vec();
    for tag in tags {
        let Some((name, _)) = NAMES.iter().find(|(_, key)| *key == tag.key) else { continue };
        body.extend_from_slice(*name);
        body.extend_from_slice(&(tag.value.len() as u32 + 1).to_le_bytes());
        body.extend_from_slice(tag.value.as_bytes());
        body.resize((body.len() + 2) & !1, 0);
    }
    match body.len() {
        4 => Vec::new(),
        size => [b"LIST", &(size as u32).to_le_bytes()[..], &body].concat(),
    }
}

const NAMES: [(&[u8; 4], &str); 9] = [
    (b"INAM", "title"),
    (b"IART", "artist"),
    (b"IPRD", "album"),
    (b"ICRD", "date"),
    (b"ICMT", "comment"),
    (b"IGNR", "genre"),
    (b"ICOP", "copyright"),
    (b"IPRT", "track"),
    (b"ISFT", "encoder"),
];
