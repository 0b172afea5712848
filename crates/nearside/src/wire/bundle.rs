//! How many values travel as one: their texts as one string, their files as one list, and for each its [`Share`] of both.
//!
//! The values' texts are never looked into on the way: a message says how long its text is, so that whoever takes it out
//! takes that many bytes. Reading JSON again only to find its end took a fifth of a small call.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::Parcel;
use crate::{Error, File, Kind, Result};

/// What belongs to one value: so many bytes of the texts, so many of the files.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Share(usize, usize);

/// Values on their way out.
#[derive(Default)]
pub(crate) struct Bundle {
    pub texts: String,
    pub files: Vec<File>,
}

impl Bundle {
    pub fn pack(&mut self, text: &str, files: Vec<File>) -> Share {
        let share = Share(text.len(), files.len());
        self.texts.push_str(text);
        self.files.extend(files);
        share
    }
}

/// Values that have arrived, to be taken out in their order.
pub(crate) struct Unpacking {
    text: String,
    at: usize,
    files: std::vec::IntoIter<File>,
}

impl Unpacking {
    /// What was posted: messages as a JSON array, behind it the texts of the values that they speak of. One text, as each costs a
    /// crossing and a copy of its own.
    ///
    /// # Errors
    /// It does not begin with messages.
    pub fn open<M: DeserializeOwned>(text: String, files: Vec<File>) -> serde_json::Result<(Vec<M>, Self)> {
        let mut messages = serde_json::Deserializer::from_str(&text).into_iter();
        let found = messages.next().unwrap_or_else(|| Ok(Vec::new()))?;
        let at = messages.byte_offset();
        Ok((found, Self { text, at, files: files.into_iter() }))
    }

    /// # Errors
    /// [`Kind::Malformed`] when the message lies about its length.
    pub fn take(&mut self, Share(length, files): Share) -> Result<Parcel> {
        let end = self.at.saturating_add(length);
        let files = self.files.by_ref().take(files).collect();
        let Some(text) = self.text.get(self.at..end) else {
            return Err(Error::new(Kind::Malformed, "A message ended too early."));
        };
        self.at = end;
        Ok(Parcel { text: text.to_owned(), files })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parcel(text: &str, files: &[&str]) -> Parcel {
        Parcel { text: text.into(), files: files.iter().map(|name| File::new(*name, vec![])).collect() }
    }

    #[test]
    fn values_come_out_as_they_went_in() {
        let mut bundle = Bundle::default();
        let shares = [parcel("[1]", &["a"]), parcel("\"ä€\"", &[]), parcel("{}", &["b", "c"])]
            .map(|value| bundle.pack(&value.text, value.files));
        let text = format!("[1,2]{}", bundle.texts);
        let (messages, mut unpacking) = Unpacking::open::<u8>(text, bundle.files).unwrap();
        assert_eq!(messages, [1, 2]);
        let out = shares.map(|share| unpacking.take(share).unwrap());
        assert_eq!(out.each_ref().map(|value| value.text.as_str()), ["[1]", "\"ä€\"", "{}"]);
        let names = |value: &Parcel| value.files.iter().map(File::name).collect::<String>();
        assert_eq!(out.each_ref().map(names), ["a", "", "bc"]);
    }

    #[test]
    fn a_share_that_is_too_large_is_an_error() {
        let (_, mut unpacking) = Unpacking::open::<u8>("[]ä".into(), vec![]).unwrap();
        assert_eq!(unpacking.take(Share(1, 0)).unwrap_err().kind(), Kind::Malformed);
        assert_eq!(unpacking.take(Share(9, 0)).unwrap_err().kind(), Kind::Malformed);
        assert_eq!(unpacking.take(Share(usize::MAX, 0)).unwrap_err().kind(), Kind::Malformed);
    }
}
