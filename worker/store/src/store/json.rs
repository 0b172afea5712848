//! What is kept as JSON beside the library.
//!
//! It is read as text, as arguments of calls are: what reads bytes would be in the worker a second time for each type.

use serde::de::DeserializeOwned;

/// The value; nothing for what is none, as another version of the app may have left it.
pub fn read<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    serde_json::from_str(str::from_utf8(bytes).ok()?).ok()
}
