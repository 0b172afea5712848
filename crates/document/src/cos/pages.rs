//! The pages, found by counting down the tree instead of visiting all of them.
//!
//! Counts may lie. Where they contradict the tree, all of it is walked once and kept as a list.

use std::collections::HashSet;
use std::rc::Rc;

use super::limits::{LEVELS, PAGES};
use super::{Dict, Document, Id, Object};
use crate::{Error, Kind, Result};

/// What pages inherit from the nodes above them.
const INHERITED: [&str; 4] = ["Resources", "MediaBox", "CropBox", "Rotate"];

/// A page with what it inherits.
#[derive(Clone, Debug)]
pub struct Page {
    /// Which it is, from 0.
    pub index: u32,
    /// Its name in the file; some are only a dictionary inside the tree.
    pub id: Option<Id>,
    /// Its dictionary with what it inherits.
    pub dict: Dict,
    /// The paper: left, bottom, right, top in points.
    pub media: [f64; 4],
    /// The part of the paper that is shown.
    pub crop: [f64; 4],
    /// A turn clockwise in quarters, 0 to 3.
    pub turn: i32,
}

impl Page {
    /// Width and height as it is shown.
    pub fn size(&self) -> (f64, f64) {
        let (width, height) = (self.crop[2] - self.crop[0], self.crop[3] - self.crop[1]);
        if self.turn % 2 == 0 { (width, height) } else { (height, width) }
    }

    /// The matrix from the page as it is shown (points from the left and from the top) to its own space.
    pub fn matrix(&self) -> [f64; 6] {
        let [left, bottom, right, top] = self.crop;
        match self.turn {
            0 => [1.0, 0.0, 0.0, -1.0, left, top],
            1 => [0.0, 1.0, 1.0, 0.0, left, bottom],
            2 => [-1.0, 0.0, 0.0, 1.0, right, bottom],
            _ => [0.0, -1.0, -1.0, 0.0, right, top],
        }
    }
}

/// What a page without a size has, as in other readers.
const LETTER: [f64; 4] = [0.0, 0.0, 612.0, 792.0];

/// All pages: what each is, and what it inherits.
pub(crate) type List = Vec<(Object, Rc<Dict>)>;

/// The root of the page tree, if there is one.
pub(super) fn root(document: &Document) -> Result<Option<Rc<Dict>>> {
    let catalog = document.catalog()?;
    let root = document.dict(catalog.get("Pages"))?;
    if root.is_empty() {
        return Ok(None);
    }
    // A tree without a single leaf is as good as none.
    Ok((document.leaf(0)?.is_some() || !document.page_list()?.is_empty()).then_some(root))
}

impl Document {
    /// How many pages there are.
    ///
    /// # Errors
    /// When the source cannot be read.
    pub fn page_count(&self) -> Result<u32> {
        if let Some(count) = self.count.get() {
            return Ok(count);
        }
        let catalog = self.catalog()?;
        let said = self.get(self.dict(catalog.get("Pages"))?.get("Count"))?.as_int().unwrap_or(0);
        let count = match u32::try_from(said) {
            // If the last page is where the count says and none comes after it, the count is right.
            Ok(count) if count > 0 && self.leaf(count - 1)?.is_some() && self.leaf(count)?.is_none() => count,
            _ => self.page_list()?.len() as u32,
        };
        self.count.set(Some(count));
        Ok(count)
    }

    /// A page, from 0.
    ///
    /// # Errors
    /// [`Kind::Missing`] if there are fewer, or when the source cannot be read.
    pub fn page(&self, index: u32) -> Result<Page> {
        let count = self.page_count()?;
        let missing = || {
            Error::new(
                Kind::Missing,
                format!("There is no page {}: this document has {count}.", u64::from(index) + 1),
            )
        };
        if index >= count {
            return Err(missing());
        }
        let leaf = match self.pages.get() {
            Some(list) => list.get(index as usize).cloned(),
            None => self.leaf(index)?,
        };
        let (object, inherited) = match leaf {
            Some(leaf) => leaf,
            None => self.page_list()?.get(index as usize).cloned().ok_or_else(missing)?,
        };
        let mut dict = (*self.dict(&object)?).clone();
        for name in INHERITED {
            if !dict.has(name) {
                dict.set(name, inherited.get(name).clone());
            }
        }
        let area = |rect: &[f64; 4]| rect[2] - rect[0] > 0.0 && rect[3] - rect[1] > 0.0;
        let media = self.rect(dict.get("MediaBox"))?.filter(area).unwrap_or(LETTER);
        let crop = self.rect(dict.get("CropBox"))?.unwrap_or(media);
        let crop =
            [crop[0].max(media[0]), crop[1].max(media[1]), crop[2].min(media[2]), crop[3].min(media[3])];
        let crop = if area(&crop) { crop } else { media };
        let turn = self.get(dict.get("Rotate"))?.as_int().unwrap_or(0);
        let turn = (turn as f64 / 90.0).round() as i64;
        Ok(Page { index, id: object.as_ref(), dict, media, crop, turn: turn.rem_euclid(4) as i32 })
    }

    /// Which page this object is, from 0.
    ///
    /// # Errors
    /// When the source cannot be read.
    pub fn page_index(&self, id: Id) -> Result<Option<u32>> {
        if self.pages.get().is_none()
            && let Some(index) = self.climb(id)?
            && self.leaf(index)?.is_some_and(|(found, _)| found.as_ref() == Some(id))
        {
            return Ok(Some(index));
        }
        let list = self.page_list()?;
        Ok(list.iter().position(|(object, _)| object.as_ref() == Some(id)).map(|index| index as u32))
    }

    /// Counts the pages before this one, upwards.
    fn climb(&self, id: Id) -> Result<Option<u32>> {
        let (mut own, mut before) = (id, 0u32);
        for _ in 0..LEVELS {
            let dict = self.dict(&own.into())?;
            let Some(parent) = dict.get("Parent").as_ref() else { return Ok(Some(before)) };
            let node = self.dict(&parent.into())?;
            let kids = self.array(node.get("Kids"))?;
            let Some(at) = kids.iter().position(|kid| kid.as_ref() == Some(own)) else { return Ok(None) };
            if self.is_flat(&node, &kids)? {
                before = before.saturating_add(at as u32);
            } else {
                for kid in &kids[..at] {
                    let Some(count) = self.leaves(kid)? else { return Ok(None) };
                    before = before.saturating_add(count);
                }
            }
            own = parent;
        }
        Ok(None)
    }

    /// Whether as many pages as kids are under a node: then all of them are pages.
    fn is_flat(&self, node: &Dict, kids: &[Object]) -> Result<bool> {
        Ok(self.get(node.get("Count"))?.as_int() == Some(kids.len() as i64))
    }

    /// How many pages are under a kid, if it says.
    fn leaves(&self, kid: &Object) -> Result<Option<u32>> {
        let dict = self.dict(kid)?;
        if dict.is_empty() {
            return Ok(None);
        }
        if !dict.has("Kids") {
            return Ok(Some(1));
        }
        let count = self.get(dict.get("Count"))?.as_int();
        Ok(count.and_then(|count| u32::try_from(count).ok()))
    }

    /// Counts down to a page. `None` where counts do not lead to one.
    fn leaf(&self, index: u32) -> Result<Option<(Object, Rc<Dict>)>> {
        let mut node = self.catalog()?.get("Pages").clone();
        let mut left = index;
        let mut inherited = Dict::new();
        for _ in 0..LEVELS {
            let dict = self.dict(&node)?;
            if !dict.has("Kids") {
                let found = left == 0 && !dict.is_empty() && !dict.is("Pages");
                return Ok(found.then(|| (node, Rc::new(inherited))));
            }
            inherit(&mut inherited, &dict);
            let kids = self.array(dict.get("Kids"))?;
            let flat = self.is_flat(&dict, &kids)?;
            if flat && left as usize >= kids.len() {
                return Ok(None);
            }
            let direct = kids.get(left as usize).filter(|_| flat);
            if let Some(kid) = direct
                && self.leaves(kid)? == Some(1)
                && !self.dict(kid)?.has("Kids")
            {
                return Ok(Some((kid.clone(), Rc::new(inherited))));
            }
            let mut next = None;
            for kid in kids.iter() {
                match self.leaves(kid)? {
                    Some(count) if left < count => {
                        next = Some(kid.clone());
                        break;
                    }
                    Some(count) => left -= count,
                    None => return Ok(None),
                }
            }
            match next {
                Some(kid) => node = kid,
                None => return Ok(None),
            }
        }
        Ok(None)
    }

    /// All pages, found by walking.
    pub(crate) fn page_list(&self) -> Result<Rc<List>> {
        if let Some(list) = self.pages.get() {
            return Ok(list.clone());
        }
        let mut list = List::new();
        let root = self.catalog()?.get("Pages").clone();
        self.walk(&root, &Rc::default(), &mut list, &mut HashSet::new(), 0)?;
        let list = Rc::new(list);
        Ok(self.pages.get_or_init(|| list).clone())
    }

    fn walk(
        &self,
        node: &Object,
        inherited: &Rc<Dict>,
        list: &mut List,
        seen: &mut HashSet<Id>,
        level: usize,
    ) -> Result<()> {
        if level > LEVELS || list.len() >= PAGES || node.as_ref().is_some_and(|id| !seen.insert(id)) {
            return Ok(());
        }
        let dict = self.dict(node)?;
        if dict.has("Kids") {
            let mut own = (**inherited).clone();
            inherit(&mut own, &dict);
            let own = Rc::new(own);
            for kid in self.array(dict.get("Kids"))?.iter() {
                self.walk(kid, &own, list, seen, level + 1)?;
            }
        } else if dict.is("Page") || dict.has("Contents") || dict.has("MediaBox") || dict.has("Resources") {
            list.push((node.clone(), inherited.clone()));
        }
        Ok(())
    }
}

fn inherit(inherited: &mut Dict, node: &Dict) {
    for name in INHERITED {
        if node.has(name) {
            inherited.set(name, node.get(name).clone());
        }
    }
}
