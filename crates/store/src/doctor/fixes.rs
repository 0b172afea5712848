//! What to paste: the CORS rules that the adapters need, in the words of each kind of server.
//!
//! Exposed headers are wished for, not needed: without them uploads finish all the same, but sizes and marks cost a request
//! more.

use serde_json::json;

use super::Snippet;

/// Headers of answers that are of use to the page.
const SHOWN: &[&str] =
    &["ETag", "Content-Range", "Accept-Ranges", "Content-Length", "Date", "Retry-After", "x-amz-request-id"];
/// Methods of a bucket.
const BUCKET: &[&str] = &["GET", "HEAD", "PUT", "POST", "DELETE"];
/// Methods of a WebDAV folder.
const FOLDER: &str = "GET, HEAD, PUT, DELETE, OPTIONS, PROPFIND, MKCOL, MOVE, COPY";
/// Headers of requests to a WebDAV folder.
const SENT: &str = "Authorization, Content-Type, Content-Range, Depth, Destination, If, If-Match, If-None-Match, Overwrite, Range";
/// Seconds for which a browser may remember the leave it was given; Chromium keeps no more.
const REMEMBERED: u32 = 7200;

/// The rule of a bucket, for a page of this origin.
pub(super) fn bucket(page: &str) -> Vec<Snippet> {
    let rule = json!([{
        "AllowedOrigins": [page],
        "AllowedMethods": BUCKET,
        "AllowedHeaders": ["*"],
        "ExposeHeaders": SHOWN,
        "MaxAgeSeconds": REMEMBERED,
    }]);
    vec![
        Snippet {
            place: "The bucket\u{2019}s CORS policy (Amazon S3, Cloudflare R2 and most others)".into(),
            text: format!("{rule:#}"),
        },
        Snippet {
            place: "A MinIO server, which has one rule for all buckets".into(),
            text: format!("mc admin config set <alias> api cors_allow_origin=\"{page}\""),
        },
    ]
}

/// The lines of a WebDAV server at the folder `folder`, for a page of this origin.
pub(super) fn folder(page: &str, folder: &str) -> Vec<Snippet> {
    let folder = if folder.is_empty() { "/" } else { folder };
    let shown = SHOWN[..6].join(", ");
    let headers = [
        ("Access-Control-Allow-Origin", page),
        ("Access-Control-Allow-Methods", FOLDER),
        ("Access-Control-Allow-Headers", SENT),
        ("Access-Control-Expose-Headers", &shown),
        ("Access-Control-Max-Age", &REMEMBERED.to_string()),
    ];
    let lines = |before: &str, after: &str| -> String {
        headers.iter().map(|(name, value)| format!("{before} {name} \"{value}\"{after}\n")).collect()
    };
    let apache = format!(
        "# a2enmod headers\n<Location \"{folder}\">\n{}    <Limit OPTIONS>\n        Require all granted\n    </Limit>\n</Location>\n",
        lines("    Header always set", "")
    );
    let nginx = format!(
        "# inside of: location {folder} {{ \u{2026} }}\n{}if ($request_method = OPTIONS) {{\n    return 204;\n}}\n",
        lines("add_header", " always;")
    );
    vec![
        Snippet { place: "Apache: the site\u{2019}s configuration".into(), text: apache },
        Snippet { place: "nginx: the folder\u{2019}s location".into(), text: nginx },
    ]
}
