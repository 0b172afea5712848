//! The outermost boxes of a file: where the index is, where the packets are.
//!
//! Only heads are read, and of the boxes only those that are an index. Whatever the size of the file, that is a few reads for a
//! plain one and one for each fragment of a fragmented one.

use std::ops::Range;

use super::brief;
use super::bytes::{Bytes, Name};
use crate::{Error, Kind, Reader, Result};

/// What lies at the top of a file.
#[derive(Debug, Default)]
pub(super) struct Top {
    /// The first of the brands.
    pub brand: Option<Name>,
    /// The body of `moov`.
    pub moov: Vec<u8>,
    /// Whether large tables of it were left out, see [`brief`].
    pub brief: bool,
    /// How many bytes lie in boxes for packets.
    pub data: u64,
    /// Whether `moov` comes before the first packets.
    pub first: bool,
    /// Fragments: where each box begins, and its body.
    pub moofs: Vec<(u64, Vec<u8>)>,
    /// Whether a box ends beyond the file.
    pub cut: bool,
}

/// Names that a file of this family may begin with.
const FIRST: [&Name; 12] = [
    b"ftyp", b"styp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot", b"sidx", b"moof", b"uuid",
    b"junk",
];

/// Reads them; where it may be `brief`, the head without its large tables.
pub(super) fn read(reader: &Reader, brief: bool) -> Result<Top> {
    let size = reader.size();
    if size == 0 {
        return Err(Error::new(Kind::Empty, "The file has no bytes. Choose another file."));
    }
    let (mut top, mut at, mut packets) = (Top::default(), 0, false);
    let mut moov = None;
    // The place behind the head, and what was read there along with it.
    let mut behind = (0, Vec::new());
    while let Some((name, body)) = head(reader, &behind, at)? {
        if at == 0 && !FIRST.contains(&&name) {
            break;
        }
        let whole = body.end <= size;
        match &name {
            b"ftyp" => top.brand = Bytes(&reader.read(body.start..body.start + 4)?).array(),
            b"moov" if moov.is_none() => {
                if !whole {
                    return Err(cut());
                }
                top.first = !packets;
                moov = Some(body.clone());
                if brief && let Some(read) = brief::read(reader, &body)? {
                    (top.moov, top.brief) = (read.moov, true);
                    behind = (body.end, read.behind);
                }
            }
            b"moof" if whole => top.moofs.push((at, reader.read(body.clone())?)),
            b"mdat" => {
                packets = true;
                top.data = top.data.saturating_add(body.end.min(size).saturating_sub(body.start));
            }
            _ => {}
        }
        top.cut |= !whole;
        at = body.end;
    }
    match moov {
        Some(_) if top.brief => {}
        Some(body) => top.moov = reader.read(body)?,
        None if packets => return Err(cut()),
        None if !top.moofs.is_empty() => {
            return Err(Error::new(
                Kind::Broken,
                "This is a part of a stream without its beginning, which says how it is coded. Join it to its beginning first.",
            ));
        }
        None => {
            return Err(Error::new(
                Kind::Unsupported,
                "This is not an MP4 or QuickTime file. Choose a file of another kind.",
            ));
        }
    }
    Ok(top)
}

fn cut() -> Error {
    Error::new(
        Kind::Broken,
        "The file ends before its index: the recording or the download was not finished. Get the whole file.",
    )
}

/// The name of the box at this place, and where its body lies. Its end may be beyond the file.
fn head(reader: &Reader, known: &(u64, Vec<u8>), at: u64) -> Result<Option<(Name, Range<u64>)>> {
    let near = at.checked_sub(known.0).and_then(|at| known.1.get(usize::try_from(at).ok()?..));
    let bytes = match near {
        Some(bytes) if bytes.len() >= 16 => bytes.to_vec(),
        _ => reader.read(at..at.saturating_add(16))?,
    };
    let mut head = Bytes(&bytes);
    let Some((size, name)) = head.u32().zip(head.array::<4>()) else { return Ok(None) };
    let (start, size) = match size {
        0 => (8, reader.size() - at),
        1 => (16, head.u64().unwrap_or_default()),
        size => (8, u64::from(size)),
    };
    if size < start || !name.iter().all(|byte| byte.is_ascii_graphic() || matches!(byte, b' ' | 0xa9)) {
        return Ok(None);
    }
    Ok(Some((name, at + start..at.saturating_add(size))))
}
