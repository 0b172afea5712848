//! What a person wishes to be done to every document, as a value: what the engine does follows from it, and a recipe keeps it.

use document::edit::{Align, Compress, Edges, Finish, Lock, Mark, Metadata, Paper, Sheet, Split};
use image::{Format, Recipe};
use serde::{Deserialize, Serialize};

/// Where page numbers can stand.
pub const PLACES: [(&str, Option<Align>); 4] = [
    ("none", None),
    ("bottom", Some(Align::Bottom)),
    ("right", Some(Align::BottomRight)),
    ("top", Some(Align::TopRight)),
];
/// How many pages a sheet can have: columns and rows.
pub const SHEETS: [(&str, (u32, u32)); 4] = [("1", (1, 1)), ("2", (1, 2)), ("4", (2, 2)), ("9", (3, 3))];
/// How the file can become smaller: with pictures as they are, packed anew, or of so many dots per inch at most.
pub const SIZES: [(&str, Smaller); 6] = [
    ("keep", Smaller::Not),
    ("tidy", Smaller::Tidy),
    ("anew", Smaller::Pictures(None)),
    ("high", Smaller::Pictures(Some(220))),
    ("middle", Smaller::Pictures(Some(150))),
    ("small", Smaller::Pictures(Some(96))),
];
/// How it can be cut.
pub const CUTS: [&str; 4] = ["every", "ranges", "outline", "size"];
/// What pages can be saved as, instead of a document.
pub const FORMATS: [(&str, Format); 3] =
    [("png", Format::Png), ("jpeg", Format::Jpeg), ("webp", Format::WebP)];
/// How fine these pictures can be, in dots per inch.
pub const DOTS: [(&str, f32); 3] = [("96", 96.0), ("150", 150.0), ("300", 300.0)];

/// How the file becomes smaller.
#[derive(Clone, Copy, PartialEq)]
pub enum Smaller {
    /// Not at all.
    Not,
    /// Without what is unused or there twice, with parts of fonts, packed well.
    Tidy,
    /// And with pictures packed anew, with at most so many dots per inch.
    Pictures(Option<u32>),
}

/// What is entered, in the words of the choices. Neither the name nor the password of one document is part of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Wish {
    /// The paper that pictures lie on.
    pub paper: String,
    /// One of the [`PLACES`].
    pub numbers: String,
    /// The line at the top of each page.
    pub head: String,
    /// The line at the bottom.
    pub foot: String,
    /// What stands across each page.
    pub watermark: String,
    /// One of the [`SHEETS`].
    pub sheet: String,
    /// One of the [`SIZES`].
    pub smaller: String,
    /// Of pictures that are packed anew, from 1 to 100.
    pub quality: f64,
    /// What is cut off, in points.
    pub crop: Edges,
    /// Whether notes and fields become part of their pages.
    pub flatten: bool,
    /// Title, author, subject and keywords; what is empty stays as it is.
    pub about: [String; 4],
    /// One of the [`CUTS`].
    pub cut: String,
    /// After how many pages it is cut, or at how many megabytes.
    pub count: f64,
    /// The parts, as people write them.
    pub ranges: String,
    /// One of the [`FORMATS`].
    pub format: String,
    /// One of the [`DOTS`].
    pub dots: String,
}

impl Default for Wish {
    fn default() -> Self {
        let word = |word: &str| word.to_owned();
        Wish {
            paper: word("picture"),
            numbers: word(PLACES[0].0),
            head: String::new(),
            foot: String::new(),
            watermark: String::new(),
            sheet: word(SHEETS[0].0),
            smaller: word(SIZES[0].0),
            quality: 75.0,
            crop: Edges::default(),
            flatten: false,
            about: Default::default(),
            cut: word(CUTS[0]),
            count: 1.0,
            ranges: String::new(),
            format: word(FORMATS[0].0),
            dots: word(DOTS[1].0),
        }
    }
}

impl Wish {
    /// What is done to the whole; with a password it is locked too.
    pub fn finish(&self, password: String) -> Finish {
        let align = meant(&PLACES, &self.numbers).flatten();
        let numbers = align.map(|align| Mark { text: "{page} / {pages}".into(), align, ..Mark::default() });
        let line = |text: &str, align: Align| {
            (!text.trim().is_empty()).then(|| Mark { text: text.into(), align, ..Mark::default() })
        };
        let watermark = &self.watermark;
        let marks = [
            numbers,
            line(&self.head, Align::Top),
            line(&self.foot, Align::BottomLeft),
            (!watermark.trim().is_empty()).then(|| Mark::watermark(watermark.clone())),
        ];
        let compress = match smaller(&self.smaller) {
            Smaller::Not => None,
            Smaller::Tidy => Some(Compress { dpi: None, quality: None }),
            Smaller::Pictures(dpi) => Some(Compress { dpi, quality: Some(self.quality as u8) }),
        };
        let (columns, rows) = meant(&SHEETS, &self.sheet).unwrap_or((1, 1));
        let [title, author, subject, keywords] =
            self.about.each_ref().map(|text| Some(text.trim().to_owned()).filter(|text| !text.is_empty()));
        let metadata = Metadata { title, author, subject, keywords };
        Finish {
            crop: (self.crop != Edges::default()).then_some(self.crop),
            marks: marks.into_iter().flatten().collect(),
            flatten: self.flatten,
            compress,
            sheet: (columns * rows > 1).then_some(Sheet { columns, rows, paper: Paper::A4, gap: 12.0 }),
            metadata: (metadata != Metadata::default()).then_some(metadata),
            lock: (!password.is_empty()).then(|| Lock { password, ..Lock::default() }),
            ..Finish::default()
        }
    }

    /// Where a document of so many pages is cut; none where ranges are written that are none.
    pub fn split(&self, pages: u32) -> Option<Split> {
        Some(match self.cut.as_str() {
            "outline" => Split::Outline(1),
            "size" => Split::Size((self.count * 1e6) as u64),
            "ranges" => return Split::ranges(&self.ranges, pages),
            _ => Split::Every(self.count as u32),
        })
    }

    /// What its pages become as pictures, and their scale.
    pub fn pictures(&self) -> (Recipe, f32) {
        let format = meant(&FORMATS, &self.format).unwrap_or_default();
        let dots = meant(&DOTS, &self.dots).unwrap_or(96.0);
        (Recipe { format, ..Recipe::default() }, dots / 72.0)
    }
}

/// How the file becomes smaller.
pub fn smaller(word: &str) -> Smaller {
    meant(&SIZES, word).unwrap_or(Smaller::Not)
}

/// What a word of a choice means.
fn meant<T: Copy>(choice: &[(&str, T)], word: &str) -> Option<T> {
    choice.iter().find(|(known, _)| *known == word).map(|(_, meaning)| *meaning)
}

#[cfg(test)]
mod tests {
    use super::{Finish, Split, Wish};

    #[test]
    fn nothing_is_done_where_nothing_is_wished() {
        assert_eq!(Wish::default().finish(String::new()), Finish::default());
        assert_eq!(Wish::default().split(9), Some(Split::Every(1)));
    }

    #[test]
    fn a_recipe_of_another_version_wishes_what_it_can() {
        let old = r#"{"numbers":"bottom","smaller":"unheard of","colour":"red","count":2.0}"#;
        let wish: Wish = serde_json::from_str(old).unwrap();
        let finish = wish.finish("secret".into());
        assert_eq!((finish.marks.len(), finish.compress), (1, None));
        assert_eq!(finish.lock.map(|lock| lock.password), Some("secret".into()));
        assert_eq!(wish.split(9), Some(Split::Every(2)));
        // What is kept is what is wished.
        let kept = serde_json::to_string(&wish).unwrap();
        assert_eq!(serde_json::from_str::<Wish>(&kept).unwrap(), wish);
    }
}
