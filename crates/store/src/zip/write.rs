//! Writing: store only, as parts around bytes that nobody copies.
//!
//! The archive is a list of parts, headers of ours and bodies that stay where they are (`Blob`s on a page), so a
//! zip of several gigabytes costs the page a few kilobytes. Sizes and check sums are known before anything is written,
//! hence no data descriptors, which old readers dislike. Zip64 records appear only where a number needs them.

/// A moment as zip keeps it. Local time, because that is what every unzipper shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moment {
    /// Full year; zip knows 1980 to 2107.
    pub year: u16,
    /// Month from 1.
    pub month: u8,
    /// Day from 1.
    pub day: u8,
    /// Hour from 0.
    pub hour: u8,
    /// Minute.
    pub minute: u8,
    /// Second; zip keeps every other one.
    pub second: u8,
    /// The same moment in seconds since 1970, UTC, for readers that know the extra field.
    pub unix: i64,
}

impl Moment {
    /// A moment in milliseconds since 1970, in UTC.
    pub fn utc(millis: f64) -> Self {
        let unix = (millis / 1000.0).floor() as i64;
        let (days, second) = (unix.div_euclid(86_400), unix.rem_euclid(86_400));
        // Years that begin in March end in the day that comes and goes.
        let shifted = days + 719_468;
        let (era, day) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
        let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
        let day = day - (365 * year + year / 4 - year / 100);
        let month = (5 * day + 2) / 153;
        let of_month = day - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        let year = era * 400 + year + i64::from(month <= 2);
        Self {
            year: year.clamp(0, 9999) as u16,
            month: month as u8,
            day: of_month as u8,
            hour: (second / 3600) as u8,
            minute: (second / 60 % 60) as u8,
            second: (second % 60) as u8,
            unix,
        }
    }
}

/// One file of the archive.
pub struct Entry {
    /// Path with `/`, as it shall be unpacked.
    pub path: String,
    /// Bytes of the body.
    pub size: u64,
    /// CRC-32 of the body.
    pub crc: u32,
    /// When it was last changed.
    pub modified: Moment,
}

/// One part of the archive, in order.
#[derive(Debug, PartialEq)]
pub enum Part {
    /// Bytes of ours.
    Bytes(Vec<u8>),
    /// The body of the entry with this number.
    Body(usize),
}

const STORE: u16 = 0;
/// Names are UTF-8.
const UTF8: u16 = 1 << 11;
const BIG: u64 = 0xFFFF_FFFF;

/// Lays out the archive.
pub fn parts(entries: &[Entry]) -> Vec<Part> {
    parts_with(entries, "")
}

/// The same, with a comment of at most 65,535 bytes on the archive.
pub fn parts_with(entries: &[Entry], comment: &str) -> Vec<Part> {
    let mut parts = Vec::with_capacity(entries.len() * 2 + 1);
    let mut directory = Vec::new();
    let mut offset = 0u64;
    for (index, entry) in entries.iter().enumerate() {
        let header = local(entry);
        central(&mut directory, entry, offset);
        offset += header.len() as u64 + entry.size;
        parts.push(Part::Bytes(header));
        parts.push(Part::Body(index));
    }
    let size = directory.len() as u64;
    end(&mut directory, entries.len() as u64, size, offset, comment);
    parts.push(Part::Bytes(directory));
    parts
}

fn local(entry: &Entry) -> Vec<u8> {
    let big = entry.size >= BIG;
    let mut extra = stamp(&entry.modified);
    if big {
        put16(&mut extra, 1);
        put16(&mut extra, 16);
        put64(&mut extra, entry.size);
        put64(&mut extra, entry.size);
    }
    let mut out = Vec::with_capacity(30 + entry.path.len() + extra.len());
    put32(&mut out, 0x0403_4B50);
    shared(&mut out, entry, big, clip(entry.size));
    put16(&mut out, extra.len() as u16);
    out.extend_from_slice(entry.path.as_bytes());
    out.extend_from_slice(&extra);
    out
}

fn central(out: &mut Vec<u8>, entry: &Entry, offset: u64) {
    let mut large = Vec::new();
    if entry.size >= BIG {
        put64(&mut large, entry.size);
        put64(&mut large, entry.size);
    }
    if offset >= BIG {
        put64(&mut large, offset);
    }
    let mut extra = stamp(&entry.modified);
    if !large.is_empty() {
        put16(&mut extra, 1);
        put16(&mut extra, large.len() as u16);
        extra.extend_from_slice(&large);
    }
    put32(out, 0x0201_4B50);
    put16(out, (3 << 8) | 45); // made on Unix: the mode below is heard
    shared(out, entry, !large.is_empty(), clip(entry.size));
    put16(out, extra.len() as u16);
    put16(out, 0); // no comment
    put16(out, 0); // first disk
    put16(out, 0); // no inner attributes
    put32(out, 0o100_644 << 16);
    put32(out, clip(offset));
    out.extend_from_slice(entry.path.as_bytes());
    out.extend_from_slice(&extra);
}

/// What the two headers of a file have in common, up to the length of its name.
fn shared(out: &mut Vec<u8>, entry: &Entry, big: bool, size: u32) {
    let m = &entry.modified;
    let year = m.year.clamp(1980, 2107) - 1980;
    put16(out, if big { 45 } else { 20 });
    put16(out, UTF8);
    put16(out, STORE);
    put16(out, (u16::from(m.hour) << 11) | (u16::from(m.minute) << 5) | (u16::from(m.second) / 2));
    put16(out, (year << 9) | (u16::from(m.month) << 5) | u16::from(m.day));
    put32(out, entry.crc);
    put32(out, size);
    put32(out, size);
    put16(out, entry.path.len() as u16);
}

/// The extended timestamp: to the second, and free of time zones.
fn stamp(moment: &Moment) -> Vec<u8> {
    let mut out = Vec::with_capacity(9 + 20);
    put16(&mut out, 0x5455);
    put16(&mut out, 5);
    out.push(1);
    put32(&mut out, moment.unix.clamp(0, i64::from(i32::MAX)) as u32);
    out
}

fn end(out: &mut Vec<u8>, count: u64, size: u64, offset: u64, comment: &str) {
    if count >= 0xFFFF || size >= BIG || offset >= BIG {
        let at = offset + size;
        put32(out, 0x0606_4B50);
        put64(out, 44);
        put16(out, 45);
        put16(out, 45);
        put32(out, 0);
        put32(out, 0);
        put64(out, count);
        put64(out, count);
        put64(out, size);
        put64(out, offset);
        put32(out, 0x0706_4B50);
        put32(out, 0);
        put64(out, at);
        put32(out, 1);
    }
    put32(out, 0x0605_4B50);
    put16(out, 0);
    put16(out, 0);
    put16(out, count.min(0xFFFF) as u16);
    put16(out, count.min(0xFFFF) as u16);
    put32(out, clip(size));
    put32(out, clip(offset));
    put16(out, comment.len() as u16);
    out.extend_from_slice(comment.as_bytes());
}

fn clip(n: u64) -> u32 {
    n.min(BIG) as u32
}
fn put16(out: &mut Vec<u8>, n: u16) {
    out.extend_from_slice(&n.to_le_bytes());
}
fn put32(out: &mut Vec<u8>, n: u32) {
    out.extend_from_slice(&n.to_le_bytes());
}
fn put64(out: &mut Vec<u8>, n: u64) {
    out.extend_from_slice(&n.to_le_bytes());
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "clippy takes helpers of tests for something else")]
mod tests {
    use super::*;
    use std::process::Command;

    const NOON: Moment =
        Moment { year: 2026, month: 11, day: 23, hour: 12, minute: 30, second: 8, unix: 1_795_437_008 };

    fn entry(path: &str, body: &[u8]) -> Entry {
        Entry { path: path.into(), size: body.len() as u64, crc: crc32fast::hash(body), modified: NOON }
    }

    fn archive(bodies: &[(&str, &[u8])]) -> Vec<u8> {
        let entries: Vec<_> = bodies.iter().map(|(path, body)| entry(path, body)).collect();
        let mut out = Vec::new();
        for part in parts(&entries) {
            match part {
                Part::Bytes(bytes) => out.extend(bytes),
                Part::Body(index) => out.extend_from_slice(bodies[index].1),
            }
        }
        out
    }

    /// Python's reader checks every sum and date; it is on each machine that builds browsers' tests.
    #[test]
    fn another_reader_unpacks_it() {
        let bytes = archive(&[("a.txt", b"hello"), ("Fotos/Straße/ü.txt", b"world"), ("empty", b"")]);
        let file = std::env::temp_dir().join(format!("nearside-zip-{}.zip", std::process::id()));
        std::fs::write(&file, bytes).unwrap();
        let script = "import sys,zipfile;z=zipfile.ZipFile(sys.argv[1]);assert z.testzip() is None;\
                      print([(i.filename,z.read(i).decode(),i.date_time) for i in z.infolist()])";
        let Ok(run) = Command::new("python3").args(["-c", script]).arg(&file).output() else { return };
        std::fs::remove_file(&file).unwrap();
        assert_eq!(
            String::from_utf8_lossy(&run.stdout).trim(),
            "[('a.txt', 'hello', (2026, 11, 23, 12, 30, 8)), \
             ('Fotos/Straße/ü.txt', 'world', (2026, 11, 23, 12, 30, 8)), \
             ('empty', '', (2026, 11, 23, 12, 30, 8))]",
            "{}",
            String::from_utf8_lossy(&run.stderr)
        );
    }

    #[test]
    fn moments_are_those_of_the_calendar() {
        assert_eq!(Moment::utc(1_795_437_008_000.0), NOON);
        let leap = Moment::utc(1_709_164_800_000.0);
        assert_eq!((leap.year, leap.month, leap.day, leap.hour), (2024, 2, 29, 0));
    }

    #[test]
    fn a_small_archive_has_no_zip64_records() {
        let bytes = archive(&[("a", b"x")]);
        assert!(!bytes.windows(4).any(|w| w == 0x0606_4B50u32.to_le_bytes()));
        assert_eq!(&bytes[..4], b"PK\x03\x04");
    }

    #[test]
    fn a_body_beyond_four_gigabytes_and_all_after_it_use_zip64() {
        let big = Entry { path: "big".into(), size: 5 << 30, crc: 1, modified: NOON };
        let parts = parts(&[big, entry("after", b"x")]);
        let Part::Bytes(directory) = &parts[4] else { panic!("the directory comes last") };
        assert!(directory.windows(4).any(|w| w == 0x0606_4B50u32.to_le_bytes()));
        assert!(directory.windows(8).any(|w| w == (5u64 << 30).to_le_bytes()));
        let Part::Bytes(first) = &parts[0] else { panic!("a header comes first") };
        assert_eq!(&first[18..22], &[0xFF; 4]);
    }

    #[test]
    fn more_files_than_sixteen_bits_can_count_are_counted() {
        let entries: Vec<_> = (0..70_000).map(|n| entry(&n.to_string(), b"")).collect();
        let parts = parts(&entries);
        let Some(Part::Bytes(directory)) = parts.last() else { panic!("the directory comes last") };
        assert!(directory.windows(8).any(|w| w == 70_000u64.to_le_bytes()));
    }
}
