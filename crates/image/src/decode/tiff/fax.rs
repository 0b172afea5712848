//! Fax in a TIFF: Group 3 of one and two dimensions, Group 4, and TIFF's own run lengths (ITU T.4, T.6).
//!
//! The code tables are the `fax` crate's; its decoders do not know two dimensions in Group 3.

use crate::header::{broken, truncated};
use crate::{Result, Source};
use ::fax::BitReader;
use ::fax::maps::{Mode, black, mode, white};

/// A set bit is black. `kind` is TIFF's number: 2 run lengths, 3 Group 3, 4 Group 4.
pub(super) fn decode(raw: &[u8], width: usize, rows: usize, kind: u64, options: u64) -> Result<Vec<u8>> {
    let mut bits = Bits { bytes: raw, place: 0 };
    let row = width.div_ceil(8);
    let mut out: Vec<u8> = crate::decode::room((row * rows) as u64)?;
    let mut before = Vec::new();
    for out in out.chunks_exact_mut(row) {
        let flat = match kind {
            2 => {
                bits.place = bits.place.next_multiple_of(8);
                true
            }
            3 => match bits.start_of_line(options & 1 == 1) {
                Some(flat) => flat,
                // The page ended: what is left is white.
                None => break,
            },
            // Two marks of the end of a line: the page ended here as well.
            _ if bits.peek(12) == Some(1) => break,
            _ => false,
        };
        if bits.place >= raw.len() * 8 {
            return Err(truncated(Source::Tiff));
        }
        let line =
            if flat { one_dimension(&mut bits, width) } else { two_dimensions(&mut bits, width, &before) };
        match line {
            Some(line) => before = line,
            None if bits.place >= raw.len() * 8 => return Err(truncated(Source::Tiff)),
            None => return Err(broken(Source::Tiff, "a line of a fax cannot be read")),
        }
        paint(out, &before, width);
    }
    Ok(out)
}

struct Bits<'a> {
    bytes: &'a [u8],
    place: usize,
}

impl BitReader for Bits<'_> {
    type Error = ();

    fn peek(&self, bits: u8) -> Option<u16> {
        // Behind the end there are zeros, for the last code is looked up with what follows it.
        let byte = |index: usize| u32::from(self.bytes.get(self.place / 8 + index).copied().unwrap_or(0));
        let word = byte(0) << 16 | byte(1) << 8 | byte(2);
        let shift = 24u32.checked_sub(u32::from(bits) + (self.place % 8) as u32)?;
        Some((word >> shift) as u16 & (((1u32 << bits) - 1) as u16))
    }

    fn consume(&mut self, bits: u8) -> Result<(), ()> {
        self.place += usize::from(bits);
        if self.place > self.bytes.len() * 8 { Err(()) } else { Ok(()) }
    }

    fn bits_to_byte_boundary(&self) -> u8 {
        (self.place.next_multiple_of(8) - self.place) as u8
    }
}

impl Bits<'_> {
    /// Reads up to a line of Group 3; whether it is of one dimension, or nothing at the end of the page.
    fn start_of_line(&mut self, mixed: bool) -> Option<bool> {
        let (mut marks, mut flat) = (0, true);
        while self.peek(11) == Some(0) && self.place < self.bytes.len() * 8 {
            while self.peek(1) == Some(0) && self.place < self.bytes.len() * 8 {
                self.place += 1;
            }
            self.place += 1;
            marks += 1;
            if mixed {
                flat = self.peek(1) == Some(1);
                self.place += 1;
            }
        }
        (marks < 2).then_some(flat)
    }

    /// The length of a run: any number of long codes, then a short one.
    fn run(&mut self, dark: bool) -> Option<usize> {
        let mut sum = 0usize;
        loop {
            let part = usize::from(if dark { black::decode(self) } else { white::decode(self) }?);
            sum = sum.checked_add(part)?;
            if part < 64 {
                return Some(sum);
            }
        }
    }
}

/// Where the colour changes, beginning with white. A run of nothing is no change.
fn change(line: &mut Vec<usize>, place: usize) {
    if line.last() == Some(&place) {
        line.pop();
    } else {
        line.push(place);
    }
}

fn one_dimension(bits: &mut Bits<'_>, width: usize) -> Option<Vec<usize>> {
    let (mut line, mut place, mut dark) = (Vec::new(), 0, false);
    while place < width {
        place = place.saturating_add(bits.run(dark)?).min(width);
        change(&mut line, place);
        dark = !dark;
    }
    Some(line)
}

fn two_dimensions(bits: &mut Bits<'_>, width: usize, before: &[usize]) -> Option<Vec<usize>> {
    let (mut line, mut place, mut dark) = (Vec::new(), 0, false);
    let (mut passed, mut start) = (0, true);
    while place < width {
        while before.get(passed).is_some_and(|&change| change < place || change == place && !start) {
            passed += 1;
        }
        // The next change in the line above to the other colour, and the one behind it.
        let next = passed + usize::from((passed % 2 == 1) != dark);
        let above = |index| before.get(index).copied().unwrap_or(width);
        match mode::decode(bits)? {
            Mode::Pass => place = above(next + 1),
            Mode::Horizontal => {
                for dark in [dark, !dark] {
                    place = place.saturating_add(bits.run(dark)?).min(width);
                    change(&mut line, place);
                }
            }
            Mode::Vertical(step) => {
                place = above(next).saturating_add_signed(isize::from(step)).clamp(place, width);
                change(&mut line, place);
                dark = !dark;
            }
            Mode::Extension | Mode::EOF => return None,
        }
        start = false;
    }
    Some(line)
}

fn paint(out: &mut [u8], line: &[usize], width: usize) {
    for run in line.chunks(2) {
        let (start, end) = (run[0], run.get(1).copied().unwrap_or(width));
        for x in start..end {
            out[x / 8] |= 0x80 >> (x % 8);
        }
    }
}
