//! EBML, written.

/// Appends an element's number.
pub(super) fn id(out: &mut Vec<u8>, id: u32) {
    let bytes = id.to_be_bytes();
    out.extend_from_slice(&bytes[id.leading_zeros() as usize / 8..]);
}

/// How many bytes a size takes. A number of ones alone means that it is not known.
pub(super) fn width(size: u64) -> usize {
    (1..8).find(|width| size < (1 << (7 * width)) - 1).unwrap_or(8)
}

/// Appends a size.
pub(super) fn size(out: &mut Vec<u8>, size: u64) {
    sized(out, size, width(size));
}

/// Appends a size in this many bytes.
pub(super) fn sized(out: &mut Vec<u8>, size: u64, width: usize) {
    let marked = size | 1 << (7 * width);
    out.extend_from_slice(&marked.to_be_bytes()[8 - width..]);
}

/// Appends an element.
pub(super) fn element(out: &mut Vec<u8>, number: u32, body: &[u8]) {
    id(out, number);
    size(out, body.len() as u64);
    out.extend_from_slice(body);
}

/// Appends an element that holds others.
pub(super) fn master(out: &mut Vec<u8>, number: u32, fill: impl FnOnce(&mut Vec<u8>)) {
    let mut body = Vec::new();
    fill(&mut body);
    element(out, number, &body);
}

/// Appends an unsigned integer.
pub(super) fn uint(out: &mut Vec<u8>, number: u32, value: u64) {
    let bytes = value.to_be_bytes();
    element(out, number, &bytes[(value.leading_zeros() as usize / 8).min(7)..]);
}

/// Appends a signed integer.
pub(super) fn int(out: &mut Vec<u8>, number: u32, value: i64) {
    let spare = if value < 0 { value.leading_ones() } else { value.leading_zeros() } - 1;
    element(out, number, &value.to_be_bytes()[(spare as usize / 8).min(7)..]);
}

/// Appends a number of eight bytes.
pub(super) fn float(out: &mut Vec<u8>, number: u32, value: f64) {
    element(out, number, &value.to_bits().to_be_bytes());
}

/// Appends a text.
pub(super) fn text(out: &mut Vec<u8>, number: u32, value: &str) {
    element(out, number, value.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::super::super::ebml as read;
    use super::*;

    #[test]
    fn numbers_read_back() {
        for value in [0, 1, 127, 128, 255, 256, 1 << 40, u64::MAX] {
            let mut out = Vec::new();
            uint(&mut out, 0x2ad7b1, value);
            assert_eq!(
                read::Elements(&out).map(|(id, body)| (id, read::uint(body))).next(),
                Some((0x2ad7b1, value))
            );
        }
        for value in [0, -1, 127, 128, -128, -129, i64::MIN, i64::MAX] {
            let mut out = Vec::new();
            int(&mut out, 0xfb, value);
            assert_eq!(
                read::Elements(&out).map(|(id, body)| (id, read::int(body))).next(),
                Some((0xfb, value))
            );
        }
        for value in [0, 126, 127, 16_382, 16_383, 1 << 48] {
            let mut out = Vec::new();
            size(&mut out, value);
            assert_eq!(read::number(&out), Some((value, out.len())));
            assert_ne!(value, (1 << (7 * out.len())) - 1);
        }
    }
}
