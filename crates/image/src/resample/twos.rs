//! The kernels of a line, two by two.
//!
//! Two neighbours of a result cover mostly the same samples. Made together, they need those only once; and of four lines at
//! a time, weights are needed only once as well.

use super::kernel::Kernel;
use super::lanes::{self, Block, Sum, Weight};

/// The kernels of a line, two by two.
pub(super) struct Twos {
    /// How many bits of a weight are behind the point.
    pub(super) bits: u32,
    /// The first pair of samples that any of them needs, from which on their starts are counted.
    pub(super) first: usize,
    pub(super) twos: Vec<Two>,
}

/// The weights of two neighbours of the result.
pub(super) struct Two {
    /// Where their samples begin.
    pub(super) start: usize,
    weights: Vec<[Weight; 2]>,
}

impl Twos {
    pub(super) fn new(line: &[Kernel<f64>]) -> Self {
        let (kernels, bits) = Kernel::pairs(line);
        let first = kernels.first().map_or(0, |kernel| kernel.start);
        let two = |kernels: &[Kernel<i32>]| {
            // The last one may be alone; then it is made twice.
            let (one, other) = (&kernels[0], &kernels[kernels.len() - 1]);
            let weights = |pair| [one.at(pair), other.at(pair)].map(lanes::weight);
            let weights = (one.start..other.end()).map(weights).collect();
            Two { start: one.start - first, weights }
        };
        Self { bits, first, twos: kernels.chunks(2).map(two).collect() }
    }

    /// How many pairs of samples all of them need.
    pub(super) fn span(&self) -> usize {
        self.twos.last().map_or(0, Two::end)
    }
}

impl Two {
    /// Where their samples end.
    pub(super) fn end(&self) -> usize {
        self.start + self.len()
    }

    /// How many pairs of samples they need.
    pub(super) fn len(&self) -> usize {
        self.weights.len()
    }

    /// Both results for four lines, from as many blocks as they need.
    #[inline(always)]
    pub(super) fn sums<T>(&self, bits: u32, blocks: &[T], block: impl Fn(&T) -> &Block) -> [[Sum; 4]; 2] {
        let (mut one, mut other) = ([lanes::half(bits); 4], [lanes::half(bits); 4]);
        for ([first, second], from) in self.weights.iter().zip(blocks) {
            for ((one, other), cell) in one.iter_mut().zip(&mut other).zip(block(from)) {
                let pair = lanes::pair(*cell);
                (*one, *other) = (lanes::add(*one, pair, *first), lanes::add(*other, pair, *second));
            }
        }
        [one, other]
    }
}
