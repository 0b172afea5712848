//! A folder on disk that a person has picked (File System Access): Chromium has it; elsewhere the page offers an archive.
//!
//! Only a page may show the picker and ask for leave, and only a handle leads to the folder. A handle can be cloned but is no
//! text, so the page [`pick`]s a folder and keeps its handle in IndexedDB under a key; what travels in settings and places is
//! that key, and any worker of this origin, after any reload, finds the handle by it. Calls stay pure values.
//!
//! What a browser does with it: a file is replaced when its writer is closed, whole or not at all. A file of a new name exists
//! before, and is empty for that moment; a kill in between leaves it so. There are no conditions, so they are looked up while
//! the file is open for this writer alone, which holds among the tabs of this origin; other programs ask nobody.

mod handle;
mod kept;
mod page;
#[cfg(feature = "adapters")]
mod store;

pub use kept::{forget, keep};
pub use page::{allow, is_offered, pick};
#[cfg(feature = "adapters")]
pub use store::Folder;
