//! The text in front of a file: who can open it, and a mark that nobody changed that.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use hmac::{Hmac, Mac};
use sha2::Sha256;

use super::{FileKey, derive};
use crate::{Error, Kind, Result};

pub(super) const VERSION: &str = "age-encryption.org/v1";
/// Characters of a line of a stanza's body; the last one is shorter.
const LINE: usize = 64;

/// The file's key, wrapped for somebody: `-> words` and a body.
pub(super) struct Stanza {
    pub words: Vec<String>,
    pub body: Vec<u8>,
}

pub(super) struct Header {
    pub stanzas: Vec<Stanza>,
}

impl Header {
    /// Its bytes.
    pub fn write(&self, key: &FileKey) -> Vec<u8> {
        let text = self.text();
        let mac = BASE64.encode(mac(key, &text).finalize().into_bytes());
        format!("{text} {mac}\n").into_bytes()
    }

    /// All of it that the mark is of.
    fn text(&self) -> String {
        let mut text = format!("{VERSION}\n");
        for stanza in &self.stanzas {
            text += &format!("-> {}\n", stanza.words.join(" "));
            let body = BASE64.encode(&stanza.body);
            let lines = (0..=body.len() / LINE).map(|at| &body[at * LINE..body.len().min((at + 1) * LINE)]);
            lines.for_each(|line| text += &format!("{line}\n"));
        }
        text + "---"
    }

    /// Reads one at the start of a file: the header, its mark, and how many bytes they take.
    pub fn parse(bytes: &[u8], name: &str) -> Result<(Self, [u8; 32], usize)> {
        parse(bytes).ok_or_else(|| {
            let text = match bytes.starts_with(VERSION.as_bytes()) {
                true => format!("{name} is damaged at its start. Ask for it again."),
                false => format!("{name} is not a file that age has sealed."),
            };
            Error::new(Kind::Invalid, text)
        })
    }

    /// Whether the mark is of this header.
    pub fn check(&self, key: &FileKey, mark: &[u8; 32]) -> Result<()> {
        mac(key, &self.text()).verify_slice(mark).map_err(|_| {
            let text = "Somebody changed who can open this file, or it was damaged. Ask for it again.";
            Error::new(Kind::Corrupt, text)
        })
    }
}

fn mac(key: &FileKey, text: &str) -> Hmac<Sha256> {
    let key = derive(key.as_ref(), &[], "header");
    let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(key.as_ref())
        .unwrap_or_else(|_| unreachable!("any length will do"));
    mac.update(text.as_bytes());
    mac
}

/// The text that is parsed has one spelling only, so writing it again gives what the mark is of.
fn parse(bytes: &[u8]) -> Option<(Header, [u8; 32], usize)> {
    let mut at = 0;
    let mut next = || {
        let length = bytes[at..].iter().position(|byte| *byte == b'\n')?;
        let line = std::str::from_utf8(&bytes[at..at + length]).ok()?;
        at += length + 1;
        Some((line, at))
    };
    if next()?.0 != VERSION {
        return None;
    }
    let mut stanzas = Vec::new();
    loop {
        let (line, end) = next()?;
        if let Some(mark) = line.strip_prefix("--- ") {
            let mark = BASE64.decode(mark).ok()?.try_into().ok()?;
            return (!stanzas.is_empty()).then_some((Header { stanzas }, mark, end));
        }
        let words: Vec<String> = line.strip_prefix("-> ")?.split(' ').map(str::to_owned).collect();
        let odd = |word: &String| word.is_empty() || !word.bytes().all(|byte| (33..=126).contains(&byte));
        if words.iter().any(odd) {
            return None;
        }
        let mut body = String::new();
        loop {
            let (line, _) = next()?;
            body += line;
            match line.len() {
                LINE => {}
                0..LINE => break,
                _ => return None,
            }
        }
        stanzas.push(Stanza { words, body: BASE64.decode(body).ok()? });
    }
}
