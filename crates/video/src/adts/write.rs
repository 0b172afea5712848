//! Writing ADTS: a header before each packet.

use crate::headers::aac::{Adts, Config};
use crate::{Codec, Container, Error, Kind, Movie, Mux, Packet, Pieces, Result};

/// Writes AAC without a container.
pub struct Writer {
    config: Vec<u8>,
}

impl Writer {
    /// Begins a file with the only track of `plan`.
    ///
    /// # Errors
    /// [`Settings`](Kind::Settings) for more tracks than one, for another codec, and for AAC of a kind that ADTS cannot say.
    pub fn new(plan: &Movie) -> Result<Self> {
        let [stream] = &plan.streams[..] else {
            let message =
                "An AAC file without a container holds one track of sound. Leave the other tracks out.";
            return Err(Error::new(Kind::Settings, message));
        };
        let config =
            stream.formats.first().filter(|format| format.codec == Codec::Aac).map(|format| &format.config);
        match config
            .filter(|config| Config::read(config).is_some() && plan.media.container == Container::Adts)
        {
            Some(config) => Ok(Self { config: config.clone() }),
            None => {
                let message = "An AAC file without a container holds AAC that describes itself. Choose another container.";
                Err(Error::new(Kind::Settings, message))
            }
        }
    }
}

impl Mux for Writer {
    fn packet(&mut self, packet: &Packet, body: &mut Pieces) -> Result<()> {
        let header = Adts::write(&self.config, packet.data.size());
        let (Some(header), 0, 0) = (header, packet.track, packet.format) else {
            let message = "A packet is too large, or of a kind of AAC that has no name without a container. Choose MP4.";
            return Err(Error::new(Kind::Settings, message));
        };
        body.bytes(&header);
        body.data(&packet.data);
        Ok(())
    }

    fn finish(&mut self, _: &mut Pieces) -> Result<Vec<u8>> {
        Ok(Vec::new())
    }
}
