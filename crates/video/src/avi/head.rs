//! What stands before the pictures: the streams and how they are coded.

use crate::riff::{self, Wave};
use crate::{Codec, Picture, Role};

/// A stream.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub role: Role,
    pub codec: Codec,
    pub config: Vec<u8>,
    pub name: Option<String>,
    /// How many times `rate` is counted in as many seconds as `scale` says.
    pub rate: u32,
    pub scale: u32,
    /// When it begins, in the same.
    pub start: u32,
    /// How many bytes a sample has, if all have the same.
    pub each: u32,
}

/// The chunks in a body: name and body of each.
pub(super) struct Chunks<'a>(pub &'a [u8]);

impl<'a> Iterator for Chunks<'a> {
    type Item = (&'a [u8; 4], &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (name, rest) = self.0.split_first_chunk::<4>()?;
        let (size, rest) = rest.split_first_chunk::<4>()?;
        let size = u32::from_le_bytes(*size) as usize;
        self.0 = rest.get(size.saturating_add(size & 1)..).unwrap_or_default();
        Some((name, &rest[..size.min(rest.len())]))
    }
}

fn four(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..).and_then(|rest| rest.first_chunk()).map_or(0, |four| u32::from_le_bytes(*four))
}

/// The streams in the list `hdrl`.
pub(super) fn streams(list: &[u8]) -> Vec<Entry> {
    let lists = Chunks(list).filter(|(name, _)| *name == b"LIST");
    lists.filter_map(|(_, body)| stream(body.strip_prefix(b"strl")?)).take(100).collect()
}

fn stream(list: &[u8]) -> Option<Entry> {
    let find = |wanted: &[u8; 4]| Chunks(list).find(|(name, _)| *name == wanted).map(|(_, body)| body);
    let (head, format) = (find(b"strh")?, find(b"strf")?);
    let name =
        find(b"strn").map(|name| String::from_utf8_lossy(name).trim_end_matches(['\0', ' ']).to_owned());
    let (scale, rate) = (four(head, 20).max(1), four(head, 24));
    let mut entry = Entry {
        role: Role::Other,
        codec: Codec::Other(String::from_utf8_lossy(head.get(..4)?).into_owned()),
        config: Vec::new(),
        name: name.filter(|name| !name.is_empty()),
        rate,
        scale,
        start: four(head, 28),
        each: four(head, 44),
    };
    match head.get(..4)? {
        b"vids" => {
            let code = format.get(16..20).and_then(|code| code.first_chunk())?;
            entry.codec = riff::fourcc(*code);
            entry.config = match entry.codec {
                Codec::Other(_) => format.to_vec(),
                // `avcC`, where somebody has put it there; else the parameters are in the packets.
                _ => {
                    format.get(40..).filter(|config| config.first() == Some(&1)).unwrap_or_default().to_vec()
                }
            };
            let height = four(format, 8) as i32;
            let fps = f64::from(rate) / f64::from(scale);
            entry.role = Role::Video(Picture {
                width: four(format, 4),
                height: height.unsigned_abs(),
                rate: Some(fps).filter(|fps| *fps > 0.0),
                ..Picture::default()
            });
        }
        b"auds" => {
            let wave = Wave::read(format)?;
            if entry.each > 0 && wave.block > 0 {
                entry.each = u32::from(wave.block);
            }
            entry.role = Role::Audio(wave.sound);
            entry.config = if matches!(wave.codec, Codec::Other(_)) { format.to_vec() } else { wave.config };
            entry.codec = wave.codec;
        }
        b"txts" => entry.role = Role::Text,
        _ => {}
    }
    (rate > 0).then_some(entry)
}
