//! What is written as MP4 is read without complaint by ffmpeg, decodes to the same frames at the same times, and is what our own
//! reader reads.

#![cfg(feature = "containers")]

mod common;

use std::path::{Path, PathBuf};

use common::{frames, join, make, path, reader, sum};
use nearside_video::{Data, Movie, Mux, Packet, Pieces, Role, mp4};

/// A source with pictures out of order and sound, for each pair of codecs.
fn sources() -> Vec<PathBuf> {
    let film = |name: &str, args: &[&str]| {
        let mut all =
            vec!["-f", "lavfi", "-i", "testsrc2=size=320x180:rate=30:duration=3", "-f", "lavfi", "-i"];
        all.push("sine=frequency=440:sample_rate=44100:duration=3");
        all.extend(args);
        make(name, &all)
    };
    vec![
        film("h264.mp4", &["-c:v", "libx264", "-bf", "3", "-g", "25", "-c:a", "aac"]),
        film(
            "hevc.mp4",
            &[
                "-c:v",
                "libx265",
                "-x265-params",
                "log-level=error:keyint=20",
                "-tag:v",
                "hvc1",
                "-c:a",
                "alac",
            ],
        ),
        film(
            "vp9.mp4",
            &["-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-g", "20", "-c:a", "libopus"],
        ),
        film("av1.mp4", &["-c:v", "libsvtav1", "-preset", "12", "-g", "20", "-c:a", "flac", "-strict", "-2"]),
        film("mp3.mp4", &["-c:v", "libx264", "-bf", "0", "-c:a", "libmp3lame"]),
        film("pcm_s24be.mov", &["-c:v", "libx264", "-preset", "ultrafast", "-c:a", "pcm_s24be", "-ac", "2"]),
        film("pcm_f32le.mov", &["-c:v", "libx264", "-preset", "ultrafast", "-c:a", "pcm_f32le", "-ac", "2"]),
        film("pcm_mulaw.mov", &["-c:v", "libx264", "-preset", "ultrafast", "-c:a", "pcm_mulaw", "-ac", "2"]),
    ]
}

/// All packets of a film in the order of the file.
fn copy_from(movie: &Movie, mux: &mut dyn Mux, source: &[u8]) -> Vec<u8> {
    let mut all: Vec<_> = movie
        .streams
        .iter()
        .enumerate()
        .flat_map(|(track, stream)| stream.index.iter().map(move |sample| (track, sample)))
        .collect();
    all.sort_by_key(|(track, sample)| (sample.offset, *track));
    let mut body = Pieces::default();
    for (track, sample) in all {
        let range = sample.offset..sample.offset + u64::from(sample.size);
        let data = Data::Range { source: 0, range };
        let (pts, dts, duration, key, format) =
            (sample.pts, sample.dts, sample.duration, sample.key, sample.format);
        mux.packet(&Packet { track, pts, dts, duration, key, format, data }, &mut body)
            .expect("a packet has room");
    }
    let head = mux.finish(&mut body).expect("a head");
    join(&head, &body.take(), &[source])
}

fn written(name: &str, bytes: &[u8]) -> PathBuf {
    let file = path(name);
    std::fs::write(&file, bytes).expect("room for a file");
    file
}

/// Every stream of both files decodes to the same frames at the same times.
fn same_frames(source: &Path, made: &Path, movie: &Movie) {
    for number in 0..movie.streams.len() {
        let map = format!("0:{number}");
        let (ours, theirs) = (frames(made, &map), frames(source, &map));
        assert!(
            !theirs.is_empty() && ours == theirs,
            "{} track {number}: {} and {} frames",
            made.display(),
            ours.len(),
            theirs.len()
        );
    }
}

fn bare(movie: &Movie) -> Movie {
    let mut movie = movie.clone();
    movie.media.container = nearside_video::Container::Matroska;
    for stream in &mut movie.streams {
        stream.formats.iter_mut().for_each(|format| format.entry.clear());
    }
    movie
}

#[test]
fn a_copy_has_the_same_frames_and_the_same_facts() {
    for source in sources() {
        let (bytes, movie) =
            (std::fs::read(&source).expect("a file"), mp4::open(&reader(&source)).expect("a film"));
        let made = copy_from(&movie, &mut mp4::Writer::new(&movie).expect("a writer"), &bytes);
        let file = written(&format!("copy-{}", source.file_name().expect("a name").display()), &made);
        same_frames(&source, &file, &movie);
        let again = mp4::open(&reader(&file)).expect("a film");
        assert!(again.media.fast_start && again.media.notes.is_empty(), "{:?}", again.media.notes);
        assert_eq!(again.media.container, movie.media.container);
        for (ours, theirs) in again.media.tracks.iter().zip(&movie.media.tracks) {
            assert_eq!((&ours.role, &ours.codec_string), (&theirs.role, &theirs.codec_string));
            assert!(
                (ours.start - theirs.start).abs() < 1e-3 && (ours.duration - theirs.duration).abs() < 2e-3
            );
        }
        for (ours, theirs) in again.streams.iter().zip(&movie.streams) {
            assert_eq!(ours.formats[0].config, theirs.formats[0].config);
            let times = |stream: &nearside_video::Stream| {
                stream
                    .index
                    .iter()
                    .map(|sample| (sample.pts, sample.dts, sample.size, sample.key))
                    .collect::<Vec<_>>()
            };
            if !matches!(
                theirs.formats[0].codec,
                nearside_video::Codec::Pcm { .. } | nearside_video::Codec::Ulaw
            ) {
                assert_eq!(times(ours), times(theirs));
            }
        }
    }
}

#[test]
fn entries_are_made_where_there_are_none() {
    for source in sources() {
        let (bytes, movie) =
            (std::fs::read(&source).expect("a file"), mp4::open(&reader(&source)).expect("a film"));
        let movie = bare(&movie);
        let made = copy_from(&movie, &mut mp4::Writer::new(&movie).expect("a writer"), &bytes);
        let file = written(&format!("bare-{}", source.file_name().expect("a name").display()), &made);
        same_frames(&source, &file, &movie);
        let again = mp4::open(&reader(&file)).expect("a film");
        for (ours, theirs) in again.media.tracks.iter().zip(&movie.media.tracks) {
            assert_eq!((&ours.codec, &ours.codec_string), (&theirs.codec, &theirs.codec_string));
        }
    }
}

#[test]
fn a_head_before_the_whole_original_is_a_film() {
    for source in sources() {
        let (bytes, movie) =
            (std::fs::read(&source).expect("a file"), mp4::open(&reader(&source)).expect("a film"));
        for (kind, movie) in [("layout", movie.clone()), ("layout-bare", bare(&movie))] {
            let made = [mp4::layout(&movie).expect("a head"), bytes.clone()].concat();
            let file = written(&format!("{kind}-{}", source.file_name().expect("a name").display()), &made);
            same_frames(&source, &file, &movie);
        }
    }
}

#[test]
fn fragments_have_the_same_frames() {
    for source in sources() {
        let (bytes, movie) =
            (std::fs::read(&source).expect("a file"), mp4::open(&reader(&source)).expect("a film"));
        let made = copy_from(&movie, &mut mp4::Fragments::new(&movie).expect("a writer"), &bytes);
        let file = written(&format!("fragments-{}", source.file_name().expect("a name").display()), &made);
        let again = mp4::open(&reader(&file)).expect("a film");
        assert!(again.media.fragmented && again.media.notes.is_empty(), "{:?}", again.media.notes);
        for (number, (ours, theirs)) in again.streams.iter().zip(&movie.streams).enumerate() {
            assert_eq!(ours.origin(), theirs.origin());
            // In fragments ffmpeg shows what an edit list leaves out at the beginning, and moves all times by that. The first
            // frame of sound may have been left out in part.
            let map = format!("0:{number}");
            if matches!(
                movie.media.tracks[number].codec,
                nearside_video::Codec::Pcm { .. } | nearside_video::Codec::Ulaw
            ) {
                assert_eq!(sum(&file, &map), sum(&source, &map));
                continue;
            }
            let (ours, theirs) = (frames(&file, &map), frames(&source, &map).split_off(number));
            let ours = &ours[ours.len() - theirs.len()..];
            let moved = ours[0].0 - theirs[0].0;
            assert!(
                ours.iter().zip(&theirs).all(|(a, b)| a.0 - b.0 == moved && a.1 == b.1),
                "{} track {number}",
                file.display()
            );
        }
    }
}

#[test]
fn several_descriptions_are_kept() {
    let Some(source) = common::corpus("extradata-reload-multi-stsd.mp4") else { return };
    let (bytes, movie) =
        (std::fs::read(&source).expect("a file"), mp4::open(&reader(&source)).expect("a film"));
    let made = copy_from(&movie, &mut mp4::Writer::new(&movie).expect("a writer"), &bytes);
    let file = written("copy-multi-stsd.mp4", &made);
    let again = mp4::open(&reader(&file)).expect("a film");
    assert_eq!(again.streams[0].formats.len(), 2);
    same_frames(&source, &file, &movie);
}

#[test]
fn what_is_told_of_a_film_is_told_again() {
    let source = &sources()[0];
    let bytes = std::fs::read(source).expect("a file");
    let mut movie = mp4::open(&reader(source)).expect("a film");
    let tag = |key: &str, value: &str| nearside_video::Tag { key: key.into(), value: value.into() };
    movie.media.tags = vec![
        tag("title", "A film"),
        tag("trkn", "3/12"),
        tag("mood", "good"),
        tag("created", "2026-11-29T12:30:00Z"),
    ];
    movie.media.chapters =
        (0..3).map(|n| nearside_video::Chapter { start: f64::from(n), name: format!("Part {n}") }).collect();
    movie.media.tracks[1].language = Some("deu".into());
    movie.media.tracks[1].name = Some("Kommentar".into());
    for (turn, flip) in
        [(0, false), (90, false), (180, false), (270, false), (0, true), (90, true), (180, true), (270, true)]
    {
        if let Role::Video(picture) = &mut movie.media.tracks[0].role {
            (picture.turn, picture.flip) = (turn, flip);
        }
        let made = copy_from(&movie, &mut mp4::Writer::new(&movie).expect("a writer"), &bytes);
        let again = mp4::open(&reader(&written("told.mp4", &made))).expect("a film");
        assert_eq!(
            (again.media.tags, again.media.chapters),
            (movie.media.tags.clone(), movie.media.chapters.clone())
        );
        assert_eq!(again.media.tracks[1].language.as_deref(), Some("deu"));
        assert_eq!(again.media.tracks[1].name.as_deref(), Some("Kommentar"));
        assert_eq!(again.media.tracks[0].role, movie.media.tracks[0].role);
    }
}

/// Above 4 GB places have 64 bits; the file itself need not be there.
#[test]
fn large_bodies_get_wide_places() {
    let mut movie = mp4::open(&reader(&sources()[0])).expect("a film");
    movie.media.size = 6 << 30;
    let head = mp4::layout(&movie).expect("a head");
    assert!(
        head.windows(4).any(|name| name == b"co64") && head.ends_with(&((6_u64 << 30) + 16).to_be_bytes())
    );
}
