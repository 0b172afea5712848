//! Sound that is decoded without the browser: there is so little to it that no browser is asked, and none decodes all of it.

use ::video::sound::adpcm::Adpcm;
use ::video::sound::alac::Alac;
use ::video::sound::unpack;
use ::video::{Codec, Format, Result, Role, Track};

/// A decoder that needs no packet but the one at hand.
pub(super) enum Own {
    /// Plain numbers, and G.711.
    Plain(Codec),
    /// Steps from one sample to the next.
    Steps(Adpcm),
    /// Apple Lossless, which Apple's browsers alone decode.
    Lossless(Alac),
}

impl Own {
    /// For tracks of this codec; `None` if only the browser may know it.
    pub fn new(codec: &Codec, config: &[u8], channels: u16) -> Option<Self> {
        match codec {
            Codec::Pcm { .. } | Codec::Alaw | Codec::Ulaw => Some(Self::Plain(codec.clone())),
            Codec::Alac => Alac::new(config).map(Self::Lossless),
            _ => Adpcm::new(codec, config, channels.into()).map(Self::Steps),
        }
    }

    /// What a packet sounds like.
    ///
    /// # Errors
    /// Numbers of a length that no container should have.
    pub fn unpack(&self, packet: &[u8]) -> Result<Vec<f32>> {
        let mut sound = Vec::new();
        match self {
            Self::Plain(codec) => unpack(codec, packet, &mut sound)?,
            Self::Steps(adpcm) => adpcm.unpack(packet, &mut sound),
            Self::Lossless(alac) => alac.unpack(packet, &mut sound),
        }
        Ok(sound)
    }
}

/// Whether such a track is decoded here, whatever the browser can do.
pub(in crate::video) fn decodes(format: &Format, track: &Track) -> bool {
    let own = |channels| Own::new(&format.codec, &format.config, channels).is_some();
    matches!(&track.role, Role::Audio(sound) if !track.encrypted && own(sound.channels))
}
