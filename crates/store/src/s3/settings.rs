//! Where a bucket is, and the keys to it.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::address::{Address, escape};
use crate::{Error, Kind, Path, Result};

/// What a person enters to connect a bucket. It holds a secret: keep it sealed.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Settings {
    /// What the person calls it, for sentences.
    pub name: String,
    /// The service: `https://s3.eu-central-1.amazonaws.com`, `https://<account>.r2.cloudflarestorage.com`, …
    pub endpoint: String,
    /// The region that requests are signed for. Servers without regions accept `us-east-1`.
    pub region: String,
    /// The bucket.
    pub bucket: String,
    /// The folder of the bucket to stay in; the root for all of it.
    pub folder: Path,
    /// The access key.
    pub key: String,
    /// Its secret.
    pub secret: String,
    /// The session token that goes with temporary keys.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// How the bucket is addressed.
    pub style: Style,
}

/// Where the bucket stands in an address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Style {
    /// `https://host/bucket/key`, which every server understands but newer regions of Amazon.
    #[default]
    Path,
    /// `https://bucket.host/key`.
    Host,
}

impl fmt::Debug for Settings {
    /// Without the keys: settings are printed into logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("name", &self.name)
            .field("endpoint", &self.endpoint)
            .field("region", &self.region)
            .field("bucket", &self.bucket)
            .field("folder", &self.folder)
            .field("style", &self.style)
            .finish_non_exhaustive()
    }
}

impl Settings {
    /// Where the bucket begins.
    ///
    /// # Errors
    /// [`Kind::Invalid`] for an endpoint or a bucket that is none.
    pub fn place(&self) -> Result<Address> {
        let mut place = Address::new(&self.endpoint)?;
        let fits = |c: char| c.is_ascii_alphanumeric() || "-._".contains(c);
        if self.bucket.is_empty() || !self.bucket.chars().all(fits) {
            let text = format!(
                "\u{201c}{}\u{201d} is no name of a bucket. It has letters, digits, dots and dashes.",
                self.bucket
            );
            return Err(Error::new(Kind::Invalid, text));
        }
        match self.style {
            Style::Path => place.folder.push_str(&format!("/{}", escape(&self.bucket))),
            Style::Host => {
                place.host = format!("{}.{}", self.bucket, place.host);
                place.origin = place.origin.replacen("://", &format!("://{}.", self.bucket), 1);
            }
        }
        Ok(place)
    }

    /// The name for sentences.
    pub(crate) fn shown(&self) -> String {
        if self.name.is_empty() { format!("The bucket {}", self.bucket) } else { self.name.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_styles_of_address() {
        let mut settings = Settings {
            endpoint: "https://s3.example.org".into(),
            bucket: "films".into(),
            ..Settings::default()
        };
        assert_eq!(
            settings.place().unwrap().url(&Path::new("a b").unwrap()),
            "https://s3.example.org/films/a%20b"
        );
        settings.style = Style::Host;
        assert_eq!(
            settings.place().unwrap().url(&Path::new("a b").unwrap()),
            "https://films.s3.example.org/a%20b"
        );
        settings.bucket = "films/../x".into();
        assert_eq!(settings.place().unwrap_err().kind(), Kind::Invalid);
    }

    #[test]
    fn keys_are_not_printed() {
        let settings = Settings { key: "AKIA".into(), secret: "hush".into(), ..Settings::default() };
        let printed = format!("{settings:?}");
        assert!(!printed.contains("AKIA") && !printed.contains("hush"), "{printed}");
    }
}
