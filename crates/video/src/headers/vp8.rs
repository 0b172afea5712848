//! VP8 (RFC 6386): the header of a key frame.

use crate::Picture;

pub(super) fn describe(packet: &[u8], picture: &mut Picture) -> Option<String> {
    (picture.bits, picture.chroma) = (Some(8), Some("4:2:0".into()));
    if let Some([first, _, _, 0x9d, 0x01, 0x2a, width, wide, height, high]) = packet.first_chunk::<10>()
        && first & 1 == 0
        && picture.width == 0
    {
        picture.width = u32::from(u16::from_le_bytes([*width, *wide]) & 0x3fff);
        picture.height = u32::from(u16::from_le_bytes([*height, *high]) & 0x3fff);
    }
    Some("vp8".into())
}
