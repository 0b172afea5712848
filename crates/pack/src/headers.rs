//! `_headers`: what a host that reads such a file (Netlify, Cloudflare Pages and others) may add. Nothing needs it.

use crate::dist::write as write_file;
use anyhow::Result;
use std::path::Path;

/// Writes the file, unless the app brings one.
pub fn write(dir: &Path, policy: &str) -> Result<()> {
    if dir.join("_headers").exists() {
        return Ok(());
    }
    // Gates keep policies of their own, so the strict headers name the app's document only.
    let document =
        format!("  Content-Security-Policy: {policy}\n  Connection-Allowlist: (response-origin)\n");
    let everywhere = "/*\n  X-Content-Type-Options: nosniff\n  Referrer-Policy: no-referrer\n";
    let mut text = format!("{everywhere}/\n{document}/index.html\n{document}");
    for room in ["a", "n", "w"] {
        text += &format!("/{room}/*\n  Cache-Control: public, max-age=31536000, immutable\n");
    }
    for path in ["", "index.html", "sw.js", "nearside.js", "out.html", "airless.html", "storage.html"] {
        text += &format!("/{path}\n  Cache-Control: no-cache\n");
    }
    write_file(dir, "_headers", text)
}
