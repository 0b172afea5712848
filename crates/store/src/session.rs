//! The opened key of the vault, for as long as a page of the app is open.
//!
//! Storage workers come and go: the pool ends them when they rest, and those behind a gate are others than those before it.
//! A page stays until it is closed or reloaded, which is exactly how long a vault should be open. So a page keeps the key for
//! them: a `CryptoKey` that no script can read, handed on by a channel of this origin and never written down anywhere. Pages
//! tell each other, so that a vault is open or locked in all tabs.

use std::cell::RefCell;

use js_sys::{Object, Reflect};
use wasm_bindgen::prelude::*;

use crate::browser::{BroadcastChannel, Channel, part};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(then: &JsValue, wait: f64) -> i32;
}

const NAME: &str = "nearside-vault";
/// Milliseconds after which a page that has just started believes that no other one knows the key.
const YOUNG: f64 = 250.0;

/// What is said on the channel.
#[derive(Clone, Debug)]
pub(crate) enum Word {
    /// Who has the key?
    Who,
    /// This is the key; nothing, if the vault is locked.
    Key(Option<JsValue>),
    /// The vault is locked from now on.
    Lock,
}

impl Word {
    fn to_js(&self) -> JsValue {
        let message = Object::new();
        let (say, key) = match self {
            Self::Who => ("who", JsValue::NULL),
            Self::Key(key) => ("key", key.clone().unwrap_or(JsValue::NULL)),
            Self::Lock => ("lock", JsValue::NULL),
        };
        // It fails only for frozen objects and proxies.
        let _ = Reflect::set(&message, &"say".into(), &say.into());
        let _ = Reflect::set(&message, &"key".into(), &key);
        message.into()
    }

    fn from_js(message: &JsValue) -> Option<Self> {
        let get = |name: &str| part(message, name);
        match get("say").as_string()?.as_str() {
            "who" => Some(Self::Who),
            "key" => Some(Self::Key(Some(get("key")).filter(JsValue::is_object))),
            "lock" => Some(Self::Lock),
            _ => None,
        }
    }
}

/// One end of the channel. Nobody hears what they say themselves.
pub(crate) struct Line(Channel);

impl Line {
    /// Joins; nothing where this browser has no such channels. The end of an earlier instance in this worker is closed.
    pub fn join(hear: impl Fn(Word) + 'static) -> Option<Self> {
        let (global, own) = (js_sys::global(), JsValue::from("nearsideVaultLine"));
        if let Some(earlier) = Reflect::get(&global, &own).ok().filter(JsValue::is_object) {
            earlier.unchecked_into::<BroadcastChannel>().close();
        }
        let channel =
            Channel::join(NAME, move |data| Word::from_js(&data).into_iter().for_each(&hear)).ok()?;
        // It fails only for frozen objects and proxies.
        let _ = Reflect::set(&global, &own, channel.js());
        Some(Self(channel))
    }

    pub fn say(&self, word: &Word) {
        // A key that cannot be handed on stays where it is: the vault is locked elsewhere.
        let _ = self.0.say(&word.to_js());
    }
}

/// What a page knows.
#[derive(Default)]
enum Known {
    /// It has just started, and asks the other pages.
    #[default]
    Nothing,
    Locked,
    Key(JsValue),
}

thread_local! {
    static LINE: RefCell<Option<Line>> = const { RefCell::new(None) };
    static KNOWN: RefCell<Known> = RefCell::default();
}

/// Keeps the key of the vault while this page is open. To be called once, when it starts.
pub fn keep() {
    let line = Line::join(|word| match word {
        Word::Who => {
            let key = KNOWN.with_borrow(|known| match known {
                Known::Nothing => None,
                Known::Locked => Some(None),
                Known::Key(key) => Some(Some(key.clone())),
            });
            if let Some(key) = key {
                LINE.with_borrow(|line| line.iter().for_each(|line| line.say(&Word::Key(key.clone()))));
            }
        }
        Word::Key(Some(key)) => KNOWN.set(Known::Key(key)),
        Word::Key(None) => settle(),
        Word::Lock => KNOWN.set(Known::Locked),
    });
    if let Some(line) = &line {
        line.say(&Word::Who);
    }
    LINE.set(line);
    set_timeout(&Closure::once_into_js(settle), YOUNG);
}

/// Whoever has not heard of a key by now will not.
fn settle() {
    let young = KNOWN.with_borrow(|known| matches!(known, Known::Nothing));
    if young {
        KNOWN.set(Known::Locked);
        // A worker may have asked meanwhile.
        LINE.with_borrow(|line| line.iter().for_each(|line| line.say(&Word::Key(None))));
    }
}
