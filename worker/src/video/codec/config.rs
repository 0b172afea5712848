//! What encoders are asked for: names with profile and level, rates and qualities.
//!
//! A level says how large pictures and how fast they may come, so it follows from the size; a profile that a browser does not
//! have gives way to a simpler one. Qualities go from 1 to 100 and become what each codec counts in, or a rate where an encoder
//! knows no quality.

use ::video::settings::{AudioCodec, Rate, VideoCodec};
use js_sys::Object;

use super::Shape;
use super::js::{object, set};

/// The name for people.
pub fn title(codec: VideoCodec) -> &'static str {
    match codec {
        VideoCodec::H264 => "H.264",
        VideoCodec::H265 => "H.265",
        VideoCodec::Vp8 => "VP8",
        VideoCodec::Vp9 => "VP9",
        VideoCodec::Av1 => "AV1",
    }
}

/// The name for people.
pub fn sound_title(codec: AudioCodec) -> &'static str {
    match codec {
        AudioCodec::Aac => "AAC",
        AudioCodec::Opus => "Opus",
        AudioCodec::Flac => "FLAC",
        AudioCodec::Pcm => "PCM",
    }
}

/// Configurations of an encoder, the best first, each with the codec's key and number of the quality that every picture is told.
pub(super) fn candidates(shape: &Shape) -> Vec<(Object, Option<(&'static str, u32)>)> {
    let mut all = Vec::new();
    for name in names(shape) {
        if let (Rate::Quality(quality), Some((key, worst))) = (shape.bits, scale(shape.codec)) {
            let quantizer =
                worst - (f64::from(quality.clamp(1, 100)) / 100.0 * 0.87 * f64::from(worst)) as u32;
            let config = base(&name, shape);
            set(&config, "bitrateMode", &"quantizer".into());
            all.push((config, Some((key, quantizer))));
        }
        let config = base(&name, shape);
        set(&config, "bitrate", &rate(shape).into());
        set(&config, "bitrateMode", &"variable".into());
        all.push((config, None));
    }
    all
}

/// Bits per second that come near what is asked for.
fn rate(shape: &Shape) -> f64 {
    let quality = match shape.bits {
        Rate::Bits(bits) => return f64::from(bits),
        Rate::Quality(quality) => f64::from(quality.clamp(1, 100)),
    };
    let share = match shape.codec {
        VideoCodec::H264 | VideoCodec::Vp8 => 1.0,
        VideoCodec::Vp9 => 0.7,
        VideoCodec::H265 => 0.65,
        VideoCodec::Av1 => 0.55,
    };
    let pixels = f64::from(shape.width) * f64::from(shape.height);
    // Large pictures need fewer bits for each pixel; twice the quality number is about four times the bits.
    let bits = 0.09 * share * (pixels / 921_600.0).powf(-0.25) * ((quality - 60.0) / 15.0).exp2();
    (pixels * shape.rate.clamp(1.0, 120.0) * bits).clamp(20_000.0, 240e6).round()
}

fn base(name: &str, shape: &Shape) -> Object {
    let config = object(&[
        ("codec", name.into()),
        ("width", shape.width.into()),
        ("height", shape.height.into()),
        ("framerate", shape.rate.into()),
        ("latencyMode", "quality".into()),
    ]);
    match shape.codec {
        VideoCodec::H264 => set(&config, "avc", &object(&[("format", "avc".into())])),
        VideoCodec::H265 => set(&config, "hevc", &object(&[("format", "hevc".into())])),
        _ => {}
    }
    config
}

/// The key of the codec's quality for each picture, and its worst number.
fn scale(codec: VideoCodec) -> Option<(&'static str, u32)> {
    match codec {
        VideoCodec::H264 => Some(("avc", 51)),
        VideoCodec::H265 => Some(("hevc", 51)),
        VideoCodec::Vp9 => Some(("vp9", 63)),
        VideoCodec::Av1 => Some(("av1", 63)),
        VideoCodec::Vp8 => None,
    }
}

/// Names with profile and level, the best profile first.
fn names(shape: &Shape) -> Vec<String> {
    let level = |table: &[Level], unit: u64| {
        let pixels = u64::from(shape.width).div_ceil(unit) * u64::from(shape.height).div_ceil(unit);
        let rate = pixels as f64 * shape.rate.max(1.0);
        let fits = |level: &&Level| level.pixels >= pixels && level.rate as f64 >= rate;
        table.iter().find(fits).or(table.last()).map_or(0, |level| level.number)
    };
    match shape.codec {
        VideoCodec::H264 => {
            let level = level(&AVC, 16);
            ["6400", "4d00", "4200", "42e0"]
                .iter()
                .map(|profile| format!("avc1.{profile}{level:02x}"))
                .collect()
        }
        VideoCodec::H265 => vec![format!("hvc1.1.6.L{}.B0", level(&HEVC, 1))],
        VideoCodec::Vp8 => vec!["vp8".into()],
        VideoCodec::Vp9 => vec![format!("vp09.00.{:02}.08", level(&VP9, 1))],
        VideoCodec::Av1 => vec![format!("av01.0.{:02}M.08", level(&AV1, 1))],
    }
}

/// A level: its number in the name, pixels (or blocks of them) of a picture, the same per second.
struct Level {
    number: u32,
    pixels: u64,
    rate: u64,
}

const fn level(number: u32, pixels: u64, rate: u64) -> Level {
    Level { number, pixels, rate }
}

/// ITU-T H.264, table A-1, in macroblocks.
const AVC: [Level; 10] = [
    level(20, 396, 11_880),
    level(30, 1620, 40_500),
    level(31, 3600, 108_000),
    level(32, 5120, 216_000),
    level(40, 8192, 245_760),
    level(42, 8704, 522_240),
    level(50, 22_080, 589_824),
    level(51, 36_864, 983_040),
    level(52, 36_864, 2_073_600),
    level(62, 139_264, 16_711_680),
];
/// ITU-T H.265, table A.8.
const HEVC: [Level; 8] = [
    level(63, 245_760, 7_372_800),
    level(90, 552_960, 16_588_800),
    level(93, 983_040, 33_177_600),
    level(120, 2_228_224, 66_846_720),
    level(123, 2_228_224, 133_693_440),
    level(150, 8_912_896, 267_386_880),
    level(153, 8_912_896, 534_773_760),
    level(156, 8_912_896, 1_069_547_520),
];
/// The levels of <https://www.webmproject.org/vp9/levels/>.
const VP9: [Level; 9] = [
    level(20, 122_880, 4_608_000),
    level(21, 245_760, 9_216_000),
    level(30, 552_960, 20_736_000),
    level(31, 983_040, 36_864_000),
    level(40, 2_228_224, 83_558_400),
    level(41, 2_228_224, 160_432_128),
    level(50, 8_912_896, 311_951_360),
    level(51, 8_912_896, 588_251_136),
    level(60, 35_651_584, 1_176_502_272),
];
/// Annex A of the AV1 specification.
const AV1: [Level; 9] = [
    level(0, 147_456, 4_423_680),
    level(1, 278_784, 8_363_520),
    level(4, 665_856, 19_975_680),
    level(5, 1_065_024, 31_950_720),
    level(8, 2_359_296, 70_778_880),
    level(9, 2_359_296, 141_557_760),
    level(12, 8_912_896, 267_386_880),
    level(13, 8_912_896, 534_773_760),
    level(16, 35_651_584, 1_069_547_520),
];

/// What an encoder of sound is asked for.
pub(super) fn sound(codec: AudioCodec, rate: u32, channels: u16, bitrate: u32) -> Object {
    let name = match codec {
        AudioCodec::Aac => "mp4a.40.2",
        AudioCodec::Opus => "opus",
        AudioCodec::Flac => "flac",
        AudioCodec::Pcm => "pcm-s16",
    };
    object(&[
        ("codec", name.into()),
        ("sampleRate", rate.into()),
        ("numberOfChannels", channels.into()),
        ("bitrate", bitrate.into()),
    ])
}
