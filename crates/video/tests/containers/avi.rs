//! AVI.

use nearside_video::{Codec, Container};

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
