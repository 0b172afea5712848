//! Dates of a column: how they are written, and what moments they are.
//!
//! `03.04.2024` and `3/4/24` say nothing about order as texts. Which of their numbers is the day is seen from all cells
//! together: a number over twelve is no month. Where nothing tells, points mean the day first and slashes the month.

use std::borrow::Borrow;

use super::read::nearly_all;

/// How the dates of a column are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Dates {
    /// Whether the month comes before the day where the year does not come first.
    month_first: bool,
}

/// A date as it is written: three numbers, or two and a word for the month.
struct Written {
    parts: [u32; 3],
    /// Which of them is the month, if it is a word.
    word: Option<usize>,
    /// Whether the first one has four digits, which only a year has.
    year_first: bool,
    separator: char,
    /// Since midnight, in milliseconds.
    time: i64,
}

impl Dates {
    /// How these cells, none of them empty, are written as dates; none if they are not nearly all dates.
    pub(super) fn of(cells: &[impl Borrow<str>]) -> Option<Dates> {
        let written: Vec<Written> = cells.iter().filter_map(|cell| read(cell.borrow())).collect();
        let is_open = |date: &&Written| !date.year_first && date.word.is_none();
        let count = |at: usize| written.iter().filter(is_open).filter(|date| date.parts[at] > 12).count();
        let (days_first, days_second) = (count(0), count(1));
        let slashes = written.iter().filter(is_open).any(|date| date.separator != '.');
        let month_first = if days_first == days_second { slashes } else { days_second > days_first };
        let dates = Dates { month_first };
        let known = cells.iter().filter(|cell| dates.moment((*cell).borrow()).is_some()).count();
        nearly_all(known, cells.len()).then_some(dates)
    }

    /// The moment that a cell tells, in milliseconds since some day.
    pub(super) fn moment(self, cell: &str) -> Option<i64> {
        let date = read(cell)?;
        let [a, b, c] = date.parts;
        let (year, month, day) = match (date.word, date.year_first) {
            (Some(0), _) => (c, a, b),
            (_, true) => (a, b, c),
            (None, _) if self.month_first => (c, a, b),
            _ => (c, b, a),
        };
        // Two digits mean the years from 1970 to 2069.
        let year =
            if date.year_first || year > 99 { year } else { year + if year < 70 { 2000 } else { 1900 } };
        let is_date = (1..=12).contains(&month) && (1..=31).contains(&day);
        is_date.then(|| {
            let days = (i64::from(year) * 12 + i64::from(month)) * 31 + i64::from(day);
            days * 86_400_000 + date.time
        })
    }
}

fn read(cell: &str) -> Option<Written> {
    let cell = cell.trim();
    if cell.len() > 40 || !cell.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let mut rest = cell;
    let (mut parts, mut word, mut year_first, mut separator) = ([0; 3], None, false, ' ');
    for (at, part) in parts.iter_mut().enumerate() {
        let end = rest
            .find(|letter: char| !letter.is_alphanumeric() || letter == 'T' && at == 2)
            .unwrap_or(rest.len());
        let (said, after) = rest.split_at(end);
        *part = if said.starts_with(|letter: char| letter.is_ascii_digit()) {
            year_first |= at == 0 && said.len() == 4;
            // A year has two digits or four, unlike the last part of a version.
            let is_year = at == if year_first { 0 } else { 2 };
            let fits = if is_year { matches!(said.len(), 2 | 4) } else { said.len() <= 2 };
            said.parse().ok().filter(|_| fits)?
        } else {
            (word.is_none() && at < 2).then(|| word = Some(at))?;
            month(said)?
        };
        if at < 2 {
            let mark = after.trim_start_matches(['.', ',', ' ', '/', '-']);
            separator = after.chars().next()?;
            if mark.len() == after.len() || after.len() - mark.len() > 2 {
                return None;
            }
            rest = mark;
        } else {
            rest = after;
        }
    }
    Some(Written { parts, word, year_first, separator, time: time(rest)? })
}

/// What follows a date: nothing, or a time and how far it is from that of Greenwich.
fn time(text: &str) -> Option<i64> {
    let text = text.trim_start_matches([',', 'T', ' ']).trim_end_matches('Z').trim_end();
    if text.is_empty() {
        return Some(0);
    }
    let (text, late) = match text.len().checked_sub(2).and_then(|at| text.split_at_checked(at)) {
        Some((text, half)) if half.eq_ignore_ascii_case("pm") => (text.trim_end(), Some(true)),
        Some((text, half)) if half.eq_ignore_ascii_case("am") => (text.trim_end(), Some(false)),
        _ => (text, None),
    };
    let (clock, zone) = text.find(['+', '-']).map_or((text, ""), |at| text.split_at(at));
    let number = |text: &str| text.parse::<f64>().ok().filter(|number| (0.0..100.0).contains(number));
    let mut seconds = 0.0;
    let mut parts = 0;
    for (part, unit) in clock.trim_end().splitn(3, ':').zip([3600.0, 60.0, 1.0]) {
        seconds += number(&part.replace(',', "."))? * unit;
        parts += 1;
    }
    if parts < 2 && late.is_none() {
        return None;
    }
    seconds += match (late, seconds >= 43200.0) {
        (Some(true), false) => 43200.0,
        (Some(false), true) => -43200.0,
        _ => 0.0,
    };
    let digits: String = zone.chars().filter(char::is_ascii_digit).collect();
    if let (Some(hours), minutes) = (digits.get(..2).and_then(number), digits.get(2..).and_then(number)) {
        let offset = hours * 3600.0 + minutes.unwrap_or(0.0) * 60.0;
        seconds -= if zone.starts_with('-') { -offset } else { offset };
    }
    Some((seconds * 1000.0) as i64)
}

/// The month that a word of English or German names, if it does.
fn month(word: &str) -> Option<u32> {
    const MONTHS: [[&str; 2]; 12] = [
        ["jan", "jän"],
        ["feb", "feb"],
        ["mar", "mär"],
        ["apr", "apr"],
        ["may", "mai"],
        ["jun", "jun"],
        ["jul", "jul"],
        ["aug", "aug"],
        ["sep", "sep"],
        ["oct", "okt"],
        ["nov", "nov"],
        ["dec", "dez"],
    ];
    let lower: String = word.chars().take(3).flat_map(char::to_lowercase).collect();
    MONTHS.iter().position(|names| names.contains(&lower.as_str())).map(|at| at as u32 + 1)
}

#[cfg(test)]
mod tests {
    use super::Dates;

    /// These are dates, each later than the one before.
    fn rise(cells: &[&str]) {
        let dates = Dates::of(cells).unwrap_or_else(|| panic!("{cells:?} are no dates"));
        let moments: Vec<i64> = cells.iter().map(|cell| dates.moment(cell).unwrap()).collect();
        assert!(moments.is_sorted_by(|a, b| a < b), "{cells:?}: {moments:?}");
    }

    #[test]
    fn dates_are_read_however_they_are_written() {
        rise(&["31.12.2023", "01.02.2024", "02.01.2025"]);
        rise(&["12/31/2023", "1/2/2024", "2/1/2024 10:00", "2/1/2024 10:30:05.5"]);
        rise(&["13/1/1999", "1/2/99", "2/2/99", "1/1/01"]);
        rise(&[
            "2024-01-02",
            "2024-1-10",
            "2024-01-10T09:00:00+02:00",
            "2024-01-10T08:00:00Z",
            "2024-02-01 00:00",
        ]);
        rise(&["5 Mar 2023", "31 December 2023", "1 Jan 2024"]);
        rise(&["Dec 31, 2023", "Jan 1, 2024", "March 3, 2024"]);
        rise(&["31-Dez-23", "01-Mär-24", "02-Mai-24"]);
        rise(&["1/1/2024 12:30 AM", "1/1/2024 9:00 AM", "1/1/2024 12:30 PM", "1/1/2024 1:05 PM"]);
    }

    #[test]
    fn other_things_are_no_dates() {
        for cells in [
            ["1.2.3", "2.10.1"],
            ["192.168.100.200", "10.0.0.1"],
            ["1/2", "3/4"],
            ["32.13.2024", "40.1.2024"],
            ["Mar", "Jan"],
            ["555-123-45678", "1"],
        ] {
            assert_eq!(Dates::of(&cells), None, "{cells:?}");
        }
        assert_eq!(Dates::of(&[""; 0]), None);
    }
}
