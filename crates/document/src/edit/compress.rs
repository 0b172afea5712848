//! Making files smaller: what is there twice is kept once, what is packed badly is packed well, and pictures have no more
//! pixels than are seen.
//!
//! Unused objects need no work: only what can be reached is ever copied.

mod fonts;
mod picture;
mod twins;

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use self::fonts::Fonts;
use super::Compress;
use super::changes::Changes;
use super::content;
use super::read::Walk;
use super::space::SAME;
use crate::cos::{Document, Object, Stream, deflate};
use crate::{Error, Kind, Result};

pub(crate) use fonts::cut;
pub(crate) use twins::{even, share};

/// Forms inside each other that may bring fonts.
const DEPTH: usize = 12;
/// Decoded bytes of a stream that is packed anew.
const STREAM: usize = 64 << 20;
/// Streams that are packed in one of these ways are packed better.
const POOR: [&[u8]; 8] =
    [b"LZWDecode", b"LZW", b"ASCII85Decode", b"A85", b"ASCIIHexDecode", b"AHx", b"RunLengthDecode", b"RL"];

/// How the streams of one document become smaller.
pub(crate) struct Smaller {
    settings: Compress,
    /// Of each picture, how large it is shown at most, in points; and whether it is the mask of one.
    shown: HashMap<u32, Shown>,
    fonts: Fonts,
}

#[derive(Clone, Copy)]
struct Shown {
    width: f64,
    height: f64,
    mask: bool,
}

/// Looks at the settings before anything is written.
pub(crate) fn check(settings: Compress) -> Result<()> {
    let dpi = settings.dpi.is_none_or(|dpi| (10..=2400).contains(&dpi));
    let quality = settings.quality.is_none_or(|quality| (1..=100).contains(&quality));
    if dpi && quality {
        return Ok(());
    }
    Err(Error::new(
        Kind::Settings,
        "Pictures can be reduced to 10 to 2400 dots per inch and a quality of 1 to 100. Choose values in between.",
    ))
}

impl Smaller {
    /// Looks how large the pictures of these pages are shown, and which glyphs.
    pub fn new(
        settings: Compress,
        document: &Document,
        changes: &mut Changes,
        pages: impl Iterator<Item = u32>,
        step: &mut dyn FnMut() -> Result<()>,
    ) -> Result<Self> {
        let mut shown: HashMap<u32, Shown> = HashMap::new();
        let (mut fonts, mut seen) = (Fonts::default(), HashSet::new());
        for index in pages {
            step()?;
            let page = changes.page(document, index)?;
            let resources = changes.dict(document, page.dict.get("Resources"))?;
            let bytes = content::bytes(document, changes, &page.dict)?;
            let mut walk = Walk::new(document, changes, None);
            walk.reading.shown = Some(HashMap::new());
            walk.content(&bytes, &resources, SAME)?;
            let reading = walk.reading;
            fonts.show(document, changes, reading.shown.unwrap_or_default())?;
            fonts.resources(document, changes, &resources, &mut seen, DEPTH)?;
            fonts.keep(document, changes, page.dict.get("Annots"), &mut seen)?;
            for (number, width, height) in reading.placed {
                let own = shown.entry(number).or_insert(Shown { width, height, mask: false });
                (own.width, own.height) = (own.width.max(width), own.height.max(height));
            }
        }
        let pictures: Vec<(u32, Shown)> = shown.iter().map(|(number, own)| (*number, *own)).collect();
        for (number, own) in pictures {
            let picture = document.load(crate::cos::Id { number, generation: 0 })?;
            let mask = picture.dict().and_then(|dict| dict.get("SMask").as_ref());
            if let Some(mask) = mask {
                let known = shown.entry(mask.number).or_insert(Shown { mask: true, ..own });
                (known.width, known.height) = (known.width.max(own.width), known.height.max(own.height));
            }
        }
        fonts.keep(document, changes, document.catalog()?.get("AcroForm"), &mut seen)?;
        Ok(Self { settings, shown, fonts })
    }

    /// A smaller stream, if there is one.
    pub fn stream(&self, document: &Document, number: u32, stream: &Stream) -> Result<Option<Object>> {
        if stream.dict.get("Subtype").is_name("Image") {
            return match self.shown.get(&number) {
                Some(shown) => picture::smaller(document, stream, *shown, self.settings),
                None => Ok(None),
            };
        }
        let filter = document.get(stream.dict.get("Filter"))?;
        let names: Vec<Object> = match &filter {
            Object::Array(items) => items.iter().map(|item| document.get(item)).collect::<Result<_>>()?,
            Object::Null => Vec::new(),
            other => vec![other.clone()],
        };
        let poor = names.iter().any(|name| name.as_name().is_some_and(|name| POOR.contains(&name)));
        // What a document says about itself is for programs that cannot unpack.
        if !(poor || names.is_empty()) || stream.dict.is("Metadata") || stream.dict.has("F") {
            return Ok(None);
        }
        let Ok(decoded) = document.decode(stream, STREAM) else { return Ok(None) };
        let packed = deflate(&decoded.bytes);
        if !decoded.rest.is_empty() || packed.len() >= document.raw(stream)?.len() {
            return Ok(None);
        }
        let mut dict = stream.dict.clone();
        ["DecodeParms", "DP", "Length"].iter().for_each(|name| dict.remove(name));
        Ok(Some(Object::Stream(Rc::new(Stream {
            dict: dict.with("Filter", Object::name("FlateDecode")),
            data: crate::cos::Data::Bytes(Rc::new(packed)),
        }))))
    }
}
