//! What is to be made of a file, as a person sets it: one value, so that undo is an earlier one and a reload costs nothing.
//!
//! A plan says what is wanted; [`settle`](settle::settle) says what that comes to with this file in this browser.

pub mod kept;
pub mod preset;
pub mod settle;

use serde::{Deserialize, Serialize};
use video::Container;
use video::pixels::Filters;
use video::settings::{
    AudioCodec, Burn, Encode, Fade, Normalise, Rate, Resize, Sound, Subtitles, VideoCodec,
};

use kept::Kept;

/// What becomes of pictures, or of sound.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Way {
    /// They are copied where nothing is changed and the container takes them, and encoded otherwise.
    #[default]
    Keep,
    /// They are encoded.
    Encode,
    /// They are left out.
    Drop,
}

/// What is to be made of a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Plan {
    /// What stays.
    pub kept: Kept,
    /// Whether a cut begins with exactly the picture that was asked for.
    pub exact: bool,
    /// The container.
    pub container: Container,
    /// The pictures.
    pub pictures: Way,
    /// The codec of pictures. `None`: the best that is there.
    pub video: Option<VideoCodec>,
    /// How many bits pictures may take.
    pub bits: Rate,
    /// Pictures per second.
    pub rate: Option<f64>,
    /// How pictures are changed.
    pub look: Look,
    /// The sound.
    pub sound: Way,
    /// The codec of sound. `None`: the best that is there.
    pub audio: Option<AudioCodec>,
    /// How sound is changed.
    pub tone: Tone,
    /// How much faster it plays.
    pub speed: f64,
    /// How large the file may become, in bytes.
    pub size: Option<u64>,
    /// Subtitles that can be switched on.
    pub subtitles: Subtitles,
    /// Subtitles that become a part of the picture.
    pub burn: Option<Burn>,
}

impl Default for Plan {
    fn default() -> Self {
        Plan {
            kept: Kept::default(),
            exact: true,
            container: Container::Mp4,
            pictures: Way::Keep,
            video: None,
            bits: Rate::default(),
            rate: None,
            look: Look::default(),
            sound: Way::Keep,
            audio: None,
            tone: Tone::default(),
            speed: 1.0,
            size: None,
            subtitles: Subtitles::Copy,
            burn: None,
        }
    }
}

/// How pictures are changed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Look {
    /// What is done to each picture.
    pub filters: Filters,
    /// A new size.
    pub resize: Option<Resize>,
}

impl Look {
    /// Whether colours or edges are others, apart from the shape.
    pub fn is_filtered(&self) -> bool {
        self.shape().filters != self.filters
    }

    /// Whether the picture is another one, apart from its size.
    pub fn is_seen(&self) -> bool {
        self.filters != Filters::default() || !matches!(self.resize, None | Some(Resize::Fit { .. }))
    }

    /// The shape alone: what is kept of the picture, and which way up.
    pub fn shape(&self) -> Look {
        let Filters { crop, turn, flip, .. } = self.filters.clone();
        Look { filters: Filters { crop, turn, flip, ..Filters::default() }, resize: self.resize }
    }
}

/// How sound is changed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Tone {
    /// Bits per second, for codecs with loss.
    pub bitrate: Option<u32>,
    /// Channels.
    pub channels: Option<u16>,
    /// Samples per second.
    pub rate: Option<u32>,
    /// How much louder, in decibels.
    pub gain: f32,
    /// A loudness to reach.
    pub normalise: Option<Normalise>,
    /// How it begins and ends.
    pub fade: Fade,
}

impl Tone {
    /// Whether the sound is another one, so that it cannot be copied.
    pub fn is_changed(&self) -> bool {
        self.gain != 0.0
            || self.normalise.is_some()
            || self.fade != Fade::default()
            || self.channels.is_some()
            || self.rate.is_some()
            || self.bitrate.is_some()
    }

    /// For the worker.
    pub fn sound(&self, codec: AudioCodec) -> Sound {
        let Tone { bitrate, channels, rate, gain, normalise, fade } = self.clone();
        Sound { codec, bitrate, rate, channels, gain, normalise, fade }
    }
}

impl Plan {
    /// What is set for all of a file that nobody has touched.
    pub fn new(duration: f64) -> Plan {
        Plan { kept: Kept::all(duration), ..Plan::default() }
    }

    /// Whether pictures have to be encoded because they will look or move in another way.
    pub fn changes_pictures(&self) -> bool {
        self.look != Look::default()
            || self.burn.is_some()
            || self.rate.is_some()
            || self.size.is_some()
            || self.speed != 1.0
            || self.pictures == Way::Encode
    }

    /// Whether sound has to be encoded.
    pub fn changes_sound(&self) -> bool {
        self.tone.is_changed() || self.speed != 1.0 || self.sound == Way::Encode
    }

    /// How pictures are changed and encoded with a codec. `lut` is the place of the table of colours.
    pub fn encode(&self, codec: VideoCodec, lut: u32) -> Encode {
        Encode {
            codec,
            bits: self.bits,
            resize: self.look.resize,
            rate: self.rate,
            filters: self.look.filters.clone(),
            lut: (self.look.filters.lut > 0.0).then_some(lut),
            burn: self.burn,
            ..Encode::default()
        }
    }

    /// The same for another file: what only makes sense for the one that it was set for is left out.
    pub fn for_another(&self, duration: f64) -> Plan {
        let burn = self.burn.filter(|burn| matches!(burn, Burn::File(_)));
        Plan { kept: Kept::all(duration), burn, ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use video::pixels::Turn;

    #[test]
    fn a_new_plan_changes_nothing() {
        let plan = Plan::new(5.0);
        assert!(!plan.changes_pictures() && !plan.changes_sound() && !plan.look.is_filtered());
    }

    #[test]
    fn a_turn_is_no_filter_and_a_blur_is_no_shape() {
        let turned = Look { filters: Filters { turn: Turn::Half, ..Filters::default() }, resize: None };
        assert!(!turned.is_filtered());
        let mut blurred = turned.clone();
        blurred.filters.blur = 2.0;
        assert!(blurred.is_filtered());
        assert_eq!(blurred.shape(), turned);
    }

    #[test]
    fn a_plan_survives_being_written_down() {
        let plan = Plan { size: Some(20_000_000), burn: Some(Burn::Track(2)), ..Plan::new(61.5) };
        let json = serde_json::to_string(&plan).unwrap();
        assert_eq!(serde_json::from_str::<Plan>(&json).unwrap(), plan);
    }
}
