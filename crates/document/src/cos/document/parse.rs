//! Objects by their places in the file, and where their streams begin and end, which files lie about.

use std::rc::Rc;

use memchr::memmem;

use super::super::lex::{Lexer, Token};
use super::super::limits::OBJECT;
use super::super::{Data, Dict, Id, Object, Stream};
use super::Document;
use crate::Result;

impl Document {
    /// An object without a header, and where it ends.
    pub(crate) fn bare_object(&self, at: u64) -> Result<Option<(Object, u64)>> {
        self.parse(at, |lexer| Some((lexer.object()?, at + lexer.at() as u64)))
    }

    /// The object whose header is at an offset: how many bytes it has and what it is. If a number is given, it must be that.
    pub(crate) fn object_at(&self, at: u64, number: Option<u32>) -> Result<Option<(usize, Object)>> {
        let parsed = self.parse(at, |lexer| {
            let (Token::Int(own), Token::Int(generation)) = (lexer.token(), lexer.token()) else {
                return None;
            };
            let word = lexer.token();
            let Token::Word(word) = word else { return None };
            // Some files forget the space after it.
            if !word.starts_with(b"obj") {
                return None;
            }
            lexer.seek(lexer.at() - (word.len() - 3));
            let own = u32::try_from(own).ok()?;
            if number.is_some_and(|number| number != own) {
                return None;
            }
            let object = lexer.object().unwrap_or_default();
            let end = lexer.at();
            let begins = if let (Object::Dict(_), Token::Word(b"stream")) = (&object, lexer.token()) {
                Some(lexer.at() + line_end(lexer.rest()))
            } else {
                None
            };
            Some((Id { number: own, generation: generation as u16 }, object, end, begins))
        })?;
        let Some((id, object, end, begins)) = parsed else { return Ok(None) };
        let object = match &self.crypt {
            Some(crypt) if crypt.own != Some(id) => crypt.strings(object, id),
            _ => object,
        };
        let (Some(begins), Object::Dict(dict)) = (begins, &object) else { return Ok(Some((end, object))) };
        let begins = at + begins as u64;
        let len = self.stream_len(dict, begins)?;
        let stream = Stream { dict: (**dict).clone(), data: Data::File { at: begins, len, id } };
        Ok(Some((end, Object::Stream(Rc::new(stream)))))
    }

    /// How long a stream is: what it says if `endstream` stands there, else up to wherever that stands.
    fn stream_len(&self, dict: &Dict, begins: u64) -> Result<u64> {
        let said = self.get(dict.get("Length"))?.as_int().and_then(|len| u64::try_from(len).ok());
        if let Some(len) = said
            && begins.saturating_add(len) <= self.reader.size()
        {
            let tail = self.reader.read(begins + len..begins + len + 32)?;
            let word = Lexer::new(&tail, 0).token();
            if matches!(word, Token::Word(word) if word.starts_with(b"endstream") || word.starts_with(b"endobj"))
            {
                return Ok(len);
            }
        }
        let finder = memmem::Finder::new("endstream");
        let mut at = begins;
        while at < self.reader.size() {
            let bytes = self.reader.read(at..at + (256 << 10))?;
            if let Some(found) = finder.find(&bytes) {
                let mut end = at + found as u64;
                let last = self.reader.read(end.saturating_sub(2).max(begins)..end)?;
                end -= match &last[..] {
                    [.., b'\r', b'\n'] => 2,
                    [.., b'\n' | b'\r'] => 1,
                    _ => 0,
                };
                return Ok(end - begins);
            }
            if bytes.len() < 256 << 10 {
                break;
            }
            at += bytes.len() as u64 - 8;
        }
        Ok(self.reader.size().saturating_sub(begins).min(said.unwrap_or(u64::MAX)))
    }

    /// Parses at an offset, with as many bytes as that takes.
    fn parse<T>(&self, at: u64, parse: impl Fn(&mut Lexer) -> Option<T>) -> Result<Option<T>> {
        if at >= self.reader.size() {
            return Ok(None);
        }
        let mut window = 2048;
        loop {
            let bytes = self.reader.read(at..at.saturating_add(window))?;
            let whole = (bytes.len() as u64) < window;
            let mut lexer = Lexer::new(&bytes, 0);
            let parsed = parse(&mut lexer);
            // A token at the very end may be cut.
            if whole || lexer.at() + 32 < bytes.len() {
                return Ok(parsed);
            }
            window *= 8;
            if window > OBJECT {
                return Ok(None);
            }
        }
    }
}

/// How many bytes behind the word `stream` are not the stream's: the end of its line, before which some put spaces.
fn line_end(rest: &[u8]) -> usize {
    let spaces = rest.iter().take_while(|byte| **byte == b' ').count();
    let end = match rest.get(spaces..) {
        Some([b'\r', b'\n', ..]) => 2,
        Some([b'\n', ..]) => 1,
        Some([b'\r', ..]) if spaces == 0 => 1,
        _ => 0,
    };
    spaces + end
}
