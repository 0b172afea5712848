//! Front matter: lines of names and values between two lines `---` at the very beginning, as programs that keep notes and make
//! sites have them. They are about the document and no part of it.

use super::{Block, Flavour, Inline};

/// Where it ends, its last line end included; 0 if there is none. A line `---` may also begin a text, so what follows must
/// look like a name with its value.
pub fn end(text: &str, flavour: Flavour) -> usize {
    let Some(rest) = text.strip_prefix("---\n").filter(|_| flavour == Flavour::Github) else { return 0 };
    let begins_so = |line: &str| {
        line.split_once(':').is_some_and(|(name, value)| {
            let is_name = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-');
            !name.is_empty() && name.chars().all(is_name) && (value.is_empty() || value.starts_with(' '))
        })
    };
    if !rest.lines().find(|line| !line.starts_with('#')).is_some_and(begins_so) {
        return 0;
    }
    let mut end = "---\n".len();
    for line in rest.split_inclusive('\n') {
        end += line.len();
        if matches!(line.trim_end(), "---" | "...") {
            return end;
        }
    }
    0
}

/// What it looks like to somebody who writes it.
pub fn shown(source: &str) -> Block {
    Block::Code { language: "yaml".to_owned(), text: within(source).to_owned(), colours: Vec::new() }
}

/// The title that it gives to the document.
pub fn title(source: &str) -> Option<Block> {
    let value = within(source).lines().find_map(|line| line.strip_prefix("title:"))?.trim();
    let quoted = |mark: char| value.strip_prefix(mark)?.strip_suffix(mark);
    let title = quoted('"').or_else(|| quoted('\'')).unwrap_or(value).trim();
    let is_text = !title.is_empty() && !title.starts_with(['>', '|', '&', '*', '{', '[']);
    is_text.then(|| Block::Heading { level: 1, text: vec![Inline::Text(title.to_owned())] })
}

/// The lines between the first and the last one.
fn within(source: &str) -> &str {
    let source = source.trim_end().strip_prefix("---\n").unwrap_or_default();
    source.rfind('\n').map_or("", |end| &source[..=end])
}
