//! The operators of a content stream, one by one, and where each stands.

use std::ops::Range;

use crate::cos::{Dict, Document, Lexer, Object, Token};
use crate::{Error, Kind, Result};

use super::changes::Changes;

/// Decoded bytes of one page's content.
pub(crate) const CONTENT: usize = 256 << 20;
/// Operands that an operator may have; the longest of the standard has 32 colours and a name.
const OPERANDS: usize = 64;

/// An operator with its operands.
#[derive(Debug)]
pub(crate) struct Operation<'a> {
    pub operator: &'a [u8],
    pub operands: Vec<Object>,
    /// The bytes of all of it.
    pub range: Range<usize>,
    /// For `BI`: what it says about the picture, and where its data are.
    pub inline: Option<(Dict, Range<usize>)>,
}

impl Operation<'_> {
    /// A number among the operands, 0 if it is none.
    pub fn number(&self, at: usize) -> f64 {
        self.operands.get(at).and_then(Object::as_number).unwrap_or(0.0)
    }

    /// The first six numbers as a matrix.
    pub fn matrix(&self) -> [f64; 6] {
        [0, 1, 2, 3, 4, 5].map(|at| self.number(at))
    }

    /// The name that is the last operand.
    pub fn name(&self) -> &[u8] {
        self.operands.last().and_then(Object::as_name).unwrap_or_default()
    }
}

/// Walks over a content stream.
pub(crate) struct Operations<'a> {
    data: &'a [u8],
    lexer: Lexer<'a>,
}

impl<'a> Operations<'a> {
    pub fn new(data: &'a [u8]) -> Self {
        Self { data, lexer: Lexer::new(data, 0) }
    }

    /// The picture after `BI`, up to and with `EI`.
    fn inline(&mut self) -> (Dict, Range<usize>) {
        let mut dict = Dict::new();
        loop {
            match self.lexer.token() {
                Token::Name(name) => {
                    let value = self.lexer.object().unwrap_or_default();
                    dict.set_bytes(&name, value);
                }
                Token::Word(b"ID") => break,
                Token::End => return (dict, self.data.len()..self.data.len()),
                _ => {}
            }
        }
        let start = (self.lexer.at() + 1).min(self.data.len());
        let space = |byte: u8| matches!(byte, 0 | 9 | 10 | 12 | 13 | 32);
        let ends = |at: usize| {
            let rest = &self.data[at..];
            rest.starts_with(b"EI")
                && rest.get(2).is_none_or(|byte| space(*byte))
                && rest.iter().skip(2).take(12).all(|byte| space(*byte) || (0x20..0x7F).contains(byte))
        };
        let mut at = start;
        while at < self.data.len() {
            if ends(at) && (at == start || space(self.data[at - 1])) {
                self.lexer.seek(at + 2);
                return (dict, start..at.saturating_sub(1).max(start));
            }
            at += 1;
        }
        self.lexer.seek(self.data.len());
        (dict, start..self.data.len())
    }
}

impl<'a> Iterator for Operations<'a> {
    type Item = Operation<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut operands = Vec::new();
        self.lexer.skip_space();
        let start = self.lexer.at();
        loop {
            let before = self.lexer.clone();
            match self.lexer.token() {
                Token::End => return None,
                Token::Word(b"true" | b"false" | b"null") => {}
                Token::Word(operator) => {
                    let inline = (operator == b"BI").then(|| self.inline());
                    return Some(Operation { operator, operands, range: start..self.lexer.at(), inline });
                }
                _ => {}
            }
            let after = self.lexer.clone();
            self.lexer = before;
            match self.lexer.object() {
                Some(object) => operands.push(object),
                None => self.lexer = after,
            }
            if operands.len() > OPERANDS {
                operands.remove(0);
            }
        }
    }
}

/// The streams of a page's content.
pub(crate) fn streams(document: &Document, changes: &Changes, page: &Dict) -> Result<Vec<Object>> {
    let contents = page.get("Contents");
    Ok(match changes.get(document, contents)? {
        Object::Array(items) => items.to_vec(),
        Object::Stream(_) => vec![contents.clone()],
        _ => Vec::new(),
    })
}

/// All of a page's content, decoded.
pub(crate) fn bytes(document: &Document, changes: &Changes, page: &Dict) -> Result<Vec<u8>> {
    let mut all = Vec::new();
    for part in streams(document, changes, page)? {
        if let Object::Stream(stream) = changes.get(document, &part)? {
            all.extend(document.decode(&stream, CONTENT)?.bytes);
            all.push(b'\n');
        }
        if all.len() > CONTENT {
            return Err(Error::new(
                Kind::BudgetExceeded,
                "A page of this PDF holds more than 256 MB of drawing, so it was not changed.",
            ));
        }
    }
    Ok(all)
}

/// How many `q` of some content wait for their `Q`.
pub(crate) fn open(content: &[u8]) -> usize {
    Operations::new(content).fold(0usize, |open, operation| match operation.operator {
        b"q" => open + 1,
        b"Q" => open.saturating_sub(1),
        _ => open,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators_are_found_between_pictures_and_words() {
        let content = b"q 1 0 0 1 5 6 cm BI /W 2 /H 1 /CS /G ID \x00EI\xFF EI Q [(a)-3(b)] TJ true x";
        let operations: Vec<_> = Operations::new(content).collect();
        let names: Vec<_> = operations.iter().map(|operation| operation.operator).collect();
        assert_eq!(names, [&b"q"[..], b"cm", b"BI", b"Q", b"TJ", b"x"]);
        assert_eq!(operations[1].matrix(), [1.0, 0.0, 0.0, 1.0, 5.0, 6.0]);
        let (dict, data) = operations[2].inline.as_ref().unwrap();
        assert_eq!((dict.get("W"), &content[data.clone()]), (&Object::Int(2), &b"\x00EI\xFF"[..]));
        assert_eq!(operations[4].operands[0].as_array().unwrap().len(), 3);
        assert_eq!(open(b"q q Q q"), 2);
    }
}
