//! What to make of a file: plain data with sensible defaults, so that it can be saved, shared and compared.
//!
//! Times are seconds of the file as it plays; fractions go from 0 to 1 and speak of the upright picture. Where a setting needs
//! another file (a picture to lay over, subtitles, a table of colours), it holds that file's place in the list of files that is
//! handed over with the settings.

mod convert;
mod cut;
mod fit;
mod look;
mod picture;

pub use convert::{Audio, AudioCodec, Convert, Rate, Sound, Subtitles, Video, VideoCodec};
pub use cut::{Cut, Join, Stretch};
pub use look::{Flow, Loudness, Moments, Peaks, Scenes, Stills, Waveform};
pub use picture::{
    Animated, Animation, Burn, Corner, Encode, Layer, Look, Overlay, Resize, Sheet, Still, StillFormat,
};
