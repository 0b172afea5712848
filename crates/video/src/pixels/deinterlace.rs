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
}

impl Fields {
    /// Makes `to` a whole picture of `from`, planes of bytes of which these rows come first in time.
    pub fn join(&mut self, from: &Frame, first: Deinterlace, to: &mut Frame) -> Result<()> {
        to.copy_from(from)?;
        let shape = |frame: &Frame| (frame.format(), frame.width(), frame.height());
        let before = self.before.take().filter(|before| shape(before) == shape(from));
        let kept = usize::from(first == Deinterlace::Bottom);
        for plane in 0..from.format().planes() {
            let (_, height) = from.extent(plane);
            for y in (1 - kept..height).step_by(2) {
                let row = |y: usize| from.row(plane, y);
                // Beyond the edge, the row on the other side stands in.
                let (up, down) = match (y.checked_sub(1), y + 1) {
                    (Some(up), down) if down < height => (up, down),
                    (Some(up), _) => (up, up),
                    (None, down) if down < height => (down, down),
                    (None, _) => (y, y),
                };
                let (above, below) = (row(up), row(down));
                let to = to.row_mut(plane, y);
                let Some(before) = &before else {
                    (0..to.len()).for_each(|x| to[x] = along_edge(above, below, x));
                    continue;
                };
                let past = |y: usize| before.row(plane, y);
                let outer = (y.checked_sub(2).unwrap_or(y), if y + 2 < height { y + 2 } else { y });
                for x in 0..to.len() {
                    let mean = |y: usize| (i32::from(row(y)[x]) + i32::from(past(y)[x])) / 2;
                    let moved = |y: usize| (i32::from(row(y)[x]) - i32::from(past(y)[x])).abs();
                    let here = mean(y);
                    let (a, b) = (i32::from(above[x]), i32::from(below[x]));
                    // Thin level lines flicker between the moments: they count as motion.
                    let (over, under) = (mean(outer.0) - a, mean(outer.1) - b);
                    let (to_b, to_a) = (here - b, here - a);
                    let most = to_b.max(to_a).max(over.min(under));
                    let least = to_b.min(to_a).min(over.max(under));
                    let reach = (moved(y) / 2).max((moved(up) + moved(down)) / 2).max(least).max(-most);
                    to[x] = match reach {
                        0 => here as u8,
                        _ => i32::from(along_edge(above, below, x)).clamp(here - reach, here + reach) as u8,
                    };
                }
            }
        }
        let mut now = before.unwrap_or_default();
        now.copy_from(from)?;
        self.before = Some(now);
        Ok(())
    }
}

/// The mean of two numbers above and below that lie on the same edge: straight, or up to two aside.
fn along_edge(above: &[u8], below: &[u8], x: usize) -> u8 {
    let mean = |x: usize, y: usize| ((u16::from(above[x]) + u16::from(below[y])) / 2) as u8;
    if x < 3 || x + 3 >= above.len() {
        return mean(x, x);
    }
    let score = |lean: isize| -> i32 {
        let three = [-1, 0, 1].map(|n: isize| {
            let (a, b) = (x.wrapping_add_signed(n + lean), x.wrapping_add_signed(n - lean));
            i32::from(above[a].abs_diff(below[b]))
        });
        three.iter().sum()
    };
    let (mut best, mut least) = (0, score(0) - 1);
    for side in [-1, 1] {
        // A slanting edge is followed farther only while that is better.
        for lean in [side, side * 2] {
            let score = score(lean);
            if score >= least {
                break;
            }
            (best, least) = (lean, score);
        }
    }
    mean(x.wrapping_add_signed(best), x.wrapping_add_signed(-best))
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
