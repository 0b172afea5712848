//! What this page was built with: the names and hashes that `nearside-pack` wrote into it.

use std::collections::HashMap;

use serde::Deserialize;
use wasm_bindgen::JsCast;

use crate::browser::get;
use crate::{Error, Kind, Result};

/// The build that this page is pinned to.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Build {
    /// Where its files are, as an absolute URL.
    #[serde(default)]
    pub base: String,
    #[serde(default)]
    pub workers: HashMap<String, Engine>,
}

/// One engine's files.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Engine {
    pub js: String,
    pub wasm: String,
    pub integrity: String,
    /// What its glue must say of itself.
    pub id: String,
    /// The names of its functions, for stacks.
    #[serde(default)]
    pub names: Option<String>,
}

impl Build {
    /// Reads it from the page, or from what `nearside.js` left on a page without the app.
    pub fn of_page() -> Result<Self> {
        let global = get(&js_sys::global(), "nearsideBuild");
        let text = if global.is_object() {
            js_sys::JSON::stringify(&global).ok().and_then(|text| text.as_string())
        } else {
            let document = web_sys::window().and_then(|window| window.document());
            document.and_then(|document| document.get_element_by_id("nearside-build")?.text_content())
        };
        let text =
            text.ok_or_else(|| Error::new(Kind::Unsupported, "This page was not packed by nearside-pack."))?;
        let mut build: Self = serde_json::from_str(&text)?;
        if build.base.is_empty() {
            build.base = base();
        }
        Ok(build)
    }

    pub fn engine(&self, name: &str) -> Result<Engine> {
        let engine = self.workers.get(name).cloned();
        let missing = || Error::new(Kind::Unsupported, format!("This app has no worker named {name}."));
        let engine = engine.ok_or_else(missing)?;
        let names = engine.names.as_deref().map(|names| self.absolute(names));
        Ok(Engine { js: self.absolute(&engine.js), wasm: self.absolute(&engine.wasm), names, ..engine })
    }

    /// The address of a file of this build.
    pub fn absolute(&self, path: &str) -> String {
        web_sys::Url::new_with_base(path, &self.base).map_or_else(|_| path.to_owned(), |url| url.href())
    }
}

fn base() -> String {
    let document: Option<web_sys::Node> =
        web_sys::window().and_then(|w| w.document()).map(|d| d.unchecked_into());
    document.and_then(|document| document.base_uri().ok().flatten()).unwrap_or_default()
}
