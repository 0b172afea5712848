//! German.

use document::{Kind, Note, Refusal};

use super::{Documents, known_paper, millimetres, n};
use crate::documents::Deed;

fn pages(count: usize) -> String {
    format!("{} {}", n(count), if count == 1 { "Seite" } else { "Seiten" })
}

pub static TEXT: Documents = Documents {
    deed: |deed| match deed {
        Deed::Back => "Zurück zur Liste",
        Deed::Side => "Seitenleiste",
        Deed::PageField => "Zu einer Seite gehen",
        Deed::ZoomOut => "Kleiner",
        Deed::ZoomIn => "Größer",
        Deed::FitWidth => "An die Breite anpassen",
        Deed::FitPage => "Ganze Seite",
        Deed::Full => "Wirkliche Größe",
        Deed::Find => "Suchen",
        Deed::FindNext => "Nächster Treffer",
        Deed::FindPrevious => "Voriger Treffer",
        Deed::TurnRight => "Nach rechts drehen",
        Deed::TurnLeft => "Nach links drehen",
        Deed::Dark => "Dunkles Papier",
        Deed::Print => "Drucken…",
        Deed::Pages => "Seiten",
        Deed::Outline => "Gliederung",
        Deed::Comments => "Notizen",
        Deed::Attachments => "Anhänge",
        Deed::Layers => "Ebenen",
        Deed::About => "Angaben",
        Deed::NextPage => "Nächste Seite",
        Deed::PreviousPage => "Vorige Seite",
        Deed::First => "Erste Seite",
        Deed::Last => "Letzte Seite",
        Deed::Down => "Nach unten",
        Deed::Up => "Nach oben",
        Deed::Right => "Nach rechts",
        Deed::Left => "Nach links",
        Deed::WindowDown => "Eine Bildschirmseite weiter",
        Deed::WindowUp => "Eine Bildschirmseite zurück",
        Deed::SelectAll => "Alles auswählen",
        Deed::Edit => "Bearbeiten",
        Deed::Redact => "Schwärzen",
        Deed::Highlight => "Markieren",
        Deed::Underline => "Unterstreichen",
        Deed::Strike => "Durchstreichen",
        Deed::Note => "Notiz",
        Deed::Text => "Textfeld",
        Deed::Ink => "Zeichnen",
        Deed::Sign => "Unterschrift",
        Deed::Put => "In die Mitte der Seite setzen",
        Deed::Undo => "Rückgängig",
        Deed::Redo => "Wiederholen",
        Deed::SaveCopy => "Kopie speichern…",
        Deed::Arrange => "Seiten anordnen…",
    },
    tools: "Seite und Größe",
    more: "Mehr",
    pages: "Seiten des Dokuments",
    page: |page| format!("Seite {}", n(page)),
    at_page: |page, of| format!("Seite {} von {}", n(page), n(of)),
    of: |pages| format!("von {pages}"),
    page_field: "Zu einer Seite gehen",
    no_such_page: "Diese Seite gibt es nicht.",
    zoom_field: "Größe in Prozent",
    side_close: "Seitenleiste schließen",

    seek: "Offene Dateien durchsuchen",
    seek_hint: "Wörter in offenen Dokumenten, Tabellen und Texten",
    seek_hits: |count| format!("{} Treffer", n(count)),
    seek_more: |count| format!("Und {} weitere. Öffnen Sie die Datei, um sie zu sehen.", n(count)),
    seek_told: |hits, files| {
        format!("{} Treffer in {} {}", n(hits), n(files), if files == 1 { "Datei" } else { "Dateien" })
    },
    seek_locked: "Dieses Dokument ist gesperrt. Öffnen Sie es mit seinem Kennwort und suchen Sie dann noch einmal.",

    opening: "Das Dokument wird geöffnet",
    gone: "Diese Datei konnte über das Neuladen nicht behalten werden. Öffnen Sie sie in der Liste noch einmal.",
    no_pages: "Dieses Dokument hat keine Seiten. Vielleicht ist die Kopie unvollständig: Besorgen Sie sie neu.",
    again: "Noch einmal versuchen",
    slow: "Diese Seite braucht lange. Sie wird noch gezeichnet.",
    cancel: "Abbrechen",
    open: "Öffnen",

    locked_row: "Dieses Dokument ist gesperrt. Öffnen Sie es, um sein Passwort einzugeben.",
    password_title: "Passwort nötig",
    password_text: |name| {
        format!("{name} ist gesperrt. Das Passwort bleibt in diesem Tab und wird mit ihm vergessen.")
    },
    password_wrong: "Dieses Passwort öffnet das Dokument nicht. Groß- und Kleinschreibung zählt.",
    password: "Passwort",
    password_show: "Passwort zeigen",
    shut: "Dieses Dokument ist gesperrt. Ohne sein Passwort lässt sich nichts davon zeigen.",
    enter_password: "Passwort eingeben…",

    copied_all: |count| format!("Der Text von {} ist kopiert.", pages(count)),
    not_copied: "Der Browser ließ den Text nicht kopieren. Wählen Sie einen Teil aus und versuchen Sie es noch einmal.",

    link_page: |page| format!("Zu Seite {} gehen", n(page)),
    link_web: |address| format!("{address} öffnen…"),

    comment_by: |author| match author {
        Some(author) => format!("Notiz von {author}"),
        None => "Notiz".into(),
    },
    comments_none: "Auf diesen Seiten hat niemand eine Notiz geschrieben.",
    comments_missed: |count| format!("Die Notizen von {} konnten nicht gelesen werden.", pages(count)),
    comments_reading: "Die Notizen werden gelesen",

    find: "Im Dokument suchen",
    find_close: "Suche schließen",
    find_case: "Groß- und Kleinschreibung beachten",
    find_words: "Nur ganze Wörter",
    find_accents: "Akzente beachten",
    find_list: "Alle Treffer",
    finding: "Wird gesucht",
    find_none: "Nichts gefunden",
    find_scan: "Nichts gefunden. Einige Seiten sind Bilder ohne Text",
    find_many: |most| format!("Mehr als {}", n(most)),
    find_missed: |count| format!("{} konnten nicht durchsucht werden.", pages(count)),
    hit_of: |hit, of| format!("{} von {}", n(hit), n(of)),
    more_hits: "Mehr zeigen",

    fold: |title| format!("{title} zuklappen"),
    unfold: |title| format!("{title} aufklappen"),
    save_attachment: |name| format!("{name} speichern"),

    print_title: "Drucken",
    print_from: "Von Seite",
    print_to: "Bis Seite",
    print_parts: |most| {
        format!(
            "Mehr als {} gehen in Teilen an den Drucker, weil der Browser jeden Teil im Speicher hält.",
            pages(most)
        )
    },
    print_next: |from, to, last| {
        format!(
            "Der Teil davor ist an den Drucker gegangen. Der nächste Teil hat die Seiten {} bis {} von denen bis {}.",
            n(from),
            n(to),
            n(last)
        )
    },
    print_here: |page| format!("Ab Seite {}, die gezeigt wird", n(page)),
    print_refused: "Der Eigentümer dieses Dokuments bittet darum, es nicht zu drucken.",
    print_drawing: |done, all| format!("Seite {} von {} wird gezeichnet", n(done + 1), n(all)),
    print_now: "Drucken",
    print_failed: |page, why| format!("Seite {} lässt sich nicht drucken. {why}", n(page)),

    fact_title: "Titel",
    fact_author: "Verfasser",
    fact_subject: "Thema",
    fact_keywords: "Stichwörter",
    fact_pages: "Seiten",
    fact_paper: "Papier",
    fact_size: "Größe",
    fact_created: "Erstellt",
    fact_changed: "Geändert",
    fact_creator: "Geschrieben mit",
    fact_producer: "Erzeugt von",
    fact_format: "Format",
    fact_language: "Sprache",
    fact_form: "Formular",
    fact_signed: "Unterschriften",
    fact_lock: "Schloss",
    fact_owner: "Der Eigentümer bittet",
    paper: |width, height| {
        let size = format!("{} × {} mm", millimetres(width), millimetres(height));
        match known_paper(width, height) {
            Some(name) => format!("{name}, {size}"),
            None => size,
        }
    },
    form_fields: "Hat Felder zum Ausfüllen",
    form_xfa: "Ein XFA-Formular, gezeigt wird sein Ersatz",
    signed: "Digital unterschrieben; eine Änderung macht das ungültig",
    encrypted: "Verschlüsselt",
    refusal: |refusal| match refusal {
        Refusal::Print => "nicht zu drucken",
        Refusal::Change => "nichts zu ändern",
        Refusal::Copy => "nichts zu kopieren",
        Refusal::Annotate => "nichts anzumerken",
    },
    fidelity: "Wie getreu es gezeigt wird",
    faithful: "Die bisher gesehenen Seiten sind gezeichnet, wie die Datei sie meint.",
    fonts: |fonts| match fonts {
        [font] => format!("Die Schrift {font} ist nicht in der Datei; eine andere vertritt sie."),
        fonts => {
            format!(
                "{} Schriften sind nicht in der Datei; andere vertreten sie: {}.",
                n(fonts.len()),
                fonts.join(", ")
            )
        }
    },
    note: |note| match note {
        Note::FontBroken => Some("Eine Schrift war nicht lesbar; eine andere vertritt sie."),
        Note::PictureBroken => Some("Ein Bild war nicht lesbar; sein Platz ist leer."),
        Note::AnnotationBroken => Some("Eine Anmerkung konnte nicht gezeichnet werden."),
        Note::Repaired => Some("Die Datei war beschädigt und wurde zum Lesen repariert; etwas kann fehlen."),
        Note::Xfa => Some("Das Formular ist von der Art XFA, die nicht gezeichnet wird."),
        Note::Scanned => {
            Some("Manche Seiten sind Bilder ohne Text: Auf ihnen lässt sich nichts auswählen oder finden.")
        }
        _ => None,
    },
    fault: |kind, message| {
        match kind {
            Kind::Empty => "Diese Datei ist leer. Vielleicht ist die Kopie unvollständig: Besorgen Sie sie neu.",
            Kind::Unsupported => "Diese Art von Dokument lässt sich hier noch nicht zeigen. Speichern Sie es als PDF und öffnen Sie das.",
            Kind::Broken => "Diese Datei ist beschädigt oder endet zu früh. Besorgen Sie sie neu.",
            Kind::Locked => "Dieses Dokument ist gesperrt. Geben Sie sein Passwort ein.",
            Kind::Missing => "Das gibt es in diesem Dokument nicht.",
            Kind::BudgetExceeded => "Diese Seite verlangt mehr, als hier erlaubt ist. Verkleinern Sie die Ansicht.",
            _ => message,
        }
        .into()
    },
};
