//! What a bucket's server says: its errors, and its listings.

use crate::address::unescape;
use crate::http::xml::Node;
use crate::http::{Response, date, failed, xml};
use crate::{Error, Kind, Path, Result, When};

/// The useful parts of an error document.
#[derive(Default)]
pub(super) struct Refusal {
    pub code: String,
    /// The server's clock, in milliseconds since 1970, where it tells it.
    pub time: Option<f64>,
    region: Option<String>,
}

impl Refusal {
    /// Reads an answer that is an error, or a success that holds one: copies and commits begin to answer before they are done.
    pub async fn read(response: &Response) -> Option<Self> {
        if response.is_ok() && response.body.size() > 1 << 16 {
            return None;
        }
        let text = response.text().await.ok()?;
        let document = xml::parse("", &text).ok();
        let root = document.as_ref().map(|document| document.root());
        let root = root.filter(|root| root.name() == "Error");
        if response.is_ok() && root.is_none() {
            return None;
        }
        let said = |name| root.and_then(|root| xml::text(root, name)).map(str::to_owned);
        let time = said("ServerTime").or_else(|| response.header("date").map(str::to_owned));
        Some(Self {
            code: said("Code").unwrap_or_default(),
            time: time.as_deref().and_then(date::parse),
            region: said("Region"),
        })
    }

    /// The error of a request for `path`, which was signed at `signed`.
    pub fn error(&self, who: &str, path: &Path, when: &When, signed: f64, response: &Response) -> Error {
        let new = |kind, text: String| Error::new(kind, text);
        let here = if path.is_root() { "this bucket".to_owned() } else { path.to_string() };
        match self.code.as_str() {
            "NoSuchBucket" => new(
                Kind::NotFound,
                format!("{who} is not there: no bucket of this name is known at this address. Check both."),
            ),
            "NoSuchUpload" => {
                new(Kind::NotFound, format!("The upload of {path} is not known any more. Begin it again."))
            }
            _ if self.is_clock(signed) => new(Kind::Clock, self.clock(who, signed)),
            "InvalidAccessKeyId" => new(
                Kind::Denied,
                format!("{who} does not know this access key. Check it, and connect again."),
            ),
            "SignatureDoesNotMatch" => new(
                Kind::Denied,
                format!(
                    "{who} does not accept the secret key. Check it (and the region), and connect again."
                ),
            ),
            "ExpiredToken" | "InvalidToken" | "TokenRefreshRequired" => new(
                Kind::Denied,
                format!("The temporary keys of {who} have expired. Get new ones, and connect again."),
            ),
            "AccessDenied" | "AllAccessDisabled" | "AccountProblem" => new(
                Kind::Denied,
                format!(
                    "The keys of {who} do not allow that for {here}. Ask its owner for the right to do it."
                ),
            ),
            "AuthorizationHeaderMalformed"
            | "AuthorizationQueryParametersError"
            | "PermanentRedirect"
            | "TemporaryRedirect" => {
                let region =
                    self.region.as_ref().map_or(String::new(), |region| format!(" It is in {region}."));
                new(
                    Kind::Invalid,
                    format!(
                        "{who} is not in the region that was entered.{region} Correct the region and the address."
                    ),
                )
            }
            "PreconditionFailed" => conflict(who, path, when),
            "EntityTooLarge" => {
                new(Kind::Quota, format!("{path} is larger than {who} accepts in one piece."))
            }
            "QuotaExceeded" | "InsufficientStorage" | "XMinioStorageFull" => {
                new(Kind::Quota, format!("{who} is full. Delete something there, and try again."))
            }
            "InvalidPart" | "InvalidPartOrder" | "EntityTooSmall" => {
                new(Kind::Corrupt, format!("{who} misses parts of {path}. Send them again."))
            }
            "SlowDown"
            | "RequestTimeout"
            | "InternalError"
            | "ServiceUnavailable"
            | "OperationAborted"
            | "ConditionalRequestConflict" => {
                failed(who, path, &Response { status: 503, ..response.clone() })
            }
            _ if response.status == 412 => conflict(who, path, when),
            _ => failed(who, path, response),
        }
    }

    /// Whether it was refused for the clock: servers differ in the code, but they add their own time.
    pub fn is_clock(&self, signed: f64) -> bool {
        let far = self.time.is_some_and(|time| (time - signed).abs() > 5.0 * 60e3);
        let said =
            ["RequestTimeTooSkewed", "RequestExpired", "ExpiredPresignRequest"].contains(&self.code.as_str());
        said || (far
            && ["AccessDenied", "RequestNotYetValid", "InvalidRequest"].contains(&self.code.as_str()))
    }

    fn clock(&self, who: &str, signed: f64) -> String {
        let off = self.time.map_or(String::new(), |time| {
            let minutes = ((signed - time) / 60e3).round();
            format!(": it is {} minutes {}", minutes.abs(), if minutes > 0.0 { "fast" } else { "slow" })
        });
        format!(
            "{who} refuses requests because of this device\u{2019}s clock{off}. Set the clock, and try again."
        )
    }
}

fn conflict(who: &str, path: &Path, when: &When) -> Error {
    match when {
        When::New => Error::new(Kind::Exists, format!("{path} is on {who} already. Choose another name.")),
        _ => Error::new(
            Kind::Changed,
            format!("{path} on {who} has been changed meanwhile. Open it again before saving."),
        ),
    }
}

/// A key or prefix of a listing, which the server escaped if it says so.
pub(super) fn key(listing: Node<'_>, text: &str) -> String {
    match xml::text(listing, "EncodingType") {
        Some("url") => unescape(&text.replace('+', " ")),
        _ => text.to_owned(),
    }
}

/// A mark without its quotes, which some answers have and others lack.
pub(super) fn etag(text: &str) -> String {
    text.trim().trim_start_matches("W/").trim_matches('"').to_owned()
}

/// A number in a listing.
pub(super) fn number(node: Node<'_>, name: &str) -> Option<u64> {
    xml::text(node, name)?.parse().ok()
}

/// An XML answer, or a sentence about what it is instead.
pub(super) async fn document<T>(
    who: &str,
    response: &Response,
    read: impl FnOnce(Node<'_>) -> T,
) -> Result<T> {
    let text = response.text().await?;
    let document = xml::parse(who, &text)?;
    Ok(read(document.root()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use nearside::File;

    fn error(status: u16, body: &str, when: &When) -> Error {
        let response =
            Response { status, headers: Vec::new(), body: File::new("", body.as_bytes().to_vec()) };
        let refusal = futures_executor::block_on(Refusal::read(&response)).unwrap();
        refusal.error("Box", &Path::new("a").unwrap(), when, 0.0, &response)
    }

    #[test]
    fn errors_by_code() {
        let code = |status, code: &str| {
            error(status, &format!("<Error><Code>{code}</Code></Error>"), &When::Always).kind()
        };
        assert_eq!(code(404, "NoSuchKey"), Kind::NotFound);
        assert_eq!(code(403, "SignatureDoesNotMatch"), Kind::Denied);
        assert_eq!(code(403, "RequestTimeTooSkewed"), Kind::Clock);
        assert_eq!(code(400, "RequestTimeout"), Kind::Temporary);
        assert_eq!(code(409, "ConditionalRequestConflict"), Kind::Temporary);
        assert_eq!(code(301, "PermanentRedirect"), Kind::Invalid);
        assert_eq!(
            error(412, "<Error><Code>PreconditionFailed</Code></Error>", &When::New).kind(),
            Kind::Exists
        );
        assert_eq!(error(500, "<html>oops", &When::New).kind(), Kind::Temporary);
    }

    #[test]
    fn an_expired_address_is_the_clocks_fault_when_the_server_says_its_time() {
        let body = "<Error><Code>AccessDenied</Code><ServerTime>1970-01-01T02:00:00Z</ServerTime></Error>";
        let error = error(403, body, &When::Always);
        assert_eq!(error.kind(), Kind::Clock);
        assert!(error.to_string().contains("120 minutes slow"), "{error}");
    }

    #[test]
    fn a_success_may_hold_an_error() {
        let body =
            |text: &str| Response { status: 200, headers: Vec::new(), body: File::new("", text.into()) };
        let read = |text| futures_executor::block_on(Refusal::read(&body(text)));
        assert!(read(" \n<?xml version=\"1.0\"?><Error><Code>InternalError</Code></Error>").is_some());
        assert!(read("<CompleteMultipartUploadResult/>").is_none());
    }
}
