//! Files that the system hands over to the installed app: "Open with…".

use js_sys::{Array, Function, Reflect};
use leptos::prelude::window;
use leptos::task::spawn_local;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::FileSystemFileHandle;

use super::open;
use crate::session::{Incoming, Session};

/// Takes what the system hands over, now and later.
pub fn receive(session: Session) {
    let Ok(queue) = Reflect::get(&window(), &"launchQueue".into()) else { return };
    let Some(consume) =
        Reflect::get(&queue, &"setConsumer".into()).ok().and_then(|f| f.dyn_into::<Function>().ok())
    else {
        return;
    };
    let consumer = Closure::<dyn Fn(JsValue)>::new(move |params: JsValue| {
        let files = Reflect::get(&params, &"files".into()).unwrap_or_default();
        let Ok(handles) = files.dyn_into::<Array>() else { return };
        spawn_local(async move {
            let mut found = Vec::new();
            for handle in handles {
                let Ok(handle) = handle.dyn_into::<FileSystemFileHandle>() else { continue };
                if let Ok(file) = JsFuture::from(handle.get_file()).await {
                    let file: web_sys::File = file.unchecked_into();
                    found.push(Incoming {
                        file: file.into(),
                        folder: String::new(),
                        handle: Some(handle.into()),
                    });
                }
            }
            if !found.is_empty() {
                open(session, found);
            }
        });
    });
    // It listens as long as the page lives.
    let _ = consume.call1(&queue, &consumer.into_js_value());
}
