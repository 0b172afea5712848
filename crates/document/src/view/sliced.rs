//! A large document, read by ranges: what it says about itself, and its pages as documents of their own.

use std::collections::HashSet;
use std::ops::Range;
use std::rc::Rc;

use super::{brought, comments, strings};
use crate::cos::{self, Dict, Object, Source};
use crate::{Comment, Document, Entry, Facts, Form, Format, Note, Result, Size, Target};

/// A page may have so many bytes of its own: 128 MB.
const SLICE: usize = 128 << 20;
/// How many lines of a table of contents are read: each may need a walk through the page tree.
const ENTRIES: usize = 5000;
/// How deep they may be nested.
const DEPTH: u8 = 32;

pub(super) struct Sliced {
    file: cos::Document,
}

impl Sliced {
    pub fn open(source: Rc<dyn Source>, password: &str) -> Result<Self> {
        Ok(Self { file: cos::Document::open(source, password)? })
    }

    pub fn count(&self) -> Result<u32> {
        self.file.page_count()
    }

    /// A page by itself, with these layers hidden and those shown.
    pub fn slice(&self, page: u32, hide: &[u32], show: &[u32]) -> Result<Vec<u8>> {
        self.file.slice_with(page, SLICE, hide, show)
    }

    /// What people wrote on a page.
    pub fn comments(&self, page: u32) -> Result<Vec<Comment>> {
        comments::comments(&self.file, page)
    }

    pub fn sizes(&self, range: Range<u32>) -> Result<Vec<Size>> {
        let size = |page| {
            let (width, height) = self.file.page(page)?.size();
            Ok(Size { width: width as f32, height: height as f32 })
        };
        (range.start..range.end.min(self.count()?)).map(size).collect()
    }

    pub fn document(&self) -> Result<Document> {
        let catalog = self.file.catalog()?;
        let form = self.file.dict(catalog.get("AcroForm"))?;
        let fields = self.file.array(form.get("Fields"))?;
        let flags = self.file.get(form.get("SigFlags"))?.as_int().unwrap_or_default();
        Ok(Document {
            format: Format::Pdf,
            version: None,
            pages: self.count()?,
            sizes: self.sizes(0..Document::SIZES)?,
            labels: brought::labels(&self.file, &catalog, self.count()?)?,
            facts: self.facts(&catalog)?,
            outline: self.outline(&catalog)?,
            attachments: brought::attachments(&self.file)?,
            layers: brought::layers(&self.file, &catalog)?,
            form: if fields.is_empty() { Form::None } else { Form::Fields },
            signed: flags & 1 != 0,
            encrypted: self.file.is_encrypted(),
            refused: Vec::new(),
            notes: if self.file.is_repaired() { vec![Note::Repaired] } else { Vec::new() },
        })
    }

    /// The name and the content of an attached file.
    pub fn attachment(&self, id: u32) -> Result<(String, Vec<u8>)> {
        brought::content(&self.file, id)
    }

    fn facts(&self, catalog: &Dict) -> Result<Facts> {
        let info = self.file.dict(self.file.trailer().get("Info"))?;
        let text = |dict: &Dict, name: &str| -> Result<Option<String>> {
            Ok(self.file.get(dict.get(name))?.as_string().and_then(strings::some))
        };
        let moment = |name: &str| -> Result<Option<String>> {
            Ok(self.file.get(info.get(name))?.as_string().and_then(strings::moment))
        };
        Ok(Facts {
            title: text(&info, "Title")?,
            author: text(&info, "Author")?,
            subject: text(&info, "Subject")?,
            keywords: text(&info, "Keywords")?,
            creator: text(&info, "Creator")?,
            producer: text(&info, "Producer")?,
            created: moment("CreationDate")?,
            changed: moment("ModDate")?,
            language: text(catalog, "Lang")?,
        })
    }

    /// The table of contents, depth first. A line that comes again ends its chain.
    fn outline(&self, catalog: &Dict) -> Result<Vec<Entry>> {
        let (mut entries, mut seen) = (Vec::new(), HashSet::new());
        let root = self.file.dict(catalog.get("Outlines"))?;
        let mut waiting = vec![(root.get("First").clone(), 0)];
        while let Some((line, depth)) = waiting.pop() {
            let item = self.file.dict(&line)?;
            if item.is_empty() || entries.len() == ENTRIES || line.as_ref().is_some_and(|id| !seen.insert(id))
            {
                continue;
            }
            let title = self.file.get(item.get("Title"))?;
            let count = self.file.get(item.get("Count"))?.as_int().unwrap_or_default();
            entries.push(Entry {
                title: title.as_string().map(strings::text).unwrap_or_default(),
                depth,
                open: count > 0,
                target: self.target(&item)?,
            });
            waiting.push((item.get("Next").clone(), depth));
            if depth < DEPTH {
                waiting.push((item.get("First").clone(), depth + 1));
            }
        }
        Ok(entries)
    }

    fn target(&self, item: &Dict) -> Result<Option<Target>> {
        let action = self.file.dict(item.get("A"))?;
        let uri = self.file.get(action.get("URI"))?;
        if let Some(address) = uri.as_string().and_then(strings::some) {
            return Ok(Some(Target::Web(address)));
        }
        let place = if item.has("Dest") { item.get("Dest") } else { action.get("D") };
        Ok(self.file.target(place)?.map(|(page, view)| Target::Page { page, top: self.top(page, &view) }))
    }

    /// How far below the upper edge a view begins, where it says so and the page is not turned.
    fn top(&self, page: u32, view: &[Object]) -> Option<f32> {
        let at = match view.first()? {
            way if way.is_name("XYZ") => view.get(2)?.as_number()?,
            way if way.is_name("FitH") || way.is_name("FitBH") => view.get(1)?.as_number()?,
            _ => return None,
        };
        let page = self.file.page(page).ok()?;
        (page.turn == 0).then_some((page.crop[3] - at).max(0.0) as f32)
    }
}
