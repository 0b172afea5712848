//! Style sheets that follow one another become one file.
//!
//! Authors like many short ones, visitors few requests: every sheet of the head is waited for before anything is painted.

use crate::{
    dist::{id, read_text, remove, sha256, write},
    html::{Tag, edit, tags},
};
use anyhow::Result;
use std::path::Path;

/// A sheet that may stand in a file with others.
struct Sheet<'a> {
    tag: &'a Tag,
    path: &'a str,
    text: String,
}

/// The document with one link for each run of style sheets, whose files are written in place of theirs.
pub fn join(dir: &Path, html: &str) -> Result<String> {
    let tags = tags(html)?;
    let base = tags.iter().find(|tag| tag.name == "base").and_then(|tag| tag.get("href")).unwrap_or("./");
    let links = tags.iter().filter(|tag| tag.lists("rel", "stylesheet"));
    let sheets = links.map(|tag| sheet(dir, base, tag, &tags)).collect::<Result<Vec<_>>>()?;
    let mut edits = Vec::new();
    for run in sheets.split(Option::is_none).filter(|run| run.len() > 1) {
        let run: Vec<&Sheet> = run.iter().flatten().collect();
        let text = run.iter().map(|sheet| sheet.text.trim_end()).collect::<Vec<_>>().join("\n") + "\n";
        let path = format!("style-{}.css", id([text.as_bytes()]));
        let mut link = run[0].tag.clone();
        link.set("href", format!("{base}{path}"));
        link.set("integrity", format!("sha256-{}", sha256(&text)));
        let mut link = link.text();
        for sheet in run {
            edits.push((sheet.tag.whole.clone(), std::mem::take(&mut link)));
            remove(dir, sheet.path)?;
        }
        write(dir, &path, text)?;
    }
    Ok(edit(html, edits))
}

/// What a link loads, if that lies beside the document, holds for everybody, is named once, and says nothing that must come first.
fn sheet<'a>(dir: &Path, base: &str, tag: &'a Tag, tags: &[Tag]) -> Result<Option<Sheet<'a>>> {
    let plain = |(key, _): &(String, _)| matches!(key.as_str(), "rel" | "href" | "integrity");
    let href = tag.get("href").unwrap_or_default();
    let path = href.strip_prefix(base).unwrap_or_default();
    let once = tags.iter().filter(|tag| tag.get("href") == Some(href)).count() == 1;
    // What is not there is told by whoever needs it.
    let beside = !path.contains('/') && dir.join(path).is_file();
    if path.is_empty() || !beside || !once || !tag.attributes.iter().all(plain) {
        return Ok(None);
    }
    let text = read_text(dir, path)?;
    let first = ["@import", "@charset", "@namespace"].iter().any(|rule| text.contains(rule));
    Ok((!first).then_some(Sheet { tag, path, text }))
}
