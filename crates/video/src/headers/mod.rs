//! The headers of codecs, as far as they tell what the container does not: the name for WebCodecs, sizes, rates, how long a
//! packet of sound lasts.
//!
//! Nothing is decoded here. What a header does not tell stays as the container has it.

pub(crate) mod aac;
mod av1;
pub(crate) mod comment;
pub(crate) mod flac;
mod iso;

pub(crate) mod mpeg;
pub(crate) mod opus;
mod pace;
pub(crate) mod vorbis;
mod vp8;
mod vp9;

pub(crate) use iso::chroma;
pub(crate) use pace::{ENOUGH, Pace};

use crate::{Codec, Picture, Role, Sound};

/// Fills in what the configuration of a decoder and the beginning of a packet tell, and gives the name for WebCodecs.
pub(crate) fn describe(codec: &Codec, config: &[u8], packet: &[u8], role: &mut Role) -> String {
    match role {
        Role::Video(picture) => video(codec, config, packet, picture).unwrap_or_default(),
        Role::Audio(sound) => audio(codec, config, packet, sound).unwrap_or_default(),
        Role::Text | Role::Other => String::new(),
    }
}

fn video(codec: &Codec, config: &[u8], packet: &[u8], picture: &mut Picture) -> Option<String> {
    match codec {
        Codec::H264 => iso::avc(config, picture),
        Codec::H265 => iso::hevc(config, picture),
        Codec::Vp8 => vp8::describe(packet, picture),
        Codec::Vp9 => vp9::describe(config, packet, picture),
        Codec::Av1 => av1::describe(config, packet, picture),
        _ => None,
    }
}

fn audio(codec: &Codec, config: &[u8], packet: &[u8], sound: &mut Sound) -> Option<String> {
    let name = match codec {
        Codec::Aac => {
            let config = aac::Config::read(config)?;
            (sound.rate, sound.bits) = (config.rate, None);
            if config.channels > 0 {
                sound.channels = config.channels;
            }
            return Some(format!("mp4a.40.{}", config.object));
        }
        Codec::Mp3 => {
            if let Some(frame) = mpeg::Frame::read(packet) {
                (sound.rate, sound.channels) = (frame.rate, frame.channels);
            }
            sound.bits = None;
            "mp3"
        }
        Codec::Opus => {
            let head = opus::Head::read(config);
            (sound.rate, sound.bits) = (opus::RATE, None);
            sound.channels = head.map_or(sound.channels, |head| head.channels);
            "opus"
        }
        Codec::Vorbis => {
            if let Some(head) = vorbis::Setup::read(config) {
                (sound.rate, sound.channels) = (head.rate, head.channels);
            }
            sound.bits = None;
            "vorbis"
        }
        Codec::Flac => {
            if let Some(info) = flac::Info::read(config) {
                *sound = info.sound();
            }
            "flac"
        }
        Codec::Alac => "alac",
        Codec::Alaw => "alaw",
        Codec::Ulaw => "ulaw",
        Codec::Pcm { bits: 8, float: false, signed: false, .. } => "pcm-u8",
        Codec::Pcm { bits: 16, float: false, signed: true, big: false } => "pcm-s16",
        Codec::Pcm { bits: 24, float: false, signed: true, big: false } => "pcm-s24",
        Codec::Pcm { bits: 32, float: false, signed: true, big: false } => "pcm-s32",
        Codec::Pcm { bits: 32, float: true, big: false, .. } => "pcm-f32",
        Codec::Other(name) if name == "A_AC3" => "ac-3",
        Codec::Other(name) if name == "A_EAC3" => "ec-3",
        _ => return None,
    };
    Some(name.into())
}
