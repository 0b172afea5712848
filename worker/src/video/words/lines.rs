//! Lines of words that are too wide for a picture, broken.

use ::video::subtitle::Run;

/// Breaks what is wider than `most`: behind spaces, and anywhere in a word that is wider than a line, as whole sentences are in
/// Chinese.
#[cfg_attr(not(target_arch = "wasm32"), allow(dead_code))] // Only a browser has letters to measure.
pub(in crate::video) fn broken(
    lines: Vec<Vec<Run>>,
    most: f64,
    measure: impl Fn(&Run) -> f64,
) -> Vec<Vec<Run>> {
    let mut all = Vec::new();
    for line in lines {
        let (mut now, mut width) = (Vec::<Run>::new(), 0.0);
        for run in line {
            let piece = |text: &str| Run { text: text.to_owned(), style: run.style };
            for word in run.text.split_inclusive(' ') {
                let parts: Vec<&str> = match measure(&piece(word.trim_end())) > most {
                    true => word.split_inclusive(|_| true).collect(),
                    false => vec![word],
                };
                for part in parts {
                    if width + measure(&piece(part.trim_end())) > most && !now.is_empty() {
                        all.push(std::mem::take(&mut now));
                        width = 0.0;
                    }
                    width += measure(&piece(part));
                    match now.last_mut() {
                        Some(last) if last.style == run.style => last.text.push_str(part),
                        _ => now.push(piece(part)),
                    }
                }
            }
        }
        all.push(now);
    }
    for last in all.iter_mut().filter_map(|line| line.last_mut()) {
        last.text.truncate(last.text.trim_end().len());
    }
    all
}

#[cfg(test)]
mod tests {
    use ::video::subtitle::Style;

    use super::*;

    fn told(lines: &[&[(&str, bool)]], most: f64) -> Vec<String> {
        let run = |(text, italic): &(&str, bool)| Run {
            text: (*text).to_owned(),
            style: Style { italic: *italic, ..Style::default() },
        };
        let lines = lines.iter().map(|line| line.iter().map(run).collect()).collect();
        let told = |line: Vec<Run>| {
            let told = |run: Run| if run.style.italic { format!("/{}/", run.text) } else { run.text };
            line.into_iter().map(told).collect()
        };
        broken(lines, most, |run| run.text.chars().count() as f64).into_iter().map(told).collect()
    }

    #[test]
    fn wide_lines_break_behind_spaces_and_keep_their_styles() {
        assert_eq!(told(&[&[("as wide", false)], &[("as it is", false)]], 8.0), ["as wide", "as it is"]);
        let mixed: &[(&str, bool)] = &[("one two ", false), ("three four", true), (" five", false)];
        assert_eq!(told(&[mixed], 9.0), ["one two", "/three/", "/four/ five"]);
        assert_eq!(told(&[mixed], 1000.0), ["one two /three four/ five"]);
    }

    #[test]
    fn a_word_without_spaces_is_broken_anywhere() {
        assert_eq!(told(&[&[("an äöüßäöüß", false)]], 4.0), ["an ä", "öüßä", "öüß"]);
        assert_eq!(told(&[&[("字字字字字", false)]], 0.5), ["字"; 5]);
    }
}
