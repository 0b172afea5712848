//! The shape of sound, to be drawn: the least, the most and the mean of stretches.
//!
//! How long the sound is need not be known. When there are twice as many stretches as wanted, each two become one: so memory
//! stays the same for a jingle and for a day.

/// A stretch of sound, all channels together.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bucket {
    /// The least sample.
    pub min: f32,
    /// The largest sample.
    pub max: f32,
    /// The root of the mean of squares.
    pub rms: f32,
}

/// Gathers the shape of sound, block by block.
#[derive(Clone, Debug)]
pub struct Wave {
    channels: usize,
    most: usize,
    /// Moments in a stretch.
    length: u64,
    sums: Vec<Sum>,
}

#[derive(Clone, Copy, Debug)]
struct Sum {
    min: f32,
    max: f32,
    squares: f64,
    count: u64,
}

impl Sum {
    const NONE: Self = Self { min: f32::INFINITY, max: f32::NEG_INFINITY, squares: 0.0, count: 0 };

    fn join(self, other: Self) -> Self {
        Self {
            min: self.min.min(other.min),
            max: self.max.max(other.max),
            squares: self.squares + other.squares,
            count: self.count + other.count,
        }
    }
}

impl Wave {
    /// At least `buckets` stretches and fewer than twice as many, unless there is less sound than that.
    pub fn new(channels: usize, buckets: usize) -> Self {
        Self { channels: channels.max(1), most: buckets.max(1) * 2, length: 1, sums: Vec::new() }
    }

    /// Listens to a block.
    pub fn push(&mut self, block: &[f32]) {
        for moment in block.chunks_exact(self.channels) {
            if self.sums.last().is_none_or(|last| last.count == self.length * self.channels as u64) {
                if self.sums.len() == self.most {
                    self.sums = self.sums.chunks_exact(2).map(|pair| pair[0].join(pair[1])).collect();
                    self.length *= 2;
                }
                self.sums.push(Sum::NONE);
            }
            if let Some(last) = self.sums.last_mut() {
                for n in moment {
                    let one = Sum { min: *n, max: *n, squares: f64::from(*n).powi(2), count: 1 };
                    *last = last.join(one);
                }
            }
        }
    }

    /// How many samples of a channel each stretch has; the last may have fewer.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// The stretches so far.
    pub fn buckets(&self) -> impl ExactSizeIterator<Item = Bucket> {
        self.sums.iter().map(|sum| Bucket {
            min: sum.min,
            max: sum.max,
            rms: (sum.squares / sum.count as f64).sqrt() as f32,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_length_fits_and_nothing_is_lost() {
        for count in [1_usize, 10, 999, 12_345] {
            let sound: Vec<f32> =
                (0..count * 2).map(|n| (n as f32 * 0.37).sin() * n as f32 / 30_000.0).collect();
            let mut wave = Wave::new(2, 50);
            sound.chunks(26).for_each(|block| wave.push(block));
            let buckets: Vec<Bucket> = wave.buckets().collect();
            assert!(buckets.len() <= 100 && (buckets.len() >= 50 || buckets.len() == count));
            let each = sound.chunks(wave.length() as usize * 2);
            for (bucket, sound) in buckets.iter().zip(each) {
                assert_eq!(bucket.max, sound.iter().copied().fold(f32::MIN, f32::max));
                assert_eq!(bucket.min, sound.iter().copied().fold(f32::MAX, f32::min));
                let squares: f32 = sound.iter().map(|n| n * n).sum();
                assert!((bucket.rms - (squares / sound.len() as f32).sqrt()).abs() < 1e-5);
            }
        }
    }
}
