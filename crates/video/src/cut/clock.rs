//! Times of one clock in those of another.

/// Times that are later than any film, of which sums do not overflow.
pub(super) const LATEST: i64 = 1 << 60;

/// Ticks of a clock with `from` ticks a second in those of one with `to`, to the nearest.
pub(super) fn convert(ticks: i64, from: u32, to: u32) -> i64 {
    if from == to {
        return ticks.clamp(-LATEST, LATEST);
    }
    let from = i128::from(from.max(1));
    let scaled = (i128::from(ticks) * i128::from(to) * 2 + from).div_euclid(from * 2);
    scaled.clamp(-i128::from(LATEST), i128::from(LATEST)) as i64
}

/// Seconds as ticks.
pub(super) fn ticks(seconds: f64, timescale: u32) -> i64 {
    // Casting ends at the limits of i64.
    ((seconds * f64::from(timescale)).round() as i64).clamp(-LATEST, LATEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_go_to_the_nearest_tick() {
        assert_eq!(convert(1, 3, 10), 3);
        assert_eq!(convert(-1, 3, 10), -3);
        assert_eq!(convert(2, 3, 10), 7);
        assert_eq!(convert(i64::MAX, 1, 90_000), LATEST);
        assert_eq!(ticks(f64::MAX, 1), LATEST);
    }
}
