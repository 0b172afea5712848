//! More or fewer channels.
//!
//! Fewer channels follow ITU-R BS.775: center and back at -3 dB into both sides, low frequencies left out, and all of it made
//! so much softer that nothing clips. More channels leave the new ones silent, except that one becomes two equal ones.

use crate::{Error, Kind, Result};

/// A matrix from channels to channels.
#[derive(Clone, Debug, PartialEq)]
pub struct Mix {
    /// What each new channel takes of each old one.
    rows: Vec<Vec<f32>>,
    from: usize,
}

const HALF: f32 = std::f32::consts::FRAC_1_SQRT_2;

/// The shares of left and right in each channel of a layout with this many.
fn stereo(channels: usize) -> Option<&'static [[f32; 2]]> {
    const L: [f32; 2] = [1.0, 0.0];
    const R: [f32; 2] = [0.0, 1.0];
    const C: [f32; 2] = [HALF, HALF];
    const LB: [f32; 2] = [HALF, 0.0];
    const RB: [f32; 2] = [0.0, HALF];
    const B: [f32; 2] = [0.5, 0.5];
    const LFE: [f32; 2] = [0.0, 0.0];
    const ALL: [&[[f32; 2]]; 8] = [
        &[C],
        &[L, R],
        &[L, R, C],
        &[L, R, LB, RB],
        &[L, R, C, LB, RB],
        &[L, R, C, LFE, LB, RB],
        &[L, R, C, LFE, B, LB, RB],
        &[L, R, C, LFE, LB, RB, LB, RB],
    ];
    channels.checked_sub(1).and_then(|n| ALL.get(n).copied())
}

impl Mix {
    /// From one number of channels to another, 1 to 8 each.
    ///
    /// # Errors
    /// `Unsupported` for other numbers.
    pub fn new(from: usize, to: usize) -> Result<Self> {
        let (Some(old), Some(_)) = (stereo(from), stereo(to)) else {
            return Err(Error::new(
                Kind::Unsupported,
                format!("Sound of {from} channels cannot be mixed to {to}. Choose from 1 to 8 channels."),
            ));
        };
        let mut rows = vec![vec![0.0; from]; to];
        if to == 1 && from > 1 {
            rows[0] = old.iter().map(|[left, right]| left + right).collect();
        } else if to == 2 && from == 1 {
            rows = vec![vec![1.0], vec![1.0]];
        } else if to == 2 && from > 2 {
            rows = [0, 1].map(|side| old.iter().map(|shares| shares[side]).collect()).to_vec();
        } else if (from, to) == (8, 6) {
            (0..6).for_each(|n| rows[n][n] = 1.0);
            // Sides and backs are one in 5.1.
            for n in [4, 5] {
                rows[n][n] = HALF;
                rows[n][n + 2] = HALF;
            }
        } else {
            (0..from.min(to)).for_each(|n| rows[n][n] = 1.0);
        }
        let most = rows.iter().map(|row| row.iter().sum::<f32>()).fold(1.0, f32::max);
        rows.iter_mut().flatten().for_each(|share| *share /= most);
        Ok(Self { rows, from })
    }

    /// Appends the mixed sound of a block.
    pub fn mix(&self, block: &[f32], to: &mut Vec<f32>) {
        for frame in block.chunks_exact(self.from) {
            to.extend(
                self.rows.iter().map(|row| row.iter().zip(frame).map(|(share, n)| share * n).sum::<f32>()),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_at_full_scale_does_not_clip() {
        for from in 1..=8 {
            for to in 1..=8 {
                let mut out = Vec::new();
                Mix::new(from, to).unwrap().mix(&vec![1.0; from], &mut out);
                assert_eq!(out.len(), to);
                assert!(out.iter().all(|n| *n <= 1.0 + 1e-6), "{from} {to} {out:?}");
            }
        }
    }

    #[test]
    fn left_stays_left() {
        let mut out = Vec::new();
        Mix::new(6, 2).unwrap().mix(&[1.0, 0.0, 0.0, 1.0, 0.0, 0.0], &mut out);
        assert!((out[0] - 1.0 / (1.0 + 2.0 * HALF)).abs() < 1e-6 && out[1] == 0.0);
        assert_eq!(Mix::new(9, 2).unwrap_err().kind, Kind::Unsupported);
    }
}
