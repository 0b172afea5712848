//! Exact times from rounded ones.
//!
//! Matroska rounds to milliseconds and keeps one time for each packet, that at which it is shown. Sound lasts exactly as many
//! samples as its packets say, pictures as long as their rate says: if what the file has agrees with that to within its
//! rounding, the exact times are taken. Packets are stored in the order in which they are decoded, so the times of decoding are
//! the times of showing in order, so many pictures earlier as some of them wait for others.

use super::lane::Lane;
use crate::headers::Pace;
use crate::index::{Builder, Index, Sample};

/// A track on its own clock.
pub(super) struct Exact {
    pub timescale: u32,
    pub index: Index,
    /// Pictures per second.
    pub rate: Option<f64>,
    /// Whether they last differently long.
    pub variable: bool,
}

const SECOND: i128 = 1_000_000_000;

/// The exact times of a track.
pub(super) fn exact(lane: &mut Lane, scale: u64) -> Exact {
    let raw = std::mem::take(&mut lane.raw).finish();
    match (&lane.pace, lane.entry.kind) {
        (Some(pace), _) => sound(&raw, pace, scale),
        (None, 1) => pictures(&raw, lane.entry.default_duration, scale),
        _ => plain(&raw, lane.entry.default_duration, scale),
    }
}

/// A clock on which ticks of the file are whole numbers, and how many: thousandths as a rule.
fn clock(scale: u64) -> (u32, i64) {
    match SECOND as u64 / scale {
        rate @ 1.. if (SECOND as u64).is_multiple_of(scale) => (rate as u32, 1),
        _ => (1_000_000, 0),
    }
}

/// Ticks of the file on that clock.
fn on(clock: (u32, i64), ticks: i64, scale: u64) -> i64 {
    match clock {
        (_, 1) => ticks,
        (rate, _) => scaled(ticks, scale, rate),
    }
}

fn scaled(ticks: i64, scale: u64, rate: u32) -> i64 {
    let nanoseconds = i128::from(ticks).saturating_mul(i128::from(scale));
    let value = nanoseconds.saturating_mul(i128::from(rate)).saturating_add(SECOND / 2).div_euclid(SECOND);
    i64::try_from(value).unwrap_or(if value < 0 { i64::MIN } else { i64::MAX })
}

fn sound(raw: &Index, pace: &Pace, scale: u64) -> Exact {
    let (mut builder, mut next) = (Builder::default(), None);
    let rate = i128::from(pace.rate);
    for sample in raw.iter() {
        let said = i128::from(sample.dts).saturating_mul(i128::from(scale)).saturating_mul(rate);
        // Where the last packet ended, if that is less than a tick away from what is said.
        let near = |next: &i64| {
            (i128::from(*next) * SECOND).abs_diff(said) < u128::from(scale) * u128::from(pace.rate)
        };
        let at = next.filter(near).unwrap_or_else(|| scaled(sample.dts, scale, pace.rate));
        next = Some(at.saturating_add(i64::from(sample.duration)));
        builder.push(Sample { dts: at, pts: at, ..sample });
    }
    Exact { timescale: pace.rate, index: builder.finish(), rate: None, variable: false }
}

/// Text, and sound that nobody can tell the length of.
fn plain(raw: &Index, standard: u64, scale: u64) -> Exact {
    let clock = clock(scale);
    let standard = scaled(1, standard, clock.0);
    let mut builder = Builder::default();
    let mut later = raw.from(1);
    for sample in raw.iter() {
        let at = on(clock, sample.dts, scale);
        let duration = match (sample.duration, later.next()) {
            (1.., _) => on(clock, i64::from(sample.duration), scale),
            (0, Some(next)) if standard == 0 => on(clock, next.dts, scale).saturating_sub(at).max(0),
            _ => standard,
        };
        builder.push(Sample {
            dts: at,
            pts: at,
            duration: duration.min(i64::from(u32::MAX)) as u32,
            ..sample
        });
    }
    Exact { timescale: clock.0, index: builder.finish(), rate: None, variable: false }
}

/// How far pictures are apart: `step` ticks of a clock of `rate` ticks a second.
#[derive(Clone, Copy)]
struct Grid {
    rate: u32,
    step: u32,
    /// When the first is shown, in ticks of the file.
    first: i64,
}

impl Grid {
    /// The grid of this many nanoseconds, if it is one that is in use: a whole number a second, or that times 1000/1001.
    fn of(nanoseconds: f64, first: i64) -> Option<Self> {
        let rate = 1e9 / nanoseconds;
        if !(1.0..=1000.0).contains(&rate) {
            return None;
        }
        let close = |exact: f64| (rate / exact - 1.0).abs() < 2e-5;
        let (whole, film) = (rate.round(), (rate * 1.001).round());
        if close(whole) {
            // Clocks of less than 10,000 ticks are too coarse for some players.
            let step = (0..).map(|twice| 1 << twice).find(|step| whole as u32 * step >= 10_000)?;
            Some(Self { rate: whole as u32 * step, step, first })
        } else if close(film / 1.001) {
            Some(Self { rate: film as u32 * 1000, step: 1001, first })
        } else {
            None
        }
    }

    /// The time on the grid that is less than a tick of the file away.
    fn snap(&self, ticks: i64, scale: u64) -> Option<i64> {
        let step = i128::from(self.step);
        let since = i128::from(ticks.checked_sub(self.first)?);
        let since = since.checked_mul(i128::from(scale))?.checked_mul(i128::from(self.rate))?;
        let nth = since.checked_add(SECOND * step / 2)?.div_euclid(SECOND * step);
        let off = (nth * step * SECOND).abs_diff(since);
        (off < u128::from(scale) * u128::from(self.rate)).then(|| {
            let start = scaled(self.first, scale, self.rate);
            start.saturating_add((nth * step) as i64)
        })
    }
}

fn pictures(raw: &Index, standard: u64, scale: u64) -> Exact {
    let span = raw.iter().fold(None, |span: Option<(i64, i64)>, sample| {
        let (low, high) = span.unwrap_or((sample.pts, sample.pts));
        Some((low.min(sample.pts), high.max(sample.pts)))
    });
    let (low, high) = span.unwrap_or((0, 0));
    let average = (high as f64 - low as f64) * scale as f64 / (raw.len().max(2) - 1) as f64;
    let fits = |grid: &Grid| raw.iter().all(|sample| grid.snap(sample.pts, scale).is_some());
    // A picture may be left out here and there: then the average is not the rate, but what the file says still is.
    let grid = [standard as f64, average].into_iter().filter_map(|each| Grid::of(each, low)).find(fits);
    let clock = grid.map_or_else(|| clock(scale), |grid| (grid.rate, 0));
    let time = |ticks: i64| match grid {
        Some(grid) => grid.snap(ticks, scale).unwrap_or_default(),
        None => on(clock, ticks, scale),
    };
    let standard = grid.map_or_else(|| scaled(1, standard, clock.0), |grid| i64::from(grid.step));
    let (index, variable) = order(raw, time, |ticks| on(clock, ticks, scale), standard);
    let rate = match grid {
        Some(grid) if !variable => Some(f64::from(grid.rate) / f64::from(grid.step)),
        _ => (raw.len() > 1 && average > 0.0).then(|| 1e9 / average),
    };
    Exact { timescale: clock.0, index, rate, variable }
}

/// How many pictures wait at most for one that is shown later: no codec lets more.
const WAIT: usize = 32;

/// The times of decoding, and how long each picture is shown.
fn order(
    raw: &Index,
    time: impl Fn(i64) -> i64,
    length: impl Fn(i64) -> i64,
    standard: i64,
) -> (Index, bool) {
    let delay = delay(raw);
    // The picture that is shown next may be stored behind all that are shown before it.
    let reach = if delay == 0 { 1 } else { WAIT };
    let mut ahead = raw.iter();
    // Times of showing in order, from somewhat before the packet to somewhat after it.
    let (mut sorted, mut gone): (Vec<i64>, usize) = (Vec::new(), 0);
    let (mut builder, mut last, mut usual, mut variable) = (Builder::default(), None, standard, false);
    for (nth, sample) in raw.iter().enumerate() {
        while gone + sorted.len() <= nth + reach {
            let Some(next) = ahead.next() else { break };
            let at = sorted.partition_point(|earlier| *earlier <= next.pts);
            sorted.insert(at, next.pts);
        }
        let behind = nth.saturating_sub(delay + 1).saturating_sub(gone);
        sorted.drain(..behind.min(sorted.len().saturating_sub(1)));
        gone += behind;
        let pts = time(sample.pts);
        let next =
            sorted.get(sorted.partition_point(|earlier| *earlier <= sample.pts)).map(|next| time(*next));
        let shown = match sample.duration {
            0 => next.map_or(usual, |next| next.saturating_sub(pts)),
            said => length(i64::from(said)),
        };
        // The last picture says nothing about the others, and one that is longer by a rounding is not longer.
        variable |= next.is_some() && nth > 0 && shown.abs_diff(usual) > 1;
        if sample.duration == 0 && next.is_some() {
            usual = shown;
        }
        let first = sorted.first().copied().map_or(pts, &time);
        let early = match nth.checked_sub(delay) {
            Some(nth) => sorted.get(nth.saturating_sub(gone)).copied().map_or(pts, &time),
            None => first.saturating_sub(shown.max(1).saturating_mul((delay - nth) as i64)),
        };
        let dts = last.map_or(early, |last: i64| early.max(last.saturating_add(1)));
        last = Some(dts);
        builder.push(Sample { dts, pts, duration: shown.clamp(0, i64::from(u32::MAX)) as u32, ..sample });
    }
    (builder.finish(), variable)
}

/// How many pictures at most are decoded before one and shown after it.
fn delay(raw: &Index) -> usize {
    let (mut recent, mut delay) = (std::collections::VecDeque::new(), 0);
    for sample in raw.iter() {
        let later = recent.iter().filter(|pts| **pts > sample.pts).count();
        delay = delay.max(later);
        if recent.len() == WAIT {
            recent.pop_front();
        }
        recent.push_back(sample.pts);
    }
    delay.min(WAIT / 2)
}
