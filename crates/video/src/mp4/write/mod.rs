//! Writing MP4: packets in the order in which they come, and a head before them that is made when all are known.
//!
//! A track that comes from an MP4 file keeps its sample entries byte for byte. The writer remembers of each packet what an index
//! does, so a file of hours needs a few megabytes; the packets themselves are bytes or ranges that it never looks at.

mod entry;
mod fragments;
mod head;
mod meta;
mod out;
mod tables;
mod text;
mod track;

pub use entry::{holds, timed_text};
pub use fragments::Fragments;
use text::Cues;

use crate::index::{Builder, Sample};
use crate::{Data, Error, Kind, Movie, Mux, Packet, Packing, Pieces, Result};

/// Writes an MP4 or QuickTime file that plays while it loads.
pub struct Writer {
    movie: Movie,
    tracks: Vec<Written>,
    slack: u64,
    /// Where the last range of a source ended, and how many bytes the body had then.
    latest: Option<(u16, u64, u64)>,
}

/// What was written of a track.
#[derive(Default)]
struct Written {
    builder: Builder,
    last: Option<i64>,
    cues: Option<Cues>,
}

impl Writer {
    /// For the tracks of this film: their formats, clocks and edits, its tags and chapters. Its packets and durations are not
    /// looked at.
    ///
    /// # Errors
    /// [`Unsupported`](Kind::Unsupported) for a codec that has no place in MP4 (see [`holds`]), [`Locked`](Kind::Locked) for an
    /// encrypted track, [`Settings`](Kind::Settings) where there is no track.
    pub fn new(movie: &Movie) -> Result<Self> {
        let movie = empty(movie);
        head::traks(&movie)?;
        let written = |stream: &crate::Stream| Written { cues: Cues::of(stream), ..Written::default() };
        let tracks = movie.streams.iter().map(written).collect();
        Ok(Self { movie, tracks, slack: 0, latest: None })
    }
}

impl Writer {
    /// Lets the body keep up to so many bytes of a source between two packets, which no track names, so that it has fewer
    /// pieces. Whoever gives the file away gives those bytes away too: what was cut out on purpose needs 0, as it is at first.
    #[must_use]
    pub fn slack(mut self, bytes: u64) -> Self {
        self.slack = bytes;
        self
    }

    /// Appends what lies between the last packet and this one, if that is little enough.
    fn bridge(&mut self, data: &Data, body: &mut Pieces) {
        let Data::Range { source, range } = data else { return };
        if let Some((known, end, size)) = self.latest
            && known == *source
            && size == body.size()
            && (1..=self.slack).contains(&range.start.saturating_sub(end))
        {
            body.range(*source, end..range.start);
        }
        self.latest = Some((*source, range.end, body.size() + data.size()));
    }
}

/// A film without its packets.
fn empty(movie: &Movie) -> Movie {
    let bare = |stream: &crate::Stream| crate::Stream {
        timescale: stream.timescale,
        formats: stream.formats.clone(),
        edits: stream.edits.clone(),
        index: crate::index::Index::default(),
    };
    Movie { media: movie.media.clone(), streams: movie.streams.iter().map(bare).collect() }
}

/// Whether a track can go on with this packet.
fn check(formats: Option<usize>, last: Option<i64>, packet: &Packet) -> Result<()> {
    let wrong = |what: &str| {
        Err(Error::new(
            Kind::Settings,
            format!("Packet of track {}: {what}. Give the packets in their order.", packet.track),
        ))
    };
    match formats {
        None => wrong("there is no such track"),
        Some(count) if usize::from(packet.format) >= count => wrong("its format is not one of the track's"),
        _ if last.is_some_and(|last| packet.dts < last) => wrong("it is decoded before the one ahead of it"),
        _ if packet.data.size() > u64::from(u32::MAX) => wrong("it is larger than 4 GB"),
        _ => Ok(()),
    }
}

impl Mux for Writer {
    fn packet(&mut self, packet: &Packet, body: &mut Pieces) -> Result<()> {
        let formats = self.movie.streams.get(packet.track).map(|stream| stream.formats.len());
        check(formats, self.tracks.get(packet.track).and_then(|track| track.last), packet)?;
        self.bridge(&packet.data, body);
        let track = &mut self.tracks[packet.track];
        if let Some(gap) = track.cues.as_mut().and_then(|cues| cues.gap(packet)) {
            let offset = body.size();
            body.bytes(gap.bytes);
            track.builder.push(Sample { offset, size: gap.bytes.len() as u32, ..gap.sample });
        }
        let offset = body.size();
        match &track.cues {
            Some(cues) => cues.put(&packet.data, body),
            None => body.data(&packet.data),
        }
        track.last = Some(packet.dts);
        track.builder.push(Sample {
            offset,
            size: (body.size() - offset) as u32,
            dts: packet.dts,
            pts: packet.pts,
            duration: packet.duration,
            key: packet.key,
            format: packet.format,
        });
        Ok(())
    }

    fn settle(&mut self, track: usize, config: &[u8]) {
        let format = self.movie.streams.get_mut(track).and_then(|stream| stream.formats.first_mut());
        if let Some(format) = format.filter(|format| format.entry.is_empty()) {
            format.config = config.to_vec();
        }
    }

    fn finish(&mut self, body: &mut Pieces) -> Result<Vec<u8>> {
        for (stream, track) in self.movie.streams.iter_mut().zip(&mut self.tracks) {
            stream.index = std::mem::take(&mut track.builder).finish();
        }
        head::head(&self.movie, body.size())
    }
}

/// The head of a file that is this head and the whole original behind it, whatever container that is: its packets stay where
/// they are, so any size takes the time of writing the tables.
///
/// # Errors
/// As [`Writer::new`]. Text from other containers and packets that do not lie there as they are, are refused too.
pub fn layout(movie: &Movie) -> Result<Vec<u8>> {
    for (track, stream) in movie.media.tracks.iter().zip(&movie.streams) {
        let packed = stream.formats.iter().any(|format| format.packing != Packing::Plain);
        if packed || Cues::of(stream).is_some() {
            return Err(Error::new(
                Kind::Unsupported,
                format!(
                    "The packets of track {} have another form in MP4. Leave it out, or copy the film.",
                    track.id
                ),
            ));
        }
    }
    head::head(movie, movie.media.size)
}
