//! Matroska and WebM.

use std::path::PathBuf;

use nearside_video::matroska::Writer;
use nearside_video::{Codec, Container, Data, Format, Kind, Movie, Mux, Packet, Piece, Pieces, Role, Stream};

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

#[test]
fn what_is_written_is_read_by_others_and_holds_the_same_packets() {
    for (nth, (name, arguments)) in FILES.iter().enumerate() {
        let path = made(name, arguments);
        let source = Disk::open(&path);
        let movie = nearside_video::open(&source).unwrap();
        let ranges = nth % 2 == 0;
        let out = place(&format!("written-{name}"));
        std::fs::write(&out, remux(&source, &movie, Writer::new(&movie).unwrap(), ranges)).unwrap();
        assert_eq!(hashes(&path), hashes(&out), "{name}");
        decodes(&out);
        let told = run("mkvmerge", &["--identify", "--verbose", out.to_str().unwrap()]);
        assert!(!told.to_lowercase().contains("warning"), "{name}: {told}");
        let again = compare(&out, 0.0011);
        assert!(again.media.fast_start && again.media.notes.is_empty(), "{name}: {:?}", again.media.notes);
        for (before, after) in movie.streams.iter().zip(&again.streams) {
            let seconds = |stream: &Stream, ticks: i64| Some(stream.seconds(ticks - stream.origin()));
            for (a, b) in before.index.iter().zip(after.index.iter()) {
                let same = near(seconds(before, a.pts), seconds(after, b.pts), 0.0011) && a.key == b.key;
                assert!(same, "{name}: {a:?} {b:?}");
            }
        }
        let facts = |movie: &Movie| {
            let tracks = movie.media.tracks.iter();
            tracks
                .map(|track| (track.role.clone(), track.codec_string.clone(), track.packets))
                .collect::<Vec<_>>()
        };
        assert_eq!(facts(&movie), facts(&again), "{name}");
        for (a, b) in movie.media.tracks.iter().zip(&again.media.tracks) {
            assert!((a.duration - b.duration).abs() < 0.002, "{name}: {a:?} {b:?}");
        }
    }
}

#[test]
fn text_of_all_kinds_is_written() {
    let path = made(FILES[0].0, FILES[0].1);
    let source = Disk::open(&path);
    let movie = nearside_video::open(&source).unwrap();
    let cases = [
        (Codec::Text, Container::Matroska, "subrip"),
        (Codec::Ass, Container::Matroska, "ass"),
        (Codec::WebVtt, Container::Matroska, "S_TEXT/WEBVTT"),
        (Codec::WebVtt, Container::WebM, "webvtt"),
    ];
    for (codec, container, name) in cases {
        let mut plan = movie.clone();
        plan.media.container = container;
        plan.media.tracks.truncate(1);
        plan.streams.truncate(1);
        plan.media.tracks[0].role = Role::Text;
        plan.media.tracks[0].codec = codec.clone();
        plan.streams[0].timescale = 1000;
        plan.streams[0].formats = vec![Format::new(codec.clone(), "", Vec::new())];
        let (mut mux, mut body) = (Writer::new(&plan).unwrap(), Pieces::default());
        for at in [500, 2500, 70_000] {
            let data = Data::Bytes(b"0,0,Default,,0,0,0,,Hello");
            mux.packet(
                &Packet { track: 0, pts: at, dts: at, duration: 1250, key: true, format: 0, data },
                &mut body,
            )
            .unwrap();
        }
        let mut file = mux.finish(&mut body).unwrap();
        body.take().into_iter().for_each(|piece| match piece {
            Piece::Bytes(bytes) => file.extend(bytes),
            Piece::Range { .. } => unreachable!(),
        });
        let out = place("text.mkv");
        std::fs::write(&out, &file).unwrap();
        let told = run(
            "ffprobe",
            &["-v", "error", "-show_entries", "packet=pts,duration:stream=codec_name", out.to_str().unwrap()],
        );
        assert!(told.contains("pts=70000") && told.contains("duration=1250"), "{told}");
        assert!(told.contains(name) || name.starts_with("S_"), "{told}");
        let again = open(file).unwrap();
        assert_eq!((&again.media.tracks[0].codec, again.media.container), (&codec, container));
        assert_eq!(again.media.duration, 71.25);
    }
}

#[test]
fn what_a_container_cannot_hold_is_refused_with_a_sentence() {
    let movie = nearside_video::open(&Disk::open(&made(FILES[0].0, FILES[0].1))).unwrap();
    for container in [Container::WebM, Container::Mp4] {
        let mut plan = movie.clone();
        plan.media.container = container;
        let error = Writer::new(&plan).err().unwrap();
        assert!(error.kind == Kind::Settings && error.message.ends_with('.'), "{error}");
    }
    let mut mux = Writer::new(&movie).unwrap();
    let packet = |track, dts| Packet {
        track,
        pts: dts,
        dts,
        duration: 1,
        key: true,
        format: 0,
        data: Data::Bytes(b"0"),
    };
    let mut body = Pieces::default();
    assert_eq!(mux.packet(&packet(7, 0), &mut body).unwrap_err().kind, Kind::Settings);
    mux.packet(&packet(0, 5), &mut body).unwrap();
    assert_eq!(mux.packet(&packet(0, 4), &mut body).unwrap_err().kind, Kind::Settings);
    assert_eq!(
        mux.packet(&Packet { format: 3, ..packet(0, 6) }, &mut body).unwrap_err().kind,
        Kind::Settings
    );
}

#[test]
fn where_the_format_changes_its_parameters_come_before_the_packet() {
    let (one, two) = (
        made(FILES[0].0, FILES[0].1),
        made("other.mkv", "-f lavfi -i mandelbrot=s=160x90:r=25 -t 1 -c:v libx264 -bf 0 -pix_fmt yuv420p"),
    );
    let (first, second) = (Disk::open(&one), Disk::open(&two));
    let mut movie = nearside_video::open(&first).unwrap();
    let next = nearside_video::open(&second).unwrap();
    movie.media.tracks.truncate(1);
    movie.streams.truncate(1);
    movie.streams[0].formats.push(next.streams[0].formats[0].clone());
    let (mut mux, mut body) = (Writer::new(&movie).unwrap(), Pieces::default());
    let mut base = 0;
    for (nth, (source, stream)) in
        [(&first, &movie.streams[0]), (&second, &next.streams[0])].into_iter().enumerate()
    {
        for sample in stream.index.iter() {
            let range = sample.offset..sample.offset + u64::from(sample.size);
            let bytes = source.read(range).unwrap();
            let (pts, dts) = (sample.pts + base, sample.dts + base);
            let packet = Packet {
                track: 0,
                pts,
                dts,
                duration: sample.duration,
                key: sample.key,
                format: nth as u16,
                data: Data::Bytes(&bytes),
            };
            mux.packet(&packet, &mut body).unwrap();
        }
        base = stream.index.iter().map(|sample| sample.pts + i64::from(sample.duration)).max().unwrap();
    }
    let mut file = mux.finish(&mut body).unwrap();
    for piece in body.take() {
        if let Piece::Bytes(bytes) = piece {
            file.extend(bytes);
        }
    }
    let out = place("changing.mkv");
    std::fs::write(&out, file).unwrap();
    let sizes = run(
        "ffprobe",
        &["-v", "error", "-show_entries", "frame=width", "-of", "csv=p=0", out.to_str().unwrap()],
    );
    let count = |width: &str| sizes.lines().filter(|line| line.trim_end_matches(',') == width).count();
    assert_eq!((count("320"), count("160")), (100, 25), "{sizes}");
}

#[test]
fn a_live_file_is_played_as_far_as_it_has_come() {
    let path = made(FILES[5].0, FILES[5].1);
    let source = Disk::open(&path);
    let movie = nearside_video::open(&source).unwrap();
    let (mux, mut file) = Writer::live(&movie).unwrap();
    file.extend(remux(&source, &movie, mux, false));
    let out = place("written-live.webm");
    std::fs::write(&out, &file).unwrap();
    assert_eq!(hashes(&path), hashes(&out));
    decodes(&out);
    let count = |movie: &Movie| movie.streams.iter().map(|stream| stream.index.len()).sum::<usize>();
    assert_eq!(count(&open(file.clone()).unwrap()), count(&movie));
    assert!(count(&open(file[..file.len() * 2 / 3].to_vec()).unwrap()) > count(&movie) / 3);
}
