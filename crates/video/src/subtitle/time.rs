//! Times as subtitles write them.

/// Milliseconds of `[[h:]m:]s[.,]fraction`, whatever the number of digits.
pub(super) fn parse(text: &str) -> Option<u64> {
    let text = text.trim();
    let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let mut seconds = 0_u64;
    let mut parts = 0;
    for part in whole.split(':') {
        let part: u64 = part.trim().parse().ok()?;
        seconds = seconds.checked_mul(60)?.checked_add(part)?;
        parts += 1;
    }
    if !(2..=3).contains(&parts) || !fraction.bytes().all(|n| n.is_ascii_digit()) {
        return None;
    }
    let digits: String = fraction.chars().chain("000".chars()).take(3).collect();
    // A year of film is enough for anybody, and keeps sums from overflowing.
    Some(seconds.min(366 * 86_400) * 1000 + digits.parse::<u64>().ok()?)
}

/// `hh:mm:ss` and milliseconds after this mark.
pub(super) fn write(ms: u64, mark: char) -> String {
    let (seconds, ms) = (ms / 1000, ms % 1000);
    format!("{:02}:{:02}:{:02}{mark}{ms:03}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// The two times of a line such as `00:01,5 --> 00:02,75 …`, and what follows them.
pub(super) fn span(line: &str) -> Option<(u64, u64, &str)> {
    let (start, rest) = line.split_once("-->")?;
    let rest = rest.trim_start();
    let (end, rest) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    Some((parse(start)?, parse(end)?, rest.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_write_them() {
        for (text, ms) in [
            ("01:02:03,456", 3_723_456),
            ("02:03.4", 123_400),
            ("0:00:01.05", 1050),
            (" 100:00:00,000 ", 360_000_000),
            ("00:00:01", 1000),
            ("00:00:01,23456", 1234),
        ] {
            assert_eq!(parse(text), Some(ms), "{text}");
        }
        for text in ["", "12", "a:b:c", "1:2:3:4", "00:00:01,x", "-1:00"] {
            assert_eq!(parse(text), None, "{text}");
        }
        assert_eq!(write(3_723_456, ','), "01:02:03,456");
        assert_eq!(span("00:01.0 --> 00:02.0 align:left"), Some((1000, 2000, "align:left")));
    }
}
