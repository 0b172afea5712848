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

impl Split {
    /// What a person writes as `1-3, 4-10, 12`, counted from 1 and with both ends included; `8-` goes on to the last of so many
    /// pages. None if it is anything else, or names a page that is not there.
    pub fn ranges(written: &str, pages: u32) -> Option<Self> {
        let number = |text: &str| -> Option<u32> {
            let page: u32 = text.trim().parse().ok()?;
            (1..=pages).contains(&page).then(|| page - 1)
        };
        let range = |part: &str| {
            let part = part.replace(['–', '—'], "-");
            let (first, last) = part.split_once('-').unwrap_or((&part, &part));
            let first = number(first)?;
            let last = if last.trim().is_empty() { pages.checked_sub(1)? } else { number(last)? };
            (first <= last).then_some((first, last))
        };
        let parts = written.split([',', ';']).filter(|part| !part.trim().is_empty());
        let ranges: Vec<_> = parts.map(range).collect::<Option<_>>()?;
        (!ranges.is_empty()).then_some(Self::Ranges(ranges))
    }
}

/// What became of a document that was written anew.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Repair {
    /// Whether its structure was damaged, so that it had to be searched for its parts.
    pub damaged: bool,
    /// How many pages were found.
    pub pages: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_people_write_them() {
        let ranges = |written: &str| Split::ranges(written, 10);
        let is = |all: &[(u32, u32)]| Some(Split::Ranges(all.to_vec()));
        assert_eq!(ranges("1-3, 4-10"), is(&[(0, 2), (3, 9)]));
        assert_eq!(ranges(" 2 ;5 – 6, 9-,"), is(&[(1, 1), (4, 5), (8, 9)]));
        for bad in ["", ",", "0", "11", "3-1", "1-11", "a", "1-2-3", "-3", "1.5"] {
            assert_eq!(ranges(bad), None, "{bad}");
        }
        assert_eq!(Split::ranges("1-", 0), None);
    }
}
