//! Packs what Trunk built into one folder that any CDN can serve.
//!
//! Trunk hashes the app but not the workers, sends no headers, and knows nothing of offline use. This hook runs after
//! it (`post_build`) and makes of its output a `dist/` that needs nothing from its host but files:
//!
//! | path | what | may be cached |
//! |---|---|---|
//! | `index.html` | the app's document, with policy and manifest | no |
//! | `a/<hash>/` | the app: glue, wasm, snippets, chunks that are fetched when needed | for ever |
//! | `w/<hash>/` | a worker each: glue, wasm, snippets | for ever |
//! | `n/<hash>/` | the runtime of this crate: boot, gates' scripts, self-test | for ever |
//! | `sw.js` | the service worker, with every file's hash and every document in it | no |
//! | `out.html`, `airless.html` | gates: documents with a policy of their own | no |
//! | `nearside.js`, `nearside.d.ts` | the JavaScript door | no |
//! | `_headers`, `builds.json` | cache rules for hosts that read them; what belongs to which build | no |
//!
//! Whatever carries a hash in its path never changes, and a deploy keeps the files of the build before it: a tab that
//! was opened yesterday finds all of its own build and nothing of another one.

mod air;
mod bundle;
mod chunk;
mod dist;
mod headers;
mod html;
mod index;
mod keep;
mod manifest;
mod names;
mod policy;
mod runtime;
mod sheets;
mod worker;

use anyhow::{Result, bail};
use std::path::PathBuf;

/// What to pack, and how.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder to pack in place: Trunk's staging folder, or a finished dist.
    pub dir: PathBuf,
    /// With service worker and earlier build; otherwise for `trunk serve`, with reload.
    pub release: bool,
    /// The dist that this build replaces; its files are kept for one more build. It need not exist.
    pub previous: Option<PathBuf>,
    /// The document that Trunk built from. Needed for an app with `#[lazy]` functions only, to find cargo's wasm of it.
    pub source: Option<PathBuf>,
}

/// What was packed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packed {
    /// Names everything in this build: equal ids mean equal bytes.
    pub build: String,
    /// The workers' names, sorted.
    pub workers: Vec<String>,
    /// How many files an offline copy holds.
    pub files: usize,
    /// The build whose files were kept, if there was one.
    pub kept: Option<String>,
}

/// Packs a folder in place. Packing it again changes nothing.
///
/// # Errors
/// A sentence that says what the folder lacks and where to add it: no `<base>`, no boot script, no workers, an inline
/// script that the policy would block. The folder may then be half packed; Trunk starts from a fresh one anyway.
pub fn pack(options: &Options) -> Result<Packed> {
    let dir = &options.dir;
    let html = dist::read_text(dir, "index.html")?;
    if let Some(done) = manifest::packed(&html)? {
        return Ok(done);
    }
    let mut index = index::Index::parse(&sheets::join(dir, &html)?)?;
    let chunks = chunk::split(dir, &mut index, options)?;
    let app = bundle::take_app(dir, &index, &chunks)?;
    let workers = worker::take(dir)?;
    if workers.is_empty() {
        bail!(
            "No worker was found beside the app. Add <link data-trunk rel=\"rust\" href=\"…/Cargo.toml\" data-bin=\"…\" \
             data-type=\"worker\" data-bindgen-target=\"web\"> to index.html, one for each engine."
        );
    }
    dist::remove_dir(dir, "snippets")?;
    let runtime = runtime::write_shared(dir, options.release)?;
    let plan = manifest::Plan { release: options.release, app, workers, runtime };
    let build = plan.write(dir, &index)?;
    let kept = match options.release {
        true => keep::last_build(dir, &build.build, options.previous.as_deref())?,
        false => None,
    };
    Ok(Packed { kept, ..build })
}
