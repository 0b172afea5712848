//! Pictures of black and white, as scanners and fax machines pack them, as bits: 0 is black.

use hayro_ccitt::{DecodeSettings, DecoderContext, EncodingMode};
use hayro_jbig2::{Globals, Page};

use super::super::changes::Changes;
use crate::Result;
use crate::cos::{Dict, Document, Object};

/// Bytes of the bits of a picture.
const BITS: usize = 256 << 20;

/// The bits of a picture that is packed like this; `None` if it cannot be unpacked. `width` and `height` are what its
/// dictionary says.
pub(super) fn decode(
    document: &Document,
    changes: &Changes,
    (name, parameters): &(Vec<u8>, Dict),
    bytes: &[u8],
    (width, height): (usize, usize),
) -> Result<Option<Bits>> {
    Ok(match &name[..] {
        b"CCITTFaxDecode" | b"CCF" => fax(parameters, bytes, (width, height)),
        b"JBIG2Decode" => {
            let shared = match changes.get(document, parameters.get("JBIG2Globals"))? {
                Object::Stream(stream) => document.decode(&stream, BITS)?.bytes,
                _ => Vec::new(),
            };
            jbig2(&shared, bytes)
        }
        _ => None,
    })
}

/// Rows of bits, each beginning with a byte of its own.
pub(super) struct Bits {
    pub width: usize,
    pub height: usize,
    pub bytes: Vec<u8>,
}

impl Bits {
    fn white(width: usize, height: usize) -> Option<Self> {
        let size = width.div_ceil(8).checked_mul(height)?;
        (width > 0 && size <= BITS).then(|| Self { width, height, bytes: vec![0xFF; size] })
    }

    fn black(&mut self, x: usize, y: usize) {
        let at = y * self.width.div_ceil(8) + x / 8;
        if x < self.width
            && let Some(byte) = self.bytes.get_mut(at)
        {
            *byte &= !(0x80 >> (x % 8));
        }
    }
}

struct Rows {
    bits: Bits,
    at: usize,
}

impl hayro_ccitt::Decoder for Rows {
    fn push_row(&mut self, changes: &[u32]) {
        for pair in changes.chunks(2) {
            let end = pair.get(1).map_or(self.bits.width, |end| *end as usize);
            (pair[0] as usize..end).for_each(|x| self.bits.black(x, self.at));
        }
        self.at += 1;
    }
}

fn fax(parameters: &Dict, bytes: &[u8], (width, height): (usize, usize)) -> Option<Bits> {
    let number = |name: &str, otherwise: i64| parameters.get(name).as_int().unwrap_or(otherwise);
    let flag = |name: &str, otherwise: bool| match parameters.get(name) {
        Object::Bool(flag) => *flag,
        _ => otherwise,
    };
    let columns = usize::try_from(number("Columns", 1728)).ok().filter(|columns| *columns <= 65_000)?;
    if columns < width {
        return None;
    }
    let settings = DecodeSettings {
        columns: columns as u32,
        rows: u32::try_from(height).ok()?,
        end_of_block: flag("EndOfBlock", true),
        end_of_line: flag("EndOfLine", false),
        rows_are_byte_aligned: flag("EncodedByteAlign", false),
        encoding: match number("K", 0) {
            ..0 => EncodingMode::Group4,
            0 => EncodingMode::Group3_1D,
            _ => EncodingMode::Group3_2D,
        },
        strict: false,
    };
    let mut rows = Rows { bits: Bits::white(columns, height)?, at: 0 };
    let read = hayro_ccitt::decode(bytes, &mut rows, &mut DecoderContext::new(settings));
    if read.is_err() && rows.at == 0 {
        return None;
    }
    if flag("BlackIs1", false) {
        rows.bits.bytes.iter_mut().for_each(|byte| *byte = !*byte);
    }
    Some(rows.bits)
}

struct Dots {
    bits: Bits,
    x: usize,
    y: usize,
}

impl hayro_jbig2::Decoder for Dots {
    fn push_pixel(&mut self, black: bool) {
        if black {
            self.bits.black(self.x, self.y);
        }
        self.x += 1;
    }

    fn push_pixel_chunk(&mut self, black: bool, chunk_count: u32) {
        let count = 8 * chunk_count as usize;
        if black {
            (self.x..self.x + count).for_each(|x| self.bits.black(x, self.y));
        }
        self.x += count;
    }

    fn next_line(&mut self) {
        (self.x, self.y) = (0, self.y + 1);
    }
}

fn jbig2(shared: &[u8], bytes: &[u8]) -> Option<Bits> {
    let settings = hayro_jbig2::DecodeSettings::default();
    let globals = if shared.is_empty() { None } else { Some(Globals::new(shared, &settings).ok()?) };
    let page = Page::new_embedded(bytes, globals.as_ref(), &settings).ok()?;
    let bits = Bits::white(page.width() as usize, page.height() as usize)?;
    let mut dots = Dots { bits, x: 0, y: 0 };
    page.decode(&mut dots).ok()?;
    Some(dots.bits)
}
