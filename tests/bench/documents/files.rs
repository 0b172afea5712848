//! The files that are measured: real ones where they are present, and large ones, which are made once and kept.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use tests::{corpus, hostile};

use super::paper::{Noise, Words, write};
use crate::stage::{Stage, Tab, target};

/// Pages of the file whose last page is jumped to.
pub const MANY: u32 = 40_000;
/// Pages of the file that is scrolled through.
pub const SCROLLED: u32 = 500;
/// So many files of the corpus are drawn in every engine.
const SAMPLE: usize = 30;
/// Bytes of a table's line.
const LINE: usize = 80;

/// All of them, and how large they are.
pub struct Files {
    /// Real PDFs, or a few of the bench's own.
    pub corpus: Vec<PathBuf>,
    /// So many pages of text.
    pub pages: u32,
    text: PathBuf,
    /// A text that is scrolled through.
    pub scroll: PathBuf,
    many: PathBuf,
    /// So many pages with half a megabyte of picture each.
    pub pictures: u32,
    large: PathBuf,
    /// So many rows of a table.
    pub rows: usize,
    table: PathBuf,
    /// Files to merge.
    pub parts: Vec<PathBuf>,
    /// Pages of each, with a megabyte of picture.
    pub leaves: u32,
    /// Files that mean harm.
    pub hostile: Vec<PathBuf>,
}

impl Files {
    /// Makes those that are not there yet; smaller ones for a quick try.
    pub fn make(quick: bool) -> Result<Files> {
        let folder = target().join("bench-papers");
        fs::create_dir_all(&folder)?;
        let at = |name: &str| folder.join(name);
        let (pages, pictures, rows) = if quick { (200, 250, 250_000) } else { (1000, 1000, 2_500_000) };
        let (count, leaves) = if quick { (20, 4) } else { (100, 20) };
        let text = once(at(&format!("text-{pages}.pdf")), |path| write(path, pages, Words { lines: 48 }))?;
        let scroll =
            once(at(&format!("scroll-{SCROLLED}.pdf")), |path| write(path, SCROLLED, Words { lines: 48 }))?;
        let many = once(at(&format!("many-{MANY}.pdf")), |path| write(path, MANY, Words { lines: 1 }))?;
        let large = once(at(&format!("large-{pictures}.pdf")), |path| {
            write(path, pictures, Noise::of(512 << 10, 1))
        })?;
        let table = once(at(&format!("table-{rows}.csv")), |path| lines(path, rows))?;
        let part = |number: u64| {
            let path = at(&format!("part-{leaves}-{number:03}.pdf"));
            once(path, |path| write(path, leaves, Noise::of(1 << 20, 1000 + number)))
        };
        let parts = (0..count).map(part).collect::<Result<_>>()?;
        let corpus = real().map_or_else(|| own(&folder), Ok)?;
        let hostile = harmful(&folder)?;
        println!("documents: first pages of {} files", corpus.len());
        Ok(Files { corpus, pages, text, scroll, many, pictures, large, rows, table, parts, leaves, hostile })
    }

    /// Some of the corpus, spread over it, and of each kind that is made here.
    pub fn sample(&self) -> Vec<PathBuf> {
        let step = self.corpus.len().div_ceil(SAMPLE).max(1);
        let own = [&self.text, &self.many].into_iter().chain(self.parts.first());
        self.corpus.iter().step_by(step).chain(own).cloned().collect()
    }

    /// Chooses all of them in the bench's page.
    pub async fn choose(&self, stage: &Stage) -> Result<()> {
        for (input, path) in
            [("#text", &self.text), ("#many", &self.many), ("#large", &self.large), ("#table", &self.table)]
        {
            stage.choose(Tab::Bench, input, std::slice::from_ref(path)).await?;
        }
        stage.choose(Tab::Bench, "#corpus", &self.corpus).await?;
        stage.choose(Tab::Bench, "#hostile", &self.hostile).await?;
        stage.choose(Tab::Bench, "#parts", &self.parts).await
    }
}

/// The PDFs of the corpus, where it is present.
fn real() -> Option<Vec<PathBuf>> {
    let folder = fs::read_dir(corpus("documents/pdf")?).ok()?;
    let mut paths: Vec<PathBuf> =
        folder.filter_map(|entry| fs::canonicalize(entry.ok()?.path()).ok()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "pdf"));
    paths.sort();
    (!paths.is_empty()).then_some(paths)
}

fn own(folder: &Path) -> Result<Vec<PathBuf>> {
    println!(
        "documents: there is no corpus beside the repository, so the first pages are of files made here"
    );
    let one = |number: u32| {
        let path = folder.join(format!("own-{number:02}.pdf"));
        once(path, |path| match number % 2 {
            0 => write(path, 1 + number, Words { lines: 2 * number }),
            _ => write(path, 1 + number, Noise::of(u64::from(number) << 14, number.into())),
        })
    };
    (0..24).map(one).collect()
}

/// Written anew each time: these are small, and there are ever more of them.
fn harmful(folder: &Path) -> Result<Vec<PathBuf>> {
    let folder = folder.join("hostile");
    fs::create_dir_all(&folder)?;
    let mut paths = Vec::new();
    for (name, bytes) in hostile::papers()? {
        let path = folder.join(name);
        fs::write(&path, bytes)?;
        paths.push(path);
    }
    Ok(paths)
}

/// Makes a file unless it is there; half of one never is.
fn once(path: PathBuf, make: impl FnOnce(&Path) -> Result<()>) -> Result<PathBuf> {
    if !path.is_file() {
        let half = path.with_extension("half");
        make(&half).with_context(|| format!("cannot make {}", path.display()))?;
        fs::rename(half, &path)?;
    }
    Ok(path)
}

/// A table whose second column has every number below the count of its rows once, in no order.
fn lines(path: &Path, rows: usize) -> Result<()> {
    const CITIES: [&str; 7] = ["Aarhus", "Bremen", "Cork", "Dijon", "Espoo", "Faro", "Graz"];
    let mut out = BufWriter::new(File::create(path)?);
    writeln!(out, "id,number,city,price,note")?;
    for row in 0..rows {
        let number = row * 7919 % rows; // a prime that no count here has as a factor
        let line = format!("{row},{number},{},{}.{:02},", CITIES[number % 7], number % 1000, row % 100);
        writeln!(out, "{line}{}", "note ".repeat(16)[..LINE - 1 - line.len()].trim_end())?;
    }
    Ok(out.flush()?)
}
