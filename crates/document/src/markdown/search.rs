//! Words in a text, line by line, whatever their capitals.

/// So many letters of a long line are told on each side of what was found in it.
const AROUND: usize = 120;

/// How many lines of the text hold the needle, and the first `most` of them: each with its number, counted from 0, and what
/// stands in it. Of a long line the part around the first place is told.
pub fn search(text: &str, needle: &str, most: usize) -> (usize, Vec<(usize, String)>) {
    let sought = needle.to_lowercase();
    if sought.is_empty() {
        return (0, Vec::new());
    }
    let (mut count, mut found) = (0, Vec::new());
    for (number, line) in text.lines().enumerate() {
        let low = line.to_lowercase();
        if let Some(at) = low.find(&sought) {
            count += 1;
            if found.len() < most {
                found.push((number, around(line, low[..at].chars().count(), sought.chars().count())));
            }
        }
    }
    (count, found)
}

/// The part of a line around `length` letters from the one at `at` on.
fn around(line: &str, at: usize, length: usize) -> String {
    line.chars().skip(at.saturating_sub(AROUND)).take(length + at.min(AROUND) + AROUND).collect()
}

#[cfg(test)]
mod tests {
    use super::search;

    #[test]
    fn lines_are_found_whatever_their_capitals() {
        let text = "One two\nthree\n\nTWO and two\nGRÜSSE, Straße";
        let (count, found) = search(text, "two", 9);
        assert_eq!(count, 2);
        assert_eq!(found, [(0, "One two".to_owned()), (3, "TWO and two".to_owned())]);
        assert_eq!(search(text, "Grüsse", 9), (1, vec![(4, "GRÜSSE, Straße".to_owned())]));
        assert_eq!(search(text, "two", 1), (2, vec![(0, "One two".to_owned())]));
        assert_eq!(search(text, "", 9), (0, Vec::new()));
    }

    #[test]
    fn of_a_long_line_the_part_around_is_told() {
        let text = format!("{}Needle{}", "é".repeat(5000), "ß".repeat(5000));
        let (_, found) = search(&text, "needle", 9);
        assert_eq!(found[0].1, format!("{}Needle{}", "é".repeat(120), "ß".repeat(120)));
    }
}
