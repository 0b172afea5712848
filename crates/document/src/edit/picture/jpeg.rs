//! JPEGs: what their header says. Their pixels are not touched; what cameras write beside them (where, when, with what) is
//! left out, as a document is passed on to people who were not there.

use super::{Picture, SIDE, image};
use crate::cos::Object;

/// What a header says.
#[derive(Debug, Default)]
pub(super) struct Head {
    width: u32,
    height: u32,
    colours: u8,
    /// Made by Adobe's programs, which store CMYK inverted.
    adobe: bool,
    orientation: u8,
    profile: Vec<(u8, Vec<u8>)>,
    /// What is left out.
    dropped: Vec<(usize, usize)>,
}

/// Looks at a JPEG; `None` if it is none that every reader of PDF can show.
pub(super) fn look(bytes: &[u8]) -> Option<Head> {
    if !bytes.starts_with(&[0xFF, 0xD8, 0xFF]) {
        return None;
    }
    let mut head = Head { orientation: 1, ..Head::default() };
    let mut at = 2;
    loop {
        while *bytes.get(at)? != 0xFF {
            at += 1;
        }
        let start = at;
        while *bytes.get(at)? == 0xFF {
            at += 1;
        }
        let marker = bytes[at];
        at += 1;
        if matches!(marker, 0x01 | 0xD0..=0xD8) {
            continue;
        }
        let len = usize::from(u16::from_be_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]));
        let data = bytes.get(at + 2..at + len.max(2))?;
        at += len.max(2);
        match marker {
            0xC0..=0xC2 => {
                let [8, a, b, c, d, colours @ (1 | 3 | 4), ..] = *data else { return None };
                head.height = u32::from(u16::from_be_bytes([a, b]));
                head.width = u32::from(u16::from_be_bytes([c, d]));
                head.colours = colours;
            }
            // Other ways of coding, which readers of PDF do not know.
            0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF => return None,
            0xE0 => {}
            0xE2 if data.starts_with(b"ICC_PROFILE\0") && data.len() > 14 => {
                head.profile.push((data[12], data[14..].to_vec()));
                head.dropped.push((start, at));
            }
            0xEE => head.adobe = data.starts_with(b"Adobe"),
            0xE1..=0xEF | 0xFE => {
                if let Some(exif) = data.strip_prefix(b"Exif\0\0") {
                    head.orientation = orientation(exif).unwrap_or(head.orientation);
                }
                head.dropped.push((start, at));
            }
            0xDA | 0xD9 => break,
            _ => {}
        }
    }
    let sides = 1..=SIDE;
    (sides.contains(&head.width) && sides.contains(&head.height)).then_some(head)
}

pub(super) fn read(bytes: Vec<u8>, mut head: Head) -> Picture {
    let mut kept = Vec::with_capacity(bytes.len());
    let mut at = 0;
    for (start, end) in &head.dropped {
        kept.extend_from_slice(&bytes[at..*start]);
        at = *end;
    }
    kept.extend_from_slice(&bytes[at..]);
    let space = match head.colours {
        1 => "DeviceGray",
        3 => "DeviceRGB",
        _ => "DeviceCMYK",
    };
    let mut dict = image(head.width, head.height, 8, space).with("Filter", Object::name("DCTDecode"));
    if head.colours == 4 && head.adobe {
        dict.set("Decode", Object::array([1, 0, 1, 0, 1, 0, 1, 0].map(Object::Int)));
    }
    head.profile.sort_by_key(|(number, _)| *number);
    let profile: Vec<u8> = head.profile.into_iter().flat_map(|(_, part)| part).collect();
    let profile = super::png::fits(&profile, head.colours).then_some((profile, i64::from(head.colours)));
    Picture {
        dict,
        bytes: kept,
        mask: None,
        profile,
        width: head.width,
        height: head.height,
        orientation: head.orientation,
    }
}

/// The orientation that EXIF tells.
fn orientation(exif: &[u8]) -> Option<u8> {
    let little = exif.starts_with(b"II");
    let short = |at: usize| {
        let pair = [*exif.get(at)?, *exif.get(at + 1)?];
        Some(if little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) })
    };
    let long = |at: usize| {
        let (a, b) = (u32::from(short(at)?), u32::from(short(at + 2)?));
        Some(if little { b << 16 | a } else { a << 16 | b })
    };
    let first = long(4)? as usize;
    (0..usize::from(short(first)?)).find_map(|entry| {
        let at = first + 2 + entry * 12;
        let value = (short(at)? == 0x0112).then(|| short(at + 8)).flatten()?;
        (1..=8).contains(&value).then_some(value as u8)
    })
}
