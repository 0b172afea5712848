//! The text leaves: as it is, into its file or as a download; or made into pages, a page of HTML, or text without marks.

use document::markdown::Page;
use document::press::{Paper, Sheet};
use js_sys::{Function, Object, Promise, Reflect};
use leptos::prelude::*;
use leptos::task::spawn_local;
use nearside::{File, Result};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{FileSystemFileHandle, FileSystemWritableFileStream, KeyboardEvent, WritableStream};
use worker::{markdown, press};

use super::keep;
use super::page::Writer;
use crate::desk;
use crate::open::set;
use crate::save;
use crate::text::writer::writer as text;

/// What a text is made into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Pages of A4.
    A4,
    /// Pages of Letter.
    Letter,
    /// A page of HTML.
    Html,
    /// Text without marks.
    Plain,
}

impl Form {
    /// Its name, for styles and tests.
    pub fn word(self) -> &'static str {
        match self {
            Form::A4 => "a4",
            Form::Letter => "letter",
            Form::Html => "html",
            Form::Plain => "plain",
        }
    }
}

/// Makes something of the text and saves it.
pub fn export(writer: Writer, form: Form) {
    let Some(file) = writer.text().and_then(|words| keep::file(&writer.row.name(), &words)) else { return };
    writer.problem.set(None);
    writer.making.set(Some(0.0));
    spawn_local(async move {
        match made(writer, file, form).await {
            Ok((made, said)) => save::made(writer.session, &made, said),
            Err(error) => drop(writer.problem.try_set(Some(writer.fault(&error)))),
        }
        writer.making.try_set(None);
    });
}

async fn made(writer: Writer, file: File, form: Form) -> Result<(File, String)> {
    let told = move |done: f64| {
        writer.making.try_set(Some(done));
    };
    let sheet = match form {
        Form::A4 => Sheet::A4,
        Form::Letter => Sheet::Letter,
        Form::Html => {
            let made = markdown::html(file, Page::default()).on_progress(told).await?;
            return Ok((made.clone(), (text().exported)(made.name())));
        }
        Form::Plain => {
            let made = markdown::plain(file).on_progress(told).await?;
            return Ok((made.clone(), (text().exported)(made.name())));
        }
    };
    let (made, pressed) = press::pdf(file, Paper { sheet, ..Paper::default() }).on_progress(told).await?;
    let letters: String = pressed.missing.iter().take(8).collect();
    let said = match letters.is_empty() {
        true => (text().exported)(made.name()),
        false => (text().exported_without)(made.name(), &letters),
    };
    Ok((made, said))
}

/// A key that the whole place knows.
pub fn key(writer: Writer, event: &KeyboardEvent) {
    let command = if crate::keys::is_mac() { event.meta_key() } else { event.ctrl_key() };
    if command && !event.shift_key() && !event.alt_key() && event.key().eq_ignore_ascii_case("s") {
        event.prevent_default();
        event.stop_propagation();
        save(writer);
    }
}

/// Saves the text: into the file that it came from where the browser lets us, else as a download.
pub fn save(writer: Writer) {
    let Some(words) = writer.text() else { return };
    let words = if writer.written.get_value().crlf { words.replace('\n', "\r\n") } else { words };
    let name = writer.row.name();
    let Some(file) = keep::file(&name, &words) else { return };
    let handle = desk::with(writer.row.id, |held| held.handle.clone()).flatten();
    let handle = handle.and_then(|handle| handle.dyn_into::<FileSystemFileHandle>().ok());
    spawn_local(async move {
        let written = match handle {
            Some(handle) => write(&handle, &file).await.is_ok(),
            None => false,
        };
        match written {
            true => save::offer(writer.session, file, (text().saved)(&name)),
            false => save::made(writer.session, &file, (text().downloaded)(&name)),
        }
    });
}

/// Writes into the file itself. The browser asks whether that is wanted.
async fn write(handle: &FileSystemFileHandle, file: &File) -> std::result::Result<(), JsValue> {
    let options = Object::new();
    set(&options, "mode", JsValue::from("readwrite"));
    let ask: Function = Reflect::get(handle, &"requestPermission".into())?.dyn_into()?;
    let asked: Promise = ask.call1(handle, &options)?.dyn_into()?;
    if JsFuture::from(asked).await?.as_string().as_deref() != Some("granted") {
        return Err(JsValue::NULL);
    }
    let stream: FileSystemWritableFileStream =
        JsFuture::from(handle.create_writable()).await?.unchecked_into();
    JsFuture::from(stream.write_with_blob(&file.blob())?).await?;
    // The browser writes beside the file and swaps at the end: what was there stays whole until then.
    JsFuture::from(stream.unchecked_into::<WritableStream>().close()).await?;
    Ok(())
}
