//! What a plan comes to: this file, in this browser, in this container.
//!
//! Encoders differ by browser, containers take some codecs and others not. What is asked for and cannot be had is replaced by
//! the nearest that can, and that is said before anything starts; if nothing can take its place, nothing starts.

use video::settings::{Audio, AudioCodec, Convert, Video, VideoCodec};
use video::{Codec, Container, Media, Picture, Role, Track};
use worker::video::{Abilities, Ability};

use super::{Plan, Way};

/// What a plan comes to.
#[derive(Clone, Debug, PartialEq)]
pub struct Settled {
    /// For the worker.
    pub convert: Convert,
    /// What a person should know before it starts.
    pub remarks: Vec<Remark>,
    /// Why it cannot start.
    pub refusal: Option<Refusal>,
}

/// Something that differs from what was asked for, or that takes time.
#[derive(Clone, Debug, PartialEq)]
pub enum Remark {
    /// Everything is copied, so it takes a moment.
    Copied,
    /// The container does not take such pictures, so they become others.
    Pictures(Codec, VideoCodec),
    /// The container does not take such sound, so it becomes another one.
    Sound(Codec, AudioCodec),
    /// This browser does not encode such pictures, and takes others.
    NotPictures(VideoCodec, VideoCodec),
    /// This browser does not encode such sound, and takes another one.
    NotSound(AudioCodec, AudioCodec),
    /// The pictures are left out, as the container has none.
    SoundOnly(Container),
    /// The container has no place for other tracks of sound, so they are left out.
    Left(Container, Vec<Codec>),
    /// The pictures are HDR, and the encoder gets eight bits of them.
    Hdr,
}

/// Why a plan cannot start.
#[derive(Clone, Debug, PartialEq)]
pub enum Refusal {
    /// Nothing would be in the file.
    Nothing,
    /// The pictures would have to be decoded, which this browser cannot.
    Undecodable(Codec),
    /// The sound would have to be decoded, which this browser cannot.
    Deaf(Codec),
    /// This browser encodes no pictures that the container takes.
    NoPictures(Container),
    /// This browser encodes no sound that the container takes.
    NoSound(Container),
}

/// The first track with pictures.
pub fn pictures(media: &Media) -> Option<(usize, &Track)> {
    first(media, |role| matches!(role, Role::Video(_)))
}

/// The first track with sound.
pub fn sound(media: &Media) -> Option<(usize, &Track)> {
    first(media, |role| matches!(role, Role::Audio(_)))
}

fn first(media: &Media, wanted: fn(&Role) -> bool) -> Option<(usize, &Track)> {
    media.tracks.iter().enumerate().find(|(_, track)| wanted(&track.role))
}

/// Whether a container holds moving pictures at all.
pub fn has_pictures(container: Container) -> bool {
    VideoCodec::ALL.iter().any(|codec| container.takes(&codec.codec()))
}

/// The codecs for pictures that this browser encodes and a container takes, the widest spread first.
pub fn encoders(abilities: &Abilities, container: Container) -> Vec<VideoCodec> {
    let all = VideoCodec::ALL.into_iter();
    all.filter(|codec| container.takes(&codec.codec()) && can(&abilities.pictures, *codec)).collect()
}

/// The same for sound.
pub fn sounds(abilities: &Abilities, container: Container) -> Vec<AudioCodec> {
    let all = AudioCodec::ALL.into_iter();
    all.filter(|codec| container.takes(&codec.codec()) && can(&abilities.sounds, *codec)).collect()
}

fn can<C: PartialEq>(abilities: &[Ability<C>], codec: C) -> bool {
    abilities.iter().any(|ability| ability.codec == codec)
}

/// Settles a plan. `decodes` says of each track whether this browser decodes it.
pub fn settle(plan: &Plan, media: &Media, decodes: &[bool], abilities: &Abilities) -> Settled {
    let mut settled = Settled {
        convert: Convert {
            container: plan.container,
            stretches: plan.kept.asked(),
            speed: plan.speed,
            size: plan.size,
            subtitles: plan.subtitles.clone(),
            ..Convert::default()
        },
        remarks: Vec::new(),
        refusal: None,
    };
    let kept = |track: &Track| plan.container.keeps(&track.codec, media.container);
    let decoded = |at: usize| decodes.get(at).copied().unwrap_or(true);
    let video = match pictures(media) {
        Some(_) if plan.pictures == Way::Drop => Video::None,
        Some(_) if !has_pictures(plan.container) => {
            settled.remarks.push(Remark::SoundOnly(plan.container));
            Video::None
        }
        Some((at, track)) => video(plan, track, (kept(track), decoded(at)), abilities, &mut settled),
        None => Video::None,
    };
    let audio = match sound(media) {
        Some((at, track)) if plan.sound != Way::Drop => {
            audio(plan, track, (kept(track), decoded(at)), abilities, &mut settled)
        }
        _ => Audio::None,
    };
    if video == Video::None && audio == Audio::None {
        settled.refusal.get_or_insert(Refusal::Nothing);
    }
    let others = media.tracks.iter().filter(|track| matches!(track.role, Role::Audio(_))).skip(1);
    let only = !has_pictures(plan.container);
    let stays = |track: &&Track| audio != Audio::None && (only || audio == Audio::Copy && !kept(track));
    let left: Vec<Codec> = others.filter(stays).map(|track| track.codec.clone()).collect();
    let whole = left.is_empty();
    if !whole {
        settled.remarks.push(Remark::Left(plan.container, left));
    }
    let encodes = matches!(video, Video::Encode(_)) || matches!(audio, Audio::Encode(_));
    if !encodes && whole && settled.refusal.is_none() {
        settled.remarks.push(Remark::Copied);
    }
    (settled.convert.video, settled.convert.audio) = (video, audio);
    settled
}

/// `taken` is whether the container takes the track as it is, `decoded` whether this browser decodes it.
fn video(
    plan: &Plan,
    track: &Track,
    (taken, decoded): (bool, bool),
    abilities: &Abilities,
    settled: &mut Settled,
) -> Video {
    let wanted = plan.video.is_some_and(|video| video.codec() != track.codec);
    // A stretch that begins with exactly its picture begins between two key frames.
    let inside = plan.exact && !plan.kept.is_all();
    if taken && !wanted && !inside && !plan.changes_pictures() {
        return Video::Copy;
    }
    if !decoded {
        settled.refusal.get_or_insert(Refusal::Undecodable(track.codec.clone()));
        return Video::Copy;
    }
    let there = encoders(abilities, plan.container);
    let Some(best) = best(&there, plan, track) else {
        settled.refusal.get_or_insert(Refusal::NoPictures(plan.container));
        return Video::Copy;
    };
    match plan.video {
        Some(asked) if asked != best => settled.remarks.push(Remark::NotPictures(asked, best)),
        None if !taken => settled.remarks.push(Remark::Pictures(track.codec.clone(), best)),
        _ => {}
    }
    let hdr = |picture: &Picture| picture.color.is_some_and(|color| matches!(color.transfer, 16 | 18));
    if matches!(&track.role, Role::Video(picture) if hdr(picture)) {
        settled.remarks.push(Remark::Hdr);
    }
    Video::Encode(Box::new(plan.encode(best)))
}

/// What was asked for, else what it was, else what plays in most places.
fn best(there: &[VideoCodec], plan: &Plan, track: &Track) -> Option<VideoCodec> {
    let has = |codec: VideoCodec| there.contains(&codec);
    let same = || VideoCodec::ALL.into_iter().find(|codec| codec.codec() == track.codec && has(*codec));
    plan.video.filter(|asked| has(*asked)).or_else(same).or_else(|| there.first().copied())
}

/// As `video`.
fn audio(
    plan: &Plan,
    track: &Track,
    (taken, decoded): (bool, bool),
    abilities: &Abilities,
    settled: &mut Settled,
) -> Audio {
    let wanted = plan.audio.is_some_and(|audio| audio.codec() != track.codec);
    if taken && !wanted && !plan.changes_sound() {
        return Audio::Copy;
    }
    if !decoded {
        settled.refusal.get_or_insert(Refusal::Deaf(track.codec.clone()));
        return Audio::Copy;
    }
    let there = sounds(abilities, plan.container);
    let Some(best) = plan.audio.filter(|asked| there.contains(asked)).or_else(|| there.first().copied())
    else {
        settled.refusal.get_or_insert(Refusal::NoSound(plan.container));
        return Audio::Copy;
    };
    match plan.audio {
        Some(asked) if asked != best => settled.remarks.push(Remark::NotSound(asked, best)),
        None if !taken => settled.remarks.push(Remark::Sound(track.codec.clone(), best)),
        None if track.codec == Codec::Aac && best != AudioCodec::Aac => {
            settled.remarks.push(Remark::NotSound(AudioCodec::Aac, best));
        }
        _ => {}
    }
    Audio::Encode(plan.tone.sound(best))
}

#[cfg(test)]
pub(in crate::studio) mod tests {
    use super::*;
    use crate::studio::plan::{Look, Tone};
    use video::pixels::Filters;
    use video::sound::Adjust;
    use video::{Color, Sound};

    fn louder() -> Tone {
        Tone { adjust: Adjust { gain: 3.0, ..Adjust::default() }, ..Tone::default() }
    }

    fn gray() -> Look {
        let mut filters = Filters::default();
        filters.tone.grayscale = true;
        Look { filters, resize: None }
    }

    fn track(role: Role, codec: Codec) -> Track {
        Track {
            id: 1,
            role,
            codec,
            codec_string: String::new(),
            language: None,
            name: None,
            start: 0.0,
            duration: 60.0,
            packets: 1500,
            keys: 12,
            bytes: 1_000_000,
            encrypted: false,
            chosen: true,
            forced: false,
        }
    }

    pub fn holiday() -> Media {
        Media {
            container: Container::Mp4,
            size: 1_000_000,
            duration: 60.0,
            tracks: vec![
                track(Role::Video(Picture { width: 1280, height: 720, ..Picture::default() }), Codec::H264),
                track(Role::Audio(Sound { rate: 48_000, channels: 2, bits: None }), Codec::Aac),
            ],
            chapters: Vec::new(),
            tags: Vec::new(),
            fragmented: false,
            fast_start: true,
            notes: Vec::new(),
            cover: None,
            attached: false,
        }
    }

    /// Chromium on Linux: no AAC, no H.265.
    fn linux() -> Abilities {
        let pictures = [VideoCodec::H264, VideoCodec::Vp9, VideoCodec::Av1, VideoCodec::Vp8];
        let sounds = [AudioCodec::Opus, AudioCodec::Flac, AudioCodec::Pcm];
        Abilities {
            video: true,
            audio: true,
            decodes: vec![Codec::H264, Codec::Aac],
            pictures: pictures.map(|codec| Ability { codec, hardware: false }).into(),
            sounds: sounds.map(|codec| Ability { codec, hardware: false }).into(),
        }
    }

    fn settled(plan: Plan) -> Settled {
        settle(&plan, &holiday(), &[true, true], &linux())
    }

    #[test]
    fn what_fits_is_copied() {
        let settled = settled(Plan::new(60.0));
        assert_eq!((settled.convert.video, settled.convert.audio), (Video::Copy, Audio::Copy));
        assert_eq!((settled.remarks, settled.refusal), (vec![Remark::Copied], None));
    }

    #[test]
    fn another_container_takes_other_codecs_and_that_is_said() {
        let settled = settled(Plan { container: Container::WebM, ..Plan::new(60.0) });
        assert!(matches!(settled.convert.video, Video::Encode(encode) if encode.codec == VideoCodec::Vp9));
        assert!(matches!(settled.convert.audio, Audio::Encode(sound) if sound.codec == AudioCodec::Opus));
        let said =
            [Remark::Pictures(Codec::H264, VideoCodec::Vp9), Remark::Sound(Codec::Aac, AudioCodec::Opus)];
        assert_eq!(settled.remarks, said);
    }

    #[test]
    fn a_codec_that_the_browser_lacks_is_replaced_and_that_is_said() {
        let plan = Plan { video: Some(VideoCodec::H265), tone: louder(), ..Plan::new(60.0) };
        let settled = settled(plan);
        let said = [
            Remark::NotPictures(VideoCodec::H265, VideoCodec::H264),
            Remark::NotSound(AudioCodec::Aac, AudioCodec::Opus),
        ];
        assert_eq!(settled.remarks, said);
        assert_eq!(settled.refusal, None);
    }

    #[test]
    fn a_changed_picture_is_encoded_and_its_sound_is_copied() {
        let plan = Plan { look: gray(), ..Plan::new(60.0) };
        let settled = settled(plan);
        assert!(matches!(settled.convert.video, Video::Encode(_)));
        assert_eq!(settled.convert.audio, Audio::Copy);
    }

    #[test]
    fn hdr_that_is_encoded_is_said_before() {
        let mut media = holiday();
        let color = Some(Color { primaries: 9, transfer: 16, matrix: 9, full: false });
        media.tracks[0].role = Role::Video(Picture { color, ..Picture::default() });
        let told = |plan: &Plan| settle(plan, &media, &[true, true], &linux()).remarks;
        assert_eq!(told(&Plan { look: gray(), ..Plan::new(60.0) }), [Remark::Hdr]);
        assert_eq!(told(&Plan::new(60.0)), [Remark::Copied]);
    }

    #[test]
    fn an_exact_cut_encodes_and_one_on_key_frames_copies() {
        let mut plan = Plan::new(60.0);
        plan.kept.begin(3.0);
        assert!(matches!(settled(plan.clone()).convert.video, Video::Encode(_)));
        assert_eq!(settled(Plan { exact: false, ..plan }).convert.video, Video::Copy);
    }

    #[test]
    fn sound_alone_leaves_the_pictures_out() {
        let settled = settled(Plan { container: Container::Flac, ..Plan::new(60.0) });
        assert_eq!(settled.convert.video, Video::None);
        assert!(settled.remarks.contains(&Remark::SoundOnly(Container::Flac)));
        assert!(matches!(settled.convert.audio, Audio::Encode(sound) if sound.codec == AudioCodec::Flac));
    }

    #[test]
    fn sound_that_is_left_out_is_said() {
        let mut media = Media { container: Container::Matroska, ..holiday() };
        media.tracks.push(track(media.tracks[1].role.clone(), Codec::Vorbis));
        let told = |plan: &Plan| settle(plan, &media, &[true; 3], &linux()).remarks;
        assert_eq!(told(&Plan::new(60.0)), [Remark::Left(Container::Mp4, vec![Codec::Vorbis])]);
        assert_eq!(told(&Plan { container: Container::Matroska, ..Plan::new(60.0) }), [Remark::Copied]);
    }

    #[test]
    fn what_cannot_be_done_is_refused_before_it_starts() {
        let webm = Plan { container: Container::WebM, ..Plan::new(60.0) };
        let blind = settle(&webm, &holiday(), &[false, true], &linux());
        assert_eq!(blind.refusal, Some(Refusal::Undecodable(Codec::H264)));
        let nothing = settled(Plan { pictures: Way::Drop, sound: Way::Drop, ..Plan::new(60.0) });
        assert_eq!(nothing.refusal, Some(Refusal::Nothing));
        let poor = settle(&webm, &holiday(), &[true, true], &Abilities::default());
        assert_eq!(poor.refusal, Some(Refusal::NoPictures(Container::WebM)));
        let copied = settle(&Plan::new(60.0), &holiday(), &[false, false], &Abilities::default());
        assert_eq!(copied.refusal, None, "what is copied needs no codec");
    }
}
