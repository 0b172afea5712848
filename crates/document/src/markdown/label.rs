//! Labels: the names in brackets that links and footnotes are defined and called by.

/// Labels longer than this are none, in bytes; CommonMark allows 999 letters.
const LONGEST: usize = 4000;

/// What labels that mean the same have in common: CommonMark compares them without case, and any white space is a space.
pub fn key(label: &str) -> String {
    let words: Vec<&str> = label.split_whitespace().collect();
    // Downwards, then upwards, as there is an `ẞ` whose capital is itself and an `ß` whose capital is `SS`.
    words.join(" ").to_lowercase().to_uppercase()
}

/// The labels that may define a link in this text: whatever stands in brackets before a colon.
pub fn defined(text: &str) -> Vec<String> {
    let mut labels: Vec<String> = Vec::new();
    for (close, _) in text.match_indices("]:") {
        let Some(open) = opening(text.as_bytes(), close) else { continue };
        let label = within_containers(&text[open + 1..close]);
        if !label.trim().is_empty() {
            labels.push(label);
        }
    }
    labels.sort_by_cached_key(|label| key(label));
    labels.dedup_by_key(|label| key(label));
    labels
}

/// The bracket that the one at `close` belongs to.
fn opening(text: &[u8], close: usize) -> Option<usize> {
    if is_escaped(text, close) {
        return None;
    }
    for at in (close.saturating_sub(LONGEST)..close).rev() {
        match text[at] {
            b'[' if !is_escaped(text, at) => return Some(at),
            b']' if !is_escaped(text, at) => return None,
            _ => {}
        }
    }
    None
}

/// A label of several lines without the marks of quotes before its later lines.
fn within_containers(label: &str) -> String {
    let mut lines = label.split('\n');
    let first = lines.next().unwrap_or_default().to_owned();
    lines.fold(first, |all, line| all + " " + line.trim_start_matches([' ', '\t', '>']))
}

/// The labels of the footnotes that this text may speak of.
pub fn noted(text: &str) -> Vec<&str> {
    let mut labels = Vec::new();
    for (open, _) in text.match_indices("[^") {
        let rest = &text[open + 2..];
        let end = rest.bytes().take(LONGEST).position(|byte| matches!(byte, b']' | b'[' | b'\n'));
        if let Some(end) = end.filter(|end| *end > 0 && rest.as_bytes()[*end] == b']') {
            labels.push(&rest[..end]);
        }
    }
    labels.sort_unstable();
    labels.dedup();
    labels
}

fn is_escaped(text: &[u8], at: usize) -> bool {
    text[..at].iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::{defined, key, noted};

    #[test]
    fn labels_are_compared_without_case_and_spacing() {
        assert_eq!(key(" Foo\n  bar "), key("FOO BAR"));
        assert_eq!(key("ẞ"), key("SS"));
        assert_ne!(key("a"), key("b"));
    }

    #[test]
    fn what_may_define_a_link_is_found() {
        assert_eq!(defined("[a]: /x\n> [b\n> c]: /y\n[d\\]]: /z\n\\[e]: no\n[]: no"), ["a", "b c", "d\\]"]);
    }

    #[test]
    fn what_may_name_a_footnote_is_found() {
        assert_eq!(noted("a[^1] b[^long one] c[^] d[^x\ny] e[^1]"), ["1", "long one"]);
    }
}
