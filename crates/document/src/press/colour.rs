//! The colours of paper.

use super::row::Colour;
use crate::markdown;

/// Text.
pub const INK: Colour = (28, 31, 38);
/// What matters less.
pub const MUTED: Colour = (92, 98, 112);
/// Lines and bars.
pub const LINE: Colour = (216, 219, 226);
/// Links.
pub const LINK: Colour = (38, 66, 168);
/// What is behind code.
pub const PAPER: Colour = (245, 246, 248);

/// A part of code.
pub fn code(colour: markdown::Colour) -> Colour {
    match colour {
        markdown::Colour::Plain => INK,
        markdown::Colour::Keyword => (126, 38, 168),
        markdown::Colour::Type => (10, 96, 122),
        markdown::Colour::Function => (32, 74, 178),
        markdown::Colour::Name => (14, 98, 80),
        markdown::Colour::String => (54, 100, 22),
        markdown::Colour::Number => (152, 66, 12),
        markdown::Colour::Comment => (104, 110, 124),
        markdown::Colour::Meta => (116, 84, 0),
        markdown::Colour::Added => (24, 102, 56),
        markdown::Colour::Removed => (170, 34, 28),
    }
}
