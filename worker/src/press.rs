//! Pages of text: Markdown and plain text as PDF.
//!
//! The letters come with the worker, which is why it is one of its own. Paragraphs are set without a pause, so the call is
//! *hard*.

use ::document::press::{Paper, Pressed};
use nearside::prelude::*;

#[cfg(feature = "engines")]
use crate::document::error::spoken;
#[cfg(feature = "engines")]
use crate::markdown::hold::{stem, tree, whole};

/// Whether a file is text as it is, and not Markdown, as far as its name says.
pub fn is_plain(name: &str) -> bool {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    ["txt", "text", "log", "srt", "vtt", "ass", "ssa"].iter().any(|plain| plain.eq_ignore_ascii_case(ending))
}

/// Makes pages of a text: of plain text as it is if its name [says so](is_plain), of Markdown else. Tells how many there are
/// and which letters could not be shown.
#[call(hard)]
pub async fn pdf(text: File, paper: Paper, cx: &Context) -> Result<(File, Pressed)> {
    let name = stem(text.name());
    let mut step = |done: f32| {
        cx.progress(f64::from(done));
        !cx.cancelled()
    };
    let made = match is_plain(text.name()) {
        true => ::document::press::plain(&whole(&text).await?, name, &paper, &mut step),
        false => ::document::press::press(&tree(&text).await?, name, &paper, &mut step),
    };
    let (bytes, pressed) = made.map_err(|error| spoken(&error))?;
    Ok((File::new(format!("{name}.pdf"), bytes), pressed))
}

calls![pdf];

#[cfg(test)]
#[cfg(feature = "engines")]
mod tests {
    use ::document::press::Paper;
    use futures_executor::block_on;
    use nearside::File;

    use super::{calls, pdf};

    #[test]
    fn markdown_and_plain_text_become_pages() {
        for name in ["note.md", "note.txt"] {
            let text = File::new(name, b"# Hello\n\nworld".to_vec());
            let (made, told) = block_on(pdf(text, Paper::default()).on(calls())).unwrap();
            assert_eq!((made.name(), told.pages), ("note.pdf", 1));
            assert!(block_on(made.bytes()).unwrap().starts_with(b"%PDF-1.7"));
        }
        let narrow = Paper { margin: -1.0, ..Paper::default() };
        assert!(block_on(pdf(File::new("a.md", vec![]), narrow).on(calls())).is_err());
    }
}
