//! Ogg.

use nearside_video::ogg::Writer;
use nearside_video::{Container, Role};

use crate::support::*;

/// Files by name, and how ffmpeg makes them.
pub const FILES: &[(&str, &str)] = &[
    (
        "opus.opus",
        "-f lavfi -i sine=r=48000:d=7.31 -metadata title=Ton -metadata artist=Niemand -c:a libopus",
    ),
    ("opus-short.opus", "-f lavfi -i anoisesrc=r=48000:d=3 -c:a libopus -frame_duration 2.5 -b:a 200k"),
    ("opus-long.opus", "-f lavfi -i anoisesrc=r=48000:d=3 -c:a libopus -frame_duration 60 -b:a 500k -ac 2"),
    ("vorbis.ogg", "-f lavfi -i anoisesrc=r=44100:d=6 -ac 2 -c:a libvorbis"),
    ("vorbis-mono.ogg", "-f lavfi -i sine=r=22050:d=6 -c:a libvorbis -page_duration 100000"),
    ("flac.oga", "-f lavfi -i anoisesrc=r=44100:d=4 -c:a flac"),
    ("flac-large.oga", "-f lavfi -i anoisesrc=r=96000:d=2 -ac 6 -sample_fmt s32 -c:a flac -frame_size 16384"),
    (
        "theora.ogv",
        "-f lavfi -i testsrc2=s=320x176:r=25:d=3 -f lavfi -i sine=d=3 -c:v libtheora -c:a libvorbis",
    ),
];

#[test]
fn packets_are_read_as_ffprobe_reads_them() {
    for (name, arguments) in FILES {
        compare(&made(name, arguments), within(name));
    }
}

/// ffmpeg lets the first packet of Vorbis last as long as its block, although nothing comes out of it.
fn within(name: &str) -> f64 {
    if name.contains("vorbis") || name.contains("theora") { 0.012 } else { 0.0001 }
}

#[test]
fn tags_and_the_end_are_told() {
    let media = compare(&made(FILES[0].0, FILES[0].1), 0.001).media;
    assert_eq!(media.container, Container::Ogg);
    assert!((media.duration - 7.31).abs() < 0.0001, "{}", media.duration);
    assert!(
        media.tags.iter().any(|tag| (tag.key.as_str(), tag.value.as_str()) == ("title", "Ton")),
        "{:?}",
        media.tags
    );
    assert!(
        matches!(&media.tracks[0].role, Role::Audio(sound) if (sound.rate, sound.channels) == (48_000, 1))
    );
}

#[test]
fn a_glance_tells_the_same_as_reading_all() {
    for (name, arguments) in FILES {
        let source = Disk::open(&made(name, arguments));
        let (glance, media) =
            (nearside_video::peek(&source).unwrap(), nearside_video::open(&source).unwrap().media);
        assert!(
            (glance.duration - media.duration).abs() < 0.001,
            "{name}: {} {}",
            glance.duration,
            media.duration
        );
        assert_eq!(glance.tracks[0].codec_string, media.tracks[0].codec_string);
    }
}

#[test]
fn links_of_a_chain_are_played_one_after_the_other() {
    let one = std::fs::read(made(FILES[0].0, FILES[0].1)).unwrap();
    let movie = open([&one[..], &one].concat()).unwrap();
    assert_eq!(movie.media.tracks.len(), 1);
    assert!((movie.media.duration - 14.62).abs() < 0.001, "{}", movie.media.duration);
    let stream = &movie.streams[0];
    assert_eq!((stream.edits.len(), stream.formats.len()), (2, 1));
    assert!(
        stream.index.iter().zip(stream.index.from(1)).all(|(a, b)| a.pts + i64::from(a.duration) == b.pts)
    );
}

#[test]
fn what_is_written_is_read_by_others_and_holds_the_same_packets() {
    let matroska = crate::matroska::FILES.iter();
    let others = matroska.filter(|(name, _)| ["opus.webm", "opus-60.mka", "flac.mka"].contains(name));
    for (name, arguments) in FILES.iter().filter(|(name, _)| *name != "theora.ogv").chain(others) {
        let path = made(name, arguments);
        let source = Disk::open(&path);
        let mut movie = nearside_video::open(&source).unwrap();
        movie.media.container = Container::Ogg;
        let out = place(&format!("written-{name}.ogg"));
        std::fs::write(&out, remux(&source, &movie, Writer::new(&movie).unwrap(), false)).unwrap();
        assert_eq!(hashes(&path), hashes(&out), "{name}");
        decodes(&out);
        let again = compare(&out, within(name));
        assert_eq!(movie.streams[0].index.len(), again.streams[0].index.len(), "{name}");
        let (before, after) = (movie.media.tracks[0].duration, again.media.tracks[0].duration);
        assert!((before - after).abs() < 0.0001, "{name}: {before} {after}");
        let tags = |movie: &nearside_video::Movie| {
            movie.media.tags.iter().filter(|tag| tag.key != "encoder").cloned().collect::<Vec<_>>()
        };
        assert_eq!(tags(&movie), tags(&again), "{name}");
    }
}

/// A look at the beginning and the end alone would miss what lies between, or count the last recording for the first.
#[test]
fn a_long_chain_is_as_long_at_a_glance_as_when_it_is_opened() {
    let part = |name: &str, seconds: u32, channels: u32| {
        let words =
            format!("-f lavfi -i anoisesrc=d={seconds}:r=48000 -ac {channels} -c:a libopus -b:a 128k");
        std::fs::read(made(name, &words)).unwrap()
    };
    let parts = [part("link-one.ogg", 6, 2), part("link-two.ogg", 9, 2), part("link-three.ogg", 40, 2)];
    let chain = parts.concat();
    assert!(chain.len() > 512 << 10, "{} bytes", chain.len());
    let reader = || nearside_video::Reader::new(std::rc::Rc::new(chain.clone()));
    let (glance, whole) = (nearside_video::peek(&reader()).unwrap(), open(chain.clone()).unwrap().media);
    assert!((whole.duration - 55.0).abs() < 0.1, "{}", whole.duration);
    assert_eq!((glance.duration, &glance.notes), (whole.duration, &whole.notes));
}
