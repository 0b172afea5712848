//! The calls, run natively.

use ::document::table::{Filter, Form, Sort, Test, View};
use ::document::{Error, Kind};
use futures_executor::block_on;
use nearside::File;

use super::{calls, export, open, peek, rows, stats};

fn table(name: &str, text: &str) -> File {
    File::new(name, text.as_bytes().to_vec())
}

fn people() -> File {
    table("people.csv", "name,age\r\nAda,36\r\nGrace,85\r\nAlan,41\r\nEdsger,72\r\n")
}

fn oldest_first() -> View {
    let filter = Filter { column: Some(1), test: Test::AtLeast(40.0) };
    View { filters: vec![filter], sort: vec![Sort { column: 1, descending: true }] }
}

#[test]
fn a_table_is_opened_sorted_counted_and_exported() {
    let summary = block_on(open(people(), None).on(calls())).unwrap();
    assert_eq!((summary.rows, summary.columns.len(), summary.columns[1].number), (4, 2, true));
    let window = block_on(rows(people(), None, oldest_first(), 1, 9).on(calls())).unwrap();
    assert_eq!((window.total, window.numbers), (3, vec![3, 2]));
    assert_eq!(window.rows[0], ["Edsger", "72"]);
    let ages = block_on(stats(people(), None, oldest_first(), 1).on(calls())).unwrap();
    assert_eq!((ages.numbers, ages.sum, ages.median), (3, 198.0, Some(72.0)));
    let made = block_on(export(people(), None, oldest_first(), Form::JsonLines).on(calls())).unwrap();
    assert_eq!(made.name(), "people.jsonl");
    let text = String::from_utf8(block_on(made.bytes()).unwrap()).unwrap();
    assert_eq!(text.lines().next(), Some(r#"{"name":"Grace","age":85}"#));
}

#[test]
fn the_beginning_of_a_large_table_is_there_before_the_rest() {
    let line = |row: usize| format!("{row};{}\n", "x".repeat(90));
    let file = table("large.csv", &(0..9000).map(line).collect::<String>());
    let first = block_on(peek(file.clone(), None).on(calls())).unwrap();
    assert_eq!((first.window.rows.len(), first.window.rows[199][0].as_str()), (200, "199"));
    assert!(first.summary.rows < 9000);
    assert_eq!(block_on(open(file, Some(first.summary.dialect)).on(calls())).unwrap().rows, 9000);
}

#[test]
fn what_is_no_table_is_told_in_a_sentence() {
    let kind = |error: nearside::Error| {
        assert!(error.message().ends_with('.'), "{error}");
        error.failed::<Error>().map(|error| error.kind)
    };
    let bad = block_on(open(File::new("a.csv", vec![0; 64]), None).on(calls())).unwrap_err();
    assert_eq!(kind(bad), Some(Kind::Unsupported));
    let empty = block_on(peek(table("a.csv", ""), None).on(calls())).unwrap_err();
    assert_eq!(kind(empty), Some(Kind::Empty));
    let wrong = View { sort: vec![Sort { column: 7, descending: false }], ..View::default() };
    let missing = block_on(rows(people(), None, wrong, 0, 1).on(calls())).unwrap_err();
    assert_eq!(kind(missing), Some(Kind::Settings));
}
