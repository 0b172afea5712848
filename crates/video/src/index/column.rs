//! A column of numbers, packed in blocks.
//!
//! Numbers of media grow evenly or hardly change: a block keeps the line that they lie near, and how far each is from it in as
//! few bytes as the farthest needs. What lies on a line needs none.
//!
//! The bytes lie in pages, because one long row of them would be copied whenever it grows, and have room for as many again.

const BLOCK: usize = 64;
/// So many blocks share a page.
const PAGE: usize = 128;

/// Numbers that are added at the end and read anywhere.
#[derive(Clone, Debug, Default)]
pub(super) struct Column {
    blocks: Vec<Block>,
    pages: Vec<Vec<u8>>,
    /// How many bytes all pages have.
    bytes: usize,
    /// The last numbers, which no block has yet.
    rest: Vec<i64>,
}

#[derive(Clone, Copy, Debug)]
struct Block {
    base: i64,
    slope: i64,
    /// Where its bytes begin in their page.
    start: u32,
    /// How many bytes each number has: 0, 1, 2, 3, 4 or 8.
    width: u8,
}

impl Column {
    pub fn len(&self) -> usize {
        self.blocks.len() * BLOCK + self.rest.len()
    }

    pub fn push(&mut self, value: i64) {
        self.rest.push(value);
        if self.rest.len() == BLOCK {
            self.pack();
        }
    }

    pub fn get(&self, at: usize) -> Option<i64> {
        let Some(block) = self.blocks.get(at / BLOCK) else {
            return self.rest.get(at - self.blocks.len() * BLOCK).copied();
        };
        let (step, width) = (at % BLOCK, usize::from(block.width));
        let bytes = self.pages.get(at / (BLOCK * PAGE))?.get(block.start as usize + step * width..)?;
        let off = match width {
            0 => 0,
            1 => i64::from(*bytes.first()?),
            2 => i64::from(u16::from_le_bytes(*bytes.first_chunk()?)),
            3 => bytes.first_chunk().map(|[a, b, c]| i64::from(u32::from_le_bytes([*a, *b, *c, 0])))?,
            4 => i64::from(u32::from_le_bytes(*bytes.first_chunk()?)),
            _ => i64::from_le_bytes(*bytes.first_chunk()?),
        };
        Some(block.line(step).wrapping_add(off))
    }

    /// How many bytes of memory it takes.
    pub fn memory(&self) -> usize {
        self.blocks.len() * size_of::<Block>() + self.bytes + self.rest.len() * size_of::<i64>()
    }

    /// Gives back the room for more numbers.
    pub fn finish(&mut self) {
        self.blocks.shrink_to_fit();
        self.pages.shrink_to_fit();
        self.pages.last_mut().into_iter().for_each(Vec::shrink_to_fit);
        self.rest.shrink_to_fit();
    }

    fn pack(&mut self) {
        if self.blocks.len().is_multiple_of(PAGE) {
            // The next page needs about as much room as this one did.
            let room = self.pages.last().map_or(0, Vec::len);
            self.pages.last_mut().into_iter().for_each(Vec::shrink_to_fit);
            self.pages.push(Vec::with_capacity(room));
        }
        let Some(page) = self.pages.last_mut() else { return };
        let first = self.rest[0];
        // Wrapping arithmetic, because the numbers come from strangers' files: what wraps here wraps back when it is read.
        let slope = self.rest[BLOCK - 1].wrapping_sub(first) / (BLOCK as i64 - 1);
        let mut block = Block { base: first, slope, start: page.len() as u32, width: 0 };
        let mut offs = [0; BLOCK];
        for (step, value) in self.rest.drain(..).enumerate() {
            offs[step] = value.wrapping_sub(block.line(step));
        }
        let least = offs.iter().min().copied().unwrap_or_default();
        block.base = block.base.wrapping_add(least);
        let offs = offs.map(|off| off.wrapping_sub(least) as u64);
        block.width = match offs.iter().max().copied().unwrap_or_default() {
            0 => 0,
            1..=0xff => 1,
            0x100..=0xffff => 2,
            0x1_0000..=0xff_ffff => 3,
            0x100_0000..=0xffff_ffff => 4,
            _ => 8,
        };
        let width = usize::from(block.width);
        page.reserve(BLOCK * width);
        for off in offs {
            page.extend_from_slice(&off.to_le_bytes()[..width]);
        }
        self.bytes += BLOCK * width;
        self.blocks.push(block);
    }
}

impl Block {
    fn line(&self, step: usize) -> i64 {
        self.base.wrapping_add(self.slope.wrapping_mul(step as i64))
    }
}

/// A bit for each packet.
#[derive(Clone, Debug, Default)]
pub(super) struct Bits {
    words: Vec<u64>,
    len: usize,
}

impl Bits {
    pub fn push(&mut self, bit: bool) {
        if self.len.is_multiple_of(64) {
            self.words.push(0);
        }
        if let Some(last) = self.words.last_mut() {
            *last |= u64::from(bit) << (self.len % 64);
        }
        self.len += 1;
    }

    pub fn get(&self, at: usize) -> bool {
        self.words.get(at / 64).is_some_and(|word| word >> (at % 64) & 1 == 1)
    }

    pub fn count(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// The last set bit at or before this one.
    pub fn before(&self, at: usize) -> Option<usize> {
        let mut word = at / 64;
        let mut bits = self.words.get(word)? & (u64::MAX >> (63 - at % 64));
        while bits == 0 {
            word = word.checked_sub(1)?;
            bits = self.words[word];
        }
        Some(word * 64 + 63 - bits.leading_zeros() as usize)
    }

    /// The first set bit at or after this one.
    pub fn after(&self, at: usize) -> Option<usize> {
        let mut word = at / 64;
        let mut bits = self.words.get(word)? & (u64::MAX << (at % 64));
        while bits == 0 {
            word += 1;
            bits = *self.words.get(word)?;
        }
        Some(word * 64 + bits.trailing_zeros() as usize)
    }

    pub fn memory(&self) -> usize {
        self.words.len() * size_of::<u64>()
    }

    /// Gives back the room for more bits.
    pub fn finish(&mut self) {
        self.words.shrink_to_fit();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_was_pushed_is_what_is_read(values: Vec<i64>, near in prop::collection::vec(0_i64..1 << 33, 0..300)) {
            let mut column = Column::default();
            let all: Vec<i64> = values.into_iter().chain(near.iter().scan(0, |sum, step| { *sum += step; Some(*sum) })).collect();
            all.iter().for_each(|value| column.push(*value));
            prop_assert_eq!(column.len(), all.len());
            for (at, value) in all.iter().enumerate() {
                prop_assert_eq!(column.get(at), Some(*value));
            }
            prop_assert_eq!(column.get(all.len()), None);
        }

        #[test]
        fn bits_are_found_in_both_directions(bits in prop::collection::vec(prop::bool::weighted(0.02), 0..400), at in 0_usize..400) {
            let mut packed = Bits::default();
            bits.iter().for_each(|bit| packed.push(*bit));
            let before = bits.iter().enumerate().take(at + 1).filter(|(_, bit)| **bit).map(|(n, _)| n).next_back();
            let after = bits.iter().enumerate().skip(at).find(|(_, bit)| **bit).map(|(n, _)| n);
            if at < bits.len() {
                prop_assert_eq!(packed.before(at), before);
            }
            prop_assert_eq!(packed.after(at), after);
            prop_assert_eq!(packed.count(), bits.iter().filter(|bit| **bit).count());
        }
    }

    #[test]
    fn what_lies_on_a_line_takes_no_bytes() {
        let mut column = Column::default();
        (0..6400).for_each(|n| column.push(1_000_000 + n * 512));
        assert_eq!((column.bytes, column.pages[0].len()), (0, 0));
    }
}
