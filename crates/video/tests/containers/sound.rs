//! Sound without a container, or nearly: MP3, ADTS, WAV, FLAC.

use nearside_video::{Codec, Container, Kind, Movie, Mux, Role, adts, flac, mp3, wav};

use crate::support::*;

const MP3: &[(&str, &str)] = &[
    ("cbr.mp3", "-f lavfi -i anoisesrc=r=44100:d=5 -ac 2 -c:a libmp3lame -b:a 128k -metadata title=Ton"),
    ("vbr.mp3", "-f lavfi -i anoisesrc=r=48000:d=5 -c:a libmp3lame -q:a 4"),
    ("low.mp3", "-f lavfi -i sine=r=22050:d=5 -c:a libmp3lame -b:a 32k"),
    ("bare.mp3", "-f lavfi -i sine=r=44100:d=5 -c:a libmp3lame -write_xing 0 -id3v2_version 0"),
    (
        "old.mp3",
        "-f lavfi -i sine=r=44100:d=5 -c:a libmp3lame -write_id3v1 1 -id3v2_version 3 -metadata title=Täter",
    ),
];
const ADTS: &[(&str, &str)] = &[
    ("stereo.aac", "-f lavfi -i anoisesrc=r=44100:d=5 -ac 2 -c:a aac"),
    ("mono.aac", "-f lavfi -i sine=r=16000:d=5 -c:a aac"),
];
const WAV: &[(&str, &str)] = &[
    (
        "s16.wav",
        "-f lavfi -i anoisesrc=r=44100:d=3.3 -ac 2 -c:a pcm_s16le -metadata title=Ton -metadata artist=Niemand",
    ),
    ("s24.wav", "-f lavfi -i anoisesrc=r=48000:d=2 -ac 6 -c:a pcm_s24le"),
    ("u8.wav", "-f lavfi -i sine=r=8001:d=1 -c:a pcm_u8"),
    ("f32.wav", "-f lavfi -i sine=r=96000:d=2 -c:a pcm_f32le"),
    ("f64.wav", "-f lavfi -i sine=r=44100:d=1 -c:a pcm_f64le"),
    ("alaw.wav", "-f lavfi -i sine=r=8000:d=2 -c:a pcm_alaw"),
    ("mulaw.wav", "-f lavfi -i sine=r=8000:d=2 -c:a pcm_mulaw"),
    ("rf64.wav", "-f lavfi -i sine=r=44100:d=2 -c:a pcm_s16le -rf64 always"),
];
const FLAC: &[(&str, &str)] = &[
    ("noise.flac", "-f lavfi -i anoisesrc=r=44100:d=5 -ac 2 -c:a flac -metadata title=Ton"),
    ("deep.flac", "-f lavfi -i anoisesrc=r=96000:d=3 -ac 6 -sample_fmt s32 -c:a flac"),
    ("still.flac", "-f lavfi -i anullsrc=r=8000:d=20 -c:a flac -frame_size 64"),
];

/// As [`compare`], but times count from the first packet, and packets may have so many bytes more there.
fn alike(name: &str, arguments: &str, header: u64) -> Movie {
    let path = made(name, arguments);
    let source = Disk::open(&path);
    let movie = nearside_video::open(&source).unwrap();
    let (ours, theirs) = (&read(&source, &movie)[0], &probe(&path)[&0]);
    assert_eq!(ours.len(), theirs.len(), "{name}");
    let (first, start) = (ours[0].pts.unwrap(), theirs[0].pts.unwrap());
    for (nth, (ours, theirs)) in ours.iter().zip(theirs).enumerate() {
        let times = near(ours.pts.map(|pts| pts - first), theirs.pts.map(|pts| pts - start), 0.0001);
        let bytes = header > 0 || theirs.hash.is_empty() || ours.hash == theirs.hash;
        assert!(times && bytes && ours.size + header == theirs.size, "{name} {nth}: {ours:?} {theirs:?}");
    }
    movie
}

fn tag<'a>(movie: &'a Movie, key: &str) -> Option<&'a str> {
    movie.media.tags.iter().find(|tag| tag.key == key).map(|tag| tag.value.as_str())
}

/// Writes a file's packets again, has it decoded, and opens it.
fn again(name: &str, movie: &Movie, mux: impl Mux, ranges: bool) -> Movie {
    let (path, out) = (place(name), place(&format!("written-{name}")));
    std::fs::write(&out, remux(&Disk::open(&path), movie, mux, ranges)).unwrap();
    decodes(&out);
    assert_eq!(samples(&path), samples(&out), "{name}");
    nearside_video::open(&Disk::open(&out)).unwrap()
}

/// The hash of all samples that ffmpeg decodes.
fn samples(path: &std::path::Path) -> String {
    run("ffmpeg", &["-v", "error", "-i", path.to_str().unwrap(), "-f", "hash", "-"])
}

#[test]
fn mp3_is_read_frame_by_frame_and_written_with_its_note() {
    for (name, arguments) in MP3 {
        let movie = alike(name, arguments, 0);
        assert_eq!((movie.media.container, &movie.media.tracks[0].codec), (Container::Mp3, &Codec::Mp3));
        assert!(movie.media.notes.is_empty(), "{name}: {:?}", movie.media.notes);
        if *name != "bare.mp3" {
            assert!((movie.media.duration - 5.0).abs() < 0.0001, "{name}: {}", movie.media.duration);
        }
        let written = again(name, &movie, mp3::Writer::new(&movie).unwrap(), true);
        assert_eq!(
            (&written.streams[0].edits, written.media.duration),
            (&movie.streams[0].edits, movie.media.duration)
        );
        assert_eq!(tag(&written, "title"), tag(&movie, "title"));
    }
    assert_eq!(
        tag(&nearside_video::open(&Disk::open(&made(MP3[4].0, MP3[4].1))).unwrap(), "title"),
        Some("Täter")
    );
}

#[test]
fn what_lies_between_frames_of_mp3_is_left_out() {
    let bytes = std::fs::read(made(MP3[3].0, MP3[3].1)).unwrap();
    let whole = open(bytes.clone()).unwrap();
    let tenth = whole.streams[0].index.get(10).unwrap().offset as usize;
    let broken =
        [&[0x55; 700], &bytes[..tenth], &[0xff; 333], &bytes[tenth..], b"APETAGEX and more"].concat();
    let movie = open(broken).unwrap();
    assert_eq!(movie.streams[0].index.len(), whole.streams[0].index.len());
    assert!(movie.media.notes.iter().any(|note| note.contains("no frame")), "{:?}", movie.media.notes);
}

#[test]
fn mp3_of_a_free_format_is_refused_with_a_sentence() {
    let mut bytes = std::fs::read(made(MP3[3].0, MP3[3].1)).unwrap();
    let sizes: Vec<_> =
        open(bytes.clone()).unwrap().streams[0].index.iter().map(|sample| sample.offset).collect();
    for at in sizes {
        bytes[at as usize + 2] &= 0x0f;
    }
    let error = open(bytes).unwrap_err();
    assert!(error.kind == Kind::Unsupported && error.message.contains("free format"), "{error}");
}

#[test]
fn adts_is_read_without_its_headers_and_written_with_them() {
    for (name, arguments) in ADTS {
        let movie = alike(name, arguments, 7);
        assert_eq!(movie.media.tracks[0].codec_string, "mp4a.40.2");
        let written = again(name, &movie, adts::Writer::new(&movie).unwrap(), true);
        assert!(movie.streams[0].index.iter().eq(written.streams[0].index.iter()));
    }
    // From Matroska, too.
    let path = made(crate::matroska::FILES[0].0, crate::matroska::FILES[0].1);
    let source = Disk::open(&path);
    let mut movie = nearside_video::open(&source).unwrap();
    movie.media.container = Container::Adts;
    movie.media.tracks.remove(0);
    movie.streams.remove(0);
    let out = place("from-matroska.aac");
    std::fs::write(&out, remux(&source, &movie, adts::Writer::new(&movie).unwrap(), false)).unwrap();
    decodes(&out);
    assert_eq!(probe(&out)[&0].len(), movie.streams[0].index.len());
}

#[test]
fn wav_is_read_in_packets_of_at_most_a_second_and_written_again() {
    for (nth, (name, arguments)) in WAV.iter().enumerate() {
        let path = made(name, arguments);
        let movie = nearside_video::open(&Disk::open(&path)).unwrap();
        let (track, stream) = (&movie.media.tracks[0], &movie.streams[0]);
        assert!(stream.index.iter().all(|sample| sample.duration <= stream.timescale));
        let duration: f64 = run(
            "ffprobe",
            &["-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", path.to_str().unwrap()],
        )
        .trim()
        .parse()
        .unwrap();
        assert!(
            (movie.media.duration - duration).abs() < 0.00001,
            "{name}: {} {duration}",
            movie.media.duration
        );
        assert!(movie.media.notes.is_empty(), "{name}: {:?}", movie.media.notes);
        assert!(matches!(track.role, Role::Audio(_)));
        let written = again(name, &movie, wav::Writer::new(&movie).unwrap(), nth % 2 == 0);
        assert_eq!(
            (&written.media.tracks[0].role, &written.media.tracks[0].codec),
            (&track.role, &track.codec)
        );
        assert_eq!(
            (tag(&written, "title"), tag(&written, "artist")),
            (tag(&movie, "title"), tag(&movie, "artist"))
        );
    }
}

#[test]
fn a_recording_that_never_learned_its_size_is_read_to_its_end() {
    let mut bytes = std::fs::read(made(WAV[0].0, WAV[0].1)).unwrap();
    let whole = open(bytes.clone()).unwrap();
    let data = bytes.windows(4).position(|part| part == b"data").unwrap();
    for size in [0, u32::MAX] {
        bytes[data + 4..data + 8].copy_from_slice(&size.to_le_bytes());
        let movie = open(bytes.clone()).unwrap();
        assert!((movie.media.duration - whole.media.duration).abs() < 0.001);
        assert_eq!(movie.media.notes.len(), 1);
    }
}

#[test]
fn flac_is_read_frame_by_frame_and_written_again() {
    for (nth, (name, arguments)) in FLAC.iter().enumerate() {
        let movie = alike(name, arguments, 0);
        assert!(movie.media.notes.is_empty(), "{name}: {:?}", movie.media.notes);
        let glance = nearside_video::peek(&Disk::open(&place(name))).unwrap();
        assert!((glance.duration - movie.media.duration).abs() < 0.0001, "{name}");
        let written = again(name, &movie, flac::Writer::new(&movie).unwrap(), nth % 2 == 0);
        assert_eq!(
            (written.streams[0].index.len(), tag(&written, "title")),
            (movie.streams[0].index.len(), tag(&movie, "title"))
        );
    }
}

#[test]
fn damage_in_flac_costs_a_frame_or_two() {
    let mut bytes = std::fs::read(made(FLAC[0].0, FLAC[0].1)).unwrap();
    let whole = open(bytes.clone()).unwrap();
    let fifth = whole.streams[0].index.get(5).unwrap().offset as usize;
    bytes[fifth + 100] ^= 0x10;
    let movie = open(bytes).unwrap();
    assert!(movie.streams[0].index.len() + 2 >= whole.streams[0].index.len());
    assert!(movie.media.notes.iter().any(|note| note.contains("no frame")), "{:?}", movie.media.notes);
}
