//! Where the bytes come from, and a few blocks of them that were read before.
//!
//! Reading is synchronous: a worker has `FileReaderSync`, and an object layer that awaits every byte would be another
//! object layer. Blocks are read because a call to the browser costs more than 64 kB do.

use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use crate::{Error, Kind, Result};

/// Bytes that can be read by ranges.
pub trait Source {
    /// How many there are.
    fn size(&self) -> u64;

    /// Reads exactly this range, which lies within the size.
    ///
    /// # Errors
    /// Whatever keeps the bytes from being read.
    fn read(&self, range: Range<u64>) -> Result<Vec<u8>>;
}

impl Source for Vec<u8> {
    fn size(&self) -> u64 {
        self.len() as u64
    }

    fn read(&self, range: Range<u64>) -> Result<Vec<u8>> {
        self.get(range.start as usize..range.end as usize).map(<[u8]>::to_vec).ok_or_else(|| {
            Error::new(Kind::Broken, "The file is shorter than it was when it was opened. Open it again.")
        })
    }
}

const BLOCK: u64 = 64 << 10;
const BLOCKS: usize = 48;
/// From here on a read goes past the blocks, which it would only wash away.
const LARGE: u64 = 4 * BLOCK;

/// A source with its latest blocks. Offset 0 is where the header is, as offsets in the file count from there.
pub(crate) struct Reader {
    source: Rc<dyn Source>,
    base: u64,
    size: u64,
    /// Latest last.
    blocks: RefCell<Vec<(u64, Rc<Vec<u8>>)>>,
}

impl Reader {
    pub fn new(source: Rc<dyn Source>) -> Self {
        let size = source.size();
        Self { source, base: 0, size, blocks: RefCell::default() }
    }

    /// Counts from here on.
    pub fn based(self, base: u64) -> Self {
        Self { base, size: self.source.size().saturating_sub(base), blocks: RefCell::default(), ..self }
    }

    pub fn size(&self) -> u64 {
        self.size
    }

    /// The source and where this range lies in it.
    pub fn range(&self, range: Range<u64>) -> (&Rc<dyn Source>, Range<u64>) {
        let (start, end) = (range.start.min(self.size), range.end.min(self.size));
        (&self.source, self.base + start..self.base + end.max(start))
    }

    /// Reads a range; what lies beyond the end is left out.
    pub fn read(&self, range: Range<u64>) -> Result<Vec<u8>> {
        let (start, end) = (range.start.min(self.size), range.end.min(self.size));
        if start >= end {
            return Ok(Vec::new());
        }
        if end - start >= LARGE {
            return self.source.read(self.base + start..self.base + end);
        }
        let mut bytes = Vec::with_capacity((end - start) as usize);
        for number in start / BLOCK..=(end - 1) / BLOCK {
            let block = self.block(number)?;
            let first = start.saturating_sub(number * BLOCK) as usize;
            let last = ((end - number * BLOCK) as usize).min(block.len());
            bytes.extend_from_slice(block.get(first..last).unwrap_or_default());
        }
        Ok(bytes)
    }

    fn block(&self, number: u64) -> Result<Rc<Vec<u8>>> {
        let mut blocks = self.blocks.borrow_mut();
        if let Some(at) = blocks.iter().rposition(|(known, _)| *known == number) {
            let found = blocks.remove(at);
            let block = found.1.clone();
            blocks.push(found);
            return Ok(block);
        }
        let start = number * BLOCK;
        let bytes = self.source.read(self.base + start..self.base + (start + BLOCK).min(self.size))?;
        let block = Rc::new(bytes);
        if blocks.len() == BLOCKS {
            blocks.remove(0);
        }
        blocks.push((number, block.clone()));
        Ok(block)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_range_is_what_the_source_has_there() {
        let bytes: Vec<u8> = (0..BLOCK * 3 + 77).map(|n| (n % 251) as u8).collect();
        let reader = Reader::new(Rc::new(bytes.clone())).based(5);
        let bytes = &bytes[5..];
        for (start, end) in
            [(0, 1), (BLOCK - 1, BLOCK + 1), (7, BLOCK * 2), (BLOCK * 3, u64::MAX), (1 << 40, 1 << 41)]
        {
            let expected = &bytes[(start as usize).min(bytes.len())..(end as usize).min(bytes.len())];
            assert_eq!(reader.read(start..end).unwrap(), expected);
        }
    }
}
