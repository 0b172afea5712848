//! Packets to sound, where the browser has no decoder for them.
//!
//! The codecs are those of Symphonia, without its readers of containers: those of this engine know the packets already.

use symphonia_core::audio::{Channels, layouts};
use symphonia_core::codecs::audio::well_known as id;
use symphonia_core::codecs::audio::{AudioCodecParameters, AudioDecoder, AudioDecoderOptions};
use symphonia_core::packet::PacketRef;
use symphonia_core::units::{Duration, Timestamp};

use crate::{Codec, Error, Format, Kind, Result, Sound};

/// Decodes the packets of one track.
pub struct Decoder {
    decoder: Box<dyn AudioDecoder>,
    shape: (usize, u32),
    sound: Vec<f32>,
}

impl Decoder {
    /// For a track of this format: AAC-LC, MP3, FLAC or Vorbis. Apple Lossless has [a decoder of its own](super::alac).
    ///
    /// # Errors
    /// `Unsupported` for others, and for profiles that they have but this decoder has not.
    pub fn new(format: &Format, sound: &Sound) -> Result<Self> {
        let mut parameters = AudioCodecParameters::new();
        parameters.with_sample_rate(sound.rate);
        if let Some(channels) = layout(sound.channels) {
            parameters.with_channels(channels);
        }
        let config: Option<Vec<u8>> = match format.codec {
            // Its blocks without the marker and the head of the first.
            Codec::Flac => format.config.get(8..42).map(<[u8]>::to_vec),
            // The identification and setup headers; the comments between them are not wanted.
            Codec::Vorbis => vorbis(&format.config),
            _ => (!format.config.is_empty()).then(|| format.config.clone()),
        };
        if let Some(config) = config {
            parameters.with_extra_data(config.into());
        }
        let options = AudioDecoderOptions::default();
        let decoder: symphonia_core::errors::Result<Box<dyn AudioDecoder>> = match format.codec {
            Codec::Aac => {
                parameters.for_codec(id::CODEC_ID_AAC);
                symphonia_codec_aac::AacDecoder::try_new(&parameters, &options).map(|it| Box::new(it) as _)
            }
            Codec::Mp3 => {
                parameters.for_codec(id::CODEC_ID_MP3);
                symphonia_bundle_mp3::MpaDecoder::try_new(&parameters, &options).map(|it| Box::new(it) as _)
            }
            Codec::Flac => {
                parameters.for_codec(id::CODEC_ID_FLAC);
                symphonia_bundle_flac::FlacDecoder::try_new(&parameters, &options).map(|it| Box::new(it) as _)
            }
            Codec::Vorbis => {
                parameters.for_codec(id::CODEC_ID_VORBIS);
                symphonia_codec_vorbis::VorbisDecoder::try_new(&parameters, &options)
                    .map(|it| Box::new(it) as _)
            }
            _ => {
                return Err(Error::new(
                    Kind::Unsupported,
                    "There is no decoder for this sound here. Try another browser, or copy the track without changing it.",
                ));
            }
        };
        let decoder = decoder.map_err(|error| {
            Error::new(
                Kind::Unsupported,
                format!("This kind of sound cannot be decoded here ({error}). Try another browser, or copy the track without changing it."),
            )
        })?;
        Ok(Self { decoder, shape: (usize::from(sound.channels), sound.rate), sound: Vec::new() })
    }

    /// The sound of the next packet. What a packet that is damaged sounds like is left out; [`reset`](Self::reset) goes on after a jump.
    ///
    /// # Errors
    /// `Broken` for a packet that is damaged.
    pub fn decode(&mut self, packet: &[u8]) -> Result<&[f32]> {
        let packet = PacketRef::new(0, Timestamp::new(0), Duration::new(0), packet);
        let sound = self.decoder.decode_ref(&packet).map_err(|error| {
            Error::new(Kind::Broken, format!("A piece of the sound is damaged ({error}) and was left out."))
        })?;
        self.shape = (sound.spec().channels().count(), sound.spec().rate());
        sound.copy_to_vec_interleaved(&mut self.sound);
        Ok(&self.sound)
    }

    /// How many channels and samples per second the last packet had. Files are sometimes wrong about it.
    pub fn shape(&self) -> (usize, u32) {
        self.shape
    }

    /// Forgets the packets before, for one that does not follow them.
    pub fn reset(&mut self) {
        self.decoder.reset();
    }
}

fn layout(channels: u16) -> Option<Channels> {
    Some(match channels {
        1 => layouts::CHANNEL_LAYOUT_MONO,
        2 => layouts::CHANNEL_LAYOUT_STEREO,
        3 => layouts::CHANNEL_LAYOUT_3P0,
        4 => layouts::CHANNEL_LAYOUT_4P0_QUAD,
        5 => layouts::CHANNEL_LAYOUT_5P0,
        6 => layouts::CHANNEL_LAYOUT_5P1,
        8 => layouts::CHANNEL_LAYOUT_7P1,
        _ => return None,
    })
}

/// The first and the third of three headers that are joined as Matroska does: their number less one, the lengths of all but the last, then
/// the headers.
fn vorbis(config: &[u8]) -> Option<Vec<u8>> {
    let (2, mut rest) = (*config.first()?, config.get(1..)?) else { return None };
    let mut lengths = [0; 2];
    for length in &mut lengths {
        loop {
            let (byte, after) = rest.split_first()?;
            *length += usize::from(*byte);
            rest = after;
            if *byte < 255 {
                break;
            }
        }
    }
    let (first, rest) = rest.split_at_checked(lengths[0])?;
    Some([first, rest.get(lengths[1]..)?].concat())
}
