//! A page as it is asked for and as it is answered.
//!
//! One measure for everything: **points** (1/72 inch) from the upper left corner of the page as it is read, that is after
//! the page's own rotation and before the reader's. x runs to the right and y runs down, as on a screen. So a box of text, a
//! hit and a link lie on the drawn page by one multiplication.

use serde::{Deserialize, Serialize};

use crate::{Comment, Target};

/// The size of a page in points, its own rotation applied.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Size {
    /// The width.
    pub width: f32,
    /// The height.
    pub height: f32,
}

/// An upright rectangle on a page, in points from its upper left corner.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Area {
    /// Its left edge.
    pub x: f32,
    /// Its upper edge.
    pub y: f32,
    /// Its width.
    pub width: f32,
    /// Its height.
    pub height: f32,
}

/// How a page is to look.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Look {
    /// Pixels per point: 1 is 72 dots per inch.
    pub scale: f32,
    /// How far to turn the page clockwise, beyond its own rotation.
    pub turn: Turn,
    /// Draws this part of the (unturned) page only.
    pub part: Option<Area>,
    /// Layers to hide that would be shown.
    pub hide: Vec<u32>,
    /// Layers to show that would be hidden.
    pub show: Vec<u32>,
    /// Whether annotations and form fields are drawn.
    pub annotations: bool,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            scale: 96.0 / 72.0,
            turn: Turn::None,
            part: None,
            hide: Vec::new(),
            show: Vec::new(),
            annotations: true,
        }
    }
}

/// Quarters of a turn, clockwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Turn {
    /// As it is.
    #[default]
    None,
    /// Its upper edge to the right.
    Right,
    /// On its head.
    Over,
    /// Its upper edge to the left.
    Left,
}

/// What cannot be shown as the file means it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Note {
    /// The file does not bring this font, so another one stands in for it.
    FontSubstituted(String),
    /// A font could not be read, so another one stands in for it.
    FontBroken,
    /// A picture could not be decoded; its place is empty.
    PictureBroken,
    /// An annotation could not be drawn.
    AnnotationBroken,
    /// The file was damaged and has been read by searching it; something may be missing.
    Repaired,
    /// The form is of the kind XFA, which is not drawn.
    Xfa,
    /// The page holds a picture and no text: nothing in it can be selected or found.
    Scanned,
    /// The scale was lowered to this, as the page would have more pixels than the limits allow.
    Reduced(u32),
}

/// The words of a page and what can be followed on it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Text {
    /// The size of the page.
    pub size: Size,
    /// Pieces of text in the order in which they are read.
    pub runs: Vec<Run>,
    /// The links.
    pub links: Vec<Link>,
    /// What people wrote on it.
    #[serde(default)]
    pub comments: Vec<Comment>,
    /// Such as that the page is a picture without text.
    pub notes: Vec<Note>,
}

/// A piece of text in one direction: a word, or in scripts without spaces a piece of a line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Run {
    /// What it says, without spaces.
    pub text: String,
    /// Where it stands when `angle` is zero. Else: turned by `angle` around the upper left corner of this box.
    pub area: Area,
    /// Degrees clockwise.
    pub angle: f32,
    /// What comes between it and the next run.
    pub end: End,
}

/// What separates a run from the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum End {
    /// Nothing: the word goes on.
    Word,
    /// A space, on the same line.
    Space,
    /// The line ends; the paragraph may go on.
    Line,
    /// The line ends within a word, whose hyphen is the last letter of the text.
    Hyphen,
    /// The paragraph or column ends.
    Block,
}

/// What lies inside of boxes of a page, as far as a reader sees it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Inside {
    /// Letters, seen or not, but no spaces.
    pub glyphs: u64,
    /// Pictures that have more than one colour there.
    pub pictures: u64,
    /// Lines and surfaces that lie inside as a whole.
    pub paths: u64,
}

impl Inside {
    /// How many things these are.
    #[must_use]
    pub fn count(self) -> u64 {
        self.glyphs + self.pictures + self.paths
    }
}

/// A part of the page that leads somewhere.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Link {
    /// Where it is.
    pub area: Area,
    /// Where it leads.
    pub target: Target,
}
