//! Opening a file: its head, its tracks, its fragments.

use super::bytes::{boxes, child, full};
use super::entry::{Entry, Shape};
use super::fragment::{self, Defaults, Part};
use super::gather::{Gather, LATEST};
use super::table::{self, Grain, Hints};
use super::top::{self, Top};
use super::track::Trak;
use super::{chapters, scaled, tags, totals};
use crate::{
    Chapter, Codec, Container, Edit, Error, Format, Kind, Media, Movie, Picture, Reader, Result, Role, Sound,
    Stream, Track,
};

/// More tracks than this are no film.
const MOST: usize = 1000;

/// Reads the head of an MP4 or QuickTime file, and where its packets lie.
///
/// # Errors
/// [`Unsupported`](Kind::Unsupported) for files of other kinds and for compressed heads, [`Broken`](Kind::Broken) where the file
/// ends before its head.
pub fn open(reader: &Reader) -> Result<Movie> {
    let top = top::read(reader, false)?;
    read(reader, &top, true)?.ok_or_else(none)
}

/// What a file holds, without where each packet lies.
///
/// # Errors
/// As [`open`].
pub fn peek(reader: &Reader) -> Result<Media> {
    let top = top::read(reader, true)?;
    if let Some(movie) = read(reader, &top, false)? {
        return Ok(movie.media);
    }
    let top = top::read(reader, false)?;
    Ok(read(reader, &top, false)?.ok_or_else(none)?.media)
}

fn none() -> Error {
    Error::new(
        Kind::Broken,
        "The index of the file names no track. Get the file again from where it was made.",
    )
}

/// Reads the head, and all that is told of the packets if they are to be `indexed`. `None` where more of the head is needed than
/// a [brief](super::brief) one has.
fn read(reader: &Reader, top: &Top, indexed: bool) -> Result<Option<Movie>> {
    let moov = top.moov.as_slice();
    if child(moov, b"cmov").is_some() {
        return Err(Error::new(
            Kind::Unsupported,
            "The index of this QuickTime file is compressed, as was done in the nineties. Save it again with another program.",
        ));
    }
    let mut notes = Vec::new();
    if top.cut {
        notes.push(
            "The file is cut off: it ends before its last packets. What is there can be used.".to_owned(),
        );
    }
    let traks = boxes(moov).filter(|found| found.name == *b"trak").take(MOST);
    let traks: Vec<Trak> = traks.filter_map(|found| Trak::read(found.body)).collect();
    if traks.is_empty() {
        return Err(none());
    }
    let mut gathers: Vec<Gather> =
        traks.iter().map(|trak| Gather::new(reader.size(), trak.entries.len())).collect();
    for (trak, gather) in traks.iter().zip(&mut gathers) {
        if trak.entries.iter().any(|entry| trak.elsewhere(entry)) {
            notes.push(format!("The packets of track {} lie in another file. Open that one.", trak.id));
            continue;
        }
        let grains: Vec<_> = trak.entries.iter().map(|entry| entry.grain).collect();
        let hints =
            Hints { grains: &grains, rate: rate(trak), keys: trak.handler == *b"soun", brief: top.brief };
        // Chapters are packets that have to be read.
        let indexed = indexed || trak.handler == *b"text";
        if !indexed && totals::sum(trak.stbl, hints, gather).is_some() {
            continue;
        }
        if top.brief && !trak.stbl.is_empty() {
            return Ok(None);
        }
        if !trak.stbl.is_empty() && table::read(trak.stbl, hints, gather).is_none() {
            notes.push(format!(
                "The index of track {} is damaged. What could be read of it is shown.",
                trak.id
            ));
        }
    }
    if top.brief && (top.cut || !likely(&traks, &gathers, top.data)) {
        return Ok(None);
    }
    let fragmented = child(moov, b"mvex").is_some() || !top.moofs.is_empty();
    fragments(top, &traks, &mut gathers, &mut notes);
    let clock = full(moov, b"mvhd").and_then(|(version, _, mut body)| {
        body.skip(if version == 1 { 16 } else { 8 })?;
        body.u32()
    });
    let clock = clock.filter(|clock| *clock > 0).unwrap_or(1000);
    let named: Vec<u32> = traks.iter().flat_map(|trak| trak.chapters.iter().copied()).collect();
    let (mut tracks, mut streams) = (Vec::new(), Vec::new());
    for (trak, gather) in traks.iter().zip(gathers) {
        let (mut track, stream) = finish(trak, gather, clock, fragmented, &mut notes);
        if named.contains(&trak.id) && track.role == Role::Text {
            track.role = Role::Other;
        }
        tracks.push(track);
        streams.push(stream);
    }
    let media = Media {
        container: if top.brand.is_none_or(|brand| brand == *b"qt  ") {
            Container::Mov
        } else {
            Container::Mp4
        },
        size: reader.size(),
        duration: tracks.iter().map(|track| track.start + track.duration).fold(0.0, f64::max),
        chapters: chapters_of(moov, &traks, &streams, reader),
        tracks,
        tags: tags::read(moov),
        fragmented,
        fast_start: top.first,
        notes,
        cover: tags::covered(moov),
        attached: false,
    };
    Ok(Some(Movie { media, streams }))
}

/// Whether tables that were not read to the end agree with what else is said: there is room for all packets, and they last as long.
fn likely(traks: &[Trak], gathers: &[Gather], room: u64) -> bool {
    let bytes = gathers.iter().map(|gather| gather.bytes).fold(0, u64::saturating_add);
    let lasts = |(trak, gather): (&Trak, &Gather)| {
        let long = gather.last.saturating_sub(gather.first).unsigned_abs();
        gather.packets == 0 || long.abs_diff(trak.length) <= u64::from(trak.timescale)
    };
    bytes <= room && traks.iter().zip(gathers).all(lasts)
}

fn rate(trak: &Trak) -> u32 {
    match trak.entries.first().map(|entry| &entry.shape) {
        Some(Shape::Sound(sound)) if sound.rate > 0 => sound.rate,
        _ => trak.timescale,
    }
}

/// Reads all fragments. Where the next of a track begins before one has ended, the next is right; see there.
fn fragments(top: &Top, traks: &[Trak], gathers: &mut [Gather], notes: &mut Vec<String>) {
    let defaults: Vec<Defaults> = fragment::defaults(&top.moov);
    let all = || top.moofs.iter().flat_map(|(start, moof)| fragment::parts(*start, moof, &defaults));
    let mut times: Vec<_> = traks.iter().map(|_| Vec::new()).collect();
    let place = |part: &Part| traks.iter().position(|trak| trak.id == part.track());
    for part in all() {
        if let Some(at) = place(&part) {
            times[at].push(part.time.and_then(|time| i64::try_from(time).ok()));
        }
    }
    let mut at: Vec<(usize, i64)> = traks.iter().map(|_| (0, 0)).collect();
    let mut damaged = false;
    for part in all() {
        let Some(track) = place(&part) else { continue };
        let (number, shift) = &mut at[track];
        let gather = &mut gathers[track];
        let time = times[track][*number];
        if let Some(time) = time
            && *number > 0
            && time.saturating_add(*shift) < gather.next
            && times[track][*number - 1].is_some_and(|before| time <= before)
        {
            *shift = gather.next.saturating_sub(time);
        }
        let next = times[track].get(*number + 1).copied().flatten();
        let limit = next.filter(|next| time.is_some_and(|time| *next > time));
        let limit = limit.map_or(i64::MAX, |limit| limit.saturating_add(*shift));
        *number += 1;
        let trak = &traks[track];
        let grain: Option<Grain> = trak.entries.first().and_then(|entry| entry.grain);
        let grain = grain.map(|grain| (grain, rate(trak)));
        damaged |= part.read(*shift, limit, trak.handler == *b"soun", grain, gather).is_none();
    }
    if damaged {
        notes.push("Fragments of the file are damaged. What could be read of them is shown.".into());
    }
}

fn chapters_of(moov: &[u8], traks: &[Trak], streams: &[Stream], reader: &Reader) -> Vec<Chapter> {
    let listed = chapters::list(moov);
    if !listed.is_empty() {
        return listed;
    }
    let named = traks.iter().flat_map(|trak| &trak.chapters);
    let text =
        named.filter_map(|id| traks.iter().position(|trak| trak.id == *id && trak.handler == *b"text"));
    text.map(|at| chapters::track(&streams[at], reader)).next().unwrap_or_default()
}

/// What is told of a track, when its packets are known.
fn finish(
    trak: &Trak,
    gather: Gather,
    clock: u32,
    fragmented: bool,
    notes: &mut Vec<String>,
) -> (Track, Stream) {
    let timescale = trak.timescale.max(1);
    if gather.beyond > 0 {
        notes.push(format!("{} packets of track {} lie beyond the end of the file.", gather.beyond, trak.id));
    }
    let (first, last) = if gather.packets > 0 { (gather.first, gather.last) } else { (0, 0) };
    let total = last.saturating_sub(first).max(0) as u64;
    let edits: Vec<Edit> = trak
        .stretches
        .iter()
        .map(|(length, from)| {
            let from = (*from >= 0).then_some((*from).min(LATEST as i64));
            // A fragmented file does not know how long it will be.
            let length = match (length, from) {
                (0, Some(from)) if fragmented => last.saturating_sub(from).max(0) as u64,
                (length, _) => scaled(*length, timescale, clock).min(LATEST),
            };
            Edit { from, length }
        })
        .filter(|edit| edit.length > 0)
        .collect();
    let Gather { packets, keys, bytes, durations, .. } = gather;
    let stream = Stream { timescale, formats: formats(&trak.entries), edits, index: gather.finish() };
    let all =
        |edits: &mut dyn Iterator<Item = &Edit>| edits.map(|edit| edit.length).fold(0, u64::saturating_add);
    let gap = all(&mut stream.edits.iter().take_while(|edit| edit.from.is_none()));
    let shown = all(&mut stream.edits.iter().filter(|edit| edit.from.is_some()));
    let gap = stream.seconds(gap.min(i64::MAX as u64) as i64);
    let start = stream.seconds(first.saturating_sub(stream.origin())).max(gap);
    let long = if stream.edits.is_empty() { total } else { shown.min(total) };
    let duration = stream.seconds(long.min(i64::MAX as u64) as i64);
    let entry = trak.entries.first();
    let encrypted = trak.entries.iter().any(|entry| entry.encrypted);
    if encrypted {
        notes.push(format!(
            "Track {} is encrypted by its publisher. It can be neither shown nor cut.",
            trak.id
        ));
    }
    let track = Track {
        id: trak.id.into(),
        role: role(trak, entry, packets, stream.seconds(last.saturating_sub(first)), durations),
        codec: stream.formats[0].codec.clone(),
        codec_string: stream.formats[0].name.clone(),
        language: trak.language.clone(),
        name: trak.name.clone(),
        start,
        duration,
        packets,
        keys,
        bytes,
        encrypted,
        chosen: trak.enabled,
        forced: false,
    };
    (track, stream)
}

/// At least one, so that every packet has its format.
fn formats(entries: &[Entry]) -> Vec<Format> {
    let mut formats: Vec<Format> = entries.iter().map(|entry| entry.format.clone()).collect();
    if formats.is_empty() {
        let codec = Codec::Other("unknown".into());
        formats.push(Format::new(codec, String::new(), Vec::new()));
    }
    formats
}

fn role(trak: &Trak, entry: Option<&Entry>, packets: u64, seconds: f64, durations: (u32, u32)) -> Role {
    match entry.map(|entry| &entry.shape) {
        Some(Shape::Picture(picture)) => {
            let steady = f64::from(durations.0) * 1.01 + 1.0;
            Role::Video(Picture {
                pixel: picture.pixel.or_else(|| stretched(picture, trak.shown)),
                turn: trak.turn,
                flip: trak.flip,
                rate: (packets > 1 && seconds > 0.0).then(|| packets as f64 / seconds),
                variable: f64::from(durations.1) > steady && packets > 2,
                ..picture.clone()
            })
        }
        Some(Shape::Sound(sound)) => Role::Audio(Sound {
            rate: if sound.rate > 0 { sound.rate } else { trak.timescale },
            ..sound.clone()
        }),
        Some(Shape::Text) => Role::Text,
        _ => Role::Other,
    }
}

/// Pixels that are not square, told by the size at which the track is shown alone.
fn stretched(picture: &Picture, (width, height): (f64, f64)) -> Option<(u32, u32)> {
    let (across, down) = (width * f64::from(picture.height), height * f64::from(picture.width));
    if across <= 0.0 || down <= 0.0 || (across / down - 1.0).abs() < 0.01 {
        return None;
    }
    let (mut a, mut b) = (across as u64, down as u64);
    while b > 0 {
        (a, b) = (b, a % b);
    }
    let part = |whole: f64| u32::try_from(whole as u64 / a.max(1)).ok().filter(|part| *part > 0);
    part(across).zip(part(down))
}
