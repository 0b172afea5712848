//! Files that mean harm, made in code: a hundred pictures here, a hundred [`papers`] beside them. Bombs, lies about size, and
//! damaged files of every format that is read.
//!
//! Damage is done by a fixed rule, not by chance: a failure names a file that can be made again.

mod papers;
mod pdf;

use anyhow::Result;

pub use self::papers::papers;
pub use self::pdf::Pdf;
use crate::pictures::Picture;

/// Name and bytes of each.
pub fn pictures() -> Result<Vec<(String, Vec<u8>)>> {
    let mut all = lies()?;
    let sound = [
        ("png", Picture::gradient(97, 61, 40).png()?),
        ("jpg", Picture::gradient(97, 61, 40).jpeg(1)?),
        ("gif", gif(97, 61)),
        ("bmp", bmp(97, 61)),
        ("qoi", qoi(97, 61)),
    ];
    let rounds = (100 - all.len()).div_ceil(sound.len());
    for round in 0..rounds {
        for (ending, bytes) in &sound {
            all.push((format!("damaged-{round:02}.{ending}"), damaged(bytes, round as u32)));
        }
    }
    Ok(all)
}

/// Files whose headers promise more than any device holds, or nothing at all, or something else.
fn lies() -> Result<Vec<(String, Vec<u8>)>> {
    let sound = Picture::gradient(64, 64, 40).png()?;
    let mut all: Vec<(String, Vec<u8>)> = Vec::new();
    let mut add = |name: &str, bytes: Vec<u8>| all.push((name.to_owned(), bytes));
    add("empty.png", Vec::new());
    add("one-byte.jpg", vec![0xff]);
    add("text.png", b"this is a letter, not a picture".to_vec());
    add("page.jpg", b"<!doctype html><html><body><script>alert(1)</script></body></html>".to_vec());
    add("archive.webp", b"PK\x03\x04".repeat(200));
    add("zeros.heic", vec![0; 70_000]);
    add("huge-header.png", huge_png(2_000_000_000, 2_000_000_000));
    add("huge-square.png", huge_png(60_000, 60_000));
    add("wide.png", huge_png(2_147_483_647, 1));
    add("no-pixels.png", huge_png(0, 10));
    add("bomb.png", bomb(30_000, 30_000)?);
    add("huge.bmp", bmp_header(0x7fff_fff0, 0x7fff_fff0));
    add("upside-down.bmp", bmp_header(64, -0x7fff_ffff));
    add("huge.gif", gif_header(65_535, 65_535));
    add("huge.qoi", [b"qoif".as_slice(), &[0x7f, 0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff, 4, 0]].concat());
    add("huge.jpg", huge_jpeg()?);
    add("huge.webp", webp_header());
    add("cyclic.tiff", cyclic_tiff());
    add("half.png", sound[..sound.len() / 2].to_vec());
    add("header-only.png", sound[..33].to_vec());
    Ok(all)
}

/// `bytes` with bits flipped, parts doubled, cut out or cut off: a different harm for each round.
fn damaged(bytes: &[u8], round: u32) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let mut state = round.wrapping_mul(0x9e37_79b9) ^ bytes.len() as u32 ^ 0x5bd1_e995;
    let mut next = |below: usize| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state as usize % below.max(1)
    };
    match round % 4 {
        0 => (0..1 + round).for_each(|_| {
            let place = next(bytes.len());
            bytes[place] ^= 1 << next(8);
        }),
        1 => bytes.truncate(bytes.len() / 10 + next(bytes.len() * 8 / 10)),
        2 => {
            let place = 8 + next(bytes.len() - 8);
            let length = next(40).min(bytes.len() - place);
            bytes.drain(place..place + length);
        }
        _ => {
            let place = 8 + next(bytes.len().min(60));
            (place..(place + 4).min(bytes.len())).for_each(|at| bytes[at] = 0xff);
        }
    }
    bytes
}

fn chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut crc = 0xffff_ffff_u32;
    for byte in name.iter().chain(data) {
        crc ^= u32::from(*byte);
        (0..8).for_each(|_| crc = if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 });
    }
    [&(data.len() as u32).to_be_bytes(), name.as_slice(), data, &(!crc).to_be_bytes()].concat()
}

fn huge_png(width: u32, height: u32) -> Vec<u8> {
    let header = [&width.to_be_bytes(), height.to_be_bytes().as_slice(), &[8, 6, 0, 0, 0]].concat();
    let empty = [0x78, 0x9c, 0x03, 0, 0, 0, 0, 1];
    [b"\x89PNG\r\n\x1a\n".to_vec(), chunk(b"IHDR", &header), chunk(b"IDAT", &empty), chunk(b"IEND", &[])]
        .concat()
}

/// A sound PNG of one colour that is small as a file and 900 million pixels large.
fn bomb(width: u32, height: u32) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    encoder.set_compression(png::Compression::Fast);
    let mut writer = encoder.write_header()?;
    let mut stream = writer.stream_writer()?;
    let row = vec![0; width.div_ceil(8) as usize];
    for _ in 0..height {
        std::io::Write::write_all(&mut stream, &row)?;
    }
    stream.finish()?;
    drop(writer);
    Ok(bytes)
}

fn bmp_header(width: i32, height: i32) -> Vec<u8> {
    let mut bytes = b"BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0".to_vec();
    bytes.extend(width.to_le_bytes());
    bytes.extend(height.to_le_bytes());
    bytes.extend([1, 0, 24, 0]);
    bytes.extend([0; 24]);
    bytes
}

fn bmp(width: i32, height: i32) -> Vec<u8> {
    let mut bytes = bmp_header(width, height);
    let row = (width * 3 + 3) / 4 * 4;
    bytes.extend((0..row * height).map(|n| (n % 251) as u8));
    bytes
}

fn gif_header(width: u16, height: u16) -> Vec<u8> {
    [b"GIF89a".as_slice(), &width.to_le_bytes(), &height.to_le_bytes(), &[0x80, 0, 0, 0, 0, 0, 255, 255, 255]]
        .concat()
}

/// A GIF whose codes are never compressed: a clear code before the table could grow.
fn gif(width: u16, height: u16) -> Vec<u8> {
    let mut bytes = gif_header(width, height);
    bytes.push(0x2c);
    bytes.extend([0; 4]);
    bytes.extend(width.to_le_bytes());
    bytes.extend(height.to_le_bytes());
    bytes.extend([0, 2]);
    let (mut packed, mut held, mut bits) = (Vec::new(), 0_u32, 0);
    let mut put = |code: u32| {
        held |= code << bits;
        bits += 3;
        while bits >= 8 {
            packed.push(held as u8);
            held >>= 8;
            bits -= 8;
        }
    };
    let pixels = usize::from(width) * usize::from(height);
    for pixel in 0..pixels {
        if pixel % 2 == 0 {
            put(4);
        }
        put((pixel % 2) as u32);
    }
    [4, 5, 0, 0].into_iter().for_each(&mut put);
    for block in packed.chunks(255) {
        bytes.push(block.len() as u8);
        bytes.extend(block);
    }
    bytes.extend([0, 0x3b]);
    bytes
}

fn qoi(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = [b"qoif".as_slice(), &width.to_be_bytes(), &height.to_be_bytes(), &[3, 0]].concat();
    for pixel in 0..width * height {
        bytes.extend([0xfe, (pixel % 256) as u8, (pixel / 97) as u8, 9]);
    }
    bytes.extend([0, 0, 0, 0, 0, 0, 0, 1]);
    bytes
}

/// A sound JPEG whose header is changed to 65,500 × 65,500 pixels.
fn huge_jpeg() -> Result<Vec<u8>> {
    let mut bytes = Picture::gradient(16, 16, 0).jpeg(0)?;
    if let Some(frame) = bytes.windows(2).position(|pair| pair == [0xff, 0xc0]) {
        bytes[frame + 5..frame + 9].copy_from_slice(&[0xff, 0xdc, 0xff, 0xdc]);
    }
    Ok(bytes)
}

/// A lossless WebP of 16,384 × 16,384 pixels with no data behind it.
fn webp_header() -> Vec<u8> {
    let body = [b"WEBPVP8L".as_slice(), &[6, 0, 0, 0, 0x2f, 0xff, 0xff, 0xff, 0x0f, 0]].concat();
    [b"RIFF".as_slice(), &(body.len() as u32).to_le_bytes(), &body].concat()
}

/// A TIFF whose directory names itself as the next one.
fn cyclic_tiff() -> Vec<u8> {
    [b"II*\0\x08\0\0\0".as_slice(), &[1, 0, 0, 1, 4, 0, 1, 0, 0, 0, 64, 0, 0, 0], &[8, 0, 0, 0]].concat()
}

#[cfg(test)]
mod tests {
    use super::pictures;

    #[test]
    fn there_are_a_hundred_and_they_differ() {
        let all = pictures().unwrap();
        assert!(all.len() >= 100);
        let distinct: std::collections::BTreeSet<_> = all.iter().map(|(_, bytes)| bytes).collect();
        assert_eq!(distinct.len(), all.len());
    }
}
