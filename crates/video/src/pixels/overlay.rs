//! A picture with transparency upon others: a watermark, or subtitles that are burnt in.
//!
//! It is brought into the layout and meaning of the film once; each frame then costs one multiplication for each number that it
//! touches.

use super::{Frame, Meaning, Pixels, Resampling, Scaler, convert};
use crate::{Error, Kind, Result};

/// A picture that lies upon others.
#[derive(Clone, Debug)]
pub struct Overlay {
    /// Colours times alpha.
    colours: Frame,
    /// What is left of the picture below, in the layout of the colours: 255 is all.
    rest: Frame,
    x: i32,
    y: i32,
}

impl Overlay {
    /// Prepares a picture of RGBA for films of this layout and meaning. Its left upper corner comes to lie at `x` and `y`, in pixels,
    /// which may be outside. `opacity` (0 to 1) multiplies its alpha.
    ///
    /// # Errors
    /// `Settings` if the picture is not RGBA, or the film has 10 bits or pairs.
    pub fn new(
        picture: &Frame,
        (x, y): (i32, i32),
        opacity: f32,
        format: Pixels,
        meaning: Meaning,
    ) -> Result<Self> {
        if picture.format() != Pixels::Rgba || format != format.plain() {
            return Err(Error::new(
                Kind::Settings,
                "Only a picture of RGBA can be laid upon pictures of 8 bits. Convert them first.",
            ));
        }
        // Colour that is thinned out lies on even pixels: the picture is enlarged to begin there.
        let (x_thin, y_thin) = format.thin();
        let odd = ((x & x_thin as i32) as u32, (y & y_thin as i32) as u32);
        let even = |length: u32, thin: u32| (length + thin) >> thin << thin;
        let (width, height) = (even(picture.width() + odd.0, x_thin), even(picture.height() + odd.1, y_thin));
        let opacity = (opacity.clamp(0.0, 1.0) * 256.0).round() as u32;
        let mut opaque = Frame::new(Pixels::Rgba, width, height)?;
        let mut alpha = Frame::new(Pixels::I444, width, height)?;
        for (y, row) in picture.rows(0).enumerate() {
            let y = y + odd.1 as usize;
            let (to, alphas) = (opaque.row_mut(0, y), alpha.row_mut(0, y));
            let to = to.as_chunks_mut::<4>().0[odd.0 as usize..].iter_mut();
            for ((to, alpha), from) in to.zip(&mut alphas[odd.0 as usize..]).zip(row.as_chunks::<4>().0) {
                *to = [from[0], from[1], from[2], 255];
                *alpha = ((u32::from(from[3]) * opacity + 128) >> 8) as u8;
            }
        }
        let whole = if format == Pixels::Rgba { Pixels::Rgba } else { Pixels::I444 };
        let mut colours = Frame::default();
        convert(&opaque, whole, meaning, &mut colours)?;
        let mut rest = Frame::new(whole, width, height)?;
        for plane in 0..whole.planes() {
            let step = whole.step(plane);
            let rows = colours.rows_mut(plane).zip(rest.rows_mut(plane)).zip(alpha.rows(0));
            for ((colours, rest), alpha) in rows {
                let pixels = colours.chunks_exact_mut(step).zip(rest.chunks_exact_mut(step)).zip(alpha);
                for ((colours, rest), alpha) in pixels {
                    colours.iter_mut().for_each(|n| *n = share(*n, *alpha));
                    rest.fill(255 - alpha);
                }
            }
        }
        // Times alpha already: so the mean of neighbours is right where colour is thinned out.
        let thinned = |from: Frame| {
            let mut to = Frame::new(format, width, height)?;
            Scaler::default().planes(&from, &mut to, Resampling::Auto);
            Ok::<_, Error>(to)
        };
        let (x, y) = (x - odd.0 as i32, y - odd.1 as i32);
        Ok(Self { colours: thinned(colours)?, rest: thinned(rest)?, x, y })
    }

    /// Lays it upon a picture. Parts that hang over are left out.
    ///
    /// # Errors
    /// `Settings` if the picture has another layout than it was prepared for.
    pub fn draw(&self, frame: &mut Frame) -> Result<()> {
        let format = self.colours.format();
        if frame.format() != format {
            return Err(Error::new(
                Kind::Settings,
                format!(
                    "The overlay was made for pictures of {}, not of {}.",
                    format.name(),
                    frame.format().name()
                ),
            ));
        }
        for plane in 0..format.planes() {
            let thin = if plane == 0 { (0, 0) } else { format.thin() };
            let (x, y) = ((self.x >> thin.0) as isize, (self.y >> thin.1) as isize);
            let ((width, height), own) = (frame.extent(plane), self.colours.extent(plane));
            // What of the overlay lies inside the picture.
            let inside = |at: isize, own: usize, whole: usize| {
                let end = (whole as isize - at).clamp(0, own as isize) as usize;
                ((-at).clamp(0, end as isize) as usize, end)
            };
            let ((left, right), (top, bottom)) = (inside(x, own.0, width), inside(y, own.1, height));
            if left == right {
                continue;
            }
            let step = format.step(plane);
            let bytes = left * step..right * step;
            let start = left.wrapping_add_signed(x) * step;
            for row in top..bottom {
                let to = &mut frame.row_mut(plane, row.wrapping_add_signed(y))[start..start + bytes.len()];
                let (colours, rest) = (self.colours.row(plane, row), self.rest.row(plane, row));
                for ((to, colour), rest) in
                    to.iter_mut().zip(&colours[bytes.clone()]).zip(&rest[bytes.clone()])
                {
                    *to = share(*to, *rest).saturating_add(*colour);
                }
            }
        }
        Ok(())
    }
}

/// `value * part / 255`, rounded, in 16 bits.
fn share(value: u8, part: u8) -> u8 {
    let product = u16::from(value) * u16::from(part) + 128;
    ((product + (product >> 8)) >> 8) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gray(format: Pixels) -> Frame {
        let mut frame = Frame::new(format, 20, 20).unwrap();
        frame.bytes_mut().fill(128);
        frame
    }

    fn picture(alpha: u8) -> Frame {
        Frame::from_bytes(Pixels::Rgba, 6, 4, &[255, 255, 255, alpha].repeat(24)).unwrap()
    }

    #[test]
    fn shares_are_exact() {
        for value in 0..=255_u8 {
            for part in 0..=255_u8 {
                let exact = (f64::from(value) * f64::from(part) / 255.0).round() as u8;
                assert_eq!(share(value, part), exact);
            }
        }
    }

    #[test]
    fn it_covers_what_it_covers_and_no_more() {
        for format in [Pixels::I420, Pixels::I422, Pixels::I444, Pixels::Rgba] {
            for (at, inside, outside) in
                [((3, 5), (3, 5), (2, 5)), ((-2, -1), (3, 2), (4, 0)), ((17, 18), (19, 19), (16, 19))]
            {
                let mut frame = gray(format);
                let full = Meaning { full: true, ..Meaning::default() };
                Overlay::new(&picture(255), at, 1.0, format, full).unwrap().draw(&mut frame).unwrap();
                let step = format.step(0);
                let light = |(x, y): (usize, usize)| frame.row(0, y)[x * step];
                assert_eq!((light(inside), light(outside)), (255, 128), "{format:?} {at:?}");
            }
        }
    }

    #[test]
    fn alpha_and_opacity_multiply() {
        let mut frame = gray(Pixels::Rgba);
        let overlay = Overlay::new(&picture(128), (0, 0), 0.5, Pixels::Rgba, Meaning::default()).unwrap();
        overlay.draw(&mut frame).unwrap();
        assert_eq!(frame.row(0, 0)[0], 160);
    }

    #[test]
    fn what_lies_outside_or_is_transparent_changes_nothing() {
        for (at, alpha) in [((100, 100), 255), ((-50, 3), 255), ((4, 4), 0)] {
            let mut frame = gray(Pixels::I420);
            Overlay::new(&picture(alpha), at, 1.0, Pixels::I420, Meaning::default())
                .unwrap()
                .draw(&mut frame)
                .unwrap();
            assert_eq!(frame.bytes(), gray(Pixels::I420).bytes());
        }
    }
}
