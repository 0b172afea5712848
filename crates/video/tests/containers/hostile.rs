//! Damaged files: no panic, no more memory than a few times what the file has, and what is found lies within the file.

use nearside_video::matroska::Writer;
use nearside_video::{Container, Movie};
use proptest::prelude::*;

use crate::support::*;

/// A small file of each kind.
const FILES: &[(&str, &str)] = &[
    (
        "small.mkv",
        "-f lavfi -i testsrc2=s=64x48:r=10:d=1 -f lavfi -i sine=r=8000:d=1 -c:v libx264 -bf 2 -c:a aac -metadata title=Klein",
    ),
    (
        "small.webm",
        "-f lavfi -i testsrc2=s=64x48:r=10:d=1 -f lavfi -i sine=r=48000:d=1 -c:v libvpx-vp9 -c:a libopus",
    ),
    ("small.mka", "-f lavfi -i sine=r=8000:d=1 -c:a libvorbis"),
    ("small.opus", "-f lavfi -i sine=r=48000:d=1 -c:a libopus"),
    ("small.ogg", "-f lavfi -i sine=r=8000:d=1 -c:a libvorbis"),
    ("small.oga", "-f lavfi -i sine=r=8000:d=1 -c:a flac"),
    ("small.flac", "-f lavfi -i sine=r=8000:d=1 -c:a flac"),
    ("small.mp3", "-f lavfi -i sine=r=8000:d=1 -c:a libmp3lame -metadata title=Klein"),
    ("small.aac", "-f lavfi -i sine=r=8000:d=1 -c:a aac"),
    ("small.wav", "-f lavfi -i sine=r=8000:d=1 -c:a adpcm_ms"),
    ("small.avi", "-f lavfi -i testsrc2=s=64x48:r=10:d=1 -f lavfi -i sine=r=8000:d=1 -c:v mjpeg -c:a pcm_u8"),
];

/// Opens a file, walks through all that it claims to have, and packs it anew.
fn walk(bytes: Vec<u8>) {
    let size = bytes.len() as u64;
    let source = nearside_video::Reader::new(std::rc::Rc::new(bytes));
    let _ = nearside_video::peek(&source);
    let Ok(mut movie) = nearside_video::open(&source) else { return };
    for stream in &movie.streams {
        assert!(stream.index.memory() as u64 <= 8 * size + 4096, "{} bytes of index", stream.index.memory());
        for sample in stream.index.iter() {
            assert!(sample.offset + u64::from(sample.size) <= size, "{sample:?} of {size}");
            let bytes = source.read(sample.offset..sample.offset + u64::from(sample.size)).unwrap();
            let _ = stream.formats[usize::from(sample.format)].packing.unpack(&bytes);
        }
    }
    movie.media.container = Container::Matroska;
    if let Ok(mux) = Writer::new(&movie) {
        pack(&source, &movie, mux);
    }
}

/// Packets in the order of the file, as long as the writer takes them.
fn pack(source: &nearside_video::Reader, movie: &Movie, mut mux: Writer) {
    use nearside_video::{Data, Mux, Packet, Pieces};
    let mut body = Pieces::default();
    for (track, stream) in movie.streams.iter().enumerate() {
        for sample in stream.index.iter().take(500) {
            let nearside_video::index::Sample { offset, size, pts, dts, duration, key, format } = sample;
            let bytes = source.read(offset..offset + u64::from(size)).unwrap();
            let data = Data::Bytes(&bytes);
            if mux.packet(&Packet { track, pts, dts, duration, key, format, data }, &mut body).is_err() {
                return;
            }
        }
    }
    let _ = mux.finish(&mut body);
}

#[test]
fn changed_and_cut_files_are_read_or_refused() {
    let files: Vec<_> =
        FILES.iter().map(|(name, arguments)| std::fs::read(made(name, arguments)).unwrap()).collect();
    // Most of what counts stands at the beginning.
    let place = prop_oneof![(0.0..1.0_f64).prop_map(|place| place * place * place), 0.0..1.0_f64];
    let value = prop_oneof![any::<u8>(), Just(0), Just(0xff), Just(0x7f), Just(0x80), Just(0x01)];
    let changes = prop::collection::vec((place, value), 0..12);
    let strategy = (0..files.len(), changes, prop::option::weighted(0.3, 0.0..1.0_f64));
    let settings = ProptestConfig {
        cases: ProptestConfig::default().cases.max(4000),
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    proptest!(settings, |((nth, changes, cut) in strategy)| {
        let mut bytes = files[nth].clone();
        for (place, value) in changes {
            let at = (place * bytes.len() as f64) as usize;
            bytes[at] = value;
        }
        if let Some(cut) = cut {
            bytes.truncate((cut * bytes.len() as f64) as usize);
        }
        walk(bytes);
    });
}

/// The time of a page of Ogg is a number of 64 bits, which one changed byte makes the least of all.
#[test]
fn a_page_before_all_time_is_read() {
    for (name, arguments) in
        FILES.iter().filter(|(name, _)| [".opus", ".ogg", ".oga"].iter().any(|end| name.ends_with(end)))
    {
        // Longer than the others, to have pages that are not the last.
        let arguments = arguments.replace("d=1", "d=4");
        let bytes = std::fs::read(made(&format!("pages-{name}"), &arguments)).unwrap();
        let pages: Vec<_> = bytes.windows(4).enumerate().filter(|(_, word)| *word == b"OggS").collect();
        assert!(pages.len() > 4, "{name}: {} pages", pages.len());
        for (at, _) in pages {
            for high in [0x80, 0x7f, 0xff] {
                let mut bytes = bytes.clone();
                bytes[at + 13] = high;
                walk(bytes);
            }
        }
    }
}
