//! Text of any of the usual encodings, as UTF-8.
//!
//! Spreadsheets and old editors still write UTF-16 and Windows-1252. What is valid UTF-8 is left where it is, and so is a
//! text in UTF-8 with a broken letter here and there: one bad byte must not spoil all the others.

/// The upper half of Windows-1252, where it differs from Latin-1.
const UPPER: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// The text without a byte order mark, and whether it had to be recoded. Letters that are broken or cut off are still in
/// it, so it is not always valid UTF-8.
pub(crate) fn utf8(mut bytes: Vec<u8>) -> (Vec<u8>, bool) {
    match bytes.as_slice() {
        [0xef, 0xbb, 0xbf, ..] => {
            bytes.drain(..3);
        }
        [0xff, 0xfe, rest @ ..] => return (wide(rest, u16::from_le_bytes), true),
        [0xfe, 0xff, rest @ ..] => return (wide(rest, u16::from_be_bytes), true),
        _ => {
            if let Some(unit) = unmarked(&bytes) {
                return (wide(&bytes, unit), true);
            }
        }
    }
    match std::str::from_utf8(&bytes) {
        // A beginning may be cut within a letter.
        Err(error) if error.error_len().is_some() && is_narrow(&bytes) => (narrow(&bytes), true),
        _ => (bytes, false),
    }
}

/// Whether more places are no UTF-8 than letters beyond ASCII are.
fn is_narrow(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|letter| !letter.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    bad > good
}

/// How UTF-16 without a mark is read, if that is what begins here: every other byte of most of its letters is zero, and no other
/// ones are.
fn unmarked(bytes: &[u8]) -> Option<fn([u8; 2]) -> u16> {
    let beginning = &bytes[..bytes.len().min(1 << 12)];
    let zeros = |odd: usize| beginning.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let most = beginning.len() / 4;
    match (even, odd) {
        _ if bytes.len() < 4 || bytes.len() % 2 == 1 => None,
        (0, odd) if odd > most => Some(u16::from_le_bytes),
        (even, 0) if even > most => Some(u16::from_be_bytes),
        _ => None,
    }
}

fn wide(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Vec<u8> {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    let letters = char::decode_utf16(units).map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER));
    letters.collect::<String>().into_bytes()
}

fn narrow(bytes: &[u8]) -> Vec<u8> {
    let letter = |byte: &u8| match byte {
        0x80..=0x9f => UPPER[usize::from(byte - 0x80)],
        _ => char::from(*byte),
    };
    bytes.iter().map(letter).collect::<String>().into_bytes()
}

#[cfg(test)]
mod tests {
    use super::utf8;

    #[test]
    fn wide_letters_are_known_without_a_mark() {
        let text = "a;b\nü;漢\n1;2\n";
        for unit in [u16::to_le_bytes, u16::to_be_bytes] {
            let bytes: Vec<u8> = text.encode_utf16().flat_map(unit).collect();
            assert_eq!(utf8(bytes), (text.into(), true));
        }
        for other in [b"PK\x03\x04\0\0".as_slice(), &[0; 400], &[1, 0, 2], b"ab\0c"] {
            assert_eq!(utf8(other.to_vec()), (other.to_vec(), false));
        }
    }

    #[test]
    fn one_broken_letter_leaves_the_others_alone() {
        let text = "Zoë, Łódź, naïve\n".repeat(3).into_bytes();
        let broken = [text.as_slice(), b"\xff\n", &text].concat();
        assert_eq!(utf8(broken.clone()), (broken, false));
        assert_eq!(utf8(b"na\xefve caf\xe9".to_vec()), ("naïve café".into(), true));
        assert_eq!(utf8(b"cut \xe2\x82".to_vec()), (b"cut \xe2\x82".to_vec(), false));
    }
}
