//! A Gaussian blur, and edges raised by what a blur takes away.
//!
//! Rows and columns one after the other, each as a weighted sum in 16 bits. A wide blur needs few pixels: it is done on a smaller
//! picture, which costs less the wider it is.

use super::{Frame, Resampling, Scaler};
use crate::Result;

/// Standard deviations beyond this are done on a smaller picture.
const WIDE: f32 = 3.0;

/// Blurs pictures of planes of bytes; keeps its buffers from one to the next.
#[derive(Clone, Debug, Default)]
pub(super) struct Blur {
    small: [Frame; 2],
    blurred: Frame,
    scaler: Scaler,
    row: Vec<u8>,
    sums: Vec<u16>,
}

impl Blur {
    /// Makes `to` a blurred copy of `from`. `sigma` is the standard deviation in pixels.
    pub fn blur(&mut self, from: &Frame, sigma: f32, to: &mut Frame) -> Result<()> {
        to.reshape(from.format(), from.width(), from.height())?;
        to.meaning = from.meaning;
        if sigma <= WIDE {
            (0..from.format().planes()).for_each(|plane| self.plane(from, plane, sigma, to));
            return Ok(());
        }
        let share = WIDE / sigma.min(1000.0);
        let side = |side: u32| ((side as f32 * share).ceil() as u32).max(1);
        let [mut small, mut blurred] = std::mem::take(&mut self.small);
        small.reshape(from.format(), side(from.width()), side(from.height()))?;
        blurred.reshape(from.format(), small.width(), small.height())?;
        self.scaler.scale(from, &mut small, Resampling::Auto)?;
        (0..from.format().planes()).for_each(|plane| self.plane(&small, plane, WIDE, &mut blurred));
        self.scaler.scale(&blurred, to, Resampling::Bicubic)?;
        self.small = [small, blurred];
        Ok(())
    }

    /// Raises the edges of brightness: adds `amount` times what a blur of about a pixel takes away.
    pub fn sharpen(&mut self, frame: &mut Frame, amount: f32) -> Result<()> {
        let mut blurred = std::mem::take(&mut self.blurred);
        blurred.reshape(frame.format(), frame.width(), frame.height())?;
        self.plane(frame, 0, 1.2, &mut blurred);
        let amount = (amount.clamp(0.0, 4.0) * 32.0) as i16;
        for (row, soft) in frame.rows_mut(0).zip(blurred.rows(0)) {
            for (value, soft) in row.iter_mut().zip(soft) {
                let detail = (i16::from(*value) - i16::from(*soft)) * amount;
                *value = (i16::from(*value) + ((detail + 16) >> 5)).clamp(0, 255) as u8;
            }
        }
        self.blurred = blurred;
        Ok(())
    }

    fn plane(&mut self, from: &Frame, plane: usize, sigma: f32, to: &mut Frame) {
        let (width, height) = from.extent(plane);
        let thin = if plane == 0 { (0, 0) } else { from.format().thin() };
        let across = weights(sigma / (1 << thin.0) as f32);
        let down = weights(sigma / (1 << thin.1) as f32);
        let (pad, last) = (across.len() - 1, height - 1);
        self.row.resize(width + 2 * pad, 0);
        self.sums.resize(width, 0);
        for y in 0..height {
            start(&mut self.sums, from.row(plane, y), down[0]);
            for (n, weight) in down.iter().enumerate().skip(1) {
                let rows = (from.row(plane, y.saturating_sub(n)), from.row(plane, (y + n).min(last)));
                pair(&mut self.sums, rows.0, rows.1, *weight);
            }
            let row = &mut self.row[..width + 2 * pad];
            row[pad..][..width].iter_mut().zip(&self.sums).for_each(|(to, sum)| *to = (sum >> 8) as u8);
            let (first, end) = (row[pad], row[pad + width - 1]);
            row[..pad].fill(first);
            row[pad + width..].fill(end);
            start(&mut self.sums, &row[pad..][..width], across[0]);
            for (n, weight) in across.iter().enumerate().skip(1) {
                pair(&mut self.sums, &row[pad - n..][..width], &row[pad + n..][..width], *weight);
            }
            to.row_mut(plane, y).iter_mut().zip(&self.sums).for_each(|(to, sum)| *to = (sum >> 8) as u8);
        }
    }
}

fn start(sums: &mut [u16], row: &[u8], weight: u16) {
    sums.iter_mut().zip(row).for_each(|(sum, value)| *sum = 128 + u16::from(*value) * weight);
}

fn pair(sums: &mut [u16], one: &[u8], other: &[u8], weight: u16) {
    for ((sum, one), other) in sums.iter_mut().zip(one).zip(other) {
        *sum += (u16::from(*one) + u16::from(*other)) * weight;
    }
}

/// Weights of the middle and of each pair of neighbours, which add up to 256.
fn weights(sigma: f32) -> Vec<u16> {
    if sigma < 0.2 {
        return vec![256];
    }
    let reach = (sigma * 3.0).ceil() as usize;
    let bell: Vec<f32> = (0..=reach).map(|n| (-((n * n) as f32) / (2.0 * sigma * sigma)).exp()).collect();
    let all = bell[0] + 2.0 * bell[1..].iter().sum::<f32>();
    let mut weights: Vec<u16> = bell.iter().map(|n| (n / all * 256.0).round() as u16).collect();
    while weights.last() == Some(&0) {
        weights.pop();
    }
    // What rounding lost or won goes to the middle.
    weights[0] = 256 - 2 * weights[1..].iter().sum::<u16>();
    weights
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pixels::Pixels;

    #[test]
    fn a_blur_of_any_width_keeps_even_pictures_and_spreads_a_line() {
        for sigma in [0.0, 0.5, 1.5, 3.0, 8.0, 60.0] {
            let mut from = Frame::new(Pixels::I420, 81, 60).unwrap();
            from.bytes_mut().fill(201);
            let (mut blur, mut to) = (Blur::default(), Frame::default());
            blur.blur(&from, sigma, &mut to).unwrap();
            assert!(to.bytes().iter().all(|n| n.abs_diff(201) <= 1), "{sigma}");
        }
        let mut from = Frame::new(Pixels::I444, 101, 9).unwrap();
        from.rows_mut(0).for_each(|row| row[50] = 255);
        let mut to = Frame::default();
        Blur::default().blur(&from, 2.0, &mut to).unwrap();
        // 255 / (2 √(2π)) is 50.9; one standard deviation aside it is e^-½ of that.
        let row = to.row(0, 4);
        assert!(row[50].abs_diff(51) <= 2 && row[48].abs_diff(31) <= 2 && row[52] == row[48], "{row:?}");
    }

    #[test]
    fn sharpening_raises_both_sides_of_an_edge_and_leaves_what_is_even() {
        let mut frame = Frame::new(Pixels::I444, 20, 5).unwrap();
        frame.rows_mut(0).for_each(|row| {
            row[..10].fill(80);
            row[10..].fill(160);
        });
        Blur::default().sharpen(&mut frame, 1.0).unwrap();
        let row = frame.row(0, 2);
        assert!(row[9] < 70 && row[10] > 170, "{row:?}");
        assert_eq!((row[0], row[19]), (80, 160));
    }
}
