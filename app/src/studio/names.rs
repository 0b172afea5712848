//! What things are called that have the same name in every language: codecs, containers, sizes.

use video::settings::{AudioCodec, VideoCodec};
use video::{Codec, Container, Media, Role, Track};

/// A codec.
pub fn codec(codec: &Codec) -> String {
    codec.to_string()
}

/// A codec that pictures are encoded with.
pub fn video(one: VideoCodec) -> &'static str {
    match one {
        VideoCodec::H264 => "H.264",
        VideoCodec::H265 => "H.265",
        VideoCodec::Vp8 => "VP8",
        VideoCodec::Vp9 => "VP9",
        VideoCodec::Av1 => "AV1",
    }
}

/// A codec that sound is encoded with.
pub fn audio(one: AudioCodec) -> &'static str {
    match one {
        AudioCodec::Aac => "AAC",
        AudioCodec::Opus => "Opus",
        AudioCodec::Flac => "FLAC",
        AudioCodec::Pcm => "PCM",
    }
}

/// A container.
pub fn container(container: Container) -> &'static str {
    match container {
        Container::Mp4 => "MP4",
        Container::Mov => "QuickTime",
        Container::Matroska => "Matroska",
        Container::WebM => "WebM",
        Container::Ogg => "Ogg",
        Container::Mp3 => "MP3",
        Container::Adts => "AAC",
        Container::Wav => "WAV",
        Container::Flac => "FLAC",
        Container::Avi => "AVI",
        _ => "?",
    }
}

/// Width and height of upright pictures with square pixels.
pub fn upright(track: &Track) -> Option<(u32, u32)> {
    let Role::Video(picture) = &track.role else { return None };
    let (mut width, height) = (f64::from(picture.width), picture.height);
    if let Some((x, y)) = picture.pixel.filter(|(_, y)| *y > 0) {
        width *= f64::from(x) / f64::from(y);
    }
    let width = width.round() as u32;
    Some(if picture.turn % 180 == 90 { (height, width) } else { (width, height) })
}

/// A file in a few words: how large its pictures are, and the codecs.
pub fn brief(media: &Media) -> Vec<String> {
    let size = media.tracks.iter().find_map(upright).map(|(width, height)| format!("{width} × {height}"));
    let mut codecs: Vec<String> = Vec::new();
    for track in media.tracks.iter().filter(|track| matches!(track.role, Role::Video(_) | Role::Audio(_))) {
        let name = codec(&track.codec);
        if !codecs.contains(&name) {
            codecs.push(name);
        }
    }
    size.into_iter().chain((!codecs.is_empty()).then(|| codecs.join(" + "))).collect()
}
