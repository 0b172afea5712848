//! zlib, for what lies compressed beside or inside pictures.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;

/// The bytes, packed at a level of 0 to 9.
pub(crate) fn pack(bytes: &[u8], level: u32) -> Vec<u8> {
    let mut packer = ZlibEncoder::new(Vec::new(), Compression::new(level));
    // A vector takes everything, so neither can fail.
    let _ = packer.write_all(bytes);
    packer.finish().unwrap_or_default()
}

/// The bytes, unpacked; nothing if they are damaged or would be more than `limit`.
pub(crate) fn unpack(bytes: &[u8], limit: usize) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    ZlibDecoder::new(bytes).take(limit as u64 + 1).read_to_end(&mut out).ok()?;
    (out.len() <= limit).then_some(out)
}
