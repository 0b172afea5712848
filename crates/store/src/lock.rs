//! The vault of this browser, as a page shows it and asks for what opens it.

use serde::{Deserialize, Serialize};

/// How the vault of this browser is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lock {
    /// Whether there is one, and whether it is open.
    pub state: LockState,
    /// What opens it, in the order in which it was added.
    pub ways: Vec<WayIn>,
}

/// Whether there is a vault, and whether it is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum LockState {
    /// There is none: credentials are sealed with the key of this device, and no place can be a sealed one.
    Absent,
    /// Places that were sealed with it do not open.
    Locked,
    /// It stays open until it is locked, or until the last page of the app is closed or reloaded.
    Open,
}

/// One of the things that open a vault.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WayIn {
    /// Which kind of thing it is.
    pub kind: WayKind,
    /// What the person calls it: "my phone's passkey".
    pub label: String,
    /// The id of a passkey's credential, as the page gave it.
    #[serde(default)]
    pub credential: Option<String>,
}

/// Which kind of thing opens a vault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum WayKind {
    /// What a person remembers.
    Passphrase,
    /// The 24 words that were written down.
    Words,
    /// A passkey of this device, or one that travels with the person's account.
    Passkey,
}

/// What a person, or a passkey, gives to open a vault. It goes to the worker of the keys and is kept nowhere.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Secret {
    /// What a person remembers.
    Passphrase(String),
    /// The 24 recovery words, in any case and spacing.
    Words(String),
    /// The 32 bytes that a passkey gave to the page: `getClientExtensionResults().prf.results.first`, for [`PRF_INPUT`].
    Passkey([u8; 32]),
}

/// What a page asks a passkey with: `extensions: { prf: { eval: { first: … } } }`.
pub const PRF_INPUT: &[u8] = b"nearside vault 1";

impl Lock {
    /// Whether places and files that were sealed with the vault open now.
    pub fn is_open(&self) -> bool {
        self.state == LockState::Open
    }
}
