//! Footnotes: their numbers, in the order in which the text names them, and what they say.

use std::collections::HashMap;

use super::label::key;
use super::{Block, Inline, Tree};

/// The footnotes of a document.
#[derive(Default)]
pub struct Notes<'a> {
    numbers: HashMap<String, usize>,
    /// What they say, by their numbers.
    pub blocks: Vec<&'a [Block]>,
}

impl<'a> Notes<'a> {
    /// Finds them.
    pub fn of(tree: &'a Tree) -> Notes<'a> {
        let mut defined = HashMap::new();
        define(&tree.blocks, &mut defined);
        let mut notes = Notes::default();
        if defined.is_empty() {
            return notes;
        }
        let mut named = Vec::new();
        name(&tree.blocks, &mut named);
        // Footnotes may name others, which come after all that the text names.
        let mut next = 0;
        loop {
            for label in std::mem::take(&mut named) {
                let key = key(label);
                if let Some(blocks) = defined.get(&key).filter(|_| !notes.numbers.contains_key(&key)) {
                    notes.blocks.push(blocks);
                    notes.numbers.insert(key, notes.blocks.len());
                }
            }
            let Some(blocks) = notes.blocks.get(next) else { return notes };
            name(blocks, &mut named);
            next += 1;
        }
    }

    /// The number of a footnote, from 1 on.
    pub fn number(&self, label: &str) -> Option<usize> {
        self.numbers.get(&key(label)).copied()
    }
}

fn define<'a>(blocks: &'a [Block], defined: &mut HashMap<String, &'a [Block]>) {
    for block in blocks {
        match block {
            Block::Note { label, blocks } => {
                defined.entry(key(label)).or_insert(blocks);
                define(blocks, defined);
            }
            Block::Quote(blocks) => define(blocks, defined),
            Block::List { items, .. } => items.iter().for_each(|item| define(&item.blocks, defined)),
            _ => {}
        }
    }
}

/// What is named outside of footnotes.
fn name<'a>(blocks: &'a [Block], named: &mut Vec<&'a str>) {
    for block in blocks {
        match block {
            Block::Heading { text, .. } | Block::Paragraph(text) => within(text, named),
            Block::Quote(blocks) => name(blocks, named),
            Block::List { items, .. } => items.iter().for_each(|item| name(&item.blocks, named)),
            Block::Table { head, rows, .. } => {
                head.iter().chain(rows.iter().flatten()).for_each(|cell| within(cell, named));
            }
            Block::Code { .. } | Block::Rule | Block::Html(_) | Block::Note { .. } => {}
        }
    }
}

fn within<'a>(parts: &'a [Inline], named: &mut Vec<&'a str>) {
    for part in parts {
        match part {
            Inline::Note(label) => named.push(label),
            Inline::Emphasis(parts) | Inline::Strong(parts) | Inline::Strike(parts) => within(parts, named),
            Inline::Link { text, .. } => within(text, named),
            _ => {}
        }
    }
}
