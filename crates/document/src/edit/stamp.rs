//! What is drawn on a page besides its own content.
//!
//! The page's content stays as it is, between `q` and `Q`; whatever it leaves open is closed, so that what comes after stands
//! where it should.

use super::changes::Changes;
use super::content;
use crate::Result;
use crate::cos::{Dict, Document, Object};

/// Content to be added, and what it refers to.
pub(crate) struct Stamp {
    resources: Dict,
    /// Drawn before the page's own content.
    pub under: String,
    /// Drawn after it.
    pub over: String,
}

impl Stamp {
    /// For a page with these resources.
    pub fn new(document: &Document, changes: &Changes, page: &Dict) -> Result<Self> {
        let resources = changes.dict(document, page.get("Resources"))?;
        Ok(Self { resources, under: String::new(), over: String::new() })
    }

    /// The name of a resource, which is new if the object is.
    pub fn name(
        &mut self,
        document: &Document,
        changes: &Changes,
        sort: &str,
        object: &Object,
    ) -> Result<String> {
        let mut known = changes.dict(document, self.resources.get(sort))?;
        if let Some((name, _)) =
            known.iter().find(|(name, value)| *value == object && name.starts_with(b"Added"))
        {
            return Ok(String::from_utf8_lossy(name).into_owned());
        }
        let name =
            (known.len()..).map(|n| format!("Added{n}")).find(|name| !known.has(name)).unwrap_or_default();
        known.set(&name, object.clone());
        self.resources.set(sort, known);
        Ok(name)
    }

    /// Adds it to the page.
    pub fn finish(self, document: &Document, changes: &mut Changes, page: &mut Dict) -> Result<()> {
        if self.under.is_empty() && self.over.is_empty() {
            return Ok(());
        }
        let own = content::streams(document, changes, page)?;
        let open = content::open(&content::bytes(document, changes, page)?);
        let before = format!("{}q\n", wrapped(&self.under));
        let after = format!("\n{}{}", "Q\n".repeat(open + 1), wrapped(&self.over));
        let mut parts = vec![changes.stream(Dict::new(), before.as_bytes())];
        parts.extend(own);
        parts.push(changes.stream(Dict::new(), after.as_bytes()));
        page.set("Contents", Object::array(parts));
        page.set("Resources", self.resources);
        Ok(())
    }
}

fn wrapped(content: &str) -> String {
    if content.is_empty() { String::new() } else { format!("q\n{content}Q\n") }
}
