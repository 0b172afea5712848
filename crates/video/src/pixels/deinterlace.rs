//! Whole pictures of interlaced ones.
//!
//! An interlaced picture holds two moments, one in the even rows and one in the odd. The rows of the earlier moment stay. Each number of
//! the others is made anew from the rows above and below, along the edge that seems to run through it, but strays from the mean of
//! its neighbours in time only as far as anything moved there: so what stands still keeps all its rows. (That is the way of
//! yadif, without its look at the picture to come, which would delay the film by one.)

use super::{Deinterlace, Frame};
use crate::Result;

/// Makes pictures whole; remembers the picture before.
#[derive(Clone, Debug, Default)]
pub(super) struct Fields {
    before: Option<Frame>,
    edges: Edges,
}

impl Fields {
    /// Makes `to` a whole picture of `from`, planes of bytes of which these rows come first in time.
    pub fn join(&mut self, from: &Frame, first: Deinterlace, to: &mut Frame) -> Result<()> {
        to.copy_from(from)?;
        let shape = |frame: &Frame| (frame.format(), frame.width(), frame.height());
        let before = self.before.take().filter(|before| shape(before) == shape(from));
        let kept = usize::from(first == Deinterlace::Bottom);
        for plane in 0..from.format().planes() {
            let last = from.extent(plane).1 - 1;
            for y in (1 - kept..=last).step_by(2) {
                // Beyond the edge of the picture, the row on the other side stands in.
                let (up, down) = match (y.checked_sub(1), y + 1) {
                    (Some(up), down) => (up, if down > last { up } else { down }),
                    (None, down) => (down.min(last), down.min(last)),
                };
                let outer = (y.checked_sub(2).unwrap_or(y), if y + 2 > last { y } else { y + 2 });
                let row = |y: usize| from.row(plane, y);
                let to = to.row_mut(plane, y);
                self.edges.follow(row(up), row(down), to);
                if let Some(before) = &before {
                    let pair = |y: usize| (row(y), before.row(plane, y));
                    hold(to, pair(y), pair(up), pair(down), pair(outer.0), pair(outer.1));
                }
            }
        }
        let mut now = before.unwrap_or_default();
        now.copy_from(from)?;
        self.before = Some(now);
        Ok(())
    }
}

/// Keeps the numbers of a new row as near to the mean of their neighbours in time as little moved there. Rows come as they are now
/// and were before: this one, the ones above and below, and the next ones of the same moment.
fn hold(to: &mut [u8], here: Pair, up: Pair, down: Pair, over: Pair, under: Pair) {
    let length = to.len();
    let [here, up, down, over, under] =
        [here, up, down, over, under].map(|(now, before)| (&now[..length], &before[..length]));
    for (x, to) in to.iter_mut().enumerate() {
        let mean = |pair: Pair| (i16::from(pair.0[x]) + i16::from(pair.1[x])) >> 1;
        let moved = |pair: Pair| (i16::from(pair.0[x]) - i16::from(pair.1[x])).abs();
        let middle = mean(here);
        let (above, below) = (i16::from(up.0[x]), i16::from(down.0[x]));
        // Thin level lines flicker between the moments: they count as motion.
        let (over, under) = (mean(over) - above, mean(under) - below);
        let (to_below, to_above) = (middle - below, middle - above);
        let most = to_below.max(to_above).max(over.min(under));
        let least = to_below.min(to_above).min(over.max(under));
        let reach = (moved(here) >> 1).max((moved(up) + moved(down)) >> 1).max(least).max(-most);
        *to = i16::from(*to).max(middle - reach).min(middle + reach) as u8;
    }
}

/// A row now and before.
type Pair<'a> = (&'a [u8], &'a [u8]);

/// How far an edge may lean: two pixels to each side.
const LEAN: usize = 2;

/// Makes rows of those above and below, along edges.
#[derive(Clone, Debug, Default)]
struct Edges {
    /// How much both rows differ, for each lean.
    apart: [Vec<u8>; 2 * LEAN + 1],
}

impl Edges {
    /// The mean of numbers above and below that lie on the same edge: straight, or up to two aside. Which it is tell three
    /// neighbours.
    fn follow(&mut self, above: &[u8], below: &[u8], to: &mut [u8]) {
        for ((to, above), below) in to.iter_mut().zip(above).zip(below) {
            *to = ((u16::from(*above) + u16::from(*below)) >> 1) as u8;
        }
        // Near the sides there is no room to lean.
        let Some(inner) = to.len().checked_sub(2 * (LEAN + 1)).filter(|inner| *inner > 0) else { return };
        for (lean, apart) in self.apart.iter_mut().enumerate() {
            // From one left of the first to one right of the last, above to one side and below to the other.
            let (above, below) = (&above[lean..][..inner + 2], &below[2 * LEAN - lean..][..inner + 2]);
            apart.clear();
            apart.extend(above.iter().zip(below).map(|(above, below)| above.abs_diff(*below)));
        }
        let apart = self.apart.each_ref().map(|apart| &apart[..inner + 2]);
        let to = &mut to[LEAN + 1..][..inner];
        let aboves: [&[u8]; 5] = std::array::from_fn(|lean| &above[lean + 1..][..inner]);
        let belows: [&[u8]; 5] = std::array::from_fn(|lean| &below[2 * LEAN - lean + 1..][..inner]);
        for (x, to) in to.iter_mut().enumerate() {
            let score = |lean: usize| {
                let apart = apart[lean];
                u16::from(apart[x]) + u16::from(apart[x + 1]) + u16::from(apart[x + 2])
            };
            let mean = |lean: usize| (u16::from(aboves[lean][x]) + u16::from(belows[lean][x])) >> 1;
            // Straight wins a draw.
            let mut best = (score(LEAN).saturating_sub(1), mean(LEAN));
            for [near, far] in [[LEAN - 1, LEAN - 2], [LEAN + 1, LEAN + 2]] {
                // A slanting edge is followed farther only while that is better.
                let better = score(near) < best.0;
                best = if better { (score(near), mean(near)) } else { best };
                let better = better & (score(far) < best.0);
                best = if better { (score(far), mean(far)) } else { best };
            }
            *to = best.1 as u8;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pixels::Pixels;

    fn picture(draw: impl Fn(usize, usize) -> u8) -> Frame {
        let mut frame = Frame::new(Pixels::I444, 40, 30).unwrap();
        frame.rows_mut(0).enumerate().for_each(|(y, row)| (0..40).for_each(|x| row[x] = draw(x, y)));
        frame
    }

    #[test]
    fn what_stands_still_keeps_all_its_rows() {
        let still = picture(|x, y| (x * 5 + y / 3 * 20) as u8);
        let (mut fields, mut to) = (Fields::default(), Frame::default());
        fields.join(&still, Deinterlace::Top, &mut to).unwrap();
        fields.join(&still, Deinterlace::Top, &mut to).unwrap();
        assert_eq!(to.bytes(), still.bytes());
    }

    #[test]
    fn what_moves_has_no_comb() {
        for (first, kept) in [(Deinterlace::Top, 0), (Deinterlace::Bottom, 1)] {
            // A bar that goes two pixels to the right from field to field.
            let bar = |time: usize| {
                picture(move |x, y| {
                    let left = 4 + 4 * time + (y + kept) % 2 * 2;
                    if (left..left + 8).contains(&x) { 220 } else { 20 }
                })
            };
            let (mut fields, mut to) = (Fields::default(), Frame::default());
            (0..3).for_each(|time| fields.join(&bar(time), first, &mut to).unwrap());
            let rows: Vec<&[u8]> = to.rows(0).collect();
            assert!(rows.iter().all(|row| *row == rows[kept]));
        }
    }
}
