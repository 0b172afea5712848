//! Pictures as a PDF has them, without loss: a JPEG's own bytes, a PNG's own pixels.

mod jpeg;
mod png;

use crate::cos::{Dict, Object, Writer};
use crate::{Error, Kind, Result};

/// Pixels that a picture may have on a side, and bytes that it may unpack to.
pub(crate) const SIDE: u32 = 65_000;
pub(crate) const UNPACKED: u64 = 512 << 20;

/// A picture that can be put into a file.
#[derive(Debug)]
pub(crate) struct Picture {
    /// The stream without its mask and colour profile.
    pub dict: Dict,
    pub bytes: Vec<u8>,
    /// How transparent it is.
    pub mask: Option<(Dict, Vec<u8>)>,
    /// Its colour profile, and how many colours that has.
    pub profile: Option<(Vec<u8>, i64)>,
    pub width: u32,
    pub height: u32,
    /// How it is to be turned, 1 to 8 as EXIF counts.
    pub orientation: u8,
}

/// Whether a picture can be put into a file as it is.
pub fn embeddable(bytes: &[u8]) -> bool {
    png::is(bytes) || jpeg::look(bytes).is_some()
}

impl Picture {
    /// Reads a picture; `name` is what a person calls it.
    pub fn read(bytes: Vec<u8>, name: &str) -> Result<Self> {
        if png::is(&bytes) {
            return png::read(&bytes, name);
        }
        match jpeg::look(&bytes) {
            Some(head) => Ok(jpeg::read(bytes, head)),
            None => Err(Error::new(
                Kind::Unsupported,
                format!("{name} is no PNG and no JPEG of the usual kind. Convert it to one of them first."),
            )),
        }
    }

    /// Width and height as it is shown.
    pub fn size(&self) -> (f64, f64) {
        let (width, height) = (f64::from(self.width), f64::from(self.height));
        if self.orientation < 5 { (width, height) } else { (height, width) }
    }

    /// The matrix that puts it upright into a box: left, bottom, width, height.
    pub fn upright(&self, [x, y, w, h]: [f64; 4]) -> [f64; 6] {
        match self.orientation {
            2 => [-w, 0.0, 0.0, h, x + w, y],
            3 => [-w, 0.0, 0.0, -h, x + w, y + h],
            4 => [w, 0.0, 0.0, -h, x, y + h],
            5 => [0.0, -h, -w, 0.0, x + w, y + h],
            6 => [0.0, -h, w, 0.0, x, y + h],
            7 => [0.0, h, w, 0.0, x, y],
            8 => [0.0, h, -w, 0.0, x + w, y],
            _ => [w, 0.0, 0.0, h, x, y],
        }
    }

    /// Its objects: `add` gives each a name.
    pub fn objects(self, mut add: impl FnMut(Object) -> Result<Object>) -> Result<Object> {
        let mut dict = self.dict;
        if let Some((mask, bytes)) = self.mask {
            dict.set("SMask", add(Object::stream(mask, bytes))?);
        }
        if let Some((profile, colours)) = self.profile {
            let own = super::changes::packed(Dict::new().with("N", colours), &profile);
            dict.set("ColorSpace", Object::array([Object::name("ICCBased"), add(own)?]));
        }
        add(Object::stream(dict, self.bytes))
    }

    /// Writes it under a new name.
    pub fn write(self, writer: &mut Writer) -> Result<Object> {
        self.objects(|object| Ok(writer.add(&object)?.into()))
    }
}

/// The dictionary that all pictures share.
fn image(width: u32, height: u32, depth: u8, space: &str) -> Dict {
    Dict::new()
        .with("Type", Object::name("XObject"))
        .with("Subtype", Object::name("Image"))
        .with("Width", i64::from(width))
        .with("Height", i64::from(height))
        .with("BitsPerComponent", i64::from(depth))
        .with("ColorSpace", Object::name(space))
}
