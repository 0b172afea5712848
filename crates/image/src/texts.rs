//! Texts in a picture's file beside EXIF and XMP: titles, comments, and what programs that paint were asked to paint.
//!
//! PNG has them under keywords (`tEXt`, `zTXt`, `iTXt`), JPEG has comments without one. Neither fits into the other format
//! altogether: what PNG calls a comment is one in JPEG.

use crate::{Tags, zlib};

/// So many bytes of text are kept; what is longer is no note beside a picture.
const MOST: usize = 1 << 20;
/// PNG's keyword for what JPEG holds.
const COMMENT: &str = "Comment";

/// A keyword and what stands under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// `Title`, `Author`, `Comment` and the like; 1 to 79 characters of Latin-1.
    pub keyword: String,
    /// The text.
    pub text: String,
}

/// Keeps a text, if there is room.
pub(crate) fn keep(tags: &mut Tags, text: Option<Text>) {
    let used: usize = tags.texts.iter().map(|text| text.text.len() + text.keyword.len()).sum();
    match text.filter(|text| used + text.text.len() + text.keyword.len() <= MOST) {
        Some(text) => tags.texts.push(text),
        None => tags.left = true,
    }
}

/// A JPEG's comment, in UTF-8 as today's programs write it, or in Latin-1.
pub(crate) fn comment(body: &[u8]) -> Option<Text> {
    let body = body.strip_suffix(b"\0").unwrap_or(body);
    let text = std::str::from_utf8(body).map_or_else(|_| latin(body), str::to_owned);
    Some(Text { keyword: COMMENT.to_owned(), text })
}

/// The text of a PNG's chunk of this name; nothing if it is damaged.
pub(crate) fn chunk(name: &[u8; 4], body: &[u8]) -> Option<Text> {
    let (keyword, rest) = split(body)?;
    let text = match name {
        b"tEXt" => latin(rest),
        b"zTXt" => latin(&zlib::unpack(rest.get(1..)?, MOST)?),
        _ => {
            let (&[packed, _], rest) = rest.split_first_chunk::<2>()?;
            let text = split(split(rest)?.1)?.1;
            let text = if packed == 1 { zlib::unpack(text, MOST)? } else { text.to_vec() };
            String::from_utf8(text).ok()?
        }
    };
    (1..=79).contains(&keyword.len()).then(|| Text { keyword: latin(keyword), text })
}

impl Text {
    /// Whether a JPEG holds it.
    pub(crate) fn is_comment(&self) -> bool {
        self.keyword == COMMENT
    }

    /// Whether a program only wrote down itself, or when it was at work: nobody misses that.
    pub(crate) fn is_trivial(&self) -> bool {
        self.keyword == "Software" || self.keyword.starts_with("date:")
    }

    /// The body of an `iTXt` chunk.
    pub(crate) fn chunk(&self) -> Vec<u8> {
        let keyword = self.keyword.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap_or(b'?'));
        keyword.chain([0; 5]).chain(self.text.bytes()).collect()
    }
}

fn split(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = bytes.iter().position(|byte| *byte == 0)?;
    Some((&bytes[..end], &bytes[end + 1..]))
}

fn latin(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}
