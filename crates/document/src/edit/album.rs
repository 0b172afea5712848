//! How pictures become pages.

use super::Paper;
use serde::{Deserialize, Serialize};

/// How pictures become pages, one each. The default makes pages as large as the pictures at 96 dots per inch.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Album {
    /// The paper; `None` makes each page as large as its picture and the margin.
    pub paper: Option<Paper>,
    /// Lays the paper on its side for pictures that are wider than high.
    pub turn: bool,
    /// Room around the picture, in points.
    pub margin: f32,
    /// How a picture fills its paper.
    pub fit: Fit,
    /// The title of the document.
    pub title: String,
}

/// How a picture fills its paper.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Fit {
    /// As large as fits.
    #[default]
    Whole,
    /// The paper is filled; what hangs over is hidden.
    Fill,
    /// As large as fits, but never larger than at 96 dots per inch.
    Shrink,
}
