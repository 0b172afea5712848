//! Pictures of another size.
//!
//! What shrinks becomes the exact mean of what each new pixel covers: whole rows are added up as integers of 16 bits, which is
//! eight at a time in SIMD, and only one row in many goes through floating-point numbers. Everything else is one convolution,
//! along rows first, whose results are kept while the next rows need them.

use super::{Frame, Resampling};
use crate::{Error, Kind, Result};

/// Scales pictures; keeps its buffers from one to the next.
#[derive(Clone, Debug, Default)]
pub struct Scaler {
    sums: Vec<u16>,
    line: Vec<f32>,
    ring: Vec<Vec<f32>>,
    across: Taps,
    down: Taps,
}

impl Scaler {
    /// Makes `to`, which has the wanted size and the layout of `from`, show the same as `from`. Alpha counts as a fourth colour.
    ///
    /// # Errors
    /// `Settings` if the layouts differ, or are of pairs (`Nv12`): [convert](super::convert) it first.
    pub fn scale(&mut self, from: &Frame, to: &mut Frame, how: Resampling) -> Result<()> {
        let format = from.format();
        if format != to.format() || format == super::Pixels::Nv12 {
            return Err(Error::new(
                Kind::Settings,
                format!(
                    "A picture of {} cannot be scaled into one of {}. Convert it first.",
                    format.name(),
                    to.format().name()
                ),
            ));
        }
        self.planes(from, to, how);
        Ok(())
    }

    /// Scales plane by plane, whatever the sizes of the planes: so colour is thinned out too.
    pub(super) fn planes(&mut self, from: &Frame, to: &mut Frame, how: Resampling) {
        to.meaning = from.meaning;
        for plane in 0..from.format().planes() {
            match (from.format().depth(), from.format().step(plane)) {
                (1, 1) => self.plane::<1, 1>(from, to, plane, how),
                (1, _) => self.plane::<1, 4>(from, to, plane, how),
                (_, _) => self.plane::<2, 1>(from, to, plane, how),
            }
        }
    }

    /// Scales brightness only, of planes of bytes.
    pub(super) fn light(&mut self, from: &Frame, to: &mut Frame, how: Resampling) {
        self.plane::<1, 1>(from, to, 0, how);
    }

    fn plane<const DEPTH: usize, const STEP: usize>(
        &mut self,
        from: &Frame,
        to: &mut Frame,
        plane: usize,
        how: Resampling,
    ) {
        let ((from_width, from_height), (width, height)) = (from.extent(plane), to.extent(plane));
        if (from_width, from_height) == (width, height) {
            to.rows_mut(plane).zip(from.rows(plane)).for_each(|(to, from)| to.copy_from_slice(from));
        } else if how == Resampling::Auto && width <= from_width && height <= from_height {
            self.shrink::<DEPTH, STEP>(from, to, plane);
        } else {
            self.convolve::<DEPTH, STEP>(from, to, plane, how);
        }
    }

    /// The mean of what each new pixel covers.
    fn shrink<const DEPTH: usize, const STEP: usize>(&mut self, from: &Frame, to: &mut Frame, plane: usize) {
        let ((from_width, from_height), (width, height)) = (from.extent(plane), to.extent(plane));
        self.sums.clear();
        self.sums.resize(from_width * STEP, 0);
        self.line.clear();
        self.line.resize(from_width * STEP, 0.0);
        let (rows, columns) = (Cover::new(from_height, height), Cover::new(from_width, width));
        let share = 1.0 / (rows.each() * columns.each());
        for (y, to) in to.rows_mut(plane).enumerate() {
            let cover = rows.of(y);
            let (first, last) = (from.row(plane, cover.first), from.row(plane, cover.last));
            blend::<DEPTH>(&mut self.line, first, cover.head, last, cover.tail);
            let mut whole = cover.first + 1..cover.last;
            while !whole.is_empty() {
                // As many rows as fit into 16 bits.
                let end = whole.end.min(whole.start + if DEPTH == 1 { 256 } else { 64 });
                self.sums.fill(0);
                let mut y = whole.start;
                while y + 4 <= end {
                    add_four::<DEPTH>(&mut self.sums, [0, 1, 2, 3].map(|n| from.row(plane, y + n)));
                    y += 4;
                }
                (y..end).for_each(|y| add::<DEPTH>(&mut self.sums, from.row(plane, y)));
                self.line.iter_mut().zip(&self.sums).for_each(|(line, sum)| *line += f32::from(*sum));
                whole.start = end;
            }
            let pixels = self.line.as_chunks::<STEP>().0;
            for (x, to) in to.chunks_exact_mut(STEP * DEPTH).enumerate() {
                let cover = columns.of(x);
                let mut sum = [0.0; STEP];
                for pixel in &pixels[cover.first + 1..cover.last.max(cover.first + 1)] {
                    (0..STEP).for_each(|n| sum[n] += pixel[n]);
                }
                let (head, tail) = (pixels[cover.first], pixels[cover.last]);
                for (n, to) in to.chunks_exact_mut(DEPTH).enumerate() {
                    let sum = sum[n] + head[n] * cover.head + tail[n] * cover.tail;
                    store::<DEPTH>(to, sum * share);
                }
            }
        }
    }

    /// Weighted sums of neighbours.
    fn convolve<const DEPTH: usize, const STEP: usize>(
        &mut self,
        from: &Frame,
        to: &mut Frame,
        plane: usize,
        how: Resampling,
    ) {
        let ((from_width, from_height), (width, height)) = (from.extent(plane), to.extent(plane));
        self.across.find(from_width, width, how);
        self.down.find(from_height, height, how);
        let kept = self.down.count;
        self.ring.resize_with(kept.max(self.ring.len()), Vec::new);
        self.ring[..kept].iter_mut().for_each(|row| row.resize(width * STEP, 0.0));
        let mut done = 0;
        for (y, to) in to.rows_mut(plane).enumerate() {
            let (start, weights) = self.down.of(y);
            for y in done.max(start)..start + kept {
                self.line.clear();
                self.line
                    .extend(from.row(plane, y).as_chunks::<DEPTH>().0.iter().map(|n| f32::from(load(n))));
                self.across.apply::<STEP>(&self.line, &mut self.ring[y % kept]);
            }
            done = start + kept;
            self.line.clear();
            self.line.resize(width * STEP, 0.0);
            for (n, weight) in weights.iter().enumerate() {
                let row = &self.ring[(start + n) % kept];
                self.line.iter_mut().zip(row).for_each(|(line, value)| *line += value * weight);
            }
            to.chunks_exact_mut(DEPTH).zip(&self.line).for_each(|(to, value)| store::<DEPTH>(to, *value));
        }
    }
}

/// A number as it lies in a plane.
fn load<const DEPTH: usize>(bytes: &[u8; DEPTH]) -> u16 {
    if DEPTH == 1 { u16::from(bytes[0]) } else { u16::from_le_bytes([bytes[0], bytes[DEPTH - 1]]) }
}

fn store<const DEPTH: usize>(to: &mut [u8], value: f32) {
    // A cast from floating-point numbers stops at the ends of the integer's range.
    if DEPTH == 1 {
        to[0] = (value + 0.5) as u8;
    } else {
        to.copy_from_slice(&((value + 0.5) as u16).min(1023).to_le_bytes());
    }
}

/// The first and the last of the rows that a new one covers, which it may cover in part.
fn blend<const DEPTH: usize>(line: &mut [f32], first: &[u8], head: f32, last: &[u8], tail: f32) {
    let rows = first.as_chunks::<DEPTH>().0.iter().zip(last.as_chunks::<DEPTH>().0);
    for (line, (first, last)) in line.iter_mut().zip(rows) {
        *line = f32::from(load(first)) * head + f32::from(load(last)) * tail;
    }
}

fn add<const DEPTH: usize>(sums: &mut [u16], row: &[u8]) {
    sums.iter_mut().zip(row.as_chunks::<DEPTH>().0).for_each(|(sum, value)| *sum += load(value));
}

/// Four rows at once: a sum is loaded and stored once for all.
fn add_four<const DEPTH: usize>(sums: &mut [u16], rows: [&[u8]; 4]) {
    let [a, b, c, d] = rows.map(|row| row.as_chunks::<DEPTH>().0);
    for ((((sum, a), b), c), d) in sums.iter_mut().zip(a).zip(b).zip(c).zip(d) {
        *sum += (load(a) + load(b)) + (load(c) + load(d));
    }
}

/// How new pixels cover old ones along one side.
#[derive(Clone, Copy, Debug)]
struct Cover {
    from: usize,
    to: usize,
}

/// Which pixels a new one covers, and how much of the first and the last; all of those between. Where it covers one only,
/// that is the first.
struct Covered {
    first: usize,
    last: usize,
    head: f32,
    tail: f32,
}

impl Cover {
    fn new(from: usize, to: usize) -> Self {
        Self { from, to }
    }

    /// How many pixels each new one covers.
    fn each(self) -> f32 {
        self.from as f32 / self.to as f32
    }

    fn of(self, at: usize) -> Covered {
        // Positions are counted in parts of a pixel of which `to` make one, so that none is rounded.
        let (start, end) = (at * self.from, (at + 1) * self.from);
        let (first, last) = (start / self.to, (end - 1) / self.to);
        let part = |length: usize| length as f32 / self.to as f32;
        if first == last {
            return Covered { first, last, head: part(end - start), tail: 0.0 };
        }
        Covered { first, last, head: part((first + 1) * self.to - start), tail: part(end - last * self.to) }
    }
}

/// Which pixels make up each new one, and their weights.
#[derive(Clone, Debug, Default)]
struct Taps {
    /// What they were found for.
    key: Option<(usize, usize, Resampling)>,
    count: usize,
    starts: Vec<usize>,
    weights: Vec<f32>,
}

impl Taps {
    fn find(&mut self, from: usize, to: usize, how: Resampling) {
        let key = Some((from, to, how));
        if self.key == key {
            return;
        }
        let ratio = from as f32 / to as f32;
        // A kernel is stretched where pictures shrink, so that no detail is skipped.
        let stretch = ratio.max(1.0);
        let reach = if how == Resampling::Lanczos { 3.0 } else { 2.0 };
        let count = ((2.0 * reach * stretch).ceil() as usize + 1).min(from);
        self.key = key;
        self.count = count;
        self.starts.clear();
        self.weights.clear();
        for at in 0..to {
            let center = (at as f32 + 0.5) * ratio - 0.5;
            let first = (center - reach * stretch).ceil() as isize;
            let start = first.clamp(0, (from - count) as isize);
            let slot = self.weights.len();
            self.weights.resize(slot + count, 0.0);
            let weights = &mut self.weights[slot..];
            let mut sum = 0.0;
            for position in first..=(center + reach * stretch).floor() as isize {
                let weight = kernel(how, (position as f32 - center) / stretch);
                // Beyond the edges the last pixel goes on.
                let index = (position.clamp(0, from as isize - 1) - start).clamp(0, count as isize - 1);
                weights[index as usize] += weight;
                sum += weight;
            }
            weights.iter_mut().for_each(|weight| *weight /= sum);
            self.starts.push(start as usize);
        }
    }

    fn of(&self, at: usize) -> (usize, &[f32]) {
        (self.starts[at], &self.weights[at * self.count..][..self.count])
    }

    fn apply<const STEP: usize>(&self, from: &[f32], to: &mut [f32]) {
        let pixels = from.as_chunks::<STEP>().0;
        let taps = self.starts.iter().zip(self.weights.chunks_exact(self.count));
        for (to, (start, weights)) in to.as_chunks_mut::<STEP>().0.iter_mut().zip(taps) {
            let mut sum = [0.0; STEP];
            for (pixel, weight) in pixels[*start..*start + self.count].iter().zip(weights) {
                (0..STEP).for_each(|n| sum[n] += pixel[n] * weight);
            }
            *to = sum;
        }
    }
}

fn kernel(how: Resampling, x: f32) -> f32 {
    let x = x.abs();
    let sinc =
        |x: f32| if x < 1e-6 { 1.0 } else { (std::f32::consts::PI * x).sin() / (std::f32::consts::PI * x) };
    match how {
        Resampling::Lanczos if x < 3.0 => sinc(x) * sinc(x / 3.0),
        Resampling::Lanczos => 0.0,
        _ if x < 1.0 => (1.5 * x - 2.5) * x * x + 1.0,
        _ if x < 2.0 => ((-0.5 * x + 2.5) * x - 4.0) * x + 2.0,
        _ => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pixels::Pixels;

    /// The definition, in double precision: the mean of what each pixel covers.
    fn mean(from: &Frame, plane: usize, width: usize, height: usize) -> Vec<f64> {
        let (from_width, from_height) = from.extent(plane);
        let span = |at: usize, from: usize, to: usize| {
            let (start, end) =
                (at as f64 * from as f64 / to as f64, (at + 1) as f64 * from as f64 / to as f64);
            (0..from)
                .map(move |n| (n, (end.min(n as f64 + 1.0) - start.max(n as f64)).max(0.0)))
                .filter(|(_, w)| *w > 1e-9)
        };
        let mut out = Vec::new();
        for y in 0..height {
            for x in 0..width {
                let (mut sum, mut all) = (0.0, 0.0);
                for (row, down) in span(y, from_height, height) {
                    for (column, across) in span(x, from_width, width) {
                        sum += f64::from(from.row(plane, row)[column]) * down * across;
                        all += down * across;
                    }
                }
                out.push(sum / all);
            }
        }
        out
    }

    fn noise(format: Pixels, width: u32, height: u32) -> Frame {
        let mut frame = Frame::new(format, width, height).unwrap();
        let mut state = 1_u32;
        frame.bytes_mut().iter_mut().for_each(|byte| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            *byte = (state >> 24) as u8;
        });
        frame
    }

    #[test]
    fn shrinking_gives_the_mean_of_what_is_covered() {
        let from = noise(Pixels::I420, 67, 53);
        for (width, height) in [(33, 53), (67, 11), (22, 17), (66, 52), (1, 1)] {
            let mut to = Frame::new(Pixels::I420, width, height).unwrap();
            Scaler::default().scale(&from, &mut to, Resampling::Auto).unwrap();
            for plane in 0..3 {
                let (width, height) = to.extent(plane);
                let made = to.rows(plane).flatten();
                for (made, exact) in made.zip(mean(&from, plane, width, height)) {
                    assert!((f64::from(*made) - exact).abs() < 0.502, "{made} {exact} {width} {height}");
                }
            }
        }
    }

    #[test]
    fn an_even_picture_stays_even_at_any_size_and_depth() {
        for (format, bytes) in
            [(Pixels::I444, [77, 77]), (Pixels::I422P10, [0xd7, 3]), (Pixels::Rgba, [200, 200])]
        {
            let mut from = Frame::new(format, 31, 40).unwrap();
            from.bytes_mut().as_chunks_mut::<2>().0.iter_mut().for_each(|pair| *pair = bytes);
            for how in [Resampling::Auto, Resampling::Bicubic, Resampling::Lanczos] {
                for (width, height) in [(7, 9), (31, 90), (100, 13), (64, 80), (2, 300)] {
                    let mut to = Frame::new(format, width, height).unwrap();
                    Scaler::default().scale(&from, &mut to, how).unwrap();
                    assert!(
                        to.bytes().as_chunks::<2>().0.iter().all(|pair| *pair == bytes),
                        "{format:?} {how:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn hundreds_of_white_rows_do_not_overflow() {
        for format in [Pixels::I444, Pixels::I444P10] {
            let mut from = Frame::new(format, 2, 3000).unwrap();
            from.bytes_mut()
                .as_chunks_mut::<2>()
                .0
                .iter_mut()
                .for_each(|pair| *pair = [255, if format == Pixels::I444 { 255 } else { 3 }]);
            let mut to = Frame::new(format, 2, 2).unwrap();
            Scaler::default().scale(&from, &mut to, Resampling::Auto).unwrap();
            assert_eq!(to.bytes()[..8], from.bytes()[..8]);
        }
    }
}
