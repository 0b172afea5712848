//! One channel of a frame, in the cheapest of FLAC's ways.

use super::bits::Bits;
use super::predict::{PRECISION, Predictor, differences};
use super::rice::Rice;

/// A channel and how it is written.
#[derive(Debug)]
pub(super) struct Subframe<'a> {
    samples: &'a [i32],
    bits: u32,
    way: Way,
}

#[derive(Debug)]
enum Way {
    /// All samples are the same.
    Constant,
    /// As they are.
    Verbatim,
    /// By differences of an order.
    Fixed(usize, Vec<i32>, Rice),
    /// By coefficients that are told.
    Linear(Predictor, Vec<i32>, Rice),
}

impl<'a> Subframe<'a> {
    /// The cheapest way for samples of so many bits.
    pub fn new(samples: &'a [i32], bits: u32) -> Self {
        if samples.iter().all(|n| *n == samples[0]) {
            return Self { samples, bits, way: Way::Constant };
        }
        let mut best = (samples.len() as u64 * u64::from(bits), Way::Verbatim);
        let size = |residual: &[i32]| residual.iter().map(|n| u64::from(n.unsigned_abs())).sum::<u64>();
        let orders = (0..=4.min(samples.len() - 1)).map(|order| (order, differences(samples, order)));
        if let Some((order, residual)) = orders.min_by_key(|(_, residual)| size(residual)) {
            let rice = Rice::new(&residual, order);
            let cost = rice.cost + order as u64 * u64::from(bits);
            if cost < best.0 {
                best = (cost, Way::Fixed(order, residual, rice));
            }
        }
        let predictor = Predictor::new(samples, bits);
        if let Some((predictor, residual)) =
            predictor.and_then(|it| it.residual(samples).map(|residual| (it, residual)))
        {
            let order = predictor.coefficients.len();
            let rice = Rice::new(&residual, order);
            let cost = rice.cost + order as u64 * u64::from(bits + PRECISION) + 9;
            if cost < best.0 {
                best = (cost, Way::Linear(predictor, residual, rice));
            }
        }
        Self { samples, bits, way: best.1 }
    }

    pub fn write(&self, bits: &mut Bits) {
        let raw =
            |samples: &[i32], bits: &mut Bits| samples.iter().for_each(|n| bits.put(*n as u64, self.bits));
        match &self.way {
            Way::Constant => {
                bits.put(0, 8);
                raw(&self.samples[..1], bits);
            }
            Way::Verbatim => {
                bits.put(1 << 1, 8);
                raw(self.samples, bits);
            }
            Way::Fixed(order, residual, rice) => {
                bits.put((8 + *order as u64) << 1, 8);
                raw(&self.samples[..*order], bits);
                rice.write(residual, *order, bits);
            }
            Way::Linear(predictor, residual, rice) => {
                let order = predictor.coefficients.len();
                bits.put((32 + order as u64 - 1) << 1, 8);
                raw(&self.samples[..order], bits);
                bits.put(u64::from(PRECISION) - 1, 4);
                bits.put(predictor.shift.into(), 5);
                predictor.coefficients.iter().for_each(|n| bits.put(*n as u64, PRECISION));
                rice.write(residual, order, bits);
            }
        }
    }
}
