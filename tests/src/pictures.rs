//! Pictures made in code, and their decoding by libraries that the app does not use.
//!
//! Each picture is a smooth gradient with a number's worth of tint, so that a decoded one tells which it was, whether it stands
//! upright, and how much an encoder has lost.

use std::io::{BufWriter, Cursor};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use zune_jpeg::JpegDecoder;

/// Eight-bit RGB pixels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// Red, green, blue of each pixel, row by row.
    pub pixels: Vec<u8>,
}

impl Picture {
    /// Red grows to the right, green grows downwards, blue is the `tint`.
    pub fn gradient(width: u32, height: u32, tint: u8) -> Picture {
        let ramp = |at: u32, of: u32| (at * 255 / (of - 1).max(1)) as u8;
        let pixels =
            (0..height).flat_map(|y| (0..width).map(move |x| [ramp(x, width), ramp(y, height), tint]));
        Picture { width, height, pixels: pixels.flatten().collect() }
    }

    /// A pixel.
    pub fn at(&self, x: u32, y: u32) -> [u8; 3] {
        let place = 3 * (y * self.width + x) as usize;
        [self.pixels[place], self.pixels[place + 1], self.pixels[place + 2]]
    }

    /// The mean difference to another picture of the same size, in steps of 255.
    pub fn difference(&self, other: &Picture) -> Result<f64> {
        let (here, there) = ((self.width, self.height), (other.width, other.height));
        ensure!(here == there, "{here:?} pixels are no {there:?} pixels");
        let sum: u64 = self.pixels.iter().zip(&other.pixels).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
        Ok(sum as f64 / self.pixels.len() as f64)
    }

    /// As a PNG file.
    pub fn png(&self) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(BufWriter::new(&mut bytes), self.width, self.height);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::Fast);
        encoder.write_header()?.write_image_data(&self.pixels)?;
        Ok(bytes)
    }

    /// As a JPEG file, with an EXIF orientation (1 is upright) if it is not 0.
    pub fn jpeg(&self, orientation: u8) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let mut encoder = jpeg_encoder::Encoder::new(&mut bytes, 95);
        if orientation > 0 {
            encoder.add_app_segment(1, &exif(orientation))?;
        }
        let (width, height) = (u16::try_from(self.width)?, u16::try_from(self.height)?);
        encoder.encode(&self.pixels, width, height, jpeg_encoder::ColorType::Rgb)?;
        Ok(bytes)
    }

    /// Decodes a PNG or a JPEG file.
    pub fn decode(bytes: &[u8]) -> Result<Picture> {
        if bytes.starts_with(b"\x89PNG") { Picture::decode_png(bytes) } else { Picture::decode_jpeg(bytes) }
    }

    fn decode_png(bytes: &[u8]) -> Result<Picture> {
        let mut decoder = png::Decoder::new(Cursor::new(bytes));
        decoder.set_transformations(png::Transformations::normalize_to_color8());
        let mut reader = decoder.read_info()?;
        let mut buffer = vec![0; reader.output_buffer_size().context("the PNG is too large")?];
        let info = reader.next_frame(&mut buffer)?;
        let samples = info.color_type.samples();
        let rgb = buffer[..info.buffer_size()].chunks(samples).flat_map(|pixel| match samples {
            1 | 2 => [pixel[0]; 3],
            _ => [pixel[0], pixel[1], pixel[2]],
        });
        Ok(Picture { width: info.width, height: info.height, pixels: rgb.collect() })
    }

    fn decode_jpeg(bytes: &[u8]) -> Result<Picture> {
        let options = zune_core::options::DecoderOptions::default()
            .jpeg_set_out_colorspace(zune_core::colorspace::ColorSpace::RGB);
        let mut decoder = JpegDecoder::new_with_options(zune_core::bytestream::ZCursor::new(bytes), options);
        let pixels = decoder.decode().map_err(|error| anyhow::anyhow!("no JPEG: {error}"))?;
        let (width, height) = decoder.dimensions().context("a JPEG without a size")?;
        Ok(Picture { width: width as u32, height: height as u32, pixels })
    }
}

/// The model of the camera that [`Picture::jpeg`] has.
pub const CAMERA: &str = "Lab 1";

/// A small EXIF block that says what took a picture, and how it is turned.
fn exif(orientation: u8) -> Vec<u8> {
    let mut block = b"Exif\0\0MM\0*\0\0\0\x08\0\x02".to_vec();
    block.extend(b"\x01\x10\0\x02\0\0\0\x06\0\0\0\x26");
    block.extend(b"\x01\x12\0\x03\0\0\0\x01\0");
    block.extend([orientation, 0, 0, 0, 0, 0, 0]);
    block.extend(CAMERA.bytes().chain([0]));
    block
}

/// Writes `count` PNG pictures of this size, `photo-01.png` and on, each with a tint of its own.
pub fn batch(folder: &Path, count: u8, width: u32, height: u32) -> Result<Vec<PathBuf>> {
    (1..=count)
        .map(|number| {
            let path = folder.join(format!("photo-{number:02}.png"));
            std::fs::write(&path, Picture::gradient(width, height, tint(number)).png()?)?;
            Ok(path)
        })
        .collect()
}

/// The tint of the picture with this number in a [`batch`].
pub fn tint(number: u8) -> u8 {
    number * 6
}

#[cfg(test)]
mod tests {
    use super::Picture;

    #[test]
    fn pictures_survive_their_files() {
        let picture = Picture::gradient(40, 30, 7);
        assert_eq!(Picture::decode(&picture.png().unwrap()).unwrap(), picture);
        let jpeg = Picture::decode(&picture.jpeg(6).unwrap()).unwrap();
        assert!(jpeg.difference(&picture).unwrap() < 3.0);
        assert!(jpeg.difference(&Picture::gradient(40, 30, 90)).unwrap() > 10.0);
    }
}
