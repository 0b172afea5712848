//! Which pages a new document has, and how one document becomes many.

use super::Finish;
use serde::{Deserialize, Serialize};

/// A new document: pages of other documents in a new order, and what is done to all of them at the end.
///
/// Merge, extract, reorder, delete, turn and insert are all this value with other pages in it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Plan {
    /// The pages in order.
    pub pages: Vec<Leaf>,
    /// What is done to the whole.
    pub finish: Finish,
}

impl Plan {
    /// All pages of so many files, one file after the other.
    pub fn merge(files: usize) -> Self {
        Self {
            pages: (0..files).map(|file| Leaf::All { file, turn: 0 }).collect(),
            finish: Finish::default(),
        }
    }

    /// The whole first file, finished like this.
    pub fn whole(finish: Finish) -> Self {
        Self { finish, ..Self::merge(1) }
    }
}

/// One entry of a plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Leaf {
    /// One page.
    Page {
        /// Which of the given files, from 0.
        file: usize,
        /// Which of its pages, from 0.
        page: u32,
        /// A turn clockwise on top of the page's own, in quarters: 1 is to the right, -1 to the left.
        #[serde(default)]
        turn: i32,
    },
    /// All pages of a file.
    All {
        /// Which of the given files, from 0.
        file: usize,
        /// As for one page.
        #[serde(default)]
        turn: i32,
    },
    /// An empty page.
    Blank {
        /// Width in points (72 to the inch).
        width: f32,
        /// Height in points.
        height: f32,
    },
}

/// Where a document is cut.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Split {
    /// After every so many pages; 1 makes a file of each page.
    Every(u32),
    /// Into these runs of pages: first and last, both from 0 and both included. They may overlap.
    Ranges(Vec<(u32, u32)>),
    /// Before each heading of the outline down to this level (1 is the top level).
    Outline(u8),
    /// So that no file is larger than this, in bytes, unless a single page is.
    Size(u64),
}
