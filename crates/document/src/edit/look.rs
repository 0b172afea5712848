//! How filled fields look.

use super::changes::Changes;
use super::fields::Node;
use super::font::{self, CAPITALS, DEPTH};
use super::read::Face;
use super::space::{line, number};
use super::{FieldKind, Value};
use crate::Result;
use crate::cos::{Dict, Document, Object, Token};

/// Between lines, in sizes.
const LEADING: f64 = 1.15;
/// The size of letters where the form leaves it open.
const USUAL: f64 = 12.0;
const LEAST: f64 = 4.0;

/// The box of a widget: its size, its frame and its turn.
struct Frame {
    width: f64,
    height: f64,
    turn: i64,
    border: f64,
    content: String,
}

impl Frame {
    fn read(document: &Document, changes: &Changes, widget: &Dict) -> Result<Self> {
        let rect = document.rect(&changes.get(document, widget.get("Rect"))?)?.unwrap_or_default();
        let (mut width, mut height) = (rect[2] - rect[0], rect[3] - rect[1]);
        let says = changes.dict(document, widget.get("MK"))?;
        let turn = changes.get(document, says.get("R"))?.as_int().unwrap_or(0).rem_euclid(360) / 90;
        if turn % 2 == 1 {
            (width, height) = (height, width);
        }
        let style = changes.dict(document, widget.get("BS"))?;
        let mut content = String::new();
        let colour = |name: &str| -> Result<Vec<f64>> {
            let colour = changes.array(document, says.get(name))?;
            Ok(colour.iter().filter_map(Object::as_number).collect())
        };
        let set = |colour: &[f64], names: [&str; 3]| match colour.len() {
            1 => line(colour, names[0]),
            3 => line(colour, names[1]),
            4 => line(colour, names[2]),
            _ => String::new(),
        };
        let ground = set(&colour("BG")?, ["g", "rg", "k"]);
        if !ground.is_empty() {
            content.push_str(&format!("{ground}{}", line(&[0.0, 0.0, width, height], "re f")));
        }
        let edge = set(&colour("BC")?, ["G", "RG", "K"]);
        let mut border = changes.get(document, style.get("W"))?.as_number().unwrap_or(1.0).clamp(0.0, 10.0);
        if !edge.is_empty() && border > 0.0 {
            let half = border / 2.0;
            let frame = line(&[half, half, width - border, height - border], "re S");
            content.push_str(&format!("{edge}{}{frame}", line(&[border], "w")));
        } else if edge.is_empty() {
            border = border.min(1.0);
        }
        Ok(Self { width, height, turn, border, content })
    }

    fn form(&self, changes: &mut Changes, content: &str, fonts: Dict) -> Object {
        let (w, h) = (self.width, self.height);
        let matrix = match self.turn {
            1 => [0.0, 1.0, -1.0, 0.0, h, 0.0],
            2 => [-1.0, 0.0, 0.0, -1.0, w, h],
            3 => [0.0, -1.0, 1.0, 0.0, 0.0, w],
            _ => super::space::SAME,
        };
        let dict = Dict::new()
            .with("Type", Object::name("XObject"))
            .with("Subtype", Object::name("Form"))
            .with("BBox", Object::numbers([0.0, 0.0, w, h]))
            .with("Matrix", Object::numbers(matrix))
            .with("Resources", Dict::new().with("Font", fonts));
        changes.stream(dict, format!("{}{content}", self.content).as_bytes())
    }
}

/// Letters of a font of the form, or of Helvetica where that lacks one.
struct Letters {
    object: Object,
    face: std::rc::Rc<Face>,
}

impl Letters {
    /// With `?` for letters that cannot be drawn.
    fn encode(&self, text: &str) -> Vec<u8> {
        let like = |c: char| font::code(c).filter(u8::is_ascii);
        let code = |c: char| self.face.code(c).or_else(|| like(c)).or((!c.is_control()).then_some(b'?'));
        text.chars().filter_map(code).collect()
    }

    fn width(&self, bytes: &[u8], size: f64) -> f64 {
        bytes.iter().map(|byte| self.face.width(u32::from(*byte))).sum::<f64>() * size
    }

    /// Lines that fit.
    fn lines(&self, text: &str, size: f64, wide: f64) -> Vec<Vec<u8>> {
        let mut lines = Vec::new();
        for paragraph in text.split(['\n', '\r']) {
            let mut line: Vec<u8> = Vec::new();
            for word in paragraph.split_inclusive(' ') {
                let own = self.encode(word);
                let bare = self.encode(word.trim_end());
                if !line.is_empty() && self.width(&line, size) + self.width(&bare, size) > wide {
                    lines.push(std::mem::take(&mut line));
                }
                for byte in own {
                    if !line.is_empty() && self.width(&line, size) + self.width(&[byte], size) > wide + size {
                        lines.push(std::mem::take(&mut line));
                    }
                    line.push(byte);
                }
            }
            lines.push(line);
        }
        lines
    }
}

/// A field's default appearance: the operators without the font, the font and the size.
fn style(look: &[u8]) -> (String, Vec<u8>, f64) {
    let mut lexer = crate::cos::Lexer::new(look, 0);
    let (mut name, mut size, mut rest, mut operands) = (Vec::new(), 0.0, String::new(), Vec::new());
    loop {
        match lexer.token() {
            Token::End => break,
            Token::Int(int) => operands.push(int as f64),
            Token::Real(real) => operands.push(real),
            Token::Name(own) => name = own.to_vec(),
            Token::Word(word) => {
                match word {
                    b"Tf" => size = operands.pop().unwrap_or(0.0),
                    b"g" | b"rg" | b"k" => rest = line(&operands, &String::from_utf8_lossy(word)),
                    _ => {}
                }
                operands.clear();
            }
            _ => {}
        }
    }
    if rest.is_empty() {
        rest = "0 g\n".to_owned();
    }
    (rest, name, size.abs())
}

fn letters(document: &Document, changes: &mut Changes, name: &[u8], text: &str) -> Result<Letters> {
    let form = changes.dict(document, document.catalog()?.get("AcroForm"))?;
    let resources = changes.dict(document, form.get("DR"))?;
    let fonts = changes.dict(document, resources.get("Font"))?;
    let object = fonts.get_bytes(name).clone();
    let dict = changes.dict(document, &object)?;
    let simple = !dict.is_empty() && !dict.get("Subtype").is_name("Type0");
    let known = |c: char| c == '\n' || c == '\r';
    if simple {
        let face = Face::read(document, changes, &dict, None)?;
        if text.chars().all(|c| known(c) || face.code(c).is_some()) {
            return Ok(Letters { object, face });
        }
    }
    let own = font::helvetica_for(text);
    let face = Face::read(document, changes, &own, None)?;
    Ok(Letters { object: changes.add(own), face })
}

/// The look of a text or a choice.
pub(super) fn written(
    document: &Document,
    changes: &mut Changes,
    node: &Node,
    widget: &Dict,
    value: &Value,
) -> Result<Object> {
    let frame = Frame::read(document, changes, widget)?;
    let look = if widget.has("DA") { widget.get("DA") } else { node.dict.get("DA") };
    let look = changes.get(document, look)?;
    let (colour, name, size) = style(look.as_string().unwrap_or_default());
    let align = changes.get(document, node.dict.get("Q"))?.as_int().unwrap_or(0);
    let kind = node.kind(document, changes)?;
    let (text, chosen) = shown(&kind, node, value);
    let letters = letters(document, changes, &name, &text)?;
    let multiple = matches!(kind, FieldKind::Text { lines: true, .. }) || chosen.is_some();
    let pad = frame.border * 2.0 + 1.0;
    let (wide, high) = ((frame.width - 2.0 * pad).max(1.0), (frame.height - 2.0 * frame.border).max(1.0));
    let cells =
        if node.is_comb() { node.number(document, changes, "MaxLen")?.unwrap_or(0).max(0) } else { 0 };
    let mut size = if size > 0.0 { size } else { fitting(&letters, &text, wide, high, multiple) };
    size = size.clamp(1.0, 500.0);
    let lines = if multiple {
        let wide = if chosen.is_some() { f64::MAX } else { wide };
        letters.lines(&text, size, wide)
    } else {
        vec![letters.encode(&text.replace(['\n', '\r'], " "))]
    };
    let mut content = String::from("/Tx BMC\nq\n");
    content.push_str(&line(&[frame.border, frame.border, frame.width - 2.0 * frame.border, high], "re W n"));
    let top = if multiple {
        frame.height - pad - CAPITALS * size
    } else {
        (frame.height - (CAPITALS - DEPTH) * size) / 2.0
    };
    for (at, _) in
        lines.iter().enumerate().filter(|(at, _)| chosen.as_ref().is_some_and(|on| on.contains(at)))
    {
        let bottom = top - at as f64 * size * LEADING - DEPTH * size;
        content.push_str("0.6 0.75 0.85 rg\n");
        content.push_str(&line(
            &[frame.border, bottom, frame.width - 2.0 * frame.border, size * LEADING],
            "re f",
        ));
    }
    content.push_str(&format!("BT\n{colour}/Letters {} Tf\n", number(size)));
    for (at, own) in lines.iter().enumerate() {
        let y = top - at as f64 * size * LEADING;
        if cells > 0 {
            let cell = frame.width / cells as f64;
            for (at, byte) in own.iter().enumerate() {
                let x = cell * (at as f64 + 0.5) - letters.width(&[*byte], size) / 2.0;
                content.push_str(&line(&[1.0, 0.0, 0.0, 1.0, x, y], "Tm"));
                content.push_str(&format!("{} Tj\n", font::literal(&[*byte])));
            }
            continue;
        }
        let room = wide - letters.width(own, size);
        let x = pad
            + match align {
                1 => room / 2.0,
                2 => room,
                _ => 0.0,
            };
        content.push_str(&line(&[1.0, 0.0, 0.0, 1.0, x, y], "Tm"));
        content.push_str(&format!("{} Tj\n", font::literal(own)));
    }
    content.push_str("ET\nQ\nEMC\n");
    let fonts = Dict::new().with("Letters", letters.object);
    Ok(frame.form(changes, &content, fonts))
}

/// What is written for a value; of a list all options, and which of them are chosen.
fn shown(kind: &FieldKind, node: &Node, value: &Value) -> (String, Option<Vec<usize>>) {
    let values: &[String] = match value {
        Value::None => &[],
        Value::Text(one) => std::slice::from_ref(one),
        Value::Several(many) => many,
    };
    match kind {
        FieldKind::Choice { options, .. } if node.is_list() => {
            let all: Vec<&str> = options.iter().map(|(_, shown)| &shown[..]).collect();
            let chosen = options.iter().enumerate().filter(|(_, (value, _))| values.contains(value));
            (all.join("\n"), Some(chosen.map(|(at, _)| at).collect()))
        }
        FieldKind::Choice { options, .. } => {
            let value = values.first().cloned().unwrap_or_default();
            let shown = options.iter().find(|(own, _)| *own == value).map(|(_, shown)| shown.clone());
            (shown.unwrap_or(value), None)
        }
        FieldKind::Text { password: true, .. } => {
            ("*".repeat(values.first().map_or(0, |text| text.chars().count())), None)
        }
        _ => (values.first().cloned().unwrap_or_default(), None),
    }
}

/// The largest usual size in which a text fits.
fn fitting(letters: &Letters, text: &str, wide: f64, high: f64, multiple: bool) -> f64 {
    let mut size: f64 = if multiple { USUAL } else { (high / 1.3).min(USUAL) };
    loop {
        let fits = if multiple {
            letters.lines(text, size, wide).len() as f64 * size * LEADING <= high
        } else {
            letters.width(&letters.encode(text), size) <= wide
        };
        if fits || size <= LEAST {
            return size.max(LEAST);
        }
        size -= 0.5;
    }
}

/// The looks of a box that has none: ticked and not.
pub(super) fn tick(
    document: &Document,
    changes: &mut Changes,
    widget: &Dict,
    name: &str,
) -> Result<Option<Object>> {
    let frame = Frame::read(document, changes, widget)?;
    let (w, h) = (frame.width, frame.height);
    let side = w.min(h);
    let at = |x: f64, y: f64| [(w - side) / 2.0 + x * side, (h - side) / 2.0 + y * side];
    let mut content = format!("0 G\n{}1 J\n", line(&[side * 0.1], "w"));
    content.push_str(&line(&at(0.22, 0.52), "m"));
    content.push_str(&line(&at(0.42, 0.28), "l"));
    content.push_str(&line(&at(0.78, 0.76), "l S"));
    let ticked = frame.form(changes, &content, Dict::new());
    let empty = frame.form(changes, "", Dict::new());
    let states = Dict::new().with(name, ticked).with("Off", empty);
    Ok(Some(Dict::new().with("N", states).into()))
}
