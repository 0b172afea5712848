//! What is read from MP4 and QuickTime files is what ffprobe reads from them, packet by packet.

#![cfg(feature = "containers")]

mod common;

use std::cell::Cell;
use std::ops::Range;
use std::path::Path;
use std::rc::Rc;

use common::{Probed, make, packets, reader};
use nearside_video::{Codec, Movie, Reader, Role, Source, mp4};

const PICTURES: &str = "testsrc2=size=320x180:rate=30:duration=3";
const SOUND: &str = "sine=frequency=440:sample_rate=44100:duration=3";

fn open(file: &Path) -> Movie {
    let movie = mp4::open(&reader(file)).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let glance = mp4::peek(&reader(file)).expect("what opens can be told of");
    assert_eq!(glance, movie.media, "{}", file.display());
    movie
}

/// All packets of a film are those of ffprobe, which leaves edit lists aside here and, where packets are decoded later than
/// shown, moves one of the times. Its durations are guesses of its parsers where they are not from one decoding to the
/// next, and it hides tracks of chapters.
fn same(file: &Path) -> Movie {
    let movie = open(file);
    let all = packets(file, &["-ignore_editlist", "1"]);
    for (number, stream) in movie.streams.iter().enumerate() {
        let probed: Vec<&Probed> = all.iter().filter(|packet| packet.stream == number).collect();
        let name = format!("{} track {number}", file.display());
        if movie.media.tracks[number].role == Role::Other && probed.is_empty() {
            continue;
        }
        if stream.index.iter().any(|sample| sample.size as usize > 0)
            && matches!(movie.media.tracks[number].codec, Codec::Pcm { .. } | Codec::Ulaw | Codec::Alaw)
        {
            plain(&name, stream, &probed);
            continue;
        }
        assert_eq!(stream.index.len(), probed.len(), "{name}: packets");
        let late = stream.index.iter().map(|sample| sample.dts - sample.pts).max().unwrap_or_default().max(0);
        let first = stream.index.get(0).expect("a packet");
        let shift = first.dts - probed[0].dts;
        let shown = first.pts - probed[0].pts;
        assert!(
            (shift == late && shown == 0) || (shift == 0 && shown == -late),
            "{name}: {shift}, {shown} and {late}"
        );
        for (at, (ours, theirs)) in stream.index.iter().zip(&probed).enumerate() {
            let next = probed.get(at + 1).map(|next| next.dts - theirs.dts);
            let theirs = (theirs.pts + shown, theirs.dts + shift, theirs.size, theirs.pos, theirs.key);
            let read = (ours.pts, ours.dts, ours.size, ours.offset, ours.key);
            assert_eq!(read, theirs, "{name}: packet {at}");
            assert!(
                next.is_none_or(|next| next == i64::from(ours.duration)),
                "{name}: packet {at} lasts {}",
                ours.duration
            );
        }
    }
    movie
}

/// Plain sound comes in other packets, but the same bytes at the same times.
fn plain(name: &str, stream: &nearside_video::Stream, probed: &[&Probed]) {
    let ranges = |list: &mut dyn Iterator<Item = (u64, u64)>| {
        let mut joined: Vec<(u64, u64)> = Vec::new();
        for (start, end) in list {
            match joined.last_mut() {
                Some(last) if last.1 == start => last.1 = end,
                _ => joined.push((start, end)),
            }
        }
        joined
    };
    let ours = ranges(
        &mut stream.index.iter().map(|sample| (sample.offset, sample.offset + u64::from(sample.size))),
    );
    let theirs = ranges(&mut probed.iter().map(|packet| (packet.pos, packet.pos + u64::from(packet.size))));
    assert_eq!(ours, theirs, "{name}: bytes");
    for sample in stream.index.iter() {
        let theirs = probed.iter().find(|packet| packet.pos == sample.offset);
        assert_eq!(
            theirs.map(|packet| packet.pts),
            Some(sample.pts),
            "{name}: time of byte {}",
            sample.offset
        );
        assert!(sample.duration <= 1 << 16, "{name}: a packet of {} frames", sample.duration);
    }
}

fn film(name: &str, args: &[&str]) -> Movie {
    let mut all = vec!["-f", "lavfi", "-i", PICTURES, "-f", "lavfi", "-i", SOUND];
    all.extend(args);
    same(&make(name, &all))
}

#[test]
fn h264_with_pictures_out_of_order_and_aac() {
    let movie = film("h264.mp4", &["-c:v", "libx264", "-bf", "3", "-g", "25", "-c:a", "aac"]);
    let [video, audio] = &movie.media.tracks[..] else { panic!("two tracks") };
    let Role::Video(picture) = &video.role else { panic!("pictures") };
    assert_eq!((picture.width, picture.height, picture.rate.map(f64::round)), (320, 180, Some(30.0)));
    assert_eq!((picture.bits, picture.chroma.as_deref(), picture.variable), (Some(8), Some("4:2:0"), false));
    assert!(video.codec_string.starts_with("avc1.64"), "{}", video.codec_string);
    assert_eq!((video.keys, video.packets, video.start), (4, 90, 0.0));
    assert!((movie.media.duration - 3.0).abs() < 0.03, "{}", movie.media.duration);
    assert_eq!(audio.codec_string, "mp4a.40.2");
    assert!(!movie.media.fast_start && !movie.media.fragmented);
}

#[test]
fn h264_with_open_groups() {
    let open = "open-gop=1:keyint=20:min-keyint=20:bframes=3:scenecut=0";
    let movie =
        film("open.mp4", &["-c:v", "libx264", "-x264-params", open, "-an", "-movflags", "+faststart"]);
    assert!(movie.media.tracks[0].keys >= 4 && movie.media.fast_start);
}

#[test]
fn hevc() {
    let movie = film(
        "hevc.mp4",
        &["-c:v", "libx265", "-x265-params", "log-level=error:keyint=20", "-tag:v", "hvc1", "-c:a", "alac"],
    );
    assert_eq!(movie.media.tracks[0].codec_string, "hvc1.1.6.L60.90");
    assert_eq!(movie.media.tracks[1].codec, Codec::Alac);
}

#[test]
fn vp9_with_opus() {
    let movie = film(
        "vp9.mp4",
        &["-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-g", "20", "-c:a", "libopus"],
    );
    assert!(
        movie.media.tracks[0].codec_string.starts_with("vp09.00."),
        "{}",
        movie.media.tracks[0].codec_string
    );
    assert_eq!(movie.media.tracks[1].codec_string, "opus");
    assert!(movie.streams[1].formats[0].config.starts_with(b"OpusHead\x01\x01"));
}

#[test]
fn av1_with_flac() {
    let movie =
        film("av1.mp4", &["-c:v", "libsvtav1", "-preset", "12", "-g", "20", "-c:a", "flac", "-strict", "-2"]);
    assert!(
        movie.media.tracks[0].codec_string.starts_with("av01.0."),
        "{}",
        movie.media.tracks[0].codec_string
    );
    assert!(movie.streams[1].formats[0].config.starts_with(b"fLaC"));
    let Role::Audio(sound) = &movie.media.tracks[1].role else { panic!("sound") };
    assert_eq!((sound.rate, sound.channels), (44100, 1));
}

#[test]
fn plain_sound_of_quicktime_in_long_packets() {
    for (codec, expected) in [
        ("pcm_s16le", Codec::Pcm { bits: 16, float: false, signed: true, big: false }),
        ("pcm_s16be", Codec::Pcm { bits: 16, float: false, signed: true, big: true }),
        ("pcm_s24le", Codec::Pcm { bits: 24, float: false, signed: true, big: false }),
        ("pcm_s24be", Codec::Pcm { bits: 24, float: false, signed: true, big: true }),
        ("pcm_s32le", Codec::Pcm { bits: 32, float: false, signed: true, big: false }),
        ("pcm_f32le", Codec::Pcm { bits: 32, float: true, signed: true, big: false }),
        ("pcm_f64be", Codec::Pcm { bits: 64, float: true, signed: true, big: true }),
        ("pcm_u8", Codec::Pcm { bits: 8, float: false, signed: false, big: false }),
        ("pcm_mulaw", Codec::Ulaw),
        ("pcm_alaw", Codec::Alaw),
    ] {
        let movie = film(
            &format!("{codec}.mov"),
            &["-c:v", "libx264", "-preset", "ultrafast", "-c:a", codec, "-ac", "2"],
        );
        let track = &movie.media.tracks[1];
        assert_eq!(track.codec, expected, "{codec}");
        assert!(track.packets < 200, "{codec}: {} packets", track.packets);
        assert!((track.duration - 3.0).abs() < 0.01, "{codec}: {}", track.duration);
    }
}

#[test]
fn fragments() {
    for (name, flags) in [
        ("frag_empty.mp4", "frag_keyframe+empty_moov"),
        ("frag_base.mp4", "frag_keyframe+empty_moov+default_base_moof"),
        ("frag_full.mp4", "frag_keyframe"),
        ("frag_sep.mp4", "frag_keyframe+separate_moof"),
        ("frag_cmaf.mp4", "cmaf+frag_keyframe"),
        ("frag_dash.mp4", "dash+frag_keyframe+global_sidx+faststart"),
    ] {
        let movie =
            film(name, &["-c:v", "libx264", "-bf", "2", "-g", "20", "-c:a", "aac", "-movflags", flags]);
        assert!(movie.media.fragmented, "{name}");
        assert!((movie.media.duration - 3.0).abs() < 0.1, "{name}: {}", movie.media.duration);
    }
    let movie = film(
        "frag_pcm.mov",
        &["-c:v", "libx264", "-g", "20", "-c:a", "pcm_s16le", "-movflags", "frag_keyframe+empty_moov"],
    );
    assert!(movie.media.tracks[1].packets <= 130, "{} packets", movie.media.tracks[1].packets);
}

#[test]
fn a_turned_film_with_pixels_that_are_not_square() {
    let flat = make(
        "flat.mp4",
        &[
            "-f",
            "lavfi",
            "-i",
            "testsrc2=size=180x120:rate=25:duration=1",
            "-vf",
            "setsar=16/15",
            "-c:v",
            "libx264",
        ],
    );
    let file = make(
        "turned.mp4",
        &[
            "-i",
            flat.to_str().unwrap(),
            "-c",
            "copy",
            "-metadata:s:v",
            "rotate=90",
            "-metadata:s:v",
            "language=deu",
            "-metadata:s:v",
            "handler_name=Main view",
            "-metadata",
            "title=A film",
        ],
    );
    let movie = same(&file);
    let Role::Video(picture) = &movie.media.tracks[0].role else { panic!("pictures") };
    // Which is what ffmpeg makes of this setting, the other way round.
    assert_eq!((picture.turn, picture.flip, picture.pixel), (270, false, Some((16, 15))));
    assert_eq!(movie.media.tracks[0].language.as_deref(), Some("deu"));
    assert_eq!(movie.media.tracks[0].name.as_deref(), Some("Main view"));
    assert!(
        movie.media.tags.iter().any(|tag| tag.key == "title" && tag.value == "A film"),
        "{:?}",
        movie.media.tags
    );
}

#[test]
fn pictures_that_last_differently_long() {
    let movie = film(
        "vfr.mp4",
        &["-vf", "select='not(mod(n,5))+lt(mod(n,7),3)'", "-fps_mode", "vfr", "-c:v", "libx264", "-an"],
    );
    let Role::Video(picture) = &movie.media.tracks[0].role else { panic!("pictures") };
    assert!(picture.variable);
}

#[test]
fn an_edit_list_says_what_is_shown() {
    let whole = make(
        "h264.mp4",
        &[
            "-f", "lavfi", "-i", PICTURES, "-f", "lavfi", "-i", SOUND, "-c:v", "libx264", "-bf", "3", "-g",
            "25", "-c:a", "aac",
        ],
    );
    let file = make("edit.mp4", &["-ss", "1.2", "-i", whole.to_str().unwrap(), "-t", "1", "-c", "copy"]);
    let movie = same(&file);
    for (number, stream) in movie.streams.iter().enumerate() {
        // With the list, ffprobe counts times from what is shown first.
        let probed = packets(&file, &[]).into_iter().filter(|packet| packet.stream == number);
        let ours: Vec<i64> = stream.index.iter().map(|sample| sample.pts - stream.origin()).collect();
        let shown: Vec<i64> = probed.map(|packet| packet.pts).collect();
        assert!(shown.iter().all(|pts| ours.contains(pts)), "track {number}: {shown:?} in {ours:?}");
    }
}

#[test]
fn many_tracks_text_and_chapters() {
    let text = common::path("text.srt");
    std::fs::write(
        &text,
        "1\n00:00:00,500 --> 00:00:01,500\nHello\n\n2\n00:00:02,000 --> 00:00:02,500\nBye\n",
    )
    .unwrap();
    let meta = common::path("chapters.txt");
    std::fs::write(&meta, ";FFMETADATA1\nartist=Somebody\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=1000\ntitle=One\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=1000\nEND=3000\ntitle=Two\n").unwrap();
    for name in ["many.mp4", "many.mov"] {
        let movie = film(
            name,
            &[
                "-i",
                text.to_str().unwrap(),
                "-i",
                meta.to_str().unwrap(),
                "-map",
                "0:v",
                "-map",
                "1:a",
                "-map",
                "1:a",
                "-map",
                "2:s",
                "-map_metadata",
                "3",
                "-c:v",
                "libx264",
                "-c:a:0",
                "aac",
                "-c:a:1",
                "libmp3lame",
                "-c:s",
                "mov_text",
                "-metadata:s:s:0",
                "language=eng",
            ],
        );
        let codecs: Vec<&Codec> = movie.media.tracks.iter().take(4).map(|track| &track.codec).collect();
        assert_eq!(codecs, [&Codec::H264, &Codec::Aac, &Codec::Mp3, &Codec::Text], "{name}");
        let chapters: Vec<(f64, &str)> =
            movie.media.chapters.iter().map(|chapter| (chapter.start, chapter.name.as_str())).collect();
        assert_eq!(chapters, [(0.0, "One"), (1.0, "Two")], "{name}");
        assert!(movie.media.tags.iter().any(|tag| tag.key == "artist" && tag.value == "Somebody"), "{name}");
    }
}

#[test]
fn several_descriptions_and_edits_of_the_corpus() {
    for name in ["extradata-reload-multi-stsd.mp4", "mov-3elist-1ctts.mp4", "cfhd_odd.mp4"] {
        if let Some(file) = common::corpus(name) {
            let movie = same(&file);
            let used = movie.streams[0].index.iter().map(|sample| usize::from(sample.format)).max();
            assert_eq!(used.map(|last| last + 1), Some(movie.streams[0].formats.len()), "{name}");
        }
    }
    if let Some(file) = common::corpus("mov-3elist-1ctts.mp4") {
        let edits = open(&file).streams[0].edits.clone();
        assert_eq!(edits.iter().map(|edit| edit.from).collect::<Vec<_>>(), [Some(2), Some(14), Some(26)]);
    }
}

#[test]
fn a_fragment_replaces_what_it_overlaps() {
    let Some(file) = common::corpus("frag_overlap.mp4") else { return };
    let movie = open(&file);
    let mut probed = packets(&file, &[]);
    // The second fragment begins with the only key after the first packet; ffprobe lists both.
    let second = probed.iter().rposition(|packet| packet.key).unwrap();
    let from = probed[second].dts;
    let mut at = 0;
    probed.retain(|packet| {
        at += 1;
        at > second || packet.dts < from
    });
    let ours: Vec<_> = movie.streams[0].index.iter().map(|sample| (sample.dts, sample.offset)).collect();
    assert_eq!(ours, probed.iter().map(|packet| (packet.dts, packet.pos)).collect::<Vec<_>>());
}

#[test]
fn a_file_that_was_cut_off_opens_with_what_is_left() {
    let file =
        make("fast.mp4", &["-f", "lavfi", "-i", PICTURES, "-c:v", "libx264", "-movflags", "+faststart"]);
    let mut bytes = std::fs::read(&file).unwrap();
    bytes.truncate(bytes.len() / 2);
    let size = bytes.len() as u64;
    let movie = mp4::open(&nearside_video::Reader::new(std::rc::Rc::new(bytes))).unwrap();
    let index = &movie.streams[0].index;
    assert!(index.len() > 10 && index.len() < 90, "{}", index.len());
    assert!(index.iter().all(|sample| sample.offset + u64::from(sample.size) <= size));
    assert!(movie.media.notes[0].contains("cut off"), "{:?}", movie.media.notes);
}

#[test]
fn all_films_of_the_corpus_are_told_of_without_their_index() {
    let Some(one) = common::corpus("frag_overlap.mp4") else { return };
    let folder = std::fs::read_dir(one.parent().expect("a folder")).expect("a folder that can be read");
    let films = folder.map(|entry| entry.expect("a file").path());
    // Names lie: some of the corpus are films of other kinds. Whatever opens has to be told of.
    let opens = |film: &std::path::PathBuf| mp4::open(&reader(film)).is_ok();
    let films: Vec<_> = films.filter(opens).collect();
    films.iter().for_each(|film| drop(open(film)));
    assert!(films.contains(&one), "{films:?}");
}

/// A file that counts how often it is read, and how many bytes of it.
struct Counted(Vec<u8>, Cell<(u64, u64)>);

impl Source for Counted {
    fn size(&self) -> u64 {
        self.0.size()
    }

    fn read(&self, range: Range<u64>) -> std::io::Result<Vec<u8>> {
        let (reads, bytes) = self.1.get();
        self.1.set((reads + 1, bytes + range.end - range.start));
        self.0.read(range)
    }
}

#[test]
fn a_long_film_is_told_of_without_its_places() {
    let words =
        ["-c:v", "libx264", "-preset", "ultrafast", "-bf", "2", "-g", "30", "-c:a", "aac", "-t", "20"];
    let mut all = vec!["-f", "lavfi", "-i", "testsrc2=size=64x36:rate=30"];
    all.extend(["-f", "lavfi", "-i", "sine=frequency=440:sample_rate=44100"]);
    all.extend(words);
    let piece = make("piece-of-long.mp4", &all);
    let piece = piece.to_str().expect("a path of text");
    for (name, flags) in [("long-fast.mp4", "+faststart"), ("long.mp4", "0")] {
        let film = make(name, &["-stream_loop", "99", "-i", piece, "-c", "copy", "-movflags", flags]);
        let movie = open(&film);
        assert_eq!(movie.media.tracks[0].packets, 60_000);
        let source = Rc::new(Counted(std::fs::read(&film).expect("a file"), Cell::default()));
        assert_eq!(mp4::peek(&Reader::new(source.clone())).expect("it opens"), movie.media);
        let (reads, bytes) = source.1.get();
        assert!(reads <= 6 && bytes < 900_000, "{name}: {reads} reads of {bytes} bytes");
        // What is cut off is looked at more closely.
        if movie.media.fast_start {
            let mut part = std::fs::read(&film).expect("a file");
            part.truncate(part.len() / 2);
            let part = Reader::new(Rc::new(part));
            let media = mp4::peek(&part).expect("it opens");
            assert_eq!(media, mp4::open(&part).expect("it opens").media);
            assert!(media.tracks[0].packets < 60_000);
        }
    }
}
