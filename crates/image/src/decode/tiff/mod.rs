//! The first page of a TIFF: gray, palette, RGB, CMYK, YCbCr and Lab, with alpha, in strips, tiles or planes.
//!
//! An own reader, whose samples and chunks are its own; LZW, Deflate, JPEG and the tables of fax are the crates'.

mod colours;
mod directory;
mod fax;
mod layout;
mod samples;
mod unpack;

use crate::header::{Shape, truncated, unsupported};
use crate::{Limits, Picture, Result, Source, Tags};
use directory::{Directory, File};
use layout::{Colours, Layout};
use samples::{Canvas, Spot};

/// The page that is the picture: the first, unless that is only a small copy of one of its own.
fn page(bytes: &[u8]) -> Result<(File<'_>, Directory<'_>)> {
    let (file, first) = File::open(bytes)?;
    let page = file.directory(first)?;
    if page.number(50_706).is_some() {
        return Err(unsupported(Source::Tiff, "the raw data of a camera's sensor"));
    }
    if small(&page) {
        let inner = page.numbers(330).take(16).filter_map(|place| file.directory(place).ok());
        if let Some(large) = inner.chain(page.next()).find(|page| !small(page)) {
            return Ok((file, large));
        }
    }
    Ok((file, page))
}

/// Whether a page is a small copy of another, or its mask.
fn small(page: &Directory<'_>) -> bool {
    page.number(254).is_some_and(|kind| kind & 5 != 0)
}

/// The header, for `probe`. EXIF is not taken from TIFF: it is woven into the file's own directories. That it is there is told.
pub(crate) fn header(bytes: &[u8], tags: &mut Tags) -> Result<Shape> {
    let (_, page) = page(bytes)?;
    let layout = Layout::read(&page)?;
    tags.orientation = page.number(274).filter(|value| (1..=8).contains(value)).unwrap_or(1) as u8;
    tags.icc = page.bytes(34_675).map(<[u8]>::to_vec);
    tags.xmp = page.bytes(700).map(<[u8]>::to_vec);
    tags.left = page.number(34_665).or(page.number(34_853)).is_some();
    Ok(Shape {
        width: layout.width as u32,
        height: layout.height as u32,
        sixteen: layout.sixteen(),
        // Inks are held as four channels while they are decoded.
        channels: if layout.colours == Colours::Cmyk { 4 } else { layout.channels().count() as u8 },
        // A list that comes back to its first page has no second one.
        animated: page.next().is_some_and(|next| !small(&next) && !next.same(&page)),
        ..Shape::default()
    })
}

pub(super) fn decode(bytes: &[u8], limits: &Limits, tags: Tags) -> Result<Picture> {
    let (file, page) = page(bytes)?;
    let mut layout = Layout::read(&page)?;
    layout.find(&page, &file, limits)?;
    let mut canvas = Canvas::new(&layout)?;
    let tables = page.bytes(347);
    let per_plane = layout.across * layout.height.div_ceil(layout.chunk.1);
    for (index, &(place, length)) in layout.places.iter().enumerate() {
        let plane = layout.planar.then_some(index / per_plane);
        if plane.is_some_and(|plane| plane >= samples::kept(&layout)) {
            break;
        }
        let (column, line) = (index % per_plane % layout.across, index % per_plane / layout.across);
        let (left, top) = (column * layout.chunk.0, line * layout.chunk.1);
        let rows = layout.chunk.1.min(layout.height - top);
        let start = usize::try_from(place).ok().and_then(|start| bytes.get(start..));
        let start = start.ok_or_else(|| truncated(Source::Tiff))?;
        let raw = &start[..usize::try_from(length).unwrap_or(usize::MAX).min(start.len())];
        let (chunk, big) = unpack::unpack(raw, &layout, rows, file.big, tables)?;
        canvas.put(&chunk, &layout, &Spot { left, top, rows, plane }, big);
    }
    colours::picture(canvas.finish(&layout)?, &layout, page.numbers(320), tags)
}
