//! The little XML that servers send.
//!
//! Listings and errors: elements in elements, and text in the innermost. So what is kept of an element is its local name (servers
//! differ in prefixes and some forget the namespace) and its text. Document types are refused, and with them the entities that
//! could blow up; attributes say nothing here and are passed over.

use std::borrow::Cow;

use crate::{Error, Kind, Result};

/// A listing has at most a few thousand entries of a dozen elements; more is an attack.
const MOST_NODES: usize = 1 << 20;

/// What was parsed: its elements, each before those in it.
#[derive(Debug)]
pub(crate) struct Document<'a>(Vec<Element<'a>>);

#[derive(Debug)]
struct Element<'a> {
    name: &'a str,
    /// All of it up to the first element inside.
    text: Cow<'a, str>,
    /// The place behind the last element inside.
    end: usize,
}

/// An element of a document.
#[derive(Clone, Copy)]
pub(crate) struct Node<'d> {
    all: &'d [Element<'d>],
    at: usize,
}

/// Parses what a server sent. `who` is its name, for the sentence.
pub(crate) fn parse<'a>(who: &str, text: &'a str) -> Result<Document<'a>> {
    read(text).ok_or_else(|| {
        let text =
            format!("{who} answered with something that is not the XML it should be. Is the address right?");
        Error::new(Kind::Failed, text)
    })
}

fn read(text: &str) -> Option<Document<'_>> {
    let (mut all, mut open): (Vec<Element<'_>>, Vec<(usize, &str)>) = (Vec::new(), Vec::new());
    let mut rest = text.strip_prefix('\u{feff}').unwrap_or(text);
    loop {
        let (before, tag) = match rest.split_once('<') {
            Some((before, tag)) => (before, Some(tag)),
            None => (rest, None),
        };
        add(&mut all, &open, plain(before)?)?;
        let Some(tag) = tag else { break };
        rest = if let Some(comment) = tag.strip_prefix("!--") {
            comment.split_once("-->")?.1
        } else if let Some(data) = tag.strip_prefix("![CDATA[") {
            let (data, rest) = data.split_once("]]>")?;
            add(&mut all, &open, data.into())?;
            rest
        } else if let Some(instruction) = tag.strip_prefix('?') {
            instruction.split_once("?>")?.1
        } else if let Some(closed) = tag.strip_prefix('/') {
            let (name, rest) = closed.split_once('>')?;
            let (at, _) = open.pop().filter(|(_, opened)| *opened == name.trim_end())?;
            all[at].end = all.len();
            rest
        } else {
            let (tag, rest) = tag.split_at(end(tag)?);
            let name = tag.split(|c: char| c.is_ascii_whitespace() || c == '/').next()?;
            let is_name = name.starts_with(|c: char| c.is_alphabetic() || c == '_');
            // There is one outermost element.
            if !is_name || (open.is_empty() && !all.is_empty()) || all.len() == MOST_NODES {
                return None;
            }
            if !tag.ends_with('/') {
                open.push((all.len(), name));
            }
            let name = name.rsplit(':').next()?;
            all.push(Element { name, text: "".into(), end: all.len() + 1 });
            &rest[1..]
        };
    }
    (open.is_empty() && !all.is_empty()).then_some(Document(all))
}

/// Where a tag ends: a value in quotes may hold the sign for it.
fn end(tag: &str) -> Option<usize> {
    let mut quote = None;
    tag.bytes().position(|byte| {
        match (quote, byte) {
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(known), _) if known == byte => quote = None,
            _ => return quote.is_none() && byte == b'>',
        }
        false
    })
}

/// Adds text to the element that is open, unless there is one in it already.
fn add<'a>(all: &mut [Element<'a>], open: &[(usize, &str)], text: Cow<'a, str>) -> Option<()> {
    match open.last() {
        None => text.trim().is_empty().then_some(()),
        Some((at, _)) if *at + 1 == all.len() => {
            let known = &mut all[*at].text;
            if known.is_empty() {
                *known = text
            } else {
                known.to_mut().push_str(&text)
            }
            Some(())
        }
        Some(_) => Some(()),
    }
}

/// Text without its escapes.
fn plain(text: &str) -> Option<Cow<'_, str>> {
    let Some((first, mut rest)) = text.split_once('&') else { return Some(text.into()) };
    let mut plain = first.to_owned();
    loop {
        let (name, after) = rest.split_once(';')?;
        plain.push(match name {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            _ => {
                let number = name.strip_prefix('#')?;
                char::from_u32(match number.strip_prefix('x') {
                    Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                    None => number.parse().ok()?,
                })?
            }
        });
        let Some((before, next)) = after.split_once('&') else { return Some((plain + after).into()) };
        plain.push_str(before);
        rest = next;
    }
}

impl Document<'_> {
    /// The outermost element.
    pub fn root(&self) -> Node<'_> {
        Node { all: &self.0, at: 0 }
    }
}

impl<'d> Node<'d> {
    fn element(self) -> &'d Element<'d> {
        &self.all[self.at]
    }

    /// Its name, without the prefix.
    pub fn name(self) -> &'d str {
        self.element().name
    }

    /// The elements directly in it.
    pub fn children(self) -> impl Iterator<Item = Node<'d>> {
        let node = move |at: usize| (at < self.element().end).then_some(Node { all: self.all, at });
        std::iter::successors(node(self.at + 1), move |last| node(last.element().end))
    }
}

/// The first element of that name: a node itself, or one anywhere in it.
pub(crate) fn find<'d>(node: Node<'d>, name: &str) -> Option<Node<'d>> {
    (node.at..node.element().end).map(|at| Node { at, ..node }).find(|below| below.name() == name)
}

/// The text of the first element of that name.
pub(crate) fn text<'d>(node: Node<'d>, name: &str) -> Option<&'d str> {
    find(node, name).map(|found| found.element().text.trim()).filter(|text| !text.is_empty())
}

/// The elements of that name directly in a node.
pub(crate) fn each<'d>(node: Node<'d>, name: &'static str) -> impl Iterator<Item = Node<'d>> {
    node.children().filter(move |child| child.name() == name)
}

/// Escapes text for XML.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bomb_of_entities_is_refused() {
        let bomb = "<!DOCTYPE a [<!ENTITY b \"bbbb\"><!ENTITY c \"&b;&b;\">]><a>&c;</a>";
        assert_eq!(parse("It", bomb).unwrap_err().kind(), Kind::Failed);
    }

    #[test]
    fn blanks_before_the_declaration_are_no_error() {
        let document =
            parse("It", "\n \n<?xml version=\"1.0\"?><x:a xmlns:x=\"DAV:\"><x:b> 1 </x:b></x:a>").unwrap();
        assert_eq!(text(document.root(), "b"), Some("1"));
    }

    #[test]
    fn elements_are_found_by_their_names_and_places() {
        let document = parse(
            "It",
            "\u{feff}<?xml version='1.0'?><!-- <a> --><D:list xmlns:D=\"DAV:>\"><D:one a='/>'><b/>x<c>1</c></D:one>\
             <two>u &lt;<![CDATA[&<]]>&#x41;&#66; </two><D:one><c x = \"'\" > 2 </c  ></D:one></D:list> ",
        );
        let document = document.unwrap();
        let root = document.root();
        assert_eq!(
            (root.name(), root.children().map(Node::name).collect::<Vec<_>>()),
            ("list", vec!["one", "two", "one"])
        );
        assert_eq!(each(root, "one").map(|one| text(one, "c")).collect::<Vec<_>>(), [Some("1"), Some("2")]);
        assert_eq!(text(root, "two"), Some("u <&<AB"));
        assert_eq!((text(root, "b"), text(root, "d"), text(root, "one")), (None, None, None));
        assert!(find(root, "list").is_some_and(|found| found.name() == "list"));
    }

    #[test]
    fn what_is_no_xml_is_refused() {
        for wrong in [
            "",
            "text",
            "<a>",
            "<a></b>",
            "<a/><b/>",
            "<a>&b;</a>",
            "<a>&#xd800;</a>",
            "</a>",
            "<a/>text",
            "<a b='>",
            "<1/>",
            "<!DOCTYPE html><html></html>",
            "<a><!-- </a>",
            "<a><![CDATA[</a>",
            "<a>&amp</a>",
            "< a/>",
            "<a",
            "<",
        ] {
            assert!(parse("It", wrong).is_err(), "{wrong}");
        }
    }
}
