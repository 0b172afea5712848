//! Addresses of servers, and names inside of them.
//!
//! Signatures and WebDAV's `Destination` depend on the exact spelling, so escaping is done here, once, and by the strictest
//! rule (RFC 3986's unreserved characters stay, all others become `%XX`), which is the one that S3 signs.

use crate::{Error, Kind, Path, Result};

/// Where a server's files begin: `https://host:port/some/folder`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// Scheme, host and port: `https://host:port`.
    pub origin: String,
    /// Host and port as the `Host` header says them: without the scheme's own port.
    pub host: String,
    /// The folder, percent-encoded, without a slash at its end: `/some/folder`, or nothing.
    pub folder: String,
}

impl Address {
    /// Reads an address that a person typed. A missing scheme is `https://`, except on this machine.
    ///
    /// # Errors
    /// [`Kind::Invalid`] for what is no address of a server, or holds a password.
    pub fn new(address: &str) -> Result<Self> {
        let odd = |why: &str| Error::new(Kind::Invalid, format!("\u{201c}{address}\u{201d} {why}"));
        let trimmed = address.trim();
        let (scheme, rest) = match trimmed.split_once("://") {
            Some((scheme, rest)) => (scheme.to_ascii_lowercase(), rest),
            None if is_local(trimmed) => ("http".to_owned(), trimmed),
            None => ("https".to_owned(), trimmed),
        };
        if scheme != "https" && scheme != "http" {
            return Err(odd("is not an address of the web. It should begin with https://."));
        }
        let rest = rest.split(['?', '#']).next().unwrap_or_default();
        let (host, folder) = rest.split_once('/').unwrap_or((rest, ""));
        if host.contains('@') {
            return Err(odd("holds a name or a password. Take it out, and enter it in its own field."));
        }
        if host.is_empty() || host.contains(|c: char| c.is_whitespace() || c.is_control()) {
            return Err(odd("names no server. It should look like https://files.example.org/folder."));
        }
        let own = if scheme == "https" { ":443" } else { ":80" };
        let host = host.strip_suffix(own).unwrap_or(host).to_ascii_lowercase();
        let parts = folder.split('/').filter(|part| !part.is_empty()).map(|part| escape(&unescape(part)));
        let folder: String = parts.map(|part| format!("/{part}")).collect();
        Ok(Self { origin: format!("{scheme}://{host}"), host, folder })
    }

    /// The address of a file or folder, without a slash at its end.
    pub fn url(&self, path: &Path) -> String {
        format!("{}{}", self.origin, self.route(path))
    }

    /// The part of that address after the host.
    pub fn route(&self, path: &Path) -> String {
        match path.is_root() {
            true => self.folder.clone(),
            false => format!("{}/{}", self.folder, escape_path(path.as_str())),
        }
    }
}

/// Whether an address without a scheme is on this machine, where nobody has a certificate.
pub(crate) fn is_local(address: &str) -> bool {
    let host = address.split(['/', ':']).next().unwrap_or_default();
    host == "localhost" || host.starts_with("127.") || address.starts_with("[::1]")
}

/// Escapes all but letters, digits and `-._~`.
pub fn escape(text: &str) -> String {
    escape_but(text, b"")
}

/// The same, but slashes stay.
pub(crate) fn escape_path(path: &str) -> String {
    escape_but(path, b"/")
}

fn escape_but(text: &str, kept: &[u8]) -> String {
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => escaped.push(byte.into()),
            byte if kept.contains(&byte) => escaped.push(byte.into()),
            byte => escaped.push_str(&format!("%{byte:02X}")),
        }
    }
    escaped
}

/// Turns `%XX` back; what is no escape stays as it is.
pub fn unescape(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = after.get(..2).filter(|_| *first == b'%').and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_as_people_type_them() {
        let address = Address::new(" https://Files.Example.org:443/my files/%C3%A4/?x=1 ").unwrap();
        assert_eq!(address.origin, "https://files.example.org");
        assert_eq!(address.folder, "/my%20files/%C3%A4");
        assert_eq!(
            address.url(&Path::new("a b/c+d").unwrap()),
            format!("{}{}/a%20b/c%2Bd", address.origin, address.folder)
        );
        assert_eq!(Address::new("files.example.org").unwrap().origin, "https://files.example.org");
        assert_eq!(Address::new("127.0.0.1:8080/dav").unwrap().origin, "http://127.0.0.1:8080");
    }

    #[test]
    fn what_is_no_address_is_refused_with_a_reason() {
        for bad in ["", "ftp://x", "https://", "https://me:secret@host/", "not an address"] {
            assert_eq!(Address::new(bad).unwrap_err().kind(), Kind::Invalid, "{bad:?}");
        }
    }

    #[test]
    fn escapes_come_back() {
        let odd = "a b%/ä+~*'()";
        assert_eq!(unescape(&escape(odd)), odd);
        assert_eq!(escape("a/b*"), "a%2Fb%2A");
        assert_eq!(unescape("100%"), "100%");
    }
}
