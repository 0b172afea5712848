//! The headers of codecs, as far as they tell what the container does not: the name for WebCodecs, sizes, rates, how long a
//! packet of sound lasts.
//!
//! Nothing is decoded here. What a header does not tell stays as the container has it.

pub(crate) mod aac;
mod av1;
pub(crate) mod comment;
pub(crate) mod cover;
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

use crate::{Codec, Picture, Role, Sound, name};

/// Fills in what the configuration of a decoder and the beginning of a packet tell, and gives the name for WebCodecs.
pub(crate) fn describe(codec: &Codec, config: &[u8], packet: &[u8], role: &mut Role) -> String {
    match role {
        Role::Video(picture) => video(codec, config, packet, picture).unwrap_or_default(),
        Role::Audio(sound) => audio(codec, config, packet, sound).unwrap_or_default(),
        Role::Text | Role::Other => String::new(),
    }
}

/// What a decoder has to know first, made of the first packet of an encoder that did not tell it. Empty where nothing is needed.
pub fn configuration(codec: &Codec, packet: &[u8]) -> Vec<u8> {
    match codec {
        Codec::Av1 => av1::config(packet).unwrap_or_default(),
        _ => Vec::new(),
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
    match codec {
        Codec::Aac => {
            let config = aac::Config::read(config)?;
            (sound.rate, sound.bits) = (config.rate, None);
            sound.channels = config.channels.unwrap_or(sound.channels);
            return Some(config.name());
        }
        Codec::Mp3 => {
            sound.bits = None;
            if let Some(frame) = mpeg::Frame::read(packet) {
                (sound.rate, sound.channels) = (frame.rate, frame.channels);
                // WebCodecs has no name for the older layers.
                if frame.layer < 3 {
                    return None;
                }
            }
        }
        Codec::Opus => {
            let head = opus::Head::read(config);
            (sound.rate, sound.bits) = (opus::RATE, None);
            sound.channels = head.map_or(sound.channels, |head| head.channels);
        }
        Codec::Vorbis => {
            if let Some(head) = vorbis::Setup::read(config) {
                (sound.rate, sound.channels) = (head.rate, head.channels);
            }
            sound.bits = None;
        }
        Codec::Flac => {
            if let Some(info) = flac::Info::read(config) {
                *sound = info.sound();
            }
        }
        Codec::Other(name) if name == "A_AC3" => return Some("ac-3".into()),
        Codec::Other(name) if name == "A_EAC3" => return Some("ec-3".into()),
        _ => {}
    }
    Some(name::plain(codec).into())
}
