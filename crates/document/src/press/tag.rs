//! The structure of a document, which readers that speak follow.
//!
//! It is drawn up before there are pages. What is written later reports to the slots in it.

use krilla::tagging::{Identifier, TagGroup, TagKind, TagTree};

/// A place in the structure where something on pages belongs.
pub type Slot = usize;
/// A part of the structure.
pub type Part = usize;

enum Child {
    Part(Part),
    Slot(Slot),
}

/// The structure.
#[derive(Default)]
pub struct Tags {
    parts: Vec<(TagKind, Vec<Child>)>,
    top: Vec<Part>,
    slots: Vec<Vec<Identifier>>,
}

impl Tags {
    /// A new part, at the end of another one or at the top.
    pub fn part(&mut self, within: Option<Part>, kind: impl Into<TagKind>) -> Part {
        let part = self.parts.len();
        self.parts.push((kind.into(), Vec::new()));
        match within {
            Some(within) => self.parts[within].1.push(Child::Part(part)),
            None => self.top.push(part),
        }
        part
    }

    /// A new slot at the end of a part.
    pub fn slot(&mut self, part: Part) -> Slot {
        let slot = self.slots.len();
        self.slots.push(Vec::new());
        self.parts[part].1.push(Child::Slot(slot));
        slot
    }

    /// Something on a page belongs here.
    pub fn fill(&mut self, slot: Slot, identifier: Identifier) {
        self.slots[slot].push(identifier);
    }

    /// The structure as the document has it.
    pub fn finish(mut self) -> TagTree {
        let mut tree = TagTree::new();
        for part in std::mem::take(&mut self.top) {
            if let Some(group) = self.group(part) {
                tree.push(group);
            }
        }
        tree
    }

    /// A part with all that is in it; none if that is nothing. Blocks do not lie so deep in each other that this could.
    fn group(&mut self, part: Part) -> Option<TagGroup> {
        let (kind, children) =
            std::mem::replace(&mut self.parts[part], (krilla::tagging::Tag::Div.into(), Vec::new()));
        let mut group = TagGroup::new(kind);
        for child in children {
            match child {
                Child::Part(part) => {
                    if let Some(within) = self.group(part) {
                        group.push(within);
                    }
                }
                Child::Slot(slot) => {
                    std::mem::take(&mut self.slots[slot]).into_iter().for_each(|one| group.push(one));
                }
            }
        }
        (!group.children.is_empty()).then_some(group)
    }
}
