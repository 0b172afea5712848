//! Pictures become pages, one after the other, and none is kept.

use super::picture::Picture;
use super::space::line;
use super::{Album, Fit};
use crate::cos::{Dict, Id, Object, Sink, Writer};
use crate::{Error, Kind, Result};

/// Points per pixel at 96 dots per inch.
const PIXEL: f64 = 0.75;
/// The longest side that a page may have, in points.
const LONGEST: f64 = 14_400.0;

/// A document that grows by a page for each picture.
pub struct Binder<'s> {
    writer: Writer<'s>,
    album: Album,
    tree: Id,
    pages: Vec<Object>,
}

impl<'s> Binder<'s> {
    /// Begins a document.
    ///
    /// # Errors
    /// [`Kind::Settings`], and those of the sink.
    pub fn new(sink: &'s mut dyn Sink, album: &Album) -> Result<Self> {
        let paper = album.paper.map(|paper| paper.size());
        let room = paper.map_or(f32::MAX, |size| size.x.min(size.y)) - 2.0 * album.margin;
        if !(0.0..=2000.0).contains(&album.margin)
            || room.is_nan()
            || room < 10.0
            || paper.is_some_and(|size| size.x.max(size.y) > 14_400.0)
        {
            return Err(Error::new(
                Kind::Settings,
                "The margin leaves no room for pictures on this paper. Choose a smaller one.",
            ));
        }
        let mut writer = Writer::new(sink, true)?;
        let tree = writer.reserve();
        Ok(Self { writer, album: album.clone(), tree, pages: Vec::new() })
    }

    /// Adds a picture, PNG or JPEG; `name` is what a person calls it.
    ///
    /// # Errors
    /// [`Kind::Unsupported`], [`Kind::Broken`], [`Kind::BudgetExceeded`], and those of the sink.
    pub fn add(&mut self, bytes: Vec<u8>, name: &str) -> Result<()> {
        let picture = Picture::read(bytes, name)?;
        let ((wide, high), place) = self.place(picture.size());
        let matrix = picture.upright(place);
        let object = picture.write(&mut self.writer)?;
        let clip = match self.album.fit {
            Fit::Fill => {
                let margin = f64::from(self.album.margin);
                line(&[margin, margin, wide - 2.0 * margin, high - 2.0 * margin], "re W n")
            }
            _ => String::new(),
        };
        let content = format!("q\n{clip}{}/Picture Do\nQ\n", line(&matrix, "cm"));
        let content = self.writer.add(&Object::stream(Dict::new(), content.into_bytes()))?;
        let page = Dict::new()
            .with("Type", Object::name("Page"))
            .with("Parent", self.tree)
            .with("MediaBox", Object::numbers([0.0, 0.0, wide, high]))
            .with("Resources", Dict::new().with("XObject", Dict::new().with("Picture", object)))
            .with("Contents", content);
        let page = self.writer.add(&page.into())?;
        self.pages.push(page.into());
        Ok(())
    }

    /// The size of the page and the box of the picture: left, bottom, width, height.
    fn place(&self, (width, height): (f64, f64)) -> ((f64, f64), [f64; 4]) {
        let margin = f64::from(self.album.margin);
        let own = (width * PIXEL, height * PIXEL);
        let Some(paper) = self.album.paper.map(|paper| paper.size()) else {
            // A page has its limits, and so a huge picture is a little smaller.
            let most = LONGEST - 2.0 * margin;
            let scale = (most / own.0.max(own.1)).min(1.0);
            // And a page of less than a point is none.
            let (w, h) = ((own.0 * scale).max(3.0), (own.1 * scale).max(3.0));
            return ((w + 2.0 * margin, h + 2.0 * margin), [margin, margin, w, h]);
        };
        let (mut wide, mut high) = (f64::from(paper.x), f64::from(paper.y));
        if self.album.turn && (width > height) != (wide > high) && width != height {
            (wide, high) = (high, wide);
        }
        let (across, up) = ((wide - 2.0 * margin) / own.0, (high - 2.0 * margin) / own.1);
        let scale = match self.album.fit {
            Fit::Whole => across.min(up),
            Fit::Fill => across.max(up),
            Fit::Shrink => across.min(up).min(1.0),
        };
        let (w, h) = (own.0 * scale, own.1 * scale);
        ((wide, high), [(wide - w) / 2.0, (high - h) / 2.0, w, h])
    }

    /// Ends the document; answers with its size.
    ///
    /// # Errors
    /// [`Kind::Settings`] if there are no pictures, and those of the sink.
    pub fn finish(mut self) -> Result<u64> {
        if self.pages.is_empty() {
            return Err(Error::new(Kind::Settings, "No picture was given to make pages of. Choose one."));
        }
        let tree = Dict::new()
            .with("Type", Object::name("Pages"))
            .with("Count", self.pages.len() as i64)
            .with("Kids", Object::array(self.pages));
        self.writer.put(self.tree, &tree.into())?;
        let root = Dict::new().with("Type", Object::name("Catalog")).with("Pages", self.tree);
        let root = self.writer.add(&root.into())?;
        let mut trailer = Dict::new().with("Root", root);
        if !self.album.title.is_empty() {
            let info = Dict::new().with("Title", Object::text(&self.album.title));
            let info = self.writer.add(&info.into())?;
            trailer.set("Info", info);
        }
        self.writer.finish(trailer)
    }
}
