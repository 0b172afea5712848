//! A row of the table: a number of ours, a rival's, their ratio, and what was to be reached.

use serde::Serialize;

/// What a number has to be.
#[derive(Clone, Copy, Debug)]
pub enum Bar {
    /// The ratio to the rival is at most this.
    Under(f64),
    /// The ratio to the rival is at least this.
    Over(f64),
    /// Our own number is at most this, whatever the rival's.
    Most(f64),
    /// Our own number is at least this, whatever the rival's.
    Least(f64),
    /// Our own number is exactly this.
    Exactly(f64),
    /// Nothing was to be reached: the rival stands beside it.
    None,
}

/// One comparison.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    area: &'static str,
    row: String,
    ours: f64,
    rival: Option<f64>,
    ratio: Option<f64>,
    bar: Option<String>,
    met: Option<bool>,
}

impl Row {
    /// A row of one number for each round. Without a rival there is no ratio.
    pub fn new(
        area: &'static str,
        row: impl Into<String>,
        ours: &[f64],
        rival: Option<&[f64]>,
        bar: Bar,
    ) -> Row {
        let number = median(ours);
        let ratio = rival.map(|rival| {
            let ratios: Vec<f64> = ours.iter().zip(rival).map(|(ours, rival)| ours / rival).collect();
            median(&ratios)
        });
        let (text, met) = match bar {
            Bar::Under(most) => (Some(format!("≤ {most} ×")), ratio.map(|ratio| ratio <= most)),
            Bar::Over(least) => (Some(format!("≥ {least} ×")), ratio.map(|ratio| ratio >= least)),
            Bar::Most(most) => (Some(format!("≤ {most}")), Some(number <= most)),
            Bar::Least(least) => (Some(format!("≥ {least}")), Some(number >= least)),
            Bar::Exactly(goal) => (Some(format!("= {goal}")), Some(number == goal)),
            Bar::None => (None, None),
        };
        let row = Row {
            area,
            row: row.into(),
            ours: round(number),
            rival: rival.map(|rival| round(median(rival))),
            ratio: ratio.map(round),
            bar: text,
            met,
        };
        // A run takes many minutes, and may end early.
        eprintln!("{}", row.line());
        row
    }

    fn line(&self) -> String {
        let number = |value: Option<f64>| value.map_or_else(String::new, written);
        let met = self.met.map_or("", |met| if met { "✓" } else { "missed" });
        let ratio = self.ratio.map_or_else(String::new, |ratio| format!("{} ×", written(ratio)));
        let (ours, rival) = (number(Some(self.ours)), number(self.rival));
        let bar = self.bar.as_deref().unwrap_or_default();
        format!("| {} | {ours} | {rival} | {ratio} | {bar} | {met} |", self.row)
    }
}

/// Three digits are all that a noisy machine gives.
fn round(value: f64) -> f64 {
    let scale = if value.abs() >= 1000.0 || value == 0.0 {
        1.0
    } else {
        10_f64.powf(2.0 - value.abs().log10().floor())
    };
    (value * scale).round() / scale
}

/// The middle one; of an even number the mean of the two.
pub fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let half = sorted.len() / 2;
    match sorted.len() {
        0 => f64::NAN,
        count if count % 2 == 0 => (sorted[half - 1] + sorted[half]) / 2.0,
        _ => sorted[half],
    }
}

/// The value that 95 % do not exceed.
pub fn p95(values: &[f64]) -> f64 {
    quantile(values, 0.95)
}

/// The value that this share of them do not exceed.
pub fn quantile(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = (sorted.len() as f64 * share).ceil() as usize;
    sorted.get(at.saturating_sub(1)).copied().unwrap_or(f64::NAN)
}

/// All rows, for the README.
pub fn table(rows: &[Row]) -> String {
    let lines: Vec<String> = rows.iter().map(Row::line).collect();
    format!("| what | ours | beside it | ratio | bar | |\n|---|--:|--:|--:|---|---|\n{}", lines.join("\n"))
}

/// 12345.6 is written 12,346 and 0.123 stays as it is.
fn written(value: f64) -> String {
    if value.abs() < 1000.0 {
        return value.to_string();
    }
    let digits = format!("{:.0}", value.abs());
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().filter_map(|group| std::str::from_utf8(group).ok()).collect();
    format!("{}{}", if value < 0.0 { "-" } else { "" }, groups.join(","))
}
