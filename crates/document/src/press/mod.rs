//! Pages of text: Markdown and plain text as PDF.
//!
//! A document goes through four rooms. [Words](line) are shaped and lines broken where the whole paragraph is least ragged;
//! [blocks](block) become rows, the smallest things that no page divides; [pages](page) take rows as long as they fit; and
//! what is on them is [written](write). The result carries its own letters, an outline, and tags that say what is a heading,
//! a list or a cell of a table, so that it can be read aloud and its text taken out again.

mod settings;

pub use settings::{Paper, Pressed, Sheet};

#[cfg(feature = "press")]
mod block;
#[cfg(feature = "press")]
mod colour;
#[cfg(feature = "press")]
mod face;
#[cfg(feature = "press")]
mod line;
#[cfg(feature = "press")]
mod page;
#[cfg(feature = "press")]
mod row;
#[cfg(feature = "press")]
mod set;
#[cfg(feature = "press")]
mod table;
#[cfg(feature = "press")]
mod tag;
#[cfg(feature = "press")]
mod write;

#[cfg(feature = "press")]
pub use make::{plain, press};

#[cfg(feature = "press")]
mod make {
    use super::block::Setter;
    use super::{Paper, Pressed, page, write};
    use crate::markdown::{Block, Tree, words};
    use crate::{Error, Kind, Result};

    /// Makes pages of a document. `name` is what it is called if neither the settings nor a heading say. `step` is told how far
    /// the work is, from 0 to 1, and says whether to go on.
    ///
    /// # Errors
    /// [`Kind::Stopped`] if `step` says so; [`Kind::Settings`] if there is no room for text between the margins.
    pub fn press(
        tree: &Tree,
        name: &str,
        paper: &Paper,
        step: &mut dyn FnMut(f32) -> bool,
    ) -> Result<(Vec<u8>, Pressed)> {
        let heading = tree.blocks.iter().find_map(|block| match block {
            Block::Heading { text, .. } => Some(words(text)),
            _ => None,
        });
        let title = paper.title.clone().or(heading).unwrap_or_else(|| name.to_owned());
        let mut setter = Setter::new(paper)?;
        setter.tree(tree, step)?;
        finish(setter, title, paper, step)
    }

    /// Makes pages of a text as it is, with its lines and its spaces.
    ///
    /// # Errors
    /// As [`press`].
    pub fn plain(
        text: &str,
        name: &str,
        paper: &Paper,
        step: &mut dyn FnMut(f32) -> bool,
    ) -> Result<(Vec<u8>, Pressed)> {
        let title = paper.title.clone().unwrap_or_else(|| name.to_owned());
        let mut setter = Setter::new(paper)?;
        setter.plain(text, step)?;
        finish(setter, title, paper, step)
    }

    fn finish(
        setter: Setter,
        title: String,
        paper: &Paper,
        step: &mut dyn FnMut(f32) -> bool,
    ) -> Result<(Vec<u8>, Pressed)> {
        let set = setter.finish();
        let pages = page::pages(&set, paper.frame().height);
        let count = pages.len() as u32;
        let missing = set.faces.missing();
        let bytes = write::write(set, &pages, title.trim(), paper, step)?;
        Ok((bytes, Pressed { pages: count, missing }))
    }

    /// The error of a work that was told to stop.
    pub fn stopped() -> Error {
        Error::new(Kind::Stopped, "The pages were not finished, as they were not wanted any more.")
    }
}
