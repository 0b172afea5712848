//! Colours between those of a palette, feigned by neighbours.

use super::{Dither, Palette};

/// Bayer's matrix of 8 × 8.
fn bayer(x: usize, y: usize) -> i32 {
    let (x, y) = (x ^ y, y);
    (0..3).fold(0, |value, bit| value << 2 | ((x >> bit & 1) << 1 | (y >> bit & 1)) as i32)
}

/// Numbers in the palette for the pixels of a picture, red, green, blue and alpha, of this width.
pub(super) fn dither(rgba: &[u8], width: usize, palette: &mut Palette, how: Dither, to: &mut Vec<u8>) {
    to.clear();
    let pixels = rgba.as_chunks::<4>().0;
    match how {
        Dither::None => to.extend(pixels.iter().map(|[r, g, b, _]| palette.nearest([*r, *g, *b]))),
        Dither::Ordered => {
            // The fewer colours, the farther they lie apart. Less than the whole distance, because a pattern is seen where it is not
            // needed: this measures best.
            let spread = (170.0 / (palette.colors().len() as f32).sqrt()) as i32;
            for (y, row) in pixels.chunks(width).enumerate() {
                for (x, [r, g, b, _]) in row.iter().enumerate() {
                    let shift = (bayer(x % 8, y % 8) * 2 - 63) * spread / 128;
                    to.push(palette.nearest([r, g, b].map(|n| (i32::from(*n) + shift).clamp(0, 255) as u8)));
                }
            }
        }
        Dither::Diffuse => {
            // Errors in sixteenths, of this row and the next, with a pixel of margin on both sides.
            let mut errors = [vec![[0_i32; 3]; width + 2], vec![[0_i32; 3]; width + 2]];
            for row in pixels.chunks(width) {
                let [now, next] = &mut errors;
                for (x, pixel) in row.iter().enumerate() {
                    let wanted: [i32; 3] =
                        std::array::from_fn(|n| (i32::from(pixel[n]) + now[x + 1][n] / 16).clamp(0, 255));
                    let near = palette.nearest(wanted.map(|n| n as u8));
                    to.push(near);
                    let got = palette.colors()[usize::from(near)];
                    for n in 0..3 {
                        let error = wanted[n] - i32::from(got[n]);
                        now[x + 2][n] += error * 7;
                        next[x][n] += error * 3;
                        next[x + 1][n] += error * 5;
                        next[x + 2][n] += error;
                    }
                }
                errors.swap(0, 1);
                errors[1].fill([0; 3]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pattern_has_every_number_once() {
        let mut all: Vec<i32> = (0..64).map(|n| bayer(n % 8, n / 8)).collect();
        all.sort_unstable();
        assert!(all.into_iter().eq(0..64));
    }

    #[test]
    fn gray_between_black_and_white_has_the_right_mean() {
        for (how, value, share) in
            [(Dither::Ordered, 128, 0.5), (Dither::Diffuse, 64, 0.25), (Dither::None, 100, 0.0)]
        {
            let mut palette = Palette::new(vec![[0; 3], [255; 3]]);
            let mut numbers = Vec::new();
            dither(&[value, value, value, 255].repeat(64 * 64), 64, &mut palette, how, &mut numbers);
            let white = numbers.iter().filter(|n| **n == 1).count() as f64 / 4096.0;
            assert!((white - share).abs() < 0.03, "{how:?} {white}");
        }
    }
}
