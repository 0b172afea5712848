//! Video and sound in a real browser: its codecs, our files; judged by ffmpeg, which had no part in either.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, anyhow, ensure};
use nearside::File;
use nearside_testing::{Browser, Cdn};
use tempfile::TempDir;
use tests::dist;
use video::pixels::{Filters, Turn};
use video::settings::{
    Animation, Audio, AudioCodec, Burn, Convert, Corner, Cut, Encode, Join, Layer, Look, Moments, Overlay,
    Rate, Resize, Sheet, Sound, Still, StillFormat, Stills, Stretch, Video, VideoCodec, Waveform,
};
use video::{Container, Role};
use worker::video as call;

/// A browser with the app open, and a folder for files.
struct Stage {
    browser: Browser,
    _cdn: Cdn,
    folder: TempDir,
}

impl Stage {
    async fn open() -> Result<Self> {
        let cdn = Cdn::serve(dist()?)?;
        let browser = Browser::chromium().await?;
        browser.open(&cdn.url()).await?;
        browser.wait_for("window.nearside").await?;
        Ok(Self { browser, _cdn: cdn, folder: tempfile::tempdir()? })
    }

    /// A file that ffmpeg makes.
    fn make(&self, name: &str, arguments: &str) -> Result<File> {
        let path = self.folder.path().join(name);
        let words: Vec<&str> = arguments.split_whitespace().collect();
        ffmpeg(&[&["-y"], &words[..], &[path.to_str().context("a path")?]].concat())?;
        Ok(File::new(name, std::fs::read(path)?))
    }

    /// A reply's file, where other programs can read it.
    async fn keep(&self, file: &File) -> Result<PathBuf> {
        let path = self.folder.path().join(format!("made {}", file.name()));
        std::fs::write(&path, said(file.bytes().await)?)?;
        Ok(path)
    }

    /// The job, answered by the browser.
    async fn ask<T: serde::de::DeserializeOwned>(&self, job: nearside::Job<T>) -> Result<T> {
        said(job.near("test").on(self.browser.page()).await)
    }

    /// Nothing may be open after a job.
    async fn closed(&self) -> Result<()> {
        let open = self.ask(call::open()).await?;
        ensure!(open == call::Open::default(), "still open: {open:?}");
        Ok(())
    }
}

fn said<T>(result: nearside::Result<T>) -> Result<T> {
    result.map_err(|error| anyhow!("{error}"))
}

fn ffmpeg(arguments: &[&str]) -> Result<String> {
    let output = Command::new("ffmpeg").args(["-v", "error", "-nostdin"]).args(arguments).output();
    let output = output.context("cannot start ffmpeg: install it (`apt-get install ffmpeg`)")?;
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    ensure!(output.status.success() && told.is_empty(), "ffmpeg {arguments:?}: {told}");
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// What ffprobe says of a file, by `-show_entries`.
fn probe(path: &Path, entries: &str) -> Result<Vec<String>> {
    let output = Command::new("ffprobe")
        .args(["-v", "error", "-of", "csv=p=0", "-show_entries", entries])
        .arg(path)
        .output()
        .context("cannot start ffprobe: install ffmpeg")?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines = String::from_utf8_lossy(&output.stdout)
        .lines()
        .map(|line| line.trim_end_matches(',').to_owned())
        .collect();
    Ok(lines)
}

/// The sums of all decoded pictures, in the order in which they are shown.
fn pictures(path: &Path) -> Result<Vec<String>> {
    let text = path.to_str().context("a path")?;
    let told = ffmpeg(&["-i", text, "-map", "0:v:0", "-vsync", "passthrough", "-f", "framemd5", "-"])?;
    let sum = |line: &str| line.rsplit(',').next().unwrap_or_default().trim().to_owned();
    Ok(told.lines().filter(|line| !line.starts_with('#')).map(sum).collect())
}

/// Mean squared error by ffmpeg's filter `psnr`, in dB, of the first pictures.
fn likeness(one: &Path, other: &Path, filter: &str) -> Result<f64> {
    let (one, other) = (one.to_str().context("a path")?, other.to_str().context("a path")?);
    let graph = format!("[1:v]{filter}[b];[0:v][b]psnr");
    let output = Command::new("ffmpeg")
        .args(["-nostdin", "-i", one, "-i", other, "-lavfi", &graph, "-f", "null", "-"])
        .output()?;
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    let average = told.rsplit_once("average:").context(told.clone())?.1;
    let number = average.split_whitespace().next().context("a number")?;
    Ok(if number == "inf" { 100.0 } else { number.parse()? })
}

/// Three seconds of H.264 with B-pictures and AAC, a key frame each second.
const FILM: &str = "-f lavfi -i testsrc2=s=320x180:r=30:d=3 -f lavfi -i sine=f=440:r=48000:d=3 -c:v libx264 -preset fast -pix_fmt yuv420p -g 30 -keyint_min 30 -sc_threshold 0 -bf 2 -c:a aac -b:a 96k -shortest";

#[tokio::test]
async fn a_film_is_looked_at_and_its_stills_are_taken() -> Result<()> {
    let stage = Stage::open().await?;
    let film = stage.make("film.mp4", FILM)?;
    let media = stage.ask(call::look(film.clone())).await?;
    ensure!((media.duration - 3.0).abs() < 0.1 && media.tracks.len() == 2, "{media:?}");
    ensure!(matches!(&media.tracks[0].role, Role::Video(facts) if (facts.width, facts.height) == (320, 180)));
    let able = stage.ask(call::decodes(film.clone())).await?;
    ensure!(able == [true, true], "{able:?}");
    let keys = stage.ask(call::keys(film.clone())).await?;
    ensure!(keys.len() == 3 && (keys[1] - 1.0).abs() < 1e-6, "{keys:?}");
    for exact in [false, true] {
        let wanted = Stills { at: Moments::Times(vec![0.0, 1.5, 2.9]), width: 64, height: 64, exact };
        let mut parts =
            call::stills(film.clone(), wanted).with(|job| job.near("test").on(stage.browser.page()));
        let mut seen = Vec::new();
        while let Some(still) = futures_util::StreamExt::next(&mut parts).await {
            let still = said(still)?;
            ensure!((still.width, still.height, still.pixels.size()) == (64, 36, 64 * 36 * 4), "{still:?}");
            seen.push(still.time);
        }
        ensure!(seen == [0.0, 1.5, 2.9], "{seen:?}");
    }
    stage.closed().await
}

#[tokio::test]
async fn a_film_is_converted_to_other_codecs_and_sizes() -> Result<()> {
    let stage = Stage::open().await?;
    let film = stage.make("film.mp4", FILM)?;
    let original = stage.keep(&film).await?;
    for (container, codec, name) in [
        (Container::WebM, VideoCodec::Vp9, "vp9"),
        (Container::Mp4, VideoCodec::H264, "h264"),
        (Container::Matroska, VideoCodec::Av1, "av1"),
        (Container::Mp4, VideoCodec::Av1, "av1"),
        (Container::Mp4, VideoCodec::Vp9, "vp9"),
        (Container::WebM, VideoCodec::Vp8, "vp8"),
    ] {
        let resize = Some(Resize::Fit { width: 160, height: 160 });
        let encode = Encode { codec, resize, bits: Rate::Quality(80), ..Encode::default() };
        let sound = Sound { codec: AudioCodec::Opus, ..Sound::default() };
        let how = Convert {
            container,
            video: Video::Encode(Box::new(encode)),
            audio: Audio::Encode(sound),
            ..Convert::default()
        };
        let made = stage.ask(call::convert(film.clone(), how, Vec::new())).await?;
        let path = stage.keep(&made.file).await?;
        let streams = probe(&path, "stream=codec_name,width,height,sample_rate")?;
        ensure!(streams[0] == format!("{name},160,90") && streams[1] == "opus,48000", "{streams:?}");
        ensure!(pictures(&path)?.len() == 90, "{name}: {} pictures", pictures(&path)?.len());
        let psnr = likeness(&path, &original, "scale=160:90:flags=area,format=yuv420p")?;
        ensure!(psnr > 30.0, "{name}: {psnr} dB");
        stage.closed().await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_cut_is_exact_and_copies_the_rest() -> Result<()> {
    let stage = Stage::open().await?;
    for (name, arguments) in [
        ("h264.mp4", FILM.to_owned()),
        ("vp9.webm", "-f lavfi -i testsrc2=s=320x180:r=30:d=3 -c:v libvpx-vp9 -g 30 -b:v 400k -deadline realtime -cpu-used 8".to_owned()),
        ("av1.mkv", "-f lavfi -i testsrc2=s=320x180:r=30:d=3 -c:v libaom-av1 -g 30 -usage realtime -cpu-used 8 -b:v 400k".to_owned()),
    ] {
        let film = stage.make(name, &arguments)?;
        let before = pictures(&stage.keep(&film).await?)?;
        let cut = Cut { stretches: vec![Stretch { from: 0.5, to: 2.5 }], exact: true, ..Cut::default() };
        let made = stage.ask(call::cut(film, cut)).await?;
        let after = pictures(&stage.keep(&made.file).await?)?;
        ensure!(after.len() == 60, "{name}: {} pictures, {made:?}", after.len());
        // The pictures of the second second are copied.
        ensure!(after[15..45] == before[30..60], "{name}: copied pictures differ");
        stage.closed().await?;
    }
    Ok(())
}

#[tokio::test]
async fn what_is_played_is_ours_and_holds_the_same_packets() -> Result<()> {
    let stage = Stage::open().await?;
    let film = stage.make("film.mkv", FILM)?;
    let played = stage.ask(call::playable(film.clone())).await?;
    ensure!(played.name() == "film.mp4", "{played:?}");
    ensure!(pictures(&stage.keep(&played).await?)? == pictures(&stage.keep(&film).await?)?);
    let old = stage.make("old.webm", "-f lavfi -i testsrc2=s=160x90:r=30:d=1 -c:v libvpx -b:v 200k")?;
    let played = stage.ask(call::playable(old.clone())).await?;
    ensure!(pictures(&stage.keep(&played).await?)? == pictures(&stage.keep(&old).await?)?);
    Ok(())
}

#[tokio::test]
async fn a_sound_is_heard_measured_and_taken_out() -> Result<()> {
    let stage = Stage::open().await?;
    let film = stage.make("film.mp4", FILM)?;
    let peaks =
        stage.ask(call::waveform(film.clone(), Waveform { buckets: 50, ..Waveform::default() })).await?;
    ensure!(peaks.high.len() == 50 && peaks.high[25] > 0.1 && peaks.low[25] < -0.1, "{peaks:?}");
    let loud = stage.ask(call::loudness(film.clone(), None)).await?;
    ensure!(loud.integrated.is_some_and(|told| (-30.0..-10.0).contains(&told)), "{loud:?}");
    for (codec, ending) in [
        (None, "m4a"),
        (Some(AudioCodec::Pcm), "wav"),
        (Some(AudioCodec::Flac), "flac"),
        (Some(AudioCodec::Opus), "ogg"),
    ] {
        let sound = codec.map(|codec| Sound { codec, ..Sound::default() });
        let made = stage.ask(call::extract(film.clone(), None, sound, Vec::new(), 1.0)).await?;
        ensure!(made.file.name() == format!("film.{ending}"), "{made:?}");
        let path = stage.keep(&made.file).await?;
        let told = probe(&path, "format=duration")?;
        let seconds: f64 = told[0].parse()?;
        ensure!((seconds - 3.0).abs() < 0.06, "{ending}: {seconds} s");
        stage.closed().await?;
    }
    // What was cut away is not in it, and it plays as fast as was asked for.
    let parts = vec![Stretch { from: 0.5, to: 1.0 }, Stretch { from: 2.0, to: 2.5 }];
    let made = stage.ask(call::extract(film.clone(), None, None, parts.clone(), 1.0)).await?;
    let seconds: f64 = probe(&stage.keep(&made.file).await?, "format=duration")?[0].parse()?;
    ensure!((seconds - 1.0).abs() < 0.06 && made.file.name() == "film.m4a", "{seconds} s: {made:?}");
    let sound = Some(Sound { codec: AudioCodec::Flac, ..Sound::default() });
    let made = stage.ask(call::extract(film.clone(), None, sound, parts, 2.0)).await?;
    let seconds: f64 = probe(&stage.keep(&made.file).await?, "format=duration")?[0].parse()?;
    ensure!((seconds - 0.5).abs() < 0.06, "{seconds} s: {made:?}");
    Ok(())
}

#[tokio::test]
async fn a_film_fits_into_a_size() -> Result<()> {
    let stage = Stage::open().await?;
    let film = stage.make("film.mp4", FILM)?;
    let how = Convert {
        video: Video::Encode(Box::default()),
        audio: Audio::Encode(Sound { bitrate: Some(48_000), ..Sound::default() }),
        size: Some(120_000),
        ..Convert::default()
    };
    let made = stage.ask(call::convert(film, how, Vec::new())).await?;
    ensure!(made.file.size() <= 120_000 && made.file.size() > 60_000, "{} bytes", made.file.size());
    stage.closed().await
}

/// What old cameras wrote: each picture is a JPEG, which browsers draw. One without bytes repeats the picture before.
#[tokio::test]
async fn a_film_of_an_old_camera_is_converted() -> Result<()> {
    let stage = Stage::open().await?;
    for name in ["old.avi", "old.mov"] {
        let film = stage.make(
            name,
            "-f lavfi -i testsrc2=s=320x240:r=15:d=2 -f lavfi -i sine=r=11025:d=2 -c:v mjpeg -q:v 2 -c:a pcm_s16le",
        )?;
        ensure!(stage.ask(call::decodes(film.clone())).await? == [true, true], "{name} is decoded");
        let video = Video::Encode(Box::new(Encode { bits: Rate::Quality(90), ..Encode::default() }));
        let audio = Audio::Encode(Sound::default());
        let how = Convert { video, audio, ..Convert::default() };
        let made = stage.ask(call::convert(film.clone(), how, Vec::new())).await?;
        let (old, new) = (stage.keep(&film).await?, stage.keep(&made.file).await?);
        ensure!(pictures(&new)?.len() == 30, "{name}: {}", pictures(&new)?.len());
        let like = likeness(&old, &new, "scale=out_range=pc,format=yuvj420p")?;
        ensure!(like > 28.0, "{name} is {like} dB like the original");
    }
    stage.closed().await
}

#[tokio::test]
async fn a_turned_part_of_a_film_is_converted() -> Result<()> {
    let stage = Stage::open().await?;
    let film = stage.make("film.mp4", FILM)?;
    let filters = Filters { turn: Turn::Right, ..Filters::default() };
    let encode = Encode { filters, ..Encode::default() };
    let how = Convert {
        video: Video::Encode(Box::new(encode)),
        stretches: vec![Stretch { from: 0.5, to: 1.5 }, Stretch { from: 2.0, to: 2.5 }],
        ..Convert::default()
    };
    let made = stage.ask(call::convert(film, how, Vec::new())).await?;
    let path = stage.keep(&made.file).await?;
    let streams = probe(&path, "stream=codec_name,width,height")?;
    ensure!(streams[0] == "h264,180,320", "{streams:?}");
    ensure!(pictures(&path)?.len() == 45, "{} pictures", pictures(&path)?.len());
    stage.closed().await
}

#[tokio::test]
async fn a_damaged_film_ends_in_a_sentence_and_leaves_nothing_open() -> Result<()> {
    let stage = Stage::open().await?;
    let film = stage.make("film.mp4", &format!("{FILM} -movflags +faststart"))?;
    let bytes = said(film.bytes().await)?;
    let mut noise = bytes.clone();
    let middle = noise.len() / 3;
    noise[middle..].iter_mut().enumerate().for_each(|(at, byte)| *byte ^= (at * 31 % 251) as u8);
    for (name, bytes) in
        [("cut.mp4", bytes[..bytes.len() / 2].to_vec()), ("noise.mp4", noise), ("empty.mp4", Vec::new())]
    {
        let how = Convert { video: Video::Encode(Box::default()), ..Convert::default() };
        match stage.ask(call::convert(File::new(name, bytes), how, Vec::new())).await {
            Ok(made) => ensure!(made.file.size() > 0, "{name}: {made:?}"),
            Err(error) => {
                let told = error.to_string();
                ensure!(told.trim_end().ends_with('.'), "{name}: {error}");
                // Why it stopped, and not that it was fed after that.
                ensure!(!told.contains("closed codec"), "{name}: {error}");
            }
        }
        stage.closed().await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_cancelled_conversion_leaves_nothing_open() -> Result<()> {
    let stage = Stage::open().await?;
    let film = stage.make("long.mp4", &FILM.replace("d=3", "d=60"))?;
    let how = Convert { video: Video::Encode(Box::default()), ..Convert::default() };
    // It is cancelled as soon as it is at work, however fast the machine is.
    let begun = std::rc::Rc::new(tokio::sync::Notify::new());
    let told = begun.clone();
    let tell = move |done| {
        if done > 0.0 {
            told.notify_one()
        }
    };
    let job = call::convert(film.clone(), how, Vec::new()).near("test").on_progress(tell);
    tokio::select! {
        ended = job.on(stage.browser.page()) => ensure!(false, "it was done before it could be cancelled: {ended:?}"),
        () = begun.notified() => {}
    }
    stage.closed().await
}

/// Pictures that are shown before a key and decoded after it take their places as keys of their own.
#[tokio::test]
async fn open_groups_are_decoded_and_cut_exactly() -> Result<()> {
    let stage = Stage::open().await?;
    let open = "-f lavfi -i testsrc2=s=320x180:r=25:d=6 -c:v libx264 -preset veryfast -pix_fmt yuv420p -x264-params open-gop=1:keyint=30:min-keyint=30:bframes=3:b-pyramid=normal:scenecut=0";
    let film = stage.make("open.mp4", open)?;
    let before = pictures(&stage.keep(&film).await?)?;
    // Keys are shown every 30 pictures, and three before each are decoded after it.
    for (from, to) in [(10_usize, 100_usize), (28, 75), (45, 140), (59, 121)] {
        let stretches = vec![Stretch { from: from as f64 / 25.0, to: to as f64 / 25.0 }];
        let made =
            stage.ask(call::cut(film.clone(), Cut { stretches, exact: true, ..Cut::default() })).await?;
        let after = pictures(&stage.keep(&made.file).await?)?;
        ensure!(after.len() == to - from, "{from} to {to}: {} pictures, {made:?}", after.len());
        let same = after.iter().zip(&before[from..to]).filter(|(ours, theirs)| ours == theirs).count();
        // All but those around the beginning and the end, a group each at most.
        ensure!(same + 60 >= to - from && same > 0, "{from} to {to}: {same} pictures were copied");
        stage.closed().await?;
    }
    // Decoding begins before the group.
    let stretches = vec![Stretch { from: 2.6, to: 3.4 }];
    let how = Convert { video: Video::Encode(Box::default()), stretches, ..Convert::default() };
    let made = stage.ask(call::convert(film.clone(), how, Vec::new())).await?;
    let path = stage.keep(&made.file).await?;
    ensure!(pictures(&path)?.len() == 20, "{:?}", made.notes);
    // The key before the stretch, and all up to its end.
    let stretches = vec![Stretch { from: 2.6, to: 3.4 }];
    let made = stage.ask(call::cut(film, Cut { stretches, exact: false, ..Cut::default() })).await?;
    let kept = pictures(&stage.keep(&made.file).await?)?;
    ensure!(before.windows(kept.len()).any(|part| part == kept) && kept.len() >= 20, "{}", kept.len());
    stage.closed().await
}

#[tokio::test]
async fn a_stretch_with_copied_pictures_has_its_sound_encoded() -> Result<()> {
    let stage = Stage::open().await?;
    let film = stage.make("film.mp4", FILM)?;
    let before = pictures(&stage.keep(&film).await?)?;
    for container in [Container::Mp4, Container::Matroska] {
        let audio = Audio::Encode(Sound { codec: AudioCodec::Opus, ..Sound::default() });
        let stretches = vec![Stretch { from: 0.5, to: 1.5 }, Stretch { from: 2.0, to: 2.8 }];
        let how = Convert { container, audio, stretches, ..Convert::default() };
        let made = stage.ask(call::convert(film.clone(), how, Vec::new())).await?;
        ensure!(made.notes.is_empty() && (made.duration - 1.8).abs() < 0.02, "{made:?}");
        let path = stage.keep(&made.file).await?;
        ensure!(probe(&path, "stream=codec_name")? == ["h264", "opus"]);
        let after = pictures(&path)?;
        ensure!(after.len() == 54, "{container:?}: {} pictures", after.len());
        // From the key in the middle of the first stretch on, and from that at the beginning of the second.
        ensure!(after[15..30] == before[30..45], "{container:?}: copied pictures differ");
        stage.closed().await?;
    }
    Ok(())
}

#[tokio::test]
async fn films_that_are_not_alike_are_encoded_and_joined() -> Result<()> {
    let stage = Stage::open().await?;
    let one = stage.make("one.mp4", FILM)?;
    let two = stage.make("two.webm", "-f lavfi -i testsrc2=s=160x120:r=25:d=2 -f lavfi -i sine=f=880:r=44100:d=2 -ac 2 -c:v libvpx-vp9 -deadline realtime -cpu-used 8 -b:v 300k -c:a libopus")?;
    let otherwise = Convert {
        video: Video::Encode(Box::default()),
        audio: Audio::Encode(Sound::default()),
        ..Convert::default()
    };
    let how = Join { container: None, otherwise: Some(Box::new(otherwise)) };
    let made = stage.ask(call::join(vec![one, two], how)).await?;
    ensure!((made.duration - 5.0).abs() < 0.06, "{made:?}");
    let path = stage.keep(&made.file).await?;
    let streams = probe(&path, "stream=codec_name,width,height,sample_rate")?;
    ensure!(streams == ["h264,320,180", "opus,48000"], "{streams:?}");
    ensure!(pictures(&path)?.len() == 140, "{} pictures", pictures(&path)?.len());
    stage.closed().await
}

/// Where a click of a millisecond is, in seconds of the file as it plays.
fn clicks(path: &Path) -> Result<Vec<f64>> {
    let text = path.to_str().context("a path")?;
    let args = [
        "-nostdin",
        "-v",
        "error",
        // As the file says it: else all is moved by what comes before time 0.
        "-copyts",
        "-i",
        text,
        "-map",
        "0:a:0",
        "-af",
        "aresample=48000:async=1:first_pts=0",
    ];
    let output = Command::new("ffmpeg").args(args).args(["-ac", "1", "-f", "f32le", "-"]).output()?;
    let samples: Vec<f32> =
        output.stdout.as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
    // The loudest sample of each second.
    let loudest =
        |second: &[f32]| second.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).map_or(0, |(at, _)| at);
    let seconds = samples.chunks_exact(48_000).enumerate();
    Ok(seconds.map(|(nth, second)| nth as f64 + loudest(second) as f64 / 48e3).collect())
}

/// What an encoder of sound puts before it is hidden, whatever the container and the codec.
#[tokio::test]
async fn sound_stays_in_step_with_the_pictures() -> Result<()> {
    let stage = Stage::open().await?;
    let click = "-f lavfi -i testsrc2=s=160x90:r=30:d=4 -f lavfi -i aevalsrc=lt(mod(t+0.5\\,1)\\,0.001)*0.9*sin(2000*PI*t):s=48000:d=4 -c:v libx264 -preset veryfast -pix_fmt yuv420p -c:a pcm_s16le";
    let film = stage.make("click.mkv", click)?;
    let before = clicks(&stage.keep(&film).await?)?;
    ensure!(before.len() == 4 && (before[1] - 1.5).abs() < 0.002, "{before:?}");
    let able =
        stage.ask(call::abilities(call::Need { width: 160, height: 90, ..call::Need::default() })).await?;
    let mut codecs = vec![AudioCodec::Opus];
    if able.sounds.iter().any(|able| able.codec == AudioCodec::Aac) {
        codecs.push(AudioCodec::Aac);
    }
    for (codec, container) in
        codecs.into_iter().flat_map(|codec| [(codec, Container::Mp4), (codec, Container::Matroska)])
    {
        let audio = Audio::Encode(Sound { codec, bitrate: Some(160_000), ..Sound::default() });
        let how = Convert { container, audio, ..Convert::default() };
        let made = stage.ask(call::convert(film.clone(), how, Vec::new())).await?;
        let after = clicks(&stage.keep(&made.file).await?)?;
        for (before, after) in before.iter().zip(&after) {
            ensure!((before - after).abs() < 0.001, "{codec:?} in {container:?}: {before} became {after}");
        }
        ensure!(after.len() + 1 >= before.len(), "{after:?}");
    }
    stage.closed().await
}

/// Words come and go while one picture is shown, stand above each other, and where they say.
#[tokio::test]
async fn words_are_burnt_into_pictures_that_last() -> Result<()> {
    let stage = Stage::open().await?;
    let slides = "-f lavfi -i color=black:s=320x180:r=1/10:d=20 -c:v libx264 -pix_fmt yuv420p";
    let slides = stage.make("slides.mp4", slides)?;
    let srt = "1\n00:00:03,000 --> 00:00:06,000\nWord\n\n2\n00:00:04,000 --> 00:00:05,000\nWord\n\n3\n00:00:12,000 --> 00:00:14,000\n{\\an7}Word\n";
    let encode = Encode { burn: Some(Burn::File(0)), rate: None, ..Encode::default() };
    let how = Convert { video: Video::Encode(Box::new(encode)), audio: Audio::None, ..Convert::default() };
    let files = vec![File::new("words.srt", srt.as_bytes().to_vec())];
    let made = stage.ask(call::convert(slides, how, files)).await?;
    let path = stage.keep(&made.file).await?;
    let times = probe(&path, "frame=pts_time")?;
    let times: Vec<f64> = times.iter().filter_map(|time| time.parse().ok()).collect();
    ensure!(times == [0.0, 3.0, 4.0, 5.0, 6.0, 10.0, 12.0, 14.0], "{times:?}");
    let args = ["-v", "error", "-i", path.to_str().context("a path")?, "-vsync", "passthrough"];
    let output =
        Command::new("ffmpeg").args(args).args(["-pix_fmt", "gray", "-f", "rawvideo", "-"]).output()?;
    let bright = |part: &[u8]| part.iter().filter(|byte| **byte > 160).count();
    let shown: Vec<usize> = output.stdout.chunks_exact(320 * 180).map(bright).collect();
    let [0, one, two, again, 0, 0, top, 0] = shown[..] else { return Err(anyhow!("{shown:?}")) };
    ensure!(one > 20 && again.abs_diff(one) <= one / 5, "{shown:?}");
    ensure!(two.abs_diff(2 * one) <= one / 3, "the second word lies on the first: {shown:?}");
    let corner: usize =
        output.stdout[6 * 320 * 180..].chunks(320).take(60).map(|row| bright(&row[..160])).sum();
    ensure!(top > 20 && corner == top, "{corner} of {top} in the corner");
    stage.closed().await
}

#[tokio::test]
async fn words_of_tracks_and_files_are_told() -> Result<()> {
    let stage = Stage::open().await?;
    let srt = "1\n00:00:00,500 --> 00:00:01,000\n<b>One</b>\nmore\n\n2\n00:00:02,000 --> 00:00:02,500\n{\\an8}Two\n";
    let words = File::new("words.srt", srt.as_bytes().to_vec());
    let path = stage.folder.path().join("words.srt");
    std::fs::write(&path, srt)?;
    let told = |cues: &[video::subtitle::Cue]| -> Vec<(u64, u64, String, u32)> {
        cues.iter().map(|cue| (cue.start, cue.end, cue.text(), cue.place.key())).collect()
    };
    let here = stage.ask(call::cues(words, None)).await?;
    let expected = [(500, 1000, "One\nmore".to_owned(), 2), (2000, 2500, "Two".to_owned(), 8)];
    ensure!(told(&here) == expected, "{here:?}");
    ensure!(here[0].runs[0].style.bold);
    for (name, codec) in [("film.mkv", "srt"), ("film.mp4", "mov_text"), ("film.webm", "webvtt")] {
        let video =
            if name.ends_with("webm") { "libvpx -deadline realtime" } else { "libx264 -pix_fmt yuv420p" };
        let film = format!(
            "-f lavfi -i testsrc2=s=64x64:r=10:d=3 -i {} -map 0 -map 1 -c:v {video} -c:s {codec}",
            path.display()
        );
        let film = stage.make(name, &film)?;
        let cues = stage.ask(call::cues(film.clone(), Some(1))).await?;
        let times: Vec<_> = cues.iter().map(|cue| (cue.start, cue.end)).collect();
        ensure!(times == [(500, 1000), (2000, 2500)] && cues[0].text() == "One\nmore", "{name}: {cues:?}");
        let none = stage.ask(call::cues(film, Some(0))).await.unwrap_err().to_string();
        ensure!(none.contains("has no subtitles of words"), "{none}");
    }
    let broken = File::new("broken.srt", b"no words at all".to_vec());
    let none = stage.ask(call::cues(broken, None)).await.unwrap_err().to_string();
    ensure!(none.contains("No subtitles were found"), "{none}");
    stage.closed().await
}

/// The mean of red, green and blue of a picture, or of the first of several, and its size.
fn colours(path: &Path) -> Result<([f64; 3], (usize, usize))> {
    let text = path.to_str().context("a path")?;
    let size = probe(path, "stream=width,height")?;
    let (width, height) = size.first().and_then(|line| line.split_once(',')).context("a size")?;
    let raw = Command::new("ffmpeg")
        .args(["-v", "error", "-i", text, "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "rgb24", "-"])
        .output()?;
    let pixels = raw.stdout.as_chunks::<3>().0;
    let mean = |n: usize| pixels.iter().map(|one| f64::from(one[n])).sum::<f64>() / pixels.len() as f64;
    Ok(([mean(0), mean(1), mean(2)], (width.parse()?, height.parse()?)))
}

/// A still, a sheet and a moving picture get what a film gets.
#[tokio::test]
async fn one_look_suits_all_pictures() -> Result<()> {
    let stage = Stage::open().await?;
    let film = "-f lavfi -i color=0x804020:s=320x180:r=10:d=2 -c:v libx264 -pix_fmt yuv420p";
    let film = stage.make("film.mp4", film)?;
    let mut filters = Filters { turn: Turn::Right, lut: 1.0, ..Filters::default() };
    filters.tone.blue = vec![(0.0, 0.8), (1.0, 0.8)];
    let overlay = Overlay {
        layer: Layer::Text("Word".into()),
        corner: Corner::TopLeft,
        margin: 0.0,
        width: 0.5,
        opacity: 1.0,
        when: None,
    };
    let look = Look { filters, lut: Some(0), overlays: vec![overlay], ..Look::default() };
    // Green comes from a table, blue from a curve.
    let cube = "LUT_3D_SIZE 2\n0 .6 0\n1 .6 0\n0 .6 0\n1 .6 0\n0 .6 1\n1 .6 1\n0 .6 1\n1 .6 1\n";
    let files = vec![File::new("green.cube", cube.as_bytes().to_vec())];
    let still = Still { time: 1.0, exact: true, look: look.clone(), ..Still::default() };
    let sheet = Sheet { rows: 1, columns: 1, width: 196, format: StillFormat::Png, look: look.clone() };
    let moving = Animation { look: look.clone(), width: 180, ..Animation::default() };
    let still = stage.ask(call::still(film.clone(), still, files.clone())).await?;
    let sheet = stage.ask(call::sheet(film.clone(), sheet, files.clone())).await?;
    let moving = stage.ask(call::animate(film.clone(), moving, files.clone())).await?;
    for (made, size) in [(still, (180, 320)), (sheet, (196, 336)), (moving, (180, 320))] {
        let path = stage.keep(&made).await?;
        let ([red, green, blue], (width, height)) = colours(&path)?;
        ensure!((width, height) == size, "{}: {width} × {height}", path.display());
        let near = |value: f64, wanted: f64| (value - wanted).abs() < 30.0;
        ensure!(
            near(red, 128.0) && near(green, 153.0) && near(blue, 204.0),
            "{}: {red} {green} {blue}",
            path.display()
        );
    }
    let missing = Still { look, ..Still::default() };
    let told = stage.ask(call::still(film, missing, Vec::new())).await.unwrap_err().to_string();
    ensure!(told.contains("Hand over all files"), "{told}");
    stage.closed().await
}

#[tokio::test]
async fn it_is_told_how_packets_lie_and_who_made_them() -> Result<()> {
    let stage = Stage::open().await?;
    let film = stage.make("film.mp4", FILM)?;
    let [pictures, sound] = &stage.ask(call::flow(film.clone())).await?[..] else {
        return Err(anyhow!("two tracks"));
    };
    ensure!(pictures.groups == Some((30, 30)) && pictures.reordered && !pictures.constant, "{pictures:?}");
    ensure!(pictures.encoder.as_deref().is_some_and(|name| name.starts_with("x264 core")), "{pictures:?}");
    ensure!(pictures.settings.as_deref().is_some_and(|all| all.contains("bframes=2")), "{pictures:?}");
    ensure!(!sound.reordered && sound.encoder.is_none() && sound.peak.is_some(), "{sound:?}");
    ensure!(stage.ask(call::cover(film)).await?.is_none());
    let tone = stage.make("tone.wav", "-f lavfi -i sine=d=5:r=8000 -c:a pcm_s16le")?;
    let [flow] = &stage.ask(call::flow(tone)).await?[..] else { return Err(anyhow!("one track")) };
    ensure!(flow.constant && flow.groups == Some((1, 1)), "{flow:?}");
    let halves = "-f lavfi -i testsrc2=s=320x180:r=25:d=1 -vf setfield=tff -c:v libx264 -pix_fmt yuv420p -flags +ilme+ildct -x264-params interlaced=1";
    for name in ["halves.mp4", "halves.mkv"] {
        let media = stage.ask(call::look(stage.make(name, halves)?)).await?;
        ensure!(
            matches!(&media.tracks[0].role, Role::Video(picture) if picture.interlaced == Some(true)),
            "{media:?}"
        );
    }
    stage.closed().await
}
