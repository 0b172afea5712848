//! Where links lead, and what headings are called by them.

#[cfg(feature = "markdown")]
use std::collections::HashMap;

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way<'a> {
    /// To the web, or to a program for mail or calls: the address.
    Out(&'a str),
    /// To a heading or a footnote of the same document: its name.
    Within(&'a str),
    /// To a file beside this one: its path.
    Beside(&'a str),
    /// Nowhere: the address does something, or is of a kind that nobody should follow.
    Nowhere,
}

/// The kinds of addresses that may be followed.
const SCHEMES: [&str; 5] = ["http", "https", "mailto", "tel", "ftp"];

/// Where an address leads. Only addresses of the kinds that are known to be harmless lead out.
pub fn way(to: &str) -> Way<'_> {
    let to = to.trim_matches(|letter: char| letter <= ' ');
    if let Some(name) = to.strip_prefix('#') {
        return Way::Within(name);
    }
    // Browsers drop these from addresses and read `java\nscript:` as a word.
    if to.contains(|letter: char| letter.is_control()) {
        return Way::Nowhere;
    }
    let head = to.split(['/', '?', '#']).next().unwrap_or_default();
    match head.split_once(':') {
        Some((scheme, _)) if SCHEMES.iter().any(|known| known.eq_ignore_ascii_case(scheme)) => Way::Out(to),
        Some(_) => Way::Nowhere,
        // It names a host, with the page's own scheme.
        None if to.starts_with("//") || to.starts_with("\\\\") || to.starts_with("/\\") => Way::Nowhere,
        None if to.is_empty() => Way::Nowhere,
        None => Way::Beside(to),
    }
}

/// Gives headings the names that links call them by, as GitHub does.
#[cfg(feature = "markdown")]
#[derive(Default)]
pub struct Anchors(HashMap<String, u32>);

#[cfg(feature = "markdown")]
impl Anchors {
    /// The name of the next heading.
    pub fn next(&mut self, words: &str) -> String {
        let mut name = String::new();
        for letter in words.trim().chars() {
            match letter {
                ' ' | '-' => name.push('-'),
                '_' => name.push('_'),
                _ if letter.is_alphanumeric() => name.extend(letter.to_lowercase()),
                _ => {}
            }
        }
        if name.is_empty() {
            name.push_str("section");
        }
        let before = self.0.entry(name.clone()).or_insert(0);
        *before += 1;
        match *before {
            1 => name,
            count => self.numbered(&name, count - 1),
        }
    }

    fn numbered(&mut self, name: &str, from: u32) -> String {
        let free = (from..).map(|count| format!("{name}-{count}")).find(|name| !self.0.contains_key(name));
        let free = free.unwrap_or_default();
        self.0.insert(free.clone(), 1);
        free
    }
}

#[cfg(test)]
mod tests {
    #[cfg(feature = "markdown")]
    use super::Anchors;
    use super::{Way, way};

    #[test]
    fn only_harmless_addresses_lead_out() {
        assert_eq!(way("https://a.example/x?y#z"), Way::Out("https://a.example/x?y#z"));
        assert_eq!(way("MAILTO:a@b.example"), Way::Out("MAILTO:a@b.example"));
        assert_eq!(way("#top"), Way::Within("top"));
        assert_eq!(way("notes/a.md#b:c"), Way::Beside("notes/a.md#b:c"));
        for bad in [
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            " javascript:alert(1)",
            "java\nscript:alert(1)",
            "\u{1}javascript:alert(1)",
            "data:text/html,<script>",
            "vbscript:x",
            "blob:https://a/b",
            "file:///etc/passwd",
            "//evil.example",
            "\\\\evil\\share",
            "",
        ] {
            assert_eq!(way(bad), Way::Nowhere, "{bad}");
        }
    }

    #[test]
    #[cfg(feature = "markdown")]
    fn headings_of_one_name_get_numbers() {
        let mut anchors = Anchors::default();
        assert_eq!(anchors.next("Größe & Maße"), "größe--maße");
        assert_eq!(
            [anchors.next("A b"), anchors.next("A b"), anchors.next("a-b-1")],
            ["a-b", "a-b-1", "a-b-1-1"]
        );
        assert_eq!(anchors.next("!"), "section");
    }
}
