//! The text in chunks of some lines.
//!
//! Browsers count in units of UTF-16 and workers in bytes of UTF-8; a place is translated within one chunk, so it costs the
//! same in a text of any length.

use std::ops::Range;

/// A chunk that is longer than this is divided, in bytes.
const LONGEST: usize = 4000;
/// One that is shorter than this joins the one before it.
const SHORTEST: usize = 400;

/// A text.
pub struct Source {
    chunks: Vec<Chunk>,
    next: u32,
}

/// Some lines of a text, each with its end. The last chunk ends where the text does.
pub struct Chunk {
    /// Its number, which no other chunk of this text ever had.
    pub id: u32,
    /// What it says.
    pub text: String,
    words: usize,
}

/// Which chunks are other ones after a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The first of them.
    pub at: usize,
    /// How many went.
    pub removed: usize,
    /// How many came. Where both are 1, it is the same one with another text.
    pub inserted: usize,
}

impl Source {
    /// A text whose lines end with `\n`.
    pub fn new(text: &str) -> Source {
        let mut source = Source { chunks: Vec::new(), next: 0 };
        source.chunks = divide(text).map(|part| source.next(part)).collect::<Vec<_>>();
        source
    }

    fn next(&mut self, text: &str) -> Chunk {
        self.next += 1;
        Chunk { id: self.next, text: text.to_owned(), words: count(text) }
    }

    /// All chunks; there is at least one.
    pub fn chunks(&self) -> &[Chunk] {
        &self.chunks
    }

    /// The whole text.
    pub fn text(&self) -> String {
        self.chunks.iter().map(|chunk| chunk.text.as_str()).collect()
    }

    /// How many bytes it has.
    pub fn len(&self) -> usize {
        self.chunks.iter().map(|chunk| chunk.text.len()).sum()
    }

    /// How many words it has.
    pub fn words(&self) -> usize {
        self.chunks.iter().map(|chunk| chunk.words).sum()
    }

    /// Where a chunk begins, in bytes.
    pub fn start(&self, index: usize) -> usize {
        self.chunks[..index.min(self.chunks.len())].iter().map(|chunk| chunk.text.len()).sum()
    }

    /// The chunk with this number.
    pub fn find(&self, id: u32) -> Option<usize> {
        self.chunks.iter().position(|chunk| chunk.id == id)
    }

    /// The chunk that a place is in, and the bytes before it there. Between two chunks it is in the second one.
    pub fn locate(&self, at: usize) -> (usize, usize) {
        let mut start = 0;
        for (index, chunk) in self.chunks.iter().enumerate() {
            if at < start + chunk.text.len() {
                return (index, at - start);
            }
            start += chunk.text.len();
        }
        let last = self.chunks.len() - 1;
        (last, self.chunks[last].text.len())
    }

    /// A part of the text.
    pub fn slice(&self, range: Range<usize>) -> String {
        let mut out = String::new();
        let mut start = 0;
        for chunk in &self.chunks {
            let end = start + chunk.text.len();
            if start < range.end && range.start < end {
                let part = range.start.max(start) - start..range.end.min(end) - start;
                out.push_str(chunk.text.get(part).unwrap_or_default());
            }
            start = end;
        }
        out
    }

    /// The line that a place is in, from 0, and where that line begins.
    pub fn line(&self, at: usize) -> (usize, usize) {
        let (index, within) = self.locate(at);
        let before: usize = self.chunks[..index].iter().map(|chunk| breaks(&chunk.text)).sum();
        let head = &self.chunks[index].text[..within];
        let begins = head.rfind('\n').map_or(0, |at| at + 1);
        (before + breaks(head), at - (within - begins))
    }

    /// Where a line begins, counted from 0.
    pub fn line_start(&self, line: usize) -> usize {
        let (mut left, mut start) = (line, 0);
        for chunk in &self.chunks {
            let here = breaks(&chunk.text);
            if left < here || (left == here && !chunk.text.ends_with('\n')) {
                let within = match left {
                    0 => 0,
                    _ => chunk.text.match_indices('\n').nth(left - 1).map_or(0, |(at, _)| at + 1),
                };
                return start + within;
            }
            left -= here;
            start += chunk.text.len();
        }
        start
    }

    /// Where the needle stands on a line, whatever its capitals; the line's beginning if it does not.
    pub fn find_on(&self, line: usize, needle: &str) -> Range<usize> {
        let start = self.line_start(line);
        let text = self.slice(start..self.line_start(line + 1));
        let place = document::find(&text, needle).unwrap_or_default();
        start + place.start..start + place.end
    }

    /// Replaces `removed` bytes at a place. Both ends lie between letters.
    pub fn splice(&mut self, at: usize, removed: usize, inserted: &str) -> Changed {
        let (first, from) = self.locate(at);
        let (mut last, mut to) = self.locate(at + removed);
        // The end of a chunk rather than the beginning of the next one.
        if to == 0 && last > first {
            last -= 1;
            to = self.chunks[last].text.len();
        }
        let mut text = self.chunks[first].text[..from].to_owned() + inserted + &self.chunks[last].text[to..];
        // Only the last chunk may have a line that does not end.
        let mut stop = last + 1;
        while stop < self.chunks.len() && !text.ends_with('\n') {
            text.push_str(&self.chunks[stop].text);
            stop += 1;
        }
        // A text that ends with an end of line has an empty line behind it, in its last chunk.
        let mut first = first;
        if text.is_empty() && self.chunks.len() > stop - first {
            return self.replace(first, stop, Vec::new());
        }
        if text.len() < SHORTEST && first > 0 && stop - first > 1 {
            first -= 1;
            text.insert_str(0, &self.chunks[first].text);
        }
        if stop - first == 1 && text.len() <= LONGEST {
            let chunk = &mut self.chunks[first];
            chunk.words = count(&text);
            chunk.text = text;
            return Changed { at: first, removed: 1, inserted: 1 };
        }
        let parts: Vec<Chunk> = divide(&text).map(|part| self.next(part)).collect();
        self.replace(first, stop, parts)
    }

    fn replace(&mut self, first: usize, stop: usize, parts: Vec<Chunk>) -> Changed {
        let changed = Changed { at: first, removed: stop - first, inserted: parts.len() };
        self.chunks.splice(first..stop, parts);
        changed
    }
}

/// The parts of a text that become chunks: at least one, each of whole lines.
fn divide(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        if text.len() <= LONGEST {
            rest = None;
            return Some(text);
        }
        let bytes = text.as_bytes();
        let half = LONGEST / 2;
        let end = bytes[..half].iter().rposition(|byte| *byte == b'\n').filter(|end| *end > half / 4);
        let end = end.or_else(|| bytes[half..].iter().position(|byte| *byte == b'\n').map(|end| half + end));
        let (part, after) = end.map_or((text, ""), |end| text.split_at(end + 1));
        rest = (!after.is_empty()).then_some(after);
        Some(part)
    })
}

fn breaks(text: &str) -> usize {
    text.bytes().filter(|byte| *byte == b'\n').count()
}

fn count(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count()
}

/// The bytes before a place that is counted in units of UTF-16.
pub fn bytes(text: &str, units: usize) -> usize {
    let mut left = units;
    for (at, letter) in text.char_indices() {
        if left < letter.len_utf16() {
            return at;
        }
        left -= letter.len_utf16();
    }
    text.len()
}

/// The units of UTF-16 before a place that is counted in bytes.
pub fn units(text: &str, bytes: usize) -> usize {
    text.get(..bytes).unwrap_or(text).encode_utf16().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn long() -> String {
        (0..2000).map(|line| format!("Line {line} of a text that has many of them.\n")).collect()
    }

    fn sound(source: &Source) {
        let count = source.chunks.len();
        assert!(count > 0);
        for (index, chunk) in source.chunks.iter().enumerate() {
            assert!(index + 1 == count || chunk.text.ends_with('\n'), "chunk {index} of {count} has no end");
            assert!(count == 1 || !chunk.text.is_empty(), "chunk {index} of {count} is empty");
        }
    }

    #[test]
    fn a_long_text_has_chunks_and_is_whole() {
        let text = long();
        let source = Source::new(&text);
        sound(&source);
        assert!(source.chunks.len() > 20 && source.chunks.iter().all(|chunk| chunk.text.len() <= LONGEST));
        assert_eq!(source.text(), text);
        assert_eq!(source.words(), 2000 * 10);
        assert_eq!(Source::new("").chunks.len(), 1);
    }

    #[test]
    fn a_needle_is_found_on_its_line() {
        let source = Source::new("one\nÄ two TWO\n");
        assert_eq!(source.find_on(1, "two"), 7..10);
        assert_eq!(source.find_on(1, "ä"), 4..6);
        assert_eq!(source.find_on(1, "three"), 4..4);
        assert_eq!(source.find_on(9, "two"), 15..15);
    }

    #[test]
    fn places_are_found_both_ways() {
        let text = long();
        let source = Source::new(&text);
        for line in [0, 1, 57, 1999] {
            let start = source.line_start(line);
            assert!(text[start..].starts_with(&format!("Line {line} ")), "line {line} is at {start}");
            assert_eq!(source.line(start + 3), (line, start));
        }
        assert_eq!(source.line_start(2000), text.len());
        assert_eq!(source.line(text.len()), (2000, text.len()));
        let (index, within) = source.locate(50_000);
        assert_eq!(source.start(index) + within, 50_000);
        assert_eq!(source.slice(3990..4210), text[3990..4210]);
    }

    #[test]
    fn units_and_bytes_are_told_apart() {
        let text = "aé🎉z";
        assert_eq!([0, 1, 2, 4, 5].map(|units| bytes(text, units)), [0, 1, 3, 7, 8]);
        assert_eq!([0, 1, 3, 7, 8].map(|bytes| units(text, bytes)), [0, 1, 2, 4, 5]);
        // Within a pair there is no place: the one before it is meant.
        assert_eq!(bytes(text, 3), 3);
    }

    #[test]
    fn any_change_leaves_what_a_plain_text_would_be() {
        let mut text = long();
        let mut source = Source::new(&text);
        let mut seed = 7u64;
        let mut random = |below: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) as usize % below.max(1)
        };
        for step in 0..2000 {
            let at = random(text.len() + 1);
            let most = if step % 50 == 0 { 30_000 } else { 60 };
            let removed = random(most).min(text.len() - at);
            let long = "line\n".repeat(900);
            let inserted =
                ["x", "", "\n", "a\nb\n", "word ", &long][random(if step % 9 == 0 { 6 } else { 5 })];
            text.replace_range(at..at + removed, inserted);
            let before: Vec<u32> = source.chunks.iter().map(|chunk| chunk.id).collect();
            let changed = source.splice(at, removed, inserted);
            assert_eq!(source.text(), text, "step {step}");
            sound(&source);
            let mut after = before;
            let new: Vec<u32> = source.chunks[changed.at..changed.at + changed.inserted]
                .iter()
                .map(|chunk| chunk.id)
                .collect();
            after.splice(changed.at..changed.at + changed.removed, new);
            let ids: Vec<u32> = source.chunks.iter().map(|chunk| chunk.id).collect();
            assert_eq!(after, ids, "step {step}");
        }
    }
}
