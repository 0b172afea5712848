//! PDFs that mean harm: each asks a reader to go round in circles, to go too deep, to unpack or to paint too much, or
//! to believe what is not so.

mod bombs;
mod paint;
mod structure;

use anyhow::Result;

use super::damaged;
use super::pdf::Pdf;
use crate::paper::Paper;

const COUNT: usize = 120;
/// Operators that are repeated, levels that are nested.
const MANY: usize = 1_000_000;
const DEEP: usize = 100_000;

/// Name and bytes of each.
pub fn papers() -> Result<Vec<(String, Vec<u8>)>> {
    let mut all = Vec::new();
    all.extend(structure::structure());
    all.extend(structure::nesting());
    all.extend(bombs::bombs()?);
    all.extend(bombs::pictures());
    all.extend(bombs::sizes());
    all.extend(paint::patterns());
    all.extend(paint::fonts());
    all.extend(paint::paint());
    all.extend(structure::elsewhere());
    let sound = Paper::of(9).chapter("A", 2).links(3, "https://a.example").form();
    let sound = [sound.clone().pdf(), sound.locked("").pdf()];
    let mut all: Vec<(String, Vec<u8>)> =
        all.into_iter().map(|(name, bytes)| (name.to_owned(), bytes)).collect();
    for round in 0..COUNT.saturating_sub(all.len()) {
        let bytes = damaged(&sound[round % 2], 3 * round as u32);
        all.push((format!("damaged-{round:02}"), bytes));
    }
    Ok(all.into_iter().map(|(name, bytes)| (format!("{name}.pdf"), bytes)).collect())
}

type Named = Vec<(&'static str, Vec<u8>)>;

/// The same page over and over.
fn plain() -> Pdf {
    Pdf::page("BT /F 12 Tf 72 700 Td (Hello) Tj ET", "")
}

/// Bytes that look random and never change.
fn noise(count: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_u32;
    let byte = |_| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    (0..count).map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_enough_and_they_differ() {
        let all = papers().unwrap();
        assert_eq!(all.len(), COUNT);
        let distinct: std::collections::BTreeSet<_> = all.iter().map(|(_, bytes)| bytes).collect();
        assert_eq!(distinct.len(), COUNT);
        let names: std::collections::BTreeSet<_> = all.iter().map(|(name, _)| name).collect();
        assert_eq!(names.len(), COUNT);
    }
}
