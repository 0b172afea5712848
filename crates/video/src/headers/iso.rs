//! The configuration records of H.264 and H.265 (ISO/IEC 14496-15), and how colour is thinned out.

use crate::h264::{self, Sps};
use crate::{Picture, name};

/// How colour is thinned out, across and down.
pub(crate) fn chroma(across: bool, down: bool) -> &'static str {
    match (across, down) {
        (true, true) => "4:2:0",
        (true, false) => "4:2:2",
        (false, true) => "4:4:0",
        (false, false) => "4:4:4",
    }
}

/// `avcC`.
pub(super) fn avc(config: &[u8], picture: &mut Picture) -> Option<String> {
    if let Some(sps) = h264::sets(config).sps.first().and_then(|unit| Sps::read(unit)) {
        sps.describe(picture);
    }
    name::h264(config, false)
}

/// `hvcC`.
pub(super) fn hevc(config: &[u8], picture: &mut Picture) -> Option<String> {
    let &[format, bits] = config.get(16..)?.first_chunk()?;
    picture.bits = Some(8 + (bits & 7));
    picture.chroma = Some(["4:0:0", "4:2:0", "4:2:2", "4:4:4"][usize::from(format & 3)].into());
    picture.interlaced = picture.interlaced.or(name::scan(config));
    name::h265(config, false)
}
