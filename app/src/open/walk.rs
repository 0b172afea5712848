//! Folders, all the way down, in order of name.

use futures_util::StreamExt;
use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, stream::JsStream};
use web_sys::{
    FileSystemDirectoryEntry, FileSystemDirectoryHandle, FileSystemEntry, FileSystemFileEntry,
    FileSystemFileHandle,
};

use crate::session::Incoming;

/// Everything in a dropped folder.
pub async fn entry(root: FileSystemEntry, found: &mut Vec<Incoming>) {
    let mut waiting = vec![root];
    while let Some(entry) = waiting.pop() {
        let path = entry.full_path();
        if entry.is_file() {
            let Ok(file) = file_of(entry.unchecked_ref()).await else { continue };
            let folder = path.trim_start_matches('/').rsplit_once('/').map_or("", |(folder, _)| folder);
            found.push(Incoming { file: file.into(), folder: folder.into(), handle: None });
            continue;
        }
        let reader = entry.unchecked_ref::<FileSystemDirectoryEntry>().create_reader();
        let mut inside = Vec::new();
        // A reader answers with a hundred entries at a time, and with none at the end.
        while let Ok(some) =
            promised(|done, failed| reader.read_entries_with_callback_and_callback(done, failed)).await
        {
            let some: Array = some.unchecked_into();
            if some.length() == 0 {
                break;
            }
            inside.extend(some.iter().map(JsCast::unchecked_into::<FileSystemEntry>));
        }
        inside.sort_by_cached_key(|entry| std::cmp::Reverse(entry.name()));
        waiting.extend(inside);
    }
}

async fn file_of(entry: &FileSystemFileEntry) -> Result<web_sys::File, JsValue> {
    promised(|done, failed| {
        entry.file_with_callback_and_callback(done, failed);
        Ok(())
    })
    .await
    .map(JsCast::unchecked_into)
}

/// A function with two callbacks, as a future.
async fn promised(
    start: impl Fn(&js_sys::Function, &js_sys::Function) -> Result<(), JsValue>,
) -> Result<JsValue, JsValue> {
    let promise = js_sys::Promise::new(&mut |done, failed| {
        if let Err(error) = start(&done, &failed) {
            // Rejecting a promise that is new cannot fail.
            let _ = failed.call1(&JsValue::NULL, &error);
        }
    });
    JsFuture::from(promise).await
}

/// Everything in a picked folder, with handles.
pub async fn handle(root: FileSystemDirectoryHandle, found: &mut Vec<Incoming>) {
    let mut waiting = vec![(root.name(), root)];
    while let Some((path, folder)) = waiting.pop() {
        let mut inside = Vec::new();
        let mut values = JsStream::from(folder.values());
        while let Some(Ok(child)) = values.next().await {
            inside.push(child);
        }
        let name = |child: &JsValue| child.unchecked_ref::<web_sys::FileSystemHandle>().name();
        inside.sort_by_cached_key(name);
        let mut folders = Vec::new();
        for child in inside {
            match child.dyn_into::<FileSystemFileHandle>() {
                Ok(child) => {
                    let Ok(file) = JsFuture::from(child.get_file()).await else { continue };
                    let file: web_sys::File = file.unchecked_into();
                    found.push(Incoming {
                        file: file.into(),
                        folder: path.clone(),
                        handle: Some(child.into()),
                    });
                }
                Err(child) => {
                    let child: FileSystemDirectoryHandle = child.unchecked_into();
                    folders.push((format!("{path}/{}", child.name()), child));
                }
            }
        }
        waiting.extend(folders.into_iter().rev());
    }
}
