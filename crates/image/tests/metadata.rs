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
