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
    if step.keys {
        args.extend(["-g", "1"]);
    }
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
    let keys: Vec<usize> = movie.streams[0]
        .index
        .iter()
        .filter(|sample| sample.key)
        .map(|key| {
            original
                .iter()
                .position(|(time, _)| *time == key.pts - movie.streams[0].origin())
                .expect("a key is shown")
        })
        .collect();
    for clip in 0..10 {
        let count = 1 + clip % 2;
        let on_key = clip % 4 == 2;
        let stretches: Vec<Stretch> = (0..count)
            .map(|_| {
                let start = if on_key { keys[1 + clip / 4] } else { seed.next(180) as usize };
                let end = (start + 1 + seed.next(80) as usize).min(200);
                let end = if on_key { end.max(keys[2 + clip / 4] + 1) } else { end };
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
        assert!(!on_key || copied.contains(&0), "{name}: what begins with a key is copied from there");
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

/// Cuts at keys: all pictures are copies, and the film begins where the plan says.
fn at_keys(number: usize, parts: usize) {
    let case = &cases()[number];
    let mut seed = Seed(number as u64 + 100);
    let original = frames(&case.source, "0:v");
    let clock = f64::from(mp4::open(&reader(&case.source)).expect("a film").streams[0].timescale);
    for clip in 0..6 {
        let stretches: Vec<Stretch> = (0..1 + clip % parts)
            .map(|_| {
                let start = seed.next(180) as f64 / 25.0;
                Stretch { input: 0, range: start..start + 0.2 + seed.next(50) as f64 / 25.0 }
            })
            .collect();
        let name = format!("keys-{}-{clip}", case.name);
        let (file, _, plan) = make_cut(case, &stretches, Mode::Keys, &name);
        let mut wanted = Vec::new();
        let mut at = 0;
        for (kept, asked) in plan.kept.iter().zip(&stretches) {
            let (start, end) =
                ((kept.range.start * clock).round() as i64, (kept.range.end * clock).round() as i64);
            assert!(
                kept.range.start <= asked.range.start && kept.range.end >= asked.range.end.min(8.0) - 1e-9,
                "{kept:?} {asked:?}"
            );
            let inside = original.iter().filter(|(time, _)| (start..end).contains(time));
            wanted.extend(inside.map(|(time, sum)| (time - start + at, sum.clone())));
            at += end - start;
        }
        assert_eq!(frames(&file, "0:v"), wanted, "{name} {stretches:?}");
    }
}

#[test]
fn cuts_at_keys_of_h264_with_closed_groups() {
    at_keys(0, 2);
}

/// What leads the first key is left out, and a decoder does not miss it.
#[test]
fn cuts_at_keys_of_h264_with_open_groups() {
    at_keys(1, 1);
    at_keys(2, 1);
}

#[test]
fn cuts_at_keys_of_vp9_and_av1() {
    at_keys(4, 2);
    at_keys(5, 2);
}

#[test]
fn films_are_joined_without_encoding() {
    let cases = cases();
    let (one, two) = (&cases[0], &cases[3]);
    let (first, second) =
        (std::fs::read(&one.source).expect("a file"), std::fs::read(&two.source).expect("a file"));
    let readers = [reader(&one.source), reader(&two.source)];
    let movies = readers.each_ref().map(|reader| mp4::open(reader).expect("a film"));
    let inputs = [0, 1, 0].map(|at| Input { movie: &movies[at], reader: &readers[at] });
    let plan = cut::join(&inputs, &Settings::default()).expect("a plan");
    assert!(!plan.encodes());
    let made = plan.finish(&inputs).expect("a film");
    assert_eq!(made.movie().streams[0].formats.len(), 2);
    let mut writer = mp4::Writer::new(made.movie()).expect("a writer");
    let mut body = Pieces::default();
    for packet in made.packets() {
        writer.packet(&packet, &mut body).expect("a packet has room");
    }
    let head = writer.finish(&mut body).expect("a head");
    let file = path("joined.mp4");
    std::fs::write(&file, join(&head, &body.take(), &[&first, &second, &first])).expect("room for a file");
    let parts = [0, 1, 0].map(|at| frames(&[one, two][at].source, "0:v"));
    let sums = |list: &[(i64, String)]| list.iter().map(|(_, sum)| sum.clone()).collect::<Vec<_>>();
    let joined = frames(&file, "0:v");
    assert_eq!(sums(&joined), parts.iter().flat_map(|part| sums(part)).collect::<Vec<_>>());
    assert!(joined.iter().enumerate().all(|(at, (time, _))| *time == at as i64 * 512));
    let other = cut::join(
        &[
            inputs[0],
            Input { movie: &mp4::open(&reader(&cases[4].source)).expect("a film"), reader: &readers[0] },
        ],
        &Settings::default(),
    );
    assert!(other.is_err_and(|error| error.message.contains("coded differently")));
}

/// A title without sound, then a film: the sound begins with the film.
#[test]
fn sound_that_only_a_later_film_has_comes_along() {
    let cases = cases();
    let film = &cases[3].source;
    let title = make(
        "cut-title.mp4",
        &["-f", "lavfi", "-i", "testsrc2=size=192x108:rate=25:duration=2", "-c:v", "libx264", "-bf", "0"],
    );
    let files = [&title, film];
    let bytes = files.map(|file| std::fs::read(file).expect("a file"));
    let readers = files.map(|file| reader(file));
    let movies = readers.each_ref().map(|reader| mp4::open(reader).expect("a film"));
    let inputs = [0, 1].map(|at| Input { movie: &movies[at], reader: &readers[at] });
    let made = cut::join(&inputs, &Settings::default()).expect("a plan").finish(&inputs).expect("a film");
    let mut writer = mp4::Writer::new(made.movie()).expect("a writer");
    let mut body = Pieces::default();
    for packet in made.packets() {
        writer.packet(&packet, &mut body).expect("a packet has room");
    }
    let head = writer.finish(&mut body).expect("a head");
    let file = path("joined-title.mp4");
    std::fs::write(&file, join(&head, &body.take(), &[&bytes[0], &bytes[1]])).expect("room for a file");
    let movie = mp4::open(&reader(&file)).expect("a film");
    let [_, heard] = &movie.media.tracks[..] else { panic!("two tracks: {:?}", movie.media.tracks) };
    assert!((heard.start - 2.0).abs() < 0.03, "{heard:?}");
    let length = sound(&file).len() as f64 / 48e3;
    // What a decoder counts in of its first packets and of the last is less than a tenth of a second.
    assert!((length - 8.0).abs() < 0.1 || (length - 10.0).abs() < 0.1, "{length} seconds of sound");
}

/// Sound of a stretch lies within half a packet of where the pictures are; of the first, it is exact.
#[test]
fn sound_stays_with_the_pictures() {
    for (number, half) in [(0, 513), (4, 481)] {
        let case = &cases()[number];
        let stretches = [1.24..3.08, 4.4..5.96, 0.2..2.0].map(|range| Stretch { input: 0, range });
        let (file, ..) = make_cut(case, &stretches, Mode::Exact, &format!("sound-{}", case.name));
        let (ours, theirs) = (sound(&file), sound(&case.source));
        let mut at = 0.0;
        for (part, Stretch { range, .. }) in stretches.iter().enumerate() {
            let middle = (range.end - range.start) / 2.0;
            let (new, old) = (((at + middle) * 48e3) as usize, ((range.start + middle) * 48e3) as usize);
            let window = |list: &[f64], at: usize| list[at..at + 2400].to_vec();
            let mine = window(&ours, new);
            let off = |lag: i64| {
                let theirs = window(&theirs, (old as i64 + lag) as usize);
                mine.iter().zip(&theirs).map(|(a, b)| (a - b).powi(2)).sum::<f64>()
            };
            let best = (-1200..1200).min_by(|a, b| off(*a).total_cmp(&off(*b))).expect("a lag");
            assert!(
                best.abs() <= if part == 0 { 0 } else { half },
                "{} part {part}: {best} samples",
                case.name
            );
            at += range.end - range.start;
        }
        assert!(
            (ours.len() as f64 / 48e3 - at).abs() < 0.025,
            "{}: {} seconds of sound",
            case.name,
            ours.len() as f64 / 48e3
        );
    }
}

fn sound(file: &Path) -> Vec<f64> {
    let target = path(&format!("{}.pcm", file.file_stem().expect("a name").display()));
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
            "0:a",
            "-ac",
            "1",
            "-ar",
            "48000",
            "-f",
            "f64le",
            text,
        ],
    );
    let bytes = std::fs::read(&target).expect("sound");
    std::fs::remove_file(target).expect("the file was there");
    bytes.as_chunks::<8>().0.iter().map(|chunk| f64::from_le_bytes(*chunk)).collect()
}

/// Without the sound, the pictures lie in many ranges; with what lies between, in one. The film is the same.
#[test]
fn few_pieces_or_no_byte_too_much() {
    let case = &cases()[0];
    let bytes = std::fs::read(&case.source).expect("a file");
    let reader = reader(&case.source);
    let movie = mp4::open(&reader).expect("a film");
    let inputs = [Input { movie: &movie, reader: &reader }];
    let settings = Settings { tracks: vec![0], ..Settings::default() };
    let made = |slack: u64, name: &str| {
        let plan = cut::plan(&inputs, &[Stretch { input: 0, range: 2.0..6.0 }], &settings).expect("a plan");
        let made = plan.finish(&inputs).expect("a film");
        let mut writer = mp4::Writer::new(made.movie()).expect("a writer").slack(slack);
        let mut body = Pieces::default();
        made.packets().for_each(|packet| writer.packet(&packet, &mut body).expect("a packet has room"));
        let (head, size) = (writer.finish(&mut body).expect("a head"), body.size());
        let pieces = body.take();
        let file = path(name);
        std::fs::write(&file, join(&head, &pieces, &[&bytes])).expect("room for a file");
        (pieces.len(), size, frames(&file, "0:v"))
    };
    let (exact, loose) = (made(0, "slack-none.mp4"), made(1 << 16, "slack.mp4"));
    assert!(exact.0 > 10 && loose.0 == 1 && loose.1 > exact.1, "{} and {} pieces", exact.0, loose.0);
    assert_eq!(exact.2, loose.2);
}

/// Sound that lasts longer than the pictures stays, in a cut and where another film follows.
#[test]
fn sound_goes_on_behind_the_last_picture() {
    let args = ["-f", "lavfi", "-i", "testsrc2=size=192x108:rate=25:duration=3", "-f", "lavfi", "-i"];
    let late = ["sine=frequency=440:sample_rate=48000:duration=8", "-c:v", "libx264", "-c:a", "aac"];
    let source = make("cut-late.mp4", &[&args[..], &late[..]].concat());
    let bytes = std::fs::read(&source).expect("a file");
    let reader = reader(&source);
    let movie = mp4::open(&reader).expect("a film");
    let input = Input { movie: &movie, reader: &reader };
    let made = |plan: cut::Plan, inputs: &[Input], name: &str| {
        let cut = plan.finish(inputs).expect("a film");
        let mut writer = mp4::Writer::new(cut.movie()).expect("a writer");
        let mut body = Pieces::default();
        for packet in cut.packets() {
            writer.packet(&packet, &mut body).expect("a packet has room");
        }
        let head = writer.finish(&mut body).expect("a head");
        let file = path(name);
        std::fs::write(&file, join(&head, &body.take(), &[&bytes, &bytes])).expect("room for a file");
        file
    };
    let stretch = [Stretch { input: 0, range: 0.0..6.0 }];
    let plan = cut::plan(&[input], &stretch, &Settings::default()).expect("a plan");
    assert!((plan.duration - 6.0).abs() < 0.01 && (plan.kept[0].range.end - 6.0).abs() < 0.01, "{plan:?}");
    let file = made(plan, &[input], "late-cut.mp4");
    assert_eq!(frames(&file, "0:v").len(), 75);
    assert!((sound(&file).len() as f64 / 48e3 - 6.0).abs() < 0.05);
    // A cut that ends with the pictures has no sound behind them.
    let stretch = [Stretch { input: 0, range: 0.0..3.0 }];
    let plan = cut::plan(&[input], &stretch, &Settings::default()).expect("a plan");
    assert!((plan.duration - 3.0).abs() < 0.01, "{}", plan.duration);
    let inputs = [input, input];
    let file = made(cut::join(&inputs, &Settings::default()).expect("a plan"), &inputs, "late-joined.mp4");
    let shown = frames(&file, "0:v");
    assert_eq!((shown.len(), shown[75].0), (150, 8 * 12800), "the second film begins when the first is over");
    assert!((sound(&file).len() as f64 / 48e3 - 16.0).abs() < 0.1);
}
