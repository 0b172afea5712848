//! What codec names and code points are called in the words of their standards: for people who read what a file is.
//!
//! It compiles without features: an app tells it without an engine.

use crate::{Codec, Color, Track};

/// What a decoder has to be able to do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// Which of the codec's tools are used, such as `High` or `Main 10`.
    pub name: Option<String>,
    /// How much has to be decoded in a second, such as `4.1`.
    pub level: Option<String>,
    /// How many bits that may be: `Main` or `High`.
    pub tier: Option<&'static str>,
}

impl Track {
    /// The profile that its codec's name tells.
    pub fn profile(&self) -> Profile {
        let name = self.codec_string.as_str();
        let mut parts = name.split('.').skip(1);
        let mut next = || parts.next().unwrap_or_default();
        match &self.codec {
            Codec::H264 => h264(next()),
            Codec::H265 => {
                let (profile, _, level) = (next(), next(), next());
                h265(profile, level)
            }
            Codec::Vp9 => {
                let (profile, level) = (number(next()), number(next()));
                Profile { name: profile.map(|n| n.to_string()), level: level.map(tenths), tier: None }
            }
            Codec::Av1 => {
                let (profile, level) = (next(), next());
                av1(profile, level)
            }
            Codec::Aac => {
                let (_, object) = (next(), next());
                Profile { name: aac(object).map(Into::into), ..Profile::default() }
            }
            _ => Profile::default(),
        }
    }
}

fn number(digits: &str) -> Option<u32> {
    digits.parse().ok()
}

/// `41` as `4.1`.
fn tenths(level: u32) -> String {
    format!("{}.{}", level / 10, level % 10)
}

/// Profile, constraints and level as hexadecimal digits (ITU-T H.264, A.2).
fn h264(digits: &str) -> Profile {
    let byte = |at: usize| u32::from_str_radix(digits.get(at..at + 2)?, 16).ok();
    let (Some(profile), Some(flags), Some(level)) = (byte(0), byte(2), byte(4)) else {
        return Profile::default();
    };
    let name = match (profile, flags) {
        (66, flags) if flags & 0x40 > 0 => "Constrained Baseline",
        (66, _) => "Baseline",
        (77, _) => "Main",
        (88, _) => "Extended",
        (100, flags) if flags & 0x0c == 0x0c => "Constrained High",
        (100, flags) if flags & 0x08 > 0 => "Progressive High",
        (100, _) => "High",
        (110, flags) if flags & 0x10 > 0 => "High 10 Intra",
        (110, _) => "High 10",
        (122, flags) if flags & 0x10 > 0 => "High 4:2:2 Intra",
        (122, _) => "High 4:2:2",
        (244, flags) if flags & 0x10 > 0 => "High 4:4:4 Intra",
        (244, _) => "High 4:4:4 Predictive",
        (44, _) => "CAVLC 4:4:4 Intra",
        (118, _) => "Multiview High",
        (128, _) => "Stereo High",
        _ => return Profile { level: Some(tenths(level)), ..Profile::default() },
    };
    let small = level == 9 || level == 11 && flags & 0x10 > 0 && matches!(profile, 66 | 77 | 88);
    let level = if small { "1b".to_owned() } else { tenths(level) };
    Profile { name: Some(name.to_owned()), level: Some(level), tier: None }
}

/// The number of the profile, and a letter for the tier before thirty times the level (ITU-T H.265, A.3).
fn h265(profile: &str, level: &str) -> Profile {
    let name = match profile.trim_start_matches(['A', 'B', 'C']) {
        "1" => Some("Main"),
        "2" => Some("Main 10"),
        "3" => Some("Main Still Picture"),
        "4" => Some("Format Range"),
        "5" => Some("High Throughput"),
        "6" => Some("Multiview Main"),
        "7" => Some("Scalable Main"),
        "9" => Some("Screen-Extended"),
        _ => None,
    };
    let tier = match level.get(..1) {
        Some("H") => Some("High"),
        Some("L") => Some("Main"),
        _ => None,
    };
    let level = level.get(1..).and_then(number).map(|level| tenths(level / 3));
    Profile { name: name.map(Into::into), level, tier }
}

/// The number of the profile, and the number of the level before a letter for the tier (AV1, A.3).
fn av1(profile: &str, level: &str) -> Profile {
    let name = match profile {
        "0" => Some("Main"),
        "1" => Some("High"),
        "2" => Some("Professional"),
        _ => None,
    };
    let tier = match level.get(2..) {
        Some("H") => Some("High"),
        Some("M") => Some("Main"),
        _ => None,
    };
    let level = level.get(..2).and_then(number).filter(|level| *level < 24);
    let level = level.map(|level| format!("{}.{}", 2 + level / 4, level % 4));
    Profile { name: name.map(Into::into), level, tier }
}

/// The kind of object (ISO/IEC 14496-3, 1.5.1.1).
fn aac(object: &str) -> Option<&'static str> {
    Some(match object {
        "1" => "Main",
        "2" => "LC",
        "3" => "SSR",
        "4" => "LTP",
        "5" => "HE-AAC",
        "23" => "LD",
        "29" => "HE-AAC v2",
        "39" => "ELD",
        "42" => "xHE-AAC",
        _ => return None,
    })
}

/// A dynamic range above that of television.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hdr {
    /// Absolute light: SMPTE ST 2084.
    Pq,
    /// Relative light: ARIB STD-B67.
    Hlg,
}

impl Color {
    /// Which red, green and blue, where the code point has a name.
    pub fn primaries_name(&self) -> Option<&'static str> {
        Some(match self.primaries {
            1 => "BT.709",
            4 => "BT.470 System M",
            5 => "BT.601 PAL",
            6 => "BT.601 NTSC",
            7 => "SMPTE 240M",
            8 => "Film",
            9 => "BT.2020",
            10 => "XYZ",
            11 => "DCI P3",
            12 => "Display P3",
            22 => "EBU Tech 3213",
            _ => return None,
        })
    }

    /// How numbers become light.
    pub fn transfer_name(&self) -> Option<&'static str> {
        Some(match self.transfer {
            1 => "BT.709",
            4 => "BT.470 System M",
            5 => "BT.470 System B/G",
            6 => "BT.601",
            7 => "SMPTE 240M",
            8 => "Linear",
            9 => "Logarithmic 100:1",
            10 => "Logarithmic 316:1",
            11 => "xvYCC",
            12 => "BT.1361",
            13 => "sRGB",
            14 => "BT.2020, 10 bit",
            15 => "BT.2020, 12 bit",
            16 => "PQ",
            17 => "SMPTE 428M",
            18 => "HLG",
            _ => return None,
        })
    }

    /// How brightness and colour are told apart.
    pub fn matrix_name(&self) -> Option<&'static str> {
        Some(match self.matrix {
            0 => "RGB",
            1 => "BT.709",
            4 => "FCC 73.682",
            5 => "BT.470 System B/G",
            6 => "BT.601",
            7 => "SMPTE 240M",
            8 => "YCgCo",
            9 => "BT.2020",
            10 => "BT.2020 constant",
            11 => "Y′D′zD′x",
            14 => "ICtCp",
            _ => return None,
        })
    }

    /// Whether there is more light than on television.
    pub fn hdr(&self) -> Option<Hdr> {
        match self.transfer {
            16 => Some(Hdr::Pq),
            18 => Some(Hdr::Hlg),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Role;

    fn told(codec: Codec, name: &str) -> String {
        let track = Track {
            id: 1,
            role: Role::Other,
            codec,
            codec_string: name.into(),
            language: None,
            name: None,
            start: 0.0,
            duration: 0.0,
            packets: 0,
            keys: 0,
            bytes: 0,
            encrypted: false,
            chosen: false,
            forced: false,
        };
        let Profile { name, level, tier } = track.profile();
        format!("{}@{}@{}", name.unwrap_or_default(), level.unwrap_or_default(), tier.unwrap_or_default())
    }

    #[test]
    fn names_of_codecs_tell_profile_level_and_tier() {
        assert_eq!(told(Codec::H264, "avc1.640029"), "High@4.1@");
        assert_eq!(told(Codec::H264, "avc1.42c01e"), "Constrained Baseline@3.0@");
        assert_eq!(told(Codec::H264, "avc3.42500b"), "Constrained Baseline@1b@");
        assert_eq!(told(Codec::H265, "hvc1.2.4.L153.B0"), "Main 10@5.1@Main");
        assert_eq!(told(Codec::H265, "hev1.A4.10.H120.BD.8"), "Format Range@4.0@High");
        assert_eq!(told(Codec::Vp9, "vp09.02.41.10"), "2@4.1@");
        assert_eq!(told(Codec::Av1, "av01.0.13M.10"), "Main@5.1@Main");
        assert_eq!(told(Codec::Av1, "av01.1.31H.10"), "High@@High");
        assert_eq!(told(Codec::Aac, "mp4a.40.29"), "HE-AAC v2@@");
    }

    #[test]
    fn names_that_tell_nothing_are_no_profiles() {
        for name in ["", "avc1", "avc1.6", "avc1.äöü", "hvc1..", "av01.0.M", "vp09.x", "mp4a.40"] {
            for codec in [Codec::H264, Codec::H265, Codec::Vp9, Codec::Av1, Codec::Aac] {
                assert_eq!(told(codec, name).len().min(2), 2, "{name}");
            }
        }
    }

    #[test]
    fn code_points_have_their_names() {
        let color = Color { primaries: 9, transfer: 16, matrix: 9, full: false };
        assert_eq!(color.primaries_name(), Some("BT.2020"));
        assert_eq!((color.transfer_name(), color.hdr()), (Some("PQ"), Some(Hdr::Pq)));
        assert_eq!(Color { matrix: 2, ..color }.matrix_name(), None);
    }
}
