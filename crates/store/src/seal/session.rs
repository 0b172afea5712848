//! A worker's end of the session: the opened key, asked of the pages once and dropped when the vault is locked.
//!
//! Natively a thread is a session of its own.

use std::cell::RefCell;

use super::Key;
#[cfg(target_arch = "wasm32")]
use crate::session::{Line, Word};

thread_local! {
    static HELD: RefCell<Option<Key>> = const { RefCell::new(None) };
    #[cfg(target_arch = "wasm32")]
    static LINE: RefCell<Option<Line>> = const { RefCell::new(None) };
    #[cfg(target_arch = "wasm32")]
    static ASKED: RefCell<Vec<futures_channel::oneshot::Sender<Option<wasm_bindgen::JsValue>>>> =
        const { RefCell::new(Vec::new()) };
}

impl Key {
    /// The key of the vault that is open in this browser.
    #[cfg(not(target_arch = "wasm32"))]
    pub async fn of_session() -> Option<Key> {
        HELD.with_borrow(Clone::clone)
    }

    /// The key of the vault that is open in this browser.
    #[cfg(target_arch = "wasm32")]
    pub async fn of_session() -> Option<Key> {
        if let Some(key) = HELD.with_borrow(Clone::clone) {
            return Some(key);
        }
        let (tell, told) = futures_channel::oneshot::channel();
        ASKED.with_borrow_mut(|asked| asked.push(tell));
        say(&Word::Who);
        let patience = wasm::sleep(PATIENCE);
        let root = match futures_util::future::select(told, std::pin::pin!(patience)).await {
            futures_util::future::Either::Left((root, _)) => root.ok().flatten()?,
            // There is no page that keeps keys.
            futures_util::future::Either::Right(_) => return None,
        };
        let key = Key::from_root(root).await.ok()?;
        HELD.set(Some(key.clone()));
        Some(key)
    }

    /// Opens the vault in all tabs of this browser, until [`Key::end_session`] or until the last of them is closed.
    pub fn begin_session(&self) {
        HELD.set(Some(self.clone()));
        #[cfg(target_arch = "wasm32")]
        say(&Word::Key(Some(self.root().clone())));
    }

    /// Locks the vault in all tabs of this browser.
    pub fn end_session() {
        HELD.set(None);
        #[cfg(target_arch = "wasm32")]
        say(&Word::Lock);
    }
}

/// Milliseconds that the pages have to say what they know. They answer at once unless something blocks them.
#[cfg(target_arch = "wasm32")]
const PATIENCE: f64 = 2_000.0;

#[cfg(target_arch = "wasm32")]
fn say(word: &Word) {
    LINE.with_borrow_mut(|line| {
        if line.is_none() {
            *line = Line::join(hear);
        }
        line.iter().for_each(|line| line.say(word));
    });
}

#[cfg(target_arch = "wasm32")]
fn hear(word: Word) {
    match word {
        Word::Who => {}
        Word::Key(key) => {
            // Another vault's key would not open what this one opened: whoever needs it asks again.
            HELD.set(None);
            for asked in ASKED.take() {
                // Whoever asked may be gone.
                let _ = asked.send(key.clone());
            }
        }
        Word::Lock => HELD.set(None),
    }
}

#[cfg(target_arch = "wasm32")]
mod wasm {
    use js_sys::Promise;
    use wasm_bindgen::prelude::*;

    #[wasm_bindgen]
    extern "C" {
        #[wasm_bindgen(js_name = setTimeout)]
        fn set_timeout(then: &JsValue, wait: f64) -> i32;
    }

    pub async fn sleep(wait: f64) {
        let promise = Promise::new(&mut |resolve, _| {
            set_timeout(&resolve, wait);
        });
        // A timer's promise never rejects.
        let _ = wasm_bindgen_futures::JsFuture::from(promise).await;
    }
}
