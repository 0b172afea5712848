//! Writing Matroska and WebM.
//!
//! Packets gather until their cluster is complete, because a cluster begins with its size; the index can come before all of them,
//! because the head is made last. Packets that stay in their file as ranges are not touched.

mod cluster;
mod codec;
mod ebml;
mod head;
mod track;

use cluster::{Cluster, Cue, Entry};

use crate::{Container, Error, Kind, Media, Movie, Mux, Packet, Pieces, Result};
use track::Lane;

/// Writes Matroska or WebM.
pub struct Writer {
    media: Media,
    lanes: Vec<Lane>,
    cluster: Cluster,
    cues: Vec<Cue>,
    /// How many bytes the clusters have.
    size: u64,
    /// When the last packet ends, in milliseconds.
    end: i64,
    live: bool,
}

/// How long a cluster may get, in milliseconds and in bytes, and from when on a key frame begins another.
const LONGEST: i64 = 5000;
const LARGEST: u64 = 5 << 20;
const SHORTEST: i64 = 1000;

impl Writer {
    /// Begins a file as `plan` describes it: whether it is [`Matroska`](Container::Matroska) or [`WebM`](Container::WebM), its
    /// tracks with their formats and edits, its chapters and tags. Packets of the plan's indexes are not looked at.
    ///
    /// # Errors
    /// [`Settings`](Kind::Settings) for another container, and for a codec that it cannot hold.
    pub fn new(plan: &Movie) -> Result<Self> {
        let webm = match plan.media.container {
            Container::WebM => true,
            Container::Matroska => false,
            _ => {
                let message = "This writer makes Matroska and WebM. Choose one of these, or the writer of the other container.";
                return Err(Error::new(Kind::Settings, message));
            }
        };
        let pairs = plan.media.tracks.iter().zip(&plan.streams).enumerate();
        let lanes = pairs.map(|(nth, (track, stream))| Lane::new(nth, track, stream, webm));
        Ok(Self {
            media: plan.media.clone(),
            lanes: lanes.collect::<Result<_>>()?,
            cluster: Cluster::default(),
            cues: Vec::new(),
            size: 0,
            end: 0,
            live: false,
        })
    }

    /// Begins a file that is played while it is made, and gives its head: that says neither how long the file is nor where to
    /// jump to. [`finish`](Mux::finish) has nothing to add to it.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn live(plan: &Movie) -> Result<(Self, Vec<u8>)> {
        let this = Self { live: true, ..Self::new(plan)? };
        let head = head::live(&this);
        Ok((this, head))
    }

    /// Whether the packets before this one make up a cluster.
    fn complete(&self, entry: &Entry, size: u64) -> bool {
        let Some((first, last)) = self.cluster.span() else { return false };
        let (low, high) = (first.min(entry.time), last.max(entry.time));
        let fresh = entry.key && self.lanes[entry.track].video && high - low >= SHORTEST;
        fresh || high - low > LONGEST || self.cluster.size() + size > LARGEST
    }

    fn flush(&mut self, body: &mut Pieces) {
        let cues = self.cluster.flush(&self.lanes, self.size, body);
        self.size = cues.1;
        self.cues.extend(cues.0);
    }
}

impl Mux for Writer {
    fn packet(&mut self, packet: &Packet, body: &mut Pieces) -> Result<()> {
        let count = self.lanes.len();
        let lane = self.lanes.get_mut(packet.track).ok_or_else(|| {
            let message = format!(
                "A packet belongs to track {}, but there are {count}. Begin with all tracks.",
                packet.track
            );
            Error::new(Kind::Settings, message)
        })?;
        let entry = lane.entry(packet)?;
        self.end = self.end.max(entry.end);
        if self.complete(&entry, packet.data.size()) {
            self.flush(body);
        }
        let lane = &mut self.lanes[packet.track];
        self.cluster.push(entry, lane.before(packet.format), &packet.data);
        Ok(())
    }

    fn settle(&mut self, track: usize, config: &[u8]) {
        if let Some(lane) = self.lanes.get_mut(track) {
            lane.settle(config);
        }
    }

    fn finish(&mut self, body: &mut Pieces) -> Result<Vec<u8>> {
        self.cluster.close(&self.lanes);
        self.flush(body);
        Ok(if self.live { Vec::new() } else { head::head(self) })
    }
}
