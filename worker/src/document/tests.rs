//! The calls, run natively on documents made here.

use ::document::{Kind, Look, Search};
use futures_executor::block_on;
use futures_util::StreamExt;
use nearside::File;

use super::{calls, find, open, page, pictures, plain, sizes, text};

/// A PDF with a page of 200 × 100 points for each text.
pub(crate) fn paper(texts: &[&str]) -> File {
    let mut body = String::from("%PDF-1.7\n");
    let mut starts = Vec::new();
    let mut add = |object: String| {
        starts.push(body.len());
        body.push_str(&format!("{} 0 obj\n{object}\nendobj\n", starts.len()));
    };
    let kids: Vec<String> = (0..texts.len()).map(|n| format!("{} 0 R", 4 + 2 * n)).collect();
    add("<</Type/Catalog/Pages 2 0 R>>".into());
    add(format!("<</Type/Pages/Kids[{}]/Count {}>>", kids.join(" "), texts.len()));
    add("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".into());
    for (n, text) in texts.iter().enumerate() {
        add(format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Resources<</Font<</F 3 0 R>>>>/Contents {} 0 R>>",
            5 + 2 * n
        ));
        let content = format!("BT /F 12 Tf 10 50 Td ({text}) Tj ET");
        add(format!("<</Length {}>>\nstream\n{content}\nendstream", content.len()));
    }
    let table = body.len();
    body.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", starts.len() + 1));
    starts.iter().for_each(|start| body.push_str(&format!("{start:010} 00000 n \n")));
    body.push_str(&format!("trailer\n<</Size {}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF", starts.len() + 1));
    File::new("paper.pdf", body.into_bytes())
}

fn nothing() -> String {
    String::new()
}

#[test]
fn a_document_is_opened_drawn_and_read() {
    let file = paper(&["One fine day", "Two"]);
    let document = block_on(open(file.clone(), nothing()).on(calls())).unwrap();
    assert_eq!((document.pages, document.sizes.len()), (2, 2));
    let later = block_on(sizes(file.clone(), nothing(), 1, 9).on(calls())).unwrap();
    assert_eq!(later, document.sizes[1..]);
    let look = Look { scale: 2.0, ..Look::default() };
    let sheet = block_on(page(file.clone(), nothing(), 0, look).on(calls())).unwrap();
    assert_eq!((sheet.width, sheet.height, sheet.pixels.size()), (400, 200, 400 * 200 * 4));
    let dark = block_on(sheet.pixels.bytes()).unwrap().chunks(4).filter(|pixel| pixel[0] < 99).count();
    assert!((200..4000).contains(&dark), "{dark} dark pixels");
    let words = block_on(text(file.clone(), nothing(), 0).on(calls())).unwrap();
    assert_eq!(words.runs.iter().map(|run| run.text.as_str()).collect::<Vec<_>>(), ["One", "fine", "day"]);
    let all = block_on(plain(file, nothing(), Vec::new()).on(calls())).unwrap();
    assert_eq!(all.name(), "paper.txt");
    let all = String::from_utf8(block_on(all.bytes()).unwrap()).unwrap();
    assert_eq!(all.split_whitespace().collect::<Vec<_>>(), ["One", "fine", "day", "Two"]);
}

#[test]
fn a_search_begins_where_it_is_told_to_and_sees_every_page() {
    let file = paper(&["a rose", "nothing", "Rose red", "a ROSE"]);
    let search = Search { needle: "rose".into(), from: 2, ..Search::default() };
    let found = block_on(find(file, nothing(), search).with(|job| job.on(calls())).collect::<Vec<_>>());
    let pages: Vec<u32> = found.iter().map(|found| found.as_ref().unwrap().page).collect();
    assert_eq!(pages, [2, 3, 0]);
    let some = Search { needle: "rose".into(), from: 3, most: Some(2), ..Search::default() };
    let found = block_on(
        find(paper(&["a rose", "nothing", "Rose red", "a ROSE"]), nothing(), some)
            .with(|job| job.on(calls()))
            .collect::<Vec<_>>(),
    );
    let pages: Vec<u32> = found.iter().map(|found| found.as_ref().unwrap().page).collect();
    assert_eq!(pages, [3, 0]);
}

#[test]
fn pages_become_pictures_with_the_number_of_their_page() {
    let file = paper(&["1", "2"]);
    let all = calls().and(&crate::photo::calls());
    let recipe = image::Recipe::to(image::Format::Png);
    let made = pictures(file, nothing(), vec![1], Look::default(), recipe).with(|job| job.on(all));
    let made: Vec<File> = block_on(made.collect::<Vec<_>>()).into_iter().map(Result::unwrap).collect();
    assert_eq!(made.iter().map(File::name).collect::<Vec<_>>(), ["paper 2.png"]);
    let info = image::probe(&block_on(made[0].bytes()).unwrap()).unwrap();
    assert_eq!((info.width, info.height), (267, 133));
}

#[test]
fn what_cannot_be_opened_is_told_in_a_sentence() {
    let kind = |name: &str, bytes: &[u8]| {
        let error = block_on(open(File::new(name, bytes.to_vec()), nothing()).on(calls())).unwrap_err();
        assert!(error.message().ends_with('.'), "{error}");
        error.failed::<::document::Error>().map(|error| error.kind)
    };
    assert_eq!(kind("a.pdf", b""), Some(Kind::Empty));
    assert_eq!(kind("a.docx", b"PK\x03\x04....word/document.xml"), Some(Kind::Unsupported));
    assert_eq!(kind("a.pdf", b"%PDF-1.7\nhello"), Some(Kind::Broken));
    let file = paper(&["1"]);
    let error = block_on(page(file, nothing(), 7, Look::default()).on(calls())).unwrap_err();
    assert_eq!(error.failed::<::document::Error>().unwrap().kind, Kind::Missing);
}
