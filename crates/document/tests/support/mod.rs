//! Files made in code, files that lie beside the repository, and other programs' opinion of what was made.
#![allow(dead_code, reason = "every test file uses its own part")]
#![allow(clippy::unwrap_used, reason = "these are tests")]

use std::cell::Cell;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::rc::Rc;

use nearside_document::cos::{Dict, Document, Object, Source, Writer};
use nearside_document::{Error, Result};

/// Material that is too large for the repository, if it lies beside it.
pub fn corpus() -> Vec<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../../shared/corpus/documents/pdf");
    let other = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus/documents/pdf");
    let folder = if folder.is_dir() { folder } else { other };
    let folder = std::env::var_os("NEARSIDE_PDFS").map_or(folder, PathBuf::from);
    let mut files: Vec<_> =
        folder.read_dir().into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "pdf"));
    files.sort();
    if files.is_empty() {
        println!("{} is not here: this test looks at nothing", folder.display());
    }
    files
}

/// The name without its folder.
pub fn name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

/// Whether a program can be run; says so if not.
pub fn has(program: &str) -> bool {
    let found = Command::new(program).arg("--version").output().is_ok();
    if !found {
        println!(
            "{program} is not installed (apt-get install qpdf poppler-utils mupdf-tools): its opinion is not asked"
        );
    }
    found
}

/// A file's first page as poppler draws it: the bytes of a PPM.
pub fn drawn(bytes: &[u8]) -> Vec<u8> {
    let path = std::env::temp_dir().join(format!(
        "nearside-drawn-{}-{:?}.pdf",
        std::process::id(),
        std::thread::current().id()
    ));
    std::fs::write(&path, bytes).unwrap();
    let output =
        Command::new("pdftoppm").args(["-r", "50", "-f", "1", "-l", "1"]).arg(&path).output().unwrap();
    let _ = std::fs::remove_file(&path);
    output.stdout
}

/// What qpdf says of a file: 0 is good, 3 is warnings, 2 is errors; and its words.
pub fn qpdf(bytes: &[u8], password: &str) -> (i32, String) {
    let path = std::env::temp_dir().join(format!(
        "nearside-{}-{:?}.pdf",
        std::process::id(),
        std::thread::current().id()
    ));
    std::fs::write(&path, bytes).unwrap();
    let password = format!("--password={password}");
    let output = Command::new("qpdf").arg(password).arg("--check").arg(&path).output().unwrap();
    let _ = std::fs::remove_file(&path);
    let words =
        String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
    (output.status.code().unwrap_or(-1), words.replace(&path.display().to_string(), "it"))
}

/// The words of a file as poppler reads them.
pub fn pdftotext(bytes: &[u8]) -> String {
    let path = std::env::temp_dir().join(format!(
        "nearside-t-{}-{:?}.pdf",
        std::process::id(),
        std::thread::current().id()
    ));
    std::fs::write(&path, bytes).unwrap();
    let output = Command::new("pdftotext").arg(&path).arg("-").output().unwrap();
    let _ = std::fs::remove_file(&path);
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Opens bytes.
pub fn open(bytes: &[u8]) -> Result<Document> {
    Document::open(Rc::new(bytes.to_vec()), "")
}

/// A source that counts what is read of it.
pub struct Counted {
    pub bytes: Vec<u8>,
    pub read: Cell<u64>,
}

impl Source for Counted {
    fn size(&self) -> u64 {
        self.bytes.len() as u64
    }

    fn read(&self, range: Range<u64>) -> Result<Vec<u8>, Error> {
        self.read.set(self.read.get() + range.end - range.start);
        Ok(self.bytes[range.start as usize..range.end as usize].to_vec())
    }
}

/// A document with these texts, a page each, as large as a letter.
pub fn texts(texts: &[&str]) -> Vec<u8> {
    pages(texts.len(), |page| format!("BT /F1 24 Tf 72 700 Td ({}) Tj ET", texts[page]), false)
}

/// A document whose pages have these contents, and Helvetica as F1.
pub fn pages(count: usize, content: impl Fn(usize) -> String, packed: bool) -> Vec<u8> {
    let mut out = Vec::new();
    let mut writer = Writer::new(&mut out, packed).unwrap();
    let (root, tree) = (writer.reserve(), writer.reserve());
    let font = Dict::new()
        .with("Type", Object::name("Font"))
        .with("Subtype", Object::name("Type1"))
        .with("BaseFont", Object::name("Helvetica"));
    let font = writer.add(&font.into()).unwrap();
    let mut kids = Vec::new();
    for page in 0..count {
        let content = writer.add(&Object::stream(Dict::new(), content(page).into_bytes())).unwrap();
        let page =
            Dict::new().with("Type", Object::name("Page")).with("Parent", tree).with("Contents", content);
        kids.push(Object::Ref(writer.add(&page.into()).unwrap()));
    }
    let resources = Dict::new().with("Font", Dict::new().with("F1", font));
    let pages = Dict::new()
        .with("Type", Object::name("Pages"))
        .with("Count", count as i64)
        .with("Kids", Object::array(kids))
        .with("MediaBox", Object::numbers([0.0, 0.0, 612.0, 792.0]))
        .with("Resources", resources);
    writer.put(tree, &pages.into()).unwrap();
    let catalog = Dict::new().with("Type", Object::name("Catalog")).with("Pages", tree);
    writer.put(root, &catalog.into()).unwrap();
    writer.finish(Dict::new().with("Root", root)).unwrap();
    out
}
