//! Streams that hold objects.

use super::document::Document;
use super::lex::{Lexer, Token};
use super::limits::{OBJECTS, STRUCTURE};
use super::{Object, Stream};
use crate::Result;

/// A decoded one.
pub(crate) struct Pack {
    bytes: Vec<u8>,
    /// Number and offset of each object.
    index: Vec<(u32, usize)>,
}

impl Pack {
    pub fn open(document: &Document, stream: &Stream) -> Result<Self> {
        let count = document.get(stream.dict.get("N"))?.as_int().unwrap_or(0).clamp(0, OBJECTS.into());
        let first = document.get(stream.dict.get("First"))?.as_int().unwrap_or(0).max(0) as usize;
        let bytes = document.decode(stream, STRUCTURE)?.bytes;
        let mut lexer = Lexer::new(&bytes, 0);
        let mut index = Vec::new();
        for _ in 0..count {
            let (Token::Int(number), Token::Int(at)) = (lexer.token(), lexer.token()) else { break };
            let (Ok(number), Ok(at)) = (u32::try_from(number), usize::try_from(at)) else { break };
            index.push((number, at.saturating_add(first)));
        }
        Ok(Self { bytes, index })
    }

    /// The object of this number; it should be at `index`, but a file may lie.
    pub fn object(&self, number: u32, index: u32) -> Option<Object> {
        let expected = self.index.get(index as usize).filter(|(known, _)| *known == number);
        let (_, at) = expected.or_else(|| self.index.iter().find(|(known, _)| *known == number))?;
        Lexer::new(&self.bytes, *at).object()
    }

    pub fn size(&self) -> usize {
        self.bytes.len()
    }
}

/// The numbers of the objects inside.
pub(crate) fn numbers(document: &Document, stream: &Stream) -> Result<Vec<u32>> {
    Ok(Pack::open(document, stream)?.index.into_iter().map(|(number, _)| number).collect())
}
