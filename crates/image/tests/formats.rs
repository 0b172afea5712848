//! What goes through each format unharmed.

#![allow(clippy::unwrap_used, reason = "clippy takes helpers of tests for something else")]

mod support;
use nearside_image::*;
use support::*;

fn again(picture: &Picture, recipe: &Recipe) -> Picture {
    open(&encode(picture, recipe).unwrap().bytes)
}

#[test]
fn low_alpha_is_untouched_by_every_lossless_format_that_has_alpha() {
    for format in [Format::Png, Format::WebPLossless, Format::Tiff, Format::Qoi] {
        for effort in [Effort::Fast, Effort::Balanced, Effort::Smallest] {
            let seen = again(&veil(), &Recipe { effort, ..Recipe::to(format) });
            assert_eq!(seen.to_rgba(), veil().to_rgba(), "{format:?} {effort:?}");
        }
    }
}

#[test]
fn low_alpha_is_untouched_by_the_whole_way() {
    let png = file(&veil(), Format::Png);
    for format in [Format::Same, Format::Png, Format::WebPLossless] {
        assert_eq!(open(&made(&png, &Recipe::to(format)).bytes).to_rgba(), veil().to_rgba(), "{format:?}");
    }
}

#[test]
fn lossy_webp_keeps_alpha_exactly() {
    let seen = again(&veil(), &Recipe::to(Format::WebP));
    let alphas = |picture: &Picture| picture.to_rgba().chunks(4).map(|pixel| pixel[3]).collect::<Vec<_>>();
    assert_eq!(alphas(&seen), alphas(&veil()));
}

#[test]
fn sixteen_bits_stay_exact_in_png_and_tiff() {
    for channels in [Channels::Gray, Channels::GrayAlpha, Channels::Rgb, Channels::Rgba] {
        let samples = (0..37 * 23 * channels.count()).map(|i| (i * 40_503 % 65_536) as u16).collect();
        let picture = Picture::new(37, 23, channels, Samples::Sixteen(samples)).unwrap();
        for format in [Format::Png, Format::Tiff] {
            for effort in [Effort::Fast, Effort::Balanced, Effort::Smallest] {
                let seen = again(&picture, &Recipe { effort, ..Recipe::to(format) });
                assert_eq!(seen.samples(), picture.samples(), "{format:?} {channels:?} {effort:?}");
            }
        }
    }
}

#[test]
fn sixteen_bits_are_rounded_for_formats_of_eight_and_the_result_says_so() {
    let samples = vec![0, 128, 129, 32_767, 65_406, 65_407, 65_535, 257, 514];
    let picture = Picture::new(3, 1, Channels::Rgb, Samples::Sixteen(samples)).unwrap();
    let encoded = encode(&picture, &Recipe::to(Format::Qoi)).unwrap();
    assert_eq!(encoded.notes, [Note::ReducedTo8Bits]);
    assert_eq!(open(&encoded.bytes).samples(), &Samples::Eight(vec![0, 0, 1, 127, 254, 255, 255, 1, 2]));
    let asked = encode(&picture, &Recipe { depth: Depth::Eight, ..Recipe::to(Format::Png) }).unwrap();
    assert_eq!((asked.notes, open(&asked.bytes).depth()), (vec![], 8));
}

#[test]
fn eight_bits_stay_exact_in_every_lossless_format_with_every_number_of_channels() {
    for channels in [Channels::Gray, Channels::GrayAlpha, Channels::Rgb, Channels::Rgba] {
        let samples = (0..37 * 23 * channels.count()).map(|i| (i * 151 % 256) as u8).collect();
        let picture = Picture::new(37, 23, channels, Samples::Eight(samples)).unwrap();
        for format in [Format::Png, Format::WebPLossless, Format::Tiff, Format::Qoi, Format::Bmp] {
            if channels.has_alpha() && !format.has_alpha() {
                continue;
            }
            for effort in [Effort::Fast, Effort::Balanced, Effort::Smallest] {
                let seen = again(&picture, &Recipe { effort, ..Recipe::to(format) });
                assert_eq!(seen.to_rgba(), picture.to_rgba(), "{format:?} {channels:?} {effort:?}");
            }
        }
    }
}

#[test]
fn alpha_is_flattened_on_the_background_where_a_format_has_none() {
    let picture = Picture::from_rgba(2, 1, vec![0, 0, 0, 0, 255, 0, 0, 255]).unwrap();
    let recipe = Recipe { background: Background([0, 0, 255]), ..Recipe::to(Format::Bmp) };
    let encoded = encode(&picture, &recipe).unwrap();
    assert_eq!(encoded.notes, [Note::Flattened]);
    assert_eq!(open(&encoded.bytes).to_rgba(), [0, 0, 255, 255, 255, 0, 0, 255]);
}

#[test]
fn an_opaque_alpha_channel_is_not_worth_a_note() {
    let picture = Picture::from_rgba(1, 1, vec![1, 2, 3, 255]).unwrap();
    assert_eq!(encode(&picture, &Recipe::to(Format::Bmp)).unwrap().notes, []);
}

#[test]
fn smallest_png_uses_a_palette_and_stays_exact() {
    for colours in [2u32, 4, 13, 200] {
        let samples = (0..101 * 50)
            .flat_map(|i| [(i * 7 % colours) as u8, 9, 200, if i % colours == 0 { 3 } else { 255 }]);
        let picture = Picture::from_rgba(101, 50, samples.collect()).unwrap();
        let small =
            encode(&picture, &Recipe { effort: Effort::Smallest, ..Recipe::to(Format::Png) }).unwrap().bytes;
        assert_eq!(open(&small).to_rgba(), picture.to_rgba(), "{colours}");
        assert_eq!(small[25], 3, "colour type: palette");
    }
}

#[test]
fn more_effort_makes_smaller_files_of_the_same_look() {
    let photo = photo(320, 240);
    for format in [Format::Jpeg, Format::Png] {
        let [fast, smallest] = [Effort::Fast, Effort::Smallest]
            .map(|effort| encode(&photo, &Recipe { effort, ..Recipe::to(format) }).unwrap().bytes);
        assert!(smallest.len() < fast.len(), "{format:?}: {} < {}", smallest.len(), fast.len());
        assert!(psnr(&photo, &open(&smallest)) > 30.0, "{format:?}");
    }
}

#[test]
fn lossy_formats_come_close_and_gray_stays_gray() {
    let gray = (0..64 * 64).map(|i| (i % 64 * 4) as u8).collect();
    let gray = Picture::new(64, 64, Channels::Gray, Samples::Eight(gray)).unwrap();
    for format in [Format::Jpeg, Format::WebP] {
        let recipe = Recipe { quality: Quality::Level(90), ..Recipe::to(format) };
        assert!(psnr(&photo(200, 150), &again(&photo(200, 150), &recipe)) > 30.0, "{format:?}");
        assert!(psnr(&gray, &again(&gray, &recipe)) > 35.0, "{format:?}");
    }
    assert_eq!(again(&gray, &Recipe::to(Format::Jpeg)).channels(), Channels::Gray);
}

#[test]
fn cmyk_jpegs_come_out_in_the_right_colours() {
    // jpeg-encoder writes Adobe's marker and inverted inks: no ink, full cyan, full black.
    for kind in [jpeg_encoder::ColorType::Cmyk, jpeg_encoder::ColorType::CmykAsYcck] {
        for (ink, expected) in
            [([0, 0, 0, 0], [255, 255, 255]), ([255, 0, 0, 0], [0, 255, 255]), ([0, 0, 0, 255], [0, 0, 0])]
        {
            let mut bytes = Vec::new();
            let samples: Vec<u8> = ink.repeat(64);
            jpeg_encoder::Encoder::new(&mut bytes, 95).encode(&samples, 8, 8, kind).unwrap();
            let seen = open(&bytes).to_rgba();
            for (seen, expected) in seen.iter().zip(expected) {
                assert!(seen.abs_diff(expected) < 6, "{kind:?} {ink:?}: {:?}", &seen);
            }
        }
    }
}

#[test]
fn a_file_is_what_its_bytes_say() {
    let expected = [
        (Format::Jpeg, Source::Jpeg),
        (Format::Png, Source::Png),
        (Format::WebP, Source::WebP),
        (Format::WebPLossless, Source::WebP),
        (Format::Tiff, Source::Tiff),
        (Format::Bmp, Source::Bmp),
        (Format::Qoi, Source::Qoi),
    ];
    for (format, source) in expected {
        let bytes = file(&photo(40, 30), format);
        let info = probe(&bytes).unwrap();
        assert_eq!((info.source, info.width, info.height), (source, 40, 30));
        assert_eq!(info.bytes, bytes.len() as u64);
    }
}

#[test]
fn same_input_same_bytes() {
    let bytes = file(&photo(120, 90), Format::Png);
    for format in Format::ALL {
        assert_eq!(made(&bytes, &Recipe::to(format)), made(&bytes, &Recipe::to(format)));
    }
}

#[test]
fn progress_never_goes_back_and_stop_stops() {
    let bytes = file(&photo(64, 64), Format::Png);
    let recipe = Recipe { quality: Quality::Bytes { at_most: 2000 }, ..Recipe::default() };
    let mut seen = Vec::new();
    convert(&bytes, &recipe, &Limits::default(), &mut |done| {
        seen.push(done);
        true
    })
    .unwrap();
    assert!(seen.is_sorted() && seen.last() == Some(&1.0), "{seen:?}");
    let error = convert(&bytes, &recipe, &Limits::default(), &mut |done| done < 0.4).unwrap_err();
    assert_eq!(error.kind, Kind::Stopped);
}
