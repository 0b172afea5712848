//! What Matroska calls the codecs.

use super::entry::Entry;
use crate::headers::aac;
use crate::{Codec, Packing, riff};

/// The codec of a track and what its decoder has to know first.
pub(super) fn of(entry: &mut Entry) -> (Codec, Vec<u8>) {
    let config = std::mem::take(&mut entry.private);
    let bits = entry.bits.min(64) as u8;
    let codec = match entry.codec.as_str() {
        "V_MPEG4/ISO/AVC" => Codec::H264,
        "V_MPEGH/ISO/HEVC" => Codec::H265,
        "V_VP8" => Codec::Vp8,
        "V_VP9" => Codec::Vp9,
        "V_AV1" => Codec::Av1,
        "A_OPUS" | "A_OPUS/EXPERIMENTAL" => Codec::Opus,
        "A_VORBIS" => Codec::Vorbis,
        "A_FLAC" => Codec::Flac,
        "A_ALAC" => Codec::Alac,
        "A_MPEG/L3" | "A_MPEG/L2" | "A_MPEG/L1" => Codec::Mp3,
        "A_PCM/INT/LIT" => Codec::Pcm { bits, float: false, signed: bits > 8, big: false },
        "A_PCM/INT/BIG" => Codec::Pcm { bits, float: false, signed: bits > 8, big: true },
        "A_PCM/FLOAT/IEEE" => Codec::Pcm { bits, float: true, signed: true, big: false },
        "S_TEXT/UTF8" | "S_TEXT/ASCII" => Codec::Text,
        "S_TEXT/ASS" | "S_TEXT/SSA" | "S_ASS" | "S_SSA" => Codec::Ass,
        "S_TEXT/WEBVTT" => Codec::WebVtt,
        "V_MS/VFW/FOURCC" => return windows(entry, config),
        "A_MS/ACM" => {
            return match riff::Wave::read(&config) {
                Some(riff::Wave { codec: Codec::Other(name), .. }) => (Codec::Other(name), config),
                Some(wave) => (wave.codec, wave.config),
                None => (Codec::Other(entry.codec.clone()), config),
            };
        }
        "V_QUICKTIME" => {
            let code = config.get(4..8).map(String::from_utf8_lossy);
            Codec::Other(code.as_deref().unwrap_or("V_QUICKTIME").into())
        }
        name if name.starts_with("A_AAC") => {
            let config = if config.is_empty() { synthetic(name, entry) } else { config };
            return (Codec::Aac, config);
        }
        name if name.starts_with("D_WEBVTT/") => {
            if entry.packing == Packing::Plain {
                entry.packing = Packing::Cue;
            }
            Codec::WebVtt
        }
        name => Codec::Other(name.into()),
    };
    (codec, config)
}

/// Windows keeps BITMAPINFOHEADER with a four-character code, then what the codec adds.
fn windows(entry: &Entry, config: Vec<u8>) -> (Codec, Vec<u8>) {
    match config.get(16..20).and_then(|code| code.first_chunk()) {
        Some(code) => match riff::fourcc(*code) {
            Codec::Other(name) => (Codec::Other(name), config),
            codec => (codec, config.get(40..).unwrap_or_default().to_vec()),
        },
        None => (Codec::Other(entry.codec.clone()), config),
    }
}

/// Before there was a configuration, names such as `A_AAC/MPEG4/LC/SBR` told the profile.
fn synthetic(name: &str, entry: &Entry) -> Vec<u8> {
    let object = match name.split('/').nth(2) {
        Some("MAIN") => 1,
        Some("SSR") => 3,
        Some("LTP") => 4,
        _ => 2,
    };
    aac::Config::plain(object, entry.rate as u32, entry.channels)
}
