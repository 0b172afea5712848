//! What the app's document may do, as a Content-Security-Policy.
//!
//! It goes into the document (`<meta>`), so it needs no host that sends headers; blob workers inherit it. It is the
//! first wall. The second one, `Connection-Allowlist`, exists only as a header and comes from the service worker.

/// In a served build: this origin, and WebAssembly. `guard` is the hash of the one inline script.
pub fn page(guard: &str, dev: bool) -> String {
    let connect = if dev { "'self' ws: wss:" } else { "'self'" };
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' 'sha256-{guard}'; style-src 'self'; \
         img-src 'self' blob: data:; media-src blob:; font-src 'self'; connect-src {connect}; worker-src 'self' blob:; \
         frame-src 'self'; manifest-src 'self'; {COMMON}"
    )
}

/// In air-gap mode: nothing but what the document holds and the blobs it makes of its cache.
pub fn air(scripts: &[String], styles: &[String]) -> String {
    let listed = |hashes: &[String]| {
        hashes.iter().map(|hash| format!("'sha256-{hash}'")).collect::<Vec<_>>().join(" ")
    };
    let styles = if styles.is_empty() { "'none'".to_owned() } else { listed(styles) };
    format!(
        "default-src 'none'; script-src {} 'wasm-unsafe-eval' blob:; style-src {styles}; img-src blob: data:; \
         media-src blob:; connect-src 'self' blob:; worker-src blob:; frame-src 'self'; {COMMON}",
        listed(scripts)
    )
}

const COMMON: &str =
    "base-uri 'self'; form-action 'none'; require-trusted-types-for 'script'; trusted-types default";
