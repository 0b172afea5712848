//! What was found in a file, as the rest of the engine wants it.

use super::lane::Lane;
use super::scan::Scan;
use super::times::{self, Exact};
use crate::headers::describe;
use crate::{
    Codec, Container, Edit, Error, Format, Kind, Media, Movie, Packing, Reader, Result, Role, Sound, Stream,
    Track, h264,
};

/// How much of the clusters is looked at for facts alone.
const GLANCE: u64 = 1 << 20;

/// Opens a file.
pub(crate) fn open(source: &Reader) -> Result<Movie> {
    let mut scan = Scan::new(source);
    scan.all()?;
    movie(scan, source.size(), true)
}

/// What a file holds, without walking through it: numbers of packets, key frames and bytes stay 0.
pub(crate) fn peek(source: &Reader) -> Result<Media> {
    let mut scan = Scan::new(source);
    scan.some(GLANCE)?;
    Ok(movie(scan, source.size(), false)?.media)
}

fn movie(mut scan: Scan, size: u64, whole: bool) -> Result<Movie> {
    if scan.lanes.is_empty() {
        let message = if scan.cut || scan.first.is_none() {
            "This Matroska file ends before it says what is in it. It was not copied completely: try to get it again."
        } else {
            "This Matroska file has no tracks. It was damaged, or recording it failed: try another copy of it."
        };
        return Err(Error::new(Kind::Broken, message));
    }
    let notes = notes(&scan);
    let head = std::mem::take(&mut scan.head);
    let said = head.duration * head.scale as f64 / 1e9;
    let (mut tracks, mut streams) = (Vec::new(), Vec::new());
    for mut lane in std::mem::take(&mut scan.lanes) {
        let turn = head.turns.iter().find(|(uid, _)| *uid == lane.entry.uid).map(|(_, turn)| *turn);
        let exact = times::exact(&mut lane, head.scale);
        let (track, stream) = stream(lane, exact, turn, (!whole).then_some(said));
        tracks.push(track);
        streams.push(stream);
    }
    let played = tracks.iter().map(|track: &Track| track.start + track.duration).fold(0.0, f64::max);
    let media = Media {
        container: if head.webm { Container::WebM } else { Container::Matroska },
        size,
        duration: if said > 0.0 { said } else { played },
        tracks,
        chapters: head.chapters,
        tags: head.tags,
        fragmented: false,
        fast_start: scan.cues.zip(scan.first).is_some_and(|(cues, first)| cues < first),
        notes,
        cover: None,
        attached: !head.attachments.is_empty(),
    };
    Ok(Movie { media, streams })
}

fn notes(scan: &Scan) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(at) = scan.damage {
        notes.push(format!("The file is damaged at byte {at}; what lies there was left out."));
    }
    if scan.cut {
        notes.push(
            "The file ends in the middle of a packet; it was not copied or recorded completely.".into(),
        );
    }
    if let Some(at) = scan.another {
        notes.push(format!("Another file is attached at byte {at}; it is left out."));
    }
    if scan.head.duration == 0.0 {
        notes.push("The file does not say how long it plays, as recordings of browsers do not.".into());
    }
    if scan.cues.is_none() {
        notes.push("The file has no index, so players can hardly jump in it.".into());
    }
    if !scan.head.attachments.is_empty() {
        notes.push(format!("Files are attached: {}.", scan.head.attachments.join(", ")));
    }
    for lane in &scan.lanes {
        match &lane.entry.packing {
            Packing::Zlib => {
                notes.push(format!("The packets of track {} are squeezed by zlib.", lane.entry.number));
            }
            Packing::Foreign(name) => notes.push(format!(
                "The packets of track {} are squeezed by {name}, which cannot be undone here.",
                lane.entry.number
            )),
            _ => {}
        }
    }
    notes
}

fn stream(lane: Lane, exact: Exact, turn: Option<u16>, said: Option<f64>) -> (Track, Stream) {
    let Lane { mut entry, codec, mut config, first, bytes, keys, discard, .. } = lane;
    if codec == Codec::H264
        && config.is_empty()
        && entry.packing == Packing::Plain
        && let Some(record) = h264::record(&first)
    {
        (config, entry.packing) = (record, Packing::StartCodes);
    }
    let Exact { timescale, index, rate, variable } = exact;
    let mut role = match entry.kind {
        1 => {
            let mut picture = entry.picture;
            picture.turn = turn.unwrap_or(picture.turn) % 360;
            let standard = (entry.default_duration > 0).then(|| 1e9 / entry.default_duration as f64);
            // A glance has seen the first pictures only, and maybe the last.
            (picture.rate, picture.variable) =
                if said.is_some() { (standard, false) } else { (rate, variable) };
            Role::Video(picture)
        }
        2 => {
            let rate = if entry.out_rate > 0.0 { entry.out_rate } else { entry.rate };
            let bits = Some(entry.bits).filter(|bits| *bits > 0);
            Role::Audio(Sound { rate: rate as u32, channels: entry.channels, bits })
        }
        17 => Role::Text,
        _ => Role::Other,
    };
    // The shape of pixels is what the container says.
    let pixel = if let Role::Video(picture) = &role { picture.pixel } else { None };
    let name = describe(&codec, &config, &first, &mut role);
    if let Role::Video(picture) = &mut role {
        picture.pixel = pixel;
    }
    let (start, end) = span(&index);
    let delay = (i128::from(entry.delay) * i128::from(timescale) + 500_000_000) / 1_000_000_000;
    let delay = delay.min(i128::from(i64::MAX)) as i64;
    let padding = i128::from(discard.max(0)) * i128::from(timescale) / 1_000_000_000;
    let mut edits = Vec::new();
    if delay > 0 || padding > 0 {
        let length = (i128::from(end) - i128::from(delay) - padding).clamp(0, i128::from(i64::MAX)) as u64;
        edits.push(Edit { from: Some(delay), length });
    }
    let stream = Stream {
        timescale,
        formats: vec![Format { packing: entry.packing, ..Format::new(codec.clone(), name.clone(), config) }],
        edits,
        index,
    };
    let from = start.saturating_sub(delay).max(0);
    let length = end.saturating_sub(delay).saturating_sub(padding as i64).saturating_sub(from).max(0);
    let track = Track {
        id: entry.number,
        role,
        codec,
        codec_string: name,
        language: entry.language,
        name: entry.name,
        start: stream.seconds(from),
        duration: said.filter(|said| *said > 0.0).unwrap_or_else(|| stream.seconds(length)),
        packets: if said.is_some() { 0 } else { stream.index.len() as u64 },
        keys: if said.is_some() { 0 } else { keys },
        bytes: if said.is_some() { 0 } else { bytes },
        encrypted: entry.encrypted,
        chosen: entry.chosen,
        forced: entry.forced,
    };
    (track, stream)
}

/// When the first packet begins to be shown, and the last has been.
fn span(index: &crate::index::Index) -> (i64, i64) {
    let ends = index.iter().map(|sample| (sample.pts, sample.pts.saturating_add(i64::from(sample.duration))));
    ends.reduce(|all, one| (all.0.min(one.0), all.1.max(one.1))).unwrap_or((0, 0))
}
