//! What is done to a document as a whole when it is made.

use super::{Colour, Point};
use serde::{Deserialize, Serialize};

/// What is done to the whole. The default changes nothing, and unlocks what was locked.
///
/// The order is fixed, whatever the order of the fields: crop, several pages to the sheet, marks, then the rest.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Finish {
    /// Cuts this much off the edges of every page as it is shown, in points. What is cut off is hidden, not removed.
    pub crop: Option<Edges>,
    /// Several pages on one sheet of paper.
    pub sheet: Option<Sheet>,
    /// Page numbers, headers, footers, watermarks; later ones are drawn over earlier ones.
    pub marks: Vec<Mark>,
    /// Turns annotations and form fields into part of the page.
    pub flatten: bool,
    /// Makes the file smaller.
    pub compress: Option<Compress>,
    /// Title, author…; `None` keeps those of the first file.
    pub metadata: Option<Metadata>,
    /// The outline.
    pub bookmarks: Bookmarks,
    /// Locks the result with passwords.
    pub lock: Option<Lock>,
}

/// Four edges of a page as it is shown, in points.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Edges {
    /// From the left.
    pub left: f32,
    /// From the top.
    pub top: f32,
    /// From the right.
    pub right: f32,
    /// From the bottom.
    pub bottom: f32,
}

/// Several pages on one sheet, row by row from the top left.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Sheet {
    /// Pages side by side, 1 to 16.
    pub columns: u32,
    /// Pages above each other, 1 to 16.
    pub rows: u32,
    /// The paper; it is laid on its side where that suits the pages better.
    pub paper: Paper,
    /// Room around and between the pages, in points.
    pub gap: f32,
}

/// A size of paper, upright.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Paper {
    /// 210 × 297 mm.
    #[default]
    A4,
    /// 297 × 420 mm.
    A3,
    /// 148 × 210 mm.
    A5,
    /// 8.5 × 11 inches.
    Letter,
    /// 8.5 × 14 inches.
    Legal,
    /// Any other size, in points.
    Points {
        /// Width.
        width: f32,
        /// Height.
        height: f32,
    },
}

impl Paper {
    /// Width and height in points.
    pub fn size(self) -> Point {
        let mm = |width: f32, height: f32| Point { x: width * 72.0 / 25.4, y: height * 72.0 / 25.4 };
        match self {
            Paper::A4 => mm(210.0, 297.0),
            Paper::A3 => mm(297.0, 420.0),
            Paper::A5 => mm(148.0, 210.0),
            Paper::Letter => Point { x: 612.0, y: 792.0 },
            Paper::Legal => Point { x: 612.0, y: 1008.0 },
            Paper::Points { width, height } => Point { x: width, y: height },
        }
    }
}

/// A line of text on every page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Mark {
    /// The text. `{page}` is the number of the page, `{pages}` how many there are, `{file}` the name of the file that the
    /// page came from, without its ending. Western European characters, as Helvetica has them.
    pub text: String,
    /// Where it stands.
    pub align: Align,
    /// How far from the edge, in points. Without meaning for `Align::Middle`.
    pub margin: f32,
    /// Size of the letters in points; 0 fits a watermark to the page.
    pub size: f32,
    /// Their colour.
    pub colour: Colour,
    /// How opaque, from 0 to 1.
    pub opacity: f32,
    /// A turn anticlockwise in degrees; 45 is what watermarks have.
    pub angle: f32,
    /// On which pages.
    pub which: Which,
    /// The number of the first page of the document, for `{page}`.
    pub first: i32,
    /// Under the page's own content instead of over it.
    pub under: bool,
}

impl Default for Mark {
    fn default() -> Self {
        Self {
            text: "{page}".to_owned(),
            align: Align::Bottom,
            margin: 28.0,
            size: 10.0,
            colour: Colour { r: 0, g: 0, b: 0 },
            opacity: 1.0,
            angle: 0.0,
            which: Which::All,
            first: 1,
            under: false,
        }
    }
}

impl Mark {
    /// A watermark across the page.
    pub fn watermark(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            align: Align::Middle,
            size: 0.0,
            colour: Colour { r: 128, g: 128, b: 128 },
            opacity: 0.3,
            angle: 45.0,
            ..Self::default()
        }
    }
}

/// Where a mark stands on the page as it is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs, reason = "the names say it")]
pub enum Align {
    TopLeft,
    Top,
    TopRight,
    Middle,
    BottomLeft,
    #[default]
    Bottom,
    BottomRight,
}

/// On which pages of the result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Which {
    /// On all.
    #[default]
    All,
    /// On all but the first, which is often a title.
    ButFirst,
    /// On the first, the third…
    Odd,
    /// On the second, the fourth…
    Even,
}

/// How much smaller pictures may become. Duplicate and unused objects are always dropped.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Compress {
    /// Pictures with more dots per inch than this, where they are shown, are reduced to it. `None` keeps their size.
    pub dpi: Option<u32>,
    /// The JPEG quality of photographs, 1 to 100. `None` keeps them as they are unless they are reduced.
    pub quality: Option<u8>,
}

impl Default for Compress {
    fn default() -> Self {
        Self { dpi: Some(150), quality: Some(75) }
    }
}

/// What the document says about itself. `None` leaves the entry as it is, an empty text removes it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Metadata {
    /// Its title.
    pub title: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// What it is about.
    pub subject: Option<String>,
    /// Words to find it by, separated by commas.
    pub keywords: Option<String>,
}

/// What becomes of the outlines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Bookmarks {
    /// Each heading is kept whose page is kept.
    #[default]
    Keep,
    /// As `Keep`, and each file's headings stand under its name.
    PerFile,
    /// No outline.
    Drop,
}

/// A lock of 256-bit AES.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Lock {
    /// Who opens the file is asked for this one. Empty: anybody may open it, and only the permissions bind.
    pub password: String,
    /// Who knows this one may do everything. Empty: the same as `password`.
    pub owner: String,
    /// What others may do. Programs keep to it by courtesy only.
    pub allow: Permissions,
    /// Randomness, 48 bytes of which the key and the salts are made: engines have none of their own. The call fills
    /// it in where it is empty.
    pub seed: Vec<u8>,
}

/// What a reader may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Permissions {
    /// Print.
    pub print: bool,
    /// Change the content.
    pub change: bool,
    /// Copy text and pictures.
    pub copy: bool,
    /// Add notes and fill forms.
    pub annotate: bool,
    /// Insert, delete and turn pages.
    pub assemble: bool,
}

impl Default for Permissions {
    fn default() -> Self {
        Self { print: true, change: true, copy: true, annotate: true, assemble: true }
    }
}
