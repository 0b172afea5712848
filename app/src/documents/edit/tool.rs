//! The tools: what a pointer does on a page while one of them is in hand.

use document::edit::{Addition, Area, Colour, Rect, Shape};

use super::draft::What;

/// A tool.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tool {
    Redact,
    Highlight,
    Underline,
    Strike,
    Note,
    Text,
    Ink,
    Sign,
}

/// The colours that marks can have.
pub const COLOURS: [Colour; 5] = [
    Colour { r: 255, g: 214, b: 51 },
    Colour { r: 74, g: 201, b: 112 },
    Colour { r: 31, g: 78, b: 216 },
    Colour { r: 214, g: 40, b: 40 },
    Colour { r: 17, g: 20, b: 28 },
];

/// Width of the pen in points.
pub const PEN: f32 = 1.6;
/// Size of written letters in points.
pub const LETTERS: f32 = 12.0;

impl Tool {
    /// Whether it works on words that are selected.
    pub const fn takes_words(self) -> bool {
        matches!(self, Tool::Redact | Tool::Highlight | Tool::Underline | Tool::Strike)
    }

    /// Whether the pointer draws or places something, instead of selecting words.
    pub const fn takes_pointer(self) -> bool {
        !matches!(self, Tool::Highlight | Tool::Underline | Tool::Strike)
    }

    /// The word of `data-tool`, for styles.
    pub const fn word(self) -> &'static str {
        match self {
            Tool::Redact => "redact",
            Tool::Highlight => "highlight",
            Tool::Underline => "underline",
            Tool::Strike => "strike",
            Tool::Note => "note",
            Tool::Text => "text",
            Tool::Ink => "ink",
            Tool::Sign => "sign",
        }
    }

    /// The colour it begins with; none if it has none to choose.
    pub const fn colour(self) -> Option<Colour> {
        match self {
            Tool::Redact | Tool::Sign => None,
            Tool::Highlight | Tool::Note => Some(COLOURS[0]),
            Tool::Underline => Some(COLOURS[1]),
            Tool::Strike => Some(COLOURS[3]),
            Tool::Ink => Some(COLOURS[2]),
            Tool::Text => Some(COLOURS[4]),
        }
    }

    /// What it makes of words on a page, whose lines are these.
    pub fn over(self, page: u32, lines: Vec<Rect>, colour: Colour) -> Vec<What> {
        let shape = match self {
            Tool::Highlight => Shape::Highlight(lines),
            Tool::Underline => Shape::Underline(lines),
            Tool::Strike => Shape::Strike(lines),
            _ => return lines.into_iter().map(|at| What::Redact(Area { page, at })).collect(),
        };
        vec![added(page, shape, colour)]
    }
}

/// Something that is added to a page.
pub fn added(page: u32, shape: Shape, colour: Colour) -> What {
    // A marker lets the words shine through.
    let opacity = if matches!(shape, Shape::Highlight(_)) { 0.5 } else { 1.0 };
    What::Add(Addition { page, shape, colour, opacity, comment: String::new(), author: String::new() })
}

/// A colour as styles have it.
pub fn shown(colour: Colour) -> String {
    format!("rgb({} {} {})", colour.r, colour.g, colour.b)
}
