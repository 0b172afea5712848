//! Damaged and hostile files: every edit ends, in a document or in a sentence.
#![cfg(feature = "edit")]
#![allow(clippy::unwrap_used, reason = "these are tests")]

mod support;

use std::time::{Duration, Instant};

use nearside_document::Result;
use nearside_document::cos::Document;
use nearside_document::edit::*;
use support::*;

/// Everything that can be done with a file.
fn all(document: &Document) -> Vec<Result<()>> {
    let input = Input { document, name: "a.pdf" };
    let step = &mut |_: f32| Ok(());
    let out = &mut Vec::new();
    let finish = Finish {
        crop: Some(Edges { left: 1.0, ..Edges::default() }),
        marks: vec![Mark::default()],
        flatten: true,
        compress: Some(Compress::default()),
        ..Finish::default()
    };
    let sheet = Finish {
        sheet: Some(Sheet { columns: 2, rows: 2, paper: Paper::A4, gap: 5.0 }),
        ..Finish::default()
    };
    let redaction = Redaction {
        words: vec![Word { text: "the".into(), ..Word::default() }],
        areas: vec![Area { page: 0, at: Rect { x: 50.0, y: 50.0, width: 200.0, height: 200.0 } }],
        ..Redaction::default()
    };
    let known = fields(document).unwrap_or_default();
    let values: Vec<_> =
        known.iter().take(1).map(|field| (field.name.clone(), Value::Text("a".into()))).collect();
    vec![
        arrange(&[input, input], &Plan::merge(2), out, step).map(drop),
        arrange(&[input], &Plan::whole(finish), out, step).map(drop),
        arrange(&[input], &Plan::whole(sheet), out, step).map(drop),
        cuts(input, &Split::Outline(3), step).map(drop),
        redact(input, &redaction, out, step).map(drop),
        fill(input, &values, out, step),
        check(document, &redaction, &mut Certificate::default(), step),
    ]
}

/// Numbers that look random and are the same every time.
fn random(state: &mut u64) -> usize {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*state >> 33) as usize
}

#[test]
fn damaged_files_end_every_edit_soon() {
    let mut state = 7;
    let (mut made, mut told, mut slow) = (0, 0, Vec::new());
    for path in corpus() {
        let bytes = std::fs::read(&path).unwrap();
        if bytes.len() > 60_000 {
            continue;
        }
        for round in 0..3 {
            let mut bytes = bytes.clone();
            for _ in 0..round * 12 {
                let at = random(&mut state) % bytes.len();
                bytes[at] = random(&mut state) as u8;
            }
            let Ok(document) = open(&bytes) else { continue };
            if document.page_count().unwrap_or(0) > 200 {
                continue;
            }
            let start = Instant::now();
            for result in all(&document) {
                match result {
                    Ok(()) => made += 1,
                    Err(error) => {
                        assert!(error.message.ends_with('.'), "{error}");
                        told += 1;
                    }
                }
            }
            if start.elapsed() > Duration::from_secs(20) {
                slow.push(format!("{} took {:?}", name(&path), start.elapsed()));
            }
        }
    }
    println!("{made} documents, {told} sentences, slow: {slow:#?}");
    assert!(slow.is_empty(), "{slow:#?}");
}
