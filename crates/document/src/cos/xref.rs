//! Where each object is.
//!
//! The tables of large files stay in the file: an entry has twenty bytes, so the one of an object is read when it is asked
//! for. Small ones are gathered into a map. The first layer that knows a number counts, newest first.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::document::Document;
use super::lex::{Lexer, Token};
use super::limits::{OBJECTS, REVISIONS, STRUCTURE};
use super::source::Reader;
use super::{Dict, Object, Stream};
use crate::Result;

/// Where an object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Entry {
    /// Nowhere: it was deleted.
    Free,
    /// At this offset.
    At(u64),
    /// In this object stream, at this place.
    In { stream: u32, index: u32 },
}

/// Up to this many entries are gathered at once.
const FEW: u64 = 4096;

enum Layer {
    Map(HashMap<u32, Entry>),
    /// A run of twenty-byte entries.
    Table {
        first: u32,
        count: u32,
        at: u64,
    },
    /// The decoded bytes of a cross-reference stream: runs of numbers and where their entries begin.
    Packed {
        runs: Vec<(u32, u32, usize)>,
        widths: [usize; 3],
        bytes: Rc<Vec<u8>>,
    },
}

/// All cross-references of a file.
#[derive(Default)]
pub(crate) struct Xref {
    layers: Vec<Layer>,
    /// Whether a part of the chain could not be read, so that a missing object may be there after all.
    pub damaged: bool,
    /// The greatest number it speaks of, and one.
    pub size: u32,
    /// How many revisions the file has.
    pub revisions: usize,
}

/// What a chain of cross-references ends in.
pub(crate) struct Chain {
    pub xref: Xref,
    pub trailer: Dict,
}

impl Xref {
    /// Where a number is; `None` if nobody knows it.
    pub fn find(&self, reader: &Reader, number: u32) -> Result<Option<Entry>> {
        for layer in &self.layers {
            let found = match layer {
                Layer::Map(map) => map.get(&number).copied(),
                Layer::Table { first, count, at } => match number.checked_sub(*first) {
                    Some(index) if index < *count => {
                        let start = at + u64::from(index) * 20;
                        Some(table_entry(&reader.read(start..start + 20)?).unwrap_or(Entry::Free))
                    }
                    _ => None,
                },
                Layer::Packed { runs, widths, bytes } => runs.iter().find_map(|(first, count, at)| {
                    let index = number.checked_sub(*first).filter(|index| index < count)?;
                    packed_entry(bytes, *widths, at + index as usize * widths.iter().sum::<usize>())
                }),
            };
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }

    /// Adds what is older than everything so far.
    pub fn add(&mut self, entries: impl IntoIterator<Item = (u32, Entry)>) {
        if !matches!(self.layers.last(), Some(Layer::Map(_))) {
            self.layers.push(Layer::Map(HashMap::new()));
        }
        if let Some(Layer::Map(map)) = self.layers.last_mut() {
            for (number, entry) in entries {
                self.size = self.size.max(number + 1);
                map.entry(number).or_insert(entry);
            }
        }
    }

    /// Reads one section: where the older one is, and its dictionary. `None` if it is no such thing.
    fn section(&mut self, document: &Document, at: u64) -> Result<Option<Dict>> {
        let reader = document.reader();
        let head = reader.read(at..at + 64)?;
        let mut lexer = Lexer::new(&head, 0);
        if lexer.token() == Token::Word(b"xref") {
            let at = at + lexer.at() as u64;
            return self.table(document, at);
        }
        match document.object_at(at, None)? {
            Some((_, Object::Stream(stream))) if stream.dict.is("XRef") => self.packed(document, &stream),
            _ => Ok(None),
        }
    }

    fn table(&mut self, document: &Document, mut at: u64) -> Result<Option<Dict>> {
        let reader = document.reader();
        let mut layers = Vec::new();
        loop {
            let head = reader.read(at..at + 256)?;
            let mut lexer = Lexer::new(&head, 0);
            let (first, count) = match (lexer.token(), lexer.token()) {
                (Token::Int(first), Token::Int(count)) => (first, count),
                (Token::Word(b"trailer"), _) => break,
                _ => return Ok(None),
            };
            let (Ok(first), Ok(count)) = (u32::try_from(first), u32::try_from(count)) else {
                return Ok(None);
            };
            if first > OBJECTS || count > OBJECTS {
                return Ok(None);
            }
            lexer.skip_space();
            at += lexer.at() as u64;
            self.size = self.size.max(first + count);
            if u64::from(count) > FEW && self.is_regular(reader, at, count)? {
                layers.push(Layer::Table { first, count, at });
                at += u64::from(count) * 20;
                continue;
            }
            let (entries, len) = loose(reader, at, first, count)?;
            self.layers.append(&mut layers);
            self.add(entries);
            at += len;
        }
        self.layers.append(&mut layers);
        let head = reader.read(at..at + 256)?;
        let mut lexer = Lexer::new(&head, 0);
        lexer.token();
        let Some((Object::Dict(dict), _)) = document.bare_object(at + lexer.at() as u64)? else {
            return Ok(None);
        };
        Ok(Some((*dict).clone()))
    }

    /// Whether a table is made as it should, so that entries can be found by multiplication.
    fn is_regular(&self, reader: &Reader, at: u64, count: u32) -> Result<bool> {
        let end = at + u64::from(count) * 20;
        for start in [at, at + u64::from(count / 2) * 20, end - 20] {
            if table_entry(&reader.read(start..start + 20)?).is_none() {
                return Ok(false);
            }
        }
        let tail = reader.read(end..end + 32)?;
        Ok(matches!(Lexer::new(&tail, 0).token(), Token::Word(b"trailer") | Token::Int(_)))
    }

    fn packed(&mut self, document: &Document, stream: &Stream) -> Result<Option<Dict>> {
        let dict = stream.dict.clone();
        let widths: Vec<usize> = match dict.get("W").as_array() {
            Some(items) => items.iter().map(|item| item.as_int().unwrap_or(0).clamp(0, 9) as usize).collect(),
            None => return Ok(None),
        };
        let [kind, offset, index] = widths[..] else { return Ok(None) };
        let widths = [kind, offset, index];
        let width = kind + offset + index;
        let bytes = document.decode(stream, STRUCTURE)?.bytes;
        if width == 0 || bytes.is_empty() {
            return Ok(None);
        }
        let size = dict.get("Size").as_int().unwrap_or(0);
        let numbers: Vec<u32> = match dict.get("Index").as_array() {
            Some(items) => {
                items.iter().map(|item| item.as_int().unwrap_or(0).clamp(0, OBJECTS.into()) as u32).collect()
            }
            None => vec![0, size.clamp(0, OBJECTS.into()) as u32],
        };
        let mut runs = Vec::new();
        let mut at = 0;
        for pair in numbers.chunks_exact(2) {
            let count = pair[1].min((bytes.len().saturating_sub(at) / width) as u32);
            self.size = self.size.max(pair[0] + count);
            runs.push((pair[0], count, at));
            at += count as usize * width;
        }
        let total: u64 = runs.iter().map(|(_, count, _)| u64::from(*count)).sum();
        if total > FEW && runs.len() <= 64 {
            self.layers.push(Layer::Packed { runs, widths, bytes: Rc::new(bytes) });
        } else {
            let entries = runs.iter().flat_map(|(first, count, at)| {
                let bytes = &bytes;
                (0..*count).filter_map(move |index| {
                    Some((first + index, packed_entry(bytes, widths, at + index as usize * width)?))
                })
            });
            let entries: Vec<_> = entries.collect();
            self.add(entries);
        }
        Ok(Some(dict))
    }
}

impl Xref {
    /// Adds a layer that is older than all others.
    fn lay(&mut self, layer: Layer) {
        match layer {
            Layer::Map(entries) => self.add(entries),
            layer => self.layers.push(layer),
        }
    }
}

/// Reads the chain of cross-references that begins at an offset. `None` if there is nothing to go on.
pub(crate) fn chain(document: &Document, start: u64) -> Result<Option<Chain>> {
    let mut chain = Chain { xref: Xref::default(), trailer: Dict::new() };
    let mut seen = HashSet::new();
    let mut next = Some(start);
    while let Some(at) = next.take() {
        if !seen.insert(at) || seen.len() > REVISIONS {
            chain.xref.damaged = true;
            break;
        }
        // By themselves, as a stream of a hybrid file comes before the table that names it.
        let newer = chain.xref.layers.len();
        chain.xref.layers.push(Layer::Map(HashMap::new()));
        let Some(dict) = chain.xref.section(document, at)? else {
            chain.xref.damaged = true;
            break;
        };
        chain.xref.revisions += 1;
        let own = chain.xref.layers.split_off(newer);
        // In a hybrid file the stream knows the objects that its table hides as free.
        if let Some(at) = offset(dict.get("XRefStm")).filter(|at| seen.insert(*at)) {
            chain.xref.section(document, at)?;
        }
        own.into_iter().for_each(|layer| chain.xref.lay(layer));
        next = offset(dict.get("Prev"));
        if chain.trailer.is_empty() || (!chain.trailer.has("Root") && dict.has("Root")) {
            chain.trailer = dict;
        }
    }
    Ok((!chain.trailer.is_empty()).then_some(chain))
}

fn offset(object: &Object) -> Option<u64> {
    object.as_int().and_then(|at| u64::try_from(at).ok())
}

/// Entries that may have any width: offset, generation, `n` or `f`. Also how many bytes they are.
fn loose(reader: &Reader, at: u64, first: u32, count: u32) -> Result<(Vec<(u32, Entry)>, u64)> {
    let bytes = reader.read(at..at + u64::from(count) * 24 + 64)?;
    let mut lexer = Lexer::new(&bytes, 0);
    let mut entries = Vec::new();
    for index in 0..count {
        let before = lexer.at();
        let (offset, generation, word) = (lexer.token(), lexer.token(), lexer.token());
        let (Token::Int(offset), Token::Int(generation), Token::Word(word)) = (offset, generation, word)
        else {
            lexer.seek(before);
            break;
        };
        let entry = match (word, u64::try_from(offset)) {
            (b"n", Ok(offset)) if offset > 0 => Entry::At(offset),
            (b"n" | b"f", _) => Entry::Free,
            _ => {
                lexer.seek(before);
                break;
            }
        };
        // A table that should begin with object 0 but says 1.
        let shifted = first == 1 && (offset, generation) == (0, 65535) && index == 0 && word == b"f";
        if shifted {
            let (rest, len) = loose(reader, at, 0, count)?;
            return Ok((rest, len));
        }
        entries.push((first + index, entry));
    }
    Ok((entries, lexer.at() as u64))
}

/// Exactly `0000000016 00000 n` and two bytes.
fn table_entry(bytes: &[u8]) -> Option<Entry> {
    let digits = |bytes: &[u8]| {
        bytes
            .iter()
            .try_fold(0u64, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + u64::from(byte - b'0')))
    };
    if bytes.len() < 18 || bytes[10] != b' ' || bytes[16] != b' ' {
        return None;
    }
    let (offset, _) = (digits(&bytes[..10])?, digits(&bytes[11..16])?);
    match bytes[17] {
        b'n' if offset > 0 => Some(Entry::At(offset)),
        b'n' | b'f' => Some(Entry::Free),
        _ => None,
    }
}

fn packed_entry(bytes: &[u8], widths: [usize; 3], at: usize) -> Option<Entry> {
    let entry = bytes.get(at..at + widths.iter().sum::<usize>())?;
    let (kind, rest) = entry.split_at(widths[0]);
    let (second, third) = rest.split_at(widths[1]);
    let number = |bytes: &[u8]| bytes.iter().fold(0u64, |sum, byte| sum << 8 | u64::from(*byte));
    let kind = if kind.is_empty() { 1 } else { number(kind) };
    match kind {
        0 => Some(Entry::Free),
        1 if number(second) == 0 => Some(Entry::Free),
        1 => Some(Entry::At(number(second))),
        2 => Some(Entry::In { stream: u32::try_from(number(second)).ok()?, index: number(third) as u32 }),
        _ => None,
    }
}
