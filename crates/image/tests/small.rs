//! Icons, GIFs and BMPs whose headers say something else than their pixels, or hardly anything.

#![allow(clippy::unwrap_used, reason = "clippy takes helpers of tests for something else")]

mod support;
use nearside_image::*;
use support::*;

/// An icon of these pictures, each of which its directory calls so large.
fn icon(pictures: &[((u8, u8), &[u8])]) -> Vec<u8> {
    let mut bytes = vec![0, 0, 1, 0, pictures.len() as u8, 0];
    let mut place = 6 + 16 * pictures.len();
    for ((width, height), data) in pictures {
        bytes.extend([*width, *height, 0, 0, 1, 0, 32, 0]);
        bytes.extend((data.len() as u32).to_le_bytes());
        bytes.extend((place as u32).to_le_bytes());
        place += data.len();
    }
    pictures.iter().for_each(|(_, data)| bytes.extend(*data));
    bytes
}

/// A picture of 2 × 2 pixels for an icon, half transparent, without its mask.
fn bare() -> Vec<u8> {
    let head = [40, 0, 0, 0, 2, 0, 0, 0, 4, 0, 0, 0, 1, 0, 32, 0];
    let pixels = [[1, 2, 3, 128]; 4].concat();
    [&head[..], &[0; 24], &pixels].concat()
}

#[test]
fn the_largest_picture_of_an_icon_is_chosen_by_what_the_pictures_say() {
    let large = file(&photo(40, 30), Format::Png);
    let bytes = icon(&[((0, 0), &bare()), ((16, 16), &large), ((32, 32), b"no picture")]);
    let info = probe(&bytes).unwrap();
    assert_eq!((info.width, info.height), (40, 30));
    assert_eq!(open(&bytes).to_rgba(), photo(40, 30).to_rgba());
}

#[test]
fn what_has_alpha_needs_no_mask() {
    assert_eq!(open(&icon(&[((2, 2), &bare())])).to_rgba(), [3, 2, 1, 128].repeat(4));
    let cut = bare()[..50].to_vec();
    assert!(decode(&icon(&[((2, 2), &cut)]), &Limits::default()).is_err());
}

#[test]
fn a_bmp_may_say_no_more_than_its_size_and_depth() {
    let mut bytes = b"BM\0\0\0\0\0\0\0\0\x26\0\0\0".to_vec();
    bytes.extend([16, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0]);
    // Two colours, the first of which looks like a way to pack pixels.
    bytes.extend([9, 9, 9, 0, 0, 0, 255, 0, 0b0100_0000, 0, 0, 0]);
    assert_eq!(open(&bytes).to_rgba(), [9, 9, 9, 255, 255, 0, 0, 255]);
}

#[test]
fn a_gif_is_as_large_as_its_first_frame() {
    for screen in [0u8, 1] {
        let mut bytes = b"GIF89a".to_vec();
        bytes.extend([screen, 0, screen, 0, 0x80, 0, 0, 255, 0, 0, 0, 0, 255]);
        // Two pixels, one from the left; then their two colours.
        bytes.extend([0x2c, 1, 0, 0, 0, 2, 0, 1, 0, 0, 2, 2, 0x44, 0x0a, 0, 0x3b]);
        let info = probe(&bytes).unwrap();
        assert_eq!((info.width, info.height), (3, 1));
        assert_eq!(open(&bytes).to_rgba()[3..], [0, 255, 0, 0, 255, 0, 0, 255, 255]);
    }
}
