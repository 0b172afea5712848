//! Files that are odd but not broken, as scanners, microscopes and old programs write them.

#![allow(clippy::unwrap_used, reason = "clippy takes helpers of tests for something else")]

mod support;
use nearside_image::*;
use support::*;

/// A TIFF of these tags, all of them long numbers but for those of one kind's bytes, and of these strips or tiles.
fn tiff(tags: &[(u16, &[u32])], chunks: &[&[u8]]) -> Vec<u8> {
    let mut bytes = b"MM\0*\0\0\0\0".to_vec();
    let places: Vec<u32> = chunks
        .iter()
        .map(|chunk| {
            bytes.extend(*chunk);
            (bytes.len() - chunk.len()) as u32
        })
        .collect();
    let lengths: Vec<u32> = chunks.iter().map(|chunk| chunk.len() as u32).collect();
    let tiled = tags.iter().any(|(tag, _)| *tag == 322);
    let (place, length) = if tiled { (324, 325) } else { (273, 279) };
    let mut tags = tags.to_vec();
    tags.extend([(place, &places[..]), (length, &lengths[..])]);
    tags.sort_by_key(|(tag, _)| *tag);
    let mut entries = (tags.len() as u16).to_be_bytes().to_vec();
    for (tag, values) in tags {
        entries.extend(tag.to_be_bytes());
        entries.extend(4u16.to_be_bytes());
        entries.extend((values.len() as u32).to_be_bytes());
        let place = [bytes.len() as u32];
        entries.extend(if values.len() == 1 { values[0] } else { place[0] }.to_be_bytes());
        if values.len() > 1 {
            bytes.extend(values.iter().flat_map(|value| value.to_be_bytes()));
        }
    }
    let directory = bytes.len() as u32;
    bytes[4..8].copy_from_slice(&directory.to_be_bytes());
    bytes.extend(entries);
    bytes.extend([0; 4]);
    bytes
}

fn eight(picture: &Picture) -> &[u8] {
    match picture.samples() {
        Samples::Eight(samples) => samples,
        Samples::Sixteen(_) => panic!("16 bits"),
    }
}

fn sixteen(picture: &Picture) -> &[u16] {
    match picture.samples() {
        Samples::Eight(_) => panic!("8 bits"),
        Samples::Sixteen(samples) => samples,
    }
}

#[test]
fn a_tiff_with_a_palette_of_any_depth_is_read() {
    for (bits, row) in [(1, &[0b0100_0000u8][..]), (2, &[0b0001_0000]), (4, &[0x01, 0x00]), (8, &[0, 1, 0])] {
        let size = 1usize << bits;
        let mut palette = vec![0u32; size * 3];
        (palette[1], palette[size]) = (65_535, 32_896);
        let tags: &[(u16, &[u32])] =
            &[(256, &[3]), (257, &[1]), (258, &[bits]), (262, &[3]), (320, &palette)];
        let picture = open(&tiff(tags, &[row]));
        assert_eq!(eight(&picture), [0, 128, 0, 255, 0, 0, 0, 128, 0], "{bits}");
    }
    let mut palette = vec![0u32; 768];
    palette[7] = 255;
    let tags: &[(u16, &[u32])] =
        &[(256, &[1]), (257, &[1]), (258, &[8, 8]), (262, &[3]), (277, &[2]), (320, &palette), (338, &[2])];
    let picture = open(&tiff(tags, &[&[7, 9]]));
    assert_eq!(picture.to_rgba(), [255, 0, 0, 9], "with alpha, and 8 bits in a palette of 16");
}

#[test]
fn planes_in_tiles_are_put_together() {
    // Tiles of 16 × 16 for a picture of 20 × 3: two of each colour.
    let tile = |value: u8| vec![value; 256];
    let tiles: Vec<_> = (1..=6).map(tile).collect();
    let tiles: Vec<&[u8]> = tiles.iter().map(Vec::as_slice).collect();
    let tags: &[(u16, &[u32])] = &[
        (256, &[20]),
        (257, &[3]),
        (258, &[8, 8, 8]),
        (262, &[2]),
        (277, &[3]),
        (284, &[2]),
        (322, &[16]),
        (323, &[16]),
    ];
    let picture = open(&tiff(tags, &tiles));
    assert_eq!((picture.width(), picture.height()), (20, 3));
    assert_eq!((&eight(&picture)[..3], &eight(&picture)[177..]), (&[1, 3, 5][..], &[2, 4, 6][..]));
}

#[test]
fn bits_in_the_other_order_are_turned() {
    let tags: &[(u16, &[u32])] = &[(256, &[2]), (257, &[1]), (258, &[4]), (262, &[1]), (266, &[2])];
    assert_eq!(eight(&open(&tiff(tags, &[&[0x8f]]))), [255, 17]);
}

#[test]
fn fax_of_every_kind_is_read() {
    // Eight white, four black, four white pixels; then the same again.
    let line = "10011".to_owned() + "011" + "1011";
    let mark = "000000000001";
    let flat = format!("{mark}{line}{mark}{line}");
    // Of two dimensions: a mark of each line tells which it is. Three changes right below those above.
    let mixed = format!("{mark}1{line}{mark}0111");
    let bare = format!("{line}0000{line}");
    // Group 4: horizontal, twice; then vertical.
    let four = format!("001{}{}1{}{mark}{mark}", "10011", "011", "111");
    for (kind, options, bits) in [(3, 0, flat), (3, 1, mixed), (2, 0, bare), (4, 0, four)] {
        let raw: Vec<u8> = bits
            .as_bytes()
            .chunks(8)
            .map(|byte| (0..8).fold(0, |sum, at| sum << 1 | u8::from(byte.get(at) == Some(&b'1'))))
            .collect();
        let tags: &[(u16, &[u32])] =
            &[(256, &[16]), (257, &[2]), (258, &[1]), (259, &[kind]), (262, &[0]), (292, &[options])];
        let picture = open(&tiff(tags, &[&raw]));
        let row: Vec<u8> = (0..16).map(|x| if (8..12).contains(&x) { 0 } else { 255 }).collect();
        assert_eq!(eight(&picture), [row.clone(), row].concat(), "{kind} {options}");
    }
}

#[test]
fn numbers_of_any_kind_become_light() {
    let gray = |bits: u32, kind: u32, raw: &[u8]| {
        let tags: &[(u16, &[u32])] = &[(256, &[2]), (257, &[1]), (258, &[bits]), (262, &[1]), (339, &[kind])];
        sixteen(&open(&tiff(tags, &[raw]))).to_vec()
    };
    assert_eq!(gray(12, 1, &[0xff, 0xf8, 0x00]), [65_535, 32_776]);
    assert_eq!(gray(16, 2, &[0xff, 0x00, 0x01, 0x00]), [0, 65_535], "from the least to the greatest");
    assert_eq!(gray(32, 1, &[0xff, 0xff, 0xff, 0xff, 0x80, 0, 0, 0]), [65_535, 32_768]);
    let reals = |one: f32, two: f32| [one.to_be_bytes(), two.to_be_bytes()].concat();
    assert_eq!(gray(32, 3, &reals(0.5, 1.0)), [32_768, 65_535]);
    assert_eq!(gray(32, 3, &reals(-7.0, 300.0)), [0, 65_535]);
    assert_eq!(gray(32, 3, &reals(f32::NAN, f32::INFINITY)).len(), 2);
    assert_eq!(gray(16, 3, &[0x38, 0, 0x3c, 0]), [32_768, 65_535]);
}

#[test]
fn lab_and_shared_colours_come_out_right() {
    let lab: &[(u16, &[u32])] = &[(256, &[2]), (257, &[1]), (258, &[8, 8, 8]), (262, &[8]), (277, &[3])];
    let seen = open(&tiff(lab, &[&[255, 0, 0, 138, 81, 70]])).to_rgba();
    for (seen, expected) in seen.iter().zip([255, 255, 255, 255, 255, 0, 0, 255]) {
        assert!(seen.abs_diff(expected) < 12, "{seen} {expected}");
    }
    let shared: &[(u16, &[u32])] =
        &[(256, &[3]), (257, &[2]), (258, &[8, 8, 8]), (262, &[6]), (277, &[3]), (530, &[2, 2])];
    let seen = open(&tiff(shared, &[&[0, 50, 100, 150, 128, 128, 200, 0, 250, 0, 128, 128]])).to_rgba();
    let bright: Vec<u8> = seen.chunks(4).map(|pixel| pixel[1]).collect();
    assert_eq!(bright, [0, 50, 200, 100, 150, 250]);
}

#[test]
fn a_list_of_pages_that_runs_in_a_circle_has_a_first_page() {
    let tags: &[(u16, &[u32])] = &[(256, &[1]), (257, &[1]), (258, &[8]), (262, &[1])];
    let mut bytes = tiff(tags, &[&[77]]);
    let end = bytes.len() - 4;
    bytes.copy_within(4..8, end);
    assert_eq!(eight(&open(&bytes)), [77]);
    assert!(!probe(&bytes).unwrap().animated);
}

#[test]
fn alpha_is_a_share_of_its_own() {
    let light = [4f32, 2.0, 0.0, 1.0].map(f32::to_be_bytes).concat();
    let tags: &[(u16, &[u32])] = &[
        (256, &[1]),
        (257, &[1]),
        (258, &[32, 32, 32, 32]),
        (262, &[2]),
        (277, &[4]),
        (338, &[2]),
        (339, &[3, 3, 3, 3]),
    ];
    assert_eq!(sixteen(&open(&tiff(tags, &[&light]))), [65_535, 32_768, 0, 65_535]);
    let mut palette = vec![0u32; 48];
    palette[1] = 65_535;
    let tags: &[(u16, &[u32])] =
        &[(256, &[1]), (257, &[1]), (258, &[4, 4]), (262, &[3]), (277, &[2]), (320, &palette), (338, &[2])];
    assert_eq!(open(&tiff(tags, &[&[0x1f]])).to_rgba(), [255, 0, 0, 255]);
}

#[test]
fn a_jpeg_in_a_tiff_is_whole_and_no_larger_than_it_says() {
    let jpeg = file(&photo(16, 16), Format::Jpeg);
    let of = |side: u32, jpeg: &[u8]| {
        let tags: &[(u16, &[u32])] = &[
            (256, &[1]),
            (257, &[1]),
            (258, &[8, 8, 8]),
            (259, &[7]),
            (262, &[6]),
            (277, &[3]),
            (322, &[side]),
            (323, &[side]),
        ];
        decode(&tiff(tags, &[jpeg]), &Limits::default())
    };
    assert_eq!(of(16, &jpeg).unwrap().width(), 1);
    assert_eq!(of(16, &jpeg[..jpeg.len() - 9]).unwrap_err().kind, Kind::Broken);
    assert_eq!(of(32_768, &jpeg).unwrap_err().kind, Kind::BudgetExceeded);
}

#[test]
fn strips_that_all_claim_the_whole_file_cost_no_more_than_what_is_in_them() {
    let (rows, zeros) = (20_000u32, vec![0u32; 20_000]);
    let tags: &[(u16, &[u32])] =
        &[(256, &[8]), (257, &[rows]), (258, &[1]), (262, &[1]), (266, &[2]), (278, &[1]), (700, &zeros)];
    let chunks = vec![&[1u8][..]; rows as usize];
    let mut bytes = tiff(tags, &chunks);
    // Without their lengths each strip reaches to the end.
    let length = bytes.windows(2).rposition(|tag| tag == 279u16.to_be_bytes()).unwrap();
    bytes[length..length + 2].copy_from_slice(&65_000u16.to_be_bytes());
    let start = std::time::Instant::now();
    assert_eq!(open(&bytes).height(), rows);
    assert!(start.elapsed() < std::time::Duration::from_secs(60), "{:?}", start.elapsed());
}

#[test]
fn a_tiff_that_asks_for_too_much_is_refused_before_it_gets_it() {
    let huge: &[(u16, &[u32])] =
        &[(256, &[1]), (257, &[1]), (258, &[8]), (262, &[1]), (322, &[u32::MAX]), (323, &[u32::MAX])];
    let many: &[(u16, &[u32])] =
        &[(256, &[60_000]), (257, &[6]), (258, &[8]), (262, &[1]), (322, &[1]), (323, &[1])];
    for (tags, kind) in [(huge, Kind::BudgetExceeded), (many, Kind::Broken)] {
        assert_eq!(decode(&tiff(tags, &[&[1]]), &Limits::default()).unwrap_err().kind, kind);
    }
}

#[test]
fn a_flipped_byte_in_an_odd_tiff_never_panics() {
    let files: Vec<Vec<u8>> = [(1u32, 1u32), (3, 2), (4, 4), (5, 6), (7, 6), (8, 2), (32_773, 3)]
        .into_iter()
        .map(|(compression, colours)| {
            let fax = (2..5).contains(&compression);
            let depths: &[u32] = if fax { &[1] } else { &[8, 8, 8] };
            let tags: &[(u16, &[u32])] = &[
                (256, &[19]),
                (257, &[9]),
                (258, depths),
                (259, &[compression]),
                (262, &[colours % 4]),
                (277, &[depths.len() as u32]),
                (284, &[1 + compression % 2]),
                (317, &[2]),
                (322, &[16]),
                (323, &[16]),
                (320, &[5; 768]),
            ];
            tiff(tags, &[&[0x35; 900], &[0xff; 90], &[0x80; 9], &[1; 900], &[2; 900], &[3; 900]])
        })
        .collect();
    for file in files {
        let limits = Limits { bytes: 64 << 20, pixels: 1 << 20 };
        for place in (0..8).chain(file.len() - 160..file.len()) {
            for value in [0, 1, 2, 3, 5, 8, 16, 32, 0x7f, 0xff] {
                let mut bytes = file.clone();
                bytes[place] = value;
                let _ = decode(&bytes, &limits);
            }
        }
    }
}

#[test]
fn junk_between_the_headers_of_a_jpeg_harms_nobody() {
    let clean = file(&photo(40, 30), Format::Jpeg);
    let place = clean.windows(2).position(|pair| pair == [0xff, 0xdb]).unwrap();
    let seen = open(&clean);
    for junk in [
        &b"\0\0\0\0\0\0\0\0\0"[..],
        b"\xff\0\0\x02\0\0",
        b"\xff\xee\0\x0dAdobe\0d@\0\0\0\x01",
        b"\xff\xee\0\x02",
    ] {
        let mut bytes = clean.clone();
        bytes.splice(place..place, junk.iter().copied());
        assert_eq!(open(&bytes), seen, "{junk:?}");
        bytes.truncate(bytes.len() - 2);
        assert!(decode(&bytes, &Limits::default()).unwrap_err().message.contains("ends too early"));
    }
}

/// A BMP of 4 × 2 pixels, a byte each, with four colours.
fn bmp(header: u32, height: i32, packed: u32, pixels: &[u8]) -> Vec<u8> {
    let mut bytes = b"BM\0\0\0\0\0\0\0\0".to_vec();
    bytes.extend((14 + header + 16).to_le_bytes());
    bytes.extend(header.to_le_bytes());
    bytes.extend(4u32.to_le_bytes());
    bytes.extend(height.to_le_bytes());
    bytes.extend([1, 0, 8, 0]);
    for value in [packed, 0, 0, 0, 4, 0] {
        bytes.extend(value.to_le_bytes());
    }
    bytes.resize(14 + header as usize, 0);
    bytes.extend([0, 0, 0, 0, 0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 0]);
    bytes.extend(pixels);
    bytes
}

#[test]
fn a_bmp_of_any_dialect_is_read() {
    let rows = [0, 1, 2, 3, 3, 3, 3, 3];
    let plain = open(&bmp(40, 2, 0, &rows));
    assert_eq!(eight(&plain)[..6], [0, 0, 255, 0, 0, 255], "from below");
    assert_eq!(open(&bmp(64, 2, 0, &rows)), plain, "OS/2");
    let mut within = bmp(40, 2, 0, &rows);
    within[10] = 54;
    assert_eq!(open(&within), plain, "pixels that are said to begin in the palette");
    let packed = [4, 3, 0, 0, 0, 4, 0, 1, 2, 3, 0, 1];
    assert_eq!(open(&bmp(40, -2, 1, &packed)), plain, "packed, from above");
    for (rows, what) in [
        (&[0, 4, 0, 1, 2, 3, 0, 0, 4, 3, 0, 0, 0, 1][..], "an end of the last row and one of the picture"),
        (&[0, 4, 0, 1, 2, 3, 0, 0, 5, 3, 0, 1], "a run that goes beyond its row"),
        (&[0, 4, 0, 1, 2, 3, 0, 0, 4, 3], "no end"),
    ] {
        assert_eq!(open(&bmp(40, 2, 1, rows)), plain, "{what}");
    }
    let mut four = bmp(40, 2, 2, &[0, 4, 0x01, 0x23, 0, 0, 4, 0x33, 0, 1]);
    four[28] = 4;
    assert_eq!(open(&four), plain, "two pixels a byte");
    let jump = open(&bmp(40, 2, 1, &[0, 2, 2, 1, 2, 3, 0, 1]));
    assert_eq!(
        eight(&jump)[..12],
        [0, 0, 0, 0, 0, 0, 0, 0, 255, 0, 0, 255],
        "a jump leaves the first colour"
    );
    for broken in [&[9, 1, 0, 1][..], &[0, 4, 0, 1, 2, 3, 0, 0, 3, 3], &[0, 4, 0], &[0, 9, 1], &[0, 2, 1]] {
        assert!(decode(&bmp(40, 2, 1, broken), &Limits::default()).is_err(), "{broken:?}");
    }
    let mut many = bmp(40, 2, 0, &rows);
    many[47] = 9;
    many.splice(70..70, vec![0; 1008]);
    (many[10], many[11]) = (54, 4);
    assert!(decode(&many, &Limits::default()).is_ok(), "more colours than can be named");
}

#[test]
fn an_icon_is_read_whatever_its_directory_says() {
    let icon = |width: u8, height: u8, data: &[u8]| {
        let mut bytes = vec![0, 0, 1, 0, 1, 0, width, height, 0, 0, 1, 0, 32, 0];
        bytes.extend((data.len() as u32).to_le_bytes());
        bytes.extend(22u32.to_le_bytes());
        bytes.extend(data);
        bytes
    };
    let mut picture = bmp(40, 4, 0, &[0, 1, 2, 3, 3, 3, 3, 3, 0x40, 0, 0, 0, 0, 0, 0, 0]).split_off(14);
    picture[32] = 4;
    let seen = open(&icon(16, 32, &picture)).to_rgba();
    assert_eq!((seen.len(), &seen[..4], &seen[20..24]), (32, &[0, 0, 255, 255][..], &[255, 0, 0, 0][..]));
    // PNG without alpha, as many programs put it there.
    let png = file(&photo(20, 10), Format::Png);
    let mut small = icon(48, 48, &png);
    assert_eq!(open(&small).to_rgba(), photo(20, 10).to_rgba());
    small[14..16].copy_from_slice(&(png.len() as u16 - 16).to_le_bytes());
    assert_eq!(open(&small).to_rgba(), photo(20, 10).to_rgba(), "a directory that gives it too little");
    for length in 0..60 {
        assert!(decode(&icon(16, 32, &picture)[..length], &Limits::default()).is_err());
    }
}

#[test]
fn an_icon_with_alpha_does_without_its_mask() {
    let mut data = vec![0; 40];
    for (place, value) in [(0, 40), (4, 2), (8, 4), (12, 1), (14, 32)] {
        data[place] = value;
    }
    data.extend([255, 0, 0, 255, 0, 255, 0, 128, 0, 0, 255, 64, 9, 9, 9, 0]);
    let pixels = data.len();
    data.extend([0; 8]);
    let icon = |length: usize| {
        let mut bytes = vec![0, 0, 1, 0, 1, 0, 2, 2, 0, 0, 1, 0, 32, 0];
        bytes.extend((length as u32).to_le_bytes());
        bytes.extend(22u32.to_le_bytes());
        bytes.extend(&data[..length]);
        bytes
    };
    let whole = open(&icon(data.len())).to_rgba();
    assert_eq!(whole[8..], [0, 0, 255, 255, 0, 255, 0, 128], "the row at the bottom comes first in the file");
    for length in pixels..data.len() {
        assert_eq!(open(&icon(length)).to_rgba(), whole, "{length} of {} bytes", data.len());
    }
    assert!(decode(&icon(pixels - 1), &Limits::default()).is_err());
}
