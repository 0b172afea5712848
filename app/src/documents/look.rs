//! A first look into a document, for its row in the list: how many pages, and a picture of the first one.

use futures_util::StreamExt;
use image::{Format, Recipe, Resize};
use leptos::prelude::*;
use nearside::{File, Kind, Priority};
use worker::document as call;

use crate::desk::{self, Url};
use crate::row::{Leaf, Row};
use crate::text::documents::{fault, text};

/// The longer side of the tile in the list, in pixels of the page.
const TILE: f64 = 56.0;

/// Looks into the document of a row.
pub async fn look(row: Row, file: File) {
    let job = call::open(file.clone(), String::new()).near(call::key(&file)).priority(Priority::Visible);
    let document = match job.await {
        Ok(document) => document,
        Err(error) => {
            // A crash of the worker says nothing about the file yet; the file's own fault does.
            if matches!(error.kind(), Kind::Failed | Kind::BudgetExceeded) {
                let locked =
                    error.failed::<document::Error>().is_some_and(|own| own.kind == document::Kind::Locked);
                let leaf = if locked { Leaf::Shut(text().locked_row) } else { Leaf::Told(fault(&error)) };
                row.leaf.try_set(Some(leaf));
            }
            return;
        }
    };
    row.leaf.try_set(Some(Leaf::Pages(document.pages)));
    let Some(size) = document.sizes.first() else { return };
    let side = TILE * window().device_pixel_ratio().min(3.0);
    let scale = side as f32 / size.width.max(size.height).max(1.0);
    let look = document::Look { scale, ..document::Look::default() };
    let recipe = Recipe { resize: Some(Resize::longest(side as u32)), ..Recipe::to(Format::Png) };
    let mut pictures = call::pictures(file.clone(), String::new(), vec![0], look, recipe)
        .with(|job| job.near(call::key(&file)).priority(Priority::Visible));
    // Without a picture the row keeps its plain tile; the reader will say what is wrong, if something is.
    if let Some(Ok(picture)) = pictures.next().await {
        let url = Url::of(&picture);
        row.thumb.try_set(url.as_ref().map(Url::href));
        desk::with(row.id, |held| held.thumb = url);
    }
}
