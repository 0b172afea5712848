//! Where a WebDAV folder is, and how to get in.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

/// What a person enters to connect a WebDAV folder. It holds a secret: keep it sealed.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Settings {
    /// What the person calls it, for sentences.
    pub name: String,
    /// The folder: `https://cloud.example.org/remote.php/dav/files/ada`.
    pub address: String,
    /// How to get in.
    pub auth: Auth,
}

/// How to get into a server.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Auth {
    /// It lets everybody in.
    #[default]
    Open,
    /// A name and a password; an app password where the server has such.
    Basic {
        /// The name.
        user: String,
        /// The password.
        password: String,
    },
    /// A token.
    Bearer(String),
}

impl Auth {
    /// The value of the `Authorization` header.
    pub(super) fn header(&self) -> Option<String> {
        match self {
            Auth::Open => None,
            Auth::Basic { user, password } => {
                Some(format!("Basic {}", STANDARD.encode(format!("{user}:{password}"))))
            }
            Auth::Bearer(token) => Some(format!("Bearer {token}")),
        }
    }
}

impl fmt::Debug for Auth {
    /// Without the secret: settings are printed into logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Auth::Open => "Open",
            Auth::Basic { .. } => "Basic",
            Auth::Bearer(_) => "Bearer",
        })
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Settings({:?}, {:?}, {:?})", self.name, self.address, self.auth)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_sent_and_not_printed() {
        let auth = Auth::Basic { user: "Aladdin".into(), password: "open sesame".into() };
        // The example of RFC 7617.
        assert_eq!(auth.header().as_deref(), Some("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="));
        assert!(!format!("{auth:?}").contains("sesame"));
    }
}
