//! A file that leaves the worker's memory while it is made.
//!
//! A worker that gathers its reply needs as much memory as the reply has bytes, and WebAssembly has four gigabytes and gives
//! none of them back. So what was written goes to the browser a block at a time, as parts of a Blob: Chromium moves those to
//! the disk by itself, and they are gone when nobody holds them any more. A file of the origin private file system would have
//! to be deleted by somebody, neither too early nor never; a Blob knows when.
//!
//! A browser that has no room for a Blob makes one all the same, which cannot be read. (Chromium has room for 500 MB until it has
//! looked how large memory and disk are, which it does only when the first Blobs come.) So every block is looked at before
//! the next one is gathered: then it can still be given once more, and what is too large fails where it is written.

use std::io;

use super::File;

/// How much is gathered before it leaves.
const BLOCK: usize = 1 << 20;

/// A file that is being made: bytes are written with [`std::io::Write`], other files are appended as they are. See
/// [`Context::output`](crate::Context::output).
pub struct Output {
    name: String,
    block: Vec<u8>,
    parts: Parts,
    size: u64,
}

impl Output {
    pub(crate) fn new(name: String) -> Self {
        Self { name, block: Vec::new(), parts: Parts::default(), size: 0 }
    }

    /// How many bytes it has so far.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Appends a file, or a [range](File::range) of one, without reading it.
    ///
    /// # Errors
    /// As those of [`finish`](Output::finish).
    pub fn append(&mut self, file: &File) -> io::Result<()> {
        self.leave()?;
        self.size += file.size();
        self.parts.append(file);
        Ok(())
    }

    /// The file, whole.
    ///
    /// # Errors
    /// [`StorageFull`](io::ErrorKind::StorageFull) when the browser has no room for what was written.
    pub fn finish(mut self) -> io::Result<File> {
        self.leave()?;
        Ok(File::from_data(self.name, String::new(), None, self.parts.join()))
    }

    /// Lets go of what was gathered.
    fn leave(&mut self) -> io::Result<()> {
        if self.block.is_empty() {
            return Ok(());
        }
        let mut block = std::mem::take(&mut self.block);
        self.give(&block)?;
        // The same room is for the next block.
        block.clear();
        self.block = block;
        Ok(())
    }

    fn give(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.parts.push(bytes).then_some(()).ok_or_else(|| {
            let text = format!(
                "The browser has no room for {}, of which {} MB are made. Free some space on the disk, or make less at a time.",
                self.name,
                self.size >> 20
            );
            io::Error::new(io::ErrorKind::StorageFull, text)
        })
    }
}

impl io::Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.block.len() + bytes.len() > BLOCK {
            self.leave()?;
        }
        if bytes.len() > BLOCK {
            self.give(bytes)?;
        } else {
            self.block.extend_from_slice(bytes);
        }
        self.size += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(not(target_arch = "wasm32"))]
use super::Data;
#[cfg(target_arch = "wasm32")]
use super::browser::Parts;

/// Natively, where files are bytes.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Default)]
struct Parts(Vec<u8>);

#[cfg(not(target_arch = "wasm32"))]
impl Parts {
    fn push(&mut self, bytes: &[u8]) -> bool {
        self.0.extend_from_slice(bytes);
        true
    }

    fn append(&mut self, file: &File) {
        let Data::Bytes(bytes) = &file.data;
        self.0.extend_from_slice(bytes);
    }

    fn join(self) -> Data {
        Data::Bytes(std::rc::Rc::new(self.0))
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use futures_executor::block_on;

    use super::*;

    #[test]
    fn what_was_written_and_appended_comes_out_in_order() {
        let mut output = Output::new("a.txt".into());
        let mut expected = Vec::new();
        for size in [3, BLOCK - 1, 1, 0, BLOCK, 2 * BLOCK + 7, 5] {
            let bytes: Vec<u8> = (0..size).map(|n| (n * 7 + size) as u8).collect();
            output.write_all(&bytes).unwrap();
            output.append(&File::new("b", bytes.clone()).range(1..9)).unwrap();
            expected.extend_from_slice(&bytes);
            expected.extend_from_slice(&bytes[1.min(size)..9.min(size)]);
            assert_eq!(output.size(), expected.len() as u64);
        }
        let file = output.finish().unwrap();
        assert_eq!((file.name(), file.kind()), ("a.txt", "text/plain"));
        assert!(block_on(file.bytes()).unwrap() == expected);
    }

    #[test]
    fn nothing_is_a_file_too() {
        assert_eq!(Output::new("a".into()).finish().unwrap().size(), 0);
    }
}
