//! The form of a file that can be pasted into a letter: Base64 between two lines.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use nearside::File;

use crate::{Error, Kind, Result, body};

const BEGIN: &str = "-----BEGIN AGE ENCRYPTED FILE-----";
const END: &str = "-----END AGE ENCRYPTED FILE-----";
/// Characters of a line; the last one is shorter, or as long.
const LINE: usize = 64;

/// Whether a file begins like one; letters come with space around.
pub(super) fn begins(start: &[u8]) -> bool {
    start.trim_ascii_start().starts_with(BEGIN.as_bytes())
}

/// The bytes behind the text, block by block.
pub(super) async fn remove(file: &File) -> Result<File> {
    let wrong = || {
        let text = format!("The text of {} is not whole. Copy all of it, from BEGIN to END.", file.name());
        Error::new(Kind::Corrupt, text)
    };
    let mut pieces = Vec::new();
    let mut state = State::Before;
    let (mut at, mut rest) = (0, Vec::new());
    while at < file.size() {
        rest.extend(body::read(&file.range(at..at + body::BLOCK)).await?);
        at += body::BLOCK;
        let end = match at < file.size() {
            true => rest.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1),
            false => rest.len(),
        };
        let mut bytes = Vec::new();
        for line in rest[..end].split(|byte| *byte == b'\n') {
            state = state.hear(line.trim_ascii(), &mut bytes).ok_or_else(wrong)?;
        }
        pieces.push(body::piece(bytes)?);
        rest.drain(..end);
        // A text without lines is none.
        if rest.len() > 4 * LINE {
            return Err(wrong());
        }
    }
    match state {
        State::After => Ok(body::join(file.name(), &pieces).await?.renamed(file.name())),
        _ => Err(wrong()),
    }
}

enum State {
    Before,
    Inside,
    /// A short line has been there: only the end may follow.
    Last,
    After,
}

impl State {
    fn hear(self, line: &[u8], bytes: &mut Vec<u8>) -> Option<Self> {
        match self {
            Self::Before if line.is_empty() => Some(Self::Before),
            Self::Before if line == BEGIN.as_bytes() => Some(Self::Inside),
            Self::Inside | Self::Last if line == END.as_bytes() => Some(Self::After),
            // The last piece of a block that ends in a line break.
            Self::Inside if line.is_empty() => Some(Self::Inside),
            Self::Inside if line.len() <= LINE => {
                BASE64.decode_vec(line, bytes).ok()?;
                let whole = line.len() == LINE && !line.ends_with(b"=");
                Some(if whole { Self::Inside } else { Self::Last })
            }
            Self::Last | Self::After if line.is_empty() => Some(self),
            _ => None,
        }
    }
}
