//! A recipe as a link: its JSON in the address, after the `#`, which browsers never send to a server.

use image::Recipe;
use leptos::prelude::{document, window};
use leptos::task::spawn_local;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use crate::keep;
use crate::session::Session;
use crate::text::text;
use crate::ui::toast;

/// The recipe in an address, if there is a sound one.
fn read(hash: &str) -> Option<Recipe> {
    let packed = crate::route::recipe(hash)?.replace('-', "+").replace('_', "/");
    let json = window().atob(&packed).ok()?;
    serde_json::from_str(&json).ok().filter(|recipe: &Recipe| recipe.check().is_ok())
}

/// Takes the recipe in an address for all files, as a step that can be undone, and off the address, so that a reload does
/// not bring it again.
pub fn follow(session: Session, hash: String) {
    let Some(recipe) = read(&hash) else { return };
    spawn_local(async move {
        // What was kept would take its place.
        keep::restored().await;
        session.edit("link", |base| *base = recipe.clone());
        let location = window().location();
        let (Ok(here), Ok(page), Ok(history)) = (location.hash(), location.href(), window().history()) else {
            return;
        };
        if let (true, Some((page, _)), Some((place, _))) =
            (here == hash, page.split_once('#'), hash.split_once('?'))
        {
            // An address that stays as it is brings the same settings once more.
            let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&format!("{page}{place}")));
        }
    });
}

/// The address that brings this recipe to whoever opens it.
pub fn write(recipe: &Recipe) -> Option<String> {
    let json = serde_json::to_string(recipe).ok()?;
    let packed = window().btoa(&json).ok()?.replace('+', "-").replace('/', "_").replace('=', "");
    let page = document().base_uri().ok().flatten()?;
    Some(format!("{page}#/?r={packed}"))
}

/// Puts the link into the clipboard.
pub fn copy(session: Session) {
    let Some(link) = leptos::prelude::untrack(|| write(&session.recipe())) else { return };
    spawn_local(async move {
        let clipboard = window().navigator().clipboard();
        let copied = JsFuture::from(clipboard.write_text(&link)).await.is_ok();
        toast::show(session, if copied { text().link_copied } else { text().link_not_copied });
    });
}
