//! Words of a line in the order in which they are read.
//!
//! On the page letters stand in their visual order. Hebrew and Arabic are read from the right, numbers and Latin words within
//! them from the left. Embeddings deeper than that do not occur on paper often enough to be told from accidents.

use super::lines::Word;

/// Words that stand from left to right, as read.
pub(super) fn read(words: Vec<Word>) -> Vec<Word> {
    let (mut right, mut left) = (0, 0);
    for char in words.iter().flat_map(|word| &word.chars) {
        match direction(char.c) {
            Some(true) => right += 1,
            Some(false) => left += 1,
            None => {}
        }
    }
    if right == 0 {
        return words;
    }
    let turned = right > left;
    // The words in stretches of one direction; numbers and marks go with the line.
    let mut stretches: Vec<(bool, Vec<Word>)> = Vec::new();
    for word in words {
        let way = word.chars.iter().find_map(|char| direction(char.c)).unwrap_or(turned);
        match stretches.last_mut() {
            Some((last, stretch)) if *last == way => stretch.push(word),
            _ => stretches.push((way, vec![word])),
        }
    }
    if turned {
        stretches.reverse();
    }
    let ordered = stretches.into_iter().flat_map(|(way, mut stretch)| {
        if way {
            let gaps: Vec<bool> = stretch.iter().map(|word| word.spaced).collect();
            stretch.reverse();
            for word in &mut stretch {
                turn(word);
            }
            // The space that stood before a word on the page is now after it.
            for (word, spaced) in stretch.iter_mut().zip(gaps.into_iter().rev().skip(1).chain([true])) {
                word.spaced = spaced;
            }
        } else if let Some(last) = stretch.last_mut() {
            last.spaced = true;
        }
        stretch
    });
    ordered.collect()
}

/// Reverses the letters of a word, but not the numbers in it.
fn turn(word: &mut Word) {
    word.chars.reverse();
    let mut start = 0;
    while start < word.chars.len() {
        let number = |c: char| c.is_numeric() || matches!(c, '.' | ',' | ':' | '/' | '-');
        let length = word.chars[start..].iter().take_while(|char| number(char.c)).count();
        if word.chars[start..start + length].iter().any(|char| char.c.is_numeric()) {
            word.chars[start..start + length].reverse();
        }
        start += length.max(1);
    }
}

/// Whether a letter is read from the right; nothing for those that go either way.
fn direction(c: char) -> Option<bool> {
    match c {
        '\u{0590}'..='\u{08ff}' if !c.is_numeric() => Some(true),
        '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' => Some(true),
        _ if c.is_alphabetic() => Some(false),
        _ => None,
    }
}
