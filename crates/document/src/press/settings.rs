//! What pages are to be like, and what is told of them when they are made.

use serde::{Deserialize, Serialize};

/// How pages are made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Paper {
    /// The size of the sheet.
    pub sheet: Sheet,
    /// The margins at each side, in points.
    pub margin: f32,
    /// The size of the letters of a paragraph, in points.
    pub size: f32,
    /// Whether pages have numbers.
    pub numbers: bool,
    /// What the document is called; its first heading if nothing is said.
    pub title: Option<String>,
    /// The language of the text, as `en` or `pt-BR`; unsaid if empty.
    pub language: String,
}

impl Default for Paper {
    fn default() -> Self {
        Self {
            sheet: Sheet::A4,
            margin: 68.0,
            size: 10.5,
            numbers: true,
            title: None,
            language: String::new(),
        }
    }
}

/// A size of paper.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Sheet {
    /// 210 × 297 mm.
    #[default]
    A4,
    /// 8.5 × 11 inches.
    Letter,
}

impl Sheet {
    /// Width and height in points.
    pub const fn size(self) -> (f32, f32) {
        match self {
            Sheet::A4 => (595.276, 841.89),
            Sheet::Letter => (612.0, 792.0),
        }
    }
}

/// What was made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Pressed {
    /// How many pages there are.
    pub pages: u32,
    /// Letters that the fonts do not have: boxes stand for them, and only a copy of the text has them. At most 40.
    pub missing: Vec<char>,
}
