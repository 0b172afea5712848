//! Sound as containers hold it without compression, and G.711.

use crate::{Codec, Error, Kind, Result};

/// Appends what these bytes sound like. Bytes that make no whole sample are left out.
///
/// # Errors
/// `Unsupported` for codecs that are no plain numbers.
pub fn unpack(codec: &Codec, bytes: &[u8], sound: &mut Vec<f32>) -> Result<()> {
    match *codec {
        Codec::Pcm { bits: 8, float: false, signed, .. } => {
            let zero = if signed { 0 } else { 0x80 };
            sound.extend(bytes.iter().map(|n| f32::from((n ^ zero) as i8) / 128.0));
        }
        Codec::Pcm { bits: 16, float: false, signed, big } => {
            integers::<2>(bytes, signed, big, 1.0 / 32_768.0, sound);
        }
        Codec::Pcm { bits: 24, float: false, signed, big } => {
            integers::<3>(bytes, signed, big, 1.0 / 8_388_608.0, sound);
        }
        Codec::Pcm { bits: 32, float: false, signed, big } => {
            integers::<4>(bytes, signed, big, 1.0 / 2_147_483_648.0, sound);
        }
        Codec::Pcm { bits: 32, float: true, big, .. } => {
            let read = if big { f32::from_be_bytes } else { f32::from_le_bytes };
            sound.extend(bytes.as_chunks().0.iter().map(|n| finite(read(*n))));
        }
        Codec::Pcm { bits: 64, float: true, big, .. } => {
            let read = if big { f64::from_be_bytes } else { f64::from_le_bytes };
            sound.extend(bytes.as_chunks().0.iter().map(|n| finite(read(*n) as f32)));
        }
        Codec::Alaw => sound.extend(bytes.iter().map(|n| alaw(*n))),
        Codec::Ulaw => sound.extend(bytes.iter().map(|n| ulaw(*n))),
        _ => return Err(unsupported()),
    }
    Ok(())
}

/// Appends the bytes of sound in this form. What is louder than full scale is clipped, except in floating-point numbers.
///
/// # Errors
/// `Unsupported` for codecs that are no plain numbers.
pub fn pack(codec: &Codec, sound: &[f32], bytes: &mut Vec<u8>) -> Result<()> {
    let scaled = |n: f32, bits: u8| {
        let full = (1_i64 << (bits - 1)) as f64;
        // Halves go to the even side, so that silence gets no bias.
        (f64::from(n) * full).round_ties_even().clamp(-full, full - 1.0) as i32
    };
    match *codec {
        Codec::Pcm { bits: bits @ (8 | 16 | 24 | 32), float: false, signed, big } => {
            let size = usize::from(bits / 8);
            let zero = if signed { 0 } else { 1 << (bits - 1) };
            for n in sound {
                let n = (scaled(*n, bits) as u32) ^ zero;
                if big {
                    bytes.extend_from_slice(&n.to_be_bytes()[4 - size..]);
                } else {
                    bytes.extend_from_slice(&n.to_le_bytes()[..size]);
                }
            }
        }
        Codec::Pcm { bits: 32, float: true, big, .. } => {
            let write = if big { f32::to_be_bytes } else { f32::to_le_bytes };
            sound.iter().for_each(|n| bytes.extend_from_slice(&write(*n)));
        }
        Codec::Pcm { bits: 64, float: true, big, .. } => {
            let write = if big { f64::to_be_bytes } else { f64::to_le_bytes };
            sound.iter().for_each(|n| bytes.extend_from_slice(&write(f64::from(*n))));
        }
        Codec::Alaw => bytes.extend(sound.iter().map(|n| nearest(*n, alaw, 0x55))),
        Codec::Ulaw => bytes.extend(sound.iter().map(|n| nearest(*n, ulaw, 0xff))),
        _ => return Err(unsupported()),
    }
    Ok(())
}

fn unsupported() -> Error {
    Error::new(Kind::Unsupported, "This sound is not plain numbers. Decode it, or choose another format.")
}

/// A number that is none would silence every filter behind it.
fn finite(n: f32) -> f32 {
    if n.is_finite() { n } else { 0.0 }
}

fn integers<const N: usize>(bytes: &[u8], signed: bool, big: bool, scale: f32, sound: &mut Vec<f32>) {
    sound.extend(bytes.as_chunks::<N>().0.iter().map(|sample| {
        let mut whole = [0; 4];
        if big {
            whole[..N].copy_from_slice(sample);
        } else {
            (0..N).for_each(|n| whole[N - 1 - n] = sample[n]);
        }
        let n = i32::from_be_bytes(whole) ^ if signed { 0 } else { i32::MIN };
        (n >> (32 - 8 * N)) as f32 * scale
    }));
}

/// ITU-T G.711, table 1a.
fn alaw(byte: u8) -> f32 {
    let byte = byte ^ 0x55;
    let (exponent, mantissa) = (byte >> 4 & 7, i32::from(byte & 15));
    let size = match exponent {
        0 => mantissa * 16 + 8,
        _ => (mantissa * 16 + 0x108) << (exponent - 1),
    };
    (if byte & 0x80 != 0 { size } else { -size }) as f32 / 32_768.0
}

/// ITU-T G.711, table 2a.
fn ulaw(byte: u8) -> f32 {
    let byte = !byte;
    let size = (((i32::from(byte & 15) << 3) + 0x84) << (byte >> 4 & 7)) - 0x84;
    (if byte & 0x80 != 0 { -size } else { size }) as f32 / 32_768.0
}

/// The byte that sounds most like this. Sizes grow with the seven lower bits, once those in `flip` are turned over.
fn nearest(n: f32, decode: fn(u8) -> f32, flip: u8) -> u8 {
    let sign = if (decode(flip) > 0.0 || decode(flip ^ 1) > 0.0) == (n >= 0.0) { 0 } else { 0x80 };
    let size = |step: u8| decode((step | sign) ^ flip).abs();
    let (mut low, mut high) = (0, 127);
    while low + 1 < high {
        let middle = (low + high) / 2;
        if size(middle) <= n.abs() { low = middle } else { high = middle }
    }
    let step = if n.abs() - size(low) <= size(high) - n.abs() { low } else { high };
    (step | sign) ^ flip
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> Vec<Codec> {
        let mut all = vec![Codec::Alaw, Codec::Ulaw];
        for big in [false, true] {
            for (bits, float) in [(8, false), (16, false), (24, false), (32, false), (32, true), (64, true)] {
                all.extend([true, false].map(|signed| Codec::Pcm { bits, float, signed, big }));
            }
        }
        all
    }

    #[test]
    fn what_is_packed_and_unpacked_stays() {
        let sound: Vec<f32> = (-100..=100).map(|n| n as f32 / 100.0).collect();
        for codec in all() {
            let (mut bytes, mut back) = (Vec::new(), Vec::new());
            pack(&codec, &sound, &mut bytes).unwrap();
            unpack(&codec, &bytes, &mut back).unwrap();
            let (share, least) = match codec {
                Codec::Alaw | Codec::Ulaw => (0.035, 0.0005),
                Codec::Pcm { bits: 8, .. } => (0.0, 1.0 / 128.0),
                _ => (0.0, 1.0 / 32_768.0),
            };
            assert_eq!(back.len(), sound.len());
            for (a, b) in sound.iter().zip(&back) {
                assert!((a - b).abs() <= a.abs() * share + least, "{codec:?}: {a} {b}");
            }
        }
    }

    #[test]
    fn every_byte_of_g711_comes_back() {
        for codec in [Codec::Alaw, Codec::Ulaw] {
            for byte in 0..=255 {
                let (mut sound, mut again) = (Vec::new(), Vec::new());
                unpack(&codec, &[byte], &mut sound).unwrap();
                pack(&codec, &sound, &mut again).unwrap();
                // The second zero of µ-law sounds like the first.
                assert!(again == [byte] || sound == [0.0], "{codec:?} {byte} {again:?}");
            }
        }
    }

    #[test]
    fn what_is_too_loud_is_clipped_and_what_is_no_number_is_silent() {
        let wide = Codec::Pcm { bits: 16, float: false, signed: true, big: true };
        let mut bytes = Vec::new();
        pack(&wide, &[2.0, -2.0], &mut bytes).unwrap();
        assert_eq!(bytes, [0x7f, 0xff, 0x80, 0]);
        let mut sound = Vec::new();
        let float = Codec::Pcm { bits: 32, float: true, signed: true, big: false };
        unpack(&float, &f32::NAN.to_le_bytes(), &mut sound).unwrap();
        assert_eq!(sound, [0.0]);
        assert_eq!(unpack(&Codec::Opus, &[], &mut sound).unwrap_err().kind, Kind::Unsupported);
    }
}
