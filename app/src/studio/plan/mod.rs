//! What is to be made of a file, as a person sets it: one value, so that undo is an earlier one and a reload costs nothing.
//!
//! A plan says what is wanted; [`settle`](settle::settle) says what that comes to with this file in this browser.

pub mod kept;
pub mod preset;
pub mod settle;

use serde::{Deserialize, Serialize};
use video::Container;
use video::settings::{
    AudioCodec, Burn, Crop, Encode, Fade, Filter, Flip, Normalise, Rate, Resize, Sound, Subtitles, Turn,
    VideoCodec,
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

/// How pictures are changed. The sliders are where they are; those at rest are no filter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Look {
    /// The part to keep.
    pub crop: Option<Crop>,
    /// A turn after the crop.
    pub turn: Turn,
    /// A mirror image after the turn.
    pub flip: Flip,
    /// A new size.
    pub resize: Option<Resize>,
    /// -100 to 100.
    pub brightness: f32,
    /// -100 to 100.
    pub contrast: f32,
    /// -100 to 100.
    pub saturation: f32,
    /// -100 to 100.
    pub gamma: f32,
    /// 0 to 100.
    pub blur: f32,
    /// 0 to 100.
    pub sharpen: f32,
    /// 0 to 100.
    pub denoise: f32,
    /// Whether it is without colour.
    pub gray: bool,
    /// Whether half pictures are made whole.
    pub deinterlace: bool,
    /// How much of a table of colours: 0 to 100. Its file is the studio's business.
    pub lut: Option<f32>,
}

impl Default for Look {
    fn default() -> Self {
        Look {
            crop: None,
            turn: Turn::None,
            flip: Flip::None,
            resize: None,
            brightness: 0.0,
            contrast: 0.0,
            saturation: 0.0,
            gamma: 0.0,
            blur: 0.0,
            sharpen: 0.0,
            denoise: 0.0,
            gray: false,
            deinterlace: false,
            lut: None,
        }
    }
}

impl Look {
    /// The filters, in the order in which they look best: mend, then colour, then edges. `lut` is the place of its file.
    pub fn filters(&self, lut: u32) -> Vec<Filter> {
        let some = |value: f32, filter: fn(f32) -> Filter, map: fn(f32) -> f32| {
            (value != 0.0).then(|| filter(map(value)))
        };
        let factor = |value: f32| 1.0 + value / 100.0;
        let share = |value: f32| value / 100.0;
        [
            self.deinterlace.then_some(Filter::Deinterlace),
            some(self.denoise, Filter::Denoise, share),
            some(self.brightness, Filter::Brightness, |value| value / 200.0),
            some(self.contrast, Filter::Contrast, factor),
            some(self.gamma, Filter::Gamma, |value| (value / 100.0).exp2()),
            some(self.saturation, Filter::Saturation, factor),
            self.gray.then_some(Filter::Grayscale),
            self.lut
                .filter(|amount| *amount > 0.0)
                .map(|amount| Filter::Lut { file: lut, amount: amount / 100.0 }),
            some(self.blur, Filter::Blur, |value| value / 5.0),
            some(self.sharpen, Filter::Sharpen, share),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// Whether the colours or edges are others.
    pub fn is_filtered(&self) -> bool {
        !self.filters(0).is_empty()
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
            crop: self.look.crop,
            turn: self.look.turn,
            flip: self.look.flip,
            resize: self.look.resize,
            rate: self.rate,
            filters: self.look.filters(lut),
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

    #[test]
    fn a_look_at_rest_has_no_filters() {
        assert!(Look::default().filters(0).is_empty());
        assert!(!Plan::new(5.0).changes_pictures());
        assert!(!Plan::new(5.0).changes_sound());
    }

    #[test]
    fn sliders_become_what_the_engine_counts_in() {
        let look =
            Look { brightness: 50.0, contrast: -100.0, gamma: 100.0, lut: Some(80.0), ..Look::default() };
        let filters = [
            Filter::Brightness(0.25),
            Filter::Contrast(0.0),
            Filter::Gamma(2.0),
            Filter::Lut { file: 3, amount: 0.8 },
        ];
        assert_eq!(look.filters(3), filters);
    }

    #[test]
    fn a_plan_survives_being_written_down() {
        let plan = Plan { size: Some(20_000_000), burn: Some(Burn::Track(2)), ..Plan::new(61.5) };
        let json = serde_json::to_string(&plan).unwrap();
        assert_eq!(serde_json::from_str::<Plan>(&json).unwrap(), plan);
    }
}
