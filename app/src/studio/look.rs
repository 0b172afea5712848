//! A first look into a video or a sound, for its row in the list: how long it plays, its size, its codecs, a picture.

use leptos::prelude::*;
use nearside::{File, Kind, Priority};
use video::Role;
use video::settings::{Still, StillFormat};
use worker::video as call;

use super::{clock, names};
use crate::desk::{self, Url};
use crate::row::{Leaf, Row};
use crate::text::studio::fault;

/// The longer side of the picture, in pixels: a tile in the list, and the poster while the studio opens.
const SIDE: u32 = 320;
/// Films begin in the dark.
const INTO: f64 = 0.1;

/// Looks into the file of a row.
pub async fn look(row: Row, file: File) {
    let key = call::key(&file);
    let media = match call::look(file.clone()).near(key.clone()).priority(Priority::Visible).await {
        Ok(media) => media,
        Err(error) => {
            // A crash of the worker says nothing about the file yet; the file's own fault does.
            if matches!(error.kind(), Kind::Failed | Kind::BudgetExceeded | Kind::Unsupported) {
                row.leaf.try_set(Some(Leaf::Told(fault(&error))));
            }
            return;
        }
    };
    let mut facts = names::brief(&media);
    facts.insert(0, clock::length(media.duration));
    row.leaf.try_set(Some(Leaf::Facts(facts)));
    if !media.tracks.iter().any(|track| matches!(track.role, Role::Video(_))) {
        return;
    }
    let still = Still {
        time: media.duration * INTO,
        format: StillFormat::Jpeg,
        side: Some(SIDE),
        ..Still::default()
    };
    // Without a picture the row keeps its plain tile; the studio will say what is wrong, if something is.
    if let Ok(picture) = call::still(file, still, Vec::new()).near(key).priority(Priority::Visible).await {
        let url = Url::of(&picture);
        row.thumb.try_set(url.as_ref().map(Url::href));
        desk::with(row.id, |held| held.thumb = url);
    }
}
