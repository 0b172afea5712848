//! Sample entries for packets that come from elsewhere: codec and record become the box that MP4 knows them by.

use super::out::Out;
use crate::mp4::bytes::Name;
use crate::{Codec, Error, Format, Kind, Picture, Result, Role, Sound, Track, name};

/// Whether MP4 has a place for packets of this codec, even if they come from another container.
pub fn holds(codec: &Codec) -> bool {
    !matches!(codec, Codec::Other(_) | Codec::Vorbis | Codec::Ass)
}

/// The entry of timed text, for packets that are in the form of MP4 already, as [`pack`](crate::subtitle::pack) makes them.
pub fn timed_text() -> Vec<u8> {
    let mut out = Out::default();
    text(&mut out, &Format::new(Codec::Text, "", Vec::new()));
    out.bytes
}

/// The entry of a format: as it stood in its file, or a new one.
pub(super) fn entry(track: &Track, format: &Format) -> Result<Vec<u8>> {
    if format.entry.len() >= 16 {
        let mut entry = format.entry.clone();
        // The only place for packets in the new file is the first.
        entry[14..16].copy_from_slice(&[0, 1]);
        return Ok(entry);
    }
    let mut out = Out::default();
    match &track.role {
        Role::Video(picture) => video(&mut out, picture, format),
        Role::Audio(sound) => audio(&mut out, sound, format),
        Role::Text => text(&mut out, format),
        Role::Other => None,
    }
    .ok_or_else(|| {
        Error::new(
            Kind::Unsupported,
            format!(
                "MP4 has no place for track {} ({}). Leave it out, or choose Matroska.",
                track.id, format.codec
            ),
        )
    })?;
    Ok(out.bytes)
}

fn video(out: &mut Out, picture: &Picture, format: &Format) -> Option<()> {
    let config = format.config.as_slice();
    let (name, record, body): (&Name, &Name, Vec<u8>) = match format.codec {
        Codec::H264 if format.name.starts_with("avc3") => (b"avc3", b"avcC", config.into()),
        Codec::H264 if !config.is_empty() => (b"avc1", b"avcC", config.into()),
        Codec::H265 if format.name.starts_with("hev1") => (b"hev1", b"hvcC", config.into()),
        Codec::H265 if !config.is_empty() => (b"hvc1", b"hvcC", config.into()),
        Codec::Vp8 => (b"vp08", b"vpcC", [&[1, 0, 0, 0][..], &[0, 10, 0x82, 2, 2, 2, 0, 0]].concat()),
        Codec::Vp9 => {
            let known = name::Vp9::parse(&format.name);
            let known = known.unwrap_or(name::Vp9 {
                profile: 0,
                level: 10,
                bits: 8,
                chroma: 1,
                color: picture.color,
            });
            (b"vp09", b"vpcC", [&[1, 0, 0, 0][..], &known.write()].concat())
        }
        Codec::Av1 if !config.is_empty() => (b"av01", b"av1C", config.into()),
        _ => return None,
    };
    out.boxed(name, |out| {
        out.zeros(6);
        out.u16(1);
        out.zeros(16);
        out.u16(picture.width.min(65_535) as u16);
        out.u16(picture.height.min(65_535) as u16);
        // 72 dots per inch, then one frame for each packet.
        out.u32(72 << 16);
        out.u32(72 << 16);
        out.u32(0);
        out.u16(1);
        out.zeros(32);
        out.u16(24);
        out.u16(0xffff);
        out.boxed(record, |out| out.put(&body));
        if let Some(color) = picture.color {
            out.boxed(b"colr", |out| {
                out.put(b"nclx");
                for code in [color.primaries, color.transfer, color.matrix] {
                    out.u16(code.into());
                }
                out.u8(u8::from(color.full) << 7);
            });
        }
        if let Some((across, down)) = picture.pixel {
            out.boxed(b"pasp", |out| {
                out.u32(across);
                out.u32(down);
            });
        }
    });
    Some(())
}

fn audio(out: &mut Out, sound: &Sound, format: &Format) -> Option<()> {
    let config = format.config.as_slice();
    if let Codec::Pcm { bits, float, signed, big } = format.codec {
        let flags = u32::from(float) | u32::from(big) << 1 | u32::from(signed && !float) << 2 | 8;
        linear(out, sound, bits, flags);
        return Some(());
    }
    let (name, body): (&Name, Vec<u8>) = match format.codec {
        Codec::Aac if !config.is_empty() => (b"mp4a", descriptor(0x40, config)),
        Codec::Mp3 => (b"mp4a", descriptor(0x6b, &[])),
        Codec::Opus => (b"Opus", record(b"dOps", &opus(config)?)),
        Codec::Flac => (b"fLaC", record(b"dfLa", &[&[0; 4], config.strip_prefix(b"fLaC")?].concat())),
        Codec::Alac if !config.is_empty() => (b"alac", record(b"alac", &[&[0; 4], config].concat())),
        Codec::Ulaw => (b"ulaw", Vec::new()),
        Codec::Alaw => (b"alaw", Vec::new()),
        _ => return None,
    };
    out.boxed(name, |out| {
        out.zeros(6);
        out.u16(1);
        out.zeros(8);
        out.u16(sound.channels);
        out.u16(16);
        out.u32(0);
        out.u32(if sound.rate < 1 << 16 { sound.rate << 16 } else { 0 });
        out.put(&body);
    });
    Some(())
}

/// QuickTime's version 2 of a description, which has room for every rate and every form of numbers.
fn linear(out: &mut Out, sound: &Sound, bits: u8, flags: u32) {
    out.boxed(b"lpcm", |out| {
        out.zeros(6);
        out.u16(1);
        out.u16(2);
        out.zeros(6);
        // What older programs read here, they shall not use.
        out.put(&[0, 3, 0, 16, 0xff, 0xfe, 0, 0, 0, 1, 0, 0]);
        out.u32(72);
        out.u64(f64::from(sound.rate).to_bits());
        out.u32(sound.channels.into());
        out.u32(0x7f00_0000);
        out.u32(bits.into());
        out.u32(flags);
        out.u32(u32::from(bits) / 8 * u32::from(sound.channels));
        out.u32(1);
    });
}

fn text(out: &mut Out, format: &Format) -> Option<()> {
    match format.codec {
        Codec::Text => out.boxed(b"tx3g", |out| {
            out.zeros(6);
            out.u16(1);
            out.u32(0);
            // In the middle, at the bottom, on nothing.
            out.put(&[1, 0xff, 0, 0, 0, 0]);
            out.zeros(8);
            // All letters in the first font, 18 points, white.
            out.put(&[0, 0, 0, 0, 0, 1, 0, 18, 0xff, 0xff, 0xff, 0xff]);
            out.boxed(b"ftab", |out| {
                out.put(&[0, 1, 0, 1, 5]);
                out.put(b"Serif");
            });
        }),
        Codec::WebVtt => out.boxed(b"wvtt", |out| {
            out.zeros(6);
            out.u16(1);
            out.boxed(b"vttC", |out| out.put(b"WEBVTT"));
        }),
        _ => return None,
    }
    Some(())
}

fn record(name: &Name, body: &[u8]) -> Vec<u8> {
    let mut out = Out::default();
    out.boxed(name, |out| out.put(body));
    out.bytes
}

/// `esds` with the descriptors that MPEG-4 Systems wants.
fn descriptor(kind: u8, config: &[u8]) -> Vec<u8> {
    let tag = |tag: u8, body: &[u8]| {
        let length = body.len().min(0x0fff_ffff);
        let byte = |shift: usize| (length >> shift & 0x7f) as u8;
        let mut out = vec![tag, byte(21) | 0x80, byte(14) | 0x80, byte(7) | 0x80, byte(0)];
        out.extend_from_slice(&body[..length]);
        out
    };
    // A stream of sound; how large its buffer is and how many bits it has a second is not said.
    let mut decoder = vec![kind, 0x15, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    if !config.is_empty() {
        decoder.extend(tag(5, config));
    }
    let stream = [&[0, 0, 0][..], &tag(4, &decoder), &tag(6, &[2])].concat();
    record(b"esds", &[&[0; 4], &tag(3, &stream)[..]].concat())
}

/// The identification header of Opus is `dOps` with its numbers turned round.
fn opus(config: &[u8]) -> Option<Vec<u8>> {
    let body = config.strip_prefix(b"OpusHead")?;
    let [_, channels, a, b, c, d, e, f, g, h, rest @ ..] = body else { return None };
    Some([&[0, *channels, *b, *a, *f, *e, *d, *c, *h, *g], rest].concat())
}
