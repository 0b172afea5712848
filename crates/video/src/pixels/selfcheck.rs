//! A known answer, asked of the machine before films are trusted to it.
//!
//! Rust 1.95 can miscompile SIMD narrowing on wasm (rust-lang/rust#157456), and nothing here needs an intrinsic to be struck by
//! that: the compiler makes SIMD of loops by itself. So every kernel works on a picture whose result is known from
//! a machine without SIMD.

use super::{
    Area, Cube, Deinterlace, Filter, Filters, Flip, Frame, Meaning, Overlay, Pixels, Resampling, Tone, Turn,
    convert,
};
use crate::Result;

/// Whether this machine computes pictures rightly. If not, the host should refuse to work rather than spoil films.
pub fn selfcheck() -> bool {
    matches!(answer(), Ok(KNOWN))
}

/// Sums of what several filters make of a pattern.
const KNOWN: [u32; 4] = [1_003_447_824, 92_417_431, 2_531_531_106, 529_998_467];

fn answer() -> Result<[u32; 4]> {
    let cube = Cube::parse("LUT_3D_SIZE 2\n0 0 0\n.9 .1 0\n0 1 .2\n1 1 0\n0 0 1\n1 0 .8\n.1 1 1\n1 1 1")?;
    let shrink = Filters {
        size: Some((37, 23)),
        tone: Tone { contrast: 1.2, ..Tone::default() },
        ..Filters::default()
    };
    let enlarge = Filters {
        size: Some((190, 143)),
        resampling: Resampling::Bicubic,
        sharpen: 0.7,
        deinterlace: Deinterlace::Top,
        ..Filters::default()
    };
    let turned = Filters {
        crop: Some(Area { x: 0.1, y: 0.1, width: 0.8, height: 0.8 }),
        turn: Turn::Right,
        flip: Flip::Horizontal,
        blur: 1.5,
        denoise: 0.6,
        ..Filters::default()
    };
    let graded = Filters { lut: 1.0, ..Filters::default() };
    let mut sums = [0_u32; 4];
    for (sum, filters) in sums.iter_mut().zip([shrink, enlarge, turned, graded]) {
        let mut filter = Filter::new(filters, Some(cube.clone()))?;
        for seed in 0..2 {
            let made = filter.apply(&pattern(seed)?)?;
            let mut logo = Frame::default();
            convert(&pattern(seed + 5)?, Pixels::Rgba, Meaning::default(), &mut logo)?;
            Overlay::new(&logo, (-40, 9), 0.4, Pixels::I420, Meaning::default())?.draw(made)?;
            let bytes = (0..3).flat_map(|plane| made.rows(plane)).flatten();
            *sum = bytes.fold(*sum, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(*byte)));
        }
    }
    Ok(sums)
}

/// Smooth waves with hard edges and a little noise.
fn pattern(seed: u32) -> Result<Frame> {
    let mut frame = Frame::new(Pixels::I420, 131, 94)?;
    let mut noise = seed;
    for plane in 0..3 {
        for (y, row) in frame.rows_mut(plane).enumerate() {
            for (x, value) in row.iter_mut().enumerate() {
                noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let edge = if (x / 16 + y / 16).is_multiple_of(2) { 90 } else { 0 };
                *value = ((x * 3 / 2 + y + plane * 40) % 140 + edge) as u8 + (noise >> 29) as u8;
            }
        }
    }
    Ok(frame)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_known_answer_is_what_comes_out() {
        assert_eq!(answer(), Ok(KNOWN));
    }
}
