//! The place where a table is looked at: CSV, TSV and JSON lines of any size that a worker takes.
//!
//! The table stays in its worker. The page holds a few blocks of rows around the viewport and draws those that are on the
//! screen, so a table of a gigabyte scrolls as one of a page does. Sorting, filters and counts are arguments of the same
//! calls: what is on view is a value, and undoing it is another one.

mod blocks;
mod choice;
mod travel;
mod width;

#[cfg(target_arch = "wasm32")]
mod bar;
#[cfg(target_arch = "wasm32")]
mod body;
#[cfg(target_arch = "wasm32")]
mod column;
#[cfg(target_arch = "wasm32")]
mod grid;
#[cfg(target_arch = "wasm32")]
mod head;
#[cfg(target_arch = "wasm32")]
mod page;
#[cfg(target_arch = "wasm32")]
mod sheet;

#[cfg(target_arch = "wasm32")]
pub use code::page;

#[cfg(target_arch = "wasm32")]
mod code {
    use crate::ui::lazy::Build;

    /// The table that the address names.
    #[nearside::lazy(tables)]
    pub fn page() -> Build {
        super::page::page
    }
}
