//! What somebody who opens a file wants to see in it: words, and where they stand.

use std::cell::RefCell;

/// What is wanted of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// The file's row on the desk.
    pub row: u32,
    /// The words that it was found by.
    pub needle: String,
    /// The page and which hit of it, where there are pages.
    pub place: (usize, usize),
}

thread_local! {
    static WISH: RefCell<Option<Wish>> = const { RefCell::new(None) };
    static NEEDLE: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Hands it over to whoever opens the file next.
pub fn make(wish: Wish) {
    WISH.set(Some(wish));
}

/// What is wanted of this file; whoever opens another one forgets it.
pub fn take(row: u32) -> Option<Wish> {
    WISH.take().filter(|wish| wish.row == row)
}

/// What was looked for last.
pub fn needle() -> String {
    NEEDLE.with_borrow(Clone::clone)
}

/// Remembers what is looked for.
pub fn keep(needle: &str) {
    NEEDLE.set(needle.to_owned());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wish_is_for_its_file_and_granted_once() {
        let wish = Wish { row: 7, needle: "a".into(), place: (3, 0) };
        make(wish.clone());
        assert_eq!(take(7), Some(wish.clone()));
        assert_eq!(take(7), None);
        make(wish);
        assert_eq!((take(8), take(7)), (None, None));
    }
}
