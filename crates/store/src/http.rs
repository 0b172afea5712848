//! HTTP as the remote stores need it: a request and a response as values, and a trait for whoever carries them.
//!
//! Bodies are [`File`]s, so that in a browser a part of a gigabyte travels as a handle and never enters wasm memory. What
//! carries requests is a trait, because a browser's `fetch` and a native client have nothing in common but this.

pub mod date;
#[cfg(target_arch = "wasm32")]
mod fetch;
#[cfg(all(feature = "native", not(target_arch = "wasm32")))]
mod native;
mod status;
pub(crate) mod xml;

use std::ops::Range;

use async_trait::async_trait;
use nearside::File;

#[cfg(target_arch = "wasm32")]
pub use fetch::Fetch;
#[cfg(all(feature = "native", not(target_arch = "wasm32")))]
pub use native::Native;
pub(crate) use status::{content_range, entry, failed, whole};

use crate::Result;

/// A request that has not been sent yet.
#[derive(Clone, Debug)]
pub struct Request {
    /// `GET`, `PROPFIND`, …
    pub method: &'static str,
    /// The whole address, percent-encoded.
    pub url: String,
    /// Names and values. In a browser every header outside of CORS's short list costs a preflight.
    pub headers: Vec<(&'static str, String)>,
    /// What is sent; its [kind](File::kind) becomes the content type.
    pub body: Option<File>,
}

impl Request {
    /// A request without headers and body.
    pub fn new(method: &'static str, url: impl Into<String>) -> Self {
        Self { method, url: url.into(), headers: Vec::new(), body: None }
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Asks for a part of the file. Both ends are named, always: a page may send this form of the header without asking leave.
    #[must_use]
    pub fn range(self, range: &Range<u64>) -> Self {
        // No file is longer; servers refuse numbers that they cannot count to.
        let end = range.end.min(1 << 53);
        self.header("range", format!("bytes={}-{}", range.start, end.saturating_sub(1)))
    }

    /// Sets the body.
    #[must_use]
    pub fn body(mut self, body: File) -> Self {
        self.body = Some(body);
        self
    }
}

/// What a server answered, whatever the status.
#[derive(Clone, Debug)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// Names in lower case, and values: those that the page may see.
    pub headers: Vec<(String, String)>,
    /// What it sent, whole.
    pub body: File,
}

impl Response {
    /// A header by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Whether the status says that it worked.
    pub fn is_ok(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// A small body as text; odd bytes become U+FFFD.
    ///
    /// # Errors
    /// [`Kind::Temporary`](crate::Kind::Temporary) when the browser cannot read it any more.
    pub async fn text(&self) -> Result<String> {
        let bytes =
            self.body.bytes().await.map_err(|error| status::broken_off("The server", &error.to_string()))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}

/// Whoever carries requests: `fetch` in a browser, a small client natively.
#[async_trait(?Send)]
pub trait Http {
    /// Sends a request and waits for the whole answer. Dropping the future ends the exchange.
    ///
    /// # Errors
    /// Only when there is no answer to read: [`Kind::Offline`](crate::Kind::Offline),
    /// [`Kind::Cors`](crate::Kind::Cors), or [`Kind::Temporary`](crate::Kind::Temporary) when it broke off. An answer of
    /// any status is a [`Response`].
    async fn send(&self, request: Request) -> Result<Response>;

    /// Whether anybody answers at an address, even if the page may not read what; `None` where that cannot be told.
    async fn reaches(&self, url: &str) -> Option<bool>;

    /// Milliseconds since 1970 by this device's clock, which signatures need.
    fn now(&self) -> f64;

    /// A random word, for names that no other tab takes.
    fn nonce(&self) -> String;
}
