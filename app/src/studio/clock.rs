//! Times as people read and write them: `1:02:03.450`.
//!
//! Digits and colons are the same in every language that is spoken here, and what stands before tenths is one character. So no
//! formatter of the browser is asked: a time code changes sixty times a second.

use crate::browser;

/// A time to the thousandth of a second: `0:07.250`, `1:02:03.450`.
pub fn exact(seconds: f64) -> String {
    let millis = whole(seconds * 1000.0);
    format!("{}{}{:03}", clock(millis / 1000), point(), millis % 1000)
}

/// A time to the second: `0:07`, `1:02:03`.
pub fn brief(seconds: f64) -> String {
    clock(whole(seconds))
}

/// How long something plays: to the tenth of a second below a minute, to the second above.
pub fn length(seconds: f64) -> String {
    match seconds < 60.0 {
        true => {
            let tenths = whole(seconds * 10.0);
            format!("{}{}{}", clock(tenths / 10), point(), tenths % 10)
        }
        false => brief(seconds),
    }
}

/// Reads what a person has written: `90`, `1:30`, `1:02:03.5`; a comma is a point.
pub fn read(words: &str) -> Option<f64> {
    let words = words.trim().replace(',', ".");
    let parts: Vec<&str> = words.split(':').collect();
    if words.is_empty() || parts.len() > 3 {
        return None;
    }
    let last = parts.len() - 1;
    let mut seconds = 0.0;
    for (at, part) in parts.into_iter().enumerate() {
        let digits = |c: char| c.is_ascii_digit() || (c == '.' && at == last);
        if part.is_empty() || !part.chars().all(digits) {
            return None;
        }
        seconds = seconds * 60.0 + browser::number(part)?;
    }
    Some(seconds)
}

/// What stands before tenths in the language that is spoken.
#[cfg(target_arch = "wasm32")]
fn point() -> char {
    crate::text::text().point
}

#[cfg(not(target_arch = "wasm32"))]
fn point() -> char {
    '.'
}

fn whole(value: f64) -> u64 {
    // Times before the beginning, and what is no number, are the beginning.
    value.round().max(0.0) as u64
}

fn clock(seconds: u64) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match hours {
        0 => format!("{minutes}:{seconds:02}"),
        _ => format!("{hours}:{minutes:02}:{seconds:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_as_clocks_do() {
        assert_eq!(exact(7.25), "0:07.250");
        assert_eq!(exact(3723.45), "1:02:03.450");
        assert_eq!(exact(59.9996), "1:00.000");
        assert_eq!(exact(f64::NAN), "0:00.000");
        assert_eq!(brief(599.6), "10:00");
        assert_eq!(length(7.26), "0:07.3");
        assert_eq!(length(61.0), "1:01");
    }

    #[test]
    fn what_is_written_is_read() {
        for seconds in [0.0, 7.25, 61.5, 3723.45] {
            assert!((read(&exact(seconds)).unwrap() - seconds).abs() < 1e-9);
        }
        assert_eq!(read("90"), Some(90.0));
        assert_eq!(read(" 1:30,5 "), Some(90.5));
    }

    #[test]
    fn nonsense_is_no_time() {
        for words in ["", ":", "1:", "1.5:00", "-3", "1:2:3:4", "abc", "1e3"] {
            assert_eq!(read(words), None, "{words}");
        }
    }
}
