//! Few colours that stand for many.
//!
//! Colours are counted in cells of five bits each. The box of cells that errs most is cut in two where that helps most (Wu's
//! measure, on medians' tree), until there are as many boxes as colours; then each colour moves to the middle of the cells nearest to
//! it (k-means), which mends what straight cuts did.

use super::Gif;

/// Bits of each colour that make a cell.
const BITS: u32 = 5;
const CELLS: usize = 1 << (3 * BITS);
/// Rounds of k-means. More hardly change anything.
const ROUNDS: usize = 4;
/// How much red, green and blue weigh in a difference, roughly as eyes see them.
const WEIGHTS: [i32; 3] = [2, 4, 1];

/// Counts the colours of pictures, to make a palette of them.
#[derive(Clone, Debug)]
pub struct Quantizer {
    cells: Vec<Cell>,
}

/// How many pixels lie in a cell, and the sum of their colours.
#[derive(Clone, Copy, Debug, Default)]
struct Cell {
    count: u64,
    sum: [u64; 3],
}

impl Default for Quantizer {
    fn default() -> Self {
        Self { cells: vec![Cell::default(); CELLS] }
    }
}

fn cell([r, g, b]: [u8; 3]) -> usize {
    let high = |n: u8| usize::from(n >> (8 - BITS));
    (high(r) << (2 * BITS)) | (high(g) << BITS) | high(b)
}

impl Quantizer {
    /// Counts the pixels of a picture: red, green, blue and alpha, which is not looked at.
    pub fn count(&mut self, rgba: &[u8]) {
        for [r, g, b, _] in rgba.as_chunks::<4>().0 {
            let cell = &mut self.cells[cell([*r, *g, *b])];
            cell.count += 1;
            for (sum, n) in cell.sum.iter_mut().zip([*r, *g, *b]) {
                *sum += u64::from(n);
            }
        }
    }

    /// The best palette for what was counted. One of its colours is left for what does not change.
    pub fn palette(&self, settings: &Gif) -> Palette {
        let most = usize::from(settings.colors.clamp(2, 256)) - 1;
        let mut points: Vec<Point> =
            self.cells.iter().filter(|cell| cell.count > 0).map(Point::new).collect();
        let mut boxes = vec![Boxed::new(0..points.len(), &points)];
        while boxes.len() < most {
            let worst = boxes.iter().enumerate().max_by(|a, b| a.1.error.total_cmp(&b.1.error));
            let Some((worst, _)) = worst.filter(|(_, found)| found.error > 0.0) else { break };
            let (one, other) = boxes.swap_remove(worst).cut(&mut points);
            boxes.extend([one, other]);
        }
        let mut colors: Vec<[f32; 3]> = boxes.iter().map(|found| found.mean).collect();
        for _ in 0..ROUNDS {
            let mut sums = vec![([0.0; 3], 0.0); colors.len()];
            for point in &points {
                let near = nearest(&colors, point.color);
                (0..3).for_each(|n| sums[near].0[n] += point.color[n] * point.weight);
                sums[near].1 += point.weight;
            }
            for (color, (sum, weight)) in colors.iter_mut().zip(sums) {
                if weight > 0.0 {
                    *color = sum.map(|n| n / weight);
                }
            }
        }
        Palette::new(colors.into_iter().map(|color| color.map(|n| n.round() as u8)).collect())
    }
}

fn distance(one: [f32; 3], other: [f32; 3]) -> f32 {
    (0..3).map(|n| (one[n] - other[n]).powi(2) * WEIGHTS[n] as f32).sum()
}

fn nearest(colors: &[[f32; 3]], color: [f32; 3]) -> usize {
    let mut best = (0, f32::INFINITY);
    for (n, other) in colors.iter().enumerate() {
        let distance = distance(color, *other);
        if distance < best.1 {
            best = (n, distance);
        }
    }
    best.0
}

/// A cell as a point with a weight.
#[derive(Clone, Copy, Debug)]
struct Point {
    color: [f32; 3],
    weight: f32,
}

impl Point {
    fn new(cell: &Cell) -> Self {
        let color = cell.sum.map(|n| (n as f64 / cell.count as f64) as f32);
        // Large flat areas must not take all colours: small things are looked at as well.
        Self { color, weight: (cell.count as f32).powf(0.75) }
    }
}

/// Points that one colour stands for.
struct Boxed {
    range: std::ops::Range<usize>,
    mean: [f32; 3],
    /// The axis along which they differ most.
    axis: usize,
    /// The sum of their squared distances from the mean.
    error: f32,
}

impl Boxed {
    fn new(range: std::ops::Range<usize>, points: &[Point]) -> Self {
        let inside = &points[range.clone()];
        let weight: f32 = inside.iter().map(|point| point.weight).sum();
        let mean =
            [0, 1, 2].map(|n| inside.iter().map(|p| p.color[n] * p.weight).sum::<f32>() / weight.max(1e-9));
        let errors = [0, 1, 2].map(|n| {
            let squares = inside.iter().map(|p| (p.color[n] - mean[n]).powi(2) * p.weight);
            squares.sum::<f32>() * WEIGHTS[n] as f32
        });
        let axis = (0..3).max_by(|a, b| errors[*a].total_cmp(&errors[*b])).unwrap_or(1);
        let error = if inside.len() < 2 { 0.0 } else { errors.iter().sum() };
        Self { range, mean, axis, error }
    }

    /// Cuts it in two along its axis, where both together err least.
    fn cut(self, points: &mut [Point]) -> (Self, Self) {
        let axis = self.axis;
        let inside = &mut points[self.range.clone()];
        inside.sort_by(|a, b| a.color[axis].total_cmp(&b.color[axis]));
        let (mut all, mut whole) = (0.0_f64, 0.0_f64);
        for point in inside.iter() {
            all += f64::from(point.weight);
            whole += f64::from(point.color[axis] * point.weight);
        }
        let (mut weight, mut sum, mut best) = (0.0_f64, 0.0_f64, (1, f64::MIN));
        for (n, point) in inside.iter().enumerate().take(inside.len() - 1) {
            weight += f64::from(point.weight);
            sum += f64::from(point.color[axis] * point.weight);
            // What the means of both sides explain; the rest is error.
            let explained = sum * sum / weight + (whole - sum).powi(2) / (all - weight).max(1e-9);
            if explained > best.1 {
                best = (n + 1, explained);
            }
        }
        let middle = self.range.start + best.0;
        (Self::new(self.range.start..middle, points), Self::new(middle..self.range.end, points))
    }
}

/// A palette, and which of its colours is nearest to any other.
#[derive(Clone, Debug)]
pub struct Palette {
    colors: Vec<[u8; 3]>,
    /// The nearest colour for six bits of each, plus one; 0 where nobody asked yet.
    near: Vec<u16>,
}

impl Palette {
    /// A palette of these colours, at most 255.
    pub fn new(mut colors: Vec<[u8; 3]>) -> Self {
        colors.truncate(255);
        if colors.is_empty() {
            colors.push([0; 3]);
        }
        // In the order of brightness, neighbours in a picture get neighbouring numbers.
        colors.sort_by_key(|[r, g, b]| (u32::from(*r) * 2 + u32::from(*g) * 4 + u32::from(*b), *r, *g));
        colors.dedup();
        Self { colors, near: vec![0; 1 << 18] }
    }

    /// Its colours.
    pub fn colors(&self) -> &[[u8; 3]] {
        &self.colors
    }

    /// The number of the colour that is nearest to this.
    pub(super) fn nearest(&mut self, color: [u8; 3]) -> u8 {
        let [r, g, b] = color.map(|n| usize::from(n >> 2));
        let key = (r << 12) | (g << 6) | b;
        if self.near[key] == 0 {
            let color = color.map(|n| i32::from(n & 0xfc) + 2);
            let distance = |other: &[u8; 3]| -> i32 {
                (0..3).map(|n| (color[n] - i32::from(other[n])).pow(2) * WEIGHTS[n]).sum()
            };
            let best = self.colors.iter().enumerate().min_by_key(|(_, other)| distance(other));
            self.near[key] = best.map_or(0, |(n, _)| n as u16) + 1;
        }
        (self.near[key] - 1) as u8
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn palette(pixels: &[[u8; 4]], colors: u16) -> Palette {
        let mut quantizer = Quantizer::default();
        quantizer.count(pixels.as_flattened());
        quantizer.palette(&Gif { colors, ..Gif::default() })
    }

    #[test]
    fn few_colours_are_kept_as_they_are() {
        let pixels = [[255, 0, 0, 255], [0, 255, 0, 255], [0, 0, 255, 255], [9, 9, 9, 255]];
        let found = palette(&pixels.repeat(100), 256);
        assert_eq!(found.colors(), [[9, 9, 9], [0, 0, 255], [255, 0, 0], [0, 255, 0]]);
    }

    #[test]
    fn a_ramp_is_cut_evenly() {
        let pixels: Vec<[u8; 4]> = (0..=255).map(|n| [n, n, n, 255]).collect();
        let found = palette(&pixels, 9);
        assert_eq!(found.colors().len(), 8);
        let steps = found.colors().windows(2).map(|pair| pair[1][0] - pair[0][0]);
        assert!(steps.clone().all(|step| (24..=40).contains(&step)), "{:?}", steps.collect::<Vec<_>>());
    }

    #[test]
    fn the_nearest_colour_is_nearest() {
        let mut found = Palette::new(vec![[0; 3], [255; 3], [250, 0, 0]]);
        let color = |found: &mut Palette, color| {
            let near = found.nearest(color);
            found.colors()[usize::from(near)]
        };
        assert_eq!(color(&mut found, [200, 10, 10]), [250, 0, 0]);
        assert_eq!(color(&mut found, [200, 210, 180]), [255; 3]);
        assert_eq!(Palette::new(Vec::new()).colors(), [[0; 3]]);
    }
}
