//! AVI.

use std::cell::Cell;
use std::ops::Range;
use std::rc::Rc;

use nearside_video::{Codec, Container, Reader, Source};

use crate::support::*;

const FILES: &[(&str, &str)] = &[
    ("mjpeg.avi", "-f lavfi -i testsrc2=s=320x180:r=25:d=2 -f lavfi -i sine=d=2 -c:v mjpeg -c:a pcm_s16le"),
    (
        "mpeg4.avi",
        "-f lavfi -i testsrc2=s=320x180:r=30000/1001:d=2 -f lavfi -i sine=d=2 -c:v mpeg4 -g 12 -c:a ac3",
    ),
    ("raw.avi", "-f lavfi -i testsrc2=s=64x48:r=10:d=1 -c:v rawvideo -pix_fmt bgr24"),
];

#[test]
fn packets_are_read_as_ffprobe_reads_them() {
    for (name, arguments) in FILES {
        let movie = compare(&made(name, arguments), 0.001);
        assert_eq!(movie.media.container, Container::Avi);
        assert!(movie.media.notes.is_empty(), "{name}: {:?}", movie.media.notes);
    }
}

#[test]
fn a_file_without_its_index_is_walked_through() {
    for (name, arguments) in FILES {
        let bytes = std::fs::read(made(name, arguments)).unwrap();
        let whole = open(bytes.clone()).unwrap();
        let index = bytes.windows(4).rposition(|part| part == b"idx1").unwrap();
        let part = open(bytes[..index].to_vec()).unwrap();
        assert!(part.media.notes.iter().any(|note| note.contains("no index")), "{:?}", part.media.notes);
        for (a, b) in whole.streams.iter().zip(&part.streams) {
            assert!(a.index.iter().eq(b.index.iter()), "{name}");
        }
    }
    assert_eq!(
        open(std::fs::read(made(FILES[0].0, FILES[0].1)).unwrap()).unwrap().media.tracks[0].codec,
        Codec::Other("MJPG".into())
    );
}

/// Chunks lie in the order of decoding; an MP4 of the same packets says when each is shown.
#[test]
fn pictures_of_h264_that_wait_for_others_are_shown_in_their_order() {
    for (name, coded) in [
        ("closed", "-bf 3 -g 20"),
        ("open", "-bf 2 -x264-params open-gop=1:keyint=12:min-keyint=12:scenecut=0"),
        ("pyramid", "-bf 5 -g 250 -x264-params b-pyramid=normal"),
    ] {
        let source = "-f lavfi -i testsrc2=s=320x180:r=25:d=8 -c:v libx264 -preset veryfast";
        let film = made(&format!("waits-{name}.mp4"), &format!("{source} {coded}"));
        let copy = made(&format!("waits-{name}.avi"), &format!("-i {} -c copy", film.display()));
        let times = |path: &std::path::Path| {
            let movie = nearside_video::open(&Disk::open(path)).unwrap();
            let index = &movie.streams[0].index;
            let mut shown: Vec<i64> = index.iter().map(|sample| sample.pts).collect();
            shown.sort_unstable();
            // AVI may count fields, and leave every second chunk empty.
            let (first, step) = (shown[0], shown[1] - shown[0]);
            assert!(
                index.iter().all(|sample| sample.dts <= sample.pts),
                "{name}: shown before it is decoded"
            );
            index.iter().map(|sample| (sample.pts - first) / step).collect::<Vec<_>>()
        };
        let (wanted, told) = (times(&film), times(&copy));
        assert!(!wanted.is_sorted(), "{name}: some wait");
        assert_eq!(told, wanted, "{name}");
    }
}

#[test]
fn h264_with_start_codes_goes_into_matroska_with_lengths() {
    let path = made("h264.avi", "-f lavfi -i testsrc2=s=320x180:r=25:d=2 -c:v libx264 -bf 0 -g 10");
    let source = Disk::open(&path);
    let mut movie = nearside_video::open(&source).unwrap();
    assert_eq!(movie.media.tracks[0].codec_string, "avc1.64000c");
    assert_eq!(movie.media.tracks[0].keys, 5);
    movie.media.container = Container::Matroska;
    let out = place("from-avi.mkv");
    std::fs::write(
        &out,
        remux(&source, &movie, nearside_video::matroska::Writer::new(&movie).unwrap(), true),
    )
    .unwrap();
    decodes(&out);
    let pictures = |path: &std::path::Path| {
        run("ffmpeg", &["-v", "error", "-i", path.to_str().unwrap(), "-f", "hash", "-"])
    };
    assert_eq!(pictures(&path), pictures(&out));
    // Windows' way of packing the same into Matroska.
    let windows = place("windows.mkv");
    run(
        "mkvmerge",
        &["-q", "-o", windows.to_str().unwrap(), "--engage", "allow_avc_in_vfw_mode", path.to_str().unwrap()],
    );
    assert_eq!(
        nearside_video::open(&Disk::open(&windows)).unwrap().media.tracks[0].codec_string,
        "avc1.64000c"
    );
}

#[test]
fn what_nobody_here_decodes_goes_into_matroska_as_it_is() {
    for (name, arguments) in FILES {
        let path = made(name, arguments);
        let source = Disk::open(&path);
        let mut movie = nearside_video::open(&source).unwrap();
        let mut codecs = movie.media.tracks.iter().map(|track| &track.codec);
        assert!(codecs.all(|codec| Container::Matroska.keeps(codec, Container::Avi)), "{name}");
        movie.media.container = Container::Matroska;
        let out = place(&format!("{name}.mkv"));
        let writer = nearside_video::matroska::Writer::new(&movie).unwrap();
        std::fs::write(&out, remux(&source, &movie, writer, true)).unwrap();
        let hash = |path: &std::path::Path| {
            run(
                "ffmpeg",
                &["-v", "error", "-i", path.to_str().unwrap(), "-map", "0", "-f", "streamhash", "-"],
            )
        };
        assert_eq!(hash(&path), hash(&out), "{name}");
    }
}

struct Counted(Vec<u8>, Rc<Cell<u64>>);

impl Source for Counted {
    fn size(&self) -> u64 {
        self.0.size()
    }

    fn read(&self, range: Range<u64>) -> std::io::Result<Vec<u8>> {
        self.1.set(self.1.get() + range.end - range.start);
        self.0.read(range)
    }
}

#[test]
fn pictures_are_not_looked_at_for_their_order_without_need_nor_back_and_forth() {
    let path = made(
        "counted.avi",
        "-f lavfi -i testsrc2=s=640x360:r=25:d=24 -vf noise=alls=60 -c:v libx264 -preset veryfast -qp 18 -bf 2",
    );
    let bytes = std::fs::read(path).unwrap();
    let size = bytes.len() as u64;
    let read = |bytes: Vec<u8>, whole: bool| {
        let count = Rc::new(Cell::new(0));
        let reader = Reader::new(Rc::new(Counted(bytes, count.clone())));
        match whole {
            true => drop(nearside_video::open(&reader).unwrap()),
            false => drop(nearside_video::peek(&reader).unwrap()),
        }
        count.get()
    };
    assert!(size > 8 << 20 && read(bytes.clone(), false) < size / 2, "{size}");
    assert!(read(bytes.clone(), true) < 2 * size);
    // An index that goes from one end of the file to the other with each picture.
    let mut hostile = bytes;
    let index = hostile.windows(4).rposition(|part| part == b"idx1").unwrap() + 8;
    let count = (hostile.len() - index) / 16;
    for nth in (2..count / 2).step_by(2) {
        let (one, other) = (index + nth * 16, index + (count - nth) * 16);
        for byte in 8..16 {
            hostile.swap(one + byte, other + byte);
        }
    }
    assert!(read(hostile, true) < 2 * size);
}
