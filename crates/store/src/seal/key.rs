//! The opened key of a vault, and what is derived from it.

use std::rc::Rc;

use super::Machine;
use super::cipher::Cipher;
use super::record::HEAD;
use crate::Result;

type Root = <Machine as Cipher>::Root;
pub(super) type FileKey = <Machine as Cipher>::Key;

/// The key of a vault while it is open. In a browser the secret itself is where no script can read it; here are handles, and
/// the keys of names. Clones are the same key.
#[derive(Clone)]
pub struct Key(Rc<Inner>);

struct Inner {
    root: Root,
    id: [u8; 6],
    name_mark: [u8; 32],
    name_text: [u8; 32],
}

/// The first bytes of a record, the same for all records of one sending but for the mark of the last.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Head(pub [u8; HEAD]);

const VERSION: u8 = 1;

impl Key {
    pub(super) async fn new(secret: &[u8; 32]) -> Result<Self> {
        Self::from_root(Machine::root(secret).await?).await
    }

    /// The same from the browser's handle of the secret.
    pub(super) async fn from_root(root: Root) -> Result<Self> {
        let mut id = [0; 6];
        id.copy_from_slice(&Machine::bits(&root, b"nearside seal 1 key id").await?[..6]);
        let name_mark = Machine::bits(&root, b"nearside seal 1 name mark").await?;
        let name_text = Machine::bits(&root, b"nearside seal 1 name text").await?;
        Ok(Self(Rc::new(Inner { root, id, name_mark, name_text })))
    }

    /// The key of all sealed places: what lies there is not sealed with the key of credentials, and the same wherever a
    /// place is connected again, or moved to.
    ///
    /// # Errors
    /// [`Kind::Unsupported`](crate::Kind::Unsupported) where the browser does not encrypt.
    pub async fn of_places(&self) -> Result<Key> {
        let secret = zeroize::Zeroizing::new(Machine::bits(&self.0.root, b"nearside seal 1 places").await?);
        Self::new(&secret).await
    }

    /// The browser's handle of the secret, which can be used and not read.
    #[cfg(target_arch = "wasm32")]
    pub(super) fn root(&self) -> &Root {
        &self.0.root
    }

    /// Six bytes by which files tell which key they were sealed with, as hexadecimal digits.
    pub fn id(&self) -> String {
        self.0.id.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The keys of names: one for their marks, one for their text.
    pub(super) fn names(&self) -> (&[u8; 32], &[u8; 32]) {
        (&self.0.name_mark, &self.0.name_text)
    }

    /// The head of what is sent now as (a part of) a file.
    pub(super) fn head(&self, file: &[u8; 16]) -> Result<Head> {
        let mut head = [0; HEAD];
        head[0] = VERSION;
        head[2..8].copy_from_slice(&self.0.id);
        head[8..24].copy_from_slice(file);
        Machine::random(&mut head[24..])?;
        Ok(Head(head))
    }

    pub(super) fn is_ours(&self, head: &Head) -> bool {
        head.0[0] == VERSION && head.0[1] <= 1 && head.0[2..8] == self.0.id
    }

    pub(super) async fn of_file(&self, head: &Head) -> Result<FileKey> {
        Machine::derive(&self.0.root, &head.0[8..], b"nearside seal 1 file").await
    }

    pub(super) async fn of_secrets(&self) -> Result<FileKey> {
        Machine::derive(&self.0.root, &[], b"nearside seal 1 secret").await
    }
}

impl Head {
    /// The same head on the last or another record.
    pub fn last(mut self, last: bool) -> Self {
        self.0[1] = u8::from(last);
        self
    }

    pub fn is_last(&self) -> bool {
        self.0[1] == 1
    }

    pub fn file(&self) -> &[u8] {
        &self.0[8..24]
    }
}
