//! Signature version 4, in the address.
//!
//! The rules are in Amazon's "Authenticating Requests: Using Query Parameters". Signed are the method, the path, the whole
//! query, the host, and every `x-amz-` header; the others (ranges, conditions) may be sent unsigned.

use std::fmt::Write;

use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};

use super::Settings;
use crate::address::{Address, escape};
use crate::http::date;
use crate::sort_by;

/// What one address allows.
pub(super) struct Grant<'a> {
    pub method: &'a str,
    /// The path, escaped.
    pub route: &'a str,
    /// The query, not escaped.
    pub query: &'a [(&'a str, &'a str)],
    /// The `x-amz-` headers that will be sent, in lower case.
    pub headers: &'a [(&'static str, String)],
    /// When it begins, in milliseconds since 1970.
    pub now: f64,
    /// How many seconds it lasts: a week at most.
    pub lasts: u64,
}

/// The address under which a request is allowed.
pub(super) fn presign(settings: &Settings, place: &Address, grant: &Grant<'_>) -> String {
    let stamp = date::stamp(grant.now);
    let day = &stamp[..8];
    let region = if settings.region.is_empty() { "us-east-1" } else { &settings.region };
    let scope = format!("{day}/{region}/s3/aws4_request");

    let mut headers: Vec<(&str, &str)> = vec![("host", &place.host)];
    headers.extend(grant.headers.iter().map(|(name, value)| (*name, value.trim())));
    sort_by(&mut headers, Ord::cmp);
    let signed = headers.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(";");

    let (credential, lasts) = (format!("{}/{scope}", settings.key), grant.lasts.to_string());
    let mut query: Vec<(&str, &str)> = grant.query.to_vec();
    query.extend([
        ("X-Amz-Algorithm", "AWS4-HMAC-SHA256"),
        ("X-Amz-Credential", &credential),
        ("X-Amz-Date", &stamp),
        ("X-Amz-Expires", &lasts),
        ("X-Amz-SignedHeaders", &signed),
    ]);
    query.extend(settings.token.as_deref().map(|token| ("X-Amz-Security-Token", token)));
    let mut query: Vec<_> = query.iter().map(|(name, value)| (escape(name), escape(value))).collect();
    sort_by(&mut query, Ord::cmp);
    let query: Vec<String> = query.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let query = query.join("&");

    let route = if grant.route.is_empty() { "/" } else { grant.route };
    let mut canonical = format!("{}\n{route}\n{query}\n", grant.method);
    for (name, value) in &headers {
        canonical.push_str(&format!("{name}:{value}\n"));
    }
    canonical.push_str(&format!("\n{signed}\nUNSIGNED-PAYLOAD"));
    let text = format!("AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{}", hex(&Sha256::digest(canonical)));

    let mut key = format!("AWS4{}", settings.secret).into_bytes();
    for step in [day, region, "s3", "aws4_request"] {
        key = hmac(&key, step);
    }
    format!("{}{route}?{query}&X-Amz-Signature={}", place.origin, hex(&hmac(&key, &text)))
}

fn hmac(key: &[u8], text: &str) -> Vec<u8> {
    // The only error is that of other MACs, whose keys have one length.
    let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(key)
        .unwrap_or_else(|_| <Hmac<Sha256>>::new(&Default::default()));
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Path;
    use crate::s3::Style;

    /// The worked example of Amazon's documentation (sigv4-query-string-auth).
    #[test]
    fn amazons_own_example_has_amazons_own_signature() {
        let settings = Settings {
            endpoint: "https://s3.amazonaws.com".into(),
            region: "us-east-1".into(),
            bucket: "examplebucket".into(),
            key: "AKIAIOSFODNN7EXAMPLE".into(),
            secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY".into(),
            style: Style::Host,
            ..Settings::default()
        };
        let place = settings.place().unwrap();
        let route = place.route(&Path::new("test.txt").unwrap());
        let now = date::parse("2013-05-24T00:00:00Z").unwrap();
        let grant = Grant { method: "GET", route: &route, query: &[], headers: &[], now, lasts: 86400 };
        let url = presign(&settings, &place, &grant);
        assert!(url.starts_with("https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm="), "{url}");
        let signature = "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404";
        assert_eq!(url.rsplit('=').next(), Some(signature));
    }
}
