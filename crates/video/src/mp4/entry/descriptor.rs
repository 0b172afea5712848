//! `esds`: descriptors of MPEG-4 Systems (ISO/IEC 14496-1), of which two facts matter.

use crate::mp4::bytes::Bytes;

/// What a decoder is told.
#[derive(Clone, Debug, Default)]
pub(super) struct Descriptor<'a> {
    /// The kind of coding: `objectTypeIndication`.
    pub kind: u8,
    /// What the decoder has to know: `DecoderSpecificInfo`.
    pub config: &'a [u8],
}

/// Reads the body of `esds`.
pub(super) fn read(body: &[u8]) -> Option<Descriptor<'_>> {
    let mut body = Bytes(body);
    body.full()?;
    let mut stream = tag(&mut body, 3)?;
    stream.skip(2)?;
    let flags = stream.u8()?;
    if flags & 0x80 > 0 {
        stream.skip(2)?;
    }
    if flags & 0x40 > 0 {
        let length = stream.u8()?;
        stream.skip(usize::from(length))?;
    }
    if flags & 0x20 > 0 {
        stream.skip(2)?;
    }
    let mut decoder = tag(&mut stream, 4)?;
    let kind = decoder.u8()?;
    decoder.skip(12)?;
    let config = tag(&mut decoder, 5).map(|config| config.0).unwrap_or_default();
    Some(Descriptor { kind, config })
}

/// The body of the next descriptor with this tag. One that claims too much ends with what there is.
fn tag<'a>(bytes: &mut Bytes<'a>, wanted: u8) -> Option<Bytes<'a>> {
    loop {
        let tag = bytes.u8()?;
        let mut length = 0_usize;
        for _ in 0..4 {
            let byte = bytes.u8()?;
            length = length << 7 | usize::from(byte & 0x7f);
            if byte & 0x80 == 0 {
                break;
            }
        }
        let body = bytes.take(length.min(bytes.0.len()))?;
        if tag == wanted {
            return Some(Bytes(body));
        }
    }
}
