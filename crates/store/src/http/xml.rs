//! The little XML that servers send.
//!
//! roxmltree refuses document types, so no entity can blow up; what is left to do is to look elements up by their local name,
//! because servers differ in prefixes and some forget the namespace.

use roxmltree::{Document, Node, ParsingOptions};

use crate::{Error, Kind, Result};

/// A listing has at most a few thousand entries of a dozen elements; more is an attack.
const MOST_NODES: u32 = 1 << 20;

/// Parses what a server sent. `who` is its name, for the sentence.
pub(crate) fn parse<'a>(who: &str, text: &'a str) -> Result<Document<'a>> {
    let options = ParsingOptions { allow_dtd: false, nodes_limit: MOST_NODES, ..ParsingOptions::default() };
    // S3 sends blanks to keep a connection alive, which may not stand before the declaration.
    Document::parse_with_options(text.trim_start(), options).map_err(|_| {
        let text =
            format!("{who} answered with something that is not the XML it should be. Is the address right?");
        Error::new(Kind::Failed, text)
    })
}

/// The first element of that name below a node.
pub(crate) fn find<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    node.descendants().find(|below| below.is_element() && below.tag_name().name() == name)
}

/// The text of the first element of that name below a node.
pub(crate) fn text<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    find(node, name).and_then(|found| found.text()).map(str::trim)
}

/// The elements of that name directly in a node.
pub(crate) fn each<'a, 'i>(node: Node<'a, 'i>, name: &'static str) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(move |child| child.is_element() && child.tag_name().name() == name)
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
}
