//! The boxes of HEIC and AVIF (ISO/IEC 14496-12 and 23008-12): size, transforms, profile, EXIF, XMP.
//!
//! One reader serves both, also for AVIF, which only browsers decode: the page must still know what it will cost.

use super::{Shape, broken, truncated};
use crate::{Result, Source, Tags};

/// What a container is, by its brands.
pub(super) fn brand(bytes: &[u8]) -> Option<Source> {
    let length = u32::from_be_bytes(*bytes.first_chunk::<4>()?) as usize;
    let brands = bytes.get(8..length.min(bytes.len()))?.chunks_exact(4);
    brands
        .filter_map(|brand| match brand {
            b"avif" | b"avis" => Some(Source::Avif),
            b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx" => Some(Source::Heic),
            _ => None,
        })
        .next()
}

/// Reads the `meta` box. Sizes are those of the upright picture: rotation is a property here, not a tag.
pub(super) fn read(bytes: &[u8], tags: &mut Tags) -> Result<Shape> {
    let source = brand(bytes).unwrap_or(Source::Heic);
    let meta = find(bytes, b"meta").and_then(|body| body.get(4..)).ok_or_else(|| truncated(source))?;
    let items = Items::new(bytes, meta);
    let primary =
        items.primary().ok_or_else(|| broken(source, "it does not say which picture is the main one"))?;
    let mut shape = Shape {
        channels: if items.alpha(primary) { 4 } else { 3 },
        animated: bytes.get(8..12) == Some(b"avis"),
        ..Shape::default()
    };
    for (name, body) in items.properties(primary) {
        match name {
            b"ispe" => {
                let sides = body.get(4..8).zip(body.get(8..12));
                let (width, height) = sides.ok_or_else(|| truncated(source))?;
                (shape.width, shape.height) = (be(width) as u32, be(height) as u32);
            }
            b"pixi" => shape.sixteen = body.get(5).is_some_and(|&bits| bits > 8),
            b"colr" => tags.icc = profile(body).or(tags.icc.take()),
            b"clap" => {
                let side = |at: usize| {
                    let (above, below) = body.get(at..at + 4).zip(body.get(at + 4..at + 8))?;
                    be(above).checked_div(be(below)).map(|side| side as u32)
                };
                if let Some((width, height)) = side(0).zip(side(8)) {
                    (shape.width, shape.height) = (width.min(shape.width), height.min(shape.height));
                }
            }
            b"irot" if body.first().is_some_and(|turn| turn & 1 == 1) => {
                (shape.width, shape.height) = (shape.height, shape.width);
            }
            _ => {}
        }
    }
    // An Exif item starts with the distance from there to the TIFF structure.
    tags.exif = items.described_by(primary, b"Exif").and_then(|item| {
        let (offset, rest) = item.split_at_checked(4)?;
        rest.get(be(offset) as usize..).map(<[u8]>::to_vec)
    });
    tags.xmp = items.described_by(primary, b"mime").map(<[u8]>::to_vec);
    Ok(shape)
}

/// An ICC profile, embedded or named by its code point. No profile for sRGB and what is close to it.
fn profile(body: &[u8]) -> Option<Vec<u8>> {
    match body.first_chunk::<4>()? {
        b"prof" | b"rICC" => Some(body[4..].to_vec()),
        b"nclx" if body.get(4..6)? == [0, 12] => crate::profile::display_p3(),
        _ => None,
    }
}

/// The boxes of a `meta` box that say what there is.
struct Items<'a> {
    file: &'a [u8],
    meta: &'a [u8],
    kinds: Vec<(u32, [u8; 4])>,
}

impl<'a> Items<'a> {
    fn new(file: &'a [u8], meta: &'a [u8]) -> Self {
        let mut kinds = Vec::new();
        if let Some((version, mut body)) = full(meta, b"iinf") {
            body = body.get(if version == 0 { 2 } else { 4 }..).unwrap_or(&[]);
            for (_, entry) in boxes(body).filter(|(name, _)| *name == b"infe") {
                let wide = entry.first() == Some(&3);
                let id = entry.get(4..if wide { 8 } else { 6 });
                let kind = entry.get(if wide { 10 } else { 8 }..).and_then(|rest| rest.first_chunk::<4>());
                kinds.extend(id.zip(kind).map(|(id, kind)| (be(id) as u32, *kind)));
            }
        }
        Self { file, meta, kinds }
    }

    fn primary(&self) -> Option<u32> {
        let (version, body) = full(self.meta, b"pitm")?;
        body.get(..if version == 0 { 2 } else { 4 }).map(|id| be(id) as u32)
    }

    /// The properties of an item, in their order.
    fn properties(&self, item: u32) -> Vec<(&'a [u8; 4], &'a [u8])> {
        let Some(iprp) = find(self.meta, b"iprp") else { return Vec::new() };
        let all: Vec<_> = find(iprp, b"ipco").map(|body| boxes(body).collect()).unwrap_or_default();
        let Some(ipma) = find(iprp, b"ipma") else { return Vec::new() };
        let mut out = Vec::new();
        let mut words = Words(ipma);
        let mut read = || -> Option<()> {
            let head = words.take(4)?;
            let (wide_id, wide_index) = (head >> 24 > 0, head & 1 == 1);
            for _ in 0..words.take(4)? {
                let id = words.take(if wide_id { 4 } else { 2 })? as u32;
                for _ in 0..words.take(1)? {
                    let index = words.take(if wide_index { 2 } else { 1 })?;
                    let index = index & if wide_index { 0x7fff } else { 0x7f };
                    if id == item && index > 0 {
                        out.extend(all.get(index as usize - 1).copied());
                    }
                }
            }
            Some(())
        };
        // A list that ends too early has said what it could.
        let _ = read();
        out
    }

    /// Pairs (from, to) of references of one kind.
    fn references(&self, kind: &[u8; 4]) -> Vec<(u32, u32)> {
        let Some((version, body)) = full(self.meta, b"iref") else { return Vec::new() };
        let width = if version == 0 { 2 } else { 4 };
        let mut out = Vec::new();
        for (_, entry) in boxes(body).filter(|(name, _)| *name == kind) {
            let mut words = Words(entry);
            let Some((from, count)) = words.take(width).zip(words.take(2)) else { continue };
            out.extend((0..count).map_while(|_| words.take(width)).map(|to| (from as u32, to as u32)));
        }
        out
    }

    /// Whether another item is this one's alpha plane.
    fn alpha(&self, item: u32) -> bool {
        self.references(b"auxl").into_iter().filter(|(_, to)| *to == item).any(|(from, _)| {
            self.properties(from).into_iter().any(|(name, body)| {
                // A name that ends with a zero, after version and flags; more may follow.
                let text = body.get(4..).and_then(|text| text.split(|&byte| byte == 0).next()).unwrap_or(&[]);
                name == b"auxC" && (text.ends_with(b":alpha") || text.ends_with(b":auxid:1"))
            })
        })
    }

    /// The bytes of the item of this kind that describes `item`.
    fn described_by(&self, item: u32, kind: &[u8; 4]) -> Option<&'a [u8]> {
        let about = self.references(b"cdsc");
        let found = self.kinds.iter().find(|(id, what)| what == kind && about.contains(&(*id, item)))?;
        self.data(found.0)
    }

    /// The bytes of an item that lies in the file in one piece.
    fn data(&self, item: u32) -> Option<&'a [u8]> {
        let (version, body) = full(self.meta, b"iloc")?;
        let mut words = Words(body);
        let sizes = words.take(2)? as usize;
        let (offset, length, base) = (sizes >> 12 & 15, sizes >> 8 & 15, sizes >> 4 & 15);
        let index = if version == 0 { 0 } else { sizes & 15 };
        let id = if version < 2 { 2 } else { 4 };
        for _ in 0..words.take(id)? {
            let this = words.take(id)? as u32;
            let method = if version == 0 { 0 } else { words.take(2)? & 15 };
            words.take(2)?;
            let start = words.take(base)?;
            let extents = words.take(2)?;
            for extent in 0..extents {
                words.take(index)?;
                let from = usize::try_from(start.checked_add(words.take(offset)?)?).ok()?;
                let to = from.checked_add(usize::try_from(words.take(length)?).ok()?)?;
                if this == item && extent == 0 {
                    // Method 1 counts from the `idat` box.
                    let space = if method == 1 { find(self.meta, b"idat")? } else { self.file };
                    return space.get(from..to).filter(|_| extents == 1);
                }
            }
        }
        None
    }
}

/// Big-endian numbers of any width, one after the other.
struct Words<'a>(&'a [u8]);

impl Words<'_> {
    fn take(&mut self, width: usize) -> Option<u64> {
        let (word, rest) = self.0.split_at_checked(width)?;
        self.0 = rest;
        Some(be(word))
    }
}

fn be(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |value, &byte| value << 8 | u64::from(byte))
}

/// The boxes in these bytes, as far as they are whole.
pub(super) fn boxes(mut bytes: &[u8]) -> impl Iterator<Item = (&[u8; 4], &[u8])> {
    std::iter::from_fn(move || {
        let (length, rest) = bytes.split_first_chunk::<4>()?;
        let (name, rest) = rest.split_first_chunk::<4>()?;
        let (head, length) = match u32::from_be_bytes(*length) {
            0 => (8, bytes.len()),
            1 => (16, usize::try_from(be(rest.get(..8)?)).ok()?),
            length => (8, length as usize),
        };
        let body = bytes.get(head..length)?;
        bytes = &bytes[length..];
        Some((name, body))
    })
}

fn find<'a>(bytes: &'a [u8], name: &[u8; 4]) -> Option<&'a [u8]> {
    boxes(bytes).find(|(this, _)| *this == name).map(|(_, body)| body)
}

/// A box that starts with a version and flags: the version and the rest.
fn full<'a>(bytes: &'a [u8], name: &[u8; 4]) -> Option<(u8, &'a [u8])> {
    let body = find(bytes, name)?;
    Some((*body.first()?, body.get(4..)?))
}
