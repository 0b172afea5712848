//! The calls, run natively.

use ::document::markdown::{Block, Edit, Inline, Page};
use ::document::{Error, Kind};
use futures_executor::block_on;
use nearside::File;

use super::{blocks, calls, change, html, outline, pieces, plain, read};

fn text(words: &str) -> File {
    File::new("note.md", words.as_bytes().to_vec())
}

fn edit(at: usize, removed: usize, inserted: &str) -> Edit {
    Edit { at, removed, inserted: inserted.to_owned() }
}

#[test]
fn what_edits_change_is_told_with_what_is_there_now() {
    let note = text("# One\n\ntwo\n\nthree\n");
    assert_eq!(block_on(pieces(note.clone(), Vec::new()).on(calls())).unwrap().len(), 3);
    let edits = vec![edit(2, 3, "Uno"), edit(7, 3, "*dos*")];
    let news = block_on(change(note.clone(), edits.clone(), 1, 9).on(calls())).unwrap();
    let paragraph = Block::Paragraph(vec![Inline::Emphasis(vec![Inline::Text("dos".into())])]);
    assert!(news.blocks.contains(&vec![paragraph]), "{news:?}");
    let shown = block_on(blocks(note.clone(), edits.clone(), 0, 99).on(calls())).unwrap();
    assert_eq!(shown.len(), 3);
    let headings = block_on(outline(note, edits).on(calls())).unwrap();
    assert_eq!((headings.len(), headings[0].text.as_str()), (1, "Uno"));
}

#[test]
fn a_text_is_read_and_made_into_others() {
    let (file, written) = block_on(read(text("a\r\nb")).on(calls())).unwrap();
    assert_eq!((block_on(file.bytes()).unwrap(), written.crlf), (b"a\nb".to_vec(), true));
    let page = block_on(html(text("# T\n\n<b>x</b>"), Page::default()).on(calls())).unwrap();
    assert_eq!(page.name(), "note.html");
    let page = String::from_utf8(block_on(page.bytes()).unwrap()).unwrap();
    assert!(page.contains("<title>T</title>") && page.contains("&lt;b&gt;"), "{page}");
    let words = block_on(plain(text("# T\n\n*x*")).on(calls())).unwrap();
    assert_eq!((words.name(), block_on(words.bytes()).unwrap()), ("note.txt", b"T\n=\n\nx\n".to_vec()));
}

#[test]
fn what_cannot_be_done_is_told_in_a_sentence() {
    let kind = |error: nearside::Error| {
        assert!(error.message().ends_with('.'), "{error}");
        error.failed::<Error>().map(|error| error.kind)
    };
    let binary = File::new("a.md", vec![0, 1, 2]);
    assert_eq!(kind(block_on(read(binary).on(calls())).unwrap_err()), Some(Kind::Unsupported));
    let outside = block_on(pieces(text("a"), vec![edit(9, 0, "")]).on(calls())).unwrap_err();
    assert_eq!(kind(outside), Some(Kind::Settings));
    let large = File::new("a.md", vec![b'a'; (16 << 20) + 1]);
    assert_eq!(
        block_on(html(large, Page::default()).on(calls())).unwrap_err().kind(),
        nearside::Kind::BudgetExceeded
    );
}
