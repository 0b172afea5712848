//! The ten kinds of things that a PDF is made of. Cloning one costs nothing.

use std::rc::Rc;

use super::Dict;

/// The name of an object in its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Id {
    /// Its number.
    pub number: u32,
    /// How often the number was used before.
    pub generation: u16,
}

/// An object.
#[derive(Clone, Debug, Default, PartialEq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Object {
    #[default]
    Null,
    Bool(bool),
    Int(i64),
    Real(f64),
    Name(Rc<[u8]>),
    String(Rc<[u8]>),
    Array(Rc<Vec<Object>>),
    Dict(Rc<Dict>),
    Stream(Rc<Stream>),
    Ref(Id),
}

/// A dictionary with bytes.
#[derive(Clone, Debug, PartialEq)]
pub struct Stream {
    /// What it says about the bytes.
    pub dict: Dict,
    /// The bytes, as the filters left them.
    pub data: Data,
}

/// Where a stream's bytes are.
#[derive(Clone, Debug, PartialEq)]
pub enum Data {
    /// In the file, perhaps encrypted for the object of this name.
    File {
        /// Where they begin.
        at: u64,
        /// How many they are.
        len: u64,
        /// Whose they are.
        id: Id,
    },
    /// In memory, as they are.
    Bytes(Rc<Vec<u8>>),
}

impl Object {
    /// A name.
    pub fn name(name: &str) -> Self {
        Object::Name(name.as_bytes().into())
    }

    /// A string of bytes.
    pub fn string(bytes: impl AsRef<[u8]>) -> Self {
        Object::String(bytes.as_ref().into())
    }

    /// A string that a person reads: ASCII as it is, else UTF-16.
    pub fn text(text: &str) -> Self {
        if text.is_ascii() {
            return Self::string(text);
        }
        let units = text.encode_utf16().flat_map(u16::to_be_bytes);
        Object::String([0xFE, 0xFF].into_iter().chain(units).collect())
    }

    /// An array.
    pub fn array(items: impl IntoIterator<Item = Object>) -> Self {
        Object::Array(Rc::new(items.into_iter().collect()))
    }

    /// An array of numbers.
    pub fn numbers(numbers: impl IntoIterator<Item = f64>) -> Self {
        Self::array(numbers.into_iter().map(Object::Real))
    }

    /// A stream of bytes that are in memory.
    pub fn stream(dict: Dict, bytes: Vec<u8>) -> Self {
        Object::Stream(Rc::new(Stream { dict, data: Data::Bytes(Rc::new(bytes)) }))
    }

    /// Its dictionary, if it is one or has one.
    pub fn dict(&self) -> Option<&Dict> {
        match self {
            Object::Dict(dict) => Some(dict),
            Object::Stream(stream) => Some(&stream.dict),
            _ => None,
        }
    }

    /// Its bytes, if it is a name.
    pub fn as_name(&self) -> Option<&[u8]> {
        if let Object::Name(name) = self { Some(name) } else { None }
    }

    /// Its bytes, if it is a string.
    pub fn as_string(&self) -> Option<&[u8]> {
        if let Object::String(bytes) = self { Some(bytes) } else { None }
    }

    /// Its items, if it is an array.
    pub fn as_array(&self) -> Option<&[Object]> {
        if let Object::Array(items) = self { Some(items) } else { None }
    }

    /// Its value, if it is a whole number or very nearly.
    pub fn as_int(&self) -> Option<i64> {
        match self {
            Object::Int(int) => Some(*int),
            Object::Real(real) if real.is_finite() => Some(real.round() as i64),
            _ => None,
        }
    }

    /// Its value, if it is a number.
    pub fn as_number(&self) -> Option<f64> {
        match self {
            Object::Int(int) => Some(*int as f64),
            Object::Real(real) => Some(*real),
            _ => None,
        }
    }

    /// Its name in the file, if it is a reference.
    pub fn as_ref(&self) -> Option<Id> {
        if let Object::Ref(id) = self { Some(*id) } else { None }
    }

    /// Whether it is this name.
    pub fn is_name(&self, name: &str) -> bool {
        self.as_name() == Some(name.as_bytes())
    }

    /// Whether it is nothing.
    pub fn is_null(&self) -> bool {
        matches!(self, Object::Null)
    }
}

impl From<Dict> for Object {
    fn from(dict: Dict) -> Self {
        Object::Dict(Rc::new(dict))
    }
}

impl From<Id> for Object {
    fn from(id: Id) -> Self {
        Object::Ref(id)
    }
}

impl From<i64> for Object {
    fn from(int: i64) -> Self {
        Object::Int(int)
    }
}

/// Reads a string that a person reads: UTF-16, UTF-8 with a mark, or the encoding of PDF documents.
pub fn text(bytes: &[u8]) -> String {
    let units = |bytes: &[u8], read: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| read([pair[0], pair[1]])).collect();
        String::from_utf16_lossy(&units)
    };
    match bytes {
        [0xFE, 0xFF, rest @ ..] => units(rest, u16::from_be_bytes),
        [0xFF, 0xFE, rest @ ..] => units(rest, u16::from_le_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => bytes.iter().map(|byte| document_encoding(*byte)).collect(),
    }
}

/// A character of PDFDocEncoding, which differs from Latin-1 in two places.
fn document_encoding(byte: u8) -> char {
    const LOW: [char; 8] = ['˘', 'ˇ', 'ˆ', '˙', '˝', '˛', '˚', '˜'];
    const HIGH: [char; 33] = [
        '•', '†', '‡', '…', '—', '–', 'ƒ', '⁄', '‹', '›', '−', '‰', '„', '“', '”', '‘', '’', '‚', '™', 'ﬁ',
        'ﬂ', 'Ł', 'Œ', 'Š', 'Ÿ', 'Ž', 'ı', 'ł', 'œ', 'š', 'ž', '\u{FFFD}', '€',
    ];
    match byte {
        0x18..=0x1F => LOW[usize::from(byte - 0x18)],
        0x80..=0xA0 => HIGH[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_comes_back_as_it_went_in() {
        for sample in ["Report", "Überblick", "日本語 🙂", ""] {
            assert_eq!(text(Object::text(sample).as_string().unwrap()), sample);
        }
        assert_eq!(text(b"\x80 \x92 \xE9"), "• ™ é");
        assert_eq!(text(b"\xEF\xBB\xBF\xC3\xA9"), "é");
    }
}
