//! From one container into another: the same pictures at the same times.

use std::path::Path;

use nearside_video::{Codec, Container, Movie, Mux, matroska, mp4};

use crate::support::*;

/// When each picture is shown, and what it looks like.
fn pictures(path: &Path) -> Vec<(f64, String)> {
    // As they stand in the file: else all is moved by what comes before time 0.
    let before = ["-v", "error", "-copyts", "-i", path.to_str().unwrap()];
    let after = ["-map", "0:v", "-vsync", "passthrough", "-f", "framemd5", "-"];
    let text = run("ffmpeg", &[&before[..], &after].concat());
    let mut base = 1.0;
    let mut frames = Vec::new();
    for line in text.lines() {
        if let Some((rate, one)) = line.strip_prefix("#tb 0: ").and_then(|base| base.split_once('/')) {
            base = rate.parse::<f64>().unwrap() / one.parse::<f64>().unwrap();
        }
        if !line.starts_with('#') {
            let fields: Vec<_> = line.split(',').map(str::trim).collect();
            frames.push((fields[2].parse::<f64>().unwrap() * base, fields[5].to_owned()));
        }
    }
    frames
}

fn same(from: &Path, to: &Path, within: f64) {
    decodes(to);
    let (before, after) = (pictures(from), pictures(to));
    assert_eq!(before.len(), after.len(), "{}", to.display());
    for (nth, (before, after)) in before.iter().zip(&after).enumerate() {
        let alike = before.1 == after.1 && (before.0 - after.0).abs() <= within;
        assert!(alike, "{} picture {nth}: {before:?} {after:?}", to.display());
    }
}

fn write(
    name: &str,
    from: &Path,
    container: Container,
    mux: impl Fn(&Movie) -> Box<dyn Mux>,
) -> std::path::PathBuf {
    let source = Disk::open(from);
    let mut movie = nearside_video::open(&source).unwrap();
    movie.media.container = container;
    let out = place(name);
    std::fs::write(&out, pack(&source, &movie, mux(&movie).as_mut(), true)).unwrap();
    out
}

#[test]
fn matroska_goes_into_mp4_with_pictures_that_wait_for_others() {
    for name in ["h264-pyramid.mkv", "h265.mkv", "variable.mkv", "av1.mkv", "vp9-opus.webm", "late.mkv"] {
        let (_, arguments) = crate::matroska::FILES.iter().find(|(known, _)| *known == name).unwrap();
        let path = made(name, arguments);
        let out = write(&format!("{name}.mp4"), &path, Container::Mp4, |movie| {
            Box::new(mp4::Writer::new(movie).unwrap())
        });
        same(&path, &out, 0.0011);
    }
}

#[test]
fn mp4_goes_into_matroska_with_what_its_edits_say() {
    let files = [
        (
            "across-b.mp4",
            "-f lavfi -i testsrc2=s=320x180:r=25:d=4 -f lavfi -i sine=d=4 -c:v libx264 -bf 3 -c:a aac",
        ),
        (
            "across-film.mp4",
            "-f lavfi -i testsrc2=s=320x180:r=24000/1001:d=4 -c:v libx265 -x265-params log-level=none",
        ),
        (
            "across-plain.mov",
            "-f lavfi -i testsrc2=s=320x180:r=30:d=2 -f lavfi -i sine=d=2 -c:v libx264 -bf 0 -c:a pcm_s16le",
        ),
    ];
    for (name, arguments) in files {
        let path = made(name, arguments);
        let mux = |movie: &Movie| -> Box<dyn Mux> { Box::new(matroska::Writer::new(movie).unwrap()) };
        let out = write(&format!("{name}.mkv"), &path, Container::Matroska, mux);
        same(&path, &out, 0.0011);
        let movie = nearside_video::open(&Disk::open(&out)).unwrap();
        let before = nearside_video::open(&Disk::open(&path)).unwrap();
        for (a, b) in before.media.tracks.iter().zip(&movie.media.tracks) {
            assert!(
                (a.start - b.start).abs() < 0.0011 && (a.duration - b.duration).abs() < 0.0021,
                "{a:?} {b:?}"
            );
        }
    }
}

#[test]
fn what_an_encoder_does_not_tell_is_in_its_first_packet() {
    let (_, arguments) = crate::matroska::FILES.iter().find(|(name, _)| *name == "av1.mkv").unwrap();
    let source = Disk::open(&made("av1.mkv", arguments));
    let movie = nearside_video::open(&source).unwrap();
    let stream = &movie.streams[0];
    let first = stream.index.get(0).unwrap();
    let packet = source.read(first.offset..first.offset + u64::from(first.size)).unwrap();
    let config = nearside_video::configuration(&Codec::Av1, &packet);
    assert_eq!(config[..6], stream.formats[0].config[..6]);
    assert!(packet.windows(config.len() - 6).any(|part| part == &config[6..]));
    assert!(nearside_video::configuration(&Codec::Av1, &packet[..8]).is_empty());
}
