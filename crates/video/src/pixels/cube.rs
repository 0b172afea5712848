//! Lookup tables of colour as `.cube` files hold them (Adobe Cube LUT Specification 1.0, and Resolve's dialect).
//!
//! A table may be one-dimensional, three-dimensional, or, in Resolve's files, the one before the other.

use crate::{Error, Kind, Result};

/// A lookup table from red, green and blue to others.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cube {
    /// Its title.
    pub title: String,
    line: Option<Grid>,
    cube: Option<Grid>,
}

#[derive(Clone, Debug, PartialEq)]
struct Grid {
    /// Points along each side.
    size: usize,
    low: [f32; 3],
    high: [f32; 3],
    /// Red changes fastest.
    points: Vec<[f32; 3]>,
}

/// The most points along a side that the specification allows.
const MOST: (usize, usize) = (65_536, 256);

impl Cube {
    /// Reads a `.cube` file.
    ///
    /// # Errors
    /// `Broken` with the number of the line that is wrong.
    pub fn parse(text: &str) -> Result<Self> {
        let mut cube = Self::default();
        let (mut low, mut high) = ([0.0; 3], [1.0; 3]);
        let (mut line_size, mut cube_size) = (None, None);
        let (mut line_range, mut cube_range) = (None, None);
        let mut points = Vec::new();
        for (number, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            let line = line.trim();
            let wrong = |what: &str| {
                Error::new(
                    Kind::Broken,
                    format!(
                        "Line {} of the lookup table {what}. Export the table again as a .cube file.",
                        number + 1
                    ),
                )
            };
            let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
            let numbers = |text: &str| {
                let numbers: Vec<f32> = text.split_whitespace().map_while(|n| n.parse().ok()).collect();
                let whole = numbers.len() == text.split_whitespace().count();
                (whole && numbers.iter().all(|n| n.is_finite())).then_some(numbers)
            };
            let three = |text: &str| numbers(text).and_then(|n| <[f32; 3]>::try_from(n).ok());
            let two = |text: &str| numbers(text).and_then(|n| <[f32; 2]>::try_from(n).ok());
            let size = |most: usize| {
                let size = rest.trim().parse().ok().filter(|size| (2..=most).contains(size));
                size.ok_or_else(|| wrong("gives a size that is not possible"))
            };
            match word {
                "" => {}
                _ if word.starts_with('#') => {}
                "TITLE" => cube.title = rest.trim().trim_matches('"').to_owned(),
                "LUT_1D_SIZE" => line_size = Some(size(MOST.0)?),
                "LUT_3D_SIZE" => cube_size = Some(size(MOST.1)?),
                "DOMAIN_MIN" => low = three(rest).ok_or_else(|| wrong("needs three numbers"))?,
                "DOMAIN_MAX" => high = three(rest).ok_or_else(|| wrong("needs three numbers"))?,
                "LUT_1D_INPUT_RANGE" => {
                    line_range = Some(two(rest).ok_or_else(|| wrong("needs two numbers"))?)
                }
                "LUT_3D_INPUT_RANGE" => {
                    cube_range = Some(two(rest).ok_or_else(|| wrong("needs two numbers"))?)
                }
                // Words of other programs, which may be left out.
                _ if word.starts_with(|c: char| c.is_ascii_alphabetic()) => {}
                _ => points.push(three(line).ok_or_else(|| wrong("is not three numbers"))?),
            }
        }
        let expected = line_size.unwrap_or(0) + cube_size.map_or(0, |size: usize| size.pow(3));
        if expected == 0 || points.len() != expected {
            return Err(Error::new(
                Kind::Broken,
                format!(
                    "The lookup table announces {expected} colours but holds {}. Export it again as a .cube file.",
                    points.len()
                ),
            ));
        }
        let grid = |size, points, range: Option<[f32; 2]>| {
            let (low, high) = range.map_or((low, high), |[low, high]| ([low; 3], [high; 3]));
            if (0..3).any(|n| low[n] >= high[n]) {
                return Err(Error::new(
                    Kind::Broken,
                    "The lookup table begins above its end. Export it again as a .cube file.",
                ));
            }
            Ok(Grid { size, low, high, points })
        };
        let rest = points.split_off(line_size.unwrap_or(0));
        cube.line = line_size.map(|size| grid(size, points, line_range)).transpose()?;
        cube.cube = cube_size.map(|size| grid(size, rest, cube_range)).transpose()?;
        Ok(cube)
    }

    /// What a colour becomes.
    pub fn look_up(&self, rgb: [f32; 3]) -> [f32; 3] {
        let rgb = self.line.as_ref().map_or(rgb, |line| line.along(rgb));
        self.cube.as_ref().map_or(rgb, |cube| cube.inside(rgb))
    }
}

impl Grid {
    /// Where a number lies: the point below it, and how far it is from there to the next.
    fn place(&self, value: f32, channel: usize) -> (usize, f32) {
        let share = (value - self.low[channel]) / (self.high[channel] - self.low[channel]);
        let at = share.clamp(0.0, 1.0) * (self.size - 1) as f32;
        let below = (at as usize).min(self.size - 2);
        (below, at - below as f32)
    }

    /// Each channel by itself.
    fn along(&self, rgb: [f32; 3]) -> [f32; 3] {
        [0, 1, 2].map(|n| {
            let (at, part) = self.place(rgb[n], n);
            self.points[at][n] + (self.points[at + 1][n] - self.points[at][n]) * part
        })
    }

    /// Between the four corners of the tetrahedron that a colour lies in: the one of six along the diagonal of grays, which
    /// therefore stay gray.
    fn inside(&self, rgb: [f32; 3]) -> [f32; 3] {
        let places = [0, 1, 2].map(|n| self.place(rgb[n], n));
        let strides = [1, self.size, self.size * self.size];
        let mut order = [0, 1, 2];
        order.sort_by(|a, b| places[*b].1.total_cmp(&places[*a].1));
        let mut at: usize = (0..3).map(|n| places[n].0 * strides[n]).sum();
        let mut weight = 1.0 - places[order[0]].1;
        let mut sum = self.points[at].map(|n| n * weight);
        for (n, channel) in order.into_iter().enumerate() {
            at += strides[channel];
            weight = places[channel].1 - order.get(n + 1).map_or(0.0, |next| places[*next].1);
            (0..3).for_each(|n| sum[n] += self.points[at][n] * weight);
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SWAP: &str = "TITLE \"Swap\"\n# red and blue change places\nLUT_3D_SIZE 2\n\
        0 0 0\n0 0 1\n0 1 0\n0 1 1\n1 0 0\n1 0 1\n1 1 0\n1 1 1\n";

    #[test]
    fn a_cube_is_looked_up_between_its_points() {
        let cube = Cube::parse(SWAP).unwrap();
        assert_eq!(cube.title, "Swap");
        let [r, g, b] = cube.look_up([0.25, 0.5, 2.0]);
        assert!((r - 1.0).abs() < 1e-6 && (g - 0.5).abs() < 1e-6 && (b - 0.25).abs() < 1e-6);
    }

    #[test]
    fn a_line_stands_before_a_cube() {
        let text = format!("LUT_1D_SIZE 3\nLUT_1D_INPUT_RANGE 0 2\n0 0 0\n0.25 0.25 0.25\n1 1 1\n{SWAP}");
        let [r, g, b] = Cube::parse(&text).unwrap().look_up([1.0, 2.0, 0.0]);
        assert!(r.abs() < 1e-6 && (g - 1.0).abs() < 1e-6 && (b - 0.25).abs() < 1e-6);
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        let wrong = |text: &str| Cube::parse(text).unwrap_err().message;
        assert!(wrong("LUT_3D_SIZE 1\n").starts_with("Line 1 "));
        assert!(wrong("LUT_1D_SIZE 2\n0 0 0\n1 x 1\n").starts_with("Line 3 "));
        assert!(wrong("LUT_1D_SIZE 2\n0 0 0\n").contains("announces 2 colours but holds 1"));
        assert!(wrong("LUT_1D_SIZE 2\nDOMAIN_MIN 1 1 1\n0 0 0\n1 1 1").contains("begins above its end"));
        assert!(wrong("hello").contains("announces 0"));
    }

    proptest! {
        #[test]
        fn nothing_makes_the_parser_panic(lines in prop::collection::vec("(LUT_[13]D_SIZE|DOMAIN_M(IN|AX)|TITLE|#)? ?[-0-9. e]{0,12}", 0..20)) {
            let _ = Cube::parse(&lines.join("\n")).map(|cube| cube.look_up([0.3, f32::NAN, -1.0]));
        }
    }
}
