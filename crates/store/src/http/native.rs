//! The native client, for tests and tools: small, blocking, and able to obey CORS.
//!
//! Told an origin, it behaves as a page of that origin would: it asks leave with `OPTIONS`, keeps hidden headers from the
//! caller, and fails where a browser would. So what costs preflights or needs an exposed header shows in native tests.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use async_trait::async_trait;
use nearside::File;
use ureq::http;

use super::{Http, Request, Response, status};
use crate::{Error, Kind, Result};

/// A client on sockets of its own.
pub struct Native {
    agent: ureq::Agent,
    origin: Option<String>,
    /// Milliseconds by which this device's clock is wrong, for tests.
    skew: f64,
}

/// What a page may see without being told so.
const SHOWN: [&str; 7] = [
    "cache-control",
    "content-language",
    "content-length",
    "content-type",
    "expires",
    "last-modified",
    "pragma",
];

impl Default for Native {
    fn default() -> Self {
        Self::new(Duration::from_secs(60))
    }
}

impl Native {
    /// A client that gives up an exchange after so long.
    pub fn new(patience: Duration) -> Self {
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .allow_non_standard_methods(true)
            .timeout_global(Some(patience))
            .build();
        Self { agent: agent.into(), origin: None, skew: 0.0 }
    }

    /// Obeys CORS, as a page of `origin` does.
    #[must_use]
    pub fn page(self, origin: impl Into<String>) -> Self {
        Self { origin: Some(origin.into()), ..self }
    }

    /// Has a clock that is wrong by so many milliseconds.
    #[must_use]
    pub fn skewed(self, ms: f64) -> Self {
        Self { skew: ms, ..self }
    }

    async fn exchange(&self, request: &Request) -> Result<Response> {
        let body = match &request.body {
            Some(body) => {
                Some(body.bytes().await.map_err(|error| Error::new(Kind::Failed, error.to_string()))?)
            }
            // As browsers have it: else it would be sent in chunks, of which there are none.
            None if matches!(request.method, "PUT" | "POST") => Some(Vec::new()),
            None => None,
        };
        let mut built = http::Request::builder().method(request.method).uri(&request.url);
        for (name, value) in &request.headers {
            built = built.header(*name, value);
        }
        if let Some(body) = &request.body
            && !request.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type"))
        {
            built = built.header("content-type", body.kind());
        }
        let odd = |error: http::Error| {
            Error::new(Kind::Invalid, format!("{} is no address: {error}.", request.url))
        };
        let answer = match body {
            Some(body) => self.agent.run(built.body(body).map_err(odd)?),
            None => self.agent.run(built.body(()).map_err(odd)?),
        };
        let answer = answer.map_err(|error| lost(&request.url, &error))?;
        let status = answer.status().as_u16();
        let text = |value: &http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        let headers = answer.headers().iter().map(|(name, value)| (name.to_string(), text(value))).collect();
        let body = answer.into_body().into_with_config().limit(u64::MAX).read_to_vec();
        let body = body.map_err(|error| lost(&request.url, &error))?;
        Ok(Response { status, headers, body: File::new("", body) })
    }

    /// Asks leave for a request that a page may not simply send.
    async fn ask_leave(&self, origin: &str, request: &Request) -> Result<()> {
        let mut asked: Vec<&str> =
            request.headers.iter().filter(|header| !is_simple(header)).map(|(name, _)| *name).collect();
        if let Some(body) = &request.body
            && !["text/plain", ""].contains(&body.kind())
        {
            asked.push("content-type");
        }
        if matches!(request.method, "GET" | "HEAD" | "POST") && asked.is_empty() {
            return Ok(());
        }
        let question = Request::new("OPTIONS", &request.url)
            .header("origin", origin)
            .header("access-control-request-method", request.method)
            .header("access-control-request-headers", asked.join(","));
        let answer = self.exchange(&question).await?;
        let listed = |header: &str, word: &str| {
            let all = answer.header(header).unwrap_or_default();
            all.split(',').any(|one| {
                one.trim().eq_ignore_ascii_case(word) || (one.trim() == "*" && word != "authorization")
            })
        };
        let may = answer.is_ok()
            && listed("access-control-allow-origin", origin)
            && (matches!(request.method, "GET" | "HEAD" | "POST")
                || listed("access-control-allow-methods", request.method))
            && asked.iter().all(|name| listed("access-control-allow-headers", &name.to_ascii_lowercase()));
        if may { Ok(()) } else { Err(forbidden(&request.url)) }
    }
}

#[async_trait(?Send)]
impl Http for Native {
    async fn send(&self, mut request: Request) -> Result<Response> {
        let Some(origin) = &self.origin else { return self.exchange(&request).await };
        self.ask_leave(origin, &request).await?;
        request.headers.push(("origin", origin.clone()));
        let mut answer = self.exchange(&request).await?;
        let allowed =
            answer.header("access-control-allow-origin").is_some_and(|to| to == "*" || to == origin);
        if !allowed {
            return Err(forbidden(&request.url));
        }
        let exposed = answer.header("access-control-expose-headers").unwrap_or_default().to_ascii_lowercase();
        let exposed: Vec<&str> = exposed.split(',').map(str::trim).collect();
        answer.headers.retain(|(name, _)| {
            SHOWN.contains(&name.as_str()) || exposed.contains(&name.as_str()) || exposed.contains(&"*")
        });
        Ok(answer)
    }

    async fn reaches(&self, url: &str) -> Option<bool> {
        Some(self.exchange(&Request::new("GET", url)).await.is_ok())
    }

    fn now(&self) -> f64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        since.as_secs_f64() * 1000.0 + self.skew
    }

    fn nonce(&self) -> String {
        // Every one of them is seeded by the system.
        format!("{:016x}", RandomState::new().build_hasher().finish())
    }
}

/// Headers that a page may send without asking.
fn is_simple((name, value): &(&'static str, String)) -> bool {
    match *name {
        "accept" | "accept-language" => true,
        "range" => value.strip_prefix("bytes=").is_some_and(|range| !range.starts_with('-')),
        "content-type" => value == "text/plain",
        _ => false,
    }
}

fn forbidden(url: &str) -> Error {
    let host = url.split('/').nth(2).unwrap_or(url);
    Error::new(
        Kind::Cors,
        format!("{host} answers, but does not let this page read what. Its owner has to allow it."),
    )
}

fn lost(url: &str, error: &ureq::Error) -> Error {
    let host = url.split('/').nth(2).unwrap_or(url);
    match error {
        ureq::Error::HostNotFound => Error::new(
            Kind::Offline,
            format!("{host} cannot be found. Check the address and your connection."),
        ),
        ureq::Error::Io(error) if error.kind() == std::io::ErrorKind::ConnectionRefused => Error::new(
            Kind::Offline,
            format!("Nothing answers at {host}. Check the address and your connection."),
        ),
        ureq::Error::ConnectionFailed => Error::new(
            Kind::Offline,
            format!("Nothing answers at {host}. Check the address and your connection."),
        ),
        error => status::broken_off(host, &error.to_string()),
    }
}
