//! The clock of a file and the clocks of its tracks.
//!
//! A track counts in ticks of its own from a moment of its own, and an edit list says which of its stretches are played when.

use ::video::Stream;

/// The tick of a track that is played at this second of the file.
pub(super) fn tick(stream: &Stream, seconds: f64) -> i64 {
    let mut left = (seconds.max(0.0) * f64::from(stream.timescale)).round() as i64;
    let mut last = stream.origin();
    for edit in &stream.edits {
        let length = i64::try_from(edit.length).unwrap_or(i64::MAX);
        if let Some(from) = edit.from {
            if left < length {
                return from.saturating_add(left);
            }
            last = from.saturating_add(length);
        } else if left < length {
            return last;
        }
        left -= length;
    }
    if stream.edits.is_empty() { left } else { last }
}

/// The second of the file at which a tick of a track is played first, or would be.
pub(super) fn seconds(stream: &Stream, tick: i64) -> f64 {
    let mut gone = 0_i64;
    for edit in &stream.edits {
        let length = i64::try_from(edit.length).unwrap_or(i64::MAX);
        if let Some(from) = edit.from
            && (from..from.saturating_add(length)).contains(&tick)
        {
            return stream.seconds(gone.saturating_add(tick - from));
        }
        gone = gone.saturating_add(length);
    }
    stream.seconds(tick.saturating_sub(stream.origin()))
}

#[cfg(test)]
mod tests {
    use ::video::Edit;
    use ::video::index::Index;

    use super::*;

    #[test]
    fn edits_shift_and_skip() {
        let edits = vec![
            Edit { from: None, length: 500 },
            Edit { from: Some(2000), length: 1000 },
            Edit { from: Some(9000), length: 1000 },
        ];
        let stream = Stream { timescale: 1000, formats: Vec::new(), edits, index: Index::default() };
        for (second, at) in [(0.5, 2000), (1.25, 2750), (1.5, 9000), (2.4, 9900)] {
            assert_eq!(tick(&stream, second), at);
            assert!((seconds(&stream, at) - second).abs() < 1e-9);
        }
        assert_eq!((tick(&stream, 0.1), tick(&stream, 99.0)), (1500, 10_000));
        assert!((seconds(&stream, 1500)).abs() < 1e-9);
    }
}
