//! Searching a page: the words in reading order, folded so that case, accents and the way a line ends do not matter.

use super::List;
use super::text::{Line, layout};
use crate::fold::Folding;
use crate::{Area, End, Hit, Search};

/// How many letters before and after a hit are shown.
const AROUND: usize = 40;

/// A folded letter and where it comes from: line, word, letter. Spaces come from nowhere.
type Letter = (char, Option<(usize, usize, usize)>);

/// The places where the needle stands, in reading order.
pub(super) fn find(list: &List, search: &Search) -> Vec<Hit> {
    let needle: Vec<char> = squeeze(search.needle.chars().flat_map(|c| fold(c, search)));
    if needle.is_empty() {
        return Vec::new();
    }
    let lines = layout(list);
    let mut hits = search_in(&lines, &needle, search, false);
    // What is written with a hyphen may be divided just there.
    if needle.contains(&'-') {
        hits.extend(search_in(&lines, &needle, search, true));
        hits.sort_by_key(|(start, _)| *start);
        hits.dedup_by_key(|(start, _)| *start);
    }
    hits.into_iter().map(|(_, hit)| hit).collect()
}

type Start = Option<(usize, usize, usize)>;

fn search_in(lines: &[(Line, End)], needle: &[char], search: &Search, hyphens: bool) -> Vec<(Start, Hit)> {
    let letters = letters(lines, search, hyphens);
    let mut hits = Vec::new();
    let mut at = 0;
    while at + needle.len() <= letters.len() {
        let end = at + needle.len();
        let same = letters[at..end].iter().zip(needle).all(|((letter, _), wanted)| letter == wanted);
        if same && (!search.words || stands_alone(&letters, at, end)) {
            hits.push((letters[at].1, hit(lines, &letters, at, end)));
            at = end;
        } else {
            at += 1;
        }
    }
    hits
}

fn letters(lines: &[(Line, End)], search: &Search, hyphens: bool) -> Vec<Letter> {
    let mut letters: Vec<Letter> = Vec::new();
    for (l, (line, end)) in lines.iter().enumerate() {
        for (w, word) in line.words.iter().enumerate() {
            for (c, char) in word.chars.iter().enumerate() {
                letters.extend(fold(char.c, search).into_iter().map(|folded| (folded, Some((l, w, c)))));
            }
            let end = if w + 1 == line.words.len() { *end } else { word.end() };
            let ideograph = word.chars.last().is_some_and(|char| is_ideograph(char.c));
            match end {
                End::Word => {}
                End::Hyphen if hyphens => {}
                End::Hyphen => {
                    letters.pop();
                }
                End::Line if ideograph => {}
                End::Space | End::Line | End::Block => letters.push((' ', None)),
            }
        }
    }
    letters
}

fn fold(c: char, search: &Search) -> Vec<char> {
    Folding { case: search.case, accents: search.accents }.of(c)
}

/// Spaces in a row are one; at the ends there are none.
fn squeeze(letters: impl Iterator<Item = char>) -> Vec<char> {
    let text: String = letters.collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().collect()
}

fn stands_alone(letters: &[Letter], start: usize, end: usize) -> bool {
    let part = |letter: Option<&Letter>| letter.is_some_and(|(c, _)| c.is_alphanumeric());
    !part(start.checked_sub(1).and_then(|before| letters.get(before))) && !part(letters.get(end))
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ff60}' | '\u{20000}'..='\u{3ffff}')
}

fn hit(lines: &[(Line, End)], letters: &[Letter], start: usize, end: usize) -> Hit {
    Hit {
        areas: areas(lines, &letters[start..end]),
        before: said(lines, &letters[first_shown(letters, start)..start]),
        text: said(lines, &letters[start..end]),
        after: said(lines, &letters[end..last_shown(letters, end)]),
    }
}

/// Where what is shown before a hit begins: with a whole word, if one fits.
fn first_shown(letters: &[Letter], start: usize) -> usize {
    let from = start.saturating_sub(AROUND);
    let inside = from > 0 && letters[from - 1].0 != ' ';
    let space = letters[from..start].iter().position(|(c, _)| *c == ' ').filter(|_| inside);
    space.map_or(from, |space| from + space + 1)
}

/// Where what is shown after a hit ends.
fn last_shown(letters: &[Letter], end: usize) -> usize {
    let to = letters.len().min(end + AROUND);
    let inside = letters.get(to).is_some_and(|(c, _)| *c != ' ');
    let space = letters[end..to].iter().rposition(|(c, _)| *c == ' ').filter(|_| inside);
    space.map_or(to, |space| end + space)
}

/// A box per line.
fn areas(lines: &[(Line, End)], letters: &[Letter]) -> Vec<Area> {
    let places: Vec<_> = letters.iter().filter_map(|(_, place)| *place).collect();
    let of_line = |same: &[(usize, usize, usize)]| {
        let line = &lines[same[0].0].0;
        let chars: Vec<_> = same.iter().map(|(_, word, char)| line.words[*word].chars[*char]).collect();
        line.around(&chars)
    };
    places.chunk_by(|a, b| a.0 == b.0).map(of_line).collect()
}

/// The letters as the document has them.
fn said(lines: &[(Line, End)], letters: &[Letter]) -> String {
    let mut text = String::new();
    let mut last = None;
    for (folded, place) in letters {
        match place {
            None => text.push(*folded),
            // One letter may have been folded to several.
            Some(_) if *place == last => {}
            Some((line, word, char)) => text.push(lines[*line].0.words[*word].chars[*char].c),
        }
        last = *place;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_around_a_hit_has_whole_words() {
        let text = "first second third of several words that come before the HIT and after it come some others, one by one";
        let letters: Vec<Letter> = text.chars().map(|c| (c, None)).collect();
        let start = text.find("HIT").unwrap();
        let shown = |from: usize, to: usize| letters[from..to].iter().map(|(c, _)| *c).collect::<String>();
        assert_eq!(shown(first_shown(&letters, start), start), "of several words that come before the ");
        assert_eq!(
            shown(start + 3, last_shown(&letters, start + 3)),
            " and after it come some others, one by"
        );
        // A word that does not fit is cut.
        let long: Vec<Letter> = "x".repeat(100).chars().map(|c| (c, None)).collect();
        assert_eq!((first_shown(&long, 50), last_shown(&long, 50)), (10, 90));
    }
}
