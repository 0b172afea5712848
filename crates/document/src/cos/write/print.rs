//! Objects as text.

use super::super::lex::{is_delimiter, is_space};
use super::super::{Dict, Object};

/// Writes an object as text. A stream is only its dictionary.
pub fn print(object: &Object, out: &mut Vec<u8>) {
    match object {
        Object::Null => out.extend(b"null"),
        Object::Bool(bool) => out.extend(bool.to_string().into_bytes()),
        Object::Int(int) => out.extend(int.to_string().into_bytes()),
        Object::Real(real) => print_real(*real, out),
        Object::Name(name) => print_name(name, out),
        Object::String(bytes) => print_string(bytes, out),
        Object::Array(items) => {
            out.push(b'[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(b' ');
                }
                print(item, out);
            }
            out.push(b']');
        }
        Object::Dict(dict) => print_dict(dict, out),
        Object::Stream(stream) => print_dict(&stream.dict, out),
        Object::Ref(id) => out.extend(format!("{} {} R", id.number, id.generation).into_bytes()),
    }
}

fn print_dict(dict: &Dict, out: &mut Vec<u8>) {
    out.extend(b"<<");
    for (name, value) in dict.iter() {
        print_name(name, out);
        out.push(b' ');
        print(value, out);
    }
    out.extend(b">>");
}

fn print_real(real: f64, out: &mut Vec<u8>) {
    // What the standard asks of readers: no more than this.
    let real = if real.is_finite() { real.clamp(-3.4e38, 3.4e38) } else { 0.0 };
    if real.abs() < 1e-7 {
        out.push(b'0');
    } else if real.fract() == 0.0 && real.abs() < 1e15 {
        out.extend((real as i64).to_string().into_bytes());
    } else {
        let text = format!("{real:.9}");
        let text = text.trim_end_matches('0').trim_end_matches('.');
        out.extend(text.as_bytes());
    }
}

fn print_name(name: &[u8], out: &mut Vec<u8>) {
    out.push(b'/');
    for byte in name {
        if is_space(*byte) || is_delimiter(*byte) || *byte == b'#' || !(0x21..0x7F).contains(byte) {
            out.extend(format!("#{byte:02X}").into_bytes());
        } else {
            out.push(*byte);
        }
    }
}

fn print_string(bytes: &[u8], out: &mut Vec<u8>) {
    let plain = bytes.iter().all(|byte| (0x20..0x7F).contains(byte));
    if plain {
        out.push(b'(');
        for byte in bytes {
            if matches!(byte, b'(' | b')' | b'\\') {
                out.push(b'\\');
            }
            out.push(*byte);
        }
        out.push(b')');
    } else {
        out.push(b'<');
        for byte in bytes {
            out.extend([byte >> 4, byte & 15].map(|digit| b"0123456789abcdef"[usize::from(digit)]));
        }
        out.push(b'>');
    }
}
