//! What the Enter key writes: the next item of a list or the next line of a quote begins as the one before.

/// What Enter does at the end of `line`, which is what stands before the caret on its line. `rest` stands behind it.
#[derive(Debug, PartialEq, Eq)]
pub enum Enter {
    /// It writes this, which begins with an end of line.
    Writes(String),
    /// It makes an empty line of so many bytes before the caret: an item with nothing in it ends its list, and what is written
    /// right below the last one would belong to that.
    Ends(usize),
}

/// What Enter does.
pub fn enter(line: &str, rest: &str) -> Enter {
    let Some((lead, next)) = marker(line) else { return Enter::Writes("\n".into()) };
    match line.len() == lead && rest.trim().is_empty() {
        true => Enter::Ends(lead),
        false => Enter::Writes(format!("\n{next}")),
    }
}

/// The length of the marks that a line begins with, and those that the next one has.
fn marker(line: &str) -> Option<(usize, String)> {
    let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
    let rest = &line[indent..];
    let own = match rest.as_bytes() {
        [mark @ (b'-' | b'*' | b'+'), b' ', ..] => Some((2, format!("{} ", char::from(*mark)))),
        [b'>', b' ', ..] => Some((2, "> ".to_owned())),
        _ => numbered(rest),
    };
    let (mut length, mut next) = own?;
    if ["[ ] ", "[x] ", "[X] "].iter().any(|task| rest[length..].starts_with(task)) {
        length += 4;
        next.push_str("[ ] ");
    } else if let Some((deeper, more)) = marker(&rest[length..]).filter(|_| rest.starts_with('>')) {
        length += deeper;
        next.push_str(&more);
    }
    Some((indent + length, line[..indent].to_owned() + &next))
}

fn numbered(rest: &str) -> Option<(usize, String)> {
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let number: u64 = rest[..digits].parse().ok().filter(|_| digits < 10)?;
    let sign = rest[digits..].chars().next().filter(|sign| matches!(sign, '.' | ')'))?;
    rest[digits + 1..].starts_with(' ').then(|| (digits + 2, format!("{}{sign} ", number + 1)))
}

#[cfg(test)]
mod tests {
    use super::{Enter, enter};

    fn writes(line: &str) -> String {
        match enter(line, "") {
            Enter::Writes(text) => text,
            Enter::Ends(count) => format!("ends {count}"),
        }
    }

    #[test]
    fn the_next_item_begins_as_the_one_before() {
        assert_eq!(writes("- a"), "\n- ");
        assert_eq!(writes("  * a"), "\n  * ");
        assert_eq!(writes("9. a"), "\n10. ");
        assert_eq!(writes("- [x] a"), "\n- [ ] ");
        assert_eq!(writes("> a"), "\n> ");
        assert_eq!(writes("> - a"), "\n> - ");
    }

    #[test]
    fn an_empty_item_ends_its_list() {
        assert_eq!(writes("- "), "ends 2");
        assert_eq!(writes("  12) "), "ends 6");
        assert_eq!(enter("- ", "more"), Enter::Writes("\n- ".into()));
    }

    #[test]
    fn other_lines_just_end() {
        for line in ["", "text", "-a", "1.a", "2024-01-01", "# h", "99999999999. x"] {
            assert_eq!(writes(line), "\n", "{line}");
        }
    }
}
