//! Deutsch.

use super::{Fault, Finding, Kind, Library, PlaceKind, Span, State, n};

fn files(count: usize) -> String {
    format!("{} {}", n(count), if count == 1 { "Datei" } else { "Dateien" })
}

pub static TEXT: Library = Library {
    this_browser: "Dieser Browser",
    trash: "Papierkorb",
    places: "Orte",
    files: "Dateien",
    actions: "Aktionen",
    count: files,
    find: "Nach Namen suchen",
    kind_label: "Art",
    all_kinds: "Alle Arten",
    kind: |kind| match kind {
        Kind::Folder => "Ordner",
        Kind::Picture => "Bild",
        Kind::Film => "Video",
        Kind::Sound => "Ton",
        Kind::Document => "Dokument",
        Kind::Archive => "Archiv",
        Kind::Other => "Datei",
    },
    kinds: |kind| match kind {
        Kind::Folder => "Ordner",
        Kind::Picture => "Bilder",
        Kind::Film => "Videos",
        Kind::Sound => "Ton",
        Kind::Document => "Dokumente",
        Kind::Archive => "Archive",
        Kind::Other => "Andere Dateien",
    },
    any_time: "Jedes Datum",
    span: |span| match span {
        Span::Today => "Heute",
        Span::Week => "Letzte 7 Tage",
        Span::Month => "Letzte 30 Tage",
        Span::Year => "Dieses Jahr",
        Span::Earlier => "Vor diesem Jahr",
    },
    reach: "Pfad einer Datei",
    reach_now: "Zeigen",
    empty_hidden: "Dieser Ort sagt nicht, was in ihm liegt. Geben Sie oben den Pfad einer Datei ein, etwa karten/norden.pdf.",
    sort: "Sortieren nach",
    sorted_up: "aufsteigend sortiert",
    sorted_down: "absteigend sortiert",
    name: "Name",
    size: "Größe",
    date: "Datum",
    copies: "Sicherung",
    backed_up: |place, day| format!("Gesichert in {place} am {day}"),
    backed_up_old: |place| format!("Seit der Sicherung in {place} geändert"),
    nowhere_else: "Noch nirgends sonst",

    looking: "Wird nachgesehen",
    again: "Noch einmal nachsehen",
    none_found: "Hier passt nichts. Versuchen Sie weniger Wörter, alle Arten oder jedes Datum.",
    not_all: "es gibt mehr: geben Sie mehr Wörter ein, um sie zu sehen",
    empty_browser: "Hier liegt noch nichts. Ziehen Sie Dateien hierher, oder klicken Sie auf „In der Bibliothek behalten“, wenn Bilder fertig sind.",
    empty_place: "Dieser Ordner ist leer. Ziehen Sie Dateien hierher, auch aus anderen Orten.",
    empty_trash: "Der Papierkorb ist leer.",
    no_place: "Dieser Ort ist nicht mehr verbunden. Wählen Sie einen anderen, oder verbinden Sie ihn noch einmal.",
    trash_keeps: "Dateien bleiben 30 Tage im Papierkorb, dann werden sie endgültig gelöscht.",
    place_at: |kind, origin| match kind {
        PlaceKind::Folder => "Ein Ordner auf diesem Gerät. Gelöschtes ist sofort weg.".into(),
        PlaceKind::Web => format!("Ein Ordner auf {origin}, nur zum Lesen."),
        PlaceKind::WebDav => format!("Ein WebDAV-Ordner auf {origin}. Gelöschtes ist sofort weg."),
        _ => format!("Ein Bucket auf {origin}. Gelöschtes ist sofort weg."),
    },
    state: |state| match state {
        State::Safe => "Dateien bleiben in diesem Browser, bis Sie sie löschen.",
        State::Evictable => {
            "Dateien liegen in diesem Browser, der sie löschen darf, wenn dem Gerät der Platz ausgeht. Installieren Sie die App oder erlauben Sie ihr, Daten zu speichern, und behalten Sie anderswo eine Kopie."
        }
        State::Database => {
            "Dateien liegen in einer Datenbank dieses Browsers, die er löschen darf, wenn dem Gerät der Platz ausgeht. Behalten Sie anderswo eine Kopie."
        }
        State::Window => {
            "Dies ist ein privates Fenster: Dateien bleiben, bis es geschlossen wird. Speichern Sie an einem anderen Ort, was Sie brauchen."
        }
        State::Memory => {
            "Dieser Browser lässt die App nichts speichern: Dateien liegen nur im Arbeitsspeicher. Speichern Sie an einem anderen Ort, was Sie brauchen."
        }
    },
    used: |used, room| match room {
        Some(room) => format!("{used} belegt, höchstens {room} mehr, sagt der Browser"),
        None => format!("{used} belegt"),
    },
    room_hint: "Was belegt ist, wird hier gezählt. Für wie viel mehr Platz ist, weiß niemand: Der Browser schätzt, und wird nur genannt, wenn es wenig ist.",
    meter: "Belegter Platz",

    opening: |what| format!("{what} öffnen"),
    downloading: |what| format!("{what} herunterladen"),
    copying: |what, place| format!("{what} nach {place} kopieren"),
    moving: |what, place| format!("{what} nach {place} bewegen"),
    keeping: |what, place| format!("{what} in {place} behalten"),
    exporting: "Alles exportieren",
    importing: |name| format!("{name} importieren"),
    left_out: |count, name, why| match count {
        1 => format!("{name} blieb draußen: {why}"),
        count => format!("{} blieben draußen. {name}: {why}", files(count)),
    },
    arrived: |words| format!("{words}: fertig"),
    transfers: "Übertragungen",
    done: "Fertig",
    paused: "Angehalten",
    done_of: |done, of| format!("{} von {}", n(done), n(of)),
    not_arrived: |count| format!("{} nicht angekommen.", files(count)),
    pause: |words| format!("Anhalten: {words}"),
    go_on: |words| format!("Fortsetzen: {words}"),
    try_again: |words| format!("Noch einmal: {words}"),
    cancel: |words| format!("Abbrechen: {words}"),
    dismiss: |words| format!("Ausblenden: {words}"),

    already_there: "Es liegt schon in diesem Ordner.",
    changed_on_the_way: |name| {
        format!(
            "{name} wurde geändert, während es verschoben wurde: Die Kopie hat den alten Stand, das Original bleibt. Versuchen Sie es noch einmal."
        )
    },
    empty_keeps_name: "Ein leerer Ordner lässt sich hier nicht umbenennen. Legen Sie erst etwas hinein.",
    name_with_slash: "Ein Name kann keinen Schrägstrich haben. In einen Ordner kommt die Datei mit „Bewegen nach…“.",
    name_with_signs: "Manche Datenträger nehmen diesen Namen nicht: Er hat eines der Zeichen < > : \" \\ | ? *, endet mit einem Punkt oder ist ein Wort, das Windows für sich behält. Wählen Sie einen anderen.",
    folder_is: |chosen| match chosen {
        0 => "Er öffnet sich gleich und bleibt, wenn etwas hineingelegt wird.".into(),
        1 => "Was ausgewählt ist, kommt hinein.".into(),
        count => format!("Die {} ausgewählten kommen hinein.", n(count)),
    },
    discarded: |what| format!("{what} in den Papierkorb gelegt."),
    restored: |what| format!("{what} zurückgelegt."),
    reverted: "Die frühere Version gilt wieder. Die bisherige ist als Version aufgehoben.",
    not_now: "Abbrechen",
    delete_title: |what, place| format!("{what} aus {place} löschen?"),
    delete_text: "Dieser Ort hat keinen Papierkorb: Gelöschtes ist endgültig weg.",
    delete: "Löschen",
    empty_title: "Papierkorb leeren?",
    empty_text: "Alle Dateien im Papierkorb werden endgültig gelöscht.",
    empty_now: "Papierkorb leeren",
    forget_title: |place| format!("{place} vergessen?"),
    forget_text: "Die App vergisst Adresse und Schlüssel. Ihre Dateien bleiben, wo sie sind.",
    forget_now: "Vergessen",

    to_place: "Ort",
    to_folder: "Ordner",
    to_folder_hint: "Leer für ganz oben",
    above: "Nach oben",
    versions_of: |name| format!("Versionen von {name}"),
    versions_lead: "Jedes Mal, wenn eine Datei dieses Namens behalten wurde, ist die vorige zur Version geworden.",
    no_versions: "Es gibt keine frühere Version.",
    revert: "Wiederherstellen",
    revert_to: |date| format!("Version vom {date} wiederherstellen"),

    connect_title: "Ort verbinden",
    connect_lead: "Schlüssel und Passwörter werden auf diesem Gerät verschlüsselt und nur an diesen Ort gesendet.",
    place_kind: "Art des Ortes",
    kind_of_place: |kind| match kind {
        PlaceKind::Browser => "Dieser Browser",
        PlaceKind::Bucket => "S3-Bucket (Amazon, Cloudflare, MinIO)",
        PlaceKind::WebDav => "WebDAV-Ordner (Nextcloud, ownCloud)",
        PlaceKind::Azure => "Azure-Container",
        PlaceKind::Folder => "Ordner auf diesem Gerät",
        PlaceKind::Web => "Webserver, nur zum Lesen",
    },
    folder_lead: "Ihr Browser fragt nach einem Ordner und ob diese Seite darin schreiben darf. Andere Programme sehen die Dateien wie gewohnt.",
    pick_folder: "Ordner wählen…",
    endpoint: "Adresse des Dienstes",
    bucket: "Bucket",
    region: "Region",
    key: "Zugangsschlüssel",
    secret: "Geheimer Schlüssel",
    bucket_folder: "Ordner im Bucket",
    more: "Mehr",
    hosted: "Der Bucket ist ein Teil des Rechnernamens",
    azure_address: "Adresse des Containers, mit Signatur",
    webdav_address: "Adresse des Ordners",
    webdav_user: "Benutzer",
    webdav_password: "Passwort oder App-Passwort",
    place_name: "Name",
    place_name_hint: "Wie der Ort heißen soll",
    connect_now: "Verbinden",
    connecting: "Wird verbunden",
    connected: |place| format!("{place} ist verbunden."),
    connected_for_good: |place| {
        format!(
            "{place} ist verbunden. Was dorthin kopiert wird, bleibt: diese Schlüssel dürfen weder löschen noch verschieben."
        )
    },
    private_place: "Privat: Namen und Inhalte werden mit dem Tresor verschlüsselt",
    vault_title: "Tresor",
    vault_absent: "Ein Tresor verschlüsselt die Schlüssel Ihrer Orte mit einem Passwort, das nur Sie kennen, und macht private Orte möglich.",
    vault_locked: "Orte, die den Tresor brauchen, bleiben zu, bis er offen ist.",
    vault_open: "Der Tresor ist in allen Tabs offen, bis Sie ihn schließen oder den letzten Tab schließen oder neu laden.",
    vault_made: "Schreiben Sie diese 24 Wörter auf Papier. Sie öffnen den Tresor, wenn das Passwort vergessen ist; nichts und niemand sonst kann das. Sie werden nur dieses eine Mal gezeigt.",
    vault_make: "Tresor anlegen",
    vault_unlock: "Tresor öffnen",
    vault_lock: "Tresor schließen",
    vault_written: "Ich habe sie aufgeschrieben",
    vault_done: "Fertig.",
    passphrase: "Passwort, mindestens zehn Zeichen",
    passphrase_again: "Noch einmal dasselbe",
    passphrase_or_words: "Passwort oder die 24 Wörter",
    not_the_same: "Die beiden sind nicht gleich.",
    ways: "Was ihn öffnet",
    way_passphrase: "Das Passwort",
    way_words: "Die 24 Wörter",
    way_passkey: "Passkey",
    passkey_add: "Passkey hinzufügen",
    passkey_lead: "Dann öffnet ein Finger, ein Gesicht oder ein Schlüssel den Tresor. Das Passwort öffnet ihn weiterhin.",
    passkey_use: "Mit Passkey öffnen",
    passkey_none: "Es kam kein Passkey. Versuchen Sie es noch einmal, oder geben Sie das Passwort ein.",
    passkey_there: "Dieses Gerät hat schon einen Passkey dieses Tresors.",
    passkey_plain: "Dieser Passkey hat kein Geheimnis, das einen Tresor öffnet. Nehmen Sie einen anderen oder das Passwort.",
    passkey_refused: "Für diese Adresse hat dieser Browser keine Passkeys. Nehmen Sie das Passwort.",

    sealing: |name| format!("{name} verschlüsseln"),
    age_title: |name| format!("{name} als age-Datei exportieren"),
    age_lead: "Die Kopie wird mit einer Passphrase verschlüsselt. Wer die hat, öffnet sie hier oder überall mit dem freien Programm age. Die Datei selbst bleibt, wie sie ist.",
    age_strength: "Wer die Kopie hat, kann Passphrasen probieren, so lange er will: Nehmen Sie fünf zufällige Wörter oder mehr, oder eine aus einem Passwortmanager. Ohne sie kann niemand die Kopie öffnen.",
    age_short: "Diese Passphrase ist zu kurz. Nehmen Sie mindestens zehn Zeichen; fünf zufällige Wörter sind besser.",
    age_beside: "Die Kopie neben der Datei behalten, statt sie herunterzuladen",
    age_export: "Exportieren",
    age_open_lead: "Was darin ist, bleibt auf diesem Gerät. Die age-Datei selbst bleibt, wie sie ist.",
    age_secret: "Passphrase oder geheimer Schlüssel (AGE-SECRET-KEY-1…)",
    age_open: "Öffnen",
    age_opened: |name| format!("{name} ist geöffnet."),
    age_fault: |fault, name, message| match fault {
        Fault::Denied => format!("Das öffnet {name} nicht. Versuchen Sie es noch einmal."),
        Fault::Corrupt => {
            format!("{name} ist beschädigt oder nicht ganz. Kopieren Sie die Datei noch einmal.")
        }
        Fault::Invalid => format!(
            "{name} ist keine age-Datei, oder der Schlüssel ist nicht vollständig. Sehen Sie nach, was davon stimmt."
        ),
        Fault::Unsupported => format!(
            "{name} braucht mehr, als dieser Browser kann. Öffnen Sie die Datei mit dem Programm age."
        ),
        Fault::Quota => {
            format!("Für {name} reicht der Platz nicht. Löschen Sie etwas, und versuchen Sie es noch einmal.")
        }
        _ => message.into(),
    },
    link_title: |name| format!("Link zu {name}"),
    link_lead: "Wer den Link hat, kann bis dahin diese eine Datei lesen, ohne Passwort. Zurücknehmen lässt er sich nicht.",
    link_lasts: "Gültig",
    link_spans: ["Eine Stunde", "Einen Tag", "7 Tage"],
    link_copy: "Link kopieren",
    link_copied: "Der Link ist kopiert.",

    copy: "Kopieren",
    copied: "Kopiert",
    finding: |finding, _| {
        let (title, says) = match finding {
            Finding::Network => (
                "Dort antwortet nichts",
                "Prüfen Sie die Adresse, ob der Server läuft, und Ihre Verbindung. Eine Seite mit https: erreicht nur Server, die auch https: haben.",
            ),
            Finding::Cors => (
                "Der Server lässt diese Seite nicht herein (CORS)",
                "Der Server antwortet, erlaubt es Seiten dieser Adresse aber nicht. Erlauben Sie es mit diesen Zeilen.",
            ),
            Finding::Auth => (
                "Schlüssel oder Passwort werden abgelehnt",
                "Prüfen Sie beides, und ob es für diesen Bucket oder Ordner lesen und schreiben darf.",
            ),
            Finding::Clock => (
                "Eine Uhr geht falsch",
                "Der Server lehnt Anfragen wegen der Uhr dieses Geräts ab. Stellen Sie sie, und versuchen Sie es noch einmal.",
            ),
            Finding::Path => (
                "Die Adresse stimmt nicht",
                "Der Server antwortet, aber diesen Bucket oder Ordner gibt es dort nicht. Prüfen Sie Adresse und Namen; WebDAV endet oft auf /dav oder /remote.php/dav/files/<Name>.",
            ),
            Finding::Conditions => (
                "Der Server überschreibt ohne Rückfrage",
                "Der Ort ist brauchbar. Lassen Sie aber nicht zwei Geräte zugleich dieselben Dateien schreiben.",
            ),
            Finding::Keeps => (
                "Was dorthin kopiert wird, bleibt dort",
                "Der Ort ist brauchbar, auch als Sicherung. Diese Schlüssel dürfen schreiben, aber nicht löschen: Verschieben und Umbenennen geht dort nicht.",
            ),
            _ => (
                "Der Server hat Schwierigkeiten",
                "Er ist überlastet, gestört oder voll. Versuchen Sie es später noch einmal.",
            ),
        };
        (title, says.into())
    },
    fault: |fault, message| {
        match fault {
            Fault::NotFound => "Diese Datei ist nicht mehr da. Sehen Sie noch einmal nach.",
            Fault::Exists => "Eine Datei dieses Namens gibt es schon. Wählen Sie einen anderen Namen.",
            Fault::Changed => "Jemand hat diese Datei inzwischen geändert. Sehen Sie noch einmal nach.",
            Fault::Denied => "Der Ort lehnt ab: Schlüssel oder Passwort stimmen nicht, oder sie erlauben das nicht.",
            Fault::Quota => "Dort ist kein Platz mehr. Löschen Sie etwas, und versuchen Sie es noch einmal.",
            Fault::Offline => "Es gibt keine Verbindung. Versuchen Sie es noch einmal, wenn sie wieder da ist.",
            Fault::Cors => "Der Server antwortet, lässt diese Seite aber nicht lesen. Verbinden Sie den Ort noch einmal, um zu sehen, was zu tun ist.",
            Fault::Clock => "Die Uhr dieses Geräts geht falsch. Stellen Sie sie, und versuchen Sie es noch einmal.",
            Fault::Temporary => "Der Server ist überlastet oder gestört. Versuchen Sie es später noch einmal.",
            Fault::Corrupt => "Was ankam, ist nicht, was gespeichert wurde. Versuchen Sie es noch einmal.",
            Fault::Invalid => "So kann eine Datei oder ein Ordner nicht heißen. Wählen Sie einen anderen Namen.",
            Fault::Unsupported => "Dieser Ort oder dieser Browser kann das nicht.",
            Fault::Locked => "Der Tresor ist zu. Öffnen Sie ihn zuerst.",
            _ => return message.into(),
        }
        .into()
    },
};
