//! From the bytes of a file to a text that can be edited.

use serde::{Deserialize, Serialize};

use crate::decode::utf8;
use crate::{Error, Kind, Result};

/// Longer texts cannot be edited, in bytes.
pub const LIMIT: u64 = 16 << 20;

/// A text that was read, and how it was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Reading {
    /// The text: UTF-8 whose lines end with `\n`.
    pub text: String,
    /// Whether lines ended with `\r\n`.
    pub crlf: bool,
    /// Whether it was not UTF-8.
    pub recoded: bool,
}

/// Whether a file of this name and size can be read.
///
/// # Errors
/// [`Kind::BudgetExceeded`] if it is larger than [`LIMIT`].
pub fn admit(name: &str, size: u64) -> Result<()> {
    if size <= LIMIT {
        return Ok(());
    }
    let message = format!(
        "{name} has more than {} MB, which is more text than can be written in here. Divide it into several files.",
        LIMIT >> 20
    );
    Err(Error::new(Kind::BudgetExceeded, message))
}

/// Reads a text. An empty file is an empty text.
///
/// # Errors
/// [`Kind::Unsupported`] if it is no text, [`Kind::BudgetExceeded`] if it is too long.
pub fn read(name: &str, bytes: Vec<u8>) -> Result<Reading> {
    admit(name, bytes.len() as u64)?;
    let (bytes, recoded) = utf8(bytes);
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        // Cut within its last letter.
        Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
    };
    if text.contains('\0') {
        let message = format!("{name} is no text: it has bytes in it that no letter is written with.");
        return Err(Error::new(Kind::Unsupported, message));
    }
    let crlf = text.contains("\r\n");
    let text = if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text };
    Ok(Reading { text, crlf, recoded })
}

#[cfg(test)]
mod tests {
    use super::{LIMIT, admit, read};
    use crate::Kind;

    #[test]
    fn texts_of_the_usual_kinds_are_read() {
        let reading = read("a.md", b"\xef\xbb\xbfa\r\nb\rc\n".to_vec()).unwrap();
        assert_eq!((reading.text.as_str(), reading.crlf, reading.recoded), ("a\nb\nc\n", true, false));
        assert_eq!(read("a.md", b"\xff\xfea\0\xe4\0".to_vec()).unwrap().text, "aä");
        assert_eq!(read("a.md", b"na\xefve \x80".to_vec()).unwrap().text, "naïve €");
        assert_eq!(read("a.md", b"cut \xe2\x82".to_vec()).unwrap().text, "cut \u{fffd}");
        assert_eq!(read("a.md", Vec::new()).unwrap().text, "");
    }

    #[test]
    fn what_is_no_text_or_too_long_is_told() {
        let refused = read("a.md", vec![1, 0, 2]).unwrap_err();
        assert_eq!(refused.kind, Kind::Unsupported);
        assert_eq!(admit("a.md", LIMIT + 1).unwrap_err().kind, Kind::BudgetExceeded);
    }
}
