//! What the numbers of a picture mean, and pictures in another layout or meaning.
//!
//! ITU-T H.273 names the matrices; BT.601, BT.709 and BT.2020 (non-constant luminance) are in use. Conversion between layouts
//! of brightness and colour leaves brightness as it is and only thins out or repeats colour.

use super::{Frame, Pixels, Resampling, Scaler};
use crate::Result;

/// How brightness and colour were made of red, green and blue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Matrix {
    /// Standard definition.
    Bt601,
    /// High definition.
    #[default]
    Bt709,
    /// Ultra high definition.
    Bt2020,
}

/// How numbers become light. Nothing here changes it; but who gets the numbers has to know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Transfer {
    /// As on ordinary screens.
    #[default]
    Plain,
    /// HDR of absolute brightness (SMPTE ST 2084).
    Pq,
    /// HDR that ordinary screens show too (ARIB STD-B67).
    Hlg,
}

/// What the numbers of a picture mean.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Meaning {
    /// How brightness and colour were made.
    pub matrix: Matrix,
    /// Whether all numbers are used, or 16 to 235 for brightness and 16 to 240 for colour.
    pub full: bool,
    /// How numbers become light.
    pub transfer: Transfer,
}

impl Meaning {
    /// What a film of this size means where it does not say: BT.601 below 720 rows, BT.709 from there on, and the numbers of
    /// television.
    pub fn guess(height: u32) -> Self {
        Self { matrix: if height < 720 { Matrix::Bt601 } else { Matrix::Bt709 }, ..Self::default() }
    }

    /// From the code points of H.273, as a file or WebCodecs has them. What is not known is [guessed](Self::guess).
    pub fn of(color: &crate::Color, height: u32) -> Self {
        let matrix = match color.matrix {
            1 => Matrix::Bt709,
            5 | 6 => Matrix::Bt601,
            9 => Matrix::Bt2020,
            _ => Self::guess(height).matrix,
        };
        let transfer = match color.transfer {
            16 => Transfer::Pq,
            18 => Transfer::Hlg,
            _ => Transfer::Plain,
        };
        Self { matrix, full: color.full, transfer }
    }

    /// The shares of red and blue in brightness.
    fn shares(self) -> (f32, f32) {
        match self.matrix {
            Matrix::Bt601 => (0.299, 0.114),
            Matrix::Bt709 => (0.2126, 0.0722),
            Matrix::Bt2020 => (0.2627, 0.0593),
        }
    }

    /// Where black lies, and how far white and the strongest colours are from black and gray, in numbers of 8 bits.
    pub(super) fn range(self) -> (f32, f32, f32) {
        if self.full { (0.0, 255.0, 255.0) } else { (16.0, 219.0, 224.0) }
    }

    /// Red, green and blue, 0 to 1 and beyond, of numbers of 8 bits.
    pub(super) fn rgb(self, [y, u, v]: [f32; 3]) -> [f32; 3] {
        let ((red, blue), (black, white, colour)) = (self.shares(), self.range());
        let (y, u, v) = ((y - black) / white, (u - 128.0) / colour, (v - 128.0) / colour);
        let (r, b) = (y + 2.0 * (1.0 - red) * v, y + 2.0 * (1.0 - blue) * u);
        [r, (y - red * r - blue * b) / (1.0 - red - blue), b]
    }

    /// Numbers of 8 bits, with fractions, of red, green and blue.
    pub(super) fn yuv(self, [r, g, b]: [f32; 3]) -> [f32; 3] {
        let ((red, blue), (black, white, colour)) = (self.shares(), self.range());
        let y = red * r + (1.0 - red - blue) * g + blue * b;
        let (u, v) = ((b - y) / (2.0 * (1.0 - blue)), (r - y) / (2.0 * (1.0 - red)));
        [black + white * y, 128.0 + colour * u, 128.0 + colour * v]
    }
}

/// Shows the same picture in the layout of `to`, which takes its size, and its meaning if one of both is RGB or `meaning` is the same.
/// The result has 8 bits if that layout has; a layout of 10 bits is reached only from itself.
///
/// # Errors
/// `Settings` for layouts of 10 bits or pairs that the picture does not have already; as [`Frame::reshape`].
pub fn convert(from: &Frame, format: Pixels, meaning: Meaning, to: &mut Frame) -> Result<()> {
    if format == from.format() && (format == Pixels::Rgba || meaning == from.meaning) {
        return to.copy_from(from);
    }
    if format != format.plain() {
        return Err(crate::Error::new(
            crate::Kind::Settings,
            format!("Pictures are not converted to {}. Choose I420, I422, I444 or RGBA.", format.name()),
        ));
    }
    let mut plain = Frame::default();
    let from = if from.format() == from.format().plain() {
        from
    } else {
        plainly(from, &mut plain)?;
        &plain
    };
    match (from.format() == Pixels::Rgba, format == Pixels::Rgba) {
        (false, true) => to_rgba(from, to),
        (true, false) => from_rgba(from, format, meaning, to),
        (true, true) => to.copy_from(from),
        (false, false) if meaning == from.meaning => rethin(from, format, to),
        (false, false) => {
            let mut rgba = Frame::default();
            to_rgba(from, &mut rgba)?;
            from_rgba(&rgba, format, meaning, to)
        }
    }
}

/// The same picture with 8 bits, and every colour in a plane of its own.
pub(super) fn plainly(from: &Frame, to: &mut Frame) -> Result<()> {
    let format = from.format();
    to.reshape(format.plain(), from.width(), from.height())?;
    to.meaning = from.meaning;
    if format == Pixels::Nv12 {
        to.rows_mut(0).zip(from.rows(0)).for_each(|(to, from)| to.copy_from_slice(from));
        for plane in [1, 2] {
            for (to, from) in to.rows_mut(plane).zip(from.rows(1)) {
                let pairs = from.as_chunks::<2>().0;
                to.iter_mut().zip(pairs).for_each(|(to, pair)| *to = pair[plane - 1]);
            }
        }
        return Ok(());
    }
    for plane in 0..format.planes() {
        for (to, from) in to.rows_mut(plane).zip(from.rows(plane)) {
            if format.depth() == 1 {
                to.copy_from_slice(from);
                continue;
            }
            for (to, value) in to.iter_mut().zip(from.as_chunks::<2>().0) {
                *to = ((u16::from_le_bytes(*value).min(1023) + 2) >> 2).min(255) as u8;
            }
        }
    }
    Ok(())
}

/// The same brightness; colour thinned out or smoothed.
fn rethin(from: &Frame, format: Pixels, to: &mut Frame) -> Result<()> {
    to.reshape(format, from.width(), from.height())?;
    // A plane knows only its own size: the scaler sees to it that it fits.
    Scaler::default().planes(from, to, Resampling::Auto);
    Ok(())
}

/// How many bits of a fraction integers keep.
const BITS: i32 = 14;

fn fixed(value: f32) -> i32 {
    (value * (1 << BITS) as f32).round() as i32
}

fn to_rgba(from: &Frame, to: &mut Frame) -> Result<()> {
    to.reshape(Pixels::Rgba, from.width(), from.height())?;
    to.meaning = from.meaning;
    let meaning = from.meaning;
    let (x_thin, y_thin) = from.format().thin();
    let (black, white, _) = meaning.range();
    // What one step of each number adds to red, green and blue.
    let zero = meaning.rgb([black, 128.0, 128.0]);
    let step = |yuv: [f32; 3]| {
        let rgb = meaning.rgb([black + yuv[0], 128.0 + yuv[1], 128.0 + yuv[2]]);
        [0, 1, 2].map(|n| fixed((rgb[n] - zero[n]) * 255.0))
    };
    let (light, u_step, v_step) = (fixed(255.0 / white), step([0.0, 1.0, 0.0]), step([0.0, 0.0, 1.0]));
    let black = black as i32;
    let width = from.width() as usize;
    let mut colours = [vec![0_u8; width], vec![0_u8; width]];
    for (y, to) in to.rows_mut(0).enumerate() {
        for (n, colour) in colours.iter_mut().enumerate() {
            repeat(from.row(n + 1, y >> y_thin), x_thin, colour);
        }
        let [us, vs] = &colours;
        let pixels = to.as_chunks_mut::<4>().0.iter_mut().zip(from.row(0, y)).zip(us.iter().zip(vs));
        for ((pixel, y), (u, v)) in pixels {
            let (y, u, v) = ((i32::from(*y) - black) * light, i32::from(*u) - 128, i32::from(*v) - 128);
            let channel = |n: usize| {
                ((y + u * u_step[n] + v * v_step[n] + (1 << (BITS - 1))) >> BITS).clamp(0, 255) as u8
            };
            *pixel = [channel(0), channel(1), channel(2), 255];
        }
    }
    Ok(())
}

/// A row of colour, each pixel of which stands for one or two of brightness.
pub(super) fn repeat(from: &[u8], thin: u32, to: &mut [u8]) {
    if thin == 0 {
        to.copy_from_slice(from);
        return;
    }
    let (pairs, rest) = to.as_chunks_mut::<2>();
    pairs.iter_mut().zip(from).for_each(|(pair, value)| *pair = [*value; 2]);
    if let ([last], Some(value)) = (rest, from.last()) {
        *last = *value;
    }
}

fn from_rgba(from: &Frame, format: Pixels, meaning: Meaning, to: &mut Frame) -> Result<()> {
    // Colour is made whole first and thinned out then, so that it is the mean of what it stands for.
    let mut whole = Frame::new(Pixels::I444, from.width(), from.height())?;
    whole.meaning = meaning;
    let zero = meaning.yuv([0.0; 3]);
    let steps = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]].map(|rgb| {
        let yuv = meaning.yuv(rgb);
        [0, 1, 2].map(|n| fixed((yuv[n] - zero[n]) / 255.0))
    });
    for plane in 0..3 {
        let base = fixed(zero[plane]) + (1 << (BITS - 1));
        let [r_step, g_step, b_step] = steps.map(|step| step[plane]);
        for (to, from) in whole.rows_mut(plane).zip(from.rows(0)) {
            for (to, [r, g, b, _]) in to.iter_mut().zip(from.as_chunks::<4>().0) {
                let value = base + i32::from(*r) * r_step + i32::from(*g) * g_step + i32::from(*b) * b_step;
                *to = (value >> BITS).clamp(0, 255) as u8;
            }
        }
    }
    rethin(&whole, format, to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rgb_survives_the_way_there_and_back() {
        for matrix in [Matrix::Bt601, Matrix::Bt709, Matrix::Bt2020] {
            for full in [true, false] {
                let meaning = Meaning { matrix, full, ..Meaning::default() };
                let mut rgba = Frame::new(Pixels::Rgba, 64, 64).unwrap();
                let pixels = rgba.bytes_mut().as_chunks_mut::<4>().0.iter_mut().enumerate();
                pixels
                    .for_each(|(n, pixel)| *pixel = [(n * 4) as u8, (n / 16) as u8, (n * 7 / 3) as u8, 255]);
                let (mut yuv, mut back) = (Frame::default(), Frame::default());
                convert(&rgba, Pixels::I444, meaning, &mut yuv).unwrap();
                convert(&yuv, Pixels::Rgba, meaning, &mut back).unwrap();
                let worst = rgba.bytes().iter().zip(back.bytes()).map(|(a, b)| a.abs_diff(*b)).max();
                assert!(worst <= Some(if full { 2 } else { 3 }), "{meaning:?} {worst:?}");
            }
        }
    }

    #[test]
    fn the_colours_of_bars_are_those_of_the_standard() {
        // ITU-R BT.709-6, full red and white in 8 bits of television.
        let meaning = Meaning { matrix: Matrix::Bt709, ..Meaning::default() };
        assert_eq!(meaning.yuv([1.0, 0.0, 0.0]).map(|n| n.round() as u8), [63, 102, 240]);
        assert_eq!(meaning.yuv([1.0; 3]).map(|n| n.round() as u8), [235, 128, 128]);
    }

    /// Eight bits of HDR are still HDR: who shows them as ordinary ones shows them pale.
    #[test]
    fn hdr_stays_hdr_when_it_loses_bits() {
        let color = crate::Color { primaries: 9, transfer: 16, matrix: 9, full: false };
        let mut from = Frame::from_bytes(Pixels::I420P10, 2, 2, &[0; 12]).unwrap();
        from.meaning = Meaning::of(&color, 2160);
        let mut to = Frame::default();
        convert(&from, Pixels::I420, from.meaning, &mut to).unwrap();
        assert_eq!((to.meaning.matrix, to.meaning.transfer), (Matrix::Bt2020, Transfer::Pq));
        assert_eq!(Meaning::of(&crate::Color { transfer: 18, ..color }, 2160).transfer, Transfer::Hlg);
    }

    #[test]
    fn pairs_and_ten_bits_become_planes_of_bytes() {
        let from = Frame::from_bytes(Pixels::Nv12, 2, 2, &[1, 2, 3, 4, 5, 6]).unwrap();
        let mut to = Frame::default();
        convert(&from, Pixels::I420, from.meaning, &mut to).unwrap();
        assert_eq!(to.bytes(), [1, 2, 3, 4, 5, 6]);
        let from = Frame::from_bytes(Pixels::I444P10, 1, 1, &[0xff, 3, 6, 0, 5, 0]).unwrap();
        convert(&from, Pixels::I444, from.meaning, &mut to).unwrap();
        assert_eq!(to.bytes(), [255, 2, 1]);
    }
}
