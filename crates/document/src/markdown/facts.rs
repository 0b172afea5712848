//! What pieces of a document tell each other: which links and footnotes they define, and which footnotes they name.
//!
//! Links and footnotes may be defined anywhere in a document, before or after they are used. The parser is asked what a piece
//! defines: a line `[label]` is put before the piece for every label that might be defined there, and those that become links
//! are. It is only asked where there are brackets of that kind, which is seldom.

use std::collections::HashMap;
use std::fmt::Write;

use comrak::nodes::{AstNode, NodeValue};

use super::label::{self, key};
use super::parse::{Links, Reference, line, parse};
use super::{Block, Flavour, Inline};

/// What a piece tells of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// The links that it defines, by the keys of their labels.
    pub links: Vec<(String, Reference)>,
    /// The keys of the footnotes that it defines.
    pub notes: Vec<String>,
    /// The keys of the footnotes that it names, in order.
    pub named: Vec<String>,
}

impl Facts {
    /// Looks for them in a piece; `None` where there are none.
    pub fn of(text: &str, flavour: Flavour) -> Option<Box<Facts>> {
        let labels = label::defined(text);
        let noted = if flavour == Flavour::Github { label::noted(text) } else { Vec::new() };
        if labels.is_empty() && noted.is_empty() {
            return None;
        }
        let mut lead = Lead::default();
        for label in &labels {
            lead.add(&format!("[{label}]"));
        }
        for label in &noted {
            lead.add(&format!("[^{label}]: -"));
        }
        let (lead, lines) = lead.finish();
        let facts = parse(&format!("{lead}{text}"), flavour, &Links::new(), |nodes| {
            let mut facts = Facts::default();
            let mut labels = labels.iter();
            for node in nodes {
                if line(node) > lines {
                    facts.look(node);
                } else if matches!(node.data().value, NodeValue::Paragraph)
                    && let Some(label) = labels.next()
                    && let Some(reference) = answer(node, label)
                {
                    facts.links.push((key(label), reference));
                }
            }
            facts
        });
        (facts != Facts::default()).then(|| Box::new(facts))
    }

    fn look<'a>(&mut self, node: &'a AstNode<'a>) {
        for node in node.descendants() {
            match &node.data().value {
                NodeValue::FootnoteDefinition(note) => self.notes.push(key(&note.name)),
                NodeValue::FootnoteReference(note) => self.named.push(key(&note.name)),
                _ => {}
            }
        }
    }
}

/// The link that a line `[label]` has become, if it has.
fn answer<'a>(node: &'a AstNode<'a>, label: &str) -> Option<Reference> {
    let link = node.first_child()?;
    let NodeValue::Link(link) = &link.data().value else { return None };
    Some(Reference { label: label.to_owned(), to: link.url.clone(), title: link.title.clone() })
}

/// What is known of the whole document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// The links that are defined; of several with one label the first.
    pub links: Links,
    /// The footnotes that are defined and named, by the keys of their labels, with their numbers from 1 on.
    pub notes: HashMap<String, u32>,
}

impl Known {
    /// What these pieces tell together.
    pub fn of<'a>(facts: impl Iterator<Item = &'a Facts> + Clone) -> Known {
        let mut known = Known::default();
        let mut defined: HashMap<&str, bool> = HashMap::new();
        for one in facts.clone() {
            for (key, reference) in &one.links {
                known.links.entry(key.clone()).or_insert_with(|| reference.clone());
            }
            defined.extend(one.notes.iter().map(|key| (key.as_str(), true)));
        }
        let named = facts.flat_map(|one| one.named.iter());
        for key in named.filter(|key| defined.contains_key(key.as_str())) {
            let next = known.notes.len() as u32 + 1;
            known.notes.entry(key.clone()).or_insert(next);
        }
        known
    }

    /// What has to stand before a piece, so that the parser reads it as it does within its document, and how many lines that
    /// has. Links that are not defined in the piece are [found](parse) without it.
    pub fn lead(&self, text: &str, facts: Option<&Facts>, flavour: Flavour) -> (String, usize) {
        let mut lead = Lead::default();
        let own = facts.map_or(&[][..], |facts| &facts.links);
        for (key, reference) in own {
            // The first definition in the document counts, wherever it is.
            if let Some(first) = self.links.get(key).filter(|first| *first != reference) {
                lead.add(&definition(first));
            }
        }
        if flavour == Flavour::Github && !self.notes.is_empty() {
            let elsewhere = |label: &&str| {
                let key = key(label);
                self.notes.contains_key(&key) && !facts.is_some_and(|facts| facts.notes.contains(&key))
            };
            for label in label::noted(text).iter().filter(|label| elsewhere(label)) {
                lead.add(&format!("[^{label}]: -"));
            }
        }
        lead.finish()
    }
}

/// A definition as the parser reads it.
fn definition(reference: &Reference) -> String {
    let mut line = format!("[{}]: <", reference.label);
    let escaped = |line: &mut String, text: &str| {
        for letter in text.chars() {
            match letter {
                '&' => line.push_str("&amp;"),
                '\n' => line.push_str("&#10;"),
                '\\' | '<' | '>' | '"' => line.extend(['\\', letter]),
                _ => line.push(letter),
            }
        }
    };
    escaped(&mut line, &reference.to);
    line.push('>');
    if !reference.title.is_empty() {
        line.push_str(" \"");
        escaped(&mut line, &reference.title);
        line.push('"');
    }
    line
}

/// Blocks that are put before a piece and told apart from it by their lines.
#[derive(Default)]
struct Lead {
    text: String,
    lines: usize,
}

impl Lead {
    fn add(&mut self, block: &str) {
        self.lines += block.matches('\n').count() + 2;
        // Writing to a string cannot fail.
        let _ = write!(self.text, "{block}\n\n");
    }

    /// Ends with a comment, after which nothing that follows belongs to what came before.
    fn finish(mut self) -> (String, usize) {
        if !self.text.is_empty() {
            self.text.push_str("<!-- -->\n");
            self.lines += 1;
        }
        (self.text, self.lines)
    }
}

impl Known {
    /// Calls footnotes by their numbers.
    pub fn number(&self, blocks: &mut [Block]) {
        for block in blocks {
            match block {
                Block::Heading { text, .. } | Block::Paragraph(text) => self.number_within(text),
                Block::Quote(blocks) => self.number(blocks),
                Block::List { items, .. } => items.iter_mut().for_each(|item| self.number(&mut item.blocks)),
                Block::Table { head, rows, .. } => {
                    head.iter_mut()
                        .chain(rows.iter_mut().flatten())
                        .for_each(|cell| self.number_within(cell));
                }
                Block::Note { label, blocks } => {
                    self.rename(label);
                    self.number(blocks);
                }
                Block::Code { .. } | Block::Rule | Block::Html(_) => {}
            }
        }
    }

    fn number_within(&self, parts: &mut [Inline]) {
        for part in parts {
            match part {
                Inline::Note(label) => self.rename(label),
                Inline::Emphasis(parts) | Inline::Strong(parts) | Inline::Strike(parts) => {
                    self.number_within(parts);
                }
                Inline::Link { text, .. } => self.number_within(text),
                _ => {}
            }
        }
    }

    fn rename(&self, label: &mut String) {
        if let Some(number) = self.notes.get(&key(label)) {
            *label = number.to_string();
        }
    }
}
