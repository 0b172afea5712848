//! An animated GIF, written while its pictures come.
//!
//! A picture is held back until the next one comes, because only then is known how long it is shown. Each tells only the
//! rectangle in which something changed, and inside that leaves out the pixels that stay; so long runs of one number are left
//! to compress.

use std::borrow::Cow;
use std::io::Write;

use gif::{DisposalMethod, Encoder, Frame, Repeat};

use super::dither::dither;
use super::{Gif, Palette, Palettes, Quantizer};
use crate::{Error, Kind, Result};

/// Writes an animated GIF.
pub struct GifEncoder<W: Write> {
    encoder: Encoder<W>,
    settings: Gif,
    palette: Palette,
    width: usize,
    height: usize,
    /// The colours that are shown, as the pictures so far leave them; empty before the first.
    shown: Vec<[u8; 3]>,
    /// What the last picture that was not the same asked for, before it got fewer colours.
    asked: Vec<u8>,
    waiting: Option<Waiting>,
    numbers: Vec<u8>,
    /// When the picture that waits begins, in hundredths of a second.
    start: u64,
}

/// A picture that waits until it is known how long it is shown.
struct Waiting {
    frame: Frame<'static>,
}

impl<W: Write> GifEncoder<W> {
    /// Begins a GIF of this size in pixels. `palette` is for all pictures, made of those that a [`Quantizer`] counted before; with
    /// [`Palettes::Each`] none is needed.
    ///
    /// # Errors
    /// `Settings` for sides of 0 or over 65,535 pixels, or if the palette is missing; `Broken` if the bytes cannot be written.
    pub fn new(out: W, width: u32, height: u32, settings: Gif, palette: Option<Palette>) -> Result<Self> {
        let (Ok(w), Ok(h)) = (u16::try_from(width), u16::try_from(height)) else {
            return Err(Error::new(
                Kind::Settings,
                "A GIF has sides of at most 65,535 pixels. Choose a smaller size.",
            ));
        };
        if w == 0 || h == 0 {
            return Err(Error::new(
                Kind::Settings,
                "A GIF without pixels cannot be made. Choose a larger size.",
            ));
        }
        if palette.is_none() && settings.palettes == Palettes::Global {
            return Err(Error::new(
                Kind::Settings,
                "A palette for all pictures is wanted but was not made. Count the colours first, or choose a palette for each.",
            ));
        }
        let global = palette.as_ref().map_or(&[][..], |palette| palette.colors().as_flattened());
        // One more entry means that nothing changes.
        let global = if global.is_empty() { Vec::new() } else { [global, &[0; 3]].concat() };
        let mut encoder = Encoder::new(out, w, h, &global).map_err(unwritten)?;
        let repeat = match settings.plays {
            0 => Some(Repeat::Infinite),
            1 => None,
            // The file says how often it is repeated after the first time.
            plays => Some(Repeat::Finite(plays - 1)),
        };
        if let Some(repeat) = repeat {
            encoder.set_repeat(repeat).map_err(unwritten)?;
        }
        Ok(Self {
            encoder,
            settings,
            palette: palette.unwrap_or_else(|| Palette::new(Vec::new())),
            width: w.into(),
            height: h.into(),
            shown: Vec::new(),
            asked: Vec::new(),
            waiting: None,
            numbers: Vec::new(),
            start: 0,
        })
    }

    /// Shows a picture, red, green, blue and alpha without gaps, from `seconds` on. Pictures that begin in the same hundredth of a second
    /// as the one before are left out, and those that change nothing prolong it. Times are rounded each by itself, so that they never
    /// drift.
    ///
    /// # Errors
    /// `Broken` if the picture has too few bytes, or bytes cannot be written.
    pub fn picture(&mut self, rgba: &[u8], seconds: f64) -> Result<()> {
        let size = self.width * self.height * 4;
        let Some(rgba) = rgba.get(..size) else {
            return Err(Error::new(
                Kind::Broken,
                format!(
                    "A picture of the GIF needs {size} bytes, but there are {}. Give whole pictures.",
                    rgba.len()
                ),
            ));
        };
        let start = (seconds.max(0.0) * 100.0).round() as u64;
        // Players show less than two hundredths as ten.
        if self.waiting.is_some() && start < self.start + 2 {
            return Ok(());
        }
        let Some(changed) = self.changed(rgba) else { return Ok(()) };
        self.write(start)?;
        self.start = start;
        if self.settings.palettes == Palettes::Each {
            let mut quantizer = Quantizer::default();
            quantizer.count(rgba);
            self.palette = quantizer.palette(&self.settings);
        }
        let mut numbers = std::mem::take(&mut self.numbers);
        dither(rgba, self.width, &mut self.palette, self.settings.dither, &mut numbers);
        self.waiting = Some(Waiting { frame: self.frame(&numbers, &changed) });
        self.numbers = numbers;
        Ok(())
    }

    /// Ends the GIF, whose last picture is shown until `seconds`.
    ///
    /// # Errors
    /// `Settings` if no picture came; `Broken` if bytes cannot be written.
    pub fn finish(mut self, seconds: f64) -> Result<W> {
        if self.waiting.is_none() {
            return Err(Error::new(
                Kind::Settings,
                "A GIF without pictures cannot be made. Choose a longer part.",
            ));
        }
        let end = (seconds.max(0.0) * 100.0).round() as u64;
        self.write(end.max(self.start + 2))?;
        self.encoder.into_inner().map_err(unwritten)
    }

    /// Which pixels differ from what they were when they were last told; none if no pixel does.
    fn changed(&mut self, rgba: &[u8]) -> Option<Vec<bool>> {
        if self.asked.is_empty() {
            self.asked = rgba.to_vec();
            return Some(vec![true; self.width * self.height]);
        }
        let tolerance = self.settings.tolerance;
        let mut any = false;
        let pairs = self.asked.as_chunks_mut::<4>().0.iter_mut().zip(rgba.as_chunks::<4>().0);
        let changed = pairs.map(|(old, new)| {
            let differs = (0..3).any(|n| old[n].abs_diff(new[n]) > tolerance);
            if differs {
                *old = *new;
                any = true;
            }
            differs
        });
        let changed = changed.collect();
        any.then_some(changed)
    }

    /// The smallest rectangle with all pixels whose colour changes, in which the others are left out.
    fn frame(&mut self, numbers: &[u8], changed: &[bool]) -> Frame<'static> {
        let colors = self.palette.colors();
        // One more than the colours: nothing changes.
        let stay = colors.len() as u8;
        let first = self.shown.is_empty();
        if first {
            self.shown = vec![[0; 3]; numbers.len()];
        }
        let mut cells = vec![stay; numbers.len()];
        let (mut left, mut top, mut right, mut bottom) = (self.width, self.height, 0, 0);
        for (at, (number, changed)) in numbers.iter().zip(changed).enumerate() {
            let color = colors[usize::from(*number)];
            if !first && (!changed || self.shown[at] == color) {
                continue;
            }
            self.shown[at] = color;
            cells[at] = *number;
            let (x, y) = (at % self.width, at / self.width);
            (left, right) = (left.min(x), right.max(x + 1));
            (top, bottom) = (top.min(y), bottom.max(y + 1));
        }
        if right == 0 {
            // Fewer colours made it the same: one pixel keeps the time.
            (left, top, right, bottom) = (0, 0, 1, 1);
        }
        let rows = cells.chunks_exact(self.width).take(bottom).skip(top);
        let buffer: Vec<u8> = rows.flat_map(|row| &row[left..right]).copied().collect();
        let palette =
            (self.settings.palettes == Palettes::Each).then(|| [colors.as_flattened(), &[0; 3]].concat());
        Frame {
            left: left as u16,
            top: top as u16,
            width: (right - left) as u16,
            height: (bottom - top) as u16,
            dispose: DisposalMethod::Keep,
            transparent: Some(stay),
            palette,
            buffer: Cow::Owned(buffer),
            ..Frame::default()
        }
    }

    /// Writes the picture that waits, which is shown until `end`.
    fn write(&mut self, end: u64) -> Result<()> {
        let Some(Waiting { mut frame }) = self.waiting.take() else { return Ok(()) };
        let mut left = end.saturating_sub(self.start);
        // A picture can be shown for eleven minutes at most; longer ones come again without a change.
        loop {
            let delay = left.min(u64::from(u16::MAX));
            frame.delay = delay as u16;
            self.encoder.write_frame(&frame).map_err(unwritten)?;
            left -= delay;
            if left == 0 {
                return Ok(());
            }
            frame = Frame {
                width: 1,
                height: 1,
                buffer: Cow::Owned(vec![frame.transparent.unwrap_or(0)]),
                left: 0,
                top: 0,
                ..frame
            };
        }
    }
}

fn unwritten(error: gif::EncodingError) -> Error {
    Error::new(Kind::Broken, format!("The GIF could not be written ({error}). Try it again with more room."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gif::Dither;

    const SIZE: usize = 16;

    /// A square of red that has moved to the right by this much, upon blue.
    fn picture(at: usize) -> Vec<u8> {
        (0..SIZE * SIZE)
            .flat_map(|n| {
                if (at..at + 4).contains(&(n % SIZE)) && n / SIZE < 4 {
                    [250, 0, 0, 255]
                } else {
                    [0, 0, 90, 255]
                }
            })
            .collect()
    }

    fn made(settings: Gif, times: &[(usize, f64)], end: f64) -> Vec<u8> {
        let mut quantizer = Quantizer::default();
        quantizer.count(&picture(0));
        let palette = (settings.palettes == Palettes::Global).then(|| quantizer.palette(&settings));
        let mut encoder = GifEncoder::new(Vec::new(), SIZE as u32, SIZE as u32, settings, palette).unwrap();
        times.iter().for_each(|(at, seconds)| encoder.picture(&picture(*at), *seconds).unwrap());
        encoder.finish(end).unwrap()
    }

    fn frames(gif: &[u8]) -> Vec<Frame<'static>> {
        let mut decoder = gif::DecodeOptions::new().read_info(gif).unwrap();
        std::iter::from_fn(|| decoder.read_next_frame().unwrap().cloned()).collect()
    }

    #[test]
    fn only_what_changed_is_told_and_times_do_not_drift() {
        for palettes in [Palettes::Global, Palettes::Each] {
            for dither in [Dither::None, Dither::Diffuse] {
                // 30 pictures a second, which hundredths cannot tell.
                let times: Vec<(usize, f64)> = (0..12).map(|n| (n, n as f64 / 30.0)).collect();
                let gif = made(Gif { palettes, dither, ..Gif::default() }, &times, 0.4);
                let frames = frames(&gif);
                assert_eq!(frames.len(), 12);
                assert_eq!(frames.iter().map(|frame| u32::from(frame.delay)).sum::<u32>(), 40);
                assert!(frames[1..].iter().all(|frame| (frame.width, frame.height) == (5, 4)));
            }
        }
    }

    #[test]
    fn pictures_that_change_nothing_prolong_the_one_before() {
        let gif = made(Gif::default(), &[(0, 0.0), (0, 0.5), (3, 1.0)], 2000.0);
        let delays: Vec<u16> = frames(&gif).iter().map(|frame| frame.delay).collect();
        assert_eq!(delays, [100, 65_535, 65_535, 68_830_u32.try_into().unwrap_or(65_535), 3295]);
    }

    #[test]
    fn it_plays_as_often_as_it_shall() {
        let loops = |plays| made(Gif { plays, ..Gif::default() }, &[(0, 0.0)], 1.0);
        let found = |gif: &[u8]| gif.windows(11).position(|n| n == b"NETSCAPE2.0").map(|at| gif[at + 13]);
        assert_eq!([0, 1, 5].map(|plays| found(&loops(plays))), [Some(0), None, Some(4)]);
    }

    #[test]
    fn nothing_makes_no_gif() {
        let encoder =
            GifEncoder::new(Vec::new(), 4, 4, Gif { palettes: Palettes::Each, ..Gif::default() }, None)
                .unwrap();
        assert_eq!(encoder.finish(1.0).unwrap_err().kind, Kind::Settings);
        assert!(GifEncoder::new(Vec::new(), 4, 4, Gif::default(), None).is_err());
        assert!(GifEncoder::new(Vec::new(), 0, 4, Gif::default(), None).is_err());
    }
}
