//! How arguments and replies travel: JSON, with the files beside it.
//!
//! JSON because both sides, JavaScript included, read it fastest and anyone can look at it; a batch of calls is
//! one string and so one crossing. A [`File`] inside a value is written as `{"$file": n}`, the n-th of the files
//! beside the text, wherever in the value it stands.

use std::cell::RefCell;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::{Error, File, Kind, Result};

mod args;
#[cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]
mod bundle;
#[cfg(target_arch = "wasm32")]
mod message;
pub use args::Args;
#[cfg(target_arch = "wasm32")]
pub(crate) use bundle::{Bundle, Share, Unpacking};
#[cfg(target_arch = "wasm32")]
pub(crate) use message::{Down, Fault, Up};

/// A value ready to travel.
#[derive(Clone, Debug, Default)]
pub struct Parcel {
    /// The value as JSON.
    pub text: String,
    /// The files it speaks of.
    pub files: Vec<File>,
}

#[derive(Default)]
struct Table {
    files: Vec<Option<File>>,
    missing: bool,
}

thread_local! {
    // serde gives values no way to hand something around the text, so the table in use is here. It is empty
    // except while `pack` or `unpack` run, which neither await nor nest.
    static TABLE: RefCell<Table> = RefCell::default();
}

impl Parcel {
    /// Packs a value.
    ///
    /// # Errors
    /// [`Kind::Malformed`] when the value has no JSON (a map with keys that are no strings, for example).
    pub fn pack<T: Serialize + ?Sized>(value: &T) -> Result<Self> {
        lay(Vec::new());
        let text = serde_json::to_string(value);
        let files = clear().files.into_iter().flatten().collect();
        Ok(Self { text: text.map_err(|error| malformed(&error))?, files })
    }

    /// Reads the value back.
    ///
    /// # Errors
    /// [`Kind::Malformed`] when the text is no `T`, or a file that it needs is missing.
    pub fn unpack<T: DeserializeOwned>(self) -> Result<T> {
        lay(self.files);
        let value = serde_json::from_str(&self.text);
        check(clear())?;
        value.map_err(|error| malformed(&error))
    }
}

/// Lays the table. These are functions so that the two above, which are made anew for each type, hold little else than its JSON.
fn lay(files: Vec<File>) {
    TABLE.set(Table { files: files.into_iter().map(Some).collect(), missing: false });
}

/// Clears it.
fn clear() -> Table {
    TABLE.take()
}

fn check(table: Table) -> Result<()> {
    match table.missing {
        true => Err(Error::new(Kind::Malformed, "a file is missing: pass it along with the arguments")),
        false => Ok(()),
    }
}

fn malformed(error: &serde_json::Error) -> Error {
    Error::new(Kind::Malformed, error.to_string())
}

#[derive(Serialize, Deserialize)]
struct Mark {
    #[serde(rename = "$file")]
    file: usize,
}

impl Serialize for File {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let file = TABLE.with_borrow_mut(|table| {
            table.files.push(Some(self.clone()));
            table.files.len() - 1
        });
        Mark { file }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for File {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Mark { file } = Mark::deserialize(deserializer)?;
        let slot = TABLE.with_borrow(|table| table.files.get(file).cloned().flatten());
        slot.ok_or_else(|| de::Error::custom(format_args!("there is no file {file}")))
    }
}

/// The next file that no argument has taken yet: callers from JavaScript pass files in order, not by name.
pub fn next_file() -> File {
    next_if_any().unwrap_or_else(|| {
        TABLE.with_borrow_mut(|table| table.missing = true);
        File::new("", Vec::new())
    })
}

/// The next file, if there is one more.
pub fn next_if_any() -> Option<File> {
    TABLE.with_borrow_mut(|table| table.files.iter_mut().find_map(Option::take))
}

/// All files that are left.
pub fn all_files() -> Vec<File> {
    std::iter::from_fn(next_if_any).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str) -> File {
        File::new(name, name.as_bytes().to_vec())
    }

    #[test]
    fn files_keep_their_places() {
        let value = (1u8, vec![file("a"), file("b")], Some(file("c")));
        let parcel = Parcel::pack(&value).unwrap();
        assert_eq!(parcel.text, r#"[1,[{"$file":0},{"$file":1}],{"$file":2}]"#);
        let (one, list, last): (u8, Vec<File>, Option<File>) = parcel.unpack().unwrap();
        assert_eq!((one, list.len()), (1, 2));
        assert_eq!((list[1].name(), last.unwrap().name()), ("b", "c"));
    }

    #[test]
    fn a_missing_file_is_an_error() {
        let parcel = Parcel { text: r#"{"$file":3}"#.into(), files: vec![] };
        assert_eq!(parcel.unpack::<File>().unwrap_err().kind(), Kind::Malformed);
    }
}
