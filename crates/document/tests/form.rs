//! Forms are read and filled, and other programs show what was entered.
#![cfg(feature = "edit")]
#![allow(clippy::unwrap_used, reason = "these are tests")]

mod support;

use nearside_document::cos::{Dict, Document, Object, Writer};
use nearside_document::edit::*;
use nearside_document::{Kind, Result};
use support::*;

/// A form with a text, a long text, a box, two radio buttons, a choice, a list, and a field that is only to be read.
fn form() -> Vec<u8> {
    let mut out = Vec::new();
    let mut writer = Writer::new(&mut out, false).unwrap();
    let (root, tree, page, radio) = (writer.reserve(), writer.reserve(), writer.reserve(), writer.reserve());
    let name = Object::name;
    let mut y = 700.0;
    let mut widget = || {
        y -= 60.0;
        Dict::new()
            .with("Type", name("Annot"))
            .with("Subtype", name("Widget"))
            .with("P", page)
            .with("Rect", Object::numbers([72.0, y, 272.0, y + 40.0]))
    };
    let field = |kind: &str, title: &str, flags: i64| {
        Dict::new().with("FT", name(kind)).with("T", Object::text(title)).with("Ff", flags)
    };
    let join = |mut one: Dict, other: Dict| {
        other.iter().for_each(|(name, value)| one.set_bytes(name, value.clone()));
        one
    };
    let look = Object::stream(
        Dict::new().with("Subtype", name("Form")).with("BBox", Object::numbers([0.0, 0.0, 200.0, 40.0])),
        Vec::new(),
    );
    let look = writer.add(&look).unwrap();
    let states = |on: &[u8]| {
        let mut looks = Dict::new().with("Off", look);
        looks.set_bytes(on, look.into());
        Dict::new().with("N", looks)
    };
    let options = Object::array([
        Object::array([Object::string("r"), Object::string("Red")]),
        Object::array([Object::string("g"), Object::string("Green")]),
    ]);
    let mut all = Vec::new();
    for dict in [
        join(field("Tx", "name", 0), widget()).with("MaxLen", 12).with("TU", Object::text("Your name")),
        join(field("Tx", "story", 1 << 12), widget()),
        join(field("Btn", "agree", 2), widget()).with("AP", states(b"Yes")).with("AS", name("Off")),
        join(field("Ch", "colour", 1 << 17), widget()).with("Opt", options.clone()),
        join(field("Ch", "list", 1 << 21), widget()).with("Opt", options),
        join(field("Tx", "fixed", 1), widget()).with("V", Object::string("as it is")),
    ] {
        all.push(writer.add(&dict.into()).unwrap());
    }
    // Names are bytes: the second one is no UTF-8.
    let buttons: Vec<_> = [&b"one"[..], b"m\xe4nnlich"]
        .iter()
        .map(|on| {
            let dict = widget().with("Parent", radio).with("AP", states(on)).with("AS", name("Off"));
            writer.add(&dict.into()).unwrap()
        })
        .collect();
    let kids = Object::array(buttons.iter().map(|id| Object::Ref(*id)));
    writer.put(radio, &field("Btn", "way", 1 << 15).with("Kids", kids).into()).unwrap();
    let annotations = Object::array(all.iter().chain(&buttons).map(|id| Object::Ref(*id)));
    let dict = Dict::new()
        .with("Type", name("Page"))
        .with("Parent", tree)
        .with("Annots", annotations)
        .with("MediaBox", Object::numbers([0.0, 0.0, 612.0, 792.0]))
        .with("Resources", Dict::new());
    writer.put(page, &dict.into()).unwrap();
    writer
        .put(
            tree,
            &Dict::new()
                .with("Type", name("Pages"))
                .with("Count", 1)
                .with("Kids", Object::array([page.into()]))
                .into(),
        )
        .unwrap();
    let font = Dict::new()
        .with("Type", name("Font"))
        .with("Subtype", name("Type1"))
        .with("BaseFont", name("Helvetica"))
        .with("Encoding", name("WinAnsiEncoding"));
    all.push(radio);
    let form = Dict::new()
        .with("Fields", Object::array(all.into_iter().map(Object::Ref)))
        .with("DA", Object::string("/Helv 0 Tf 0 g"))
        .with("NeedAppearances", Object::Bool(true))
        .with("DR", Dict::new().with("Font", Dict::new().with("Helv", font)));
    writer
        .put(
            root,
            &Dict::new().with("Type", name("Catalog")).with("Pages", tree).with("AcroForm", form).into(),
        )
        .unwrap();
    writer.finish(Dict::new().with("Root", root)).unwrap();
    out
}

fn make(document: &Document, values: &[(&str, Value)]) -> Result<Vec<u8>> {
    let values: Vec<_> = values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    let mut out = Vec::new();
    fill(Input { document, name: "form.pdf" }, &values, &mut out, &mut |_| Ok(()))?;
    Ok(out)
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

#[test]
fn fields_say_what_they_take_and_where_they_are() {
    let all = fields(&open(&form()).unwrap()).unwrap();
    let names: Vec<_> = all.iter().map(|field| &field.name[..]).collect();
    assert_eq!(names, ["name", "story", "agree", "colour", "list", "fixed", "way"]);
    assert_eq!(all[0].kind, FieldKind::Text { lines: false, max: Some(12), password: false });
    assert_eq!(all[0].label.as_deref(), Some("Your name"));
    assert_eq!((all[2].kind.clone(), all[2].required), (FieldKind::Check, true));
    assert_eq!(all[2].widgets[0].on.as_deref(), Some("Yes"));
    let FieldKind::Choice { options, free: false, several: false } = &all[3].kind else { panic!("{all:?}") };
    assert_eq!(options[1], ("g".to_owned(), "Green".to_owned()));
    assert!(all[5].locked && all[5].value == text("as it is"));
    let on: Vec<_> = all[6].widgets.iter().map(|widget| widget.on.clone().unwrap()).collect();
    assert_eq!((all[6].kind.clone(), on), (FieldKind::Radio, vec!["one".to_owned(), "männlich".to_owned()]));
    assert_eq!(all[0].widgets[0].at, Rect { x: 72.0, y: 112.0, width: 200.0, height: 40.0 });
}

#[test]
fn what_was_filled_in_is_read_again_and_shown_by_others() {
    let whole = open(&form()).unwrap();
    let several = Value::Several(vec!["r".into(), "g".into()]);
    let values = [
        ("name", text("Grüße (1)")),
        ("story", text("A long story that needs more than a line of a box\nand another")),
        ("agree", text("Yes")),
        ("colour", text("g")),
        ("list", several.clone()),
        ("way", text("männlich")),
    ];
    let made = make(&whole, &values).unwrap();
    if has("qpdf") {
        let (verdict, words) = qpdf(&made, "");
        assert_eq!(verdict, 0, "{words}");
    }
    let document = open(&made).unwrap();
    let after = fields(&document).unwrap();
    for (name, value) in &values {
        let field = after.iter().find(|field| field.name == *name).unwrap();
        assert_eq!(field.value, *value, "{name}");
    }
    let form = document.dict(document.catalog().unwrap().get("AcroForm")).unwrap();
    assert!(!form.has("NeedAppearances"));
    let widgets = document.array(document.page(0).unwrap().dict.get("Annots")).unwrap();
    let shown = widgets
        .iter()
        .filter(|widget| document.dict(widget).unwrap().get("AS").as_name() == Some(b"m\xe4nnlich"));
    assert_eq!(shown.count(), 1);
    if has("pdftotext") {
        let words = pdftotext(&made).split_whitespace().collect::<Vec<_>>().join(" ");
        for part in ["Grüße (1)", "A long story", "and another", "Green", "as it is"] {
            assert!(words.contains(part), "{part}: {words}");
        }
    }
    let flat = Plan::whole(Finish { flatten: true, ..Finish::default() });
    let mut out = Vec::new();
    arrange(&[Input { document: &document, name: "a" }], &flat, &mut out, &mut |_| Ok(())).unwrap();
    let document = open(&out).unwrap();
    assert!(!document.catalog().unwrap().has("AcroForm") && !document.page(0).unwrap().dict.has("Annots"));
    if has("pdftotext") {
        assert!(pdftotext(&out).contains("Grüße (1)"));
    }
    let empty = make(&open(&made).unwrap(), &[("name", Value::None), ("agree", Value::None)]).unwrap();
    let after = fields(&open(&empty).unwrap()).unwrap();
    assert!(after[0].value == Value::None && after[2].value == Value::None && after[3].value == text("g"));
}

#[test]
fn values_that_do_not_fit_are_told_in_sentences() {
    let whole = open(&form()).unwrap();
    for (name, value, kind) in [
        ("none", text("a"), Kind::Missing),
        ("name", text("more than twelve letters"), Kind::Settings),
        ("fixed", text("a"), Kind::Settings),
        ("agree", text("Maybe"), Kind::Settings),
        ("colour", text("blue"), Kind::Settings),
        ("way", text("three"), Kind::Settings),
    ] {
        let error = make(&whole, &[(name, value)]).unwrap_err();
        assert!(error.kind == kind && error.message.ends_with('.'), "{error}");
    }
    let plain = open(&texts(&["a"])).unwrap();
    assert_eq!(make(&plain, &[("a", text("b"))]).unwrap_err().kind, Kind::Missing);
    assert_eq!(fields(&plain).unwrap(), []);
}

#[test]
fn forms_of_the_corpus_take_values() {
    let (mut filled, mut bad) = (0, Vec::new());
    for path in corpus() {
        let Ok(document) = open(&std::fs::read(&path).unwrap()) else { continue };
        let all = fields(&document).unwrap();
        let fits = |field: &&Field| {
            !field.locked
                && matches!(field.kind, FieldKind::Text { max, password: false, .. } if max.is_none_or(|max| max > 6))
                && !field.widgets.is_empty()
        };
        let Some(field) = all.iter().find(fits) else { continue };
        match make(&document, &[(&field.name, text("Zyxwv"))]) {
            Ok(made) => {
                let again = fields(&open(&made).unwrap()).unwrap();
                let value = again.iter().find(|own| own.name == field.name).map(|own| own.value.clone());
                let sound = !has("qpdf") || qpdf(&made, "").0 != 2;
                if value == Some(text("Zyxwv")) && sound {
                    filled += 1
                } else {
                    bad.push(format!("{}: {value:?} {sound}", name(&path)))
                }
            }
            Err(error) => bad.push(format!("{}: {error}", name(&path))),
        }
    }
    println!("{filled} filled, bad: {bad:#?}");
    assert!(bad.is_empty(), "{bad:#?}");
}

#[test]
fn letters_of_half_of_europe_are_drawn() {
    let story = "Łódź, Győr, İzmir, Київ";
    let made = make(&open(&form()).unwrap(), &[("story", text(story))]).unwrap();
    let says = |bytes: &[u8]| {
        let document = open(bytes).unwrap();
        let form = document.get(document.catalog().unwrap().get("AcroForm")).unwrap();
        form.dict().is_some_and(|form| *form.get("NeedAppearances") == Object::Bool(true))
    };
    assert!(!says(&made));
    if has("pdftotext") {
        let text = pdftotext(&made);
        assert!(text.contains(story), "{text}");
    }
    // Of other scripts the value is kept, and programs that have their fonts are asked to draw it.
    let document = open(&form()).unwrap();
    let made = make(&document, &[("story", text("日本"))]).unwrap();
    assert!(says(&made));
    assert_eq!(fields(&open(&made).unwrap()).unwrap()[1].value, text("日本"));
}
