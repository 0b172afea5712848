//! English.

use super::Writer;
use crate::text::n;
use crate::writer::Form;

pub static TEXT: Writer = Writer {
    source: "Text",
    preview: "Preview",
    nothing: "What you write is shown here.",
    show: "What is shown",
    show_source: "Write",
    show_both: "Both",
    show_preview: "Read",
    undo: "Undo (Ctrl+Z)",
    redo: "Redo (Ctrl+Shift+Z)",
    save: "Save",
    saved: |name| format!("{name} was saved."),
    downloaded: |name| format!("{name} is in your downloads."),
    export: "Export",
    form: |form| match form {
        Form::A4 => "PDF, A4",
        Form::Letter => "PDF, Letter",
        Form::Html => "Web page (HTML)",
        Form::Plain => "Plain text",
    },
    making: "Making it",
    exported: |name| format!("{name} is in your downloads."),
    exported_without: |name, letters| {
        format!("{name} is in your downloads. Its fonts have no {letters}: boxes stand for them.")
    },
    words: |count| format!("{} {}", n(count), if count == 1 { "word" } else { "words" }),
    kept: "Kept in this browser",
    keeping: "Not kept yet",
    done: "Done",
    open: "To do",
    picture: |name| format!("Picture: {name}"),
    not_loaded: "Pictures are named and not loaded.",
    nowhere: "This link leads nowhere that is safe.",
    not_open: |name| format!("{name} is not open here. Open it, then follow the link."),
    no_text: |name| {
        format!(
            "{name} is no text: it has bytes in it that no letter is written with. Give it the ending of what it is and open it again."
        )
    },
    too_long: |name| {
        format!(
            "{name} has more than 16 MB, which is more text than can be written in here. Divide it into several files."
        )
    },
};
