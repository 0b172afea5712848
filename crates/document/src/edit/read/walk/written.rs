//! What stands in the content in place of a text that lost some of its glyphs.

use crate::cos::{Object, print};
use crate::edit::space::number;

/// What is shown instead: strings and numbers.
#[derive(Default)]
pub(super) struct Written {
    pub(super) bytes: Vec<u8>,
    pub(super) text: Vec<u8>,
}

impl Written {
    pub(super) fn text(&mut self, raw: &[u8]) {
        self.text.extend_from_slice(raw);
    }

    pub(super) fn kern(&mut self, by: f64) {
        self.flush();
        self.bytes.extend(number(by).into_bytes());
        self.bytes.push(b' ');
    }

    pub(super) fn flush(&mut self) {
        if !self.text.is_empty() {
            print(&Object::string(std::mem::take(&mut self.text)), &mut self.bytes);
        }
    }

    pub(super) fn finish(mut self) -> Vec<u8> {
        self.flush();
        [b"[", &self.bytes[..], b"] TJ"].concat()
    }
}
