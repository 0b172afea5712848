//! The chunks of a file, and the sound cut into packets.

use crate::headers::describe;
use crate::index::Sample;
use crate::riff::{self, Wave};
use crate::single::Single;
use crate::{Codec, Container, Error, Format, Kind, Movie, Reader, Result, Role, Tag, adts, mp3};

/// A description is not larger, except in attacks.
const LARGEST: u64 = 1 << 20;

/// Opens a file.
pub(crate) fn open(source: &Reader) -> Result<Movie> {
    let chunks = Chunks::read(source)?;
    let broken =
        |what: &str| Error::new(Kind::Broken, format!("This WAV file {what}. Try another copy of it."));
    let wave = Wave::read(&chunks.format).ok_or_else(|| broken("does not say how its sound is coded"))?;
    let (from, until) = chunks.data.ok_or_else(|| broken("has no sound in it"))?;
    if wave.sound.rate == 0 || wave.sound.channels == 0 {
        return Err(broken("says that its sound has no channels or no samples a second"));
    }
    // Frames of MP3 and AAC are found as in files of their own.
    let inner = match wave.codec {
        Codec::Mp3 => mp3::frames(source, from, until)?,
        Codec::Aac if wave.config.is_empty() => adts::frames(source, from, until)?,
        _ => None,
    };
    let single = inner.unwrap_or_else(|| {
        let mut role = Role::Audio(wave.sound.clone());
        let name = describe(&wave.codec, &wave.config, &[], &mut role);
        Single {
            role,
            format: Format::new(wave.codec.clone(), name, wave.config.clone()),
            timescale: wave.sound.rate,
            edits: Vec::new(),
            index: blocks(&wave, from, until).collect(),
            bytes: until - from,
            notes: Vec::new(),
        }
    });
    let mut movie = single.movie(source.size(), Container::Wav);
    movie.media.tags = chunks.tags;
    if chunks.cut {
        let note = "The file is shorter or longer than it says; all of the sound that is there is used.";
        movie.media.notes.push(note.into());
    }
    Ok(movie)
}

/// Whole blocks of at most a second.
fn blocks(wave: &Wave, from: u64, until: u64) -> impl Iterator<Item = Sample> {
    let rate = u64::from(wave.sound.rate);
    let block = u64::from(wave.block).max(1);
    // Of plain numbers a block is a sample; others say how many samples a block has, or at least how fast they go.
    let samples = match wave.codec {
        Codec::Pcm { .. } | Codec::Alaw | Codec::Ulaw => 1,
        _ => match wave.config.first_chunk().map(|two| u64::from(u16::from_le_bytes(*two))) {
            Some(samples @ 1..) => samples,
            _ => (block * rate).checked_div(u64::from(wave.pace)).unwrap_or(0).max(1),
        },
    };
    // A second, but never a packet for each sample because a file says that it has one a second.
    let each = (rate / samples).max(4096 / block).clamp(1, (1 << 24) / block.min(1 << 24));
    let blocks = (until - from) / block;
    (0..blocks.div_ceil(each)).map(move |nth| {
        let count = each.min(blocks - nth * each);
        let at = i64::try_from((nth * each).saturating_mul(samples)).unwrap_or(i64::MAX);
        let duration = count.saturating_mul(samples).min(u64::from(u32::MAX)) as u32;
        let offset = from + nth * each * block;
        Sample { offset, size: (count * block) as u32, dts: at, pts: at, duration, key: true, format: 0 }
    })
}

#[derive(Default)]
struct Chunks {
    format: Vec<u8>,
    /// From where to where the sound is.
    data: Option<(u64, u64)>,
    tags: Vec<Tag>,
    cut: bool,
}

impl Chunks {
    fn read(source: &Reader) -> Result<Self> {
        let mut this = Self::default();
        let (mut at, end, mut long) = (12_u64, source.size(), None);
        // A file may have any number of chunks, but nobody needs those behind ten thousand.
        for _ in 0..10_000 {
            let head = source.read(at..at.saturating_add(8))?;
            let Some((name, size)) = head.split_first_chunk::<4>() else { break };
            let Some(size) = size.first_chunk().map(|size| u64::from(u32::from_le_bytes(*size))) else {
                break;
            };
            let body = at + 8;
            let all = || source.read(body..body + size.min(LARGEST));
            let mut length = size;
            match name {
                b"ds64" => {
                    long = all()?
                        .get(8..16)
                        .and_then(|size| size.first_chunk())
                        .map(|size| u64::from_le_bytes(*size))
                }
                b"fmt " => this.format = all()?,
                b"LIST" => riff::tags(&all()?, &mut this.tags),
                b"data" if this.data.is_none() => {
                    // Recorders that were stopped leave 0 or all ones; RF64 says the size elsewhere.
                    let unknown = size == u64::from(u32::MAX) || size == 0;
                    length = long.filter(|_| unknown).unwrap_or(size);
                    if unknown && long.is_none() || length > end - body {
                        this.cut = true;
                        length = end.saturating_sub(body);
                    }
                    this.data = Some((body, body + length));
                }
                _ => {}
            }
            at = body.saturating_add(length).saturating_add(length & 1);
            if at >= end {
                break;
            }
        }
        Ok(this)
    }
}
