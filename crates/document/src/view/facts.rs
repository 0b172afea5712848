//! What a PDF says about itself.

use hayro::hayro_syntax::PdfVersion;
use hayro::hayro_syntax::object::{Array, Dict, MaybeRef, Name, Object, String as PdfString};

use super::session::Session;
use super::{attach, names, outline, strings};
use crate::{Document, Facts, Form, Format, Layer, Note};

/// How many layers and form fields are looked at.
const LOOKED_AT: usize = 5000;

pub(super) fn document(session: &Session<'_>) -> Document {
    let catalog = session.catalog();
    let form = catalog.get::<Dict<'_>>(b"AcroForm");
    let kind = form.as_ref().map(form_kind).unwrap_or_default();
    Document {
        format: Format::Pdf,
        version: Some(version(session.pdf.version()).to_owned()),
        pages: session.count(),
        sizes: (0..session.count().min(Document::SIZES)).map(|page| session.size(page)).collect(),
        labels: labels(session, &catalog),
        facts: facts(session, &catalog),
        outline: outline::outline(session),
        attachments: attach::attachments(session),
        layers: layers(&catalog),
        form: kind,
        signed: form.is_some_and(|form| form.get::<i32>(b"SigFlags").is_some_and(|flags| flags & 1 != 0)),
        encrypted: session.encrypted,
        refused: Vec::new(),
        notes: if kind == Form::Xfa { vec![Note::Xfa] } else { Vec::new() },
    }
}

fn version(version: PdfVersion) -> &'static str {
    match version {
        PdfVersion::Pdf10 => "1.0",
        PdfVersion::Pdf11 => "1.1",
        PdfVersion::Pdf12 => "1.2",
        PdfVersion::Pdf13 => "1.3",
        PdfVersion::Pdf14 => "1.4",
        PdfVersion::Pdf15 => "1.5",
        PdfVersion::Pdf16 => "1.6",
        PdfVersion::Pdf17 => "1.7",
        PdfVersion::Pdf20 => "2.0",
    }
}

fn facts(session: &Session<'_>, catalog: &Dict<'_>) -> Facts {
    let known = session.pdf.metadata();
    let text = |bytes: &Option<Box<[u8]>>| strings::some(bytes.as_deref()?);
    Facts {
        title: text(&known.title),
        author: text(&known.author),
        subject: text(&known.subject),
        keywords: text(&known.keywords),
        creator: text(&known.creator),
        producer: text(&known.producer),
        created: known.creation_date.as_ref().map(strings::date),
        changed: known.modification_date.as_ref().map(strings::date),
        language: catalog.get::<PdfString<'_>>(b"Lang").and_then(|name| strings::some(name.as_bytes())),
    }
}

/// XFA is told only where it is all that there is: most of such files bring ordinary fields along.
fn form_kind(form: &Dict<'_>) -> Form {
    let fields = form.get::<Array<'_>>(b"Fields").is_some_and(|fields| fields.raw_iter().next().is_some());
    match (fields, form.contains_key(b"XFA")) {
        (true, _) => Form::Fields,
        (false, true) => Form::Xfa,
        (false, false) => Form::None,
    }
}

fn layers(catalog: &Dict<'_>) -> Vec<Layer> {
    let Some(properties) = catalog.get::<Dict<'_>>(b"OCProperties") else { return Vec::new() };
    let config = properties.get::<Dict<'_>>(b"D").unwrap_or_default();
    let numbers = |dict: &Dict<'_>, key: &[u8]| -> Vec<u32> {
        let all = dict.get::<Array<'_>>(key).unwrap_or_default();
        let number = |item: MaybeRef<Object<'_>>| Some(item.as_obj_ref()?.obj_number);
        all.raw_iter().take(LOOKED_AT).filter_map(number).collect()
    };
    let hidden = config.get::<Name<'_>>(b"BaseState").is_some_and(|state| state.as_ref() == b"OFF");
    let (on, off) = (numbers(&config, b"ON"), numbers(&config, b"OFF"));
    let ids = numbers(&properties, b"OCGs");
    let groups = properties.get::<Array<'_>>(b"OCGs").unwrap_or_default();
    let layer = |(id, group): (u32, Dict<'_>)| Layer {
        id,
        name: group
            .get::<PdfString<'_>>(b"Name")
            .map(|name| strings::text(name.as_bytes()))
            .unwrap_or_default(),
        shown: if hidden { on.contains(&id) } else { !off.contains(&id) },
    };
    ids.into_iter().zip(groups.iter::<Dict<'_>>()).map(layer).collect()
}

fn labels(session: &Session<'_>, catalog: &Dict<'_>) -> Vec<String> {
    let Some(tree) = catalog.get::<Dict<'_>>(b"PageLabels") else { return Vec::new() };
    let mut ranges: Vec<(u32, Dict<'_>)> = names::pairs(tree, b"Nums")
        .into_iter()
        .filter_map(|(from, style)| {
            Some((u32::try_from(from.into_number()?.as_i64()).ok()?, style.into_dict()?))
        })
        .collect();
    ranges.sort_by_key(|(from, _)| *from);
    let label = |page: u32| {
        let Some((from, style)) = ranges.iter().rev().find(|(from, _)| *from <= page) else {
            return (page + 1).to_string();
        };
        let prefix = style.get::<PdfString<'_>>(b"P").map(|prefix| strings::text(prefix.as_bytes()));
        let number = style.get::<u32>(b"St").unwrap_or(1).saturating_add(page - from);
        let number = match style.get::<Name<'_>>(b"S").as_deref() {
            Some(b"D") => number.to_string(),
            Some(b"R") => roman(number),
            Some(b"r") => roman(number).to_lowercase(),
            Some(b"A") => letters(number),
            Some(b"a") => letters(number).to_lowercase(),
            _ => String::new(),
        };
        prefix.unwrap_or_default() + &number
    };
    let labels: Vec<String> = (0..session.count()).map(label).collect();
    let plain = labels.iter().zip(1..).all(|(label, number): (_, u32)| *label == number.to_string());
    if plain { Vec::new() } else { labels }
}

fn roman(mut number: u32) -> String {
    const SIGNS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if number > 100_000 {
        return number.to_string();
    }
    let mut text = String::new();
    for (value, sign) in SIGNS {
        while number >= value {
            text.push_str(sign);
            number -= value;
        }
    }
    text
}

/// A to Z, then AA to ZZ, and so on.
fn letters(number: u32) -> String {
    let Some(index) = number.checked_sub(1) else { return String::new() };
    let letter = char::from(b'A' + (index % 26) as u8);
    std::iter::repeat_n(letter, (index / 26) as usize % 100 + 1).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_numbered_in_each_style() {
        assert_eq!((roman(4).as_str(), roman(1999).as_str()), ("IV", "MCMXCIX"));
        assert_eq!((letters(1).as_str(), letters(28).as_str(), letters(0).as_str()), ("A", "BB", ""));
    }
}
