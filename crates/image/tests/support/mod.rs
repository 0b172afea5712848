//! Pictures and files made in code, so that the tests need nothing but themselves.
#![allow(dead_code, reason = "every test file uses its own part")]

use nearside_image::*;
use std::path::PathBuf;

/// Material that is too large for the repository, if it lies beside it.
pub fn corpus(name: &str) -> Vec<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus/photos").join(name);
    let mut files: Vec<_> =
        folder.read_dir().into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.sort();
    if files.is_empty() {
        println!("{} is not here: this test looks at nothing", folder.display());
    }
    files
}

/// A colourful picture with both smooth and hard parts.
pub fn photo(width: u32, height: u32) -> Picture {
    let samples = (0..height).flat_map(|y| {
        (0..width).flat_map(move |x| {
            let wave = (f64::from(x) / 9.0).sin() * (f64::from(y) / 7.0).cos() * 60.0 + 120.0;
            let edge = if (x / 16 + y / 16) % 3 == 0 { 60.0 } else { 0.0 };
            [wave + edge, f64::from(x * 200 / width) + edge, f64::from(y * 200 / height)].map(|v| v as u8)
        })
    });
    Picture::new(width, height, Channels::Rgb, Samples::Eight(samples.collect())).unwrap()
}

/// A picture with every alpha from 0 to 255 and colours that a premultiplying step would lose.
pub fn veil() -> Picture {
    let samples = (0..=255u8).flat_map(|alpha| [200, 100, 50, alpha]).collect();
    Picture::from_rgba(16, 16, samples).unwrap()
}

/// Four quarters: red, green above; blue, white below. Wider than high.
pub fn quarters() -> Picture {
    let samples = (0..16u32).flat_map(|y| {
        (0..32u32).flat_map(move |x| match (x < 16, y < 8) {
            (true, true) => [255, 0, 0],
            (false, true) => [0, 255, 0],
            (true, false) => [0, 0, 255],
            (false, false) => [255, 255, 255],
        })
    });
    Picture::new(32, 16, Channels::Rgb, Samples::Eight(samples.collect())).unwrap()
}

/// The colour names of the four corners, from the top left, row by row.
pub fn corners(picture: &Picture) -> String {
    let rgba = picture.to_rgba();
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let name = |x: usize, y: usize| match &rgba[(y * width + x) * 4..][..3] {
        [r, g, b] if *r > 128 && *g > 128 && *b > 128 => 'w',
        [r, ..] if *r > 128 => 'r',
        [_, g, _] if *g > 128 => 'g',
        _ => 'b',
    };
    [name(2, 2), name(width - 3, 2), name(2, height - 3), name(width - 3, height - 3)].into_iter().collect()
}

/// EXIF with an orientation, a place, and a camera's name, in either byte order.
pub fn exif(orientation: u16, big: bool) -> Vec<u8> {
    let short = |value: u16| if big { value.to_be_bytes() } else { value.to_le_bytes() };
    let long = |value: u32| if big { value.to_be_bytes() } else { value.to_le_bytes() };
    let mut out = if big { b"MM\0*".to_vec() } else { b"II*\0".to_vec() };
    out.extend(long(8));
    let entry = |out: &mut Vec<u8>, tag: u16, kind: u16, count: u32, value: [u8; 4]| {
        out.extend(short(tag));
        out.extend(short(kind));
        out.extend(long(count));
        out.extend(value);
    };
    let padded = |raw: [u8; 2]| [raw[0], raw[1], 0, 0];
    // The first directory: camera, orientation, where the place is. It ends at 8 + 2 + 36 + 4 = 50.
    out.extend(short(3));
    entry(&mut out, 0x010f, 2, 4, *b"Cam\0");
    entry(&mut out, 0x0112, 3, 1, padded(short(orientation)));
    entry(&mut out, 0x8825, 4, 1, long(50));
    out.extend(long(0));
    // The place: a latitude of three fractions, right behind its directory at 50 + 2 + 24 + 4 = 80.
    out.extend(short(2));
    entry(&mut out, 1, 2, 2, *b"N\0\0\0");
    entry(&mut out, 2, 5, 3, long(80));
    out.extend(long(0));
    for value in [48u32, 1, 51, 1, 29, 1] {
        out.extend(long(value));
    }
    out
}

/// A file of this picture, as fast and as good as the format allows.
pub fn file(picture: &Picture, format: Format) -> Vec<u8> {
    let recipe = Recipe { quality: Quality::Level(95), effort: Effort::Fast, ..Recipe::to(format) };
    encode(picture, &recipe).unwrap().bytes
}

/// A conversion without limits worth mentioning.
pub fn made(bytes: &[u8], recipe: &Recipe) -> Made {
    convert(bytes, recipe, &Limits::default(), &mut |_| true).unwrap()
}

/// The decoded pixels.
pub fn open(bytes: &[u8]) -> Picture {
    any(bytes, &Limits::default()).unwrap()
}

/// Decodes a file by whichever of the two decoders knows it.
pub fn any(bytes: &[u8], limits: &Limits) -> Result<Picture> {
    #[cfg(feature = "heic")]
    if sniff(bytes) == Some(Source::Heic) {
        return decode_heic(bytes, limits);
    }
    decode(bytes, limits)
}

/// Peak signal to noise ratio in decibels over RGB, of two pictures of one size.
pub fn psnr(one: &Picture, other: &Picture) -> f64 {
    assert_eq!((one.width(), one.height()), (other.width(), other.height()));
    let sum: f64 =
        one.to_rgba().iter().zip(other.to_rgba()).map(|(a, b)| f64::from(a.abs_diff(b)).powi(2)).sum();
    let mean = sum / (f64::from(one.width()) * f64::from(one.height()) * 3.0);
    10.0 * (255.0f64.powi(2) / mean.max(1e-9)).log10()
}
