//! A page drawn out of its slice is the page drawn out of the whole file, over the corpus.
#![cfg(feature = "view")]

use std::path::Path;
use std::rc::Rc;

use document::cos;
use document::view::{Limits, Reader};
use document::{Error, Look};
use nearside_document as document;

/// The corpus is data of others and no part of the project.
const CORPUS: &str = "../../../shared/corpus/documents/pdf";
/// Pages of each file.
const PAGES: u32 = 3;

fn has_highlight(document: &cos::Document, page: u32) -> document::Result<bool> {
    for annotation in document.array(document.page(page)?.dict.get("Annots"))?.iter() {
        if document.dict(annotation)?.get("Subtype").is_name("Highlight") {
            return Ok(true);
        }
    }
    Ok(false)
}

#[test]
fn a_page_looks_the_same_when_it_is_cut_out() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(CORPUS);
    let Ok(files) = std::fs::read_dir(&folder) else {
        return eprintln!("Skipped: there is no corpus in {}.", folder.display());
    };
    let (mut same, mut different) = (0, Vec::new());
    for path in files.filter_map(|entry| Some(entry.ok()?.path())) {
        let bytes = std::fs::read(&path).unwrap();
        let Ok(whole) = Reader::open(bytes.clone(), "", Limits::default()) else { continue };
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let Ok(sliced) = cos::Document::open(Rc::new(bytes), "") else {
            different.push(format!("{name} cannot be opened"));
            continue;
        };
        for page in 0..whole.pages().min(PAGES) {
            // Highlights are multiplied with their words in slices only.
            let annotations = !has_highlight(&sliced, page).unwrap_or(false);
            let look = Look { scale: 0.5, annotations, ..Look::default() };
            let cut = sliced
                .slice(page, 64 << 20)
                .and_then(|slice| Reader::open(slice, "", Limits::default()))
                .and_then(|reader| reader.draw(0, &look));
            let theirs: Result<_, Error> = whole.draw(page, &look);
            match (cut, theirs) {
                (Ok(cut), Ok(whole)) if cut.pixels == whole.pixels => same += 1,
                (Ok(_), Ok(_)) => different.push(format!("{name}, page {page} looks different")),
                (Err(cut), Ok(_)) => different.push(format!("{name}, page {page}: {cut}")),
                _ => {}
            }
        }
    }
    println!("{same} pages the same; different: {different:#?}");
    assert!(different.len() * 50 <= same, "{different:#?}");
}
