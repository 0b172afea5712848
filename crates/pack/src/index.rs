//! The app's document as Trunk left it: what pack must find in there, and how it is written anew.
//!
//! The checks come first and speak in sentences: a page that the policy would break at run time, in a console that
//! nobody reads, is better refused at build time by the tool that knows why.

use crate::{
    dist::sha256,
    html::{Tag, edit, tags},
};
use anyhow::{Context, Result, bail, ensure};

/// `index.html`, understood.
#[derive(Debug)]
pub struct Index {
    html: String,
    tags: Vec<Tag>,
    /// Where `<head>` ends and its contents begin.
    head: usize,
    /// Which of the tags is the boot script.
    boot: usize,
    /// What every address in the document starts with: Trunk's public URL, `./` by default.
    pub base: String,
    /// The app's glue, relative to the folder.
    pub js: String,
    /// The app's wasm, relative to the folder.
    pub wasm: String,
}

impl Index {
    /// Reads the document and checks that it can run under the policy.
    pub fn parse(html: &str) -> Result<Self> {
        let tags = tags(html)?;
        let head = tags.iter().find(|tag| tag.name == "head").context("index.html has no <head>")?.span.end;
        let base = tags
            .iter()
            .find(|tag| tag.name == "base")
            .and_then(|tag| tag.get("href"))
            .filter(|href| href.ends_with('/'))
            .context("index.html has no base address. Add <base data-trunk-public-url> to its <head>, and public_url = \"./\" to Trunk.toml.")?
            .to_owned();
        let boots: Vec<usize> = (0..tags.len())
            .filter(|&i| tags[i].name == "script" && tags[i].get("data-wasm").is_some())
            .collect();
        let &[boot] = boots.as_slice() else {
            bail!(
                "index.html has {} boot scripts, it needs one. Add to Trunk.toml, under [build]: pattern_script = \
                 '<script type=\"module\" src=\"{{base}}boot.js\" data-js=\"{{base}}{{js}}\" data-wasm=\"{{base}}{{wasm}}\"></script>'",
                boots.len()
            );
        };
        for tag in &tags {
            obeys(tag, html)?;
        }
        let named = |attribute: &str| -> Result<String> {
            let value = tags[boot].get(attribute).unwrap_or_default();
            let path = value.strip_prefix(&base).or_else(|| value.strip_prefix("./")).unwrap_or(value);
            ensure!(
                !path.is_empty(),
                "The boot script in index.html has no {attribute}; see pattern_script in Trunk.toml."
            );
            Ok(path.to_owned())
        };
        let (js, wasm) = (named("data-js")?, named("data-wasm")?);
        Ok(Self { html: html.to_owned(), head, boot, base, js, wasm, tags })
    }

    /// Has the document vouch for a file's new contents, where it vouched for the old ones.
    pub fn vouch(&mut self, path: &str, contents: &str) {
        for i in 0..self.tags.len() {
            let loads = self.tags[i].get("href").is_some_and(|href| self.path(href) == Some(path));
            if loads && self.tags[i].get("integrity").is_some() {
                self.tags[i].set("integrity", format!("sha256-{}", sha256(contents)));
            }
        }
    }

    /// The boot script's tag.
    pub fn boot(&self) -> &Tag {
        &self.tags[self.boot]
    }

    /// The scripts and style sheets that the document loads from the folder, besides the boot script, with their paths.
    pub fn loads(&self) -> impl Iterator<Item = (&Tag, &str)> {
        let others = self.tags.iter().enumerate().filter(|(i, _)| *i != self.boot);
        others.filter_map(|(_, tag)| Some((tag, self.loaded(tag)?)))
    }

    /// The path of the script or style sheet that a tag loads.
    pub fn loaded<'a>(&self, tag: &'a Tag) -> Option<&'a str> {
        match tag.name.as_str() {
            "script" => self.path(tag.get("src")?),
            "link" if tag.lists("rel", "stylesheet") => self.path(tag.get("href")?),
            _ => None,
        }
    }

    /// The path in the folder that an address in the document means, if it is one of the folder's.
    pub fn path<'a>(&self, address: &'a str) -> Option<&'a str> {
        address
            .strip_prefix(&self.base)
            .or_else(|| address.strip_prefix("./"))
            .or((!address.contains(':')).then_some(address))
    }

    /// The document with the policy first, `boot` in place of the boot script, and every link and script as `with` says:
    /// `None` leaves it.
    pub fn render(&self, policy: &str, boot: &str, with: impl Fn(&Tag) -> Option<String>) -> String {
        let meta = format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">");
        let mut edits = vec![(self.head..self.head, meta), (self.boot().whole.clone(), boot.to_owned())];
        for (i, tag) in self.tags.iter().enumerate() {
            if i != self.boot && matches!(tag.name.as_str(), "link" | "script") {
                edits.extend(with(tag).map(|text| (tag.whole.clone(), text)));
            }
        }
        edit(&self.html, edits)
    }
}

/// Refuses what the policy would block.
fn obeys(tag: &Tag, html: &str) -> Result<()> {
    let name = &tag.name;
    match name.as_str() {
        "meta"
            if tag.get("http-equiv").is_some_and(|it| it.eq_ignore_ascii_case("content-security-policy")) =>
        {
            bail!(
                "index.html brings a Content-Security-Policy. Remove it: nearside-pack writes the policy, as the first thing in <head>."
            )
        }
        "script" if tag.get("src").is_none() && !tag.get("type").is_some_and(|it| it.ends_with("json")) => {
            if html[tag.whole.clone()].contains("trunk") {
                bail!(
                    "Trunk put its inline reload script into index.html, which the policy blocks. Set no_autoreload = true under [serve] in Trunk.toml; nearside-pack brings a reload of its own."
                )
            }
            bail!(
                "index.html has an inline script, which the policy blocks. Move it to a file and link that with src."
            )
        }
        "script" if tag.get("src").is_some_and(|it| it.contains("//")) => {
            bail!(
                "index.html loads a script from another site, which the policy blocks. Copy it into the app."
            )
        }
        "style" => bail!("index.html has a <style>, which the policy blocks. Move it to a style sheet."),
        _ => {}
    }
    for (key, _) in &tag.attributes {
        ensure!(
            !key.starts_with("on"),
            "index.html has {key} on a <{name}>, which the policy blocks. Use addEventListener."
        );
        ensure!(
            key != "style",
            "index.html has a style attribute on a <{name}>, which the policy blocks. Use a class."
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "<!doctype html><html><head><base href=\"./\"><script type=\"module\" src=\"./boot.js\" data-js=\"./app-1.js\" data-wasm=\"./app-1_bg.wasm\"></script></head><body></body></html>";

    fn refusal(html: String) -> String {
        Index::parse(&html).unwrap_err().to_string()
    }

    #[test]
    fn finds_the_app() {
        let index = Index::parse(GOOD).unwrap();
        assert_eq!(
            (index.base.as_str(), index.js.as_str(), index.wasm.as_str()),
            ("./", "app-1.js", "app-1_bg.wasm")
        );
    }

    #[test]
    fn knows_an_absolute_base() {
        let index = Index::parse(&GOOD.replace("./", "/sub/")).unwrap();
        assert_eq!((index.js.as_str(), index.path("/sub/x.css")), ("app-1.js", Some("x.css")));
    }

    #[test]
    fn refuses_in_sentences() {
        assert!(refusal(GOOD.replace("<base href=\"./\">", "")).contains("data-trunk-public-url"));
        assert!(refusal(GOOD.replace("data-wasm", "data-was")).contains("pattern_script"));
        assert!(refusal(GOOD.replace("<body>", "<body onload=\"x()\">")).contains("onload"));
        assert!(refusal(GOOD.replace("<body>", "<body><script>'trunk'</script>")).contains("no_autoreload"));
        assert!(refusal(GOOD.replace("<body>", "<body><script>1</script>")).contains("Move it to a file"));
        assert!(
            refusal(GOOD.replace("<base", "<meta http-equiv=content-security-policy><base"))
                .contains("Remove it")
        );
    }

    #[test]
    fn data_blocks_are_no_scripts() {
        assert!(
            Index::parse(&GOOD.replace("<body>", "<body><script type=\"application/json\">{}</script>"))
                .is_ok()
        );
    }
}
