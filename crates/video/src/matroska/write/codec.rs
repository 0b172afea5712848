//! What Matroska calls the codecs that it is given, and where it keeps what their decoders have to know.

use crate::{Codec, Error, Format, Kind, Result, Role, h264, riff};

/// Name, configuration, and what comes before each packet.
pub(super) fn name(format: &Format, role: &Role, webm: bool) -> Result<(String, Vec<u8>, Vec<u8>)> {
    let config = || format.config.clone();
    let (name, config, open) = match &format.codec {
        Codec::Vp8 => ("V_VP8", Vec::new(), true),
        Codec::Vp9 => ("V_VP9", features(&format.config), true),
        Codec::Av1 => ("V_AV1", config(), true),
        Codec::Opus => ("A_OPUS", config(), true),
        Codec::Vorbis => ("A_VORBIS", config(), true),
        // WebM has a form of its own for cues: two lines before the text.
        Codec::WebVtt if webm => {
            return Ok(("D_WEBVTT/SUBTITLES".into(), config(), b"\n\n".to_vec()));
        }
        Codec::WebVtt => ("S_TEXT/WEBVTT", config(), false),
        Codec::H264 => ("V_MPEG4/ISO/AVC", config(), false),
        Codec::H265 => ("V_MPEGH/ISO/HEVC", config(), false),
        Codec::Aac => ("A_AAC", config(), false),
        Codec::Mp3 => ("A_MPEG/L3", Vec::new(), false),
        Codec::Flac => ("A_FLAC", config(), false),
        Codec::Alac => ("A_ALAC", config(), false),
        Codec::Pcm { float: true, big: false, .. } => ("A_PCM/FLOAT/IEEE", Vec::new(), false),
        Codec::Pcm { float: false, signed, big, bits } if *signed == (*bits > 8) => {
            (if *big && *bits > 8 { "A_PCM/INT/BIG" } else { "A_PCM/INT/LIT" }, Vec::new(), false)
        }
        Codec::Alaw => ("A_MS/ACM", wave(6, role), false),
        Codec::Ulaw => ("A_MS/ACM", wave(7, role), false),
        Codec::Text => ("S_TEXT/UTF8", Vec::new(), false),
        Codec::Ass => ("S_TEXT/ASS", config(), false),
        Codec::Other(name) => {
            let sound = matches!(role, Role::Audio(_));
            (other(name, &format.config, sound).ok_or_else(|| refuse(name))?, config(), false)
        }
        Codec::Pcm { .. } => return Err(refuse("plain sound in this form")),
    };
    if webm && !open {
        let message = format!("WebM does not hold {name}. Choose Matroska (MKV), or code that track anew.");
        return Err(Error::new(Kind::Settings, message));
    }
    Ok((name.into(), config, Vec::new()))
}

fn refuse(name: &str) -> Error {
    let message =
        format!("Matroska has no name for the codec “{name}”. Leave that track out, or code it anew.");
    Error::new(Kind::Settings, message)
}

/// Names of Matroska stay; Windows keeps its own in the configuration; some of MP4 have one in Matroska.
fn other<'a>(name: &'a str, config: &[u8], sound: bool) -> Option<&'a str> {
    let windows = |code: &[u8]| config.get(16..20).is_some_and(|known| known.eq_ignore_ascii_case(code));
    match name {
        name if name.get(1..2) == Some("_") => Some(name),
        "ac-3" => Some("A_AC3"),
        "ec-3" => Some("A_EAC3"),
        "dtsc" => Some("A_DTS"),
        "mp4v" => Some("V_MPEG4/ISO/ASP"),
        name if config.len() >= 40 && (windows(name.as_bytes()) || name == "RGB") => Some("V_MS/VFW/FOURCC"),
        name if config.get(4..8) == Some(name.as_bytes()) => Some("V_QUICKTIME"),
        name if sound
            && riff::Wave::read(config).is_some_and(|wave| wave.codec == Codec::Other(name.into())) =>
        {
            Some("A_MS/ACM")
        }
        _ => None,
    }
}

/// VP9 has no configuration but in MP4, whose record is not that of WebM; only the latter's own form is kept.
fn features(config: &[u8]) -> Vec<u8> {
    if matches!(config, [1..=4, 1, ..]) { config.to_vec() } else { Vec::new() }
}

/// WAVEFORMATEX for a sample of eight bits.
fn wave(tag: u16, role: &Role) -> Vec<u8> {
    let (rate, channels) = match role {
        Role::Audio(sound) => (sound.rate, sound.channels),
        _ => (8000, 1),
    };
    let mut out = Vec::new();
    out.extend_from_slice(&tag.to_le_bytes());
    out.extend_from_slice(&channels.to_le_bytes());
    out.extend_from_slice(&rate.to_le_bytes());
    out.extend_from_slice(&rate.saturating_mul(u32::from(channels)).to_le_bytes());
    out.extend_from_slice(&channels.to_le_bytes());
    out.extend_from_slice(&[8, 0, 0, 0]);
    out
}

/// The parameter sets of a configuration of H.264 or H.265, as they stand in packets. Nothing for other codecs.
pub(super) fn parameters(format: &Format) -> Vec<u8> {
    match format.codec {
        Codec::H264 => avc(&format.config),
        Codec::H265 => hevc(&format.config).unwrap_or_default(),
        _ => Vec::new(),
    }
}

fn avc(config: &[u8]) -> Vec<u8> {
    let h264::Sets { sps, pps, length } = h264::sets(config);
    let mut out = Vec::new();
    for unit in sps.iter().chain(&pps) {
        out.extend_from_slice(&(unit.len() as u32).to_be_bytes()[4 - length..]);
        out.extend_from_slice(unit);
    }
    out
}

fn hevc(config: &[u8]) -> Option<Vec<u8>> {
    let width = usize::from(config.get(21)? & 3) + 1;
    let (mut rest, mut out) = (config.get(23..)?, Vec::new());
    for _ in 0..*config.get(22)? {
        let count = u16::from_be_bytes(*rest.get(1..)?.first_chunk()?);
        rest = rest.get(3..)?;
        for _ in 0..count {
            let length = u16::from_be_bytes(*rest.first_chunk()?);
            let (set, after) = rest.get(2..)?.split_at_checked(usize::from(length))?;
            out.extend_from_slice(&u32::from(length).to_be_bytes()[4 - width..]);
            out.extend_from_slice(set);
            rest = after;
        }
    }
    Some(out)
}
