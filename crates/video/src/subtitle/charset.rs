//! Text of bytes that do not say which letters they are.
//!
//! Old subtitles come in the code page of who typed them. UTF-8 is hardly ever valid by chance, so what is not valid UTF-8 is
//! taken as Windows-1252, the widest spread of the others.

/// Windows-1252 from 0x80 to 0x9f (Unicode's mapping table); the rest is as in Latin-1.
const WINDOWS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// The text of UTF-8, UTF-16 with or without a mark, or Windows-1252.
pub fn decode(bytes: &[u8]) -> String {
    if let Some(rest) = bytes.strip_prefix(b"\xff\xfe") {
        return wide(rest, u16::from_le_bytes);
    }
    if let Some(rest) = bytes.strip_prefix(b"\xfe\xff") {
        return wide(rest, u16::from_be_bytes);
    }
    // Half of the bytes of western text in UTF-16 are 0, all on the same side.
    let pairs = bytes[..bytes.len().min(1000)].as_chunks::<2>().0;
    let zeros = |side: usize| pairs.iter().filter(|pair| pair[side] == 0).count() * 3 > pairs.len() * 2;
    match (pairs.len() > 3, zeros(0), zeros(1)) {
        (true, false, true) => return wide(bytes, u16::from_le_bytes),
        (true, true, false) => return wide(bytes, u16::from_be_bytes),
        _ => {}
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        // A letter that was cut in two at the end makes no other code page.
        Err(error) if error.error_len().is_none() => String::from_utf8_lossy(bytes).into_owned(),
        Err(_) => bytes
            .iter()
            .map(|byte| match byte {
                0x80..=0x9f => WINDOWS[usize::from(byte - 0x80)],
                _ => char::from(*byte),
            })
            .collect(),
    }
}

fn wide(bytes: &[u8], read: fn([u8; 2]) -> u16) -> String {
    let units = bytes.as_chunks::<2>().0.iter().map(|pair| read(*pair));
    char::decode_utf16(units).map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_found_in_any_of_four_codes() {
        let text = "Größe – 10 €, señor";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let old = b"Gr\xf6\xdfe \x96 10 \x80, se\xf1or";
        for bytes in [text.as_bytes(), old, &little, &big] {
            assert_eq!(decode(bytes), text);
        }
        assert_eq!(decode(&[b"\xef\xbb\xbf", text.as_bytes()].concat()), text);
        assert_eq!(decode(&[b"\xff\xfe", &little[..]].concat()), text);
        assert_eq!(decode(&[b"\xfe\xff", &big[..]].concat()), text);
    }
}
