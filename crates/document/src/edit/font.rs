//! Letters: those of Helvetica for what is written here, and the encodings and widths for what is read.

#[cfg(feature = "edit")]
mod encoding;
mod metrics;

#[cfg(feature = "edit")]
pub(crate) use encoding::{Encoding, is_letter, mac, name, standard_width};

#[cfg(feature = "edit")]
use std::collections::BTreeSet;

use crate::cos::{Dict, Object};
use crate::{Error, Kind, Result};

/// Height of capitals above the line, as a part of the size.
pub(crate) const CAPITALS: f64 = 0.72;
/// Depth below it.
pub(crate) const DEPTH: f64 = 0.21;

/// Helvetica, which every reader has.
pub(crate) fn helvetica() -> Dict {
    Dict::new()
        .with("Type", Object::name("Font"))
        .with("Subtype", Object::name("Type1"))
        .with("BaseFont", Object::name("Helvetica"))
        .with("Encoding", Object::name("WinAnsiEncoding"))
}

/// Helvetica for a text: letters that the Windows encoding lacks have the codes of some that the text does without.
#[cfg(feature = "edit")]
pub(crate) fn helvetica_for(text: &str) -> Dict {
    let lacking: BTreeSet<char> = text.chars().filter(|c| code(*c).is_none()).collect();
    let used: BTreeSet<u8> = text.chars().filter_map(code).collect();
    let free = (128..=255u8).filter(|code| !used.contains(code));
    let named = lacking.into_iter().filter_map(|c| Some((c, name(c)?)));
    // Widths as well: not every reader knows those of letters beyond the usual ones.
    let mut widths = metrics::SANS.map(f64::from);
    let mut differences: Vec<Object> = Vec::new();
    for ((c, name), code) in named.zip(free) {
        let wide = standard_width("Helvetica", 0, Some(c.encode_utf8(&mut [0; 4])));
        widths[usize::from(code) - 32] = wide;
        differences.extend([Object::Int(code.into()), Object::name(name)]);
    }
    if differences.is_empty() {
        return helvetica();
    }
    let encoding = Dict::new()
        .with("Type", Object::name("Encoding"))
        .with("BaseEncoding", Object::name("WinAnsiEncoding"))
        .with("Differences", Object::array(differences));
    helvetica()
        .with("Encoding", encoding)
        .with("FirstChar", 32)
        .with("LastChar", 255)
        .with("Widths", Object::numbers(widths))
}

/// A text in the Windows encoding, with `?` for what it lacks.
pub(crate) fn encode(text: &str) -> Vec<u8> {
    text.chars().map(|c| code(c).unwrap_or(b'?')).collect()
}

/// The code of a letter in the Windows encoding.
pub(crate) fn code(c: char) -> Option<u8> {
    match c {
        ' '..='~' => Some(c as u8),
        '\u{a0}'..='\u{ff}' => Some(c as u32 as u8),
        '\t' | '\u{2007}' | '\u{202f}' => Some(b' '),
        '\u{2011}' | '\u{2212}' => Some(b'-'),
        _ => metrics::WINDOWS.chars().skip(96).take(32).position(|known| known == c).map(|at| at as u8 + 128),
    }
}

/// Says which letter of a text cannot be written.
pub(crate) fn check(text: &str) -> Result<()> {
    match text.chars().find(|c| code(*c).is_none() && !c.is_control()) {
        None => Ok(()),
        Some(c) => Err(Error::new(
            Kind::Settings,
            format!(
                "“{c}” cannot be written: only Western European letters can be, as they need no font of their own. Write it with those."
            ),
        )),
    }
}

/// How wide a text in the Windows encoding is in Helvetica, at a size.
pub(crate) fn width(bytes: &[u8], size: f64) -> f64 {
    let sum: u32 = bytes.iter().map(|byte| u32::from(metrics::SANS[usize::from(byte.max(&32) - 32)])).sum();
    f64::from(sum) * size / 1000.0
}

/// Breaks a text into lines that are at most so wide, at spaces where there are any.
pub(crate) fn lines(text: &str, size: f64, wide: f64) -> Vec<Vec<u8>> {
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut line: Vec<u8> = Vec::new();
        for word in encode(paragraph).split_inclusive(|byte| *byte == b' ') {
            let trimmed = word.strip_suffix(b" ").unwrap_or(word);
            if !line.is_empty() && width(&line, size) + width(trimmed, size) > wide {
                lines.push(std::mem::take(&mut line));
            }
            for byte in word {
                if !line.is_empty() && *byte != b' ' && width(&line, size) + width(&[*byte], size) > wide {
                    lines.push(std::mem::take(&mut line));
                }
                line.push(*byte);
            }
        }
        lines.push(line);
    }
    lines.iter_mut().for_each(|line| line.truncate(line.trim_ascii_end().len()));
    lines
}

/// A string as content has it.
pub(crate) fn literal(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2 + 2);
    text.push('<');
    for byte in bytes {
        text.push_str(&format!("{byte:02x}"));
    }
    text.push('>');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn western_letters_have_codes_and_widths() {
        assert_eq!(encode("Aé€–日"), [65, 0xE9, 0x80, 0x96, b'?']);
        assert!((width(b"Hello", 10.0) - 22.78).abs() < 1e-9);
        assert!(check("Größe").is_ok() && check("日").unwrap_err().message.contains('日'));
    }

    #[test]
    fn lines_are_no_wider_than_they_may_be() {
        let lines = lines("one two three\n\nWWWWWWWWWWWW", 10.0, 50.0);
        assert_eq!(lines[0], b"one two");
        assert_eq!(lines[2], b"");
        assert!(lines.iter().all(|line| width(line, 10.0) <= 50.0));
    }
}
