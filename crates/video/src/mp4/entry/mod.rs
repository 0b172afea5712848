//! Sample entries (`stsd`): how the packets of a track are coded.
//!
//! Two traditions meet in one box: QuickTime's descriptions, whose sound has three layouts, and those of ISO/IEC 14496-12, whose
//! details are boxes of the codecs. An entry is kept as it stands too, so that a copy loses nothing of what is not understood.

mod descriptor;
mod picture;
mod sound;

use super::bytes::{Boxed, Bytes, boxes, child, full, path};
use super::table::Grain;
use crate::{Codec, Format, Picture, Sound};

/// What an entry says.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub format: Format,
    pub shape: Shape,
    /// Whether the packets are encrypted.
    pub encrypted: bool,
    /// How plain sound is laid out.
    pub grain: Option<Grain>,
    /// Which of the places where packets can lie, from 1.
    pub place: u16,
}

#[derive(Clone, Debug)]
pub(super) enum Shape {
    Picture(Picture),
    Sound(Sound),
    Text,
    Other,
}

/// The entries of a track.
pub(super) fn read(stbl: &[u8], handler: &[u8; 4]) -> Vec<Entry> {
    let Some((version, _, mut body)) = full(stbl, b"stsd") else { return Vec::new() };
    let Some(count) = body.u32() else { return Vec::new() };
    boxes(body.0).take(count as usize).filter_map(|found| entry(found, handler, version)).collect()
}

fn entry(found: Boxed, handler: &[u8; 4], version: u8) -> Option<Entry> {
    let mut body = Bytes(found.body);
    body.skip(6)?;
    let place = body.u16()?;
    let mut entry = Entry {
        format: Format {
            codec: Codec::Text,
            name: String::new(),
            config: Vec::new(),
            entry: found.whole.to_vec(),
            packing: crate::Packing::Plain,
        },
        shape: Shape::Other,
        encrypted: false,
        grain: None,
        place,
    };
    match handler {
        b"vide" | b"pict" | b"auxv" => picture::read(found.name, body, &mut entry)?,
        b"soun" => sound::read(found.name, body, version, &mut entry)?,
        b"text" | b"sbtl" | b"subt" | b"clcp" => text(found.name, &mut entry),
        _ => entry.format.codec = Codec::Other(letters(found.name)),
    }
    Some(entry)
}

fn text(name: [u8; 4], entry: &mut Entry) {
    entry.shape = Shape::Text;
    entry.format.codec = match &name {
        b"tx3g" | b"text" => Codec::Text,
        b"wvtt" => Codec::WebVtt,
        _ => Codec::Other(letters(name)),
    };
}

/// The name that an entry had before its packets were encrypted, and whether they are.
fn unlocked(name: [u8; 4], children: &[u8]) -> ([u8; 4], bool) {
    match &name {
        b"encv" | b"enca" => {
            let original = path(children, &[b"sinf", b"frma"]).and_then(|body| body.first_chunk());
            (original.copied().unwrap_or(name), true)
        }
        b"drmi" => (*b"avc1", true),
        b"drms" => (*b"mp4a", true),
        _ => (name, child(children, b"sinf").is_some()),
    }
}

/// A four-character code as text.
pub(super) fn letters(name: [u8; 4]) -> String {
    name.iter()
        .map(|byte| char::from(*byte))
        .filter(|letter| !letter.is_control())
        .collect::<String>()
        .trim_end()
        .into()
}

/// An entry of pictures with another record in place of the one of this name.
pub(crate) fn with_record(entry: &[u8], name: &[u8; 4], record: &[u8]) -> Vec<u8> {
    // Size and name, then the fixed part of every entry and that of pictures.
    let Some((fixed, children)) = entry.split_at_checked(86) else { return Vec::new() };
    let mut out = fixed.to_vec();
    let mut append = |name: &[u8; 4], body: &[u8]| {
        out.extend((body.len() as u32 + 8).to_be_bytes());
        out.extend(name);
        out.extend(body);
    };
    append(name, record);
    boxes(children).filter(|found| found.name != *name).for_each(|found| append(&found.name, found.body));
    let size = (out.len() as u32).to_be_bytes();
    out[..4].copy_from_slice(&size);
    out
}
