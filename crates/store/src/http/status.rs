//! What a status means, for the servers that say no more than that.

use std::ops::Range;

use nearside::File;

use super::{Response, date};
use crate::{Entry, Error, Kind, Path, Result};

/// The error of a response whose status is none of success. `who` is the store's name.
pub(crate) fn failed(who: &str, path: &Path, response: &Response) -> Error {
    let what = if path.is_root() { who.to_owned() } else { format!("{path} on {who}") };
    let (kind, text) = match response.status {
        401 => (
            Kind::Denied,
            format!("{who} does not accept the name or the password. Check them, and connect again."),
        ),
        403 => (
            Kind::Denied,
            format!("{what} may not be reached in this way. Ask the owner of {who} for the right to do it."),
        ),
        404 | 410 => (Kind::NotFound, format!("{what} is not there. It may have been moved or deleted.")),
        405 | 501 => (Kind::Unsupported, format!("{who} cannot do that ({}).", response.status)),
        409 => (Kind::NotFound, format!("The folder of {what} is not there.")),
        412 => (Kind::Changed, format!("{what} has been changed meanwhile. Open it again before saving.")),
        413 => (
            Kind::Quota,
            format!("{what} is larger than the server accepts. Raise its limit, or make the file smaller."),
        ),
        414 => (Kind::Invalid, format!("The name {path} is too long for {who}. Shorten it.")),
        423 => (Kind::Temporary, format!("{what} is being written by somebody else. Try again in a moment.")),
        507 => (Kind::Quota, format!("{who} is full. Delete something there, and try again.")),
        408 | 425 | 429 | 500 | 502 | 503 | 504 => (
            Kind::Temporary,
            format!("{who} is busy or broken at the moment ({}). Try again later.", response.status),
        ),
        300..=399 => {
            (Kind::Invalid, format!("{who} has moved ({}). Enter its new address.", response.status))
        }
        status => (Kind::Failed, format!("{who} refused a request for {what} (status {status}).")),
    };
    Error::new(kind, text).retry_after(wait(response))
}

/// The seconds of a `Retry-After`, which may be a number or a date.
fn wait(response: &Response) -> Option<f64> {
    let value = response.header("retry-after")?.trim();
    let until = || Some((date::parse(value)? - date::parse(response.header("date")?)?) / 1000.0);
    date::number(value).or_else(until).filter(|seconds| *seconds >= 0.0)
}

/// An exchange that ended too early: the same request may well succeed.
pub(crate) fn broken_off(who: &str, why: &str) -> Error {
    Error::new(
        Kind::Temporary,
        format!("The connection broke off before {who} had answered ({why}). Try again."),
    )
}

/// What an answer to a HEAD says of a file; `mark` reads its ETag.
pub(crate) fn entry(path: &Path, response: &Response, mark: fn(&str) -> String) -> Entry {
    Entry {
        path: path.clone(),
        folder: false,
        size: response.header("content-length").and_then(|size| size.parse().ok()).unwrap_or_default(),
        modified: response.header("last-modified").and_then(date::parse),
        etag: response.header("etag").map(mark),
    }
}

/// The body of an answer to a GET, of which `range` was asked, as the file `path`.
///
/// A server may ignore the range (200, then the part is cut out here) and has nothing beyond the end (416).
pub(crate) fn whole(who: &str, path: &Path, range: Option<&Range<u64>>, response: Response) -> Result<File> {
    let modified = response.header("last-modified").and_then(date::parse);
    let named = |body: File| body.renamed(path.name()).dated(modified);
    match (response.status, range) {
        (416, Some(_)) => Ok(File::new(path.name(), Vec::new())),
        (206, Some(range)) => {
            let short = |text: String| Err(Error::new(Kind::Corrupt, text));
            if response.body.size() > range.end.saturating_sub(range.start) {
                return short(format!("{who} sent another part of {path} than was asked for. Try again."));
            }
            match response.header("content-range").and_then(content_range) {
                Some((first, last, _))
                    if first != range.start || last + 1 - first != response.body.size() =>
                {
                    short(format!("{who} sent another part of {path} than was asked for. Try again."))
                }
                _ => Ok(named(response.body)),
            }
        }
        (200, None) => Ok(named(response.body)),
        (200, Some(range)) => Ok(named(response.body.range(range.clone()))),
        _ => Err(failed(who, path, &response)),
    }
}

/// `bytes 0-9/100`: the first and the last byte, and how many there are where that is said.
pub(crate) fn content_range(value: &str) -> Option<(u64, u64, Option<u64>)> {
    let (part, all) = value.trim().strip_prefix("bytes ")?.split_once('/')?;
    let (first, last) = part.split_once('-')?;
    let (first, last) = (first.parse().ok()?, last.parse().ok()?);
    (first <= last).then(|| (first, last, all.parse().ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn response(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Response {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Response { status, headers, body: File::new("", body.to_vec()) }
    }

    #[test]
    fn a_busy_server_says_when_to_come_back() {
        let path = Path::new("a").unwrap();
        let error = failed("Box", &path, &response(503, &[("retry-after", "7")], b""));
        assert_eq!((error.kind(), error.wait()), (Kind::Temporary, Some(7.0)));
        let at =
            [("retry-after", "Sun, 06 Nov 1994 08:49:37 GMT"), ("date", "Sun, 06 Nov 1994 08:49:30 GMT")];
        assert_eq!(failed("Box", &path, &response(429, &at, b"")).wait(), Some(7.0));
    }

    #[test]
    fn a_refusal_names_what_was_refused_be_it_the_folder_itself() {
        for (path, what) in [(Path::root(), "Box may not"), (Path::new("a").unwrap(), "a on Box may not")] {
            let error = failed("Box", &path, &response(403, &[], b""));
            assert!(error.kind() == Kind::Denied && error.to_string().starts_with(what), "{error}");
        }
    }

    #[test]
    fn a_server_that_ignores_ranges_costs_time_but_no_wrong_bytes() {
        let path = Path::new("a").unwrap();
        let body = |answer: Response| {
            whole("Box", &path, Some(&(1..3)), answer)
                .map(|file| futures_executor::block_on(file.bytes()).unwrap())
        };
        assert_eq!(body(response(200, &[], b"abcd")).unwrap(), b"bc");
        assert_eq!(body(response(206, &[], b"bc")).unwrap(), b"bc");
        assert_eq!(body(response(416, &[], b"<error/>")).unwrap(), b"");
        let other = response(206, &[("content-range", "bytes 0-1/4")], b"ab");
        assert_eq!(body(other).unwrap_err().kind(), Kind::Corrupt);
        assert_eq!(body(response(206, &[], b"abcd")).unwrap_err().kind(), Kind::Corrupt);
    }
}
