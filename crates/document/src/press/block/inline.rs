//! Parts of lines: looks one after the other, links and pictures in the structure.

use krilla::tagging::Tag;

use super::Setter;
use crate::markdown::{Inline, Notes, Way, is_comment, way};
use crate::press::colour::{LINK, MUTED, PAPER};
use crate::press::face::Face;
use crate::press::line::Paragraph;
use crate::press::row::Look;
use crate::press::set::Link;
use crate::press::tag::Part;

impl Setter {
    /// A paragraph of these parts, which belong to `part` of the structure.
    pub fn paragraph(&mut self, parts: &[Inline], look: Look, part: Part, notes: &Notes) -> Paragraph {
        let mut paragraph = Paragraph::default();
        let slot = self.set.tags.slot(part);
        self.inlines(parts, Look { slot, ..look }, part, notes, &mut paragraph);
        paragraph
    }

    fn inlines(&mut self, parts: &[Inline], look: Look, part: Part, notes: &Notes, out: &mut Paragraph) {
        // What follows a link comes after it in the structure.
        let mut look = look;
        for inline in parts {
            match inline {
                Inline::Text(text) => out.push(text, look),
                Inline::Soft => out.push(" ", look),
                Inline::Break => out.push("\n", look),
                Inline::Code(code) => {
                    let size = look.size * 0.86;
                    out.push(code, Look { face: Face::Mono, size, behind: Some(PAPER), ..look });
                }
                Inline::Emphasis(parts) => {
                    self.inlines(parts, Look { face: look.face.italic(), ..look }, part, notes, out);
                }
                Inline::Strong(parts) => {
                    self.inlines(parts, Look { face: look.face.bold(), ..look }, part, notes, out);
                }
                Inline::Strike(parts) => {
                    self.inlines(parts, Look { struck: true, colour: MUTED, ..look }, part, notes, out);
                }
                Inline::Link { to, text, .. } => {
                    look.slot = self.link(to, text, look, part, notes, out);
                }
                Inline::Picture { from, words, .. } => {
                    let name =
                        if words.trim().is_empty() { from.rsplit('/').next().unwrap_or(from) } else { words };
                    let figure = self.set.tags.part(Some(part), Tag::Figure(Some(name.to_owned())));
                    let slot = self.set.tags.slot(figure);
                    out.push(&format!("[{name}]"), Look { colour: MUTED, slot, ..look });
                    look.slot = self.set.tags.slot(part);
                }
                Inline::Html(html) if is_comment(html) => {}
                Inline::Html(html) => {
                    out.push(html, Look { face: Face::Mono, size: look.size * 0.82, colour: MUTED, ..look });
                }
                Inline::Note(label) => match notes.number(label) {
                    Some(number) => look.slot = self.note(number, look, part, out),
                    None => out.push(&format!("[^{label}]"), look),
                },
            }
        }
    }

    /// Adds a link; answers with the slot of what follows it.
    fn link(
        &mut self,
        to: &str,
        text: &[Inline],
        look: Look,
        part: Part,
        notes: &Notes,
        out: &mut Paragraph,
    ) -> usize {
        let target = match way(to) {
            Way::Out(address) => Some(Link::Out(address.to_owned())),
            Way::Within(name) => {
                self.within.push((self.set.links.len(), name.to_owned()));
                None
            }
            // A page of paper has no files beside it.
            Way::Beside(_) | Way::Nowhere => {
                self.inlines(text, look, part, notes, out);
                return look.slot;
            }
        };
        let link = self.set.links.len();
        self.set.links.push(target);
        let tag = self.set.tags.part(Some(part), Tag::Link);
        let slot = self.set.tags.slot(tag);
        self.inlines(text, Look { colour: LINK, link: Some(link), slot, ..look }, tag, notes, out);
        self.set.tags.slot(part)
    }
}
