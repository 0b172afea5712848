//! Making documents of documents: what to make is a value, and the same value makes the same bytes.
//!
//! The settings compile without features, so that an app can name them; the work needs the feature `edit`.

mod album;
mod finish;
mod form;
mod note;
mod plan;
mod redaction;

pub use album::{Album, Fit};
pub use finish::{
    Align, Bookmarks, Compress, Edges, Finish, Lock, Mark, Metadata, Paper, Permissions, Sheet, Which,
};
pub use form::{Field, FieldKind, Value, Widget};
pub use note::{Addition, Colour, Point, Rect, Shape};
pub use plan::{Leaf, Plan, Split};
pub use redaction::{Area, Certificate, Found, Redaction, Word};
