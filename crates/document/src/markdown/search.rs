//! Words in a text, line by line, whatever their capitals.

use std::ops::Range;

/// So many letters of a long line are told on each side of what was found in it.
const AROUND: usize = 120;

/// How many lines of the text hold the needle, and the first `most` of them: each with its number, counted from 0, and what
/// stands in it. Of a long line the part around the first place is told.
pub fn search(text: &str, needle: &str, most: usize) -> (usize, Vec<(usize, String)>) {
    let (mut count, mut found) = (0, Vec::new());
    for (number, line) in text.lines().enumerate() {
        if let Some(place) = crate::find(line, needle) {
            count += 1;
            if found.len() < most {
                found.push((number, around(line, place)));
            }
        }
    }
    (count, found)
}

/// The part of a line around a place.
fn around(line: &str, place: Range<usize>) -> String {
    let (before, rest) = line.split_at(place.start);
    let (words, after) = rest.split_at(place.len());
    let from = before.char_indices().rev().nth(AROUND - 1).map_or(0, |(at, _)| at);
    let to = after.char_indices().nth(AROUND).map_or(after.len(), |(at, _)| at);
    [&before[from..], words, &after[..to]].concat()
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
