//! Less noise: each number moves towards those near it, in the picture and in the one before, the less the farther they are.
//!
//! Noise is small and edges are large, so nearness in value tells them apart; what moved is not near the picture before and
//! leaves no ghost. Weights fall in a straight line, which is plain arithmetic of 16 bits.

use super::Frame;
use crate::Result;

/// Takes noise away; remembers the picture before.
#[derive(Clone, Debug, Default)]
pub(super) struct Denoise {
    before: Option<Frame>,
}

impl Denoise {
    /// Makes `to` a copy of `from` with less noise. `strength` is from 0 to 1.
    pub fn denoise(&mut self, from: &Frame, strength: f32, to: &mut Frame) -> Result<()> {
        to.copy_from(from)?;
        let strength = strength.clamp(0.0, 1.0);
        let (near, then) = (Ramp::new(2.0 + 18.0 * strength, 0.2), Ramp::new(3.0 + 27.0 * strength, 0.8));
        for plane in 0..from.format().planes() {
            let (width, height) = from.extent(plane);
            for y in 1..height.max(1) - 1 {
                let [above, here, below] = [y - 1, y, y + 1].map(|y| from.row(plane, y));
                if width > 2 {
                    smooth(&mut to.row_mut(plane, y)[1..width - 1], above, here, below, near);
                }
            }
        }
        let shape = |frame: &Frame| (frame.format(), frame.width(), frame.height());
        match &mut self.before {
            Some(before) if shape(before) == shape(to) => {
                for plane in 0..to.format().planes() {
                    for (row, before) in to.rows_mut(plane).zip(before.rows_mut(plane)) {
                        for (value, before) in row.iter_mut().zip(before) {
                            let now = i16::from(*value);
                            *value = (now + then.pull(i16::from(*before) - now)) as u8;
                            *before = *value;
                        }
                    }
                }
            }
            before => *before = Some(to.clone()),
        }
        Ok(())
    }
}

fn smooth(to: &mut [u8], above: &[u8], here: &[u8], below: &[u8], ramp: Ramp) {
    let length = to.len();
    let around = [&above[1..][..length], &below[1..][..length], &here[..length], &here[2..][..length]];
    let here = &here[1..][..length];
    for n in 0..length {
        let value = i16::from(here[n]);
        let moved: i16 = around.iter().map(|row| ramp.pull(i16::from(row[n]) - value)).sum();
        to[n] = (value + moved).clamp(0, 255) as u8;
    }
}

/// How much of a difference is followed: a share of small ones, none of those beyond the reach.
#[derive(Clone, Copy, Debug)]
struct Ramp {
    reach: i16,
    factor: i32,
}

impl Ramp {
    fn new(reach: f32, share: f32) -> Self {
        let reach = reach.round();
        Self { reach: reach as i16, factor: (share / reach * 65536.0) as i32 }
    }

    fn pull(self, difference: i16) -> i16 {
        let weight = (self.reach - difference.abs()).max(0);
        ((i32::from(difference * weight) * self.factor + (1 << 15)) >> 16) as i16
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pixels::Pixels;

    #[test]
    fn noise_sinks_and_an_edge_stays() {
        let mut noise = 9_u32;
        let mut picture = || {
            let mut frame = Frame::new(Pixels::I444, 64, 64).unwrap();
            for row in frame.rows_mut(0) {
                for (x, value) in row.iter_mut().enumerate() {
                    noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    *value = if x < 32 { 60 } else { 180 } + (noise >> 28) as u8;
                }
            }
            frame
        };
        let error = |frame: &Frame| -> f64 {
            let rows = frame.rows(0).flat_map(|row| row.iter().enumerate());
            let each = rows.map(|(x, n)| (f64::from(*n) - if x < 32 { 67.5 } else { 187.5 }).powi(2));
            (each.sum::<f64>() / 4096.0).sqrt()
        };
        let (mut denoise, mut to) = (Denoise::default(), Frame::default());
        let before = error(&picture());
        for _ in 0..8 {
            denoise.denoise(&picture(), 1.0, &mut to).unwrap();
        }
        assert!(error(&to) < before * 0.45, "{} of {before}", error(&to));
    }

    #[test]
    fn what_moves_leaves_no_ghost() {
        let mut frame = Frame::new(Pixels::I444, 16, 16).unwrap();
        let (mut denoise, mut to) = (Denoise::default(), Frame::default());
        denoise.denoise(&frame, 1.0, &mut to).unwrap();
        frame.bytes_mut().fill(90);
        denoise.denoise(&frame, 1.0, &mut to).unwrap();
        assert_eq!(to.bytes(), frame.bytes());
    }
}
