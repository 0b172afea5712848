//! Turning and mirroring, plane by plane.
//!
//! A quarter turn walks across memory in tiles, so that what it reads and what it writes both stay in the nearest cache.

use super::{Flip, Frame, Pixels, Turn};
use crate::{Error, Kind, Result};

/// A tile's side in pixels: 32 rows of 64 bytes fit into any first cache.
const TILE: usize = 32;

/// Makes `to` what `from` looks like after a turn and a mirror image.
///
/// # Errors
/// `Settings` for quarter turns where colour is thinned out in one direction only (`I422`): make it `I420` first.
pub(super) fn turn(from: &Frame, turn: Turn, flip: Flip, to: &mut Frame) -> Result<()> {
    let quarter = matches!(turn, Turn::Right | Turn::Left);
    if quarter && matches!(from.format(), Pixels::I422 | Pixels::I422P10) {
        return Err(Error::new(
            Kind::Settings,
            "A picture whose colour is thinned out in one direction cannot be turned by a quarter. Convert it to I420 first.",
        ));
    }
    let (width, height) = if quarter { (from.height(), from.width()) } else { (from.width(), from.height()) };
    to.reshape(from.format(), width, height)?;
    to.meaning = from.meaning;
    // A half turn is both mirror images, a quarter turn one of them and an exchange of rows and columns.
    let mirror_x = matches!(turn, Turn::Right | Turn::Half) != (flip == Flip::Horizontal);
    let mirror_y = matches!(turn, Turn::Left | Turn::Half) != (flip == Flip::Vertical);
    for plane in 0..from.format().planes() {
        match from.format().step(plane) * from.format().depth() {
            1 => one::<1>(from, to, plane, quarter, mirror_x, mirror_y),
            2 => one::<2>(from, to, plane, quarter, mirror_x, mirror_y),
            _ => one::<4>(from, to, plane, quarter, mirror_x, mirror_y),
        }
    }
    Ok(())
}

/// One plane, whose pixels have `N` bytes.
fn one<const N: usize>(
    from: &Frame,
    to: &mut Frame,
    plane: usize,
    quarter: bool,
    mirror_x: bool,
    mirror_y: bool,
) {
    let (width, height) = to.extent(plane);
    if quarter {
        for top in (0..height).step_by(TILE) {
            for left in (0..width).step_by(TILE) {
                // The rows of the old picture that are columns of the tile; beyond the edge, the last again.
                let columns: [&[[u8; N]]; TILE] = std::array::from_fn(|n| {
                    let x = (left + n).min(width - 1);
                    from.row(plane, if mirror_x { width - 1 - x } else { x }).as_chunks().0
                });
                for y in top..height.min(top + TILE) {
                    let at = if mirror_y { height - 1 - y } else { y };
                    let row = &mut to.row_mut(plane, y).as_chunks_mut::<N>().0[left..width.min(left + TILE)];
                    row.iter_mut().zip(&columns).for_each(|(pixel, column)| *pixel = column[at]);
                }
            }
        }
        return;
    }
    for (y, to) in to.rows_mut(plane).enumerate() {
        let from = from.row(plane, if mirror_y { height - 1 - y } else { y });
        if mirror_x {
            let pixels = from.as_chunks::<N>().0.iter().rev();
            to.as_chunks_mut::<N>().0.iter_mut().zip(pixels).for_each(|(to, from)| *to = *from);
        } else {
            to.copy_from_slice(from);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turned(by: Turn, flip: Flip) -> (u32, u32, Vec<u8>) {
        let from = Frame::from_bytes(Pixels::I444, 3, 2, &[1, 2, 3, 4, 5, 6].repeat(3)).unwrap();
        let mut to = Frame::default();
        turn(&from, by, flip, &mut to).unwrap();
        assert_eq!(to.bytes()[..6], to.bytes()[12..]);
        (to.width(), to.height(), to.bytes()[..6].to_vec())
    }

    #[test]
    fn turns_are_clockwise_and_mirrors_come_after_them() {
        assert_eq!(turned(Turn::None, Flip::None), (3, 2, vec![1, 2, 3, 4, 5, 6]));
        assert_eq!(turned(Turn::None, Flip::Horizontal), (3, 2, vec![3, 2, 1, 6, 5, 4]));
        assert_eq!(turned(Turn::None, Flip::Vertical), (3, 2, vec![4, 5, 6, 1, 2, 3]));
        assert_eq!(turned(Turn::Right, Flip::None), (2, 3, vec![4, 1, 5, 2, 6, 3]));
        assert_eq!(turned(Turn::Left, Flip::None), (2, 3, vec![3, 6, 2, 5, 1, 4]));
        assert_eq!(turned(Turn::Half, Flip::None), (3, 2, vec![6, 5, 4, 3, 2, 1]));
        assert_eq!(turned(Turn::Right, Flip::Horizontal), (2, 3, vec![1, 4, 2, 5, 3, 6]));
        assert_eq!(turned(Turn::Right, Flip::Vertical), (2, 3, vec![6, 3, 5, 2, 4, 1]));
    }

    #[test]
    fn four_quarters_are_a_whole_at_any_size() {
        for (format, width, height) in [
            (Pixels::I420, 75, 41),
            (Pixels::Rgba, 33, 70),
            (Pixels::I444P10, 64, 31),
            (Pixels::Nv12, 40, 36),
        ] {
            let mut frame = Frame::new(format, width, height).unwrap();
            frame.bytes_mut().iter_mut().enumerate().for_each(|(n, byte)| *byte = (n * n / 7) as u8);
            let mut now = frame.clone();
            for _ in 0..4 {
                let mut next = Frame::default();
                turn(&now, Turn::Right, Flip::None, &mut next).unwrap();
                now = next;
            }
            assert_eq!(now.bytes(), frame.bytes());
        }
    }
}
