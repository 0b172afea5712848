//! Deutsch.

use super::Writer;
use crate::text::n;
use crate::writer::Form;

pub static TEXT: Writer = Writer {
    source: "Text",
    preview: "Vorschau",
    nothing: "Hier erscheint, was Sie schreiben.",
    show: "Was zu sehen ist",
    show_source: "Schreiben",
    show_both: "Beides",
    show_preview: "Lesen",
    undo: "Rückgängig (Strg+Z)",
    redo: "Wiederholen (Strg+Umschalt+Z)",
    save: "Speichern",
    saved: |name| format!("{name} wurde gespeichert."),
    downloaded: |name| format!("{name} liegt bei den Downloads."),
    export: "Exportieren",
    form: |form| match form {
        Form::A4 => "PDF, A4",
        Form::Letter => "PDF, Letter",
        Form::Html => "Webseite (HTML)",
        Form::Plain => "Reiner Text",
    },
    making: "Wird gemacht",
    exported: |name| format!("{name} liegt bei den Downloads."),
    exported_without: |name, letters| {
        format!("{name} liegt bei den Downloads. Die Schriften haben kein {letters}: dafür stehen Kästchen.")
    },
    words: |count| format!("{} {}", n(count), if count == 1 { "Wort" } else { "Wörter" }),
    kept: "In diesem Browser aufbewahrt",
    keeping: "Noch nicht aufbewahrt",
    done: "Erledigt",
    open: "Zu tun",
    picture: |name| format!("Bild: {name}"),
    not_loaded: "Bilder werden genannt und nicht geladen.",
    nowhere: "Dieser Link führt nirgendwohin, wo es sicher ist.",
    not_open: |name| {
        format!("{name} ist hier nicht geöffnet. Öffnen Sie die Datei und folgen Sie dann dem Link.")
    },
    no_text: |name| {
        format!(
            "{name} ist kein Text: es sind Bytes darin, mit denen kein Buchstabe geschrieben wird. Geben Sie der Datei die Endung dessen, was sie ist, und öffnen Sie sie noch einmal."
        )
    },
    too_long: |name| {
        format!(
            "{name} hat mehr als 16 MB; so viel Text kann hier nicht geschrieben werden. Teilen Sie ihn auf mehrere Dateien auf."
        )
    },
};
