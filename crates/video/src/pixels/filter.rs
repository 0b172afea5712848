//! All that is done to every picture of a film, prepared once.

use super::blur::Blur;
use super::deinterlace::Fields;
use super::denoise::Denoise;
use super::grade::Grade;
use super::tone::Tables;
use super::turn::turn;
use super::{Cube, Curve, Deinterlace, Filters, Flip, Frame, Meaning, Pixels, Scaler, Turn, color, convert};
use crate::{Error, Kind, Result};

/// Does to one picture after the other what [`Filters`] say. Keeps the pictures before where a filter looks back, and its
/// buffers.
#[derive(Clone, Debug)]
pub struct Filter {
    filters: Filters,
    cube: Option<Cube>,
    /// Those of red, green and blue, where one of them has one.
    curves: Option<[Curve; 3]>,
    /// Tables for the meaning that the last picture had.
    looks: Option<(Meaning, Option<Tables>, Option<Grade>)>,
    fields: Fields,
    denoise: Denoise,
    blur: Blur,
    scaler: Scaler,
    /// The picture as far as it is done, and where the next step puts it.
    now: Frame,
    next: Frame,
}

impl Filter {
    /// Prepares filters, with the lookup table that [`Filters::lut`] mixes in.
    ///
    /// # Errors
    /// `Settings` if a number is none or lies outside of what its field allows.
    pub fn new(filters: Filters, cube: Option<Cube>) -> Result<Self> {
        let numbers = [filters.denoise, filters.blur, filters.sharpen, filters.lut];
        if numbers.iter().any(|n| !n.is_finite() || *n < 0.0) {
            return Err(Error::new(
                Kind::Settings,
                "Noise, blur, sharpness and the share of a lookup table must be numbers from 0 on. Set them again.",
            ));
        }
        if filters.lut > 0.0 && cube.is_none() {
            return Err(Error::new(
                Kind::Settings,
                "A lookup table is to be mixed in, but there is none. Choose a .cube file or set its share to 0.",
            ));
        }
        let tone = &filters.tone;
        Tables::new(tone, Meaning::default())?;
        let [red, green, blue] = [&tone.red, &tone.green, &tone.blue].map(|points| Curve::new(points));
        let curves = [red?, green?, blue?];
        Ok(Self {
            curves: tone.is_tinted().then_some(curves),
            filters,
            cube,
            looks: None,
            fields: Fields::default(),
            denoise: Denoise::default(),
            blur: Blur::default(),
            scaler: Scaler::default(),
            now: Frame::default(),
            next: Frame::default(),
        })
    }

    /// What the picture becomes: planes of bytes with the same thinning of colour, except that a quarter turn makes `I422` to
    /// `I420`, and RGBA becomes `I444` before its colours are changed.
    ///
    /// # Errors
    /// As [`Frame::crop`] and [`Frame::reshape`].
    pub fn apply(&mut self, from: &Frame) -> Result<&mut Frame> {
        color::plainly(from, &mut self.now)?;
        let filters = &self.filters;
        if filters.deinterlace != Deinterlace::None {
            self.fields.join(&self.now, filters.deinterlace, &mut self.next)?;
            std::mem::swap(&mut self.now, &mut self.next);
        }
        if let Some(area) = filters.crop {
            self.now.crop(area)?;
        }
        if (filters.turn, filters.flip) != (Turn::None, Flip::None) {
            if self.now.format() == Pixels::I422 && matches!(filters.turn, Turn::Left | Turn::Right) {
                convert(&self.now, Pixels::I420, self.now.meaning, &mut self.next)?;
                std::mem::swap(&mut self.now, &mut self.next);
            }
            turn(&self.now, filters.turn, filters.flip, &mut self.next)?;
            std::mem::swap(&mut self.now, &mut self.next);
        }
        let colours = filters.lut > 0.0 || filters.tone != super::Tone::default();
        let light = filters.denoise > 0.0 || filters.blur > 0.0 || filters.sharpen > 0.0;
        if self.now.format() == Pixels::Rgba && (colours || light) {
            convert(&self.now, Pixels::I444, self.now.meaning, &mut self.next)?;
            std::mem::swap(&mut self.now, &mut self.next);
        }
        if filters.denoise > 0.0 {
            self.denoise.denoise(&self.now, filters.denoise, &mut self.next)?;
            std::mem::swap(&mut self.now, &mut self.next);
        }
        if let Some((width, height)) = filters.size
            && (width, height) != (self.now.width(), self.now.height())
        {
            self.next.reshape(self.now.format(), width, height)?;
            self.scaler.scale(&self.now, &mut self.next, filters.resampling)?;
            std::mem::swap(&mut self.now, &mut self.next);
        }
        if filters.blur > 0.0 {
            self.blur.blur(&self.now, filters.blur, &mut self.next)?;
            std::mem::swap(&mut self.now, &mut self.next);
        }
        if filters.sharpen > 0.0 {
            self.blur.sharpen(&mut self.now, filters.sharpen)?;
        }
        if colours {
            self.look()?;
        }
        Ok(&mut self.now)
    }

    /// Changes the colours of the picture by tables that its meaning asks for.
    fn look(&mut self) -> Result<()> {
        let meaning = self.now.meaning;
        if self.looks.as_ref().is_none_or(|(last, ..)| *last != meaning) {
            let tables = Tables::new(&self.filters.tone, meaning)?;
            let share = self.filters.lut.min(1.0);
            let cube = self.cube.as_ref().filter(|_| share > 0.0);
            let curves = self.curves.as_ref();
            let new = |rgb: [f32; 3]| {
                // What lies beyond white and black has no place on a curve.
                let curved = |curves: &[Curve; 3]| [0, 1, 2].map(|n| curves[n].at(rgb[n].clamp(0.0, 1.0)));
                let curved = curves.map_or(rgb, curved);
                let looked = cube.map_or(curved, |cube| cube.look_up(curved));
                [0, 1, 2].map(|n| curved[n] + (looked[n] - curved[n]) * share)
            };
            let grade = (cube.is_some() || curves.is_some()).then(|| Grade::new(new, meaning));
            self.looks = Some((meaning, tables, grade));
        }
        if let Some((_, tables, grade)) = &mut self.looks {
            tables.iter().for_each(|tables| tables.apply(&mut self.now));
            grade.iter_mut().for_each(|grade| grade.apply(&mut self.now));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pixels::{Area, Tone};

    #[test]
    fn no_filters_change_nothing() {
        let bytes: Vec<u8> = (0..24 * 16 * 3 / 2).map(|n| (n * 7) as u8).collect();
        let frame = Frame::from_bytes(Pixels::I420, 24, 16, &bytes).unwrap();
        let mut filter = Filter::new(Filters::default(), None).unwrap();
        assert_eq!(filter.apply(&frame).unwrap().bytes(), bytes);
    }

    #[test]
    fn all_of_them_together_work_on_every_layout_and_keep_its_buffers() {
        let filters = Filters {
            deinterlace: Deinterlace::Top,
            crop: Some(Area { x: 0.1, y: 0.1, width: 0.7, height: 0.6 }),
            turn: Turn::Left,
            flip: Flip::Vertical,
            denoise: 0.5,
            size: Some((30, 41)),
            blur: 1.0,
            sharpen: 0.5,
            tone: Tone { brightness: 0.1, ..Tone::default() },
            lut: 0.5,
            ..Filters::default()
        };
        let cube = Cube::parse("LUT_1D_SIZE 2\n0 0 0\n1 1 1").unwrap();
        for format in [Pixels::I420, Pixels::I422, Pixels::I444, Pixels::Nv12, Pixels::Rgba, Pixels::I420P10]
        {
            let mut filter = Filter::new(filters.clone(), Some(cube.clone())).unwrap();
            let mut frame = Frame::new(format, 64, 48).unwrap();
            frame.bytes_mut().as_chunks_mut::<2>().0.iter_mut().for_each(|pair| *pair = [100, 0]);
            for _ in 0..3 {
                let made = filter.apply(&frame).unwrap();
                assert_eq!((made.width(), made.height()), (30, 41));
            }
            let before = filter.apply(&frame).unwrap().bytes().as_ptr();
            filter.apply(&frame).unwrap();
            assert_eq!(filter.apply(&frame).unwrap().bytes().as_ptr(), before);
        }
    }

    #[test]
    fn red_green_and_blue_have_curves_of_their_own() {
        let half = vec![(0.0, 0.0), (1.0, 0.5)];
        let tone = Tone { red: half, ..Tone::default() };
        let mut filter = Filter::new(Filters { tone, ..Filters::default() }, None).unwrap();
        let mut frame = Frame::new(Pixels::Rgba, 8, 8).unwrap();
        frame.bytes_mut().as_chunks_mut::<4>().0.iter_mut().for_each(|pixel| *pixel = [200, 120, 40, 255]);
        let mut rgba = Frame::default();
        let made = filter.apply(&frame).unwrap();
        convert(made, Pixels::Rgba, made.meaning, &mut rgba).unwrap();
        let [red, green, blue, _] = rgba.bytes().as_chunks::<4>().0[27];
        assert!(
            red.abs_diff(100) < 4 && green.abs_diff(120) < 4 && blue.abs_diff(40) < 4,
            "{red} {green} {blue}"
        );
        let wrong = Tone { blue: vec![(0.5, 0.0), (0.5, 1.0)], ..Tone::default() };
        assert_eq!(
            Filter::new(Filters { tone: wrong, ..Filters::default() }, None).unwrap_err().kind,
            Kind::Settings
        );
    }

    #[test]
    fn settings_that_contradict_themselves_are_refused() {
        let lut = Filters { lut: 1.0, ..Filters::default() };
        assert!(Filter::new(lut, None).unwrap_err().message.contains("but there is none"));
        let blur = Filters { blur: f32::NAN, ..Filters::default() };
        assert_eq!(Filter::new(blur, None).unwrap_err().kind, Kind::Settings);
    }
}
