//! The names of a worker's functions, taken out of its wasm into a file beside it.
//!
//! A stack without names helps nobody, but names are a tenth of a worker's download and needed only after a crash. So
//! they travel only then: the worker fetches the file when it has a stack to tell (see nearside's `worker.js`). One
//! name per line, the line's number (from 0) being the function's.

/// The wasm without its names, and the names. `None` if it has none, or is not a wasm that this understands.
pub fn split(code: &[u8]) -> Option<(Vec<u8>, String)> {
    let (mut at, mut bare, mut names) = (8, code.get(..8)?.to_vec(), None);
    while at < code.len() {
        let start = at;
        let kind = code[at];
        at += 1;
        let length = number(code, &mut at)?;
        let body = code.get(at..at.checked_add(length)?)?;
        at += length;
        match named(body).filter(|_| kind == 0) {
            Some(section) => names = functions(section),
            None => bare.extend_from_slice(&code[start..at]),
        }
    }
    Some((bare, names?))
}

/// What follows the heading of a custom section called `name`.
fn named(body: &[u8]) -> Option<&[u8]> {
    body.strip_prefix(b"\x04name")
}

/// The subsection of function names as lines.
fn functions(section: &[u8]) -> Option<String> {
    let mut at = 0;
    while at < section.len() {
        let kind = section[at];
        at += 1;
        let length = number(section, &mut at)?;
        if kind != 1 {
            at += length;
            continue;
        }
        let (mut lines, count) = (Vec::new(), number(section, &mut at)?);
        for _ in 0..count {
            let index = number(section, &mut at)?;
            let length = number(section, &mut at)?;
            let name = section.get(at..at.checked_add(length)?)?;
            at += length;
            // Indices ascend; a gap is a function without a name.
            lines.resize(index.min(1 << 20), "");
            lines.push(without_hash(std::str::from_utf8(name).ok()?));
        }
        return Some(lines.join("\n"));
    }
    None
}

/// Rust's names may end in `::h` and sixteen digits, which tell a reader nothing.
fn without_hash(name: &str) -> &str {
    match name.rsplit_once("::h") {
        Some((name, hash)) if hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()) => name,
        _ => name,
    }
}

/// An unsigned LEB128 of at most 32 bits.
fn number(bytes: &[u8], at: &mut usize) -> Option<usize> {
    let mut value = 0;
    for shift in (0..35).step_by(7) {
        let byte = *bytes.get(*at)?;
        *at += 1;
        value |= (usize::from(byte) & 0x7f) << shift;
        if byte < 0x80 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::split;

    /// A wasm of one code section and these names of functions 0 and 2.
    fn wasm() -> Vec<u8> {
        let names = b"\x02\x00\x17a::b::h0123456789abcdef\x02\x01c";
        let section = [b"\x04name\x01".as_slice(), &[names.len() as u8], names].concat();
        [b"\0asm\x01\0\0\0\x0a\x02\x01\x00\x00".as_slice(), &[section.len() as u8], &section].concat()
    }

    #[test]
    fn names_are_taken_out_and_everything_else_stays() {
        let (bare, names) = split(&wasm()).unwrap();
        assert_eq!(bare, b"\0asm\x01\0\0\0\x0a\x02\x01\x00");
        assert_eq!(names, "a::b\n\nc");
        assert_eq!(split(&bare), None, "nothing is left to take");
    }

    #[test]
    fn what_is_cut_short_is_left_alone() {
        let wasm = wasm();
        assert!((0..wasm.len()).all(|end| split(&wasm[..end]).is_none()));
    }
}
