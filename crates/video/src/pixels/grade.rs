//! A lookup table of colour, put upon planes of brightness and colour.
//!
//! The table is asked once for each point of a grid in the numbers of the film; pictures are then looked up in that grid directly,
//! without a way through RGB. It is finer along brightness, where eyes are.

use super::{Cube, Frame, Meaning, color};

/// Points along brightness and along each colour: steps of 4 and 8.
const SIZE: [usize; 2] = [65, 33];
/// How many bits of a fraction the grid keeps; more would not fit into 16 bits.
const BITS: i32 = 6;

/// A lookup table in the numbers of a film.
#[derive(Clone, Debug)]
pub(super) struct Grade {
    /// Brightness changes fastest, then the first colour. The fourth number fills the register.
    grid: Vec<[i16; 4]>,
}

impl Grade {
    /// The table for films of this meaning, mixed with what was there before.
    pub fn new(cube: &Cube, share: f32, meaning: Meaning) -> Self {
        let mut grid = Vec::with_capacity(SIZE[0] * SIZE[1] * SIZE[1]);
        for v in 0..SIZE[1] {
            for u in 0..SIZE[1] {
                for y in 0..SIZE[0] {
                    let rgb = meaning.rgb([y as f32 * 4.0, u as f32 * 8.0, v as f32 * 8.0]);
                    let new = cube.look_up(rgb);
                    let mixed = [0, 1, 2].map(|n| rgb[n] + (new[n] - rgb[n]) * share);
                    let [y, u, v] = meaning
                        .yuv(mixed)
                        .map(|n| (n.clamp(-255.0, 510.0) * (1 << BITS) as f32).round() as i16);
                    grid.push([y, u, v, 0]);
                }
            }
        }
        Self { grid }
    }

    /// Changes a picture of planes of bytes. Colour becomes the mean of what its pixels of brightness ask for.
    pub fn apply(&self, frame: &mut Frame) {
        let (x_thin, y_thin) = frame.format().thin();
        let (width, height) = frame.extent(0);
        let coarse = frame.extent(1).0;
        let mut sums = vec![[0_i32; 2]; coarse];
        let [mut us, mut vs] = [vec![0; width], vec![0; width]];
        for top in (0..height).step_by(1 << y_thin) {
            sums.fill([0; 2]);
            color::repeat(frame.row(1, top >> y_thin), x_thin, &mut us);
            color::repeat(frame.row(2, top >> y_thin), x_thin, &mut vs);
            let rows = top..height.min(top + (1 << y_thin));
            let count = rows.len() as i32;
            for y in rows {
                let row = frame.row_mut(0, y).iter_mut().zip(us.iter().zip(&vs)).enumerate();
                for (x, (y, (u, v))) in row {
                    let [light, u, v, _] = self.at(*y, *u, *v);
                    *y = ((light + (1 << (BITS - 1))) >> BITS).clamp(0, 255) as u8;
                    let sum = &mut sums[x >> x_thin];
                    *sum = [sum[0] + u, sum[1] + v];
                }
            }
            for plane in [1, 2] {
                let row = frame.row_mut(plane, top >> y_thin);
                for (x, (to, sum)) in row.iter_mut().zip(&sums).enumerate() {
                    let count = count * if x_thin == 1 && x * 2 + 1 < width { 2 } else { 1 };
                    *to = ((sum[plane - 1] / count + (1 << (BITS - 1))) >> BITS).clamp(0, 255) as u8;
                }
            }
        }
    }

    /// Between the four corners of the tetrahedron around a colour.
    fn at(&self, y: u8, u: u8, v: u8) -> [i32; 4] {
        let [y, u, v] = [y, u, v].map(usize::from);
        // Parts of a step, in eighths.
        let parts = [(y % 4) * 2, u % 8, v % 8];
        let strides = [1, SIZE[0], SIZE[0] * SIZE[1]];
        let start = y / 4 + u / 8 * strides[1] + v / 8 * strides[2];
        // The largest part first, as [`Cube`] does; written out, because sorting would take longer than all else.
        let first = if parts[0] >= parts[1] && parts[0] >= parts[2] {
            0
        } else if parts[1] >= parts[2] {
            1
        } else {
            2
        };
        let (a, b) = [(1, 2), (0, 2), (0, 1)][first];
        let (second, third) = if parts[a] >= parts[b] { (a, b) } else { (b, a) };
        let corners = [
            start,
            start + strides[first],
            start + strides[first] + strides[second],
            start + strides[0] + strides[1] + strides[2],
        ];
        let weights =
            [8 - parts[first], parts[first] - parts[second], parts[second] - parts[third], parts[third]];
        let mut sum = [4; 4];
        for (corner, weight) in corners.into_iter().zip(weights) {
            let point = self.grid[corner];
            (0..4).for_each(|n| sum[n] += i32::from(point[n]) * weight as i32);
        }
        sum.map(|n| n >> 3)
    }
}
