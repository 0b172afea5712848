//! What is what in some lines of many languages, and what no text can do to the reader.

use super::{Colour, colours};

/// The parts of a text that have this colour.
fn parts<'a>(language: &str, text: &'a str, wanted: Colour) -> Vec<&'a str> {
    let mut at = 0;
    let mut found = Vec::new();
    for (count, colour) in colours(language, text) {
        let end = at + count as usize;
        if colour == wanted {
            found.push(&text[at..end]);
        }
        at = end;
    }
    found
}

#[test]
fn rust_has_lifetimes_raw_strings_and_nested_comments() {
    let code = "fn f<'a>(x: &'a str) -> char { /* a /* b */ c */ let s = r#\"\"quoted\"\"#; println!(\"{x}\"); 'x' }";
    assert_eq!(parts("rust", code, Colour::Keyword), ["fn", "let"]);
    assert_eq!(parts("rs", code, Colour::Comment), ["/* a /* b */ c */"]);
    assert_eq!(parts("rust", code, Colour::String), ["r#\"\"quoted\"\"#", "\"{x}\"", "'x'"]);
    assert_eq!(parts("rust", code, Colour::Type), ["'a", "'a", "str", "char"]);
    assert_eq!(parts("rust", code, Colour::Function), ["println"]);
    assert_eq!(parts("rust", "let n = 1..=0x1f_u8;", Colour::Number), ["1", "0x1f_u8"]);
}

#[test]
fn a_slash_divides_or_begins_an_expression() {
    let code = "const half = total / 2 / n; return /[/]x/gi.test(`a ${b}\nc`) // end";
    assert_eq!(parts("js", code, Colour::String), ["/[/]x/gi", "`a ${b}\nc`"]);
    assert_eq!(parts("ts", code, Colour::Comment), ["// end"]);
    assert_eq!(parts("tsx", code, Colour::Keyword), ["const", "return"]);
}

#[test]
fn python_strings_go_over_lines_and_words_are_whole() {
    let code = "@cached\ndef classify(x):\n    \"\"\"Not # a\n    comment\"\"\"\n    return None # yes";
    assert_eq!(parts("python", code, Colour::String), ["\"\"\"Not # a\n    comment\"\"\""]);
    assert_eq!(parts("py", code, Colour::Function), ["classify"]);
    assert_eq!(parts("py", code, Colour::Meta), ["@cached"]);
    assert_eq!(parts("py", code, Colour::Comment), ["# yes"]);
}

#[test]
fn keys_of_json_are_no_strings() {
    let code = "{\"a\": [\"b\", 1.5e-3, true]}";
    assert_eq!(parts("json", code, Colour::Name), ["\"a\""]);
    assert_eq!(parts("json", code, Colour::String), ["\"b\""]);
    assert_eq!(parts("json", code, Colour::Number), ["1.5e-3", "true"]);
}

#[test]
fn shells_have_variables_and_options() {
    let code = "for f in \"$@\"; do echo ${f%.md} --all $# # note\ndone";
    assert_eq!(parts("bash", code, Colour::Name), ["${f%.md}", "--all", "$#"]);
    assert_eq!(parts("sh", code, Colour::Comment), ["# note"]);
    assert_eq!(parts("console", "$ ls -l\nfile", Colour::Meta), ["$ "]);
}

#[test]
fn sql_has_words_in_any_case() {
    assert_eq!(parts("sql", "Select a FROM t -- x", Colour::Keyword), ["Select", "FROM"]);
}

#[test]
fn markup_has_style_and_script_within() {
    let code = "<!-- x --><p class=\"a\">&amp;</p><style>p { color: #fff }</style><script>let a = 1</script>";
    assert_eq!(parts("html", code, Colour::Comment), ["<!-- x -->"]);
    assert_eq!(parts("html", code, Colour::Name), ["class", "color"]);
    assert_eq!(parts("html", code, Colour::Keyword), ["let"]);
    assert_eq!(parts("xml", code, Colour::Meta), ["&amp;"]);
}

#[test]
fn lines_of_settings_and_differences_are_told_apart() {
    assert_eq!(parts("toml", "[a]\nb = \"c\" # d\n", Colour::Name), ["b"]);
    assert_eq!(parts("toml", "[a]\nb = \"c\" # d\n", Colour::Comment), ["# d\n"]);
    assert_eq!(parts("yaml", "- a: 1\n  b: x # y\n", Colour::Name), ["a", "b"]);
    assert_eq!(parts("yaml", "- a: 1\n  b: x\n", Colour::Number), ["1"]);
    assert_eq!(parts("diff", "@@ 1 @@\n-a\n+b\n c\n", Colour::Added), ["+b\n"]);
}

#[test]
fn an_unknown_language_has_no_colours() {
    assert!(colours("brainfunk", "+++").is_empty());
}

proptest::proptest! {
    #[test]
    fn colours_cover_any_text_of_any_language_letter_by_letter(
        text in "(?s)[a-z0-9'\"`/*#<>&;=:{}\\[\\]()$@!.\\\\ \n\u{e4}\u{20ac}-]{0,80}",
        language in proptest::sample::select(vec![
            "rust", "js", "json", "py", "c", "kotlin", "go", "php", "rb", "sh", "ps1", "sql", "lua", "hs", "html", "css",
            "diff", "yaml", "toml", "md", "console", "docker", "r",
        ]),
    ) {
        let mut at = 0;
        for (count, _) in colours(language, &text) {
            at += count as usize;
            assert!(text.is_char_boundary(at), "{language}: {at} in {text:?}");
        }
        assert_eq!(at, text.len());
    }
}
