//! A stretch of a file in memory that moves with whoever reads the file from front to back.
//!
//! Large blocks, because calls to the browser are dear; never the whole file. What is skipped is not read if it is longer than
//! what is at hand.

use crate::{Reader, Result};

const STEP: u64 = 1 << 20;

/// The stretch.
pub(crate) struct Window<'a> {
    source: &'a Reader,
    start: u64,
    bytes: Vec<u8>,
}

impl<'a> Window<'a> {
    /// One that has nothing yet.
    pub fn new(source: &'a Reader) -> Self {
        Self { source, start: 0, bytes: Vec::new() }
    }

    /// How many bytes the file has.
    pub fn size(&self) -> u64 {
        self.source.size()
    }

    /// What lies from here on: at least as many bytes as wanted, fewer only where the file ends.
    pub fn at(&mut self, at: u64, least: usize) -> Result<&[u8]> {
        let end = self.start + self.bytes.len() as u64;
        if at < self.start || at.saturating_add(least as u64) > end {
            self.fill(at, least as u64, end)?;
        }
        Ok(usize::try_from(at - self.start).ok().and_then(|at| self.bytes.get(at..)).unwrap_or_default())
    }

    #[cold]
    fn fill(&mut self, at: u64, least: u64, end: u64) -> Result<()> {
        if at >= self.start && end == self.size() {
            return Ok(());
        }
        let at = at.min(self.size());
        self.bytes = self.source.read(at..at.saturating_add(least.max(STEP)))?;
        self.start = at;
        Ok(())
    }

    /// Where this comes next, from here on and before there.
    pub fn find(&mut self, what: &[u8], from: u64, until: u64) -> Result<Option<u64>> {
        let (mut at, until) = (from, until.min(self.size()));
        while at < until {
            let bytes = self.at(at, what.len())?;
            let found = bytes.windows(what.len()).position(|part| part == what);
            let seen = bytes.len().saturating_sub(what.len() - 1);
            match found {
                Some(step) => return Ok(Some(at + step as u64).filter(|at| *at < until)),
                None if seen == 0 => return Ok(None),
                None => at += seen as u64,
            }
        }
        Ok(None)
    }
}
