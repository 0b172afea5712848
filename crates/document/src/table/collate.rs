//! Texts in the order in which people look for them.
//!
//! `file 9` comes before `file 10`, `Ärzte` stands with `Arzt`, capitals do not matter. Where nothing else tells two texts
//! apart, their accents do. A text becomes bytes that are compared as such, so that its beginning can be a key.

/// Writes the bytes that a text is ordered by, about `most` of them.
pub(super) fn collate(text: &str, most: usize, key: &mut Vec<u8>) {
    let text = text.trim_start();
    let mut accents = Vec::new();
    let mut rest = text;
    while let Some(letter) = rest.chars().next().filter(|_| key.len() < most) {
        if letter.is_ascii_digit() {
            rest = digits(rest, key);
            continue;
        }
        rest = &rest[letter.len_utf8()..];
        let base = if letter.is_ascii() { "" } else { base(letter) };
        if base.is_empty() {
            lower(letter, key);
        } else {
            key.extend(base.bytes());
            accents.resize(key.len(), 0);
            // A capital has the accent of its small letter.
            accents[key.len() - 1] = letter.to_lowercase().next().map_or(1, |small| small as u32 as u8 | 1);
        }
    }
    if !accents.is_empty() {
        key.push(0);
        key.append(&mut accents);
    }
    key.truncate(most);
}

fn lower(letter: char, key: &mut Vec<u8>) {
    if letter.is_ascii() {
        return key.push(letter.to_ascii_lowercase() as u8);
    }
    letter.to_lowercase().for_each(|small| key.extend(small.encode_utf8(&mut [0; 4]).bytes()));
}

/// A number in a text: how many digits it has, and these. Longer than nine, its length takes a byte more.
fn digits<'a>(text: &'a str, key: &mut Vec<u8>) -> &'a str {
    let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    let (number, rest) = text.split_at(end);
    let number = number.trim_start_matches('0');
    key.push(b'0' + number.len().min(9) as u8);
    if number.len() >= 9 {
        key.push(number.len().min(255) as u8);
    }
    key.extend(number.bytes());
    rest
}

/// The plain letters that a letter of a Latin alphabet stands with; none for other letters.
fn base(letter: char) -> &'static str {
    match letter {
        'À'..='Å' | 'à'..='å' | 'Ā'..='ą' | 'Ǎ' | 'ǎ' => "a",
        'Æ' | 'æ' => "ae",
        'Ç' | 'ç' | 'Ć'..='č' => "c",
        'Ð' | 'ð' | 'Ď'..='đ' => "d",
        'È'..='Ë' | 'è'..='ë' | 'Ē'..='ě' => "e",
        'Ĝ'..='ģ' => "g",
        'Ĥ'..='ħ' => "h",
        'Ì'..='Ï' | 'ì'..='ï' | 'Ĩ'..='ı' => "i",
        'Ĵ' | 'ĵ' => "j",
        'Ķ'..='ĸ' => "k",
        'Ĺ'..='ł' => "l",
        'Ñ' | 'ñ' | 'Ń'..='ŋ' => "n",
        'Ò'..='Ö' | 'Ø' | 'ò'..='ö' | 'ø' | 'Ō'..='ő' => "o",
        'Œ' | 'œ' => "oe",
        'Ŕ'..='ř' => "r",
        'Ś'..='š' | 'Ș' | 'ș' => "s",
        'ß' | 'ẞ' => "ss",
        'Ţ'..='ŧ' | 'Ț' | 'ț' => "t",
        'Ù'..='Ü' | 'ù'..='ü' | 'Ũ'..='ų' => "u",
        'Ŵ' | 'ŵ' => "w",
        'Ý' | 'ý' | 'ÿ' | 'Ŷ'..='Ÿ' => "y",
        'Ź'..='ž' => "z",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::collate;

    #[test]
    fn texts_stand_where_people_look_for_them() {
        let wanted = [
            "",
            "#1",
            "2 apples",
            "007 agents",
            "10 apples",
            "apple",
            "Äpfel",
            "Apfel 3",
            "apfel 20",
            "Ulm",
            "über",
            "ulme",
            "Zebra",
            "Привет",
            "漢字",
        ];
        let key = |text: &str| {
            let mut key = Vec::new();
            collate(text, usize::MAX, &mut key);
            key
        };
        let mut found = wanted.to_vec();
        found.sort_by_key(|text| key(text));
        let sorted = [
            "",
            "#1",
            "2 apples",
            "007 agents",
            "10 apples",
            "Äpfel",
            "Apfel 3",
            "apfel 20",
            "apple",
            "über",
            "Ulm",
            "ulme",
            "Zebra",
            "Привет",
            "漢字",
        ];
        assert_eq!(found, sorted);
        assert!(key("Ol") < key("Öl") && key("Öl") < key("Olm") && key("öl") == key("Öl"));
        assert!(key("a99999999999") < key("a100000000000") && key("01") == key("1"));
        // Its beginning is that of the whole.
        let mut short = Vec::new();
        collate("Größe 12 und mehr", 9, &mut short);
        assert!(key("Größe 12 und mehr").starts_with(&short) && short.len() == 9);
    }
}
