//! The list of an archive's files, at its end.

use super::read::Found;
use crate::{Left, Path};

/// What is known of the end of an archive.
pub(super) struct End {
    /// Where the list is, and how long.
    pub start: u64,
    pub size: u64,
    pub count: u64,
    pub comment: String,
    /// Where the records after it begin, in the file.
    pub stop: u64,
}

const ENTRY: u32 = 0x0201_4B50;
const END: u32 = 0x0605_4B50;
const END64: u32 = 0x0606_4B50;
const LOCATOR64: u32 = 0x0706_4B50;
/// Bytes of a file's entry without its name.
pub(super) const LEAST: u64 = 46;
/// Bytes of the last record with the longest comment, and of those of zip64 before it.
pub(super) const TAIL: u64 = 22 + 0xFFFF + 20 + 56;

pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at + 2)?.try_into().ok().map(u16::from_le_bytes)
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4)?.try_into().ok().map(u32::from_le_bytes)
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..at + 8)?.try_into().ok().map(u64::from_le_bytes)
}

impl End {
    /// Finds it in the last bytes of an archive, which begin at `offset` of it.
    pub fn find(tail: &[u8], offset: u64) -> Option<Self> {
        let at = (0..=tail.len().checked_sub(22)?).rev().find(|at| {
            u32_at(tail, *at) == Some(END)
                && u16_at(tail, at + 20).is_some_and(|comment| at + 22 + usize::from(comment) == tail.len())
        })?;
        let comment = String::from_utf8_lossy(&tail[at + 22..]).into_owned();
        let (count, size, start) = (u16_at(tail, at + 10)?, u32_at(tail, at + 12)?, u32_at(tail, at + 16)?);
        if count != u16::MAX && size != u32::MAX && start != u32::MAX {
            let (size, start) = (size.into(), start.into());
            return Some(Self { start, size, count: count.into(), comment, stop: offset + at as u64 });
        }
        let locator = at.checked_sub(20).filter(|at| u32_at(tail, *at) == Some(LOCATOR64))?;
        let record = usize::try_from(u64_at(tail, locator + 8)?.checked_sub(offset)?).ok()?;
        if record > locator || u32_at(tail, record) != Some(END64) {
            return None;
        }
        let (count, size, start) =
            (u64_at(tail, record + 32)?, u64_at(tail, record + 40)?, u64_at(tail, record + 48)?);
        Some(Self { start, size, count, comment, stop: offset + record as u64 })
    }
}

/// Reads the list: what can be unpacked, and what cannot, with the reason.
pub(super) fn entries(mut bytes: &[u8], count: u64) -> Option<(Vec<Found>, Vec<Left>)> {
    let (mut found, mut left) = (Vec::new(), Vec::new());
    for _ in 0..count {
        if u32_at(bytes, 0)? != ENTRY {
            return None;
        }
        let length = |at| u16_at(bytes, at).map(usize::from);
        let (name, extra, comment) = (length(28)?, length(30)?, length(32)?);
        let (raw, extras) = (bytes.get(46..46 + name)?, bytes.get(46 + name..46 + name + extra)?);
        entry(bytes, raw, extras, &mut found, &mut left)?;
        bytes = bytes.get(46 + name + extra + comment..)?;
    }
    Some((found, left))
}

fn entry(head: &[u8], raw: &[u8], extras: &[u8], found: &mut Vec<Found>, left: &mut Vec<Left>) -> Option<()> {
    let (made, flags, method) = (u16_at(head, 4)?, u16_at(head, 8)?, u16_at(head, 10)?);
    let mut size = u64::from(u32_at(head, 24)?);
    let mut packed = u64::from(u32_at(head, 20)?);
    let mut offset = u64::from(u32_at(head, 42)?);
    let mut modified = dos(u16_at(head, 14)?, u16_at(head, 12)?);
    for (id, body) in Extras(extras) {
        match id {
            1 => {
                let mut at = 0;
                for value in [&mut size, &mut packed, &mut offset] {
                    if *value == u64::from(u32::MAX) {
                        *value = u64_at(body, at)?;
                        at += 8;
                    }
                }
            }
            0x5455 if body.first().is_some_and(|flags| flags & 1 == 1) => {
                modified = u32_at(body, 1).map(|unix| f64::from(unix as i32) * 1000.0).or(modified);
            }
            _ => {}
        }
    }
    let name = name(raw);
    if name.ends_with('/') {
        return Some(());
    }
    let mode = (made >> 8 == 3).then_some(u32_at(head, 38)? >> 16);
    let why = if flags & 1 == 1 {
        "It is locked with a password of the archive. Unpack it with another program first."
    } else if method != 0 && method != 8 {
        "It is compressed in a way that is not known here. Unpack it with another program first."
    } else if mode.is_some_and(|mode| mode & 0o170_000 == 0o120_000) {
        "It is no file, but a link to one."
    } else if method == 0 && size != packed || method == 8 && size > packed.saturating_mul(1032) + 64 {
        "What the archive says of its size cannot be true."
    } else {
        match path(&name) {
            Some(path) => {
                let crc = u32_at(head, 16)?;
                let raw = raw.to_vec();
                found.push(Found {
                    path,
                    size,
                    modified,
                    raw,
                    packed,
                    offset,
                    limit: 0,
                    crc,
                    deflated: method == 8,
                });
                return Some(());
            }
            None => "Its name leads out of the folder that it is unpacked into, or is none.",
        }
    };
    left.push(Left { name: name.chars().filter(|c| !c.is_control()).collect(), why: why.to_owned() });
    Some(())
}

struct Extras<'a>(&'a [u8]);

impl<'a> Iterator for Extras<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (id, length) = (u16_at(self.0, 0)?, usize::from(u16_at(self.0, 2)?));
        let body = self.0.get(4..4 + length)?;
        self.0 = &self.0[4 + length..];
        Some((id, body))
    }
}

/// A path that stays in its folder. What begins at the root of a disk is not made to fit: somebody meant it.
fn path(name: &str) -> Option<Path> {
    let drive = name.as_bytes().get(1) == Some(&b':') && name.as_bytes()[0].is_ascii_alphabetic();
    if name.starts_with('/') || drive {
        return None;
    }
    Path::new(name).ok().filter(|path| !path.is_root())
}

/// Names are UTF-8 whether they say so or not, else of the first IBM PC. Some programs of Windows separate folders its way.
fn name(raw: &[u8]) -> String {
    let text = match std::str::from_utf8(raw) {
        Ok(text) => text.to_owned(),
        Err(_) => raw.iter().map(|byte| ibm(*byte)).collect(),
    };
    text.replace('\\', "/")
}

fn ibm(byte: u8) -> char {
    const UPPER: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";
    match byte {
        0..128 => byte.into(),
        _ => UPPER.chars().nth(usize::from(byte) - 128).unwrap_or('_'),
    }
}

/// A date as DOS kept it, taken for UTC, in milliseconds since 1970.
fn dos(date: u16, time: u16) -> Option<f64> {
    let (year, month, day) = (i64::from(date >> 9) + 1980, i64::from(date >> 5 & 15), i64::from(date & 31));
    if !(1..=12).contains(&month) || day == 0 {
        return None;
    }
    let (year, month) = if month < 3 { (year - 1, month + 9) } else { (year, month - 3) };
    let days = 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 719_469;
    let seconds = i64::from(time >> 11) * 3600 + i64::from(time >> 5 & 63) * 60 + i64::from(time & 31) * 2;
    Some(((days * 86_400 + seconds) * 1000) as f64)
}
