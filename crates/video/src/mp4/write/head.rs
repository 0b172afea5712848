//! What comes before the packets: `ftyp`, `moov` and the head of `mdat`.

use super::meta;
use super::out::Out;
use super::track::Trak;
use crate::mp4::bytes::Name;
use crate::{Codec, Container, Error, Kind, Movie, Result, Role, Stream};

/// Makes the head for packets whose places are counted from the end of the head; `body` is how many bytes follow it.
pub(super) fn head(movie: &Movie, body: u64) -> Result<Vec<u8>> {
    let mut out = Out::default();
    brand(&mut out, movie, false);
    let traks = traks(movie)?;
    let data = if body > u64::from(u32::MAX) - 8 { 16 } else { 8 };
    let start = out.bytes.len();
    // A long table that grows would be copied into room for twice as much.
    out.bytes.reserve_exact(movie.streams.iter().map(room).sum());
    let mut wide = body > u64::from(u32::MAX);
    moov(&mut out, movie, &traks, wide);
    if !wide && out.bytes.len() as u64 + data + body > u64::from(u32::MAX) {
        wide = true;
        out.bytes.truncate(start);
        out.places.clear();
        moov(&mut out, movie, &traks, wide);
    }
    out.moved(out.bytes.len() as u64 + data);
    if data == 16 {
        out.u32(1);
        out.put(b"mdat");
        out.u64(body + 16);
    } else {
        out.u32(body as u32 + 8);
        out.put(b"mdat");
    }
    Ok(out.bytes)
}

/// How many bytes the tables of a track take, or a few more: 16 or 17 for each packet where pictures and sound alternate.
fn room(stream: &Stream) -> usize {
    stream.index.len() * 20 + (4 << 10)
}

/// The tracks as they are written.
pub(super) fn traks(movie: &Movie) -> Result<Vec<Trak<'_>>> {
    let pairs = movie.media.tracks.iter().zip(&movie.streams);
    let mut traks: Vec<Trak> =
        pairs.zip(1..).map(|((track, stream), id)| Trak::new(id, track, stream)).collect::<Result<_>>()?;
    if traks.is_empty() {
        return Err(Error::new(
            Kind::Settings,
            "A film without a track cannot be written. Choose at least one.",
        ));
    }
    // Of each kind the first that shall be, else the first; of text perhaps none.
    let kind = |trak: &Trak| std::mem::discriminant(&trak.track.role);
    let first = |at: usize| {
        let text = traks[at].track.role == Role::Text;
        let alike = || traks.iter().enumerate().filter(|(_, other)| kind(other) == kind(&traks[at]));
        let chosen = alike().find(|(_, other)| other.track.chosen);
        chosen.or_else(|| alike().next().filter(|_| !text)).is_some_and(|(first, _)| first == at)
    };
    let chosen: Vec<bool> = (0..traks.len()).map(first).collect();
    traks.iter_mut().zip(chosen).for_each(|(trak, chosen)| trak.chosen = chosen);
    Ok(traks)
}

/// `ftyp`: QuickTime where entries are of that tradition.
pub(super) fn brand(out: &mut Out, movie: &Movie, fragmented: bool) {
    let plain = |codec: &Codec| matches!(codec, Codec::Pcm { .. } | Codec::Ulaw | Codec::Alaw);
    let fresh = movie.streams.iter().flat_map(|stream| &stream.formats);
    let quick = movie.media.container == Container::Mov
        || fresh.filter(|format| format.entry.is_empty()).any(|format| plain(&format.codec));
    let brands: &[&Name] = match (quick, fragmented) {
        (true, _) => &[b"qt  "],
        (false, true) => &[b"iso6", b"iso5", b"mp41"],
        (false, false) => &[b"isom", b"iso4", b"mp41", b"mp42"],
    };
    out.boxed(b"ftyp", |out| {
        out.put(brands[0]);
        out.u32(0x200);
        brands.iter().for_each(|brand| out.put(*brand));
    });
}

fn moov(out: &mut Out, movie: &Movie, traks: &[Trak], wide: bool) {
    let (clock, created) = (clock(traks), created(movie));
    out.boxed(b"moov", |out| {
        let length = traks.iter().map(|trak| trak.shown(clock)).max().unwrap_or_default();
        header(out, clock, created, length, traks.len());
        traks.iter().for_each(|trak| trak.write(out, clock, created, wide));
        meta::write(out, &movie.media);
    });
}

/// `moov` before fragments: the same, with defaults and without packets.
pub(super) fn begun(out: &mut Out, movie: &Movie, traks: &[Trak]) {
    let (clock, created) = (clock(traks), created(movie));
    out.boxed(b"moov", |out| {
        header(out, clock, created, 0, traks.len());
        traks.iter().for_each(|trak| trak.write(out, clock, created, false));
        out.boxed(b"mvex", |out| {
            for trak in traks {
                out.full(b"trex", 0, 0, |out| {
                    out.u32(trak.id);
                    out.u32(1);
                    out.zeros(12);
                });
            }
        });
        meta::write(out, &movie.media);
    });
}

fn header(out: &mut Out, clock: u32, created: u64, length: u64, tracks: usize) {
    out.full(b"mvhd", 1, 0, |out| {
        out.u64(created);
        out.u64(created);
        out.u32(clock);
        out.u64(length);
        out.u32(1 << 16);
        out.u16(0x100);
        out.zeros(10);
        for cell in [1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30] {
            out.u32(cell);
        }
        out.zeros(24);
        out.u32(tracks as u32 + 1);
    });
}

/// A clock in which all tracks can say what they show, if that is not too fast; else that of the pictures.
fn clock(traks: &[Trak]) -> u32 {
    let common = traks.iter().try_fold(1_u32, |clock, trak| {
        let (mut a, mut b) = (clock, trak.timescale);
        while b > 0 {
            (a, b) = (b, a % b);
        }
        (clock / a.max(1)).checked_mul(trak.timescale).filter(|clock| *clock <= 1_000_000)
    });
    let pictures = traks.iter().find(|trak| matches!(trak.track.role, Role::Video(_))).or(traks.first());
    common.or(pictures.map(|trak| trak.timescale)).unwrap_or(1000)
}

/// The tag `created`, in seconds since 1904. The writer has no clock of its own.
fn created(movie: &Movie) -> u64 {
    let tag = movie.media.tags.iter().find(|tag| tag.key == "created");
    tag.and_then(|tag| crate::mp4::tags::seconds(&tag.value)).unwrap_or_default()
}
