//! Drop and paste, anywhere on the window.
//!
//! The items of a drop are gone when its event is over, so every entry and every handle is taken before the first
//! await.

use js_sys::{Function, Promise, Reflect};
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DataTransfer, DataTransferItem, FileSystemEntry, FileSystemFileHandle};

use super::{accept, walk};
use crate::session::{Incoming, Session};

/// Listens for the life of the page.
pub fn listen(session: Session) {
    let depth = StoredValue::new(0);
    on(ev::dragenter, move |event| {
        if carries_files(&event) {
            event.prevent_default();
            depth.update_value(|depth| *depth += 1);
            session.dragged.set(true);
        }
    });
    on(ev::dragover, |event| {
        if carries_files(&event) {
            event.prevent_default();
            if let Some(transfer) = event.data_transfer() {
                transfer.set_drop_effect("copy");
            }
        }
    });
    on(ev::dragleave, move |_| {
        depth.update_value(|depth| *depth = (*depth - 1).max(0));
        if depth.get_value() == 0 {
            session.dragged.set(false);
        }
    });
    on(ev::drop, move |event| {
        depth.set_value(0);
        session.dragged.set(false);
        if let Some(transfer) = event.data_transfer().filter(|_| carries_files(&event)) {
            event.prevent_default();
            take(session, &transfer);
        }
    });
    on(ev::paste, move |event| {
        let event: &web_sys::ClipboardEvent = event.unchecked_ref();
        if let Some(transfer) =
            event.clipboard_data().filter(|data| data.files().is_some_and(|f| f.length() > 0))
        {
            event.prevent_default();
            take(session, &transfer);
        }
    });
}

fn on<E: ev::EventDescriptor + 'static>(event: E, listener: impl Fn(E::EventType) + 'static)
where
    E::EventType: JsCast,
{
    // The handle would remove the listener; it stays as long as the page.
    let _ = window_event_listener(event, listener);
}

fn carries_files(event: &web_sys::DragEvent) -> bool {
    event.data_transfer().is_some_and(|transfer| transfer.types().includes(&"Files".into(), 0))
}

/// One dropped thing, in every form that the browser gave.
struct Dropped {
    handle: Option<Promise>,
    entry: Option<FileSystemEntry>,
    file: Option<web_sys::File>,
}

fn take(session: Session, transfer: &DataTransfer) {
    let items = transfer.items();
    let dropped: Vec<Dropped> = (0..items.length())
        .filter_map(|index| items.get(index))
        .filter(|item| item.kind() == "file")
        .map(|item| Dropped {
            handle: handle(&item),
            entry: item.webkit_get_as_entry().ok().flatten(),
            file: item.get_as_file().ok().flatten(),
        })
        .collect();
    spawn_local(async move {
        let mut found = Vec::new();
        for one in dropped {
            unpack(one, &mut found).await;
        }
        accept(session, found);
    });
}

async fn unpack(one: Dropped, found: &mut Vec<Incoming>) {
    if let Some(entry) = one.entry.filter(FileSystemEntry::is_directory) {
        return walk::entry(entry, found).await;
    }
    let handle = match one.handle {
        Some(handle) => {
            JsFuture::from(handle).await.ok().and_then(|h| h.dyn_into::<FileSystemFileHandle>().ok())
        }
        None => None,
    };
    if let Some(file) = one.file {
        found.push(Incoming { file: file.into(), folder: String::new(), handle: handle.map(JsValue::from) });
    }
}

/// `getAsFileSystemHandle`, which only some browsers have.
fn handle(item: &DataTransferItem) -> Option<Promise> {
    let get: Function = Reflect::get(item, &"getAsFileSystemHandle".into()).ok()?.dyn_into().ok()?;
    get.call0(item).ok()?.dyn_into().ok()
}
