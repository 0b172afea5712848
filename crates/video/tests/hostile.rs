//! Damaged files: no panic, and no more memory than a few times what the file has.

#![cfg(feature = "containers")]

mod common;

use std::rc::Rc;

use common::make;
use nearside_video::cut::{self, Encoded, Frame, Input, Mode, Settings, Step, Stretch};
use nearside_video::{Movie, Mux, Pieces, Reader, mp4};
use proptest::prelude::*;

fn files() -> Vec<Vec<u8>> {
    let video = ["-f", "lavfi", "-i", "testsrc2=size=64x48:rate=10:duration=1"];
    let sound = ["-f", "lavfi", "-i", "sine=sample_rate=8000:duration=1"];
    let made = |name: &str, rest: &[&str]| {
        let args: Vec<&str> = video.iter().chain(&sound).chain(rest).copied().collect();
        std::fs::read(make(name, &args)).expect("a file")
    };
    vec![
        made("small.mp4", &["-c:v", "libx264", "-c:a", "aac", "-bf", "2", "-movflags", "+faststart"]),
        made(
            "small_frag.mp4",
            &["-c:v", "libx264", "-c:a", "aac", "-g", "3", "-movflags", "frag_keyframe+empty_moov"],
        ),
        made("small.mov", &["-c:v", "libx264", "-c:a", "pcm_s16le", "-metadata", "title=Small"]),
    ]
}

/// Opens a file and walks through what it claims to have.
fn walk(bytes: Vec<u8>) {
    let size = bytes.len() as u64;
    let reader = Reader::new(Rc::new(bytes));
    let Ok(movie) = mp4::open(&reader) else { return };
    for (track, stream) in movie.media.tracks.iter().zip(&movie.streams) {
        assert!(stream.index.memory() as u64 <= 8 * size + 4096, "{} bytes of index", stream.index.memory());
        assert_eq!(track.packets, stream.index.len() as u64);
        for sample in stream.index.iter() {
            assert!(sample.offset + u64::from(sample.size) <= size);
        }
    }
    // What can be opened can be laid out and cut, or is refused.
    let _ = mp4::layout(&movie);
    for mode in [Mode::Keys, Mode::Exact] {
        let _ = trim(&movie, &reader, mode);
    }
}

/// Cuts out the middle, and gives back as encoded what was to be encoded.
fn trim(movie: &Movie, reader: &Reader, mode: Mode) -> nearside_video::Result<Vec<u8>> {
    let inputs = [Input { movie, reader }];
    let stretch = |range| Stretch { input: 0, range };
    let settings = Settings { mode, ..Settings::default() };
    let mut plan = cut::plan(&inputs, &[stretch(0.3..0.7), stretch(0.1..0.4)], &settings)?;
    for number in 0..plan.steps.len() {
        if let Step::Encode(step) = &plan.steps[number] {
            let stream = &movie.streams[step.stream];
            let frames = step.packets(&stream.index).zip(0..step.frames.len());
            let frames = frames.map(|(sample, frame)| {
                let data = reader.read(sample.offset..sample.offset + u64::from(sample.size))?;
                Ok(Frame { frame, key: frame == 0, data })
            });
            let frames = frames.collect::<nearside_video::Result<_>>()?;
            plan.supply(number, Encoded { config: stream.formats[0].config.clone(), frames })?;
        }
    }
    let made = plan.finish(&inputs)?;
    let mut writer = mp4::Writer::new(made.movie())?;
    let mut body = Pieces::default();
    for packet in made.packets() {
        writer.packet(&packet, &mut body)?;
    }
    writer.finish(&mut body)
}

/// Where the heads of a file are: what is changed among packets changes nothing.
fn heads(file: &[u8]) -> Vec<usize> {
    let (mut at, mut heads) = (0, Vec::new());
    while at + 8 <= file.len() {
        let size = u32::from_be_bytes([file[at], file[at + 1], file[at + 2], file[at + 3]]) as usize;
        let end = if file[at + 4..at + 8] == *b"mdat" { at + 8 } else { at + size };
        heads.extend(at..end.min(file.len()));
        at += size.max(8);
    }
    heads
}

#[test]
fn changed_and_cut_files_are_read_or_refused() {
    let files: Vec<_> = files().into_iter().map(|file| (heads(&file), file)).collect();
    let change = (any::<prop::sample::Index>(), prop_oneof![any::<u8>(), Just(0), Just(0xff), Just(0x7f)]);
    let strategy = (
        0..files.len(),
        prop::collection::vec(change, 1..12),
        proptest::option::weighted(0.2, any::<prop::sample::Index>()),
    );
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        cases: ProptestConfig::default().cases.max(2000),
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let result = runner.run(&strategy, |(file, changes, cut)| {
        let (heads, file) = &files[file];
        let mut bytes = file.clone();
        for (at, value) in changes {
            bytes[heads[at.index(heads.len())]] = value;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        walk(bytes);
        Ok(())
    });
    assert!(result.is_ok(), "{result:?}");
}

/// A track of a few bytes that claims four thousand million packets.
#[test]
fn counts_that_cannot_be_true_end_early() {
    let file = &files()[0];
    let stsz = file.windows(4).position(|name| name == b"stsz").expect("a table of sizes");
    let stsc = file.windows(4).position(|name| name == b"stsc").expect("a table of chunks");
    for size in [1_u32, 100, u32::MAX] {
        let mut bytes = file.clone();
        bytes[stsz + 8..stsz + 12].copy_from_slice(&size.to_be_bytes());
        bytes[stsz + 12..stsz + 16].fill(0xff);
        bytes[stsc + 16..stsc + 20].fill(0xff);
        walk(bytes);
    }
    let trun = files()[1].windows(4).position(|name| name == b"trun").expect("a fragment");
    for flags in [0_u32, 1, 5] {
        let mut bytes = files()[1].clone();
        bytes[trun + 4..trun + 8].copy_from_slice(&flags.to_be_bytes());
        bytes[trun + 8..trun + 12].fill(0xff);
        walk(bytes);
    }
}

/// Packets without bytes cost a file nothing, and must not cost memory without end.
#[test]
fn packets_without_bytes_end_early() {
    let file = &files()[1];
    let place = |name: &[u8; 4]| file.windows(4).position(|part| part == name).expect("a fragment");
    let (tfhd, trun) = (place(b"tfhd"), place(b"trun"));
    let flags = u32::from_be_bytes(*file[tfhd + 4..].first_chunk().expect("flags"));
    assert!(flags & 0x10 > 0, "a size for all packets");
    let before = [(1, 8), (2, 4), (8, 4)].iter().filter(|(flag, _)| flags & flag > 0);
    let size = tfhd + 12 + before.map(|(_, bytes)| bytes).sum::<usize>();
    let mut bytes = file.clone();
    bytes[size..size + 4].fill(0);
    bytes[trun + 4..trun + 8].copy_from_slice(&1_u32.to_be_bytes());
    bytes[trun + 8..trun + 12].fill(0xff);
    walk(bytes);
}

/// Edits that last for ever, one after the other.
#[test]
fn edits_without_end_have_a_sum() {
    let file = &files()[0];
    let track = file.windows(4).position(|part| part == b"edts").expect("edits");
    let size = |at: usize| u32::from_be_bytes(*file[at..].first_chunk().expect("a size")) as usize;
    let old = size(track - 4);
    let mut edits = [&[0; 4][..], b"edts", &[0; 4], b"elst", &[1, 0, 0, 0], &40_u32.to_be_bytes()].concat();
    for nth in 0..40_u64 {
        edits.extend(u64::MAX.to_be_bytes());
        edits.extend(if nth % 2 == 0 { [0xff; 8] } else { [0; 8] });
        edits.extend([0, 1, 0, 0]);
    }
    let length = edits.len() as u32;
    edits[..4].copy_from_slice(&length.to_be_bytes());
    edits[8..12].copy_from_slice(&(length - 8).to_be_bytes());
    let mut bytes = [&file[..track - 4], &edits, &file[track - 4 + old..]].concat();
    for name in [b"moov", b"trak"] {
        let at = bytes.windows(4).position(|part| part == name).expect("a box") - 4;
        let grown = size(at) - old + edits.len();
        bytes[at..at + 4].copy_from_slice(&(grown as u32).to_be_bytes());
    }
    assert_eq!(mp4::open(&Reader::new(Rc::new(bytes.clone()))).expect("a film").streams[0].edits.len(), 40);
    walk(bytes);
}
