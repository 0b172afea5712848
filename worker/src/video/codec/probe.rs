//! What this browser can do.

use ::video::settings::{AudioCodec, Rate, VideoCodec};

use super::decode::supported;
use super::encode::hardware;
use super::{Shape, config, js};
use crate::video::{Abilities, Ability, Need};

/// Names that stand for a codec when it is asked whether it can be decoded.
const PICTURES: [(VideoCodec, &str); 5] = [
    (VideoCodec::H264, "avc1.64001f"),
    (VideoCodec::H265, "hvc1.1.6.L93.B0"),
    (VideoCodec::Vp8, "vp8"),
    (VideoCodec::Vp9, "vp09.00.10.08"),
    (VideoCodec::Av1, "av01.0.04M.08"),
];

/// What this browser decodes and encodes of such a size.
pub async fn abilities(need: &Need) -> Abilities {
    let mut all = Abilities {
        video: js::class("VideoDecoder").is_some(),
        audio: js::class("AudioDecoder").is_some(),
        ..Abilities::default()
    };
    for (codec, name) in PICTURES {
        let config = js::object(&[
            ("codec", name.into()),
            ("codedWidth", need.width.into()),
            ("codedHeight", need.height.into()),
        ]);
        if supported("VideoDecoder", &config).await {
            all.decodes.push(codec.codec());
        }
    }
    for (codec, name) in [
        (::video::Codec::Aac, "mp4a.40.2"),
        (::video::Codec::Mp3, "mp3"),
        (::video::Codec::Opus, "opus"),
        (::video::Codec::Flac, "flac"),
        (::video::Codec::Vorbis, "vorbis"),
    ] {
        let config = js::object(&[
            ("codec", name.into()),
            ("sampleRate", need.samples.into()),
            ("numberOfChannels", need.channels.into()),
        ]);
        if codec == ::video::Codec::Flac || codec == ::video::Codec::Vorbis {
            // These want to be told what stands at the beginning of a file, but not for this question in every browser.
            js::set(&config, "description", &js_sys::Uint8Array::new_with_length(0));
        }
        if supported("AudioDecoder", &config).await {
            all.decodes.push(codec);
        }
    }
    for codec in VideoCodec::ALL {
        let (width, height, rate) = (need.width, need.height, need.rate);
        let shape = Shape { codec, width, height, rate, bits: Rate::default() };
        if let Some(hardware) = hardware(&shape).await {
            all.pictures.push(Ability { codec, hardware });
        }
    }
    for codec in AudioCodec::ALL {
        let own = matches!(codec, AudioCodec::Flac | AudioCodec::Pcm);
        let (channels, rate) = codec.shape(need.channels, need.samples);
        if own || supported("AudioEncoder", &config::sound(codec, rate, channels, 128_000)).await {
            all.sounds.push(Ability { codec, hardware: false });
        }
    }
    all
}
