//! The arguments of a call, as a list or by their names, read one after the other.
//!
//! They are told apart once for all functions, and read once for each type. A type for the arguments of each function, as serde
//! derives them, would be two kilobytes for each function in every worker.

use std::fmt;

use serde::Deserializer;
use serde::de::{DeserializeOwned, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::{Parcel, check, clear, lay, malformed};
use crate::{Error, Kind, Result};

/// The arguments of one call.
pub struct Args<'a> {
    names: &'static [&'static str],
    texts: Vec<Option<&'a str>>,
    /// How many were read.
    read: usize,
}

impl<'a> Args<'a> {
    /// Lays the table for the files of a parcel whose text is `text`.
    pub(crate) fn open(
        text: &'a str,
        files: Vec<crate::File>,
        names: &'static [&'static str],
    ) -> Result<Self> {
        let mut json = serde_json::Deserializer::from_str(text);
        let texts = json.deserialize_struct("arguments", names, Split(names)).and_then(|texts| {
            json.end()?;
            Ok(texts)
        });
        let texts = texts.map_err(|error| malformed(&error))?;
        lay(files);
        Ok(Self { names, texts, read: 0 })
    }

    fn next(&mut self) -> (&'static str, Option<&'a str>) {
        let at = self.read;
        self.read += 1;
        (self.names[at], self.texts[at])
    }

    /// The next argument.
    ///
    /// # Errors
    /// [`Kind::Malformed`] when it is no `T`, or missing and no option.
    pub fn take<T: DeserializeOwned>(&mut self) -> Result<T> {
        let (name, text) = self.next();
        serde_json::from_str(text.unwrap_or("null")).map_err(|error| wrong(name, text, &error))
    }

    /// The next argument, which others stand in for if it is left out.
    ///
    /// # Errors
    /// [`Kind::Malformed`] when it is no `T`.
    pub fn take_or<T: DeserializeOwned>(&mut self, default: fn() -> T) -> Result<T> {
        let (name, text) = self.next();
        match text {
            Some(given) => serde_json::from_str(given).map_err(|error| wrong(name, text, &error)),
            None => Ok(default()),
        }
    }

    /// After the last one: whether all files were there.
    pub(crate) fn close(self) -> Result<()> {
        check(clear())
    }
}

impl Drop for Args<'_> {
    fn drop(&mut self) {
        clear();
    }
}

fn wrong(name: &str, text: Option<&str>, error: &serde_json::Error) -> Error {
    match text {
        Some(_) => Error::new(Kind::Malformed, format!("{name}: {error}")),
        None => Error::new(Kind::Malformed, format!("missing field `{name}`")),
    }
}

/// Finds where each argument stands.
struct Split(&'static [&'static str]);

impl<'a> Visitor<'a> for Split {
    type Value = Vec<Option<&'a str>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a list of {} arguments, or an object of them", self.0.len())
    }

    fn visit_seq<A: SeqAccess<'a>>(self, mut list: A) -> std::result::Result<Self::Value, A::Error> {
        let mut texts = vec![None; self.0.len()];
        for text in &mut texts {
            *text = list.next_element::<&RawValue>()?.map(RawValue::get);
        }
        Ok(texts)
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> std::result::Result<Self::Value, A::Error> {
        let mut texts = vec![None; self.0.len()];
        while let Some(key) = map.next_key::<String>()? {
            let value = map.next_value::<&RawValue>()?.get();
            if let Some(at) = self.0.iter().position(|name| *name == key) {
                texts[at] = Some(value);
            }
        }
        Ok(texts)
    }
}

impl Parcel {
    /// Reads a parcel's arguments with what is made of them.
    pub(crate) fn read<T>(
        self,
        names: &'static [&'static str],
        read: impl FnOnce(&mut Args<'_>) -> Result<T>,
    ) -> Result<T> {
        let mut args = Args::open(&self.text, self.files, names)?;
        let made = read(&mut args)?;
        args.close()?;
        Ok(made)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{all_files, next_file};
    use super::*;
    use crate::File;

    fn parcel(text: &str, files: &[&str]) -> Parcel {
        Parcel { text: text.into(), files: files.iter().map(|name| File::new(*name, Vec::new())).collect() }
    }

    fn sides(text: &str) -> Result<(u32, Option<String>)> {
        parcel(text, &[]).read(&["side", "label"], |args| Ok((args.take()?, args.take()?)))
    }

    #[test]
    fn arguments_come_as_a_list_or_by_name_in_any_order() {
        for text in
            [r#"[7,"a"]"#, r#"{"label":"a","other":[1],"side":7}"#, r#" { "side" : 7 , "l\u0061bel":"a" } "#]
        {
            assert_eq!(sides(text).unwrap(), (7, Some("a".into())), "{text}");
        }
        assert_eq!(sides(r#"{"side":7}"#).unwrap(), (7, None));
        assert_eq!(parcel("[]", &[]).read(&[], |_| Ok(3)).unwrap(), 3);
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (text, why) in [
            (r#"{"label":"a"}"#, "missing field `side`"),
            (r#"["x",null]"#, "side: "),
            (r#"[1,2,3]"#, ""),
            ("7", ""),
            (r#"{"side":1"#, ""),
        ] {
            let error = sides(text).unwrap_err();
            assert!(error.kind() == Kind::Malformed && error.message().starts_with(why), "{text}: {error:?}");
        }
    }

    #[test]
    fn files_without_a_place_are_taken_in_order() {
        let read = |args: &mut Args<'_>| {
            Ok((args.take_or(next_file)?, args.take_or(all_files)?, args.take::<u32>()?))
        };
        let names = &["photo", "others", "side"];
        let (photo, others, side) = parcel(r#"{"side":9}"#, &["a", "b", "c"]).read(names, read).unwrap();
        assert_eq!((photo.name(), others.len(), side), ("a", 2, 9));
        let missing = parcel(r#"{"side":9}"#, &[]).read(names, read).unwrap_err();
        assert_eq!(missing.kind(), Kind::Malformed);
        let (photo, ..) = parcel(r#"[{"$file":1},[],3]"#, &["a", "b"]).read(names, read).unwrap();
        assert_eq!(photo.name(), "b");
    }
}
