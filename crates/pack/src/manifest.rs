//! The manifest: what a build consists of, told to the page, the JavaScript door and the service worker.
//!
//! All three get the same list at packing time, so none of them ever asks a server what the current version is: a tab
//! is pinned to the build that its document came with.

use crate::{
    Packed, air,
    bundle::Bundle,
    dist::{files, id, read, read_text, sha256, write},
    headers,
    html::{Tag, tags},
    index::Index,
    policy,
    runtime::{self, Runtime},
};
use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, path::Path};

/// What `<script type="application/json" id="nearside-build">` holds. Paths are relative to the app's base address.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Manifest {
    /// The build's id.
    pub build: String,
    /// Built for `trunk serve`.
    pub dev: bool,
    /// The document is the air-gap one.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub air: bool,
    /// The app itself.
    pub app: Bundle,
    /// The workers by name: the first half of a call's path.
    pub workers: BTreeMap<String, Bundle>,
    /// The module that tries what this browser enforces.
    pub selftest: String,
    /// How many files an offline copy holds.
    pub files: usize,
}

impl Manifest {
    /// As JSON that can stand inside a script element.
    fn json(&self) -> Result<String> {
        Ok(serde_json::to_string(self)?.replace('<', "\\u003c"))
    }

    /// As an element of the document.
    pub fn element(&self) -> Result<String> {
        Ok(format!("<script type=\"application/json\" id=\"nearside-build\">{}</script>", self.json()?))
    }
}

/// What the service worker holds.
#[derive(Serialize)]
struct Guarded<'a> {
    build: &'a str,
    policy: &'a str,
    /// Path → SHA-256 and size.
    files: BTreeMap<&'a str, (String, u64)>,
    /// Path → document.
    pages: BTreeMap<&'a str, String>,
    air: &'a str,
}

/// Reads back what an earlier run left in the document, if it did.
pub fn packed(html: &str) -> Result<Option<Packed>> {
    let Some(tag) = tags(html)?.into_iter().find(|tag| tag.get("id") == Some("nearside-build")) else {
        return Ok(None);
    };
    let json = html[tag.span.end..tag.whole.end].trim_end_matches("</script>");
    let manifest: Manifest = serde_json::from_str(json)
        .context("index.html was packed by another version of nearside-pack; build it again")?;
    Ok(Some(Packed {
        workers: manifest.workers.into_keys().collect(),
        files: manifest.files,
        build: manifest.build,
        kept: None,
    }))
}

/// Everything is moved; what is left is to write it down.
#[derive(Debug)]
pub struct Plan {
    pub release: bool,
    pub app: Bundle,
    pub workers: BTreeMap<String, Bundle>,
    pub runtime: Runtime,
}

impl Plan {
    /// Writes the documents, the door and the service worker.
    pub fn write(self, dir: &Path, index: &Index) -> Result<Packed> {
        let Self { release, app, workers, runtime } = self;
        let present = files(dir)?;
        if let Some(name) = present.iter().find(|name| runtime::RESERVED.contains(&name.as_str())) {
            bail!("The app brings a file {name}, which nearside-pack writes itself. Remove or rename it.");
        }
        let guard = runtime.guard(&index.base)?;
        let policy = policy::page(&sha256(&guard), !release);
        let gates = runtime.gates();

        let mut parts = Vec::new();
        for path in &present {
            parts.push(path.clone().into_bytes());
            parts.push(read(dir, path)?);
        }
        parts.extend(gates.iter().map(|(_, html)| html.clone().into_bytes()));
        parts.extend(runtime::sources().map(<[u8]>::to_vec));
        parts.push(format!("{policy} {release}").into_bytes());
        let build = id(parts.iter().map(Vec::as_slice));
        let air_path = format!("a/{build}/air.txt");

        // Documents travel inside the service worker; the other files of an offline copy are fetched and verified.
        let guarded = |path: &&String| !path.ends_with(".html") && !aside(path);
        let documents = present.iter().filter(|path| path.ends_with(".html")).count() + gates.len();
        let written_below = if release { 2 } else { 1 }; // nearside.js; air.txt
        let manifest = Manifest {
            build: build.clone(),
            dev: !release,
            air: false,
            selftest: runtime.file("selftest.js"),
            files: present.iter().filter(guarded).count() + documents + written_below,
            app,
            workers,
        };

        let html = page(index, &manifest, &runtime, &policy, &guard)?;
        write(dir, "index.html", &html)?;
        for (name, text) in &gates {
            write(dir, name, text)?;
        }
        write(dir, "nearside.js", runtime::door(&manifest.json()?)?)?;
        write(dir, "nearside.d.ts", runtime::TYPES)?;
        if release {
            write(dir, &air_path, air::document(dir, index, &manifest)?)?;
            headers::write(dir, &policy)?;
        }
        let contents = match release {
            true => Some(contents(dir, &build, &policy, &air_path)?),
            false => None,
        };
        write(dir, "sw.js", runtime::service_worker(contents.as_deref())?)?;
        Ok(Packed {
            workers: manifest.workers.into_keys().collect(),
            files: manifest.files,
            build,
            kept: None,
        })
    }
}

/// What lies in the folder but belongs to the host or to tools, not to the app.
fn aside(path: &str) -> bool {
    let top = !path.contains('/');
    (top && path.starts_with('_'))
        || path.ends_with(".map")
        || matches!(path, "CNAME" | "robots.txt" | "sw.js" | "builds.json" | "nearside.d.ts")
}

/// The app's document.
fn page(index: &Index, manifest: &Manifest, runtime: &Runtime, policy: &str, guard: &str) -> Result<String> {
    let base = &index.base;
    let mut boot = index.boot().clone();
    boot.set("src", format!("{base}{}", runtime.file("boot.js")));
    boot.set("data-js", format!("{base}{}", manifest.app.js));
    boot.set("data-wasm", format!("{base}{}", manifest.app.wasm));
    let mut scripts =
        format!("{}{}</script><script type=\"module\">{guard}</script>", manifest.element()?, boot.text());
    if manifest.dev {
        scripts += &format!("<script type=\"module\" src=\"{base}{}\"></script>", runtime.file("dev.js"));
    }
    Ok(index.render(policy, &scripts, |tag| moved(index, manifest, tag)))
}

/// Trunk's preloads follow the app to its folder. The wasm's loses its `integrity`, which browsers ignore there with a
/// warning; boot verifies the bytes.
fn moved(index: &Index, manifest: &Manifest, tag: &Tag) -> Option<String> {
    let path = index.path(tag.get("href")?)?;
    let room = manifest.app.js.strip_suffix(&index.js)?;
    let mut tag = tag.clone();
    if path == index.wasm {
        tag.attributes.retain(|(name, _)| name != "integrity");
    } else if path != index.js && !path.starts_with("snippets/") {
        return None;
    }
    tag.set("href", format!("{}{room}{path}", index.base));
    Some(tag.text())
}

/// The service worker's list: made last, from what is on the disk.
fn contents(dir: &Path, build: &str, policy: &str, air: &str) -> Result<String> {
    let present = files(dir)?;
    let mut guarded = Guarded { build, policy, files: BTreeMap::new(), pages: BTreeMap::new(), air };
    for path in &present {
        if path.ends_with(".html") {
            guarded.pages.insert(path, read_text(dir, path)?);
        } else if !aside(path) {
            let bytes = read(dir, path)?;
            guarded.files.insert(path, (sha256(&bytes), bytes.len() as u64));
        }
    }
    Ok(serde_json::to_string(&guarded)?)
}
