//! Several pages on one sheet of paper: each page becomes a picture of itself.

use super::Sheet;
use super::arrange::{Origin, Place};
use super::changes::{Changes, packed};
use super::content;
use super::space::{Matrix, line, then};
use crate::cos::{Copy, Dict, Document, Object, Page, Stream, Writer};
use crate::{Error, Kind, Result};

/// How many pages are on a sheet.
pub(crate) fn per(sheet: &Sheet) -> Result<usize> {
    let size = sheet.paper.size();
    let sides = 1..=16;
    let room = |paper: f32, count: u32| paper - sheet.gap * (count + 1) as f32 > 10.0 * count as f32;
    if !sides.contains(&sheet.columns) || !sides.contains(&sheet.rows) || !(0.0..1000.0).contains(&sheet.gap)
    {
        return Err(Error::new(Kind::Settings, "A sheet has 1 to 16 columns and rows. Choose fewer."));
    }
    if !(room(size.x, sheet.columns) && room(size.y, sheet.rows) && size.x < 14_400.0 && size.y < 14_400.0) {
        return Err(Error::new(
            Kind::Settings,
            "So many pages with so much room between them do not fit on this paper. Choose fewer or larger paper.",
        ));
    }
    Ok((sheet.columns * sheet.rows) as usize)
}

/// The sheet with these pages, in the names of the first file.
pub(crate) fn page(
    sheet: &Sheet,
    places: &[Place],
    pages: Vec<Page>,
    origins: &mut [Origin],
    copies: &mut [Copy],
    writer: &mut Writer,
) -> Result<Page> {
    let paper = sheet.paper.size();
    let gap = f64::from(sheet.gap);
    let cell = |wide: f64, high: f64| {
        let (columns, rows) = (f64::from(sheet.columns), f64::from(sheet.rows));
        ((wide - gap * (columns + 1.0)) / columns, (high - gap * (rows + 1.0)) / rows)
    };
    let (short, long) = (f64::from(paper.x), f64::from(paper.y));
    let first = pages.first().map_or((1.0, 1.0), Page::size);
    let scale = |(wide, high): (f64, f64)| (wide / first.0).min(high / first.1);
    let (wide, high) =
        if scale(cell(long, short)) > scale(cell(short, long)) { (long, short) } else { (short, long) };
    let (width, height) = cell(wide, high);
    let mut objects = Dict::new();
    let mut content = String::new();
    for (at, (place, page)) in places.iter().zip(pages).enumerate() {
        let origin = &mut origins[place.file()];
        let Some(form) = form(origin.document, &mut origin.changes, &page)? else { continue };
        // A name that the first file's objects can use for it.
        let new = copies[place.file()].object(&form, writer);
        let name = origins[0].changes.reserve();
        if let Some(new) = new.as_ref() {
            copies[0].place(name, new);
        }
        objects.set(&format!("Page{at}"), name);
        let (column, row) = ((at as u32 % sheet.columns) as f64, (at as u32 / sheet.columns) as f64);
        let (x, y) = (gap + column * (width + gap), high - gap - row * (height + gap) - height);
        let place = placed(&page, [x, y, width, height]);
        let [left, bottom, right, top] = page.crop;
        let clip = line(&[left, bottom, right - left, top - bottom], "re");
        content.push_str(&format!("q\n{}{clip}W n\n/Page{at} Do\nQ\n", line(&place, "cm")));
    }
    let media = [0.0, 0.0, wide, high];
    let content = origins[0].changes.stream(Dict::new(), content.as_bytes());
    let dict = Dict::new().with("Resources", Dict::new().with("XObject", objects)).with("Contents", content);
    Ok(Page { index: 0, id: None, dict, media, crop: media, turn: 0 })
}

/// Puts a page into the middle of a box, as large as it fits.
fn placed(page: &Page, [x, y, width, height]: [f64; 4]) -> Matrix {
    let (wide, high) = page.size();
    let scale = (width / wide).min(height / high);
    let (x, y) = (x + (width - wide * scale) / 2.0, y + (height - high * scale) / 2.0);
    // From the page's space to the page as it is shown, which counts from the top.
    let upright = then(super::space::inverse(page.matrix()), [1.0, 0.0, 0.0, -1.0, 0.0, high]);
    then(upright, [scale, 0.0, 0.0, scale, x, y])
}

/// A page as a form. One stream stays where it is; several become one.
fn form(document: &Document, changes: &mut Changes, page: &Page) -> Result<Option<Object>> {
    let dict = |old: Dict| {
        let mut dict = old
            .with("Type", Object::name("XObject"))
            .with("Subtype", Object::name("Form"))
            .with("BBox", Object::numbers(page.crop))
            .with("Resources", page.dict.get("Resources").clone());
        dict.set("Group", page.dict.get("Group").clone());
        dict
    };
    let streams = content::streams(document, changes, &page.dict)?;
    Ok(match &streams[..] {
        [] => None,
        [one] => match changes.get(document, one)? {
            Object::Stream(stream) => {
                let stream = Stream { dict: dict(stream.dict.clone()), data: stream.data.clone() };
                Some(changes.add(Object::Stream(stream.into())))
            }
            _ => None,
        },
        _ => {
            let bytes = content::bytes(document, changes, &page.dict)?;
            Some(changes.add(packed(dict(Dict::new()), &bytes)))
        }
    })
}
