//! Two rows of a picture, woven together sample by sample.

use super::lanes::{self, Block, Bytes};

/// Weaves two rows of pixels of `N` samples, four pixels to a block, and says whether they are opaque. Each four pixels go
/// through `each` before.
pub(super) fn weave<const N: usize>(
    above: &[u8],
    below: &[u8],
    to: &mut [Block],
    each: impl Fn(Bytes) -> Bytes,
) -> bool {
    let mut seen = lanes::load([u8::MAX; 16]);
    let mut put = |above: [u8; 16], below: [u8; 16], to: &mut Block| {
        let (above, below) = (lanes::load(above), lanes::load(below));
        if N == 4 {
            seen = lanes::common(seen, lanes::common(above, below));
        }
        *to = lanes::weave::<N>(each(above), each(below));
    };
    // Whole blocks as long as there are sixteen bytes for one.
    let whole = above.len().saturating_sub(16 - 4 * N) / (4 * N);
    let (to, rest) = to.split_at_mut(whole.min(to.len()));
    let fours = above.array_windows().step_by(4 * N).zip(below.array_windows().step_by(4 * N));
    for (to, (above, below)) in to.iter_mut().zip(fours) {
        put(*above, *below, to);
    }
    let few = |row: &[u8]| {
        let mut four = [u8::MAX; 16];
        four[..row.len()].copy_from_slice(row);
        four
    };
    let [above, below] = [above, below].map(|row| row[4 * N * to.len()..].chunks(4 * N));
    for (to, (above, below)) in rest.iter_mut().zip(above.zip(below)) {
        put(few(above), few(below), to);
    }
    lanes::opaque(seen)
}
