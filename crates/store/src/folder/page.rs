//! The page's part: the picker and the question for leave, which need a person's click and a window.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::handle::{Directory, has, option, refused, shut, writing};
use super::kept;
use crate::browser::name_of;
use crate::{Error, Kind, Place, Result, Settings};

const PICKER: &str = "showDirectoryPicker";

/// Whether this browser lets a page open a folder.
pub fn is_offered() -> bool {
    has(&js_sys::global(), PICKER)
}

/// Lets the person pick a folder and allow it to be written, keeps its handle, and tells the settings to connect it with.
/// Call it from a click.
///
/// # Errors
/// [`Kind::Cancelled`] when the person picks none, [`Kind::Denied`] when nothing may be written there, [`Kind::Unsupported`]
/// where there is no picker.
pub async fn pick() -> Result<Settings> {
    let global = js_sys::global();
    let picker: Function =
        Reflect::get(&global, &PICKER.into()).unwrap_or_default().dyn_into().map_err(|_| missing())?;
    // Reading first: Chromium offers to remember a leave that grew, and not one that was given at once.
    let shown =
        picker.call1(&global, &option("mode", "read")).map_err(|error| refused("", "The folder", &error))?;
    let handle: Directory = match JsFuture::from(shown.unchecked_into::<Promise>()).await {
        Ok(handle) => handle.unchecked_into(),
        Err(error) if name_of(&error) == "AbortError" => {
            return Err(Error::new(Kind::Cancelled, "No folder was picked."));
        }
        Err(error) => return Err(refused("this device", "The folder", &error)),
    };
    if !ask(&handle).await? {
        return Err(shut(&handle.name()));
    }
    let key = kept::keep(&handle).await?;
    Ok(Settings::Folder { name: handle.name(), key })
}

/// Asks the person again for leave to use a folder, when a call has answered [`Kind::Denied`]: after a restart the browser may
/// want that. Call it from a click. Whether it was given.
///
/// # Errors
/// [`Kind::NotFound`] when this browser has lost its handle.
pub async fn allow(place: &Place) -> Result<bool> {
    ask(&kept::find(&place.id, &place.name).await?).await
}

async fn ask(handle: &Directory) -> Result<bool> {
    let answer =
        handle.request(&writing()).await.map_err(|error| refused(&handle.name(), "The folder", &error))?;
    Ok(answer == "granted")
}

fn missing() -> Error {
    let text = "This browser cannot open folders. Export an archive instead, or use Chrome, Edge or another of their kind.";
    Error::new(Kind::Unsupported, text)
}
