//! One picture as decoders give it: planes in one buffer, which is used again for the next.

use super::{Area, Meaning};
use crate::{Error, Kind, Result};

/// How the numbers of a picture are laid out; the names are those of WebCodecs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pixels {
    /// Brightness, and two planes of colour at half the width and height.
    I420,
    /// Brightness, and two planes of colour at half the width.
    I422,
    /// Brightness, and two planes of colour of the same size.
    I444,
    /// Brightness, and one plane of pairs of colour at half the width and height.
    Nv12,
    /// Red, green, blue and alpha, not premultiplied, one after the other.
    Rgba,
    /// As `I420` with 10 bits in two bytes, the lower one first.
    I420P10,
    /// As `I422` with 10 bits.
    I422P10,
    /// As `I444` with 10 bits.
    I444P10,
}

impl Pixels {
    /// The layout with this name in WebCodecs. Layouts with a plane of alpha or 12 bits are not known here.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "I420" => Self::I420,
            "I422" => Self::I422,
            "I444" => Self::I444,
            "NV12" => Self::Nv12,
            "RGBA" | "RGBX" => Self::Rgba,
            "I420P10" => Self::I420P10,
            "I422P10" => Self::I422P10,
            "I444P10" => Self::I444P10,
            _ => return None,
        })
    }

    /// Its name in WebCodecs.
    pub fn name(self) -> &'static str {
        match self {
            Self::I420 => "I420",
            Self::I422 => "I422",
            Self::I444 => "I444",
            Self::Nv12 => "NV12",
            Self::Rgba => "RGBA",
            Self::I420P10 => "I420P10",
            Self::I422P10 => "I422P10",
            Self::I444P10 => "I444P10",
        }
    }

    /// How many planes it has.
    pub fn planes(self) -> usize {
        match self {
            Self::Rgba => 1,
            Self::Nv12 => 2,
            _ => 3,
        }
    }

    /// How many bytes a number has.
    pub(super) fn depth(self) -> usize {
        if matches!(self, Self::I420P10 | Self::I422P10 | Self::I444P10) { 2 } else { 1 }
    }

    /// By how many bits the sides of the planes of colour are shorter.
    pub(super) fn thin(self) -> (u32, u32) {
        match self {
            Self::I420 | Self::I420P10 | Self::Nv12 => (1, 1),
            Self::I422 | Self::I422P10 => (1, 0),
            _ => (0, 0),
        }
    }

    /// How many numbers lie side by side in a plane for each of its pixels.
    pub(super) fn step(self, plane: usize) -> usize {
        match (self, plane) {
            (Self::Rgba, _) => 4,
            (Self::Nv12, 1) => 2,
            _ => 1,
        }
    }

    /// The same with 8 bits, and every colour in a plane of its own.
    pub(super) fn plain(self) -> Self {
        match self {
            Self::I420P10 | Self::Nv12 => Self::I420,
            Self::I422P10 => Self::I422,
            Self::I444P10 => Self::I444,
            other => other,
        }
    }
}

/// Where a plane lies in the buffer of a frame: what WebCodecs calls `PlaneLayout`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Plane {
    /// Where its first byte lies.
    pub offset: usize,
    /// How many bytes from one row to the next.
    pub stride: usize,
}

/// A picture.
#[derive(Clone, Debug)]
pub struct Frame {
    format: Pixels,
    width: u32,
    height: u32,
    planes: [Plane; 3],
    data: Vec<u8>,
    /// What its numbers mean.
    pub meaning: Meaning,
}

impl Default for Frame {
    /// A frame without pixels, to be [reshaped](Self::reshape).
    fn default() -> Self {
        Self {
            format: Pixels::I420,
            width: 0,
            height: 0,
            planes: [Plane::default(); 3],
            data: Vec::new(),
            meaning: Meaning::default(),
        }
    }
}

impl Frame {
    /// The longest side that a picture may have.
    pub const SIDE: u32 = 16_384;

    /// A picture of zeros.
    ///
    /// # Errors
    /// As [`reshape`](Self::reshape).
    pub fn new(format: Pixels, width: u32, height: u32) -> Result<Self> {
        let mut frame = Self::default();
        frame.reshape(format, width, height)?;
        Ok(frame)
    }

    /// A picture of these bytes, without gaps between rows and planes.
    ///
    /// # Errors
    /// `Broken` if they are too few; as [`reshape`](Self::reshape).
    pub fn from_bytes(format: Pixels, width: u32, height: u32, bytes: &[u8]) -> Result<Self> {
        let mut frame = Self::new(format, width, height)?;
        let size = frame.data.len();
        let Some(bytes) = bytes.get(..size) else {
            return Err(Error::new(
                Kind::Broken,
                format!(
                    "A picture of {width} × {height} pixels needs {size} bytes, but there are {}. Give whole pictures.",
                    bytes.len()
                ),
            ));
        };
        frame.data.copy_from_slice(bytes);
        Ok(frame)
    }

    /// Makes it a picture of this layout and size, without gaps between rows. What it shows is left undefined; its buffer stays
    /// where it is if it is large enough, so that a frame for each picture of a film costs one allocation.
    ///
    /// # Errors
    /// `BudgetExceeded` for sides of 0 or more than [`SIDE`](Self::SIDE) pixels.
    pub fn reshape(&mut self, format: Pixels, width: u32, height: u32) -> Result<()> {
        if !(1..=Self::SIDE).contains(&width) || !(1..=Self::SIDE).contains(&height) {
            return Err(Error::new(
                Kind::BudgetExceeded,
                format!(
                    "A picture of {width} × {height} pixels cannot be made. Choose sides from 1 to {} pixels.",
                    Self::SIDE
                ),
            ));
        }
        (self.format, self.width, self.height) = (format, width, height);
        let mut offset = 0;
        for n in 0..format.planes() {
            let (width, height) = self.extent(n);
            let stride = width * format.step(n) * format.depth();
            self.planes[n] = Plane { offset, stride };
            offset += stride * height;
        }
        self.data.resize(offset, 0);
        Ok(())
    }

    /// How its numbers are laid out.
    pub fn format(&self) -> Pixels {
        self.format
    }

    /// Width in pixels.
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Height in pixels.
    pub fn height(&self) -> u32 {
        self.height
    }

    /// Where its planes lie in [`bytes`](Self::bytes).
    pub fn layout(&self) -> &[Plane] {
        &self.planes[..self.format.planes()]
    }

    /// The buffer with its planes.
    pub fn bytes(&self) -> &[u8] {
        &self.data
    }

    /// The buffer with its planes, to be filled as [`layout`](Self::layout) says.
    pub fn bytes_mut(&mut self) -> &mut [u8] {
        &mut self.data
    }

    /// Leaves only a part of it. Nothing is copied: its planes begin later and keep their strides. Where colour is coarser than
    /// brightness, the part begins at a whole pixel of colour.
    ///
    /// # Errors
    /// `Settings` if the area lies outside or holds no pixel.
    pub fn crop(&mut self, area: Area) -> Result<()> {
        let (x_thin, y_thin) = self.format.thin();
        let span = |start: f32, length: f32, side: u32, thin: u32| {
            let inside = start >= 0.0 && length > 0.0 && start + length <= 1.0 + 1e-4;
            let first = (start * side as f32).round() as u32 >> thin << thin;
            let end = ((start + length) * side as f32).round() as u32;
            let length = end.min(side).saturating_sub(first);
            (inside && length > 0).then_some((first, length))
        };
        let (Some((x, width)), Some((y, height))) =
            (span(area.x, area.width, self.width, x_thin), span(area.y, area.height, self.height, y_thin))
        else {
            return Err(Error::new(
                Kind::Settings,
                "The part to keep lies outside the picture or is empty. Choose one that is inside.",
            ));
        };
        for n in 0..self.format.planes() {
            let (x, y) = if n == 0 { (x, y) } else { (x >> x_thin, y >> y_thin) };
            let pixel = self.format.step(n) * self.format.depth();
            self.planes[n].offset += y as usize * self.planes[n].stride + x as usize * pixel;
        }
        (self.width, self.height) = (width, height);
        Ok(())
    }

    /// Makes it what the other one is, without gaps between rows.
    pub(super) fn copy_from(&mut self, other: &Frame) -> Result<()> {
        self.reshape(other.format, other.width, other.height)?;
        self.meaning = other.meaning;
        for n in 0..other.format.planes() {
            for (to, from) in self.rows_mut(n).zip(other.rows(n)) {
                to.copy_from_slice(from);
            }
        }
        Ok(())
    }

    /// Width and height of a plane, in pixels of its own.
    pub(super) fn extent(&self, plane: usize) -> (usize, usize) {
        let (x, y) = if plane == 0 { (0, 0) } else { self.format.thin() };
        ((self.width as usize + x as usize) >> x, (self.height as usize + y as usize) >> y)
    }

    /// The rows of a plane.
    pub(super) fn rows(&self, plane: usize) -> impl ExactSizeIterator<Item = &[u8]> {
        let (length, height) = self.row_length(plane);
        let Plane { offset, stride } = self.planes[plane];
        self.data[offset..].chunks(stride.max(1)).take(height).map(move |row| &row[..length])
    }

    /// One row of a plane.
    pub(super) fn row(&self, plane: usize, y: usize) -> &[u8] {
        let (length, _) = self.row_length(plane);
        let Plane { offset, stride } = self.planes[plane];
        &self.data[offset + y * stride..][..length]
    }

    /// The rows of a plane, to be written.
    pub(super) fn rows_mut(&mut self, plane: usize) -> impl ExactSizeIterator<Item = &mut [u8]> {
        let (length, height) = self.row_length(plane);
        let Plane { offset, stride } = self.planes[plane];
        self.data[offset..].chunks_mut(stride.max(1)).take(height).map(move |row| &mut row[..length])
    }

    /// One row of a plane, to be written.
    pub(super) fn row_mut(&mut self, plane: usize, y: usize) -> &mut [u8] {
        let (length, _) = self.row_length(plane);
        let Plane { offset, stride } = self.planes[plane];
        &mut self.data[offset + y * stride..][..length]
    }

    /// Bytes in a row of a plane, and how many rows it has.
    fn row_length(&self, plane: usize) -> (usize, usize) {
        let (width, height) = self.extent(plane);
        (width * self.format.step(plane) * self.format.depth(), height)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crop_copies_nothing_and_begins_at_a_whole_pixel_of_colour() {
        let mut frame = Frame::new(Pixels::I420, 16, 8).unwrap();
        frame.crop(Area { x: 0.2, y: 0.4, width: 0.5, height: 0.5 }).unwrap();
        assert_eq!((frame.width(), frame.height()), (9, 5));
        assert_eq!(frame.layout()[0], Plane { offset: 2 * 16 + 2, stride: 16 });
        assert_eq!(frame.layout()[2], Plane { offset: 128 + 32 + 8 + 1, stride: 8 });
        assert_eq!(frame.extent(1), (5, 3));
        assert_eq!(frame.bytes().len(), 192);
    }

    #[test]
    fn parts_outside_are_refused() {
        let mut frame = Frame::new(Pixels::Rgba, 4, 4).unwrap();
        for (x, width) in [(0.5, 0.6), (-0.1, 0.5), (0.1, 0.0), (f32::NAN, 0.5), (0.99, 0.001)] {
            let error = frame.crop(Area { x, y: 0.0, width, height: 1.0 }).unwrap_err();
            assert_eq!(error.kind, Kind::Settings);
        }
    }

    #[test]
    fn names_are_those_of_webcodecs() {
        for format in [Pixels::I420, Pixels::I422, Pixels::I444, Pixels::Nv12, Pixels::Rgba, Pixels::I420P10]
        {
            assert_eq!(Pixels::named(format.name()), Some(format));
        }
    }
}
