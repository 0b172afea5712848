//! Maps from codes to characters: how long codes are, and what they stand for.

use std::collections::HashMap;

use crate::cos::{Lexer, Token};

/// Entries of one map.
const ENTRIES: usize = 400_000;

/// A map that was read.
#[derive(Default)]
pub(super) struct Map {
    /// Bytes of a code, first and last.
    pub spaces: Vec<(usize, u32, u32)>,
    /// What codes say.
    pub texts: HashMap<u32, String>,
    /// The characters of a font that codes select: first and last code, first character.
    pub glyphs: Vec<(u32, u32, u32)>,
    /// Entries that were read, again and again or not.
    read: usize,
}

fn code(bytes: &[u8]) -> u32 {
    bytes.iter().take(4).fold(0, |code, byte| code << 8 | u32::from(*byte))
}

fn text(bytes: &[u8]) -> String {
    if let [one] = bytes {
        return char::from(*one).to_string();
    }
    let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
    String::from_utf16_lossy(&units)
}

/// The text `steps` further on.
fn further(bytes: &[u8], steps: u32) -> String {
    let mut bytes = bytes.to_vec();
    if let Some(at) = bytes.len().checked_sub(2) {
        let last = u16::from_be_bytes([bytes[at], bytes[at + 1]]).wrapping_add(steps as u16);
        bytes[at..].copy_from_slice(&last.to_be_bytes());
    } else if let [one] = &mut bytes[..] {
        *one = one.wrapping_add(steps as u8);
    }
    text(&bytes)
}

impl Map {
    pub fn read(bytes: &[u8]) -> Self {
        let mut map = Self::default();
        let mut lexer = Lexer::new(bytes, 0);
        loop {
            match lexer.token() {
                Token::Word(b"begincodespacerange") => map.section(&mut lexer, Self::space),
                Token::Word(b"beginbfchar") => map.section(&mut lexer, Self::one),
                Token::Word(b"beginbfrange") => map.section(&mut lexer, Self::range),
                Token::Word(b"begincidrange") => map.section(&mut lexer, Self::glyphs),
                Token::Word(b"begincidchar") => map.section(&mut lexer, Self::glyph),
                Token::End => return map,
                _ => {}
            }
        }
    }

    fn section(&mut self, lexer: &mut Lexer, entry: fn(&mut Self, &[u8], &mut Lexer)) {
        while let Token::String(first) = lexer.token() {
            self.read += 1;
            if self.read > ENTRIES {
                return;
            }
            entry(self, &first, lexer);
        }
    }

    fn space(&mut self, first: &[u8], lexer: &mut Lexer) {
        if let Token::String(last) = lexer.token() {
            self.spaces.push((first.len().clamp(1, 4), code(first), code(&last)));
        }
    }

    fn one(&mut self, first: &[u8], lexer: &mut Lexer) {
        if let Token::String(says) = lexer.token() {
            self.texts.insert(code(first), text(&says));
        }
    }

    fn range(&mut self, first: &[u8], lexer: &mut Lexer) {
        let Token::String(last) = lexer.token() else { return };
        let (first, last) = (code(first), code(&last));
        match lexer.token() {
            Token::String(says) => {
                for at in first..=last.min(first.saturating_add(0xFFFF)) {
                    self.read += 1;
                    if self.read > ENTRIES {
                        return;
                    }
                    self.texts.insert(at, further(&says, at - first));
                }
            }
            Token::ArrayOpen => {
                let mut at = first;
                while let Token::String(says) = lexer.token() {
                    self.texts.insert(at, text(&says));
                    at = at.saturating_add(1);
                }
            }
            _ => {}
        }
    }

    fn glyphs(&mut self, first: &[u8], lexer: &mut Lexer) {
        if let (Token::String(last), Token::Int(glyph)) = (lexer.token(), lexer.token()) {
            self.glyphs.push((code(first), code(&last), u32::try_from(glyph).unwrap_or(0)));
        }
    }

    fn glyph(&mut self, first: &[u8], lexer: &mut Lexer) {
        if let Token::Int(glyph) = lexer.token() {
            self.glyphs.push((code(first), code(first), u32::try_from(glyph).unwrap_or(0)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_ranges_are_read() {
        let map = Map::read(
            b"1 begincodespacerange <0000> <ffff> endcodespacerange 1 beginbfchar <0003> <00660069> endbfchar \
              2 beginbfrange <0010> <0012> <0041> <0020> <0021> [<0061> <D83DDE42>] endbfrange \
              1 begincidrange <10> <20> 7 endcidrange",
        );
        assert_eq!(map.spaces, [(2, 0, 0xFFFF)]);
        assert_eq!((&map.texts[&3][..], &map.texts[&0x12][..], &map.texts[&0x21][..]), ("fi", "C", "🙂"));
        assert_eq!(map.glyphs, [(0x10, 0x20, 7)]);
    }
}
