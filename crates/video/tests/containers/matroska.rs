//! Matroska and WebM.

use std::path::PathBuf;

use nearside_video::{Kind, Role};

use crate::support::*;

/// Files by name, and how ffmpeg makes them.
pub const FILES: &[(&str, &str)] = &[
    (
        "h264-b.mkv",
        "-f lavfi -i testsrc2=s=320x180:r=25:d=4 -f lavfi -i sine=d=4 -c:v libx264 -bf 3 -g 30 -c:a aac",
    ),
    ("h264-plain.mkv", "-f lavfi -i testsrc2=s=320x180:r=30000/1001:d=4 -c:v libx264 -bf 0 -g 30"),
    (
        "h264-pyramid.mkv",
        "-f lavfi -i testsrc2=s=160x90:r=24000/1001:d=5 -c:v libx264 -bf 8 -x264-params b-pyramid=normal",
    ),
    (
        "h265.mkv",
        "-f lavfi -i testsrc2=s=320x180:r=50:d=2 -c:v libx265 -x265-params log-level=none -pix_fmt yuv420p10le",
    ),
    (
        "vp8-vorbis.webm",
        "-f lavfi -i testsrc2=s=320x180:r=30:d=3 -f lavfi -i sine=d=3 -c:v libvpx -c:a libvorbis",
    ),
    (
        "vp9-opus.webm",
        "-f lavfi -i testsrc2=s=320x180:r=30:d=3 -f lavfi -i sine=r=48000:d=3 -c:v libvpx-vp9 -cpu-used 8 -c:a libopus",
    ),
    ("av1.mkv", "-f lavfi -i testsrc2=s=320x180:r=30:d=1 -c:v libsvtav1 -preset 12"),
    (
        "live.webm",
        "-f lavfi -i testsrc2=s=320x180:r=30:d=3 -f lavfi -i sine=r=48000:d=3 -c:v libvpx -c:a libopus -live 1 -f webm",
    ),
    ("opus.webm", "-f lavfi -i sine=r=48000:d=20 -c:a libopus -frame_duration 10"),
    ("opus-60.mka", "-f lavfi -i sine=r=48000:d=20 -c:a libopus -frame_duration 60"),
    ("flac.mka", "-f lavfi -i sine=r=96000:d=5 -c:a flac -sample_fmt s32"),
    ("mp3.mka", "-f lavfi -i sine=r=44100:d=5 -c:a libmp3lame"),
    ("ac3.mka", "-f lavfi -i sine=r=48000:d=5 -c:a ac3"),
    ("pcm.mka", "-f lavfi -i sine=r=44100:d=2 -c:a pcm_s24le"),
    ("pcm-f.mka", "-f lavfi -i sine=r=44100:d=2 -c:a pcm_f32le"),
    ("alac.mka", "-f lavfi -i sine=r=44100:d=2 -c:a alac"),
    ("mpeg4.mkv", "-f lavfi -i testsrc2=s=320x180:r=25:d=2 -c:v mpeg4 -bf 2"),
    ("mjpeg.mkv", "-f lavfi -i testsrc2=s=320x180:r=25:d=1 -c:v mjpeg"),
    ("sar.mkv", "-f lavfi -i testsrc2=s=720x576:r=25:d=1 -vf setsar=16/11 -c:v libx264"),
    (
        "color.mkv",
        "-f lavfi -i testsrc2=s=320x180:r=25:d=1 -c:v libx264 -color_primaries bt2020 -color_trc smpte2084 -colorspace bt2020nc -color_range pc",
    ),
    (
        "variable.mkv",
        "-f lavfi -i testsrc2=s=320x180:r=60:d=3 -vf select='not(eq(mod(n\\,7)\\,3))' -vsync vfr -c:v libx264",
    ),
    (
        "late.mkv",
        "-f lavfi -i testsrc2=s=320x180:r=25:d=2 -itsoffset 0.5 -f lavfi -i sine=d=2 -c:v libx264 -c:a aac",
    ),
];

#[test]
fn packets_are_read_as_ffprobe_reads_them() {
    for (name, arguments) in FILES {
        compare(&made(name, arguments), 0.0011);
    }
}

/// A file that mkvmerge makes of these, which are places or words.
fn merged(name: &str, arguments: &[&str]) -> PathBuf {
    let path = place(name);
    run("mkvmerge", &[&["-q", "-o", path.to_str().unwrap()], arguments].concat());
    path
}

fn written(name: &str, text: &str) -> PathBuf {
    let path = place(name);
    std::fs::write(&path, text).unwrap();
    path
}

#[test]
fn files_of_mkvmerge_are_read_with_chapters_attachments_and_squeezed_packets() {
    let film = made(FILES[0].0, FILES[0].1);
    let chapters = written(
        "chapters.txt",
        "CHAPTER01=00:00:00.000\nCHAPTER01NAME=One\nCHAPTER02=00:00:01.500\nCHAPTER02NAME=Zwei\n",
    );
    let text = written(
        "text.srt",
        "1\n00:00:00,500 --> 00:00:01,000\nHello\n\n2\n00:00:01,200 --> 00:00:02,000\nthere\n",
    );
    let [film, chapters, text] = [&film, &chapters, &text].map(|path| path.to_str().unwrap());
    let path = merged(
        "merged.mkv",
        &[
            &["--title", "A film", "--chapters", chapters, "--attach-file", chapters][..],
            &[
                "--compression",
                "0:zlib",
                "--compression",
                "1:zlib",
                "--language",
                "1:de",
                "--track-name",
                "0:Main",
            ],
            &[
                "--projection-type",
                "0:0",
                "--projection-pose-roll",
                "0:-90",
                film,
                "--language",
                "0:en",
                text,
            ],
        ]
        .concat(),
    );
    let movie = compare(&path, 0.0011);
    let media = &movie.media;
    let names: Vec<_> = media.chapters.iter().map(|chapter| (chapter.start, chapter.name.as_str())).collect();
    assert_eq!(names, [(0.0, "One"), (1.5, "Zwei")]);
    assert!(media.tags.iter().any(|tag| tag.key == "title" && tag.value == "A film"), "{:?}", media.tags);
    assert!(media.notes.iter().any(|note| note.contains("chapters.txt")), "{:?}", media.notes);
    assert_eq!(media.tracks[0].name.as_deref(), Some("Main"));
    assert_eq!(media.tracks[1].language.as_deref(), Some("de"));
    assert!(
        matches!(&media.tracks[0].role, Role::Video(picture) if picture.turn == 90),
        "{:?}",
        media.tracks[0]
    );
    assert_eq!((&media.tracks[2].role, media.tracks[2].packets), (&Role::Text, 2));
    let cue = movie.streams[2].index.get(0).unwrap();
    assert_eq!((cue.pts, cue.duration), (500, 500));
}

#[test]
fn laced_packets_are_read_one_by_one() {
    for (name, arguments) in
        FILES.iter().filter(|(name, _)| ["mp3.mka", "ac3.mka", "flac.mka"].contains(name))
    {
        let path = made(name, arguments);
        let laced = merged(&format!("laced-{name}"), &["--no-cues", path.to_str().unwrap()]);
        let movie = compare(&laced, 0.0011);
        assert!(movie.media.notes.iter().any(|note| note.contains("no index")));
    }
}

#[test]
fn a_glance_tells_the_same_as_reading_all() {
    for (name, arguments) in FILES {
        let path = made(name, arguments);
        let glance = nearside_video::peek(&Disk::open(&path)).unwrap();
        let media = nearside_video::open(&Disk::open(&path)).unwrap().media;
        assert!(
            (glance.duration - media.duration).abs() < 0.05,
            "{name}: {} {}",
            glance.duration,
            media.duration
        );
        assert_eq!(
            (glance.container, &glance.tags, glance.fast_start),
            (media.container, &media.tags, media.fast_start),
            "{name}"
        );
        for (glance, track) in glance.tracks.iter().zip(&media.tracks) {
            assert_eq!((&glance.codec, &glance.codec_string), (&track.codec, &track.codec_string), "{name}");
        }
    }
}

#[test]
fn a_file_that_was_cut_gives_what_is_left_of_it() {
    let path = made(FILES[4].0, FILES[4].1);
    let bytes = std::fs::read(&path).unwrap();
    let whole = open(bytes.clone()).unwrap();
    let part = open(bytes[..bytes.len() / 2].to_vec()).unwrap();
    assert!(
        part.media.notes.iter().any(|note| note.contains("ends in the middle")),
        "{:?}",
        part.media.notes
    );
    let count = part.streams[0].index.len();
    assert!(
        count > 10
            && whole.streams[0].index.iter().take(count - 1).eq(part.streams[0].index.iter().take(count - 1))
    );
    assert_eq!(open(bytes[..100].to_vec()).unwrap_err().kind, Kind::Broken);
}

#[test]
fn a_wrong_byte_costs_a_cluster_and_no_more() {
    let path = made(FILES[0].0, FILES[0].1);
    let mut bytes = std::fs::read(&path).unwrap();
    let whole = open(bytes.clone()).unwrap().streams[1].index.len();
    let second =
        bytes.windows(4).enumerate().filter(|(_, id)| *id == [0x1f, 0x43, 0xb6, 0x75]).nth(1).unwrap().0;
    bytes[second + 12..second + 60].fill(0);
    let movie = open(bytes).unwrap();
    assert!(movie.media.notes.iter().any(|note| note.contains("damaged at byte")), "{:?}", movie.media.notes);
    assert!(movie.streams[1].index.len() > whole / 3);
}
