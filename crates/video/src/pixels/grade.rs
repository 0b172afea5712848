//! What becomes of colours, put upon planes of brightness and colour: a lookup table, curves of red, green and blue.
//!
//! It is asked once for each point of a grid in the numbers of the film; pictures are then looked up in that grid directly,
//! without a way through RGB. It is finer along brightness, where eyes are.
//!
//! Colour changes slowly across a picture and is coarser than brightness: so for each colour the column of the grid that
//! belongs to it is reckoned once and kept, and a pixel costs one step between two of its points.

use super::{Frame, Meaning};

/// Points along brightness and along each colour: steps of 4 and 8.
const SIZE: [usize; 2] = [65, 33];
/// How many bits of a fraction the grid keeps; more would not fit into 16 bits.
const BITS: i32 = 6;

/// How many columns are kept, by the lower bits of both colours.
const KEPT: usize = 64;

/// One value: brightness, two colours, and a fourth number that fills the register.
type Point = [i16; 4];

/// A lookup table in the numbers of a film.
#[derive(Clone, Debug)]
pub(super) struct Grade {
    /// Brightness changes fastest, then the first colour.
    grid: Vec<Point>,
    columns: Vec<Column>,
}

/// What each brightness of one colour becomes.
#[derive(Clone, Debug)]
struct Column {
    /// Which colour; none at the beginning.
    of: Option<[u8; 2]>,
    points: [Point; SIZE[0]],
}

impl Grade {
    /// For films of this meaning: `new` says what becomes of red, green and blue.
    pub fn new(new: impl Fn([f32; 3]) -> [f32; 3], meaning: Meaning) -> Self {
        let mut grid = Vec::with_capacity(SIZE[0] * SIZE[1] * SIZE[1]);
        for v in 0..SIZE[1] {
            for u in 0..SIZE[1] {
                for y in 0..SIZE[0] {
                    let rgb = meaning.rgb([y as f32 * 4.0, u as f32 * 8.0, v as f32 * 8.0]);
                    let [y, u, v] = meaning
                        .yuv(new(rgb))
                        .map(|n| (n.clamp(-255.0, 510.0) * (1 << BITS) as f32).round() as i16);
                    grid.push([y, u, v, 0]);
                }
            }
        }
        let column = Column { of: None, points: [[0; 4]; SIZE[0]] };
        Self { grid, columns: vec![column; KEPT * KEPT] }
    }

    /// Changes a picture of planes of bytes. Colour becomes the mean of what its pixels of brightness ask for.
    pub fn apply(&mut self, frame: &mut Frame) {
        let (x_thin, y_thin) = frame.format().thin();
        let ((_, height), coarse) = (frame.extent(0), frame.extent(1));
        let [mut us, mut vs] = [1, 2].map(|_| vec![0; coarse.0]);
        // The sums of both colours, and how many pixels they are of.
        let mut sums = vec![[0; 3]; coarse.0];
        for row in 0..coarse.1 {
            us.copy_from_slice(frame.row(1, row));
            vs.copy_from_slice(frame.row(2, row));
            sums.fill([0; 3]);
            for y in row << y_thin..height.min((row + 1) << y_thin) {
                let lights = frame.row_mut(0, y).chunks_mut(1 << x_thin);
                for ((lights, (u, v)), sum) in lights.zip(us.iter().zip(&vs)).zip(&mut sums) {
                    let column = self.column(*u, *v);
                    for y in lights {
                        let [light, u, v, _] = column.at(*y);
                        *y = byte(light);
                        *sum = [sum[0] + u, sum[1] + v, sum[2] + 1];
                    }
                }
            }
            for (plane, n) in [(1, 0), (2, 1)] {
                for (to, sum) in frame.row_mut(plane, row).iter_mut().zip(&sums) {
                    // One, two or four pixels.
                    *to = byte(sum[n] >> sum[2].trailing_zeros());
                }
            }
        }
    }

    /// The column of a colour: between the four of the grid around it.
    fn column(&mut self, u: u8, v: u8) -> &Column {
        let place = usize::from(u) % KEPT + usize::from(v) % KEPT * KEPT;
        let column = &mut self.columns[place];
        if column.of != Some([u, v]) {
            column.of = Some([u, v]);
            let (right, down) = (i32::from(u % 8), i32::from(v % 8));
            let start = usize::from(u / 8) * SIZE[0] + usize::from(v / 8) * SIZE[0] * SIZE[1];
            let row = |n: usize| &self.grid[start + n..][..SIZE[0]];
            let corners =
                row(0).iter().zip(row(SIZE[0])).zip(row(SIZE[0] * SIZE[1])).zip(row(SIZE[0] * (SIZE[1] + 1)));
            for (point, (((a, b), c), d)) in column.points.iter_mut().zip(corners) {
                *point = std::array::from_fn(|n| {
                    let [a, b, c, d] = [a, b, c, d].map(|corner| i32::from(corner[n]));
                    let (over, under) = (a * (8 - right) + b * right, c * (8 - right) + d * right);
                    ((over * (8 - down) + under * down + 32) >> 6) as i16
                });
            }
        }
        column
    }
}

fn byte(n: i32) -> u8 {
    ((n + (1 << (BITS - 1))) >> BITS).clamp(0, 255) as u8
}

impl Column {
    fn at(&self, y: u8) -> [i32; 4] {
        let (part, at) = (i32::from(y % 4), usize::from(y / 4));
        let (darker, lighter) = (self.points[at], self.points[at + 1]);
        std::array::from_fn(|n| (i32::from(darker[n]) * (4 - part) + i32::from(lighter[n]) * part + 2) >> 2)
    }
}
