//! Markdown: all examples of its specification, GitHub's extensions, and texts that were written to do harm.
#![allow(clippy::unwrap_used, reason = "these are tests")]

use std::time::{Duration, Instant};

use nearside_document::markdown::html::{Raw, fragment, page};
use nearside_document::markdown::{Draft, Flavour, Page, Tree, plain};

/// CommonMark 0.31.2, as npm's `commonmark-spec` has it; its licence lies beside it.
const SPEC: &str = include_str!("commonmark/spec.txt");

fn tree(text: &str, flavour: Flavour) -> Tree {
    Draft::new(text.to_owned(), flavour).tree()
}

fn github(text: &str) -> String {
    fragment(&tree(text, Flavour::Github), Raw::AsIs)
}

/// The examples of the specification: a text and what it becomes.
fn examples() -> Vec<(String, String)> {
    let fence = "`".repeat(32);
    let mut examples = Vec::new();
    let mut lines = SPEC.lines();
    while let Some(line) = lines.next() {
        if line != format!("{fence} example") {
            continue;
        }
        let mut part = |end: &str| -> String {
            let lines = lines.by_ref().take_while(|line| *line != end);
            lines.map(|line| line.replace('→', "\t") + "\n").collect()
        };
        examples.push((part("."), part(&fence)));
    }
    examples
}

#[test]
fn all_652_examples_of_commonmark_become_what_they_should() {
    let examples = examples();
    assert_eq!(examples.len(), 652);
    let wrong = |(index, (text, wanted)): (usize, &(String, String))| {
        let made = fragment(&tree(text, Flavour::Commonmark), Raw::AsIs);
        (made != *wanted).then(|| format!("example {}: {text:?}\n made {made:?}\n not {wanted:?}", index + 1))
    };
    let wrong: Vec<String> = examples.iter().enumerate().filter_map(wrong).collect();
    assert!(wrong.is_empty(), "{} are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn tables_have_heads_alignments_and_cells_with_marks() {
    let html = github("| a | b |\n| --- | :-: |\n| **x** `\\|` | y |\n| z |\n> after\n");
    let wanted = "<table>\n<thead>\n<tr>\n<th>a</th>\n<th align=\"center\">b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n\
        <td><strong>x</strong> <code>|</code></td>\n<td align=\"center\">y</td>\n</tr>\n<tr>\n<td>z</td>\n\
        <td align=\"center\"></td>\n</tr>\n</tbody>\n</table>\n<blockquote>\n<p>after</p>\n</blockquote>\n";
    assert_eq!(html, wanted);
    assert_eq!(github("| abc | def |\n| --- |\n| bar |\n"), "<p>| abc | def |\n| --- |\n| bar |</p>\n");
}

#[test]
fn tasks_strikes_and_bare_addresses_are_githubs() {
    let html = github("- [ ] foo\n- [x] bar\n");
    assert_eq!(html.matches("<input type=\"checkbox\"").count(), 2);
    assert_eq!(html.matches("checked=\"\"").count(), 1);
    assert_eq!(github("~~Hi~~ there\n"), "<p><del>Hi</del> there</p>\n");
    let link = "<p>Visit <a href=\"http://www.commonmark.org/a.b\">www.commonmark.org/a.b</a>.</p>\n";
    assert_eq!(github("Visit www.commonmark.org/a.b.\n"), link);
    let mail = "<p><a href=\"mailto:foo@bar.baz\">foo@bar.baz</a></p>\n";
    assert_eq!(github("foo@bar.baz\n"), mail);
}

#[test]
fn footnotes_are_numbered_as_they_are_named_and_come_last() {
    let html = github(
        "One[^b] two[^a] again[^b] none[^c].\n\n[^a]: A.\n[^b]: B[^d].\n\nEnd.\n\n[^d]: D.\n[^e]: Nobody names it.\n",
    );
    let at = |text: &str| html.find(text).unwrap_or_else(|| panic!("no {text} in {html}"));
    assert!(at(">1</a></sup> two") < at(">2</a></sup> again"), "{html}");
    assert!(
        at("none[^c]") < at("<p>End.</p>") && at("<p>End.</p>") < at("<section class=\"notes\">"),
        "{html}"
    );
    assert!(at("<p>B<sup") < at("<p>A.") && at("<p>A.") < at("<p>D."), "{html}");
    assert!(html.contains("id=\"from-note-1-2\"") && html.contains("href=\"#from-note-1-2\""), "{html}");
    assert!(!html.contains("Nobody"), "{html}");
}

#[test]
fn nothing_of_a_hostile_text_is_live_in_a_page() {
    let hostile = concat!(
        "<script>alert(1)</script>\n\n<img src=x onerror=alert(2)>\n\n",
        "a <b onclick=alert(3)>b</b> <svg/onload=alert(4)>\n\n",
        "[x](javascript:alert(5)) [y](JaVaScRiPt:alert(6)) [z](data:text/html,<script>alert(7)</script>)\n\n",
        "![p](javascript:alert(8)) ![q\" onerror=\"alert(9)](https://evil.example/a.png \"t\" onerror=1)\n\n",
        "<javascript:alert(10)> [r]\n\n[r]: <java\tscript:alert(11)> '\"><script>'\n\n",
        "```\"><script>alert(12)</script>\n</code></pre><script>alert(13)</script>\n```\n\n",
        "# <script>h</script>\" id=\"x\n\n| <script> |\n| - |\n| <iframe src=//evil> |\n\n<!-- --><style>*{}</style>\n",
        "[^\"><script>]: note\n\nx[^\"><script>]\n",
    );
    let html = page(&tree(hostile, Flavour::Github), "</title><script>", &Page::default());
    let body = html.split_once("<body>").map(|(_, body)| body.to_ascii_lowercase()).unwrap_or_default();
    for live in [
        "<script",
        "<img",
        "<svg",
        "<iframe",
        "<style",
        "<b ",
        "href=\"javascript",
        "href=\"data",
        "href=\"java",
        "src=",
    ] {
        let found =
            body.find(live).map(|at| body[at.saturating_sub(60)..].chars().take(160).collect::<String>());
        // Letters of the text are shown, with their brackets escaped.
        assert!(live == "src=" || found.is_none(), "{live} is live: {found:?}");
    }
    // Every attribute that is there is one of ours.
    for tag in body.split('<').skip(1).filter_map(|rest| rest.split_once('>').map(|(tag, _)| tag)) {
        let outside: String = tag.split('"').step_by(2).collect();
        for attribute in outside.split_whitespace().skip(1).filter_map(|word| word.strip_suffix('=')) {
            let known = [
                "id",
                "class",
                "href",
                "rel",
                "title",
                "role",
                "aria-label",
                "align",
                "type",
                "checked",
                "disabled",
                "start",
            ];
            assert!(known.contains(&attribute), "{attribute} in <{tag}>");
        }
    }
    assert!(!html.contains("<title></title>") && html.matches("<title>").count() == 1);
}

#[test]
fn a_page_needs_and_reaches_nothing() {
    let html = page(
        &tree("# A *title*\n\n![p](https://a.example/p.png)\n", Flavour::Github),
        "x.md",
        &Page::default(),
    );
    assert!(html.contains("<title>A title</title>") && html.contains("default-src 'none'"));
    assert!(!html.contains("a.example"), "{html}");
    let named = Page { title: Some("Mine & yours".into()), language: "de".into() };
    let html = page(&Tree::default(), "x.md", &named);
    assert!(html.contains("<html lang=\"de\">") && html.contains("<title>Mine &amp; yours</title>"));
}

#[test]
fn plain_text_reads_well() {
    let text = "# T\n\nA *b* [c](https://x.example \"t\").  \nd\n\n1. one\n2. two\n   - deep\n\n> q\n\n- [x] done\n\n```rs\nfn\n```\n\n| a | bb |\n|--:|---|\n| 100 | 2 |\n\nn[^1]\n\n[^1]: note\n";
    let wanted = "T\n=\n\nA b c (https://x.example).\nd\n\n1. one\n2. two\n   - deep\n\n> q\n\n[x] done\n\n    fn\n\n  a  bb\n---  --\n100  2\n\nn[1]\n\n[1] note\n";
    assert_eq!(plain(&tree(text, Flavour::Github)), wanted);
}

/// Texts that take parsers long, or deep.
fn bombs() -> Vec<(&'static str, String)> {
    let n = 20_000;
    vec![
        ("quotes in quotes", ">".repeat(n) + "a"),
        ("lists in lists", (0..2_000).map(|depth| format!("{}- a\n", "  ".repeat(depth))).collect()),
        ("brackets", "[".repeat(n) + "a" + &"]".repeat(n)),
        ("links", "[a](".repeat(n)),
        ("pictures", "![".repeat(n)),
        ("emphasis", "*a **b ".repeat(n)),
        ("emphasis in emphasis", "*".repeat(n) + "a" + &"*".repeat(n)),
        ("underscores", "_a ".repeat(n)),
        ("code", (1..400).map(|count| "`".repeat(count) + "a").collect()),
        ("html", "<a ".repeat(n)),
        ("comments", "<!--".repeat(n)),
        ("cells", format!("|{}\n|{}\n{}", "a|".repeat(2_000), "-|".repeat(2_000), "|\n".repeat(2_000))),
        ("definitions", (0..5_000).map(|index| format!("[a{index}]: /{index}\n[a{index}]\n\n")).collect()),
        ("one address, often", format!("[a]: /{}\n\n{}", "x".repeat(50_000), "[a] ".repeat(n))),
        (
            "notes in notes",
            (0..2_000).map(|index| format!("[^{index}]: [^{}]\n\n", index + 1)).collect::<String>() + "[^0]",
        ),
        ("entities", "&amp".repeat(n)),
        ("addresses", "www.a.".repeat(n)),
        ("mail", "a@".repeat(n)),
        ("colons", "]:".repeat(n)),
        ("dollars", "$a ".repeat(n) + &"$".repeat(n)),
        ("lines in front", format!("---\n{}", "a: b\n".repeat(n))),
    ]
}

#[test]
fn formulas_stay_as_they_are_and_alerts_say_what_they_are() {
    let made = |text: &str| fragment(&tree(text, Flavour::Github), Raw::AsIs);
    let formula = "$a_1*b*c\\,d_2$";
    assert_eq!(made(formula), "<p><code>$a_1*b*c\\,d_2$</code></p>\n");
    assert_eq!(plain(&tree("$$\n\\frac{1}{2}\n$$\n", Flavour::Github)), "$$\n\\frac{1}{2}\n$$\n");
    assert_eq!(made("$5 and $6, or 5$ and 6$"), "<p>$5 and $6, or 5$ and 6$</p>\n");
    assert_eq!(
        made("> [!WARNING]\n> Mind *it*.\n"),
        "<blockquote>\n<p><strong>Warning</strong></p>\n<p>Mind <em>it</em>.</p>\n</blockquote>\n"
    );
    let strict = fragment(&tree(formula, Flavour::Commonmark), Raw::AsIs);
    assert!(strict.contains("<em>b</em>"), "{strict}");
}

#[test]
fn texts_made_to_take_long_are_done_soon() {
    for (name, text) in bombs() {
        // On the stack of a worker, which is small.
        let work = std::thread::Builder::new().stack_size(1 << 20).spawn(move || {
            let start = Instant::now();
            let tree = tree(&text, Flavour::Github);
            let made = page(&tree, "x", &Page::default()).len() + plain(&tree).len();
            (start.elapsed(), made)
        });
        let (time, made) = work.unwrap().join().unwrap_or_else(|_| panic!("{name} broke it"));
        assert!(time < Duration::from_secs(8), "{name} took {time:?}");
        assert!(made < 100 << 20, "{name} became {made} bytes");
    }
}
