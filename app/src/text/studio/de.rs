//! Deutsch.

use super::{Deed, Preset, Refusal, Remark, Role, Studio, Task, n, names};

pub static TEXT: Studio = Studio {
    opening: "Wird geöffnet",
    again: "Noch einmal versuchen",
    player: "Wiedergabe",
    pause: "Anhalten",
    unmute: "Ton an",
    space: "Leertaste",
    deed: |deed| match deed {
        Deed::Play => "Abspielen",
        Deed::Stop => "Anhalten",
        Deed::Forth => "Schneller vorwärts",
        Deed::Back => "Schneller zurück",
        Deed::FrameBack => "Ein Bild zurück",
        Deed::FrameForth => "Ein Bild weiter",
        Deed::SecondBack => "Eine Sekunde zurück",
        Deed::SecondForth => "Eine Sekunde weiter",
        Deed::FarBack => "Zehn Sekunden zurück",
        Deed::FarForth => "Zehn Sekunden weiter",
        Deed::EdgeBack => "Zur Schnittkante davor",
        Deed::EdgeForth => "Zur nächsten Schnittkante",
        Deed::Start => "Zum Anfang",
        Deed::End => "Zum Ende",
        Deed::In => "Hier anfangen",
        Deed::Out => "Hier aufhören",
        Deed::Split => "Hier teilen",
        Deed::Take => "Diesen Teil herausschneiden",
        Deed::Undo => "Rückgängig",
        Deed::Redo => "Wiederholen",
        Deed::Mute => "Ton aus",
        Deed::Captions => "Untertitel",
        Deed::Full => "Ganzer Bildschirm",
        Deed::Skip => "Herausgeschnittenes überspringen",
        Deed::ZoomIn => "Zeitleiste vergrößern",
        Deed::ZoomOut => "Zeitleiste verkleinern",
        Deed::ZoomFit => "Ganze Zeitleiste zeigen",
    },
    speed: "Tempo",
    volume: "Lautstärke",
    position: "Stelle",
    at_of: |at, of| format!("{at} von {of}"),
    before: "Vorher",
    after: "Nachher",
    compare: "Vergleich",
    encrypted: |codec| {
        format!(
            "Die {codec}-Spur ist vom Anbieter verschlüsselt und kann hier nicht abgespielt oder verändert werden."
        )
    },
    undecoded: |codec| {
        format!(
            "Dieser Browser kann {codec} nicht entschlüsseln. Was kopiert wird, braucht das nicht: an Schlüsselbildern schneiden, in einen anderen Container packen oder eine andere Spur herausnehmen."
        )
    },
    unplayable: "Dieser Browser spielt das nicht ab. Es lässt sich trotzdem an Schlüsselbildern schneiden und in einen anderen Container packen.",

    timeline: "Zeitleiste",
    cut_tools: "Schnitt",
    zoom: "Größe der Zeitleiste",
    kept_of: |kept, all| format!("{kept} von {all} bleibt"),
    edge_from: |part| format!("Anfang von Teil {}", n(part)),
    edge_to: |part| format!("Ende von Teil {}", n(part)),
    bring_back: "Diesen Teil zurückholen",
    scene: "Eine neue Szene",
    black: "Schwarz",
    silent: "Still",
    said_kept: |parts, length| {
        format!("{} {}, zusammen {length}", n(parts), if parts == 1 { "Teil" } else { "Teile" })
    },

    tasks: "Aufgaben",
    task: |task| match task {
        Task::Cut => "Schneiden",
        Task::Convert => "Umwandeln",
        Task::Picture => "Bild",
        Task::Sound => "Ton",
        Task::Subtitles => "Untertitel",
        Task::Gif => "GIF",
        Task::Stills => "Standbild",
        Task::Join => "Verbinden",
        Task::Info => "Info",
    },
    for_whom: "Für",
    this_file: "Diese Datei",
    all_files: |count| format!("Alle {}", n(count)),
    applied: "Außerdem eingestellt",
    take_back: "Zurücknehmen",
    done_cut: |parts, length| {
        if parts == 1 { format!("Auf {length} geschnitten") } else { format!("{} Teile, {length}", n(parts)) }
    },
    done_crop: "Zugeschnitten",
    done_turn: "Gedreht",
    done_look: "Farben und Schärfe",
    done_burn: "Untertitel im Bild",
    done_over: "Etwas über dem Bild",
    done_sound: "Ton verändert",
    done_speed: |speed| format!("{} × Tempo", crate::number::plain(speed)),
    recipes: "Ihre Rezepte",
    recipe_name: "Name",
    recipe_save: "Sichern",
    recipe_hint: "Ein Rezept behält alle Einstellungen außer Schnitt, Untertiteln und gewählten Dateien. Es ist für jede andere Datei da.",
    recipe_saved: |name| format!("{name} ist als Rezept gesichert"),
    recipe_rename: |name| format!("{name} umbenennen"),
    recipe_delete: |name| format!("{name} löschen"),
    recipe_unkept: "Dieser Browser behält hier keine Rezepte: nach dem Neuladen sind sie weg. Schaffen Sie ihm Speicherplatz, oder erlauben Sie ihm das Speichern.",
    remark: |remark| {
        match remark {
        Remark::Copied => "Nichts wird neu kodiert: es dauert einen Augenblick und verliert nichts.".into(),
        Remark::Pictures(from, to) => {
            format!(
                "Der Container nimmt keine {}-Bilder: sie werden zu {}.",
                names::codec(from),
                names::video(*to)
            )
        }
        Remark::Sound(from, to) => {
            format!(
                "Der Container nimmt keinen {}-Ton: er wird zu {}.",
                names::codec(from),
                names::audio(*to)
            )
        }
        Remark::NotPictures(asked, taken) => {
            format!(
                "Dieser Browser kodiert kein {}: genommen wird {}.",
                names::video(*asked),
                names::video(*taken)
            )
        }
        Remark::NotSound(asked, taken) => {
            format!(
                "Dieser Browser kodiert kein {}: genommen wird {}.",
                names::audio(*asked),
                names::audio(*taken)
            )
        }
        Remark::SoundOnly(container) => {
            format!("{} enthält nur Ton: die Bilder bleiben weg.", names::container(*container))
        }
        Remark::Left(container, codecs) => {
            let codecs: Vec<String> = codecs.iter().map(names::codec).collect();
            format!("{} hat für den weiteren Ton ({}) keinen Platz: er bleibt weg.", names::container(*container), codecs.join(", "))
        }
        Remark::Hdr => "Die Bilder sind HDR und werden mit 8 Bit kodiert: sanfte Verläufe können Stufen zeigen, und wer kein HDR kennt, zeigt sie blass. Kopierte Bilder bleiben, wie sie sind.".into(),
    }
    },
    refusal: |refusal| match refusal {
        Refusal::Nothing => "In der Datei wäre nichts. Behalten Sie die Bilder oder den Ton.".into(),
        Refusal::Undecodable(codec) => format!(
            "Dieser Browser kann {}-Bilder nicht dekodieren, sie lassen sich nur kopieren. Nehmen Sie einen Container, der sie fasst, und ändern Sie nichts an ihnen.",
            names::codec(codec)
        ),
        Refusal::Deaf(codec) => format!(
            "Dieser Browser kann {}-Ton nicht dekodieren, er lässt sich nur kopieren. Nehmen Sie einen Container, der ihn fasst, oder lassen Sie den Ton weg.",
            names::codec(codec)
        ),
        Refusal::NoPictures(container) => format!(
            "Dieser Browser kodiert keine Bilder, die in {} passen. Nehmen Sie einen anderen Container, oder ändern Sie nichts an den Bildern.",
            names::container(*container)
        ),
        Refusal::NoSound(container) => format!(
            "Dieser Browser kodiert keinen Ton, der in {} passt. Nehmen Sie einen anderen Container, oder lassen Sie den Ton weg.",
            names::container(*container)
        ),
    },

    cut_how: "Wie geschnitten wird",
    exact: "Genau",
    instant: "Sofort",
    exact_hint: "Jeder Teil beginnt mit genau dem gewählten Bild. Nur wenige Bilder an den Kanten werden neu kodiert.",
    instant_hint: "Nichts wird neu kodiert, wie groß die Datei auch ist. Jeder Teil beginnt mit dem Schlüsselbild davor.",
    parts: "Teile, die bleiben",
    take_out: "Herausschneiden",
    take_out_part: |part| format!("Teil {} herausschneiden", n(part)),
    earlier: |by| format!("beginnt {by} früher, auf dem Schlüsselbild"),
    all_again: "Alles behalten",
    apart: "Jeder Teil als eigene Datei",
    cut_now: "Schneiden",
    cut_all: |files| format!("{} Dateien schneiden", n(files)),
    cut_alike: "Jede Datei wird an denselben Stellen geschnitten. Ein Teil, der bis zum Ende dieser Datei geht, geht bei jeder bis zum Ende.",
    too_short: |file, length| {
        format!("{file} dauert nur {length}, davon bliebe nichts übrig. Schneiden Sie die Datei für sich.")
    },
    cut_apart: |count| format!("In {} Dateien schneiden", n(count)),
    cut_keys: "I und O setzen Anfang und Ende eines Teils, S teilt, Entf schneidet heraus.",
    look_for: "Suchen",
    find_scenes: "Szenen, Schwarz und Stille",
    nothing_found: "Es gibt nur eine Szene, und nirgends Schwarz oder Stille.",
    split_scenes: |count| {
        format!("An {} {} teilen", n(count), if count == 1 { "Szenenwechsel" } else { "Szenenwechseln" })
    },
    cut_black: |count| format!("Schwarz herausschneiden, {} Mal", n(count)),
    cut_silent: |count| format!("Stille herausschneiden, {} Mal", n(count)),

    presets: "Vorlagen",
    preset: |preset| match preset {
        Preset::Everywhere => ("MP4 für überall", "H.264 und AAC"),
        Preset::Web => ("WebM, klein", "VP9, Opus, 720p"),
        Preset::Mail => ("Passt in 20 MB", "für E-Mail"),
        Preset::Sound => ("Nur Ton", "ohne Bilder"),
    },
    file: "Datei",
    container: "Container",
    pictures: "Bilder",
    sound: "Ton",
    codec: "Codec",
    keep_pictures: "Kopieren, wenn möglich",
    drop_pictures: "Keine Bilder",
    keep_sound: "Kopieren, wenn möglich",
    drop_sound: "Kein Ton",
    not_here: "nicht in diesem Browser",
    not_in: |container| format!("nicht in {container}"),
    size: "Größe",
    as_is: "Wie es ist",
    other_size: "Wie unter Bild",
    how_good: "Qualität oder Größe",
    by_quality: "Qualität",
    by_size: "Dateigröße",
    quality: "Qualität",
    at_most: "Höchstens",
    rate: "Bildrate",
    per_second: "Bilder/s",
    bitrate: "Bitrate",
    automatic: "Automatisch",
    channels: "Kanäle",
    mono: "Mono",
    stereo: "Stereo",
    convert_now: "Umwandeln",
    convert_all: |count| format!("{} Dateien umwandeln", n(count)),

    shape: "Form",
    crop: "Zuschneiden",
    crop_done: "Fertig",
    ratio: "Seitenverhältnis",
    ratio_free: "Frei",
    left: "Links",
    right: "Rechts",
    top: "Oben",
    bottom: "Unten",
    turn: "Drehen",
    turn_left: "Nach links drehen",
    turn_right: "Nach rechts drehen",
    flip_across: "Links und rechts spiegeln",
    flip_down: "Oben und unten spiegeln",
    fit: |word| match word {
        "fill" => "Feld füllen, Rest abschneiden",
        "exact" => "Auf ein Feld strecken",
        _ => "In ein Feld einpassen",
    },
    width: "Breite",
    height: "Höhe",
    colour: "Farbe",
    slider: |word| match word {
        "brightness" => "Helligkeit",
        "contrast" => "Kontrast",
        "saturation" => "Sättigung",
        "gamma" => "Gamma",
        "sharpen" => "Schärfen",
        "blur" => "Weichzeichnen",
        _ => "Weniger Rauschen",
    },
    gray: "Ohne Farbe",
    lut: "Farbtabelle (.cube)…",
    amount: "Stärke",
    let_go: "Entfernen",
    detail: "Einzelheiten",
    deinterlace: "Halbbilder zusammenfügen",
    field_first: |word| match word {
        "top" => "Oberes Halbbild zuerst",
        "bottom" => "Unteres Halbbild zuerst",
        _ => "Gar nicht",
    },
    curves: "Kurven",
    curve_of: |word| match word {
        "red" => "Rot",
        "green" => "Grün",
        "blue" => "Blau",
        _ => "Licht",
    },
    curve_preset: |word| match word {
        "" => "Gerade",
        "contrast" => "Mehr Kontrast",
        "faded" => "Verblasst",
        "lighter" => "Heller",
        "darker" => "Dunkler",
        "warm" => "Warm",
        "cool" => "Kühl",
        "negative" => "Negativ",
        _ => "Eigene",
    },
    curve_add: "Punkt hinzufügen",
    curve_straight: "Gerade ziehen",
    curve_point: |point, of| format!("Punkt {} von {} auf der Kurve", n(point), n(of)),
    curve_from: |from, to| format!("Aus {from} wird {to}"),
    over: "Über dem Bild",
    over_words: "Worte",
    over_picture: "Bild…",
    over_place: "Stelle",
    corner: |word| match word {
        "bottom-left" => "Unten links",
        "top-right" => "Oben rechts",
        "top-left" => "Oben links",
        "center" => "In der Mitte",
        _ => "Unten rechts",
    },
    width_percent: "Breite in %",
    opacity: "Deckkraft in %",
    reset_look: "Bild zurücksetzen",

    no_sound: "In dieser Datei ist kein Ton.",
    loudness: "Lautheit",
    measure: "Lautheit messen",
    integrated: "Lautheit",
    range: "Umfang",
    peak: "Spitze",
    silence: "Stille",
    normalise: "Bringen auf",
    normalise_hint: "Nach EBU R128 gemessen und gesetzt; Spitzen bleiben unter −1 dBTP.",
    target: |target| match target {
        -23 => " (Fernsehen)",
        -16 => " (Podcasts)",
        -14 => " (Streaming)",
        _ => "",
    },
    change: "Verändern",
    gain: "Lauter um",
    fade_in: "Einblenden",
    fade_out: "Ausblenden",
    extract_now: "Nur den Ton sichern",
    extract_all: |count| format!("Den Ton von {} Dateien sichern", n(count)),
    with_pictures: "Mit den Bildern umwandeln",

    track: "Spur",
    subtitles_file: "Untertiteldatei (SRT, VTT, ASS)…",
    captions_of: "In der Wiedergabe",
    captions_fault: |name, why| format!("Die Untertitel von {name} werden nicht gezeigt. {why}"),
    beside_gone: "Eine Datei, die zu dieser gewählt war, etwa Untertitel, ist nicht mehr da. Wählen Sie sie noch einmal.",
    in_video: "Im Video",
    burn: "Eingebrannt",
    switchable: "Zuschaltbar",
    none: "Keine",
    carry: "Die der Datei",
    burn_hint: "Sie werden Teil des Bildes: überall zu sehen, aber nicht abzuschalten.",
    as_file: "Als Datei",
    subtitles_all: |files| format!("Von {} Dateien je die erste Spur", n(files)),
    no_subtitles: "In dieser Datei sind keine Untertitel. Wählen Sie oben eine Datei.",
    format: "Format",

    gif_part: |from, to, length| format!("{from} bis {to}, {length}: der Teil unter dem Abspielkopf."),
    gif_many: |count| {
        format!(
            "{} Bilder ergeben eine große Datei. Wählen Sie einen kürzeren Teil oder eine kleinere Bildrate.",
            n(count)
        )
    },
    times: "Läuft",
    for_ever: "Immer weiter",
    once: "Einmal",
    colors: "Farben",
    dither: "Fehlende Farben durch Muster mischen",
    gif_now: "GIF erzeugen",
    webp_now: "WebP erzeugen",
    gif_all: |count| format!("{} Dateien erzeugen", n(count)),

    this_picture: "Dieses Bild",
    still_all: |files, time| format!("Von {} Dateien ein Bild bei {time} speichern", n(files)),
    still_now: |time| format!("Bild bei {time} sichern"),
    contact_sheet: "Kontaktabzug",
    columns: "Spalten",
    rows: "Zeilen",
    sheet_all: |files| format!("{} Kontaktabzüge erzeugen", n(files)),
    sheet_now: "Kontaktabzug erzeugen",

    order: "Reihenfolge",
    join_more: "Öffnen Sie weitere Videos oder Töne, dann erscheinen sie hier.",
    take: |name| format!("{name} nehmen"),
    join_fit: "Neu kodieren, was nicht zusammenpasst",
    join_hint: "Dateien mit gleichem Codec und gleicher Größe werden ohne Kodieren verbunden.",
    join_now: |count| {
        if count < 2 { "Dateien verbinden".into() } else { format!("{} Dateien verbinden", n(count)) }
    },
    earlier_in: |name| format!("{name} nach vorn"),
    later_in: |name| format!("{name} nach hinten"),
    said_place: |place| format!("Platz {}", n(place)),

    role: |role| match role {
        Role::Video(_) => "Bilder",
        Role::Audio(_) => "Ton",
        Role::Text => "Text",
        Role::Other => "anderes",
    },
    duration: "Dauer",
    bytes: "Bytes",
    fast_start: "Spielt beim Laden",
    fragmented: "In Fragmenten",
    pixel: "Pixelform",
    turned: "Gedreht um",
    variable: "wechselnd",
    bits: "Bits",
    chroma: "Farbabtastung",
    color: "Farbe",
    full_range: "voller Umfang",
    tv_range: "begrenzter Umfang",
    alpha: "Transparenz",
    samples: "Abtastrate",
    language: "Sprache",
    name: "Name",
    starts: "Beginnt bei",
    packets: "Pakete",
    key_frames: "Schlüsselbilder",
    is_encrypted: "Verschlüsselt",
    decodable: "Dieser Browser dekodiert es",
    chapters: "Kapitel",
    tags: "Angaben",
    yes: "Ja",
    no: "Nein",
    copy_info: "Als Text kopieren",
    copied: "Kopiert.",
    not_copied: "Der Browser lässt uns nicht kopieren. Markieren Sie den Text.",

    works: "In Arbeit und fertig",
    cutting: "Schneiden",
    converting: "Umwandeln",
    extracting: "Ton herausnehmen",
    animating: "Bewegte Bilder erzeugen",
    picturing: "Bild erzeugen",
    joining: "Verbinden",
    writing: "Untertitel schreiben",
    name_cut: "geschnitten",
    name_subtitled: "untertitelt",
    name_joined: "verbunden",
    name_converted: "umgewandelt",
    batch: "Alle zusammen",
    batch_done: |done, of, failed| match failed {
        0 => format!("{} von {} fertig", n(done), n(of)),
        failed => format!("{} von {} fertig, {} gescheitert", n(done), n(of), n(failed)),
    },
    batch_stop: "Alle abbrechen",
    batch_save: "Alle als Zip speichern",
    batch_name: "filme",
    batch_unsaved: "Das Zip ließ sich nicht erzeugen. Speichern Sie die Dateien einzeln.",
    waits: "Wartet, bis es an der Reihe ist",
    paused: "Angehalten",
    stand_still: "Anhalten",
    go_on: "Fortsetzen",
    closed: "Eine Datei davon ist nicht mehr geöffnet. Öffnen Sie sie wieder, und beginnen Sie noch einmal.",
    cancelled: "Abgebrochen",
    cancel: "Abbrechen",
    dismiss: "Aus der Liste nehmen",
    left_over: |seconds| format!("noch etwa {}", crate::number::span(seconds)),
    save: "Speichern",
    open_beside: "Öffnen",
    said_done: |name| format!("{name} ist fertig."),
    said_failed: "Etwas ging schief.",
    said_saved: |name| format!("{name} wurde gespeichert."),
};
