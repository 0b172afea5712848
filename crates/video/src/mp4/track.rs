//! `trak`: what is told of a track, apart from its packets.

use super::bytes::{Bytes, Name, boxes, child, full, path, rows};
use super::entry::{self, Entry};
use super::tags;

/// A track as the head of the file tells of it.
#[derive(Debug)]
pub(super) struct Trak<'a> {
    pub id: u32,
    pub handler: Name,
    pub timescale: u32,
    /// How long all packets last, as it is said.
    pub length: u64,
    pub turn: u16,
    pub flip: bool,
    /// Width and height as they are shown; 0 where nothing is said.
    pub shown: (f64, f64),
    pub language: Option<String>,
    pub name: Option<String>,
    pub entries: Vec<Entry>,
    pub stbl: &'a [u8],
    /// Stretches: length in ticks of the film, then where it begins in those of the track, -1 for a gap.
    pub stretches: Vec<(u64, i64)>,
    /// Whether players show it.
    pub enabled: bool,
    /// Tracks whose text or pictures are its chapters.
    pub chapters: Vec<u32>,
    /// Which places of packets are other files.
    elsewhere: Vec<bool>,
}

impl<'a> Trak<'a> {
    pub fn read(trak: &'a [u8]) -> Option<Self> {
        let mdia = child(trak, b"mdia")?;
        let minf = child(mdia, b"minf").unwrap_or_default();
        let stbl = child(minf, b"stbl").unwrap_or_default();
        let (version, _, mut mdhd) = full(mdia, b"mdhd")?;
        mdhd.skip(if version == 1 { 16 } else { 8 })?;
        let timescale = mdhd.u32()?;
        let length = mdhd.wide(version)?;
        let packed = mdhd.u16().unwrap_or_default();
        let (_, _, mut hdlr) = full(mdia, b"hdlr")?;
        hdlr.skip(4)?;
        let handler = hdlr.array()?;
        let named = hdlr.0.get(12..).and_then(spoken);
        let mut track = Self {
            id: 0,
            handler,
            timescale,
            length,
            turn: 0,
            flip: false,
            shown: (0.0, 0.0),
            language: full(mdia, b"elng")
                .and_then(|(.., body)| tags::text(body.0))
                .or_else(|| language(packed)),
            name: path(trak, &[b"udta"]).and_then(tags::name).or(named),
            entries: entry::read(stbl, &handler),
            stbl,
            stretches: stretches(trak),
            enabled: true,
            chapters: chapters(trak),
            elsewhere: elsewhere(minf),
        };
        track.header(trak);
        Some(track)
    }

    /// Whether the packets of this entry are in another file.
    pub fn elsewhere(&self, entry: &Entry) -> bool {
        usize::from(entry.place)
            .checked_sub(1)
            .and_then(|at| self.elsewhere.get(at))
            .copied()
            .unwrap_or_default()
    }

    /// `tkhd`
    fn header(&mut self, trak: &[u8]) -> Option<()> {
        let (version, flags, mut body) = full(trak, b"tkhd")?;
        self.enabled = flags & 1 > 0;
        body.skip(if version == 1 { 16 } else { 8 })?;
        self.id = body.u32()?;
        body.skip(4)?;
        body.wide(version)?;
        body.skip(16)?;
        let mut matrix = [0; 9];
        for cell in &mut matrix {
            *cell = body.i32()?;
        }
        (self.turn, self.flip) = turned(matrix[0], matrix[1], matrix[3], matrix[4]);
        let mut side = || body.u32().map(|side| f64::from(side) / 65536.0);
        self.shown = (side()?, side()?);
        Some(())
    }
}

/// How a matrix turns a picture: degrees clockwise, after it was mirrored left and right.
fn turned(a: i32, b: i32, c: i32, d: i32) -> (u16, bool) {
    let (a, b, c, d) = (i64::from(a), i64::from(b), i64::from(c), i64::from(d));
    if a.abs() + d.abs() >= b.abs() + c.abs() {
        match (a < 0, d < 0) {
            (false, false) => (0, false),
            (true, true) => (180, false),
            (true, false) => (0, true),
            (false, true) => (180, true),
        }
    } else {
        match (b < 0, c < 0) {
            (false, true) => (90, false),
            (true, false) => (270, false),
            (true, true) => (90, true),
            (false, false) => (270, true),
        }
    }
}

/// `elst`
fn stretches(trak: &[u8]) -> Vec<(u64, i64)> {
    let Some((version, _, body)) = path(trak, &[b"edts"]).and_then(|edts| full(edts, b"elst")) else {
        return Vec::new();
    };
    let width = if version == 1 { 20 } else { 12 };
    let row = |row: &[u8]| {
        let mut row = Bytes(row);
        let length = row.wide(version)?;
        let from = if version == 1 { row.u64()? as i64 } else { row.i32()?.into() };
        Some((length, from))
    };
    rows(body, width).chunks_exact(width).filter_map(row).collect()
}

/// The tracks that `tref` names as chapters.
fn chapters(trak: &[u8]) -> Vec<u32> {
    let list = path(trak, &[b"tref", b"chap"]).unwrap_or_default();
    list.chunks_exact(4).filter_map(|id| Bytes(id).u32()).collect()
}

/// `dref`: which of the places where packets can lie are other files.
fn elsewhere(minf: &[u8]) -> Vec<bool> {
    let Some((.., mut body)) = path(minf, &[b"dinf"]).and_then(|dinf| full(dinf, b"dref")) else {
        return Vec::new();
    };
    let Some(count) = body.u32() else { return Vec::new() };
    let other = |body: &[u8]| Bytes(body).full().is_some_and(|(_, flags)| flags & 1 == 0 && body.len() > 5);
    boxes(body.0).take(count as usize).map(|found| other(found.body)).collect()
}

/// Three letters of five bits each, or a language of the old Macintosh.
fn language(packed: u16) -> Option<String> {
    if packed < 0x400 {
        return MACINTOSH.get(usize::from(packed)).map(|name| (*name).into());
    }
    let letter = |shift: u16| char::from((packed >> shift & 31) as u8 + 0x60);
    let name = String::from_iter([letter(10), letter(5), letter(0)]);
    (name != "und" && name.chars().all(|letter| letter.is_ascii_lowercase())).then_some(name)
}

/// The first of Apple's language codes.
const MACINTOSH: [&str; 24] = [
    "eng", "fra", "deu", "ita", "nld", "swe", "spa", "dan", "por", "nor", "heb", "jpn", "ara", "fin", "ell",
    "isl", "mlt", "tur", "hrv", "zho", "urd", "hin", "tha", "kor",
];

/// The name in a handler, unless it is the name of its program: QuickTime counts its letters, ISO ends them with zero.
fn spoken(bytes: &[u8]) -> Option<String> {
    let (&length, counted) = bytes.split_first()?;
    let name = match counted.get(..usize::from(length)) {
        Some(counted) if length > 0 && bytes.len() <= usize::from(length) + 2 => tags::text(counted),
        _ => tags::text(bytes),
    }?;
    let program =
        ["Handler", "Core Media", "Apple ", "GPAC", "L-SMASH", "Mainconcept", "ISO Media", "Alias Data"];
    (!program.iter().any(|part| name.contains(part))).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_matrix_is_a_turn_and_a_flip() {
        let one = 1 << 16;
        assert_eq!(turned(one, 0, 0, one), (0, false));
        assert_eq!(turned(0, one, -one, 0), (90, false));
        assert_eq!(turned(-one, 0, 0, -one), (180, false));
        assert_eq!(turned(0, -one, one, 0), (270, false));
        assert_eq!(turned(-one, 0, 0, one), (0, true));
        assert_eq!(turned(0, one, one, 0), (270, true));
        assert_eq!(turned(i32::MIN, 0, 0, i32::MIN), (180, false));
    }

    #[test]
    fn a_language_is_three_letters_or_a_number_of_the_macintosh() {
        assert_eq!(language(0x10b5).as_deref(), Some("deu"));
        assert_eq!(language(0x55c4), None);
        assert_eq!(language(2).as_deref(), Some("deu"));
        assert_eq!(language(0x7fff), None);
    }

    #[test]
    fn the_name_of_a_program_is_not_the_name_of_a_track() {
        assert_eq!(spoken(b"VideoHandler\0"), None);
        assert_eq!(spoken(b"Director's cut\0").as_deref(), Some("Director's cut"));
        assert_eq!(spoken(b"\x05Sound").as_deref(), Some("Sound"));
        assert_eq!(spoken(b""), None);
    }
}
