//! Cuts, checked by decoding: what is copied is bit for bit the original, and every picture comes at its time.
//!
//! ffmpeg stands in for the codecs of a browser.

#![cfg(feature = "containers")]

mod common;

use std::path::{Path, PathBuf};

use common::{frames, join, make, path, reader, run};
use nearside_video::cut::{self, Encode, Encoded, Frame, Input, Mode, Settings, Step, Stretch};
use nearside_video::{Data, Movie, Mux, Packet, Pieces, Reader, mp4};

/// A source, and how its pictures are encoded again.
struct Case {
    name: &'static str,
    source: PathBuf,
    encoder: &'static [&'static str],
}

fn case(name: &'static str, args: &[&str], encoder: &'static [&'static str]) -> Case {
    let mut all = vec!["-f", "lavfi", "-i", "testsrc2=size=192x108:rate=25:duration=8", "-f", "lavfi", "-i"];
    all.push("aevalsrc=0.4*sin(2*PI*(200+150*t)*t):s=48000:d=8");
    all.extend(args);
    Case { name, source: make(&format!("cut-{name}.mp4"), &all), encoder }
}

const X264: &[&str] = &["-c:v", "libx264", "-preset", "veryfast", "-bf", "0", "-crf", "10"];
const BASELINE: &[&str] = &["-c:v", "libx264", "-preset", "veryfast", "-profile:v", "baseline", "-crf", "10"];

fn cases() -> Vec<Case> {
    let h264 = |params: &'static str| {
        ["-c:v", "libx264", "-preset", "veryfast", "-x264-params", params, "-c:a", "aac"]
    };
    vec![
        case("closed", &h264("keyint=40:bframes=3:b-pyramid=normal"), X264),
        case("open", &h264("open-gop=1:keyint=30:min-keyint=30:bframes=3:b-pyramid=normal:scenecut=0"), X264),
        case("open-baseline", &h264("open-gop=1:keyint=50:min-keyint=20:bframes=2:ref=4"), BASELINE),
        case("plain", &h264("keyint=33:bframes=0:cabac=0"), BASELINE),
        case(
            "vp9",
            &[
                "-c:v",
                "libvpx-vp9",
                "-deadline",
                "good",
                "-cpu-used",
                "5",
                "-g",
                "40",
                "-auto-alt-ref",
                "1",
                "-lag-in-frames",
                "16",
                "-b:v",
                "300k",
                "-c:a",
                "libopus",
            ],
            &[
                "-c:v",
                "libvpx-vp9",
                "-deadline",
                "realtime",
                "-cpu-used",
                "8",
                "-crf",
                "10",
                "-b:v",
                "0",
                "-lag-in-frames",
                "0",
            ],
        ),
        case(
            "av1",
            &[
                "-c:v",
                "libaom-av1",
                "-usage",
                "good",
                "-cpu-used",
                "8",
                "-g",
                "40",
                "-crf",
                "35",
                "-b:v",
                "0",
                "-c:a",
                "libopus",
            ],
            &["-c:v", "libaom-av1", "-usage", "realtime", "-cpu-used", "8", "-crf", "15", "-b:v", "0"],
        ),
    ]
}

/// Numbers that are the same each time.
struct Seed(u64);

impl Seed {
    fn next(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }
}

/// Writes packets of one track of pictures as a film of its own.
fn alone(
    movie: &Movie,
    stream: usize,
    packets: impl Iterator<Item = nearside_video::index::Sample>,
    source: &[u8],
    file: &Path,
) {
    let mut one = movie.clone();
    one.media.tracks = vec![movie.media.tracks[stream].clone()];
    one.streams = vec![movie.streams[stream].clone()];
    one.streams[0].edits.clear();
    let mut writer = mp4::Writer::new(&one).expect("a writer");
    let mut body = Pieces::default();
    for sample in packets {
        let data = Data::Range { source: 0, range: sample.offset..sample.offset + u64::from(sample.size) };
        let (pts, dts, duration, key, format) =
            (sample.pts, sample.dts, sample.duration, sample.key, sample.format);
        writer
            .packet(&Packet { track: 0, pts, dts, duration, key, format, data }, &mut body)
            .expect("a packet has room");
    }
    let head = writer.finish(&mut body).expect("a head");
    std::fs::write(file, join(&head, &body.take(), &[source])).expect("room for a file");
}

/// Decodes and encodes what a step asks for.
fn encode(step: &Encode, movie: &Movie, source: &[u8], encoder: &[&str], name: &str) -> Encoded {
    let (decode, encoded) = (path(&format!("{name}-decode.mp4")), path(&format!("{name}-encoded.mp4")));
    let index = &movie.streams[step.stream].index;
    alone(movie, step.stream, step.packets(index), source, &decode);
    let mut times: Vec<i64> = step.packets(index).map(|sample| sample.pts).collect();
    times.sort_unstable();
    let first = times.iter().position(|time| *time == step.frames[0]).expect("the first picture is decoded");
    assert_eq!(
        &times[first..first + step.frames.len()],
        step.frames,
        "the pictures are decoded one after the other"
    );
    let filter = format!("select=between(n\\,{first}\\,{})", first + step.frames.len() - 1);
    // A decoder that begins in an open group grumbles about pictures it has not seen; none of those is shown.
    let mut args = vec![
        "-v",
        "fatal",
        "-y",
        "-i",
        decode.to_str().expect("text"),
        "-vf",
        &filter,
        "-fps_mode",
        "passthrough",
    ];
    args.extend(encoder);
    args.push(encoded.to_str().expect("text"));
    let (_, err) = run("ffmpeg", &args);
    assert!(err.is_empty(), "{name}: {err}");
    let bytes = std::fs::read(&encoded).expect("a file");
    let made = mp4::open(&reader(&encoded)).expect("a film");
    let stream = &made.streams[0];
    let mut order: Vec<i64> = stream.index.iter().map(|sample| sample.pts).collect();
    order.sort_unstable();
    let frame = |sample: nearside_video::index::Sample| Frame {
        frame: order.binary_search(&sample.pts).expect("its own time"),
        key: sample.key,
        data: bytes[sample.offset as usize..][..sample.size as usize].to_vec(),
    };
    assert_eq!(stream.index.len(), step.frames.len(), "{name}: pictures encoded");
    Encoded { config: stream.formats[0].config.clone(), frames: stream.index.iter().map(frame).collect() }
}

/// Cuts a film; gives back the new file and the new times of pictures that were copied.
fn make_cut(case: &Case, stretches: &[Stretch], mode: Mode, name: &str) -> (PathBuf, Vec<i64>, cut::Plan) {
    let bytes = std::fs::read(&case.source).expect("a file");
    let reader: Reader = reader(&case.source);
    let movie = mp4::open(&reader).expect("a film");
    let inputs = [Input { movie: &movie, reader: &reader }];
    let mut plan = cut::plan(&inputs, stretches, &Settings { mode, ..Settings::default() }).expect("a plan");
    for number in 0..plan.steps.len() {
        if let Step::Encode(step) = &plan.steps[number] {
            let encoded = encode(step, &movie, &bytes, case.encoder, &format!("{name}-{number}"));
            plan.supply(number, encoded).expect("its own step");
        }
    }
    let index = &movie.streams[0].index;
    let copied = plan.steps.iter().filter_map(|step| match step {
        Step::Copy(copy) if copy.track == 0 => Some(
            index
                .from(copy.packets.start)
                .take(copy.packets.len())
                .filter(|sample| copy.shown.contains(&sample.pts))
                .map(|sample| sample.pts - copy.shown.start + copy.at),
        ),
        _ => None,
    });
    let copied = copied.flatten().collect();
    let made = plan.clone().finish(&inputs).expect("a film");
    let mut writer = mp4::Writer::new(made.movie()).expect("a writer");
    let mut body = Pieces::default();
    for packet in made.packets() {
        writer.packet(&packet, &mut body).expect("a packet has room");
    }
    let head = writer.finish(&mut body).expect("a head");
    let file = path(&format!("{name}.mp4"));
    std::fs::write(&file, join(&head, &body.take(), &[&bytes])).expect("room for a file");
    (file, copied, plan)
}

/// The pictures as numbers.
fn raw(file: &Path) -> Vec<u8> {
    let target = path(&format!("{}.yuv", file.file_stem().expect("a name").display()));
    let text = target.to_str().expect("text");
    run(
        "ffmpeg",
        &[
            "-v",
            "error",
            "-y",
            "-i",
            file.to_str().expect("text"),
            "-map",
            "0:v",
            "-fps_mode",
            "passthrough",
            "-pix_fmt",
            "yuv420p",
            "-f",
            "rawvideo",
            text,
        ],
    );
    let bytes = std::fs::read(&target).expect("pictures");
    std::fs::remove_file(target).expect("the file was there");
    bytes
}

fn psnr(a: &[u8], b: &[u8]) -> f64 {
    let sum: u64 = a.iter().zip(b).map(|(a, b)| u64::from(a.abs_diff(*b)).pow(2)).sum();
    10.0 * (255.0_f64.powi(2) * a.len() as f64 / (sum as f64).max(1e-9)).log10()
}

/// Ten cuts of a source, half of them of two stretches.
fn exact(number: usize) {
    let case = &cases()[number];
    let mut seed = Seed(number as u64 + 1);
    let original = frames(&case.source, "0:v");
    let pictures = raw(&case.source);
    let size = pictures.len() / original.len();
    let movie = mp4::open(&reader(&case.source)).expect("a film");
    let clock = f64::from(movie.streams[0].timescale);
    for clip in 0..10 {
        let count = 1 + clip % 2;
        let stretches: Vec<Stretch> = (0..count)
            .map(|_| {
                let start = seed.next(180) as usize;
                let end = (start + 1 + seed.next(80) as usize).min(200);
                Stretch { input: 0, range: start as f64 / 25.0..end as f64 / 25.0 }
            })
            .collect();
        let name = format!("exact-{}-{clip}", case.name);
        let (file, copied, plan) = make_cut(case, &stretches, Mode::Exact, &name);
        let made = frames(&file, "0:v");
        let mut wanted = Vec::new();
        let mut at = 0;
        for stretch in &stretches {
            let (start, end) =
                ((stretch.range.start * clock).round() as i64, (stretch.range.end * clock).round() as i64);
            let inside = original.iter().enumerate().filter(|(_, (time, _))| (start..end).contains(time));
            wanted.extend(inside.map(|(place, (time, sum))| (time - start + at, sum, place)));
            at += end - start;
        }
        let times = |list: &[(i64, String)]| list.iter().map(|(time, _)| *time).collect::<Vec<_>>();
        assert_eq!(
            times(&made),
            wanted.iter().map(|(time, ..)| *time).collect::<Vec<_>>(),
            "{name} {stretches:?}: times"
        );
        let ours = raw(&file);
        for (place, ((time, sum), (_, expected, original))) in made.iter().zip(&wanted).enumerate() {
            if copied.contains(time) {
                assert_eq!(&sum, expected, "{name} {stretches:?}: picture {place} is copied");
            }
            let quality = psnr(&ours[place * size..][..size], &pictures[original * size..][..size]);
            assert!(quality > 30.0, "{name} {stretches:?}: picture {place} has {quality:.1} dB");
        }
        let encoded: usize = plan
            .steps
            .iter()
            .map(|step| match step {
                Step::Encode(step) => step.frames.len(),
                Step::Copy(_) => 0,
            })
            .sum();
        println!("{name}: {} pictures, {} copied, {encoded} encoded", made.len(), made.len() - encoded);
        let audio = common::packets(&file, &["-select_streams", "a"]);
        assert!(!audio.is_empty(), "{name}: sound");
    }
}

#[test]
fn exact_cuts_of_h264_with_closed_groups() {
    exact(0);
}

#[test]
fn exact_cuts_of_h264_with_open_groups() {
    exact(1);
}

#[test]
fn exact_cuts_of_h264_with_open_groups_and_another_encoder() {
    exact(2);
}

#[test]
fn exact_cuts_of_h264_in_variable_length_codes() {
    exact(3);
}

#[test]
fn exact_cuts_of_vp9() {
    exact(4);
}

#[test]
fn exact_cuts_of_av1() {
    exact(5);
}
