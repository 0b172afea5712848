//! Writing FLAC: the description, comments, and the frames as they are.
//!
//! Frames are numbered, and decoders rely on that. Where they come from the middle of a file, or from several, each is told its place anew.

use crate::headers::{comment, cover, flac};
use crate::{Chapter, Codec, Container, Data, Error, Kind, Movie, Mux, Packet, Pieces, Result, Tag};

/// Writes FLAC without a container.
pub struct Writer {
    info: Vec<u8>,
    tags: Vec<Tag>,
    chapters: Vec<Chapter>,
    cover: Option<Vec<u8>>,
    timescale: u32,
    /// The sizes of the smallest and the largest frame.
    sizes: (u64, u64),
    samples: u64,
    /// Where the next frame begins, if frames are told that.
    next: Option<u64>,
}

impl Writer {
    /// Begins a file with the only track of `plan`, its tags and its chapters.
    ///
    /// # Errors
    /// [`Settings`](Kind::Settings) for more tracks than one, and for another codec.
    pub fn new(plan: &Movie) -> Result<Self> {
        let [stream] = &plan.streams[..] else {
            let message = "A FLAC file holds one track of sound. Leave the other tracks out.";
            return Err(Error::new(Kind::Settings, message));
        };
        let format = stream.formats.first().filter(|format| format.codec == Codec::Flac);
        let info =
            format.and_then(|format| format.config.get(..42)).filter(|info| flac::Info::read(info).is_some());
        match info.filter(|_| plan.media.container == Container::Flac) {
            Some(info) => Ok(Self {
                // Frames that differ in length, and nobody knows how many: parts of something.
                next: flac::Info::read(info)
                    .is_some_and(|info| info.block.0 != info.block.1 && info.total == 0)
                    .then_some(0),
                info: info.to_vec(),
                tags: plan.media.tags.clone(),
                chapters: plan.media.chapters.clone(),
                cover: plan.media.cover.clone(),
                timescale: stream.timescale.max(1),
                sizes: (u64::MAX, 0),
                samples: 0,
            }),
            None => {
                let message = "A FLAC file holds FLAC that describes itself. Code the track anew, or choose another container.";
                Err(Error::new(Kind::Settings, message))
            }
        }
    }
}

impl Mux for Writer {
    fn packet(&mut self, packet: &Packet, body: &mut Pieces) -> Result<()> {
        if packet.track != 0 || packet.format != 0 {
            return Err(Error::new(
                Kind::Settings,
                "A FLAC file holds one track in one format. Leave the others out.",
            ));
        }
        let numbered = match (&packet.data, &mut self.next) {
            (Data::Bytes(bytes), Some(next)) => {
                let frame = flac::numbered(bytes, *next);
                *next += flac::Frame::read(bytes).map_or(0, |frame| u64::from(frame.samples));
                frame
            }
            _ => None,
        };
        let data = numbered.as_deref().map_or(packet.data.clone(), Data::Bytes);
        let size = data.size();
        self.sizes = (self.sizes.0.min(size), self.sizes.1.max(size));
        self.samples += u64::from(packet.duration);
        body.data(&data);
        Ok(())
    }

    fn reads(&self) -> bool {
        self.next.is_some()
    }

    fn settle(&mut self, _: usize, config: &[u8]) {
        if let Some(info) = config.get(..42).filter(|info| flac::Info::read(info).is_some()) {
            self.info = info.to_vec();
        }
    }

    fn finish(&mut self, _: &mut Pieces) -> Result<Vec<u8>> {
        let mut out = self.info.clone();
        let rate = flac::Info::read(&out).map_or(1, |info| u64::from(info.rate));
        let total = self.samples * rate / u64::from(self.timescale);
        let before = flac::Info::read(&out).map_or(0, |info| info.total);
        // The first block is not the last any more.
        out[4] = 0;
        let size = |size: u64| u32::try_from(size).unwrap_or(0).min(0xff_ffff).to_be_bytes();
        out[12..15].copy_from_slice(&size(if self.sizes.1 == 0 { 0 } else { self.sizes.0 })[1..]);
        out[15..18].copy_from_slice(&size(self.sizes.1)[1..]);
        let packed =
            u64::from_be_bytes([out[18], out[19], out[20], out[21], out[22], out[23], out[24], out[25]]);
        out[18..26].copy_from_slice(&(packed & !0xf_ffff_ffff | total & 0xf_ffff_ffff).to_be_bytes());
        // The checksum is that of all the sound; of a part of it nobody knows it.
        if before != total {
            out[26..42].fill(0);
        }
        let comments = comment::write(&self.tags, &self.chapters);
        let cover = self.cover.as_deref().map(cover::write).filter(|block| block.len() < 1 << 24);
        // Each with its kind; that of the last says so.
        let blocks = [(4, Some(comments)), (6, cover)].map(|(kind, block)| Some((kind, block?)));
        let count = blocks.iter().flatten().count();
        for (nth, (kind, block)) in blocks.into_iter().flatten().enumerate() {
            let length = u32::try_from(block.len()).unwrap_or(0).min(0xff_ffff).to_be_bytes();
            out.push(if nth + 1 == count { kind | 0x80 } else { kind });
            out.extend_from_slice(&length[1..]);
            out.extend_from_slice(&block);
        }
        Ok(out)
    }
}
