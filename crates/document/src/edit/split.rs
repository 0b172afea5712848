//! Where one document becomes many.

use super::arrange::{Input, arrange};
use super::{Leaf, Plan, Split};
use crate::cos::{Document, Object, Sink, Source};
use crate::{Error, Kind, Result};

/// Documents that one may become.
const PARTS: usize = 100_000;

/// The runs of pages that the new documents have: first and last, both from 0 and both included.
///
/// # Errors
/// [`Kind::Settings`] and [`Kind::Missing`] for cuts that cannot be made, and those of the source and `step`.
pub fn cuts(input: Input, split: &Split, step: &mut dyn FnMut(f32) -> Result<()>) -> Result<Vec<(u32, u32)>> {
    let count = input.document.page_count()?;
    if count == 0 {
        return Err(Error::new(Kind::Settings, format!("{} has no pages that could be split.", input.name)));
    }
    let runs = match split {
        Split::Every(0) => {
            return Err(Error::new(Kind::Settings, "A part cannot have 0 pages. Choose 1 or more."));
        }
        Split::Every(pages) => starts(&(0..count).step_by(*pages as usize).collect::<Vec<_>>(), count),
        Split::Ranges(runs) => {
            for (first, last) in runs {
                if first > last || *last >= count {
                    return Err(Error::new(
                        Kind::Missing,
                        format!(
                            "There are no pages {} to {} in {}: it has {count}.",
                            u64::from(*first) + 1,
                            u64::from(*last) + 1,
                            input.name
                        ),
                    ));
                }
            }
            runs.clone()
        }
        Split::Outline(level) => starts(&headings(input, *level)?, count),
        Split::Size(bytes) => by_size(input, *bytes, count, step)?,
    };
    if runs.is_empty() || runs.len() > PARTS {
        return Err(Error::new(
            Kind::Settings,
            format!("{} would become {} files. Choose other cuts.", input.name, runs.len()),
        ));
    }
    Ok(runs)
}

/// The plan of one run of pages.
pub fn run((first, last): (u32, u32)) -> Plan {
    let pages = (first..=last).map(|page| Leaf::Page { file: 0, page, turn: 0 }).collect();
    Plan { pages, ..Plan::default() }
}

fn starts(starts: &[u32], count: u32) -> Vec<(u32, u32)> {
    let ends = starts.iter().skip(1).copied().chain([count]);
    starts.iter().copied().zip(ends).map(|(start, end)| (start, end - 1)).collect()
}

/// The pages at which headings down to a level stand, and the first.
fn headings(input: Input, level: u8) -> Result<Vec<u32>> {
    let document = input.document;
    let mut found = vec![0];
    let root = document.dict(document.catalog()?.get("Outlines"))?;
    gather(document, root.get("First"), level, &mut found, &mut std::collections::HashSet::new())?;
    found.sort_unstable();
    found.dedup();
    if found.len() == 1 {
        return Err(Error::new(
            Kind::Settings,
            format!("{} has no headings to be split at. Split it after every so many pages.", input.name),
        ));
    }
    Ok(found)
}

fn gather(
    document: &Document,
    first: &Object,
    level: u8,
    found: &mut Vec<u32>,
    seen: &mut std::collections::HashSet<u32>,
) -> Result<()> {
    let mut next = first.clone();
    while let Some(id) = next.as_ref() {
        if level == 0 || seen.len() > 200_000 || !seen.insert(id.number) {
            break;
        }
        let dict = document.dict(&next)?;
        let action = document.dict(dict.get("A"))?;
        let target = if action.get("S").is_name("GoTo") { action.get("D") } else { dict.get("Dest") };
        found.extend(document.target(target)?.map(|(page, _)| page));
        gather(document, dict.get("First"), level.min(64) - 1, found, seen)?;
        next = dict.get("Next").clone();
    }
    Ok(())
}

/// As many pages to a file as fit.
fn by_size(
    input: Input,
    bytes: u64,
    count: u32,
    step: &mut dyn FnMut(f32) -> Result<()>,
) -> Result<Vec<(u32, u32)>> {
    let mut runs = Vec::new();
    let mut first = 0;
    // What was enough pages is a good guess for the next file.
    let mut guess = 1;
    while first < count {
        step(first as f32 / count as f32)?;
        let most = count - first;
        let fits = |pages: u32| Ok::<_, Error>(size(input, (first, first + pages - 1))? <= bytes);
        let (mut good, mut bad) = (1, most + 1);
        let mut next = guess.clamp(1, most);
        while bad - good > 1 {
            let next_fits = next <= good || fits(next)?;
            if next_fits {
                good = good.max(next);
                next = good.saturating_mul(2).min(bad - 1);
            } else {
                bad = next;
                next = good + (bad - good) / 2;
            }
            if bad <= most && next >= bad - 1 && bad - good > 1 {
                next = good + (bad - good) / 2;
            }
        }
        runs.push((first, first + good - 1));
        guess = good;
        first += good;
        if runs.len() > PARTS {
            break;
        }
    }
    Ok(runs)
}

/// How large a run of pages would be.
fn size(input: Input, pages: (u32, u32)) -> Result<u64> {
    arrange(&[input], &run(pages), &mut Nowhere, &mut |_| Ok(()))
}

/// Keeps nothing, and so reads nothing that is only copied.
struct Nowhere;

impl Sink for Nowhere {
    fn write(&mut self, _: &[u8]) -> Result<()> {
        Ok(())
    }

    fn copy(&mut self, _: &std::rc::Rc<dyn Source>, _: std::ops::Range<u64>) -> Result<()> {
        Ok(())
    }
}
