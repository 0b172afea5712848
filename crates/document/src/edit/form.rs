//! The fields of a form.

use super::Rect;
use serde::{Deserialize, Serialize};

/// A field of a form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Field {
    /// Its full name, such as `address.city`: what it is filled by.
    pub name: String,
    /// What a person is told about it, where the form says so.
    pub label: Option<String>,
    /// What it takes.
    pub kind: FieldKind,
    /// What it holds.
    pub value: Value,
    /// Only to be read.
    pub locked: bool,
    /// Must not stay empty.
    pub required: bool,
    /// Where it is shown.
    pub widgets: Vec<Widget>,
}

/// A place where a field is shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Widget {
    /// The page, from 0.
    pub page: u32,
    /// The box on the page as it is shown.
    pub at: Rect,
    /// For a check box or a radio button: the value that its field has when this one is on.
    pub on: Option<String>,
}

/// What a field takes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FieldKind {
    /// Text.
    #[serde(rename_all = "camelCase")]
    Text {
        /// More than one line.
        lines: bool,
        /// At most so many characters.
        max: Option<u32>,
        /// Not to be shown.
        password: bool,
    },
    /// On or off.
    Check,
    /// One of its widgets is on.
    Radio,
    /// One or more of these.
    Choice {
        /// What can be chosen: value and what is shown for it.
        options: Vec<(String, String)>,
        /// Other text may be entered.
        free: bool,
        /// Several may be chosen.
        several: bool,
    },
    /// A button that does something in other programs.
    Button,
    /// A place for a digital signature.
    Signature,
}

/// What a field holds or shall hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Value {
    /// Nothing: empty, off, none.
    #[default]
    None,
    /// Text, the value of the radio button or check box that is on, or the option that is chosen.
    Text(String),
    /// Several options.
    Several(Vec<String>),
}
