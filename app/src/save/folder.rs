//! Saving into a folder, with the folders that the originals came in. Nothing is overwritten without a question.

use js_sys::{Object, Reflect};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    FileSystemDirectoryHandle, FileSystemFileHandle, FileSystemGetDirectoryOptions, FileSystemGetFileOptions,
    FileSystemWritableFileStream,
};

use super::name::numbered;
use super::{Item, each, saved};
use crate::awake;
use crate::open::{modern, set};
use crate::session::Session;
use crate::text::text;
use crate::ui::dialog::ask;
use crate::ui::toast;

/// What to do with a name that is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clash {
    /// Save under another name.
    KeepBoth,
    /// Overwrite.
    Replace,
    /// Leave what is there.
    Skip,
}

/// Whether this browser can write into a folder.
pub fn can() -> bool {
    Reflect::get(&window(), &"showDirectoryPicker".into()).is_ok_and(|pick| pick.is_function())
}

/// Asks for a folder and saves there. Where that is forbidden, saves as downloads.
pub fn save(session: Session, items: Vec<Item>) {
    let options = Object::new();
    set(&options, "mode", "readwrite".into());
    let picked = modern("showDirectoryPicker", &options);
    spawn_local(async move {
        let Some(picked) = picked else { return each(session, items).await };
        match JsFuture::from(picked).await {
            Ok(root) => write(session, root.unchecked_into(), items).await,
            Err(error) if name_of(&error) == "AbortError" => {}
            Err(_) => each(session, items).await,
        }
    });
}

async fn write(session: Session, root: FileSystemDirectoryHandle, items: Vec<Item>) {
    let mut clashes = 0;
    for item in &items {
        clashes += usize::from(exists(&root, &item.path).await);
    }
    let clash = match clashes {
        0 => Clash::Skip,
        _ => match ask(session, clashes).await {
            Some(clash) => clash,
            None => return,
        },
    };
    let _work = awake::work();
    let of = items.len() as f64;
    let (mut written, mut failed) = (0, 0);
    for (index, item) in items.iter().enumerate() {
        session.saving.set(Some(index as f64 / of));
        let taken = clashes > 0 && exists(&root, &item.path).await;
        let path = match clash {
            Clash::Skip if taken => continue,
            Clash::KeepBoth if taken => free(&root, &item.path).await,
            _ => item.path.clone(),
        };
        match put(&root, &path, &item.file.blob()).await {
            Ok(()) => {
                written += 1;
                saved(item.row);
            }
            Err(_) => failed += 1,
        }
    }
    session.saving.set(None);
    let t = text();
    toast::show(session, if failed > 0 { (t.save_partly)(written, failed) } else { (t.said_saved)(written) });
}

async fn exists(root: &FileSystemDirectoryHandle, path: &str) -> bool {
    match parent(root, path, false).await {
        Ok((folder, name)) => JsFuture::from(folder.get_file_handle(name)).await.is_ok(),
        Err(_) => false,
    }
}

/// The first name of its kind that is not taken.
async fn free(root: &FileSystemDirectoryHandle, path: &str) -> String {
    let mut n = 2;
    while exists(root, &numbered(path, n)).await {
        n += 1;
    }
    numbered(path, n)
}

async fn put(root: &FileSystemDirectoryHandle, path: &str, blob: &web_sys::Blob) -> Result<(), JsValue> {
    let (folder, name) = parent(root, path, true).await?;
    let options = FileSystemGetFileOptions::new();
    options.set_create(true);
    let file = JsFuture::from(folder.get_file_handle_with_options(name, &options)).await?;
    let file: FileSystemFileHandle = file.unchecked_into();
    let stream: FileSystemWritableFileStream = JsFuture::from(file.create_writable()).await?.unchecked_into();
    JsFuture::from(stream.write_with_blob(blob)?).await?;
    // The browser writes beside the file and swaps at the end: what was there stays whole until then.
    JsFuture::from(stream.unchecked_into::<web_sys::WritableStream>().close()).await?;
    Ok(())
}

/// The folder that a path lies in, and the name in it.
async fn parent<'a>(
    root: &FileSystemDirectoryHandle,
    path: &'a str,
    create: bool,
) -> Result<(FileSystemDirectoryHandle, &'a str), JsValue> {
    let options = FileSystemGetDirectoryOptions::new();
    options.set_create(create);
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    let mut at = root.clone();
    for folder in folders.split('/').filter(|folder| !folder.is_empty()) {
        at = JsFuture::from(at.get_directory_handle_with_options(folder, &options)).await?.unchecked_into();
    }
    Ok((at, name))
}

fn name_of(error: &JsValue) -> String {
    Reflect::get(error, &"name".into()).ok().and_then(|name| name.as_string()).unwrap_or_default()
}
