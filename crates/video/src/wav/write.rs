//! Writing WAV.

use crate::{Codec, Container, Error, Kind, Movie, Mux, Packet, Pieces, Result, Role, Sound, Tag, riff};

/// Writes WAV; from 4 GB on RF64.
pub struct Writer {
    tag: u16,
    bits: u16,
    sound: Sound,
    tags: Vec<Tag>,
    size: u64,
}

impl Writer {
    /// Begins a file with the only track of `plan` and its tags. Packets follow each other without gaps.
    ///
    /// # Errors
    /// [`Settings`](Kind::Settings) for more tracks than one, and for other codecs than plain sound and G.711.
    pub fn new(plan: &Movie) -> Result<Self> {
        let refuse = |message: &str| Err(Error::new(Kind::Settings, message));
        let [track] = &plan.media.tracks[..] else {
            return refuse("A WAV file holds one track of sound. Leave the other tracks out.");
        };
        let Role::Audio(sound) = &track.role else {
            return refuse("A WAV file holds sound, and this track is none. Choose another track.");
        };
        let (tag, bits) = match track.codec {
            Codec::Pcm { bits, float: false, signed, big: false } if signed == (bits > 8) => {
                (1, u16::from(bits))
            }
            Codec::Pcm { bits, float: true, big: false, .. } => (3, u16::from(bits)),
            Codec::Alaw => (6, 8),
            Codec::Ulaw => (7, 8),
            _ => {
                return refuse(
                    "A WAV file holds plain sound whose lowest byte comes first. Decode the track before.",
                );
            }
        };
        if plan.media.container != Container::Wav || sound.channels == 0 || sound.rate == 0 {
            return refuse("A WAV file needs a rate and a number of channels. Say both.");
        }
        Ok(Self { tag, bits, sound: sound.clone(), tags: plan.media.tags.clone(), size: 0 })
    }

    /// The description of the sound.
    fn format(&self) -> Vec<u8> {
        let Sound { rate, channels, .. } = self.sound;
        let block = channels.saturating_mul(self.bits / 8);
        // More channels or bits than two and 16 want the longer form, which could name speakers.
        let long = channels > 2 || self.bits > 16 && self.tag == 1;
        let mut out = Vec::with_capacity(40);
        out.extend_from_slice(&(if long { 0xfffe } else { self.tag }).to_le_bytes());
        out.extend_from_slice(&channels.to_le_bytes());
        out.extend_from_slice(&rate.to_le_bytes());
        out.extend_from_slice(&rate.saturating_mul(u32::from(block)).to_le_bytes());
        out.extend_from_slice(&block.to_le_bytes());
        out.extend_from_slice(&self.bits.to_le_bytes());
        if long {
            out.extend_from_slice(&22_u16.to_le_bytes());
            out.extend_from_slice(&self.bits.to_le_bytes());
            out.extend_from_slice(&speakers(channels).to_le_bytes());
            out.extend_from_slice(&self.tag.to_le_bytes());
            out.extend_from_slice(&[0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71]);
        } else if self.tag != 1 {
            out.extend_from_slice(&[0, 0]);
        }
        out
    }
}

/// The usual speakers of so many channels; 0 where there are none.
fn speakers(channels: u16) -> u32 {
    match channels {
        1 => 0x4,
        2 => 0x3,
        3 => 0x7,
        4 => 0x33,
        5 => 0x37,
        6 => 0x3f,
        7 => 0x13f,
        8 => 0x63f,
        _ => 0,
    }
}

impl Mux for Writer {
    fn packet(&mut self, packet: &Packet, body: &mut Pieces) -> Result<()> {
        if packet.track != 0 || packet.format != 0 {
            return Err(Error::new(
                Kind::Settings,
                "A WAV file holds one track in one format. Leave the others out.",
            ));
        }
        self.size += packet.data.size();
        body.data(&packet.data);
        Ok(())
    }

    fn finish(&mut self, body: &mut Pieces) -> Result<Vec<u8>> {
        if self.size % 2 == 1 {
            body.bytes(&[0]);
        }
        let (format, list) = (self.format(), riff::list(&self.tags));
        let data = self.size + self.size % 2;
        let riff = 4 + 8 + format.len() as u64 + list.len() as u64 + 8 + data;
        let short = u32::try_from(riff + 36).ok().and(u32::try_from(riff).ok());
        let block = u64::from(self.sound.channels) * u64::from(self.bits / 8).max(1);
        let mut out = Vec::new();
        match short {
            Some(riff) => {
                out.extend_from_slice(b"RIFF");
                out.extend_from_slice(&riff.to_le_bytes());
                out.extend_from_slice(b"WAVE");
            }
            None => {
                out.extend_from_slice(b"RF64\xff\xff\xff\xffWAVEds64\x1c\0\0\0");
                for long in [riff + 36, self.size, self.size / block] {
                    out.extend_from_slice(&long.to_le_bytes());
                }
                out.extend_from_slice(&[0; 4]);
            }
        }
        out.extend_from_slice(b"fmt ");
        out.extend_from_slice(&(format.len() as u32).to_le_bytes());
        out.extend_from_slice(&format);
        out.extend_from_slice(&list);
        out.extend_from_slice(b"data");
        let size = short.and(u32::try_from(self.size).ok()).unwrap_or(u32::MAX);
        out.extend_from_slice(&size.to_le_bytes());
        Ok(out)
    }
}
