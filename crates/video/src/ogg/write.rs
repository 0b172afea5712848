//! Writing Ogg: one track of Opus, Vorbis or FLAC.
//!
//! Each page has a checksum over all of its bytes, so packets have to be here; and the last page says when the piece ends, so a
//! page is kept back until it is known whether another one follows.

use super::page::checksum;
use crate::headers::{comment, opus, vorbis};
use crate::{Codec, Container, Data, Error, Kind, Movie, Mux, Packet, Pieces, Result};

/// A page is full with this many bytes, or a second.
const FULL: usize = 8 << 10;
/// Nothing else goes on in the file, so any number does.
const SERIAL: u32 = 1;

/// Writes Ogg.
pub struct Writer {
    timescale: u32,
    rate: u32,
    page: Open,
    /// Which page is the next.
    number: u32,
    /// The tick that is granule 0, and the one behind the last that is played.
    origin: i64,
    until: Option<i64>,
    /// How many samples the decoder of Opus leaves out at the beginning.
    skip: i64,
    codec: Codec,
    config: Vec<u8>,
    comments: Vec<u8>,
    begun: bool,
    last: i64,
}

/// A page that is being filled.
#[derive(Default)]
struct Open {
    parts: Vec<u8>,
    body: Vec<u8>,
    /// When the last packet that ends on it has been played, and when the first on it begins.
    granule: Option<i64>,
    start: i64,
    continued: bool,
}

fn refuse<T>(message: &str) -> Result<T> {
    Err(Error::new(Kind::Settings, message))
}

impl Writer {
    /// Begins a file with the only track of `plan`, its tags and its chapters.
    ///
    /// # Errors
    /// [`Settings`](Kind::Settings) for more tracks than one, and for other codecs than Opus, Vorbis and FLAC.
    pub fn new(plan: &Movie) -> Result<Self> {
        let ([track], [stream]) = (&plan.media.tracks[..], &plan.streams[..]) else {
            return refuse("An Ogg file is written with one track of sound. Leave the other tracks out.");
        };
        let format = stream.formats.first().filter(|_| plan.media.container == Container::Ogg);
        let Some(format) =
            format.filter(|_| matches!(track.codec, Codec::Opus | Codec::Vorbis | Codec::Flac))
        else {
            return refuse("Ogg holds Opus, Vorbis and FLAC. Choose one of them, or another container.");
        };
        let rate = match (&track.role, &format.codec) {
            (_, Codec::Opus) => opus::RATE,
            (crate::Role::Audio(sound), _) => sound.rate,
            _ => stream.timescale,
        };
        let until = stream.edits.last().and_then(|edit| edit.from?.checked_add_unsigned(edit.length));
        let mut this = Self {
            timescale: stream.timescale.max(1),
            rate,
            page: Open::default(),
            number: 0,
            origin: stream.origin(),
            until,
            skip: opus::Head::read(&format.config).map_or(0, |head| i64::from(head.skip)),
            codec: format.codec.clone(),
            config: format.config.clone(),
            comments: comment::write(&plan.media.tags, &plan.media.chapters),
            begun: false,
            last: 0,
        };
        // How many pages the headers take is known now, though not yet what they say.
        this.number = this.headers()?.1;
        Ok(this)
    }

    /// The pages of the headers, and how many they are.
    fn headers(&self) -> Result<(Vec<u8>, u32)> {
        let mut out = Vec::new();
        let (first, rest) = match self.codec {
            Codec::Opus => {
                let mut head = self.config.clone();
                if let Some(skip) = head.get_mut(10..12) {
                    skip.copy_from_slice(&(self.skip.clamp(0, 65_535) as u16).to_le_bytes());
                }
                (head, vec![[b"OpusTags", &self.comments[..]].concat()])
            }
            Codec::Vorbis => {
                let Some([first, _, setup]) = vorbis::split(&self.config) else {
                    return refuse(
                        "The track does not have the three headers of Vorbis, so it cannot be written.",
                    );
                };
                // A bit at the end says that the list is whole.
                (first.to_vec(), vec![[b"\x03vorbis", &self.comments[..], &[1]].concat(), setup.to_vec()])
            }
            _ => {
                let Some(info) = self.config.get(..42).filter(|info| info.starts_with(b"fLaC")) else {
                    return refuse("The track does not describe its FLAC, so it cannot be written.");
                };
                let mut first = [b"\x7fFLAC\x01\x00\x00\x01", info].concat();
                first[13] &= 0x7f;
                let length = (self.comments.len() as u32).to_be_bytes();
                (first, vec![[&[0x84], &length[1..], &self.comments].concat()])
            }
        };
        let mut number = 0;
        for packets in [vec![first], rest] {
            let mut page = Open::default();
            for packet in packets {
                if page.full() {
                    page.write(0, &mut number, &mut out);
                }
                let mut rest = &packet[..];
                while let Some(after) = page.fill(rest, Some(0)) {
                    page.write(2 * u8::from(number == 0), &mut number, &mut out);
                    page.continued = true;
                    rest = after;
                }
            }
            page.write(2 * u8::from(number == 0), &mut number, &mut out);
        }
        Ok((out, number))
    }

    /// A time on the clock of granules.
    fn granule(&self, ticks: i64) -> i64 {
        let since = i128::from(ticks.saturating_sub(self.origin)) * i128::from(self.rate);
        let scale = i128::from(self.timescale);
        i64::try_from((since + scale / 2).div_euclid(scale)).unwrap_or(i64::MAX)
    }

    fn flush(&mut self, last: bool, body: &mut Pieces) {
        let mut out = Vec::new();
        self.page.write(if last { 4 } else { 0 }, &mut self.number, &mut out);
        body.bytes(&out);
    }
}

impl Open {
    /// Whether no packet can begin on it any more.
    fn full(&self) -> bool {
        self.parts.len() == 255
    }

    /// Adds a packet. What has no room on the page is given back, and has to come first on the next one.
    fn fill<'a>(&mut self, packet: &'a [u8], granule: Option<i64>) -> Option<&'a [u8]> {
        let mut rest = packet;
        while self.parts.len() < 255 {
            let (part, after) = rest.split_at(rest.len().min(255));
            self.parts.push(part.len() as u8);
            self.body.extend_from_slice(part);
            rest = after;
            if part.len() < 255 {
                self.granule = granule;
                return None;
            }
        }
        Some(rest)
    }

    /// Writes the page, and begins an empty one.
    fn write(&mut self, flags: u8, number: &mut u32, out: &mut Vec<u8>) {
        let from = out.len();
        out.extend_from_slice(b"OggS\0");
        out.push(flags | u8::from(self.continued));
        out.extend_from_slice(&self.granule.unwrap_or(-1).to_le_bytes());
        out.extend_from_slice(&SERIAL.to_le_bytes());
        out.extend_from_slice(&number.to_le_bytes());
        out.extend_from_slice(&[0; 4]);
        out.push(self.parts.len() as u8);
        out.extend_from_slice(&self.parts);
        out.extend_from_slice(&self.body);
        let sum = checksum(&out[from..]);
        out[from + 22..from + 26].copy_from_slice(&sum.to_le_bytes());
        *number += 1;
        *self = Self::default();
    }
}

impl Mux for Writer {
    fn packet(&mut self, packet: &Packet, body: &mut Pieces) -> Result<()> {
        let Data::Bytes(bytes) = packet.data else {
            return refuse(
                "Ogg needs the bytes of its packets, not where they lie: it has a checksum over them.",
            );
        };
        if packet.track != 0 || packet.format != 0 {
            return refuse(
                "An Ogg file is written with one track and one configuration. Write another file for the others.",
            );
        }
        if !std::mem::replace(&mut self.begun, true) {
            let before = self.granule(packet.pts);
            // What comes before time 0 is what the decoder of Opus leaves out; granules count it.
            if self.codec == Codec::Opus && before < 0 {
                self.skip = -before;
            }
            self.origin = self.origin.min(packet.pts);
        }
        let start = self.granule(packet.pts);
        let end = packet.pts.saturating_add(i64::from(packet.duration));
        let end = self.granule(self.until.map_or(end, |until| end.min(until)));
        if end < self.last {
            return refuse(
                "A packet ends before the last one does. Bring the packets in the order in which they are played.",
            );
        }
        self.last = end;
        let full = self.page.body.len() + bytes.len() > FULL || end - self.page.start > i64::from(self.rate);
        if self.page.full() || !self.page.parts.is_empty() && full {
            self.flush(false, body);
        }
        if self.page.parts.is_empty() {
            self.page.start = start;
        }
        let mut rest = bytes;
        while let Some(after) = self.page.fill(rest, Some(end)) {
            self.flush(false, body);
            self.page.continued = true;
            self.page.start = start;
            rest = after;
        }
        Ok(())
    }

    fn reads(&self) -> bool {
        true
    }

    fn settle(&mut self, _: usize, config: &[u8]) {
        if self.codec == Codec::Flac && self.config.len() == config.len() {
            self.config = config.to_vec();
        }
    }

    fn finish(&mut self, body: &mut Pieces) -> Result<Vec<u8>> {
        if self.page.granule.is_none() {
            self.page.granule = Some(self.last);
        }
        self.flush(true, body);
        Ok(self.headers()?.0)
    }
}
