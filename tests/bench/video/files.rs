//! The files that are measured, made by ffmpeg when they are first needed, and kept.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::native::{make, run};
use crate::stage::target;

/// Seconds of the piece that the large films repeat; a picture lasts a 30th of a second, and each second pair begins with a key.
const PIECE: u32 = 40;
/// Pictures per second of the films.
pub const RATE: u32 = 30;
/// Seconds between two keys of the films.
pub const KEYS: u32 = 2;
/// Packets of the piece of sound.
const SOUND: u32 = 3000;

/// Where they are, and how large the large ones are made.
pub struct Files {
    folder: PathBuf,
    /// How often the piece is in the film of 1.2 GB.
    loops: u32,
    /// And in the one of 10 GB.
    huge: u32,
    /// And how often the piece of sound is in the long one.
    sounds: u32,
}

impl Files {
    /// Nothing is made yet. Smaller ones for a quick try.
    pub fn new(quick: bool) -> Result<Files> {
        let folder = target().join("bench-video");
        fs::create_dir_all(&folder)?;
        let (loops, huge, sounds) = if quick { (8, 34, 18) } else { (40, 334, 180) };
        Ok(Files { folder, loops, huge, sounds })
    }

    /// Where something else may be kept.
    pub fn at(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Seconds of the film of 1.2 GB.
    pub fn seconds(&self) -> u32 {
        self.loops * PIECE
    }

    /// Seconds of the film of 10 GB.
    pub fn late(&self) -> u32 {
        self.huge * PIECE
    }

    /// Packets of the long sound.
    pub fn packets(&self) -> u32 {
        self.sounds * SOUND
    }

    /// So many seconds in 1080p, as noisy as a camera, and a tone: H.264 with B-pictures, and AAC.
    fn camera(&self, name: &str, seconds: u32) -> Result<PathBuf> {
        let words = format!(
            "-f lavfi -i testsrc2=s=1920x1080:r={RATE}:d={seconds},noise=alls=12:allf=t -f lavfi -i sine=f=440:r=48000:d={seconds} \
             -c:v libx264 -preset superfast -pix_fmt yuv420p -g {gap} -keyint_min {gap} -sc_threshold 0 -bf 2 \
             -b:v 6M -maxrate 8M -bufsize 12M -c:a aac -b:a 128k",
            gap = RATE * KEYS
        );
        once(self.at(name), |path| make(&words, path))
    }

    /// What the large films repeat.
    fn piece(&self) -> Result<PathBuf> {
        self.camera("piece.mp4", PIECE)
    }

    /// The film of 1.2 GB, its index in front.
    pub fn big(&self) -> Result<PathBuf> {
        let piece = self.piece()?;
        let words =
            format!("-stream_loop {} -i {} -c copy -movflags +faststart", self.loops - 1, piece.display());
        once(self.at(&format!("film-{}.mp4", self.loops)), |path| make(&words, path))
    }

    /// Ten seconds in 1080p.
    pub fn clip(&self) -> Result<PathBuf> {
        self.camera("clip.mp4", 10)
    }

    /// Hours of Opus in WebM.
    pub fn opus(&self) -> Result<PathBuf> {
        let words = "-f lavfi -i sine=f=440:r=48000:d=59.98 -c:a libopus -b:a 64k -vbr off";
        let piece = once(self.at("sound.webm"), |path| make(words, path))?;
        let words = format!("-stream_loop {} -i {} -c copy", self.sounds - 1, piece.display());
        once(self.at(&format!("sound-{}.webm", self.sounds)), |path| make(&words, path))
    }

    /// A film of 10 GB, its index at the end, whose middle takes no room on the disk: nobody reads what is copied.
    pub fn huge(&self) -> Result<PathBuf> {
        let piece = self.piece()?;
        let words = format!("-stream_loop {} -i {} -c copy", self.huge - 1, piece.display());
        once(self.at(&format!("film-{}.mp4", self.huge)), |path| {
            make(&words, path)?;
            let size = path.metadata()?.len();
            let (from, length) = (size / 10, size / 10 * 8);
            let mut hole = std::process::Command::new("fallocate");
            hole.args(["--punch-hole", "--offset", &from.to_string(), "--length", &length.to_string()]);
            run(hole.arg(path)).map(drop)
        })
    }

    /// Films to be cut anywhere: a name, and how ffmpeg makes it.
    pub fn films(&self) -> Result<Vec<PathBuf>> {
        FILMS.iter().map(|(name, rate, video, audio)| {
            let words = format!(
                "-f lavfi -i testsrc2=s=320x180:r={rate}:d=12,noise=alls=6:allf=t -f lavfi -i sine=f=440:r=48000:d=12 -pix_fmt yuv420p {video} {audio}"
            );
            once(self.at(&format!("cut-{name}")), |path| make(&words, path))
        }).collect()
    }

    /// Sounds to be measured.
    pub fn sounds(&self) -> Result<Vec<PathBuf>> {
        SOUNDS
            .iter()
            .map(|(name, words)| once(self.at(&format!("loud-{name}")), |path| make(words, path)))
            .collect()
    }
}

/// Name, pictures per second, pictures, sound.
const FILMS: [(&str, &str, &str, &str); 12] = [
    ("closed.mp4", "30", "-c:v libx264 -preset fast -g 60 -bf 2 -b:v 500k", "-c:a aac"),
    ("open.mkv", "25", "-c:v libx264 -preset fast -g 75 -bf 3 -x264-params open-gop=1 -b:v 500k", "-c:a aac"),
    ("short.mp4", "24", "-c:v libx264 -preset fast -profile:v baseline -g 12 -b:v 500k", "-c:a aac"),
    (
        "pyramid.mp4",
        "30000/1001",
        "-c:v libx264 -preset slow -g 300 -bf 5 -b_strategy 2 -refs 5 -b:v 500k",
        "-c:a aac",
    ),
    (
        "short-vp9.webm",
        "30",
        "-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -g 30 -b:v 500k",
        "-c:a libopus",
    ),
    (
        "hidden-vp9.webm",
        "25",
        "-c:v libvpx-vp9 -deadline good -cpu-used 5 -g 100 -auto-alt-ref 1 -lag-in-frames 25 -b:v 500k",
        "-c:a libopus",
    ),
    (
        "long-vp9.mkv",
        "30000/1001",
        "-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -g 240 -b:v 500k",
        "-c:a libopus",
    ),
    ("vp9.mp4", "50", "-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -g 128 -b:v 500k", "-c:a aac"),
    ("short-av1.webm", "30", "-c:v libaom-av1 -usage realtime -cpu-used 8 -g 30 -b:v 500k", "-c:a libopus"),
    ("hidden-av1.mkv", "25", "-c:v libsvtav1 -preset 10 -g 64 -b:v 500k", "-c:a libopus"),
    (
        "long-av1.mp4",
        "30000/1001",
        "-c:v libaom-av1 -usage realtime -cpu-used 8 -g 200 -b:v 500k",
        "-c:a aac",
    ),
    ("av1.mp4", "50", "-c:v libsvtav1 -preset 10 -g 100 -b:v 500k", "-c:a aac"),
];

/// Sounds with loud and quiet parts, in many channels and codecs.
const SOUNDS: [(&str, &str); 6] = [
    ("tone.wav", "-f lavfi -i sine=f=1000:r=48000:d=60,volume=-20dB -ac 2"),
    ("steps.flac", "-f lavfi -i aevalsrc=(0.05+0.4*gt(mod(t\\,12)\\,6))*(random(0)-0.5):s=44100:d=60 -ac 1"),
    (
        "music.m4a",
        "-f lavfi -i aevalsrc=0.3*sin(2*PI*220*t)*abs(sin(t/3))|0.2*sin(2*PI*331*t)*abs(cos(t/5)):s=48000:d=90 -c:a aac -b:a 160k",
    ),
    ("noise.ogg", "-f lavfi -i anoisesrc=d=60:c=pink:r=48000:a=0.3 -ac 2 -c:a libopus -b:a 128k"),
    (
        "quiet.mp3",
        "-f lavfi -i aevalsrc=0.02*(random(0)-0.5)*gt(mod(t\\,20)\\,8)|0.1*sin(2*PI*500*t):s=44100:d=60 -c:a libmp3lame -b:a 192k",
    ),
    (
        "around.flac",
        "-f lavfi -i aevalsrc=0.1*sin(2*PI*200*t)|0.1*sin(2*PI*300*t)|0.2*sin(2*PI*400*t)|0.3*sin(2*PI*50*t)|0.1*sin(2*PI*500*t)|0.1*sin(2*PI*600*t):s=48000:d=60:c=5.1",
    ),
];

/// Makes a file unless it is there; half of one never is.
fn once(path: PathBuf, make: impl FnOnce(&Path) -> Result<()>) -> Result<PathBuf> {
    if !path.is_file() {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let half = path.with_file_name(format!("half-{name}"));
        make(&half).with_context(|| format!("cannot make {}", path.display()))?;
        fs::rename(half, &path)?;
    }
    Ok(path)
}
