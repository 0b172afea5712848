//! Entries of sound: three layouts of QuickTime, and the boxes in which codecs keep what their decoder has to know.

use super::{Entry, Shape, descriptor, letters, unlocked};
use crate::headers::aac;
use crate::mp4::bytes::{Bytes, child, full};
use crate::mp4::table::Grain;
use crate::{Codec, Sound, name};

/// What the fixed part of an entry says.
#[derive(Debug, Default)]
struct Fixed {
    sound: Sound,
    /// Version 1: frames of a packet, and the bytes they take together.
    grain: Option<Grain>,
    /// Version 2: how numbers are written.
    flags: u32,
    bits: u32,
}

pub(super) fn read(name: [u8; 4], mut body: Bytes, table: u8, entry: &mut Entry) -> Option<()> {
    let mut fixed = fixed(&mut body, table)?;
    let children = body.0;
    let (name, encrypted) = unlocked(name, children);
    // QuickTime keeps the boxes of a codec in a box of their own.
    let wave = child(children, b"wave").unwrap_or_default();
    entry.encrypted = encrypted;
    let find = |name| child(children, name).or_else(|| child(wave, name));
    let format = &mut entry.format;
    format.codec = match &name {
        b"mp4a" | b".mp3" | b"ms\0U" | b"ms\0\xff" => {
            let known = find(b"esds").and_then(descriptor::read).unwrap_or_default();
            format.config = known.config.to_vec();
            coded(&name, known.kind)
        }
        b"Opus" => {
            format.config = find(b"dOps").and_then(opus).unwrap_or_default();
            Codec::Opus
        }
        b"fLaC" => {
            let blocks = find(b"dfLa").and_then(|body| body.get(4..)).unwrap_or_default();
            format.config = [b"fLaC", blocks].concat();
            Codec::Flac
        }
        b"alac" => {
            format.config =
                find(b"alac").and_then(|body| body.get(4..)).map(<[u8]>::to_vec).unwrap_or_default();
            Codec::Alac
        }
        b"ulaw" => Codec::Ulaw,
        b"alaw" => Codec::Alaw,
        _ => plain(&name, &fixed, children, find(b"enda")).unwrap_or_else(|| Codec::Other(letters(name))),
    };
    let channels = u32::from(fixed.sound.channels);
    match &format.codec {
        Codec::Aac => {
            if let Some(known) = aac::Config::read(&format.config) {
                format.name = known.name();
                fixed.sound.rate = known.rate;
                fixed.sound.channels = known.channels.unwrap_or(fixed.sound.channels);
            }
            fixed.sound.bits = None;
        }
        Codec::Opus => {
            fixed.sound.rate = 48_000;
            fixed.sound.channels = format.config.get(9).map_or(fixed.sound.channels, |&count| count.into());
            fixed.sound.bits = None;
        }
        Codec::Flac => {
            // STREAMINFO knows what 16 bits of the entry cannot hold.
            if let Some([a, b, c, d]) = format.config.get(18..22) {
                let (rate, rest) = (u32::from_be_bytes([0, *a, *b, *c]) >> 4, u16::from_be_bytes([*c, *d]));
                fixed.sound.rate = if rate > 0 { rate } else { fixed.sound.rate };
                fixed.sound.bits = Some((rest >> 4 & 31) + 1);
            }
        }
        Codec::Alac => {
            if let Some(rate) =
                format.config.get(20..24).and_then(|bytes| Bytes(bytes).u32()).filter(|rate| *rate > 0)
            {
                fixed.sound.rate = rate;
                fixed.sound.bits = format.config.get(5).map(|&bits| bits.into());
            }
        }
        Codec::Pcm { bits, .. } => {
            fixed.sound.bits = Some((*bits).into());
            entry.grain = Some(Grain { frames: 1, bytes: channels.saturating_mul((*bits).into()) / 8 });
        }
        Codec::Ulaw | Codec::Alaw => {
            fixed.sound.bits = Some(8);
            entry.grain = Some(Grain { frames: 1, bytes: channels });
        }
        Codec::Mp3 => fixed.sound.bits = None,
        _ => entry.grain = fixed.grain.filter(|grain| grain.frames > 1),
    }
    entry.grain = entry.grain.filter(|grain| grain.bytes > 0 && grain.frames > 0);
    if format.name.is_empty() {
        format.name = name::plain(&format.codec).into();
    }
    entry.shape = Shape::Sound(fixed.sound);
    Some(())
}

fn fixed(body: &mut Bytes, table: u8) -> Option<Fixed> {
    let version = body.u16()?;
    body.skip(6)?;
    let (channels, bits) = (body.u16()?, body.u16()?);
    body.skip(4)?;
    let rate = body.u32()? >> 16;
    let mut fixed =
        Fixed { sound: Sound { rate, channels, bits: Some(bits) }, bits: bits.into(), ..Fixed::default() };
    match version {
        // In a table of version 1, as ISO has it, this is not QuickTime's version 1.
        1 if table == 0 => {
            let frames = body.u32()?;
            body.skip(4)?;
            let bytes = body.u32()?;
            body.skip(4)?;
            fixed.grain = Some(Grain { frames, bytes });
        }
        2 => {
            body.skip(4)?;
            let rate = f64::from_bits(body.u64()?);
            fixed.sound.rate = if rate.is_finite() { rate as u32 } else { 0 };
            fixed.sound.channels = body.u32()?.min(u32::from(u16::MAX)) as u16;
            body.skip(4)?;
            fixed.bits = body.u32()?;
            fixed.sound.bits = Some(fixed.bits.min(u32::from(u16::MAX)) as u16);
            fixed.flags = body.u32()?;
            body.skip(8)?;
        }
        _ => {}
    }
    Some(fixed)
}

/// What MPEG-4 calls the coding; without a word of it, MP3 and AAC go by the name of the entry.
fn coded(name: &[u8; 4], kind: u8) -> Codec {
    match kind {
        0x40 | 0x66..=0x68 => Codec::Aac,
        0x69 | 0x6b => Codec::Mp3,
        0xad => Codec::Opus,
        0xdd => Codec::Vorbis,
        0xa5 => Codec::Other("ac-3".into()),
        0xa6 => Codec::Other("ec-3".into()),
        0xa9 => Codec::Other("dtsc".into()),
        0 if name != b"mp4a" => Codec::Mp3,
        0 => Codec::Aac,
        _ => Codec::Other(letters(*name)),
    }
}

/// Plain numbers.
fn plain(name: &[u8; 4], fixed: &Fixed, children: &[u8], enda: Option<&[u8]>) -> Option<Codec> {
    let little = enda.and_then(|body| Bytes(body).u16()) == Some(1);
    let bits = match fixed.bits {
        0 | 9..=16 => 16,
        bits @ (8 | 24 | 32 | 64) => bits as u8,
        _ => 0,
    };
    let (bits, float, signed, big) = match name {
        b"sowt" => (bits, false, true, false),
        b"twos" => (bits, false, true, true),
        b"raw " | b"NONE" | b"\0\0\0\0" => (bits, false, bits > 8, true),
        b"in24" => (24, false, true, !little),
        b"in32" => (32, false, true, !little),
        b"fl32" => (32, true, true, !little),
        b"fl64" => (64, true, true, !little),
        b"lpcm" => {
            let bits = u8::try_from(fixed.bits).ok()?;
            (bits, fixed.flags & 1 > 0, fixed.flags & 4 > 0 || fixed.flags & 1 > 0, fixed.flags & 2 > 0)
        }
        b"ipcm" | b"fpcm" => {
            let (.., mut body) = full(children, b"pcmC")?;
            let big = body.u8()? & 1 == 0;
            (body.u8()?, name == b"fpcm", true, big)
        }
        _ => return None,
    };
    matches!(bits, 8 | 16 | 24 | 32 | 64).then_some(Codec::Pcm { bits, float, signed, big: big && bits > 8 })
}

/// `dOps` is the identification header of Opus with its numbers turned round.
fn opus(body: &[u8]) -> Option<Vec<u8>> {
    let mut body = Bytes(body);
    body.u8()?;
    let channels = body.u8()?;
    let (skip, rate, gain) = (body.u16()?, body.u32()?, body.u16()?);
    let mut head = b"OpusHead\x01".to_vec();
    head.push(channels);
    head.extend(skip.to_le_bytes());
    head.extend(rate.to_le_bytes());
    head.extend(gain.to_le_bytes());
    head.extend(body.0);
    Some(head)
}
