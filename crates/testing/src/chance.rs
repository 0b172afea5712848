//! Repeatable chance: the same seed, path and turn always meet the same fate.
//!
//! A random number generator shared by concurrent requests would depend on their order; a hash of what is asked does not, so a
//! failing seed fails again.

/// A number in `0.0..1.0` that depends on nothing but its arguments (FNV-1a, then the finisher of SplitMix64).
pub(crate) fn draw(seed: u64, what: &str, turn: u64, purpose: u8) -> f64 {
    let mut hash = 0xcbf2_9ce4_8422_2325 ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    for byte in what.bytes().chain(turn.to_le_bytes()).chain([purpose]) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (hash ^ (hash >> 31)) as f64 / u64::MAX as f64
}

#[cfg(test)]
mod tests {
    use super::draw;

    #[test]
    fn the_same_question_gets_the_same_answer_and_another_one_does_not() {
        assert_eq!(draw(7, "a.js", 0, 1), draw(7, "a.js", 0, 1));
        assert_ne!(draw(7, "a.js", 0, 1), draw(8, "a.js", 0, 1));
        assert_ne!(draw(7, "a.js", 0, 1), draw(7, "a.js", 1, 1));
        assert_ne!(draw(7, "a.js", 0, 1), draw(7, "a.js", 0, 2));
    }

    #[test]
    fn draws_are_spread_evenly() {
        let low = (0..10_000).filter(|turn| draw(3, "index.html", *turn, 0) < 0.25).count();
        assert!((2_300..2_700).contains(&low), "{low} of 10000 draws are below a quarter");
    }
}
