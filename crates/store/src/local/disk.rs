//! What the shelf asks of the medium under it: a pool of numbered files, called slots.
//!
//! A browser writes to a file it has open in one step each, without waiting, but makes and opens files with waiting; so do
//! these traits. Nothing survives a power cut before [`Handle::flush`], and a slot itself does not before it is
//! [old enough](AGE): how a browser notes the name of a new file is beyond the reach of `flush`.

use std::ops::Range;
use std::rc::Rc;

use async_trait::async_trait;
use nearside::File;

use crate::Result;

/// After so many milliseconds the operating system has written back by itself what made a file exist. Linux does it after
/// 30 to 40 s.
pub const AGE: f64 = 120_000.0;

/// A file of the pool.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Slot {
    /// Its name. Number 0 holds the roots.
    pub number: u32,
    /// When it was made, in milliseconds since 1970.
    pub born: f64,
}

/// A folder full of slots.
#[async_trait(?Send)]
pub trait Disk {
    /// The slots that there are, in no order.
    async fn slots(&self) -> Result<Vec<Slot>>;

    /// Makes an empty slot; one of that number must not exist.
    async fn create(&self, number: u32) -> Result<Slot>;

    /// Takes a slot away for good. It must not be open.
    async fn remove(&self, number: u32) -> Result<()>;

    /// Opens a slot. Only one handle of a slot is open at a time; dropping it closes it.
    async fn open(&self, number: u32) -> Result<Rc<dyn Handle>>;

    /// What is in a slot, for a reader who takes his time. Neither the slot nor a handle of it is opened.
    async fn file(&self, number: u32, range: Range<u64>, name: &str) -> Result<File>;

    /// The same with its bytes, where they are read more quickly so.
    async fn load(&self, number: u32, range: Range<u64>, name: &str) -> Result<File> {
        self.file(number, range, name).await
    }

    /// What a slot is called where other workers find it, if they can read it by themselves.
    fn address(&self, _: u32) -> Option<String> {
        None
    }

    /// Milliseconds since 1970.
    fn now(&self) -> f64;

    /// Lets whoever else waits go first, so that many writes share one flush.
    async fn pause(&self);
}

/// An open slot.
#[async_trait(?Send)]
pub trait Handle {
    /// Reads from a place on; says how many bytes there were.
    fn read_at(&self, at: u64, into: &mut [u8]) -> Result<usize>;

    /// Writes all of it. An error may leave a part.
    fn write_at(&self, at: u64, bytes: &[u8]) -> Result<()>;

    /// Makes it shorter, or longer by zeros.
    fn truncate(&self, size: u64) -> Result<()>;

    /// Returns when everything written to this slot survives a power cut.
    fn flush(&self) -> Result<()>;

    /// Its bytes.
    fn size(&self) -> Result<u64>;

    /// Writes what is in a file, block by block and past the memory of wasm where it can.
    async fn fill(&self, at: u64, body: &File) -> Result<()>;
}
