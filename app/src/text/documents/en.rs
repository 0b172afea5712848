//! English.

use document::{Note, Refusal};

use super::{Documents, known_paper, millimetres, n};
use crate::documents::Deed;

fn pages(count: usize) -> String {
    format!("{} {}", n(count), if count == 1 { "page" } else { "pages" })
}

pub static TEXT: Documents = Documents {
    deed: |deed| match deed {
        Deed::Back => "Back to the list",
        Deed::Side => "Side panel",
        Deed::PageField => "Go to a page",
        Deed::ZoomOut => "Smaller",
        Deed::ZoomIn => "Larger",
        Deed::FitWidth => "Fit the width",
        Deed::FitPage => "Fit the page",
        Deed::Full => "Actual size",
        Deed::Find => "Search",
        Deed::FindNext => "Next hit",
        Deed::FindPrevious => "Previous hit",
        Deed::TurnRight => "Turn right",
        Deed::TurnLeft => "Turn left",
        Deed::Dark => "Dark paper",
        Deed::Print => "Print…",
        Deed::Pages => "Pages",
        Deed::Outline => "Outline",
        Deed::Comments => "Notes",
        Deed::Attachments => "Attachments",
        Deed::Layers => "Layers",
        Deed::About => "Information",
        Deed::NextPage => "Next page",
        Deed::PreviousPage => "Previous page",
        Deed::First => "First page",
        Deed::Last => "Last page",
        Deed::Down => "Down",
        Deed::Up => "Up",
        Deed::Right => "Right",
        Deed::Left => "Left",
        Deed::WindowDown => "One screen down",
        Deed::WindowUp => "One screen up",
        Deed::SelectAll => "Select all",
        Deed::Edit => "Edit",
        Deed::Redact => "Redact",
        Deed::Highlight => "Highlight",
        Deed::Underline => "Underline",
        Deed::Strike => "Strike through",
        Deed::Note => "Note",
        Deed::Text => "Text box",
        Deed::Ink => "Draw",
        Deed::Sign => "Signature",
        Deed::Put => "Put it in the middle of the page",
        Deed::Undo => "Undo",
        Deed::Redo => "Redo",
        Deed::SaveCopy => "Save copy…",
        Deed::Arrange => "Arrange pages…",
    },
    tools: "Page and size",
    more: "More",
    pages: "Pages of the document",
    page: |page| format!("Page {}", n(page)),
    at_page: |page, of| format!("Page {} of {}", n(page), n(of)),
    of: |pages| format!("of {pages}"),
    page_field: "Go to a page",
    no_such_page: "There is no such page.",
    zoom_field: "Size in percent",
    side_close: "Close the side panel",

    seek: "Search open files",
    seek_hint: "Words in any open document, table or text",
    seek_hits: |count| format!("{} {}", n(count), if count == 1 { "hit" } else { "hits" }),
    seek_more: |count| format!("And {} more. Open the file to see them.", n(count)),
    seek_told: |hits, files| {
        let (hit, file) = (if hits == 1 { "hit" } else { "hits" }, if files == 1 { "file" } else { "files" });
        format!("{} {hit} in {} {file}", n(hits), n(files))
    },
    seek_locked: "This document is locked. Open it with its password, then search again.",

    opening: "Opening the document",
    gone: "This file could not be kept over the reload. Go back to the list and open it again.",
    no_pages: "This document has no pages. The copy may have been cut short: get it again.",
    again: "Try again",
    slow: "This page takes long. It is still being drawn.",
    cancel: "Cancel",
    open: "Open",

    locked_row: "This document is locked. Open it to enter its password.",
    password_title: "Password needed",
    password_text: |name| {
        format!("{name} is locked. The password stays in this tab and is forgotten with it.")
    },
    password_wrong: "This password does not open the document. Capital and small letters count.",
    password: "Password",
    password_show: "Show the password",
    shut: "This document is locked. Nothing of it can be shown without its password.",
    enter_password: "Enter the password…",

    copied_all: |count| {
        format!(
            "The text of {} is copied.",
            if count == 1 { "the page".into() } else { format!("all {}", pages(count)) }
        )
    },
    not_copied: "The browser did not let the text be copied. Select a part of it and try again.",

    link_page: |page| format!("Go to page {}", n(page)),
    link_web: |address| format!("Open {address}…"),

    comment_by: |author| match author {
        Some(author) => format!("Note by {author}"),
        None => "Note".into(),
    },
    comments_none: "Nobody wrote a note on these pages.",
    comments_missed: |count| format!("The notes of {} could not be read.", pages(count)),
    comments_reading: "Reading the notes",

    find: "Search in the document",
    find_close: "Close the search",
    find_case: "Match case",
    find_words: "Whole words only",
    find_accents: "Accents differ",
    find_list: "All hits",
    finding: "Searching",
    find_none: "Nothing found",
    find_scan: "Nothing found. Some pages are pictures without text",
    find_many: |most| format!("More than {}", n(most)),
    find_missed: |count| format!("{} could not be searched.", pages(count)),
    hit_of: |hit, of| format!("{} of {}", n(hit), n(of)),
    more_hits: "Show more",

    fold: |title| format!("Fold {title}"),
    unfold: |title| format!("Unfold {title}"),
    save_attachment: |name| format!("Save {name}"),

    print_title: "Print",
    print_from: "From page",
    print_to: "To page",
    print_parts: |most| {
        format!(
            "More than {} go to the printer in parts, as the browser holds a part in memory.",
            pages(most)
        )
    },
    print_next: |from, to, last| {
        format!(
            "The part before was handed to the printer. The next part has the pages {} to {} of those up to {}.",
            n(from),
            n(to),
            n(last)
        )
    },
    print_here: |page| format!("From page {}, which is shown", n(page)),
    print_refused: "The owner of this document asks readers not to print it.",
    print_drawing: |done, all| format!("Drawing page {} of {}", n(done + 1), n(all)),
    print_now: "Print",
    print_failed: |page, why| format!("Page {} cannot be printed. {why}", n(page)),

    fact_title: "Title",
    fact_author: "Author",
    fact_subject: "Subject",
    fact_keywords: "Keywords",
    fact_pages: "Pages",
    fact_paper: "Paper",
    fact_size: "Size",
    fact_created: "Created",
    fact_changed: "Changed",
    fact_creator: "Written with",
    fact_producer: "Made by",
    fact_format: "Format",
    fact_language: "Language",
    fact_form: "Form",
    fact_signed: "Signatures",
    fact_lock: "Lock",
    fact_owner: "The owner asks",
    paper: |width, height| {
        let size = format!("{} × {} mm", millimetres(width), millimetres(height));
        match known_paper(width, height) {
            Some(name) => format!("{name}, {size}"),
            None => size,
        }
    },
    form_fields: "Has fields to be filled",
    form_xfa: "An XFA form, shown as its substitute",
    signed: "Signed digitally; an edit makes that void",
    encrypted: "Encrypted",
    refusal: |refusal| match refusal {
        Refusal::Print => "not to print",
        Refusal::Change => "not to change",
        Refusal::Copy => "not to copy",
        Refusal::Annotate => "not to annotate",
    },
    fidelity: "How faithfully it is shown",
    faithful: "The pages seen so far are drawn as the file means them.",
    fonts: |fonts| match fonts {
        [font] => format!("The font {font} is not in the file; another one stands in for it."),
        fonts => format!(
            "{} fonts are not in the file; others stand in for them: {}.",
            n(fonts.len()),
            fonts.join(", ")
        ),
    },
    note: |note| match note {
        Note::FontBroken => Some("A font could not be read; another one stands in for it."),
        Note::PictureBroken => Some("A picture could not be decoded; its place is empty."),
        Note::AnnotationBroken => Some("An annotation could not be drawn."),
        Note::Repaired => {
            Some("The file was damaged and has been repaired for reading; something may be missing.")
        }
        Note::Xfa => Some("The form is of the kind XFA, which is not drawn."),
        Note::Scanned => {
            Some("Some pages are pictures without text: nothing on them can be selected or found.")
        }
        _ => None,
    },
    // The engine speaks English.
    fault: |_, message| message.into(),
};
