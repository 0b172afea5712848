//! A connected store as a value: what a page keeps, shows and hands to calls.
//!
//! The page never sees credentials again once they are entered: a [`Place`] carries them sealed, under a key that only the
//! storage worker uses. So a call on a place is a pure function of its arguments, in any worker, after any reload.

use serde::{Deserialize, Serialize};

use crate::{Address, Can, Path, Result};

/// What a person enters to connect a store. It holds secrets: it is sealed as soon as the connection works.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Settings {
    /// A bucket of an S3-compatible service.
    Bucket {
        /// What the person calls it.
        name: String,
        /// The service: `https://s3.eu-central-1.amazonaws.com`, `https://<account>.r2.cloudflarestorage.com`, …
        endpoint: String,
        /// The region that requests are signed for; services without regions take `us-east-1`.
        region: String,
        /// The bucket.
        bucket: String,
        /// The folder of the bucket to stay in.
        #[serde(default)]
        folder: Path,
        /// The access key.
        key: String,
        /// Its secret.
        secret: String,
        /// Whether the bucket is a part of the host's name instead of the path.
        #[serde(default)]
        hosted: bool,
    },
    /// A folder of a WebDAV server.
    WebDav {
        /// What the person calls it.
        name: String,
        /// The folder: `https://cloud.example.org/remote.php/dav/files/ada`.
        address: String,
        /// The user; empty for a server that lets everybody in.
        user: String,
        /// The password; an app password where the server has such.
        password: String,
    },
    /// A container of Azure's Blob storage.
    Azure {
        /// What the person calls it.
        name: String,
        /// The container with its signature: `https://<account>.blob.core.windows.net/<container>?sv=…&sig=…`.
        address: String,
    },
    /// A folder on this device's disk, as `folder::pick` gives it.
    Folder {
        /// What the person calls it.
        name: String,
        /// Under which key this browser keeps the folder's handle.
        key: String,
    },
    /// A folder of any web server, to read from.
    Web {
        /// What the person calls it.
        name: String,
        /// The folder: `https://files.example.org/maps`.
        address: String,
    },
}

/// Which kind of store a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PlaceKind {
    /// This browser.
    Browser,
    /// A bucket.
    Bucket,
    /// A WebDAV folder.
    WebDav,
    /// A container of Azure's Blob storage.
    Azure,
    /// A folder on this device's disk.
    Folder,
    /// A folder of the web, to read from.
    Web,
}

/// A store that a person has connected, without a secret in clear.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Place {
    /// Its own mark, which no other place has.
    pub id: String,
    /// What the person calls it.
    pub name: String,
    /// Which kind it is.
    pub kind: PlaceKind,
    /// The origin that its calls must be able to reach; `None` for what is on this device.
    pub origin: Option<String>,
    /// What it was found to be able to do.
    pub can: Can,
    /// How to get in, for the storage worker's eyes only.
    pub sealed: String,
    /// The vault with whose key that is sealed; without one it is the key of this device.
    #[serde(default)]
    pub vault: Option<String>,
    /// Whether the names and contents of its files are sealed too, so that who keeps them can read nothing.
    #[serde(default)]
    pub private: bool,
}

impl Place {
    /// This browser, which is always there.
    pub fn browser() -> Self {
        Self {
            id: "browser".into(),
            name: "This browser".into(),
            kind: PlaceKind::Browser,
            origin: None,
            can: Can {
                write: true,
                list: true,
                ranges: true,
                write_new: true,
                write_unchanged: true,
                rename: true,
                ..Can::default()
            },
            sealed: String::new(),
            vault: None,
            private: false,
        }
    }
}

impl Settings {
    /// What the person calls it.
    pub fn name(&self) -> &str {
        match self {
            Self::Bucket { name, .. }
            | Self::WebDav { name, .. }
            | Self::Azure { name, .. }
            | Self::Folder { name, .. }
            | Self::Web { name, .. } => name,
        }
    }

    /// The origin that has to be reached for it, such as `https://cloud.example.org`; none for what is on this device.
    ///
    /// # Errors
    /// [`Kind::Invalid`](crate::Kind::Invalid) for what is no address of a server.
    pub fn origin(&self) -> Result<Option<String>> {
        Ok(Some(match self {
            Self::Folder { .. } => return Ok(None),
            Self::Bucket { endpoint, bucket, hosted, .. } => {
                let origin = Address::new(endpoint)?.origin;
                if *hosted { origin.replacen("://", &format!("://{bucket}."), 1) } else { origin }
            }
            Self::WebDav { address, .. } | Self::Azure { address, .. } | Self::Web { address, .. } => {
                Address::new(address)?.origin
            }
        }))
    }

    /// Which kind of store it is.
    pub fn kind(&self) -> PlaceKind {
        match self {
            Self::Bucket { .. } => PlaceKind::Bucket,
            Self::WebDav { .. } => PlaceKind::WebDav,
            Self::Azure { .. } => PlaceKind::Azure,
            Self::Folder { .. } => PlaceKind::Folder,
            Self::Web { .. } => PlaceKind::Web,
        }
    }
}
