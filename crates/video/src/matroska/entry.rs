//! A track's entry in the head of the file, as it stands there.

use super::ebml::{Elements, float, int, text, uint};
use super::ids::*;
use crate::{Color, Packing, Picture};

/// The entry.
#[derive(Clone, Debug, Default)]
pub(super) struct Entry {
    pub number: u64,
    pub uid: u64,
    /// 1 video, 2 audio, 17 text, others.
    pub kind: u64,
    pub codec: String,
    pub private: Vec<u8>,
    /// Nanoseconds of a packet, 0 if not said.
    pub default_duration: u64,
    /// Nanoseconds that the decoder adds at the beginning.
    pub delay: u64,
    pub language: Option<String>,
    pub name: Option<String>,
    pub picture: Picture,
    /// Samples per second of the core, and of what comes out if that differs.
    pub rate: f64,
    pub out_rate: f64,
    pub channels: u16,
    pub bits: u16,
    pub packing: Packing,
    pub encrypted: bool,
    pub chosen: bool,
    pub forced: bool,
}

impl Entry {
    /// Reads the body of a `TrackEntry`.
    pub fn read(body: &[u8]) -> Self {
        let mut this = Self { rate: 8000.0, channels: 1, chosen: true, ..Self::default() };
        let (mut tongue, mut tag) = (None, None);
        for (id, body) in Elements(body) {
            match id {
                TRACK_NUMBER => this.number = uint(body),
                TRACK_UID => this.uid = uint(body),
                TRACK_TYPE => this.kind = uint(body),
                FLAG_DEFAULT => this.chosen = uint(body) == 1,
                FLAG_FORCED => this.forced = uint(body) == 1,
                CODEC_ID => this.codec = text(body),
                CODEC_PRIVATE => this.private = body.to_vec(),
                DEFAULT_DURATION => this.default_duration = uint(body),
                CODEC_DELAY => this.delay = uint(body),
                NAME => this.name = Some(text(body)).filter(|name| !name.is_empty()),
                LANGUAGE => tongue = Some(text(body)),
                LANGUAGE_BCP47 => tag = Some(text(body)),
                VIDEO => this.video(body),
                AUDIO => this.audio(body),
                CONTENT_ENCODINGS => this.encodings(body),
                _ => {}
            }
        }
        // A track that says nothing is English, says the standard.
        let language = tag.or(tongue).unwrap_or_else(|| "eng".into());
        this.language = Some(language).filter(|language| !language.is_empty() && language != "und");
        this
    }

    fn video(&mut self, body: &[u8]) {
        let picture = &mut self.picture;
        let (mut display, mut unit) = ((0, 0), 0);
        for (id, body) in Elements(body) {
            match id {
                PIXEL_WIDTH => picture.width = side(body),
                PIXEL_HEIGHT => picture.height = side(body),
                DISPLAY_WIDTH => display.0 = uint(body),
                DISPLAY_HEIGHT => display.1 = uint(body),
                DISPLAY_UNIT => unit = uint(body),
                ALPHA_MODE => picture.alpha = uint(body) == 1,
                FLAG_INTERLACED => {
                    picture.interlaced =
                        [None, Some(true), Some(false)].get(uint(body) as usize).copied().flatten()
                }
                COLOUR => colour(body, picture),
                PROJECTION => projection(body, picture),
                _ => {}
            }
        }
        // Centimetres and inches give a shape as pixels and ratios do; only unit 4 says that nothing is known.
        if display.0 > 0 && display.1 > 0 && unit < 4 {
            let wide = u128::from(display.0) * u128::from(picture.height);
            let high = u128::from(display.1) * u128::from(picture.width);
            picture.pixel = pixel(wide, high);
        }
    }

    fn audio(&mut self, body: &[u8]) {
        for (id, body) in Elements(body) {
            match id {
                SAMPLING_FREQUENCY => self.rate = float(body),
                OUTPUT_FREQUENCY => self.out_rate = float(body),
                CHANNELS => self.channels = uint(body).min(u64::from(u16::MAX)) as u16,
                BIT_DEPTH => self.bits = uint(body).min(u64::from(u16::MAX)) as u16,
                _ => {}
            }
        }
    }

    fn encodings(&mut self, body: &[u8]) {
        for (_, body) in Elements(body).filter(|(id, _)| *id == CONTENT_ENCODING) {
            // Without a scope it is the packets that are packed; it may be the configuration alone.
            let (mut scope, mut algorithm, mut settings, mut packed) = (1, 0, Vec::new(), false);
            for (id, body) in Elements(body) {
                match id {
                    CONTENT_ENCODING_SCOPE => scope = uint(body),
                    CONTENT_ENCRYPTION => self.encrypted = true,
                    CONTENT_COMPRESSION => {
                        packed = true;
                        for (id, body) in Elements(body) {
                            match id {
                                CONTENT_COMP_ALGO => algorithm = uint(body),
                                CONTENT_COMP_SETTINGS => settings = body.to_vec(),
                                _ => {}
                            }
                        }
                    }
                    _ => {}
                }
            }
            if packed {
                self.pack(scope, algorithm, settings);
            }
        }
    }

    fn pack(&mut self, scope: u64, algorithm: u64, settings: Vec<u8>) {
        let packing = match algorithm {
            0 => Packing::Zlib,
            1 => Packing::Foreign("bzip2".into()),
            2 => Packing::Foreign("LZO".into()),
            3 => Packing::Prefix(settings),
            other => Packing::Foreign(other.to_string()),
        };
        if scope & 2 != 0
            && let Ok(private) = packing.unpack(&self.private)
        {
            self.private = private.into_owned();
        }
        if scope & 1 != 0 {
            self.packing = match self.packing {
                Packing::Plain => packing,
                _ => Packing::Foreign("two compressions at once".into()),
            };
        }
    }
}

fn side(body: &[u8]) -> u32 {
    uint(body).min(u64::from(u32::MAX)) as u32
}

/// The shape of a pixel, in small numbers; `None` for squares and near squares, which are squares rounded.
fn pixel(wide: u128, high: u128) -> Option<(u32, u32)> {
    let (mut a, mut b) = (wide, high);
    while b > 0 {
        (a, b) = (b, a % b);
    }
    let pixel = (u32::try_from(wide.checked_div(a)?).ok()?, u32::try_from(high.checked_div(a)?).ok()?);
    let ratio = f64::from(pixel.0) / f64::from(pixel.1);
    (pixel.0 > 0 && pixel.1 > 0 && (ratio - 1.0).abs() > 0.002).then_some(pixel)
}

fn colour(body: &[u8], picture: &mut Picture) {
    let (mut color, mut thin) = (Color { primaries: 2, transfer: 2, matrix: 2, full: false }, (None, None));
    for (id, body) in Elements(body) {
        let value = uint(body).min(255) as u8;
        match id {
            PRIMARIES => color.primaries = value,
            TRANSFER => color.transfer = value,
            MATRIX => color.matrix = value,
            RANGE => color.full = value == 2,
            BITS_PER_CHANNEL if value > 0 => picture.bits = Some(value),
            CHROMA_HORIZONTAL => thin.0 = Some(value == 1),
            CHROMA_VERTICAL => thin.1 = Some(value == 1),
            _ => {}
        }
    }
    if (color.primaries, color.transfer, color.matrix, color.full) != (2, 2, 2, false) {
        picture.color = Some(color);
    }
    if let (Some(across), Some(down)) = thin {
        picture.chroma = Some(crate::headers::chroma(across, down).into());
    }
}

/// A roll turns against the clock; a yaw of 180 degrees mirrors.
fn projection(body: &[u8], picture: &mut Picture) {
    let (mut yaw, mut pitch, mut roll, mut kind) = (0.0, 0.0, 0.0, 0);
    for (id, body) in Elements(body) {
        match id {
            PROJECTION_TYPE => kind = int(body),
            POSE_YAW => yaw = float(body),
            POSE_PITCH => pitch = float(body),
            POSE_ROLL => roll = float(body),
            _ => {}
        }
    }
    if kind == 0 && pitch == 0.0 {
        picture.flip = yaw.abs() == 180.0;
        picture.turn = ((-roll / 90.0).round() as i64 * 90).rem_euclid(360) as u16;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A track with one content encoding of this body.
    fn encoded(body: &[u8]) -> Entry {
        let inner = [&[0x62, 0x40, 0x80 | body.len() as u8], body].concat();
        Entry::read(&[&[0x63, 0xa2, 0x81, b'x', 0x6d, 0x80, 0x80 | inner.len() as u8], &inner[..]].concat())
    }

    #[test]
    fn what_is_stripped_squeezed_or_encrypted_is_known() {
        let stripped = [0x50, 0x34, 0x89, 0x42, 0x54, 0x81, 3, 0x42, 0x55, 0x82, 0xff, 0xfb];
        assert_eq!(encoded(&stripped).packing, Packing::Prefix(vec![0xff, 0xfb]));
        let zlib = [0x50, 0x34, 0x80];
        assert_eq!(encoded(&zlib).packing, Packing::Zlib);
        let private = [0x50, 0x32, 0x81, 2, 0x50, 0x34, 0x88, 0x42, 0x54, 0x81, 3, 0x42, 0x55, 0x81, b'y'];
        let entry = encoded(&private);
        assert_eq!((entry.packing, &entry.private[..]), (Packing::Plain, &b"yx"[..]));
        assert!(encoded(&[0x50, 0x35, 0x80]).encrypted);
    }

    #[test]
    fn pixels_that_are_nearly_square_are_square() {
        assert_eq!(pixel(1024 * 576, 576 * 720), Some((64, 45)));
        assert_eq!(pixel(853 * 480, 480 * 854), None);
    }
}
