//! One line of the list: a file, a folder, or something in the trash. Which lines are shown, and in which order.
//!
//! Pure, so that `cargo test -p app` can try it: no signal, no browser.

use std::cmp::Ordering;

use store::{Aside, Entry, Item, Path};

use crate::browser::lower;
use crate::save::name::split;

/// One line.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The file, and where else it is.
    pub item: Item,
    /// Since when it is in the trash, in milliseconds since 1970.
    pub since: Option<f64>,
}

/// What a file is for a person, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A folder.
    Folder,
    /// A picture.
    Picture,
    /// A film.
    Film,
    /// Music and speech.
    Sound,
    /// A document.
    Document,
    /// Files in a file.
    Archive,
    /// Anything else.
    Other,
}

/// How long ago something may have been changed, counted in the days of whoever looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// Today.
    Today,
    /// Today and the six days before.
    Week,
    /// Today and the 29 days before.
    Month,
    /// This year.
    Year,
    /// Before this year.
    Earlier,
}

impl Span {
    /// All that a person can ask for.
    pub const ALL: [Span; 5] = [Span::Today, Span::Week, Span::Month, Span::Year, Span::Earlier];
}

/// Moments between which something was changed, in milliseconds since 1970: from the first to before the last.
pub type Between = (f64, f64);

const ENDINGS: [(Kind, &str); 5] = [
    (
        Kind::Picture,
        " jpg jpeg png webp avif jxl heic heif tif tiff gif bmp ico qoi svg dng raw cr2 nef arw ",
    ),
    (Kind::Film, " mp4 m4v mov webm mkv avi ogv "),
    (Kind::Sound, " mp3 m4a wav flac ogg oga opus aac "),
    (Kind::Document, " pdf txt md csv json html htm doc docx odt xls xlsx ods ppt pptx odp rtf epub xml "),
    (Kind::Archive, " zip gz tar tgz 7z rar xz zst age "),
];

impl Kind {
    /// All kinds that a person can ask for.
    pub const ALL: [Kind; 6] =
        [Kind::Picture, Kind::Film, Kind::Sound, Kind::Document, Kind::Archive, Kind::Other];

    /// The kind of a file of this name.
    pub fn of(name: &str) -> Kind {
        let mut ending = lower(split(name).1);
        ending.insert(0, ' ');
        ending.push(' ');
        let known = ENDINGS.iter().find(|(_, endings)| endings.contains(&ending));
        known.map_or(Kind::Other, |(kind, _)| *kind)
    }
}

/// What lines are sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// The name, with numbers in their order.
    Name,
    /// The size.
    Size,
    /// The date.
    Date,
}

/// A wish of order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    /// The column.
    pub by: Column,
    /// Whether the largest comes first.
    pub down: bool,
}

impl Default for Order {
    fn default() -> Self {
        Order { by: Column::Name, down: false }
    }
}

impl Order {
    /// What a click on the head of a column asks for: first the use of it, then the other way round.
    pub fn click(self, by: Column) -> Order {
        let first = by != Column::Name;
        Order { by, down: if self.by == by { !self.down } else { first } }
    }
}

impl Line {
    /// What lies in the trash.
    pub fn thrown(thrown: Aside) -> Line {
        let Aside { path, since, size } = thrown;
        let entry = Entry { path, folder: false, size, modified: None, etag: None };
        Line { item: Item { entry, backup: None }, since: Some(since) }
    }

    /// What it is in the trash, if it is.
    pub fn aside(&self) -> Option<Aside> {
        let since = self.since?;
        Some(Aside { path: self.path().clone(), since, size: self.item.entry.size })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.item.entry.path
    }

    /// What it is.
    pub fn kind(&self) -> Kind {
        if self.item.entry.folder { Kind::Folder } else { Kind::of(self.path().name()) }
    }

    /// The date to show.
    pub fn date(&self) -> Option<f64> {
        self.since.or(self.item.entry.modified)
    }

    /// Whether another line is the same thing.
    pub fn is(&self, other: &Line) -> bool {
        self.path() == other.path() && self.since == other.since
    }

    /// `name` is its path as it is sought.
    fn fits(&self, name: &str, words: &[String], wish: &Wish) -> bool {
        let own = self.kind();
        // A folder is the way to what is in it, and has no date of its own in most places.
        let way = own == Kind::Folder && words.is_empty();
        let dated = |(from, to): Between| self.date().is_some_and(|date| from <= date && date < to);
        wish.kind.is_none_or(|kind| kind == own || way)
            && wish.between.is_none_or(|between| dated(between) || way)
            && words.iter().all(|word| name.contains(word.as_str()))
    }
}

/// What lines are narrowed to.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Wish<'a> {
    /// Words that names have to contain.
    pub query: &'a str,
    /// The only kind.
    pub kind: Option<Kind>,
    /// When they were changed.
    pub between: Option<Between>,
}

/// The places of the lines that are shown, in order. Folders come first.
pub fn shown(lines: &[Line], wish: &Wish, order: Order) -> Vec<u32> {
    let words: Vec<String> = wish.query.split_whitespace().map(plain).collect();
    let names: Vec<String> = lines.iter().map(|line| plain(line.path().as_str())).collect();
    let fits = |at: &u32| lines[*at as usize].fits(&names[*at as usize], &words, wish);
    let mut shown: Vec<u32> = (0..lines.len() as u32).filter(fits).collect();
    let compare = |at: usize, beside: usize| {
        let (one, other) = (&lines[at], &lines[beside]);
        let name = || {
            natural(&names[at], &names[beside]).then_with(|| one.path().as_str().cmp(other.path().as_str()))
        };
        let by = match order.by {
            Column::Name => name(),
            Column::Size => one.item.entry.size.cmp(&other.item.entry.size).then_with(name),
            Column::Date => {
                let date = |line: &Line| line.date().unwrap_or(0.0);
                date(one).total_cmp(&date(other)).then_with(name)
            }
        };
        let by = if order.down { by.reverse() } else { by };
        other.item.entry.folder.cmp(&one.item.entry.folder).then(by)
    };
    shown.sort_by(|one, other| compare(*one as usize, *other as usize));
    shown
}

/// A name as it is sought: in small letters, each with its accents as one sign. Macs name files with two.
fn plain(name: &str) -> String {
    #[cfg(target_arch = "wasm32")]
    if !name.is_ascii() {
        return lower(&String::from(js_sys::JsString::from(name).normalize("NFC")));
    }
    lower(name)
}

/// Compares names in small letters as people do: `photo 9` comes before `photo 10`.
fn natural(one: &str, other: &str) -> Ordering {
    let (mut a, mut b) = (one.chars().peekable(), other.chars().peekable());
    let number = |letters: &mut std::iter::Peekable<std::str::Chars>| {
        let mut number = 0u64;
        while let Some(digit) = letters.peek().and_then(|c| c.to_digit(10)) {
            number = number.saturating_mul(10).saturating_add(digit.into());
            letters.next();
        }
        number
    };
    loop {
        let order = match (a.peek(), b.peek()) {
            (Some(x), Some(y)) if x.is_ascii_digit() && y.is_ascii_digit() => {
                number(&mut a).cmp(&number(&mut b))
            }
            (Some(_), Some(_)) => a.next().cmp(&b.next()),
            (None, None) => return one.cmp(other),
            (x, y) => x.is_some().cmp(&y.is_some()),
        };
        if order.is_ne() {
            return order;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(path: &str, folder: bool, size: u64, modified: f64) -> Line {
        let path = Path::new(path).unwrap();
        let entry = Entry { path, folder, size, modified: Some(modified), etag: None };
        Line { item: Item { entry, backup: None }, since: None }
    }

    fn names(lines: &[Line], query: &str, kind: Option<Kind>, order: Order) -> Vec<String> {
        narrowed(lines, &Wish { query, kind, between: None }, order)
    }

    fn narrowed(lines: &[Line], wish: &Wish, order: Order) -> Vec<String> {
        let name = |at: u32| lines[at as usize].path().as_str().to_owned();
        shown(lines, wish, order).into_iter().map(name).collect()
    }

    fn some() -> Vec<Line> {
        vec![
            line("photo 10.jpg", false, 5, 30.0),
            line("Photo 9.jpg", false, 50, 10.0),
            line("letter.pdf", false, 500, 20.0),
            line("zoo", true, 0, 0.0),
        ]
    }

    #[test]
    fn folders_come_first_and_numbers_in_their_order() {
        let by_name = names(&some(), "", None, Order::default());
        assert_eq!(by_name, ["zoo", "letter.pdf", "Photo 9.jpg", "photo 10.jpg"]);
    }

    #[test]
    fn a_column_is_first_sorted_by_its_use_and_then_the_other_way_round() {
        let size = Order::default().click(Column::Size);
        assert_eq!(names(&some(), "", None, size), ["zoo", "letter.pdf", "Photo 9.jpg", "photo 10.jpg"]);
        assert_eq!(names(&some(), "", None, size.click(Column::Size))[1], "photo 10.jpg");
        assert_eq!(names(&some(), "", None, Order::default().click(Column::Date))[1], "photo 10.jpg");
    }

    #[test]
    fn words_and_kinds_narrow_the_list() {
        assert_eq!(names(&some(), "JPG 9", None, Order::default()), ["Photo 9.jpg"]);
        assert_eq!(names(&some(), "", Some(Kind::Document), Order::default()), ["zoo", "letter.pdf"]);
        assert_eq!(names(&some(), "o", Some(Kind::Document), Order::default()), [""; 0]);
    }

    #[test]
    fn a_span_of_days_narrows_the_list_and_leaves_the_folders() {
        let between = |from, to| Wish { between: Some((from, to)), ..Wish::default() };
        let narrowed = |wish: Wish| narrowed(&some(), &wish, Order::default());
        assert_eq!(narrowed(between(20.0, 31.0)), ["zoo", "letter.pdf", "photo 10.jpg"]);
        assert_eq!(narrowed(between(20.0, 30.0)), ["zoo", "letter.pdf"], "the end is not in it");
        assert_eq!(narrowed(Wish { query: "jpg", ..between(20.0, 31.0) }), ["photo 10.jpg"]);
        assert_eq!(narrowed(Wish { query: "zoo", ..between(20.0, 31.0) }), [""; 0]);
        let mut undated = some();
        undated[2].item.entry.modified = None;
        assert_eq!(names(&undated, "letter", None, Order::default()), ["letter.pdf"]);
        assert!(
            shown(&undated, &Wish { query: "letter", ..between(0.0, 99.0) }, Order::default()).is_empty()
        );
    }

    #[test]
    fn kinds_are_known_by_the_last_ending() {
        assert_eq!(Kind::of("a.tar.GZ"), Kind::Archive);
        assert_eq!(Kind::of("IMG_1.HEIC"), Kind::Picture);
        assert_eq!(Kind::of("none"), Kind::Other);
        assert_eq!(Kind::of("a.jp"), Kind::Other);
    }
}
