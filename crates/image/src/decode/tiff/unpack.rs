//! One strip or tile of a TIFF: from its bytes in the file to rows of packed samples.

use super::directory::number;
use super::fax;
use super::layout::Layout;
use crate::decode::{jpeg, room};
use crate::header::{Jpeg, broken, sealed_jpeg, truncated, unsupported};
use crate::{Result, Source};
use std::borrow::Cow;
use std::io::Read;
use weezl::{BitOrder, decode};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::options::DecoderOptions;

/// The rows of a chunk, and whether their numbers begin with the most significant byte.
pub(super) fn unpack<'a>(
    raw: &'a [u8],
    layout: &Layout,
    rows: usize,
    big: bool,
    tables: Option<&[u8]>,
) -> Result<(Cow<'a, [u8]>, bool)> {
    let (across, down) = layout.shared;
    let need = if (across, down) == (1, 1) {
        layout.row() * rows
    } else {
        layout.chunk.0.div_ceil(across) * rows.div_ceil(down) * (across * down + 2)
    };
    // Whatever packed it, nothing grows to eight times its size; a chunk may claim all of the file.
    let mut raw = Cow::Borrowed(&raw[..raw.len().min(need.saturating_mul(8).saturating_add(1 << 16))]);
    if layout.reversed && layout.compression != 7 {
        raw.to_mut().iter_mut().for_each(|byte| *byte = byte.reverse_bits());
    }
    let mut out = match layout.compression {
        1 => match raw {
            Cow::Borrowed(raw) => Cow::Borrowed(&raw[..need.min(raw.len())]),
            owned => owned,
        },
        2..=4 => fax::decode(&raw, layout.chunk.0, rows, layout.compression, layout.fax_options)?.into(),
        5 => lzw(&raw, need)?.into(),
        7 => photo(&raw, layout, rows, tables)?.into(),
        8 | 32_946 => {
            let mut out = Vec::new();
            // What is missing is noticed below.
            let _ = flate2::read::ZlibDecoder::new(&raw[..]).take(need as u64).read_to_end(&mut out);
            out.into()
        }
        32_773 => pack_bits(&raw, need).into(),
        other => return Err(unsupported(Source::Tiff, format_args!("compression of kind {other}"))),
    };
    if out.len() < need {
        return Err(truncated(Source::Tiff));
    }
    if layout.shared != (1, 1) {
        out = share(&out, layout, rows)?.into();
    }
    match layout.predictor {
        1 => return Ok((out, big)),
        2 => out.to_mut().chunks_exact_mut(layout.row()).try_for_each(|row| add_up(row, layout, big))?,
        3 => {
            out.to_mut().chunks_exact_mut(layout.row()).try_for_each(|row| gather(row, layout))?;
            return Ok((out, true));
        }
        other => return Err(unsupported(Source::Tiff, format_args!("a predictor of kind {other}"))),
    }
    Ok((out, big))
}

fn lzw(raw: &[u8], need: usize) -> Result<Vec<u8>> {
    let mut out = room(need as u64)?;
    // Writers before 1993 began with the other end of the bytes.
    let mut decoder = if matches!(raw, [0, second, ..] if second & 1 == 1) {
        decode::Configuration::new(BitOrder::Lsb, 8)
    } else {
        decode::Configuration::with_tiff_size_switch(BitOrder::Msb, 8)
    }
    .with_yield_on_full_buffer(true)
    .build();
    let (mut from, mut to) = (0, 0);
    while to < need {
        let step = decoder.decode_bytes(&raw[from..], &mut out[to..]);
        from += step.consumed_in;
        to += step.consumed_out;
        if step.status.is_err() || step.consumed_in + step.consumed_out == 0 {
            return Err(truncated(Source::Tiff));
        }
    }
    Ok(out)
}

fn pack_bits(mut raw: &[u8], need: usize) -> Vec<u8> {
    let mut out = Vec::new();
    while let Some((&length, rest)) = raw.split_first()
        && out.len() < need
    {
        raw = rest;
        let length = length as i8;
        if length >= 0 {
            let (run, rest) = raw.split_at(raw.len().min(length as usize + 1));
            out.extend(run);
            raw = rest;
        } else if length != i8::MIN
            && let Some((&byte, rest)) = raw.split_first()
        {
            out.resize(out.len() + usize::from(length.unsigned_abs()) + 1, byte);
            raw = rest;
        }
    }
    out
}

fn photo(raw: &[u8], layout: &Layout, rows: usize, tables: Option<&[u8]>) -> Result<Vec<u8>> {
    let wrong = |error| broken(Source::Tiff, format_args!("{error:?}"));
    // The tables are a file of their own: without its end, and the picture without its start, they are one.
    let whole = match (tables.and_then(|tables| tables.strip_suffix(&[0xff, 0xd9])), raw.get(2..)) {
        (Some(tables), Some(raw)) => Cow::Owned([tables, raw].concat()),
        _ => Cow::Borrowed(raw),
    };
    let whole = sealed_jpeg(&whole).ok_or_else(|| truncated(Source::Tiff))?;
    let options = DecoderOptions::default().set_strict_mode(true);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(&whole[..]), options);
    decoder.decode_headers().map_err(wrong)?;
    let (width, height) = decoder.dimensions().unwrap_or_default();
    let colours = decoder.input_colorspace().filter(|colours| colours.num_components() == layout.in_chunk());
    let colours = colours.filter(|_| width == layout.chunk.0 && (rows..=layout.chunk.1).contains(&height));
    let Some(colours) = colours.filter(|_| layout.bits == 8) else {
        return Err(broken(Source::Tiff, "its headers contradict each other"));
    };
    // Colours as they are stored: the TIFF says what they mean.
    let header = Jpeg::read(&whole)?;
    if header.odd {
        return jpeg::odd(&whole, header.components, true);
    }
    decoder.set_options(options.jpeg_set_out_colorspace(colours));
    let mut out = room((width * height * colours.num_components()) as u64)?;
    decoder.decode_into(&mut out).map_err(wrong)?;
    Ok(out)
}

/// Brightness of several pixels, then the colour that they share: each pixel gets its own.
fn share(packed: &[u8], layout: &Layout, rows: usize) -> Result<Vec<u8>> {
    let ((across, down), wide) = (layout.shared, layout.chunk.0);
    let mut out: Vec<u8> = room((wide * rows * 3) as u64)?;
    for (index, unit) in packed.chunks_exact(across * down + 2).enumerate() {
        let (left, top) = (index % wide.div_ceil(across) * across, index / wide.div_ceil(across) * down);
        for (place, &bright) in unit[..across * down].iter().enumerate() {
            let (x, y) = (left + place % across, top + place / across);
            if x < wide && y < rows {
                out[(y * wide + x) * 3..][..3].copy_from_slice(&[
                    bright,
                    unit[across * down],
                    unit[across * down + 1],
                ]);
            }
        }
    }
    Ok(out)
}

/// Undoes the horizontal predictor.
fn add_up(row: &mut [u8], layout: &Layout, big: bool) -> Result<()> {
    let (bytes, count) = (layout.bits / 8, layout.in_chunk());
    if !matches!(layout.bits, 8 | 16 | 32) {
        return Err(unsupported(Source::Tiff, format_args!("differences of {} bits", layout.bits)));
    }
    for place in (count * bytes..row.len()).step_by(bytes) {
        if bytes == 1 {
            row[place] = row[place].wrapping_add(row[place - count]);
            continue;
        }
        let at = |place: usize| number(&row[place..place + bytes], big);
        let sum = (at(place).wrapping_add(at(place - count * bytes)) as u32) << (32 - layout.bits);
        let raw = if big { sum.to_be_bytes() } else { (sum >> (32 - layout.bits)).to_le_bytes() };
        row[place..place + bytes].copy_from_slice(&raw[..bytes]);
    }
    Ok(())
}

/// Undoes the predictor of real numbers: all first bytes of a row, then all second ones, each as a difference.
fn gather(row: &mut [u8], layout: &Layout) -> Result<()> {
    let (bytes, count) = (layout.bits / 8, layout.in_chunk());
    if !layout.bits.is_multiple_of(8) {
        return Err(unsupported(Source::Tiff, format_args!("differences of {} bits", layout.bits)));
    }
    for place in count..row.len() {
        row[place] = row[place].wrapping_add(row[place - count]);
    }
    let parts = row.to_vec();
    let length = row.len() / bytes;
    for (place, byte) in row.iter_mut().enumerate() {
        *byte = parts[place % bytes * length + place / bytes];
    }
    Ok(())
}
