//! Chunks: what an app's `#[lazy]` functions alone need, in wasm files that are fetched when one of them is called.
//!
//! A wasm is taken apart before wasm-bindgen sees it, because that throws the relocations away; Trunk has no hook at
//! that place (trunk-rs/trunk#1022). So where Trunk's glue names a function that no file has yet, the packer goes back
//! to cargo's own wasm, takes it apart, lets the same wasm-bindgen make glue of the main part, and puts that in the
//! place of Trunk's. The loader is ours: chunks are verified and asked for again like everything that boot fetches.

use crate::{
    dist::{read, read_text, remove_dir, sha256, write},
    html::tags,
    index::Index,
    names, runtime,
};
use anyhow::{Context, Result, anyhow, bail, ensure};
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};
use wasm_split_cli_support::{Options, transform};

/// Where the split functions' imports come from, before and after they are split.
const UNSPLIT: &str = "__wasm_split_placeholder__";
const SPLIT: &str = "./__wasm_split.js";
/// Trunk empties its staging folder; hidden files are none of a build's business.
const SCRATCH: &str = ".chunks";

/// A chunk, as the manifest lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chunk {
    /// Its path, relative to the app's base address.
    pub wasm: String,
    /// As `fetch` takes it.
    pub integrity: String,
}

/// Takes the app apart, if it has lazy functions. Gives the chunks' bytes by name; app and glue are replaced in place.
pub fn split(dir: &Path, index: &mut Index, from: &crate::Options) -> Result<BTreeMap<String, Vec<u8>>> {
    if !read_text(dir, &index.js)?.contains(UNSPLIT) {
        return Ok(BTreeMap::new());
    }
    let source = from.source.as_deref().context(
        "The app has #[lazy] functions, for which nearside-pack needs to know cargo's wasm. Run it as a hook of Trunk.",
    )?;
    let raw = raw(source, &index.js, from.release)?;
    let code = fs::read(&raw)
        .with_context(|| format!("cannot read {}, which Trunk had cargo build", raw.display()))?;
    let scratch = dir.join(SCRATCH);
    let (js, wasm) = (index.js.clone(), index.wasm.clone());
    let name = js.trim_end_matches(".js");
    let main = scratch.join(format!("{name}.wasm"));
    let mut options = Options::new(&code);
    (options.output_dir, options.main_out_path, options.link_name) = (&scratch, &main, SPLIT);
    let made = transform(options).map_err(|error| {
        anyhow!(
            "The app's #[lazy] functions could not be taken out of it: {error:#}. Its build.rs must print \
             cargo:rustc-link-arg-bins=--emit-relocs in release builds, and its profile must not strip symbols."
        )
    })?;
    bindgen(&main, &scratch, name)?;
    let glue =
        link(&read_text(dir, &format!("{SCRATCH}/{name}.js"))?, &made.prefetch_map.into_iter().collect())?;
    index.vouch(&js, &glue);
    write(dir, &js, glue)?;
    write(dir, &wasm, read(dir, &format!("{SCRATCH}/{name}_bg.wasm"))?)?;
    let chunks = made.split_modules.iter().map(|path| {
        let name = path.file_stem().and_then(|name| name.to_str()).context("a chunk without a name")?;
        let code = fs::read(path)?;
        // Nothing reads the names of its functions.
        let code = names::split(&code).map_or(code, |(bare, _)| bare);
        Ok((name.to_owned(), code))
    });
    let chunks = chunks.collect::<Result<_>>()?;
    remove_dir(dir, SCRATCH)?;
    Ok(chunks)
}

/// The wasm-bindgen that Trunk used is the one that cargo installed for it.
fn bindgen(main: &Path, out: &Path, name: &str) -> Result<()> {
    let output = Command::new("wasm-bindgen")
        .args(["--target", "web", "--no-typescript", "--keep-lld-exports", "--remove-name-section"])
        .args(["--out-name", name, "--out-dir"])
        .args([out, main])
        .output()
        .context("wasm-bindgen is not on the PATH. Install it with cargo install wasm-bindgen-cli, in the version of Cargo.lock.")?;
    ensure!(output.status.success(), "wasm-bindgen: {}", String::from_utf8_lossy(&output.stderr).trim());
    Ok(())
}

/// Puts the loader into the glue, in the place of the file that the splitter would have it import, once for each lazy
/// name. `needs` says which chunks a name consists of.
fn link(glue: &str, needs: &BTreeMap<String, Vec<String>>) -> Result<String> {
    let (imports, mut rest): (Vec<&str>, Vec<&str>) =
        glue.lines().partition(|line| line.starts_with("import * as ") && line.contains(SPLIT));
    let mut names = imports.iter().filter_map(|line| line.split_whitespace().nth(3));
    let first = names.next().context("wasm-bindgen's glue imports no chunks, although the app has some")?;
    let loader = runtime::chunks(first, &serde_json::to_string(needs)?)?;
    let others: String = names.map(|name| format!("const {name} = {first};\n")).collect();
    rest.extend([loader.as_str(), &others]);
    Ok(rest.join("\n"))
}

/// Cargo's wasm of the app that this document's Trunk built.
fn raw(html: &Path, js: &str, release: bool) -> Result<PathBuf> {
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["metadata", "--format-version", "1", "--no-deps"])
        .current_dir(html.parent().unwrap_or(Path::new(".")))
        .output()
        .context("cargo cannot be started")?;
    ensure!(output.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&output.stderr).trim());
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout)?;
    let target = metadata["target_directory"].as_str().context("cargo metadata names no target directory")?;
    raw_in(Path::new(target), html, js, release)
}

/// `<target>/wasm32-unknown-unknown/<profile>/<binary>.wasm`, as the document's link and Trunk's file name say.
fn raw_in(target: &Path, html: &Path, js: &str, release: bool) -> Result<PathBuf> {
    let text = fs::read_to_string(html).with_context(|| format!("cannot read {}", html.display()))?;
    let tags = tags(&text)?;
    let app = tags.iter().find(|tag| {
        tag.get("data-trunk").is_some()
            && tag.get("rel") == Some("rust")
            && tag.get("data-type") != Some("worker")
    });
    let named = |name: &str| app.and_then(|tag| tag.get(name)).map(str::to_owned);
    let (profile, folder) = match release {
        true => ("data-cargo-profile-release", "release"),
        false => ("data-cargo-profile-dev", "debug"),
    };
    let profile = named(profile).or_else(|| named("data-cargo-profile")).unwrap_or_else(|| folder.to_owned());
    let Some((binary, _)) = js.trim_end_matches(".js").rsplit_once('-') else {
        bail!(
            "The boot script in index.html names {js}, which has no hash in its name. Set filehash = true in Trunk.toml."
        );
    };
    Ok(target.join("wasm32-unknown-unknown").join(profile).join(format!("{binary}.wasm")))
}

impl Chunk {
    /// The chunk at a path.
    pub fn new(wasm: String, code: &[u8]) -> Self {
        Self { wasm, integrity: format!("sha256-{}", sha256(code)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_loader_takes_the_place_of_the_import() {
        let import = |n| format!("import * as import{n} from \"./__wasm_split.js\"\n");
        let glue = [&import(1), &import(2), "let wasm;\nexport { init as default };\n"].concat();
        let needs =
            BTreeMap::from([("library".to_owned(), vec!["chunk_2".to_owned(), "split_library".to_owned()])]);
        let linked = link(&glue, &needs).unwrap();
        assert!(!linked.contains("__wasm_split.js"));
        assert!(
            linked.contains("const import1 = (")
                && linked.contains("const import2 = import1;")
                && linked.contains(r#"{"library":["chunk_2","split_library"]}"#)
        );
        assert!(link("let wasm;", &needs).unwrap_err().to_string().contains("imports no chunks"));
    }

    #[test]
    fn the_document_says_where_the_wasm_of_cargo_is() {
        let html = std::env::temp_dir().join(format!("nearside-chunk-{}.html", std::process::id()));
        fs::write(
            &html,
            "<link data-trunk rel=\"rust\" data-bin=\"app\" data-cargo-profile-release=\"small\" />",
        )
        .unwrap();
        let at = |release| raw_in(Path::new("target"), &html, "app-0123.js", release).unwrap();
        assert_eq!(at(true), Path::new("target/wasm32-unknown-unknown/small/app.wasm"));
        assert_eq!(at(false), Path::new("target/wasm32-unknown-unknown/debug/app.wasm"));
        assert!(
            raw_in(Path::new("target"), &html, "app.js", true).unwrap_err().to_string().contains("filehash")
        );
        fs::remove_file(html).unwrap();
    }
}
