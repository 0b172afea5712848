//! Undoing what was done to rows before they were packed.

use super::super::Dict;

pub(crate) fn undo(bytes: Vec<u8>, parameters: &Dict) -> Vec<u8> {
    let number = |name: &str, otherwise: i64, most: i64| {
        parameters.get(name).as_int().unwrap_or(otherwise).clamp(1, most) as usize
    };
    let predictor = number("Predictor", 1, 99);
    let (colours, depth) = (number("Colors", 1, 64), number("BitsPerComponent", 8, 32));
    let columns = number("Columns", 1, 1 << 24);
    let row = (columns * colours * depth).div_ceil(8);
    match predictor {
        2 => difference(bytes, row, colours, depth),
        10.. => png(&bytes, row, (colours * depth).div_ceil(8)),
        _ => bytes,
    }
}

fn png(bytes: &[u8], row: usize, pixel: usize) -> Vec<u8> {
    let mut out: Vec<u8> = Vec::with_capacity(bytes.len());
    for line in bytes.chunks(row + 1) {
        let start = out.len();
        let above = start.checked_sub(row);
        for (at, byte) in line[1..].iter().enumerate() {
            let left = if at >= pixel { out[start + at - pixel] } else { 0 };
            let up = above.map_or(0, |above| out[above + at]);
            let corner = above.filter(|_| at >= pixel).map_or(0, |above| out[above + at - pixel]);
            let guess = match line[0] {
                1 => left,
                2 => up,
                3 => ((u16::from(left) + u16::from(up)) / 2) as u8,
                4 => paeth(left, up, corner),
                _ => 0,
            };
            out.push(byte.wrapping_add(guess));
        }
    }
    out
}

fn paeth(left: u8, up: u8, corner: u8) -> u8 {
    let guess = i16::from(left) + i16::from(up) - i16::from(corner);
    let far = |value: u8| (guess - i16::from(value)).abs();
    if far(left) <= far(up) && far(left) <= far(corner) {
        left
    } else if far(up) <= far(corner) {
        up
    } else {
        corner
    }
}

/// TIFF's predictor: each sample is the difference to the one on its left.
fn difference(mut bytes: Vec<u8>, row: usize, colours: usize, depth: usize) -> Vec<u8> {
    for line in bytes.chunks_mut(row) {
        match depth {
            8 => {
                for at in colours..line.len() {
                    line[at] = line[at].wrapping_add(line[at - colours]);
                }
            }
            16 => {
                for at in (colours * 2..line.len().saturating_sub(1)).step_by(2) {
                    let left = u16::from_be_bytes([line[at - colours * 2], line[at - colours * 2 + 1]]);
                    let sum = u16::from_be_bytes([line[at], line[at + 1]]).wrapping_add(left);
                    line[at..at + 2].copy_from_slice(&sum.to_be_bytes());
                }
            }
            1 | 2 | 4 => {
                let mask = (1u8 << depth) - 1;
                let mut left = vec![0u8; colours];
                for sample in 0..line.len() * 8 / depth {
                    let (at, shift) = (sample * depth / 8, 8 - depth - sample * depth % 8);
                    let value = (line[at] >> shift & mask).wrapping_add(left[sample % colours]) & mask;
                    line[at] = line[at] & !(mask << shift) | value << shift;
                    left[sample % colours] = value;
                }
            }
            _ => {}
        }
    }
    bytes
}
