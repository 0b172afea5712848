//! PDFs that are written page after page, however large. Each page wears its number, counted from 1, as squares above all else,
//! which `web/paper.js` reads.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::Result;
use flate2::Compression;
use flate2::write::ZlibEncoder;

/// Bits that the squares show.
const SQUARES: u32 = 17;
/// Pages below a node of the page tree.
const BRANCH: u32 = 100;
/// Objects before the pages: catalog, root of the pages, font.
const FIRST: u32 = 4;
/// Across a picture, in pixels.
const ACROSS: u64 = 512;

/// What is on a page beneath the squares.
pub trait Content {
    /// Operators, compressed or not, and whether they are.
    fn operators(&mut self, page: u32, squares: &str) -> Result<(Vec<u8>, bool)>;
    /// A gray picture's bytes, if the page has one.
    fn picture(&mut self) -> Option<Vec<u8>>;
}

/// So many lines of text.
pub struct Words {
    /// Lines of a page.
    pub lines: u32,
}

impl Content for Words {
    fn operators(&mut self, page: u32, squares: &str) -> Result<(Vec<u8>, bool)> {
        const PARTS: [&str; 16] = [
            "an", "ber", "cor", "dal", "e", "fin", "gor", "hil", "im", "ka", "lor", "mun", "no", "per",
            "sta", "ti",
        ];
        let mut dice = Dice(u64::from(page) + 1);
        let mut text = format!("{squares}BT /F 11 Tf 14 TL 72 770 Td\n");
        for line in 0..self.lines {
            let mut words = format!("Page {} line {}", page + 1, line + 1);
            while words.len() < 80 {
                words.push(' ');
                for _ in 0..=dice.roll() % 3 {
                    words += PARTS[(dice.roll() >> 20) as usize % PARTS.len()];
                }
            }
            text += &format!("({words}) Tj T*\n");
        }
        text += "ET\n";
        let mut packed = ZlibEncoder::new(Vec::new(), Compression::default());
        packed.write_all(text.as_bytes())?;
        Ok((packed.finish()?, true))
    }

    fn picture(&mut self) -> Option<Vec<u8>> {
        None
    }
}

/// A picture that nothing makes smaller.
pub struct Noise {
    bytes: u64,
    dice: Dice,
}

impl Noise {
    /// Pictures of so many bytes, other ones for another seed.
    pub fn of(bytes: u64, seed: u64) -> Noise {
        Noise { bytes: (bytes / ACROSS).max(1) * ACROSS, dice: Dice(seed) }
    }
}

impl Content for Noise {
    fn operators(&mut self, page: u32, squares: &str) -> Result<(Vec<u8>, bool)> {
        let line = format!("BT /F 14 Tf 72 770 Td (Page {}) Tj ET\n", page + 1);
        Ok((format!("{squares}{line}q 451 0 0 600 72 120 cm /I Do Q\n").into_bytes(), false))
    }

    fn picture(&mut self) -> Option<Vec<u8>> {
        let mut bytes = Vec::with_capacity(self.bytes as usize);
        for _ in 0..self.bytes / 8 {
            bytes.extend_from_slice(&self.dice.roll().to_le_bytes());
        }
        Some(bytes)
    }
}

/// Numbers that look random and never change.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }
}

struct Writer {
    out: BufWriter<File>,
    at: u64,
    starts: Vec<u64>,
}

impl Writer {
    fn put(&mut self, bytes: &[u8]) -> Result<()> {
        self.at += bytes.len() as u64;
        Ok(self.out.write_all(bytes)?)
    }

    fn object(&mut self, dictionary: &str, stream: Option<&[u8]>) -> Result<()> {
        self.starts.push(self.at);
        let number = self.starts.len();
        let Some(stream) = stream else {
            return self.put(format!("{number} 0 obj\n<<{dictionary}>>\nendobj\n").as_bytes());
        };
        let size = stream.len();
        self.put(format!("{number} 0 obj\n<<{dictionary}/Length {size}>>\nstream\n").as_bytes())?;
        self.put(stream)?;
        self.put(b"\nendstream\nendobj\n")
    }

    fn finish(mut self) -> Result<()> {
        let (table, size) = (self.at, self.starts.len() + 1);
        self.put(format!("xref\n0 {size}\n0000000000 65535 f \n").as_bytes())?;
        for start in std::mem::take(&mut self.starts) {
            self.put(format!("{start:010} 00000 n \n").as_bytes())?;
        }
        self.put(format!("trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n").as_bytes())?;
        Ok(self.out.flush()?)
    }
}

/// Writes a document of so many pages.
pub fn write(path: &Path, pages: u32, mut content: impl Content) -> Result<()> {
    let mut file = Writer { out: BufWriter::new(File::create(path)?), at: 0, starts: Vec::new() };
    file.put(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")?;
    let mut picture = content.picture();
    let stride = if picture.is_some() { 3 } else { 2 };
    let branches = pages.div_ceil(BRANCH);
    let branch = |number: u32| FIRST + stride * pages + number;
    let kids = |numbers: &mut dyn Iterator<Item = u32>| -> String {
        numbers.map(|number| format!("{number} 0 R ")).collect()
    };
    file.object("/Type/Catalog/Pages 2 0 R", None)?;
    let all = kids(&mut (0..branches).map(branch));
    file.object(&format!("/Type/Pages/MediaBox[0 0 595 842]/Kids[{all}]/Count {pages}"), None)?;
    file.object("/Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding", None)?;
    for page in 0..pages {
        let own = FIRST + stride * page;
        let shown = if picture.is_some() { format!("/XObject<</I {} 0 R>>", own + 2) } else { String::new() };
        let (parent, contents) = (branch(page / BRANCH), own + 1);
        let resources = format!("/Resources<</Font<</F 3 0 R>>{shown}>>");
        file.object(&format!("/Type/Page/Parent {parent} 0 R{resources}/Contents {contents} 0 R"), None)?;
        let (operators, packed) = content.operators(page, &squares(page + 1))?;
        file.object(if packed { "/Filter/FlateDecode" } else { "" }, Some(&operators))?;
        if let Some(gray) = picture {
            let down = gray.len() as u64 / ACROSS;
            let size = format!("/Width {ACROSS}/Height {down}/ColorSpace/DeviceGray/BitsPerComponent 8");
            file.object(&format!("/Type/XObject/Subtype/Image{size}"), Some(&gray))?;
            picture = content.picture();
        }
    }
    for number in 0..branches {
        let range = number * BRANCH..((number + 1) * BRANCH).min(pages);
        let count = range.len();
        let leaves = kids(&mut range.map(|page| FIRST + stride * page));
        file.object(&format!("/Type/Pages/Parent 2 0 R/Kids[{leaves}]/Count {count}"), None)?;
    }
    file.finish()
}

/// The number of a page: a black square of 8 points for each bit that is set.
fn squares(page: u32) -> String {
    let set = (0..SQUARES).filter(|bit| page >> bit & 1 == 1);
    let drawn: String = set.map(|bit| format!("{} 802 8 8 re\n", 72 + 12 * bit)).collect();
    drawn + "f\n"
}
