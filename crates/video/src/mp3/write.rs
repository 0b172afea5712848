//! Writing MP3: tags, a frame with a note, and the frames as they are.

use super::id3;
use super::note::{DECODER, Note};
use crate::{Chapter, Codec, Container, Error, Kind, Movie, Mux, Packet, Pieces, Result, Role, Sound, Tag};

/// Writes MP3.
pub struct Writer {
    sound: Sound,
    tags: Vec<Tag>,
    chapters: Vec<Chapter>,
    cover: Option<Vec<u8>>,
    origin: i64,
    until: Option<i64>,
    /// When the first frame begins and the last one ends.
    span: Option<(i64, i64)>,
    timescale: u32,
    /// How many bytes lie before each frame.
    places: Vec<u32>,
    size: u32,
    /// The sizes of the smallest and the largest frame.
    sizes: (u64, u64),
}

impl Writer {
    /// Begins a file with the only track of `plan`, its tags and its chapters.
    ///
    /// # Errors
    /// [`Settings`](Kind::Settings) for more tracks than one, and for another codec.
    pub fn new(plan: &Movie) -> Result<Self> {
        let ([track], [stream]) = (&plan.media.tracks[..], &plan.streams[..]) else {
            let message = "An MP3 file holds one track of sound. Leave the other tracks out.";
            return Err(Error::new(Kind::Settings, message));
        };
        let sound = match &track.role {
            Role::Audio(sound) if track.codec == Codec::Mp3 && plan.media.container == Container::Mp3 => {
                sound
            }
            _ => {
                let message = "An MP3 file holds MP3. Code the track anew, or choose another container.";
                return Err(Error::new(Kind::Settings, message));
            }
        };
        Ok(Self {
            sound: sound.clone(),
            tags: plan.media.tags.clone(),
            chapters: plan.media.chapters.clone(),
            cover: plan.media.cover.clone(),
            origin: stream.origin(),
            until: stream.edits.last().and_then(|edit| edit.from?.checked_add_unsigned(edit.length)),
            span: None,
            timescale: stream.timescale.max(1),
            places: Vec::new(),
            size: 0,
            sizes: (u64::MAX, 0),
        })
    }

    /// Ticks as samples.
    fn samples(&self, ticks: i64) -> u32 {
        let samples = i128::from(ticks.max(0)) * i128::from(self.sound.rate) / i128::from(self.timescale);
        samples.min(0xffff_ffff) as u32
    }

    /// What was added at the beginning and at the end, if the edits say it.
    fn added(&self) -> Option<(u32, u32)> {
        let (first, last) = self.span?;
        let until = self.until?;
        let before = self.samples(self.origin.saturating_sub(first));
        let behind = self.samples(last.saturating_sub(until));
        Some((before.checked_sub(DECODER)?, behind.saturating_add(DECODER)))
    }
}

impl Mux for Writer {
    fn packet(&mut self, packet: &Packet, body: &mut Pieces) -> Result<()> {
        let size = packet.data.size();
        let fits = u32::try_from(size).ok().and_then(|size| self.size.checked_add(size));
        let (Some(after), 0, 0) = (fits, packet.track, packet.format) else {
            let message = "An MP3 file holds one track of less than 4 GB. Leave the others out, or split it.";
            return Err(Error::new(Kind::Settings, message));
        };
        self.places.push(std::mem::replace(&mut self.size, after));
        self.sizes = (self.sizes.0.min(size), self.sizes.1.max(size));
        let end = packet.pts.saturating_add(i64::from(packet.duration));
        self.span = Some((self.span.map_or(packet.pts, |(first, _)| first), end));
        body.data(&packet.data);
        Ok(())
    }

    fn finish(&mut self, _: &mut Pieces) -> Result<Vec<u8>> {
        let mut places = [0; 100];
        for (nth, place) in places.iter_mut().enumerate() {
            let at = self.places.get(self.places.len() * nth / 100).copied().unwrap_or(0);
            *place = (u64::from(at) * 256 / u64::from(self.size.max(1))) as u8;
        }
        let note = Note { added: self.added(), frames: u32::try_from(self.places.len()).ok() };
        // Frames of one bitrate differ by the byte that evens it out.
        let steady = self.sizes.1.saturating_sub(self.sizes.0) <= 1;
        let frame = note.write(self.sound.rate, self.sound.channels, self.size, &places, steady);
        let tags = id3::write(&self.tags, &self.chapters, self.cover.as_deref());
        Ok([tags, frame.unwrap_or_default()].concat())
    }
}
