//! What stays of a file, and how files come together.

use serde::{Deserialize, Serialize};

use crate::Container;

/// A stretch of time.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Stretch {
    /// Where it begins, in seconds of the file.
    pub from: f64,
    /// Where it ends; what is shown at this moment is not in it any more. Beyond the end: at the end.
    pub to: f64,
}

/// A cut without encoding all of it again.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Cut {
    /// What stays, one after the other in this order. None: all of it, in another container for instance.
    pub stretches: Vec<Stretch>,
    /// Whether each stretch begins with exactly the picture that was asked for: the few pictures up to the next key frame are
    /// encoded again, all others are copied. If not, a stretch begins at the key frame before, and nothing is read at all.
    pub exact: bool,
    /// The container; that of the file where it can be written.
    pub container: Option<Container>,
    /// Which tracks stay, by their place in [`Media::tracks`](crate::Media::tracks). `None`: all that the container can hold.
    pub tracks: Option<Vec<u32>>,
}

/// Several files, one after the other.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Join {
    /// The container; that of the first file where it can be written.
    pub container: Option<Container>,
    /// How files that do not fit to the first are made to fit: everything is encoded like this. `None`: they are refused.
    pub otherwise: Option<Box<super::Convert>>,
}
