//! JPEGs that are laid out as hardly any is, or that stop in the middle.

#![allow(clippy::unwrap_used, reason = "clippy takes helpers of tests for something else")]

mod support;
use nearside_image::*;
use support::*;

/// A component: how fine it is across and down, and the even value of each of its blocks, in the order of a scan.
type Component<'a> = ((u8, u8), &'a [u8]);

/// A JPEG of 16 × 16 pixels, its blocks all even; its components in one scan, or in one for each.
fn even(components: &[Component<'_>], apart: bool) -> Vec<u8> {
    let count = components.len() as u8;
    let mut out = vec![0xff, 0xd8];
    segment(&mut out, 0xdb, &[&[0][..], &[8; 64]].concat());
    let mut frame = vec![8, 0, 16, 0, 16, count];
    for (id, ((across, down), _)) in (1..).zip(components) {
        frame.extend([id, across << 4 | down, 0]);
    }
    segment(&mut out, 0xc0, &frame);
    // Four bits say how many bits a change of the value has; one bit ends a block.
    segment(&mut out, 0xc4, &[0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8]);
    segment(&mut out, 0xc4, &[0x10, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    let all: Vec<u8> = (1..=count).collect();
    for ids in all.chunks(if apart { 1 } else { components.len() }) {
        let mut scan = vec![ids.len() as u8];
        ids.iter().for_each(|id| scan.extend([*id, 0]));
        scan.extend([0, 63, 0]);
        segment(&mut out, 0xda, &scan);
        let mut bits = String::new();
        for id in ids {
            let mut before = 128;
            for value in components[usize::from(*id) - 1].1 {
                let change = i32::from(*value) - before;
                before = i32::from(*value);
                let size = change.unsigned_abs().checked_ilog2().map_or(0, |log| log as usize + 1);
                bits += &format!("{size:04b}");
                if size > 0 {
                    let low = if change < 0 { change + (1 << size) - 1 } else { change };
                    bits += &format!("{low:0size$b}");
                }
                bits += "0";
            }
        }
        bits += &"1".repeat(bits.len().next_multiple_of(8) - bits.len());
        for byte in bits.as_bytes().chunks(8) {
            let byte = byte.iter().fold(0, |sum, bit| sum << 1 | (bit - b'0'));
            out.extend(&[byte, 0][..if byte == 0xff { 2 } else { 1 }]);
        }
    }
    out.extend([0xff, 0xd9]);
    out
}

fn segment(out: &mut Vec<u8>, marker: u8, body: &[u8]) {
    out.extend([0xff, marker]);
    out.extend((body.len() as u16 + 2).to_be_bytes());
    out.extend(body);
}

/// The pixels in the middle of the four quarters.
fn middles(picture: &Picture) -> [[u8; 3]; 4] {
    assert_eq!((picture.width(), picture.height()), (16, 16));
    let rgba = picture.to_rgba();
    [(4, 4), (12, 4), (4, 12), (12, 12)].map(|(x, y)| {
        let place = (y * 16 + x) * 4;
        [rgba[place], rgba[place + 1], rgba[place + 2]]
    })
}

#[test]
fn colours_finer_than_the_brightness_lie_where_they_belong() {
    let blue = [88, 108, 148, 168];
    for bright in [(1, 1), (1, 2), (2, 1)] {
        let brightness = vec![128; usize::from(bright.0 * bright.1)];
        let file = even(&[(bright, &brightness), ((2, 2), &blue), ((1, 1), &[128])], false);
        let blues = middles(&open(&file)).map(|pixel| f32::from(pixel[2]));
        for (seen, blue) in blues.into_iter().zip(blue) {
            let expected = 128.0 + 1.772 * (f32::from(blue) - 128.0);
            assert!((seen - expected).abs() < 3.0, "{bright:?} {blues:?}");
        }
    }
}

#[test]
fn a_scan_for_each_colour_is_as_good_as_one_for_all() {
    for fine in [(1, 1), (2, 1), (1, 2), (2, 2)] {
        // A scan of its own holds the blocks row by row; of the colours one is enough where they are coarse.
        let colour: &[u8] = match fine {
            (2, 2) => &[148],
            (1, 1) => &[148; 4],
            _ => &[148; 2],
        };
        let file = even(&[(fine, &[40, 90, 140, 200]), ((1, 1), colour), ((1, 1), colour)], true);
        let greens = middles(&open(&file)).map(|pixel| pixel[1]);
        for (seen, bright) in greens.into_iter().zip([40, 90, 140, 200]) {
            assert!(seen.abs_diff(bright - 21) < 3, "{fine:?} {greens:?}");
        }
    }
}

#[test]
fn inks_in_scans_of_their_own_are_inks() {
    let kinds: [Component<'_>; 4] = [
        ((1, 1), &[255, 0, 0, 0]),
        ((1, 1), &[0, 255, 0, 0]),
        ((1, 1), &[0, 0, 255, 0]),
        ((1, 1), &[0, 0, 0, 0]),
    ];
    let middles = middles(&open(&even(&kinds, true)));
    for (seen, expected) in middles.iter().zip([[0, 255, 255], [255, 0, 255], [255, 255, 0], [255; 3]]) {
        assert!(seen.iter().zip(expected).all(|(a, b)| a.abs_diff(b) < 3), "{seen:?} {expected:?}");
    }
}

#[test]
fn an_end_in_the_middle_of_the_pixels_is_no_end() {
    for effort in [Effort::Fast, Effort::Balanced, Effort::Smallest] {
        let whole = encode(&photo(64, 48), &Recipe { effort, ..Recipe::default() }).unwrap().bytes;
        let small = Recipe { resize: Some(Resize::longest(16)), ..Recipe::default() };
        for part in 5..=7 {
            let mut bytes = whole[..whole.len() * part / 8].to_vec();
            bytes.extend([0xff, 0xd9]);
            let error = decode(&bytes, &Limits::default()).unwrap_err();
            assert!(error.message.contains("ends too early"), "{effort:?} {part}: {error}");
            assert!(decode_for(&small, &bytes, &Limits::default()).is_err());
        }
        // What fills up before the end, and a second picture behind it, are no pixels.
        let filled = [&whole[..whole.len() - 2], &[0xff, 0xff, 0xff, 0xd9], &whole].concat();
        assert_eq!(open(&filled), open(&whole));
        assert!(decode_for(&small, &filled, &Limits::default()).is_ok());
    }
}

#[test]
fn a_flipped_byte_in_an_odd_one_never_panics() {
    let component: Component<'_> = ((1, 1), &[40, 90, 140, 200]);
    let files = [even(&[component; 3], true), even(&[component; 4], true)];
    let finer = even(&[((1, 1), &[9]), ((2, 2), &[40, 90, 140, 200]), ((1, 1), &[9])], false);
    for file in files.iter().chain([&finer]) {
        for place in 0..file.len() {
            for change in [0x01, 0x10, 0x80, 0xff] {
                let mut bytes = file.clone();
                bytes[place] ^= change;
                let _ = decode(&bytes, &Limits { bytes: 64 << 20, pixels: 1 << 20 });
            }
        }
    }
}
