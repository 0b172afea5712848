//! What a file is, whatever its name says.

use nearside_video::{Container, Kind, Movie, Packing};

use crate::support::*;

#[test]
fn what_is_no_video_or_sound_is_named() {
    let cases: [(&[u8], &str); 9] = [
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF document"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a picture (PNG)"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "a picture (JPEG)"),
        (b"PK\x03\x04\x14\0", "an archive (ZIP)"),
        (b"<!DOCTYPE html><html>", "a web page"),
        (b"1\n00:00:01,000 --> 00:00:02,000\nHello\n", "subtitles"),
        (b"Dear reader,\n", "a text"),
        (b"version https://git-lfs.github.com/spec/v1\n", "Git LFS"),
        (b"\x01\x02\x03\x04\x05", "not known here"),
    ];
    for (bytes, name) in cases {
        let error = open(bytes.to_vec()).unwrap_err();
        assert_eq!(error.kind, Kind::Unsupported);
        assert!(error.message.contains(name) && error.message.ends_with('.'), "{error}");
    }
    assert_eq!(open(Vec::new()).unwrap_err().kind, Kind::Empty);
    assert!(open(vec![0; 5000]).unwrap_err().message.contains("zeros"));
}

#[test]
fn files_of_other_people_are_read_as_ffprobe_reads_them_or_refused_with_a_sentence() {
    for path in corpus() {
        let foreign = |movie: &Movie| {
            let formats = movie.streams.iter().flat_map(|stream| &stream.formats);
            formats.into_iter().any(|format| matches!(format.packing, Packing::Foreign(_)))
        };
        match nearside_video::open(&Disk::open(&path)) {
            // MP4 has tests of its own, WAV is cut into other packets, and MP3 begins before time 0.
            Ok(movie)
                if matches!(
                    movie.media.container,
                    Container::Matroska | Container::WebM | Container::Ogg
                ) && !foreign(&movie) =>
            {
                // ffmpeg lets the first packet of Vorbis last, although nothing comes out of it.
                compare(&path, 0.013);
            }
            Ok(movie) => assert!(movie.media.duration.is_finite(), "{}", path.display()),
            Err(error) => assert!(error.message.ends_with('.') && error.message.len() > 40, "{error}"),
        }
    }
}
