//! Test files made by ffmpeg, and what ffprobe says of them.

#![allow(dead_code, reason = "every test file uses a part of it")]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::rc::Rc;
use std::sync::Mutex;

use nearside_video::{Piece, Reader};

/// A place for a file of this name, which no other test uses.
pub fn path(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("video");
    std::fs::create_dir_all(&folder).expect("a folder for test files");
    folder.join(name)
}

/// Runs a program and gives back what it printed.
pub fn run(program: &str, args: &[&str]) -> (String, String) {
    let output =
        Command::new(program).args(args).stdin(Stdio::null()).output().unwrap_or_else(|_| {
            panic!("{program} is needed for this test. Install it: apt-get install ffmpeg")
        });
    let (out, err) = (output.stdout, String::from_utf8_lossy(&output.stderr).into_owned());
    assert!(output.status.success(), "{program} {}: {err}", args.join(" "));
    (String::from_utf8_lossy(&out).into_owned(), err)
}

/// Makes a file with ffmpeg, unless it is there.
pub fn make(name: &str, args: &[&str]) -> PathBuf {
    static ONE: Mutex<()> = Mutex::new(());
    let _one = ONE.lock();
    let file = path(name);
    if !file.exists() {
        let partial = path(&format!("{}.partial-{name}", std::process::id()));
        let mut all = vec!["-v", "error", "-y"];
        all.extend(args);
        let target = partial.to_str().expect("a path of text").to_owned();
        all.push(&target);
        run("ffmpeg", &all);
        std::fs::rename(partial, &file).expect("the file has been made");
    }
    file
}

/// A file of the corpus, which is not part of the repository.
pub fn corpus(name: &str) -> Option<PathBuf> {
    let near = ["../../../../shared/corpus/media", "../../../shared/corpus/media"];
    let near = near.map(|folder| Path::new(env!("CARGO_MANIFEST_DIR")).join(folder));
    let given = std::env::var_os("NEARSIDE_MEDIA").map(PathBuf::from);
    let found = given.into_iter().chain(near).map(|folder| folder.join(name)).find(|file| file.is_file());
    if found.is_none() {
        println!("{name} is not here: this test looks at nothing");
    }
    found
}

/// A file in memory.
pub fn reader(file: &Path) -> Reader {
    Reader::new(Rc::new(std::fs::read(file).expect("a file")))
}

/// A packet, as ffprobe says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probed {
    pub stream: usize,
    pub pts: i64,
    pub dts: i64,
    pub duration: i64,
    pub size: u32,
    pub pos: u64,
    pub key: bool,
    pub discard: bool,
}

/// All packets of a file.
pub fn packets(file: &Path, options: &[&str]) -> Vec<Probed> {
    let entries = "packet=stream_index,pts,dts,duration,size,pos,flags";
    let mut args = vec!["-v", "error"];
    args.extend(options);
    args.extend([
        "-show_packets",
        "-show_entries",
        entries,
        "-of",
        "csv=p=0",
        file.to_str().expect("a path of text"),
    ]);
    let (out, _) = run("ffprobe", &args);
    let packet = |line: &str| {
        let fields: Vec<&str> = line.split(',').collect();
        let [stream, pts, dts, duration, size, pos, flags, ..] = fields[..] else { return None };
        Some(Probed {
            stream: stream.parse().ok()?,
            pts: pts.parse().ok()?,
            dts: dts.parse().ok()?,
            duration: duration.parse().unwrap_or(0),
            size: size.parse().ok()?,
            pos: pos.parse().ok()?,
            key: flags.contains('K'),
            discard: flags.contains('D'),
        })
    };
    out.lines().filter_map(packet).collect()
}

/// The bytes of a file that was made from pieces of others.
pub fn join(head: &[u8], pieces: &[Piece], sources: &[&[u8]]) -> Vec<u8> {
    let mut file = head.to_vec();
    for piece in pieces {
        match piece {
            Piece::Bytes(bytes) => file.extend_from_slice(bytes),
            Piece::Range { source, range } => {
                file.extend_from_slice(
                    &sources[usize::from(*source)][range.start as usize..range.end as usize],
                );
            }
        }
    }
    file
}

/// The MD5 sums of decoded frames of the streams that `map` chooses, with their times. ffmpeg has nothing to complain about.
pub fn frames(file: &Path, map: &str) -> Vec<(i64, String)> {
    frames_of(file, map, "error")
}

/// The same; only what is worse than `level` must not happen.
pub fn frames_of(file: &Path, map: &str, level: &str) -> Vec<(i64, String)> {
    let file = file.to_str().expect("a path of text");
    let mut args = vec!["-v", level, "-i", file, "-map", map, "-fps_mode", "passthrough"];
    args.extend(["-enc_time_base", "-1", "-f", "framemd5", "-"]);
    let (out, err) = run("ffmpeg", &args);
    assert!(err.trim().is_empty(), "{file}: {err}");
    let frame = |line: &str| {
        let fields: Vec<&str> = line.split(',').map(str::trim).collect();
        Some((fields.get(2)?.parse().ok()?, (*fields.get(5)?).to_owned()))
    };
    out.lines().filter(|line| !line.starts_with('#')).filter_map(frame).collect()
}

/// The MD5 sum of all that a stream decodes to.
pub fn sum(file: &Path, map: &str) -> String {
    let args = ["-v", "error", "-i", file.to_str().expect("a path of text"), "-map", map, "-f", "md5", "-"];
    run("ffmpeg", &args).0
}
