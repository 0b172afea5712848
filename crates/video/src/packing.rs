//! How the bytes of a packet lie in its file, where they are not simply there.
//!
//! Some containers leave out what all packets have in common, squeeze them, or put headers of their own between the parts of
//! one. An index can still say where each lies, if its format says how to get the packet out of those bytes.

use std::borrow::Cow;
use std::io::Read;

use flate2::read::ZlibDecoder;

use crate::{Error, Kind, Result};

/// A packet that unpacks to more is an attack: no picture has as much.
const LIMIT: u64 = 256 << 20;

/// How packets lie in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Packing {
    /// As they are.
    #[default]
    Plain,
    /// Without their first bytes, which are these (Matroska's header stripping).
    Prefix(Vec<u8>),
    /// Each squeezed by zlib (Matroska).
    Zlib,
    /// Over the pages of an Ogg stream: a packet that goes on on another page begins with the header of its first page.
    Pages,
    /// A text cue after two lines, its name and its settings (WebM's `D_WEBVTT`).
    Cue,
    /// H.264 with start codes before its units, where the others and the configuration have lengths of four bytes (AVI).
    StartCodes,
    /// In a way that nobody here can undo: its name.
    Foreign(String),
}

impl Packing {
    /// The packet in bytes that the index pointed to.
    ///
    /// # Errors
    /// [`Broken`](Kind::Broken) if they are damaged, [`Unsupported`](Kind::Unsupported) for a foreign packing.
    pub fn unpack<'a>(&self, bytes: &'a [u8]) -> Result<Cow<'a, [u8]>> {
        match self {
            Self::Plain => Ok(Cow::Borrowed(bytes)),
            Self::Prefix(prefix) => Ok(Cow::Owned([prefix, bytes].concat())),
            Self::Zlib => {
                let mut out = Vec::new();
                match ZlibDecoder::new(bytes).take(LIMIT + 1).read_to_end(&mut out) {
                    Ok(_) if out.len() as u64 <= LIMIT => Ok(Cow::Owned(out)),
                    _ => Err(Error::new(
                        Kind::Broken,
                        "A packet of this file is squeezed and cannot be unpacked. The file is damaged: try another copy of it.",
                    )),
                }
            }

            Self::Pages => Ok(crate::ogg::join(bytes)),
            Self::StartCodes => Ok(Cow::Owned(crate::h264::lengths(bytes))),
            Self::Cue => {
                let mut lines = bytes.splitn(3, |byte| *byte == b'\n');
                Ok(Cow::Borrowed(lines.nth(2).unwrap_or_default()))
            }
            Self::Foreign(name) => Err(Error::new(
                Kind::Unsupported,
                format!(
                    "A track of this file is packed by “{name}”, which cannot be undone here. Leave that track out."
                ),
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn each_packing_gives_the_packet_back() {
        let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        zlib.write_all(b"abcabcabc").unwrap();
        let zlib = zlib.finish().unwrap();
        let cases: [(Packing, &[u8], &[u8]); 4] = [
            (Packing::Plain, b"abc", b"abc"),
            (Packing::Prefix(b"ab".to_vec()), b"c", b"abc"),
            (Packing::Zlib, &zlib, b"abcabcabc"),
            (Packing::Cue, b"1\nalign:left\nHello\nthere", b"Hello\nthere"),
        ];
        for (packing, bytes, packet) in cases {
            assert_eq!(&*packing.unpack(bytes).unwrap(), packet);
        }
        assert_eq!(Packing::Zlib.unpack(b"abc").unwrap_err().kind, Kind::Broken);
        assert_eq!(Packing::Foreign("bzip2".into()).unpack(b"abc").unwrap_err().kind, Kind::Unsupported);
    }
}
