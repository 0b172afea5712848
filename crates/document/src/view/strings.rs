//! The strings of PDF as text: UTF-16 or UTF-8 with a mark, else PDFDocEncoding.

use hayro::hayro_syntax::object::DateTime;

/// The text of a string, without control characters.
pub(super) fn text(bytes: &[u8]) -> String {
    clean(&decoded(bytes))
}

/// The text of a string that may have several lines, whatever ends them.
pub(super) fn lines(bytes: &[u8]) -> String {
    clean(&decoded(bytes).replace("\r\n", "\n").replace('\r', "\n"))
}

fn clean(text: &str) -> String {
    let clean: String = without_language(text).chars().filter(|c| !c.is_control() || *c == '\n').collect();
    clean.trim().to_owned()
}

fn decoded(bytes: &[u8]) -> String {
    match bytes {
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => bytes.iter().map(|byte| narrow(*byte)).collect(),
    }
}

/// The text, or nothing where it says nothing.
pub(super) fn some(bytes: &[u8]) -> Option<String> {
    Some(text(bytes)).filter(|text| !text.is_empty())
}

fn wide(bytes: &[u8], read: fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks_exact(2).map(|pair| read([pair[0], pair[1]]));
    char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

/// A language may be named inside of a text between two escapes.
fn without_language(text: &str) -> String {
    text.split('\u{1b}').step_by(2).collect()
}

fn narrow(byte: u8) -> char {
    const MARKS: [char; 8] = ['˘', 'ˇ', 'ˆ', '˙', '˝', '˛', '˚', '˜'];
    const HIGH: [char; 33] = [
        '•', '†', '‡', '…', '—', '–', 'ƒ', '⁄', '‹', '›', '−', '‰', '„', '“', '”', '‘', '’', '‚', '™', 'ﬁ',
        'ﬂ', 'Ł', 'Œ', 'Š', 'Ÿ', 'Ž', 'ı', 'ł', 'œ', 'š', 'ž', '\u{fffd}', '€',
    ];
    match byte {
        0x18..=0x1f => MARKS[usize::from(byte - 0x18)],
        0x80..=0xa0 => HIGH[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

/// A date as `2026-11-29T02:52:43+01:00`.
pub(super) fn date(date: &DateTime) -> String {
    let DateTime { year, month, day, hour, minute, second, utc_offset_hour, utc_offset_minute } = date;
    let zone = match (utc_offset_hour, utc_offset_minute) {
        (0, 0) => "Z".to_owned(),
        (hours, minutes) => format!("{hours:+03}:{minutes:02}"),
    };
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{zone}")
}

/// A date as the file writes it (`D:20261129025243+01'00'`), in the form of [`date`]; shorter where it says less.
pub(super) fn moment(bytes: &[u8]) -> Option<String> {
    let text = text(bytes);
    let text = text.strip_prefix("D:").unwrap_or(&text);
    let digits = text.bytes().take_while(u8::is_ascii_digit).count().min(14);
    let (digits, zone) = (&text[..digits], &text[digits..]);
    let part = |from: usize, most: u32| {
        digits.get(from..from + 2).filter(|part| part.parse::<u32>().is_ok_and(|n| n <= most))
    };
    let mut date = digits.get(..4)?.to_owned();
    for (from, most) in [(4, 12), (6, 31)] {
        let Some(part) = part(from, most) else { return Some(date) };
        date.push('-');
        date.push_str(part);
    }
    let (Some(hour), Some(minute)) = (part(8, 23), part(10, 59)) else { return Some(date) };
    date.push_str(&format!("T{hour}:{minute}:{}", part(12, 59).unwrap_or("00")));
    let two = |at: usize| zone.get(at..at + 2).filter(|two| two.bytes().all(|byte| byte.is_ascii_digit()));
    match zone.chars().next() {
        Some('Z') => date.push('Z'),
        Some(sign @ ('+' | '-')) if let Some(hours) = two(1) => {
            let minutes = two(4).or(two(3)).unwrap_or("00");
            date.push_str(&format!("{sign}{hours}:{minutes}"));
        }
        _ => {}
    }
    Some(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_encoding_is_read() {
        assert_eq!(text(b"\xfe\xff\0\xc4\x20\xac"), "Ä€");
        assert_eq!(text(b"\xff\xfe\xc4\0"), "Ä");
        assert_eq!(text(b"\xef\xbb\xbf\xc3\x84"), "Ä");
        assert_eq!(text(b"\x84 \xa0 \xe4\0"), "— € ä");
        assert_eq!(text(b"\xfe\xff\0\x1b\0d\0e\0\x1b\0A"), "A");
        assert_eq!(lines(b"a\rb\r\nc\nd"), "a\nb\nc\nd");
    }

    #[test]
    fn dates_say_as_much_as_the_file() {
        let moment = |written: &str| moment(written.as_bytes());
        assert_eq!(moment("D:20261129025243+01'00'").unwrap(), "2026-11-29T02:52:43+01:00");
        assert_eq!(moment("D:20261129025243-0530").unwrap(), "2026-11-29T02:52:43-05:30");
        assert_eq!(moment("20261129025243Z").unwrap(), "2026-11-29T02:52:43Z");
        assert_eq!(moment("D:202611290252").unwrap(), "2026-11-29T02:52:00");
        assert_eq!(moment("D:202611").unwrap(), "2026-11");
        assert_eq!(moment("D:2026").unwrap(), "2026");
        assert_eq!((moment("yesterday"), moment("")), (None, None));
        assert_eq!(moment("D:20269999").unwrap(), "2026");
    }
}
