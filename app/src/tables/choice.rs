//! Chosen cells: from where a choice began to the cell that keys move, and what is copied of them.

use std::ops::Range;

/// The rows and columns between two cells, both of them included.
pub fn between(a: (u64, usize), b: (u64, usize)) -> (Range<u64>, Range<usize>) {
    (a.0.min(b.0)..a.0.max(b.0) + 1, a.1.min(b.1)..a.1.max(b.1) + 1)
}

/// Cells as spreadsheets take them: tabs between them, quotes around those with tabs, quotes or ends of lines in them. One cell
/// alone stays as it is.
pub fn tabbed(rows: &[Vec<String>]) -> String {
    if let [row] = rows
        && let [cell] = row.as_slice()
    {
        return cell.clone();
    }
    let mut text = String::new();
    for (index, row) in rows.iter().enumerate() {
        if index > 0 {
            text.push('\n');
        }
        for (index, cell) in row.iter().enumerate() {
            if index > 0 {
                text.push('\t');
            }
            if cell.contains(['\t', '\n', '\r', '"']) {
                text.push('"');
                text.push_str(&cell.replace('"', "\"\""));
                text.push('"');
            } else {
                text.push_str(cell);
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{between, tabbed};

    #[test]
    fn a_choice_has_both_of_its_corners() {
        assert_eq!(between((5, 1), (2, 3)), (2..6, 1..4));
        assert_eq!(between((0, 0), (0, 0)), (0..1, 0..1));
    }

    #[test]
    fn cells_are_copied_as_spreadsheets_take_them() {
        let rows = |rows: &[&[&str]]| -> Vec<Vec<String>> {
            rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect()
        };
        assert_eq!(tabbed(&rows(&[&["a", "b c"], &["", "x\ny \"z\""]])), "a\tb c\n\t\"x\ny \"\"z\"\"\"");
        assert_eq!(tabbed(&rows(&[&["a\t\"b\""]])), "a\t\"b\"");
    }
}
