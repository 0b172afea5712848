//! Text with times: read, written, converted, packed into tracks, and looked up for drawing.
//!
//! All forms go through one model, [`Cue`]. It holds what nearly all of them can say: when, what, bold, italic, underlined, in which
//! colour, and where. What only one of them knows (karaoke, drawings, fonts) is left out.
//!
//! The model compiles without the feature `text`.

mod cue;

pub use cue::{Cue, Form, Place, Run, Side, Style};

#[cfg(feature = "text")]
mod ass;
#[cfg(feature = "text")]
mod charset;
#[cfg(feature = "text")]
mod markup;
#[cfg(feature = "text")]
mod packet;
#[cfg(feature = "text")]
mod srt;
#[cfg(feature = "text")]
mod time;
#[cfg(feature = "text")]
mod track;
#[cfg(feature = "text")]
mod vtt;

#[cfg(feature = "text")]
pub use {
    charset::decode,
    packet::{Packed, Packing, pack, unpack},
    track::{Subtitles, read, write},
};
