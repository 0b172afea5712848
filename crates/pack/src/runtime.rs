//! The JavaScript and HTML that an app runs with, embedded in this crate so that an app copies nothing.
//!
//! Their sources are plain files in `runtime/`, written as they are served. Names in capitals (`NEARSIDE_BUILD`) are
//! the only things that packing fills in.

use crate::dist::{id, write};
use anyhow::{Result, ensure};
use std::path::Path;

const BOOT: &str = include_str!("../runtime/boot.js");
const CHUNKS: &str = include_str!("../runtime/chunks.js");
const DEV: &str = include_str!("../runtime/dev.js");
const GATE: &str = include_str!("../runtime/gate.css");
const GUARD: &str = include_str!("../runtime/guard.js");
const OUT: &str = include_str!("../runtime/out.js");
const SELFTEST: &str = include_str!("../runtime/selftest.js");
const STORAGE: &str = include_str!("../runtime/storage.js");

/// What is filled in and so is written once per build.
const DOOR: &str = include_str!("../runtime/nearside.js");
const WORKER: &str = include_str!("../runtime/sw.js");
const WORKER_DEV: &str = include_str!("../runtime/sw-dev.js");
const GATES: [(&str, &str); 3] = [
    ("out.html", include_str!("../runtime/out.html")),
    ("airless.html", include_str!("../runtime/airless.html")),
    ("storage.html", include_str!("../runtime/storage.html")),
];

/// The door's types, as they are.
pub const TYPES: &str = include_str!("../runtime/nearside.d.ts");

/// Names at the top of the folder that an app may not use itself.
pub const RESERVED: [&str; 7] =
    ["airless.html", "builds.json", "nearside.d.ts", "nearside.js", "out.html", "storage.html", "sw.js"];

/// Where the runtime was written.
#[derive(Debug, Clone)]
pub struct Runtime {
    /// `n/<hash>`
    pub path: String,
}

impl Runtime {
    /// The path of one of its files.
    pub fn file(&self, name: &str) -> String {
        format!("{}/{name}", self.path)
    }

    /// The inline script that loads the boot script again if its first load failed.
    pub fn guard(&self, base: &str) -> Result<String> {
        fill(GUARD.trim(), "NEARSIDE_BOOT", &format!("{base}{}", self.file("boot.js")))
    }

    /// The gates' documents: name and text.
    pub fn gates(&self) -> Vec<(&'static str, String)> {
        GATES
            .iter()
            .map(|(name, html)| (*name, html.replace("NEARSIDE_RUNTIME", &format!("./{}", self.path))))
            .collect()
    }
}

/// Writes the files that every build with this version of the crate shares.
pub fn write_shared(dir: &Path, release: bool) -> Result<Runtime> {
    let mut files = vec![
        ("boot.js", BOOT),
        ("gate.css", GATE),
        ("out.js", OUT),
        ("selftest.js", SELFTEST),
        ("storage.js", STORAGE),
    ];
    if !release {
        files.push(("dev.js", DEV));
    }
    let runtime = Runtime { path: format!("n/{}", id(files.iter().map(|(_, text)| text.as_bytes()))) };
    for (name, text) in files {
        write(dir, &runtime.file(name), lean(text))?;
    }
    Ok(runtime)
}

/// Without the lines that only people read. The sources are written for them, the copies travel to every visitor.
/// Works by lines, so a comment beside code stays.
fn lean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut comment = false;
    for line in text.lines().map(str::trim) {
        comment |= line.starts_with("/*");
        if !comment && !line.is_empty() && !line.starts_with("//") {
            out += line;
            out.push('\n');
        }
        comment &= !line.ends_with("*/");
    }
    out
}

/// The boot script, for the document that must hold it itself.
pub fn boot() -> String {
    lean(BOOT)
}

/// The loader of chunks, as the end of a glue that imports them under this name.
pub fn chunks(import: &str, needs: &str) -> Result<String> {
    fill(&fill(&lean(CHUNKS), "NEARSIDE_IMPORT", import)?, "NEARSIDE_CHUNKS", needs)
}

/// `nearside.js` with its manifest.
pub fn door(manifest: &str) -> Result<String> {
    fill(&lean(DOOR), "NEARSIDE_BUILD", manifest)
}

/// `sw.js` with everything it guards, or the one that clears up after it.
pub fn service_worker(contents: Option<&str>) -> Result<String> {
    match contents {
        Some(contents) => fill(&lean(WORKER), "NEARSIDE_BUILD", contents),
        None => Ok(lean(WORKER_DEV)),
    }
}

/// What of this crate goes into every build; part of the build's id.
pub fn sources() -> [&'static [u8]; 3] {
    [WORKER.as_bytes(), DOOR.as_bytes(), TYPES.as_bytes()]
}

fn fill(text: &str, name: &str, value: &str) -> Result<String> {
    ensure!(text.matches(name).count() == 1, "the runtime must name {name} once");
    Ok(text.replace(name, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_blank_is_there_once() {
        assert!(door("{}").unwrap().contains("const build = {};"));
        assert!(chunks("import1", "{}").unwrap().starts_with("const import1 = "));
        assert!(service_worker(Some("{}")).unwrap().contains("const BUILD = {};"));
        let runtime = Runtime { path: "n/0".into() };
        assert!(runtime.guard("./").unwrap().contains("\"./n/0/boot.js?retry=\""));
        assert!(runtime.gates().iter().all(|(_, html)| !html.contains("NEARSIDE_")));
    }

    /// Half a copy of a script must be a syntax error, so its last character closes what the first statement opened.
    #[test]
    fn truncation_breaks_scripts_whole() {
        for text in [BOOT, WORKER, WORKER_DEV, OUT, DEV, STORAGE] {
            let code = text.lines().find(|line| !line.starts_with("//")).unwrap();
            assert_eq!((code, text.trim_end().chars().last()), ("{", Some('}')));
        }
    }

    #[test]
    fn comments_stay_at_home() {
        let text = "// why\n{\n  /** what\n   * more\n   */\n  const a = 1; // beside\n\n  /* short */\n}\n";
        assert_eq!(lean(text), "{\nconst a = 1; // beside\n}\n");
    }

    /// The air-gap document holds the boot script inline, where these would end or bend it.
    #[test]
    fn boot_can_stand_inline() {
        assert!(!BOOT.contains("</script") && !BOOT.contains("<!--"));
    }
}
