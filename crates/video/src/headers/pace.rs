//! How long packets of sound last, in samples: exact, where containers round.

use super::{aac, flac, mpeg, opus, vorbis};
use crate::Codec;

/// How many bytes of a packet are enough to know.
pub(crate) const ENOUGH: usize = 16;

/// Tells how long packets last.
#[derive(Clone, Debug)]
pub(crate) struct Pace {
    /// Samples per second.
    pub rate: u32,
    kind: Kind,
}

#[derive(Clone, Debug)]
enum Kind {
    Fixed(u32),
    /// So many bytes a sample of all channels.
    Bytes(u64),
    Opus,
    Mpeg,
    Flac,
    /// With the length of the block before.
    Vorbis(vorbis::Setup, Option<u32>),
}

impl Pace {
    /// For packets of this codec; `None` if nobody knows.
    pub fn of(codec: &Codec, config: &[u8], rate: u32, channels: u16) -> Option<Self> {
        let (rate, kind) = match codec {
            Codec::Opus => (opus::RATE, Kind::Opus),
            Codec::Aac => aac::Config::read(config).map(|config| (config.core, Kind::Fixed(config.frame)))?,
            Codec::Mp3 => (rate, Kind::Mpeg),
            Codec::Alac => {
                let four = |at: usize| Some(u32::from_be_bytes(*config.get(at..)?.first_chunk()?));
                (four(20)?, Kind::Fixed(four(0)?))
            }
            Codec::Flac => (flac::Info::read(config)?.rate, Kind::Flac),
            Codec::Vorbis => {
                let setup = vorbis::Setup::read(config)?;
                (setup.rate, Kind::Vorbis(setup, None))
            }
            Codec::Pcm { bits, .. } => {
                (rate, Kind::Bytes(u64::from(*bits).div_ceil(8) * u64::from(channels)))
            }
            Codec::Alaw | Codec::Ulaw => (rate, Kind::Bytes(u64::from(channels))),
            Codec::Other(name) if name == "A_AC3" => (rate, Kind::Fixed(1536)),
            _ => return None,
        };
        (rate > 0).then_some(Self { rate, kind })
    }

    /// How many samples this packet lasts, by its first bytes and its size; `None` if it does not say.
    pub fn samples(&mut self, packet: &[u8], size: u64) -> Option<u32> {
        match &mut self.kind {
            Kind::Fixed(samples) => Some(*samples),
            Kind::Bytes(each) => u32::try_from(size.checked_div(*each)?).ok(),
            Kind::Opus => opus::duration(packet),
            Kind::Mpeg => mpeg::Frame::read(packet).map(|frame| frame.samples),
            Kind::Flac => flac::Frame::read(packet).map(|frame| frame.samples),
            Kind::Vorbis(setup, before) => {
                let block = setup.block(packet)?;
                Some(before.replace(block).map_or(0, |before| vorbis::Setup::duration(before, block)))
            }
        }
    }

    /// Whether packets have to be looked at.
    pub fn looks(&self) -> bool {
        !matches!(self.kind, Kind::Fixed(_) | Kind::Bytes(_))
    }
}
