//! A connected store as a value: what a page keeps, shows and hands to calls.
//!
//! The page never sees credentials again once they are entered: a [`Place`] carries them sealed, under a key that only the
//! storage worker uses. So a call on a place is a pure function of its arguments, in any worker, after any reload.

use serde::{Deserialize, Serialize};

use crate::{Address, Can, Path, Result};

/// What a person enters to connect a store. It holds secrets: it is sealed as soon as the connection works.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase", try_from = "Flat")]
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
        folder: Path,
        /// The access key.
        key: String,
        /// Its secret.
        secret: String,
        /// Whether the bucket is a part of the host's name instead of the path.
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

/// The same as they are read: for an enum with its tag inside, serde would bring all its types a second time, to read them out
/// of what it had to keep until it met the tag.
#[derive(Deserialize)]
struct Flat {
    kind: PlaceKind,
    name: String,
    endpoint: Option<String>,
    region: Option<String>,
    bucket: Option<String>,
    #[serde(default)]
    folder: Path,
    key: Option<String>,
    secret: Option<String>,
    #[serde(default)]
    hosted: bool,
    address: Option<String>,
    user: Option<String>,
    password: Option<String>,
}

impl TryFrom<Flat> for Settings {
    type Error = String;

    fn try_from(flat: Flat) -> Result<Self, String> {
        let Flat { kind, name, folder, hosted, .. } = flat;
        let given =
            |field: &str, value: Option<String>| value.ok_or_else(|| format!("missing field `{field}`"));
        Ok(match kind {
            PlaceKind::Bucket => Self::Bucket {
                name,
                endpoint: given("endpoint", flat.endpoint)?,
                region: given("region", flat.region)?,
                bucket: given("bucket", flat.bucket)?,
                folder,
                key: given("key", flat.key)?,
                secret: given("secret", flat.secret)?,
                hosted,
            },
            PlaceKind::WebDav => Self::WebDav {
                name,
                address: given("address", flat.address)?,
                user: given("user", flat.user)?,
                password: given("password", flat.password)?,
            },
            PlaceKind::Azure => Self::Azure { name, address: given("address", flat.address)? },
            PlaceKind::Folder => Self::Folder { name, key: given("key", flat.key)? },
            PlaceKind::Web => Self::Web { name, address: given("address", flat.address)? },
            PlaceKind::Browser => return Err("this browser is not connected, it is there".to_owned()),
        })
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_read_as_they_are_written() {
        let text = |text: &str| text.to_owned();
        let bucket = Settings::Bucket {
            name: text("a"),
            endpoint: text("https://b"),
            region: text("c"),
            bucket: text("d"),
            folder: Path::new("e/f").unwrap(),
            key: text("g"),
            secret: text("h"),
            hosted: true,
        };
        let (name, address) = (text("a"), text("https://b"));
        let all = [
            bucket,
            Settings::WebDav {
                name: name.clone(),
                address: address.clone(),
                user: text("c"),
                password: text(""),
            },
            Settings::Azure { name: name.clone(), address: address.clone() },
            Settings::Folder { name: name.clone(), key: text("b") },
            Settings::Web { name, address },
        ];
        for settings in all {
            let written = serde_json::to_string(&settings).unwrap();
            assert!(
                serde_json::from_str::<Settings>(&written).is_ok_and(|read| read == settings),
                "{written}"
            );
        }
    }

    #[test]
    fn what_settings_lack_is_named() {
        let least =
            r#"{"kind":"bucket","name":"a","endpoint":"b","region":"c","bucket":"d","key":"e","secret":"f"}"#;
        assert!(serde_json::from_str::<Settings>(least).is_ok());
        for (text, why) in [
            (r#"{"kind":"web","name":"a"}"#, "missing field `address`"),
            (r#"{"kind":"webDav","name":"a","address":"b","user":""}"#, "missing field `password`"),
            (r#"{"name":"a"}"#, "missing field `kind`"),
        ] {
            let error = serde_json::from_str::<Settings>(text).err().unwrap().to_string();
            assert!(error.starts_with(why), "{error}");
        }
    }
}
