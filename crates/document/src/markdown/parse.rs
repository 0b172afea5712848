//! From the parser's nodes to the tree.
//!
//! Blocks and marks may lie in each other as deep as a hostile text likes. What lies deeper than [`DEEPEST`] is kept as plain
//! words, so that no later step needs to think of the size of its stack.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use comrak::nodes::{AstNode, ListType, NodeMath, NodeValue, TableAlignment};
use comrak::options::{BrokenLinkCallback, BrokenLinkReference};
use comrak::{Arena, Options, ResolvedReference, parse_document};

use super::label::key;
use super::{Align, Block, Flavour, Inline, Item};

/// So deep may blocks and marks lie in each other.
const DEEPEST: usize = 48;
/// So many bytes may addresses take that are defined in other pieces: naming a long one again and again makes no bomb.
const EXPANSION: usize = 4 << 20;

/// What a label of a link leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The label as it was written.
    pub label: String,
    /// The address.
    pub to: String,
    /// The title.
    pub title: String,
}

/// Links that are defined elsewhere, by the [keys](key) of their labels.
pub type Links = HashMap<String, Reference>;

/// What is asked when a link's label is not defined in the text itself.
struct Elsewhere<'a> {
    links: &'a Links,
    left: AtomicUsize,
}

impl BrokenLinkCallback for Elsewhere<'_> {
    fn resolve(&self, broken: BrokenLinkReference) -> Option<ResolvedReference> {
        let found = self.links.get(&key(broken.original))?;
        let size = found.to.len() + found.title.len();
        let take = |left: usize| left.checked_sub(size);
        self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).ok()?;
        Some(ResolvedReference { url: found.to.clone(), title: found.title.clone() })
    }
}

/// Parses a text and hands its top level to `look`.
pub fn parse<T>(
    text: &str,
    flavour: Flavour,
    links: &Links,
    look: impl for<'a> FnOnce(&mut dyn Iterator<Item = &'a AstNode<'a>>) -> T,
) -> T {
    let mut options = Options::default();
    let github = flavour == Flavour::Github;
    options.extension.table = github;
    options.extension.tasklist = github;
    options.extension.strikethrough = github;
    options.extension.autolink = github;
    options.extension.footnotes = github;
    options.extension.alerts = github;
    options.extension.math_dollars = github;
    options.parse.leave_footnote_definitions = true;
    if !links.is_empty() {
        let elsewhere = Elsewhere { links, left: AtomicUsize::new(EXPANSION) };
        options.parse.broken_link_callback = Some(Arc::new(elsewhere));
    }
    let arena = Arena::new();
    look(&mut parse_document(&arena, text, &options).children())
}

/// The first line of a node, from 1.
pub fn line(node: &AstNode<'_>) -> usize {
    node.data().sourcepos.start.line
}

/// A node of the top level as a block; none for what is no block.
pub fn block<'a>(node: &'a AstNode<'a>, depth: usize) -> Option<Block> {
    if depth > DEEPEST {
        let words = all_words(node);
        return (!words.is_empty()).then(|| Block::Paragraph(vec![Inline::Text(words)]));
    }
    let within = || blocks(node, depth + 1);
    Some(match &node.data().value {
        NodeValue::Heading(heading) => Block::Heading { level: heading.level, text: inlines(node, depth) },
        NodeValue::Paragraph => Block::Paragraph(inlines(node, depth)),
        NodeValue::BlockQuote => Block::Quote(within()),
        NodeValue::Alert(alert) => {
            let title = alert.title.clone().unwrap_or_else(|| alert.alert_type.default_title().to_owned());
            let title = Block::Paragraph(vec![Inline::Strong(vec![Inline::Text(title)])]);
            Block::Quote([vec![title], within()].concat())
        }
        NodeValue::List(list) => Block::List {
            first: (list.list_type == ListType::Ordered).then_some(list.start as u32),
            tight: list.tight,
            items: node.children().map(|item| self::item(item, depth + 1)).collect(),
        },
        NodeValue::CodeBlock(code) => Block::Code {
            language: code.info.split_whitespace().next().unwrap_or_default().to_owned(),
            text: code.literal.clone(),
            colours: Vec::new(),
        },
        NodeValue::Table(table) => {
            let row = |row: &'a AstNode<'a>| row.children().map(|cell| inlines(cell, depth)).collect();
            let mut rows = node.children().map(row);
            Block::Table {
                columns: table.alignments.iter().map(|align| alignment(*align)).collect(),
                head: rows.next().unwrap_or_default(),
                rows: rows.collect(),
            }
        }
        NodeValue::ThematicBreak => Block::Rule,
        NodeValue::HtmlBlock(html) => Block::Html(html.literal.clone()),
        NodeValue::FootnoteDefinition(note) => Block::Note { label: note.name.clone(), blocks: within() },
        _ => return None,
    })
}

fn blocks<'a>(node: &'a AstNode<'a>, depth: usize) -> Vec<Block> {
    node.children().filter_map(|child| block(child, depth)).collect()
}

fn item<'a>(node: &'a AstNode<'a>, depth: usize) -> Item {
    let done = match &node.data().value {
        NodeValue::TaskItem(task) => Some(task.symbol.is_some()),
        _ => None,
    };
    Item { done, blocks: blocks(node, depth) }
}

fn alignment(align: TableAlignment) -> Align {
    match align {
        TableAlignment::None => Align::None,
        TableAlignment::Left => Align::Left,
        TableAlignment::Center => Align::Centre,
        TableAlignment::Right => Align::Right,
    }
}

fn inlines<'a>(node: &'a AstNode<'a>, depth: usize) -> Vec<Inline> {
    let mut parts: Vec<Inline> = Vec::new();
    for child in node.children() {
        let Some(part) = inline(child, depth + 1) else { continue };
        match (parts.last_mut(), part) {
            (Some(Inline::Text(before)), Inline::Text(text)) => before.push_str(&text),
            (_, part) => parts.push(part),
        }
    }
    parts
}

fn inline<'a>(node: &'a AstNode<'a>, depth: usize) -> Option<Inline> {
    if depth > DEEPEST {
        return Some(Inline::Text(all_words(node)));
    }
    let within = || inlines(node, depth);
    Some(match &node.data().value {
        NodeValue::Text(text) => Inline::Text(text.to_string()),
        NodeValue::SoftBreak => Inline::Soft,
        NodeValue::LineBreak => Inline::Break,
        NodeValue::Code(code) => Inline::Code(code.literal.clone()),
        NodeValue::HtmlInline(html) => Inline::Html(html.clone()),
        NodeValue::Math(math) => formula(math),
        NodeValue::Emph => Inline::Emphasis(within()),
        NodeValue::Strong => Inline::Strong(within()),
        NodeValue::Strikethrough => Inline::Strike(within()),
        NodeValue::Link(link) => {
            Inline::Link { to: link.url.clone(), title: link.title.clone(), text: within() }
        }
        NodeValue::Image(link) => {
            let (from, title) = (link.url.clone(), link.title.clone());
            Inline::Picture { from, title, words: super::words(&within()) }
        }
        NodeValue::FootnoteReference(note) => Inline::Note(note.name.clone()),
        _ => return None,
    })
}

/// A formula as it was written. What has no sign of one between its dollars was about money.
fn formula(math: &NodeMath) -> Inline {
    let mark = if math.display_math { "$$" } else { "$" };
    let written = format!("{mark}{}{mark}", math.literal);
    match math.display_math || math.literal.contains(['\\', '^', '_', '{', '=', '+', '<', '>']) {
        true => Inline::Code(written),
        false => Inline::Text(written),
    }
}

/// All words below a node, however deep they lie.
fn all_words<'a>(node: &'a AstNode<'a>) -> String {
    let mut words = String::new();
    for node in node.descendants() {
        match &node.data().value {
            NodeValue::Text(text) => words.push_str(text),
            NodeValue::Math(math) => words.push_str(&math.literal),
            NodeValue::Code(code) => words.push_str(&code.literal),
            NodeValue::CodeBlock(code) => words.push_str(&code.literal),
            NodeValue::SoftBreak | NodeValue::LineBreak | NodeValue::Paragraph => words.push(' '),
            _ => {}
        }
    }
    words.trim().to_owned()
}
