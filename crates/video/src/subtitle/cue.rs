//! What is shown when: the model of all forms of subtitles.

use serde::{Deserialize, Serialize};

/// Text that is shown for a while.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Cue {
    /// From when on, in milliseconds.
    pub start: u64,
    /// Until when, in milliseconds.
    pub end: u64,
    /// Where on the picture.
    pub place: Place,
    /// Its text in pieces of one style. Lines end with `\n`.
    pub runs: Vec<Run>,
}

/// Text of one style.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Run {
    /// The text.
    pub text: String,
    /// How it looks.
    pub style: Style,
}

/// How text looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Style {
    /// Whether it is bold.
    pub bold: bool,
    /// Whether it is italic.
    pub italic: bool,
    /// Whether it is underlined.
    pub underline: bool,
    /// Red, green and blue; what the player takes if `None`.
    pub color: Option<[u8; 3]>,
}

/// Where text stands on the picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Place {
    /// Left, center or right.
    pub across: Side,
    /// Top, middle or bottom.
    pub down: Side,
    /// A point, in fractions (0 to 1) of the picture's width and height, that the text has at its left, center or right, and its top,
    /// middle or bottom. At the edges of the picture if `None`.
    pub at: Option<(f32, f32)>,
}

/// One of three places along a line. The default is where subtitles mostly are: center across, bottom down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Side {
    /// Left or top.
    Start,
    /// Center across, bottom down.
    #[default]
    Usual,
    /// Right across, middle down.
    Other,
}

/// The forms of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Form {
    /// SubRip.
    Srt,
    /// WebVTT.
    Vtt,
    /// Advanced SubStation Alpha.
    Ass,
}

impl Place {
    /// From the keys of a number pad, as ASS counts places: 1 is left at the bottom, 9 right at the top. Other numbers are 2.
    pub fn numpad(key: u32) -> Self {
        let (across, down) = match key.checked_sub(1).filter(|key| *key < 9) {
            Some(key) => (
                [Side::Start, Side::Usual, Side::Other][key as usize % 3],
                [Side::Usual, Side::Other, Side::Start][key as usize / 3],
            ),
            None => (Side::Usual, Side::Usual),
        };
        Self { across, down, at: None }
    }

    /// The key of a number pad.
    pub fn key(&self) -> u32 {
        let across = match self.across {
            Side::Start => 1,
            Side::Usual => 2,
            Side::Other => 3,
        };
        across
            + match self.down {
                Side::Usual => 0,
                Side::Other => 3,
                Side::Start => 6,
            }
    }
}

impl Cue {
    /// Its text without styles.
    pub fn text(&self) -> String {
        self.runs.iter().map(|run| run.text.as_str()).collect()
    }

    /// Its lines, each in pieces of one style: what has to be drawn. Lines that are too long for the picture have to be broken by who knows
    /// the font.
    pub fn lines(&self) -> Vec<Vec<Run>> {
        let mut lines = vec![Vec::new()];
        for run in &self.runs {
            for (n, text) in run.text.split('\n').enumerate() {
                if n > 0 {
                    lines.push(Vec::new());
                }
                if let Some(last) = lines.last_mut().filter(|_| !text.is_empty()) {
                    last.push(Run { text: text.to_owned(), style: run.style });
                }
            }
        }
        lines
    }
}

#[cfg(feature = "text")]
impl Cue {
    /// Appends text, to the last run if that has the same style.
    pub(super) fn push(&mut self, text: &str, style: Style) {
        match self.runs.last_mut() {
            Some(last) if last.style == style => last.text.push_str(text),
            _ if text.is_empty() => {}
            _ => self.runs.push(Run { text: text.to_owned(), style }),
        }
    }

    /// Takes away white space at the end, and runs without text.
    pub(super) fn tidy(&mut self) {
        while let Some(last) = self.runs.last_mut() {
            last.text.truncate(last.text.trim_end().len());
            if !last.text.is_empty() {
                break;
            }
            self.runs.pop();
        }
    }
}
