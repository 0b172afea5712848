//! A page: its header, its checksum, and packets that lie on several.

use std::borrow::Cow;

/// The most bytes that a header has.
pub(super) const HEADER: usize = 27 + 255;

/// The header of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Page {
    /// Whether the first packet on it began on an earlier one.
    pub continued: bool,
    /// Whether it is the first of its stream.
    pub first: bool,
    /// Whether it is the last of its stream.
    pub last: bool,
    /// When the last packet that ends on it has been played, in units of the codec; `None` if none ends.
    pub granule: Option<i64>,
    /// Which stream it belongs to.
    pub serial: u32,
    /// How long its parts are; one of 255 bytes goes on with the next.
    pub parts: Vec<u8>,
}

impl Page {
    /// Reads a header.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let rest = bytes.strip_prefix(b"OggS\0")?;
        let (flags, rest) = rest.split_first()?;
        let granule = i64::from_le_bytes(*rest.first_chunk()?);
        let serial = u32::from_le_bytes(*rest.get(8..)?.first_chunk()?);
        let count = usize::from(*rest.get(20)?);
        Some(Self {
            continued: flags & 1 != 0,
            first: flags & 2 != 0,
            last: flags & 4 != 0,
            granule: Some(granule).filter(|granule| *granule != -1),
            serial,
            parts: rest.get(21..21 + count)?.to_vec(),
        })
    }

    /// How many bytes the header has.
    pub fn header(&self) -> usize {
        27 + self.parts.len()
    }

    /// How many bytes come after the header.
    pub fn body(&self) -> usize {
        self.parts.iter().map(|part| usize::from(*part)).sum()
    }

    /// The stretches of the body that belong to a packet each, and whether the packet ends there.
    pub fn stretches(&self) -> impl Iterator<Item = (usize, usize, bool)> + '_ {
        let (mut at, mut from) = (0, 0);
        let count = self.parts.len();
        self.parts.iter().enumerate().filter_map(move |(nth, part)| {
            at += usize::from(*part);
            let ends = *part < 255;
            (ends || nth + 1 == count).then(|| (std::mem::replace(&mut from, at), at, ends))
        })
    }
}

/// The packet in bytes that begin with it or with the header of the page that it begins on.
pub(crate) fn join(bytes: &[u8]) -> Cow<'_, [u8]> {
    let begins = Page::read(bytes).and_then(|page| bytes.get(..page.header() + page.body()));
    // A packet of sound could begin like a page by chance, but not have its checksum.
    match begins {
        Some(page) if checksum(page) == u32::from_le_bytes([page[22], page[23], page[24], page[25]]) => {
            Cow::Owned(parts(bytes))
        }
        _ => Cow::Borrowed(bytes),
    }
}

fn parts(bytes: &[u8]) -> Vec<u8> {
    let (mut out, mut at, mut serial) = (Vec::new(), 0, None);
    while let Some(page) = bytes.get(at..).and_then(Page::read) {
        let start = at + page.header();
        at = start + page.body();
        if *serial.get_or_insert(page.serial) != page.serial {
            continue;
        }
        // The packet is the last on the first of its pages, and the first on the others.
        let stretch = if out.is_empty() { page.stretches().last() } else { page.stretches().next() };
        let Some((from, to, ends)) = stretch else { continue };
        out.extend_from_slice(bytes.get(start + from..(start + to).min(bytes.len())).unwrap_or_default());
        if ends && (page.continued || start + to >= bytes.len()) {
            break;
        }
    }
    out
}

const TABLE: [u32; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let (mut sum, mut bit) = ((byte as u32) << 24, 0);
        while bit < 8 {
            sum = if sum & 0x8000_0000 != 0 { sum << 1 ^ 0x04c1_1db7 } else { sum << 1 };
            bit += 1;
        }
        table[byte] = sum;
        byte += 1;
    }
    table
};

/// The checksum of a page, over its own place too, as if that were zeros.
pub(super) fn checksum(page: &[u8]) -> u32 {
    page.iter().enumerate().fold(0_u32, |sum, (at, byte)| {
        let byte = if (22..26).contains(&at) { 0 } else { *byte };
        sum << 8 ^ TABLE[usize::from((sum >> 24) as u8 ^ byte)]
    })
}
