//! A font as far as removing needs it: how long codes are, what they say, how wide they are.

use std::collections::HashMap;
use std::rc::Rc;

use super::cmap::Map;
use super::truetype;
use crate::Result;
use crate::cos::{Dict, Document, Object};
use crate::edit::changes::Changes;
use crate::edit::font::{self, Encoding};

/// Decoded bytes of a map.
const MAP: usize = 32 << 20;
/// Widths of one font: some give the same ones again and again.
const WIDTHS: usize = 1 << 20;

/// A font.
pub(crate) struct Face {
    /// Its object, if it is one.
    pub number: Option<u32>,
    codes: Codes,
    texts: HashMap<u32, String>,
    encoding: Encoding,
    widths: HashMap<u32, f64>,
    width: f64,
    selects: Vec<(u32, u32, u32)>,
    /// Text runs downwards.
    pub vertical: bool,
    /// How large an em is: fonts that are drawn have a space of their own.
    pub em: f64,
    /// Height above and depth below the line, in ems.
    pub above: f64,
    pub below: f64,
    /// Whether anybody can say what its codes mean.
    pub readable: bool,
    /// Whether a glyph of its own file is chosen by a letter alone, and not by a name that only the file knows.
    pub plain: bool,
}

/// How many bytes a code has.
enum Codes {
    One,
    Two,
    /// One, or two after these first bytes.
    Lead(fn(u8) -> bool),
    /// As a map says.
    Spaces(Vec<(usize, u32, u32)>),
}

impl Face {
    pub fn read(
        document: &Document,
        changes: &Changes,
        font: &Dict,
        number: Option<u32>,
    ) -> Result<Rc<Self>> {
        let get = |object: &Object| changes.get(document, object);
        let mut map = Map::default();
        if let Object::Stream(stream) = get(font.get("ToUnicode"))? {
            map = Map::read(&document.decode(&stream, MAP)?.bytes);
        }
        let kind = get(font.get("Subtype"))?;
        let mut face = Self {
            number,
            codes: Codes::One,
            texts: map.texts,
            encoding: Encoding::default(),
            widths: HashMap::new(),
            width: 0.0,
            selects: Vec::new(),
            vertical: false,
            em: 1.0,
            above: 0.8,
            below: -0.22,
            readable: true,
            plain: true,
        };
        if kind.is_name("Type0") {
            face.composite(document, changes, font)?;
        } else {
            face.simple(document, changes, font, kind.is_name("Type3"))?;
        }
        Ok(Rc::new(face))
    }

    fn simple(&mut self, document: &Document, changes: &Changes, font: &Dict, drawn: bool) -> Result<()> {
        let get = |object: &Object| changes.get(document, object);
        let name = get(font.get("BaseFont"))?;
        let name = String::from_utf8_lossy(name.as_name().unwrap_or_default()).into_owned();
        let described = changes.dict(document, font.get("FontDescriptor"))?;
        let mut scale = 0.001;
        if drawn {
            let matrix = changes.array(document, font.get("FontMatrix"))?;
            scale = matrix.first().and_then(Object::as_number).unwrap_or(0.001).abs();
            if let Some(area) = document.rect(&get(font.get("FontBBox"))?)? {
                let high = matrix.get(3).and_then(Object::as_number).unwrap_or(0.001);
                let (below, above) = (area[1] * high, area[3] * high);
                if above > below {
                    (self.below, self.above) = (below.clamp(-2.0, 0.0), above.clamp(0.1, 3.0));
                }
            }
        }
        let encoding = get(font.get("Encoding"))?;
        let mut differences = Vec::new();
        let mut base = encoding.as_name().map(<[u8]>::to_vec);
        if let Object::Dict(dict) = &encoding {
            base = get(dict.get("BaseEncoding"))?.as_name().map(<[u8]>::to_vec);
            let mut code = 0u32;
            for item in changes.array(document, dict.get("Differences"))?.iter() {
                match get(item)? {
                    Object::Name(name) => {
                        differences.push((code, name.to_vec()));
                        code += 1;
                    }
                    other => code = other.as_int().and_then(|n| u32::try_from(n).ok()).unwrap_or(code),
                }
            }
        }
        self.plain = differences.iter().all(|(_, name)| font::is_letter(name));
        let kind = get(font.get("Subtype"))?;
        self.encoding = Encoding::new(base.as_deref(), kind.is_name("TrueType"), &name, &differences);
        let first = get(font.get("FirstChar"))?.as_int().unwrap_or(0).max(0) as u32;
        let widths = changes.array(document, font.get("Widths"))?;
        for (at, width) in widths.iter().take(256).enumerate() {
            if let Some(width) = get(width)?.as_number() {
                self.widths.insert(first + at as u32, width * scale);
            }
        }
        self.width = get(described.get("MissingWidth"))?.as_number().unwrap_or(0.0) * scale;
        if widths.is_empty() && !drawn {
            for code in 0..256 {
                let says = self.encoding.text(code);
                self.widths.insert(code, font::standard_width(&name, code, says.as_deref()) / 1000.0);
            }
        }
        if drawn {
            self.measure();
        }
        self.readable = !drawn || !self.texts.is_empty() || !differences.is_empty();
        Ok(())
    }

    /// Letters are about half as wide as the font is high.
    fn measure(&mut self) {
        let wide: Vec<f64> = self.widths.values().copied().filter(|width| *width > 0.0).collect();
        if !wide.is_empty() {
            self.em = (2.0 * wide.iter().sum::<f64>() / wide.len() as f64).max(1e-6);
            self.above = (self.above / self.em).clamp(0.5, 2.0);
            self.below = (self.below / self.em).clamp(-1.0, 0.0);
        }
    }

    fn composite(&mut self, document: &Document, changes: &Changes, font: &Dict) -> Result<()> {
        let get = |object: &Object| changes.get(document, object);
        self.encoding = Encoding::none();
        let encoding = get(font.get("Encoding"))?;
        let name = encoding.as_name().unwrap_or_default().to_vec();
        self.vertical = name.ends_with(b"-V") || name == b"V";
        self.codes = codes(&name);
        let mut unicode = false;
        if let Object::Stream(stream) = &encoding {
            let map = Map::read(&document.decode(stream, MAP)?.bytes);
            self.vertical = get(stream.dict.get("WMode"))?.as_int() == Some(1);
            self.codes = if map.spaces.is_empty() { Codes::Two } else { Codes::Spaces(map.spaces) };
            self.selects = map.glyphs;
        } else if name.windows(4).any(|part| part == b"UCS2") || name.windows(5).any(|part| part == b"UTF16")
        {
            unicode = true;
        }
        unicode |= get(font.get("ToUnicode"))?.as_name().is_some_and(|name| name.starts_with(b"Identity"));
        if unicode && self.texts.is_empty() {
            self.encoding = Encoding::unicode();
        }
        let inner = changes.array(document, font.get("DescendantFonts"))?;
        let inner = changes.dict(document, inner.first().unwrap_or(&Object::Null))?;
        let described = changes.dict(document, inner.get("FontDescriptor"))?;
        if !unicode
            && self.texts.is_empty()
            && name.starts_with(b"Identity")
            && let Object::Stream(stream) = get(described.get("FontFile2"))?
        {
            self.texts = truetype::characters(&document.decode(&stream, MAP)?.bytes);
        }
        self.readable = unicode || !self.texts.is_empty();
        if !self.readable {
            // The usual order of glyphs: a guess, but better found once too often than not.
            self.texts =
                (3..98u32).filter_map(|glyph| Some((glyph, char::from_u32(glyph + 29)?.into()))).collect();
        }
        self.width = get(inner.get("DW"))?.as_number().unwrap_or(1000.0) / 1000.0;
        let mut items = Vec::new();
        for item in changes.array(document, inner.get("W"))?.iter() {
            items.push(get(item)?);
        }
        let number = |at: usize| items.get(at).and_then(Object::as_int).and_then(|n| u32::try_from(n).ok());
        let (mut at, mut left) = (0, WIDTHS);
        while let Some(first) = number(at) {
            if let Some(list) = items.get(at + 1).and_then(Object::as_array) {
                for (offset, width) in list.iter().enumerate() {
                    let width = get(width)?.as_number().unwrap_or(0.0);
                    self.widths.insert(first.saturating_add(offset as u32), width / 1000.0);
                }
                at += 2;
                continue;
            }
            let (Some(last), Some(width)) = (number(at + 1), items.get(at + 2).and_then(Object::as_number))
            else {
                break;
            };
            for glyph in first..=last.min(first.saturating_add(0xFFFF)) {
                left -= 1;
                if left == 0 {
                    return Ok(());
                }
                self.widths.insert(glyph, width / 1000.0);
            }
            at += 3;
        }
        Ok(())
    }

    /// The codes of a string: each with its bytes.
    pub fn codes<'s>(&self, bytes: &'s [u8]) -> Vec<(u32, &'s [u8])> {
        let mut codes = Vec::new();
        let mut rest = bytes;
        while !rest.is_empty() {
            let len = self.length(rest).clamp(1, rest.len());
            let (own, next) = rest.split_at(len);
            codes.push((own.iter().fold(0, |code, byte| code << 8 | u32::from(*byte)), own));
            rest = next;
        }
        codes
    }

    fn length(&self, bytes: &[u8]) -> usize {
        match &self.codes {
            Codes::One => 1,
            Codes::Two => 2,
            Codes::Lead(is) => 1 + usize::from(is(bytes[0])),
            Codes::Spaces(spaces) => {
                let fits = |len: &usize| {
                    let code = bytes.iter().take(*len).fold(0, |code, byte| code << 8 | u32::from(*byte));
                    bytes.len() >= *len
                        && spaces.iter().any(|(bytes, first, last)| {
                            // Every byte lies between those of the ends.
                            let inside = |at: u32| {
                                let byte = |code: u32| code >> (8 * at) & 0xFF;
                                (byte(*first)..=byte(*last)).contains(&byte(code))
                            };
                            bytes == len && (0..*bytes as u32).all(inside)
                        })
                };
                let shortest = spaces.iter().map(|(bytes, ..)| *bytes).min().unwrap_or(1);
                (1..=4).find(fits).unwrap_or(shortest)
            }
        }
    }

    /// The letter that its encoding names for a code.
    pub fn letter(&self, code: u32) -> Option<char> {
        self.encoding.text(code)?.chars().next()
    }

    /// What a code says; nothing if that is not known.
    pub fn text(&self, code: u32) -> String {
        match self.texts.get(&code) {
            Some(text) => text.clone(),
            None => self.encoding.text(code).unwrap_or_default(),
        }
    }

    /// The code of a letter in a font of one byte, if it has it.
    pub fn code(&self, c: char) -> Option<u8> {
        let mut text = [0; 4];
        let text = c.encode_utf8(&mut text);
        let says = |code: u32| match self.texts.get(&code) {
            Some(own) => own == text,
            None => self.encoding.is(code, text),
        };
        // Most codes are those of ASCII.
        let likely = u32::from(c);
        (likely < 128 && says(likely))
            .then_some(c as u8)
            .or_else(|| (32..=255u8).find(|code| says(u32::from(*code))))
    }

    /// How wide it is, in ems.
    pub fn width(&self, code: u32) -> f64 {
        let select = self.selects.iter().find(|(first, last, _)| (first..=last).contains(&&code));
        let glyph = select.map_or(code, |(first, _, glyph)| glyph.saturating_add(code - first));
        let width = self.widths.get(&glyph).copied().unwrap_or(self.width);
        if width.is_finite() { width } else { 0.0 }
    }

    /// Whether word spacing is added to it.
    pub fn is_space(&self, code: &[u8]) -> bool {
        code == b" "
    }
}

/// How long the codes of the standard's own maps are.
fn codes(name: &[u8]) -> Codes {
    let has = |part: &[u8]| name.windows(part.len()).any(|own| own == part);
    if has(b"RKSJ") {
        Codes::Lead(|byte| matches!(byte, 0x81..=0x9F | 0xE0..=0xFC))
    } else if has(b"EUC")
        || has(b"GBK")
        || has(b"B5")
        || has(b"KSC")
        || has(b"GBpc")
        || has(b"ETen")
        || has(b"CNS")
    {
        if has(b"UCS2") || has(b"UTF16") { Codes::Two } else { Codes::Lead(|byte| byte >= 0x81) }
    } else {
        Codes::Two
    }
}
