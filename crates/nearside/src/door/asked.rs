//! What JavaScript asks for: a call out of four values that may be anything.
//!
//! Whatever is not what it should be is refused with a sentence. A call that ran without the signal that was to cancel it, or with
//! bytes that are another call's already, would be worse than none.

use std::rc::Rc;
use std::time::Duration;

use js_sys::{Array, Function, JSON, Object, Reflect};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::{AbortSignal, EventTarget};

use super::tell::{cancelled, thrown, to_js};
use crate::browser::{get, set};
use crate::file::{is_content, refusal};
use crate::service::{Call, Options, Part, Priority, Watch};
use crate::wire::Parcel;
use crate::{Error, File, Kind, Result};

/// A call, and who may stop it or hold it up.
pub(super) struct Asked {
    pub call: Call,
    pub signal: Option<AbortSignal>,
    pub pause: Option<EventTarget>,
    /// The reply's files are wanted as buffers.
    pub buffers: bool,
}

impl Asked {
    /// # Errors
    /// Of JavaScript: why there is no call.
    pub fn read(
        path: &JsValue,
        args: &JsValue,
        files: &JsValue,
        options: &JsValue,
    ) -> std::result::Result<Self, JsValue> {
        let mut asked = Self::read_options(path, options).map_err(|error| thrown(&error))?;
        if let Some(signal) = asked.signal.as_ref().filter(|signal| signal.aborted()) {
            return Err(cancelled(signal));
        }
        // Last, as it takes the buffers that are given away.
        asked.call.args = parcel(&asked.call.path, args, files, options).map_err(|error| thrown(&error))?;
        Ok(asked)
    }

    fn read_options(path: &JsValue, options: &JsValue) -> Result<Self> {
        let path = path.as_string().ok_or_else(|| {
            let text = "A call begins with the path of a function, such as \"photo/thumbnail\".";
            Error::new(Kind::Malformed, text)
        })?;
        let given = Given { path: &path, options };
        let (options, watch) = (given.options()?, given.watch()?);
        // Asked by what they can do: those of a frame are none of this page's.
        let signal = given.one("signal", "an AbortSignal", |value| {
            get(&value, "aborted").as_bool().map(|_| value.unchecked_into())
        })?;
        let pause = given.one("pause", "a Pause", |value| {
            get(&value, "addEventListener").is_function().then(|| value.unchecked_into())
        })?;
        let buffers = get(given.options, "buffers").is_truthy();
        let (signature, args) = Default::default();
        let call = Call { path: path.into(), signature, args, options, watch };
        Ok(Self { call, signal, pause, buffers })
    }
}

fn parcel(path: &str, args: &JsValue, files: &JsValue, options: &JsValue) -> Result<Parcel> {
    let list = |value: &JsValue| match value.is_object() {
        true if is_content(value) => Array::of1(value),
        true => Array::from(value),
        false => Array::new(),
    };
    let (all, given) = (list(files), list(&get(options, "transfer")));
    let beside = all.length();
    let args = placed(args, &all);
    if beside > 0 && all.length() > beside {
        // A list of the others would hold those as well.
        let text = format!("{path}: files stand among the arguments or beside them, not both.");
        return Err(Error::new(Kind::Malformed, text));
    }
    let text = match args.is_undefined() || args.is_null() {
        true => "{}".to_owned(),
        false => JSON::stringify(&args)
            .ok()
            .and_then(|text| text.as_string())
            .ok_or_else(|| Error::new(Kind::Malformed, format!("{path}: the arguments have no JSON.")))?,
    };
    let wrong = |at: usize, kind, why| Error::new(kind, format!("{path}: file {} {why}.", at + 1));
    // One that is refused leaves all of them where they are.
    for (at, file) in all.iter().enumerate() {
        refusal(&file).map_or(Ok(()), |why| Err(wrong(at, Kind::Malformed, why)))?;
    }
    let mut files = Vec::<File>::new();
    for (at, file) in all.iter().enumerate() {
        // What stands there twice is taken once.
        let twin = files.get(all.index_of(&file, 0) as usize).cloned();
        let taken = twin.or_else(|| File::from_js(&file, &given));
        let why = "is too large to be copied: pass a Blob, or give the buffer away with `transfer`";
        files.push(taken.ok_or_else(|| wrong(at, Kind::OutOfMemory, why))?);
    }
    Ok(Parcel { text, files })
}

/// The arguments with a mark in the place of each file among them, and of each list of files, which go to the others.
fn placed(args: &JsValue, files: &Array) -> JsValue {
    if !args.is_object() {
        return args.clone();
    }
    // Not asked by `instanceof`: what a frame or a driver hands in is none of this page's.
    let object: &Object = args.unchecked_ref();
    let mark = |file: &JsValue| {
        let mark = Object::new();
        set(&mark, "$file", files.push(file) - 1);
        JsValue::from(mark)
    };
    let mut changed = None;
    for key in Object::keys(object).iter() {
        let value = Reflect::get(object, &key).unwrap_or_default();
        if !value.is_object() {
            continue;
        }
        let value = match value.dyn_ref::<Array>() {
            _ if is_content(&value) => mark(&value),
            Some(list) if is_content(&list.get(0)) && list.iter().all(|one| is_content(&one)) => {
                list.iter().map(|file| mark(&file)).collect::<Array>().into()
            }
            _ => continue,
        };
        let copy = changed.get_or_insert_with(|| match Array::is_array(args) {
            true => Array::from(args).into(),
            false => Object::assign(&Object::new(), object),
        });
        // It is ours, and takes everything.
        let _ = Reflect::set(copy, &key, &value);
    }
    changed.map_or_else(|| args.clone(), JsValue::from)
}

/// The options of a call, as they were given.
struct Given<'a> {
    path: &'a str,
    options: &'a JsValue,
}

impl Given<'_> {
    fn options(&self) -> Result<Options> {
        let deadline = self.one("deadline", "a number of milliseconds", number)?;
        Ok(Options {
            priority: self.one("priority", "interactive, visible or batch", priority)?.unwrap_or_default(),
            // Whoever writes `Infinity` wants none.
            deadline: deadline.and_then(|wait| Duration::try_from_secs_f64(wait.max(0.0) / 1e3).ok()),
            memory: self.one("memory", "a number of bytes", number)?.unwrap_or_default() as u64,
            near: self.one("near", "a text", |value| value.as_string())?,
            hard: get(self.options, "hard").is_truthy(),
            gate: self.one("gate", "a text", |value| value.as_string())?,
        })
    }

    fn watch(&self) -> Result<Watch> {
        let progress = self.one("onprogress", "a function", function)?.map(|listener| {
            Rc::new(move |done: f64| report(listener.call1(&JsValue::NULL, &done.into()))) as Rc<dyn Fn(f64)>
        });
        let parts = self.one("onpart", "a function", function)?.map(|listener| {
            Rc::new(move |part: Part| {
                report(listener.call1(&JsValue::NULL, &to_js(&part.value)));
                (part.taken)();
            }) as Rc<dyn Fn(Part)>
        });
        Ok(Watch { progress, parts, ..Watch::default() })
    }

    fn one<T>(&self, key: &str, what: &str, read: impl Fn(JsValue) -> Option<T>) -> Result<Option<T>> {
        let value = get(self.options, key);
        if value.is_undefined() || value.is_null() || value.as_bool() == Some(false) {
            return Ok(None);
        }
        read(value).map(Some).ok_or_else(|| {
            Error::new(Kind::Malformed, format!("{}: the option {key} is not {what}.", self.path))
        })
    }
}

fn number(value: JsValue) -> Option<f64> {
    value.as_f64().filter(|number| !number.is_nan())
}

fn function(value: JsValue) -> Option<Function> {
    value.dyn_into().ok()
}

fn priority(value: JsValue) -> Option<Priority> {
    match value.as_string()?.as_str() {
        "interactive" => Some(Priority::Interactive),
        "visible" => Some(Priority::Visible),
        "batch" => Some(Priority::Batch),
        _ => None,
    }
}

/// A listener that throws is the page's mistake, and shows up as one.
fn report(result: std::result::Result<JsValue, JsValue>) {
    if let Err(thrown) = result {
        web_sys::console::error_1(&thrown);
    }
}
