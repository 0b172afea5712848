//! Writes the elements, with line breaks where the specification of CommonMark has them.

use super::Raw;
use super::escape::{address, text};
use crate::markdown::link::{Anchors, Way, way};
use crate::markdown::notes::Notes;
use crate::markdown::{Align, Block, Colour, Inline, Item, Tree, words};

pub struct Writer<'a> {
    out: String,
    raw: Raw,
    tree: &'a Tree,
    notes: Notes<'a>,
    /// How often each footnote was named so far.
    named: Vec<usize>,
    anchors: Anchors,
}

impl<'a> Writer<'a> {
    pub fn new(tree: &'a Tree, raw: Raw) -> Writer<'a> {
        let notes = Notes::of(tree);
        let named = vec![0; notes.blocks.len()];
        Writer { out: String::new(), raw, tree, notes, named, anchors: Anchors::default() }
    }

    pub fn finish(mut self) -> String {
        self.blocks(&self.tree.blocks);
        self.footnotes();
        self.out
    }

    /// Begins a line, unless one has just begun.
    fn line(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
    }

    fn blocks(&mut self, blocks: &[Block]) {
        blocks.iter().for_each(|block| self.block(block));
    }

    fn block(&mut self, block: &Block) {
        self.line();
        match block {
            Block::Heading { level, text } => self.heading(*level, text),
            Block::Paragraph(text) => {
                self.out.push_str("<p>");
                self.inlines(text);
                self.out.push_str("</p>\n");
            }
            Block::Quote(blocks) => {
                self.out.push_str("<blockquote>\n");
                self.blocks(blocks);
                self.line();
                self.out.push_str("</blockquote>\n");
            }
            Block::List { first, tight, items } => self.list(*first, *tight, items),
            Block::Code { language, text, colours } => self.code(language, text, colours),
            Block::Table { columns, head, rows } => self.table(columns, head, rows),
            Block::Rule => self.out.push_str("<hr />\n"),
            Block::Html(html) => match self.raw {
                Raw::AsIs => {
                    self.out.push_str(html);
                    self.line();
                }
                Raw::Shown if is_comment(html) => {}
                Raw::Shown => {
                    self.out.push_str("<pre class=\"html\">");
                    text(html.trim_end(), &mut self.out);
                    self.out.push_str("</pre>\n");
                }
            },
            // They come last, where their numbers are known.
            Block::Note { .. } => {}
        }
    }

    fn heading(&mut self, level: u8, text: &[Inline]) {
        let level = char::from(b'0' + level.clamp(1, 6));
        self.out.extend(["<h", level.encode_utf8(&mut [0; 4])]);
        if self.raw == Raw::Shown {
            self.out.push_str(" id=\"");
            self.out.push_str(&self.anchors.next(&words(text)));
            self.out.push('"');
        }
        self.out.push('>');
        self.inlines(text);
        self.out.extend(["</h", level.encode_utf8(&mut [0; 4]), ">\n"]);
    }

    fn list(&mut self, first: Option<u32>, tight: bool, items: &[Item]) {
        let name = if first.is_some() { "ol" } else { "ul" };
        self.out.extend(["<", name]);
        if let Some(first) = first.filter(|first| *first != 1) {
            self.out.push_str(&format!(" start=\"{first}\""));
        }
        self.out.push_str(">\n");
        for Item { done, blocks } in items {
            self.out.push_str("<li>");
            let mut boxed = *done;
            for (index, block) in blocks.iter().enumerate() {
                match block {
                    Block::Paragraph(text) if tight => {
                        if index > 0 {
                            self.line();
                        }
                        self.check(boxed.take());
                        self.inlines(text);
                    }
                    Block::Paragraph(text) => {
                        self.line();
                        self.out.push_str("<p>");
                        self.check(boxed.take());
                        self.inlines(text);
                        self.out.push_str("</p>\n");
                    }
                    _ => self.block(block),
                }
            }
            self.check(boxed);
            self.out.push_str("</li>\n");
        }
        self.out.extend(["</", name, ">\n"]);
    }

    fn check(&mut self, done: Option<bool>) {
        match done {
            Some(true) => self.out.push_str("<input type=\"checkbox\" checked=\"\" disabled=\"\" /> "),
            Some(false) => self.out.push_str("<input type=\"checkbox\" disabled=\"\" /> "),
            None => {}
        }
    }

    fn code(&mut self, language: &str, code: &str, colours: &[(u32, Colour)]) {
        self.out.push_str("<pre><code");
        if !language.is_empty() {
            self.out.push_str(" class=\"language-");
            text(language, &mut self.out);
            self.out.push('"');
        }
        self.out.push('>');
        let mut at = 0;
        for (count, colour) in colours {
            let part = code.get(at..at + *count as usize).unwrap_or_default();
            at += *count as usize;
            match class(*colour) {
                Some(class) => {
                    self.out.extend(["<span class=\"", class, "\">"]);
                    text(part, &mut self.out);
                    self.out.push_str("</span>");
                }
                None => text(part, &mut self.out),
            }
        }
        text(code.get(at..).unwrap_or_default(), &mut self.out);
        self.out.push_str("</code></pre>\n");
    }

    fn table(&mut self, columns: &[Align], head: &[Vec<Inline>], rows: &[Vec<Vec<Inline>>]) {
        let framed = self.raw == Raw::Shown;
        if framed {
            self.out.push_str("<div class=\"table\">");
        }
        self.out.push_str("<table>\n<thead>\n");
        self.row("th", columns, head);
        self.out.push_str("</thead>\n");
        if !rows.is_empty() {
            self.out.push_str("<tbody>\n");
            rows.iter().for_each(|row| self.row("td", columns, row));
            self.out.push_str("</tbody>\n");
        }
        self.out.push_str(if framed { "</table></div>\n" } else { "</table>\n" });
    }

    fn row(&mut self, name: &str, columns: &[Align], cells: &[Vec<Inline>]) {
        self.out.push_str("<tr>\n");
        for (index, cell) in cells.iter().enumerate() {
            self.out.extend(["<", name]);
            self.out.push_str(match columns.get(index) {
                Some(Align::Left) => " align=\"left\">",
                Some(Align::Centre) => " align=\"center\">",
                Some(Align::Right) => " align=\"right\">",
                _ => ">",
            });
            self.inlines(cell);
            self.out.extend(["</", name, ">\n"]);
        }
        self.out.push_str("</tr>\n");
    }

    fn inlines(&mut self, parts: &[Inline]) {
        parts.iter().for_each(|part| self.inline(part));
    }

    fn within(&mut self, name: &str, parts: &[Inline]) {
        self.out.extend(["<", name, ">"]);
        self.inlines(parts);
        self.out.extend(["</", name, ">"]);
    }

    fn inline(&mut self, part: &Inline) {
        match part {
            Inline::Text(words) => text(words, &mut self.out),
            Inline::Soft => self.out.push('\n'),
            Inline::Break => self.out.push_str("<br />\n"),
            Inline::Code(code) => {
                self.out.push_str("<code>");
                text(code, &mut self.out);
                self.out.push_str("</code>");
            }
            Inline::Emphasis(parts) => self.within("em", parts),
            Inline::Strong(parts) => self.within("strong", parts),
            Inline::Strike(parts) => self.within("del", parts),
            Inline::Link { to, title, text } => self.link(to, title, text),
            Inline::Picture { from, title, words } => self.picture(from, title, words),
            Inline::Html(html) => match self.raw {
                Raw::AsIs => self.out.push_str(html),
                Raw::Shown if is_comment(html) => {}
                Raw::Shown => {
                    self.out.push_str("<span class=\"html\">");
                    text(html, &mut self.out);
                    self.out.push_str("</span>");
                }
            },
            Inline::Note(label) => self.note(label),
        }
    }

    fn title(&mut self, title: &str) {
        if !title.is_empty() {
            self.out.push_str(" title=\"");
            text(title, &mut self.out);
            self.out.push('"');
        }
    }

    fn link(&mut self, to: &str, title: &str, parts: &[Inline]) {
        if self.raw == Raw::Shown && way(to) == Way::Nowhere {
            return self.inlines(parts);
        }
        self.out.push_str("<a href=\"");
        address(to, &mut self.out);
        self.out.push('"');
        self.title(title);
        if self.raw == Raw::Shown && matches!(way(to), Way::Out(_)) {
            self.out.push_str(" rel=\"noopener noreferrer\"");
        }
        self.out.push('>');
        self.inlines(parts);
        self.out.push_str("</a>");
    }

    fn picture(&mut self, from: &str, title: &str, words: &str) {
        if self.raw == Raw::AsIs {
            self.out.push_str("<img src=\"");
            address(from, &mut self.out);
            self.out.push_str("\" alt=\"");
            text(words, &mut self.out);
            self.out.push('"');
            self.title(title);
            return self.out.push_str(" />");
        }
        self.out.push_str("<span class=\"picture\" role=\"img\" aria-label=\"");
        text(words, &mut self.out);
        self.out.push('"');
        self.title(title);
        self.out.push('>');
        let shown = if words.trim().is_empty() { from.rsplit('/').next().unwrap_or(from) } else { words };
        text(shown, &mut self.out);
        self.out.push_str("</span>");
    }

    fn note(&mut self, label: &str) {
        let Some(number) = self.notes.number(label) else {
            self.out.push_str("[^");
            text(label, &mut self.out);
            return self.out.push(']');
        };
        self.named[number - 1] += 1;
        let again = match self.named[number - 1] {
            1 => String::new(),
            count => format!("-{count}"),
        };
        self.out.push_str(&format!(
            "<sup class=\"note\"><a href=\"#note-{number}\" id=\"from-note-{number}{again}\">{number}</a></sup>"
        ));
    }

    fn footnotes(&mut self) {
        if self.notes.blocks.is_empty() {
            return;
        }
        self.line();
        self.out.push_str("<section class=\"notes\">\n<ol>\n");
        for index in 0..self.notes.blocks.len() {
            let number = index + 1;
            self.out.push_str(&format!("<li id=\"note-{number}\">\n"));
            let blocks = self.notes.blocks[index];
            let back = |again: usize| match again {
                1 => format!(" <a href=\"#from-note-{number}\" class=\"back\">↩</a>"),
                _ => format!(" <a href=\"#from-note-{number}-{again}\" class=\"back\">↩</a>"),
            };
            match blocks.split_last() {
                Some((Block::Paragraph(text), before)) => {
                    self.blocks(before);
                    self.out.push_str("<p>");
                    self.inlines(text);
                    (1..=self.named[index].max(1)).for_each(|again| self.out.push_str(&back(again)));
                    self.out.push_str("</p>\n");
                }
                _ => {
                    self.blocks(blocks);
                    self.out.push_str(&back(1));
                    self.line();
                }
            }
            self.out.push_str("</li>\n");
        }
        self.out.push_str("</ol>\n</section>\n");
    }
}

/// The class of a colour in the page's style sheet.
fn class(colour: Colour) -> Option<&'static str> {
    Some(match colour {
        Colour::Plain => return None,
        Colour::Keyword => "k",
        Colour::Type => "t",
        Colour::Function => "f",
        Colour::Name => "n",
        Colour::String => "s",
        Colour::Number => "d",
        Colour::Comment => "c",
        Colour::Meta => "m",
        Colour::Added => "add",
        Colour::Removed => "del",
    })
}

/// Whether this is nothing but a comment.
pub fn is_comment(html: &str) -> bool {
    let html = html.trim();
    html.starts_with("<!--") && html.ends_with("-->")
}
