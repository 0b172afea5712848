//! Entries of pictures: size, pixels, colour, and what their decoder has to know.

use super::{Entry, Shape, descriptor, letters, unlocked};
use crate::h264::{self, Sps};
use crate::mp4::bytes::{Bytes, child};
use crate::{Codec, Color, Picture, name};

pub(super) fn read(name: [u8; 4], mut body: Bytes, entry: &mut Entry) -> Option<()> {
    body.skip(16)?;
    let (width, height) = (body.u16()?, body.u16()?);
    body.skip(46)?;
    let depth = body.u16()?;
    body.skip(2)?;
    let children = body.0;
    let (name, encrypted) = unlocked(name, children);
    let mut picture = Picture {
        width: width.into(),
        height: height.into(),
        pixel: child(children, b"pasp").and_then(pixel),
        color: child(children, b"colr").and_then(color),
        // One field or two in each picture.
        interlaced: child(children, b"fiel").and_then(|body| Some(*body.first()? > 1)),
        ..Picture::default()
    };
    entry.encrypted = encrypted;
    codec(name, children, entry, &mut picture);
    // Where a codec is not asked, 32 bits of depth are colour and transparency.
    picture.alpha |= depth == 32 && matches!(entry.format.codec, Codec::Other(_));
    entry.shape = Shape::Picture(picture);
    Some(())
}

fn codec(name: [u8; 4], children: &[u8], entry: &mut Entry, picture: &mut Picture) {
    let format = &mut entry.format;
    let config = |name| child(children, name).map(<[u8]>::to_vec).unwrap_or_default();
    match &name {
        b"avc1" | b"avc2" | b"avc3" | b"avc4" => {
            (format.codec, format.config) = (Codec::H264, config(b"avcC"));
            format.name = name::h264(&format.config, &name == b"avc3").unwrap_or_default();
            if let Some(sps) = h264::sets(&format.config).sps.first().and_then(|unit| Sps::read(unit)) {
                sps.describe(picture);
            }
        }
        b"hvc1" | b"hev1" | b"dvh1" | b"dvhe" => {
            (format.codec, format.config) = (Codec::H265, config(b"hvcC"));
            format.name = name::h265(&format.config, matches!(&name, b"hev1" | b"dvhe")).unwrap_or_default();
            if let Some([chroma, luma]) = format.config.get(16..18) {
                picture.chroma = chroma_of(chroma & 3).map(Into::into);
                picture.bits = Some((luma & 7) + 8);
            }
            picture.interlaced = picture.interlaced.or(name::scan(&format.config));
        }
        b"vp08" | b"VP80" => {
            (format.codec, format.name) = (Codec::Vp8, "vp8".into());
            (picture.bits, picture.chroma) = (Some(8), Some("4:2:0".into()));
        }
        b"vp09" | b"VP90" => {
            format.codec = Codec::Vp9;
            if let Some(known) =
                child(children, b"vpcC").and_then(|body| body.get(4..)).and_then(name::Vp9::read)
            {
                format.name = known.name();
                picture.bits = Some(known.bits);
                picture.chroma = Some(
                    if known.chroma < 2 {
                        "4:2:0"
                    } else if known.chroma == 2 {
                        "4:2:2"
                    } else {
                        "4:4:4"
                    }
                    .into(),
                );
                picture.color = picture.color.or(known.color.filter(|color| color.primaries != 2));
            }
        }
        b"av01" | b"AV01" => {
            (format.codec, format.config) = (Codec::Av1, config(b"av1C"));
            format.name = name::av1(&format.config).unwrap_or_default();
            if let Some(flags) = format.config.get(2) {
                picture.bits = Some(match flags >> 5 & 3 {
                    0 | 1 => 8,
                    2 => 10,
                    _ => 12,
                });
                picture.chroma = Some(
                    match flags >> 2 & 7 {
                        4..=7 => "4:0:0",
                        0 => "4:4:4",
                        2 => "4:2:2",
                        _ => "4:2:0",
                    }
                    .into(),
                );
            }
        }
        _ => {
            let known = child(children, b"esds").and_then(descriptor::read).unwrap_or_default();
            format.config = known.config.to_vec();
            format.codec = match known.kind {
                0x21 => Codec::H264,
                0xb1 => Codec::Vp9,
                0x60..=0x65 => Codec::Other("mpeg2".into()),
                0x6a => Codec::Other("mpeg1".into()),
                0x6c => Codec::Other("jpeg".into()),
                _ => Codec::Other(letters(name)),
            };
        }
    }
}

fn chroma_of(code: u8) -> Option<&'static str> {
    ["4:0:0", "4:2:0", "4:2:2", "4:4:4"].get(usize::from(code)).copied()
}

/// `pasp`: how wide a pixel is, and how high.
fn pixel(body: &[u8]) -> Option<(u32, u32)> {
    let mut body = Bytes(body);
    let (across, down) = (body.u32()?, body.u32()?);
    (across > 0 && down > 0 && across != down).then_some((across, down))
}

/// `colr`: code points, in the form of ISO or of QuickTime.
fn color(body: &[u8]) -> Option<Color> {
    let mut body = Bytes(body);
    let kind = body.array::<4>()?;
    if !matches!(&kind, b"nclx" | b"nclc") {
        return None;
    }
    let mut next = || body.u16().map(|code| code.min(255) as u8);
    let (primaries, transfer, matrix) = (next()?, next()?, next()?);
    let full = &kind == b"nclx" && body.u8().is_some_and(|flag| flag & 0x80 > 0);
    Some(Color { primaries, transfer, matrix, full })
}
