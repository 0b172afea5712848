//! Reading an archive, file by file, without having it in memory.

use miniz_oxide::inflate::stream::{InflateState, inflate};
use miniz_oxide::{DataFormat, MZError, MZFlush, MZStatus};
use nearside::File;

use super::crc;
use super::directory::{End, LEAST, TAIL, entries, u16_at, u32_at};
use crate::{Error, Kind, Left, Path, Result, body};

/// An archive that was looked through.
pub struct Archive {
    file: File,
    /// What it says of itself.
    pub comment: String,
    /// What can be unpacked, in the order in which it lies there.
    pub found: Vec<Found>,
    /// What cannot, and why.
    pub left: Vec<Left>,
}

/// A file in an archive.
#[derive(Clone, Debug)]
pub struct Found {
    /// Its name; it leads out of no folder.
    pub path: Path,
    /// Bytes, unpacked.
    pub size: u64,
    /// When it was last changed, in milliseconds since 1970.
    pub modified: Option<f64>,
    pub(super) raw: Vec<u8>,
    pub(super) packed: u64,
    pub(super) offset: u64,
    /// Where the next file begins.
    pub(super) limit: u64,
    pub(super) crc: u32,
    pub(super) deflated: bool,
}

/// A list of this many bytes is one of a million files.
const LIST: u64 = 128 << 20;
/// An archive may unpack to this much, whatever its size, …
const MUCH: u64 = 1 << 30;
/// … or to so many times its size.
const TIMES: u64 = 100;
/// Packed bytes that are read at a time.
const READ: u64 = 1 << 20;
const LOCAL: u32 = 0x0403_4B50;

impl Archive {
    /// Reads the list of an archive.
    ///
    /// # Errors
    /// [`Kind::Invalid`] for what is no zip, is damaged, or would unpack to far more than it could mean to.
    pub async fn open(file: &File) -> Result<Self> {
        let no = || {
            let text = format!("{} is not a zip archive, or is not whole. Download it again.", file.name());
            Error::new(Kind::Invalid, text)
        };
        let offset = file.size().saturating_sub(TAIL);
        let tail = body::read(&file.range(offset..file.size())).await?;
        let end = End::find(&tail, offset).ok_or_else(no)?;
        // Nothing lies between the list and what follows it: so no list can hide in another.
        if end.start.checked_add(end.size) != Some(end.stop)
            || end.size > LIST
            || end.count > end.size / LEAST
        {
            return Err(no());
        }
        let list = body::read(&file.range(end.start..end.stop)).await?;
        let (mut found, left) = entries(&list, end.count).ok_or_else(no)?;
        found.sort_by_key(|entry| entry.offset);
        let mut limit = end.start;
        let mut total = 0u64;
        for entry in found.iter_mut().rev() {
            let least = entry.offset.checked_add(30 + entry.raw.len() as u64 + entry.packed);
            if least.is_none_or(|least| least > limit) {
                let text = format!(
                    "The files in {} overlap: it was made to do harm. It was left alone.",
                    file.name()
                );
                return Err(Error::new(Kind::Invalid, text));
            }
            entry.limit = limit;
            limit = entry.offset;
            total = total.saturating_add(entry.size);
        }
        if total > MUCH.max(file.size().saturating_mul(TIMES)) {
            let text = format!(
                "{} would unpack to {} MB from {} kB: it was made to do harm. It was left alone.",
                file.name(),
                total / 1_000_000,
                file.size() / 1000
            );
            return Err(Error::new(Kind::Invalid, text));
        }
        Ok(Self { file: file.clone(), comment: end.comment, found, left })
    }

    /// Unpacks one file. A body that is not compressed is not read but for its check sum.
    ///
    /// # Errors
    /// [`Kind::Corrupt`] when it is not what the list says.
    pub async fn read(&self, entry: &Found) -> Result<File> {
        let damaged = || {
            let text = format!("{} is damaged in the archive. Download it again.", entry.path);
            Error::new(Kind::Corrupt, text)
        };
        let head = body::read(&self.file.range(entry.offset..entry.offset + 30)).await?;
        let lengths =
            (u32_at(&head, 0) == Some(LOCAL)).then_some(()).and(u16_at(&head, 26).zip(u16_at(&head, 28)));
        let (name, extra) = lengths.ok_or_else(damaged)?;
        let start = entry.offset + 30 + u64::from(name);
        let raw = body::read(&self.file.range(entry.offset + 30..start)).await?;
        let start = start + u64::from(extra);
        let end = start.saturating_add(entry.packed);
        if raw != entry.raw || end > entry.limit {
            return Err(damaged());
        }
        let packed = self.file.range(start..end);
        let (file, crc) = match entry.deflated {
            true => unpack(&packed, entry.size).await?.ok_or_else(damaged)?,
            false => (packed.clone(), sum(&packed).await?),
        };
        match crc == entry.crc {
            true => Ok(file.renamed(entry.path.name()).dated(entry.modified)),
            false => Err(damaged()),
        }
    }
}

/// The check sum of a body.
pub(crate) async fn sum(file: &File) -> Result<u32> {
    let (mut sum, mut at) = (0, 0);
    while at < file.size() {
        sum = crc(sum, &body::read(&file.range(at..at + body::BLOCK)).await?);
        at += body::BLOCK;
    }
    Ok(sum)
}

/// Unpacks to exactly `size` bytes; nothing if it is another number, or nonsense.
async fn unpack(packed: &File, size: u64) -> Result<Option<(File, u32)>> {
    let mut state = InflateState::new_boxed(DataFormat::Raw);
    let (mut sum, mut pieces) = (0, Vec::new());
    let mut out = vec![0; READ as usize];
    let (mut at, mut made) = (0, 0);
    let mut input = Vec::new();
    loop {
        if input.is_empty() && at < packed.size() {
            input = body::read(&packed.range(at..at + READ)).await?;
            at += input.len() as u64;
        }
        let step = inflate(&mut state, &input, &mut out, MZFlush::None);
        input.drain(..step.bytes_consumed);
        made += step.bytes_written as u64;
        if made > size {
            return Ok(None);
        }
        sum = crc(sum, &out[..step.bytes_written]);
        if step.bytes_written > 0 {
            pieces.push(body::piece(out[..step.bytes_written].to_vec())?);
        }
        match step.status {
            Ok(MZStatus::StreamEnd) => break,
            Ok(MZStatus::Ok) => {}
            // More is needed: there must be more.
            Err(MZError::Buf) if at < packed.size() => {}
            _ => return Ok(None),
        }
        if step.bytes_consumed == 0 && step.bytes_written == 0 && at >= packed.size() {
            return Ok(None);
        }
    }
    let whole = made == size && input.is_empty() && at == packed.size();
    Ok(if whole { Some((body::join("", &pieces).await?, sum)) } else { None })
}
