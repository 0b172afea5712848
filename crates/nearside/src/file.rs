//! A file as calls know it: a handle with a name.
//!
//! Posting a handle costs nothing whatever its size, while the bytes of 128 MB block the page for 170 ms. So
//! the page never reads a file; the worker does, and what it makes goes back by transfer.

use std::ops::Range;
use std::rc::Rc;

#[cfg(target_arch = "wasm32")]
mod browser;
mod kind;
mod output;

#[cfg(target_arch = "wasm32")]
pub(crate) use browser::{is_content, refusal};
pub use output::Output;

use crate::{Error, Kind, Result};

/// A file: in the page and the workers a handle of the browser, natively the bytes themselves.
#[derive(Clone)]
pub struct File {
    name: String,
    kind: String,
    modified: Option<f64>,
    pub(crate) data: Data,
}

#[derive(Clone)]
pub(crate) enum Data {
    Bytes(Rc<Vec<u8>>),
    #[cfg(target_arch = "wasm32")]
    Blob(web_sys::Blob),
    /// Goes along with the file when that is sent on and nobody here has another one of it; else it is copied.
    #[cfg(target_arch = "wasm32")]
    Buffer(Rc<js_sys::ArrayBuffer>),
}

impl File {
    /// A file made here. Its [kind](File::kind) follows from the name.
    pub fn new(name: impl Into<String>, bytes: Vec<u8>) -> Self {
        Self::from_data(name.into(), String::new(), None, Data::Bytes(Rc::new(bytes)))
    }

    pub(crate) fn from_data(name: String, kind: String, modified: Option<f64>, data: Data) -> Self {
        let kind = if kind.is_empty() { kind::of(&name).to_owned() } else { kind };
        Self { name, kind, modified, data }
    }

    /// The name, with its ending and without a folder.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The media type, such as `image/png`: what the browser said, else what the name suggests.
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// When it was last changed, in milliseconds since 1970, where that is known.
    pub fn modified(&self) -> Option<f64> {
        self.modified
    }

    /// The same content under another name and the kind that goes with it.
    #[must_use]
    pub fn renamed(self, name: impl Into<String>) -> Self {
        Self::from_data(name.into(), String::new(), self.modified, self.data)
    }

    /// The same file with another date, in milliseconds since 1970.
    #[must_use]
    pub fn dated(self, modified: Option<f64>) -> Self {
        Self { modified, ..self }
    }

    /// Its size in bytes.
    pub fn size(&self) -> u64 {
        match &self.data {
            Data::Bytes(bytes) => bytes.len() as u64,
            #[cfg(target_arch = "wasm32")]
            Data::Blob(blob) => blob.size() as u64,
            #[cfg(target_arch = "wasm32")]
            Data::Buffer(buffer) => u64::from(buffer.byte_length()),
        }
    }

    /// Reads all of it into memory.
    ///
    /// # Errors
    /// [`Kind::OutOfMemory`] when it does not fit, [`Kind::Failed`] when the browser cannot read it any more
    /// (moved, changed or deleted since it was opened).
    pub async fn bytes(&self) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let size = usize::try_from(self.size()).unwrap_or(usize::MAX);
        bytes.try_reserve_exact(size).map_err(|_| self.too_large())?;
        match &self.data {
            Data::Bytes(own) => bytes.extend_from_slice(own),
            #[cfg(target_arch = "wasm32")]
            _ => browser::read(self, &mut bytes).await?,
        }
        Ok(bytes)
    }

    /// The same with its bytes in memory, outside of that of WebAssembly: for what goes on to somebody who needs them all at once. A
    /// handle would be read through another process of the browser.
    ///
    /// # Errors
    /// As those of [`bytes`](Self::bytes).
    pub async fn loaded(self) -> Result<Self> {
        match &self.data {
            #[cfg(target_arch = "wasm32")]
            Data::Blob(blob) => {
                let data = browser::load(&self, blob).await?;
                Ok(Self { data, ..self })
            }
            _ => Ok(self),
        }
    }

    /// Reads a part of it at once, without waiting: for code that looks here and there in large files. What lies beyond the
    /// end is left out. Works in workers and natively; a page cannot wait like this, and reads what is a Blob with
    /// [`bytes`](File::bytes) only.
    ///
    /// # Errors
    /// [`Kind::OutOfMemory`] when the part does not fit, [`Kind::Failed`] when the browser cannot read it any more, or when
    /// this is a page.
    pub fn read(&self, range: Range<u64>) -> Result<Vec<u8>> {
        let end = range.end.min(self.size());
        let start = range.start.min(end);
        let mut bytes = Vec::new();
        let size = usize::try_from(end - start).unwrap_or(usize::MAX);
        bytes.try_reserve_exact(size).map_err(|_| self.too_large())?;
        match &self.data {
            Data::Bytes(own) => bytes.extend_from_slice(&own[start as usize..end as usize]),
            #[cfg(target_arch = "wasm32")]
            _ => browser::read_now(self, start..end, &mut bytes)?,
        }
        Ok(bytes)
    }

    /// A part of it, without reading anything. What lies beyond the end is left out.
    #[must_use]
    pub fn range(&self, range: Range<u64>) -> Self {
        let data = match &self.data {
            Data::Bytes(bytes) => {
                let at = |n: u64| usize::try_from(n).unwrap_or(usize::MAX).min(bytes.len());
                Data::Bytes(Rc::new(bytes[at(range.start)..at(range.end).max(at(range.start))].to_vec()))
            }
            #[cfg(target_arch = "wasm32")]
            data => browser::slice(data, range),
        };
        Self { data, ..self.clone() }
    }

    fn too_large(&self) -> Error {
        let text = format!("{} does not fit into memory ({} bytes).", self.name, self.size());
        Error::new(Kind::OutOfMemory, text)
    }
}

impl std::fmt::Debug for File {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "File({:?}, {}, {} bytes)", self.name, self.kind, self.size())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_executor::block_on;

    #[test]
    fn the_kind_follows_from_the_name() {
        assert_eq!(File::new("a.JPG", vec![]).kind(), "image/jpeg");
        assert_eq!(File::new("a.jpg", vec![]).renamed("b.webp").kind(), "image/webp");
        assert_eq!(File::new("noise", vec![]).kind(), "application/octet-stream");
    }

    #[test]
    fn a_range_ends_where_the_file_ends() {
        let file = File::new("a", vec![1, 2, 3]);
        assert_eq!(block_on(file.range(1..9).bytes()).unwrap(), [2, 3]);
        assert_eq!(block_on(file.range(7..9).bytes()).unwrap(), [0u8; 0]);
        assert_eq!(file.read(1..9).unwrap(), [2, 3]);
        assert_eq!(file.read(7..9).unwrap(), [0u8; 0]);
    }
}
