//! What is added on top of pages: highlights, notes, drawings, text, pictures.

use serde::{Deserialize, Serialize};

/// A point of a page as it is shown: points (72 to the inch) from the left and from the top.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// From the left.
    pub x: f32,
    /// From the top.
    pub y: f32,
}

/// A rectangle of a page as it is shown: points from the left and from the top.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Rect {
    /// Left edge.
    pub x: f32,
    /// Top edge.
    pub y: f32,
    /// Width.
    pub width: f32,
    /// Height.
    pub height: f32,
}

/// A colour in sRGB.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Colour {
    pub r: u8,
    pub g: u8,
    pub b: u8,
}

/// Something added to a page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Addition {
    /// The page, from 0.
    pub page: u32,
    /// What it is.
    pub shape: Shape,
    /// Its colour.
    pub colour: Colour,
    /// How opaque, from 0 to 1.
    #[serde(default = "one")]
    pub opacity: f32,
    /// What it says when it is opened.
    #[serde(default)]
    pub comment: String,
    /// Who added it.
    #[serde(default)]
    pub author: String,
}

fn one() -> f32 {
    1.0
}

/// The shapes that can be added.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Shape {
    /// Text marker over these boxes, one per line of text.
    Highlight(Vec<Rect>),
    /// A line under them.
    Underline(Vec<Rect>),
    /// A line through them.
    Strike(Vec<Rect>),
    /// A small sign that opens the comment.
    Note(Point),
    /// Strokes of a pen.
    Ink {
        /// Each stroke's points.
        strokes: Vec<Vec<Point>>,
        /// Width of the pen in points.
        width: f32,
    },
    /// Text in a box, broken into lines that fit.
    Text {
        /// The box.
        at: Rect,
        /// The text; Western European characters, as Helvetica has them.
        text: String,
        /// Size of the letters in points.
        size: f32,
    },
    /// A picture, such as a signature: PNG (may be transparent) or JPEG.
    Picture {
        /// The box that it fills.
        at: Rect,
        /// Which of the given pictures, from 0.
        picture: usize,
    },
}
