//! The browser's half of [`File`]: Blobs and buffers.

use std::ops::Range;
use std::rc::Rc;

use js_sys::{Array, ArrayBuffer, Object, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::{Data, File};
use crate::browser::{get, now, set};
use crate::{Error, Kind, Result};

/// How much is read at a time: large enough to be fast, small enough that WebKit, which stalls the page while
/// a worker reads, stalls it for a frame only, and that the bytes never exist twice as a whole. The next block is on its way
/// while one is copied.
const BLOCK: f64 = (8 << 20) as f64;

/// What is larger may be unreadable because there is no room for it.
const ROOM: u64 = 512 << 20;

pub(super) async fn read(file: &File, bytes: &mut Vec<u8>) -> Result<()> {
    match &file.data {
        Data::Buffer(buffer) => append(bytes, &Uint8Array::new(buffer.as_ref())),
        Data::Blob(blob) => {
            let size = blob.size();
            let read = |at: f64| match at < size {
                true => blob
                    .slice_with_f64_and_f64(at, (at + BLOCK).min(size))
                    .map(|block| Some(block.array_buffer())),
                false => Ok(None),
            };
            let mut at = 0.0;
            let mut next = read(at).map_err(|_| unreadable(file))?;
            while let Some(block) = next {
                let block = JsFuture::from(block).await.map_err(|_| unreadable(file))?;
                at += BLOCK;
                next = read(at).map_err(|_| unreadable(file))?;
                append(bytes, &Uint8Array::new(&block));
            }
        }
        Data::Bytes(own) => bytes.extend_from_slice(own),
    }
    Ok(())
}

pub(super) async fn load(file: &File, blob: &web_sys::Blob) -> Result<Data> {
    let buffer = JsFuture::from(blob.array_buffer()).await.map_err(|error| {
        // Browsers say no more of a lack of room than of a file that has changed.
        let gone = get(&error, "name").as_string().as_deref() == Some("NotFoundError");
        if gone || file.size() <= ROOM { unreadable(file) } else { file.too_large() }
    })?;
    Ok(Data::Buffer(Rc::new(buffer.unchecked_into())))
}

/// Reads a range without waiting, which browsers let workers do.
pub(super) fn read_now(file: &File, range: Range<u64>, bytes: &mut Vec<u8>) -> Result<()> {
    let (start, end) = (range.start as f64, range.end as f64);
    match &file.data {
        Data::Buffer(buffer) => {
            append(
                bytes,
                &Uint8Array::new_with_byte_offset_and_length(buffer, start as u32, (end - start) as u32),
            );
        }
        Data::Blob(blob) => {
            let reader = web_sys::FileReaderSync::new().map_err(|_| {
                let text = format!("{} can be read in parts by workers only, not by the page.", file.name());
                Error::new(Kind::Failed, text)
            })?;
            // A part is another Blob, which the browser has to make first.
            let part = match range == (0..file.size()) {
                true => blob.clone(),
                false => blob.slice_with_f64_and_f64(start, end).map_err(|_| unreadable(file))?,
            };
            let part = reader.read_as_array_buffer(&part).map_err(|_| unreadable(file))?;
            append(bytes, &Uint8Array::new(&part));
        }
        Data::Bytes(own) => bytes.extend_from_slice(&own[range.start as usize..range.end as usize]),
    }
    Ok(())
}

/// Into room that was reserved before.
fn append(bytes: &mut Vec<u8>, block: &Uint8Array) {
    let start = bytes.len();
    bytes.resize(start + block.length() as usize, 0);
    block.copy_to(&mut bytes[start..]);
}

fn unreadable(file: &File) -> Error {
    let text = format!(
        "{} could not be read. It may have been moved, changed or deleted: open it again.",
        file.name()
    );
    Error::new(Kind::Failed, text)
}

pub(super) fn slice(data: &Data, range: Range<u64>) -> Data {
    if let Data::Buffer(buffer) = data {
        let end = |at: u64| at.min(u64::from(buffer.byte_length())) as u32;
        return Data::Buffer(Rc::new(buffer.slice_with_end(end(range.start), end(range.end))));
    }
    let blob = to_blob(data, "");
    blob.slice_with_f64_and_f64(range.start as f64, range.end as f64).map_or(Data::Blob(blob), Data::Blob)
}

fn to_blob(data: &Data, kind: &str) -> web_sys::Blob {
    let part: JsValue = match data {
        Data::Blob(blob) => return blob.clone(),
        Data::Buffer(buffer) => buffer.as_ref().into(),
        Data::Bytes(bytes) => Uint8Array::from(bytes.as_slice()).into(),
    };
    blob_of(&part, kind)
}

fn blob_of(part: &JsValue, kind: &str) -> web_sys::Blob {
    let options = web_sys::BlobPropertyBag::new();
    options.set_type(kind);
    // The constructor throws only for parts that are no parts.
    web_sys::Blob::new_with_u8_array_sequence_and_options(&Array::of1(part), &options)
        .unwrap_or_else(|error| wasm_bindgen::throw_val(error))
}

/// How long a browser may have no room for a part, in milliseconds.
const PATIENCE: f64 = 15_000.0;

/// Whether the bytes of a Blob have arrived where they can be read, for which this waits. A page, which cannot wait, believes it.
fn is_taken(part: &web_sys::Blob) -> bool {
    let Ok(reader) = web_sys::FileReaderSync::new() else { return true };
    part.slice_with_f64_and_f64(0.0, 1.0).is_ok_and(|first| reader.read_as_array_buffer(&first).is_ok())
}

/// Parts of a Blob, each with the browser already.
#[derive(Default)]
pub(super) struct Parts(Array);

impl Parts {
    /// Whether the browser has taken it. One that has no room yet is given it again for some seconds.
    pub fn push(&mut self, bytes: &[u8]) -> bool {
        let bytes = Uint8Array::from(bytes);
        let end = now() + PATIENCE;
        loop {
            let part = blob_of(&bytes, "");
            if is_taken(&part) {
                self.0.push(&part);
                return true;
            }
            if now() > end {
                return false;
            }
        }
    }

    pub fn append(&mut self, file: &File) {
        self.0.push(&to_blob(&file.data, ""));
    }

    pub fn join(self) -> Data {
        let whole = web_sys::Blob::new_with_blob_sequence(&self.0);
        Data::Blob(whole.unwrap_or_else(|error| wasm_bindgen::throw_val(error)))
    }
}

impl File {
    /// The browser's handle of its content.
    pub fn blob(&self) -> web_sys::Blob {
        to_blob(&self.data, &self.kind)
    }

    /// A file around a Blob of the browser.
    pub fn from_blob(name: impl Into<String>, blob: web_sys::Blob) -> Self {
        Self::from_data(name.into(), blob.type_(), None, Data::Blob(blob))
    }

    /// A file around a buffer. It goes to whoever the file is sent to, without being copied, unless a clone of the file is kept
    /// here. JavaScript that holds the buffer itself finds it empty afterwards.
    pub fn from_buffer(name: impl Into<String>, buffer: ArrayBuffer) -> Self {
        Self::from_data(name.into(), String::new(), None, Data::Buffer(Rc::new(buffer)))
    }

    /// The buffer that it is around, if it is: its bytes are in memory, and need not be read.
    pub fn buffer(&self) -> Option<&ArrayBuffer> {
        match &self.data {
            Data::Buffer(buffer) => Some(buffer),
            _ => None,
        }
    }

    /// The same as a `File` of the browser, with its name and date.
    pub fn to_js(&self) -> web_sys::File {
        let options = web_sys::FilePropertyBag::new();
        options.set_type(&self.kind);
        if let Some(modified) = self.modified {
            options.set_last_modified(modified);
        }
        let parts = Array::of1(&self.blob());
        web_sys::File::new_with_blob_sequence_and_options(&parts, &self.name, &options)
            .unwrap_or_else(|error| wasm_bindgen::throw_val(error))
    }

    /// Whether sending it on takes its content along: nobody here has another one of it.
    pub(crate) fn moves(&self) -> bool {
        matches!(&self.data, Data::Buffer(buffer) if Rc::strong_count(buffer) == 1)
    }

    /// What is posted for it: a handle, or an object around a buffer that is added to `transfer`.
    pub(crate) fn to_message(&self, transfer: &Array) -> JsValue {
        let buffer = match &self.data {
            Data::Blob(blob) if blob.is_instance_of::<web_sys::File>() && self.is_named_as(blob) => {
                return blob.clone().into();
            }
            Data::Blob(blob) => blob.clone().into(),
            // One that JavaScript took away cannot be posted, and one buffer cannot be moved twice.
            Data::Buffer(buffer) if buffer.byte_length() == 0 => ArrayBuffer::new(0).into(),
            Data::Buffer(buffer) => {
                if self.moves() && !transfer.includes(buffer, 0) {
                    transfer.push(buffer);
                }
                buffer.as_ref().into()
            }
            Data::Bytes(bytes) => {
                let buffer: JsValue = Uint8Array::from(bytes.as_slice()).buffer().into();
                transfer.push(&buffer);
                buffer
            }
        };
        let message = Object::new();
        set(&message, "name", self.name.as_str());
        set(&message, "type", self.kind.as_str());
        set(&message, "data", buffer);
        if let Some(modified) = self.modified {
            set(&message, "modified", modified);
        }
        message.into()
    }

    fn is_named_as(&self, blob: &web_sys::Blob) -> bool {
        let file: &web_sys::File = blob.unchecked_ref();
        file.name() == self.name && file.type_() == self.kind && Some(file.last_modified()) == self.modified
    }

    /// What JavaScript hands in: a File or Blob, or a buffer or a view of one, of which this has a copy unless the whole buffer is
    /// among those that are `given` away. That is taken here and now, so that it cannot be given to two. `None` when there is no
    /// room for a copy; for what is [refused](refusal) as well.
    pub(crate) fn from_js(value: &JsValue, given: &Array) -> Option<Self> {
        if is_blob(value) {
            return Some(match get(value, "lastModified").as_f64() {
                Some(_) => value.clone().unchecked_into::<web_sys::File>().into(),
                None => Self::from_blob("file", value.clone().unchecked_into()),
            });
        }
        let number = |value: &JsValue, key: &str| get(value, key).as_f64().unwrap_or_default();
        let buffer = buffer_of(value);
        let (at, length) = (number(value, "byteOffset"), number(value, "byteLength"));
        let whole = length == number(&buffer, "byteLength");
        let taken = || {
            let options = Object::new();
            set(&options, "transfer", Array::of1(&buffer));
            // What cannot be given away, as the memory of WebAssembly cannot, is copied.
            structured_clone(&buffer, &options).ok().map(JsCast::unchecked_into)
        };
        let taken = if whole && given.includes(&buffer, 0) { taken() } else { None };
        let copy = || {
            let view = Uint8Array::new_with_byte_offset_and_length(&buffer, at as u32, length as u32);
            Some(view.unchecked_into::<View>().copy().ok()?.buffer())
        };
        Some(Self::from_buffer("file", taken.or_else(copy)?))
    }

    /// Whether somebody has taken its buffer away.
    pub(crate) fn is_gone(&self) -> bool {
        matches!(&self.data, Data::Buffer(buffer) if is_detached(buffer.as_ref()))
    }

    /// Reads what [`to_message`](File::to_message) made of the files of one message.
    pub(crate) fn from_messages(messages: &Array) -> Vec<Self> {
        // One buffer may be that of several files.
        let (places, mut known) = (js_sys::Map::new(), Vec::<Rc<ArrayBuffer>>::new());
        let mut shared = |buffer: JsValue| match places.get(&buffer).as_f64() {
            Some(place) => known[place as usize].clone(),
            None => {
                places.set(&buffer, &(known.len() as f64).into());
                known.push(Rc::new(buffer.unchecked_into()));
                known[known.len() - 1].clone()
            }
        };
        messages.iter().map(|message| Self::from_message(&message, &mut shared)).collect()
    }

    fn from_message(message: &JsValue, shared: &mut impl FnMut(JsValue) -> Rc<ArrayBuffer>) -> Self {
        if is_blob(message) {
            return message.clone().unchecked_into::<web_sys::File>().into();
        }
        let data = match get(message, "data") {
            data if is_blob(&data) => Data::Blob(data.unchecked_into()),
            data if is_buffer(&data) => Data::Buffer(shared(data)),
            _ => Data::Bytes(Rc::default()),
        };
        let text = |key: &str| get(message, key).as_string().unwrap_or_default();
        Self::from_data(text("name"), text("type"), get(message, "modified").as_f64(), data)
    }
}

/// Asked by what it can do, not by `instanceof`: what comes from behind a gate was made in another document, whose Blobs are
/// none of this one's.
fn is_blob(value: &JsValue) -> bool {
    get(value, "arrayBuffer").is_function()
}

fn is_buffer(value: &JsValue) -> bool {
    get(value, "byteLength").as_f64().is_some() && get(value, "buffer").is_undefined()
}

/// Whether it is something of JavaScript's that a file can be made of, and no data that looks like it.
pub(crate) fn is_content(value: &JsValue) -> bool {
    is_blob(value) || ArrayBuffer::is_view(value) || (is_buffer(value) && get(value, "slice").is_function())
}

/// Why no file can be made of it, if none can.
pub(crate) fn refusal(value: &JsValue) -> Option<&'static str> {
    match value {
        value if get(value, "getFile").is_function() => {
            Some("is a handle: pass what its getFile() resolves to")
        }
        value if !is_content(value) => Some("is no File, Blob, buffer or view"),
        value if is_detached(&buffer_of(value)) => Some("is a buffer that was given away already"),
        _ => None,
    }
}

/// A buffer that was given away has nothing left to read, and browsers throw when it is looked into.
fn is_detached(buffer: &JsValue) -> bool {
    get(buffer, "detached").is_truthy()
}

/// The buffer of a view; a buffer is its own.
fn buffer_of(value: &JsValue) -> JsValue {
    if ArrayBuffer::is_view(value) { get(value, "buffer") } else { value.clone() }
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_name = structuredClone)]
    fn structured_clone(value: &JsValue, options: &JsValue) -> std::result::Result<JsValue, JsValue>;

    /// A `Uint8Array` whose copies are seen to fail.
    type View;
    #[wasm_bindgen(method, catch, js_name = slice)]
    fn copy(this: &View) -> std::result::Result<Uint8Array, JsValue>;
}

impl From<web_sys::File> for File {
    fn from(file: web_sys::File) -> Self {
        let (name, kind, modified) = (file.name(), file.type_(), file.last_modified());
        Self::from_data(name, kind, Some(modified), Data::Blob(file.into()))
    }
}
