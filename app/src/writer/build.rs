//! Blocks as elements of the page.
//!
//! Every element is one of these few and every text a text node, so nothing that a document says is ever markup. Links lead to
//! the gate; pictures are named and not loaded.

use document::markdown::{Align, Block, Colour, Inline, Item, Way, way};
use leptos::prelude::document as page;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, Node};

use crate::text::writer::writer;

/// The document that stands between a link and what it leads to.
const GATE: &str = "out.html";

/// A new element; `None` if the browser makes none, which does not happen.
pub fn element(name: &str, class: &str) -> Option<HtmlElement> {
    let element: HtmlElement = page().create_element(name).ok()?.unchecked_into();
    if !class.is_empty() {
        element.set_class_name(class);
    }
    Some(element)
}

/// Appends to an element, which cannot fail for what was just made.
pub fn append(parent: &Node, child: &Node) {
    let _ = parent.append_child(child);
}

/// Sets an attribute of our own name, which cannot fail.
pub fn set(element: &Element, name: &str, value: &str) {
    let _ = element.set_attribute(name, value);
}

fn within(parent: &Node, name: &str, class: &str, fill: impl FnOnce(&HtmlElement)) {
    if let Some(element) = element(name, class) {
        fill(&element);
        append(parent, &element);
    }
}

fn say(parent: &Node, text: &str) {
    append(parent, &page().create_text_node(text));
}

/// Adds blocks to an element.
pub fn blocks(parent: &Node, blocks: &[Block]) {
    blocks.iter().for_each(|one| block(parent, one));
}

fn block(parent: &Node, block: &Block) {
    match block {
        Block::Heading { level, text } => {
            let name = ["h1", "h2", "h3", "h4", "h5", "h6"][usize::from(level.clamp(&1, &6) - 1)];
            within(parent, name, "", |heading| inlines(heading, text));
        }
        Block::Paragraph(text) => within(parent, "p", "", |paragraph| inlines(paragraph, text)),
        Block::Quote(inner) => within(parent, "blockquote", "", |quote| blocks(quote, inner)),
        Block::List { first, tight, items } => {
            let class = if *tight { "tight" } else { "" };
            within(parent, if first.is_some() { "ol" } else { "ul" }, class, |list| {
                if let Some(first) = first.filter(|first| *first != 1) {
                    set(list, "start", &first.to_string());
                }
                items.iter().for_each(|one| item(list, one));
            });
        }
        Block::Code { text, colours, .. } => {
            within(parent, "pre", "", |pre| {
                // What is wider than the preview is scrolled by key, too.
                set(pre, "tabindex", "0");
                within(pre, "code", "", |code| coloured(code, text, colours));
            });
        }
        Block::Table { columns, head, rows } => {
            within(parent, "div", "scrolled", |frame| {
                set(frame, "tabindex", "0");
                within(frame, "table", "", |table| {
                    within(table, "thead", "", |part| row(part, "th", columns, head));
                    within(table, "tbody", "", |part| {
                        rows.iter().for_each(|cells| row(part, "td", columns, cells));
                    });
                });
            });
        }
        Block::Rule => within(parent, "hr", "", |_| {}),
        Block::Html(html) if is_comment(html) => {}
        Block::Html(html) => within(parent, "pre", "html", |pre| say(pre, html.trim_end())),
        Block::Note { label, blocks: inner } => {
            within(parent, "div", "note", |note| {
                set(note, "data-note", label);
                within(note, "span", "number", |number| say(number, label));
                within(note, "div", "", |body| blocks(body, inner));
            });
        }
    }
}

fn item(list: &Node, Item { done, blocks: inner }: &Item) {
    within(list, "li", if done.is_some() { "task" } else { "" }, |item| {
        if let Some(done) = done {
            within(item, "input", "", |input| {
                set(input, "type", "checkbox");
                set(input, "disabled", "");
                set(input, "aria-label", if *done { writer().done } else { writer().open });
                if *done {
                    set(input, "checked", "");
                }
            });
        }
        blocks(item, inner);
    });
}

fn row(part: &Node, name: &str, columns: &[Align], cells: &[Vec<Inline>]) {
    within(part, "tr", "", |row| {
        for (index, cell) in cells.iter().enumerate() {
            let class = match columns.get(index) {
                Some(Align::Centre) => "centre",
                Some(Align::Right) => "right",
                _ => "",
            };
            within(row, name, class, |element| inlines(element, cell));
        }
    });
}

fn coloured(code: &Node, text: &str, colours: &[(u32, Colour)]) {
    let mut at = 0;
    for (count, colour) in colours {
        let end = at + *count as usize;
        let part = text.get(at..end).unwrap_or_default();
        at = end;
        match class(*colour) {
            "" => say(code, part),
            class => within(code, "span", class, |span| say(span, part)),
        }
    }
    say(code, text.get(at..).unwrap_or_default());
}

/// The class of a colour in the style sheet.
fn class(colour: Colour) -> &'static str {
    match colour {
        Colour::Plain => "",
        Colour::Keyword => "c-keyword",
        Colour::Type => "c-type",
        Colour::Function => "c-function",
        Colour::Name => "c-name",
        Colour::String => "c-string",
        Colour::Number => "c-number",
        Colour::Comment => "c-comment",
        Colour::Meta => "c-meta",
        Colour::Added => "c-added",
        Colour::Removed => "c-removed",
    }
}

fn inlines(parent: &Node, parts: &[Inline]) {
    parts.iter().for_each(|part| inline(parent, part));
}

fn inline(parent: &Node, part: &Inline) {
    match part {
        Inline::Text(text) => say(parent, text),
        Inline::Soft => say(parent, " "),
        Inline::Break => within(parent, "br", "", |_| {}),
        Inline::Code(code) => within(parent, "code", "", |element| say(element, code)),
        Inline::Emphasis(parts) => within(parent, "em", "", |element| inlines(element, parts)),
        Inline::Strong(parts) => within(parent, "strong", "", |element| inlines(element, parts)),
        Inline::Strike(parts) => within(parent, "del", "", |element| inlines(element, parts)),
        Inline::Link { to, title, text } => link(parent, to, title, text),
        Inline::Picture { from, title, words } => {
            within(parent, "span", "picture", |picture| {
                set(picture, "role", "img");
                let name = from.rsplit('/').next().filter(|_| !from.starts_with("data:")).unwrap_or_default();
                let shown = if words.trim().is_empty() { name } else { words };
                set(picture, "aria-label", &(writer().picture)(shown));
                set(picture, "title", if title.is_empty() { writer().not_loaded } else { title });
                say(picture, shown);
            });
        }
        Inline::Html(html) if is_comment(html) => {}
        Inline::Html(html) => within(parent, "span", "html", |span| say(span, html)),
        Inline::Note(label) => {
            within(parent, "sup", "", |mark| {
                within(mark, "a", "", |link| {
                    lead(link, &format!("^{label}"));
                    say(link, label);
                });
            });
        }
    }
}

fn link(parent: &Node, to: &str, title: &str, text: &[Inline]) {
    let way = way(to);
    if way == Way::Nowhere {
        return within(parent, "span", "nowhere", |span| {
            set(span, "title", writer().nowhere);
            inlines(span, text);
        });
    }
    within(parent, "a", "", |link| {
        match way {
            Way::Out(address) => {
                set(link, "href", &format!("{GATE}#{}", String::from(js_sys::encode_uri_component(address))));
                set(link, "target", "_blank");
                set(link, "rel", "noopener");
                set(link, "title", if title.is_empty() { address } else { title });
            }
            Way::Within(name) => lead(link, name),
            Way::Beside(path) => {
                lead(link, "");
                set(link, "data-beside", path);
                set(link, "title", path);
            }
            Way::Nowhere => {}
        }
        inlines(link, text);
    });
}

/// A link that the place itself follows: an address would be the app's own.
fn lead(link: &Element, name: &str) {
    set(link, "role", "link");
    set(link, "tabindex", "0");
    set(link, "data-to", name);
}

fn is_comment(html: &str) -> bool {
    let html = html.trim();
    html.starts_with("<!--") && html.ends_with("-->")
}
