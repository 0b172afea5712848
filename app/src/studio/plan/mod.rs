//! What is to be made of a file, as a person sets it: one value, so that undo is an earlier one and a reload costs nothing.
//!
//! A plan says what is wanted; [`settle`](settle::settle) says what that comes to with this file in this browser.

pub mod kept;
pub mod preset;
pub mod settle;

use serde::{Deserialize, Serialize};
use video::pixels::Filters;
use video::settings::{
    self, AudioCodec, Burn, Encode, Layer, Overlay, Rate, Resize, Sound, Subtitles, VideoCodec,
};
use video::sound::Adjust;
use video::{Container, Media, Role, Track};

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
    /// What is laid over the picture.
    pub over: Option<Overlay>,
    /// The files that a person has picked beside the one that is open.
    pub beside: Beside,
}

/// Files beside the one that is open, by their names. In this order they are handed over with the settings.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Beside {
    /// Subtitles.
    pub subtitles: Option<String>,
    /// A table of colours.
    pub lut: Option<String>,
    /// A picture to lay over the others.
    pub picture: Option<String>,
}

impl Beside {
    /// Their names, in their order.
    pub fn names(&self) -> impl Iterator<Item = &String> {
        self.subtitles.iter().chain(&self.lut).chain(&self.picture)
    }

    /// The same files under other names, in their order. None where there are fewer names.
    pub fn named(&self, mut names: impl Iterator<Item = String>) -> Option<Beside> {
        let mut next = |file: &Option<String>| match file {
            Some(_) => names.next().map(Some),
            None => Some(None),
        };
        Some(Beside {
            subtitles: next(&self.subtitles)?,
            lut: next(&self.lut)?,
            picture: next(&self.picture)?,
        })
    }

    fn lut_place(&self) -> u32 {
        u32::from(self.subtitles.is_some())
    }

    fn picture_place(&self) -> u32 {
        self.lut_place() + u32::from(self.lut.is_some())
    }
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
            over: None,
            beside: Beside::default(),
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
    /// Channels, rate, loudness, fades.
    pub adjust: Adjust,
}

impl Tone {
    /// For the worker.
    pub fn sound(&self, codec: AudioCodec) -> Sound {
        Sound { codec, bitrate: self.bitrate, adjust: self.adjust }
    }

    /// Whether it is louder, softer or fades.
    pub fn is_heard(&self) -> bool {
        let Adjust { channels, rate, .. } = self.adjust;
        self.adjust != Adjust { channels, rate, ..Adjust::default() }
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
            || self.over.is_some()
            || self.rate.is_some()
            || self.size.is_some()
            || self.speed != 1.0
            || self.pictures == Way::Encode
    }

    /// Whether sound has to be encoded.
    pub fn changes_sound(&self) -> bool {
        self.tone != Tone::default() || self.speed != 1.0 || self.sound == Way::Encode
    }

    /// How pictures look, whatever they become.
    pub fn looks(&self) -> settings::Look {
        let beside = &self.beside;
        let overlays = self.over.iter().cloned().map(|over| match over.layer {
            Layer::Picture(_) => Overlay { layer: Layer::Picture(beside.picture_place()), ..over },
            Layer::Text(_) => over,
        });
        let lut = beside.lut.is_some() && self.look.filters.lut > 0.0;
        settings::Look {
            resize: self.look.resize,
            filters: self.look.filters.clone(),
            lut: lut.then(|| beside.lut_place()),
            overlays: overlays.collect(),
            burn: self.burn,
        }
    }

    /// How pictures are changed and encoded with a codec.
    pub fn encode(&self, codec: VideoCodec) -> Encode {
        let settings::Look { resize, filters, lut, overlays, burn } = self.looks();
        let (bits, rate) = (self.bits, self.rate);
        Encode { codec, bits, resize, rate, filters, lut, overlays, burn, ..Encode::default() }
    }

    /// Whether the picture under the playhead will be another one.
    pub fn is_seen(&self) -> bool {
        self.look.is_seen() || self.burn.is_some() || self.over.is_some()
    }

    /// The same without what needs a file beside it.
    pub fn without_files(mut self) -> Plan {
        self.burn = self.burn.filter(|burn| matches!(burn, Burn::Track(_)));
        self.over = self.over.filter(|over| matches!(over.layer, Layer::Text(_)));
        self.look.filters.lut = 0.0;
        if matches!(self.subtitles, Subtitles::File { .. }) {
            self.subtitles = Subtitles::Copy;
        }
        self.beside = Beside::default();
        self
    }

    /// The same for another file: what was cut only makes sense for the one that it was set for.
    pub fn for_another(&self, duration: f64) -> Plan {
        Plan { kept: Kept::all(duration), ..self.clone() }
    }
}

/// Which subtitles of a file become a part of its pictures, where those of a track of another one would: the same track if it has
/// words, else its first that has. Where none has, whoever burns them will say so.
pub fn burnt(burn: Option<Burn>, media: &Media) -> Option<Burn> {
    let has = |track: &Track| track.role == Role::Text;
    match burn {
        Some(Burn::Track(at)) if !media.tracks.get(at as usize).is_some_and(has) => {
            let first = media.tracks.iter().position(has);
            Some(Burn::Track(first.map_or(at, |first| first as u32)))
        }
        burn => burn,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use video::pixels::Turn;
    use video::settings::Corner;

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
    fn files_beside_it_have_their_places() {
        let mut plan = Plan::new(5.0);
        let over = Overlay {
            layer: Layer::Picture(9),
            corner: Corner::TopLeft,
            margin: 0.0,
            width: 0.2,
            opacity: 1.0,
            when: None,
        };
        plan.over = Some(over);
        plan.look.filters.lut = 0.5;
        plan.beside =
            Beside { subtitles: None, lut: Some("warm.cube".into()), picture: Some("sign.png".into()) };
        let places = |plan: &Plan| {
            let encode = plan.encode(VideoCodec::H264);
            (encode.lut, encode.overlays[0].layer.clone())
        };
        assert_eq!(places(&plan), (Some(0), Layer::Picture(1)));
        plan.beside.subtitles = Some("words.srt".into());
        assert_eq!(places(&plan), (Some(1), Layer::Picture(2)));
        let named = |names: &[&str]| plan.beside.named(names.iter().map(|name| (*name).to_owned()));
        assert_eq!(named(&["words.srt", "warm.cube", "sign.png"]), Some(plan.beside.clone()));
        assert_eq!(named(&["words.srt", "warm.cube"]), None);
        plan.beside.lut = None;
        assert_eq!(places(&plan), (None, Layer::Picture(1)));
        assert!(!plan.without_files().is_seen());
    }

    #[test]
    fn another_film_has_its_own_words_burnt_in() {
        let mut media = settle::tests::holiday();
        let words = Track { role: Role::Text, ..media.tracks[1].clone() };
        media.tracks.push(words);
        assert_eq!(burnt(Some(Burn::Track(1)), &media), Some(Burn::Track(2)));
        assert_eq!(burnt(Some(Burn::Track(2)), &media), Some(Burn::Track(2)));
        assert_eq!(burnt(Some(Burn::File(0)), &media), Some(Burn::File(0)));
        media.tracks.pop();
        assert_eq!(burnt(Some(Burn::Track(7)), &media), Some(Burn::Track(7)));
    }

    #[test]
    fn a_plan_survives_being_written_down() {
        let plan = Plan { size: Some(20_000_000), burn: Some(Burn::Track(2)), ..Plan::new(61.5) };
        let json = serde_json::to_string(&plan).unwrap();
        assert_eq!(serde_json::from_str::<Plan>(&json).unwrap(), plan);
    }
}
