//! Profile, EXIF, XMP and the place: kept, dropped, never lost in silence.

#![allow(clippy::unwrap_used, reason = "clippy takes helpers of tests for something else")]

mod support;
use nearside_image::*;
use support::*;

const XMP: &[u8] = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><dc:creator>Ada</dc:creator></x:xmpmeta>";

/// The profile of Display P3 as a file would carry it, made by the engine's own colour library.
fn profile() -> Vec<u8> {
    moxcms::ColorProfile::new_display_p3().encode().unwrap()
}

fn tagged(orientation: u16) -> Picture {
    let tags = Tags {
        icc: Some(profile()),
        exif: Some(exif(orientation, true)),
        xmp: Some(XMP.to_vec()),
        orientation: 1,
        ..Tags::default()
    };
    photo(32, 24).with_tags(tags)
}

#[test]
fn keep_is_byte_for_byte_in_jpeg_png_and_webp() {
    for format in [Format::Jpeg, Format::Png, Format::WebP, Format::WebPLossless] {
        let first = file(&tagged(1), format);
        let seen = tags(&made(&first, &Recipe::to(Format::Same)).bytes).unwrap();
        assert_eq!(seen, tagged(1).tags, "{format:?}");
    }
}

/// A PNG of two titles, a prompt, and what its program is called.
fn painted() -> Picture {
    let text = |keyword: &str, text: &str| Text { keyword: keyword.into(), text: text.into() };
    let texts = vec![
        text("Title", "Größe"),
        text("Comment", "A comment"),
        text("parameters", "a cat, oil on canvas\nSteps: 20"),
        text("Software", "a program"),
    ];
    photo(32, 24).with_tags(Tags { orientation: 1, texts, ..Tags::default() })
}

#[test]
fn texts_of_a_png_are_kept_in_a_png_and_its_comment_in_a_jpeg() {
    let bytes = file(&painted(), Format::Png);
    assert_eq!(tags(&bytes).unwrap().texts, painted().tags.texts);
    let kept = made(&bytes, &Recipe::to(Format::Png));
    assert_eq!((tags(&kept.bytes).unwrap().texts, kept.notes), (painted().tags.texts, vec![]));
    let jpeg = made(&bytes, &Recipe::to(Format::Jpeg));
    assert_eq!(tags(&jpeg.bytes).unwrap().texts, painted().tags.texts[1..2]);
    assert_eq!(jpeg.notes, [Note::MetadataLost]);
    let back = made(&jpeg.bytes, &Recipe::to(Format::Png));
    assert_eq!((tags(&back.bytes).unwrap().texts, back.notes), (painted().tags.texts[1..2].to_vec(), vec![]));
    let webp = made(&jpeg.bytes, &Recipe::to(Format::WebP));
    assert_eq!(webp.notes, [Note::MetadataLost]);
    let gone = made(&bytes, &Recipe { metadata: Metadata::Drop, ..Recipe::to(Format::Png) });
    assert_eq!((tags(&gone.bytes).unwrap().texts, gone.notes), (vec![], vec![]));
}

#[test]
fn texts_that_name_a_place_go_with_it() {
    let mut picture = painted();
    picture.tags.texts[0].text = "At home, GPS 48.5, 11.2".into();
    let bytes = file(&picture, Format::Png);
    let made = made(&bytes, &Recipe { metadata: Metadata::DropLocation, ..Recipe::to(Format::Png) });
    assert_eq!(tags(&made.bytes).unwrap().texts, painted().tags.texts[1..]);
    assert_eq!(made.notes, [Note::MetadataLost]);
}

/// As other programs write them: Latin-1, packed, in another language, damaged, and far too long.
#[test]
fn texts_are_read_as_others_write_them() {
    let plain = file(&photo(4, 4), Format::Png);
    let with = |name: &[u8; 4], body: &[u8]| {
        let mut bytes = plain[..33].to_vec();
        bytes.extend((body.len() as u32).to_be_bytes());
        bytes.extend([name, body].concat());
        bytes.extend(crc32fast::hash(&[name, body].concat()).to_be_bytes());
        bytes.extend(&plain[33..]);
        tags(&bytes).unwrap()
    };
    let one = |tags: Tags| (tags.texts.into_iter().map(|text| text.text).collect::<Vec<_>>(), tags.left);
    let packed = |bytes: &[u8]| {
        let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::new(9));
        std::io::Write::write_all(&mut packer, bytes).unwrap();
        packer.finish().unwrap()
    };
    assert_eq!(one(with(b"tEXt", b"Title\0Gr\xf6\xdfe")), (vec!["Größe".into()], false));
    assert_eq!(one(with(b"zTXt", &[b"Title\0\0", &*packed(b"long")].concat())), (vec!["long".into()], false));
    let foreign = [b"Title\0\x01\0de\0Titel\0", &*packed("Größe".as_bytes())].concat();
    assert_eq!(one(with(b"iTXt", &foreign)), (vec!["Größe".into()], false));
    for damaged in [&b"no end"[..], b"\0no keyword", b"Title\0\0damaged", b""] {
        assert_eq!(one(with(b"zTXt", damaged)), (vec![], true));
    }
    let bomb = [b"Title\0\0", &*packed(&vec![b'a'; 40 << 20])].concat();
    assert_eq!(one(with(b"zTXt", &bomb)), (vec![], true));
}

#[test]
fn keep_changes_the_orientation_and_nothing_else() {
    let bytes = file(&tagged(6), Format::Jpeg);
    let seen = tags(&made(&bytes, &Recipe::default()).bytes).unwrap();
    assert_eq!(seen.exif, Some(exif(1, true)));
}

#[test]
fn tiff_keeps_profile_and_xmp_and_says_that_exif_is_lost() {
    let encoded = encode(&tagged(1), &Recipe::to(Format::Tiff)).unwrap();
    let seen = tags(&encoded.bytes).unwrap();
    assert_eq!((seen.icc, seen.xmp, seen.exif), (Some(profile()), Some(XMP.to_vec()), None));
    assert_eq!(encoded.notes, [Note::MetadataLost]);
}

#[test]
fn drop_location_takes_the_place_and_leaves_the_camera() {
    for big in [false, true] {
        let mut picture = tagged(1);
        picture.tags.exif = Some(exif(1, big));
        let bytes = file(&picture, Format::Jpeg);
        assert!(probe(&bytes).unwrap().location);
        let made = made(&bytes, &Recipe { metadata: Metadata::DropLocation, ..Recipe::default() });
        assert!(!probe(&made.bytes).unwrap().location);
        let left = tags(&made.bytes).unwrap().exif.unwrap();
        assert!(left.windows(3).any(|part| part == b"Cam"));
        let latitude = if big { 48u32.to_be_bytes() } else { 48u32.to_le_bytes() };
        assert!(!left.windows(4).any(|part| part == latitude), "the values themselves must be gone");
        assert_eq!(tags(&made.bytes).unwrap().xmp.as_deref(), Some(XMP), "it names no place");
    }
}

#[test]
fn drop_location_drops_xmp_that_may_name_a_place() {
    let mut picture = tagged(1);
    picture.tags.xmp = Some(b"<rdf:Description exif:GPSLatitude='48,51.5N'/>".to_vec());
    let encoded =
        encode(&picture, &Recipe { metadata: Metadata::DropLocation, ..Recipe::default() }).unwrap();
    assert_eq!((tags(&encoded.bytes).unwrap().xmp, encoded.notes), (None, vec![Note::XmpDropped]));
}

#[test]
fn drop_leaves_the_profile_only() {
    for format in [Format::Jpeg, Format::Png, Format::WebP, Format::Tiff] {
        let encoded = encode(&tagged(1), &Recipe { metadata: Metadata::Drop, ..Recipe::to(format) }).unwrap();
        let expected = Tags { icc: Some(profile()), orientation: 1, ..Tags::default() };
        assert_eq!((tags(&encoded.bytes).unwrap(), encoded.notes), (expected, vec![]), "{format:?}");
    }
}

#[test]
fn dropping_metadata_still_sets_a_lying_picture_upright() {
    let mut picture = quarters();
    picture.tags.exif = Some(exif(3, false));
    let made =
        made(&file(&picture, Format::Png), &Recipe { metadata: Metadata::Drop, ..Recipe::to(Format::Png) });
    assert_eq!(corners(&open(&made.bytes)), "wbgr");
}

#[test]
fn colours_become_srgb_where_no_profile_can_be_carried() {
    let mut picture = Picture::new(1, 1, Channels::Rgb, Samples::Eight(vec![200, 100, 50])).unwrap();
    picture.tags.icc = Some(profile());
    let encoded = encode(&picture, &Recipe::to(Format::Qoi)).unwrap();
    assert_eq!(encoded.notes, [Note::ConvertedToSrgb]);
    // Display P3 (200, 100, 50) in sRGB, by LittleCMS: (213, 97, 35) or so.
    let seen = open(&encoded.bytes).to_rgba();
    for (seen, expected) in seen.iter().zip([213, 97, 33]) {
        assert!(seen.abs_diff(expected) < 8, "{seen:?}");
    }
}

#[test]
fn a_profile_of_many_segments_survives_jpeg() {
    let mut picture = photo(16, 16);
    let mut icc = profile();
    icc.resize(200_000, 7);
    picture.tags.icc = Some(icc.clone());
    assert_eq!(tags(&file(&picture, Format::Jpeg)).unwrap().icc, Some(icc));
}

#[test]
fn what_does_not_fit_into_a_jpeg_is_left_out_with_a_note() {
    let mut picture = photo(16, 16);
    let mut blob = exif(1, false);
    blob.resize(70_000, 0);
    picture.tags.exif = Some(blob);
    let encoded = encode(&picture, &Recipe::default()).unwrap();
    assert_eq!((encoded.notes, tags(&encoded.bytes).unwrap().exif), (vec![Note::MetadataLost], None));
}

#[test]
fn tags_can_be_attached_to_what_a_browser_has_encoded() {
    for format in [Format::Jpeg, Format::Png, Format::WebP, Format::WebPLossless] {
        let bare = file(&photo(20, 20), format);
        let (dressed, note) = attach(bare.clone(), &tagged(1).tags).unwrap();
        assert_eq!((tags(&dressed).unwrap(), note), (tagged(1).tags, None));
        assert_eq!(open(&dressed).samples(), open(&bare).samples(), "{format:?}");
    }
}

#[test]
fn damaged_exif_harms_nobody() {
    for length in 0..exif(6, false).len() {
        let mut picture = photo(16, 16);
        picture.tags.exif = Some(exif(6, false)[..length].to_vec());
        for metadata in [Metadata::Keep, Metadata::DropLocation] {
            let encoded = encode(&picture, &Recipe { metadata, ..Recipe::default() }).unwrap();
            assert!(metadata == Metadata::Keep || !probe(&encoded.bytes).unwrap().location);
        }
    }
}

/// A JPEG with a segment more, right behind its start.
fn with_segment(marker: u8, body: &[u8]) -> Vec<u8> {
    let mut bytes = file(&tagged(1), Format::Jpeg);
    let mut segment = vec![0xff, marker];
    segment.extend((body.len() as u16 + 2).to_be_bytes());
    segment.extend(body);
    bytes.splice(2..2, segment);
    bytes
}

#[test]
fn what_cannot_be_carried_over_is_told() {
    let more_xmp = [b"http://ns.adobe.com/xmp/extension/\0", &[b'0'; 60][..]].concat();
    for (marker, body) in [(0xed, &b"Photoshop 3.0\08BIM\x04\x04"[..]), (0xe1, &more_xmp)] {
        let bytes = with_segment(marker, body);
        let notes = |metadata| made(&bytes, &Recipe { metadata, ..Recipe::default() }).notes;
        for metadata in [Metadata::Keep, Metadata::DropLocation] {
            assert_eq!(notes(metadata), [Note::MetadataLost], "{metadata:?}");
        }
        assert_eq!(notes(Metadata::Drop), [], "nothing was to be kept");
    }
}

#[test]
fn exif_of_a_tiff_is_not_lost_in_silence() {
    let mut bytes = file(&photo(16, 16), Format::Tiff);
    let notes = |bytes: &[u8]| made(bytes, &Recipe::default()).notes;
    assert_eq!(notes(&bytes), []);
    // The last entry becomes the one that points to EXIF.
    let directory = u32::from_le_bytes(bytes[4..8].try_into().unwrap()) as usize;
    let count = usize::from(u16::from_le_bytes([bytes[directory], bytes[directory + 1]]));
    let end = directory + 2 + count * 12;
    let link = bytes.split_off(end);
    bytes[directory] += 1;
    for part in [&0x8769u16.to_le_bytes()[..], &4u16.to_le_bytes(), &1u32.to_le_bytes(), &8u32.to_le_bytes()]
    {
        bytes.extend(part);
    }
    bytes.extend(link);
    assert_eq!(notes(&bytes), [Note::MetadataLost]);
}

#[test]
fn exif_of_a_jpeg_xl_is_seen_though_it_cannot_be_read() {
    let start = b"\0\0\0\x0cJXL \r\n\x87\n";
    let pixels = b"\0\0\0\x0cjxlc\xff\x0a\x41\0";
    for (more, left) in [(&b""[..], false), (b"\0\0\0\x0cExif\0\0\0\0", true)] {
        let seen = tags(&[start, &pixels[..], more].concat()).unwrap();
        assert_eq!(seen.left, left);
    }
}

#[test]
fn exif_that_is_too_damaged_to_keep_is_told() {
    let mut picture = photo(16, 16);
    picture.tags.exif = Some(b"II*\0".to_vec());
    let recipe = Recipe { metadata: Metadata::DropLocation, ..Recipe::default() };
    let encoded = encode(&picture, &recipe).unwrap();
    assert_eq!((tags(&encoded.bytes).unwrap().exif, encoded.notes), (None, vec![Note::MetadataLost]));
}

#[test]
fn the_marks_of_exif_are_found_up_to_the_scan() {
    let bytes = file(&tagged(6), Format::Jpeg);
    let marks = exif_marks(&bytes);
    assert_eq!(marks.len(), 1);
    let mut blind = bytes.clone();
    for mark in marks {
        assert_eq!(&bytes[mark.clone()], b"Exif\0\0");
        blind[mark].fill(0);
    }
    let seen = tags(&blind).unwrap();
    assert_eq!((seen.exif, seen.orientation), (None, 1), "nobody turns it");
    assert_eq!(seen.icc, Some(profile()), "the rest stays");
    let mut behind = file(&photo(16, 16), Format::Jpeg);
    behind.extend(b"\xff\xe1\0\x08Exif\0\0");
    for bytes in [&behind[..], b"", b"\xff\xd8\xff\xe1\0", b"\xff\xd8\xff\xe1\0\x40Exif\0\0"] {
        assert_eq!(exif_marks(bytes), []);
    }
}

#[test]
fn a_gray_profile_does_not_end_in_a_file_of_colours() {
    let icc = moxcms::ColorProfile::new_gray_with_gamma(1.0).encode().unwrap();
    let gray = |channels, samples| {
        let mut picture = Picture::new(8, 8, channels, Samples::Eight(samples)).unwrap();
        picture.tags.icc = Some(icc.clone());
        picture
    };
    let plain = gray(Channels::Gray, vec![60; 64]);
    for format in [Format::WebP, Format::WebPLossless] {
        let encoded = encode(&plain, &Recipe::to(format)).unwrap();
        assert_eq!((tags(&encoded.bytes).unwrap().icc, encoded.notes), (None, vec![Note::ConvertedToSrgb]));
        assert!(open(&encoded.bytes).to_rgba()[0].abs_diff(132) < 6, "60 of 255 in linear light");
    }
    for format in [Format::Jpeg, Format::Png, Format::Tiff] {
        let encoded = encode(&plain, &Recipe::to(format)).unwrap();
        assert_eq!((tags(&encoded.bytes).unwrap().icc.as_ref(), encoded.notes), (Some(&icc), vec![]));
    }
    // A coloured background makes colours of it as well.
    let veil = gray(Channels::GrayAlpha, [60, 128].repeat(64));
    let recipe = Recipe { background: Background([255, 0, 0]), ..Recipe::default() };
    let encoded = encode(&veil, &recipe).unwrap();
    assert_eq!(tags(&encoded.bytes).unwrap().icc, None);
    assert_eq!(encoded.notes, [Note::ConvertedToSrgb, Note::Flattened]);
}
