//! Animated pictures against ffmpeg's.

use nearside_video::gif::*;

use crate::ffmpeg::{ffmpeg, file, run};

const SIZE: (u32, u32) = (320, 180);
const RATE: f64 = 10.0;

/// Two seconds of something like a film: a picture that moves, with noise of a camera.
fn film() -> Vec<u8> {
    ffmpeg(
        "-f lavfi -i mandelbrot=s=320x180:r=10:start_scale=0.4:end_scale=0.2:end_pts=40 -frames:v 20 -vf noise=alls=4:allf=t,format=rgba -f rawvideo -",
        &[],
    )
}

fn frames(film: &[u8]) -> std::slice::ChunksExact<'_, u8> {
    film.chunks_exact((SIZE.0 * SIZE.1 * 4) as usize)
}

fn encode(film: &[u8], settings: Gif) -> Vec<u8> {
    let palette = (settings.palettes == Palettes::Global).then(|| {
        let mut quantizer = Quantizer::default();
        frames(film).for_each(|picture| quantizer.count(picture));
        quantizer.palette(&settings)
    });
    let mut encoder = GifEncoder::new(Vec::new(), SIZE.0, SIZE.1, settings, palette).unwrap();
    frames(film).enumerate().for_each(|(n, picture)| encoder.picture(picture, n as f64 / RATE).unwrap());
    encoder.finish(frames(film).len() as f64 / RATE).unwrap()
}

/// How alike an animation and the film look.
fn ssim(name: &str, bytes: &[u8], film: &[u8]) -> f64 {
    let path = file(name);
    std::fs::write(&path, bytes).unwrap();
    let (_, told) = run(
        &format!(
            "-f rawvideo -pix_fmt rgba -s 320x180 -r 10 -i - -i {} -lavfi [0]format=gbrp[a];[1]fps=10,format=gbrp[b];[a][b]ssim -f null -",
            path.display()
        ),
        film,
    );
    told.split("All:").nth(1).unwrap().split_whitespace().next().unwrap().parse().unwrap()
}

#[test]
fn gifs_are_as_small_and_as_good_as_those_of_ffmpeg() {
    let film = film();
    for (dither, theirs) in [
        (Dither::Ordered, "bayer:bayer_scale=3"),
        (Dither::Diffuse, "floyd_steinberg"),
        (Dither::None, "none"),
    ] {
        let made = ffmpeg(
            &format!(
                "-f rawvideo -pix_fmt rgba -s 320x180 -r 10 -i - -lavfi split[a][b];[a]palettegen[p];[b][p]paletteuse=dither={theirs} -f gif -"
            ),
            &film,
        );
        let ours = encode(&film, Gif { dither, ..Gif::default() });
        let alike = (ssim("own.gif", &ours, &film), ssim("ffmpeg.gif", &made, &film));
        assert!(
            ours.len() as f64 <= made.len() as f64 * 1.05,
            "{dither:?}: {} bytes, ffmpeg {}, {alike:?}",
            ours.len(),
            made.len()
        );
        assert!(alike.0 >= alike.1, "{dither:?}: {alike:?}, {} bytes, ffmpeg {}", ours.len(), made.len());
    }
}

#[test]
fn stills_become_an_animation() {
    let film = film();
    for (name, options) in [("lossy", "-quality 60"), ("lossless", "-lossless 1")] {
        let mut mux = WebpMux::new(SIZE.0, SIZE.1, 0).unwrap();
        for (n, picture) in frames(&film).enumerate().take(5) {
            let still = ffmpeg(
                &format!("-f rawvideo -pix_fmt rgba -s 320x180 -i - -c:v libwebp {options} -f webp -"),
                picture,
            );
            mux.picture(&still, n as f64 / RATE).unwrap();
        }
        let path = file(&format!("{name}.webp"));
        std::fs::write(&path, mux.finish(0.5).unwrap()).unwrap();
        // ffmpeg 5.1 reads no animations; webpinfo, where it is, judges.
        let Ok(output) = std::process::Command::new("webpinfo").arg(&path).output() else { continue };
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(told.contains("No error detected") && told.matches("Duration: 100").count() == 5, "{told}");
    }
}
