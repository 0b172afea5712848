//! What holds commits while the slots are too young to: a small transactional keeper of values.
//!
//! In a browser that is IndexedDB with `durability: "strict"`, the only thing there that survives a power cut one second after
//! a profile was made. It is slower than a flushed slot and copies what it keeps, so it is used only until the slots have
//! aged, and where a browser has no slots at all ([`Indexed`](super::Kind::Indexed)).

use async_trait::async_trait;
use nearside::File;

use crate::Result;

/// One value to keep or to forget.
#[derive(Clone)]
pub enum Change {
    /// Keeps a value under a key, instead of what was there.
    Put(String, File),
    /// Forgets a key.
    Remove(String),
}

/// A keeper of values.
#[async_trait(?Send)]
pub trait Carrier {
    /// The keys that begin with `prefix`, sorted.
    async fn keys(&self, prefix: &str) -> Result<Vec<String>>;

    /// The values whose keys begin with `prefix`, with the keys, sorted by them.
    async fn values(&self, prefix: &str) -> Result<Vec<(String, File)>>;

    /// One value.
    async fn get(&self, key: &str) -> Result<Option<File>>;

    /// Makes all changes or none; when it returns they survive a power cut.
    async fn apply(&self, changes: Vec<Change>) -> Result<()>;
}
