//! Tables beside a reference reader, and the shapes that real files have.

use proptest::prelude::*;

use super::settings::{Dialect, Filter, Form, Sort, Test, View};
use super::{Table, sniff};
use crate::Kind;

fn table(text: &str) -> Table {
    Table::read("a.csv", text.as_bytes().to_vec(), None).unwrap()
}

fn go(_: f32) -> bool {
    true
}

fn column(table: &Table, order: &[u32], column: usize) -> Vec<String> {
    order.iter().map(|row| table.cell(*row as usize, column).into_owned()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, max_global_rejects: 100_000, ..ProptestConfig::default() })]

    #[test]
    fn rows_and_cells_are_those_of_a_reference_reader(text in "[a\",; \r\n]{0,40}") {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
        let wanted: Vec<Vec<String>> = reader
            .byte_records()
            .map(|row| row.unwrap().iter().map(|cell| String::from_utf8(cell.to_vec()).unwrap()).collect())
            .collect();
        // A carriage return alone ends no row here.
        prop_assume!(!text.replace("\r\n", "").contains('\r'));
        // A quote that nobody closes takes everything, but for the end of the last line.
        prop_assume!(wanted.iter().flatten().all(|cell| !cell.ends_with('\n')));
        let dialect = Some(Dialect { form: Form::Comma, header: false });
        match Table::read("a.csv", text.clone().into_bytes(), dialect) {
            Ok(table) => {
                let found: Vec<Vec<String>> = (0..table.len()).map(|row| table.cells(row)).collect();
                prop_assert_eq!(found, wanted);
            }
            Err(error) => prop_assert!(error.kind == Kind::Empty && wanted.is_empty()),
        }
    }

    #[test]
    fn what_is_exported_is_read_again(
        rows in prop::collection::vec(prop::collection::vec("[a-c\"\n,; é]{0,6}", 3), 1..20),
        form in prop_oneof![Just(Form::Comma), Just(Form::Semicolon), Just(Form::Tab), Just(Form::Bar)],
    ) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["x", "y", "z"]).unwrap();
        rows.iter().for_each(|row| writer.write_record(row).unwrap());
        let dialect = |form| Some(Dialect { form, header: true });
        let table = Table::read("a.csv", writer.into_inner().unwrap(), dialect(Form::Comma)).unwrap();
        let order = table.order(&View::default(), &mut go).unwrap();
        let mut out = Vec::new();
        let sink = &mut |piece: Vec<u8>| -> crate::Result<()> { out.extend(piece); Ok(()) };
        table.write(&order, form, sink, &mut go).unwrap();
        let again = Table::read("a.csv", out, dialect(form)).unwrap();
        let found: Vec<Vec<String>> = (0..again.len()).map(|row| again.cells(row)).collect();
        prop_assert_eq!(found, rows);
    }
}

#[test]
fn the_way_a_file_is_written_is_seen() {
    let seen = |name: &str, text: &str| sniff::dialect(name, text.as_bytes(), None);
    let is = |form, header| Dialect { form, header };
    assert_eq!(seen("a.csv", "name,age\nAda,36\nAlan,41\n"), is(Form::Comma, true));
    assert_eq!(seen("a.csv", "name;price\n\"a, b\";1,50\nb;2,75\n"), is(Form::Semicolon, true));
    assert_eq!(seen("a.tsv", "a\tb\n1\t2\n"), is(Form::Tab, true));
    assert_eq!(seen("a.txt", "1|2|3\n4|5|6\n"), is(Form::Bar, false));
    assert_eq!(seen("a.csv", "1,2\n3,4\n"), is(Form::Comma, false));
    assert_eq!(seen("a.jsonl", "{\"a\":1}\n{\"a\":2}\n{\"a\""), is(Form::JsonLines, true));
    assert_eq!(seen("a.csv", "word\nother\n"), is(Form::Comma, false));
}

#[test]
fn numbers_are_sorted_as_numbers_and_what_is_empty_goes_last() {
    let table = table("name,n\nb,10\na,9\nc,\nd,1000.5\n");
    for (descending, wanted) in [(false, ["9", "10", "1000.5", ""]), (true, ["1000.5", "10", "9", ""])] {
        let view = View { sort: vec![Sort { column: 1, descending }], ..View::default() };
        let order = table.order(&view, &mut go).unwrap();
        assert_eq!(column(&table, &order, 1), wanted);
    }
}

#[test]
fn equals_keep_the_order_of_the_second_column() {
    let table = table("k,v\nb,2\na,2\nB,1\na,1\n");
    let sort = [0, 1].map(|column| Sort { column, descending: false }).to_vec();
    let order = table.order(&View { sort, ..View::default() }, &mut go).unwrap();
    assert_eq!(column(&table, &order, 1), ["1", "2", "1", "2"]);
    assert_eq!(column(&table, &order, 0), ["a", "a", "B", "b"]);
    let negative = self::table("n\n-2\n3\n-10\n0\n");
    let sort = vec![Sort { column: 0, descending: false }];
    let order = negative.order(&View { sort, ..View::default() }, &mut go).unwrap();
    assert_eq!(column(&negative, &order, 0), ["-10", "-2", "0", "3"]);
}

#[test]
fn long_texts_that_begin_alike_are_in_order_too() {
    let table = table(
        "k,v\nalways the same b,1\nAlways the same a,2\nalways the same,3\nalways the SAME B,4\nä,5\n,6\n",
    );
    let view = |descending| View { sort: vec![Sort { column: 0, descending }], ..View::default() };
    let order = table.order(&view(false), &mut go).unwrap();
    assert_eq!(column(&table, &order, 1), ["5", "3", "2", "1", "4", "6"]);
    let order = table.order(&view(true), &mut go).unwrap();
    assert_eq!(column(&table, &order, 1), ["1", "4", "2", "3", "5", "6"]);
}

#[test]
fn filters_all_have_to_hold() {
    let table = table("name,n\nStraße,10\nstrasse,9\nGasse,30\n");
    let filter = |column, test| Filter { column, test };
    let view = View {
        filters: vec![filter(None, Test::Contains("STRA".into())), filter(Some(1), Test::AtLeast(10.0))],
        ..View::default()
    };
    let order = table.order(&view, &mut go).unwrap();
    assert_eq!(column(&table, &order, 0), ["Straße"]);
    let wrong = View { filters: vec![filter(Some(7), Test::Empty)], ..View::default() };
    assert_eq!(table.order(&wrong, &mut go).unwrap_err().kind, Kind::Settings);
}

#[test]
fn a_column_is_counted() {
    let table = table("k,v\na,1\na,2\nb,3\n,x\n");
    let order = table.order(&View::default(), &mut go).unwrap();
    let stats = table.stats(&order, 0, &mut go).unwrap();
    assert_eq!((stats.cells, stats.empty, stats.distinct), (4, 1, Some(2)));
    assert_eq!(stats.common[0], ("a".into(), 2));
    let stats = table.stats(&order, 1, &mut go).unwrap();
    assert_eq!((stats.numbers, stats.sum, stats.median), (3, 6.0, Some(2.0)));
    assert_eq!((stats.least, stats.most, stats.mean), (Some(1.0), Some(3.0), Some(2.0)));
}

#[test]
fn json_lines_have_the_names_of_all_their_objects() {
    let text = "{\"a\":1,\"b\":\"x\\ny\"}\n\n{\"b\":null,\"c\":[1,2]}\nbroken\n";
    let table = Table::read(
        "a.jsonl",
        text.as_bytes().to_vec(),
        Some(Dialect { form: Form::JsonLines, header: true }),
    )
    .unwrap();
    let summary = table.summary();
    assert_eq!(
        summary.columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>(),
        ["a", "b", "c"]
    );
    assert_eq!((summary.rows, summary.uneven), (3, 1));
    assert_eq!(table.cells(0), ["1", "x\ny", ""]);
    assert_eq!(table.cells(1), ["", "", "[1,2]"]);
    assert_eq!(table.cell(1, 2), "[1,2]");
}

#[test]
fn old_encodings_are_read() {
    let wide: Vec<u8> =
        [0xff, 0xfe].into_iter().chain("a;b\nü;1\n".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    for bytes in [b"a;b\n\xfc;1\n".to_vec(), wide] {
        let table = Table::read("a.csv", bytes, None).unwrap();
        assert_eq!(table.cells(0), ["ü", "1"]);
        assert!(table.summary().recoded);
    }
}

#[test]
fn what_is_no_table_is_named_in_a_sentence() {
    let kind = |bytes: &[u8]| Table::read("a.csv", bytes.to_vec(), None).err().map(|error| error.kind);
    assert_eq!(kind(b""), Some(Kind::Empty));
    assert_eq!(kind(b"\n\n"), Some(Kind::Empty));
    assert_eq!(kind(b"PK\x03\x04\0\0"), Some(Kind::Unsupported));
}

#[test]
fn a_peek_leaves_out_the_row_that_may_be_cut() {
    let table = Table::peek("a.csv", b"a,b\n1,2\n3,".to_vec(), None).unwrap();
    assert_eq!((table.len(), table.cells(0)), (1, vec!["1".into(), "2".into()]));
}

#[test]
fn a_window_shows_as_many_cells_as_there_are_columns() {
    let table = table("a,b\n1\n2,3,4\n");
    let window = table.window(&[1, 0], 0, 10);
    assert_eq!((window.total, window.numbers.clone()), (2, vec![1, 0]));
    assert_eq!(window.rows, [["2", "3", "4"], ["1", "", ""]]);
}

fn numbers(text: &str, at: usize) -> (bool, Option<f64>, Option<f64>) {
    let table = table(text);
    let order = table.order(&View::default(), &mut go).unwrap();
    let stats = table.stats(&order, at, &mut go).unwrap();
    (table.summary().columns[at].number, stats.least, stats.most)
}

#[test]
fn the_numbers_say_whether_the_comma_or_the_point_divides_decimals() {
    // Semicolons with points, as in winequality-red.csv, and with commas; then commas between tabs and commas.
    assert_eq!(numbers("acid;salt\n7.4;0.076\n7.8;0.098\n", 1), (true, Some(0.076), Some(0.098)));
    assert_eq!(numbers("acid;salt\n7.4;1.076\n7.8;1.098\n", 1), (true, Some(1.076), Some(1.098)));
    assert_eq!(numbers("acid;salt\n7,4;1.076\n7,8;1.098\n", 1), (true, Some(1076.0), Some(1098.0)));
    assert_eq!(numbers("a\tb\n7,4\t1.234,567\n7,8\t2,5\n", 1), (true, Some(2.5), Some(1234.567)));
    assert_eq!(numbers("a,b\n\"7,4\",x\n\"10,25\",y\n", 0), (true, Some(7.4), Some(10.25)));
    // Where nothing decides, semicolons do.
    assert_eq!(numbers("a;b\n1,500;x\n2,500;y\n", 0), (true, Some(1.5), Some(2.5)));
    assert_eq!(numbers("a\tb\n1,500\tx\n2,500\ty\n", 0), (true, Some(1500.0), Some(2500.0)));
    assert_eq!(numbers("a\tb\n192.168.100.200\tx\n1,500\ty\n", 0).1, Some(1500.0));
}

#[test]
fn the_sign_of_groups_comes_before_that_of_decimals() {
    use super::cell::number;
    for (cell, point, comma) in [
        ("1,234.5", Some(1234.5), None),
        ("1.234,567", None, Some(1234.567)),
        ("1.234,56", None, Some(1234.56)),
        ("0.076", Some(0.076), None),
        ("1.500", Some(1.5), Some(1500.0)),
        ("-1,234,567", Some(-1_234_567.0), None),
        ("1,5e3", None, Some(1500.0)),
        ("1,5.5", None, None),
        ("1.e12", Some(1e12), None),
        ("1,2,3", None, None),
        ("-1e9", Some(-1e9), Some(-1e9)),
    ] {
        assert_eq!((number(cell, false), number(cell, true)), (point, comma), "{cell}");
    }
}

#[test]
fn one_broken_letter_leaves_those_of_other_cells_alone() {
    let text = [b"a,b\n".as_slice(), "Zoë,Łódź\n".as_bytes(), b"\xff,1\n"].concat();
    let table = Table::read("a.csv", text, None).unwrap();
    assert_eq!(
        (table.cells(0), table.cells(1)),
        (vec!["Zoë".into(), "Łódź".into()], vec!["\u{fffd}".into(), "1".into()])
    );
    assert!(!table.summary().recoded);
}

#[test]
fn carriage_returns_alone_end_rows_too() {
    let text = b"name,n\rAda,36\r\"Al, an\",41\r";
    let table = Table::read("a.csv", text.to_vec(), None).unwrap();
    assert_eq!(
        (table.len(), table.cells(0), table.cells(1)),
        (2, vec!["Ada".into(), "36".into()], vec!["Al, an".into(), "41".into()])
    );
    assert_eq!(table.summary().uneven, 0);
    let peek = Table::peek("a.csv", text[..20].to_vec(), None).unwrap();
    assert_eq!((peek.len(), peek.dialect(), peek.cells(0)), (1, table.dialect(), table.cells(0)));
}

fn written(table: &Table, order: &[u32], form: Form) -> String {
    let mut out = Vec::new();
    let sink = &mut |piece: Vec<u8>| -> crate::Result<()> {
        out.extend(piece);
        Ok(())
    };
    table.write(order, form, sink, &mut go).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn json_lines_keep_the_types_of_their_values() {
    let lines = ["{\"a\":true,\"b\":{\"c\":1}}", "{\"a\":\"\",\"b\":[1, 2]}", "{ \"a\": null, \"n\": 1.50 }"];
    let text = format!("{}\r\n\n  {}\n{}", lines[0], lines[1], lines[2]);
    let table = Table::read("a.jsonl", text.into_bytes(), None).unwrap();
    assert_eq!(
        written(&table, &[2, 0, 1], Form::JsonLines),
        format!("{}\n{}\n{}\n", lines[2], lines[0], lines[1])
    );
}

#[test]
fn numbers_with_a_decimal_comma_are_numbers_of_json() {
    let table = table("a;b\n7,4;1.234\n7,8;x\n");
    assert_eq!(
        written(&table, &[0, 1], Form::JsonLines),
        "{\"a\":7.4,\"b\":\"1.234\"}\n{\"a\":7.8,\"b\":\"x\"}\n"
    );
}

#[test]
fn names_that_come_late_are_columns_as_well() {
    let text = "{\"a\":\"x\"}\n".repeat(3000) + "{\"a\":\"y\",\" late \":7}\n{\"a\"";
    let table = Table::peek("a.jsonl", text.into_bytes(), None).unwrap();
    let summary = table.summary();
    assert_eq!((summary.rows, summary.uneven, summary.columns.len()), (3001, 0, 2));
    assert_eq!((summary.columns[1].name.as_str(), summary.columns[1].number), (" late ", true));
    let filters = vec![Filter { column: Some(1), test: Test::AtLeast(7.0) }];
    let order = table.order(&View { filters, ..View::default() }, &mut go).unwrap();
    assert_eq!(column(&table, &order, 1), ["7"]);
    assert_eq!(written(&table, &order, Form::Comma), "a, late \r\ny,7\r\n");
}

#[test]
fn rows_with_more_names_than_columns_are_told() {
    let many: Vec<String> = (0..1001).map(|name| format!("\"{name}\":{name}")).collect();
    let text = format!("{{\"0\":1}}\n{{{}}}\n", many.join(","));
    let summary = Table::read("a.jsonl", text.into_bytes(), None).unwrap().summary();
    assert_eq!((summary.columns.len(), summary.uneven), (1000, 1));
}

#[test]
fn names_are_seen_beside_a_column_without_one_above_years_and_below_a_word_for_excel() {
    let header = |text: &str| table(text).dialect().header;
    assert!(header(",a,b\n0,1,x\n1,2,y\n"));
    assert!(header("country,2010,2011,2012\nDE,1.5,2,3\n"));
    assert!(header("id,name\n") && !header("name\n") && !header("1,name\n"));
    assert!(table("id,name\n").is_empty() && table("id,name\n").summary().rows == 0);
    assert!(!header("Smith,1980,2005\nJones,1975,2010\n") && !header("Berlin,,abc\nParis,,def\n"));
    let excel = table("sep=;\r\na;b\r\n1,5;2\r\n");
    assert_eq!((excel.dialect(), excel.len()), (Dialect { form: Form::Semicolon, header: true }, 1));
    assert_eq!(excel.cells(0), ["1,5", "2"]);
}

#[test]
fn cells_beyond_the_names_are_columns_and_are_exported() {
    let ragged = table("a,b\n1,2,3\n4\n5,6,7,8\n");
    let summary = ragged.summary();
    assert_eq!((summary.columns.len(), summary.uneven), (4, 2));
    assert_eq!(written(&ragged, &[2, 0], Form::Comma), "a,b,3,4\r\n5,6,7,8\r\n1,2,3,\r\n");
    // A title is no row of names.
    let titled = table("Sales of 2024\n\nname,n,m\nx,1,2\ny,3,4\n");
    assert_eq!((titled.dialect().header, titled.summary().columns.len(), titled.len()), (false, 3, 4));
    assert!(!table("# made by hand\na,b\n1,2\n3,4\n").dialect().header);
    let torn = table(&format!("a,b\n1,2\n{}\n", ",".repeat(5000)));
    assert_eq!((torn.summary().columns.len(), torn.summary().uneven), (1000, 2));
}

#[test]
fn an_object_has_every_cell_under_a_name_of_its_own() {
    let table = table("a,b,a,a 2\n1,x,y,z\n2,x,y,z\n");
    let first = "{\"a\":1,\"b\":\"x\",\"a 3\":\"y\",\"a 2\":\"z\"}\n";
    assert_eq!(written(&table, &[0], Form::JsonLines), first);
}

#[test]
fn lines_of_a_file_that_is_called_so_are_lines_of_json() {
    let long = format!("{{\"a\":\"{}\"}}\n", "x".repeat(70_000));
    for text in [long.as_str(), "{\"a\":1}\n[1,2]\n"] {
        let table = Table::read("a.ndjson", text.as_bytes().to_vec(), None).unwrap();
        assert_eq!(table.dialect().form, Form::JsonLines);
    }
}

#[test]
fn numbers_have_units_and_gaps_and_are_finite() {
    use super::cell::number;
    for (cell, point, comma) in [
        ("1 234.5", Some(1234.5), None),
        ("1\u{202f}234\u{a0}567,5", None, None),
        ("12\u{a0}345,5 €", None, Some(12345.5)),
        ("1'234.50", Some(1234.5), None),
        ("$1,000", Some(1000.0), Some(1.0)),
        ("-5 %", Some(-5.0), Some(-5.0)),
        ("12 34", None, None),
        ("030 123 456", None, None),
        ("-inf", None, None),
        ("+nan", None, None),
        ("1e999", None, None),
        ("%", None, None),
    ] {
        assert_eq!((number(cell, false), number(cell, true)), (point, comma), "{cell}");
    }
    // What they count is not lost.
    let table = table("a;b\n5 %;x\n6 %;y\n");
    assert!(table.summary().columns[0].number);
    assert_eq!(written(&table, &[0], Form::JsonLines), "{\"a\":\"5 %\",\"b\":\"x\"}\n");
}

#[test]
fn dates_are_sorted_as_dates_and_texts_as_people_do() {
    let sorted = |text: &str, descending| {
        let table = table(text);
        let sort = vec![Sort { column: 0, descending }];
        let order = table.order(&View { sort, ..View::default() }, &mut go).unwrap();
        column(&table, &order, 0)
    };
    let dates = "day,x\n02.01.2024,1\n,1\n31.12.2022,1\n15.06.2023 10:00,1\n";
    assert_eq!(sorted(dates, false), ["31.12.2022", "15.06.2023 10:00", "02.01.2024", ""]);
    assert_eq!(sorted(dates, true), ["02.01.2024", "15.06.2023 10:00", "31.12.2022", ""]);
    let texts = "name,x\nZebra,1\nfile 10,1\nÖl,1\nFile 9,1\n,1\nOlm,1\n";
    assert_eq!(sorted(texts, false), ["File 9", "file 10", "Öl", "Olm", "Zebra", ""]);
    assert_eq!(sorted(texts, true), ["Zebra", "Olm", "Öl", "file 10", "File 9", ""]);
}
