//! From bytes to tokens and objects. Content streams have the same tokens, so they are read here too.
//!
//! Mistakes that other viewers forgive are forgiven: a missing `>>`, a stray word inside an array, a doubled sign.

use std::rc::Rc;

use super::limits::DEPTH;
use super::{Dict, Id, Object};

/// Reads tokens from a slice.
#[derive(Clone)]
pub struct Lexer<'a> {
    data: &'a [u8],
    at: usize,
}

/// The smallest parts.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Token<'a> {
    Int(i64),
    Real(f64),
    Name(Rc<[u8]>),
    String(Rc<[u8]>),
    ArrayOpen,
    ArrayClose,
    DictOpen,
    DictClose,
    /// Anything else: `obj`, `R`, `true`, operators.
    Word(&'a [u8]),
    /// Nothing left.
    End,
}

pub(crate) fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | 9 | 10 | 12 | 13 | 32)
}

pub(crate) fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

fn is_regular(byte: u8) -> bool {
    !is_space(byte) && !is_delimiter(byte)
}

fn hex(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).map(|digit| digit as u8)
}

impl<'a> Lexer<'a> {
    /// Begins at an offset.
    pub fn new(data: &'a [u8], at: usize) -> Self {
        Self { data, at: at.min(data.len()) }
    }

    /// Where the next token is looked for.
    pub fn at(&self) -> usize {
        self.at
    }

    /// Goes elsewhere.
    pub fn seek(&mut self, at: usize) {
        self.at = at.min(self.data.len());
    }

    /// What is left.
    pub fn rest(&self) -> &'a [u8] {
        &self.data[self.at..]
    }

    fn peek(&self) -> Option<u8> {
        self.data.get(self.at).copied()
    }

    /// Skips white space and comments.
    pub fn skip_space(&mut self) {
        while let Some(byte) = self.peek() {
            if byte == b'%' {
                while self.peek().is_some_and(|byte| byte != b'\n' && byte != b'\r') {
                    self.at += 1;
                }
            } else if is_space(byte) {
                self.at += 1;
            } else {
                return;
            }
        }
    }

    /// The next token.
    pub fn token(&mut self) -> Token<'a> {
        self.skip_space();
        let Some(byte) = self.peek() else { return Token::End };
        let next = self.data.get(self.at + 1).copied();
        match (byte, next) {
            (b'/', _) => self.name(),
            (b'(', _) => self.literal(),
            (b'<', Some(b'<')) => self.take(2, Token::DictOpen),
            (b'>', Some(b'>')) => self.take(2, Token::DictClose),
            (b'<', _) => self.hexadecimal(),
            (b'[', _) => self.take(1, Token::ArrayOpen),
            (b']', _) => self.take(1, Token::ArrayClose),
            (b'0'..=b'9' | b'+' | b'-' | b'.', _) => self.number(),
            _ if is_delimiter(byte) => {
                self.at += 1;
                Token::Word(&self.data[self.at - 1..self.at])
            }
            _ => self.word(),
        }
    }

    fn take(&mut self, count: usize, token: Token<'a>) -> Token<'a> {
        self.at += count;
        token
    }

    fn word(&mut self) -> Token<'a> {
        let start = self.at;
        while self.peek().is_some_and(is_regular) {
            self.at += 1;
        }
        Token::Word(&self.data[start..self.at])
    }

    fn number(&mut self) -> Token<'a> {
        let start = self.at;
        let (mut negative, mut dot, mut digits) = (false, false, 0);
        let (mut int, mut real, mut scale) = (0i64, 0f64, 1f64);
        let mut fits = true;
        while let Some(byte) = self.peek() {
            match byte {
                b'-' if self.at == start => negative = true,
                // Signs further on are typing errors of generators, and are passed over.
                b'-' | b'+' => {}
                b'.' if !dot => dot = true,
                b'0'..=b'9' => {
                    digits += 1;
                    let digit = byte - b'0';
                    if dot {
                        scale *= 10.0;
                    }
                    // Beyond this many digits a double knows no more.
                    if scale < 1e18 {
                        real = real * 10.0 + f64::from(digit);
                    }
                    if !dot {
                        let more = int.checked_mul(10).and_then(|int| int.checked_add(i64::from(digit)));
                        (int, fits) = (more.unwrap_or(int), fits && more.is_some());
                    }
                }
                _ => break,
            }
            self.at += 1;
        }
        if digits == 0 && self.at - start < 2 && self.peek().is_some_and(is_regular) {
            return self.word();
        }
        let sign = if negative { -1.0 } else { 1.0 };
        if dot || !fits {
            Token::Real(sign * real / scale.min(1e18))
        } else {
            Token::Int(if negative { -int } else { int })
        }
    }

    fn name(&mut self) -> Token<'a> {
        self.at += 1;
        let start = self.at;
        while self.peek().is_some_and(is_regular) {
            self.at += 1;
        }
        let raw = &self.data[start..self.at];
        if !raw.contains(&b'#') {
            return Token::Name(raw.into());
        }
        let mut name = Vec::with_capacity(raw.len());
        let mut at = 0;
        while at < raw.len() {
            let pair = (raw.get(at + 1).copied().and_then(hex), raw.get(at + 2).copied().and_then(hex));
            if let (b'#', (Some(high), Some(low))) = (raw[at], pair) {
                name.push(high << 4 | low);
                at += 3;
            } else {
                name.push(raw[at]);
                at += 1;
            }
        }
        Token::Name(name.into())
    }

    fn literal(&mut self) -> Token<'a> {
        self.at += 1;
        let mut bytes = Vec::new();
        let mut open = 1;
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'(' => open += 1,
                b')' => {
                    open -= 1;
                    if open == 0 {
                        break;
                    }
                }
                b'\\' => {
                    self.escape(&mut bytes);
                    continue;
                }
                b'\r' => {
                    if self.peek() == Some(b'\n') {
                        self.at += 1;
                    }
                    bytes.push(b'\n');
                    continue;
                }
                _ => {}
            }
            bytes.push(byte);
        }
        Token::String(bytes.into())
    }

    fn escape(&mut self, bytes: &mut Vec<u8>) {
        let Some(byte) = self.peek() else { return };
        self.at += 1;
        match byte {
            b'n' => bytes.push(b'\n'),
            b'r' => bytes.push(b'\r'),
            b't' => bytes.push(b'\t'),
            b'b' => bytes.push(8),
            b'f' => bytes.push(12),
            b'\n' => {}
            b'\r' => {
                if self.peek() == Some(b'\n') {
                    self.at += 1;
                }
            }
            b'0'..=b'7' => {
                let mut code = u32::from(byte - b'0');
                for _ in 0..2 {
                    let Some(digit @ b'0'..=b'7') = self.peek() else { break };
                    code = code * 8 + u32::from(digit - b'0');
                    self.at += 1;
                }
                bytes.push(code as u8);
            }
            _ => bytes.push(byte),
        }
    }

    fn hexadecimal(&mut self) -> Token<'a> {
        self.at += 1;
        let mut bytes = Vec::new();
        let mut high = None;
        while let Some(byte) = self.peek() {
            self.at += 1;
            if byte == b'>' {
                break;
            }
            if let Some(digit) = hex(byte) {
                match high.take() {
                    Some(high) => bytes.push(high << 4 | digit),
                    None => high = Some(digit),
                }
            }
        }
        bytes.extend(high.map(|high| high << 4));
        Token::String(bytes.into())
    }

    /// The next object; `None` at the end, at a word that begins none, and where too much is nested.
    pub fn object(&mut self) -> Option<Object> {
        let token = self.token();
        self.object_from(token, 0)
    }

    fn object_from(&mut self, token: Token<'a>, depth: usize) -> Option<Object> {
        if depth > DEPTH {
            return None;
        }
        Some(match token {
            Token::Int(int) => match self.reference(int) {
                Some(id) => Object::Ref(id),
                None => Object::Int(int),
            },
            Token::Real(real) => Object::Real(real),
            Token::Name(name) => Object::Name(name),
            Token::String(bytes) => Object::String(bytes),
            Token::ArrayOpen => self.array(depth)?,
            Token::DictOpen => Object::Dict(Rc::new(self.dict(depth)?)),
            Token::Word(b"true") => Object::Bool(true),
            Token::Word(b"false") => Object::Bool(false),
            Token::Word(b"null") => Object::Null,
            Token::Word(_) | Token::ArrayClose | Token::DictClose | Token::End => return None,
        })
    }

    fn array(&mut self, depth: usize) -> Option<Object> {
        let mut items = Vec::new();
        loop {
            let before = self.at;
            match self.token() {
                Token::ArrayClose | Token::End => break,
                // The array was never closed.
                Token::Word(b"endobj" | b"obj" | b"stream") | Token::DictClose => {
                    self.at = before;
                    break;
                }
                token @ (Token::ArrayOpen | Token::DictOpen) => {
                    items.push(self.object_from(token, depth + 1)?)
                }
                token => items.extend(self.object_from(token, depth + 1)),
            }
        }
        Some(Object::Array(Rc::new(items)))
    }

    fn dict(&mut self, depth: usize) -> Option<Dict> {
        let mut dict = Dict::new();
        loop {
            let before = self.at;
            let name = match self.token() {
                Token::Name(name) => name,
                Token::DictClose | Token::End => break,
                Token::Word(b"endobj" | b"stream") => {
                    self.at = before;
                    break;
                }
                _ => continue,
            };
            let before = self.at;
            match self.token() {
                Token::DictClose | Token::End => break,
                Token::Word(b"endobj" | b"stream") => {
                    self.at = before;
                    break;
                }
                token @ (Token::ArrayOpen | Token::DictOpen) => {
                    let value = self.object_from(token, depth + 1)?;
                    dict.push(name, value);
                }
                token => dict.push(name, self.object_from(token, depth + 1).unwrap_or_default()),
            }
        }
        Some(dict)
    }

    /// After a number: whether `0 R` follows. Looks at bytes, since most numbers are just numbers.
    fn reference(&mut self, number: i64) -> Option<Id> {
        let number = u32::try_from(number).ok()?;
        let mut at = self.at;
        let spaces = |at: &mut usize| {
            let start = *at;
            while self.data.get(*at).copied().is_some_and(is_space) {
                *at += 1;
            }
            *at > start
        };
        if !spaces(&mut at) {
            return None;
        }
        let mut generation = 0u32;
        let digits = at;
        while let Some(digit @ b'0'..=b'9') = self.data.get(at) {
            generation = generation.checked_mul(10)?.checked_add(u32::from(digit - b'0'))?;
            at += 1;
        }
        if at == digits || !spaces(&mut at) || self.data.get(at) != Some(&b'R') {
            return None;
        }
        if self.data.get(at + 1).copied().is_some_and(is_regular) {
            return None;
        }
        self.at = at + 1;
        Some(Id { number, generation: generation as u16 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Object {
        Lexer::new(text.as_bytes(), 0).object().unwrap()
    }

    #[test]
    fn every_kind_of_object_is_read() {
        let object =
            read("<< /A#20B [1 -2.5 .5 4. +7 (a\\(b\\051\\n(c)) <4a4> true null 12 0 R] /C << /D/E >> >>");
        let dict = object.dict().unwrap();
        let items = dict.get("A B").as_array().unwrap();
        let numbers: Vec<_> = items[..5].iter().map(|item| item.as_number().unwrap()).collect();
        assert_eq!(numbers, [1.0, -2.5, 0.5, 4.0, 7.0]);
        assert_eq!(items[5].as_string().unwrap(), b"a(b)\n(c)");
        assert_eq!(items[6].as_string().unwrap(), b"J@");
        assert_eq!(
            items[7..],
            [Object::Bool(true), Object::Null, Object::Ref(Id { number: 12, generation: 0 })]
        );
        assert!(dict.get("C").dict().unwrap().get("D").is_name("E"));
    }

    #[test]
    fn what_others_forgive_is_forgiven() {
        assert_eq!(read("[1 2 foo 3]").as_array().unwrap().len(), 3);
        assert!(read("<< /A 1 /B 2 endobj").dict().unwrap().has("B"));
        assert_eq!(read("--5"), Object::Int(-5));
        assert_eq!(read("(a\\\r\nb\r\nc").as_string().unwrap(), b"ab\nc");
        assert_eq!(read("[1 0 Rx]").as_array().unwrap().len(), 2);
        assert!((read("99999999999999999999").as_number().unwrap() - 1e20).abs() < 1e5);
    }

    #[test]
    fn nesting_ends_somewhere() {
        assert_eq!(Lexer::new("[".repeat(100_000).as_bytes(), 0).object(), None);
        assert_eq!(Lexer::new("<</A".repeat(100_000).as_bytes(), 0).object(), None);
    }
}
