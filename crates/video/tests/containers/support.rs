//! Files that ffmpeg makes, and what ffprobe says of them.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::rc::Rc;

use nearside_video::{Data, Movie, Mux, Packet, Piece, Pieces, Reader, Result, Source};

/// A file on disk.
pub struct Disk(File, u64);

impl Disk {
    pub fn open(path: &Path) -> Reader {
        let file = File::open(path).unwrap();
        let size = file.metadata().unwrap().len();
        Reader::new(Rc::new(Self(file, size)))
    }
}

impl Source for Disk {
    fn size(&self) -> u64 {
        self.1
    }

    fn read(&self, range: Range<u64>) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; (range.end - range.start) as usize];
        self.0.read_exact_at(&mut bytes, range.start)?;
        Ok(bytes)
    }
}

/// Opens bytes.
pub fn open(bytes: Vec<u8>) -> Result<Movie> {
    nearside_video::open(&Reader::new(Rc::new(bytes)))
}

/// A place for a file of tests.
pub fn place(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

/// The folder with files of other people, where there is one.
pub fn corpus() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus/media");
    let Ok(list) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<_> = list.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

/// Runs a program, and gives what it wrote.
pub fn run(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    let output =
        output.unwrap_or_else(|_| panic!("{program} is not installed: apt-get install ffmpeg mkvtoolnix"));
    assert!(
        output.status.success(),
        "{program} {}: {}",
        arguments.join(" "),
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

/// A file that ffmpeg makes by these arguments, once.
pub fn made(name: &str, arguments: &str) -> PathBuf {
    static ONE: std::sync::Mutex<()> = std::sync::Mutex::new(());
    let path = place(name);
    // One at a time, because tests share files. A test that failed meanwhile has nothing to do with it.
    let _one = ONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if !path.exists() {
        let part = place(&format!("part-{}-{name}", std::process::id()));
        let mut all = vec!["-v", "error", "-y", "-nostdin"];
        all.extend(arguments.split_whitespace());
        all.push(part.to_str().unwrap());
        run("ffmpeg", &all);
        std::fs::rename(part, &path).unwrap();
    }
    path
}

/// A packet as ffprobe tells it.
#[derive(Clone, Debug, PartialEq)]
pub struct Probed {
    pub pts: Option<f64>,
    pub dts: Option<f64>,
    pub duration: Option<f64>,
    pub size: u64,
    pub key: bool,
    pub hash: String,
}

/// The packets of each stream.
pub fn probe(path: &Path) -> BTreeMap<usize, Vec<Probed>> {
    let entries = "packet=stream_index,pts_time,dts_time,duration_time,size,flags,data_hash";
    let arguments = ["-v", "error", "-show_packets", "-show_data_hash", "adler32", "-show_entries", entries];
    let text = run("ffprobe", &[&arguments[..], &["-of", "compact=p=0", path.to_str().unwrap()]].concat());
    let mut streams: BTreeMap<usize, Vec<Probed>> = BTreeMap::new();
    for line in text.lines().filter(|line| line.contains("stream_index=")) {
        let facts: BTreeMap<_, _> = line.split('|').filter_map(|fact| fact.split_once('=')).collect();
        let number = |key: &str| facts.get(key).and_then(|value| value.parse().ok());
        streams.entry(facts["stream_index"].parse().unwrap()).or_default().push(Probed {
            pts: number("pts_time"),
            dts: number("dts_time"),
            duration: number("duration_time"),
            size: facts["size"].parse().unwrap(),
            key: facts["flags"].starts_with('K'),
            // Of packets with side data ffprobe does not tell it.
            hash: facts.get("data_hash").map_or("", |hash| hash.trim_start_matches("adler32:")).to_owned(),
        });
    }
    streams
}

/// The packets of each track as the engine reads them.
pub fn read(source: &Reader, movie: &Movie) -> Vec<Vec<Probed>> {
    let streams = movie.streams.iter();
    streams
        .map(|stream| {
            let seconds = |ticks: i64| Some(stream.seconds(ticks - stream.origin()));
            stream
                .index
                .iter()
                .map(|sample| {
                    let bytes = source.read(sample.offset..sample.offset + u64::from(sample.size)).unwrap();
                    let bytes = stream.formats[usize::from(sample.format)].packing.unpack(&bytes).unwrap();
                    Probed {
                        pts: seconds(sample.pts),
                        dts: seconds(sample.dts),
                        duration: Some(stream.seconds(i64::from(sample.duration))),
                        size: bytes.len() as u64,
                        key: sample.key,
                        hash: adler(&bytes),
                    }
                })
                .collect()
        })
        .collect()
}

fn adler(bytes: &[u8]) -> String {
    let (a, b) = bytes.iter().fold((1_u32, 0_u32), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % 65_521;
        (a, (a + b) % 65_521)
    });
    format!("{:08x}", b << 16 | a)
}

/// Whether two times are the same to within this many seconds; what ffprobe does not say is left out.
pub fn near(ours: Option<f64>, theirs: Option<f64>, within: f64) -> bool {
    ours.zip(theirs).is_none_or(|(ours, theirs)| (ours - theirs).abs() <= within)
}

/// Compares all packets of all tracks; `within` is how much times may differ.
pub fn compare(path: &Path, within: f64) -> Movie {
    let source = Disk::open(path);
    let movie = nearside_video::open(&source).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let (ours, theirs) = (read(&source, &movie), probe(path));
    for (track, theirs) in theirs {
        let name = format!("{} track {track}", path.display());
        let Some(ours) = ours.get(track) else { panic!("{name} is missing") };
        for (nth, (ours, theirs)) in ours.iter().zip(&theirs).enumerate() {
            let same = near(ours.pts, theirs.pts, within)
                && near(ours.dts, theirs.dts, within)
                && (ours.size, ours.key) == (theirs.size, theirs.key)
                && (theirs.hash.is_empty() || ours.hash == theirs.hash);
            assert!(same, "{name} packet {nth}:\n  here  {ours:?}\n  there {theirs:?}");
        }
        assert_eq!(ours.len(), theirs.len(), "{name}: packets");
    }
    movie
}

/// Packs the packets of a file anew, in the order of their times: as ranges of the file where they can stay, or as bytes.
pub fn remux(source: &Reader, movie: &Movie, mut mux: impl Mux, ranges: bool) -> Vec<u8> {
    pack(source, movie, &mut mux, ranges)
}

/// The same with a writer of any kind.
pub fn pack(source: &Reader, movie: &Movie, mux: &mut dyn Mux, ranges: bool) -> Vec<u8> {
    let mut body = Pieces::default();
    let mut nexts: Vec<_> = movie.streams.iter().map(|stream| stream.index.iter().peekable()).collect();
    loop {
        let when = |(track, next): (usize, &mut std::iter::Peekable<_>)| {
            let stream = &movie.streams[track];
            next.peek().map(|sample: &nearside_video::index::Sample| {
                (stream.seconds(sample.dts.saturating_sub(stream.origin())), track)
            })
        };
        let first = nexts.iter_mut().enumerate().filter_map(when).min_by(|a, b| a.partial_cmp(b).unwrap());
        let Some((_, track)) = first else { break };
        let sample = nexts[track].next().unwrap();
        let range = sample.offset..sample.offset + u64::from(sample.size);
        let packing = &movie.streams[track].formats[usize::from(sample.format)].packing;
        let bytes;
        let data = if ranges && *packing == nearside_video::Packing::Plain {
            Data::Range { source: 0, range }
        } else {
            bytes = packing.unpack(&source.read(range).unwrap()).unwrap().into_owned();
            Data::Bytes(&bytes)
        };
        let nearside_video::index::Sample { pts, dts, duration, key, format, .. } = sample;
        mux.packet(&Packet { track, pts, dts, duration, key, format, data }, &mut body).unwrap();
    }
    let mut file = mux.finish(&mut body).unwrap();
    for piece in body.take() {
        match piece {
            Piece::Bytes(bytes) => file.extend(bytes),
            Piece::Range { range, .. } => file.extend(source.read(range).unwrap()),
        }
    }
    file
}

/// The hash of all packets of each stream, as ffmpeg counts it.
pub fn hashes(path: &Path) -> String {
    run(
        "ffmpeg",
        &["-v", "error", "-i", path.to_str().unwrap(), "-map", "0", "-c", "copy", "-f", "streamhash", "-"],
    )
}

/// Lets ffmpeg decode all of a file; any complaint is a failure.
pub fn decodes(path: &Path) {
    let output = Command::new("ffmpeg")
        .args([
            "-v",
            "warning",
            "-xerror",
            "-nostdin",
            "-i",
            path.to_str().unwrap(),
            "-map",
            "0",
            "-f",
            "null",
            "-",
        ])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    // Plain sound says how many channels it has, not which, and ADTS does not say how long it is.
    let known = ["Guessed Channel Layout", "Estimating duration from bitrate"];
    let known = |line: &str| known.iter().any(|known| line.contains(known));
    let complaint = said.lines().find(|line| !line.trim().is_empty() && !known(line));
    assert!(output.status.success() && complaint.is_none(), "{}: {said}", path.display());
}
