//! The place where text is written: Markdown with its preview beside it, and plain text.
//!
//! A text area of a megabyte takes the browser 50 ms a keystroke, as it lays all of it out again. So the text stands in an
//! editable element in chunks of some lines, of which the browser lays out what is on the screen and what changed. Input is
//! taken before the browser acts on it and made a change of the [text](source), which is the truth; the element follows. The
//! same change goes to a worker, which answers with the blocks that it made different, and only they are built anew.

mod groups;
mod history;
mod lists;
mod source;

#[cfg(target_arch = "wasm32")]
mod bar;
#[cfg(target_arch = "wasm32")]
mod build;
#[cfg(target_arch = "wasm32")]
mod draft;
#[cfg(target_arch = "wasm32")]
mod export;
#[cfg(target_arch = "wasm32")]
mod input;
#[cfg(target_arch = "wasm32")]
mod keep;
#[cfg(target_arch = "wasm32")]
mod page;
#[cfg(target_arch = "wasm32")]
mod preview;
#[cfg(target_arch = "wasm32")]
mod selection;
#[cfg(target_arch = "wasm32")]
mod surface;
#[cfg(target_arch = "wasm32")]
mod sync;

#[cfg(target_arch = "wasm32")]
pub use code::page;
#[cfg(target_arch = "wasm32")]
pub use export::Form;

#[cfg(target_arch = "wasm32")]
mod code {
    use crate::ui::lazy::Build;

    /// The text that the address names.
    #[nearside::lazy(writer)]
    pub fn page() -> Build {
        super::page::page
    }
}
