//! What a PDF says about itself.

use hayro::hayro_syntax::PdfVersion;
use hayro::hayro_syntax::object::{Array, Dict, MaybeRef, Name, Object, String as PdfString};

use super::labels::{self, Stretch};
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
    let stretch = |(from, style): (Object<'_>, Object<'_>)| {
        let from = u32::try_from(from.into_number()?.as_i64()).ok()?;
        let style = style.into_dict()?;
        let prefix = style.get::<PdfString<'_>>(b"P").map(|prefix| strings::text(prefix.as_bytes()));
        Some(Stretch {
            from,
            prefix: prefix.unwrap_or_default(),
            style: style.get::<Name<'_>>(b"S").and_then(|name| name.as_ref().first().copied()),
            start: style.get::<u32>(b"St").unwrap_or(1),
        })
    };
    let stretches = names::pairs(tree, b"Nums").into_iter().filter_map(stretch).collect();
    labels::labels(stretches, session.count())
}
