//! Where the bytes come from, and a few blocks of them that were read before.
//!
//! Reading is synchronous: a worker has `FileReaderSync`, and a parser that awaits every byte would be another parser. Blocks
//! are read because a call to the browser costs more than 64 kB do.

use std::cell::RefCell;
use std::io;
use std::ops::Range;
use std::rc::Rc;

use crate::Result;

/// Bytes that can be read by ranges.
pub trait Source {
    /// How many there are.
    fn size(&self) -> u64;

    /// Reads exactly this range, which lies within the size.
    ///
    /// # Errors
    /// Whatever keeps the bytes from being read, as a sentence.
    fn read(&self, range: Range<u64>) -> io::Result<Vec<u8>>;
}

impl Source for Vec<u8> {
    fn size(&self) -> u64 {
        self.len() as u64
    }

    fn read(&self, range: Range<u64>) -> io::Result<Vec<u8>> {
        self.get(range.start as usize..range.end as usize).map(<[u8]>::to_vec).ok_or_else(|| {
            io::Error::other("The file is shorter than it was when it was opened. Open it again.")
        })
    }
}

const BLOCK: u64 = 64 << 10;
const BLOCKS: usize = 16;
/// From here on a read goes past the blocks, which it would only wash away.
const LARGE: u64 = 4 * BLOCK;

/// A source with its latest blocks.
pub struct Reader {
    source: Rc<dyn Source>,
    /// Latest last.
    blocks: RefCell<Vec<(u64, Rc<Vec<u8>>)>>,
}

impl Reader {
    /// Reads from this source.
    pub fn new(source: Rc<dyn Source>) -> Self {
        Self { source, blocks: RefCell::default() }
    }

    /// How many bytes there are.
    pub fn size(&self) -> u64 {
        self.source.size()
    }

    /// Reads a range; what lies beyond the end is left out.
    ///
    /// # Errors
    /// Those of the source.
    pub fn read(&self, range: Range<u64>) -> Result<Vec<u8>> {
        let (start, end) = (range.start.min(self.size()), range.end.min(self.size()));
        if start >= end {
            return Ok(Vec::new());
        }
        if end - start >= LARGE {
            return Ok(self.source.read(start..end)?);
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

    /// How far the bytes reach that are there when this one is read.
    pub(crate) fn at_hand(&self, at: u64) -> u64 {
        ((at / BLOCK + 1) * BLOCK).min(self.size())
    }

    /// Reads a range in one go, whatever its size, past the blocks; what lies beyond the end is left out.
    pub(crate) fn straight(&self, range: Range<u64>) -> Result<Vec<u8>> {
        let (start, end) = (range.start.min(self.size()), range.end.min(self.size()));
        Ok(if start < end { self.source.read(start..end)? } else { Vec::new() })
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
        let block = Rc::new(self.source.read(start..(start + BLOCK).min(self.size()))?);
        if blocks.len() == BLOCKS {
            blocks.remove(0);
        }
        blocks.push((number, block.clone()));
        Ok(block)
    }
}
