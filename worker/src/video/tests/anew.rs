//! What is made anew of a file without a codec of the browser: its subtitles, its plain sound, and the join of films that differ.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Instant;

use ::video::settings::{Audio, AudioCodec, Convert, Cut, Join, Sound, Stretch, Subtitles, Video};
use ::video::subtitle::Form;
use ::video::{Codec, Container, Role};
use futures_executor::block_on;
use nearside::{File, Kind};

use super::super::{calls, convert, cut, extract, join, look, subtitles as subtitles_of};
use super::{film, made, told};

const SRT: &str = "1\n00:00:00,500 --> 00:00:01,500\nOne & <i>more</i>\n\n2\n00:00:01,200 --> 00:00:02,000\nTwo\n\n3\n00:00:02,500 --> 00:00:02,900\nThree\n";

fn of_file() -> (Subtitles, Vec<File>) {
    let language = Some("deu".to_owned());
    (Subtitles::File { file: 0, language }, vec![File::new("text.srt", SRT.as_bytes().to_vec())])
}

#[test]
fn subtitles_of_a_file_become_a_track() {
    let pictures = "-f lavfi -i testsrc2=s=160x90:r=30:d=3 -c:v libvpx -b:v 200k";
    for (film, container, codec) in [
        (film("said.mp4"), Container::Mp4, "mov_text"),
        (film("said in.mp4"), Container::Matroska, "subrip"),
        (made("said.webm", pictures), Container::WebM, "webvtt"),
    ] {
        let (subtitles, files) = of_file();
        let how = Convert { container, subtitles, ..Convert::default() };
        let made = block_on(convert(film, how, files).on(calls())).unwrap();
        let entries =
            "-v error -select_streams s -show_entries stream=codec_name:stream_tags=language -of csv=p=0";
        assert_eq!(told(&made.file, "ffprobe", entries, "").trim(), format!("{codec},deu"));
        let text = told(&made.file, "ffmpeg", "-v error -copyts -i", "-map 0:s:0 -f srt -");
        assert!(text.contains("00:00:02,500 --> ") && text.contains("Three"), "{container:?}: {text}");
        assert!(text.contains("more") && text.contains("Two"), "{container:?}: {text}");
        let ours = block_on(subtitles_of(made.file.clone(), None, Form::Srt).on(calls())).unwrap();
        let ours = String::from_utf8(block_on(ours.bytes()).unwrap()).unwrap();
        assert!(ours.contains("00:00:02,500 --> 00:00:02,900\nThree"), "{container:?}: {ours}");
        told(&made.file, "ffmpeg", "-v error -i", "-map 0:v -f null -");
        assert!(made.notes.is_empty(), "{:?}", made.notes);
    }
    let (subtitles, files) = of_file();
    let how = Convert { container: Container::Wav, video: Video::None, subtitles, ..Convert::default() };
    let error =
        block_on(convert(made("said.wav", "-f lavfi -i sine=d=1"), how, files).on(calls())).unwrap_err();
    assert!(error.message().contains("holds no subtitles"), "{error}");
}

/// Where pictures cannot be encoded, they begin at a key frame; sound and text go with them.
#[test]
fn a_stretch_with_copied_pictures_has_its_sound_and_text_made_anew() {
    let film = made(
        "stretch.mkv",
        "-f lavfi -i testsrc2=s=160x90:r=30:d=3 -f lavfi -i sine=r=48000:d=3 -c:v libx264 -pix_fmt yuv420p -g 30 -sc_threshold 0 -bf 2 -c:a pcm_s16le",
    );
    let (subtitles, files) = of_file();
    let audio = Audio::Encode(Sound { codec: AudioCodec::Flac, ..Sound::default() });
    let stretches = vec![Stretch { from: 1.2, to: 1.9 }];
    let how = Convert { container: Container::Matroska, audio, stretches, subtitles, ..Convert::default() };
    let made = block_on(convert(film, how, files).on(calls())).unwrap();
    assert!(made.notes.iter().any(|note| note.contains("key frames")), "{:?}", made.notes);
    assert!(
        (made.stretches[0].from - 1.0).abs() < 1e-6 && made.stretches[0].to >= 1.9,
        "{:?}",
        made.stretches
    );
    let media = block_on(look(made.file.clone()).on(calls())).unwrap();
    let codecs: Vec<_> = media.tracks.iter().map(|track| track.codec.clone()).collect();
    assert_eq!(codecs, [Codec::H264, Codec::Flac, Codec::Text]);
    let pictures = told(&made.file, "ffmpeg", "-v error -i", "-map 0:v -f framemd5 -");
    assert_eq!(pictures.lines().filter(|line| !line.starts_with('#')).count(), 27);
    let text = told(&made.file, "ffmpeg", "-v error -i", "-map 0:s:0 -f srt -");
    assert!(text.contains("00:00:00,200 --> 00:00:00,900\nTwo"), "{text}");
    assert!((media.tracks[1].duration - made.duration).abs() < 0.002, "{media:?}");
}

/// FLAC says how long it is, and the checksum of its samples.
#[test]
fn flac_describes_itself_wherever_it_is() {
    let sound = made("plain.wav", "-f lavfi -i anoisesrc=r=44100:d=2.5:seed=3 -ac 2");
    let wanted = told(&sound, "ffmpeg", "-v error -i", "-f md5 -");
    let whole = Sound { codec: AudioCodec::Flac, ..Sound::default() };
    let alone = block_on(extract(sound.clone(), None, Some(whole.clone()), Vec::new(), 1.0).on(calls()))
        .unwrap()
        .file;
    let mut files = vec![alone];
    for container in [Container::Mp4, Container::Matroska, Container::Ogg] {
        let audio = Audio::Encode(whole.clone());
        let how = Convert { container, video: Video::None, audio, ..Convert::default() };
        files.push(block_on(convert(sound.clone(), how, Vec::new()).on(calls())).unwrap().file);
    }
    for file in files {
        assert_eq!(told(&file, "ffmpeg", "-v error -i", "-f md5 -"), wanted, "{}", file.name());
        let bytes = block_on(file.bytes()).unwrap();
        // Blocks of 4096 samples, 44,100 a second, 2 channels of 16 bits: then the length, then the sum.
        let known = bytes
            .windows(13)
            .position(|part| part[..4] == [0x10, 0, 0x10, 0] && part[10..] == [0x0a, 0xc4, 0x42]);
        let known = known.unwrap();
        let info = &bytes[known..known + 34];
        assert_eq!(u64::from_be_bytes(*info[10..].first_chunk().unwrap()) & 0xf_ffff_ffff, 110_250);
        let sum: String = info[18..].iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(format!("MD5={sum}"), wanted.trim(), "{}", file.name());
    }
}

/// What is cut away from a film is cut away from its sound, whether that is copied or made anew; and it plays as fast.
#[test]
fn sound_alone_is_that_of_the_stretches_at_their_speed() {
    let ramp = made("ramp.wav", "-f lavfi -i aevalsrc=t/6:s=8000:d=5");
    let stretches = vec![Stretch { from: 1.0, to: 1.75 }, Stretch { from: 3.1, to: 3.35 }];
    let take =
        |sound, speed| block_on(extract(ramp.clone(), None, sound, stretches.clone(), speed).on(calls()));
    let copied = take(None, 1.0).unwrap();
    assert_eq!((copied.file.name(), copied.duration), ("ramp.wav", 1.0));
    let bytes = block_on(copied.file.bytes()).unwrap();
    let (samples, _) = bytes[bytes.len() - 16_000..].as_chunks::<2>();
    let second = |at: usize| f64::from(i16::from_le_bytes(samples[at])) / 32767.0 * 6.0;
    for (at, wanted) in [(0, 1.0), (5999, 1.75), (6000, 3.1), (7999, 3.35)] {
        assert!((second(at) - wanted).abs() < 0.002, "{at}: {}", second(at));
    }
    assert_eq!(&bytes[..4], b"RIFF");
    assert!(bytes.len() < 16_200, "{} bytes", bytes.len());
    let flac = Sound { codec: AudioCodec::Flac, ..Sound::default() };
    let fast = take(Some(flac), 2.0).unwrap();
    assert_eq!((fast.file.name(), fast.duration), ("ramp.flac", 0.5));
    let seconds = told(&fast.file, "ffprobe", "-v error -show_entries format=duration -of csv=p=0", "");
    assert!((seconds.trim().parse::<f64>().unwrap() - 0.5).abs() < 0.01, "{seconds}");
    assert!(take(None, 2.0).unwrap_err().message().contains("Another speed"));
}

#[test]
fn films_that_are_not_alike_are_joined_as_they_were_asked_to_become() {
    let one = made("one.wav", "-f lavfi -i sine=f=440:r=44100:d=1 -ac 2");
    let two = made("two.wav", "-f lavfi -i sine=f=880:r=48000:d=1.5 -ac 1");
    let refused = block_on(join(vec![one.clone(), two.clone()], Join::default()).on(calls())).unwrap_err();
    assert!(refused.message().contains("coded differently"), "{refused}");
    let audio = Audio::Encode(Sound { codec: AudioCodec::Flac, ..Sound::default() });
    let otherwise =
        Convert { container: Container::Matroska, video: Video::None, audio, ..Convert::default() };
    let how = Join { container: None, otherwise: Some(Box::new(otherwise)) };
    let made = block_on(join(vec![one.clone(), two.clone(), one.clone()], how.clone()).on(calls())).unwrap();
    assert_eq!((made.file.name(), made.notes.len()), ("one.mkv", 1));
    assert!((made.duration - 3.5).abs() < 0.01, "{made:?}");
    let media = block_on(look(made.file.clone()).on(calls())).unwrap();
    assert!(
        matches!(&media.tracks[0].role, Role::Audio(sound) if (sound.rate, sound.channels) == (44_100, 2))
    );
    let seconds = told(&made.file, "ffprobe", "-v error -show_entries format=duration -of csv=p=0", "");
    assert!((seconds.trim().parse::<f64>().unwrap() - 3.5).abs() < 0.01, "{seconds}");
    told(&made.file, "ffmpeg", "-v error -i", "-f null -");
    // Those that are alike stay as they are.
    let made = block_on(join(vec![one.clone(), one], how).on(calls())).unwrap();
    assert_eq!((made.file.name(), made.notes.len()), ("one.wav", 0));
}

/// Two recordings of one encoder differ in what only the whole can say, and in their titles.
#[test]
fn recordings_of_one_kind_are_joined_as_they_are() {
    for (kind, coded) in
        [("flac", "-c:a flac"), ("ogg", "-c:a libvorbis -q:a 3"), ("mka", "-c:a libvorbis -q:a 3")]
    {
        let record = |name: &str, noise: &str| {
            let args = format!("-f lavfi -i {noise} -ac 2 -metadata title={name} {coded}");
            made(&format!("{name}.{kind}"), &args)
        };
        let one = record("loud", "anoisesrc=r=44100:d=1:seed=1");
        let two = record("soft", "anoisesrc=r=44100:d=1.5:seed=2:a=0.01");
        let both = block_on(join(vec![one.clone(), two.clone()], Join::default()).on(calls())).unwrap();
        assert!((both.duration - 2.5).abs() < 0.05 && both.notes.is_empty(), "{kind}: {both:?}");
        told(&both.file, "ffmpeg", "-v error -xerror -i", "-f null -");
        if kind == "flac" {
            let samples = |file: &File| told(file, "ffmpeg", "-v error -i", "-f framecrc -c:a pcm_s16le -");
            let sums = |file: &File| -> Vec<String> {
                let all = samples(file);
                let lines = all.lines().filter(|line| !line.starts_with('#'));
                lines.filter_map(|line| line.rsplit(',').next().map(str::to_owned)).collect()
            };
            assert_eq!(sums(&both.file), [sums(&one), sums(&two)].concat());
        }
    }
}

/// One description cannot stand for two kinds of sound: such films are converted, or it is said.
#[test]
fn sound_of_another_kind_is_not_taken_for_the_first() {
    let film = |name: &str, quality: u32| {
        made(name, &format!("-f lavfi -i anoisesrc=r=44100:d=1 -ac 2 -c:a libvorbis -q:a {quality}"))
    };
    let films = vec![film("poor.mka", 1), film("rich.mka", 8)];
    let refused = block_on(join(films.clone(), Join::default()).on(calls())).unwrap_err();
    assert!(refused.message().contains("coded differently"), "{refused}");
    let audio = Audio::Encode(Sound { codec: AudioCodec::Flac, ..Sound::default() });
    let otherwise =
        Convert { container: Container::Matroska, video: Video::None, audio, ..Convert::default() };
    let how = Join { container: None, otherwise: Some(Box::new(otherwise)) };
    // Here is no browser that could decode them; but that is what was tried.
    let tried = block_on(join(films, how).on(calls())).unwrap_err();
    assert!(!tried.message().contains("coded differently"), "{tried}");
}

/// What a browser encodes has 8 bits, which do not go into a film of 10.
#[test]
fn pictures_of_ten_bits_are_cut_at_keys_only() {
    let deep = "-f lavfi -i testsrc2=s=160x90:r=25:d=3 -c:v libx264 -pix_fmt yuv420p10le -g 25 -bf 0";
    let film = made("deep.mp4", deep);
    let stretches = vec![Stretch { from: 0.5, to: 2.5 }];
    let take = |exact| {
        let how = Cut { stretches: stretches.clone(), exact, ..Cut::default() };
        block_on(cut(film.clone(), how).on(calls()))
    };
    let refused = take(true).unwrap_err();
    assert_eq!(refused.kind(), Kind::Unsupported);
    assert!(refused.message().contains("10 bits"), "{refused}");
    assert_eq!(take(false).unwrap().stretches[0].from, 0.0);
    // A conversion that copies the pictures begins a little earlier then.
    let how = Convert { stretches: stretches.clone(), ..Convert::default() };
    let made = block_on(convert(film.clone(), how, Vec::new()).on(calls())).unwrap();
    assert!(made.notes.iter().any(|note| note.contains("key frames")), "{:?}", made.notes);
}

/// A copy of very many small ranges: sound, of which every packet lies by itself.
#[test]
fn a_copy_tells_how_far_it_is_and_stops_at_once() {
    let film = made("far.mkv", "-f lavfi -i anoisesrc=r=48000:d=300:nb_samples=96 -c:a pcm_s16le");
    let copy = || cut(film.clone(), Cut { container: Some(Container::Matroska), ..Cut::default() });
    let heard = Rc::new(RefCell::new(Vec::new()));
    let to = heard.clone();
    let begun = Instant::now();
    block_on(copy().on_progress(move |done| to.borrow_mut().push(done)).on(calls())).unwrap();
    let whole = begun.elapsed();
    let heard = heard.borrow();
    assert!(heard.is_sorted() && heard.iter().any(|done| (0.1..0.9).contains(done)), "{whole:?}: {heard:?}");
    let begun = Instant::now();
    let error = block_on(copy().deadline(whole / 4).on(calls())).unwrap_err();
    assert_eq!(error.kind(), Kind::DeadlineExceeded);
    assert!(begun.elapsed() < whole / 2, "{:?} of {whole:?}", begun.elapsed());
}

/// The first film is silent, the others have one channel and two.
#[test]
fn films_that_are_made_alike_keep_the_sound_of_later_ones() {
    let pictures = "-f lavfi -i testsrc2=s=160x90:r=30:d=2";
    let coded = "-c:v libx264 -pix_fmt yuv420p -g 30";
    let film = |name: &str, channels: u8| match channels {
        0 => made(name, &format!("{pictures} {coded}")),
        _ => made(
            name,
            &format!("{pictures} -f lavfi -i sine=r=48000:d=2 {coded} -c:a pcm_s16le -ac {channels}"),
        ),
    };
    let films = vec![film("silent.mkv", 0), film("one.mkv", 1), film("two.mkv", 2)];
    let audio = Audio::Encode(Sound { codec: AudioCodec::Flac, ..Sound::default() });
    let how = Convert { container: Container::Matroska, audio, ..Convert::default() };
    let join = super::super::join(films, Join { container: None, otherwise: Some(Box::new(how)) });
    let made = block_on(join.on(calls())).unwrap().file;
    let tracks = block_on(look(made).on(calls())).unwrap().tracks;
    let sound = tracks.iter().find(|track| matches!(track.role, Role::Audio(_))).unwrap();
    assert!(matches!(&sound.role, Role::Audio(sound) if sound.channels == 1));
    assert!((sound.duration - 4.0).abs() < 0.2 || (sound.duration - 6.0).abs() < 0.2, "{}", sound.duration);
}
