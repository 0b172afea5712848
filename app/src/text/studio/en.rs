//! English.

use super::{Deed, Preset, Refusal, Remark, Role, Studio, Task, n, names};

pub static TEXT: Studio = Studio {
    opening: "Opening",
    again: "Try again",
    player: "Player",
    pause: "Pause",
    unmute: "Sound on",
    space: "Space",
    deed: |deed| match deed {
        Deed::Play => "Play",
        Deed::Stop => "Stop",
        Deed::Forth => "Faster forward",
        Deed::Back => "Faster back",
        Deed::FrameBack => "One picture back",
        Deed::FrameForth => "One picture forward",
        Deed::SecondBack => "One second back",
        Deed::SecondForth => "One second forward",
        Deed::FarBack => "Ten seconds back",
        Deed::FarForth => "Ten seconds forward",
        Deed::EdgeBack => "To the edge before",
        Deed::EdgeForth => "To the next edge",
        Deed::Start => "To the start",
        Deed::End => "To the end",
        Deed::In => "Begin here",
        Deed::Out => "End here",
        Deed::Split => "Split here",
        Deed::Take => "Cut out this part",
        Deed::Undo => "Undo",
        Deed::Redo => "Redo",
        Deed::Mute => "Sound off",
        Deed::Full => "Full screen",
        Deed::Skip => "Skip what is cut out",
        Deed::ZoomIn => "Enlarge the timeline",
        Deed::ZoomOut => "Reduce the timeline",
        Deed::ZoomFit => "Show the whole timeline",
    },
    speed: "Speed",
    volume: "Volume",
    position: "Position",
    at_of: |at, of| format!("{at} of {of}"),
    before: "Before",
    after: "After",
    compare: "Compare",
    encrypted: |codec| {
        format!("The {codec} track is encrypted by its publisher, so it cannot be played or changed here.")
    },
    undecoded: |codec| {
        format!(
            "This browser cannot decode {codec}. What is copied needs no decoding: cut it on key frames, put it into another container, or take out another track."
        )
    },
    unplayable: "This browser does not play it. It can still be cut on key frames and put into another container.",

    timeline: "Timeline",
    cut_tools: "Cutting",
    zoom: "Size of the timeline",
    kept_of: |kept, all| format!("{kept} of {all} stays"),
    edge_from: |part| format!("Start of part {}", n(part)),
    edge_to: |part| format!("End of part {}", n(part)),
    bring_back: "Bring this part back",
    scene: "A new scene",
    black: "Black",
    silent: "Silent",
    said_kept: |parts, length| {
        format!("{} {}, {length} in all", n(parts), if parts == 1 { "part" } else { "parts" })
    },

    tasks: "Tasks",
    task: |task| match task {
        Task::Cut => "Cut",
        Task::Convert => "Convert",
        Task::Picture => "Picture",
        Task::Sound => "Sound",
        Task::Subtitles => "Subtitles",
        Task::Gif => "GIF",
        Task::Stills => "Stills",
        Task::Join => "Join",
        Task::Info => "Info",
    },
    for_whom: "For",
    this_file: "This file",
    all_files: |count| format!("All {}", n(count)),
    applied: "Also set",
    take_back: "Take back",
    done_cut: |parts, length| {
        if parts == 1 { format!("Cut to {length}") } else { format!("{} parts, {length}", n(parts)) }
    },
    done_crop: "Cropped",
    done_turn: "Turned",
    done_look: "Colours and detail",
    done_burn: "Subtitles burnt in",
    done_over: "Something over the picture",
    done_sound: "Sound changed",
    done_speed: |speed| format!("{} × speed", crate::number::plain(speed)),
    remark: |remark| {
        match remark {
        Remark::Copied => "Nothing is encoded: it takes a moment and loses nothing.".into(),
        Remark::Pictures(from, to) => {
            format!(
                "The container does not take {} pictures: they become {}.",
                names::codec(from),
                names::video(*to)
            )
        }
        Remark::Sound(from, to) => {
            format!(
                "The container does not take {} sound: it becomes {}.",
                names::codec(from),
                names::audio(*to)
            )
        }
        Remark::NotPictures(asked, taken) => {
            format!(
                "This browser does not encode {}: {} is taken.",
                names::video(*asked),
                names::video(*taken)
            )
        }
        Remark::NotSound(asked, taken) => {
            format!(
                "This browser does not encode {}: {} is taken.",
                names::audio(*asked),
                names::audio(*taken)
            )
        }
        Remark::SoundOnly(container) => {
            format!("{} holds sound only: the pictures are left out.", names::container(*container))
        }
        Remark::Left(container, codecs) => {
            let codecs: Vec<String> = codecs.iter().map(names::codec).collect();
            format!("{} has no place for the other sound ({}): it is left out.", names::container(*container), codecs.join(", "))
        }
        Remark::Hdr => "The pictures are HDR and are encoded with 8 bits: gentle gradients may show steps, and players that know no HDR show them pale. Copied pictures stay as they are.".into(),
    }
    },
    refusal: |refusal| match refusal {
        Refusal::Nothing => "Nothing would be in the file. Keep the pictures or the sound.".into(),
        Refusal::Undecodable(codec) => format!(
            "This browser cannot decode {} pictures, so they can be copied only. Take a container that holds them, and change nothing about them.",
            names::codec(codec)
        ),
        Refusal::Deaf(codec) => format!(
            "This browser cannot decode {} sound, so it can be copied only. Take a container that holds it, or leave the sound out.",
            names::codec(codec)
        ),
        Refusal::NoPictures(container) => format!(
            "This browser encodes no pictures that fit into {}. Take another container, or change nothing about the pictures.",
            names::container(*container)
        ),
        Refusal::NoSound(container) => format!(
            "This browser encodes no sound that fits into {}. Take another container, or leave the sound out.",
            names::container(*container)
        ),
    },

    cut_how: "How it is cut",
    exact: "Exact",
    instant: "Instant",
    exact_hint: "Each part begins with exactly the picture that you chose. Only a few pictures at the edges are encoded again.",
    instant_hint: "Nothing is encoded, whatever the size. Each part begins with the key frame before.",
    parts: "Parts that stay",
    take_out: "Cut out",
    take_out_part: |part| format!("Cut out part {}", n(part)),
    earlier: |by| format!("begins {by} earlier, on its key frame"),
    all_again: "Keep all of it",
    apart: "Each part as a file of its own",
    cut_now: "Cut",
    cut_apart: |count| format!("Cut into {} files", n(count)),
    cut_keys: "I and O set where a part begins and ends, S splits, Del cuts out.",
    look_for: "Look for",
    find_scenes: "Scenes, black and silence",
    nothing_found: "There is one scene only, and nowhere black or silence.",
    split_scenes: |count| {
        format!("Split at {} scene {}", n(count), if count == 1 { "change" } else { "changes" })
    },
    cut_black: |count| format!("Cut out black, {} {}", n(count), if count == 1 { "time" } else { "times" }),
    cut_silent: |count| {
        format!("Cut out silence, {} {}", n(count), if count == 1 { "time" } else { "times" })
    },

    presets: "Presets",
    preset: |preset| match preset {
        Preset::Everywhere => ("MP4 for everywhere", "H.264 and AAC"),
        Preset::Web => ("WebM, small", "VP9, Opus, 720p"),
        Preset::Mail => ("Fits into 20 MB", "for e-mail"),
        Preset::Sound => ("Sound only", "without pictures"),
    },
    file: "File",
    container: "Container",
    pictures: "Pictures",
    sound: "Sound",
    codec: "Codec",
    keep_pictures: "Copy if possible",
    drop_pictures: "No pictures",
    keep_sound: "Copy if possible",
    drop_sound: "No sound",
    not_here: "not in this browser",
    not_in: |container| format!("not in {container}"),
    size: "Size",
    as_is: "As it is",
    other_size: "As in Picture",
    how_good: "Quality or size",
    by_quality: "Quality",
    by_size: "File size",
    quality: "Quality",
    at_most: "At most",
    rate: "Frame rate",
    per_second: "fps",
    bitrate: "Bit rate",
    automatic: "Automatic",
    channels: "Channels",
    mono: "Mono",
    stereo: "Stereo",
    convert_now: "Convert",
    convert_all: |count| format!("Convert {} files", n(count)),

    shape: "Shape",
    crop: "Crop",
    crop_done: "Done",
    ratio: "Proportions",
    ratio_free: "Free",
    left: "Left",
    right: "Right",
    top: "Top",
    bottom: "Bottom",
    turn: "Turn",
    turn_left: "Turn left",
    turn_right: "Turn right",
    flip_across: "Flip left and right",
    flip_down: "Flip top and bottom",
    fit: |word| match word {
        "fill" => "Fill a box, cut off the rest",
        "exact" => "Stretch to a box",
        _ => "Fit into a box",
    },
    width: "Width",
    height: "Height",
    colour: "Colour",
    slider: |word| match word {
        "brightness" => "Brightness",
        "contrast" => "Contrast",
        "saturation" => "Saturation",
        "gamma" => "Gamma",
        "sharpen" => "Sharpen",
        "blur" => "Blur",
        _ => "Less noise",
    },
    gray: "Without colour",
    lut: "Colour table (.cube)…",
    amount: "Strength",
    let_go: "Remove",
    detail: "Detail",
    deinterlace: "Deinterlace",
    over: "Over the picture",
    over_words: "Words",
    over_picture: "Picture…",
    over_place: "Place",
    corner: |word| match word {
        "bottom-left" => "Bottom left",
        "top-right" => "Top right",
        "top-left" => "Top left",
        "center" => "In the middle",
        _ => "Bottom right",
    },
    width_percent: "Width in %",
    opacity: "Opacity in %",
    reset_look: "Reset the picture",

    no_sound: "There is no sound in this file.",
    loudness: "Loudness",
    measure: "Measure loudness",
    integrated: "Loudness",
    range: "Range",
    peak: "True peak",
    silence: "silence",
    normalise: "Bring to",
    normalise_hint: "Measured and set by EBU R128, with peaks held below −1 dBTP.",
    target: |target| match target {
        -23 => " (television)",
        -16 => " (podcasts)",
        -14 => " (streaming)",
        _ => "",
    },
    change: "Change",
    gain: "Louder by",
    fade_in: "Fade in",
    fade_out: "Fade out",
    extract_now: "Save the sound alone",
    extract_all: |count| format!("Save the sound of {} files", n(count)),
    with_pictures: "Convert with the pictures",

    track: "Track",
    subtitles_file: "Subtitle file (SRT, VTT, ASS)…",
    beside_gone: "A file that was chosen beside this one, such as subtitles, is not here any more. Choose it again.",
    in_video: "In the video",
    burn: "Burnt in",
    switchable: "Switchable",
    none: "None",
    carry: "Those of the file",
    burn_hint: "They become a part of the picture and can be seen everywhere, but not switched off.",
    as_file: "As a file",
    no_subtitles: "There are no subtitles in this file. Choose a file above.",
    format: "Format",

    gif_part: |from, to, length| format!("{from} to {to}, {length}: the part under the playhead."),
    gif_plain: "Of what is set for the picture only the crop is in it. For the rest, convert the film first.",
    gif_many: |count| {
        format!(
            "{} pictures make a large file. Choose a shorter part, or fewer pictures per second.",
            n(count)
        )
    },
    times: "Plays",
    for_ever: "For ever",
    once: "Once",
    colors: "Colours",
    dither: "Mix missing colours by patterns",
    gif_now: "Make a GIF",
    webp_now: "Make a WebP",
    gif_all: |count| format!("Make {} files", n(count)),

    this_picture: "This picture",
    still_now: |time| format!("Save the picture at {time}"),
    contact_sheet: "Contact sheet",
    columns: "Columns",
    rows: "Rows",
    sheet_now: "Make a contact sheet",

    order: "Order",
    join_more: "Open more videos or sounds, and they appear here.",
    take: |name| format!("Take {name}"),
    join_fit: "Encode what does not fit together",
    join_hint: "Files of the same codec and size are joined without encoding.",
    join_now: |count| if count < 2 { "Join files".into() } else { format!("Join {} files", n(count)) },
    earlier_in: |name| format!("Move {name} earlier"),
    later_in: |name| format!("Move {name} later"),
    said_place: |place| format!("Place {}", n(place)),

    role: |role| match role {
        Role::Video(_) => "pictures",
        Role::Audio(_) => "sound",
        Role::Text => "text",
        Role::Other => "other",
    },
    duration: "Duration",
    bytes: "Bytes",
    fast_start: "Plays while it loads",
    fragmented: "In fragments",
    pixel: "Pixel shape",
    turned: "Turned by",
    variable: "variable",
    bits: "Bits",
    chroma: "Chroma",
    color: "Colour",
    full_range: "full range",
    tv_range: "limited range",
    alpha: "Transparency",
    samples: "Sample rate",
    language: "Language",
    name: "Name",
    starts: "Starts at",
    packets: "Packets",
    key_frames: "Key frames",
    is_encrypted: "Encrypted",
    decodable: "Decoded by this browser",
    chapters: "Chapters",
    tags: "Written about it",
    yes: "Yes",
    no: "No",
    copy_info: "Copy as text",
    copied: "Copied.",
    not_copied: "The browser does not let us copy. Select the text instead.",

    works: "In work and made",
    cutting: "Cutting",
    converting: "Converting",
    extracting: "Taking the sound out",
    animating: "Making moving pictures",
    picturing: "Making a picture",
    joining: "Joining",
    writing: "Writing subtitles",
    name_cut: "cut",
    name_subtitled: "subtitled",
    name_joined: "joined",
    name_converted: "converted",
    waits: "Waits for its turn",
    paused: "Paused",
    stand_still: "Pause",
    go_on: "Go on",
    closed: "A file of this is not open any more. Open it again, and start once more.",
    cancelled: "Cancelled",
    cancel: "Cancel",
    dismiss: "Remove from the list",
    left_over: |seconds| format!("about {} left", crate::number::span(seconds)),
    save: "Save",
    open_beside: "Open",
    said_done: |name| format!("{name} is ready."),
    said_failed: "Something went wrong.",
    said_saved: |name| format!("{name} was saved."),
};
