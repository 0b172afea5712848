//! A curve from old to new numbers: that of brightness, and those of red, green and blue.
//!
//! It compiles without the feature `pixels`, so that an app draws the very line that pictures are changed by.

use crate::{Error, Kind, Result};

/// A smooth line through points that never swings beyond them: Fritsch and Carlson's monotone cubic.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    points: Vec<(f32, f32)>,
    slopes: Vec<f32>,
}

impl Curve {
    /// Draws it through points, both numbers 0 to 1. Without any it changes nothing.
    ///
    /// # Errors
    /// `Settings` for points that lie outside or do not go on to the right.
    pub fn new(points: &[(f32, f32)]) -> Result<Self> {
        let unit = 0.0..=1.0;
        let inside = points.iter().all(|(x, y)| unit.contains(x) && unit.contains(y));
        if !inside || points.windows(2).any(|pair| pair[0].0 >= pair[1].0) {
            return Err(Error::new(
                Kind::Settings,
                "The points of a curve must lie between 0 and 1 and go on to the right. Set them again.",
            ));
        }
        let points = points.to_vec();
        let steps: Vec<f32> =
            points.windows(2).map(|pair| (pair[1].1 - pair[0].1) / (pair[1].0 - pair[0].0)).collect();
        // The harmonic mean of both sides, and level where the line turns round.
        let between = |pair: &[f32]| {
            if pair[0] * pair[1] <= 0.0 { 0.0 } else { 2.0 * pair[0] * pair[1] / (pair[0] + pair[1]) }
        };
        let mut slopes: Vec<f32> = steps.first().copied().into_iter().collect();
        slopes.extend(steps.windows(2).map(between));
        slopes.extend(steps.last());
        Ok(Self { points, slopes })
    }

    /// Its height above a number. Before its first point and behind its last it is level.
    pub fn at(&self, x: f32) -> f32 {
        let (Some(first), Some(last)) = (self.points.first(), self.points.last()) else { return x };
        if x <= first.0 {
            return first.1;
        }
        if x >= last.0 {
            return last.1;
        }
        let after = self.points.partition_point(|point| point.0 <= x).min(self.points.len() - 1);
        let (left, right) = (self.points[after - 1], self.points[after]);
        let width = right.0 - left.0;
        let t = (x - left.0) / width;
        let (t2, t3) = (t * t, t * t * t);
        (2.0 * t3 - 3.0 * t2 + 1.0) * left.1
            + (t3 - 2.0 * t2 + t) * width * self.slopes[after - 1]
            + (3.0 * t2 - 2.0 * t3) * right.1
            + (t3 - t2) * width * self.slopes[after]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_goes_through_its_points_and_never_beyond_them() {
        let curve = Curve::new(&[(0.0, 0.1), (0.2, 0.1), (0.3, 0.9), (1.0, 0.9)]).unwrap();
        assert!((curve.at(0.3) - 0.9).abs() < 1e-6);
        assert!((0..=100).all(|n| (0.1 - 1e-6..=0.9 + 1e-6).contains(&curve.at(n as f32 / 100.0))));
    }
}
