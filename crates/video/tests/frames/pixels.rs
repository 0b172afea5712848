//! Pictures against ffmpeg's filters.

use nearside_video::pixels::*;

use crate::ffmpeg::{ffmpeg, file, psnr};

const RAW: &str = "-f rawvideo -pix_fmt";

/// One picture that is busy and colourful, in BT.601 of television as ffmpeg takes it.
fn picture(format: &str, width: u32, height: u32) -> (Frame, Vec<u8>) {
    let bytes = ffmpeg(
        &format!(
            "-f lavfi -i testsrc2=s={}x{}:d=5,noise=alls=12:allf=t,gblur=0.7,format={format},crop={width}:{height}:0:0 -ss 2 -frames:v 1 {RAW} {format} -",
            width.next_multiple_of(2),
            height.next_multiple_of(2),
        ),
        &[],
    );
    let layout = match format {
        "yuv420p" => Pixels::I420,
        "yuv422p" => Pixels::I422,
        "yuv444p" => Pixels::I444,
        "nv12" => Pixels::Nv12,
        "yuv420p10le" => Pixels::I420P10,
        _ => Pixels::Rgba,
    };
    let mut frame = Frame::from_bytes(layout, width, height, &bytes).unwrap();
    frame.meaning = Meaning { matrix: Matrix::Bt601, ..Meaning::default() };
    (frame, bytes)
}

/// The same bytes through a filter of ffmpeg.
fn through(bytes: &[u8], format: &str, (width, height): (u32, u32), filter: &str, to: &str) -> Vec<u8> {
    ffmpeg(&format!("{RAW} {format} -s {width}x{height} -i - -vf {filter} -frames:v 1 {RAW} {to} -"), bytes)
}

/// The bytes of a picture without gaps.
fn tight(frame: &Frame) -> Vec<u8> {
    let mut whole = Frame::default();
    convert(frame, frame.format(), frame.meaning, &mut whole).unwrap();
    whole.bytes().to_vec()
}

fn filtered(frame: &Frame, filters: Filters) -> Vec<u8> {
    tight(Filter::new(filters, None).unwrap().apply(frame).unwrap())
}

fn near(one: &[u8], other: &[u8], least: f64) {
    let psnr = psnr(one, other);
    assert!(psnr >= least, "{psnr:.2} dB");
}

#[test]
fn pictures_shrink_as_by_area() {
    for (format, size, to) in [
        ("yuv420p", (1920, 1080), (320, 180)),
        ("yuv422p", (640, 360), (250, 170)),
        ("yuv444p", (500, 400), (500, 133)),
    ] {
        let (frame, bytes) = picture(format, size.0, size.1);
        let theirs = through(
            &bytes,
            format,
            size,
            &format!("scale={}:{}:flags=area+accurate_rnd+full_chroma_inp", to.0, to.1),
            format,
        );
        near(&filtered(&frame, Filters { size: Some(to), ..Filters::default() }), &theirs, 45.0);
    }
}

#[test]
fn pictures_grow_as_by_lanczos() {
    let (frame, bytes) = picture("yuv420p", 320, 180);
    let theirs =
        through(&bytes, "yuv420p", (320, 180), "scale=852:480:flags=lanczos+accurate_rnd", "yuv420p");
    let filters = Filters { size: Some((852, 480)), resampling: Resampling::Lanczos, ..Filters::default() };
    near(&filtered(&frame, filters), &theirs, 45.0);
}

#[test]
fn pictures_of_ten_bits_scale_without_losing_them() {
    let (frame, bytes) = picture("yuv420p10le", 640, 360);
    let theirs =
        through(&bytes, "yuv420p10le", (640, 360), "scale=160:90:flags=area+accurate_rnd", "yuv420p10le");
    let mut ours = Frame::new(Pixels::I420P10, 160, 90).unwrap();
    Scaler::default().scale(&frame, &mut ours, Resampling::Auto).unwrap();
    let numbers = |bytes: &[u8]| -> Vec<i32> {
        bytes.chunks(2).map(|n| i32::from(n[1]) << 8 | i32::from(n[0])).collect()
    };
    let off = numbers(ours.bytes())
        .iter()
        .zip(numbers(&theirs))
        .map(|(a, b)| f64::from((a - b).pow(2)))
        .sum::<f64>();
    let psnr = 10.0 * (1023.0 * 1023.0 * (theirs.len() / 2) as f64 / off).log10();
    assert!(psnr >= 52.0, "{psnr:.1} dB");
}

#[test]
fn turns_and_mirrors_are_exact() {
    for (format, size) in [("yuv420p", (322, 182)), ("yuv444p", (131, 77)), ("rgba", (65, 33))] {
        let (frame, bytes) = picture(format, size.0, size.1);
        for (turn, flip, theirs) in [
            (Turn::Right, Flip::None, "transpose=clock"),
            (Turn::Left, Flip::None, "transpose=cclock"),
            (Turn::Half, Flip::None, "hflip,vflip"),
            (Turn::None, Flip::Horizontal, "hflip"),
            (Turn::None, Flip::Vertical, "vflip"),
            (Turn::Right, Flip::Horizontal, "transpose=clock,hflip"),
        ] {
            let ours = filtered(&frame, Filters { turn, flip, ..Filters::default() });
            assert!(ours == through(&bytes, format, size, theirs, format), "{format} {theirs}");
        }
    }
}

#[test]
fn a_crop_is_exact() {
    let (frame, bytes) = picture("yuv420p", 320, 180);
    let area = Area { x: 0.25, y: 0.1, width: 0.5, height: 0.5 };
    let ours = filtered(&frame, Filters { crop: Some(area), ..Filters::default() });
    assert!(ours == through(&bytes, "yuv420p", (320, 180), "crop=160:90:80:18:exact=1", "yuv420p"));
}

#[test]
fn layouts_and_matrices_are_those_of_the_standards() {
    let size = (320, 180);
    let (frame, bytes) = picture("yuv444p", size.0, size.1);
    for (matrix, name) in [(Matrix::Bt601, "bt601"), (Matrix::Bt709, "bt709"), (Matrix::Bt2020, "bt2020")] {
        for (full, range) in [(false, "tv"), (true, "pc")] {
            let mut frame = frame.clone();
            frame.meaning = Meaning { matrix, full, ..Meaning::default() };
            let filter = format!(
                "scale=in_color_matrix={name}:in_range={range}:flags=accurate_rnd+full_chroma_int+full_chroma_inp"
            );
            let theirs = through(&bytes, "yuv444p", size, &filter, "rgba");
            let mut rgba = Frame::default();
            convert(&frame, Pixels::Rgba, frame.meaning, &mut rgba).unwrap();
            near(rgba.bytes(), &theirs, 45.0);
            let filter = format!(
                "scale=out_color_matrix={name}:out_range={range}:flags=accurate_rnd+full_chroma_int+full_chroma_inp"
            );
            let back = through(&theirs, "rgba", size, &filter, "yuv444p");
            let mut yuv = Frame::default();
            convert(&rgba, Pixels::I444, frame.meaning, &mut yuv).unwrap();
            near(yuv.bytes(), &back, 45.0);
        }
    }
}

#[test]
fn pairs_become_planes() {
    let (frame, bytes) = picture("nv12", 322, 182);
    assert!(filtered(&frame, Filters::default()) == through(&bytes, "nv12", (322, 182), "null", "yuv420p"));
}

#[test]
fn a_lookup_table_gives_what_lut3d_gives() {
    // Teal and orange, with a curve: as steep as tables of photographers are.
    let mut text = "LUT_3D_SIZE 17\n".to_owned();
    let each = |n: usize| n as f32 / 16.0;
    for (b, g, r) in (0..17 * 17 * 17).map(|n| (each(n / 289), each(n / 17 % 17), each(n % 17))) {
        let light = 0.3 * r + 0.6 * g + 0.1 * b;
        let curve = |n: f32| n * n * (3.0 - 2.0 * n);
        let [r, g, b] =
            [r * 0.8 + light * 0.2 + 0.08 * light, g, b * 0.8 + 0.2 * light + 0.1 * (1.0 - light)];
        text += &format!("{} {} {}\n", curve(r.min(1.0)), curve(g), curve(b.min(1.0)));
    }
    let path = file("teal.cube");
    std::fs::write(&path, &text).unwrap();
    let cube = Cube::parse(&text).unwrap();
    for (format, least) in [("yuv444p", 45.0), ("yuv420p", 42.0)] {
        let (frame, bytes) = picture(format, 640, 360);
        let filter = format!(
            "scale=flags=accurate_rnd+full_chroma_int+full_chroma_inp,format=gbrp16,lut3d=file={}:interp=tetrahedral,scale=flags=accurate_rnd+full_chroma_int+full_chroma_inp",
            path.display()
        );
        let theirs = through(&bytes, format, (640, 360), &filter, format);
        let mut ours = Filter::new(Filters { lut: 1.0, ..Filters::default() }, Some(cube.clone())).unwrap();
        let ours = tight(ours.apply(&frame).unwrap());
        assert!(psnr(&bytes, &theirs) < 32.0, "the table hardly changes anything");
        near(&ours, &theirs, least);
    }
}

#[test]
fn tones_are_those_of_eq() {
    // ffmpeg's `eq` reckons in the numbers of full range.
    let (mut frame, bytes) = picture("yuv420p", 320, 180);
    frame.meaning.full = true;
    let tone = Tone { brightness: 0.1, contrast: 1.3, saturation: 1.5, ..Tone::default() };
    let theirs =
        through(&bytes, "yuv420p", (320, 180), "eq=brightness=0.1:contrast=1.3:saturation=1.5", "yuv420p");
    near(&filtered(&frame, Filters { tone, ..Filters::default() }), &theirs, 45.0);
    let tone = Tone { grayscale: true, ..Tone::default() };
    let theirs = through(&bytes, "yuv420p", (320, 180), "hue=s=0", "yuv420p");
    near(&filtered(&frame, Filters { tone, ..Filters::default() }), &theirs, 45.0);
}

#[test]
fn a_blur_is_that_of_gblur() {
    let (frame, bytes) = picture("yuv444p", 320, 180);
    for (sigma, least) in [(1.0, 45.0), (2.5, 45.0), (8.0, 38.0)] {
        let theirs =
            through(&bytes, "yuv444p", (320, 180), &format!("gblur=sigma={sigma}:steps=6"), "yuv444p");
        near(&filtered(&frame, Filters { blur: sigma, ..Filters::default() }), &theirs, least);
    }
}

#[test]
fn an_overlay_is_that_of_ffmpeg() {
    let (mut frame, bytes) = picture("yuv444p", 320, 180);
    let logo = ffmpeg(
        &format!(
            "-f lavfi -i testsrc=s=100x60,format=rgba,geq=r='r(X,Y)':g='g(X,Y)':b='b(X,Y)':a='mod(X*3,256)' -frames:v 1 {RAW} rgba -"
        ),
        &[],
    );
    let path = file("logo.rgba");
    std::fs::write(&path, &logo).unwrap();
    let theirs = ffmpeg(
        &format!(
            "{RAW} yuv444p -s 320x180 -i - {RAW} rgba -s 100x60 -i {} -filter_complex [1]format=yuva444p[l];[0][l]overlay=31:17:format=yuv444 -frames:v 1 {RAW} yuv444p -",
            path.display()
        ),
        &bytes,
    );
    let logo = Frame::from_bytes(Pixels::Rgba, 100, 60, &logo).unwrap();
    Overlay::new(&logo, (31, 17), 1.0, Pixels::I444, frame.meaning).unwrap().draw(&mut frame).unwrap();
    near(frame.bytes(), &theirs, 45.0);
}

#[test]
fn interlaced_pictures_come_out_as_good_as_those_of_yadif() {
    let size = (320, 240);
    let source = "-f lavfi -i testsrc2=s=320x240:r=50:d=1";
    let whole = ffmpeg(&format!("{source} -vf select='not(mod(n,2))' -vsync 0 {RAW} yuv420p -"), &[]);
    let laced = ffmpeg(&format!("{source} -vf interlace=scan=tff:lowpass=0 {RAW} yuv420p -"), &[]);
    let theirs = ffmpeg(&format!("{RAW} yuv420p -s 320x240 -i - -vf yadif=0:0 {RAW} yuv420p -"), &laced);
    let mut filter =
        Filter::new(Filters { deinterlace: Deinterlace::Top, ..Filters::default() }, None).unwrap();
    let picture = (size.0 * size.1 * 3 / 2) as usize;
    let mut ours = Vec::new();
    for laced in laced.chunks_exact(picture) {
        let frame = Frame::from_bytes(Pixels::I420, size.0, size.1, laced).unwrap();
        ours.extend(tight(filter.apply(&frame).unwrap()));
    }
    let rest = |bytes: &[u8]| bytes[picture..].to_vec();
    let (ours, theirs, laced) = (
        psnr(&rest(&ours), &rest(&whole)),
        psnr(&rest(&theirs), &rest(&whole)),
        psnr(&rest(&laced), &rest(&whole)),
    );
    assert!(
        ours > laced + 3.0 && ours > theirs - 0.5,
        "{ours:.2} dB, yadif {theirs:.2} dB, without {laced:.2} dB"
    );
}

#[test]
fn noise_sinks_as_with_hqdn3d() {
    let size = (320, 180);
    let source = "-f lavfi -i testsrc2=s=320x180:r=25:d=1";
    let clean = ffmpeg(&format!("{source} {RAW} yuv420p -"), &[]);
    let noisy = ffmpeg(&format!("{source} -vf noise=alls=14:allf=t {RAW} yuv420p -"), &[]);
    let theirs = ffmpeg(&format!("{RAW} yuv420p -s 320x180 -i - -vf hqdn3d {RAW} yuv420p -"), &noisy);
    let mut filter = Filter::new(Filters { denoise: 0.5, ..Filters::default() }, None).unwrap();
    let mut ours = Vec::new();
    for noisy in noisy.chunks_exact((size.0 * size.1 * 3 / 2) as usize) {
        let frame = Frame::from_bytes(Pixels::I420, size.0, size.1, noisy).unwrap();
        ours.extend(tight(filter.apply(&frame).unwrap()));
    }
    let (ours, theirs, noisy) = (psnr(&ours, &clean), psnr(&theirs, &clean), psnr(&noisy, &clean));
    assert!(
        ours > noisy + 0.5 && ours >= theirs,
        "{ours:.2} dB, hqdn3d {theirs:.2} dB, without {noisy:.2} dB"
    );
}

#[test]
fn cuts_are_found_where_they_are_and_nowhere_else() {
    let scenes = "testsrc2=s=320x180:d=2[a];mandelbrot=s=320x180,trim=duration=2[b];color=black:s=320x180:d=1[c];testsrc=s=320x180:d=2[d];[a][b][c][d]concat=n=4";
    let film = ffmpeg(&format!("-filter_complex {scenes} {RAW} yuv420p -"), &[]);
    let mut watch = Watch::default();
    let frames = film.chunks_exact(320 * 180 * 3 / 2);
    let seen: Vec<Cut> = frames
        .map(|bytes| watch.look(&Frame::from_bytes(Pixels::I420, 320, 180, bytes).unwrap()).unwrap())
        .collect();
    let cuts: Vec<usize> = (0..seen.len()).filter(|n| seen[*n].score >= 0.3).collect();
    assert_eq!(cuts, [50, 100, 125]);
    let black: Vec<usize> = (0..seen.len()).filter(|n| seen[*n].black).collect();
    assert_eq!(black, (100..125).collect::<Vec<_>>());
}
