//! Bodies put together from pieces, without reading them where the browser can do that.

use nearside::File;

use crate::{Error, Kind, Result};

/// How much of a body is in memory at a time.
pub(crate) const BLOCK: u64 = 4 << 20;

/// One file out of pieces, in order. In a browser it is a `Blob` of `Blob`s, which copies nothing into wasm.
#[cfg(target_arch = "wasm32")]
pub(crate) async fn join(name: &str, pieces: &[File]) -> Result<File> {
    let parts: js_sys::Array = pieces.iter().map(File::blob).collect();
    let blob = web_sys::Blob::new_with_blob_sequence(&parts)
        .map_err(|_| Error::new(Kind::Failed, format!("The pieces of {name} could not be put together.")))?;
    Ok(File::from_blob(name, blob).renamed(name))
}

/// One file out of pieces, in order.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) async fn join(name: &str, pieces: &[File]) -> Result<File> {
    let mut bytes = Vec::new();
    for piece in pieces {
        bytes.extend(read(piece).await?);
    }
    Ok(File::new(name, bytes))
}

/// A piece that was made here. In a browser it leaves wasm memory at once.
#[cfg(target_arch = "wasm32")]
pub(crate) fn piece(bytes: Vec<u8>) -> Result<File> {
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes.as_slice()));
    let full = |_| Error::new(Kind::Quota, "There is no room for another piece of a file in this tab.");
    Ok(File::from_blob("", web_sys::Blob::new_with_u8_array_sequence(&parts).map_err(full)?))
}

/// A piece that was made here.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn piece(bytes: Vec<u8>) -> Result<File> {
    Ok(File::new("", bytes))
}

/// The bytes of a body that is small, or a small piece of one.
pub(crate) async fn read(body: &File) -> Result<Vec<u8>> {
    body.bytes().await.map_err(unread)
}

/// A body with its bytes in memory, outside of that of WebAssembly.
pub(crate) async fn load(body: File) -> Result<File> {
    body.loaded().await.map_err(unread)
}

fn unread(error: nearside::Error) -> Error {
    let kind = if error.kind() == nearside::Kind::OutOfMemory { Kind::Quota } else { Kind::Failed };
    Error::new(kind, error.to_string())
}
