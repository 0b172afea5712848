//! The tree of the new pages: nodes of a few dozen, because programs search lists of thousands slowly.

use crate::Result;
use crate::cos::{Dict, Id, Object, Writer};

/// Kids of a node.
const WIDE: usize = 64;

/// The names of all pages and of the nodes above them.
pub(super) struct Tree {
    pub pages: Vec<Id>,
    nodes: Vec<Id>,
}

impl Tree {
    pub fn reserve(writer: &mut Writer, pages: usize) -> Self {
        Self {
            nodes: (0..pages.div_ceil(WIDE)).map(|_| writer.reserve()).collect(),
            pages: (0..pages).map(|_| writer.reserve()).collect(),
        }
    }

    /// The node above a page.
    pub fn parent(&self, page: usize) -> Id {
        self.nodes[page / WIDE]
    }

    /// Writes the nodes; answers with the topmost.
    pub fn write(&self, writer: &mut Writer) -> Result<Id> {
        let mut level: Vec<(Id, usize)> = self.pages.iter().map(|page| (*page, 1)).collect();
        let mut nodes = self.nodes.clone();
        loop {
            let next: Vec<Id> = if nodes.len() == 1 {
                Vec::new()
            } else {
                (0..nodes.len().div_ceil(WIDE)).map(|_| writer.reserve()).collect()
            };
            let mut above = Vec::new();
            for (at, (kids, node)) in level.chunks(WIDE).zip(&nodes).enumerate() {
                let count = kids.iter().map(|(_, count)| count).sum::<usize>();
                let mut dict = Dict::new()
                    .with("Type", Object::name("Pages"))
                    .with("Count", count as i64)
                    .with("Kids", Object::array(kids.iter().map(|(kid, _)| Object::Ref(*kid))));
                if let Some(parent) = next.get(at / WIDE) {
                    dict.set("Parent", *parent);
                }
                writer.put(*node, &dict.into())?;
                above.push((*node, count));
            }
            if next.is_empty() {
                return Ok(above[0].0);
            }
            (level, nodes) = (above, next);
        }
    }
}
