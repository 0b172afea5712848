//! Reading what pages say: a second reader beside that of the view, made for removing.
//!
//! It knows nothing of how letters look. For each code that a page shows it tells what it stands for, where it stands and
//! how far it moves the next one, which is what is needed to take it away.

mod cmap;
mod face;
mod truetype;
mod walk;

pub(crate) use face::Face;
pub(crate) use truetype::{Of, maps};
pub(crate) use walk::{Glyph, Shown, Verdict, Walk, meet, unspoken};
