//! The arithmetic of a crop that is pulled at its edges: always inside the picture, never empty.

use image::Crop;

/// The whole picture.
pub const WHOLE: Crop = Crop { x: 0.0, y: 0.0, width: 1.0, height: 1.0 };

/// The smallest side, as a share of the picture's.
const LEAST: f32 = 0.02;

/// Where it is held: −1 is the left or upper edge, 1 the right or lower one, 0 neither. Neither at all moves it.
pub type Grip = (i8, i8);

/// The crop after the grip was pulled by so much. `ratio` is width to height, both as shares of the picture; only
/// corners can keep it.
pub fn pull(crop: Crop, grip: Grip, dx: f32, dy: f32, ratio: Option<f32>) -> Crop {
    let Crop { x, y, width, height } = crop;
    if grip == (0, 0) {
        return Crop {
            x: (x + dx).clamp(0.0, 1.0 - width),
            y: (y + dy).clamp(0.0, 1.0 - height),
            width,
            height,
        };
    }
    let (left, right) = side(x, x + width, grip.0, dx);
    let (top, bottom) = side(y, y + height, grip.1, dy);
    let (mut width, mut height) = (right - left, bottom - top);
    if let (Some(ratio), true) = (ratio, grip.0 != 0 && grip.1 != 0) {
        // The opposite corner stays; the box grows from there until it meets an edge of the picture.
        let room = (if grip.0 < 0 { right } else { 1.0 - left }, if grip.1 < 0 { bottom } else { 1.0 - top });
        width = width.max(height * ratio).min(room.0).min(room.1 * ratio);
        height = width / ratio;
    }
    let x = if grip.0 < 0 { right - width } else { left };
    let y = if grip.1 < 0 { bottom - height } else { top };
    Crop { x: x.max(0.0), y: y.max(0.0), width, height }
}

fn side(from: f32, to: f32, grip: i8, by: f32) -> (f32, f32) {
    match grip {
        -1 => ((from + by).clamp(0.0, to - LEAST), to),
        1 => (from, (to + by).clamp(from + LEAST, 1.0)),
        _ => (from, to),
    }
}

/// The largest crop of this ratio, in the middle.
pub fn middle(ratio: f32) -> Crop {
    let (width, height) = if ratio >= 1.0 { (1.0, 1.0 / ratio) } else { (ratio, 1.0) };
    Crop { x: (1.0 - width) / 2.0, y: (1.0 - height) / 2.0, width, height }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HALF: Crop = Crop { x: 0.25, y: 0.25, width: 0.5, height: 0.5 };

    fn inside(crop: Crop) -> bool {
        crop.x >= 0.0
            && crop.y >= 0.0
            && crop.width > 0.0
            && crop.height > 0.0
            && crop.x + crop.width <= 1.0 + 1e-5
            && crop.y + crop.height <= 1.0 + 1e-5
    }

    #[test]
    fn moving_keeps_the_size_and_stops_at_the_edge() {
        assert_eq!(pull(HALF, (0, 0), 9.0, -9.0, None), Crop { x: 0.5, y: 0.0, ..HALF });
    }

    #[test]
    fn an_edge_moves_alone() {
        assert_eq!(pull(HALF, (-1, 0), 0.25, 0.3, None), Crop { x: 0.5, width: 0.25, ..HALF });
    }

    #[test]
    fn a_corner_keeps_the_ratio_and_its_opposite() {
        let crop = pull(HALF, (1, 1), 0.1, 0.0, Some(1.0));
        assert!((crop.width - crop.height).abs() < 1e-6 && crop.x == 0.25 && crop.y == 0.25, "{crop:?}");
    }

    #[test]
    fn no_pull_leaves_the_picture() {
        for x in -1..=1 {
            for y in -1..=1 {
                for (dx, dy) in [(5.0, 5.0), (-5.0, 5.0), (5.0, -5.0), (-5.0, -5.0), (0.3, 0.1)] {
                    for ratio in [None, Some(0.5), Some(1.0), Some(1.7)] {
                        let crop = pull(HALF, (x, y), dx, dy, ratio);
                        assert!(inside(crop), "{crop:?} from {x} {y} {dx} {dy} {ratio:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn the_middle_fills_one_direction() {
        assert_eq!(middle(2.0), Crop { x: 0.0, y: 0.25, width: 1.0, height: 0.5 });
        assert_eq!(middle(1.0), WHOLE);
    }
}
