//! Archives of other programs, of ours, and of those who mean harm.

#![allow(clippy::unwrap_used, reason = "clippy takes helpers of tests for something else")]

use std::io::{Cursor, Write};

use ::zip::write::SimpleFileOptions;
use ::zip::{CompressionMethod, ZipWriter};
use futures_executor::block_on;
use nearside::File;
use proptest::prelude::*;

use super::*;
use crate::{Kind, Result};

/// An archive by another program.
fn foreign(files: &[(&str, &[u8])], method: CompressionMethod) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, body) in files {
        zip.start_file(*name, SimpleFileOptions::default().compression_method(method)).unwrap();
        zip.write_all(body).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn open(bytes: Vec<u8>) -> Result<Archive> {
    block_on(Archive::open(&File::new("a.zip", bytes)))
}

fn unpack(archive: &Archive) -> Result<Vec<(String, Vec<u8>)>> {
    let read = |found: &Found| {
        Ok((
            found.path.to_string(),
            block_on(async { archive.read(found).await?.bytes().await.map_err(|_| unreachable!()) })?,
        ))
    };
    archive.found.iter().map(read).collect()
}

fn text(size: usize) -> Vec<u8> {
    (0..size as u32)
        .flat_map(|n| format!("{} ", n.wrapping_mul(2_654_435_761) >> 20).into_bytes())
        .take(size)
        .collect()
}

/// A place of a number in the bytes, to lie there.
fn find(bytes: &[u8], wanted: &[u8]) -> usize {
    bytes.windows(wanted.len()).rposition(|window| window == wanted).unwrap()
}

#[test]
fn archives_of_another_program_are_read() {
    let long = text(3_000_000);
    let files: [(&str, &[u8]); 4] =
        [("a.txt", b"hello"), ("Fotos/Straße/ü.txt", &long), ("empty", b""), ("zeros", &[0; 90_000])];
    for method in [CompressionMethod::Stored, CompressionMethod::Deflated] {
        let archive = open(foreign(&files, method)).unwrap();
        let expected: Vec<_> = files.iter().map(|(name, body)| ((*name).to_owned(), body.to_vec())).collect();
        assert!(unpack(&archive).unwrap() == expected, "{method:?}");
        assert_eq!(archive.left, []);
    }
}

#[test]
fn names_that_lead_out_are_left() {
    let names = ["../evil", "a/../../evil", "/etc/passwd", "C:/evil", "..\\evil", "a//b", "good"];
    let files: Vec<(&str, &[u8])> = names.iter().map(|name| (*name, b"x".as_slice())).collect();
    let archive = open(foreign(&files, CompressionMethod::Stored)).unwrap();
    let found: Vec<_> = archive.found.iter().map(|found| found.path.as_str()).collect();
    assert_eq!(found, ["good"]);
    assert_eq!(archive.left.len(), names.len() - 1);
    assert!(archive.left.iter().all(|left| left.why.ends_with('.')));
}

#[test]
fn a_link_is_left() {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.add_symlink("link", "/etc/passwd", SimpleFileOptions::default()).unwrap();
    let archive = open(zip.finish().unwrap().into_inner()).unwrap();
    assert!(archive.found.is_empty() && archive.left[0].why.contains("link"), "{:?}", archive.left);
}

#[test]
fn a_bomb_is_left_alone() {
    let zeros = vec![0; 16 << 20];
    let one = foreign(&[("a", &zeros)], CompressionMethod::Deflated);
    assert!(open(one).is_ok());
    let names: Vec<String> = (0..70).map(|n| n.to_string()).collect();
    let files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), zeros.as_slice())).collect();
    let error = open(foreign(&files, CompressionMethod::Deflated)).err().unwrap();
    assert_eq!(error.kind(), Kind::Invalid);
    assert!(error.to_string().contains("harm"), "{error}");
}

#[test]
fn files_that_share_their_bytes_are_left_alone() {
    let mut bytes = foreign(&[("a", &[7; 500]), ("b", &[7; 500])], CompressionMethod::Stored);
    let second = find(&bytes, b"PK\x03\x04") as u32;
    let at = find(&bytes, &second.to_le_bytes());
    bytes[at..at + 4].copy_from_slice(&[0; 4]);
    let error = open(bytes).err().unwrap();
    assert!(error.to_string().contains("overlap"), "{error}");
}

#[test]
fn a_lie_about_a_size_is_noticed() {
    let body = text(50_000);
    let honest = foreign(&[("a", &body)], CompressionMethod::Deflated);
    for lie in [49_999u32, 50_001, 0] {
        let mut bytes = honest.clone();
        let at = find(&bytes, &50_000u32.to_le_bytes());
        bytes[at..at + 4].copy_from_slice(&lie.to_le_bytes());
        let archive = open(bytes).unwrap();
        let error = unpack(&archive).unwrap_err();
        assert_eq!(error.kind(), Kind::Corrupt, "{lie}");
    }
}

#[test]
fn no_byte_of_a_file_can_be_changed() {
    let body = text(2_000);
    for method in [CompressionMethod::Stored, CompressionMethod::Deflated] {
        let honest = foreign(&[("name", &body)], method);
        let end = find(&honest, b"PK\x01\x02");
        for at in (30..end).step_by(7) {
            let mut bytes = honest.clone();
            bytes[at] ^= 4;
            let read = open(bytes).and_then(|archive| unpack(&archive));
            assert!(read.is_err(), "byte {at}");
        }
    }
}

#[test]
fn what_is_written_here_is_read_here_with_its_date() {
    let entry =
        Entry { path: "a/b".into(), size: 3, crc: crc32fast::hash(b"abc"), modified: Moment::utc(1.7e12) };
    let bytes: Vec<u8> = parts_with(&[entry], "a comment")
        .into_iter()
        .flat_map(|part| match part {
            Part::Bytes(bytes) => bytes,
            Part::Body(_) => b"abc".to_vec(),
        })
        .collect();
    let archive = open(bytes).unwrap();
    assert_eq!(archive.comment, "a comment");
    assert_eq!(archive.found[0].modified, Some(1.7e12));
    assert_eq!(unpack(&archive).unwrap(), [("a/b".to_owned(), b"abc".to_vec())]);
}

#[test]
fn more_files_than_sixteen_bits_can_count_are_read() {
    let entries: Vec<Entry> = (0..70_000)
        .map(|n| Entry { path: n.to_string(), size: 0, crc: 0, modified: Moment::utc(1.7e12) })
        .collect();
    let bytes: Vec<u8> = parts(&entries)
        .into_iter()
        .flat_map(|part| match part {
            Part::Bytes(bytes) => bytes,
            Part::Body(_) => Vec::new(),
        })
        .collect();
    assert_eq!(open(bytes).unwrap().found.len(), 70_000);
}

proptest! {
    #[test]
    fn nonsense_is_refused_or_read_but_never_a_panic(
        at in proptest::collection::vec((0usize..1000, any::<u8>()), 1..8),
        cut in 0usize..1000,
    ) {
        let mut bytes = foreign(&[("a", &text(300)), ("b/c", b"x")], CompressionMethod::Deflated);
        let size = bytes.len();
        for (at, value) in at {
            bytes[at % size] = value;
        }
        bytes.truncate(size - (cut % size) / 10);
        if let Ok(archive) = open(bytes) {
            // Either way is fine; what matters is that it ends.
            let _ = unpack(&archive);
        }
    }
}
