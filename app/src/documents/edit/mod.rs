//! What a person changes in a document: marks, redactions and fields, held as one value until a new document is made of it.
//!
//! The file on the desk is never touched. A [`draft`](draft::Draft) is drawn over the pages, can be undone step by step, and
//! becomes a copy when somebody asks for it.

pub mod also;
pub mod bar;
pub mod certificate;
pub mod covers;
pub mod draft;
pub mod edits;
pub mod fields;
pub mod layer;
pub mod make;
pub mod mark;
pub mod pictures;
pub mod place;
pub mod selection;
pub mod sign;
pub mod strip;
pub mod tool;

pub use edits::Edits;
pub use tool::Tool;
