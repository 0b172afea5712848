//! Dates as servers write them, in milliseconds since 1970.
//!
//! Three spellings occur: HTTP's (`Sun, 06 Nov 1994 08:49:37 GMT`), XML's (`1994-11-06T08:49:37.000Z`) and that of
//! signatures (`19941106T084937Z`). A calendar crate would weigh more than all of this module does.

const DAY: f64 = 86_400_000.0;
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Reads HTTP's and XML's spelling; `None` for anything else.
pub fn parse(text: &str) -> Option<f64> {
    let text = text.trim();
    if let Some((_, date)) = text.split_once(", ") {
        let mut words = date.split([' ', '-']);
        let day: i64 = words.next()?.parse().ok()?;
        let month = words.next()?;
        let month = MONTHS.iter().position(|name| month.eq_ignore_ascii_case(name))? as i64 + 1;
        let year: i64 = words.next()?.parse().ok()?;
        return Some(days(year, month, day) as f64 * DAY + clock(words.next()?)?);
    }
    let (date, time) = text.split_once('T')?;
    let mut numbers = date.split('-').map(|part| part.parse::<i64>().ok());
    let (year, month, day) = (numbers.next()??, numbers.next()??, numbers.next()??);
    let (1..=12, 1..=31) = (month, day) else { return None };
    Some(days(year, month, day) as f64 * DAY + clock(time.strip_suffix('Z')?)?)
}

/// The spelling of signatures: `19941106T084937Z`.
pub fn stamp(ms: f64) -> String {
    let (year, month, day) = date((ms / DAY).floor() as i64);
    let seconds = (ms.rem_euclid(DAY) / 1000.0) as u32;
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    format!("{year:04}{month:02}{day:02}T{hour:02}{minute:02}{second:02}Z")
}

/// `08:49:37` or `08:49:37.123` in milliseconds.
fn clock(text: &str) -> Option<f64> {
    let mut parts = text.split(':').map(number);
    let (hours, minutes, seconds) = (parts.next()??, parts.next()??, parts.next()??);
    let sound =
        (0.0..24.0).contains(&hours) && (0.0..60.0).contains(&minutes) && (0.0..61.0).contains(&seconds);
    sound.then_some(((hours * 60.0 + minutes) * 60.0 + seconds) * 1000.0)
}

/// Digits, and perhaps a fraction. `str::parse` takes more spellings, and for their exact value brings ten kilobytes of powers
/// of five along.
pub fn number(text: &str) -> Option<f64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let fraction = fraction.get(..9).unwrap_or(fraction);
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(fraction) {
        return None;
    }
    let parts = fraction.parse::<u32>().ok()? as f64 / 10f64.powi(fraction.len() as i32);
    Some(whole.parse::<u64>().ok()? as f64 + parts)
}

/// Days from 1970-01-01 to a date (Howard Hinnant's `days_from_civil`): years begin in March, so that the leap day is last.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The date so many days after 1970-01-01 (his `civil_from_days`).
fn date(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOMENT: f64 = 784_111_777_000.0; // the example of RFC 9110

    #[test]
    fn the_spellings_of_one_moment() {
        assert_eq!(parse("Sun, 06 Nov 1994 08:49:37 GMT"), Some(MOMENT));
        assert_eq!(parse("1994-11-06T08:49:37Z"), Some(MOMENT));
        assert_eq!(parse("1994-11-06T08:49:37.250Z"), Some(MOMENT + 250.0));
        assert_eq!(stamp(MOMENT + 250.0), "19941106T084937Z");
    }

    #[test]
    fn a_number_is_digits_and_perhaps_a_fraction() {
        for (text, known) in [("7", 7.0), ("007.25", 7.25), ("0.1234567891", 0.123_456_789)] {
            assert_eq!(number(text), Some(known), "{text}");
        }
        for bad in [
            "",
            ".",
            "1.",
            ".5",
            "-1",
            "+1",
            "1e3",
            "inf",
            "NaN",
            "1.-5",
            "1.5.6",
            "١",
            "1.12345678é",
            "99999999999999999999",
        ] {
            assert_eq!(number(bad), None, "{bad}");
        }
    }

    #[test]
    fn every_day_of_four_centuries_comes_back() {
        for n in -146_097..146_097 {
            let (year, month, day) = date(n);
            assert_eq!(days(year, month, day), n);
        }
        assert_eq!(date(19_782), (2024, 2, 29));
    }

    #[test]
    fn what_is_no_date_is_none() {
        for bad in
            ["", "yesterday", "1994-13-06T08:49:37Z", "Sun, 06 Foo 1994 08:49:37 GMT", "1994-11-06T25:00:00Z"]
        {
            assert_eq!(parse(bad), None, "{bad:?}");
        }
    }
}
