//! What was removed, what was looked for afterwards, and what was still found: in words that claim no more than was done.

use document::Inside;
use document::edit::Certificate;
use leptos::prelude::*;
use nearside::File;

use crate::documents::modal::modal;
use crate::documents::reader::Reader;
use crate::number;
use crate::save::download;
use crate::text::documents::edit::edit as text;
use crate::ui::icon::{Icon, icon};
use crate::ui::live::live;

/// The dialog, once something was removed.
pub fn dialog(reader: Reader) -> AnyView {
    live(move || {
        reader
            .edits
            .proof
            .get()
            .map_or(().into_any(), |(certificate, further)| untrack(|| shown(reader, &certificate, further)))
    })
    .into_any()
}

/// Lines of a certificate: what, and how often.
fn removed(certificate: &Certificate) -> Vec<(&'static str, u64)> {
    let counts = [
        certificate.glyphs,
        certificate.pictures,
        certificate.paths,
        certificate.annotations,
        certificate.attachments,
        certificate.revisions,
    ];
    text().removed.into_iter().zip(counts).filter(|(_, count)| *count > 0).collect()
}

fn shown(reader: Reader, certificate: &Certificate, further: bool) -> AnyView {
    let t = text();
    let close = move || reader.edits.proof.set(None);
    let left: u64 = certificate.words.iter().map(|word| word.left).sum();
    let under = certificate.under.count();
    let verdict = match (left, under, certificate.words.is_empty()) {
        (0, 0, false) => t.none_left.to_owned(),
        (0, 0, true) => t.only_areas.to_owned(),
        (0, under, _) => (t.some_under)(under as usize),
        (left, ..) => (t.some_left)(left as usize),
    };
    let good = left == 0 && under == 0;
    let whole = |count: u64| number::whole(count as f64);
    let removed = removed(certificate).into_iter().map(|(name, count)| {
        view! { <div><dt>{name}</dt><dd class="numbers">{whole(count)}</dd></div> }.into_any()
    });
    let removed: Vec<AnyView> = removed.collect();
    let nothing = removed.is_empty();
    let words = certificate.words.iter().map(|word| {
        view! {
            <tr>
                <th scope="row">{word.text.clone()}</th>
                <td class="numbers">{whole(word.removed)}</td>
                <td class="numbers" data-left=word.left.to_string()>{whole(word.left)}</td>
            </tr>
        }
        .into_any()
    });
    let words: Vec<AnyView> = words.collect();
    let table = (!words.is_empty()).then(|| {
        view! {
            <table>
                <thead>
                    <tr><th scope="col">{t.word}</th><th scope="col">{t.was_there}</th><th scope="col">{t.is_there}</th></tr>
                </thead>
                <tbody>{words}</tbody>
            </table>
        }
        .into_any()
    });
    let notes: Vec<AnyView> =
        certificate.notes.iter().map(|note| view! { <li>{note.clone()}</li> }.into_any()).collect();
    let own = certificate.clone();
    let save = move |_| {
        // A certificate of numbers and texts is always written.
        if let Ok(json) = serde_json::to_vec_pretty(&own) {
            download(&File::new("certificate.json", json).blob(), "certificate.json");
        }
    };
    view! {
        {modal(
            "certificate",
            t.certificate,
            "#certificate-close",
            close,
            view! {
                <div class="stack">
                    <p class=if good { "verdict good" } else { "verdict bad" } role="status">
                        {icon(if good { Icon::Check } else { Icon::Warn }).into_any()}
                        <span>{verdict}</span>
                    </p>
                    <p>{(t.touched)(certificate.touched.len(), certificate.pages as usize)}</p>
                    {if nothing {
                        view! { <p>{t.nothing_removed}</p> }.into_any()
                    } else {
                        view! { <dl class="counts">{removed}</dl> }.into_any()
                    }}
                    {table}
                    {(certificate.boxes > 0).then(|| {
                        let Inside { glyphs, pictures, paths } = certificate.under;
                        let words = (t.boxes_checked)(certificate.boxes as usize, [glyphs, pictures, paths].map(|n| n as usize));
                        view! { <p id="certificate-boxes">{words}</p> }
                    })}
                    {(!notes.is_empty()).then(|| view! { <ul class="notes">{notes}</ul> })}
                    <p class="hint">{t.how_checked}</p>
                    {if further {
                        view! { <p class="hint">{t.further}</p> }.into_any()
                    } else {
                        view! { <p class="hint sum">{t.sum} " " <code>{certificate.after.clone()}</code></p> }.into_any()
                    }}
                    <div class="actions">
                        <button type="button" class="primary" id="certificate-close" on:click=move |_| close()>
                            {t.close}
                        </button>
                        <button type="button" id="certificate-save" on:click=save>{t.save_certificate}</button>
                    </div>
                </div>
            }
            .into_any(),
        )}
    }
    .into_any()
}
