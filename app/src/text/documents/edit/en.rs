//! English.

use super::{Edit, n};
use crate::documents::Tool;

pub static TEXT: Edit = Edit {
    tools: "Tools for changes",
    hint: |tool| match tool {
        Tool::Redact => "Select words, or draw a box over what is to be removed for good.",
        Tool::Highlight | Tool::Underline | Tool::Strike => "Select words.",
        Tool::Note => "Click where the note goes, or press Enter.",
        Tool::Text => "Draw a box for the text, or press Enter.",
        Tool::Ink => "Draw on the page.",
        Tool::Sign => "Click where the signature goes, or press Enter.",
    },
    colour: "Colour",
    colours: ["Yellow", "Green", "Blue", "Red", "Black"],
    selection: "What to do with the selected words",
    mark: |kind| match kind {
        "redact" => "Box to be removed",
        "highlight" => "Highlight",
        "underline" => "Underline",
        "strike" => "Strikethrough",
        "note" => "Note",
        "ink" => "Drawing",
        "text" => "Text box",
        _ => "Signature",
    },
    remove: "Remove this mark",
    text_field: "Text",
    note_field: "What the note says",
    locked_field: |name| format!("{name} (read-only)"),

    redact_hits: "Redact all",
    redact_hits_title: "Remove this word for good, wherever it stands",
    everywhere: |word| format!("“{word}” everywhere"),
    keep_word: |word| format!("Do not remove “{word}”"),

    changes_title: "Changes",
    changes: |count| match count {
        0 => "No changes".into(),
        1 => "1 change".into(),
        count => format!("{} changes", n(count)),
    },
    discard: "Discard",
    open_beside: "Open beside",
    save_copy: "Save copy…",
    making: "Making the copy",
    signed: "This document is signed digitally. The signature does not hold for a changed copy.",
    unlocked: "The copy opens without the password.",
    also_removed: "What is redacted is removed for good from the copy, and with it what is ticked here.",
    also: "What else is removed",
    also_hidden: "All hidden text, such as that under scans",
    also_notes: "All notes and form fields",
    also_files: "Attached files",
    also_about: "Title, author and the like",
    boxes: "Boxes",
    box_fills: [("black", "Black"), ("white", "White"), ("none", "None: the place stays empty")],
    edited: "edited",
    redacted: "redacted",
    saved: |name| format!("{name} is saved. The document itself is as it was."),
    opened: |name| format!("{name} is open beside the others."),

    sign_title: "Signature",
    sign_text: "It stays in this tab and is forgotten with it. It is a picture, not a digital signature.",
    sign_pad: "Draw here",
    sign_name: "Or type your name",
    sign_use: "Use",
    sign_clear: "Clear",
    sign_new: "Another signature…",
    sign_empty: "Draw a signature or type a name first.",
    sign_place: "Click where the signature goes, or press Enter.",

    certificate: "What was removed",
    none_left: "The new file was read again and searched: none of the words was found in it.",
    only_areas: "What lay under the boxes was removed, and another reader found nothing inside of them. No words were looked for.",
    some_left: |left| format!("Do not pass the new file on: the words were still found {} times.", n(left)),
    some_under: |count| {
        let things = if count == 1 { "1 thing is".into() } else { format!("{} things are", n(count)) };
        format!("Look at the new file before you pass it on: {things} still inside of the boxes.")
    },
    boxes_checked: |boxes, [letters, pictures, lines]| {
        let boxes = if boxes == 1 { "1 box".into() } else { format!("{} boxes", n(boxes)) };
        format!(
            "Inside of {boxes} another reader found: {} letters, {} pictures with more than one colour, {} lines and surfaces.",
            n(letters),
            n(pictures),
            n(lines)
        )
    },
    touched: |pages, of| format!("Something was removed on {} of {} pages.", n(pages), n(of)),
    removed: [
        "Characters",
        "Pictures removed or painted over",
        "Lines and surfaces",
        "Annotations and fields",
        "Attached files",
        "Earlier states of the file",
    ],
    nothing_removed: "Nothing was found to be removed.",
    word: "Looked for",
    was_there: "Removed",
    is_there: "Still found",
    how_checked: "Searched were the words of the pages, read by two different readers, and every object of the file. Words that are only seen in a picture cannot be found this way: look at the pages before you pass the file on. The certificate names the words, so keep it to yourself.",
    further: "After this check the other changes were made, and they were not checked: fields that were filled and marks that were added hold what you wrote.",
    sum: "SHA-256 of the new file:",
    save_certificate: "Save the certificate",
    close: "Close",
};
