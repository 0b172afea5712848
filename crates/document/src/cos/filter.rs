//! What stands between a stream's bytes in the file and what they mean.
//!
//! Filters that make pictures are left to those who draw: decoding stops before them and says so.

mod predict;
mod text;

#[cfg(feature = "edit")]
pub(crate) use predict::undo;

use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress, inflate_flags};

use super::document::Document;
use super::limits::FILTERS;
use super::{Dict, Object, Stream};
use crate::{Error, Kind, Result};

/// The bytes of a stream.
#[derive(Clone, Debug, PartialEq)]
pub struct Decoded {
    /// The bytes, decoded as far as [`rest`](Self::rest) says.
    pub bytes: Vec<u8>,
    /// The filters that are left, such as `DCTDecode`, with their parameters.
    pub rest: Vec<(Vec<u8>, Dict)>,
}

pub(super) fn decode(document: &Document, stream: &Stream, limit: usize) -> Result<Decoded> {
    let filters = filters(document, &stream.dict)?;
    let mut bytes = document.raw(stream)?;
    for (at, (name, parameters)) in filters.iter().enumerate() {
        let decoded = match &name[..] {
            b"FlateDecode" | b"Fl" => inflate(&bytes, limit),
            b"LZWDecode" | b"LZW" => {
                let early = parameters.get("EarlyChange").as_int() != Some(0);
                lzw(&bytes, early, limit)
            }
            b"ASCII85Decode" | b"A85" => Some(text::base85(&bytes)),
            b"ASCIIHexDecode" | b"AHx" => Some(text::hexadecimal(&bytes)),
            b"RunLengthDecode" | b"RL" => text::runs(&bytes, limit),
            b"Crypt" => Some(bytes),
            _ => return Ok(Decoded { bytes, rest: filters[at..].to_vec() }),
        };
        let decoded = decoded.ok_or_else(|| {
            Error::new(
                Kind::BudgetExceeded,
                format!("A part of this PDF unpacks to more than {} MB, so it was not opened.", limit >> 20),
            )
        })?;
        bytes = match &name[..] {
            b"FlateDecode" | b"Fl" | b"LZWDecode" | b"LZW" => predict::undo(decoded, parameters),
            _ => decoded,
        };
    }
    Ok(Decoded { bytes, rest: Vec::new() })
}

/// The filters of a stream in the order in which they are undone, with their parameters.
fn filters(document: &Document, dict: &Dict) -> Result<Vec<(Vec<u8>, Dict)>> {
    let either = |long: &str, short: &str| {
        if dict.has(long) { dict.get(long).clone() } else { dict.get(short).clone() }
    };
    let list = |object: Object| -> Result<Vec<Object>> {
        Ok(match document.get(&object)? {
            Object::Array(items) => {
                items.iter().take(FILTERS).map(|item| document.get(item)).collect::<Result<_>>()?
            }
            Object::Null => Vec::new(),
            other => vec![other],
        })
    };
    let names = list(either("Filter", "F"))?;
    let parameters = list(either("DecodeParms", "DP"))?;
    let mut filters = Vec::new();
    for (at, name) in names.iter().enumerate() {
        let Some(name) = name.as_name() else { continue };
        let mut flat = Dict::new();
        if let Some(dict) = parameters.get(at).and_then(Object::dict) {
            for (name, value) in dict.iter() {
                flat.set_bytes(name, document.get(value)?);
            }
        }
        filters.push((name.to_vec(), flat));
    }
    Ok(filters)
}

/// Undoes Flate; what is damaged is decoded as far as it goes. `None` if there is more than the limit.
pub(crate) fn inflate(bytes: &[u8], limit: usize) -> Option<Vec<u8>> {
    let flags = inflate_flags::TINFL_FLAG_PARSE_ZLIB_HEADER | inflate_flags::TINFL_FLAG_IGNORE_ADLER32;
    let out = inflate_as(bytes, flags, limit)?;
    // After a wrong header the data may be right.
    if out.is_empty() { inflate_as(bytes.get(2..).unwrap_or_default(), 0, limit) } else { Some(out) }
}

fn inflate_as(bytes: &[u8], flags: u32, limit: usize) -> Option<Vec<u8>> {
    let flags = flags | inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
    let mut state = DecompressorOxide::new();
    let mut out = vec![0; bytes.len().saturating_mul(4).clamp(4096, 16 << 20).min(limit)];
    let (mut read, mut made) = (0, 0);
    loop {
        let (status, used, new) = decompress(&mut state, &bytes[read..], &mut out, made, flags);
        (read, made) = (read + used, made + new);
        if status != TINFLStatus::HasMoreOutput {
            out.truncate(made);
            return Some(out);
        }
        if out.len() >= limit {
            return None;
        }
        out.resize(out.len().saturating_mul(2).min(limit), 0);
    }
}

/// Undoes LZW; what is damaged is decoded as far as it goes. `None` if there is more than the limit.
fn lzw(bytes: &[u8], early: bool, limit: usize) -> Option<Vec<u8>> {
    let mut decoder = if early {
        weezl::decode::Decoder::with_tiff_size_switch(weezl::BitOrder::Msb, 8)
    } else {
        weezl::decode::Decoder::new(weezl::BitOrder::Msb, 8)
    };
    let (mut out, mut block, mut at) = (Vec::new(), vec![0; 16 << 10], 0);
    loop {
        let step = decoder.decode_bytes(&bytes[at..], &mut block);
        at += step.consumed_in;
        out.extend_from_slice(&block[..step.consumed_out]);
        if out.len() > limit {
            return None;
        }
        let stuck = step.consumed_in == 0 && step.consumed_out == 0;
        if stuck || !matches!(step.status, Ok(weezl::LzwStatus::Ok)) {
            return Some(out);
        }
    }
}

/// Packs bytes for `FlateDecode`.
pub fn deflate(bytes: &[u8]) -> Vec<u8> {
    miniz_oxide::deflate::compress_to_vec_zlib(bytes, 6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lzw_decodes_the_example_of_the_standard() {
        let packed = [0x80, 0x0B, 0x60, 0x50, 0x22, 0x0C, 0x0C, 0x85, 0x01];
        assert_eq!(lzw(&packed, true, 99).unwrap(), [45, 45, 45, 45, 45, 65, 45, 45, 45, 66]);
        assert_eq!(lzw(&packed, true, 9), None);
    }

    #[test]
    fn flate_goes_as_far_as_it_can() {
        let text: Vec<u8> = (0..9999u32).map(|n| ((n * n) >> 5) as u8).collect();
        let packed = deflate(&text);
        assert_eq!(inflate(&packed, 1 << 20).unwrap(), text);
        assert_eq!(inflate(&packed, 99), None);
        let cut = inflate(&packed[..packed.len() - 12], 1 << 20).unwrap();
        assert!(!cut.is_empty() && text.starts_with(&cut));
        let headless = [&[0, 0], &packed[2..]].concat();
        assert_eq!(inflate(&headless, 1 << 20).unwrap(), text);
    }
}
