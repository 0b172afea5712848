//! Deutsch.

use super::{Edit, n};
use crate::documents::Tool;

pub static TEXT: Edit = Edit {
    tools: "Werkzeuge für Änderungen",
    hint: |tool| match tool {
        Tool::Redact => {
            "Wörter auswählen oder einen Kasten über das ziehen, was endgültig entfernt werden soll."
        }
        Tool::Highlight | Tool::Underline | Tool::Strike => "Wörter auswählen.",
        Tool::Note => "Klicken, wo die Notiz stehen soll, oder die Eingabetaste drücken.",
        Tool::Text => "Einen Kasten für den Text ziehen oder die Eingabetaste drücken.",
        Tool::Ink => "Auf der Seite zeichnen.",
        Tool::Sign => "Klicken, wo die Unterschrift stehen soll, oder die Eingabetaste drücken.",
    },
    colour: "Farbe",
    colours: ["Gelb", "Grün", "Blau", "Rot", "Schwarz"],
    selection: "Was mit den ausgewählten Wörtern geschieht",
    mark: |kind| match kind {
        "redact" => "Kasten, dessen Inhalt entfernt wird",
        "highlight" => "Markierung",
        "underline" => "Unterstreichung",
        "strike" => "Durchstreichung",
        "note" => "Notiz",
        "ink" => "Zeichnung",
        "text" => "Textfeld",
        _ => "Unterschrift",
    },
    remove: "Dies wieder wegnehmen",
    text_field: "Text",
    note_field: "Was die Notiz sagt",
    locked_field: |name| format!("{name} (nur zu lesen)"),

    redact_hits: "Alle schwärzen",
    redact_hits_title: "Dieses Wort überall endgültig entfernen",
    everywhere: |word| format!("„{word}“ überall"),
    keep_word: |word| format!("„{word}“ nicht entfernen"),

    changes_title: "Änderungen",
    changes: |count| match count {
        0 => "Keine Änderungen".into(),
        1 => "1 Änderung".into(),
        count => format!("{} Änderungen", n(count)),
    },
    discard: "Verwerfen",
    open_beside: "Daneben öffnen",
    save_copy: "Kopie speichern…",
    making: "Die Kopie entsteht",
    signed: "Dieses Dokument ist digital unterschrieben. Für eine geänderte Kopie gilt die Unterschrift nicht.",
    unlocked: "Die Kopie öffnet sich ohne das Passwort.",
    also_removed: "Was geschwärzt wird, fehlt der Kopie endgültig, und mit ihm, was hier angekreuzt ist.",
    also: "Was noch entfernt wird",
    also_hidden: "Aller unsichtbare Text, etwa unter Scans",
    also_notes: "Alle Notizen und Formularfelder",
    also_files: "Angehängte Dateien",
    also_about: "Titel, Verfasser und dergleichen",
    boxes: "Kästen",
    box_fills: [("black", "Schwarz"), ("white", "Weiß"), ("none", "Keine: Die Stelle bleibt leer")],
    edited: "bearbeitet",
    redacted: "geschwärzt",
    saved: |name| format!("{name} ist gespeichert. Das Dokument selbst ist, wie es war."),
    opened: |name| format!("{name} ist neben den anderen geöffnet."),

    sign_title: "Unterschrift",
    sign_text: "Sie bleibt in diesem Tab und wird mit ihm vergessen. Sie ist ein Bild, keine digitale Unterschrift.",
    sign_pad: "Hier zeichnen",
    sign_name: "Oder den Namen schreiben",
    sign_use: "Verwenden",
    sign_clear: "Leeren",
    sign_new: "Andere Unterschrift…",
    sign_empty: "Erst eine Unterschrift zeichnen oder einen Namen schreiben.",
    sign_place: "Klicken, wo die Unterschrift stehen soll, oder die Eingabetaste drücken.",

    certificate: "Was entfernt wurde",
    none_left: "Die neue Datei wurde noch einmal gelesen und durchsucht: Keines der Wörter wurde darin gefunden.",
    only_areas: "Was unter den Kästen lag, wurde entfernt, und ein anderer Leser fand in ihnen nichts mehr. Nach Wörtern wurde nicht gesucht.",
    some_left: |left| {
        format!("Geben Sie die neue Datei nicht weiter: Die Wörter wurden noch {} Mal gefunden.", n(left))
    },
    some_under: |count| {
        let things =
            if count == 1 { "liegt noch 1 Sache".into() } else { format!("liegen noch {} Sachen", n(count)) };
        format!("Sehen Sie sich die neue Datei an, bevor Sie sie weitergeben: In den Kästen {things}.")
    },
    boxes_checked: |boxes, [letters, pictures, lines]| {
        let boxes = if boxes == 1 { "1 Kasten".into() } else { format!("{} Kästen", n(boxes)) };
        format!(
            "In {boxes} fand ein anderer Leser: {} Buchstaben, {} Bilder mit mehr als einer Farbe, {} Linien und Flächen.",
            n(letters),
            n(pictures),
            n(lines)
        )
    },
    touched: |pages, of| format!("Auf {} von {} Seiten wurde etwas entfernt.", n(pages), n(of)),
    removed: [
        "Zeichen",
        "Bilder, entfernt oder übermalt",
        "Linien und Flächen",
        "Anmerkungen und Felder",
        "Angehängte Dateien",
        "Frühere Stände der Datei",
    ],
    nothing_removed: "Es wurde nichts gefunden, was zu entfernen war.",
    word: "Gesucht",
    was_there: "Entfernt",
    is_there: "Noch gefunden",
    how_checked: "Durchsucht wurden die Wörter der Seiten, von zwei verschiedenen Lesern gelesen, und jedes Objekt der Datei. Wörter, die nur in einem Bild zu sehen sind, findet das nicht: Sehen Sie die Seiten an, bevor Sie die Datei weitergeben. Der Nachweis nennt die Wörter, behalten Sie ihn also für sich.",
    further: "Nach dieser Prüfung wurden die anderen Änderungen gemacht und nicht geprüft: Ausgefüllte Felder und hinzugefügte Zeichen enthalten, was Sie geschrieben haben.",
    sum: "SHA-256 der neuen Datei:",
    save_certificate: "Nachweis speichern",
    close: "Schließen",
};
