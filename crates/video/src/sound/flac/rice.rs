//! What prediction leaves, in Rice's code: small numbers take few bits.
//!
//! The block is parted into halves, quarters and so on, each with the parameter that suits it; how finely is found from the
//! sums of the finest parts, without writing anything.

use super::bits::Bits;

/// The finest parting: 2⁸ parts.
const FINEST: u32 = 8;
/// Parameters up to this fit into four bits.
const SMALL: u32 = 14;

/// How a residual is written.
#[derive(Clone, Debug)]
pub(super) struct Rice {
    /// The number of parts, as a power of two.
    order: u32,
    parameters: Vec<u32>,
    /// How many bits it takes.
    pub cost: u64,
}

fn folded(n: i32) -> u32 {
    ((n << 1) ^ (n >> 31)) as u32
}

impl Rice {
    /// The cheapest way for a residual of a block, the first `order` samples of which are told otherwise.
    pub fn new(residual: &[i32], order: usize) -> Self {
        let block = residual.len() + order;
        let finest = (0..=FINEST)
            .rev()
            .find(|n| block.is_multiple_of(1 << n) && block >> n > order.max(1))
            .unwrap_or(0);
        let length = block >> finest;
        let mut sums: Vec<u64> = Vec::with_capacity(1 << finest);
        let mut rest = residual;
        for part in 0..1_usize << finest {
            let (now, after) = rest.split_at(length - if part == 0 { order } else { 0 });
            sums.push(now.iter().map(|n| u64::from(folded(*n))).sum());
            rest = after;
        }
        let mut best: Option<Self> = None;
        for parts in (0..=finest).rev() {
            let length = block >> parts;
            let each = sums
                .iter()
                .enumerate()
                .map(|(n, sum)| parameter(*sum, (length - if n == 0 { order } else { 0 }) as u64));
            let (parameters, costs): (Vec<u32>, Vec<u64>) = each.unzip();
            let width = if parameters.iter().any(|n| *n > SMALL) { 5 } else { 4 };
            let cost = 6 + costs.iter().sum::<u64>() + (width << parts);
            if best.as_ref().is_none_or(|best| cost < best.cost) {
                best = Some(Self { order: parts, parameters, cost });
            }
            sums = sums.chunks(2).map(|pair| pair.iter().sum()).collect();
        }
        best.unwrap_or(Self { order: 0, parameters: vec![0], cost: u64::MAX })
    }

    pub fn write(&self, residual: &[i32], order: usize, bits: &mut Bits) {
        let wide = self.parameters.iter().any(|n| *n > SMALL);
        bits.put(wide.into(), 2);
        bits.put(self.order.into(), 4);
        let length = (residual.len() + order) >> self.order;
        let mut rest = residual;
        for (part, parameter) in self.parameters.iter().enumerate() {
            bits.put((*parameter).into(), if wide { 5 } else { 4 });
            let (now, after) = rest.split_at(length - if part == 0 { order } else { 0 });
            for n in now {
                let n = folded(*n);
                bits.unary(n >> parameter);
                bits.put(n.into(), *parameter);
            }
            rest = after;
        }
    }
}

/// The best parameter for so many numbers of this sum, and how many bits they take with it, nearly.
fn parameter(sum: u64, count: u64) -> (u32, u64) {
    let cost = |parameter: u32| count * u64::from(parameter + 1) + (sum >> parameter);
    let guess = (sum / count.max(1)).checked_ilog2().unwrap_or(0).min(30);
    let near = guess.saturating_sub(1)..=(guess + 1).min(30);
    near.map(|parameter| (parameter, cost(parameter))).min_by_key(|(_, cost)| *cost).unwrap_or((0, cost(0)))
}
