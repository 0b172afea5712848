//! Stretches of silence.

use std::ops::Range;

use super::Quiet;

/// Finds silence, block by block.
#[derive(Clone, Debug)]
pub struct Silence {
    channels: usize,
    threshold: f32,
    least: u64,
    now: u64,
    since: Option<u64>,
}

impl Silence {
    /// For this many channels and samples per second.
    pub fn new(quiet: &Quiet, channels: usize, rate: u32) -> Self {
        Self {
            channels: channels.max(1),
            threshold: 10_f32.powf(quiet.below / 20.0),
            least: (f64::from(quiet.seconds) * f64::from(rate)).max(1.0) as u64,
            now: 0,
            since: None,
        }
    }

    /// Listens to a block, and appends the stretches that ended in it, as numbers of samples of one channel.
    pub fn push(&mut self, block: &[f32], found: &mut Vec<Range<u64>>) {
        for moment in block.chunks_exact(self.channels) {
            if moment.iter().all(|n| n.abs() <= self.threshold) {
                self.since.get_or_insert(self.now);
            } else {
                self.end(found);
            }
            self.now += 1;
        }
    }

    /// Appends the stretch that lasts until the end.
    pub fn finish(&mut self, found: &mut Vec<Range<u64>>) {
        self.end(found);
    }

    fn end(&mut self, found: &mut Vec<Range<u64>>) {
        let silence = self.since.take().map(|since| since..self.now);
        found.extend(silence.filter(|silence| silence.end - silence.start >= self.least));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_is_found_where_it_is_long_enough() {
        let mut sound = vec![0.5; 1000];
        sound[100..160].fill(0.0005);
        sound[300..320].fill(0.0);
        sound[900..].fill(0.0);
        let quiet = Quiet { below: -60.0, seconds: 0.025 };
        for block in [2, 34, 1000] {
            let mut silence = Silence::new(&quiet, 2, 1000);
            let mut found = Vec::new();
            sound.chunks(block).for_each(|block| silence.push(block, &mut found));
            silence.finish(&mut found);
            assert_eq!(found, [50..80, 450..500]);
        }
    }
}
