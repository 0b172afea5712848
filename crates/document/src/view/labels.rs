//! How pages are called where that is not 1, 2, 3…

/// A stretch of pages that are called alike.
pub(super) struct Stretch {
    /// The first of its pages, from 0.
    pub from: u32,
    /// What stands before the number.
    pub prefix: String,
    /// How the number is written: `D`, `R`, `r`, `A`, `a`; else it is not.
    pub style: Option<u8>,
    /// The number of the first page.
    pub start: u32,
}

/// The names of so many pages; none where all are called by their numbers.
pub(super) fn labels(mut stretches: Vec<Stretch>, count: u32) -> Vec<String> {
    stretches.sort_by_key(|stretch| stretch.from);
    let mut at = 0;
    let mut label = |page: u32| {
        while stretches.get(at + 1).is_some_and(|next| next.from <= page) {
            at += 1;
        }
        let Some(stretch) = stretches.get(at).filter(|stretch| stretch.from <= page) else {
            return (page + 1).to_string();
        };
        let number = stretch.start.saturating_add(page - stretch.from);
        let number = match stretch.style {
            Some(b'D') => number.to_string(),
            Some(b'R') => roman(number),
            Some(b'r') => roman(number).to_lowercase(),
            Some(b'A') => letters(number),
            Some(b'a') => letters(number).to_lowercase(),
            _ => String::new(),
        };
        stretch.prefix.clone() + &number
    };
    let labels: Vec<String> = (0..count).map(&mut label).collect();
    let plain = labels.iter().zip(1..).all(|(label, number): (_, u32)| *label == number.to_string());
    if plain { Vec::new() } else { labels }
}

fn roman(mut number: u32) -> String {
    const SIGNS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if number > 100_000 {
        return number.to_string();
    }
    let mut text = String::new();
    for (value, sign) in SIGNS {
        while number >= value {
            text.push_str(sign);
            number -= value;
        }
    }
    text
}

/// A to Z, then AA to ZZ, and so on.
fn letters(number: u32) -> String {
    let Some(index) = number.checked_sub(1) else { return String::new() };
    let letter = char::from(b'A' + (index % 26) as u8);
    std::iter::repeat_n(letter, (index / 26) as usize % 100 + 1).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_numbered_in_each_style() {
        assert_eq!((roman(4).as_str(), roman(1999).as_str()), ("IV", "MCMXCIX"));
        assert_eq!((letters(1).as_str(), letters(28).as_str(), letters(0).as_str()), ("A", "BB", ""));
    }
}
