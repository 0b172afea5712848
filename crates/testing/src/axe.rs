//! Accessibility, checked by axe-core in the page itself.
//!
//! axe-core is a tool under its own licence (MPL-2.0) and is no part of this crate: it is installed from npm where tests run.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::browser::Browser;

/// A rule that the page breaks.
#[derive(Clone, Debug, Deserialize)]
pub struct Violation {
    /// axe-core's name of the rule, such as `color-contrast`.
    pub id: String,
    /// The rule as a sentence.
    pub help: String,
    /// The elements that break it, as HTML, each with what was found.
    pub places: Vec<String>,
}

impl Browser {
    /// Checks the page against axe-core's WCAG 2.2 AA rules and best practices.
    ///
    /// # Errors
    /// When axe-core is not installed (`npm install --prefix target/npm/axe-core axe-core`), or the page cannot run it.
    pub async fn axe(&self) -> Result<Vec<Violation>> {
        let path = source()?;
        let library =
            std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let body = format!(
            "if (!window.axe) {{ {library} }}
             const found = await window.axe.run(document, {{ resultTypes: ['violations'] }});
             return found.violations.map(({{ id, help, nodes }}) =>
               ({{ id, help, places: nodes.map(node => `${{node.html}}: ${{node.failureSummary}}`) }}));"
        );
        self.js(&body, ()).await.context("axe-core did not finish")
    }
}

/// The installed axe-core: `AXE_CORE`, or the nearest `node_modules` above the working directory, or in `npm/axe-core` in cargo's target folder.
fn source() -> Result<PathBuf> {
    const FILE: &str = "node_modules/axe-core/axe.min.js";
    if let Some(path) = std::env::var_os("AXE_CORE") {
        return Ok(path.into());
    }
    let here = std::env::current_dir()?;
    let own = |target: &Path| target.join("npm/axe-core").join(FILE);
    let target = std::env::var_os("CARGO_TARGET_DIR").map(|target| own(Path::new(&target)));
    let above = here.ancestors().flat_map(|folder| [folder.join(FILE), own(&folder.join("target"))]);
    target.into_iter().chain(above).find(|path| path.is_file()).context(
        "axe-core is not installed: `npm install --prefix target/npm/axe-core axe-core` (`cargo xtask setup` does), or set AXE_CORE",
    )
}
