//! What a camera wrote into a picture, as people read it.
//!
//! Only read: what is damaged or makes no sense is left out, and the rest is still told.

use super::{GPS, Tiff};
use crate::Shot;

const EXIF: u16 = 0x8769;
/// No caption needs more letters to be known again.
const LETTERS: usize = 300;

/// What EXIF tells.
pub(crate) fn shot(exif: &[u8]) -> Shot {
    Tiff::new(exif).map(|tiff| Reader { tiff, bytes: exif }.shot()).unwrap_or_default()
}

struct Reader<'a> {
    tiff: Tiff,
    bytes: &'a [u8],
}

impl Reader<'_> {
    fn shot(&self) -> Shot {
        let main = Some(self.tiff.first);
        let exif = self.whole(main, EXIF).map(|place| place as usize);
        let gps = self.whole(main, GPS).map(|place| place as usize);
        Shot {
            camera: camera(self.text(main, 0x010f), self.text(main, 0x0110)),
            lens: self.text(exif, 0xa434),
            taken: self.text(exif, 0x9003).or_else(|| self.text(exif, 0x9004)).and_then(|said| moment(&said)),
            exposure: self.number(exif, 0x829a, 0).filter(|seconds| *seconds > 0.0),
            aperture: self.number(exif, 0x829d, 0).filter(|stop| *stop > 0.0),
            sensitivity: self.whole(exif, 0x8827).filter(|iso| *iso > 0),
            focal: self.number(exif, 0x920a, 0).filter(|millimetres| *millimetres > 0.0),
            place: self.degrees(gps, 1, b'S', 90.0).zip(self.degrees(gps, 3, b'W', 180.0)),
            caption: self.text(main, 0x010e),
            author: self.text(main, 0x013b),
            rights: self.text(main, 0x8298),
            software: self.text(main, 0x0131),
        }
    }

    /// The value of an entry: its type, how many there are, and their bytes.
    fn value(&self, directory: Option<usize>, tag: u16) -> Option<(u16, usize, &[u8])> {
        let entry = self.tiff.find(self.bytes, directory?, tag)?;
        let kind = self.tiff.u16(self.bytes, entry + 2)?;
        let size = match kind {
            1 | 2 | 6 | 7 | 129 => 1,
            3 | 8 => 2,
            4 | 9 | 11 => 4,
            5 | 10 | 12 => 8,
            _ => return None,
        };
        let count = self.tiff.u32(self.bytes, entry + 4)? as usize;
        let length = count.checked_mul(size)?;
        let at = if length <= 4 { entry + 8 } else { self.tiff.u32(self.bytes, entry + 8)? as usize };
        Some((kind, count, self.bytes.get(at..at.checked_add(length)?)?))
    }

    /// Words. Cameras pad them with spaces, and writers of today put UTF-8 where ASCII belongs.
    fn text(&self, directory: Option<usize>, tag: u16) -> Option<String> {
        let (kind, _, bytes) = self.value(directory, tag)?;
        if !matches!(kind, 2 | 7 | 129) {
            return None;
        }
        let bytes = &bytes[..bytes.len().min(4 * LETTERS)];
        let words = bytes.split(|byte| *byte == 0).map(String::from_utf8_lossy);
        let words: Vec<String> =
            words.map(|words| words.trim().to_owned()).filter(|words| !words.is_empty()).collect();
        let words: String =
            words.join(", ").chars().filter(|letter| !letter.is_control()).take(LETTERS).collect();
        Some(words).filter(|words| !words.is_empty())
    }

    /// A number of an entry.
    fn number(&self, directory: Option<usize>, tag: u16, index: usize) -> Option<f64> {
        let (kind, count, bytes) = self.value(directory, tag)?;
        if index >= count {
            return None;
        }
        let long = |at: usize| self.tiff.u32(bytes, at);
        let number = match kind {
            3 => self.tiff.u16(bytes, index * 2)?.into(),
            4 => long(index * 4)?.into(),
            5 => f64::from(long(index * 8)?) / f64::from(long(index * 8 + 4)?),
            10 => f64::from(long(index * 8)? as i32) / f64::from(long(index * 8 + 4)? as i32),
            _ => return None,
        };
        Some(number).filter(|number| number.is_finite())
    }

    fn whole(&self, directory: Option<usize>, tag: u16) -> Option<u32> {
        self.number(directory, tag, 0).filter(|number| number.fract() == 0.0).map(|number| number as u32)
    }

    /// Degrees, minutes and seconds as degrees; less than nothing on the `other` side of the equator or of Greenwich, which the
    /// entry before them tells.
    fn degrees(&self, gps: Option<usize>, side: u16, other: u8, most: f64) -> Option<f64> {
        let part = |index| self.number(gps, side + 1, index);
        let degrees = part(0)? + part(1).unwrap_or(0.0) / 60.0 + part(2).unwrap_or(0.0) / 3600.0;
        let (_, _, sign) = self.value(gps, side)?;
        let degrees = if sign.first()? == &other { -degrees } else { degrees };
        Some(degrees).filter(|degrees| degrees.abs() <= most)
    }
}

/// Many makers begin the model's name with their own.
fn camera(maker: Option<String>, model: Option<String>) -> Option<String> {
    let (Some(maker), Some(model)) = (&maker, &model) else { return model.or(maker) };
    let first = |words: &str| words.split_whitespace().next().map(str::to_ascii_lowercase);
    Some(if first(maker) == first(model) { model.clone() } else { format!("{maker} {model}") })
}

/// `2026:11:30 17:05:00` in the form that others read.
fn moment(said: &str) -> Option<String> {
    let (day, time) = said.split_once(' ')?;
    let parts = |text: &str, between: char| -> Option<[u32; 3]> {
        let parts: Option<Vec<u32>> = text.split(between).map(|part| part.parse().ok()).collect();
        parts?.try_into().ok()
    };
    let ([year, month, day], [hour, minute, second]) = (parts(day, ':')?, parts(time.trim(), ':')?);
    let fits = year > 0
        && (1..=12).contains(&month)
        && (1..=31).contains(&day)
        && hour < 24
        && minute < 60
        && second < 60;
    fits.then(|| format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tag, type, count and value of an entry.
    type Entry = (u16, u16, u32, Vec<u8>);

    struct Order {
        big: bool,
    }

    impl Order {
        fn short(&self, number: u16) -> [u8; 2] {
            if self.big { number.to_be_bytes() } else { number.to_le_bytes() }
        }

        fn long(&self, number: usize) -> [u8; 4] {
            let number = number as u32;
            if self.big { number.to_be_bytes() } else { number.to_le_bytes() }
        }

        fn words(tag: u16, words: &str) -> Entry {
            let words = [words.as_bytes(), &[0]].concat();
            (tag, 2, words.len() as u32, words)
        }

        fn ratios(&self, tag: u16, ratios: &[(usize, usize)]) -> Entry {
            let value = ratios.iter().flat_map(|(n, d)| [self.long(*n), self.long(*d)].concat()).collect();
            (tag, 5, ratios.len() as u32, value)
        }

        /// A directory that lies at a place, with its values behind it.
        fn directory(&self, place: usize, entries: &[Entry]) -> Vec<u8> {
            let (mut out, mut values) = (self.short(entries.len() as u16).to_vec(), Vec::new());
            let after = place + 2 + entries.len() * 12 + 4;
            for (tag, kind, count, value) in entries {
                out.extend([self.short(*tag), self.short(*kind)].concat());
                out.extend(self.long(*count as usize));
                let mut inside = value.clone();
                if value.len() > 4 {
                    inside = self.long(after + values.len()).to_vec();
                    values.extend(value);
                }
                inside.resize(4, 0);
                out.extend(inside);
            }
            [out, vec![0; 4], values].concat()
        }

        /// What a camera with a fault in its lens writes on an island in the south.
        fn exif(&self) -> Vec<u8> {
            let inner = [
                Self::words(0x9003, "2024:05:01 12:30:09"),
                self.ratios(0x829a, &[(1, 250)]),
                self.ratios(0x829d, &[(18, 10)]),
                (0x8827, 3, 1, self.short(400).to_vec()),
                self.ratios(0x920a, &[(26, 0)]),
            ];
            let gps = [
                Self::words(1, "S"),
                self.ratios(2, &[(27, 1), (7, 1), (30, 1)]),
                Self::words(3, "W"),
                self.ratios(4, &[(109, 1), (21, 1), (0, 1)]),
            ];
            let main = |inner: usize, gps: usize| {
                let entries = [
                    Self::words(0x010f, "ACME Inc"),
                    Self::words(0x0110, "ACME 3 \u{e9}  "),
                    Self::words(0x8298, "me\0you"),
                    (EXIF, 4, 1, self.long(inner).to_vec()),
                    (GPS, 4, 1, self.long(gps).to_vec()),
                ];
                self.directory(8, &entries)
            };
            let at = 8 + main(0, 0).len();
            let inner = self.directory(at, &inner);
            let place = at + inner.len();
            let start = [if self.big { *b"MM\0*" } else { *b"II*\0" }, self.long(8)].concat();
            [start, main(at, place), inner, self.directory(place, &gps)].concat()
        }
    }

    #[test]
    fn it_tells_what_a_camera_wrote() {
        for big in [false, true] {
            let shot = shot(&Order { big }.exif());
            assert_eq!(shot.camera.as_deref(), Some("ACME 3 \u{e9}"));
            assert_eq!(shot.rights.as_deref(), Some("me, you"));
            assert_eq!(shot.taken.as_deref(), Some("2024-05-01T12:30:09"));
            assert_eq!((shot.exposure, shot.aperture, shot.sensitivity), (Some(0.004), Some(1.8), Some(400)));
            assert_eq!(shot.focal, None, "a length divided by nothing is none");
            assert_eq!(shot.place, Some((-27.125, -109.35)));
        }
    }

    #[test]
    fn wherever_it_is_cut_the_rest_is_told() {
        let whole = Order { big: false }.exif();
        for end in 0..whole.len() {
            let told = shot(&whole[..end]);
            assert!(told.camera.is_none_or(|camera| camera.starts_with("ACME")));
        }
        let mut seed = 7u32;
        for _ in 0..5_000 {
            let mut damaged = whole.clone();
            for _ in 0..3 {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let at = (seed >> 8) as usize % damaged.len();
                damaged[at] = seed as u8;
            }
            let told = shot(&damaged);
            assert!(told.place.is_none_or(|(north, east)| north.abs() <= 90.0 && east.abs() <= 180.0));
        }
    }

    #[test]
    fn a_clock_that_was_never_set_tells_no_time() {
        for said in [
            "0000:00:00 00:00:00",
            "    :  :     :  :  ",
            "2024:13:01 00:00:00",
            "2024:01:01",
            "2024:01:01 24:00:00",
        ] {
            assert_eq!(moment(said), None, "{said}");
        }
    }
}
