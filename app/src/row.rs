//! One open file: a handful of signals, so that a change redraws one cell and not the list.
//!
//! What the browser must hold (the file, its handle, the result) lies on the [`desk`](crate::desk) under the row's number.
//! A row's state is derived and never stored: it is done when a result exists that was made by the present
//! recipe. So undoing a change of settings brings the old result back for nothing.

use std::sync::Arc;

use image::{Info, Note, Recipe};
use leptos::prelude::*;
use nearside::Kind;
use serde::{Deserialize, Serialize};

/// What a file said about itself when it was opened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Source {
    /// File name with its ending.
    pub name: String,
    /// Folders above it, `a/b`, empty at the top.
    pub folder: String,
    /// Bytes.
    pub size: f64,
    /// Milliseconds since 1970.
    pub modified: Option<f64>,
}

impl Source {
    /// What opens it: by its name, as everybody else decides it before a file is opened.
    pub fn tool(&self) -> Tool {
        match crate::save::name::split(&self.name).1.to_ascii_lowercase().as_str() {
            "pdf" | "docx" | "xlsx" | "pptx" | "doc" | "xls" | "ppt" | "odt" | "ods" | "odp" | "rtf"
            | "epub" => Tool::Reader,
            "csv" | "tsv" | "tab" | "jsonl" | "ndjson" => Tool::Grid,
            "mp4" | "m4v" | "mov" | "qt" | "mkv" | "webm" | "ogv" | "avi" | "3gp" | "3g2" | "f4v" => {
                Tool::Studio { sound: false }
            }
            "ogg" | "oga" | "opus" | "mp3" | "m4a" | "m4b" | "mka" | "weba" | "aac" | "wav" | "flac" => {
                Tool::Studio { sound: true }
            }
            "md" | "markdown" | "mdown" | "mkd" | "txt" | "text" | "log" | "srt" | "vtt" | "ass" | "ssa" => {
                Tool::Pen
            }
            _ => Tool::Darkroom,
        }
    }

    /// Whether its name is that of a picture.
    pub fn is_named_picture(&self) -> bool {
        const ENDINGS: [&str; 18] = [
            "jpg", "jpeg", "jpe", "jfif", "heic", "heif", "hif", "png", "apng", "webp", "avif", "jxl", "tif",
            "tiff", "gif", "bmp", "ico", "qoi",
        ];
        let (_, ending) = crate::save::name::split(&self.name);
        ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known))
    }
}

/// What opens a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// Pictures, which are converted.
    Darkroom,
    /// Documents, which are read.
    Reader,
    /// Tables, which are looked through.
    Grid,
    /// Video and sound, which are played and cut.
    Studio {
        /// Whether there are hardly any pictures in it.
        sound: bool,
    },
    /// Texts, which are written.
    Pen,
}

/// What a first look into a document or a video has shown.
#[derive(Clone, Debug, PartialEq)]
pub enum Leaf {
    /// How many pages it has.
    Pages(u32),
    /// How long it plays, how large it is, how it is coded.
    Facts(Vec<String>),
    /// What it wants before it shows any, as a sentence.
    Shut(&'static str),
    /// Why it shows none, as a sentence.
    Told(String),
}

/// What is happening to a row, apart from whether it has a result.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Phase {
    /// Nothing.
    #[default]
    Idle,
    /// It waits for its turn.
    Queued,
    /// A worker has it.
    Running,
    /// It went wrong.
    Failed(Fault),
    /// A person stopped it.
    Cancelled,
    /// It was open before a reload, and the browser wants permission to read it again.
    Locked,
    /// It was open before a reload, and was too large to keep.
    Missing,
}

/// Why it went wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// The sort of failure.
    pub kind: Kind,
    /// What happened and what to do.
    pub message: String,
    /// Where, for those who mend it.
    pub stack: Option<String>,
    /// The file's own fault, where it was that: trying again changes nothing.
    pub own: Option<image::Kind>,
}

/// A result. Its bytes are on the desk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// The recipe that made it.
    pub recipe: Arc<Recipe>,
    /// Bytes.
    pub size: f64,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// File name ending.
    pub ending: String,
    /// What a person should know about it.
    pub notes: Vec<Note>,
    /// Whether it was saved since it was made.
    pub saved: bool,
}

/// The five states that a person sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Not made yet.
    Waiting,
    /// Being made.
    Running,
    /// Made.
    Done,
    /// Went wrong.
    Failed,
    /// Stopped.
    Cancelled,
}

impl State {
    /// The word of `data-state`, for styles and tests.
    pub const fn word(self) -> &'static str {
        match self {
            State::Waiting => "waiting",
            State::Running => "running",
            State::Done => "done",
            State::Failed => "failed",
            State::Cancelled => "cancelled",
        }
    }
}

/// One open file.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// Its number, unique in the session and kept over a reload.
    pub id: u32,
    /// What it said about itself.
    pub source: StoredValue<Source>,
    /// What shall be made of it.
    pub recipe: RwSignal<Arc<Recipe>>,
    /// What is happening to it.
    pub phase: RwSignal<Phase>,
    /// How much of it is done, 0 to 1.
    pub progress: RwSignal<f64>,
    /// What its header says, once a worker has looked.
    pub info: RwSignal<Option<Info>>,
    /// What a document or a video shows of itself, once a worker has looked.
    pub leaf: RwSignal<Option<Leaf>>,
    /// A blob URL of its thumbnail, which our own encoder made.
    pub thumb: RwSignal<Option<String>>,
    /// The newest result.
    pub outcome: RwSignal<Option<Outcome>>,
    /// Whether it is selected.
    pub selected: RwSignal<bool>,
}

impl Row {
    /// A row of its own. Its signals live as long as the owner in whose scope this is called.
    pub fn new(id: u32, source: Source, recipe: Arc<Recipe>) -> Row {
        Row {
            id,
            source: StoredValue::new(source),
            recipe: RwSignal::new(recipe),
            phase: RwSignal::default(),
            progress: RwSignal::new(0.0),
            info: RwSignal::new(None),
            leaf: RwSignal::new(None),
            thumb: RwSignal::new(None),
            outcome: RwSignal::new(None),
            selected: RwSignal::new(false),
        }
    }

    /// The state, tracked.
    pub fn state(self) -> State {
        self.phase.with(|phase| match phase {
            Phase::Running => State::Running,
            Phase::Failed(_) => State::Failed,
            Phase::Idle if self.is_told() => State::Failed,
            _ if self.is_fresh() => State::Done,
            Phase::Cancelled => State::Cancelled,
            _ => State::Waiting,
        })
    }

    /// Whether a first look has shown that it cannot be read, tracked.
    pub fn is_told(self) -> bool {
        self.leaf.with(|leaf| matches!(leaf, Some(Leaf::Told(_))))
    }

    /// Whether nobody knows what it is, tracked: neither its name nor its content says so.
    pub fn is_unknown(self) -> bool {
        let failed = |phase: &Phase| matches!(phase, Phase::Failed(fault) if fault.own == Some(image::Kind::Unsupported));
        self.phase.with(failed) && !self.source.with_value(Source::is_named_picture)
    }

    /// Whether converting it again may go better, tracked.
    pub fn can_retry(self) -> bool {
        self.is_picture()
            && self.phase.with(|phase| matches!(phase, Phase::Failed(fault) if fault.own.is_none()))
    }

    /// Whether the result is what the present recipe makes, tracked.
    pub fn is_fresh(self) -> bool {
        self.recipe.with(|recipe| self.outcome.with(|o| o.as_ref().is_some_and(|o| o.recipe == *recipe)))
    }

    /// File name with its ending.
    pub fn name(self) -> String {
        self.source.with_value(|source| source.name.clone())
    }

    /// What opens it.
    pub fn tool(self) -> Tool {
        self.source.with_value(Source::tool)
    }

    /// Whether it is a picture, as far as its name says.
    pub fn is_picture(self) -> bool {
        self.tool() == Tool::Darkroom
    }

    /// Bytes of the original.
    pub fn size(self) -> f64 {
        self.source.with_value(|source| source.size)
    }

    /// What the file is, by its content once that is known and by its name before.
    pub fn kind(self) -> String {
        match self.info.with(|info| info.as_ref().map(|info| info.source.name())) {
            Some(name) => name.to_string(),
            None => self.source.with_value(|source| {
                let (_, ending) = crate::save::name::split(&source.name);
                crate::save::name::known_as(ending)
            }),
        }
    }
}
