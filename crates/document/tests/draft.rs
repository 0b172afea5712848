//! A text under edit is at every moment what it would be if it were read anew.
#![allow(clippy::unwrap_used, reason = "these are tests")]

use nearside_document::Kind;
use nearside_document::markdown::html::{Raw, fragment};
use nearside_document::markdown::{Change, Draft, Edit, Flavour, Piece, Tree};
use proptest::prelude::*;

fn draft(text: &str) -> Draft {
    Draft::new(text.to_owned(), Flavour::Github)
}

fn edit(at: usize, removed: usize, inserted: &str) -> Edit {
    Edit { at, removed, inserted: inserted.to_owned() }
}

/// What the parser itself makes of the whole text at once. It lets references to links take no more than the text has bytes, so
/// it gets some more, which mean nothing.
fn whole(text: &str) -> String {
    let text = &("\n".repeat(4000) + text);
    let mut options = comrak::Options::default();
    options.render.r#unsafe = true;
    comrak::markdown_to_html(text, &options)
}

/// Pieces of texts whose meaning depends on what is around them.
const MORSELS: [&str; 44] = [
    "para",
    "\n",
    "\n\n",
    "# h\n",
    "===\n",
    "---\n",
    "- a\n",
    "  b\n",
    "    c\n",
    "1. d\n",
    "2. e\n",
    "> q\n",
    ">\n",
    "```\n",
    "~~~\n",
    "[x]: /u\n",
    "[x]",
    "[y]: <v> \"t\"\n",
    "[y][x]",
    "[^n]: note\n",
    "[^n]",
    "[^m]",
    "[^m]: *m*\n",
    "<div>\n",
    "</div>\n",
    "<!--",
    "-->\n",
    "| a | b |\n",
    "|--|--|\n",
    "| c |\n",
    "*",
    "**",
    "`",
    "\t",
    " ",
    "\\",
    "[X]: /w\n",
    "\"",
    "é",
    "* * *\n",
    "[\nx\n]: /z\n",
    "- [ ] t\n",
    "[a]:\n",
    "'t\n",
];

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(&MORSELS[..]), 0..24).prop_map(|parts| parts.concat())
}

/// What a reader of changes holds after them.
fn told(mut pieces: Vec<Piece>, change: &Change) -> Vec<Piece> {
    pieces.splice(change.at..change.at + change.removed, change.inserted.clone());
    pieces
}

fn boundary(text: &str, wanted: usize) -> usize {
    (0..=wanted.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// Where an item may end with a definition, comrak says by what follows the list whether that is loose, which no piece can know.
fn may_end_an_item_with_a_definition(text: &str) -> bool {
    let begins = |line: &str| line.starts_with([' ', '\t']) && line.trim_start().starts_with('[');
    text.lines().zip(text.lines().skip(1)).any(|(before, line)| before.trim().is_empty() && begins(line))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, max_global_rejects: 10_000, ..ProptestConfig::default() })]

    #[test]
    fn reading_piece_by_piece_is_reading_the_whole(text in text()) {
        prop_assume!(!may_end_an_item_with_a_definition(&text));
        let tree = Draft::new(text.clone(), Flavour::Commonmark).tree();
        prop_assert_eq!(fragment(&tree, Raw::AsIs), whole(&text));
    }

    #[test]
    fn a_changed_text_is_what_it_would_be_if_read_anew(
        text in text(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0..30usize, prop::sample::select(&MORSELS[..])), 1..6),
    ) {
        let mut draft = draft(&text);
        let mut pieces = draft.pieces();
        let mut trees: Vec<_> = (0..draft.len()).map(|index| draft.blocks(index)).collect();
        for (at, removed, inserted) in edits {
            let at = boundary(draft.text(), at.index(draft.text().len() + 1));
            let end = boundary(draft.text(), at + removed);
            let before = draft.text().to_owned();
            let change = draft.edit(&edit(at, end - at, inserted)).unwrap();
            let wanted = Draft::new(draft.text().to_owned(), Flavour::Github);
            prop_assert_eq!(draft.tree(), wanted.tree(), "{:?} {}..{} {:?}", before, at, end, inserted);
            prop_assert_eq!(draft.pieces(), wanted.pieces(), "{:?} {}..{} {:?}", before, at, end, inserted);
            pieces = told(pieces, &change);
            prop_assert_eq!(&pieces, &draft.pieces());
            // Who keeps what was shown and replaces what is told shows what is there.
            let new = change.at..change.at + change.inserted.len();
            trees.splice(change.at..change.at + change.removed, new.map(|index| draft.blocks(index)));
            if change.everywhere {
                trees = (0..draft.len()).map(|index| draft.blocks(index)).collect();
            }
            let shown = Tree { blocks: trees.concat() };
            prop_assert_eq!(shown, draft.tree(), "{:?} {}..{} {:?}", before, at, end, inserted);
        }
    }

    #[test]
    fn front_matter_comes_and_goes_with_its_lines(
        edits in prop::collection::vec(
            (any::<prop::sample::Index>(), 0..9usize, prop::sample::select(&["", "---\n", "a: b\n", "\n", "x", "# h\n", "| a |\n", "|--|\n"][..])),
            1..9,
        ),
    ) {
        let mut draft = draft("---\ntitle: T\n---\n| a |\n|--|\n\ntext\n---\n");
        let mut pieces = draft.pieces();
        for (at, removed, inserted) in edits {
            let at = at.index(draft.text().len() + 1);
            let end = (at + removed).min(draft.text().len());
            let change = draft.edit(&edit(at, end - at, inserted)).unwrap();
            let wanted = Draft::new(draft.text().to_owned(), Flavour::Github);
            prop_assert_eq!(draft.pieces(), wanted.pieces(), "{:?}", draft.text());
            let blocks = |draft: &Draft| (0..draft.len()).map(|index| draft.blocks(index)).collect::<Vec<_>>();
            prop_assert_eq!(blocks(&draft), blocks(&wanted));
            pieces = told(pieces, &change);
            prop_assert_eq!(&pieces, &draft.pieces());
        }
    }

    #[test]
    fn several_changes_told_as_one_lead_to_the_same(
        text in text(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0..9usize, prop::sample::select(&MORSELS[..])), 1..5),
    ) {
        let mut one = draft(&text);
        let mut list = Vec::new();
        for (at, removed, inserted) in edits {
            let at = boundary(one.text(), at.index(one.text().len() + 1));
            let end = boundary(one.text(), at + removed);
            list.push(edit(at, end - at, inserted));
            one.edit(&list[list.len() - 1]).unwrap();
        }
        let mut all = draft(&text);
        let before = all.pieces();
        let change = all.edit_all(&list).unwrap();
        prop_assert_eq!(all.text(), one.text());
        prop_assert_eq!(told(before, &change), one.pieces());
    }
}

#[test]
fn a_keystroke_changes_the_pieces_around_it_only() {
    let text: String =
        (0..1000).map(|index| format!("# Heading {index}\n\nSome *words* of it.\n\n")).collect();
    let mut draft = draft(&text);
    assert_eq!(draft.len(), 2000);
    let at = text.find("Heading 500").unwrap();
    let change = draft.edit(&edit(at, 0, "x")).unwrap();
    assert!((999..=1000).contains(&change.at) && change.removed <= 3 && !change.everywhere, "{change:?}");
    // A fence that is not closed takes in all that follows.
    let change = draft.edit(&edit(0, 0, "```\n")).unwrap();
    assert_eq!((change.at, change.removed, draft.len()), (0, 2000, 1));
    let change = draft.edit(&edit(0, 4, "")).unwrap();
    assert_eq!((change.inserted.len(), draft.len()), (2000, 2000));
}

#[test]
fn front_matter_is_no_heading_and_may_give_the_title() {
    let text = "---\ntitle: \"On: notes\"\ntags: [a]\n---\n\nText.\n";
    let made = |text: &str| fragment(&draft(text).tree(), Raw::AsIs);
    assert_eq!(made(text), "<h1>On: notes</h1>\n<p>Text.</p>\n");
    assert_eq!(made(&text.replace("Text", "# Own")), "<h1>Own.</h1>\n");
    let shown = fragment(&Tree { blocks: draft(text).blocks(0) }, Raw::AsIs);
    assert!(shown.starts_with("<pre><code class=\"language-yaml\">title:"), "{shown}");
    // A line across is none, nor are lines that nobody ends, nor is it any in CommonMark.
    assert_eq!(made("---\n\na: b\n\n---\n"), "<hr />\n<p>a: b</p>\n<hr />\n");
    assert_eq!(made("---\na: b\n"), "<hr />\n<p>a: b</p>\n");
    let plain = Draft::new(text.to_owned(), Flavour::Commonmark).tree();
    assert!(fragment(&plain, Raw::AsIs).starts_with("<hr />"));
    // A keystroke in it is told as one piece.
    let mut draft = draft(text);
    let change = draft.edit(&edit(12, 0, "x")).unwrap();
    assert_eq!((change.at, change.removed, change.inserted.len(), change.everywhere), (0, 1, 1, false));
}

#[test]
fn a_link_that_is_defined_anew_changes_pieces_far_away() {
    let mut draft = draft("[a]\n\n---\n\n# x\n\n[a]: /one\n");
    let link = |draft: &Draft| fragment(&Tree { blocks: draft.blocks(0) }, Raw::AsIs);
    assert_eq!(link(&draft), "<p><a href=\"/one\">a</a></p>\n");
    let at = draft.text().find("one").unwrap();
    assert!(draft.edit(&edit(at, 3, "two")).unwrap().everywhere);
    assert_eq!(link(&draft), "<p><a href=\"/two\">a</a></p>\n");
    assert!(!draft.edit(&edit(1, 0, "a")).unwrap().everywhere);
}

#[test]
fn the_outline_has_headings_with_their_anchors() {
    let draft = draft("# A *b*\n\nx\n\n## A b\n\n> # not this\n");
    let outline: Vec<_> =
        draft.outline().into_iter().map(|heading| (heading.piece, heading.level, heading.anchor)).collect();
    assert_eq!(outline, [(0, 1, "a-b".to_owned()), (2, 2, "a-b-1".to_owned())]);
}

#[test]
fn what_links_within_a_document_name_is_found() {
    let draft = draft("# A\n\nb[^n]\n\n## C d\n\n[^n]: note\n");
    let found: Vec<_> = ["a", "c-d", "^n", "^1", "^2", "e"].map(|name| draft.find(name)).into();
    assert_eq!(found, [Some(0), Some(2), Some(3), Some(3), None, None]);
}

#[test]
fn a_change_outside_of_the_text_is_refused() {
    let mut draft = draft("aé");
    for wrong in [edit(2, 0, "x"), edit(9, 0, ""), edit(0, 9, ""), edit(1, 1, ""), edit(usize::MAX, 2, "")] {
        assert_eq!(draft.edit(&wrong).unwrap_err().kind, Kind::Settings);
    }
    assert_eq!(draft.text(), "aé");
}

#[test]
fn a_table_stays_with_the_paragraph_that_its_head_was_a_line_of() {
    // Alone, the head would be code, as it begins with a tab.
    let mut draft = draft("words\n\t[^n]| c |\n|--|--|\n\nmore words");
    draft.edit(&edit(draft.text().find("more").unwrap(), 0, "and ")).unwrap();
    let wanted = Draft::new(draft.text().to_owned(), Flavour::Github);
    assert_eq!(draft.pieces(), wanted.pieces());
    assert_eq!(draft.tree(), wanted.tree());
}
