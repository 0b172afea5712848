//! What sort of file the bytes are, by their first ones and not by the name.

use crate::{Error, Kind, Result};

/// The sorts of files that people open as documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// PDF, with its mark near the beginning.
    Pdf,
    /// Word.
    Word,
    /// Excel.
    Sheet,
    /// PowerPoint.
    Slides,
    /// The Office formats before 2007, or a locked one after it.
    Office,
    /// OpenDocument.
    OpenDocument,
    /// An electronic book.
    Book,
    /// Rich Text Format.
    Rich,
    /// PostScript.
    PostScript,
    /// A picture.
    Picture,
    /// An archive.
    Archive,
    /// None of these: perhaps a PDF that lost its beginning.
    Unknown,
}

impl Sort {
    /// Why it is not opened, and what to do.
    pub(super) fn refusal(self) -> &'static str {
        match self {
            Self::Word => "This is a Word document. It cannot be shown yet: save it as PDF and open that.",
            Self::Sheet => "This is an Excel workbook. It cannot be shown yet: save it as PDF and open that.",
            Self::Slides => {
                "This is a PowerPoint presentation. It cannot be shown yet: save it as PDF and open that."
            }
            Self::Office => {
                "This is an Office file of an older kind, or a locked one. It cannot be shown yet: save it as PDF and open that."
            }
            Self::OpenDocument => {
                "This is an OpenDocument file. It cannot be shown yet: save it as PDF and open that."
            }
            Self::Book => "This is an electronic book. It cannot be shown yet.",
            Self::Rich => "This is an RTF document. It cannot be shown yet: save it as PDF and open that.",
            Self::PostScript => {
                "This is a PostScript file. It cannot be shown yet: convert it to PDF and open that."
            }
            Self::Picture => "This is a picture and no document: open it among the pictures.",
            Self::Archive => "This is an archive. Unpack it and open the documents inside.",
            Self::Pdf | Self::Unknown => {
                "This file cannot be read here: nothing in it looks like a PDF. Open the original file."
            }
        }
    }
}

/// How far into a file the mark of a PDF may stand.
const HEAD: usize = 1024;

/// What sort of file this is.
///
/// # Errors
/// [`Kind::Empty`].
pub fn sort(bytes: &[u8]) -> Result<Sort> {
    if bytes.iter().all(|byte| *byte == 0) {
        let message = if bytes.is_empty() {
            "This file is empty. The copy may have been cut short: get it again."
        } else {
            "This file holds nothing but zeros. The copy may have been cut short: get it again."
        };
        return Err(Error::new(Kind::Empty, message));
    }
    let head = &bytes[..bytes.len().min(HEAD)];
    if has(head, b"%PDF-") {
        return Ok(Sort::Pdf);
    }
    let first = |mark: &[u8]| head.starts_with(mark);
    Ok(if first(b"PK\x03\x04") {
        packed(bytes)
    } else if first(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        Sort::Office
    } else if first(b"{\\rtf") {
        Sort::Rich
    } else if first(b"%!PS") {
        Sort::PostScript
    } else if first(b"\x89PNG")
        || first(b"\xff\xd8\xff")
        || first(b"GIF8")
        || first(b"II*\0")
        || first(b"MM\0*")
    {
        Sort::Picture
    } else if first(b"7z\xbc\xaf") || first(b"Rar!") || first(b"\x1f\x8b") {
        Sort::Archive
    } else {
        Sort::Unknown
    })
}

/// A zip file is known by the names in it, of which the list stands at its end.
fn packed(bytes: &[u8]) -> Sort {
    let tail = &bytes[bytes.len().saturating_sub(64 << 10)..];
    let head = &bytes[..bytes.len().min(4 << 10)];
    let named = |name: &[u8]| has(head, name) || has(tail, name);
    if has(head, b"mimetypeapplication/epub") {
        Sort::Book
    } else if has(head, b"mimetypeapplication/vnd.oasis.opendocument") {
        Sort::OpenDocument
    } else if named(b"word/document") {
        Sort::Word
    } else if named(b"xl/workbook") || named(b"xl/worksheets") {
        Sort::Sheet
    } else if named(b"ppt/presentation") || named(b"ppt/slides") {
        Sort::Slides
    } else {
        Sort::Archive
    }
}

fn has(bytes: &[u8], name: &[u8]) -> bool {
    bytes.windows(name.len()).any(|window| window == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_known_by_their_content() {
        for (bytes, expected) in [
            (&b"junk\n%PDF-1.4\n"[..], Sort::Pdf),
            (b"PK\x03\x04....word/document.xml", Sort::Word),
            (b"PK\x03\x04....xl/workbook.xml", Sort::Sheet),
            (b"PK\x03\x04....ppt/presentation.xml", Sort::Slides),
            (b"PK\x03\x04....a.txt", Sort::Archive),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", Sort::Office),
            (b"{\\rtf1", Sort::Rich),
            (b"hello", Sort::Unknown),
        ] {
            assert_eq!(sort(bytes), Ok(expected));
        }
    }

    #[test]
    fn nothing_is_named_as_such() {
        assert_eq!(sort(b"").unwrap_err().kind, Kind::Empty);
        assert_eq!(sort(&[0; 9]).unwrap_err().kind, Kind::Empty);
    }
}
