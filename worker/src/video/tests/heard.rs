//! Sound that is changed on its way: its times, its loudness, its bits.

use ::video::settings::{Audio, AudioCodec, Convert, Sound, Stretch, Video};
use ::video::sound::{Adjust, Level, unpack};
use ::video::{Codec, Container, Role};
use futures_executor::block_on;
use nearside::File;

use super::super::{calls, convert, decodes, look, loudness, playable};
use super::{made, told};

/// The file as sound alone.
fn heard(file: File, sound: Sound, stretches: Vec<Stretch>, speed: f64) -> File {
    let container = if sound.codec == AudioCodec::Pcm { Container::Wav } else { Container::Flac };
    let (video, audio) = (Video::None, Audio::Encode(sound));
    let how = Convert { container, video, audio, stretches, speed, ..Convert::default() };
    block_on(convert(file, how, Vec::new()).on(calls())).unwrap().file
}

fn flac() -> Sound {
    Sound { codec: AudioCodec::Flac, ..Sound::default() }
}

/// What ffmpeg decodes, mixed to one channel.
fn samples(file: &File) -> Vec<f32> {
    let path = super::place(&format!("heard {}", file.name()));
    std::fs::write(&path, block_on(file.bytes()).unwrap()).unwrap();
    let mut ffmpeg = std::process::Command::new("ffmpeg");
    let words = ["-ac", "1", "-c:a", "pcm_f32le", "-f", "f32le", "-"];
    let bytes = ffmpeg.args(["-v", "error", "-i"]).arg(&path).args(words).output().unwrap().stdout;
    std::fs::remove_file(path).unwrap();
    let mut samples = Vec::new();
    unpack(&Codec::Pcm { bits: 32, float: true, signed: true, big: false }, &bytes, &mut samples).unwrap();
    samples
}

/// From when to when something is heard, in seconds, to a twentieth.
fn loud(file: &File) -> Vec<(f64, f64)> {
    let mut found: Vec<(f64, f64)> = Vec::new();
    for (nth, part) in samples(file).chunks(2400).enumerate() {
        let (from, to) = (nth as f64 / 20.0, (nth + 1) as f64 / 20.0);
        match found.last_mut() {
            _ if part.iter().all(|n| n.abs() < 0.01) => {}
            Some(last) if (last.1 - from).abs() < 1e-6 => last.1 = to,
            _ => found.push((from, to)),
        }
    }
    found
}

#[test]
fn another_speed_puts_no_silence_between_parts_and_keeps_what_is_late() {
    let sound = made("slow.wav", "-f lavfi -i sine=r=48000:d=8 -ac 1");
    let parts = [(0.0, 1.0), (4.0, 5.0)].map(|(from, to)| Stretch { from, to });
    let slow = heard(sound, flac(), parts.into(), 0.5);
    assert_eq!(loud(&slow), [(0.0, 4.0)]);
    // An edit of nothing, two seconds long, goes before the sound.
    let late = made("late.mov", "-itsoffset 2 -f lavfi -i sine=r=48000:d=4 -ac 1 -c:a pcm_s16le");
    assert_eq!(loud(&heard(late.clone(), flac(), Vec::new(), 1.0)), [(2.0, 6.0)]);
    assert_eq!(loud(&heard(late, flac(), Vec::new(), 2.0)), [(1.0, 3.0)]);
}

#[test]
fn a_level_is_reached_in_the_channels_of_the_result() {
    let voice = "-f lavfi -i sine=r=48000:d=5 -af";
    let surround = made("six.wav", &format!("{voice} volume=-6dB,pan=5.1|FC=c0"));
    let both = made("both.wav", &format!("{voice} volume=-12dB,pan=stereo|c0=c0|c1=c0"));
    let one = made("alone.wav", &format!("{voice} volume=-12dB -ac 1"));
    for (file, channels) in [(&surround, 2), (&surround, 6), (&both, 1), (&one, 2)] {
        let level = Some(Level { loudness: -20.0, ..Level::default() });
        let adjust = Adjust { channels: Some(channels), level, ..Adjust::default() };
        let sound = Sound { codec: AudioCodec::Pcm, adjust, ..Sound::default() };
        // A file is known by its name and its size, which may both be those of the original.
        let made = block_on(heard(file.clone(), sound, Vec::new(), 1.0).bytes()).unwrap().to_vec();
        let made = File::new(format!("{channels} of {}", file.name()), made);
        let told = block_on(loudness(made, None).on(calls())).unwrap().integrated.unwrap();
        assert!((told + 20.0).abs() < 0.3, "{} to {channels}: {told}", file.name());
    }
}

#[test]
fn plain_sound_is_decoded_where_no_browser_decodes_it() {
    // Per kind: how near to what ffmpeg hears, in parts of full scale. Its steps for WAV are rounded otherwise, and it goes on
    // where a block of QuickTime begins with nine bits.
    for (codec, name, off) in [
        ("pcm_s24be", "big.mov", 1e-4),
        ("pcm_f32be", "big float.mov", 1e-4),
        ("pcm_alaw", "a.wav", 1e-4),
        ("adpcm_ms", "ms.wav", 1e-4),
        ("adpcm_ms", "ms.mkv", 1e-4),
        ("adpcm_ms", "ms.avi", 1e-4),
        ("adpcm_ima_wav", "ima.wav", 0.01),
        ("adpcm_ima_wav", "ima.mkv", 0.01),
        ("adpcm_ima_qt", "ima.mov", 0.05),
        ("alac", "apple.m4a", 1e-4),
        ("alac", "apple.mkv", 1e-4),
    ] {
        let file = made(name, &format!("-f lavfi -i sine=r=44100:d=3 -ac 2 -c:a {codec}"));
        assert_eq!(block_on(decodes(file.clone()).on(calls())).unwrap(), [true], "{codec}");
        let (ours, theirs) = (samples(&heard(file.clone(), flac(), Vec::new(), 1.0)), samples(&file));
        assert!(ours.len().abs_diff(theirs.len()) < 4096, "{name}: {} of {}", ours.len(), theirs.len());
        let far = ours.iter().zip(&theirs).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        assert!(far < off && ours.len() > 130_000, "{name}: {far} in {}", ours.len());
    }
    let coded = made("coded.m4a", "-f lavfi -i sine=d=1 -c:a aac");
    assert_eq!(block_on(decodes(coded).on(calls())).unwrap(), [false], "only a browser has this one");
}

#[test]
fn what_no_player_knows_is_played_as_it_was_decoded_here() {
    for (codec, name) in [("alac", "play.m4a"), ("pcm_s24be", "play.mov"), ("adpcm_ms", "play.wav")] {
        let file = made(name, &format!("-f lavfi -i sine=r=44100:d=2 -ac 2 -c:a {codec}"));
        let played = block_on(playable(file.clone()).on(calls())).unwrap();
        let media = block_on(look(played.clone()).on(calls())).unwrap();
        assert_eq!(media.container, Container::Wav, "{name}");
        assert!(matches!(media.tracks[0].codec, Codec::Pcm { .. }), "{name}");
        let (ours, theirs) = (samples(&played), samples(&file));
        assert!(ours.iter().zip(&theirs).all(|(a, b)| (a - b).abs() < 1e-3), "{name}");
    }
}

#[test]
fn what_is_kept_without_loss_keeps_its_bits_and_its_rate() {
    let sum = |file: &File| told(file, "ffmpeg", "-v error -i", "-c:a pcm_s32le -f md5 -");
    let noise = |name: &str, rate: u32, codec: &str| {
        made(name, &format!("-f lavfi -i anoisesrc=r={rate}:d=0.2:seed=5 -ac 2 -c:a {codec}"))
    };
    for file in [
        noise("fine.wav", 192_000, "pcm_s24le"),
        noise("fine be.mov", 96_000, "pcm_s24be"),
        noise("finest.wav", 352_800, "pcm_s24le"),
        noise("usual.wav", 44_100, "pcm_s16le"),
        noise("apple fine.m4a", 96_000, "alac -sample_fmt s32p"),
        noise("apple usual.mkv", 44_100, "alac"),
    ] {
        let containers = [Container::Flac, Container::Mp4, Container::Matroska, Container::Ogg];
        let flac = containers.map(|container| (container, AudioCodec::Flac));
        for (container, codec) in flac.into_iter().chain([
            (Container::Wav, AudioCodec::Pcm),
            (Container::Matroska, AudioCodec::Pcm),
            (Container::Mov, AudioCodec::Pcm),
        ]) {
            let audio = Audio::Encode(Sound { codec, ..Sound::default() });
            let how = Convert { container, video: Video::None, audio, ..Convert::default() };
            let made = block_on(convert(file.clone(), how, Vec::new()).on(calls())).unwrap().file;
            assert_eq!(sum(&made), sum(&file), "{} as {codec:?} in {container:?}", file.name());
            let role = block_on(look(made).on(calls())).unwrap().tracks[0].role.clone();
            let bits = if file.name() == "usual.wav" { 16 } else { 24 };
            assert!(
                matches!(&role, Role::Audio(sound) if sound.bits == Some(bits)),
                "{container:?}: {role:?}"
            );
        }
    }
}

/// The second track ends before what is kept begins.
#[test]
fn a_track_that_is_silent_in_what_is_kept_is_left_out() {
    let words = "-f lavfi -i sine=r=48000:d=6 -f lavfi -i sine=r=48000:d=2 -map 0 -map 1 -c:a pcm_s16le";
    let film = made("two.mkv", words);
    let adjust = Adjust { level: Some(Level::default()), ..Adjust::default() };
    let audio = Audio::Encode(Sound { codec: AudioCodec::Flac, adjust, ..Sound::default() });
    let stretches = vec![Stretch { from: 3.0, to: 5.0 }];
    let (container, video) = (Container::Matroska, Video::None);
    let how = Convert { container, video, audio, stretches, ..Convert::default() };
    let made = block_on(convert(film, how, Vec::new()).on(calls())).unwrap();
    assert!(made.notes.iter().any(|note| note.starts_with("Track 2 is left out")), "{:?}", made.notes);
    assert_eq!(block_on(look(made.file).on(calls())).unwrap().tracks.len(), 1);
}

#[test]
fn copied_parts_of_flac_are_numbered_from_the_beginning() {
    let film = made("parts.flac", "-f lavfi -i anoisesrc=r=48000:d=8:seed=5 -ac 1 -c:a flac");
    let stretches = [(2.0, 3.0), (5.0, 6.0)].map(|(from, to)| Stretch { from, to }).into();
    let (container, video) = (Container::Flac, Video::None);
    let how = Convert { container, video, audio: Audio::Copy, stretches, ..Convert::default() };
    let made = block_on(convert(film, how, Vec::new()).on(calls())).unwrap().file;
    let all = told(&made, "ffprobe", "-v error -show_entries packet=pts,duration -of csv=p=0", "");
    let mut next = 0_i64;
    for line in all.lines() {
        let mut numbers = line.split(',').filter_map(|number| number.parse::<i64>().ok());
        assert_eq!(numbers.next(), Some(next), "{all}");
        next += numbers.next().unwrap();
    }
    assert!((next - 96_000).abs() < 10_000, "{next}");
}

/// MP4 lists what is played of copied sound, while pictures need no list.
#[test]
fn what_an_edit_list_of_sound_hides_stays_hidden() {
    let tone = "-f lavfi -i sine=r=48000:d=8,volume='between(t,2,3)+between(t,5,6)':eval=frame -c:a aac";
    let film = made("tone.m4a", tone);
    let stretches = [(2.0, 3.0), (3.5, 4.5), (5.0, 6.0)].map(|(from, to)| Stretch { from, to }).into();
    let how = Convert { container: Container::Mp4, stretches, ..Convert::default() };
    let listed = block_on(convert(film, how, Vec::new()).on(calls())).unwrap().file;
    let how = Convert { container: Container::Matroska, ..Convert::default() };
    let moved = block_on(convert(listed, how, Vec::new()).on(calls())).unwrap().file;
    let all = loud(&moved);
    assert!(all.len() == 2 && (all[1].0 - 2.0).abs() < 0.11 && (all[1].1 - 3.0).abs() < 0.11, "{all:?}");
}
