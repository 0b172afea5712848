//! Numbers as the reader's language writes them, by the browser's `Intl`: no tables of ours to carry.

use std::cell::RefCell;
use std::collections::HashMap;

use js_sys::{Array, Function, Object};
use wasm_bindgen::JsValue;

use crate::open::set;
use crate::text::text;

thread_local! {
    static FORMATS: RefCell<HashMap<(&'static str, &'static str), Function>> = RefCell::default();
}

/// Formats with the `Intl` formatter that `options` describe.
fn format(key: &'static str, value: f64, options: impl FnOnce(&Object)) -> String {
    with(key, value, |languages, bag| {
        options(bag);
        js_sys::Intl::NumberFormat::new(languages, bag).format()
    })
}

/// Formats with a function that is made once per language and kept under `key`.
fn with(key: &'static str, value: f64, make: impl FnOnce(&Array, &Object) -> Function) -> String {
    let language = text().code;
    let format = FORMATS.with_borrow_mut(|formats| {
        let make = || make(&Array::of1(&language.into()), &Object::new());
        formats.entry((key, language)).or_insert_with(make).clone()
    });
    // The sum of nothing is −0 in Rust, and would be written so.
    let written = format.call1(&JsValue::UNDEFINED, &(value + 0.0).into());
    written.ok().and_then(|written| written.as_string()).unwrap_or_else(|| value.to_string())
}

/// A size in bytes: `812 kB`, `2.4 MB`.
pub fn bytes(size: f64) -> String {
    let (key, value) = match size {
        s if s < 1e3 => ("byte", s),
        s if s < 1e6 => ("kilobyte", s / 1e3),
        s if s < 1e9 => ("megabyte", s / 1e6),
        s => ("gigabyte", s / 1e9),
    };
    format(key, value, |bag| {
        set(bag, "style", "unit".into());
        set(bag, "unit", key.into());
        set(bag, "maximumSignificantDigits", 3.into());
        // 812 and not 8.1E2, but never 0.812.
        set(bag, "unitDisplay", if key == "byte" { "long" } else { "short" }.into());
    })
}

/// A share: `−62 %`. With a sign, as it is about change.
pub fn change(share: f64) -> String {
    format("change", share, |bag| {
        set(bag, "style", "percent".into());
        set(bag, "signDisplay", "exceptZero".into());
    })
}

/// A share without a sign: `40 %`.
pub fn percent(share: f64) -> String {
    format("percent", share, |bag| set(bag, "style", "percent".into()))
}

/// A whole number: `1,234`.
pub fn whole(value: f64) -> String {
    format("whole", value.round(), |_| {})
}

/// Any number, as exactly as a reader has use for: `3.14159`.
pub fn plain(value: f64) -> String {
    format("plain", value, |bag| set(bag, "maximumSignificantDigits", 12.into()))
}

/// A time that something took, given in milliseconds: `12 ms`, `1.3 s`.
pub fn time(millis: f64) -> String {
    let (key, value, unit) =
        if millis < 1000.0 { ("ms", millis, "millisecond") } else { ("s", millis / 1000.0, "second") };
    format(key, value, |bag| {
        set(bag, "style", "unit".into());
        set(bag, "unit", unit.into());
        set(bag, "unitDisplay", "narrow".into());
        set(bag, "maximumSignificantDigits", if key == "ms" { 2 } else { 3 }.into());
    })
}

/// A time that is still to come, roughly, given in seconds: `12 s`, `3 min`.
pub fn span(seconds: f64) -> String {
    let (key, value) = match seconds {
        s if s < 10.0 => ("second", s.ceil().max(1.0)),
        s if s < 90.0 => ("second", (s / 5.0).ceil() * 5.0),
        s if s < 5400.0 => ("minute", (s / 60.0).ceil()),
        s => ("hour", (s / 360.0).ceil() / 10.0),
    };
    format(key, value, |bag| {
        set(bag, "style", "unit".into());
        set(bag, "unit", key.into());
        set(bag, "unitDisplay", "short".into());
    })
}

/// A moment in milliseconds since 1970: `24 Nov 2026, 09:15`.
pub fn date(millis: f64) -> String {
    with("date", millis, |languages, bag| {
        set(bag, "dateStyle", "medium".into());
        set(bag, "timeStyle", "short".into());
        js_sys::Intl::DateTimeFormat::new(languages, bag).format()
    })
}

/// A day, by a moment of it: `24 Nov 2026`.
pub fn day(millis: f64) -> String {
    with("day", millis, |languages, bag| {
        set(bag, "dateStyle", "medium".into());
        js_sys::Intl::DateTimeFormat::new(languages, bag).format()
    })
}

/// Local date and time of a moment in milliseconds since 1970, as zip and templates want it.
pub fn moment(millis: f64) -> store::zip::Moment {
    let date = js_sys::Date::new(&millis.into());
    store::zip::Moment {
        year: date.get_full_year() as u16,
        month: date.get_month() as u8 + 1,
        day: date.get_date() as u8,
        hour: date.get_hours() as u8,
        minute: date.get_minutes() as u8,
        second: date.get_seconds() as u8,
        unix: (millis / 1000.0) as i64,
    }
}
