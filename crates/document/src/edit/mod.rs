//! Making documents of documents: what to make is a value, and the same value makes the same bytes.
//!
//! The settings compile without features, so that an app can name them; the work needs the feature `edit`.

mod album;
#[cfg(feature = "edit")]
mod annotate;
#[cfg(feature = "edit")]
mod arrange;
#[cfg(feature = "edit")]
mod bind;
#[cfg(feature = "edit")]
mod cff;
#[cfg(feature = "edit")]
mod changes;
#[cfg(feature = "edit")]
mod compress;
#[cfg(feature = "edit")]
mod content;
#[cfg(feature = "edit")]
mod fields;
#[cfg(feature = "edit")]
mod fill;
mod finish;
#[cfg(feature = "edit")]
mod flatten;
#[cfg(feature = "objects")]
#[cfg_attr(not(feature = "edit"), allow(dead_code, reason = "who only reads writes few letters"))]
pub(crate) mod font;
mod form;
#[cfg(feature = "edit")]
mod jpeg;
#[cfg(feature = "edit")]
mod look;
#[cfg(feature = "edit")]
mod mark;
mod note;
#[cfg(feature = "edit")]
mod picture;
mod plan;
#[cfg(feature = "edit")]
mod read;
#[cfg(feature = "edit")]
mod redact;
mod redaction;
#[cfg(feature = "edit")]
mod sfnt;
#[cfg(feature = "edit")]
mod sheet;
#[cfg(feature = "objects")]
#[cfg_attr(not(feature = "edit"), allow(dead_code, reason = "who only reads measures little"))]
pub(crate) mod space;
#[cfg(feature = "edit")]
mod split;
#[cfg(feature = "edit")]
mod stamp;

pub use album::{Album, Fit};
#[cfg(feature = "edit")]
pub use annotate::annotate;
#[cfg(feature = "edit")]
pub use arrange::{Input, arrange};
#[cfg(feature = "edit")]
pub use bind::Binder;
#[cfg(feature = "edit")]
pub use fields::fields;
#[cfg(feature = "edit")]
pub use fill::fill;
pub use finish::{
    Align, Bookmarks, Compress, Edges, Finish, Lock, Mark, Metadata, Paper, Permissions, Sheet, Which,
};
pub use form::{Field, FieldKind, Value, Widget};
pub use note::{Addition, Colour, Point, Rect, Shape};
#[cfg(feature = "edit")]
pub use picture::embeddable;
pub use plan::{Leaf, Plan, Repair, Split};
#[cfg(feature = "edit")]
pub use redact::{check, digest, redact, spots};
pub use redaction::{Area, Certificate, Found, Redaction, Word};
#[cfg(feature = "edit")]
pub use split::{cuts, run};
