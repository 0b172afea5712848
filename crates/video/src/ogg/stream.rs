//! One stream among the pages: its codec, its headers, its packets and their times.

use crate::headers::{Pace, comment, flac, opus, vorbis};
use crate::index::{Builder, Sample};
use crate::{Codec, Media};

/// Headers are not larger, except in attacks.
const LARGEST: usize = 16 << 20;

/// A stream that has begun.
pub(super) struct Stream {
    /// Where its first and its last page lie.
    pub began: u64,
    pub last: u64,
    pub codec: Codec,
    pub config: Vec<u8>,
    pub rate: u32,
    /// How many samples at the beginning are not played.
    pub skip: u32,
    /// The headers so far, and how many there will be.
    headers: Vec<Vec<u8>>,
    wanted: usize,
    pace: Option<Pace>,
    theora: Option<Theora>,
    /// The beginning of a packet that goes on: the header of its first page, its first bytes.
    open: Option<(u64, Vec<u8>)>,
    /// Packets of this page, which gets its time at its end.
    page: Vec<Sample>,
    /// When the next packet is played.
    clock: Option<i64>,
    pub index: Builder,
    pub bytes: u64,
    pub keys: u64,
    /// The first packet.
    pub sound: Vec<u8>,
    /// Until when the last page says that it is played.
    pub end: i64,
}

/// What Theora counts in: pictures since the last key picture, and how many bits that takes.
#[derive(Clone, Copy)]
pub(super) struct Theora {
    shift: u32,
    pub width: u32,
    pub height: u32,
    pub step: u32,
    pub pixel: (u32, u32),
}

impl Theora {
    fn read(packet: &[u8]) -> Option<(Self, u32)> {
        let rest = packet.strip_prefix(b"\x80theora")?;
        let four = |at: usize| Some(u32::from_be_bytes(*rest.get(at..)?.first_chunk()?));
        let (rate, step) = (four(15)?, four(19)?);
        let shift = u32::from(u16::from_be_bytes(*rest.get(33..)?.first_chunk()?) >> 5 & 31);
        let this = Self {
            shift,
            width: four(7)? >> 8,
            height: four(10)? >> 8,
            step: step.max(1),
            pixel: (four(23)? >> 8, four(26)? >> 8),
        };
        Some((this, rate))
    }
}

impl Stream {
    /// Begins a stream by its first packet; `None` if it is none that has packets to play.
    pub fn new(began: u64, packet: &[u8]) -> Option<Self> {
        let mut this = Self {
            began,
            last: began,
            codec: Codec::Other("unknown".into()),
            config: Vec::new(),
            rate: 0,
            skip: 0,
            headers: vec![packet.to_vec()],
            wanted: 1,
            pace: None,
            theora: None,
            open: None,
            page: Vec::new(),
            clock: None,
            index: Builder::default(),
            bytes: 0,
            keys: 0,
            sound: Vec::new(),
            end: 0,
        };
        if let Some(head) = opus::Head::read(packet) {
            (this.codec, this.rate, this.skip, this.wanted) =
                (Codec::Opus, opus::RATE, u32::from(head.skip), 2);
            this.config = packet.to_vec();
        } else if packet.starts_with(b"\x01vorbis") {
            (this.codec, this.wanted) = (Codec::Vorbis, 3);
            this.rate = u32::from_le_bytes(*packet.get(12..)?.first_chunk()?);
        } else if let Some(rest) = packet.strip_prefix(b"\x7fFLAC") {
            this.codec = Codec::Flac;
            this.wanted = 1 + usize::from(u16::from_be_bytes(*rest.get(2..)?.first_chunk()?));
            this.config = rest.get(4..46)?.to_vec();
            // The description alone: it is the last block.
            this.config[4] |= 0x80;
            this.rate = flac::Info::read(&this.config)?.rate;
        } else if let Some((theora, rate)) = Theora::read(packet) {
            (this.codec, this.rate, this.wanted) = (Codec::Other("Theora".into()), rate, 3);
            this.theora = Some(theora);
        } else if packet.starts_with(b"Speex   ") {
            (this.codec, this.wanted) = (Codec::Other("Speex".into()), 2);
            this.rate = u32::from_le_bytes(*packet.get(36..)?.first_chunk()?);
        } else {
            return None;
        }
        this.ready();
        (this.rate > 0).then_some(this)
    }

    /// Whether all headers are there.
    pub fn complete(&self) -> bool {
        self.headers.len() >= self.wanted
    }

    /// How large its pictures are.
    pub fn pictures(&self) -> Option<Theora> {
        self.theora
    }

    fn ready(&mut self) {
        if !self.complete() {
            return;
        }
        if let (Codec::Vorbis, [first, second, third]) = (&self.codec, &self.headers[..]) {
            self.config = vorbis::join([first, second, third]);
        }
        self.pace = Pace::of(&self.codec, &self.config, self.rate, 0);
    }

    /// What its second header says.
    pub fn comments(&self, media: &mut Media) {
        let Some(header) = self.headers.get(1) else { return };
        let list = [&b"OpusTags"[..], b"\x03vorbis", b"\x81theora"];
        let list = list.iter().find_map(|word| header.strip_prefix(*word));
        // FLAC has a block of metadata of this kind.
        let block = (self.codec == Codec::Flac && header.first().is_some_and(|kind| kind & 0x7f == 4))
            .then(|| header.get(4..))
            .flatten();
        if let Some(list) = list.or(block) {
            let pictures = comment::read(list, &mut media.tags, &mut media.chapters);
            media.attached |= pictures == Some(true);
        }
    }

    /// Adds a stretch of a page: `at` is where it lies, `page` where its page begins.
    pub fn stretch(&mut self, at: u64, page: u64, bytes: &[u8], continued: bool, ends: bool) {
        let open = self.open.take();
        let (from, mut packet) = match (continued, open) {
            (true, Some(open)) => open,
            // Its beginning is lost.
            (true, None) => return,
            (false, _) if ends => (at, Vec::new()),
            (false, _) => (page, Vec::new()),
        };
        // Of sound only the beginning is looked at.
        let room = if self.complete() { 64_usize.saturating_sub(packet.len()) } else { LARGEST };
        packet.extend_from_slice(&bytes[..bytes.len().min(room)]);
        if !ends {
            if self.complete() || packet.len() < LARGEST {
                self.open = Some((from, packet));
            }
            return;
        }
        let end = at + bytes.len() as u64;
        if !self.complete() {
            self.headers.push(packet);
            self.ready();
        } else if !self.header(&packet) {
            self.packet(from, end, &packet);
        }
    }

    /// FLAC may not say how many headers there are; sound begins with ones.
    fn header(&self, packet: &[u8]) -> bool {
        match self.codec {
            Codec::Flac => packet.first() != Some(&0xff),
            Codec::Vorbis => packet.first().is_none_or(|first| first & 1 != 0),
            Codec::Opus => packet.starts_with(b"OpusTags") || packet.is_empty(),
            _ => self.theora.is_some() && packet.first().is_some_and(|first| first & 0x80 != 0),
        }
    }

    fn packet(&mut self, from: u64, end: u64, packet: &[u8]) {
        let size = end - from;
        let duration = match (&mut self.pace, self.theora) {
            (Some(pace), _) => pace.samples(packet, size).unwrap_or(0),
            (None, Some(theora)) => theora.step,
            (None, None) => 0,
        };
        // An empty packet of Theora shows the picture before it again.
        let key = self.theora.is_none() || packet.first().is_some_and(|first| first & 0x40 == 0);
        if self.sound.is_empty() {
            self.sound = packet.to_vec();
        }
        self.bytes += size;
        self.keys += u64::from(key);
        let size = size.min(u64::from(u32::MAX)) as u32;
        self.page.push(Sample { offset: from, size, dts: 0, pts: 0, duration, key, format: 0 });
    }

    /// Ends a page, and gives its packets their times.
    pub fn close(&mut self, granule: Option<i64>, last: bool) {
        let said = granule.filter(|_| !self.page.is_empty()).map(|granule| self.ticks(granule));
        let length =
            self.page.iter().fold(0_i64, |sum, sample| sum.saturating_add(i64::from(sample.duration)));
        let mut at = match (self.clock, said) {
            (None, Some(said)) if last => said.saturating_sub(length).max(0),
            (None, Some(said)) => said.saturating_sub(length),
            // Something is missing in between, or time jumps; a stream whose packets do not say how long they last goes on.
            (Some(clock), Some(said)) if !last && said.abs_diff(clock.saturating_add(length)) > 1 => {
                said.saturating_sub(length).max(clock)
            }
            (clock, _) => clock.unwrap_or(0),
        };
        let from = self.index.len();
        for sample in self.page.drain(..) {
            self.index.push(Sample { dts: at, pts: at, ..sample });
            at = at.saturating_add(i64::from(sample.duration));
        }
        if self.index.len() > from {
            self.clock = Some(at);
            self.end = said.filter(|_| last).map_or(at, |said| said.min(at));
        }
    }

    /// The time of a page on the clock of the packets.
    fn ticks(&self, granule: i64) -> i64 {
        match self.theora {
            Some(theora) => {
                let pictures = (granule >> theora.shift).saturating_add(granule & ((1 << theora.shift) - 1));
                pictures.saturating_mul(i64::from(theora.step))
            }
            None => granule,
        }
    }

    /// Forgets what came before: pages were left out.
    pub fn jump(&mut self) {
        self.clock = None;
        self.open = None;
    }
}
