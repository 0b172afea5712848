//! What a file is, by its first bytes: names lie.

use crate::headers::aac::Adts;
use crate::headers::mpeg::Frame;
use crate::{
    Container, Error, Kind, Media, Movie, Reader, Result, adts, avi, flac, matroska, mp3, mp4, ogg, wav,
};

/// How many bytes tell what a file is.
const HEAD: u64 = 16 << 10;
/// How far from the beginning sound without a container may begin.
const SEARCH: usize = 4096;

/// Opens a file: what it holds, and where each packet lies.
///
/// # Errors
/// [`Empty`](Kind::Empty) and [`Unsupported`](Kind::Unsupported) for what is no video or sound, with a sentence that says what it
/// seems to be; [`Broken`](Kind::Broken) for what is too damaged to read.
pub fn open(source: &Reader) -> Result<Movie> {
    match kind(source)? {
        Container::Matroska | Container::WebM => matroska::open(source),
        Container::Mp4 | Container::Mov => mp4::open(source),
        Container::Ogg => ogg::open(source),
        Container::Mp3 => mp3::open(source),
        Container::Adts => adts::open(source),
        Container::Wav => wav::open(source),
        Container::Flac => flac::open(source),
        Container::Avi => avi::open(source),
    }
}

/// What a file holds, as far as its head and its end tell it: fast for files of any size. Where counting packets would take
/// reading all of them, their number, that of key frames and that of bytes are 0.
///
/// # Errors
/// As [`open`].
pub fn peek(source: &Reader) -> Result<Media> {
    match kind(source)? {
        Container::Matroska | Container::WebM => matroska::peek(source),
        Container::Mp4 | Container::Mov => mp4::peek(source),
        Container::Ogg => ogg::peek(source),
        Container::Flac => flac::peek(source),
        Container::Avi => avi::peek(source),
        _ => Ok(open(source)?.media),
    }
}

/// Who can read a file, roughly: whoever reads it knows whether it is MP4 or QuickTime.
fn kind(source: &Reader) -> Result<Container> {
    let head = source.read(0..HEAD)?;
    if let Some(container) = by_magic(&head) {
        return Ok(container);
    }
    if let Some(name) = seems(&head) {
        return Err(stranger(name));
    }
    // Tags may stand before sound that has no container. With a picture in them they are long.
    let (start, _) = mp3::after(source)?;
    let sound = source.read(start..start + HEAD)?;
    if start > 0 && sound.starts_with(b"fLaC") {
        return Ok(Container::Flac);
    }
    if let Some(container) = by_frames(&sound) {
        return Ok(container);
    }
    // Behind tags anything may stand, but it is looked for; else it has to be there at once.
    if start > 0 {
        return Ok(Container::Mp3);
    }
    if head.is_empty() {
        return Err(Error::new(
            Kind::Empty,
            "This file is empty: it has no bytes. Get it again from where it came from.",
        ));
    }
    Err(stranger("a kind of file that is not known here"))
}

fn by_magic(head: &[u8]) -> Option<Container> {
    match (head.get(..4)?, head.get(8..12)) {
        ([0x1a, 0x45, 0xdf, 0xa3], _) => return Some(Container::Matroska),
        (b"OggS", _) => return Some(Container::Ogg),
        (b"fLaC", _) => return Some(Container::Flac),
        (b"RIFF" | b"RF64" | b"BW64", Some(b"WAVE")) => return Some(Container::Wav),
        (b"RIFF", Some(b"AVI ")) => return Some(Container::Avi),
        _ => {}
    }
    let boxes: [&[u8; 4]; 11] =
        [b"ftyp", b"moov", b"mdat", b"free", b"wide", b"skip", b"styp", b"moof", b"sidx", b"pnot", b"uuid"];
    boxes.iter().any(|name| head.get(4..8) == Some(*name)).then_some(Container::Mp4)
}

/// Two frames of MPEG audio or AAC that follow each other, not far from the beginning: one alone is chance.
fn by_frames(head: &[u8]) -> Option<Container> {
    for at in 0..head.len().min(SEARCH) {
        let rest = &head[at..];
        if let Some(frame) = Adts::read(rest) {
            let next = head.get(at + frame.size as usize..).unwrap_or_default();
            // A short file has but one.
            if Adts::read(next).is_some_and(|next| next.rate == frame.rate) || at == 0 && next.is_empty() {
                return Some(Container::Adts);
            }
        }
        if let Some(frame) = Frame::read(rest) {
            let next = head.get(at + frame.size as usize..).unwrap_or_default();
            let follows = Frame::read(next).is_some_and(|next| next.agrees(&frame));
            if frame.size > 0 && (follows || at == 0 && next.is_empty())
                || frame.size == 0 && at == 0 && frame.layer == 3
            {
                return Some(Container::Mp3);
            }
        }
    }
    None
}

fn stranger(name: &str) -> Error {
    let message = format!(
        "This is no video or sound that can be read here: it seems to be {name}. Choose another file."
    );
    Error::new(Kind::Unsupported, message)
}

/// What a file that nobody here reads seems to be, as the end of a sentence.
fn seems(head: &[u8]) -> Option<&'static str> {
    const STARTS: [(&[u8], &str); 37] = [
        (b"%PDF", "a PDF document"),
        (b"\x89PNG", "a picture (PNG)"),
        (b"\xff\xd8\xff", "a picture (JPEG)"),
        (b"GIF8", "a picture (GIF)"),
        (b"II*\0", "a picture (TIFF)"),
        (b"MM\0*", "a picture (TIFF)"),
        (b"BM", "a picture (BMP)"),
        (b"\xff\x0a", "a picture (JPEG XL)"),
        (b"\0\0\0\x0cJXL ", "a picture (JPEG XL)"),
        (b"PK\x03\x04", "an archive (ZIP) or an office document"),
        (b"\x1f\x8b", "a compressed file (gzip)"),
        (b"7z\xbc\xaf", "an archive (7z)"),
        (b"Rar!", "an archive (RAR)"),
        (b"BZh", "a compressed file (bzip2)"),
        (b"\xfd7zXZ", "a compressed file (xz)"),
        (b"\x28\xb5\x2f\xfd", "a compressed file (Zstandard)"),
        (b"FLV\x01", "a Flash video (FLV)"),
        (b"\x30\x26\xb2\x75", "a Windows Media file (ASF)"),
        (b".RMF", "a RealMedia file"),
        (b"\0\0\x01\xba", "an MPEG program stream"),
        (b"\0\0\x01\xb3", "an MPEG video without a container"),
        (b"\0\0\0\x01", "an H.264 or H.265 video without a container"),
        (b"\0\0\x01", "a video without a container"),
        (b"caff", "a Core Audio file (CAF)"),
        (b"#!AMR", "a speech recording (AMR)"),
        (b"\x0b\x77", "an AC-3 recording without a container"),
        (b"\x7f\xfe\x80\x01", "a DTS recording without a container"),
        (b"\xfe\x7f\x01\x80", "a DTS recording without a container"),
        (b"RIFX", "a WAV file in the old order of bytes (RIFX)"),
        (b"MThd", "a MIDI file"),
        (b"DSD ", "a DSD recording (DSF)"),
        (b"FRM8", "a DSD recording (DFF)"),
        (b"MAC ", "a Monkey's Audio file"),
        (b"wvpk", "a WavPack file"),
        (b"DKIF", "an IVF video"),
        (b"\0asm", "a WebAssembly module"),
        (b"\x7fELF", "a program"),
    ];
    if let Some((_, name)) = STARTS.iter().find(|(start, _)| head.starts_with(start)) {
        return Some(name);
    }
    match (head.get(..4), head.get(8..12)) {
        (Some(b"RIFF"), Some(b"WEBP")) => return Some("a picture (WebP)"),
        (Some(b"RIFF"), _) => return Some("a RIFF file that is neither WAV nor AVI"),
        (Some(b"FORM"), Some(b"AIFF" | b"AIFC")) => return Some("an AIFF recording"),
        _ => {}
    }
    // Transport streams repeat a byte every 188, camcorders every 192.
    let beats = |from: usize, step: usize| (0..8).all(|nth| head.get(from + nth * step) == Some(&0x47));
    if beats(0, 188) || beats(4, 192) {
        return Some("an MPEG transport stream");
    }
    if !head.is_empty() && head.iter().all(|byte| *byte == 0) {
        return Some("a file of zeros, perhaps a download that failed");
    }
    text(head)
}

fn text(head: &[u8]) -> Option<&'static str> {
    if head.is_empty() {
        return None;
    }
    let end = match std::str::from_utf8(head) {
        Ok(_) => head.len(),
        // The last character may be cut in two.
        Err(error) if error.valid_up_to() + 4 > head.len() && head.len() as u64 == HEAD => {
            error.valid_up_to()
        }
        Err(_) => return None,
    };
    let text =
        std::str::from_utf8(&head[..end]).ok()?.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    if text.chars().any(|letter| letter.is_control() && !letter.is_whitespace()) {
        return None;
    }
    let lower: String = text.chars().take(200).collect::<String>().to_ascii_lowercase();
    Some(match lower.as_str() {
        page if page.starts_with("<!doctype html") || page.starts_with("<html") => {
            "a web page, perhaps in place of the file that should have been downloaded"
        }
        picture if picture.starts_with("<svg") => "a picture (SVG)",
        list if list.starts_with("#extm3u") => "a playlist (M3U), which names videos and holds none",
        text if text.starts_with("webvtt") || text.contains(" --> ") => "a file of subtitles",
        pointer if pointer.starts_with("version https://git-lfs") => {
            "a note of Git LFS in place of the file itself"
        }
        _ => "a text",
    })
}
