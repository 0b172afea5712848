//! Animated WebP (RFC 9649) of stills that others have encoded.
//!
//! Browsers make good lossy WebP of one picture and none of many; the compressed pixels are taken out of each still and put into one
//! container as they are.

use crate::{Error, Kind, Result};

/// Puts stills together.
#[derive(Clone, Debug)]
pub struct WebpMux {
    width: u32,
    height: u32,
    plays: u16,
    alpha: bool,
    body: Vec<u8>,
    /// The chunks of the still that waits for its end, and when it begins, in milliseconds.
    waiting: Option<(Vec<u8>, u64)>,
}

impl WebpMux {
    /// Begins an animation of this size. `plays` is how often it plays, 0 for ever.
    ///
    /// # Errors
    /// `Settings` for sides of 0 or over 16,384 pixels.
    pub fn new(width: u32, height: u32, plays: u16) -> Result<Self> {
        if ![width, height].iter().all(|side| (1..=1 << 14).contains(side)) {
            return Err(Error::new(
                Kind::Settings,
                "A WebP has sides of 1 to 16,384 pixels. Choose another size.",
            ));
        }
        Ok(Self { width, height, plays, alpha: false, body: Vec::new(), waiting: None })
    }

    /// Shows a still, a WebP file of the animation's size, from `seconds` on. One that begins in the same millisecond as the one before
    /// takes its place.
    ///
    /// # Errors
    /// `Unsupported` if it is no WebP of one picture: browsers that cannot make one make a PNG. `Settings` if it has another size.
    pub fn picture(&mut self, webp: &[u8], seconds: f64) -> Result<()> {
        let start = (seconds.max(0.0) * 1000.0).round() as u64;
        self.write(start);
        let mut kept = Vec::new();
        let mut size = None;
        let is_webp = webp.starts_with(b"RIFF") && webp.get(8..12) == Some(b"WEBP");
        for (name, body) in chunks(webp).filter(|_| is_webp) {
            match name {
                b"VP8 " => size = lossy_size(body),
                b"VP8L" => {
                    size = lossless_size(body);
                    self.alpha |= body.get(4).is_some_and(|byte| byte & 0x10 != 0);
                }
                b"ALPH" => self.alpha = true,
                _ => continue,
            }
            put(&mut kept, name, body);
        }
        let Some(size) = size else {
            return Err(Error::new(
                Kind::Unsupported,
                "This browser did not make a WebP of the picture. Choose GIF, or try another browser.",
            ));
        };
        if size != (self.width, self.height) {
            return Err(Error::new(
                Kind::Settings,
                format!(
                    "A picture of {} × {} pixels does not fit into an animation of {} × {}. Scale it first.",
                    size.0, size.1, self.width, self.height
                ),
            ));
        }
        self.waiting = Some((kept, start));
        Ok(())
    }

    /// The file, whose last picture is shown until `seconds`.
    ///
    /// # Errors
    /// `Settings` if no picture came, or they are over 4 GB.
    pub fn finish(mut self, seconds: f64) -> Result<Vec<u8>> {
        let Some((_, start)) = self.waiting else {
            return Err(Error::new(
                Kind::Settings,
                "A WebP without pictures cannot be made. Choose a longer part.",
            ));
        };
        let end = (seconds.max(0.0) * 1000.0).round() as u64;
        self.write(end.max(start + 1));
        let mut out = b"RIFF\0\0\0\0WEBP".to_vec();
        let mut canvas = vec![0x02 | if self.alpha { 0x10 } else { 0 }, 0, 0, 0];
        canvas.extend_from_slice(&(self.width - 1).to_le_bytes()[..3]);
        canvas.extend_from_slice(&(self.height - 1).to_le_bytes()[..3]);
        put(&mut out, b"VP8X", &canvas);
        // No colour behind transparent places.
        let [low, high] = self.plays.to_le_bytes();
        put(&mut out, b"ANIM", &[0, 0, 0, 0, low, high]);
        out.append(&mut self.body);
        let Ok(length) = u32::try_from(out.len() - 8) else {
            return Err(Error::new(
                Kind::Settings,
                "The WebP would be larger than 4 GB. Choose a shorter part.",
            ));
        };
        out[4..8].copy_from_slice(&length.to_le_bytes());
        Ok(out)
    }

    /// Writes the still that waits, which is shown until `end`.
    fn write(&mut self, end: u64) {
        let Some((still, start)) = self.waiting.take().filter(|(_, start)| *start < end) else { return };
        let mut frame = vec![0; 6];
        frame.extend_from_slice(&(self.width - 1).to_le_bytes()[..3]);
        frame.extend_from_slice(&(self.height - 1).to_le_bytes()[..3]);
        frame.extend_from_slice(&(end - start).min(0xff_ffff).to_le_bytes()[..3]);
        // Whole pictures take the place of the one before; nothing is blended.
        frame.push(0x02);
        frame.extend_from_slice(&still);
        put(&mut self.body, b"ANMF", &frame);
    }
}

/// The chunks of a WebP file, as far as they are whole.
fn chunks(bytes: &[u8]) -> impl Iterator<Item = (&[u8; 4], &[u8])> {
    let mut rest = bytes.get(12..).unwrap_or(&[]);
    std::iter::from_fn(move || {
        let (name, after) = rest.split_first_chunk::<4>()?;
        let (length, after) = after.split_first_chunk::<4>()?;
        let (body, after) = after.split_at_checked(u32::from_le_bytes(*length) as usize)?;
        rest = after.get(body.len() % 2..).unwrap_or(&[]);
        Some((name, body))
    })
}

/// Width and height in the head of a key frame of VP8 (RFC 6386, 9.1).
fn lossy_size(body: &[u8]) -> Option<(u32, u32)> {
    let [0x9d, 0x01, 0x2a, a, b, c, d] = *body.get(3..)?.first_chunk()? else { return None };
    let side = |low, high| u32::from(u16::from_le_bytes([low, high]) & 0x3fff);
    Some((side(a, b), side(c, d)))
}

fn lossless_size(body: &[u8]) -> Option<(u32, u32)> {
    let bits = u32::from_le_bytes(*body.strip_prefix(b"\x2f")?.first_chunk()?);
    Some(((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1))
}

fn put(out: &mut Vec<u8>, name: &[u8; 4], body: &[u8]) {
    out.extend_from_slice(name);
    out.extend_from_slice(&(body.len() as u32).to_le_bytes());
    out.extend_from_slice(body);
    if body.len() % 2 == 1 {
        out.push(0);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_no_webp_or_has_another_size_is_refused() {
        let mut mux = WebpMux::new(4, 4, 0).unwrap();
        assert_eq!(mux.picture(b"\x89PNG\r\n\x1a\n0000", 0.0).unwrap_err().kind, Kind::Unsupported);
        let other = [b"RIFF\x12\0\0\0WEBPVP8L\x06\0\0\0\x2f".as_slice(), &[7, 0, 0, 0, 0]].concat();
        assert_eq!(mux.picture(&other, 0.0).unwrap_err().kind, Kind::Settings);
        assert_eq!(mux.finish(1.0).unwrap_err().kind, Kind::Settings);
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(mut bytes: Vec<u8>) {
            bytes.splice(0..0, *b"RIFF\0\0\0\0WEBPVP8 ");
            let mut mux = WebpMux::new(4, 4, 0).unwrap();
            let _ = mux.picture(&bytes, 0.0);
        }
    }
}
